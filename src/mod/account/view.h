/*
 * src/mod/account/view.h: what sign-in, registration and "my account" show.
 */
#ifndef MOD_ACCOUNT_VIEW_H
#define MOD_ACCOUNT_VIEW_H

#include "core/queries.h"
#include "core/view.h"
#include "core/who.h"

struct login_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str name, next;
        bool wrong, locked;
};

struct register_view {
        struct req *rq;
        const struct input *in;
        struct str name, identity, birth_d, birth_m, birth_y, phone, email;
};

struct session_line {
        struct str since, seen, peer, agent;
        bool current;
};
struct access_line {
        struct str at, who, title, fields, why;
};

struct account_view {
        struct req *rq;
        const struct who *who;
        const struct session_line *sessions;
        size_t n_sessions;
        const struct access_line *accesses;
        size_t n_accesses;
        struct str next;
};

struct password_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str next;        /* where to go on */
        bool must_change;       /* before all else */
};

struct own_contact_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str email, phone;
};

#endif
