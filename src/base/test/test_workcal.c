/*
 * src/base/test/test_workcal.c: deadlines over the calendar of 2026 (Tết, swapped Saturdays, the
 * new day off on 24/11), each rule of domain 3.5 by example, and properties on random calendars
 * against an oracle that counts minutes.
 */
#include "base/workcal.h"
#include "test/test.h"

#define D(y, m, d) day_make(y, m, d)

static struct calendar_day days_2026[32];
static struct workcal cal_2026;

static void load_2026(void)
{
        static const struct {
                int month, day;
                enum day_kind kind;
        } list[] = { { 1, 1, DAY_HOLIDAY }, { 1, 2, DAY_COMPENSATION_OFF },
                { 1, 10, DAY_COMPENSATION_WORK }, { 2, 16, DAY_HOLIDAY }, { 2, 17, DAY_HOLIDAY },
                { 2, 18, DAY_HOLIDAY }, { 2, 19, DAY_HOLIDAY }, { 2, 20, DAY_HOLIDAY },
                { 4, 26, DAY_HOLIDAY }, { 4, 27, DAY_COMPENSATION_OFF }, { 4, 30, DAY_HOLIDAY },
                { 5, 1, DAY_HOLIDAY }, { 8, 22, DAY_COMPENSATION_WORK },
                { 8, 31, DAY_COMPENSATION_OFF }, { 9, 1, DAY_HOLIDAY }, { 9, 2, DAY_HOLIDAY },
                { 11, 24, DAY_HOLIDAY } };

        for (size_t i = 0; i < ARRAY_LEN(list); i++)
                days_2026[i] =
                        (struct calendar_day){ D(2026, list[i].month, list[i].day), list[i].kind };
        cal_2026 = (struct workcal){ days_2026, ARRAY_LEN(list), work_hours_default, false };
}

static i64 at(int month, int day, int hour, int minute)
{
        return time_make(D(2026, month, day), hour, minute, 0);
}

/* Shown as people read it, so that a failure explains itself. */
#define EXPECT_TIME(x, want)                                                                       \
        do {                                                                                       \
                struct arena *a_ = arena_new(4096);                                                \
                                                                                                   \
                EXPECT_STR(time_vi(a_, x), time_vi(a_, want).ptr);                                 \
                EXPECT((x) == (want));                                                             \
                arena_free(a_);                                                                    \
        } while (0)

static i64 due(i64 t, double value, enum limit_unit unit)
{
        return workcal_due(&cal_2026, t, value, unit, -1);
}

TEST(kinds_of_days)
{
        EXPECT_INT(workcal_kind(&cal_2026, D(2026, 11, 23)), DAY_WORKING);
        EXPECT_INT(workcal_kind(&cal_2026, D(2026, 11, 24)), DAY_HOLIDAY);
        EXPECT_INT(workcal_kind(&cal_2026, D(2026, 11, 21)), DAY_WEEKEND);
        EXPECT_INT(workcal_kind(&cal_2026, D(2026, 1, 10)), DAY_COMPENSATION_WORK);
        EXPECT(workcal_is_working(&cal_2026, D(2026, 8, 22)));
        EXPECT(!workcal_is_working(&cal_2026, D(2026, 8, 31)));
        EXPECT(!workcal_is_working(&cal_2026, D(2026, 11, 24)));
}

TEST(start_moves_into_working_time)
{
        EXPECT_TIME(workcal_next_open(&cal_2026, at(11, 23, 6, 0)), at(11, 23, 7, 0));
        EXPECT_TIME(workcal_next_open(&cal_2026, at(11, 23, 9, 12)), at(11, 23, 9, 12));
        EXPECT_TIME(workcal_next_open(&cal_2026, at(11, 23, 11, 30)), at(11, 23, 13, 30));
        EXPECT_TIME(workcal_next_open(&cal_2026, at(11, 23, 17, 0)), at(11, 25, 7, 0));
        EXPECT_TIME(workcal_next_open(&cal_2026, at(11, 21, 10, 0)), at(11, 23, 7, 0));
        EXPECT_TIME(workcal_next_open(&cal_2026, at(1, 9, 18, 0)), at(1, 10, 7, 0));
}

TEST(working_days_skip_days_off)
{
        /* Tết: Fri 13/02 + 1 is Mon 23/02 */
        EXPECT_TIME(due(at(2, 13, 9, 0), 1, LIMIT_WORKING_DAY), at(2, 23, 9, 0));
        /* Fri 09/01 + 1 is the swapped Saturday; + 2 the Monday after */
        EXPECT_TIME(due(at(1, 9, 14, 15), 1, LIMIT_WORKING_DAY), at(1, 10, 14, 15));
        EXPECT_TIME(due(at(1, 9, 14, 15), 2, LIMIT_WORKING_DAY), at(1, 12, 14, 15));
        EXPECT_TIME(due(at(8, 21, 8, 0), 1, LIMIT_WORKING_DAY), at(8, 22, 8, 0));
        /* Fri 28/08: 31/08 is given for the Saturday, 1 and 2/09 are holidays */
        EXPECT_TIME(due(at(8, 28, 8, 0), 1, LIMIT_WORKING_DAY), at(9, 3, 8, 0));
        /* Mon 23/11 + 1 passes the day of culture */
        EXPECT_TIME(due(at(11, 23, 8, 0), 1, LIMIT_WORKING_DAY), at(11, 25, 8, 0));
        EXPECT_TIME(due(at(11, 18, 10, 30), 5, LIMIT_WORKING_DAY), at(11, 26, 10, 30));
        EXPECT_TIME(due(at(11, 23, 8, 0), 0, LIMIT_WORKING_DAY), at(11, 23, 8, 0));
        /* received in the evening: from the next morning */
        EXPECT_TIME(due(at(11, 18, 20, 0), 1, LIMIT_WORKING_DAY), at(11, 20, 7, 0));
}

/* "Trong ngày; nhận sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo." */
TEST(in_the_day_ends_when_that_day_closes)
{
        static const struct {
                int month, day, hour, minute, due_month, due_day, due_hour;
        } cases[] = {
                { 11, 18, 6, 0, 11, 18, 17 }, /* before opening */
                { 11, 18, 8, 30, 11, 18, 17 },
                { 11, 18, 12, 0, 11, 18, 17 }, /* in the lunch break */
                { 11, 18, 15, 0, 11, 18, 17 }, /* on the stroke */
                { 11, 18, 15, 1, 11, 19, 17 }, { 11, 18, 22, 0, 11, 19, 17 },
                { 11, 20, 16, 0, 11, 23, 17 }, /* Friday */
                { 11, 21, 9, 0, 11, 23, 17 },  /* Saturday */
                { 11, 23, 16, 0, 11, 25, 17 }, /* a holiday follows */
                { 1, 9, 16, 0, 1, 10, 17 },    /* a worked Saturday follows */
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++)
                for (int half = 0; half < 2; half++)
                        EXPECT_TIME(workcal_due(&cal_2026,
                                            at(cases[i].month, cases[i].day, cases[i].hour,
                                                    cases[i].minute),
                                            half ? 0.5 : 1, LIMIT_WORKING_DAY, 15 * 60),
                                at(cases[i].due_month, cases[i].due_day, cases[i].due_hour, 0));
}

TEST(half_days_are_hours)
{
        EXPECT_TIME(due(at(11, 18, 7, 0), 0.5, LIMIT_WORKING_DAY), at(11, 18, 11, 0));
        EXPECT_TIME(due(at(11, 18, 8, 0), 1.5, LIMIT_WORKING_DAY), at(11, 19, 14, 0));
        EXPECT_TIME(due(at(11, 20, 15, 0), 2.5, LIMIT_WORKING_DAY), at(11, 26, 9, 0));
}

TEST(cutoff_counts_from_the_next_morning)
{
        const int three = 15 * 60;

        EXPECT_TIME(workcal_due(&cal_2026, at(11, 18, 14, 59), 2, LIMIT_WORKING_DAY, three),
                at(11, 20, 14, 59));
        EXPECT_TIME(workcal_due(&cal_2026, at(11, 18, 15, 0), 2, LIMIT_WORKING_DAY, three),
                at(11, 20, 15, 0));
        EXPECT_TIME(workcal_due(&cal_2026, at(11, 18, 15, 0) + 1, 2, LIMIT_WORKING_DAY, three),
                at(11, 23, 7, 0));
        EXPECT_TIME(
                workcal_due(&cal_2026, at(11, 18, 15, 1), 4, LIMIT_HOUR, three), at(11, 19, 11, 0));
        EXPECT_TIME(
                workcal_due(&cal_2026, at(11, 23, 16, 0), 2, LIMIT_HOUR, three), at(11, 25, 9, 0));
        EXPECT_TIME(
                workcal_due(&cal_2026, at(11, 20, 16, 0), 1, LIMIT_DAY, three), at(11, 25, 17, 0));
        EXPECT_TIME(
                workcal_due(&cal_2026, at(11, 22, 16, 0), 1, LIMIT_HOUR, three), at(11, 23, 8, 0));
}

TEST(hours_skip_lunch_and_overflow)
{
        EXPECT_TIME(due(at(11, 18, 9, 0), 2, LIMIT_HOUR), at(11, 18, 11, 0));
        EXPECT_TIME(due(at(11, 18, 10, 0), 2, LIMIT_HOUR), at(11, 18, 14, 0));
        EXPECT_TIME(due(at(11, 18, 12, 0), 1, LIMIT_HOUR), at(11, 18, 14, 30));
        EXPECT_TIME(due(at(11, 18, 16, 0), 3, LIMIT_HOUR), at(11, 19, 9, 0));
        EXPECT_TIME(due(at(11, 18, 7, 0), 8, LIMIT_HOUR), at(11, 18, 17, 0)); /* fills the day */
        EXPECT_TIME(due(at(11, 20, 16, 30), 1, LIMIT_HOUR), at(11, 23, 7, 30));
        EXPECT_TIME(due(at(11, 23, 16, 30), 24, LIMIT_HOUR), at(11, 27, 16, 30));
}

TEST(calendar_days_end_on_a_working_day)
{
        EXPECT_TIME(due(at(11, 18, 9, 0), 1, LIMIT_DAY), at(11, 19, 9, 0));
        EXPECT_TIME(
                due(at(11, 18, 9, 0), 3, LIMIT_DAY), at(11, 23, 17, 0)); /* Saturday -> Monday */
        EXPECT_TIME(due(at(11, 20, 9, 0), 4, LIMIT_DAY), at(11, 25, 17, 0)); /* 24/11 -> 25/11 */
        EXPECT_TIME(due(at(2, 13, 9, 0), 3, LIMIT_DAY), at(2, 23, 17, 0));   /* into Tết */
        EXPECT_TIME(
                due(at(1, 8, 9, 0), 2, LIMIT_DAY), at(1, 10, 9, 0)); /* swapped Saturday works */
        EXPECT_TIME(due(at(11, 18, 9, 0), 30, LIMIT_DAY), at(12, 18, 9, 0));
}

TEST(saturday_mornings_are_hours_but_no_days)
{
        struct workcal c = cal_2026;

        c.saturday = true;
        EXPECT(workcal_is_working(&c, D(2026, 11, 21)) && !workcal_is_working(&c, D(2026, 11, 22)));
        EXPECT_TIME(workcal_next_open(&c, at(11, 21, 8, 0)), at(11, 21, 8, 0));
        EXPECT_TIME(workcal_next_open(&c, at(11, 21, 11, 30)), at(11, 23, 7, 0));
        EXPECT_TIME(workcal_due(&c, at(11, 20, 16, 0), 2, LIMIT_HOUR, -1), at(11, 21, 8, 0));
        EXPECT_TIME(workcal_due(&c, at(11, 20, 9, 0), 1, LIMIT_WORKING_DAY, -1), at(11, 23, 9, 0));
        EXPECT_TIME(workcal_due(&c, at(11, 21, 9, 0), 1, LIMIT_WORKING_DAY, -1), at(11, 25, 7, 0));
        EXPECT_TIME(workcal_due(&c, at(11, 20, 9, 0), 1, LIMIT_DAY, -1), at(11, 23, 17, 0));
}

TEST(odd_values_are_harmless)
{
        EXPECT_TIME(due(at(11, 18, 9, 0), -3, LIMIT_WORKING_DAY), at(11, 18, 9, 0));
        EXPECT_TIME(due(at(11, 18, 9, 0), __builtin_nan(""), LIMIT_HOUR), at(11, 18, 9, 0));
        EXPECT(due(at(11, 18, 9, 0), 1e300, LIMIT_WORKING_DAY) ==
                due(at(11, 18, 9, 0), 100000, LIMIT_WORKING_DAY));
        EXPECT(due(at(11, 18, 9, 0), 1e300, LIMIT_DAY) > at(12, 31, 0, 0));
}

TEST(days_left_as_shown)
{
        EXPECT_INT(workcal_days_left(&cal_2026, at(11, 18, 8, 0), at(11, 18, 16, 0)), 0);
        EXPECT_INT(workcal_days_left(&cal_2026, at(11, 18, 8, 0), at(11, 19, 7, 0)), 1);
        EXPECT_INT(workcal_days_left(&cal_2026, at(11, 20, 8, 0), at(11, 25, 9, 0)), 2);
        EXPECT_INT(workcal_days_left(&cal_2026, at(11, 18, 10, 0), at(11, 18, 9, 0)), -1);
        EXPECT_INT(workcal_days_left(&cal_2026, at(11, 23, 10, 0), at(11, 20, 9, 0)), -1);
        EXPECT_INT(workcal_days_left(&cal_2026, at(11, 25, 10, 0), at(11, 20, 9, 0)), -2);
        EXPECT_INT(workcal_days_left(&cal_2026, at(11, 21, 10, 0), at(11, 20, 9, 0)), -1);
}

/* ------------------------------------------------------------ random calendars and an oracle */

static u64 seed = 20261122;

static i64 below(i64 n)
{
        seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
        return (i64)(seed % (u64)n);
}

static struct calendar_day random_days[64];

static struct workcal random_calendar(i64 first)
{
        struct workcal c = { random_days, 0, work_hours_default, below(3) == 0 };

        for (i64 day = first - 5; c.n < ARRAY_LEN(random_days) && day < first + 60;
                day += 1 + below(5))
                random_days[c.n++] =
                        (struct calendar_day){ day, (enum day_kind)below(DAY_KIND_MAX) };
        if (below(2)) {
                c.hours.am_from = (int)(6 * 60 + below(120));
                c.hours.am_to = c.hours.am_from + (int)below(240);
                c.hours.pm_from = c.hours.am_to + (int)below(120);
                c.hours.pm_to = c.hours.pm_from + 1 + (int)below(200);
        }
        return c;
}

/* Is this minute worked? Written without workcal: a list search and the weekday by remainder. */
static bool oracle_open(const struct workcal *c, i64 t)
{
        i64 shifted = t + 7 * HOUR_MS, day = shifted / DAY_MS,
            minute = shifted % DAY_MS / MINUTE_MS;
        bool am = minute >= c->hours.am_from && minute < c->hours.am_to;
        bool pm = minute >= c->hours.pm_from && minute < c->hours.pm_to;
        i64 weekday = (day + 4) % 7; /* 0 is Sunday */
        int kind = weekday == 0 || weekday == 6 ? DAY_WEEKEND : DAY_WORKING;

        for (size_t i = 0; i < c->n; i++)
                if (c->days[i].day == day)
                        kind = (int)c->days[i].kind;
        if (kind == DAY_WORKING || kind == DAY_COMPENSATION_WORK)
                return am || pm;
        return kind == DAY_WEEKEND && weekday == 6 && c->saturday && am;
}

static i64 oracle_elapsed(const struct workcal *c, i64 from, i64 to)
{
        i64 minutes = 0;

        for (i64 t = from; t < to; t += MINUTE_MS)
                minutes += oracle_open(c, t);
        return minutes * MINUTE_MS;
}

TEST(elapsed_agrees_with_counting_minutes)
{
        for (int i = 0; i < 1000; i++) {
                i64 first = D(2025, 1, 1) + below(2000);
                struct workcal c = random_calendar(first);
                i64 from = day_start(first) + below(1440) * MINUTE_MS;
                i64 to = from + below(9 * 1440) * MINUTE_MS;

                REQUIRE(workcal_elapsed(&c, from, to) == oracle_elapsed(&c, from, to));
                REQUIRE(workcal_elapsed(&c, to, from) == 0);
        }
}

/* Elapsed is the inverse of add, adds up over any middle, and add finds the first such moment. */
TEST(elapsed_is_the_inverse_of_add)
{
        for (int i = 0; i < 10000; i++) {
                i64 first = D(2025, 1, 1) + below(2000);
                struct workcal c = random_calendar(first);
                i64 t = day_start(first) + below(20 * DAY_MS), ms = below(100 * HOUR_MS);
                i64 u = workcal_add(&c, t, ms), mid = t + below(u - t + 1);

                REQUIRE(workcal_elapsed(&c, t, u) == ms);
                REQUIRE(ms == 0 || workcal_elapsed(&c, t, u - 1) == ms - 1);
                REQUIRE(workcal_elapsed(&c, t, mid) + workcal_elapsed(&c, mid, u) == ms);
                REQUIRE(workcal_next_open(&c, t) >= t);
                REQUIRE(oracle_open(&c, workcal_next_open(&c, t)));
                REQUIRE(workcal_elapsed(&c, t, workcal_next_open(&c, t)) == 0);
        }
}

static bool oracle_counted(struct workcal c, i64 day)
{
        c.saturday = false;
        return oracle_open(&c, day_start(day) + c.hours.pm_from * MINUTE_MS);
}

TEST(limits_in_days_end_on_the_right_day)
{
        for (int i = 0; i < 10000; i++) {
                i64 first = D(2025, 1, 1) + below(2000);
                struct workcal c = random_calendar(first);
                i64 t = day_start(first) + below(20 * DAY_MS), n = below(25), counted = 0;
                int cutoff = below(2) ? (int)below(1440) : -1;
                i64 later = t + below(3 * DAY_MS);
                i64 u = workcal_due(&c, t, (double)n, LIMIT_WORKING_DAY, cutoff);
                i64 start = workcal_due(&c, t, 0, LIMIT_WORKING_DAY, cutoff);
                i64 v = workcal_due(&c, t, (double)n, LIMIT_DAY, cutoff);

                for (i64 day = day_of(start) + 1; day <= day_of(u); day++)
                        counted += oracle_counted(c, day);
                REQUIRE(start >= t && (n == 0 || oracle_counted(c, day_of(u))));
                if (cutoff >= 0 && n == 1) {
                        REQUIRE(counted == 0 && u > start && !oracle_open(&c, u));
                } else {
                        REQUIRE(counted == n);
                        REQUIRE(u - day_start(day_of(u)) == start - day_start(day_of(start)));
                }
                REQUIRE(oracle_counted(c, day_of(v)));
                REQUIRE(v >= t + n * DAY_MS);
                REQUIRE(workcal_due(&c, later, (double)n, LIMIT_WORKING_DAY, cutoff) >= u);
                REQUIRE(day_of(workcal_due(&c, later, (double)n, LIMIT_DAY, cutoff)) >= day_of(v));
                REQUIRE(workcal_due(&c, later, (double)n, LIMIT_HOUR, cutoff) >=
                        workcal_due(&c, t, (double)n, LIMIT_HOUR, cutoff));
        }
}

int main(int argc, char **argv)
{
        load_2026();
        TESTS(argc, argv, RUN(kinds_of_days), RUN(start_moves_into_working_time),
                RUN(working_days_skip_days_off), RUN(in_the_day_ends_when_that_day_closes),
                RUN(half_days_are_hours), RUN(cutoff_counts_from_the_next_morning),
                RUN(hours_skip_lunch_and_overflow), RUN(calendar_days_end_on_a_working_day),
                RUN(saturday_mornings_are_hours_but_no_days), RUN(odd_values_are_harmless),
                RUN(days_left_as_shown), RUN(elapsed_agrees_with_counting_minutes),
                RUN(elapsed_is_the_inverse_of_add), RUN(limits_in_days_end_on_the_right_day));
}
