/*
 * src/mod/portal/lookup.h: where a dossier stands, for whoever holds its code and the last four
 * digits of the applicant's identity number: the rule without the page.
 */
#ifndef MOD_PORTAL_LOOKUP_H
#define MOD_PORTAL_LOOKUP_H

#include "mod/dossier/dossier.h"

#define LOOKUP_FAILURE "lookup" /* kind of the failures: by code; ".peer": by address */

/*
 * In a write, so that guesses in parallel are counted one by one. ERR_NOT_FOUND: no such code, or
 * not these digits; which of them is told by nothing. ERR_RATE: too many wrong guesses at this
 * code, whether there is one or not, or from this address, within lookup.lock_minutes.
 */
int lookup_find(
        struct tx *tx, struct str code, struct str digits, struct str peer, struct dossier *ret_d);

#endif
