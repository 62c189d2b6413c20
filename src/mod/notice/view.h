/*
 * src/mod/notice/view.h: what the pages of notices show.
 */
#ifndef MOD_NOTICE_VIEW_H
#define MOD_NOTICE_VIEW_H

#include "core/view.h"

struct notice_way {
        struct str name, address, when; /* when: STR_NULL, still on its way or never */
        enum tone tone;
        enum icon icon;
        struct str state;
};
struct notice_item {
        struct str code, title, lead, usual, dossier, href, time, time_iso;
        bool unread;
        const struct notice_way *ways;
        size_t n_ways;
};
struct notice_list_view {
        struct req *rq;
        const struct notice_item *items;
        size_t n_items;
        i64 unread;
        const struct link_view *work; /* of an officer, else NULL */
        i64 shown_at;                 /* notices up to here are on this page */
        struct str next;
};

struct notice_way_choice {
        const char *name;
        struct str label, hint, address;
        const struct option_view *options; /* a topic each */
        size_t n_options;
};
struct notice_choice_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        bool saved;
        struct str email, phone;
        bool email_waits, phone_waits; /* for a code: not used yet */
        const struct notice_way_choice *ways;
        size_t n_ways;
        struct option_view langs[2];
};

/* An address of one's own, and whether it is confirmed. */
struct confirm_way {
        const char *name; /* "email", "phone" */
        struct str label, address;
        bool confirmed;
        bool sent;  /* a code is on its way, or there */
        bool ready; /* the installation can send one */
};
struct confirm_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        const struct confirm_way *ways;
        size_t n_ways;
};

#endif
