/*
 * src/mod/quality/view.h: what the pages of non-conformities show.
 */
#ifndef MOD_QUALITY_VIEW_H
#define MOD_QUALITY_VIEW_H

#include "core/view.h"
#include "mod/quality/quality.h"

struct nonconformity_row {
        struct str code, words, unit, grade, state, responsible, due;
        enum tone tone;
        bool overdue;
};
struct nonconformity_list_view {
        struct req *rq;
        struct str unit, next;
        const struct nonconformity_row *rows;
        size_t n;
        struct field_view filters[2];
        struct option_view states[NONCONFORMITY_STATE_MAX]; /* all open ones, then each */
        struct option_view grades[NONCONFORMITY_GRADE_MAX]; /* any, then each */
};

struct nonconformity_new_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str unit;
        const struct option_view *units;
        size_t n_units;
        struct option_view grades[NONCONFORMITY_GRADE_MAX - 1];
};

struct nonconformity_page_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        const struct nonconformity *c;
        struct str unit, grade, state, found, due;
        const struct option_view *officers; /* whom it can be given to */
        size_t n_officers;
        struct str due_d, due_m, due_y; /* of the plan that is in force */
        enum tone tone;
        bool overdue;
        bool can_plan, can_do, can_verify, can_refuse;
        const struct event_view *events;
        size_t n_events;
};

#endif
