/*
 * src/crypto/jws.c: see jws.h.
 */
#include "crypto/jws.h"

#include "base/base64.h"
#include "base/json.h"
#include "base/random.h"
#include "crypto/openssl.h"

#define JSON_MAX   ((size_t)1 << 20)
#define YEARS      20
#define YEAR_S     (365 * 24 * 3600L)
#define SERIAL_LEN 16

static int fail(int err)
{
        ERR_clear_error();
        return err;
}

/* ---- Certificates ---------------------------------------------------------------------------- */

static bool fill_certificate(X509 *x, EVP_PKEY *pkey, const char *name, i64 now)
{
        X509_NAME *subject = X509_get_subject_name(x);
        u8 serial[SERIAL_LEN];
        BIGNUM *number;
        bool ok;

        random_bytes(serial, sizeof serial);
        serial[0] &= 0x7f;
        number = BN_bin2bn(serial, sizeof serial, NULL);
        ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) &&
             X509_set_version(x, X509_VERSION_3) == 1 &&
             ASN1_TIME_set(X509_getm_notBefore(x), (time_t)(now / 1000)) &&
             ASN1_TIME_set(X509_getm_notAfter(x), (time_t)(now / 1000 + YEARS * YEAR_S)) &&
             X509_NAME_add_entry_by_txt(
                     subject, "CN", MBSTRING_UTF8, (const u8 *)name, -1, -1, 0) == 1 &&
             X509_set_issuer_name(x, subject) == 1 && X509_set_pubkey(x, pkey) == 1 &&
             X509_sign(x, pkey, EVP_sha256()) > 0;
        BN_free(number);
        return ok;
}

int jws_certificate(
        struct arena *a, const struct sign_key *key, const char *name, i64 now, struct str *ret_der)
{
        X509 *x = X509_new();
        u8 *der = NULL;
        int n = 0;

        if (x && fill_certificate(x, sign__pkey(key), name, now))
                n = i2d_X509(x, &der);
        X509_free(x);
        if (n <= 0)
                return fail(ERR_INTERNAL);
        *ret_der = str_dup(a, str_n((char *)der, (size_t)n));
        OPENSSL_free(der);
        return 0;
}

int jws_certificate_key(struct arena *a, struct str der, struct str *ret_spki)
{
        const u8 *p = (const u8 *)der.ptr;
        X509 *x = der.len ? d2i_X509(NULL, &p, (long)der.len) : NULL;
        u8 *spki = NULL;
        int n = x && p == (const u8 *)der.ptr + der.len
                        ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &spki)
                        : 0;

        X509_free(x);
        if (n <= 0)
                return fail(ERR_INVALID);
        *ret_spki = str_dup(a, str_n((char *)spki, (size_t)n));
        OPENSSL_free(spki);
        return 0;
}

/* ---- Writing --------------------------------------------------------------------------------- */

struct str jws_input(struct arena *a, const char *type, struct str certificate, struct str payload)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, JSON_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "alg", STR("ES256"));
        json_put_str(&w, "typ", str_of(type));
        json_open(&w, "x5c", '[');
        json_put_str(&w, NULL, base64(a, certificate));
        json_close(&w, ']');
        json_close(&w, '}');
        return str_fmt(
                a, "%.*s.%.*s", STRF(base64url(a, buf_str(&b))), STRF(base64url(a, payload)));
}

int jws_text(struct arena *a, struct str input, struct str signature, struct str *ret_json)
{
        struct str payload = input, header;
        struct json_writer w;
        struct buf b;
        u8 raw[64];
        int r = sign_der_to_raw(signature, raw);

        if (r < 0)
                return r;
        str_cut(&payload, '.', &header);
        buf_init(&b, a, JSON_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "payload", payload);
        json_put_str(&w, "protected", header);
        json_open(&w, "header", '{');
        json_put_null(&w, "proof");
        json_close(&w, '}');
        json_put_str(&w, "signature", base64url(a, str_n((char *)raw, sizeof raw)));
        json_close(&w, '}');
        *ret_json = buf_str(&b);
        return b.over ? ERR_LIMIT : 0;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Algorithm, type, certificate, and nothing that would have to be understood. */
static int read_header(struct arena *a, struct str text, const char *type, struct str *ret_cert)
{
        const struct json *j, *chain;
        struct str json;
        int r = base64url_read(a, text, &json);

        if (r == 0)
                r = json_parse(a, json, &j, NULL);
        if (r < 0)
                return ERR_INVALID;
        chain = json_get(j, "x5c");
        if (!str_is(json_str(json_get(j, "alg")), "ES256") ||
                !str_is(json_str(json_get(j, "typ")), type) || json_get(j, "crit") || !chain ||
                chain->kind != JSON_LIST || chain->count < 1)
                return ERR_INVALID;
        return base64_read(a, json_str(json_at(chain, 0)), ret_cert) < 0 ? ERR_INVALID : 0;
}

static int check_signature(struct arena *a, struct str input, struct str signature, struct str spki)
{
        struct str raw, der;
        u8 digest[HASH_SIZE];

        if (base64url_read(a, signature, &raw) < 0 || raw.len != 64 ||
                sign_raw_to_der(a, (const u8 *)raw.ptr, &der) < 0)
                return ERR_INVALID;
        hash_str(input, digest);
        return sign_verify(spki, digest, der);
}

static struct str member_text(struct arena *a, const struct json *j)
{
        struct json_writer w;
        struct buf b;

        if (!j)
                return STR("null");
        buf_init(&b, a, JSON_MAX);
        json_begin(&w, &b);
        json_put_tree(&w, NULL, j);
        return buf_str(&b);
}

int jws_verify(struct arena *a, struct str json, const char *type, struct jws *ret_j)
{
        const struct json *j;
        struct str payload, header, input;
        struct jws v;
        int r;

        if (json.len > JSON_MAX || json_parse(a, json, &j, NULL) < 0 || j->kind != JSON_OBJECT)
                return ERR_INVALID;
        payload = json_str(json_get(j, "payload"));
        header = json_str(json_get(j, "protected"));
        if (!payload.ptr || !header.ptr || json_get(j, "signatures"))
                return ERR_INVALID;
        v.proof = member_text(a, json_get(json_get(j, "header"), "proof"));
        r = read_header(a, header, type, &v.certificate);
        if (r == 0)
                r = jws_certificate_key(a, v.certificate, &v.spki);
        if (r == 0)
                r = base64url_read(a, payload, &v.payload);
        if (r < 0)
                return ERR_INVALID;
        input = str_fmt(a, "%.*s.%.*s", STRF(header), STRF(payload));
        r = check_signature(a, input, json_str(json_get(j, "signature")), v.spki);
        if (r == 0 || r == ERR_DENIED)
                *ret_j = v;
        return r;
}
