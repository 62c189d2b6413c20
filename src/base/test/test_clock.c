/*
 * src/base/test/test_clock.c: civil dates against a day-by-day count, and the texts of moments.
 */
#include <time.h>

#include "base/clock.h"
#include "test/test.h"

TEST(every_day_of_three_thousand_years)
{
        int y = 1, m = 1, d = 1, weekday = 1; /* 0001-01-01 was a Monday */
        i64 day = day_make(1, 1, 1);
        int bad = 0;

        for (; y < 3001; day++) {
                struct civil c;

                day_civil(day, &c);
                bad += c.year != y || c.month != m || c.day != d || c.weekday != weekday;
                bad += day_make(y, m, d) != day || !day_valid(y, m, d);
                weekday = weekday % 7 + 1;
                d++;
                if (!day_valid(y, m, d))
                        d = 1, m++;
                if (m == 13)
                        m = 1, y++;
        }
        EXPECT_INT(bad, 0);
        EXPECT_INT(day, day_make(3001, 1, 1));
}

TEST(agrees_with_the_c_library)
{
        int bad = 0;

        for (i64 t = -62135596800; t < 253402300800; t += 86400 * 13 + 3607) {
                time_t shifted = (time_t)(t + 7 * 3600);
                struct civil c;
                struct tm tm;

                gmtime_r(&shifted, &tm);
                time_civil(t * 1000 + 5, &c);
                bad += c.year != tm.tm_year + 1900 || c.month != tm.tm_mon + 1 ||
                       c.day != tm.tm_mday;
                bad += c.hour != tm.tm_hour || c.minute != tm.tm_min || c.second != tm.tm_sec;
                bad += c.ms != 5 || c.weekday % 7 != tm.tm_wday;
                bad += time_make(day_of(t * 1000), c.hour, c.minute, c.second) != t * 1000;
        }
        EXPECT_INT(bad, 0);
}

TEST(known_days)
{
        EXPECT_INT(day_make(1970, 1, 1), 0);
        EXPECT_INT(day_make(2000, 3, 1), 11017);
        EXPECT_INT(day_make(1969, 12, 31), -1);
        EXPECT_INT(day_of(0), 0);
        EXPECT_INT(day_of(-7 * HOUR_MS), 0);
        EXPECT_INT(day_of(-7 * HOUR_MS - 1), -1);
        EXPECT_INT(day_of(17 * HOUR_MS), 1);
        EXPECT_INT(day_start(1), 17 * HOUR_MS);
        EXPECT(day_valid(2024, 2, 29) && !day_valid(2023, 2, 29) && !day_valid(1900, 2, 29));
        EXPECT(day_valid(2000, 2, 29) && !day_valid(2026, 4, 31) && !day_valid(2026, 13, 1));
        EXPECT(!day_valid(2026, 0, 1) && !day_valid(2026, 1, 0) && !day_valid(0, 1, 1));
}

TEST(texts_of_moments)
{
        struct arena *a = arena_new(1 << 16);
        i64 day = day_make(2026, 11, 2), t = time_make(day, 8, 5, 9);

        EXPECT_STR(day_iso(a, day), "2026-11-02");
        EXPECT_STR(day_vi(a, day), "02/11/2026");
        EXPECT_STR(time_iso(a, t), "2026-11-02T08:05:09+07:00");
        EXPECT_STR(time_vi(a, t), "08:05 02/11/2026");
        arena_free(a);
}

TEST(days_read_back_or_refused)
{
        static const char *const bad[] = { "", "2026-1-02", "2026-02-30", "2026-11-22 ", "26-11-22",
                "2026/11/22", "+026-11-22", "2026-11-2", "２026-11-22", "0000-01-01" };
        static const char *const bad_vi[] = { "", "22/11/26", "31/4/2026", "22-11-2026",
                "022/1/2026", "1/1/2026x", "1/1/12026", "/1/2026", "29/02/2026" };
        i64 day = 7;

        EXPECT_INT(day_parse_iso(STR("2026-11-22"), &day), 0);
        EXPECT_INT(day, day_make(2026, 11, 22));
        EXPECT_INT(day_parse_vi(STR("1/2/2026"), &day), 0);
        EXPECT_INT(day, day_make(2026, 2, 1));
        EXPECT_INT(day_parse_vi(STR("29/02/2024"), &day), 0);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT_INT(day_parse_iso(str_of(bad[i]), &day), ERR_INVALID);
        for (size_t i = 0; i < ARRAY_LEN(bad_vi); i++)
                EXPECT_INT(day_parse_vi(str_of(bad_vi[i]), &day), ERR_INVALID);
        EXPECT_INT(day, day_make(2024, 2, 29)); /* untouched by failures */
}

TEST(moments_read_back_or_refused)
{
        static const char *const bad[] = { "2026-11-22T08:30:00", "2026-11-22T08:30+07:00",
                "2026-11-22T24:00:00Z", "2026-11-22T08:60:00Z", "2026-11-22T08:30:60Z",
                "2026-11-22T08:30:00.Z", "2026-11-22T08:30:00+7:00", "2026-11-22T08:30:00+0700",
                "2026-11-22T08:30:00Zx", "2026-11-22 08:30:00Z", "2026-11-22T08:30:00+24:00", "" };
        i64 t = 7, want = time_make(day_make(2026, 11, 22), 8, 30, 0);

        EXPECT_INT(time_parse_iso(STR("2026-11-22T08:30:00+07:00"), &t), 0);
        EXPECT_INT(t, want);
        EXPECT_INT(time_parse_iso(STR("2026-11-22t01:30:00.1239z"), &t), 0);
        EXPECT_INT(t, want + 123);
        EXPECT_INT(time_parse_iso(STR("2026-11-21T20:00:00.5-05:30"), &t), 0);
        EXPECT_INT(t, want + 500);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT_INT(time_parse_iso(str_of(bad[i]), &t), ERR_INVALID);
        EXPECT_INT(t, want + 500);
}

TEST(clock_obeys_the_test)
{
        i64 mono = clock_monotonic_ns();

        clock_set(1000, false);
        EXPECT_INT(clock_now(), 1000);
        EXPECT_INT(clock_now(), 1000);
        clock_set(5000000, true);
        EXPECT(clock_now() >= 5000000 && clock_now() < 5000000 + HOUR_MS);
        EXPECT(clock_monotonic_ns() >= mono);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_day_of_three_thousand_years), RUN(agrees_with_the_c_library),
                RUN(known_days), RUN(texts_of_moments), RUN(days_read_back_or_refused),
                RUN(moments_read_back_or_refused), RUN(clock_obeys_the_test));
}
