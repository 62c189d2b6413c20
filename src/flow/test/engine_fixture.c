/*
 * src/flow/test/engine_fixture.c: see engine_fixture.h.
 */
#include "flow/test/engine_fixture.h"

#include "test/test.h"

static int apply_deploy(struct tx *tx, void *arg)
{
        struct engine_work *w = arg;

        return flow_deploy(tx, w->deployment, &w->model);
}

int engine_apply_start(struct tx *tx, void *arg)
{
        struct engine_work *w = arg;

        return flow_start(tx,
                &(struct flow_start){ .process = STR("permit"),
                        .object = w->object,
                        .data = w->data,
                        .actor = 7 },
                &w->instance);
}

int engine_apply_done(struct tx *tx, void *arg)
{
        struct engine_work *w = arg;

        return flow_task_done(tx, w->task, w->seq, w->data, 8);
}

static const struct job_kind *const kinds[] = { flow_jobs, NULL };
static const struct subscription *const subs[] = { NULL };

bool engine_open(struct testdb *t, enum db_kind kind, const struct flow_handler *const *handlers)
{
        clock_set(1000 * DAY_MS, false);
        job_set_tables(kinds, subs);
        flow_set_handlers(handlers, NULL);
        return testdb_open(t, kind) == 0;
}

int engine_write(struct testdb *t, int (*apply)(struct tx *, void *), struct engine_work *w)
{
        return store_write(t->store, t->arena, apply, w);
}

i64 engine_deploy(struct testdb *t, const char *xml)
{
        struct flow_deployment *d;
        struct engine_work w = { 0 };

        EXPECT_INT(flow_prepare(t->arena, STR("permit.bpmn"), str_of(xml), &d), 0);
        w.deployment = d;
        EXPECT_INT(engine_write(t, apply_deploy, &w), 0);
        return w.model;
}

i64 engine_start(struct testdb *t, const char *xml, i64 object)
{
        struct str key = STR("unit");
        const struct feel_value *unit = feel_string(t->arena, STR("H56.14"));
        struct engine_work w = { .object = object, .data = feel_context(t->arena, &key, &unit, 1) };

        if (xml)
                engine_deploy(t, xml);
        EXPECT_INT(engine_write(t, engine_apply_start, &w), 0);
        return w.instance;
}

/* ------------------------------------------------------------ reads */

struct flow_task engine_task(struct testdb *t, i64 instance, const char *node)
{
        struct flow_task_rows rows = { 0 };
        struct tx *tx;

        CHECK(store_read_begin(t->store, t->arena, &tx) == 0);
        CHECK(flow_tasks_of(tx, instance, &rows) == 0);
        store_read_end(tx);
        for (size_t i = 0; i < rows.n; i++)
                if (str_is(rows.rows[i].node, node))
                        return rows.rows[i];
        return (struct flow_task){ 0 };
}

struct flow_instance engine_instance(struct testdb *t, i64 instance)
{
        struct flow_instance row = { 0 };
        struct tx *tx;

        CHECK(store_read_begin(t->store, t->arena, &tx) == 0);
        EXPECT_INT(flow_instance_by_id(tx, instance, &row), 0);
        store_read_end(tx);
        return row;
}

int engine_done(struct testdb *t, i64 instance, const char *node, i64 seq)
{
        struct engine_work w = { .task = engine_task(t, instance, node).id, .seq = seq };

        return engine_write(t, engine_apply_done, &w);
}

/* The journal gives the state that is stored. */
struct flow_story engine_replay(struct testdb *t, i64 instance)
{
        struct flow_story story = { 0 };
        struct tx *tx;

        CHECK(store_read_begin(t->store, t->arena, &tx) == 0);
        EXPECT_INT(flow_replay(tx, instance, &story), 0);
        store_read_end(tx);
        EXPECT(str_eq(story.state, engine_instance(t, instance).state));
        return story;
}

void engine_run_due(struct testdb *t)
{
        i64 n;

        EXPECT_INT(job_run_due(t->store, t->arena, &n), 0);
}
