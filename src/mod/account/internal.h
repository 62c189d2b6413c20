/*
 * src/mod/account/internal.h: what the files of this folder share.
 */
#ifndef MOD_ACCOUNT_INTERNAL_H
#define MOD_ACCOUNT_INTERNAL_H

#include "core/identity.h"
#include "mod/account/account.h"

extern const struct route account_contact_routes[];

/*
 * For prepare. Whose password it is, or why not: ERR_DENIED, ERR_RATE, ERR_BUSY. The hash is slow
 * and waits for its turn: no snapshot is held meanwhile, or it would be too old.
 */
int account__check_password(
        struct req *rq, struct str name, struct str password, struct login *ret_l);
/*
 * The same for who is signed in and confirms something with the password in `field`: says what is
 * wrong beside it, and counts it as a wrong sign-in.
 */
int account__confirm(struct req *rq, struct input *in, const char *field);
/* A path of ours to go on to, else "" (never another host: no open redirect). */
struct str account__safe_next(struct str next);

#endif
