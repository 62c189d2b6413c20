/*
 * src/mod/indicator/test/test_figures.c: whatever happens to dossiers, the live figures are the sum
 * over them, at every moment, folded or not; what is wrong is found and put right.
 */
#include "test/test.h"

#include "mod/dossier/test/fixture.h"
#include "mod/indicator/indicator.h"
#include "mod/indicator/counts.h"
#include "mod/indicator/period.h"
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
                i64 ids[40];
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
                RUN(false_figures_are_found_and_put_right), RUN(a_period_is_read_as_it_is_written),
                RUN(points_follow_the_data_file));
}
