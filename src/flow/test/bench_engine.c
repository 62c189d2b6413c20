/*
 * src/flow/test/bench_engine.c: durable process instances a second: 64 at once, each start and each
 * of six user tasks a committed write, beside bare SQLite writing the same rows in groups of the
 * same size; and the time of a step with many live instances. Rounds in turn, the ratio is what
 * counts. Decides nothing; run by hand: build/src/flow/bench_engine [ROUNDS] [LIVE].
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "flow/engine.h"
#include "flow/queries.h"
#include "store/test/testdb.h"

enum { CLIENTS = 64, ROUND_MS = 3000, TASKS = 6 };

#define TASK(n, next)                                                                              \
        "<userTask id='t" n "' name='Task " n "' m:role='specialist' m:form='f" n "'/>"            \
        "<sequenceFlow id='f" n "' sourceRef='t" n "' targetRef='" next "'/>"
static const char model[] =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
        "xmlns:m='urn:motcua:bpmn' id='d'><process id='p' isExecutable='true'><startEvent id='s'/>"
        "<sequenceFlow id='f0' sourceRef='s' targetRef='t1'/>" TASK("1", "t2") TASK("2", "t3")
                TASK("3", "t4") TASK("4", "t5") TASK("5", "t6")
                        TASK("6", "e") "<endEvent id='e'/></process></definitions>";

struct client {
        pthread_t thread;
        struct store *store;
        i64 until, finished;
};

struct work {
        const struct flow_deployment *deployment;
        i64 instance, model, token;
};

static int apply_deploy(struct tx *tx, void *arg)
{
        struct work *w = arg;

        return flow_deploy(tx, w->deployment, &w->model);
}

static int apply_start(struct tx *tx, void *arg)
{
        struct work *w = arg;
        struct str key = STR("applicant");
        const struct feel_value *v = feel_string(tx->arena, STR("Nguyễn Thị Hương"));

        return flow_start(tx,
                &(struct flow_start){ .process = STR("p"),
                        .object = 1,
                        .data = feel_context(tx->arena, &key, &v, 1),
                        .actor = 7 },
                &w->instance);
}

static int apply_task(struct tx *tx, void *arg)
{
        struct work *w = arg;
        struct flow_task_rows tasks;
        int r = flow_tasks_of(tx, w->instance, &tasks);

        if (r < 0 || tasks.n == 0)
                return r < 0 ? r : ERR_STATE;
        return flow_task_done(tx, tasks.rows[0].id, FLOW_ANY, NULL, 8);
}

static void *client_main(void *arg)
{
        struct client *c = arg;
        struct arena *a = arena_new(16 << 20);

        while (clock_monotonic_ns() < c->until) {
                struct work w = { 0 };

                CHECK(store_write(c->store, a, apply_start, &w) == 0);
                for (int i = 0; i < TASKS; i++) {
                        CHECK(store_write(c->store, a, apply_task, &w) == 0);
                        arena_clear(a);
                }
                c->finished++;
        }
        arena_free(a);
        return NULL;
}

static void deploy(struct testdb *t)
{
        struct flow_deployment *d;
        struct work w = { 0 };

        CHECK(flow_prepare(t->arena, STR("bench.bpmn"), str_of(model), &d) == 0);
        w.deployment = d;
        CHECK(store_write(t->store, t->arena, apply_deploy, &w) == 0);
}

/* Instances a second; the average group of writes. */
static double through_engine(struct testdb *t, i64 *ret_group)
{
        struct client clients[CLIENTS];
        struct store_stats before, after;
        i64 start = clock_monotonic_ns(), n = 0;

        store_stats(t->store, &before);
        for (int i = 0; i < CLIENTS; i++) {
                clients[i] =
                        (struct client){ .store = t->store, .until = start + ROUND_MS * 1000000LL };
                pthread_create(&clients[i].thread, NULL, client_main, &clients[i]);
        }
        for (int i = 0; i < CLIENTS; i++) {
                pthread_join(clients[i].thread, NULL);
                n += clients[i].finished;
        }
        store_stats(t->store, &after);
        *ret_group =
                MAX(1, (after.members - before.members) / MAX(1, after.groups - before.groups));
        return (double)n / ((double)(clock_monotonic_ns() - start) / 1e9);
}

/* ------------------------------------------------------------ the same rows without an engine */

static const char *const bare_sql[] = {
        "insert into flow_instance (id, model, process, object, status, seq, state, waits, stuck,"
        " started_at, changed_at) values (?1, 1, 'p', 1, 0, 1, ?2, 0, 0, 1, 1)",
        "update flow_instance set status = 0, seq = seq + 1, state = ?2, changed_at = 2"
        " where id = ?1",
        "insert into flow_journal (instance, seq, at, kind, token, name, message, actor)"
        " values (?1, ?3, 1, 1, 2, '', '', 7)",
        "delete from flow_task where instance = ?1",
        "insert into flow_task (id, instance, token, node, name, role, unit, form, created_at)"
        " values (?1 * 10 + ?3, ?1, ?3, 't1', 'Task 1', 'specialist', '', 'f1', 1)",
};

static void bare_step(sqlite3_stmt **st, size_t which, i64 id, struct str state, i64 seq)
{
        sqlite3_bind_int64(st[which], 1, id);
        if (sqlite3_bind_parameter_count(st[which]) >= 2)
                sqlite3_bind_text(st[which], 2, state.ptr, (int)state.len, SQLITE_STATIC);
        if (sqlite3_bind_parameter_count(st[which]) >= 3)
                sqlite3_bind_int64(st[which], 3, seq);
        CHECK(sqlite3_step(st[which]) == SQLITE_DONE);
        sqlite3_reset(st[which]);
}

/* CLIENTS instances go on together; every `group` steps are one commit. */
static double bare(struct testdb *t, i64 group)
{
        char path[128];
        char state[600];
        struct str text = { state, sizeof state };
        sqlite3 *db;
        sqlite3_stmt *st[ARRAY_LEN(bare_sql)];
        static i64 first = (i64)1 << 40; /* ids of no other round */
        i64 start = clock_monotonic_ns(), finished = 0, in_group = 0;

        memset(state, 'x', sizeof state);
        snprintf(path, sizeof path, "%s/motcua.db", t->dir);
        CHECK(sqlite3_open(path, &db) == SQLITE_OK);
        CHECK(sqlite3_exec(db, "pragma synchronous=full", 0, 0, 0) == 0);
        for (size_t i = 0; i < ARRAY_LEN(bare_sql); i++)
                CHECK(sqlite3_prepare_v2(db, bare_sql[i], -1, &st[i], NULL) == SQLITE_OK);
        CHECK(sqlite3_exec(db, "begin immediate", 0, 0, 0) == 0);
        for (; clock_monotonic_ns() - start < ROUND_MS * 1000000LL; finished += CLIENTS)
                for (i64 step = 0; step <= TASKS; step++)
                        for (i64 i = 0; i < CLIENTS; i++) {
                                i64 id = first + finished + i;

                                bare_step(st, step > 0, id, text, step);
                                bare_step(st, 2, id, text, step);
                                if (step > 0)
                                        bare_step(st, 3, id, text, step);
                                if (step < TASKS)
                                        bare_step(st, 4, id, text, step);
                                if (++in_group % group == 0)
                                        CHECK(sqlite3_exec(
                                                      db, "commit; begin immediate", 0, 0, 0) == 0);
                        }
        CHECK(sqlite3_exec(db, "commit", 0, 0, 0) == 0);
        for (size_t i = 0; i < ARRAY_LEN(st); i++)
                sqlite3_finalize(st[i]);
        sqlite3_close(db);
        first += finished;
        return (double)finished / ((double)(clock_monotonic_ns() - start) / 1e9);
}

/* ------------------------------------------------------------ many live instances */

static int by_double(const void *a, const void *b)
{
        double x = *(const double *)a, y = *(const double *)b;

        return (x > y) - (x < y);
}

enum { WARM = 300, STEPS = 1000, PAGE = 500 };

struct many {
        i64 *ids; /* of all live instances */
        i64 n;
};

static int apply_many(struct tx *tx, void *arg)
{
        struct many *m = arg;
        struct work w;
        int r = 0;

        for (i64 i = 0; i < PAGE && r == 0; i++) {
                r = apply_start(tx, &w);
                m->ids[m->n + i] = w.instance;
        }
        return r;
}

static void step_any(struct testdb *t, const struct many *m, u64 *seed)
{
        struct work w;

        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        w.instance = m->ids[(*seed >> 20) % (u64)m->n];
        /* ERR_STATE: this one has been led to its end already. */
        CHECK(store_write(t->store, t->arena, apply_task, &w) != ERR_IO);
        arena_clear(t->arena);
}

struct step_cost {
        double us, cpu_us;
};

/*
 * One step of an instance picked at random with that many waiting, the median of STEPS: what the
 * filling left to write is written first, and pages of the tables come in again by use.
 */
static struct step_cost step_cost(struct testdb *t, struct many *m, i64 live)
{
        static double us[STEPS];
        u64 seed = 1;
        double cpu;

        while (m->n < live) {
                CHECK(store_write(t->store, t->arena, apply_many, m) == 0);
                m->n += PAGE;
                arena_clear(t->arena);
        }
        sync();
        for (int i = 0; i < WARM; i++)
                step_any(t, m, &seed);
        cpu = (double)clock() / CLOCKS_PER_SEC;
        for (int i = 0; i < STEPS; i++) {
                i64 start = clock_monotonic_ns();

                step_any(t, m, &seed);
                us[i] = (double)(clock_monotonic_ns() - start) / 1e3;
        }
        cpu = (double)clock() / CLOCKS_PER_SEC - cpu;
        qsort(us, STEPS, sizeof us[0], by_double);
        return (struct step_cost){ us[STEPS / 2], cpu * 1e6 / STEPS };
}

static void bench_many(struct testdb *t, i64 live)
{
        struct many m = { .ids = calloc((size_t)(live + PAGE), sizeof *m.ids) };
        struct step_cost few = step_cost(t, &m, 1000), many = step_cost(t, &m, live);

        printf("one step alone: %.0f us (%.0f CPU) with 1,000 live instances, %.0f us (%.0f CPU) "
               "with %lld: ratio %.2f (%.2f)\n",
                few.us, few.cpu_us, many.us, many.cpu_us, (long long)live, many.us / few.us,
                many.cpu_us / few.cpu_us);
        free(m.ids);
}

int main(int argc, char **argv)
{
        int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 3;
        i64 live = argc > 2 ? strtol(argv[2], NULL, 10) : 0, group;
        struct testdb t;

        CHECK(testdb_open(&t, DB_SQLITE) == 0);
        deploy(&t);
        for (int i = 0; i < rounds; i++) {
                double ours = through_engine(&t, &group), theirs = bare(&t, group);

                printf("round %d: %.0f durable instances/s in groups of %lld, bare SQLite with the "
                       "same rows %.0f/s, ratio %.2f\n",
                        i + 1, ours, (long long)group, theirs, ours / theirs);
        }
        if (live)
                bench_many(&t, live);
        testdb_close(&t);
        return 0;
}
