/*
 * src/core/test/test_words.c: moments, sums and sizes as people read them.
 */
#include "base/clock.h"
#include "core/words.h"
#include "test/test.h"

TEST(a_moment_has_its_hour_weekday_and_date_in_both_languages)
{
        struct arena *a = arena_new(1 << 20);
        i64 day = day_make(2022, 8, 1);

        EXPECT_STR(words_day(a, LANG_VI, day), "thứ hai 01/08/2022");
        EXPECT_STR(words_day(a, LANG_EN, day), "Monday 1 August 2022");
        EXPECT_STR(words_day(a, LANG_VI, day - 1), "chủ nhật 31/07/2022");
        EXPECT_STR(words_time(a, LANG_VI, time_make(day, 17, 0, 0)), "17 giờ, thứ hai 01/08/2022");
        EXPECT_STR(
                words_time(a, LANG_VI, time_make(day, 8, 5, 59)), "8 giờ 05, thứ hai 01/08/2022");
        EXPECT_STR(words_time(a, LANG_EN, time_make(day, 17, 0, 0)), "17:00, Monday 1 August 2022");
        EXPECT_STR(words_clock(a, LANG_EN, time_make(day, 8, 30, 0)), "8:30");
        EXPECT_STR(words_clock(a, LANG_VI, time_make(day, 0, 0, 0)), "0 giờ");
        arena_free(a);
}

TEST(a_moment_that_is_not_there_has_no_words)
{
        struct arena *a = arena_new(1 << 16);

        EXPECT(!words_day(a, LANG_VI, I64_NULL).ptr);
        EXPECT(!words_clock(a, LANG_VI, I64_NULL).ptr);
        EXPECT(!words_time(a, LANG_EN, I64_NULL).ptr);
        EXPECT(!words_short(a, I64_NULL).ptr);
        arena_free(a);
}

TEST(a_limit_is_one_many_or_a_part)
{
        struct arena *a = arena_new(1 << 20);

        EXPECT_STR(words_limit(a, LANG_VI, 100, LIMIT_WORKING_DAY, false), "1 ngày làm việc");
        EXPECT_STR(words_limit(a, LANG_VI, 250, LIMIT_WORKING_DAY, false), "2,5 ngày làm việc");
        EXPECT_STR(words_limit(a, LANG_EN, 100, LIMIT_WORKING_DAY, false), "1 working day");
        EXPECT_STR(words_limit(a, LANG_EN, 500, LIMIT_WORKING_DAY, false), "5 working days");
        EXPECT_STR(words_limit(a, LANG_EN, 100, LIMIT_DAY, false), "1 day");
        EXPECT_STR(words_limit(a, LANG_EN, 50, LIMIT_HOUR, false), "0.5 working hours");
        EXPECT_STR(words_limit(a, LANG_EN, 100, LIMIT_WORKING_DAY, true), "The same day");
        EXPECT_STR(words_limit(a, LANG_EN, I64_NULL, LIMIT_DAY, false), "Not known yet");
        arena_free(a);
}

TEST(sums_and_sizes_are_grouped_as_the_language_does)
{
        struct arena *a = arena_new(1 << 20);

        EXPECT_STR(words_money(a, LANG_VI, 75000), "75.000 đ");
        EXPECT_STR(words_money(a, LANG_EN, 1250000), "VND 1,250,000");
        EXPECT_STR(words_money(a, LANG_VI, 0), "Miễn phí");
        EXPECT_STR(words_size(a, LANG_VI, 2200000), "2,1 MB");
        EXPECT_STR(words_size(a, LANG_EN, 2200000), "2.1 MB");
        EXPECT_STR(words_size(a, LANG_VI, 10), "1 KB");
        EXPECT_STR(words_size(a, LANG_VI, (i64)25151142912), "23,4 GB");
        EXPECT_STR(words_size(a, LANG_VI, 88064), "86 KB");
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_moment_has_its_hour_weekday_and_date_in_both_languages),
                RUN(a_moment_that_is_not_there_has_no_words), RUN(a_limit_is_one_many_or_a_part),
                RUN(sums_and_sizes_are_grouped_as_the_language_does));
}
