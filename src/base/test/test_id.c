/*
 * src/base/test/test_id.c: ids are unique, rise, and know their time; random codes and tokens.
 */
#include <pthread.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "test/test.h"

#define PER_THREAD 20000
#define THREADS    4

static i64 made[THREADS][PER_THREAD];

static void *make_ids(void *arg)
{
        i64 *out = arg;

        for (int i = 0; i < PER_THREAD; i++)
                out[i] = id_new();
        return NULL;
}

static int by_value(const void *x, const void *y)
{
        i64 a = *(const i64 *)x, b = *(const i64 *)y;

        return a < b ? -1 : a > b;
}

TEST(unique_and_rising_over_threads)
{
        pthread_t t[THREADS];
        i64 *all = &made[0][0];
        int falls = 0, doubles = 0;

        for (int i = 0; i < THREADS; i++)
                REQUIRE(pthread_create(&t[i], NULL, make_ids, made[i]) == 0);
        for (int i = 0; i < THREADS; i++)
                pthread_join(t[i], NULL);
        for (int i = 0; i < THREADS; i++)
                for (int k = 1; k < PER_THREAD; k++)
                        falls += made[i][k] <= made[i][k - 1];
        qsort(all, THREADS * PER_THREAD, sizeof *all, by_value);
        for (int i = 1; i < THREADS * PER_THREAD; i++)
                doubles += all[i] == all[i - 1];
        EXPECT_INT(falls, 0);
        EXPECT_INT(doubles, 0);
}

TEST(never_backwards_with_the_clock)
{
        i64 t = time_make(day_make(2030, 1, 1), 8, 0, 0), before;

        clock_set(t, false);
        before = id_new();
        EXPECT_INT(id_time(before), t);
        clock_set(t - HOUR_MS, false);
        EXPECT(id_new() > before);
        clock_set(t, false);
        for (int i = 0; i < 5000; i++) /* more than one millisecond's sequence */
                before = id_new();
        EXPECT_INT(id_time(before), t + 1);
}

TEST(nodes_never_collide)
{
        i64 t = time_make(day_make(2031, 1, 1), 8, 0, 0), a, b;

        clock_set(t, false);
        id_set_node(1023);
        a = id_new();
        id_set_node(3);
        b = id_new();
        EXPECT_INT((a >> 12) & 1023, 1023);
        EXPECT_INT((b >> 12) & 1023, 3);
        EXPECT(a > 0 && b > 0);
        id_set_node(0);
}

TEST(codes_use_every_letter_and_no_other)
{
        struct arena *a = arena_new(1 << 20);
        struct str s = random_code(a, 20000);
        int seen[256] = { 0 }, kinds = 0;

        for (size_t i = 0; i < s.len; i++)
                seen[(u8)s.ptr[i]]++;
        for (int i = 0; i < 256; i++)
                kinds += seen[i] > 0;
        EXPECT_INT(s.len, 20000);
        EXPECT_INT(kinds, 32);
        EXPECT(!seen['I'] && !seen['L'] && !seen['O'] && !seen['U']);
        for (int i = 0; i < 256; i++) /* mean 625, sigma 25: ten sigma */
                EXPECT(!seen[i] || (seen[i] > 375 && seen[i] < 875));
        arena_free(a);
}

TEST(tokens_are_base64url_and_differ)
{
        struct arena *a = arena_new(1 << 20);
        struct str s = random_token(a, 32), t = random_token(a, 32);

        EXPECT_INT(s.len, 43);
        EXPECT(!str_eq(s, t));
        EXPECT_INT(random_token(a, 1).len, 2);
        EXPECT_INT(random_token(a, 0).len, 0);
        for (size_t i = 0; i < s.len; i++)
                EXPECT(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
                               s.ptr[i]) != NULL);
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(unique_and_rising_over_threads), RUN(never_backwards_with_the_clock),
                RUN(nodes_never_collide), RUN(codes_use_every_letter_and_no_other),
                RUN(tokens_are_base64url_and_differ));
}
