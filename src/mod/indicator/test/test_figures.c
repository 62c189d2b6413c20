/*
 * src/mod/indicator/test/test_figures.c: whatever happens to dossiers, the live figures are the sum
 * over them, at every moment, folded or not; what is wrong is found and put right.
 */
#include "test/test.h"

#include "flow/engine.h"
#include "mod/dossier/test/fixture.h"
#include "mod/indicator/cause.h"
#include "mod/indicator/indicator.h"
#include "mod/indicator/counts.h"
#include "mod/indicator/read.h"
#include "mod/indicator/scheme.h"

static void hear(void)
{
        static const struct subscription *subs[2];

        subs[0] = indicator_module.subscriptions;
        job_set_tables(NULL, subs);
}

/* Pseudo-random, the same each time. */
static u64 dice_state;

static u64 roll(u64 n)
{
        dice_state ^= dice_state << 13;
        dice_state ^= dice_state >> 7;
        dice_state ^= dice_state << 17;
        return dice_state % n;
}

/* Any move by whoever may; most are refused by the state table, and change nothing. */
static void any_move(struct small *s, i64 id)
{
        static const struct small_act acts[] = {
                { COUNTER, "accept", "", NULL, I64_NULL },
                { COUNTER, "accept", "", NULL, I64_NULL },
                { COUNTER, "refuse", "x", NULL, I64_NULL },
                { COUNTER, "supplement", "x", "x", I64_NULL },
                { SPECIALIST, "start", "", NULL, I64_NULL },
                { SPECIALIST, "start", "", NULL, I64_NULL },
                { SPECIALIST, "supplement", "x", "x", I64_NULL },
                { CITIZEN, "resubmit", "", NULL, I64_NULL },
                { CITIZEN, "withdraw", "", NULL, I64_NULL },
                { SPECIALIST, "propose", "x", NULL, I64_NULL },
                { LEADER, "send_back", "x", NULL, I64_NULL },
                { LEADER, "extend", "x", NULL, I64_NULL },
                { LEADER, "approve", "", NULL, I64_NULL },
                { LEADER, "approve", "", NULL, I64_NULL },
                { LEADER, "correct", "x", NULL, I64_NULL },
                { LEADER, "stop", "x", NULL, I64_NULL },
                { LEADER, "resume", "x", NULL, I64_NULL },
                { COUNTER, "hand_over", "", NULL, I64_NULL },
        };

        small_move(s, id, &acts[roll(ARRAY_LEN(acts))]);
}

static int add_paper(struct tx *tx, void *arg)
{
        i64 id = *(i64 *)arg;
        int r = dossier_paper_insert(tx, &(struct dossier_paper_insert_args){ .id = id + 1,
                                                 .dossier_id = id,
                                                 .paper_id = I64_NULL,
                                                 .name = STR("Đơn"),
                                                 .file_id = 1,
                                                 .note = STR("") });

        return r < 0 ? r : event_publish(tx, DOSSIER_PAPERS_CHANGED, id, STR("{}"), NULL);
}

/* A finished one is rated; most are not finished, and then nothing happens. */
struct rate {
        i64 id, stars;
        i64 done;
};

static int rate(struct tx *tx, void *arg)
{
        struct rate *rating = arg;
        struct rating_row row;
        struct dossier d;
        int r = dossier_by_id(tx, rating->id, &d);

        rating->done = 0;
        if (r < 0 || d.finished_at == I64_NULL || rating_of(tx, d.id, &row) == 0)
                return r;
        rating->done = 1;
        r = rating_insert(tx, d.id, rating->stars, STR(""), d.unit_id, tx->now);
        return r < 0 ? r : event_publish(tx, DOSSIER_NOTED, d.id, STR("{}"), NULL);
}

static bool all_right(struct small *s)
{
        struct recompute_report report;

        if (indicator_recompute(s->t.store, false, &report) != 0)
                return false;
        return report.wrong_dossiers == 0 && report.wrong_counts == 0;
}

struct total_ask {
        struct counts c;
};

static int read_total(struct tx *tx, void *arg)
{
        struct total_ask *ask = arg;
        struct figure_sum_rows rows;
        int r = figures_by_month(tx, 0, I64_NULL, NULL, 0, 1, INT64_MAX, &rows);

        ask->c = (struct counts){ 0 };
        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                struct counts c = counts_of_sum(&rows.rows[i]);

                counts_add(&ask->c, &c, 1);
        }
        return r;
}

TEST(live_figures_are_the_sum_over_the_dossiers_whatever_happens)
{
        TESTDB_EACH(kind)
        {
                struct total_ask ask;
                struct small s;
                struct rate rating;
                i64 ids[40], rated = 0, satisfied = 0, took = 0;
                size_t n = 0;

                dice_state = 88172645463325252ULL;
                REQUIRE(small_open(&s, kind));
                hear();
                for (int step = 0; step < 600; step++) {
                        if (n < ARRAY_LEN(ids) && roll(8) == 0)
                                ids[n++] = small_submit(&s);
                        else if (n && roll(12) == 0)
                                small_write(&s, add_paper, &ids[n - 1]);
                        else if (n)
                                any_move(&s, ids[roll(n)]);
                        if (n && roll(4) == 0) {
                                rating = (struct rate){ ids[roll(n)], 1 + (i64)roll(5), 0 };
                                EXPECT_INT(small_write(&s, rate, &rating), 0);
                                rated += rating.done;
                                satisfied += rating.done && rating.stars >= 4;
                        }
                        s.now += (i64)roll(30) * HOUR_MS;
                        if (step % 150 == 70)
                                EXPECT_INT(indicator_fold(s.t.store), 0);
                        if (step % 100 == 99)
                                EXPECT(all_right(&s));
                }
                EXPECT_INT(small_write(&s, read_total, &ask), 0);
                EXPECT_INT(ask.c.v[COUNT_submitted], n);
                EXPECT(ask.c.v[COUNT_finished] > 3 && ask.c.v[COUNT_late] > 0);
                EXPECT_INT(ask.c.v[COUNT_finished],
                        ask.c.v[COUNT_early] + ask.c.v[COUNT_on_time] + ask.c.v[COUNT_late]);
                EXPECT(ask.c.v[COUNT_digitised] > 0);
                EXPECT(rated > 1);
                EXPECT_INT(ask.c.v[COUNT_rated], rated);
                EXPECT_INT(ask.c.v[COUNT_satisfied], satisfied);
                EXPECT(ask.c.v[COUNT_pleased] <= ask.c.v[COUNT_finished] - ask.c.v[COUNT_late]);
                for (size_t i = 0; i < TOOK_COUNTERS; i++)
                        took += ask.c.v[COUNT_took_half + i];
                EXPECT_INT(took, ask.c.v[COUNT_with_limit]);
                EXPECT(indicator_fold(s.t.store) == 0 && all_right(&s));
                job_set_tables(NULL, NULL);
                small_close(&s);
        }
}

/* Counts that no dossier has, put into differences, into totals and into a sum of sums. */
static int falsify(struct tx *tx, void *arg)
{
        const struct small *s = arg;
        struct counts c = { { [COUNT_late] = 3 } };
        i64 procedure = s->procedure.v.procedure_id;
        int r = counts_insert_delta(tx, s->near, procedure, month_of_day(day_of(s->now)), &c);

        if (r == 0)
                r = counts_add_total(tx, s->far, procedure, 24000, &c);
        return r < 0 ? r : counts_add_total(tx, 0, 0, 24001, &c);
}

TEST(false_figures_are_found_and_put_right)
{
        TESTDB_EACH(kind)
        {
                static const struct small_act accept = { COUNTER, "accept", "", NULL, I64_NULL };
                struct recompute_report report;
                struct total_ask ask;
                struct small s;
                i64 unheard;

                REQUIRE(small_open(&s, kind));
                hear();
                EXPECT_INT(small_move(&s, small_submit(&s), &accept), 0);
                job_set_tables(NULL, NULL);
                unheard = small_submit(&s);
                EXPECT(unheard > 0);
                EXPECT_INT(small_write(&s, falsify, &s), 0);
                EXPECT_INT(indicator_recompute(s.t.store, false, &report), 0);
                EXPECT_INT(report.dossiers, 2);
                EXPECT_INT(report.wrong_dossiers, 1);
                EXPECT(report.wrong_counts > 0);
                EXPECT_INT(indicator_recompute(s.t.store, true, &report), 0);
                EXPECT(all_right(&s));
                EXPECT_INT(small_write(&s, read_total, &ask), 0);
                EXPECT_INT(ask.c.v[COUNT_submitted], 2);
                EXPECT_INT(ask.c.v[COUNT_late], 0);
                small_close(&s);
        }
}

/* ------------------------------------------------------------ why dossiers are late */

static int ask_others(struct tx *tx, void *arg)
{
        (void)arg;
        return dossier_process_use(
                tx, STR("1.900001"), STR("with_consultation"), STR("{consulted: [\"H56.2\"]}"));
}

/* Timers that are due by now: whoever was asked and did not answer is waited for no more. */
static bool run_timers(struct small *s)
{
        static const struct job_kind *const kinds[] = { flow_jobs, NULL };
        static const struct subscription *subs[2];
        AUTO(arena_freep) struct arena *a = arena_new(32 << 20);
        i64 n = 0;

        subs[0] = indicator_module.subscriptions;
        clock_set(s->now, false);
        job_set_tables(kinds, subs);
        return job_run_due(s->t.store, a, &n) == 0 && n > 0;
}

/* One that goes its way in minutes, but for 60 days before the step `slow`. */
static i64 late_before(struct small *s, const struct small_act *acts, size_t n, size_t slow)
{
        i64 id = small_submit(s);

        for (size_t i = 0; id && i < n; i++) {
                s->now += i == slow ? 60 * DAY_MS : MINUTE_MS;
                if (small_move(s, id, &acts[i]) != 0)
                        return 0;
        }
        return id;
}

static const struct small_act unit_acts[] = {
        { COUNTER, "accept", "", NULL, I64_NULL },
        { SPECIALIST, "start", "", NULL, I64_NULL },
        { SPECIALIST, "propose", "x", NULL, I64_NULL },
        { LEADER, "approve", "", NULL, I64_NULL },
};
static const struct small_act asking_acts[] = {
        { COUNTER, "accept", "", NULL, I64_NULL },
        { SPECIALIST, "start", "", NULL, I64_NULL },
        { FAR_SPECIALIST, "agree", "", NULL, I64_NULL },
        { SPECIALIST, "propose", "x", NULL, I64_NULL },
        { LEADER, "approve", "", NULL, I64_NULL },
};

struct late_ask {
        const struct small *s;
        i64 now;
        i64 by[CAUSE_MAX], all;
};

static int read_late(struct tx *tx, void *arg)
{
        struct late_ask *ask = arg;
        i64 units[] = { ask->s->near };
        struct late_place_rows places;
        struct dossier_behind_rows rows;
        struct dossiers_late_args all = { .units = units,
                .n_units = 1,
                .from_month = 1,
                .to_month = 40000,
                .now = ask->now,
                .cause = I64_NULL,
                .waited_id = I64_NULL,
                .before_id = INT64_MAX,
                .limit = 100 };
        int r = late_places(tx, ask->now, units, 1, 1, 40000, &places);

        memset(ask->by, 0, sizeof ask->by);
        for (size_t i = 0; r == 0 && i < places.n; i++) {
                struct dossiers_late_args some = all;

                some.cause = places.rows[i].cause;
                some.waited_id = places.rows[i].waited_id;
                ask->by[some.cause] += places.rows[i].n;
                r = dossiers_late(tx, &some, &rows);
                EXPECT_INT(rows.n, places.rows[i].n);
                EXPECT(some.cause != CAUSE_ELSEWHERE || some.waited_id == ask->s->far);
        }
        if (r == 0)
                r = dossiers_late(tx, &all, &rows);
        ask->all = (i64)rows.n;
        return r;
}

TEST(a_late_dossier_is_charged_to_the_step_or_the_unit_that_was_waited_for)
{
        TESTDB_EACH(kind)
        {
                struct recompute_report report;
                struct late_ask ask;
                struct small s;

                REQUIRE(small_open(&s, kind));
                hear();
                ask = (struct late_ask){ .s = &s, .now = I64_NULL };
                EXPECT(late_before(&s, unit_acts, ARRAY_LEN(unit_acts), 1) > 0);
                EXPECT(late_before(&s, unit_acts, ARRAY_LEN(unit_acts), 2) > 0);
                EXPECT(late_before(&s, unit_acts, ARRAY_LEN(unit_acts), 3) > 0);
                EXPECT(late_before(&s, unit_acts, ARRAY_LEN(unit_acts), 99) > 0); /* in time */
                EXPECT_INT(small_write(&s, ask_others, NULL), 0);
                EXPECT(late_before(&s, asking_acts, ARRAY_LEN(asking_acts), 2) > 0);
                EXPECT(late_before(&s, asking_acts, ARRAY_LEN(asking_acts), 3) > 0);
                EXPECT_INT(small_write(&s, read_late, &ask), 0);
                EXPECT_INT(ask.all, 5);
                EXPECT_INT(ask.by[CAUSE_NOT_STARTED], 1);
                EXPECT_INT(ask.by[CAUSE_APPRAISING], 2); /* answered at once, then 60 days */
                EXPECT_INT(ask.by[CAUSE_APPROVING], 1);
                EXPECT_INT(ask.by[CAUSE_ELSEWHERE], 1);
                EXPECT(all_right(&s));

                /* What a program of before counted is explained later. */
                testdb_run(&s.t,
                        "update indicator_case set late_cause = 0, rule = 0 where late_cause = 1");
                EXPECT_INT(small_write(&s, read_late, &ask), 0);
                EXPECT_INT(ask.by[CAUSE_NONE], 1);
                EXPECT_INT(indicator_recompute(s.t.store, true, &report), 0);
                EXPECT_INT(report.wrong_dossiers, 1);
                EXPECT_INT(report.wrong_counts, 0);
                EXPECT_INT(small_write(&s, read_late, &ask), 0);
                EXPECT_INT(ask.by[CAUSE_NOT_STARTED], 1);
                job_set_tables(NULL, NULL);
                small_close(&s);
        }
}

TEST(an_open_late_dossier_waits_where_it_stands_and_one_asked_in_vain_is_charged)
{
        TESTDB_EACH(kind)
        {
                struct late_ask ask;
                struct small s;
                i64 asked;

                REQUIRE(small_open(&s, kind));
                hear();
                EXPECT(late_before(&s, unit_acts, 1, 99) > 0);
                EXPECT(late_before(&s, unit_acts, 2, 99) > 0);
                EXPECT(late_before(&s, unit_acts, 3, 99) > 0);
                EXPECT_INT(small_write(&s, ask_others, NULL), 0);
                asked = late_before(&s, asking_acts, 2, 99);
                EXPECT(asked > 0);
                s.now += 60 * DAY_MS;
                ask = (struct late_ask){ .s = &s, .now = s.now };
                EXPECT_INT(small_write(&s, read_late, &ask), 0);
                EXPECT_INT(ask.all, 4);
                for (int c = CAUSE_NOT_STARTED; c < CAUSE_MAX; c++)
                        EXPECT_INT(ask.by[c], 1);

                /* Nobody answered: the process goes on, and the time was theirs. */
                EXPECT(run_timers(&s));
                EXPECT_INT(small_write(&s, read_late, &ask), 0);
                EXPECT_INT(ask.by[CAUSE_APPRAISING], 2);
                s.now += MINUTE_MS;
                EXPECT_INT(small_move(&s, asked, &asking_acts[3]), 0);
                EXPECT_INT(small_move(&s, asked, &asking_acts[4]), 0);
                ask.now = I64_NULL;
                EXPECT_INT(small_write(&s, read_late, &ask), 0);
                EXPECT_INT(ask.all, 1);
                EXPECT_INT(ask.by[CAUSE_ELSEWHERE], 1);
                EXPECT(all_right(&s));
                job_set_tables(NULL, NULL);
                small_close(&s);
        }
}

TEST(the_median_lies_within_the_step_in_which_the_middle_dossier_is)
{
        struct arena *a = arena_new(1 << 16);
        struct counts c = { { 0 } };

        EXPECT_STR(figures_median(a, &c), "");
        c.v[COUNT_took_half] = 1; /* half a day at most */
        EXPECT_STR(figures_median(a, &c), "0,5");
        c.v[COUNT_took_half + 4] = 3; /* 3 to 5 days: the second of four is the first of three */
        EXPECT_STR(figures_median(a, &c), "3,7");
        c.v[COUNT_took_more] = 100;
        EXPECT_STR(figures_median(a, &c), "60,0");
        arena_free(a);
}

TEST(a_period_is_read_as_it_is_written)
{
        static const char *const good[] = { "2022-06", "2022-q2", "2022", "2022-12", "2022-q4" };
        static const char *const bad[] = { "", "22", "2022-13", "2022-0", "2022-q5", "2022-q0",
                "2022q2", "2022-6", "2022-06-01", "abcd" };
        struct arena *a = arena_new(1 << 16);
        struct period p;

        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                EXPECT_INT(period_read(a, str_of(good[i]), &p), 0);
                EXPECT_STR(p.word, good[i]);
                p = period_before(a, &p);
                EXPECT_INT(period_read(a, p.word, &p), 0);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT_INT(period_read(a, str_of(bad[i]), &p), ERR_INVALID);
        EXPECT_INT(period_read(a, STR("2022-q1"), &p), 0);
        EXPECT_INT(p.from, 2022 * 12);
        EXPECT_STR(period_before(a, &p).word, "2021-q4");
        arena_free(a);
}

TEST(points_follow_the_data_file)
{
        struct arena *a = arena_new(1 << 22);
        struct counts c = { { [COUNT_received] = 100,
                [COUNT_received_online] = 30,
                [COUNT_finished] = 90,
                [COUNT_kept] = 80 } };
        struct scheme_facts facts = { 200, 150, 200, 10, 10 };
        const struct scheme_row *rows;
        i64 seen = 0;
        size_t n;

        REQUIRE(scheme_rows(a, LANG_VI, day_make(2022, 7, 1), &c, &facts, &rows, &n) == 0);
        for (size_t i = 0; i < n; i++) {
                if (str_is(rows[i].code, "2.1")) { /* 80 of 90 + 10: 16 of 20 points */
                        EXPECT_INT(rows[i].score_hundredth, 1600);
                        seen++;
                } else if (str_is(rows[i].code, "3.3")) { /* 30 % of the 50 % that give 6 */
                        EXPECT_INT(rows[i].score_hundredth, 360);
                        seen++;
                } else if (str_is(rows[i].code, "3.1")) { /* over the threshold: no more than 2 */
                        EXPECT_INT(rows[i].score_hundredth, 200);
                        seen++;
                }
                EXPECT(str_empty(rows[i].formula) != str_empty(rows[i].missing));
        }
        EXPECT_INT(seen, 3);
        REQUIRE(scheme_rows(a, LANG_EN, day_make(2022, 1, 1), &c, &facts, &rows, &n) == 0);
        EXPECT_INT(n, 0); /* the decision is of 23 June 2022 */
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(live_figures_are_the_sum_over_the_dossiers_whatever_happens),
                RUN(false_figures_are_found_and_put_right),
                RUN(a_late_dossier_is_charged_to_the_step_or_the_unit_that_was_waited_for),
                RUN(an_open_late_dossier_waits_where_it_stands_and_one_asked_in_vain_is_charged),
                RUN(the_median_lies_within_the_step_in_which_the_middle_dossier_is),
                RUN(a_period_is_read_as_it_is_written), RUN(points_follow_the_data_file));
}
