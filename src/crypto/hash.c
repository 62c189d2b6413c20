/*
 * src/crypto/hash.c: see hash.h. OpenSSL's direct SHA256_ functions are used although 3.0 marks
 * them deprecated: they use the processor's instructions (libsodium's do not) and no allocated
 * context. An audit leaf of 120 bytes takes 150 ns this way, 200 ns through EVP, 730 ns with
 * libsodium.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/hash.h"

#include "crypto/openssl.h"

#define BLOCK 64

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct hash), "struct hash holds the library's state");

static SHA256_CTX *state(struct hash *h)
{
        return (SHA256_CTX *)(void *)h->space;
}

void hash_begin(struct hash *h)
{
        CHECK(SHA256_Init(state(h)) == 1);
}

void hash_add(struct hash *h, const void *p, size_t n)
{
        if (n > 0)
                CHECK(SHA256_Update(state(h), p, n) == 1);
}

void hash_end(struct hash *h, u8 ret_hash[HASH_SIZE])
{
        CHECK(SHA256_Final(ret_hash, state(h)) == 1);
}

void hash_bytes(const void *p, size_t n, u8 ret_hash[HASH_SIZE])
{
        struct hash h;

        hash_begin(&h);
        hash_add(&h, p, n);
        hash_end(&h, ret_hash);
}

void hash_str(struct str s, u8 ret_hash[HASH_SIZE])
{
        hash_bytes(s.ptr, s.len, ret_hash);
}

void hash_hmac(const void *key, size_t n_key, const void *p, size_t n, u8 ret_mac[HASH_SIZE])
{
        u8 inner[BLOCK] = { 0 }, outer[BLOCK];
        struct hash h;

        if (n_key > BLOCK)
                hash_bytes(key, n_key, inner);
        else if (n_key > 0)
                memcpy(inner, key, n_key);
        for (size_t i = 0; i < BLOCK; i++) {
                outer[i] = inner[i] ^ 0x5c;
                inner[i] ^= 0x36;
        }
        hash_begin(&h);
        hash_add(&h, inner, BLOCK);
        hash_add(&h, p, n);
        hash_end(&h, ret_mac);
        hash_begin(&h);
        hash_add(&h, outer, BLOCK);
        hash_add(&h, ret_mac, HASH_SIZE);
        hash_end(&h, ret_mac);
        hash_wipe(inner, sizeof inner);
        hash_wipe(outer, sizeof outer);
        hash_wipe(&h, sizeof h);
}

bool hash_equal(const void *a, const void *b, size_t n)
{
        return CRYPTO_memcmp(a, b, n) == 0;
}

void hash_wipe(void *p, size_t n)
{
        OPENSSL_cleanse(p, n);
}
