/*
 * src/flow/test/test_engine_kill.c: processes after kill -9. A child runs instances from several
 * threads and tells every step that was acknowledged through a pipe; the parent kills it at a
 * random moment and looks: no step is lost or there by half, and everything goes on from where it
 * was.
 */
#include "test/test.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/random.h"
#include "flow/engine.h"
#include "flow/queries.h"
#include "store/test/testdb.h"

enum { LIVES = 12, THREADS = 8, ACKS_MAX = 100000 };

struct ack {
        i64 instance, seq;
};
static struct ack acked[ACKS_MAX];
static int n_acked;

/* clang-format off */
static const char model[] =
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
        "xmlns:m='urn:motcua:bpmn' id='d'><process id='p' isExecutable='true'><startEvent id='s'/>"
        "<parallelGateway id='x'/><userTask id='a'/><userTask id='b'/>"
        "<boundaryEvent id='late' attachedToRef='b' cancelActivity='false'><timerEventDefinition>"
        "<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"
        "<endEvent id='le'/><serviceTask id='c' m:handler='count'/><parallelGateway id='y'/>"
        "<endEvent id='e'/><sequenceFlow id='1' sourceRef='s' targetRef='x'/>"
        "<sequenceFlow id='2' sourceRef='x' targetRef='a'/>"
        "<sequenceFlow id='3' sourceRef='x' targetRef='b'/>"
        "<sequenceFlow id='4' sourceRef='a' targetRef='c'/>"
        "<sequenceFlow id='5' sourceRef='c' targetRef='y'/>"
        "<sequenceFlow id='6' sourceRef='b' targetRef='y'/>"
        "<sequenceFlow id='7' sourceRef='y' targetRef='e'/>"
        "<sequenceFlow id='8' sourceRef='late' targetRef='le'/></process></definitions>";
/* clang-format on */

static int count(struct flow_call *call)
{
        static const struct str key = { "counted", 7 };
        const struct feel_value *v = feel_number(call->arena, call->instance % 1000);

        call->result = feel_context(call->arena, &key, &v, 1);
        return 0;
}

static const struct flow_handler table[] = { { "count", count, NULL }, { 0 } };
static const struct flow_handler *const tables[] = { table, NULL };

struct work {
        const struct flow_deployment *deployment;
        i64 model, instance;
        struct ack ack;
};

static int apply_deploy(struct tx *tx, void *arg)
{
        struct work *w = arg;

        return flow_deploy(tx, w->deployment, &w->model);
}

/* The number that the instance has after this write. */
static int note(struct tx *tx, struct work *w)
{
        struct flow_instance row;
        int r = flow_instance_by_id(tx, w->instance, &row);

        w->ack = (struct ack){ w->instance, row.seq };
        return r;
}

static int apply_start(struct tx *tx, void *arg)
{
        struct work *w = arg;
        int r = flow_start(tx,
                &(struct flow_start){ .process = STR("p"), .object = 1, .actor = I64_NULL },
                &w->instance);

        return r < 0 ? r : note(tx, w);
}

static int apply_task(struct tx *tx, void *arg)
{
        struct work *w = arg;
        struct flow_task_rows tasks;
        int r = flow_tasks_of(tx, w->instance, &tasks);

        if (r == 0 && tasks.n == 0)
                return ERR_NOT_FOUND;
        if (r == 0)
                r = flow_task_done(tx, tasks.rows[tasks.n - 1].id, FLOW_ANY, NULL, I64_NULL);
        return r < 0 ? r : note(tx, w);
}

/* ------------------------------------------------------------ the child */

struct child {
        struct store *store;
        int acks;
};

static void *run_instances(void *arg)
{
        const struct child *c = arg;

        for (;;) {
                AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
                struct work w = { 0 };

                for (int i = 0; i < 3; i++)
                        if (store_write(c->store, a, i ? apply_task : apply_start, &w) == 0 &&
                                write(c->acks, &w.ack, sizeof w.ack) != sizeof w.ack)
                                _exit(2);
        }
        return NULL;
}

static _Noreturn void child_main(const struct store_config *config, int acks)
{
        struct child c = { .acks = acks };
        pthread_t threads[THREADS];

        if (!freopen("/dev/null", "w", stderr) || store_open(config, &c.store) < 0)
                _exit(1);
        for (int i = 0; i < THREADS; i++)
                pthread_create(&threads[i], NULL, run_instances, &c);
        for (;;)
                pause();
}

/* ------------------------------------------------------------ the parent */

static void read_acks(int fd, int at_least)
{
        struct ack ack;

        for (int n = 0; at_least < 0 || n < at_least; n++) {
                if (read(fd, &ack, sizeof ack) != sizeof ack)
                        return;
                CHECK(n_acked < ACKS_MAX);
                acked[n_acked++] = ack;
        }
}

static void one_life(const struct store_config *config)
{
        int pipes[2], before = n_acked;
        u64 moment;
        pid_t pid;

        random_bytes(&moment, sizeof moment);
        CHECK(pipe(pipes) == 0);
        fflush(NULL);
        pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
                close(pipes[0]);
                child_main(config, pipes[1]);
        }
        close(pipes[1]);
        read_acks(pipes[0], 1 + (int)(moment % 60));
        nanosleep(&(struct timespec){ .tv_nsec = (long)(moment / 64 % 8000000) }, NULL);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        read_acks(pipes[0], -1);
        close(pipes[0]);
        CHECK(n_acked > before);
}

/* What its state waits for is what stands in the tables, and its journal leads to the state. */
static bool is_whole(struct tx *tx, i64 id, i64 least_seq)
{
        struct flow_instance row;
        struct flow_task_rows tasks;
        struct flow_story story;
        size_t working = 0;

        if (flow_instance_by_id(tx, id, &row) < 0 || row.seq < least_seq ||
                flow_tasks_of(tx, id, &tasks) < 0 || flow_replay(tx, id, &story) < 0)
                return false;
        for (size_t i = 0; i < story.n; i++)
                working += story.events[i].kind == BPMN_DO_TASK;
        for (size_t i = 0; i < story.n; i++)
                working -= story.events[i].kind == BPMN_LEFT &&
                           (str_is(story.events[i].node, "a") || str_is(story.events[i].node, "b"));
        return str_eq(story.state, row.state) && tasks.n == working;
}

static int broken(struct testdb *t)
{
        int bad = 0;

        for (int i = 0; i < n_acked; i++) {
                AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
                struct tx *tx;

                CHECK(store_read_begin(t->store, a, &tx) == 0);
                bad += !is_whole(tx, acked[i].instance, acked[i].seq);
                store_read_end(tx);
        }
        return bad;
}

TEST(no_step_is_lost_or_there_by_half_after_kill)
{
        TESTDB_EACH(kind)
        {
                struct flow_deployment *d;
                struct work w = { 0 };
                struct testdb t;

                n_acked = 0;
                flow_set_handlers(tables, NULL);
                REQUIRE(testdb_open(&t, kind) == 0);
                REQUIRE(flow_prepare(t.arena, STR("p.bpmn"), str_of(model), &d) == 0);
                w.deployment = d;
                REQUIRE(store_write(t.store, t.arena, apply_deploy, &w) == 0);
                store_close(t.store);
                t.store = NULL;
                for (int i = 0; i < LIVES; i++)
                        one_life(&t.config);
                REQUIRE(testdb_reopen(&t) == 0);
                EXPECT_INT(broken(&t), 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_task as k where not exists "
                                          "(select 1 from flow_instance as i where i.id = "
                                          "k.instance and i.status = 0)"),
                        0);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(no_step_is_lost_or_there_by_half_after_kill));
}
