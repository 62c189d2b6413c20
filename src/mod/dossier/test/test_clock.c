/*
 * The limit of a dossier against an oracle: 100,000 random histories (accepted, asked for a
 * supplement, answered, stopped, resumed, paid), real and random calendars, unit hours, cutoffs and
 * all units of limits. The oracle knows nothing of workcal.c: it writes down every minute of some
 * years as open or shut and counts them.
 */
#include "base/csv.h"
#include "base/file.h"
#include "mod/dossier/clock.h"
#include "mod/dossier/dossier.h"
#include "test/test.h"

#define DAYS             2200 /* 2022-01-01 and after: all moments fall in here */
#define DAY              1440
#define CALENDARS        100
#define PER_CALENDAR     1000
#define MAX_CALENDAR_ROW 200

static u64 seed = 20261122;

static i64 dice(i64 n)
{
        seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
        return (i64)(seed % (u64)n);
}

/* ------------------------------------------------------------------------------ the oracle */

static struct calendar_day exceptions[MAX_CALENDAR_ROW];
static struct workcal cal;
static i64 first_day;
static bool counted[DAYS];
/* [0]: every open minute; [1]: Saturday mornings left out. sum[k][m]: open minutes before m. */
static bool is_open[2][DAYS * DAY];
static int sum[2][DAYS * DAY + 1];

static void oracle_write_down(void)
{
        for (int d = 0; d < DAYS; d++) {
                int weekday = (d + 5) % 7; /* 0 Monday; 2022-01-01 was a Saturday */
                bool saturday = weekday == 5 && cal.saturday;

                counted[d] = weekday < 5;
                for (size_t i = 0; i < cal.n; i++)
                        if (cal.days[i].day == first_day + d) {
                                counted[d] = cal.days[i].kind == DAY_COMPENSATION_WORK;
                                saturday = false;
                        }
                for (int m = 0; m < DAY; m++) {
                        bool am = m >= cal.hours.am_from && m < cal.hours.am_to;
                        bool pm = m >= cal.hours.pm_from && m < cal.hours.pm_to;

                        is_open[1][d * DAY + m] = counted[d] && (am || pm);
                        is_open[0][d * DAY + m] = is_open[1][d * DAY + m] || (saturday && am);
                }
        }
        for (int k = 0; k < 2; k++)
                for (int m = 0; m < DAYS * DAY; m++)
                        sum[k][m + 1] = sum[k][m] + is_open[k][m];
}

static int oracle_next(int k, int m)
{
        while (!is_open[k][m])
                m++;
        return m;
}

static int oracle_add(int k, int m, int n)
{
        if (n == 0)
                return oracle_next(k, m);
        for (; n > 0; m++)
                n -= is_open[k][m];
        return m;
}

static int oracle_closing(int d)
{
        int m = d * DAY + DAY - 1;

        while (!is_open[1][m])
                m--;
        return m + 1;
}

/* A moment in a limit of calendar days: not on a day off, not while shut. */
static int oracle_day_end(int m)
{
        int d = m / DAY;

        if (counted[d])
                return oracle_next(1, m);
        while (!counted[d])
                d++;
        return oracle_closing(d);
}

static int oracle_due(const struct clock_rule *rule, int m)
{
        int hundredths = (int)rule->limit_hundredths, d;

        if (rule->cutoff_minute >= 0 && m % DAY > rule->cutoff_minute)
                m = (m / DAY + 1) * DAY;
        m = oracle_next(0, m);
        if (rule->unit == LIMIT_HOUR)
                return oracle_add(0, m, hundredths * 60 / 100);
        if (rule->unit == LIMIT_DAY)
                return oracle_day_end(m + hundredths * DAY / 100);
        m = oracle_next(1, m);
        if (rule->cutoff_minute >= 0 && hundredths > 0 && hundredths <= 100)
                return oracle_closing(m / DAY); /* in the day */
        for (d = m / DAY; hundredths >= 100; hundredths -= 100)
                do
                        d++;
                while (!counted[d]);
        m = d * DAY + m % DAY;
        return hundredths ? oracle_add(1, m, hundredths * 8 * 60 / 100) : m;
}

static int oracle_resumed(const struct clock_rule *rule, int due, int stopped, int now)
{
        int k = rule->unit == LIMIT_WORKING_DAY;

        if (rule->restart)
                return oracle_due(rule, now);
        if (rule->unit == LIMIT_DAY)
                return oracle_day_end(due + now - stopped);
        return oracle_add(k, due, sum[k][now] - sum[k][stopped]);
}

/* ------------------------------------------------------------------- calendars and limits */

static bool real_calendar(void)
{
        AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
        const char *source = getenv("MOTCUA_SOURCE");
        struct str text;
        struct csv csv;

        cal.n = 0;
        if (!source || file_read(a, str_c(a, str_fmt(a, "%s/data/calendar.csv", source)), 1 << 20,
                               &text) < 0)
                return false;
        if (csv_open(&csv, a, text) < 0)
                return false;
        while (csv_next(&csv) > 0 && cal.n < MAX_CALENDAR_ROW) {
                struct str kind = csv_cell(&csv, "kind");
                struct calendar_day *row = &exceptions[cal.n];

                if (day_parse_iso(csv_cell(&csv, "date"), &row->day) < 0)
                        return false;
                row->kind = str_is(kind, "compensation_work")  ? DAY_COMPENSATION_WORK
                            : str_is(kind, "compensation_off") ? DAY_COMPENSATION_OFF
                                                               : DAY_HOLIDAY;
                cal.n++;
        }
        return cal.n > 50;
}

static void random_calendar(void)
{
        static const enum day_kind kinds[] = { DAY_HOLIDAY, DAY_COMPENSATION_OFF,
                DAY_COMPENSATION_WORK };
        i64 day = first_day;

        for (cal.n = 0; cal.n < 90; cal.n++) {
                day += 1 + dice(dice(3) ? 40 : 2);
                exceptions[cal.n] = (struct calendar_day){ day, kinds[dice(3)] };
        }
}

static void random_hours(void)
{
        cal.saturday = dice(3) == 0;
        cal.hours = work_hours_default;
        if (dice(2))
                cal.hours = (struct work_hours){ 420 + (int)dice(60), 660 + (int)dice(60),
                        780 + (int)dice(60), 960 + (int)dice(90) };
        if (dice(10) == 0)
                cal.hours.pm_from = cal.hours.pm_to;
}

static struct clock_rule random_rule(void)
{
        static const int most[LIMIT_UNIT_MAX] = { 60, 90, 100 };
        enum limit_unit unit = (enum limit_unit)dice(LIMIT_UNIT_MAX);

        return (struct clock_rule){ .cal = &cal,
                .limit_hundredths = dice(4) ? 100 * dice(most[unit]) : 25 * dice(most[unit]),
                .unit = unit,
                .cutoff_minute = dice(4) ? -1 : 15 * 60,
                .restart = dice(4) == 0 };
}

static i64 moment(int m)
{
        return day_start(first_day) + m * MINUTE_MS;
}

/* ------------------------------------------------------------------------------ histories */

static bool stands(int state)
{
        return state == DOSSIER_SUPPLEMENT || state == DOSSIER_PAYMENT || state == DOSSIER_STOPPED;
}

/* A random row of the real table that leads from `state` on, and does not end the dossier. */
static int random_state(int state)
{
        for (;;) {
                const struct move *m = dossier_moves;

                for (i64 skip = dice(60); skip > 0; skip--)
                        m = m[1].action ? m + 1 : dossier_moves;
                if (m->from == state && !(m->flags & MOVE_NOT_ACCEPTED) &&
                        (m->to == DOSSIER_ACCEPTED || m->to == DOSSIER_PROCESSING || stands(m->to)))
                        return m->to;
        }
}

struct history {
        struct clock_rule rule;
        struct dossier_clock clock;
        i64 log_from, log_ms; /* the interval log as rules.c keeps it, and its running time */
        bool running;
        int due, stopped, elapsed; /* the oracle's, in minutes; stopped -1: it runs */
};

static void step(struct history *h, int state, int before, int now)
{
        bool changed;

        h->elapsed += h->stopped < 0 ? sum[0][now] - sum[0][before] : 0;
        if (stands(state) && h->stopped < 0) {
                h->stopped = now;
        } else if (!stands(state) && h->stopped >= 0) {
                h->due = oracle_resumed(&h->rule, h->due, h->stopped, now);
                h->stopped = -1;
        }
        changed = stands(state) ? clock_stop(moment(now), &h->clock)
                                : clock_run(&h->rule, moment(now), &h->clock);
        if (!changed)
                return;
        if (h->running)
                h->log_ms += workcal_elapsed(&cal, h->log_from, moment(now));
        h->running = !h->running;
        h->log_from = moment(now);
}

static bool history_agrees(void)
{
        static const int gaps[] = { 300, 5 * DAY, 30 * DAY };
        int now = (int)dice(500 * DAY), state = DOSSIER_ACCEPTED;
        struct history h = { .rule = random_rule(),
                .clock = { I64_NULL, I64_NULL, I64_NULL },
                .running = true,
                .stopped = -1 };

        h.log_from = moment(now);
        clock_start(&h.rule, moment(now), &h.clock);
        h.due = oracle_due(&h.rule, now);
        if (h.clock.due_at != moment(h.due))
                return false;
        for (i64 n = dice(8); n > 0; n--) {
                int before = now;

                now += (int)dice(gaps[dice(3)]);
                state = random_state(state);
                step(&h, state, before, now);
                if (h.clock.due_at != moment(h.due))
                        return false;
        }
        if (h.running)
                h.log_ms += workcal_elapsed(&cal, h.log_from, moment(now));
        return h.log_ms == h.elapsed * MINUTE_MS &&
               (h.clock.stopped_at == I64_NULL) == (h.stopped < 0);
}

TEST(due_moments_and_elapsed_time_equal_the_oracle_in_100000_histories)
{
        first_day = day_make(2022, 1, 1);
        cal.days = exceptions;
        for (int c = 0; c < CALENDARS; c++) {
                if (c % 2)
                        random_calendar();
                else
                        REQUIRE(real_calendar());
                random_hours();
                oracle_write_down();
                for (int i = 0; i < PER_CALENDAR; i++)
                        REQUIRE(history_agrees());
        }
}

TEST(a_dossier_without_a_known_limit_gets_no_due_moment_and_still_stops)
{
        struct workcal plain = { .hours = work_hours_default };
        struct clock_rule rule = {
                .cal = &plain, .limit_hundredths = I64_NULL, .cutoff_minute = -1
        };
        struct dossier_clock c = { I64_NULL, I64_NULL, I64_NULL };
        i64 t = time_make(day_make(2022, 6, 1), 9, 0, 0);

        EXPECT(!clock_stop(t, &c));
        clock_start(&rule, t, &c);
        EXPECT(c.accepted_at == t && c.due_at == I64_NULL);
        EXPECT(clock_stop(t + HOUR_MS, &c));
        EXPECT(!clock_stop(t + 2 * HOUR_MS, &c));
        EXPECT(c.stopped_at == t + HOUR_MS);
        EXPECT(clock_run(&rule, t + 3 * HOUR_MS, &c));
        EXPECT(!clock_run(&rule, t + 3 * HOUR_MS, &c));
        EXPECT(c.due_at == I64_NULL && c.stopped_at == I64_NULL);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(due_moments_and_elapsed_time_equal_the_oracle_in_100000_histories),
                RUN(a_dossier_without_a_known_limit_gets_no_due_moment_and_still_stops));
}
