/*
 * src/crypto/seal.h: a secret as text that only who has the key can read or make
 * (XChaCha20-Poly1305): for what stands in the database and must be read again, as the secret of a
 * one-time code or the password of a mail server. It protects a stolen database or backup of it,
 * not a stolen data folder: the key lies there.
 */
#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H

#include "base/str.h"

#define SEAL_KEY_SIZE 32

/* what: where it belongs ("setting mail.password"); sealed for one place it opens at no other. */
struct str seal(struct arena *a, const u8 key[SEAL_KEY_SIZE], struct str what, struct str plain);
/* ERR_CORRUPT: another key or place, or not what was sealed. */
int seal_open(struct arena *a, const u8 key[SEAL_KEY_SIZE], struct str what, struct str sealed,
        struct str *ret_plain);

#endif
