/*
 * src/base/test/test_json.c: what JSON is let in, how it is asked, how it is written; and the
 * public suite of parser tests when its folder is at hand (MOTCUA_SHARED, else ../shared).
 */
#include <dirent.h>
#include <math.h>

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "test/test.h"

static struct arena *arena;

static const struct json *parsed(struct str s)
{
        const struct json *j = NULL;

        return json_parse(arena, s, &j, NULL) == 0 ? j : NULL;
}

TEST(reads_every_kind)
{
        const struct json *j =
                parsed(STR("{\"n\":-7,\"r\":2.5,\"whole\":3.0,\"t\":\"x\\ny\",\"b\":true,"
                           "\"z\":null,\"l\":[1,[],{}]}"));

        REQUIRE(j);
        EXPECT_INT(j->count, 7);
        EXPECT_INT(json_i64(json_get(j, "n"), 0), -7);
        EXPECT(json_get(j, "n")->real == -7.0);
        EXPECT_INT(json_i64(json_get(j, "r"), 99), 99);
        EXPECT_INT(json_i64(json_get(j, "whole"), 99), 3);
        EXPECT_STR(json_str(json_get(j, "t")), "x\ny");
        EXPECT(json_bool(json_get(j, "b"), false));
        EXPECT_INT(json_get(j, "z")->kind, JSON_NULL);
        EXPECT_INT(json_get(j, "l")->count, 3);
        EXPECT_INT(json_at(json_get(j, "l"), 2)->kind, JSON_OBJECT);
        EXPECT_STR(j->first->key, "n"); /* order of the text */
}

TEST(absent_members_are_harmless)
{
        const struct json *j = parsed(STR("{\"a\":{\"b\":1}}"));

        EXPECT(json_get(json_get(json_get(j, "x"), "y"), "z") == NULL);
        EXPECT(json_at(j, 0) == NULL && json_at(NULL, 0) == NULL);
        EXPECT(json_str(NULL).ptr == NULL && json_str(json_get(j, "a")).ptr == NULL);
        EXPECT_INT(json_i64(NULL, 5), 5);
        EXPECT(json_bool(NULL, true));
        JSON_EACH(x, NULL)
        EXPECT(x == NULL);
}

TEST(refuses_what_could_be_read_two_ways)
{
        static const struct str bad[] = { STR("{\"a\":1,\"a\":1}"), STR("\"a\\u0000b\""),
                STR("\"a\0b\""), STR("\"\xff\""), STR("\"\xed\xa0\x80\""), STR("\"\\ud800\""),
                STR("1e999"), STR("NaN"), STR("Infinity"), STR("9223372036854775808"), STR("01"),
                STR("[1,]"), STR("{}x"), STR(""), STR("{\"e\xcc\x82\":1}"), STR("\xef\xbb\xbf{}") };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                const struct json *j = NULL;
                struct str where = STR_NULL;

                EXPECT_INT(json_parse(arena, bad[i], &j, &where), ERR_INVALID);
                EXPECT(j == NULL && where.len > 4 && utf8_valid(where));
        }
}

TEST(says_where_it_broke)
{
        const struct json *j;
        struct str where = STR_NULL;

        EXPECT_INT(json_parse(arena, STR("{\n  \"a\": đ\n}"), &j, &where), ERR_INVALID);
        EXPECT(str_starts(where, STR("2:")));
        EXPECT_INT(json_parse(arena, STR("{\"a\":1,\n\"a\":2}"), &j, &where), ERR_INVALID);
        EXPECT(str_find(where, STR("duplicate")) > 0);
}

static struct str repeated(const char *open, int n, const char *middle, const char *close)
{
        struct buf b;

        buf_init(&b, arena, 8 << 20);
        for (int i = 0; i < n; i++)
                buf_addc(&b, open);
        buf_addc(&b, middle);
        for (int i = 0; i < n; i++)
                buf_addc(&b, close);
        return buf_str(&b);
}

TEST(depth_is_bounded)
{
        const struct json *j;
        struct str where = STR_NULL;

        EXPECT_INT(json_parse(arena, repeated("[", 33, "", "]"), &j, &where), ERR_LIMIT);
        EXPECT_STR(where, "1:0: too deep or too much");

        EXPECT_INT(json_parse(arena, repeated("[", 32, "", "]"), &j, NULL), 0);
        EXPECT_INT(json_parse(arena, repeated("[", 33, "", "]"), &j, NULL), ERR_LIMIT);
        EXPECT_INT(json_parse(arena, repeated("{\"a\":", 33, "1", "}"), &j, NULL), ERR_LIMIT);
        EXPECT_INT(json_parse(arena, repeated("[", 1000000, "", ""), &j, NULL), ERR_LIMIT);
        EXPECT_INT(json_parse(arena, STR("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"]"), &j,
                           NULL),
                0);
}

TEST(many_values_end_in_a_limit_not_a_crash)
{
        struct arena *small = arena_new(1 << 20);
        const struct json *j = NULL;

        EXPECT_INT(json_parse(small, repeated("0,", 300000, "", ""), &j, NULL), ERR_INVALID);
        EXPECT_INT(json_parse(small, str_fmt(arena, "[%s0]", repeated("0,", 300000, "", "").ptr),
                           &j, NULL),
                ERR_LIMIT);
        EXPECT(j == NULL && arena_over(small));
        EXPECT_INT(json_parse(arena, repeated(",", 1100000, "", ""), &j, NULL), ERR_LIMIT);
        arena_free(small);
}

TEST(values_are_brought_to_nfc)
{
        EXPECT_STR(json_str(parsed(STR("\"Le\xcc\x82\xcc\x83\""))), "Lễ");
        EXPECT_STR(json_str(parsed(STR("\"e\\u0302\""))), "ê");
}

TEST(writer_minds_commas_and_quotes)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, arena, 4096);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "t", STR("a\"b\\c\n\x01 đ"));
        json_put_str(&w, "none", STR_NULL);
        json_open(&w, "l", '[');
        json_put_i64(&w, NULL, -5);
        json_put_i64(&w, NULL, I64_NULL);
        json_open(&w, NULL, '{');
        json_close(&w, '}');
        json_put_bool(&w, NULL, true);
        json_close(&w, ']');
        json_put_null(&w, "z");
        json_put_raw(&w, "raw", STR("[1,2]"));
        json_put_tree(&w, "tree", parsed(STR("{\"k\": [1.0, -9223372036854775808, false]}")));
        json_close(&w, '}');
        EXPECT_STR(buf_str(&b),
                "{\"t\":\"a\\\"b\\\\c\\n\\u0001 đ\",\"none\":null,\"l\":[-5,null,{},true],"
                "\"z\":null,\"raw\":[1,2],\"tree\":{\"k\":[1.0,-9223372036854775808,false]}}");
}

static struct str real_text(double d)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, arena, 4096);
        json_begin(&w, &b);
        json_put_real(&w, NULL, d);
        return buf_str(&b);
}

TEST(reals_read_back_equal)
{
        u64 bits = 88172645463325252ULL;
        int bad = 0, tried = 0;

        EXPECT_STR(real_text(0.1), "0.1");
        EXPECT_STR(real_text(18), "18.0");
        EXPECT_STR(real_text(-0.0), "-0.0");
        EXPECT_STR(real_text(1e300), "1e+300");
        EXPECT_STR(real_text(NAN), "null");
        EXPECT_STR(real_text(-INFINITY), "null");
        for (int i = 0; i < 20000; i++) {
                const struct json *j;
                double d;

                bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
                memcpy(&d, &bits, sizeof d);
                if (!isfinite(d))
                        continue;
                j = parsed(real_text(d));
                bad += !j || j->kind != JSON_REAL || j->real != d;
                tried++;
        }
        EXPECT_INT(bad, 0);
        EXPECT(tried > 19000);
}

/* Well-formed, but refused here on purpose: duplicate keys and NUL. */
static bool refused_on_purpose(const char *name)
{
        static const char *const names[] = { "y_object_duplicated_key.json",
                "y_object_duplicated_key_and_value.json", "y_string_null_escape.json",
                "y_object_escaped_null_in_key.json" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (!strcmp(name, names[i]))
                        return true;
        return false;
}

TEST(public_suite)
{
        const char *shared = getenv("MOTCUA_SHARED"), *source = getenv("MOTCUA_SOURCE");
        struct arena *a = arena_new(64 << 20);
        struct str path =
                shared ? str_of(shared) : str_fmt(a, "%s/../shared", source ? source : ".");
        DIR *d = opendir(str_fmt(a, "%.*s/suites/json-parsing", STRF(path)).ptr);
        struct dirent *e;
        int right = 0, wrong = 0, either = 0;

        if (!d)
                printf("    skipped: no suites/json-parsing (set MOTCUA_SHARED)\n");
        while (d && (e = readdir(d))) {
                const struct json *j;
                struct str s;
                int r;

                if (!strchr("yni", e->d_name[0]) || e->d_name[1] != '_')
                        continue;
                arena_clear(a);
                path = shared ? str_of(shared) : str_fmt(a, "%s/../shared", source ? source : ".");
                REQUIRE(file_read(a,
                                str_fmt(a, "%.*s/suites/json-parsing/%s", STRF(path), e->d_name)
                                        .ptr,
                                1 << 20, &s) == 0);
                r = json_parse(a, s, &j, NULL);
                if (e->d_name[0] == 'i') {
                        either++;
                        continue;
                }
                if ((r == 0) == (e->d_name[0] == 'y' && !refused_on_purpose(e->d_name)))
                        right++;
                else
                        wrong++, printf("    %s: %s\n", e->d_name, err_name(r));
        }
        if (d) {
                closedir(d);
                printf("    suite: %d right, %d wrong, %d free to choose\n", right, wrong, either);
                EXPECT_INT(wrong, 0);
                EXPECT(right > 200);
        }
        arena_free(a);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = { RUN(reads_every_kind),
                RUN(absent_members_are_harmless), RUN(refuses_what_could_be_read_two_ways),
                RUN(says_where_it_broke), RUN(depth_is_bounded),
                RUN(many_values_end_in_a_limit_not_a_crash), RUN(values_are_brought_to_nfc),
                RUN(writer_minds_commas_and_quotes), RUN(reals_read_back_equal),
                RUN(public_suite) };
        int r;

        arena = arena_new(256 << 20);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        arena_free(arena);
        return r;
}
