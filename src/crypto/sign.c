/*
 * src/crypto/sign.c: see sign.h. OpenSSL's error queue is emptied after each failure: our callers
 * get one of our codes, and nothing of a wrong PIN stays behind in the thread.
 */
#include "crypto/sign.h"

#include "crypto/openssl.h"
#include <stdlib.h>

#define SCRYPT_N 16384
#define WARM_N   2 /* of a key that is thrown away */
#define SCRYPT_R 8
#define SCRYPT_P 1
#define SALT     16

struct sign_key {
        EVP_PKEY *pkey;
};

static int fail(int err)
{
        ERR_clear_error();
        return err;
}

static struct sign_key *wrap(EVP_PKEY *pkey)
{
        struct sign_key *key = calloc(1, sizeof *key);

        CHECK(key != NULL);
        key->pkey = pkey;
        return key;
}

int sign_key_new(struct sign_key **ret_key)
{
        EVP_PKEY *pkey = EVP_EC_gen("P-256");

        if (!pkey)
                return fail(ERR_INTERNAL);
        *ret_key = wrap(pkey);
        return 0;
}

EVP_PKEY *sign__pkey(const struct sign_key *key)
{
        return key->pkey;
}

void sign_key_free(struct sign_key *key)
{
        if (!key)
                return;
        EVP_PKEY_free(key->pkey);
        free(key);
}

static bool is_p256(EVP_PKEY *pkey)
{
        char group[32];
        size_t n;

        return EVP_PKEY_is_a(pkey, "EC") &&
               EVP_PKEY_get_group_name(pkey, group, sizeof group, &n) == 1 &&
               strcmp(group, "prime256v1") == 0;
}

static struct str bio_text(struct arena *a, BIO *bio)
{
        char *p;
        long n = BIO_get_mem_data(bio, &p);

        return str_dup(a, str_n(p, (size_t)n));
}

/* The encrypted form: PBES2 with scrypt, which PEM_write_… cannot choose by itself. */
static int put_encrypted(BIO *bio, PKCS8_PRIV_KEY_INFO *plain, struct str pin, u64 cost)
{
        X509_ALGOR *pbe = PKCS5_pbe2_set_scrypt(
                EVP_aes_256_cbc(), NULL, SALT, NULL, cost, SCRYPT_R, SCRYPT_P);
        X509_SIG *sealed = NULL;
        int r = ERR_INTERNAL;

        if (pbe)
                sealed = PKCS8_set0_pbe(pin.ptr, (int)pin.len, plain, pbe); /* takes pbe */
        if (pbe && !sealed)
                X509_ALGOR_free(pbe);
        if (sealed && PEM_write_bio_PKCS8(bio, sealed) == 1)
                r = 0;
        X509_SIG_free(sealed);
        return r;
}

static int key_pem(
        struct arena *a, const struct sign_key *key, struct str pin, u64 cost, struct str *ret_pem)
{
        PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key->pkey);
        BIO *bio = BIO_new(BIO_s_mem());
        int r = ERR_INTERNAL;

        if (plain && bio) {
                if (pin.ptr)
                        r = put_encrypted(bio, plain, pin, cost);
                else if (PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, plain) == 1)
                        r = 0;
        }
        if (r == 0)
                *ret_pem = bio_text(a, bio);
        PKCS8_PRIV_KEY_INFO_free(plain);
        BIO_free(bio);
        return r < 0 ? fail(r) : 0;
}

int sign_key_pem(struct arena *a, const struct sign_key *key, struct str pin, struct str *ret_pem)
{
        return key_pem(a, key, pin, SCRYPT_N, ret_pem);
}

static PKCS8_PRIV_KEY_INFO *open_pem(BIO *bio, struct str pin)
{
        PKCS8_PRIV_KEY_INFO *plain = NULL;
        X509_SIG *sealed;

        if (!pin.ptr)
                return PEM_read_bio_PKCS8_PRIV_KEY_INFO(bio, NULL, NULL, NULL);
        sealed = PEM_read_bio_PKCS8(bio, NULL, NULL, NULL);
        if (sealed)
                plain = PKCS8_decrypt(sealed, pin.ptr, (int)pin.len);
        X509_SIG_free(sealed);
        return plain;
}

int sign_key_load(struct str pem, struct str pin, struct sign_key **ret_key)
{
        BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
        PKCS8_PRIV_KEY_INFO *plain = bio ? open_pem(bio, pin) : NULL;
        EVP_PKEY *pkey = plain ? EVP_PKCS82PKEY(plain) : NULL;

        PKCS8_PRIV_KEY_INFO_free(plain);
        BIO_free(bio);
        if (!pkey)
                return fail(pin.ptr ? ERR_DENIED : ERR_CORRUPT);
        if (!is_p256(pkey)) {
                EVP_PKEY_free(pkey);
                return fail(ERR_CORRUPT);
        }
        *ret_key = wrap(pkey);
        return 0;
}

int sign_key_public(struct arena *a, const struct sign_key *key, struct str *ret_spki)
{
        u8 *der = NULL;
        int n = i2d_PUBKEY(key->pkey, &der);

        if (n <= 0)
                return fail(ERR_INTERNAL);
        *ret_spki = str_dup(a, str_n((char *)der, (size_t)n));
        OPENSSL_free(der);
        return 0;
}

void sign_key_id(struct str spki, u8 ret_id[HASH_SIZE])
{
        hash_str(spki, ret_id);
}

int sign_digest(struct arena *a, const struct sign_key *key, const u8 digest[HASH_SIZE],
        struct str *ret_der)
{
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
        u8 der[80];
        size_t n = sizeof der;
        bool ok = ctx && EVP_PKEY_sign_init(ctx) == 1 &&
                  EVP_PKEY_sign(ctx, der, &n, digest, HASH_SIZE) == 1;

        EVP_PKEY_CTX_free(ctx);
        if (!ok)
                return fail(ERR_INTERNAL);
        *ret_der = str_dup(a, str_n((char *)der, n));
        return 0;
}

int sign_verify(struct str spki, const u8 digest[HASH_SIZE], struct str der)
{
        const u8 *p = (const u8 *)spki.ptr;
        EVP_PKEY *pkey = spki.len ? d2i_PUBKEY(NULL, &p, (long)spki.len) : NULL;
        EVP_PKEY_CTX *ctx = NULL;
        bool ok = false;

        if (!pkey || !is_p256(pkey)) {
                EVP_PKEY_free(pkey);
                return fail(ERR_INVALID);
        }
        ctx = EVP_PKEY_CTX_new(pkey, NULL);
        if (ctx && EVP_PKEY_verify_init(ctx) == 1)
                ok = EVP_PKEY_verify(ctx, (const u8 *)der.ptr, der.len, digest, HASH_SIZE) == 1;
        EVP_PKEY_CTX_free(ctx);
        EVP_PKEY_free(pkey);
        return ok ? 0 : fail(ERR_DENIED);
}

int sign_warm_up(struct arena *a)
{
        static const u8 digest[HASH_SIZE];
        struct sign_key *key = NULL, *again = NULL;
        struct str spki, der, pem;
        int r = sign_key_new(&key);

        if (r == 0)
                r = sign_key_public(a, key, &spki);
        if (r == 0)
                r = sign_digest(a, key, digest, &der);
        if (r == 0)
                r = sign_verify(spki, digest, der);
        if (r == 0)
                r = key_pem(a, key, STR("warm-up"), WARM_N, &pem);
        if (r == 0)
                r = sign_key_load(pem, STR("warm-up"), &again);
        sign_key_free(key);
        sign_key_free(again);
        return r;
}

int sign_der_to_raw(struct str der, u8 ret_raw[64])
{
        const u8 *p = (const u8 *)der.ptr;
        ECDSA_SIG *sig = der.len ? d2i_ECDSA_SIG(NULL, &p, (long)der.len) : NULL;
        u8 raw[64];
        bool ok = sig && p == (const u8 *)der.ptr + der.len &&
                  BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, 32) == 32 &&
                  BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + 32, 32) == 32;

        ECDSA_SIG_free(sig);
        if (!ok)
                return fail(ERR_INVALID);
        memcpy(ret_raw, raw, sizeof raw);
        return 0;
}

int sign_raw_to_der(struct arena *a, const u8 raw[64], struct str *ret_der)
{
        ECDSA_SIG *sig = ECDSA_SIG_new();
        BIGNUM *r = BN_bin2bn(raw, 32, NULL), *s = BN_bin2bn(raw + 32, 32, NULL);
        u8 *der = NULL;
        int n = 0;

        CHECK(sig && r && s && ECDSA_SIG_set0(sig, r, s) == 1); /* takes r and s */
        n = i2d_ECDSA_SIG(sig, &der);
        ECDSA_SIG_free(sig);
        if (n <= 0)
                return fail(ERR_INTERNAL);
        *ret_der = str_dup(a, str_n((char *)der, (size_t)n));
        OPENSSL_free(der);
        return 0;
}
