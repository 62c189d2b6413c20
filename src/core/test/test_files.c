/*
 * src/core/test/test_files.c: what a row names is never swept, what no row names is, once it is
 * old.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "core/core_jobs.h"
#include "core/files.h"
#include "core/queries.h"
#include "store/test/testdb.h"
#include "test/test.h"

struct add {
        struct upload u;
        i64 id;
};

static int apply_add(struct tx *tx, void *arg)
{
        struct add *a = arg;

        return files_add(tx, &a->u, STR("CODE"), 1, STR("draft"), 1, &a->id);
}

static int apply_remove(struct tx *tx, void *arg)
{
        return file_remove(tx, ((struct add *)arg)->id, tx->now, NULL);
}

static int run_job(struct testdb *t, const char *kind)
{
        for (const struct job_kind *j = core_jobs; j->kind; j++)
                if (strcmp(j->kind, kind) == 0)
                        return j->run(&(struct job_run){ .store = t->store, .arena = t->arena });
        return ERR_NOT_FOUND;
}

TEST(a_sweep_keeps_what_rows_name_and_removes_the_rest)
{
        TESTDB_EACH(kind)
        {
                struct add a = {
                        .u = { .name = STR("a.pdf"), .type = STR("application/pdf"), .size = 5 }
                };
                u8 loose[32];
                struct content *c;
                struct testdb t;
                struct str got;

                REQUIRE(testdb_open(&t, kind) == 0);
                REQUIRE(content_open(store_dir(t.store), &c) == 0);
                files_set_content(c);
                EXPECT_INT(content_put(c, STR("named"), a.u.hash), 0);
                EXPECT_INT(content_put(c, STR("loose"), loose), 0);
                EXPECT_INT(store_write(t.store, t.arena, apply_add, &a), 0);
                EXPECT_INT(run_job(&t, "core.sweep_contents"), 0);
                EXPECT_INT(content_get(c, t.arena, loose, 100, &got), 0); /* not old yet */
                clock_set(clock_now() + 3 * DAY_MS, true);
                EXPECT_INT(run_job(&t, "core.sweep_contents"), 0);
                EXPECT_INT(content_get(c, t.arena, a.u.hash, 100, &got), 0);
                EXPECT_STR(got, "named");
                EXPECT_INT(content_get(c, t.arena, loose, 100, &got), ERR_NOT_FOUND);
                EXPECT_INT(store_write(t.store, t.arena, apply_remove, &a), 0);
                EXPECT_INT(run_job(&t, "core.sweep_contents"), 0);
                EXPECT_INT(content_get(c, t.arena, a.u.hash, 100, &got), ERR_NOT_FOUND);
                content_close(c);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_sweep_keeps_what_rows_name_and_removes_the_rest));
}
