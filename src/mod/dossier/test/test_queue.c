/*
 * src/mod/dossier/test/test_queue.c: the queue of who sees every unit, read by step, shows what
 * the queue of a list of all units shows: the same dossiers in the same order, page by page, and
 * counts; and the queue of one unit is that of a list of it alone.
 */
#include "test/test.h"

#include "core/org.h"
#include "mod/dossier/queries.h"
#include "mod/dossier/test/fixture.h"

static const i64 open_states[] = { DOSSIER_NEW, DOSSIER_ACCEPTED, DOSSIER_PROCESSING,
        DOSSIER_SUPPLEMENT, DOSSIER_PAYMENT, DOSSIER_STOPPED, DOSSIER_FINISHED };
static const char *const steps[] = { "check", "process", "approve", "return", "wait" };

/* Dossiers at every step; some are closed. */
static bool fill(struct small *s)
{
        static const struct small_act way[] = {
                { COUNTER, "accept", "", NULL, I64_NULL },
                { SPECIALIST, "start", "", NULL, I64_NULL },
                { SPECIALIST, "propose", "x", NULL, I64_NULL },
                { LEADER, "approve", "", NULL, I64_NULL },
                { COUNTER, "hand_over", "", NULL, I64_NULL },
        };
        static const struct small_act wait = { COUNTER, "supplement", "", "x", I64_NULL };

        for (int i = 0; i < 21; i++) {
                i64 id = small_submit(s);

                s->now += MINUTE_MS;
                for (int k = 0; k < i % 7 && i % 7 < 6; k++)
                        if (small_move(s, id, &way[k]) < 0)
                                return false;
                if (!id || (i % 7 == 6 && small_move(s, id, &wait) < 0))
                        return false;
        }
        return true;
}

static int by_list(struct tx *tx, const char *step, const i64 *units, i64 after_due, i64 after_id,
        struct dossier_brief_rows *ret_rows)
{
        return dossier_queue(tx,
                &(struct dossier_queue_args){ .units = units,
                        .n_units = 3,
                        .unit = I64_NULL,
                        .states = open_states,
                        .n_states = ARRAY_LEN(open_states),
                        .step = str_of(step),
                        .holder = I64_NULL,
                        .channel = I64_NULL,
                        .procedure = I64_NULL,
                        .due_from = I64_NULL + 1,
                        .due_to = INT64_MAX,
                        .after_due = after_due,
                        .after_id = after_id,
                        .limit = 2 },
                ret_rows);
}

/* Both ways through one step, two dossiers a page; how many there were. */
static i64 compare_step(struct tx *tx, const char *step, const i64 *units)
{
        i64 after_due = I64_NULL, after_id = I64_NULL, n = 0;
        struct dossier_brief_rows list, all;

        do {
                EXPECT_INT(by_list(tx, step, units, after_due, after_id, &list), 0);
                EXPECT_INT(dossier_queue_everywhere(tx,
                                   &(struct dossier_queue_everywhere_args){ .step = str_of(step),
                                           .channel = I64_NULL,
                                           .procedure = I64_NULL,
                                           .due_from = I64_NULL + 1,
                                           .due_to = INT64_MAX,
                                           .after_due = after_due,
                                           .after_id = after_id,
                                           .limit = 2 },
                                   &all),
                        0);
                EXPECT_INT(all.n, list.n);
                for (size_t i = 0; i < all.n && i < list.n; i++) {
                        EXPECT_INT(all.rows[i].id, list.rows[i].id);
                        EXPECT_INT(all.rows[i].due_order, list.rows[i].due_order);
                        after_due = all.rows[i].due_order;
                        after_id = all.rows[i].id;
                        n++;
                }
        } while (all.n == 2 && n < 100);
        return n;
}

static int by_unit(
        struct tx *tx, struct str step, i64 unit, bool alone, struct dossier_brief_rows *ret_rows)
{
        return dossier_queue(tx,
                &(struct dossier_queue_args){ .units = &unit,
                        .n_units = 1,
                        .unit = alone ? unit : I64_NULL,
                        .states = open_states,
                        .n_states = ARRAY_LEN(open_states),
                        .step = step,
                        .holder = I64_NULL,
                        .channel = I64_NULL,
                        .procedure = I64_NULL,
                        .due_from = I64_NULL + 1,
                        .due_to = INT64_MAX,
                        .after_due = I64_NULL,
                        .limit = 100 },
                ret_rows);
}

/* Both ways to a unit's queue at each step, and its counts; how many dossiers it has. */
static i64 compare_unit(struct tx *tx, const struct str *words, i64 unit)
{
        struct queue_count_rows counts;
        struct dossier_brief_rows alone, list;
        i64 total = 0;

        EXPECT_INT(queue_counts_of_unit(tx, unit, words, ARRAY_LEN(steps), &counts), 0);
        for (size_t i = 0; i < counts.n; i++) {
                EXPECT_INT(by_unit(tx, counts.rows[i].step, unit, true, &alone), 0);
                EXPECT_INT(by_unit(tx, counts.rows[i].step, unit, false, &list), 0);
                EXPECT_INT(alone.n, counts.rows[i].n);
                EXPECT_INT(list.n, alone.n);
                for (size_t k = 0; k < list.n && k < alone.n; k++)
                        EXPECT_INT(alone.rows[k].id, list.rows[k].id);
                total += counts.rows[i].n;
        }
        return total;
}

TEST(who_sees_every_unit_sees_what_a_list_of_all_units_shows)
{
        TESTDB_EACH(kind)
        {
                struct queue_count count;
                struct str words[ARRAY_LEN(steps)];
                i64 everywhere = 0;
                struct small s;
                struct tx *tx;

                REQUIRE(small_open(&s, kind));
                REQUIRE(fill(&s));
                REQUIRE(store_read_begin(s.t.store, s.t.arena, &tx) == 0);
                for (size_t i = 0; i < ARRAY_LEN(steps); i++)
                        words[i] = str_of(steps[i]);
                for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
                        const i64 units[] = { s.root, s.near, s.far };
                        i64 n = compare_step(tx, steps[i], units);

                        EXPECT_INT(queue_count_everywhere(tx, words[i], n + 1, &count), 0);
                        EXPECT_INT(count.n, n);
                        EXPECT_INT(queue_count_everywhere(tx, words[i], 2, &count), 0);
                        EXPECT_INT(count.n, 2); /* no further than it is told */
                        EXPECT(n >= 3);
                        everywhere += n;
                }
                EXPECT_INT(compare_unit(tx, words, s.root) + compare_unit(tx, words, s.near) +
                                   compare_unit(tx, words, s.far),
                        everywhere);
                store_read_end(tx);
                small_close(&s);
        }
}

TEST(only_a_grant_for_all_of_the_province_is_everywhere)
{
        struct small s;

        REQUIRE(small_open(&s, DB_SQLITE));
        for (int tree = 0; tree < 2; tree++) {
                const struct grant grants[] = { { ROLE_COUNTER, s.near, true, 0 },
                        { ROLE_SPECIALIST, s.root, tree, 0 } };
                const struct who w = { .account = 1, .grants = grants, .n_grants = 2 };

                EXPECT(who_everywhere(&w, PERM_DOSSIER_READ) == (tree != 0));
                EXPECT(!who_everywhere(&w, PERM_DOSSIER_APPROVE));
        }
        EXPECT(!who_everywhere(&s.who[COUNTER], PERM_DOSSIER_READ));
        EXPECT(!who_everywhere(&who_nobody, PERM_DOSSIER_READ));
        small_close(&s);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(who_sees_every_unit_sees_what_a_list_of_all_units_shows),
                RUN(only_a_grant_for_all_of_the_province_is_everywhere));
}
