/*
 * src/flow/test/test_feel.c: FEEL as people of a province write it: Vietnamese names with spaces,
 * money, days, and the promises of the room: errors are null with a place, and nothing stalls.
 */
#include "flow/feel.h"
#include "test/test.h"

static struct feel_note note;
static char note_text[200];

/* The literal of an expression's value in a context (NULL: none); "!" when it does not parse. */
static struct str eval_in(struct arena *a, const char *text, const char *context)
{
        struct feel_names *names = feel_names_new(a, NULL);
        const struct feel_value *c = NULL;
        struct feel_expr *e;
        struct feel_run *run = feel_run_new(a, NULL);
        struct buf b;

        feel_run_set_now(run, 1795312800000); /* 2026-11-22T09:00:00+07:00 */
        if (context) {
                if (feel_compile(a, str_of(context), NULL, FEEL_EXPRESSION, &e, &note) < 0)
                        return STR("! context");
                c = feel_eval(run, e, NULL);
                feel_names_add_context(names, c);
        }
        if (feel_compile(a, str_of(text), names, FEEL_EXPRESSION, &e, &note) < 0)
                return STR("!");
        buf_init(&b, a, 1 << 20);
        feel_put_literal(&b, feel_eval(run, e, c));
        if (feel_run_notes(run)) {
                note = *feel_run_notes(run);
                snprintf(note_text, sizeof note_text, "%.*s", STRF(note.text));
        }
        return buf_str(&b);
}

#define SAYS(text, context, want)                                                                  \
        do {                                                                                       \
                struct arena *a_ = arena_new(256 << 20);                                           \
                EXPECT_STR(eval_in(a_, text, context), want);                                      \
                arena_free(a_);                                                                    \
        } while (0)

#define TEN          "0123456789"
#define HUNDRED      TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define MANY_KEYS(n) "context(for i in 1.." n " return {key: \"k\" + string(i), value: i})"

TEST(names_with_spaces_and_marks_are_found)
{
        const char *c =
                "{lệ phí: 75000, lệ phí cấp lại: 20000, số bản-sao: 3, người nộp: {họ và tên: "
                "\"Nguyễn Thị Ánh\", ngày sinh: date(\"1990-02-28\")}}";

        SAYS("lệ phí + lệ phí cấp lại * số bản-sao", c, "135000");
        SAYS("người nộp.họ và tên", c, "\"Nguyễn Thị Ánh\"");
        SAYS("upper case(người nộp.họ và tên)", c, "\"NGUYỄN THỊ ÁNH\"");
        SAYS("string length(người nộp.họ và tên)", c, "14");
        SAYS("if lệ   phí > 50000 and số bản-sao in [1..5] then \"thu\" else \"miễn\"", c,
                "\"thu\"");
        SAYS("lệ phí-1", c, "74999");
}

/* The last byte of à and Ạ is that of a hard space, of ễ and Å that of a line's end. */
TEST(a_declared_name_keeps_all_bytes_of_its_letters)
{
        SAYS("{họ và  tên: 1, miễn phí: 2, HẠN: 3, Ång: 4}", NULL,
                "{họ và tên: 1, miễn phí: 2, HẠN: 3, Ång: 4}");
        SAYS("for phí và lệ phí in [1, 2] return phí và lệ phí + 1", NULL, "[2, 3]");
        SAYS("(function(à) à + 1)(2)", NULL, "3");
}

TEST(money_is_exact)
{
        SAYS("0.1 + 0.2", NULL, "0.3");
        SAYS("12345678901234567890.12 * 100", NULL, "1234567890123456789012");
        SAYS("decimal(1250000 * 0.0015, 0)", NULL, "1875");
        SAYS("round half up(2.5, 0) + round half down(2.5, 0) + round up(-1.1, 0)", NULL, "3");
        SAYS("1 / 3", NULL, "0.3333333333333333333333333333333333");
        SAYS("number(\"1.250.000,50\", \".\", \",\")", NULL, "1250000.5");
        SAYS("modulo(-7, 3)", NULL, "2");
        SAYS("2 ** 0.5 = sqrt(2)", NULL, "true");
        SAYS("9999999999999999999999999999999999 + 1", NULL, "10000000000000000000000000000000000");
}

/* Values are kept as their text: one that is not read back would be lost with the next step. */
TEST(the_longest_numbers_are_read_back_from_their_own_text)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        static const char *const numbers[] = { "1e300", "-9.99e6144", "1e-6170", "-2.5e-300" };

        for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
                struct feel_expr *e;
                struct buf once, again;

                REQUIRE(feel_compile(a, str_of(numbers[i]), NULL, FEEL_EXPRESSION, &e, NULL) == 0);
                buf_init(&once, a, 1 << 14);
                buf_init(&again, a, 1 << 14);
                feel_put_literal(&once, feel_eval(feel_run_new(a, NULL), e, NULL));
                REQUIRE(feel_compile(a, buf_str(&once), NULL, FEEL_EXPRESSION, &e, NULL) == 0);
                feel_put_literal(&again, feel_eval(feel_run_new(a, NULL), e, NULL));
                EXPECT(str_eq(buf_str(&once), buf_str(&again)));
        }
}

/* A value in `depth` lists. */
static bool is_written(const char *text, int depth)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct feel_expr *e;
        const struct feel_value *v, *again;
        struct buf b;
        bool fine;

        CHECK(feel_compile(a, str_of(text), NULL, FEEL_EXPRESSION, &e, &note) == 0);
        v = feel_eval(feel_run_new(a, NULL), e, NULL);
        for (int i = 0; i < depth; i++)
                v = feel_list(a, &v, 1);
        buf_init(&b, a, 8 << 20);
        fine = feel_put_literal(&b, v) && !b.over;
        if (fine) {
                CHECK(feel_compile(a, buf_str(&b), NULL, FEEL_EXPRESSION, &e, &note) == 0);
                again = feel_eval(feel_run_new(a, NULL), e, NULL);
                EXPECT_INT(feel_equal(v, again), 1);
        }
        return fine;
}

/* The largest that is written is read back as it was; the next larger one is not written. */
TEST(a_literal_that_would_not_be_read_back_is_none)
{
        EXPECT(is_written("string join(for i in 1..2621 return \"" HUNDRED "\")", 0));
        EXPECT(!is_written("string join(for i in 1..2622 return \"" HUNDRED "\")", 0));
        EXPECT(is_written("date(\"2022-02-28\")", FEEL_NESTED_MAX));
        EXPECT(!is_written("date(\"2022-02-28\")", FEEL_NESTED_MAX + 1));
        EXPECT(is_written(MANY_KEYS("2048"), 0));
        EXPECT(!is_written(MANY_KEYS("2049"), 0));
}

TEST(days_and_deadlines)
{
        SAYS("date(\"2026-01-31\") + duration(\"P1M\")", NULL, "date(\"2026-02-28\")");
        SAYS("date(\"2024-02-29\") + @\"P1Y\"", NULL, "date(\"2025-02-28\")");
        SAYS("duration(\"P333333333333332D\")", NULL, "null");
        SAYS("(date(\"2026-03-01\") - date(\"2026-02-01\")).days", NULL, "28");
        SAYS("today()", NULL, "date(\"2026-11-22\")");
        SAYS("now()", NULL, "date and time(\"2026-11-22T09:00:00+07:00\")");
        SAYS("day of week(@\"2026-11-22\")", NULL, "\"Sunday\"");
        SAYS("years and months duration(@\"1990-11-23\", today()).years >= 36", NULL, "false");
        SAYS("@\"2026-11-22T08:00:00@Asia/Ho_Chi_Minh\" = @\"2026-11-22T01:00:00Z\"", NULL, "true");
        SAYS("date(\"2026-02-30\")", NULL, "null");
        SAYS("let parts: split(\"28/02/1990\", \"/\")", NULL, "!");
        SAYS("{p: split(\"28/02/1990\", \"/\"), d: date(number(p[3]), number(p[2]), number(p[1]))}.d",
                NULL, "date(\"1990-02-28\")");
}

TEST(lists_filters_and_loops)
{
        const char *c = "{giấy tờ: [{tên: \"CCCD\", bắt buộc: true, bản: 1}, {tên: \"Ảnh\", bắt "
                        "buộc: false, bản: 2}]}";

        SAYS("giấy tờ[bắt buộc].tên", c, "[\"CCCD\"]");
        SAYS("sum(giấy tờ.bản)", c, "3");
        SAYS("for g in giấy tờ return g.tên + \" x\" + string(g.bản)", c,
                "[\"CCCD x1\", \"Ảnh x2\"]");
        SAYS("some g in giấy tờ satisfies g.bản > 1", c, "true");
        SAYS("giấy tờ[-1].tên", c, "\"Ảnh\"");
        SAYS("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", NULL, "[1, 1, 2, 6, 24]");
        SAYS("sort([3, 1, 2], function(x, y) x > y)", NULL, "[3, 2, 1]");
        SAYS("{f: function(n) if n < 2 then n else n * 2, x: f(3)}.x", NULL, "6");
        SAYS("[1..10[.end included", NULL, "false");
        SAYS("5 in (<3, [5..7])", NULL, "true");
}

TEST(errors_are_null_and_name_the_place)
{
        SAYS("1 +\n  \"a\"", NULL, "null");
        EXPECT_INT(note.line, 1);
        EXPECT_INT(note.column, 3);
        EXPECT(strstr(note_text, "number + string") != NULL);
        SAYS("1 +\n  )", NULL, "!");
        EXPECT_INT(note.line, 2);
        EXPECT_INT(note.column, 3);
        SAYS("không có", NULL, "null");
        EXPECT_STR(str_of(note_text), "unknown name \"không có\"");
}

TEST(nothing_stalls_or_overflows)
{
        SAYS("for i in 1..1000000, j in 1..1000000 return i", NULL, "null");
        SAYS("count(for i in 1..60 return [partial[-1], partial[-1]])", NULL, "null");
        SAYS("{f: function(n) f(n + 1), x: f(1)}.x", NULL, "null");
        SAYS("matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"(a+)+$\")", NULL, "null");
        SAYS("string length(for i in 1..100 return partial[-1])", NULL, "null");
        SAYS("{s: \"xxxxxxxxxxxxxxxx\", a: s+s+s+s+s+s+s+s, b: a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b, d: "
             "c+c+c+c+c+c+c+c, e: d+d+d+d+d+d+d+d, f: e+e+e+e+e+e+e+e, g: f+f+f+f+f+f+f+f, h: "
             "g+g+g+g+g+g+g+g, i: h+h+h+h+h+h+h+h, j: string length(i+i)}.j",
                NULL, "null");
        SAYS("((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
             "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
             "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
                NULL, "!");
        SAYS("10 ** 6144 * 10", NULL, "null");
}

TEST(patterns_are_those_of_xpath)
{
        SAYS("matches(\"0912345678\", \"^0[35789]\\d{8}$\")", NULL, "true");
        SAYS("matches(\"x\", \"[a-z-[aeiou]]\") and not(matches(\"e\", \"^[a-z-[aeiou]]$\"))", NULL,
                "true");
        SAYS("replace(\"001090012345\", \"^(\\d{3})(\\d)(\\d{2})(\\d{6})$\", \"$1 $2 $3 $4\")",
                NULL, "\"001 0 90 012345\"");
        SAYS("matches(\"a\", \"(?=a)\")", NULL, "null");
        SAYS("split(\"a;b;;c\", \";\")", NULL, "[\"a\", \"b\", \"\", \"c\"]");
}

TEST(unary_tests_decide)
{
        static const struct {
                const char *tests, *input, *want;
        } rows[] = {
                { "-", "5", "true" },
                { "< 10", "5", "true" },
                { "[1..5), 7", "5", "false" },
                { "not(1, 2)", "3", "true" },
                { "\"xã\", \"phường\"", "\"phường\"", "true" },
                { "? * 2 = 10", "5", "true" },
                { "not(null)", "null", "false" },
                { "date(\"2026-01-01\")", "@\"2026-01-01\"", "true" },
        };

        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct arena *a = arena_new(256 << 20);
                struct feel_run *run = feel_run_new(a, NULL);
                struct feel_expr *e, *in;
                struct buf b;

                REQUIRE(feel_compile(a, str_of(rows[i].input), NULL, FEEL_EXPRESSION, &in, &note) ==
                        0);
                REQUIRE(feel_compile(a, str_of(rows[i].tests), NULL, FEEL_UNARY_TESTS, &e, &note) ==
                        0);
                buf_init(&b, a, 1000);
                feel_put_literal(&b, feel_test(run, e, feel_eval(run, in, NULL), NULL));
                EXPECT_STR(buf_str(&b), rows[i].want);
                arena_free(a);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(names_with_spaces_and_marks_are_found),
                RUN(a_declared_name_keeps_all_bytes_of_its_letters), RUN(money_is_exact),
                RUN(the_longest_numbers_are_read_back_from_their_own_text),
                RUN(a_literal_that_would_not_be_read_back_is_none), RUN(days_and_deadlines),
                RUN(lists_filters_and_loops), RUN(errors_are_null_and_name_the_place),
                RUN(nothing_stalls_or_overflows), RUN(patterns_are_those_of_xpath),
                RUN(unary_tests_decide));
}
