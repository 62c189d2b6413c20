/*
 * src/base/test/test_base64.c: the vectors of RFC 4648, section 10, and that nothing but the one
 * right writing of some bytes is read: a token or signature has no second form.
 */
#include "base/base64.h"
#include "test/test.h"

static struct arena *a;

TEST(the_vectors_of_the_rfc_are_written_and_read)
{
        static const struct {
                const char *plain, *text, *url;
        } vectors[] = {
                { "", "", "" },
                { "f", "Zg==", "Zg" },
                { "fo", "Zm8=", "Zm8" },
                { "foo", "Zm9v", "Zm9v" },
                { "foob", "Zm9vYg==", "Zm9vYg" },
                { "fooba", "Zm9vYmE=", "Zm9vYmE" },
                { "foobar", "Zm9vYmFy", "Zm9vYmFy" },
        };

        a = arena_new(1 << 16);
        for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
                struct str back;

                EXPECT_STR(base64(a, str_of(vectors[i].plain)), vectors[i].text);
                EXPECT_STR(base64url(a, str_of(vectors[i].plain)), vectors[i].url);
                REQUIRE(base64_read(a, str_of(vectors[i].text), &back) == 0);
                EXPECT_STR(back, vectors[i].plain);
                REQUIRE(base64url_read(a, str_of(vectors[i].url), &back) == 0);
                EXPECT_STR(back, vectors[i].plain);
        }
        EXPECT_STR(base64(a, STR("\xfb\xff\xbf")), "+/+/");
        EXPECT_STR(base64url(a, STR("\xfb\xff\xbf")), "-_-_");
        arena_free(a);
}

TEST(bytes_have_one_writing_only)
{
        static const char *const wrong[] = { "Zg", "Zg=", "Zh==", "Zm9v\n", " Zm9v",
                "Zm9v====", "-_-_", "Zm9vY", "Z", "Zm=v" };
        static const char *const wrong_url[] = { "Zg==", "Zh", "+/+/", "Z", "Zm9v ", "Zm9vY" };
        struct str back;

        a = arena_new(1 << 16);
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                EXPECT_INT(base64_read(a, str_of(wrong[i]), &back), ERR_INVALID);
        for (size_t i = 0; i < ARRAY_LEN(wrong_url); i++)
                EXPECT_INT(base64url_read(a, str_of(wrong_url[i]), &back), ERR_INVALID);
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(the_vectors_of_the_rfc_are_written_and_read),
                RUN(bytes_have_one_writing_only));
}
