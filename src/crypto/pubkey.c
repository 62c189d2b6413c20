/*
 * src/crypto/pubkey.c: see pubkey.h.
 */
#include "crypto/pubkey.h"

#include "crypto/openssl.h"
#include <openssl/core_names.h>
#include <openssl/param_build.h>

static int fail(int err)
{
        ERR_clear_error();
        return err;
}

/* As SubjectPublicKeyInfo on the arena; takes the key. */
static int put_spki(struct arena *a, EVP_PKEY *key, struct str *ret_spki)
{
        u8 *der = NULL;
        int n = key ? i2d_PUBKEY(key, &der) : -1;

        EVP_PKEY_free(key);
        if (n <= 0)
                return fail(ERR_INVALID);
        *ret_spki = str_dup(a, str_n((const char *)der, (size_t)n));
        OPENSSL_free(der);
        return 0;
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM *params)
{
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
        EVP_PKEY *key = NULL;

        CHECK(ctx != NULL);
        if (EVP_PKEY_fromdata_init(ctx) != 1 ||
                EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
                key = NULL;
        EVP_PKEY_CTX_free(ctx);
        return key;
}

int pubkey_p256(struct arena *a, struct str x, struct str y, struct str *ret_spki)
{
        char group[] = "prime256v1";
        u8 point[65] = { 4 }; /* uncompressed; OpenSSL checks that it is on the curve */
        OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(
                                        OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
                OSSL_PARAM_construct_end() };

        if (x.len != 32 || y.len != 32)
                return ERR_INVALID;
        memcpy(point + 1, x.ptr, 32);
        memcpy(point + 33, y.ptr, 32);
        return put_spki(a, from_params("EC", params), ret_spki);
}

int pubkey_ed25519(struct arena *a, struct str x, struct str *ret_spki)
{
        if (x.len != 32)
                return ERR_INVALID;
        return put_spki(a,
                EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const u8 *)x.ptr, x.len),
                ret_spki);
}

static OSSL_PARAM *rsa_params(BIGNUM *n, BIGNUM *e)
{
        OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
        OSSL_PARAM *params;

        CHECK(b != NULL);
        CHECK(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, n) == 1);
        CHECK(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, e) == 1);
        params = OSSL_PARAM_BLD_to_param(b);
        CHECK(params != NULL);
        OSSL_PARAM_BLD_free(b);
        return params;
}

int pubkey_rsa(struct arena *a, struct str n, struct str e, struct str *ret_spki)
{
        OSSL_PARAM *params;
        BIGNUM *bn, *be;
        int bits, r = ERR_INVALID;

        if (n.len > 512 || e.len == 0 || e.len > 4)
                return ERR_INVALID;
        bn = BN_bin2bn((const u8 *)n.ptr, (int)n.len, NULL);
        be = BN_bin2bn((const u8 *)e.ptr, (int)e.len, NULL);
        CHECK(bn && be);
        bits = BN_num_bits(bn);
        if (bits >= 2048 && bits <= 4096 && BN_is_odd(bn) && BN_is_odd(be) &&
                BN_num_bits(be) >= 2) {
                params = rsa_params(bn, be);
                r = put_spki(a, from_params("RSA", params), ret_spki);
                OSSL_PARAM_free(params);
        }
        BN_free(bn);
        BN_free(be);
        return r;
}

static bool is_of(EVP_PKEY *key, enum pubkey_algorithm alg)
{
        switch (alg) {
        case PUBKEY_ES256:
                return EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_bits(key) == 256;
        case PUBKEY_EDDSA:
                return EVP_PKEY_is_a(key, "ED25519");
        case PUBKEY_RS256:
                return EVP_PKEY_is_a(key, "RSA");
        }
        return false;
}

int pubkey_verify(struct str spki, enum pubkey_algorithm alg, struct str data, struct str sig)
{
        const u8 *p = (const u8 *)spki.ptr;
        EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)spki.len);
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        int r = ERR_INVALID;

        CHECK(ctx != NULL);
        if (key && is_of(key, alg) &&
                EVP_DigestVerifyInit(
                        ctx, NULL, alg == PUBKEY_EDDSA ? NULL : EVP_sha256(), NULL, key) == 1)
                r = EVP_DigestVerify(
                            ctx, (const u8 *)sig.ptr, sig.len, (const u8 *)data.ptr, data.len) == 1
                            ? 0
                            : ERR_DENIED;
        EVP_MD_CTX_free(ctx);
        EVP_PKEY_free(key);
        return r < 0 ? fail(r) : 0;
}
