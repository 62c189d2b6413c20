/*
 * src/crypto/jwt.c: see jwt.h.
 */
#include "crypto/jwt.h"

#include "base/base64.h"
#include "crypto/sign.h"

static const struct {
        const char *name, *kty, *crv;
        enum pubkey_algorithm alg;
} algorithms[] = {
        { "RS256", "RSA", NULL, PUBKEY_RS256 },
        { "ES256", "EC", "P-256", PUBKEY_ES256 },
        { "EdDSA", "OKP", "Ed25519", PUBKEY_EDDSA },
};

static int member(struct arena *a, const struct json *j, const char *name, struct str *ret_bytes)
{
        return base64url_read(a, json_str(json_get(j, name)), ret_bytes);
}

/* A key of the set as SubjectPublicKeyInfo. */
static int key_of(
        struct arena *a, const struct json *k, enum pubkey_algorithm alg, struct str *ret_spki)
{
        struct str x, y;
        const char *one = alg == PUBKEY_RS256 ? "n" : "x", *two = alg == PUBKEY_RS256 ? "e" : "y";

        if (member(a, k, one, &x) < 0 || (alg != PUBKEY_EDDSA && member(a, k, two, &y) < 0))
                return ERR_INVALID;
        if (alg == PUBKEY_RS256)
                return pubkey_rsa(a, x, y, ret_spki);
        return alg == PUBKEY_ES256 ? pubkey_p256(a, x, y, ret_spki)
                                   : pubkey_ed25519(a, x, ret_spki);
}

/* Of this kind, for signatures, and of the name that the token gives (if it gives one). */
static bool key_fits(const struct json *k, size_t which, struct str kid)
{
        struct str use = json_str(json_get(k, "use")), alg = json_str(json_get(k, "alg"));

        if (!str_is(json_str(json_get(k, "kty")), algorithms[which].kty) ||
                (use.ptr && !str_is(use, "sig")) ||
                (alg.ptr && !str_is(alg, algorithms[which].name)))
                return false;
        if (algorithms[which].crv && !str_is(json_str(json_get(k, "crv")), algorithms[which].crv))
                return false;
        return !kid.ptr || str_eq(kid, json_str(json_get(k, "kid")));
}

static int verify(struct arena *a, const struct json *keys, size_t which, struct str kid,
        struct str data, struct str sig)
{
        enum pubkey_algorithm alg = algorithms[which].alg;
        int result = ERR_NOT_FOUND;

        if (alg == PUBKEY_ES256 &&
                (sig.len != 64 || sign_raw_to_der(a, (const u8 *)sig.ptr, &sig) < 0))
                return ERR_DENIED;
        JSON_EACH(k, json_get(keys, "keys"))
        {
                struct str spki;

                if (!key_fits(k, which, kid) || key_of(a, k, alg, &spki) < 0)
                        continue;
                if (pubkey_verify(spki, alg, data, sig) == 0)
                        return 0;
                result = ERR_DENIED;
        }
        return result;
}

int jwt_read(
        struct arena *a, struct str token, const struct json *keys, const struct json **ret_claims)
{
        struct str rest = token, head, body, data, sig;
        const struct json *h, *claims;
        size_t which = 0;
        int r;

        if (token.len > JWT_MAX || !str_cut(&rest, '.', &head) || !str_cut(&rest, '.', &body) ||
                str_find_char(rest, '.') >= 0)
                return ERR_INVALID;
        data = str_sub(token, 0, head.len + 1 + body.len);
        if (base64url_read(a, head, &head) < 0 || base64url_read(a, body, &body) < 0 ||
                base64url_read(a, rest, &sig) < 0 || json_parse(a, head, &h, NULL) < 0 ||
                json_parse(a, body, &claims, NULL) < 0 || claims->kind != JSON_OBJECT ||
                json_get(h, "crit"))
                return ERR_INVALID;
        while (which < ARRAY_LEN(algorithms) &&
                !str_is(json_str(json_get(h, "alg")), algorithms[which].name))
                which++;
        if (which == ARRAY_LEN(algorithms))
                return ERR_UNSUPPORTED;
        r = verify(a, keys, which, json_str(json_get(h, "kid")), data, sig);
        if (r == 0)
                *ret_claims = claims;
        return r;
}
