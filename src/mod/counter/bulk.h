/*
 * src/mod/counter/bulk.h: one move of several dossiers of the queue at once. Each is a write of its
 * own, so that one that cannot be moved holds back no other, and what became of each is told.
 */
#ifndef MOD_COUNTER_BULK_H
#define MOD_COUNTER_BULK_H

#include "mod/counter/desk.h"

/*
 * What can be done with several at that step of the queue; buttons of the bar below it. ret_words:
 * some of it wants words.
 */
const struct action_view *bulk_actions(
        struct req *rq, struct str step, size_t *ret_n, bool *ret_words);
/* To whom a leader may give dossiers of that step; none for who does not lead. */
int bulk_officers(
        struct req *rq, struct str step, const struct option_view **ret_list, size_t *ret_n);

extern const struct field bulk_fields[];
int bulk_prepare(struct req *rq, struct input *in);
int bulk_apply(struct tx *tx, const struct input *in, struct outcome *out);
int bulk_answer(struct req *rq, const struct outcome *out);

#endif
