/*
 * src/mod/indicator/indicator.h: live figures of dossiers by unit and day, counted in the
 * transaction of each move. Names: submitted, online (of these, by the portal), accepted, refused,
 * withdrawn, on_time, late (finished after the due moment), returned, supplement.
 */
#ifndef MOD_INDICATOR_INDICATOR_H
#define MOD_INDICATOR_INDICATOR_H

#include "core/module.h"

extern const struct module indicator_module;

/* Adds all counts so far to the totals: the job that runs each minute, at once. */
int indicator_fold(struct store *s);

#endif
