/*
 * src/base/test/test_csv.c: rows read as RFC 4180 says, bad rows named by line, cells written
 * safely.
 */
#include "base/csv.h"
#include "test/test.h"

static struct arena *arena;

TEST(reads_names_quotes_and_lines)
{
        struct csv c;

        REQUIRE(csv_open(&c, arena,
                        STR("\xef\xbb\xbfmã,tên,ghi chú\r\n"
                            "1.000894,\"Đăng ký \"\"kết hôn\"\"\",\"dòng một\ndòng, hai\"\r\n"
                            "\r\n"
                            "2,,\"\"\n"
                            "3,x,y")) == 0);
        EXPECT_INT(c.columns, 3);
        REQUIRE(csv_next(&c) == 1);
        EXPECT_INT(c.line, 2);
        EXPECT_STR(csv_cell(&c, "mã"), "1.000894");
        EXPECT_STR(csv_cell(&c, "tên"), "Đăng ký \"kết hôn\"");
        EXPECT_STR(csv_cell(&c, "ghi chú"), "dòng một\ndòng, hai");
        EXPECT(csv_cell(&c, "absent").ptr == NULL);
        REQUIRE(csv_next(&c) == 1);
        EXPECT_INT(c.line, 5);
        EXPECT(csv_cell(&c, "tên").ptr != NULL && csv_cell(&c, "tên").len == 0);
        REQUIRE(csv_next(&c) == 1);
        EXPECT_STR(csv_cell(&c, "ghi chú"), "y");
        EXPECT_INT(csv_next(&c), 0);
        EXPECT_INT(csv_next(&c), 0);
}

TEST(bad_rows_are_named_and_passed)
{
        struct csv c;

        REQUIRE(csv_open(&c, arena, STR("a,b\n1\n1,2,3\n1,2\n\"x\"y,2\n7,8\n")) == 0);
        EXPECT_INT(csv_next(&c), ERR_INVALID);
        EXPECT_INT(c.line, 2);
        EXPECT(str_is(str_of(c.why), "too few cells"));
        EXPECT_INT(csv_next(&c), ERR_INVALID);
        EXPECT(str_is(str_of(c.why), "too many cells"));
        EXPECT_INT(csv_next(&c), 1);
        EXPECT_INT(csv_next(&c), ERR_INVALID); /* text after a quote: the rest is not trusted */
        EXPECT_INT(c.line, 5);
        EXPECT_INT(csv_next(&c), 0);
}

TEST(broken_headers_are_refused)
{
        static const struct str bad[] = { STR(""), STR("a,,b\n"), STR("a,b,a\n"),
                STR("\"a,b\n1,2\n"), STR("a,\xff\n"), STR("a,b\0\n"), STR("a\rb\n") };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct csv c;

                EXPECT_INT(csv_open(&c, arena, bad[i]), ERR_INVALID);
                EXPECT(c.why != NULL);
        }
}

TEST(unclosed_quote_ends_the_file)
{
        struct csv c;

        REQUIRE(csv_open(&c, arena, STR("a,b\n1,\"2\n3,4\n")) == 0);
        EXPECT_INT(csv_next(&c), ERR_INVALID);
        EXPECT_INT(csv_next(&c), 0);
}

TEST(text_comes_in_as_nfc)
{
        struct csv c;

        REQUIRE(csv_open(&c, arena, STR("te\xcc\x82n,b\nLe\xcc\x82\xcc\x83,1\n")) == 0);
        REQUIRE(csv_next(&c) == 1);
        EXPECT_STR(csv_cell(&c, "tên"), "Lễ");
}

static struct str put(const char *cell)
{
        struct buf b;

        buf_init(&b, arena, 4096);
        csv_put(&b, cell ? str_of(cell) : STR_NULL, true);
        return str_sub(buf_str(&b), 0, b.len - 2);
}

TEST(written_cells_cannot_run_in_a_spreadsheet)
{
        EXPECT_STR(put("=1+1"), "'=1+1");
        EXPECT_STR(put("+84"), "'+84");
        EXPECT_STR(put("@SUM(A1)"), "'@SUM(A1)");
        EXPECT_STR(put("-2+3"), "'-2+3");
        EXPECT_STR(put("-"), "'-");
        EXPECT_STR(put("-12.5"), "-12.5");
        EXPECT_STR(put("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        EXPECT_STR(put("\tx"), "'\tx");
}

TEST(written_cells_read_back)
{
        static const char *const cells[] = { "plain", "a,b", "say \"x\"", "two\nlines", " outer ",
                "", "Đường",
                ("\r"
                 "x") };
        struct csv c;
        struct buf b;

        buf_init(&b, arena, 4096);
        for (size_t i = 0; i < ARRAY_LEN(cells); i++)
                csv_put(&b, str_fmt(arena, "c%zu", i), i + 1 == ARRAY_LEN(cells));
        for (size_t i = 0; i < ARRAY_LEN(cells); i++)
                csv_put(&b, str_of(cells[i]), i + 1 == ARRAY_LEN(cells));
        REQUIRE(csv_open(&c, arena, buf_str(&b)) == 0);
        REQUIRE(csv_next(&c) == 1);
        for (size_t i = 0; i + 1 < ARRAY_LEN(cells); i++)
                EXPECT_STR(c.cells[i], cells[i]);
        EXPECT_STR(c.cells[7], "'\rx");
        EXPECT_INT(csv_next(&c), 0);
        EXPECT_STR(put(NULL), "");
}

int main(int argc, char **argv)
{
        static const struct test tests[] = { RUN(reads_names_quotes_and_lines),
                RUN(bad_rows_are_named_and_passed), RUN(broken_headers_are_refused),
                RUN(unclosed_quote_ends_the_file), RUN(text_comes_in_as_nfc),
                RUN(written_cells_cannot_run_in_a_spreadsheet), RUN(written_cells_read_back) };
        int r;

        arena = arena_new(16 << 20);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        arena_free(arena);
        return r;
}
