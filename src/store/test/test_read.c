/*
 * src/store/test/test_read.c: statements, cursors and snapshots, on both databases alike.
 */
#include "test/test.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/test/testdb.h"

static void make_item(struct testdb *t)
{
        testdb_run(
                t, t->kind == DB_SQLITE
                           ? "create table item (id integer not null primary key, name text unique,"
                             " data blob) strict"
                           : "create table item (id bigint not null primary key,"
                             " name text collate \"C\" unique, data bytea)");
}

struct row {
        i64 id;
        struct str name, data;
};

static int insert(struct tx *tx, void *arg)
{
        struct row *r = arg;

        return testdb_exec(tx, "insert into item (id, name, data) values (?1, ?2, ?3)",
                VALS(NUM(r->id), TXT(r->name), BLOB(r->data)), NULL);
}

static int add(struct testdb *t, i64 id, struct str name, struct str data)
{
        struct row r = { id, name, data };

        return store_write(t->store, t->arena, insert, &r);
}

static struct str rows(
        struct testdb *t, const char *sql, const char *columns, const struct val *vals, int n)
{
        struct str s = STR("failed");
        struct tx *tx;

        if (store_read_begin(t->store, t->arena, &tx) < 0)
                return s;
        testdb_rows(tx, sql, columns, vals, n, &s);
        store_read_end(tx);
        return s;
}

TEST(values_come_back_as_they_went_in)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                EXPECT(add(&t, INT64_MAX, STR("Đường"), str_n("\0\xff", 2)) == 0);
                EXPECT(add(&t, INT64_MIN + 1, STR(""), str_n("", 0)) == 0);
                EXPECT(add(&t, 0, STR_NULL, STR_NULL) == 0);
                EXPECT_STR(rows(&t, "select id, name, data from item order by id", "itb", NO_VALS),
                        "-9223372036854775807|||\n0|~|~|\n9223372036854775807|Đường|00ff|\n");
                EXPECT_STR(rows(&t, "select count(*) from item where name = ?1 or data = ?2", "i",
                                   VALS(TXT(STR("Đường")), BLOB(str_n("", 0)))),
                        "2|\n");
                testdb_close(&t);
        }
}

TEST(numbers_of_every_size_are_read)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(testdb_open(&t, kind) == 0);
                EXPECT_STR(rows(&t,
                                   "select -1, cast(-2 as smallint), cast(-3 as bigint),"
                                   " exists (select 1), count(*), null",
                                   "iiiiii", NO_VALS),
                        "-1|-2|-3|1|1|~|\n");
                testdb_close(&t);
        }
}

TEST(lists_are_parameters)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 ids[] = { 1, 3, -4 };
                struct str names[] = { STR("b\"'\\,{}"), STR("c"), STR("") };
                struct val by_id = { VAL_LIST_I64, .list = ids, .n = 3 };
                struct val none = { VAL_LIST_I64, .list = ids, .n = 0 };
                struct val by_name = { VAL_LIST_TEXT, .list = names, .n = 3 };
                const char *id_sql =
                        kind == DB_SQLITE
                                ? "select id from item where id in (select value from json_each(?1)) order by id"
                                : "select id from item where id = any(?1) order by id";
                const char *name_sql =
                        kind == DB_SQLITE
                                ? "select id from item where name in (select value from json_each(?1)) order by id"
                                : "select id from item where name = any(?1) order by id";

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                add(&t, 1, STR("a"), STR_NULL);
                add(&t, 2, STR("b\"'\\,{}"), STR_NULL);
                add(&t, 3, STR(""), STR_NULL);
                EXPECT_STR(rows(&t, id_sql, "i", &by_id, 1), "1|\n3|\n");
                EXPECT_STR(rows(&t, id_sql, "i", &none, 1), "");
                EXPECT_STR(rows(&t, name_sql, "i", &by_name, 1), "2|\n3|\n");
                testdb_close(&t);
        }
}

TEST(a_statement_may_be_open_twice)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct cursor outer, inner;
                const struct stmt *s = testdb_stmt("select id from item order by id", "i", NO_VALS);
                struct tx *tx;
                int pairs = 0;

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                for (int i = 1; i <= 3; i++)
                        add(&t, i, STR_NULL, STR_NULL);
                REQUIRE(store_read_begin(t.store, t.arena, &tx) == 0);
                REQUIRE(stmt_open(tx, s, 0, NULL, &outer) == 0);
                while (cursor_next(&outer) > 0) {
                        REQUIRE(stmt_open(tx, s, 0, NULL, &inner) == 0);
                        while (cursor_next(&inner) > 0)
                                pairs += cursor_i64(&inner, 0) <= cursor_i64(&outer, 0);
                        cursor_close(&inner);
                }
                cursor_close(&outer);
                store_read_end(tx);
                EXPECT_INT(pairs, 6);
                testdb_close(&t);
        }
}

TEST(a_read_sees_one_moment)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct str s;
                struct tx *tx;
                const char *sql = "select count(*) from item";

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                add(&t, 1, STR_NULL, STR_NULL);
                REQUIRE(store_read_begin(t.store, t.arena, &tx) == 0);
                EXPECT(testdb_rows(tx, sql, "i", NO_VALS, &s) == 0);
                EXPECT_STR(s, "1|\n");
                add(&t, 2, STR_NULL, STR_NULL);
                EXPECT(testdb_rows(tx, sql, "i", NO_VALS, &s) == 0);
                EXPECT_STR(s, "1|\n");
                store_read_end(tx);
                EXPECT_INT(testdb_i64(&t, sql), 2);
                testdb_close(&t);
        }
}

/* A snapshot of 60 ms, then a statement in it. */
static int read_late(struct testdb *t)
{
        i64 begin = clock_monotonic_ns();
        struct tx *tx;
        struct str s;
        int r;

        CHECK(store_read_begin(t->store, t->arena, &tx) == 0);
        while (clock_monotonic_ns() <= begin + 60 * 1000000)
                usleep(1000);
        r = testdb_rows(tx, "select 1", "i", NO_VALS, &s);
        store_read_end(tx);
        return r;
}

TEST(an_old_snapshot_ends)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct str s;
                struct tx *tx;

                REQUIRE(testdb_open(&t, kind) == 0);
                t.config.snapshot_ms = 30;
                REQUIRE(testdb_reopen(&t) == 0);
                REQUIRE(store_read_begin(t.store, t.arena, &tx) == 0);
                EXPECT_INT(testdb_rows(tx,
                                   "with recursive x(n) as (select 1 union all select n + 1 from x)"
                                   " select count(*) from x",
                                   "i", NO_VALS, &s),
                        ERR_BUSY);
                store_read_end(tx);
                EXPECT_INT(read_late(&t), ERR_BUSY);
                store_limit_reads(t.store, 60000); /* as at start, when a machine may be busy */
                EXPECT_INT(read_late(&t), 0);
                store_limit_reads(t.store, 30);
                EXPECT_INT(read_late(&t), ERR_BUSY);
                testdb_close(&t);
        }
}

static void *read_once(void *arg)
{
        testdb_i64(arg, "select 1");
        return NULL;
}

TEST(readers_wait_for_a_free_connection)
{
        TESTDB_EACH(kind)
        {
                struct testdb t, other;
                struct store_stats stats;
                pthread_t thread;
                struct tx *tx;

                REQUIRE(testdb_open(&t, kind) == 0);
                t.config.readers = 1;
                REQUIRE(testdb_reopen(&t) == 0);
                other = t;
                other.arena = arena_new(1 << 20);
                REQUIRE(store_read_begin(t.store, t.arena, &tx) == 0);
                REQUIRE(pthread_create(&thread, NULL, read_once, &other) == 0);
                usleep(2000);
                store_stats(t.store, &stats);
                EXPECT(stats.oldest_reader_ms >= 1);
                store_read_end(tx);
                pthread_join(thread, NULL);
                store_stats(t.store, &stats);
                EXPECT_INT(stats.oldest_reader_ms, 0);
                arena_free(other.arena);
                testdb_close(&t);
        }
}

/* A snapshot is kept for the next reads only as long as it is the newest state. */
TEST(a_read_sees_every_write_that_was_answered_before)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(testdb_open(&t, kind) == 0);
                make_item(&t);
                for (i64 i = 1; i <= 50; i++) {
                        EXPECT(add(&t, i, STR_NULL, STR_NULL) == 0);
                        EXPECT(testdb_i64(&t, "select count(*) from item") == i);
                        EXPECT(testdb_i64(&t, "select max(id) from item") == i);
                }
                testdb_close(&t);
        }
}

/*
 * Every 1,000 pages a checkpoint copies them, and the next write begins the log anew unless a
 * reader is in the way (then only at 8,000, waiting for the reader). The pauses let the
 * checkpoint's thread work; they grow for a machine that has much else to do.
 */
TEST(a_kept_snapshot_holds_up_no_checkpoint)
{
        struct store_stats before, after;
        struct str large;
        struct testdb t;
        i64 id = 1;

        REQUIRE(testdb_open(&t, DB_SQLITE) == 0);
        make_item(&t);
        large = str_n(arena_alloc(t.arena, 4500000), 4500000);
        EXPECT(testdb_i64(&t, "select count(*) from item") == 0);
        for (int round = 0; round < 5; round++) {
                EXPECT(add(&t, id++, STR_NULL, large) == 0); /* 1,100 pages */
                store_stats(t.store, &before);
                nanosleep(&(struct timespec){ .tv_nsec = 50000000L << round }, NULL);
                EXPECT(add(&t, id++, STR_NULL, STR_NULL) == 0);
                store_stats(t.store, &after);
                if (after.wal_bytes < before.wal_bytes)
                        break;
        }
        EXPECT(after.wal_bytes < before.wal_bytes);
        testdb_close(&t);
}

TEST(a_read_transaction_cannot_write)
{
        struct testdb t;
        int status;
        pid_t pid;

        REQUIRE(testdb_open(&t, DB_SQLITE) == 0);
        make_item(&t);
        pid = fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
                struct tx *tx;

                if (!freopen("/dev/null", "w", stderr))
                        _exit(1);
                signal(SIGABRT, SIG_DFL);
                if (store_read_begin(t.store, t.arena, &tx) == 0)
                        testdb_exec(tx, "delete from item", NO_VALS, NULL);
                _exit(0);
        }
        waitpid(pid, &status, 0);
        EXPECT(!WIFEXITED(status) || WEXITSTATUS(status) != 0);
        testdb_close(&t);
}

/* A PostgreSQL that was restarted between two requests is not the user's trouble. */
TEST(an_idle_connection_that_broke_is_made_again)
{
        struct testdb t;

        if (!testdb_has(DB_POSTGRES))
                return;
        REQUIRE(testdb_open(&t, DB_POSTGRES) == 0);
        t.config.readers = 2;
        t.config.writers = 1;
        REQUIRE(testdb_reopen(&t) == 0);
        make_item(&t);
        EXPECT_INT(
                testdb_i64(&t, "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                               " where datname = current_database() and pid <> pg_backend_pid()"),
                2);
        for (int i = 0; i < 4; i++) {
                EXPECT_INT(testdb_i64(&t, "select count(*) from item"), i);
                EXPECT(add(&t, i, STR_NULL, STR_NULL) == 0);
        }
        testdb_close(&t);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(values_come_back_as_they_went_in),
                RUN(numbers_of_every_size_are_read), RUN(lists_are_parameters),
                RUN(a_statement_may_be_open_twice), RUN(a_read_sees_one_moment),
                RUN(an_old_snapshot_ends), RUN(readers_wait_for_a_free_connection),
                RUN(a_read_sees_every_write_that_was_answered_before),
                RUN(a_kept_snapshot_holds_up_no_checkpoint), RUN(a_read_transaction_cannot_write),
                RUN(an_idle_connection_that_broke_is_made_again));
}
