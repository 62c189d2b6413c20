/*
 * src/crypto/hash.h: SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104) and the comparison that takes
 * the same time whatever it finds. Nothing here can fail.
 *
 *      struct hash h;
 *      hash_begin(&h);
 *      hash_add(&h, p, n);
 *      hash_end(&h, digest);
 */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include "base/str.h"

#define HASH_SIZE 32

struct hash {
        u64 space[16]; /* the library's state, checked to fit where it is used */
};

void hash_begin(struct hash *h);
void hash_add(struct hash *h, const void *p, size_t n);
void hash_end(struct hash *h, u8 ret_hash[HASH_SIZE]);

void hash_bytes(const void *p, size_t n, u8 ret_hash[HASH_SIZE]);
void hash_str(struct str s, u8 ret_hash[HASH_SIZE]);
/* Any key length; one longer than 64 bytes is hashed first, as the RFC says. */
void hash_hmac(const void *key, size_t n_key, const void *p, size_t n, u8 ret_mac[HASH_SIZE]);
/* Use for every comparison with something secret: tokens, MACs, stored hashes of them. */
bool hash_equal(const void *a, const void *b, size_t n);
/* Zero memory that held a secret; the compiler may not drop it. */
void hash_wipe(void *p, size_t n);

#endif
