/*
 * src/store/test/test_write.c: what a caller of store_write may rely on, on both databases; and
 * what PostgreSQL alone can do to a write: conflicts and broken connections.
 */
#include "test/test.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <semaphore.h>

#include "store/test/testdb.h"

static void make_item(struct testdb *t)
{
        testdb_run(t,
                t->kind == DB_SQLITE
                        ? "create table item (id integer not null primary key, n integer not null"
                          " check (n >= 0)) strict"
                        : "create table item (id bigint not null primary key, n bigint not null"
                          " check (n >= 0))");
}

static int put(struct tx *tx, i64 id, i64 n)
{
        return testdb_exec(
                tx, "insert into item (id, n) values (?1, ?2)", VALS(NUM(id), NUM(n)), NULL);
}

static int put_one(struct tx *tx, void *arg)
{
        return put(tx, *(i64 *)arg, 1);
}

/* Writes 10, then fails by itself. */
static int put_and_refuse(struct tx *tx, void *arg)
{
        int r = put(tx, 10, 1);

        return r < 0 ? r : ERR_STATE;
}

static int note_refusal(struct tx *tx, void *arg, int err)
{
        return put(tx, 1000 - err, 1);
}

TEST(a_write_is_there_and_its_answer_comes_back)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id = 7;

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                EXPECT_INT(store_write(t.store, t.arena, put_one, &id), 0);
                EXPECT_INT(testdb_i64(&t, "select id from item"), 7);
                EXPECT_INT(store_write(t.store, t.arena, put_one, &id), ERR_EXISTS);
                testdb_close(&t);
        }
}

TEST(a_refused_write_leaves_only_its_refusal_record)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct write w = { .apply = put_and_refuse, .refused = note_refusal };

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                EXPECT_INT(store_write_wait(t.store, &w), ERR_STATE);
                EXPECT_INT(testdb_i64(&t, "select count(*) from item"), 1);
                EXPECT_INT(testdb_i64(&t, "select max(id) from item"), 1000 - ERR_STATE);
                testdb_close(&t);
        }
}

/* The second statement breaks a check; the third must not run, and no return value hides it. */
static int hide_a_failure(struct tx *tx, void *arg)
{
        int *ret = arg;

        ret[0] = put(tx, 1, 1);
        ret[1] = put(tx, 2, -1);
        ret[2] = put(tx, 3, 1);
        return 0;
}

TEST(a_failed_statement_ends_its_write)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                int ret[3] = { 0 };

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                EXPECT_INT(store_write(t.store, t.arena, hide_a_failure, ret), ERR_CONSTRAINT);
                EXPECT_INT(ret[0], 0);
                EXPECT_INT(ret[1], ERR_CONSTRAINT);
                EXPECT_INT(ret[2], ERR_CONSTRAINT);
                EXPECT_INT(testdb_i64(&t, "select count(*) from item"), 0);
                testdb_close(&t);
        }
}

/* --- many at once --- */

struct member {
        struct write write;
        struct many *many;
        i64 id;
};

struct many {
        sem_t hold, answered;
        bool held;
        struct member members[200];
};

/* The first is run once more with the others when they are patient and one of them fails. */
static int wait_then_put(struct tx *tx, void *arg)
{
        struct member *m = arg;

        if (!m->many->held)
                sem_wait(&m->many->hold);
        m->many->held = true;
        return put(tx, 0, 1);
}

/* Every third breaks a check, every fifth refuses by itself. */
static int put_member(struct tx *tx, void *arg)
{
        struct member *m = arg;
        int r = put(tx, m->id, m->id % 3 == 0 ? -1 : 1);

        return r == 0 && m->id % 5 == 0 ? ERR_DENIED : r;
}

static void answered(struct write *w)
{
        sem_post(&((struct member *)w)->many->answered);
}

/* Hands in n members of which the first waits for the others, and waits for all answers. */
static void run_many(struct testdb *t, struct many *many, int n, int apart, bool patient)
{
        sem_init(&many->hold, 0, 0);
        sem_init(&many->answered, 0, 0);
        for (int i = 0; i < n; i++) {
                struct member *m = &many->members[i];

                *m = (struct member){ .many = many, .id = i * apart + (apart > 1) };
                m->write = (struct write){ .apply = i ? put_member : wait_then_put,
                        .done = answered,
                        .arg = m,
                        .patient = patient };
                store_submit(t->store, &m->write);
        }
        sem_post(&many->hold);
        for (int i = 0; i < n; i++)
                sem_wait(&many->answered);
}

static void fail_alone(enum db_kind kind, bool patient)
{
        struct many many = { .held = false };
        struct testdb t;
        i64 good = 1;

        REQUIRE(testdb_open(&t, kind) == 0);
        make_item(&t);
        run_many(&t, &many, 200, 1, patient);
        for (int i = 1; i < 200; i++) {
                int want = i % 3 == 0 ? ERR_CONSTRAINT : i % 5 == 0 ? ERR_DENIED : 0;

                EXPECT_INT(many.members[i].write.result, want);
                good += want == 0;
        }
        EXPECT_INT(testdb_i64(&t, "select count(*) from item"), good);
        EXPECT_INT(testdb_i64(&t, "select count(*) from item where id <> 0 and"
                                  " (id % 3 = 0 or id % 5 = 0)"),
                0);
        testdb_close(&t);
}

TEST(members_of_a_group_fail_alone)
{
        TESTDB_EACH(kind)
        {
                fail_alone(kind, false);
        }
}

TEST(of_patient_writes_those_that_fail_fail_alone)
{
        TESTDB_EACH(kind)
        {
                fail_alone(kind, true);
        }
}

TEST(waiting_writes_share_one_commit)
{
        static const struct {
                bool patient;
                int members, most; /* more than one commit only on a very slow machine */
        } ways[] = { { false, 64, 16 }, { true, 200, 8 } };

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct many many = { .held = false };
                struct store_stats before, after;
                struct testdb t;

                REQUIRE(testdb_open(&t, DB_SQLITE) == 0);
                make_item(&t);
                store_stats(t.store, &before);
                run_many(&t, &many, ways[i].members, 15, ways[i].patient);
                store_stats(t.store, &after);
                EXPECT_INT(after.members - before.members, ways[i].members);
                EXPECT(after.groups - before.groups <= ways[i].most);
                testdb_close(&t);
        }
}

/* While patient ones run, somebody comes who waits: the group ends there, and the next is his. */
TEST(a_patient_group_ends_when_another_write_is_next)
{
        struct many many = { .held = false };
        struct store_stats before, after;
        struct testdb t;

        REQUIRE(testdb_open(&t, DB_SQLITE) == 0);
        make_item(&t);
        sem_init(&many.hold, 0, 0);
        sem_init(&many.answered, 0, 0);
        store_stats(t.store, &before);
        for (int i = 0; i < 3; i++) {
                struct member *m = &many.members[i];

                *m = (struct member){ .many = &many, .id = i * 15 + 1 };
                m->write = (struct write){ .apply = i ? put_member : wait_then_put,
                        .done = answered,
                        .arg = m,
                        .patient = i != 1 };
                store_submit(t.store, &m->write);
        }
        sem_post(&many.hold);
        for (int i = 0; i < 3; i++)
                sem_wait(&many.answered);
        store_stats(t.store, &after);
        EXPECT_INT(after.groups - before.groups, 3);
        EXPECT_INT(testdb_i64(&t, "select count(*) from item"), 3);
        testdb_close(&t);
}

static int put_much(struct tx *tx, void *arg)
{
        i64 *number = arg;

        return testdb_exec(tx, "insert into item (id, n, much) values (?1, 1, zeroblob(24000))",
                VALS(NUM(++*number)), NULL);
}

/* They leave no pause in which the WAL could begin anew by itself. */
TEST(the_wal_does_not_grow_with_the_number_of_patient_writes)
{
        enum { N = 6000 };
        struct many many = { .held = false };
        struct member *m = calloc(N, sizeof *m);
        struct store_stats stats;
        struct testdb t;
        i64 number = 0;

        REQUIRE(testdb_open(&t, DB_SQLITE) == 0);
        testdb_run(&t, "create table item (id integer not null primary key, n integer not null,"
                       " much blob not null)");
        sem_init(&many.answered, 0, 0);
        for (int i = 0; i < N; i++) {
                m[i].many = &many;
                m[i].write = (struct write){
                        .apply = put_much, .done = answered, .arg = &number, .patient = true
                };
                store_submit(t.store, &m[i].write);
        }
        for (int i = 0; i < N; i++)
                sem_wait(&many.answered);
        store_stats(t.store, &stats);
        EXPECT(stats.wal_bytes < 96 << 20); /* of 150 MB that were written */
        testdb_close(&t);
        free(m);
}

TEST(a_full_queue_answers_busy_at_once)
{
        enum { N = 9000 };
        struct many *many = calloc(1, sizeof *many);
        struct member *m = calloc(N, sizeof *m);
        struct testdb t;
        int busy = 0;

        REQUIRE(testdb_open(&t, DB_SQLITE) == 0);
        make_item(&t);
        sem_init(&many->hold, 0, 0);
        sem_init(&many->answered, 0, 0);
        for (int i = 0; i < N; i++) {
                m[i] = (struct member){ .many = many, .id = i * 15 + 1 };
                m[i].write = (struct write){
                        .apply = i ? put_member : wait_then_put, .done = answered, .arg = &m[i]
                };
                store_submit(t.store, &m[i].write);
        }
        sem_post(&many->hold);
        for (int i = 0; i < N; i++)
                sem_wait(&many->answered);
        for (int i = 0; i < N; i++)
                busy += m[i].write.result == ERR_BUSY;
        EXPECT(busy > 0 && busy < N);
        EXPECT_INT(testdb_i64(&t, "select count(*) from item"), N - busy);
        testdb_close(&t);
        free(m);
        free(many);
}

/* --- hooks --- */

static int hook_calls, hook_result;

static int count_members(struct tx *tx)
{
        int *seen = tx->group;

        hook_calls++;
        if (hook_result < 0)
                return hook_result;
        return seen ? put(tx, 5000 + *seen, 1) : 0;
}

static int put_and_count(struct tx *tx, void *arg)
{
        int *seen = tx->group;

        if (!seen)
                tx->group = seen = NEW(tx->group_arena, int);
        ++*seen;
        return put(tx, *(i64 *)arg, 1);
}

TEST(the_hook_before_commit_is_part_of_the_write)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id = 1;

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                store_set_hooks(t.store, &(struct store_hooks){ .before_commit = count_members });
                hook_calls = hook_result = 0;
                EXPECT_INT(store_write(t.store, t.arena, put_and_count, &id), 0);
                EXPECT_INT(hook_calls, 1);
                EXPECT_INT(testdb_i64(&t, "select max(id) from item"), 5001);
                hook_result = ERR_STATE;
                id = 2;
                EXPECT_INT(store_write(t.store, t.arena, put_and_count, &id), ERR_STATE);
                EXPECT_INT(testdb_i64(&t, "select count(*) from item where id = 2"), 0);
                testdb_close(&t);
        }
}

static int committed_calls;

static void count_committed(struct store *s)
{
        committed_calls++;
}

static int change_nothing(struct tx *tx, void *arg)
{
        return testdb_exec(tx, "update item set n = n + 1 where id = -1", NO_VALS, NULL);
}

/* Who wakes somebody at each commit must not be woken by the looking of the one it woke. */
TEST(a_commit_that_changed_nothing_is_not_announced)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id = 1;

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                committed_calls = 0;
                store_set_hooks(t.store, &(struct store_hooks){ .committed = count_committed });
                EXPECT_INT(store_write(t.store, t.arena, change_nothing, NULL), 0);
                EXPECT_INT(committed_calls, 0);
                EXPECT_INT(store_write(t.store, t.arena, put_one, &id), 0);
                EXPECT_INT(committed_calls, 1);
                testdb_close(&t);
        }
}

/* --- PostgreSQL: conflicts and broken connections --- */

struct meddler {
        struct testdb *t;
        int tries, until; /* meddles in the first `until` tries */
        const char *sql;
};

/* Another connection does something between this write's read and its update. */
static int read_meddle_update(struct tx *tx, void *arg)
{
        struct meddler *m = arg;
        struct str s;
        int r = testdb_rows(tx, "select n from item where id = 1", "i", NO_VALS, &s);

        if (r == 0 && m->tries++ < m->until) {
                PGconn *c = PQconnectdb(m->t->url);
                PGresult *res = PQexec(c, m->sql);

                CHECK(PQresultStatus(res) == PGRES_COMMAND_OK ||
                        PQresultStatus(res) == PGRES_TUPLES_OK);
                PQclear(res);
                PQfinish(c);
        }
        return r < 0 ? r : testdb_exec(tx, "update item set n = n + 1 where id = 1", NO_VALS, NULL);
}

static const char bump[] = "update item set n = n + 100 where id = 1";
static const char kill_all[] = "select pg_terminate_backend(pid) from pg_stat_activity"
                               " where datname = current_database() and pid <> pg_backend_pid()";

static bool open_pg(struct testdb *t)
{
        if (!testdb_has(DB_POSTGRES) || testdb_open(t, DB_POSTGRES) < 0)
                return false;
        make_item(t);
        testdb_run(t, "insert into item (id, n) values (1, 0)");
        return true;
}

TEST(a_conflict_is_tried_again_and_at_most_eight_times)
{
        struct testdb t;
        struct meddler once = { &t, 0, 1, bump }, always = { &t, 0, 100, bump };

        if (!open_pg(&t))
                return;
        EXPECT_INT(store_write(t.store, t.arena, read_meddle_update, &once), 0);
        EXPECT_INT(once.tries, 2);
        EXPECT_INT(testdb_i64(&t, "select n from item"), 101);
        EXPECT_INT(store_write(t.store, t.arena, read_meddle_update, &always), ERR_BUSY);
        EXPECT_INT(always.tries, 8);
        EXPECT_INT(testdb_i64(&t, "select n from item"), 901);
        testdb_close(&t);
}

TEST(a_connection_lost_before_commit_is_tried_again)
{
        struct testdb t;
        struct meddler m = { &t, 0, 2, kill_all };

        if (!open_pg(&t))
                return;
        EXPECT_INT(store_write(t.store, t.arena, read_meddle_update, &m), 0);
        EXPECT_INT(m.tries, 3);
        EXPECT_INT(testdb_i64(&t, "select n from item"), 1);
        testdb_close(&t);
}

static int fatal_calls;

static void count_fatal(struct store *s, const char *why)
{
        fatal_calls++;
}

static void *kill_the_committer(void *arg)
{
        struct testdb *t = arg;
        PGconn *c = PQconnectdb(t->url);
        int killed = 0;

        while (!killed) { /* until it sleeps inside COMMIT */
                PGresult *res =
                        PQexec(c, "select pg_terminate_backend(pid) from pg_stat_activity"
                                  " where datname = current_database() and wait_event = 'PgSleep'");
                killed = PQntuples(res);
                PQclear(res);
        }
        PQfinish(c);
        return NULL;
}

TEST(a_connection_lost_in_commit_is_unknown_and_stops_the_store)
{
        struct testdb t;
        pthread_t thread;
        i64 id = 2;

        if (!open_pg(&t))
                return;
        testdb_run(&t, "create function doze() returns trigger language plpgsql as"
                       " $$ begin perform pg_sleep(30); return null; end $$");
        testdb_run(&t, "create constraint trigger doze after insert on item deferrable"
                       " initially deferred for each row execute function doze()");
        fatal_calls = 0;
        store_set_hooks(t.store, &(struct store_hooks){ .fatal = count_fatal });
        REQUIRE(pthread_create(&thread, NULL, kill_the_committer, &t) == 0);
        EXPECT_INT(store_write(t.store, t.arena, put_one, &id), ERR_UNKNOWN);
        pthread_join(thread, NULL);
        EXPECT_INT(store_write(t.store, t.arena, put_one, &id), ERR_BUSY);
        store_close(t.store);
        t.store = NULL;
        EXPECT_INT(fatal_calls, 1);
        testdb_close(&t);
}

struct adder {
        struct testdb *t;
        int good;
};

static int add_one(struct tx *tx, void *arg)
{
        struct str s;
        i64 n;
        int r = testdb_rows(tx, "select n from item where id = 1", "i", NO_VALS, &s);

        if (r < 0)
                return r;
        n = strtoll(s.ptr, NULL, 10) + 1;
        return testdb_exec(tx, "update item set n = ?1 where id = 1", VALS(NUM(n)), NULL);
}

static void *add_often(void *arg)
{
        struct adder *a = arg;

        for (int i = 0; i < 50; i++) {
                AUTO(arena_freep) struct arena *arena = arena_new(1 << 20);

                a->good += store_write(a->t->store, arena, add_one, NULL) == 0;
        }
        return NULL;
}

TEST(no_update_is_lost_between_writers)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct adder adders[4];
                pthread_t threads[4];
                int good = 0;

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                testdb_run(&t, "insert into item (id, n) values (1, 0)");
                for (int i = 0; i < 4; i++) {
                        adders[i] = (struct adder){ &t, 0 };
                        pthread_create(&threads[i], NULL, add_often, &adders[i]);
                }
                for (int i = 0; i < 4; i++) {
                        pthread_join(threads[i], NULL);
                        good += adders[i].good;
                }
                EXPECT(good > 0);
                EXPECT_INT(testdb_i64(&t, "select n from item"), good);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_write_is_there_and_its_answer_comes_back),
                RUN(a_refused_write_leaves_only_its_refusal_record),
                RUN(a_failed_statement_ends_its_write), RUN(members_of_a_group_fail_alone),
                RUN(of_patient_writes_those_that_fail_fail_alone),
                RUN(a_patient_group_ends_when_another_write_is_next),
                RUN(waiting_writes_share_one_commit),
                RUN(the_wal_does_not_grow_with_the_number_of_patient_writes),
                RUN(a_full_queue_answers_busy_at_once),
                RUN(the_hook_before_commit_is_part_of_the_write),
                RUN(a_commit_that_changed_nothing_is_not_announced),
                RUN(a_conflict_is_tried_again_and_at_most_eight_times),
                RUN(a_connection_lost_before_commit_is_tried_again),
                RUN(a_connection_lost_in_commit_is_unknown_and_stops_the_store),
                RUN(no_update_is_lost_between_writers));
}
