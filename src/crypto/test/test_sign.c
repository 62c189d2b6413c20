/*
 * src/crypto/test/test_sign.c: keys come back from PEM only with their PIN, signatures fit only
 * what was signed, and a published vector (RFC 6979, A.2.5) verifies.
 */
#include "test/test.h"

#include "crypto/sign.h"

static struct arena *arena;

TEST(a_signature_fits_only_its_digest_and_key)
{
        struct sign_key *k = NULL, *other = NULL;
        struct str spki, other_spki, sig;
        u8 digest[HASH_SIZE];

        REQUIRE(sign_key_new(&k) == 0 && sign_key_new(&other) == 0);
        REQUIRE(sign_key_public(arena, k, &spki) == 0);
        REQUIRE(sign_key_public(arena, other, &other_spki) == 0);
        hash_str(STR("biên nhận"), digest);
        REQUIRE(sign_digest(arena, k, digest, &sig) == 0);
        EXPECT_INT(sign_verify(spki, digest, sig), 0);
        EXPECT_INT(sign_verify(other_spki, digest, sig), ERR_DENIED);
        EXPECT_INT(sign_verify(spki, digest, str_sub(sig, 0, sig.len - 1)), ERR_DENIED);
        EXPECT_INT(sign_verify(spki, digest, STR_NULL), ERR_DENIED);
        EXPECT_INT(sign_verify(STR("no key"), digest, sig), ERR_INVALID);
        EXPECT_INT(sign_verify(STR_NULL, digest, sig), ERR_INVALID);
        digest[0] ^= 1;
        EXPECT_INT(sign_verify(spki, digest, sig), ERR_DENIED);
        sign_key_free(k);
        sign_key_free(other);
}

TEST(a_key_opens_with_its_pin_alone)
{
        struct sign_key *k = NULL, *back = NULL;
        struct str pem, spki, again;

        REQUIRE(sign_key_new(&k) == 0);
        REQUIRE(sign_key_public(arena, k, &spki) == 0);
        REQUIRE(sign_key_pem(arena, k, STR("482915"), &pem) == 0);
        EXPECT(str_starts(pem, STR("-----BEGIN ENCRYPTED PRIVATE KEY-----")));
        EXPECT_INT(sign_key_load(pem, STR("482916"), &back), ERR_DENIED);
        EXPECT_INT(sign_key_load(pem, STR(""), &back), ERR_DENIED);
        EXPECT_INT(sign_key_load(pem, STR_NULL, &back), ERR_CORRUPT);
        EXPECT(back == NULL);
        REQUIRE(sign_key_load(pem, STR("482915"), &back) == 0);
        REQUIRE(sign_key_public(arena, back, &again) == 0);
        EXPECT(str_eq(spki, again));
        sign_key_free(back);
        REQUIRE(sign_key_pem(arena, k, STR_NULL, &pem) == 0);
        EXPECT(str_starts(pem, STR("-----BEGIN PRIVATE KEY-----")));
        back = NULL;
        REQUIRE(sign_key_load(pem, STR_NULL, &back) == 0);
        sign_key_free(back);
        sign_key_free(k);
}

TEST(a_key_that_is_no_p256_key_is_refused)
{
        /* openssl genpkey -algorithm ed25519 */
        static const char ed25519[] =
                "-----BEGIN PRIVATE KEY-----\n"
                "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                "-----END PRIVATE KEY-----\n";
        struct sign_key *k = NULL;

        EXPECT_INT(sign_key_load(str_of(ed25519), STR_NULL, &k), ERR_CORRUPT);
        EXPECT_INT(sign_key_load(STR("rubbish"), STR_NULL, &k), ERR_CORRUPT);
        EXPECT(k == NULL);
}

/* RFC 6979, A.2.5: P-256, SHA-256, message "sample". */
TEST(the_vector_of_rfc_6979_verifies)
{
        u8 spki[91], raw[64], back[64], digest[HASH_SIZE];
        struct str der;

        REQUIRE(str_unhex(STR("3059301306072a8648ce3d020106082a8648ce3d030107034200"
                              "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                              "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"),
                        spki, sizeof spki) == 0);
        REQUIRE(str_unhex(STR("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                              "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"),
                        raw, sizeof raw) == 0);
        hash_str(STR("sample"), digest);
        REQUIRE(sign_raw_to_der(arena, raw, &der) == 0);
        EXPECT_INT(sign_verify(str_n((char *)spki, sizeof spki), digest, der), 0);
        REQUIRE(sign_der_to_raw(der, back) == 0);
        EXPECT(memcmp(raw, back, sizeof raw) == 0);
        EXPECT_INT(sign_der_to_raw(STR("0"), back), ERR_INVALID);
        EXPECT_INT(sign_der_to_raw(str_cat(arena, der, STR("x")), back), ERR_INVALID);
}

int main(int argc, char **argv)
{
        arena = arena_new(1 << 20);
        TESTS(argc, argv, RUN(a_signature_fits_only_its_digest_and_key),
                RUN(a_key_opens_with_its_pin_alone), RUN(a_key_that_is_no_p256_key_is_refused),
                RUN(the_vector_of_rfc_6979_verifies));
}
