/*
 * src/mod/design/rules.h: what rules.c lends to the other files of mod/design; private to it.
 */
#ifndef MOD_DESIGN_RULES_H
#define MOD_DESIGN_RULES_H

#include "mod/design/design.h"

/* The version's own history and the sealed record of the province, in one go. */
int design__record(struct tx *tx, const struct design_model *m, i64 version, i64 number,
        const struct version_act *act);
/* Two pairs of eyes: ERR_DENIED to who wrote some of the version. */
int design__second_person(struct tx *tx, const struct design_version *v, const struct who *who);

#endif
