/*
 * src/crypto/password.h: passwords of people, stored as Argon2id (RFC 9106): 64 MiB, 2 passes, one
 * lane; about 70 ms of one core. Call from "prepare" (a worker thread), never in a transaction.
 *
 * Each hash takes 64 MiB, so only as many run at once as password_limits() allows; others wait, and
 * past the waiting room the answer is ERR_BUSY, so that a flood of sign-ins cannot fill the memory.
 *
 *      r = password_check(password, account_found ? stored : STR_NULL);
 */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include "base/str.h"

#define PASSWORD_MAX 1024 /* bytes; longer is ERR_INVALID */

/* At most at_once hashes run, at most waiting callers wait. Default: 2 and 64. Call before use. */
void password_limits(int at_once, int waiting);

/* The encoded text "$argon2id$v=19$m=65536,t=2,p=1$salt$hash". ERR_INVALID, ERR_BUSY. */
int password_hash(struct arena *a, struct str password, struct str *ret_encoded);

/*
 * 0 when it fits, ERR_DENIED when not, ERR_BUSY. With encoded == STR_NULL the answer is ERR_DENIED
 * after the same work, so that time does not tell which accounts exist.
 */
int password_check(struct str password, struct str encoded);

/* The encoding is of an older cost: hash again at the next sign-in. */
bool password_outdated(struct str encoded);

#endif
