/*
 * src/crypto/test/test_seal.c: what is sealed is read by its key at its place, and by nobody else.
 */
#include "crypto/seal.h"
#include "test/test.h"

TEST(a_secret_opens_with_its_key_at_its_place_only)
{
        struct arena *a = arena_new(1 << 16);
        u8 key[SEAL_KEY_SIZE] = { 1 }, other[SEAL_KEY_SIZE] = { 2 };
        struct str what = STR("setting mail.password"), box = seal(a, key, what, STR("mật khẩu"));
        struct str plain, twice = seal(a, key, what, STR("mật khẩu"));

        REQUIRE(seal_open(a, key, what, box, &plain) == 0);
        EXPECT_STR(plain, "mật khẩu");
        EXPECT(!str_eq(box, twice)); /* equal secrets do not look equal */
        EXPECT(str_find(box, STR("mật")) < 0);
        EXPECT_INT(seal_open(a, other, what, box, &plain), ERR_CORRUPT);
        EXPECT_INT(seal_open(a, key, STR("setting sms.secret"), box, &plain), ERR_CORRUPT);
        REQUIRE(seal_open(a, key, STR(""), seal(a, key, STR(""), STR("")), &plain) == 0);
        EXPECT_STR(plain, "");
        arena_free(a);
}

TEST(no_letter_of_a_sealed_text_can_be_changed)
{
        struct arena *a = arena_new(1 << 20);
        u8 key[SEAL_KEY_SIZE] = { 1 };
        struct str box = seal(a, key, STR("x"), STR("bí mật")), plain;

        for (size_t i = 0; i < box.len; i++) {
                struct str bent = str_dup(a, box);

                ((char *)bent.ptr)[i] = bent.ptr[i] == 'A' ? 'B' : 'A';
                EXPECT_INT(seal_open(a, key, STR("x"), bent, &plain), ERR_CORRUPT);
                EXPECT_INT(seal_open(a, key, STR("x"), str_sub(box, 0, i), &plain), ERR_CORRUPT);
        }
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_secret_opens_with_its_key_at_its_place_only),
                RUN(no_letter_of_a_sealed_text_can_be_changed));
}
