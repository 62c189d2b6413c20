/*
 * src/crypto/test/test_jwt.c: the token of RFC 7515 (A.2, RS256) and ES256 of our own are read,
 * and no other: not unsigned, not with a key of another kind or name, not with a letter changed.
 */
#include "base/base64.h"
#include "crypto/jwt.h"
#include "crypto/sign.h"
#include "test/test.h"

static struct arena *a;

static const char rs256_key[] =
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddx"
        "HmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzj"
        "b_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qC"
        "o5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
        "\",\"e\":\"AQAB\"}]}";
static const char rs256[] =
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvb"
        "S9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh"
        "-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArL"
        "IARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCn"
        "vWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

static const struct json *parse(struct str text)
{
        const struct json *j;

        CHECK(json_parse(a, text, &j, NULL) == 0);
        return j;
}

TEST(a_token_of_the_rfc_is_read_and_no_changed_one)
{
        const struct json *keys, *claims = NULL;
        struct str token = str_of(rs256);

        a = arena_new(8 << 20);
        keys = parse(str_of(rs256_key));
        REQUIRE(jwt_read(a, token, keys, &claims) == 0);
        EXPECT_STR(json_str(json_get(claims, "iss")), "joe");
        for (size_t i = 0; i < token.len; i += 7) {
                struct str bent = str_dup(a, token);

                ((char *)bent.ptr)[i] = bent.ptr[i] == 'A' ? 'B' : 'A';
                EXPECT(jwt_read(a, bent, keys, &claims) < 0);
        }
        EXPECT_INT(jwt_read(a, STR(""), keys, &claims), ERR_INVALID);
        EXPECT_INT(jwt_read(a, STR("a.b"), keys, &claims), ERR_INVALID);
        EXPECT_INT(jwt_read(a, str_cat(a, token, STR(".x")), keys, &claims), ERR_INVALID);
        arena_free(a);
}

static struct str token_of(const char *head, const char *body, struct str sig)
{
        return str_fmt(a, "%.*s.%.*s.%.*s", STRF(base64url(a, str_of(head))),
                STRF(base64url(a, str_of(body))), STRF(base64url(a, sig)));
}

/* One of our own, ES256, with the key as a JWK of that name. */
static struct str es256(const char *head, const struct sign_key *key, struct str *ret_jwk)
{
        struct str bare = token_of(head, "{\"sub\":\"1\"}", STR("")), der, spki;
        u8 digest[HASH_SIZE], raw[64];

        hash_str(str_sub(bare, 0, bare.len - 1), digest);
        CHECK(sign_digest(a, key, digest, &der) == 0 && sign_der_to_raw(der, raw) == 0);
        CHECK(sign_key_public(a, key, &spki) == 0);
        *ret_jwk = str_fmt(a,
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k1\",\"x\":\"%.*s\",\"y\":\"%.*s\"}]}",
                STRF(base64url(a, str_sub(spki, spki.len - 64, 32))),
                STRF(base64url(a, str_sub(spki, spki.len - 32, 32))));
        return str_cat(a, bare, base64url(a, str_n((const char *)raw, 64)));
}

TEST(a_key_counts_by_its_name_and_a_new_one_is_asked_for)
{
        const struct json *claims;
        struct sign_key *key, *other;
        struct str jwk, others;

        a = arena_new(8 << 20);
        REQUIRE(sign_key_new(&key) == 0 && sign_key_new(&other) == 0);
        struct str token = es256("{\"alg\":\"ES256\",\"kid\":\"k1\"}", key, &jwk);
        struct str renamed = es256("{\"alg\":\"ES256\",\"kid\":\"k2\"}", key, &jwk);

        es256("{\"alg\":\"ES256\"}", other, &others);
        EXPECT_INT(jwt_read(a, token, parse(jwk), &claims), 0);
        EXPECT_INT(jwt_read(a, renamed, parse(jwk), &claims), ERR_NOT_FOUND);
        EXPECT_INT(jwt_read(a, token, parse(others), &claims), ERR_DENIED);
        EXPECT_INT(jwt_read(a, token, parse(str_of(rs256_key)), &claims), ERR_NOT_FOUND);
        sign_key_free(key);
        sign_key_free(other);
        arena_free(a);
}

TEST(unsigned_and_self_signed_tokens_are_refused)
{
        const struct json *claims, *keys;
        struct sign_key *key;
        struct str jwk;

        a = arena_new(8 << 20);
        keys = parse(str_of(rs256_key));
        EXPECT_INT(jwt_read(a, token_of("{\"alg\":\"none\"}", "{}", STR("")), keys, &claims),
                ERR_UNSUPPORTED);
        EXPECT_INT(jwt_read(a, token_of("{\"alg\":\"HS256\"}", "{}", STR("x")), keys, &claims),
                ERR_UNSUPPORTED);
        EXPECT_INT(jwt_read(a, token_of("{}", "{}", STR("x")), keys, &claims), ERR_UNSUPPORTED);
        REQUIRE(sign_key_new(&key) == 0);
        struct str crit = es256("{\"alg\":\"ES256\",\"crit\":[\"x\"]}", key, &jwk);

        EXPECT_INT(jwt_read(a, crit, parse(jwk), &claims), ERR_INVALID);
        sign_key_free(key);
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_token_of_the_rfc_is_read_and_no_changed_one),
                RUN(a_key_counts_by_its_name_and_a_new_one_is_asked_for),
                RUN(unsigned_and_self_signed_tokens_are_refused));
}
