/*
 * src/mod/counter/desk.h: what the files of the officers' desk share.
 */
#ifndef MOD_COUNTER_DESK_H
#define MOD_COUNTER_DESK_H

#include "mod/counter/queries.h"
#include "mod/counter/view.h"
#include "web/web.h"

extern const struct route queue_routes[], counter_register_routes[], sign_routes[], find_routes[];

/* Whose dossiers a list shows: of the whole province, or of the units where `perm` is held. */
struct desk_scope {
        enum perm perm;
        bool everywhere;
        const i64 *units;
        size_t n_units;
        i64 unit; /* that names the page; 0 none */
};
struct desk_scope counter__scope(struct req *rq, enum perm perm);
/*
 * How many stand at each step: of several units also at steps that were not asked for. Of the whole
 * province no more than `most` are counted.
 */
int counter__counts(struct req *rq, const struct desk_scope *s, const struct str *steps,
        size_t n_steps, i64 most, struct queue_count_rows *ret_counts);

/* A page of those at a step, nearest due first. I64_NULL: any. */
struct desk_list {
        struct str step;
        i64 holder, channel, procedure;
        i64 due_from, due_to;    /* from, and before */
        i64 after_due, after_id; /* what stood last on the page before */
        i64 limit;
};
int counter__list(struct req *rq, const struct desk_scope *s, const struct desk_list *l,
        struct dossier_brief_rows *ret_rows);
/* Where the next page begins, as an address has it. ERR_INVALID: no such page. */
struct str counter__key(struct arena *a, const struct dossier_brief *last);
int counter__read_key(struct str key, i64 *ret_due, i64 *ret_id);
struct due_view counter__due(struct req *rq, const struct dossier_brief *d);
void counter__fill_item(struct req *rq, const struct dossier_brief *d, struct desk_item *it);

/*
 * The dossier, its applicant, who has it in hand, what this person may do; after a write that was
 * refused its `note` as typed, and who was quicker. The caller notes the access.
 */
int counter__fill_work(struct req *rq, const struct dossier *d, struct work_view *v);
/* What a move is called on a button; an action without words is called as it is. */
struct str counter__label(struct req *rq, struct str action, bool *ret_danger);

/* The counter at which this officer takes in, takes money and hands out; NULL: none. */
const struct unit *counter__desk(struct req *rq);
struct str counter__desk_name(struct req *rq);
/* May they do a counter's work on this dossier: at its own unit, or where it was taken in? */
bool counter__may_hand(const struct who *w, const struct dossier *d);
/* The unit that this officer's pages are named after; 0 none. */
i64 counter__unit(struct req *rq);

#endif
