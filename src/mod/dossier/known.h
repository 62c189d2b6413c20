/*
 * src/mod/dossier/known.h: private to the module: answers that nobody has to type, because the
 * state or the account knows them. Said of the applicant only; who they are was shown before
 * (identity_assured), or nobody is asked.
 */
#ifndef MOD_DOSSIER_KNOWN_H
#define MOD_DOSSIER_KNOWN_H

#include "mod/dossier/answers.h"
#include "mod/population/population.h"

/*
 * For prepare; waits for the population database. Puts what is known into answers that are still
 * empty. *ret_known: the word of how the look-up ended, STR_NULL when nobody was asked.
 */
int known_offer(struct req *rq, const struct procedure_version *p, struct answers *v,
        struct str *ret_known);

#endif
