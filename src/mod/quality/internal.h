/*
 * src/mod/quality/internal.h: what the files of this folder share.
 */
#ifndef MOD_QUALITY_INTERNAL_H
#define MOD_QUALITY_INTERNAL_H

#include "mod/quality/quality.h"
#include "mod/quality/view.h"

extern const struct route quality__desk_routes[];
extern const struct job_kind quality__jobs[];

struct str nonconformity__state(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone);
struct str nonconformity__grade(struct arena *a, enum lang lang, i64 grade);
/* What w may do with it now, its plan and its history. */
int nonconformity__fill(
        struct req *rq, const struct nonconformity *c, struct nonconformity_page_view *v);

/* What is open at a unit that is no more is its successor's from now on. */
int nonconformity__succeed(struct tx *tx, i64 from, const struct unit *to);

#endif
