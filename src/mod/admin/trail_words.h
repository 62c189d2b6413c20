/*
 * src/mod/admin/trail_words.h: what an audit event says, in the reader's words. What no table here
 * knows is shown as it was recorded, never left out.
 */
#ifndef MOD_ADMIN_TRAIL_WORDS_H
#define MOD_ADMIN_TRAIL_WORDS_H

#include "mod/admin/internal.h"

/* "dossier.accept": what was done. */
struct str trail_action(struct arena *a, enum lang lang, struct str action);
/* {"from":1,"to":2,"due_at":…}: "từ: Mới đăng ký · đến: …". */
struct str trail_facts(struct req *rq, struct str action, struct str body);
/* All actions with the one chosen, after one that says "all". */
const struct option_view *trail_options(struct req *rq, struct str chosen, size_t *ret_n);

#endif
