/*
 * src/mod/account/view.h: what sign-in, registration and "my account" show.
 */
#ifndef MOD_ACCOUNT_VIEW_H
#define MOD_ACCOUNT_VIEW_H

#include "core/queries.h"
#include "core/view.h"
#include "core/who.h"

/* What the browser is asked for when a passkey is made or used. */
struct passkey_offer {
        struct str challenge, rp_id;
        struct str user; /* of who makes one */
};

/* How somebody who is signed in shows again that it is them, in a form (confirm.c). */
struct confirm_view {
        const char *name; /* of the field of the password */
        struct str error;
        struct str other; /* page of the other ways; STR_NULL: there are none */
        bool proven;      /* already, a moment ago: no password is asked */
};
struct confirm_ways {
        bool code, passkey;
        struct passkey_offer offer;
        struct str provider; /* its name; STR_NULL: none */
};
struct confirm_page_view {
        struct req *rq;
        struct page_view *page;
        const struct input *in; /* NULL at first */
        struct confirm_ways ways;
        struct str next;
};

struct login_view {
        struct req *rq;
        struct page_view *page;
        const struct input *in; /* NULL at first */
        struct str name, next;
        struct str provider; /* of identities; STR_NULL: none */
        struct str guest;    /* where one goes on without an account; STR_NULL: nowhere */
        bool passkeys;       /* are offered */
        struct passkey_offer offer;
};

struct code_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str next;
};

struct totp_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct confirm_view confirm;
        bool on;
        i64 codes_left;
        struct str qr, secret; /* while it is being set up */
        i64 qr_size;
        const struct str *codes; /* recovery codes, this once */
        size_t n_codes;
};

struct passkey_drop_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str code, label;
        struct confirm_view confirm;
};

struct passkey_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct page_view *page;
        struct confirm_view confirm;
        bool possible;
        struct passkey_offer offer;
        struct str user_name; /* as the browser's list of passkeys shows it */
};

struct register_view {
        struct req *rq;
        const struct input *in;
        struct str name, identity, birth_d, birth_m, birth_y, phone, email;
};

struct session_line {
        i64 id;
        struct str since, seen, peer, device;
        bool current;
};
struct passkey_line {
        struct str code, label, since, used;
};
struct safety_view {
        struct req *rq;
        struct str second_due; /* the day by which a second factor is needed; STR_NULL: never */
        bool second_over;      /* that day has come */
        bool codes_on;
        i64 codes_left;
        const struct passkey_line *passkeys;
        size_t n_passkeys;
        const struct session_line *sessions;
        size_t n_sessions;
};
struct access_line {
        struct str at, who, title, fields, why, dossier;
};

struct account_view {
        struct req *rq;
        const struct who *who;
        const struct access_line *accesses; /* the newest few */
        size_t n_accesses;
        bool more; /* than these */
};

struct looked_view {
        struct req *rq;
        const struct access_line *lines;
        size_t n;
        struct str first, next;
};

struct password_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str next;        /* where to go on */
        bool must_change;       /* before all else */
        struct confirm_view confirm;
};

struct own_contact_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str email, phone;
        struct confirm_view confirm;
};

struct recovery_line {
        struct str code, person, officer, when;
        bool mine; /* whoever asked does not confirm */
};
struct recovery_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        const struct recovery_line *waiting;
        size_t n_waiting;
        struct str code; /* of the person, this once */
};

/* What is wrong with a field, where several forms share one page. */
struct str login_error(struct html *h, const struct login_view *v, const char *name);
struct str recovery_error(struct html *h, const struct recovery_view *v, const char *name);
struct str confirm_error(struct html *h, const struct confirm_page_view *v, const char *name);
struct str totp_error(struct html *h, const struct totp_view *v, const char *name);

#endif
