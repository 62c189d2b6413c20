/*
 * src/mod/complaint/view.h: what the pages of complaints show.
 */
#ifndef MOD_COMPLAINT_VIEW_H
#define MOD_COMPLAINT_VIEW_H

#include "core/view.h"
#include "mod/complaint/complaint.h"

struct complaint_own_view {
        struct req *rq;
        const struct input *in; /* what was typed, of one that came back; else NULL */
        const struct field_error *errors;
        struct str dossier, procedure, unit;
        i64 days; /* working days for the answer */
        const struct complaint_shown *list;
        size_t n;
        bool open; /* one is: no other can be sent */
        struct option_view topics[COMPLAINT_TOPICS_N];
};

/* For who looked the dossier up by its code. */
struct complaint_look_view {
        struct req *rq;
        const struct input *in;
        struct str code, digits;
        bool sent;
        struct option_view topics[COMPLAINT_TOPICS_N];
};

struct complaint_row {
        struct str code, dossier, topic, unit, sent;
        struct due_view due;
};
struct complaint_desk_view {
        struct req *rq;
        struct str unit, next;
        const struct complaint_row *rows;
        size_t n;
        i64 state;
        struct option_view states[COMPLAINT_STATE_MAX - 1];
};

struct complaint_page_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct complaint_shown c;
        struct str dossier, procedure, unit, applicant;
        struct due_view due;
        bool can_take, can_answer;
};

#endif
