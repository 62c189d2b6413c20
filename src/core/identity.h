/*
 * src/core/identity.h: accounts and how one becomes signed in: password (Argon2id), sessions by
 * cookie, bearer tokens for the API, grants with delegations and substitutions.
 *
 * A session token is 256 random bits, kept by the browser only; the database has its SHA-256. Wrong
 * passwords are counted on the account; after `login.tries` it is locked for `login.lock_minutes`.
 * The answer never tells whether the name or the password was wrong.
 */
#ifndef CORE_IDENTITY_H
#define CORE_IDENTITY_H

#include "core/who.h"
#include "web/web.h"

#define SESSION_COOKIE "motcua"
#define VISITOR_COOKIE "motcua_v"

struct new_account {
        struct str name, display, kind, title, identity, phone, email, address, commune_code, sex;
        i64 birth_day;
        struct str password; /* already hashed: identity_hash_password in prepare */
        bool must_change;
};
/* In a write. ERR_EXISTS when the name or the identity number has an account already. */
int identity_create(struct tx *tx, const struct new_account *n, i64 *ret_account);
/*
 * In a write: somebody without an account, who holds nothing but one draft (mod/dossier/guest.h).
 * No name, no password: only a session opens it.
 */
int identity_new_guest(struct tx *tx, i64 *ret_account);
/* Its sessions go, and the row too unless something still names it. ERR_DENIED: no guest. */
int identity_forget_guest(struct tx *tx, i64 account, bool keep_row);
/* tree: for all units below, too. */
int identity_grant(
        struct tx *tx, i64 account, enum role role, i64 unit, bool tree, i64 from, i64 to, i64 by);

/*
 * Somebody showed who they are: an identity provider vouched for it ("oidc"), two officers compared
 * the card ("counter"). Who only registered has shown nothing: what the state knows of a person is
 * told to nobody else. The first proof stays.
 */
int identity_assure(struct tx *tx, i64 person, const char *how, i64 by);
int identity_assured(struct tx *tx, i64 person, bool *ret_assured);

/* Argon2id; slow (about 70 ms): in prepare only. */
int identity_hash_password(struct arena *a, struct str password, struct str *ret_encoded);
/*
 * T_ text id of what is wrong with a new password, or 0. At least 8 characters, not a common one.
 */
int identity_password_problem(struct str password, struct str name);

/* Where somebody begins: their work, administration, their dossiers. */
const char *identity_home(const struct who *w);

/*
 * Sign-in, prepare phase, in three: the stored password (STR_NULL: no such name), then, with no
 * snapshot held, password_check on it, which costs the same for an unknown name, then what that
 * means. `good` is what password_check said. ERR_DENIED (wrong, or changed meanwhile), ERR_RATE
 * (locked), ERR_BUSY.
 */
struct login {
        i64 account;
        bool staff, must_change;
        bool needs_second; /* identity_needs_second */
        const char *home;  /* the page of those with these rights */
        struct str token;  /* for the cookie */
        struct str agent;  /* the browser, in its own words */
        u8 hash[32];
        u8 secret[32];
};
int identity_password_of(struct tx *tx, struct str name, struct str *ret_encoded);
int identity_check_password(struct tx *tx, struct arena *a, struct str name, struct str encoded,
        int good, struct login *ret_l);
/* For who has shown otherwise who they are. ERR_DENIED: closed; ERR_RATE: locked for a while. */
int identity_login_of(struct tx *tx, struct arena *a, i64 account, struct login *ret_l);
/*
 * A fresh token for somebody who needs no check: who has just registered. The account is filled
 * later.
 */
void identity_new_login(struct arena *a, struct login *ret_l);
/* Apply phase: the session row; resets the failure count. */
int identity_open_session(struct tx *tx, const struct login *l, struct str peer, struct str agent);

/*
 * Rights over rights take a second factor (PERMS_POWERFUL, the settings second.*): these roles of
 * their own do, whether or not they have one.
 */
bool identity_needs_second(const struct who *w);

/* For the guard: fills a who from the request; and from an account (tests, command line). */
int identity_identify(struct req *rq);
int identity_who_of(struct tx *tx, i64 account, struct who *ret_who);
/* A new API token for the account; printed once, only its hash is stored. */
int identity_new_token(
        struct tx *tx, i64 account, struct str label, i64 expires_at, struct str token);

struct str identity_csrf_secret(struct req *rq);

#endif
