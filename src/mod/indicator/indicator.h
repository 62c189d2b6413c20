/*
 * src/mod/indicator/indicator.h: live figures of dossiers by unit, procedure and month, counted in
 * the transaction of whatever changes a dossier (counts.h says how), and what is made of them:
 * indicators with formulas that are data (scheme.h), pages, reports, an API.
 */
#ifndef MOD_INDICATOR_INDICATOR_H
#define MOD_INDICATOR_INDICATOR_H

#include "core/module.h"

extern const struct module indicator_module;

/* Adds all counts so far to the totals: the job that runs each minute, at once. */
int indicator_fold(struct store *s);

struct recompute_report {
        i64 dossiers, wrong_dossiers; /* looked at; counted otherwise than they stand */
        i64 pairs, wrong_counts;      /* of unit and procedure; counts that were not the sum */
};
/*
 * Counts everything again from the dossiers. repair: what differs is put right; else it is only
 * told. In a report without wrong ones the live figures are exactly what the dossiers say.
 */
int indicator_recompute(struct store *s, bool repair, struct recompute_report *ret_report);

#endif
