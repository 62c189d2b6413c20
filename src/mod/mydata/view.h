/*
 * src/mod/mydata/view.h: what the pages about one's data show.
 */
#ifndef MOD_MYDATA_VIEW_H
#define MOD_MYDATA_VIEW_H

#include "core/view.h"

struct purpose_line {
        struct str word, title, text;
        bool given;
        struct str since; /* of the last decision; STR_NULL: never decided */
};
struct copy_line {
        struct str code, asked, until;
        i64 done, total;
        bool ready;
};
struct wish_line {
        struct str code, field, wanted, why, asked, person, now, answer;
        bool decided, accepted, mine;
};
struct mydata_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        const struct purpose_line *purposes;
        size_t n_purposes;
        const struct copy_line *copies;
        size_t n_copies;
        const struct wish_line *wishes;
        size_t n_wishes;
        i64 drafts;
        struct option_view fields[4];
};
struct desk_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        const struct wish_line *wishes;
        size_t n;
};

#endif
