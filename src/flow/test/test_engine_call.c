/*
 * src/flow/test/test_engine_call.c: processes that call processes of other models: data goes there
 * and back, errors and escalations come out, who leaves a call ends what it called, versions are
 * those that the call is bound to, and every journal tells its own story. On both databases.
 */
#include "flow/test/engine_fixture.h"
#include "test/test.h"

/* clang-format off */
/* A call of another model, with all that its boundary takes; `call` holds attributes. */
#define TOP                                                                                        \
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "                        \
        "xmlns:m='urn:motcua:bpmn' id='d' targetNamespace='t'>"                                    \
        "<message id='m1' name='paid'/><error id='e1' errorCode='no-address'/>"                    \
        "<escalation id='x1' escalationCode='slow'/>"
#define CALLING(process, call)                                                                     \
        TOP "<process id='" process "' isExecutable='true'><startEvent id='s'/>"                   \
        "<userTask id='check'/><callActivity id='call' calledElement='inspect' " call              \
        "<boundaryEvent id='b1' attachedToRef='call'><errorEventDefinition errorRef='e1'/>"        \
        "</boundaryEvent><boundaryEvent id='b2' attachedToRef='call' cancelActivity='false'>"      \
        "<escalationEventDefinition escalationRef='x1'/></boundaryEvent>"                          \
        "<boundaryEvent id='b3' attachedToRef='call'><messageEventDefinition messageRef='m1'/>"    \
        "</boundaryEvent><userTask id='after'/><userTask id='repair'/><userTask id='hurry'/>"      \
        "<userTask id='stopped'/><endEvent id='e'/>" FLOW("f1", "s", "check")                      \
        FLOW("f2", "check", "call") FLOW("f3", "call", "after") FLOW("f4", "after", "e")           \
        FLOW("f5", "b1", "repair") FLOW("f6", "repair", "e") FLOW("f7", "b2", "hurry")             \
        FLOW("f8", "hurry", "e") FLOW("f9", "b3", "stopped") FLOW("f10", "stopped", "e")           \
        "</process></definitions>"
#define CALLED(content)                                                                            \
        TOP "<process id='inspect' isExecutable='true'><startEvent id='s'/>" content               \
        "</process></definitions>"
static const char calling[] = CALLING("permit", "/>");
static const char calling_newest[] = CALLING("permit", "m:binding='latest'/>");
static const char calling_deployed[] = CALLING("permit", "m:binding='deployment'/>");
static const char calling_first[] = CALLING("permit", "m:binding='1'/>");
static const char calling_each[] = CALLING("permit", "><multiInstanceLoopCharacteristics "
        "m:collection='[1, 2, 3]' m:item='place'/></callActivity>");
static const char calling_wrong[] = CALLING("permit", "m:binding='newest'/>");
static const char inspect[] = CALLED("<userTask id='visit'/>"
        "<scriptTask id='x' m:result='found'><script>unit + \"!\"</script></scriptTask>"
        "<endEvent id='e'/>" FLOW("f1", "s", "visit") FLOW("f2", "visit", "x") FLOW("f3", "x", "e"));
static const char inspect_twice[] = CALLED("<userTask id='visit2'/><endEvent id='e'/>"
        FLOW("f1", "s", "visit2") FLOW("f3", "visit2", "e"));
static const char inspect_at_once[] = CALLED(
        "<scriptTask id='x' m:result='found'><script>[1..2]</script></scriptTask>"
        "<endEvent id='e'/>" FLOW("f1", "s", "x") FLOW("f3", "x", "e"));
static const char inspect_fails[] = CALLED("<userTask id='visit'/><endEvent id='e'>"
        "<errorEventDefinition errorRef='e1'/></endEvent>" FLOW("f1", "s", "visit")
        FLOW("f2", "visit", "e"));
static const char inspect_slowly[] = CALLED("<intermediateThrowEvent id='x'>"
        "<escalationEventDefinition escalationRef='x1'/></intermediateThrowEvent>"
        "<userTask id='visit'/><endEvent id='e'/>" FLOW("f1", "s", "x") FLOW("f2", "x", "visit")
        FLOW("f3", "visit", "e"));
static const char inspect_deeper[] = CALLED("<callActivity id='on' calledElement='t:deep'/>"
        "<endEvent id='e'/>" FLOW("f1", "s", "on") FLOW("f2", "on", "e"));
static const char deep[] = TOP "<process id='deep' isExecutable='true'><startEvent id='s'/>"
        "<userTask id='dig'/><endEvent id='e'><errorEventDefinition errorRef='e1'/></endEvent>"
        FLOW("f1", "s", "dig") FLOW("f2", "dig", "e") "</process></definitions>";
static const char circle[] = TOP "<process id='deep' isExecutable='true'><startEvent id='s'/>"
        "<callActivity id='again' calledElement='inspect'/><endEvent id='e'/>"
        FLOW("f1", "s", "again") FLOW("f2", "again", "e") "</process></definitions>";
/* clang-format on */

static bool begin(struct testdb *t, enum db_kind kind)
{
        return engine_open(t, kind, NULL);
}

static int apply_input(struct tx *tx, void *arg)
{
        struct engine_work *w = arg;

        return flow_input(tx, w->instance, FLOW_ANY, &w->in, 9);
}

static int apply_tell(struct tx *tx, void *arg)
{
        struct engine_work *w = arg;

        return flow_tell(tx, &(struct flow_act){ .instance = w->instance,
                                     .seq = FLOW_ANY,
                                     .in = { .kind = BPMN_IN_MESSAGE, .name = w->name },
                                     .actor = 9 });
}

/* The instance that was called last by this one, or by what it called. */
static struct flow_instance called_by(struct testdb *t, i64 root)
{
        i64 id = testdb_i64(
                t, str_fmt(t->arena,
                           "select coalesce(max(id), 0) from flow_instance where root = %lld",
                           (long long)root)
                           .ptr);

        return id ? engine_instance(t, id) : (struct flow_instance){ 0 };
}

/* An instance of the caller that has come to its call. */
static i64 at_call(struct testdb *t, const char *caller, const char *called)
{
        i64 id;

        if (called)
                engine_deploy(t, called);
        id = engine_start(t, caller, 42);
        EXPECT_INT(engine_done(t, id, "check", FLOW_ANY), 0);
        return id;
}

static int input(struct testdb *t, i64 instance, enum bpmn_input_kind kind, i64 token)
{
        struct engine_work w = { .instance = instance, .in = { .kind = kind, .token = token } };

        return engine_write(t, apply_input, &w);
}

/* Of the last incident. */
static i64 stuck_token(struct testdb *t, i64 instance)
{
        struct flow_story story = engine_replay(t, instance);

        for (size_t i = story.n; i > 0; i--)
                if (story.events[i - 1].kind == BPMN_STUCK)
                        return story.events[i - 1].token;
        return 0;
}

TEST(a_call_of_another_model_gives_its_data_and_takes_the_results)
{
        TESTDB_EACH(kind)
        {
                struct flow_instance child;
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                id = at_call(&t, calling, inspect);
                child = called_by(&t, id);
                EXPECT_INT(child.parent, id);
                EXPECT_INT(child.object, 42);
                EXPECT_STR(child.process, "inspect");
                EXPECT_INT(engine_task(&t, id, "visit").instance, child.id);
                EXPECT_INT(engine_done(&t, id, "after", FLOW_ANY), ERR_NOT_FOUND);
                EXPECT_INT(engine_done(&t, id, "visit", FLOW_ANY), 0);
                EXPECT_INT(engine_instance(&t, child.id).status, BPMN_DONE);
                EXPECT(str_find(engine_instance(&t, id).state, STR("H56.14!")) >= 0);
                engine_replay(&t, id);
                engine_replay(&t, child.id);
                EXPECT_INT(engine_done(&t, id, "after", FLOW_ANY), 0);
                EXPECT_INT(engine_instance(&t, id).status, BPMN_DONE);
                testdb_close(&t);
        }
}

/* What does not outlive a step, a range, is null in the caller as in its journal. */
TEST(a_call_may_end_in_the_write_that_began_it)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                id = at_call(&t, calling, inspect_at_once);
                EXPECT_INT(called_by(&t, id).status, BPMN_DONE);
                EXPECT(engine_task(&t, id, "after").id != 0);
                engine_replay(&t, id);
                engine_replay(&t, called_by(&t, id).id);
                testdb_close(&t);
        }
}

TEST(an_error_goes_out_through_every_call_to_the_one_that_takes_it)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                id = at_call(&t, calling, inspect_fails);
                EXPECT_INT(engine_done(&t, id, "visit", FLOW_ANY), 0);
                EXPECT_INT(called_by(&t, id).status, BPMN_FAILED);
                EXPECT(engine_task(&t, id, "repair").id != 0);
                EXPECT(engine_task(&t, id, "after").id == 0);
                engine_replay(&t, id);
                engine_deploy(&t, deep);
                id = at_call(&t, NULL, inspect_deeper);
                EXPECT_INT(called_by(&t, id).depth, 2);
                EXPECT_INT(engine_done(&t, id, "dig", FLOW_ANY), 0);
                EXPECT_INT(called_by(&t, id).status, BPMN_FAILED);
                EXPECT(engine_task(&t, id, "repair").id != 0);
                engine_replay(&t, id);
                testdb_close(&t);
        }
}

TEST(an_escalation_reaches_the_caller_and_the_call_goes_on)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                id = at_call(&t, calling, inspect_slowly);
                EXPECT(engine_task(&t, id, "hurry").id != 0);
                EXPECT_INT(called_by(&t, id).status, BPMN_RUNNING);
                EXPECT_INT(engine_done(&t, id, "visit", FLOW_ANY), 0);
                EXPECT(engine_task(&t, id, "after").id != 0);
                engine_replay(&t, id);
                engine_replay(&t, called_by(&t, id).id);
                testdb_close(&t);
        }
}

TEST(who_leaves_a_call_ends_what_it_called)
{
        TESTDB_EACH(kind)
        {
                struct engine_work w = { .object = 42, .name = STR("paid") };
                struct testdb t;

                REQUIRE(begin(&t, kind));
                w.instance = at_call(&t, calling, inspect);
                EXPECT_INT(engine_write(&t, apply_tell, &w), 0);
                EXPECT_INT(called_by(&t, w.instance).status, BPMN_WITHDRAWN);
                EXPECT(engine_task(&t, w.instance, "visit").id == 0);
                EXPECT(engine_task(&t, w.instance, "stopped").id != 0);
                EXPECT_INT(engine_write(&t, apply_tell, &w), ERR_NOT_FOUND);
                engine_replay(&t, w.instance);
                engine_replay(&t, called_by(&t, w.instance).id);
                engine_deploy(&t, deep);
                w.instance = at_call(&t, NULL, inspect_deeper);
                EXPECT_INT(input(&t, w.instance, BPMN_IN_CANCEL, 0), 0);
                EXPECT_INT(called_by(&t, w.instance).status, BPMN_WITHDRAWN);
                EXPECT(engine_task(&t, w.instance, "dig").id == 0);
                testdb_close(&t);
        }
}

TEST(what_cannot_be_called_is_an_incident_until_it_is_called_again)
{
        TESTDB_EACH(kind)
        {
                struct flow_instance child;
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                id = at_call(&t, calling, NULL);
                EXPECT_INT(engine_instance(&t, id).stuck, 1);
                engine_deploy(&t, inspect);
                EXPECT_INT(input(&t, id, BPMN_IN_RETRY, stuck_token(&t, id)), 0);
                EXPECT_INT(engine_instance(&t, id).stuck, 0);
                child = called_by(&t, id);
                EXPECT_INT(input(&t, child.id, BPMN_IN_CANCEL, 0), 0);
                EXPECT_INT(engine_instance(&t, id).stuck, 1);
                EXPECT_INT(input(&t, id, BPMN_IN_RETRY, child.parent_token), 0);
                EXPECT(called_by(&t, id).id != child.id);
                EXPECT_INT(engine_done(&t, id, "visit", FLOW_ANY), 0);
                EXPECT(engine_task(&t, id, "after").id != 0);
                engine_replay(&t, id);
                testdb_close(&t);
        }
}

/* The node at which somebody has to do something after the call. */
static void expect_called(
        struct testdb *t, const char *caller, bool new_at_deployment, const char *node)
{
        i64 id;

        engine_deploy(t, inspect);
        if (new_at_deployment) {
                clock_set(clock_now() + 1, false);
                engine_deploy(t, inspect_twice);
        }
        id = engine_start(t, caller, 42);
        clock_set(clock_now() + 1, false);
        if (!new_at_deployment)
                engine_deploy(t, inspect_twice);
        EXPECT_INT(engine_done(t, id, "check", FLOW_ANY), 0);
        EXPECT(engine_task(t, id, node).id != 0);
        engine_replay(t, id);
}

TEST(a_call_takes_the_version_that_it_is_bound_to)
{
        TESTDB_EACH(kind)
        {
                static const struct {
                        const char *caller;
                        bool new_at_deployment;
                        const char *node;
                } cases[] = { { calling, false, "visit" }, { calling, true, "visit2" },
                        { calling_newest, false, "visit2" }, { calling_deployed, false, "visit" },
                        { calling_deployed, true, "visit2" }, { calling_first, true, "visit" } };

                for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                        struct testdb t;

                        REQUIRE(begin(&t, kind));
                        expect_called(
                                &t, cases[i].caller, cases[i].new_at_deployment, cases[i].node);
                        testdb_close(&t);
                }
        }
}

TEST(a_binding_that_means_nothing_is_refused)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct flow_deployment *d;

        EXPECT_INT(flow_prepare(a, STR("a.bpmn"), str_of(calling_wrong), &d), ERR_INVALID);
        REQUIRE(d->problems != NULL);
        EXPECT_STR(d->problems->rule, "call-binding");
}

TEST(a_call_for_each_of_a_list_goes_on_when_all_are_done)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                id = at_call(&t, calling_each, inspect);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_instance"), 4);
                for (int i = 0; i < 3; i++) {
                        EXPECT(engine_task(&t, id, "after").id == 0);
                        EXPECT_INT(engine_done(&t, id, "visit", FLOW_ANY), 0);
                }
                EXPECT(engine_task(&t, id, "after").id != 0);
                engine_replay(&t, id);
                testdb_close(&t);
        }
}

TEST(processes_that_call_each_other_in_a_circle_stop_before_the_program_does)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                engine_deploy(&t, circle);
                id = at_call(&t, calling, inspect_deeper);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_instance"), 17);
                EXPECT_INT(called_by(&t, id).stuck, 1);
                EXPECT_INT(input(&t, id, BPMN_IN_CANCEL, 0), 0);
                EXPECT_INT(
                        testdb_i64(&t, "select count(*) from flow_instance where ended_at is null"),
                        0);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_call_of_another_model_gives_its_data_and_takes_the_results),
                RUN(a_call_may_end_in_the_write_that_began_it),
                RUN(an_error_goes_out_through_every_call_to_the_one_that_takes_it),
                RUN(an_escalation_reaches_the_caller_and_the_call_goes_on),
                RUN(who_leaves_a_call_ends_what_it_called),
                RUN(what_cannot_be_called_is_an_incident_until_it_is_called_again),
                RUN(a_call_takes_the_version_that_it_is_bound_to),
                RUN(a_binding_that_means_nothing_is_refused),
                RUN(a_call_for_each_of_a_list_goes_on_when_all_are_done),
                RUN(processes_that_call_each_other_in_a_circle_stop_before_the_program_does));
}
