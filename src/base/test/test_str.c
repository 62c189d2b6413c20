/*
 * src/base/test/test_str.c: arenas, texts and buffers: what every room stands on.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "test/test.h"

static char order[8];

static void note(void *arg)
{
        strncat(order, arg, 1);
}

TEST(arena_zeroes_aligns_and_cleans_up_last_first)
{
        struct arena *a = arena_new(1 << 20);
        int bad = 0;

        for (size_t i = 0; i < 3000; i++) {
                u8 *p = arena_alloc(a, i % 97);

                bad += (uintptr_t)p % 16 != 0;
                for (size_t k = 0; k < i % 97; k++)
                        bad += p[k] != 0;
                memset(p, 0xff, i % 97);
        }
        EXPECT_INT(bad, 0);
        arena_defer(a, note, "1");
        arena_defer(a, note, "2");
        arena_clear(a);
        EXPECT(!strcmp(order, "21"));
        EXPECT_INT(arena_used(a), 0);
        arena_defer(a, note, "3");
        arena_free(a);
        EXPECT(!strcmp(order, "213"));
        arena_free(NULL);
}

TEST(arena_past_its_maximum_says_so)
{
        struct arena *a = arena_new(1000);

        (void)arena_raw(a, 900);
        EXPECT(!arena_over(a));
        (void)arena_raw(a, 200);
        EXPECT(arena_over(a));
        arena_clear(a);
        EXPECT(!arena_over(a));
        arena_free(a);
}

/* True when fn ends the process by CHECK. */
static bool dies(void (*fn)(void))
{
        int status = 0;
        pid_t pid = fork();

        if (pid == 0) {
                close(STDERR_FILENO);
                fn();
                _exit(0);
        }
        waitpid(pid, &status, 0);
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void eat_fourfold(void)
{
        struct arena *a = arena_new(1000);

        for (int i = 0; i < 50; i++)
                (void)arena_raw(a, 100);
}

static void overflow_array(void)
{
        struct arena *a = arena_new(1000);

        (void)arena_array(a, SIZE_MAX / 2, 16);
}

TEST(arena_ends_the_process_on_our_mistakes)
{
        EXPECT(dies(eat_fourfold));
        EXPECT(dies(overflow_array));
}

TEST(str_cut_visits_every_item)
{
        struct str rest = STR("a,,b,"), item;
        const char *want[] = { "a", "", "b", "" };
        size_t n = 0;

        while (str_cut(&rest, ',', &item)) {
                REQUIRE(n < 4);
                EXPECT_STR(item, want[n]);
                n++;
        }
        EXPECT_INT(n, 4);
        rest = STR_NULL;
        EXPECT(!str_cut(&rest, ',', &item));
}

TEST(str_parts_stay_inside)
{
        EXPECT_STR(str_sub(STR("abc"), 1, 99), "bc");
        EXPECT_STR(str_sub(STR("abc"), 9, 1), "");
        EXPECT_STR(str_trim(STR(" \t\n a b \r")), "a b");
        EXPECT_STR(str_trim(STR("  ")), "");
        EXPECT_INT(str_find(STR("abcabc"), STR("ca")), 2);
        EXPECT_INT(str_find(STR("ab"), STR("abc")), -1);
        EXPECT_INT(str_rfind_char(STR("a/b/c"), '/'), 3);
        EXPECT(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
        EXPECT(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
        EXPECT(str_eq_nocase(STR("Content-Type"), STR("content-type")));
        EXPECT(!str_eq_nocase(STR("Đ"), STR("đ")));
        EXPECT(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0);
        EXPECT_INT(str_cmp(STR_NULL, STR("")), 0);
}

TEST(numbers_read_whole_or_not)
{
        static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1x", "9223372036854775808",
                "-9223372036854775808", "99999999999999999999", "--1", "0x1", "1.0" };
        i64 n = 7;

        EXPECT_INT(str_to_i64(STR("9223372036854775807"), &n), 0);
        EXPECT_INT(n, INT64_MAX);
        EXPECT_INT(str_to_i64(STR("-012"), &n), 0);
        EXPECT_INT(n, -12);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) /* the least i64 means "no value" */
                EXPECT_INT(str_to_i64(str_of(bad[i]), &n), ERR_INVALID);
        EXPECT_INT(n, -12);
}

TEST(texts_are_made_on_the_arena)
{
        struct arena *a = arena_new(1 << 16);
        struct str parts[] = { STR("a"), STR(""), STR("c") };
        u8 bytes[3];

        EXPECT_STR(str_join(a, parts, 3, STR(", ")), "a, , c");
        EXPECT_STR(str_join(a, parts, 0, STR(", ")), "");
        EXPECT_STR(str_replace(a, STR("aXbXX"), STR("X"), STR("--")), "a--b----");
        EXPECT_STR(str_cat(a, STR("x"), STR_NULL), "x");
        EXPECT_STR(str_lower_ascii(a, STR("AbĐ")), "abĐ");
        EXPECT_STR(str_fmt(a, "%d-%.*s", 5, STRF(STR("z"))), "5-z");
        EXPECT_STR(str_hex(a, "\x00\xff\x1a", 3), "00ff1a");
        EXPECT_INT(str_unhex(STR("00fF1a"), bytes, 3), 0);
        EXPECT(bytes[1] == 0xff && bytes[2] == 0x1a);
        EXPECT_INT(str_unhex(STR("00f"), bytes, 3), ERR_INVALID);
        EXPECT_INT(str_unhex(STR("00fg11"), bytes, 3), ERR_INVALID);
        EXPECT(str_dup(a, STR_NULL).ptr == NULL && str_dup(a, STR("")).ptr != NULL);
        EXPECT(strcmp(str_c(a, str_sub(STR("abc"), 0, 2)), "ab") == 0);
        EXPECT(str_hash(STR("a")) != str_hash(STR("b")));
        arena_free(a);
}

TEST(buffer_stops_at_its_maximum)
{
        struct arena *a = arena_new(1 << 20);
        struct buf b;

        buf_init(&b, a, 10);
        buf_addc(&b, "12345");
        buf_i64(&b, -6789);
        EXPECT_STR(buf_str(&b), "12345-6789");
        EXPECT(!b.over);
        buf_byte(&b, 'x');
        EXPECT(b.over);
        buf_fmt(&b, "%s", "");
        EXPECT_STR(buf_str(&b), "12345-6789");
        buf_init(&b, a, 1 << 18);
        EXPECT_STR(buf_str(&b), "");
        for (int i = 0; i < 20000; i++)
                buf_fmt(&b, "%05d", i);
        EXPECT_INT(b.len, 100000);
        EXPECT_STR(str_sub(buf_str(&b), 5 * 12345, 5), "12345");
        buf_init(&b, a, 100);
        buf_i64(&b, INT64_MIN);
        EXPECT_STR(buf_str(&b), "-9223372036854775808");
        arena_free(a);
}

TEST(every_result_has_a_name_and_a_status)
{
        for (int e = 0; e > ERR_MAX; e--) {
                EXPECT(strlen(err_name(e)) > 1);
                EXPECT(err_http_status(e) >= 200 && err_http_status(e) < 600);
        }
        EXPECT(!strcmp(err_name(ERR_MAX), "?") && err_http_status(1) == 500);
        EXPECT_INT(err_http_status(ERR_NOT_FOUND), 404);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(arena_zeroes_aligns_and_cleans_up_last_first),
                RUN(arena_past_its_maximum_says_so), RUN(arena_ends_the_process_on_our_mistakes),
                RUN(str_cut_visits_every_item), RUN(str_parts_stay_inside),
                RUN(numbers_read_whole_or_not), RUN(texts_are_made_on_the_arena),
                RUN(buffer_stops_at_its_maximum), RUN(every_result_has_a_name_and_a_status));
}
