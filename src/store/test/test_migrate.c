/*
 * src/store/test/test_migrate.c: schema steps run once, whole, and are never changed afterwards.
 */
#include "test/test.h"

#include "store/test/testdb.h"

#define STEP(module, name, text, hash, oldest)                                                     \
        {                                                                                          \
                module, name, { text, text }, hash, oldest                                         \
        }

/* What the program of a test knows; a test changes it between two openings. */
struct migration migrations_now[4];
extern const struct migration migrations[4] __attribute__((alias("migrations_now")));

static const struct migration first =
        STEP("a", "0001_x", "create table x (n bigint); create table y (n bigint)", "h1", "1");
static const struct migration second =
        STEP("a", "0002_x", "alter table x add column m bigint", "h2", "1");
static const struct migration broken =
        STEP("b", "0001_z", "create table z (n bigint); create table x (n bigint)", "h3", "1");

static void program(const struct migration *m1, const struct migration *m2)
{
        memset(migrations_now, 0, sizeof migrations_now);
        if (m1)
                migrations_now[0] = *m1;
        if (m2)
                migrations_now[1] = *m2;
}

TEST(steps_run_once_and_in_order)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                program(&first, NULL);
                REQUIRE(testdb_open(&t, kind) == 0);
                EXPECT(store_migrate(t.store) == 0);
                program(&first, &second);
                EXPECT(store_migrate(t.store) == 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from store_migration"), 2);
                EXPECT_INT(testdb_i64(&t, "select count(m) from x"), 0);
                EXPECT(testdb_reopen(&t) == 0);
                testdb_close(&t);
        }
}

TEST(a_step_that_fails_leaves_nothing)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                program(&first, NULL);
                REQUIRE(testdb_open(&t, kind) == 0);
                program(&first, &broken);
                EXPECT(store_migrate(t.store) < 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from store_migration"), 1);
                program(&first, NULL);
                EXPECT(testdb_reopen(&t) == 0);
                testdb_run(&t, "create table z (n bigint)"); /* free: the step left none */
                testdb_close(&t);
        }
}

TEST(a_changed_step_is_refused)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct migration changed = first;

                program(&first, NULL);
                REQUIRE(testdb_open(&t, kind) == 0);
                changed.hash = "other";
                program(&changed, NULL);
                EXPECT_INT(store_migrate(t.store), ERR_STATE);
                EXPECT_INT(testdb_reopen(&t), ERR_STATE);
                testdb_close(&t);
        }
}

TEST(a_missing_step_and_a_newer_schema_are_refused)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct migration newer = second, compatible = second;

                program(&first, NULL);
                REQUIRE(testdb_open(&t, kind) == 0);
                program(&first, &second);
                EXPECT_INT(testdb_reopen(&t), ERR_STATE);
                t.config.allow_old = true;
                REQUIRE(testdb_reopen(&t) == 0);
                t.config.allow_old = false;
                compatible.oldest = "1";
                program(&first, &compatible);
                REQUIRE(store_migrate(t.store) == 0);
                program(&first, NULL); /* an older program on it: allowed by oldest: 1 */
                REQUIRE(testdb_reopen(&t) == 0);
                newer.name = "0003_x";
                newer.sql[DB_SQLITE] = newer.sql[DB_POSTGRES] = "create table w (n bigint)";
                newer.oldest = "2";
                program(&first, &newer);
                REQUIRE(store_migrate(t.store) == 0);
                program(&first, NULL);
                EXPECT_INT(testdb_reopen(&t), ERR_STATE);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(steps_run_once_and_in_order), RUN(a_step_that_fails_leaves_nothing),
                RUN(a_changed_step_is_refused), RUN(a_missing_step_and_a_newer_schema_are_refused));
}
