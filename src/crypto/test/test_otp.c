/*
 * src/crypto/test/test_otp.c: the vectors of RFC 6238 (appendix B, SHA-1, the last six digits) and
 * RFC 4648, and that a code is good once and not for long.
 */
#include "crypto/otp.h"
#include "test/test.h"

static const struct str secret = { "12345678901234567890", 20 };

TEST(codes_are_those_of_the_rfc)
{
        static const struct {
                i64 seconds;
                const char *code;
        } vectors[] = { { 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
                { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
        char code[OTP_DIGITS + 1];
        i64 step;

        for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
                otp_code(secret, vectors[i].seconds / 30, code);
                EXPECT_STR(str_of(code), vectors[i].code);
                EXPECT_INT(otp_check(secret, str_of(vectors[i].code), vectors[i].seconds * 1000, 0,
                                   &step),
                        0);
                EXPECT_INT(step, vectors[i].seconds / 30);
        }
}

TEST(a_code_is_good_once_and_for_a_step_around_its_own)
{
        i64 now = 1111111109000, own = now / OTP_STEP_MS, step = 0;
        struct str code = STR("081804");

        EXPECT_INT(otp_check(secret, code, now + OTP_STEP_MS, 0, &step), 0);
        EXPECT_INT(step, own);
        EXPECT_INT(otp_check(secret, code, now - OTP_STEP_MS, 0, &step), 0);
        EXPECT_INT(otp_check(secret, code, now + 2 * OTP_STEP_MS, 0, &step), ERR_DENIED);
        EXPECT_INT(otp_check(secret, code, now - 2 * OTP_STEP_MS, 0, &step), ERR_DENIED);
        EXPECT_INT(otp_check(secret, code, now, own, &step), ERR_DENIED); /* used already */
        EXPECT_INT(otp_check(secret, code, now, own - 1, &step), 0);
        EXPECT_INT(otp_check(secret, STR("081805"), now, 0, &step), ERR_DENIED);
        EXPECT_INT(otp_check(secret, STR("81804"), now, 0, &step), ERR_DENIED);
        EXPECT_INT(otp_check(secret, STR(""), now, 0, &step), ERR_DENIED);
}

TEST(secrets_are_written_in_base32)
{
        struct arena *a = arena_new(1 << 16);

        EXPECT_STR(otp_base32(a, STR("")), "");
        EXPECT_STR(otp_base32(a, STR("f")), "MY");
        EXPECT_STR(otp_base32(a, STR("fo")), "MZXQ");
        EXPECT_STR(otp_base32(a, STR("foo")), "MZXW6");
        EXPECT_STR(otp_base32(a, STR("foob")), "MZXW6YQ");
        EXPECT_STR(otp_base32(a, STR("foobar")), "MZXW6YTBOI");
        EXPECT_STR(otp_base32(a, secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(codes_are_those_of_the_rfc),
                RUN(a_code_is_good_once_and_for_a_step_around_its_own),
                RUN(secrets_are_written_in_base32));
}
