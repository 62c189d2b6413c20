/*
 * src/mod/account/internal.h: what the files of this folder share.
 */
#ifndef MOD_ACCOUNT_INTERNAL_H
#define MOD_ACCOUNT_INTERNAL_H

#include "core/identity.h"
#include "mod/account/account.h"
#include "mod/account/queries.h"
#include "mod/account/view.h"

extern const struct route account_contact_routes[], account_second_routes[], account_totp_routes[],
        account_passkey_routes[], account_safety_routes[], account_oidc_routes[],
        account_recovery_routes[], account_looked_routes[], account_confirm_routes[];
extern const struct job_kind account_jobs[];

#define STEP_COOKIE "motcua_b" /* between the two steps of signing in */

/*
 * For prepare. Whose password it is, or why not: ERR_DENIED, ERR_RATE, ERR_BUSY. The hash is slow
 * and waits for its turn: no snapshot is held meanwhile, or it would be too old.
 */
int account__check_password(
        struct req *rq, struct str name, struct str password, struct login *ret_l);
/*
 * The same for who is signed in and confirms something with the password in `field`: says what is
 * wrong beside it, and counts it as a wrong sign-in. An empty field is right for five minutes after
 * they showed by another way that it is them.
 */
int account__confirm(struct req *rq, struct input *in, const char *field);
/* What a form shows for it. back: the page of the form, with its query. */
int account__fill_confirm(
        struct req *rq, const char *name, struct str back, struct confirm_view *ret_c);
/* The page of the other ways, fresh or again; in a write, that one of them was good; and on. */
int account__confirm_page(struct req *rq);
int account__proven(struct tx *tx, const struct input *in, const char *how);
int account__proven_answer(struct req *rq, const struct outcome *out);
/* A path of ours to go on to, else "" (never another host: no open redirect). */
struct str account__safe_next(struct str next);

/*
 * Who looked at the data of who is signed in, before that moment (and id at it), newest first.
 */
struct looked {
        struct access_line *lines;
        size_t n;
        struct str next; /* "<moment>.<id>" of the last line; STR_NULL: that was all */
};
int account__looked(struct req *rq, i64 at, i64 id, size_t max, struct looked *ret_l);

/*
 * In a write: nothing that opened the account until now opens it any more: sessions, half a
 * sign-in, codes, passkeys, links to providers, tokens. The password is the caller's.
 */
int account__close_all(struct tx *tx, i64 account);

/* Does this account have codes of a telephone? */
int account__wants_code(struct tx *tx, i64 account, bool *ret_wants);
/* A code that was typed: of the telephone, or a recovery code (then its hash). ERR_DENIED. */
struct code_good {
        i64 account, step;
        struct str recovery;
};
int account__check_code(struct req *rq, i64 account, struct str code, struct code_good *ret_g);
/* In a write: a code is good once, whoever comes second with it has ERR_DENIED. */
int account__use_code(struct tx *tx, const struct code_good *g);
/* In a write, after codes or passkeys of who is signed in changed: may fail the input. */
int account__second_changed(struct tx *tx, const struct input *in);
/* After the password: the second step waits. */
int account__begin_second(struct tx *tx, const struct login *l);
int account__second_answer(struct req *rq, const struct login *l, struct str next);
/* In a write: the session, and the event that says by what ("password", "passkey" …). */
int account__open(struct tx *tx, const struct login *l, struct str peer, const char *how);
/* The cookie, and on to where one was going, to one's work, or to a new password. */
int account__signed_in(struct req *rq, const struct login *l, struct str next);
/* What the secret of an account's telephone is sealed for. */
struct str account__totp_place(struct arena *a, i64 account);
/* Audit event and notice of one kind, about the account of who is signed in. */
int account__tell(struct tx *tx, const struct input *in, const char *kind);

/* Is an identity provider set? */
bool account__provider_offered(void);
/* A challenge for this browser. ERR_UNSUPPORTED: the installation has no public address. */
int account__passkey_offer(struct req *rq, struct passkey_offer *o);
/* The page of signing in again, after another way than the password was refused. */
int account__login_again(struct req *rq);

#endif
