/*
 * src/crypto/sign.h: ECDSA over P-256 with SHA-256 (FIPS 186-4), keys as PKCS#8 and SPKI, by
 * OpenSSL. Private keys exist in the signer process only; everybody else needs sign_verify() and
 * sign_key_id(). Signatures are DER (what CMS, X.509 and `openssl dgst -verify` want); JOSE wants
 * the raw 64 bytes.
 */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H

#include "crypto/hash.h"

struct sign_key;

int sign_key_new(struct sign_key **ret_key);
void sign_key_free(struct sign_key *key); /* wiped */
/*
 * PKCS#8 in PEM. With a PIN it is encrypted (PBES2: scrypt N = 16384, r = 8, p = 1 and
 * AES-256-CBC), which `openssl pkey` can open too; without one (STR_NULL) it is plain.
 */
int sign_key_pem(struct arena *a, const struct sign_key *key, struct str pin, struct str *ret_pem);
/* ERR_DENIED: the PIN does not open it. ERR_CORRUPT: not a P-256 key at all. */
int sign_key_load(struct str pem, struct str pin, struct sign_key **ret_key);
/* SubjectPublicKeyInfo, DER. */
int sign_key_public(struct arena *a, const struct sign_key *key, struct str *ret_spki);
/* A key's name: SHA-256 of its SubjectPublicKeyInfo. */
void sign_key_id(struct str spki, u8 ret_id[HASH_SIZE]);

/* For the other files of this folder: OpenSSL's key, which stays ours. */
struct evp_pkey_st *sign__pkey(const struct sign_key *key);

int sign_digest(struct arena *a, const struct sign_key *key, const u8 digest[HASH_SIZE],
        struct str *ret_der);
/* 0, ERR_DENIED (does not fit), ERR_INVALID (not a P-256 public key). */
int sign_verify(struct str spki, const u8 digest[HASH_SIZE], struct str der);

/*
 * Makes OpenSSL load whatever it loads at first use: all of the above with a key that is thrown
 * away, encrypted at next to no cost. For a process that puts up a wall afterwards.
 */
int sign_warm_up(struct arena *a);

int sign_der_to_raw(struct str der, u8 ret_raw[64]); /* ERR_INVALID */
int sign_raw_to_der(struct arena *a, const u8 raw[64], struct str *ret_der);

#endif
