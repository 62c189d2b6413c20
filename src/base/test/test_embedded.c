/*
 * src/base/test/test_embedded.c: the data inside the program is the data of the source tree.
 */
#include "base/embedded.h"
#include "base/file.h"
#include "test/test.h"

TEST(every_embedded_file_equals_its_source)
{
        int n = 0;

        for (const struct embedded *f = data_files; f->name; f++, n++) {
                struct arena *a = arena_new(64 << 20);
                struct str in, source;
                const char *path = str_fmt(a, "%s/%s", getenv("MOTCUA_SOURCE"), f->name).ptr;

                REQUIRE(file_read(a, path, 32 << 20, &source) == 0);
                EXPECT(embedded_read(a, f->name, &in) == 0 && str_eq(in, source));
                EXPECT(f->n_packed < f->n);
                arena_free(a);
        }
        EXPECT(n >= 5);
}

TEST(an_unknown_name_is_not_found)
{
        struct arena *a = arena_new(1 << 20);
        struct str s = STR("x");

        EXPECT_INT(embedded_read(a, "data/none.csv", &s), ERR_NOT_FOUND);
        EXPECT_STR(s, "x");
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_embedded_file_equals_its_source),
                RUN(an_unknown_name_is_not_found));
}
