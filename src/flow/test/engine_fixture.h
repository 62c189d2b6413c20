/*
 * src/flow/test/engine_fixture.h: an engine on a database of its own, for tests of what lasts:
 * models of the process `permit` are deployed, started about an object, and their tasks done by
 * node.
 */
#ifndef FLOW_TEST_ENGINE_FIXTURE_H
#define FLOW_TEST_ENGINE_FIXTURE_H

#include "flow/engine.h"
#include "store/test/testdb.h"

#define FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"

/* The arguments of one write, and what came of it. */
struct engine_work {
        const struct flow_deployment *deployment;
        i64 model, instance, task, seq, object, n;
        struct str name;
        const struct feel_value *data;
        struct bpmn_input in;
        bool dry;
        struct flow_migration migration;
        struct flow_story story;
};

bool engine_open(struct testdb *t, enum db_kind kind, const struct flow_handler *const *handlers);
int engine_write(struct testdb *t, int (*apply)(struct tx *, void *), struct engine_work *w);
int engine_apply_start(struct tx *tx, void *work);
int engine_apply_done(struct tx *tx, void *work);
i64 engine_deploy(struct testdb *t, const char *xml);
/* Of `permit`, which is deployed first unless xml is NULL; it has the variable `unit`. */
i64 engine_start(struct testdb *t, const char *xml, i64 object);
/* What people have to do at that node, also in what was called; id 0: nothing. */
struct flow_task engine_task(struct testdb *t, i64 instance, const char *node);
struct flow_instance engine_instance(struct testdb *t, i64 instance);
int engine_done(struct testdb *t, i64 instance, const char *node, i64 seq);
/* The journal gives the state that is stored. */
struct flow_story engine_replay(struct testdb *t, i64 instance);
void engine_run_due(struct testdb *t);

#endif
