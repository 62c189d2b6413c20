/*
 * src/crypto/webauthn.c: see webauthn.h. Numbers in brackets are steps of section 7 of the
 * specification.
 */
#include "crypto/webauthn.h"

#include "base/json.h"
#include "crypto/cbor.h"
#include "crypto/hash.h"

enum { FLAG_PRESENT = 1, FLAG_VERIFIED = 4, FLAG_KEY = 64, FLAG_EXTENSIONS = 128 };
#define AUTH_HEAD 37 /* hash of the rp id, flags, counter */

struct auth_data {
        u8 flags;
        i64 count;
        struct str rest; /* after the head */
};

/* [7.1: 5-11, 7.2: 8-14] What the browser says it was asked, and where. */
static int check_client(
        struct arena *a, const struct webauthn_want *want, struct str client_data, const char *type)
{
        const struct json *j;

        if (client_data.len > WEBAUTHN_MAX || json_parse(a, client_data, &j, NULL) < 0 ||
                j->kind != JSON_OBJECT)
                return ERR_INVALID;
        if (!str_is(json_str(json_get(j, "type")), type) ||
                !str_eq(json_str(json_get(j, "challenge")), want->challenge) ||
                !str_eq(json_str(json_get(j, "origin")), want->origin) ||
                json_bool(json_get(j, "crossOrigin"), false))
                return ERR_DENIED;
        return 0;
}

/* [7.1: 13-15, 7.2: 15-17] For this site, by a person who was there and was verified. */
static int check_auth(const struct webauthn_want *want, struct str data, struct auth_data *ret_auth)
{
        const u8 *p = (const u8 *)data.ptr;
        u8 hash[HASH_SIZE];

        if (data.len < AUTH_HEAD || data.len > WEBAUTHN_MAX)
                return ERR_INVALID;
        hash_str(want->rp_id, hash);
        if (!hash_equal(hash, p, HASH_SIZE) || !(p[32] & FLAG_PRESENT) || !(p[32] & FLAG_VERIFIED))
                return ERR_DENIED;
        ret_auth->flags = p[32];
        ret_auth->count = (i64)p[33] << 24 | (i64)p[34] << 16 | (i64)p[35] << 8 | (i64)p[36];
        ret_auth->rest = str_sub(data, AUTH_HEAD, data.len);
        return 0;
}

/* A COSE key (RFC 9052, 7): its numbers by label. */
struct cose {
        i64 kty, alg, crv;
        struct str minus1, minus2, minus3;
};

static int put_label(struct cose *k, i64 label, const struct cbor_item *it)
{
        bool number = it->kind == CBOR_INT, bytes = it->kind == CBOR_BYTES;

        if (label == 1 && number)
                k->kty = it->num;
        else if (label == 3 && number)
                k->alg = it->num;
        else if (label == -1 && number)
                k->crv = it->num;
        else if (label == -1 && bytes)
                k->minus1 = it->bytes;
        else if (label == -2 && bytes)
                k->minus2 = it->bytes;
        else if (label == -3 && bytes)
                k->minus3 = it->bytes;
        else
                return ERR_INVALID;
        return 0;
}

/* Labels in canonical order: 1, 3, -1, -2, -3, each once. */
static int read_cose(struct str *left, struct cose *ret_key)
{
        static const i64 order[] = { 1, 3, -1, -2, -3 };
        struct cose k = { 0 };
        struct cbor_item map, label, value;
        size_t next = 0;
        int r = cbor_next(left, &map);

        if (r < 0 || map.kind != CBOR_MAP || map.num < 3 || map.num > 5)
                return ERR_INVALID;
        for (i64 i = 0; i < map.num; i++) {
                r = cbor_next(left, &label);
                if (r == 0)
                        r = cbor_next(left, &value);
                if (r < 0 || label.kind != CBOR_INT)
                        return ERR_INVALID;
                while (next < ARRAY_LEN(order) && order[next] != label.num)
                        next++;
                if (next++ == ARRAY_LEN(order) || put_label(&k, label.num, &value) < 0)
                        return ERR_INVALID;
        }
        *ret_key = k;
        return 0;
}

static int key_of(struct arena *a, const struct cose *k, struct webauthn_key *key)
{
        key->algorithm = (enum pubkey_algorithm)k->alg;
        if (k->kty == 2 && k->alg == PUBKEY_ES256 && k->crv == 1)
                return pubkey_p256(a, k->minus2, k->minus3, &key->spki);
        if (k->kty == 1 && k->alg == PUBKEY_EDDSA && k->crv == 6)
                return pubkey_ed25519(a, k->minus2, &key->spki);
        if (k->kty == 3 && k->alg == PUBKEY_RS256)
                return pubkey_rsa(a, k->minus1, k->minus2, &key->spki);
        return ERR_UNSUPPORTED;
}

/* Behind the head: maker's number (16), length and id of the credential, its key, extensions. */
static int read_credential(struct arena *a, const struct auth_data *auth, struct webauthn_key *key)
{
        const u8 *p = (const u8 *)auth->rest.ptr;
        struct str left = auth->rest;
        struct cose k;
        size_t n;
        int r;

        if (!(auth->flags & FLAG_KEY) || left.len < 18)
                return ERR_INVALID;
        n = (size_t)p[16] << 8 | p[17];
        left = str_sub(left, 18, left.len);
        if (n == 0 || n > WEBAUTHN_CREDENTIAL || n > left.len)
                return ERR_INVALID;
        key->credential = str_sub(left, 0, n);
        left = str_sub(left, n, left.len);
        r = read_cose(&left, &k);
        if (r == 0 && auth->flags & FLAG_EXTENSIONS)
                r = cbor_skip(&left);
        if (r < 0 || !str_empty(left))
                return ERR_INVALID;
        return key_of(a, &k, key);
}

/* {"fmt": text, "attStmt": map, "authData": bytes}, in any order, each once, and nothing more. */
static int read_attestation(struct str left, struct str *ret_auth)
{
        struct str auth = STR_NULL, before;
        struct cbor_item map, name, value;
        unsigned seen = 0, which;
        int r = left.len > WEBAUTHN_MAX ? ERR_INVALID : cbor_next(&left, &map);

        if (r < 0 || map.kind != CBOR_MAP || map.num != 3)
                return ERR_INVALID;
        for (int i = 0; i < 3; i++) {
                r = cbor_next(&left, &name);
                if (r < 0 || name.kind != CBOR_TEXT)
                        return ERR_INVALID;
                before = left;
                r = cbor_skip(&left);
                if (r < 0 || cbor_next(&before, &value) < 0)
                        return ERR_INVALID;
                which = str_is(name.bytes, "fmt") && value.kind == CBOR_TEXT         ? 1
                        : str_is(name.bytes, "attStmt") && value.kind == CBOR_MAP    ? 2
                        : str_is(name.bytes, "authData") && value.kind == CBOR_BYTES ? 4
                                                                                     : 0;
                if (!which || seen & which)
                        return ERR_INVALID;
                seen |= which;
                if (which == 4)
                        auth = value.bytes;
        }
        *ret_auth = auth;
        return str_empty(left) ? 0 : ERR_INVALID;
}

int webauthn_register(struct arena *a, const struct webauthn_want *want, struct str client_data,
        struct str attestation, struct webauthn_key *ret_key)
{
        struct webauthn_key key = { 0 };
        struct auth_data auth;
        struct str data;
        int r = check_client(a, want, client_data, "webauthn.create");

        if (r == 0)
                r = read_attestation(attestation, &data);
        if (r == 0)
                r = check_auth(want, data, &auth);
        if (r == 0)
                r = read_credential(a, &auth, &key);
        if (r < 0)
                return r;
        key.credential = str_dup(a, key.credential);
        key.count = auth.count;
        *ret_key = key;
        return 0;
}

int webauthn_assert(struct arena *a, const struct webauthn_want *want,
        const struct webauthn_key *key, struct str client_data, struct str authenticator_data,
        struct str signature, i64 *ret_count)
{
        struct auth_data auth;
        u8 hash[HASH_SIZE];
        int r = check_client(a, want, client_data, "webauthn.get");

        if (r == 0)
                r = check_auth(want, authenticator_data, &auth);
        if (r < 0)
                return r;
        if (signature.len > WEBAUTHN_MAX)
                return ERR_INVALID;
        hash_str(client_data, hash); /* [7.2: 19-20] */
        r = pubkey_verify(key->spki, key->algorithm,
                str_cat(a, authenticator_data, str_n((const char *)hash, sizeof hash)), signature);
        if (r < 0)
                return r;
        if ((auth.count || key->count) && auth.count <= key->count) /* [7.2: 21] */
                return ERR_DENIED;
        *ret_count = auth.count;
        return 0;
}

int webauthn_site(struct arena *a, struct str url, struct str *ret_origin, struct str *ret_rp_id)
{
        size_t scheme = str_starts(url, STR("https://"))  ? 8
                        : str_starts(url, STR("http://")) ? 7
                                                          : 0;
        struct str rest = str_sub(url, scheme, url.len), host, name;

        if (!scheme || !str_cut(&rest, '/', &host) || str_empty(host))
                return ERR_INVALID;
        *ret_origin = str_lower_ascii(a, str_sub(url, 0, scheme + host.len));
        str_cut(&host, ':', &name);
        *ret_rp_id = str_lower_ascii(a, name);
        return 0;
}
