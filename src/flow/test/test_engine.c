/*
 * src/flow/test/test_engine.c: what a process that lasts promises: one step is one write, nothing
 * is lost when the program ends between two steps, nobody's input counts twice, and the journal
 * tells the whole story. On both databases.
 */
#include "test/test.h"

#include "flow/test/engine_fixture.h"

#define MODEL(content)                                                                             \
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "                        \
        "xmlns:m='urn:motcua:bpmn' id='d' targetNamespace='t'>"                                    \
        "<message id='m1' name='paid'/><signal id='g1' name='closed'/><error id='e1' "             \
        "errorCode='no-address'/><process id='permit' isExecutable='true'>" content                \
        "</process></definitions>"

/* clang-format off */
static const char plain[] = MODEL("<startEvent id='s'/>"
        "<userTask id='check' name='Kiểm tra' m:role='counter' m:unit='unit' m:form='intake'/>"
        "<userTask id='sign' m:role='leader'/><endEvent id='e'/>"
        FLOW("f1", "s", "check") FLOW("f2", "check", "sign") FLOW("f3", "sign", "e"));
/* With a task more in between. */
static const char longer[] = MODEL("<startEvent id='s'/>"
        "<userTask id='check' name='Kiểm tra' m:role='counter' m:unit='unit' m:form='intake'/>"
        "<userTask id='visit'/><userTask id='sign' m:role='leader'/><endEvent id='e'/>"
        FLOW("f1", "s", "check") FLOW("f2", "check", "visit") FLOW("f4", "visit", "sign")
        FLOW("f3", "sign", "e"));
static const char without_check[] = MODEL("<startEvent id='s'/><userTask id='sign'/>"
        "<endEvent id='e'/>" FLOW("f1", "s", "sign") FLOW("f3", "sign", "e"));
static const char broken[] = MODEL("<startEvent id='s'/><endEvent id='e'/>"
        FLOW("f1", "s", "nowhere"));
static const char timed[] = MODEL("<startEvent id='s'/><userTask id='check'/>"
        "<boundaryEvent id='late' attachedToRef='check'><timerEventDefinition>"
        "<timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>"
        "<userTask id='urge'/><endEvent id='e'/>" FLOW("f1", "s", "check")
        FLOW("f2", "check", "e") FLOW("f3", "late", "urge") FLOW("f4", "urge", "e"));
static const char waiting[] = MODEL("<startEvent id='s'/><parallelGateway id='x'/>"
        "<intermediateCatchEvent id='c1'><messageEventDefinition messageRef='m1'/>"
        "</intermediateCatchEvent><intermediateCatchEvent id='c2'>"
        "<signalEventDefinition signalRef='g1'/></intermediateCatchEvent><endEvent id='e'/>"
        FLOW("f1", "s", "x") FLOW("f2", "x", "c1") FLOW("f3", "x", "c2") FLOW("f4", "c1", "e")
        FLOW("f5", "c2", "e"));
static const char service[] = MODEL("<startEvent id='s'/>"
        "<serviceTask id='now' m:handler='count'/><serviceTask id='later' m:handler='mail'/>"
        "<boundaryEvent id='lost' attachedToRef='later'><errorEventDefinition errorRef='e1'/>"
        "</boundaryEvent><userTask id='phone'/><endEvent id='e'/>" FLOW("f1", "s", "now")
        FLOW("f2", "now", "later") FLOW("f3", "later", "e") FLOW("f4", "lost", "phone")
        FLOW("f5", "phone", "e"));
static const char nightly[] = MODEL("<startEvent id='s'><timerEventDefinition>"
        "<timeCycle>R2/P1D</timeCycle></timerEventDefinition></startEvent><userTask id='check'/>"
        "<endEvent id='e'/>" FLOW("f1", "s", "check") FLOW("f2", "check", "e"));
/* clang-format on */

static int count_result; /* of the handler "count" */
static int mail_tries;
static const char *mail_error;

static int count(struct flow_call *call)
{
        static const struct str key = { "counted", 7 };
        const struct feel_value *v = feel_number(call->arena, 1);

        call->result = feel_context(call->arena, &key, &v, 1);
        return count_result;
}

static int mail(struct flow_call *call)
{
        EXPECT(call->tx == NULL);
        EXPECT_STR(feel_text(call->arena, feel_get(call->data, STR("counted"))), "1");
        if (mail_tries++ == 0)
                return ERR_IO;
        call->error = str_of(mail_error);
        return 0;
}

static const struct flow_handler handler_table[] = { { "count", count, NULL },
        { "mail", NULL, mail }, { 0 } };
static const struct flow_handler *const handler_tables[] = { handler_table, NULL };

/* ------------------------------------------------------------ writes */

static int apply_message(struct tx *tx, void *arg)
{
        struct engine_work *w = arg;

        return flow_message(tx, w->object, w->name, w->data, I64_NULL, &w->n);
}

static int apply_signal(struct tx *tx, void *arg)
{
        struct engine_work *w = arg;

        return flow_signal(tx, w->name, w->data);
}

static int apply_migrate(struct tx *tx, void *arg)
{
        struct engine_work *w = arg;

        return flow_migrate(tx, w->instance, FLOW_ANY, w->model, w->dry, 9, &w->migration);
}

static bool begin(struct testdb *t, enum db_kind kind)
{
        count_result = 0;
        mail_tries = 0;
        mail_error = "";
        return engine_open(t, kind, handler_tables);
}

/* ------------------------------------------------------------ tests */

TEST(a_model_is_kept_as_it_came_and_a_broken_one_is_refused)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct flow_deployment *d;
                struct flow_model_bytes row;
                struct tx *tx;
                i64 first, second;

                REQUIRE(begin(&t, kind));
                first = engine_deploy(&t, plain);
                EXPECT_INT(engine_deploy(&t, plain), first);
                second = engine_deploy(&t, longer);
                EXPECT(second != first);
                REQUIRE(store_read_begin(t.store, t.arena, &tx) == 0);
                EXPECT_INT(flow_model_source(tx, second, &row), 0);
                store_read_end(tx);
                EXPECT_STR(row.source, longer);
                EXPECT_INT(row.version, 2);
                EXPECT_INT(flow_prepare(t.arena, STR("x"), str_of(broken), &d), ERR_INVALID);
                REQUIRE(d->problems);
                EXPECT_STR(d->problems->element, "e");
                testdb_close(&t);
        }
}

TEST(tasks_come_and_go_and_the_journal_tells_it_again)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct flow_task task;
                struct flow_story story;
                i64 id;

                REQUIRE(begin(&t, kind));
                id = engine_start(&t, plain, 42);
                task = engine_task(&t, id, "check");
                EXPECT_STR(task.name, "Kiểm tra");
                EXPECT_STR(task.role, "counter");
                EXPECT_STR(task.unit, "H56.14");
                EXPECT_STR(task.form, "intake");
                engine_replay(&t, id);
                EXPECT_INT(engine_done(&t, id, "check", FLOW_ANY), 0);
                EXPECT_INT(engine_task(&t, id, "check").id, 0);
                EXPECT_INT(engine_done(&t, id, "sign", FLOW_ANY), 0);
                EXPECT_INT(engine_instance(&t, id).status, BPMN_DONE);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_task"), 0);
                EXPECT_INT(
                        testdb_i64(&t, "select count(*) from event where kind = 'flow.ended'"), 1);
                story = engine_replay(&t, id);
                REQUIRE(story.n > 0);
                EXPECT_INT(story.events[0].actor, 7);
                EXPECT_INT(story.events[story.n - 1].kind, BPMN_COMPLETED);
                EXPECT_INT(story.events[story.n - 1].actor, 8);
                testdb_close(&t);
        }
}

TEST(an_old_number_and_a_repeated_answer_change_nothing)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct engine_work w = { .seq = FLOW_ANY };
                i64 id;

                REQUIRE(begin(&t, kind));
                id = engine_start(&t, plain, 42);
                w.task = engine_task(&t, id, "check").id;
                EXPECT_INT(engine_done(&t, id, "check", 0), ERR_STALE);
                EXPECT_INT(engine_done(&t, id, "check", 1), 0);
                EXPECT_INT(engine_write(&t, engine_apply_done, &w), ERR_NOT_FOUND);
                EXPECT_INT(engine_instance(&t, id).seq, 2);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_journal"), 2);
                testdb_close(&t);
        }
}

TEST(a_handler_that_fails_undoes_the_whole_step)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct engine_work w = { .object = 42 };

                REQUIRE(begin(&t, kind));
                engine_deploy(&t, service);
                count_result = ERR_CONSTRAINT;
                EXPECT_INT(engine_write(&t, engine_apply_start, &w), ERR_CONSTRAINT);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_instance"), 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_journal"), 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where kind = 'flow.work'"), 0);
                count_result = ERR_STATE;
                EXPECT_INT(engine_write(&t, engine_apply_start, &w), ERR_STATE);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_instance"), 0);
                testdb_close(&t);
        }
}

TEST(outside_work_is_tried_again_and_its_error_takes_its_way)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                mail_error = "no-address";
                id = engine_start(&t, service, 42);
                engine_run_due(&t);
                EXPECT_INT(mail_tries, 1);
                EXPECT_INT(engine_instance(&t, id).seq, 2);
                clock_set(clock_now() + MINUTE_MS, false);
                engine_run_due(&t);
                EXPECT_INT(mail_tries, 2);
                EXPECT(engine_task(&t, id, "phone").id != 0);
                engine_replay(&t, id);
                testdb_close(&t);
        }
}

TEST(a_timer_is_due_when_its_time_has_come)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id, other;

                REQUIRE(begin(&t, kind));
                id = engine_start(&t, timed, 42);
                other = engine_start(&t, NULL, 43);
                EXPECT_INT(engine_done(&t, other, "check", FLOW_ANY), 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where kind = 'flow.timer'"), 1);
                clock_set(clock_now() + 2 * DAY_MS - 1, false);
                engine_run_due(&t);
                EXPECT(engine_task(&t, id, "check").id != 0);
                clock_set(clock_now() + 1, false);
                engine_run_due(&t);
                EXPECT_INT(engine_task(&t, id, "check").id, 0);
                EXPECT(engine_task(&t, id, "urge").id != 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where kind = 'flow.timer'"), 0);
                engine_replay(&t, id);
                testdb_close(&t);
        }
}

TEST(a_process_begins_by_the_clock_as_often_as_it_says)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                const char *live = "select count(*) from flow_instance";

                REQUIRE(begin(&t, kind));
                engine_deploy(&t, nightly);
                engine_run_due(&t);
                EXPECT_INT(testdb_i64(&t, live), 0);
                for (int day = 1; day <= 4; day++) {
                        clock_set(clock_now() + DAY_MS, false);
                        engine_run_due(&t);
                        EXPECT_INT(testdb_i64(&t, live), MIN(day, 2));
                }
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where kind = 'flow.begin'"), 0);
                testdb_close(&t);
        }
}

TEST(a_newer_version_ends_the_timers_of_the_older)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;

                REQUIRE(begin(&t, kind));
                engine_deploy(&t, nightly);
                engine_deploy(&t, plain);
                clock_set(clock_now() + 3 * DAY_MS, false);
                engine_run_due(&t);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_instance"), 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from job where kind = 'flow.begin'"), 0);
                testdb_close(&t);
        }
}

TEST(a_message_reaches_its_object_and_a_signal_all)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct engine_work w = { .object = 42, .name = STR("paid") };
                i64 id, other;

                REQUIRE(begin(&t, kind));
                id = engine_start(&t, waiting, 42);
                other = engine_start(&t, NULL, 43);
                EXPECT_INT(engine_write(&t, apply_message, &w), 0);
                EXPECT_INT(w.n, 1);
                EXPECT_INT(engine_write(&t, apply_message, &w), 0);
                EXPECT_INT(w.n, 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_wait"), 2);
                w.name = STR("closed");
                EXPECT_INT(engine_write(&t, apply_signal, &w), 0);
                engine_run_due(&t);
                EXPECT_INT(engine_instance(&t, id).status, BPMN_DONE);
                EXPECT_INT(engine_instance(&t, other).status, BPMN_RUNNING);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_wait"), 0);
                engine_replay(&t, other);
                testdb_close(&t);
        }
}

TEST(the_program_may_end_between_any_two_steps)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id;

                REQUIRE(begin(&t, kind));
                id = engine_start(&t, timed, 42);
                REQUIRE(testdb_reopen(&t) == 0);
                clock_set(clock_now() + 2 * DAY_MS, false);
                engine_run_due(&t);
                REQUIRE(testdb_reopen(&t) == 0);
                EXPECT_INT(engine_done(&t, id, "urge", FLOW_ANY), 0);
                REQUIRE(testdb_reopen(&t) == 0);
                EXPECT_INT(engine_instance(&t, id).status, BPMN_DONE);
                engine_replay(&t, id);
                testdb_close(&t);
        }
}

TEST(running_instances_keep_their_version_until_they_are_moved)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct engine_work w = { .dry = true };
                i64 id, fresh;

                REQUIRE(begin(&t, kind));
                w.instance = id = engine_start(&t, plain, 42);
                w.model = engine_deploy(&t, longer);
                fresh = engine_start(&t, NULL, 43);
                EXPECT_INT(engine_done(&t, fresh, "check", FLOW_ANY), 0);
                EXPECT(engine_task(&t, fresh, "visit").id != 0);
                EXPECT_INT(engine_write(&t, apply_migrate, &w), 0);
                EXPECT_INT(w.migration.n_obstacles, 0);
                EXPECT_INT(engine_instance(&t, id).seq, 1);
                w.dry = false;
                EXPECT_INT(engine_write(&t, apply_migrate, &w), 0);
                EXPECT_INT(engine_instance(&t, id).model, w.model);
                EXPECT_INT(engine_done(&t, id, "check", FLOW_ANY), 0);
                EXPECT(engine_task(&t, id, "visit").id != 0);
                engine_replay(&t, id);
                testdb_close(&t);
        }
}

TEST(who_stands_where_nothing_is_cannot_be_moved)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct engine_work w = { .dry = true };

                REQUIRE(begin(&t, kind));
                w.instance = engine_start(&t, plain, 42);
                w.model = engine_deploy(&t, without_check);
                EXPECT_INT(engine_write(&t, apply_migrate, &w), ERR_STATE);
                REQUIRE(w.migration.n_obstacles == 1);
                EXPECT_STR(w.migration.obstacles[0].node, "check");
                w.dry = false;
                EXPECT_INT(engine_write(&t, apply_migrate, &w), ERR_STATE);
                EXPECT_INT(engine_instance(&t, w.instance).seq, 1);
                testdb_close(&t);
        }
}

TEST(who_cannot_be_read_is_told_of_and_left_as_it_is)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct engine_work w = { .dry = false };

                REQUIRE(begin(&t, kind));
                w.instance = engine_start(&t, plain, 42);
                w.model = engine_deploy(&t, longer);
                testdb_run(&t, "update flow_instance set state = '{}'");
                EXPECT_INT(engine_write(&t, apply_migrate, &w), ERR_STATE);
                REQUIRE(w.migration.n_obstacles == 1);
                EXPECT_STR(w.migration.obstacles[0].node, "");
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_instance where seq = 1"), 1);
                testdb_close(&t);
        }
}

TEST(old_journals_go_to_the_archive_and_still_tell_the_story)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                i64 id, running;

                REQUIRE(begin(&t, kind));
                id = engine_start(&t, plain, 42);
                running = engine_start(&t, NULL, 43);
                EXPECT_INT(engine_done(&t, id, "check", FLOW_ANY), 0);
                EXPECT_INT(engine_done(&t, id, "sign", FLOW_ANY), 0);
                clock_set(clock_now() + 91 * DAY_MS, false);
                engine_run_due(&t);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_archive"), 1);
                EXPECT_INT(testdb_i64(&t, "select count(*) from flow_journal"), 1);
                EXPECT(engine_replay(&t, id).n > 0);
                engine_replay(&t, running);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_model_is_kept_as_it_came_and_a_broken_one_is_refused),
                RUN(tasks_come_and_go_and_the_journal_tells_it_again),
                RUN(an_old_number_and_a_repeated_answer_change_nothing),
                RUN(a_handler_that_fails_undoes_the_whole_step),
                RUN(outside_work_is_tried_again_and_its_error_takes_its_way),
                RUN(a_timer_is_due_when_its_time_has_come),
                RUN(a_process_begins_by_the_clock_as_often_as_it_says),
                RUN(a_newer_version_ends_the_timers_of_the_older),
                RUN(a_message_reaches_its_object_and_a_signal_all),
                RUN(the_program_may_end_between_any_two_steps),
                RUN(running_instances_keep_their_version_until_they_are_moved),
                RUN(who_stands_where_nothing_is_cannot_be_moved),
                RUN(who_cannot_be_read_is_told_of_and_left_as_it_is),
                RUN(old_journals_go_to_the_archive_and_still_tell_the_story));
}
