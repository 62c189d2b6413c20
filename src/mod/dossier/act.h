/*
 * src/mod/dossier/act.h: private to the module: what a move asks for besides being allowed.
 */
#ifndef MOD_DOSSIER_ACT_H
#define MOD_DOSSIER_ACT_H

#include "mod/dossier/dossier.h"

/*
 * When a result that is put off to that day is due: the closing of the day, or of the next working
 * day. ERR_INVALID: that is not later than it is due now and than `now`. ERR_STATE: the apology
 * comes too late (SETTING_DOSSIER_APOLOGY_LEAD).
 */
int act_extended_due(
        const struct org *o, const struct dossier *d, i64 due_day, i64 now, i64 *ret_due);

#endif
