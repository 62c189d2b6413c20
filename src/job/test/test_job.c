/*
 * src/job/test/test_job.c: what an event or job promises: delivered after the commit and only then,
 * at least once, in order for its object, again after a failure; on both databases.
 */
#include "test/test.h"

#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include "job/job.h"
#include "job/queries.h"
#include "store/test/testdb.h"

/* What ran, in order: "kind:payload " */
static char trace[65536];
static pthread_mutex_t trace_lock = PTHREAD_MUTEX_INITIALIZER;
static int fail_object; /* its jobs fail */

static int note(struct job_run *run)
{
        size_t n;

        pthread_mutex_lock(&trace_lock);
        n = strlen(trace);
        snprintf(trace + n, sizeof trace - n, "%.*s:%.*s ", STRF(run->kind), STRF(run->payload));
        pthread_mutex_unlock(&trace_lock);
        return fail_object && run->object == fail_object ? ERR_IO : 0;
}

static int count_in_tx(struct tx *tx, const struct event *e)
{
        const int *verdict = e->detail;

        if (*verdict < 0)
                return *verdict;
        return job_add(tx, "plain", 0, str_fmt(tx->arena, "in-tx-%d", (int)e->seq), 0);
}

static int set_tick(struct tx *tx, void *arg)
{
        return timer_set(tx, "reset", 7, STR("t"), STR("second"), tx->now);
}

/* Sets its own timer anew while it runs. */
static int reset(struct job_run *run)
{
        note(run);
        return str_is(run->payload, "first") ? store_write(run->store, run->arena, set_tick, NULL)
                                             : 0;
}

static const struct job_kind kinds[] = {
        { "plain", note, 0 },
        { "reset", reset, 0 },
        { "hourly", note, HOUR_MS },
        { 0 },
};
static const struct subscription subs[] = {
        { "thing.moved", IN_TX, "counter", .in_tx = count_in_tx },
        { "thing.moved", AFTER, "mail", .after = note },
        { "thing.told", AFTER, "mail", .after = note },
        { "thing.told", AFTER, "copy", .after = note },
        { 0 },
};
static const struct job_kind *const all_kinds[] = { kinds, NULL };
static const struct subscription *const all_subs[] = { subs, NULL };

struct publish {
        const char *kind;
        i64 object;
        const char *payload;
        int verdict;
};

static int apply_publish(struct tx *tx, void *arg)
{
        const struct publish *p = arg;

        return event_publish(tx, p->kind, p->object, str_of(p->payload), &p->verdict);
}

static int publish(struct testdb *t, const char *kind, i64 object, const char *payload)
{
        struct publish p = { kind, object, payload, 0 };

        return store_write(t->store, t->arena, apply_publish, &p);
}

static bool begin(struct testdb *t, enum db_kind kind)
{
        clock_set(1000 * DAY_MS, false);
        job_set_tables(all_kinds, all_subs);
        trace[0] = 0;
        fail_object = 0;
        return testdb_open(t, kind) == 0;
}

/* Runs all that is due; "" instead of the hourly job, which is always there. */
static i64 run_due(struct testdb *t)
{
        i64 n = -1;
        char *hourly;

        EXPECT_INT(job_run_due(t->store, t->arena, &n), 0);
        while ((hourly = strstr(trace, "hourly:{} ")))
                memmove(hourly, hourly + 10, strlen(hourly + 10) + 1);
        return n;
}

TEST(an_event_reaches_each_subscriber_in_its_way)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                EXPECT_INT(publish(&t, "thing.told", 5, "a"), 0);
                EXPECT_INT(publish(&t, "thing.moved", 5, "b"), 0);
                run_due(&t);
                EXPECT(strstr(trace, "mail:a ") && strstr(trace, "copy:a "));
                EXPECT(strstr(trace, "mail:b ") > strstr(trace, "mail:a "));
                EXPECT(strstr(trace, "plain:in-tx-2 "));
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where name is null"), 0);
                EXPECT_INT(run_due(&t), 0);
                testdb_close(&t);
        }
}

TEST(a_subscriber_in_the_transaction_may_refuse_it)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct publish p = { "thing.moved", 5, "x", ERR_STATE };

                REQUIRE(begin(&t, kind));
                EXPECT_INT(store_write(t.store, t.arena, apply_publish, &p), ERR_STATE);
                EXPECT_INT(testdb_i64(&t, "select count(*) from event"), 0);
                run_due(&t);
                EXPECT_STR(str_of(trace), "");
                testdb_close(&t);
        }
}

static int apply_forget(struct tx *tx, void *arg)
{
        return job_forget(tx, "mail", *(const i64 *)arg);
}

TEST(what_is_forgotten_reaches_that_subscriber_no_more)
{
        TESTDB_EACH(kind)
        {
                i64 object = 5;
                struct testdb t;

                REQUIRE(begin(&t, kind));
                EXPECT_INT(publish(&t, "thing.told", 5, "a"), 0);
                EXPECT_INT(publish(&t, "thing.told", 6, "b"), 0);
                EXPECT_INT(store_write(t.store, t.arena, apply_forget, &object), 0);
                EXPECT_INT(publish(&t, "thing.told", 5, "c"), 0);
                run_due(&t);
                EXPECT(!strstr(trace, "mail:a ") && strstr(trace, "copy:a "));
                EXPECT(strstr(trace, "mail:b ") && strstr(trace, "mail:c "));
                testdb_close(&t);
        }
}

TEST(a_failed_delivery_holds_back_its_object_and_no_other)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                publish(&t, "thing.told", 1, "1a");
                publish(&t, "thing.told", 1, "1b");
                publish(&t, "thing.told", 2, "2a");
                publish(&t, "thing.told", 2, "2b");
                fail_object = 1;
                run_due(&t);
                EXPECT(strstr(trace, "mail:1a ") && !strstr(trace, "mail:1b "));
                EXPECT(strstr(trace, "mail:2b ") > strstr(trace, "mail:2a "));
                fail_object = 0;
                trace[0] = 0;
                run_due(&t);
                EXPECT_STR(str_of(trace), ""); /* not before its time */
                clock_set(clock_now() + SECOND_MS, false);
                run_due(&t);
                EXPECT(strstr(trace, "mail:1b ") > strstr(trace, "mail:1a "));
                EXPECT(strstr(trace, "copy:1b ") > strstr(trace, "copy:1a "));
                testdb_close(&t);
        }
}

static int apply_retry(struct tx *tx, void *arg)
{
        struct job_failed_row_rows rows;
        int r = job_failed(tx, 0, 10, &rows);

        CHECK(r < 0 || rows.n == 1);
        *(i64 *)arg = r < 0 ? 0 : rows.rows[0].tries;
        return r < 0 ? r : job_retry(tx, rows.rows[0].id, tx->now, NULL);
}

static int apply_add(struct tx *tx, void *arg)
{
        return job_add(tx, "plain", 9, str_of(arg), 0);
}

TEST(a_failing_job_is_tried_less_and_less_often_and_then_left)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 tries = 0;

                REQUIRE(begin(&t, kind));
                run_due(&t); /* the hourly one */
                fail_object = 9;
                REQUIRE(store_write(t.store, t.arena, apply_add, "x") == 0);
                EXPECT_INT(run_due(&t), 1);
                for (i64 s = 1; s <= 512; s *= 2) {
                        clock_set(clock_now() + s * SECOND_MS - 1, false);
                        EXPECT_INT(run_due(&t), 0);
                        clock_set(clock_now() + 1, false);
                        EXPECT_INT(run_due(&t), 1);
                }
                clock_set(clock_now() + 30 * MINUTE_MS, false);
                EXPECT_INT(run_due(&t), 0);
                fail_object = 0;
                EXPECT_INT(store_write(t.store, t.arena, apply_retry, &tries), 0);
                EXPECT_INT(tries, 11);
                EXPECT_INT(run_due(&t), 1);
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where kind = 'plain'"), 0);
                testdb_close(&t);
        }
}

struct timer {
        const char *payload; /* NULL: clear */
        i64 due_at;
};

static int apply_timer(struct tx *tx, void *arg)
{
        const struct timer *w = arg;

        return w->payload ? timer_set(tx, "plain", 3, STR("due"), str_of(w->payload), w->due_at)
                          : timer_clear(tx, "plain", 3, STR("due"));
}

TEST(a_timer_is_set_anew_and_cleared)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 now;

                REQUIRE(begin(&t, kind));
                now = clock_now();
                store_write(t.store, t.arena, apply_timer, &(struct timer){ "one", now + 1000 });
                store_write(t.store, t.arena, apply_timer, &(struct timer){ "two", now + 2000 });
                clock_set(now + 1500, false);
                run_due(&t);
                EXPECT_STR(str_of(trace), "");
                clock_set(now + 2000, false);
                run_due(&t);
                EXPECT_STR(str_of(trace), "plain:two ");
                store_write(t.store, t.arena, apply_timer, &(struct timer){ "three", now + 3000 });
                store_write(t.store, t.arena, apply_timer, &(struct timer){ NULL, 0 });
                clock_set(now + 4000, false);
                run_due(&t);
                EXPECT_STR(str_of(trace), "plain:two ");
                testdb_close(&t);
        }
}

static int apply_first(struct tx *tx, void *arg)
{
        return timer_set(tx, "reset", 7, STR("t"), STR("first"), tx->now);
}

TEST(a_timer_set_anew_while_it_runs_is_not_lost)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                REQUIRE(store_write(t.store, t.arena, apply_first, NULL) == 0);
                run_due(&t);
                EXPECT_STR(str_of(trace), "reset:first reset:second ");
                testdb_close(&t);
        }
}

TEST(a_periodic_job_comes_again_even_after_failures)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 n;

                REQUIRE(begin(&t, kind));
                EXPECT(job_run_due(t.store, t.arena, &n) == 0 && n == 1);
                EXPECT(job_run_due(t.store, t.arena, &n) == 0 && n == 0);
                clock_set(clock_now() + HOUR_MS, false);
                EXPECT(job_run_due(t.store, t.arena, &n) == 0 && n == 1);
                testdb_run(
                        &t, "update job set tries = 40, due_at = 0"); /* killed its server often */
                EXPECT(job_run_due(t.store, t.arena, &n) == 0 && n == 1);
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where failed = 1"), 0);
                clock_set(clock_now() + HOUR_MS, false);
                trace[0] = 0;
                EXPECT(job_run_due(t.store, t.arena, &n) == 0 && n == 1);
                EXPECT_STR(str_of(trace), "hourly:{} ");
                testdb_close(&t);
        }
}

TEST(a_job_whose_server_died_is_run_again_when_its_lease_ends)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                run_due(&t);
                REQUIRE(store_write(t.store, t.arena, apply_add, "x") == 0);
                testdb_run(&t, "update job set claim = 77, due_at = due_at + 120000, tries = 1"
                               " where kind = 'plain'");
                run_due(&t);
                EXPECT_STR(str_of(trace), "");
                clock_set(clock_now() + 120000, false);
                run_due(&t);
                EXPECT_STR(str_of(trace), "plain:x ");
                REQUIRE(store_write(t.store, t.arena, apply_add, "poison") == 0);
                testdb_run(&t, "update job set tries = 11 where kind = 'plain'");
                run_due(&t);
                EXPECT_STR(str_of(trace), "plain:x ");
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where failed = 1"), 1);
                testdb_close(&t);
        }
}

TEST(a_kind_that_nobody_here_knows_is_left_to_others)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                publish(&t, "thing.told", 1, "a");
                job_set_tables(all_kinds, NULL);
                run_due(&t);
                EXPECT_STR(str_of(trace), "");
                job_set_tables(all_kinds, all_subs);
                run_due(&t);
                EXPECT(strstr(trace, "mail:a "));
                testdb_close(&t);
        }
}

/* --- PostgreSQL: a writer that sleeps before COMMIT --- */

static sem_t reached, go_on;
static int sleeper_tries;

static int publish_sleepily(struct tx *tx, void *arg)
{
        tx->group = "sleeps";
        return apply_publish(tx, arg);
}

static int sleep_before_commit(struct tx *tx)
{
        if (tx->group && sleeper_tries++ == 0) {
                sem_post(&reached);
                sem_wait(&go_on);
        }
        return 0;
}

struct publisher {
        struct testdb *t;
        struct publish p;
        bool sleepy;
        int result;
};

static void *publish_main(void *arg)
{
        struct publisher *p = arg;
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);

        p->result =
                store_write(p->t->store, a, p->sleepy ? publish_sleepily : apply_publish, &p->p);
        return NULL;
}

TEST(an_earlier_event_that_commits_later_is_not_lost)
{
        struct testdb t;
        struct publisher slow = { &t, { "thing.told", 1, "slow" }, true, -1 };
        pthread_t thread;

        if (!testdb_has(DB_POSTGRES))
                return;
        REQUIRE(begin(&t, DB_POSTGRES));
        sem_init(&reached, 0, 0);
        sem_init(&go_on, 0, 0);
        sleeper_tries = 0;
        store_set_hooks(t.store, &(struct store_hooks){ .before_commit = sleep_before_commit });
        pthread_create(&thread, NULL, publish_main, &slow);
        sem_wait(&reached); /* it has its id and is not committed */
        EXPECT_INT(publish(&t, "thing.told", 2, "quick"), 0);
        run_due(&t);
        EXPECT(strstr(trace, "mail:quick ") && !strstr(trace, "slow"));
        sem_post(&go_on);
        pthread_join(thread, NULL);
        EXPECT_INT(slow.result, 0);
        run_due(&t);
        EXPECT(strstr(trace, "mail:slow ") && strstr(trace, "copy:slow "));
        testdb_close(&t);
}

TEST(events_of_one_object_are_numbered_as_they_commit)
{
        struct testdb t;
        struct publisher slow = { &t, { "thing.told", 1, "first" }, true, -1 };
        struct publisher next = { &t, { "thing.told", 1, "second" }, false, -1 };
        pthread_t threads[2];

        if (!testdb_has(DB_POSTGRES))
                return;
        REQUIRE(begin(&t, DB_POSTGRES));
        sem_init(&reached, 0, 0);
        sem_init(&go_on, 0, 0);
        sleeper_tries = 0;
        store_set_hooks(t.store, &(struct store_hooks){ .before_commit = sleep_before_commit });
        pthread_create(&threads[0], NULL, publish_main, &slow);
        sem_wait(&reached);
        pthread_create(&threads[1], NULL, publish_main, &next);
        while (testdb_i64(&t, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                              " and datname = current_database()") == 0)
                ; /* until the second waits for the first */
        sem_post(&go_on);
        pthread_join(threads[0], NULL);
        pthread_join(threads[1], NULL);
        EXPECT(slow.result == 0 && next.result == 0);
        run_due(&t);
        EXPECT(strstr(trace, "mail:second ") > strstr(trace, "mail:first "));
        EXPECT_INT(
                testdb_i64(&t, "select count(*) from event where payload = 'second' and seq = 2"),
                1);
        testdb_close(&t);
}

/* --- threads --- */

enum { OBJECTS = 20, EVENTS = 10 };

/* Waits until `want` deliveries are in the trace. */
static bool all_ran(int want)
{
        int n = 0;

        pthread_mutex_lock(&trace_lock);
        for (const char *p = trace; (p = strstr(p, "mail:")); p++)
                n++;
        pthread_mutex_unlock(&trace_lock);
        return n >= want;
}

static void expect_order(void)
{
        for (int o = 1; o <= OBJECTS; o++) {
                const char *last = trace;

                for (int i = 0; i < EVENTS; i++) {
                        char want[32];
                        const char *at;

                        snprintf(want, sizeof want, "mail:%d.%d ", o, i);
                        at = strstr(trace, want);
                        EXPECT(at != NULL && at >= last);
                        EXPECT(at == NULL || strstr(at + 1, want) == NULL); /* once */
                        last = at ? at : last;
                }
        }
}

TEST(many_workers_of_two_servers_deliver_once_and_in_order)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct job_runner *one, *two = NULL;
                struct store *other = NULL;

                REQUIRE(begin(&t, kind));
                clock_set(clock_now(), true);
                if (kind == DB_POSTGRES)
                        REQUIRE(store_open(&t.config, &other) == 0);
                REQUIRE(job_runner_start(t.store, 4, &one) == 0);
                if (other)
                        REQUIRE(job_runner_start(other, 4, &two) == 0);
                for (int i = 0; i < EVENTS; i++)
                        for (int o = 1; o <= OBJECTS; o++) {
                                publish(&t, "thing.told", o, str_fmt(t.arena, "%d.%d", o, i).ptr);
                                job_runner_wake(one);
                        }
                while (!all_ran(OBJECTS * EVENTS))
                        job_runner_wake(one);
                job_runner_stop(one);
                job_runner_stop(two);
                store_close(other);
                expect_order();
                testdb_close(&t);
        }
}

static struct job_runner *_Atomic woken;

static void wake_runner(struct store *s)
{
        struct job_runner *r = woken;

        if (r)
                job_runner_wake(r);
}

/*
 * Wired as in the server: every commit wakes the runner, whose own commits must not keep it awake.
 */
TEST(an_idle_runner_rests)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct store_stats before, after;
                struct job_runner *r;

                REQUIRE(begin(&t, kind));
                woken = NULL;
                store_set_hooks(t.store, &(struct store_hooks){ .committed = wake_runner });
                clock_set(clock_now(), true);
                publish(&t, "thing.told", 1, "a");
                fail_object = 1; /* its job waits a second; a later one is held back */
                publish(&t, "thing.told", 1, "b");
                REQUIRE(job_runner_start(t.store, 4, &r) == 0);
                woken = r;
                job_runner_wake(r);
                while (!all_ran(1))
                        usleep(1000);
                usleep(20000);
                store_stats(t.store, &before);
                usleep(100000);
                store_stats(t.store, &after);
                EXPECT(after.groups - before.groups < 20); /* hundreds when they wake each other */
                woken = NULL;
                job_runner_stop(r);
                testdb_close(&t);
        }
}

/* The process of a runner died; the only server starts again and need not wait for the lease. */
TEST(a_starting_server_takes_back_what_it_had_claimed)
{
        struct testdb t;
        struct job_runner *r;

        REQUIRE(begin(&t, DB_SQLITE));
        clock_set(clock_now(), true);
        publish(&t, "thing.told", 1, "a");
        testdb_run(&t, "update job set claim = 77, due_at = due_at + 3600000");
        REQUIRE(job_runner_start(t.store, 1, &r) == 0);
        while (!all_ran(1))
                job_runner_wake(r);
        job_runner_stop(r);
        testdb_close(&t);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(an_event_reaches_each_subscriber_in_its_way),
                RUN(a_subscriber_in_the_transaction_may_refuse_it),
                RUN(what_is_forgotten_reaches_that_subscriber_no_more),
                RUN(a_failed_delivery_holds_back_its_object_and_no_other),
                RUN(a_failing_job_is_tried_less_and_less_often_and_then_left),
                RUN(a_timer_is_set_anew_and_cleared),
                RUN(a_timer_set_anew_while_it_runs_is_not_lost),
                RUN(a_periodic_job_comes_again_even_after_failures),
                RUN(a_job_whose_server_died_is_run_again_when_its_lease_ends),
                RUN(a_kind_that_nobody_here_knows_is_left_to_others),
                RUN(an_earlier_event_that_commits_later_is_not_lost),
                RUN(events_of_one_object_are_numbered_as_they_commit),
                RUN(many_workers_of_two_servers_deliver_once_and_in_order),
                RUN(an_idle_runner_rests), RUN(a_starting_server_takes_back_what_it_had_claimed));
}
