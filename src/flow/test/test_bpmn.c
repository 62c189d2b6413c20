/*
 * src/flow/test/test_bpmn.c: what whoever runs a process relies on. Every step is saved and
 * restored, so that no test passes with something that is in memory only.
 */
#include "test/test.h"

#include "base/clock.h"
#include "flow/bpmn_run.h"
#include "flow/bpmn_trace.h"

#define HEAD                                                                                       \
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "                        \
        "xmlns:m='urn:motcua:bpmn' xmlns:x='urn:vendor' id='d' targetNamespace='t'>"
#define PROCESS(content)                                                                           \
        HEAD "<process id='p' isExecutable='true'>" content "</process></definitions>"
#define FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"
#define WHEN(id, from, to, condition)                                                              \
        "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'>"                       \
        "<conditionExpression>" condition "</conditionExpression></sequenceFlow>"
#define START    "<startEvent id='s'/>"
#define END      "<endEvent id='e'/>"
#define TASK(id) "<userTask id='" id "' name='" id "'/>"

/* A process in hand: every effect is a word of the log. */
struct hand {
        struct arena *arena;
        struct bpmn_model *model;
        struct bpmn_machine machine;
        struct buf log;
        i64 last_wait; /* of the last timer armed */
};

static struct bpmn_model *load(struct arena *a, const char *xml)
{
        struct bpmn_source s = { STR("test.bpmn"), str_of(xml) };
        struct bpmn_model *m = NULL;

        return bpmn_load(a, &s, 1, &m) < 0 ? NULL : m;
}

static void write_log(struct hand *h)
{
        static const char *const words[BPMN_EFFECT_MAX] = { "task", "job", "decide", "script",
                "drop", "arm", "disarm", "send", "signal", NULL, NULL, "stuck", "completed",
                "broken", "cancelled" };

        for (const struct bpmn_effect *e = h->machine.effects; e; e = e->next) {
                if (e->kind == BPMN_ARM)
                        h->last_wait = e->token;
                if (words[e->kind])
                        buf_fmt(&h->log, "%s%s:%.*s", h->log.len ? " " : "", words[e->kind],
                                STRF(e->kind == BPMN_SEND || e->kind == BPMN_SIGNALLED ||
                                                        e->kind == BPMN_BROKEN
                                                ? e->name
                                                : e->node_id));
        }
}

static int step(struct hand *h, struct bpmn_input in)
{
        struct bpmn_state *again;
        struct str text;
        int r;

        h->log.len = 0;
        r = bpmn_step(&h->machine, &in);
        if (r < 0)
                return r;
        write_log(h);
        text = bpmn_save(h->arena, h->machine.state);
        EXPECT_INT(bpmn_restore(h->arena, h->model, text, &again), 0);
        EXPECT(str_eq(bpmn_save(h->arena, again), text));
        h->machine.state = again;
        return 0;
}

static const struct feel_value *context(struct arena *a, const char *text)
{
        struct feel_expr *e;

        if (!text || feel_compile(a, str_of(text), NULL, FEEL_EXPRESSION, &e, NULL) < 0)
                return NULL;
        return feel_eval(feel_run_new(a, NULL), e, NULL);
}

static bool begin(struct hand *h, const char *xml, const char *variables)
{
        struct arena *a = arena_new(64 << 20);

        *h = (struct hand){ .arena = a, .model = load(a, xml) };
        buf_init(&h->log, a, 1 << 16);
        if (!h->model)
                return false;
        for (const struct bpmn_problem *p = bpmn_problems(h->model); p; p = p->next)
                if (p->severity < BPMN_WARNING)
                        printf("    %.*s %.*s: %.*s\n", STRF(p->rule), STRF(p->element),
                                STRF(p->text));
        h->machine = (struct bpmn_machine){ .arena = a, .model = h->model, .now = 1000 * DAY_MS };
        h->machine.state = bpmn_state_new(a);
        return step(h, (struct bpmn_input){ .kind = BPMN_IN_START,
                               .name = STR("p"),
                               .data = context(a, variables) }) == 0;
}

/* The token that waits at the node. */
static i64 at(struct hand *h, const char *node)
{
        struct bpmn_waiting w;

        for (size_t i = 0; bpmn_waits(h->machine.state, i, &w); i++)
                if (str_is(w.node_id, node))
                        return w.token;
        return 0;
}

static int input(
        struct hand *h, enum bpmn_input_kind kind, i64 token, const char *name, const char *data)
{
        return step(h, (struct bpmn_input){ .kind = kind,
                               .token = token,
                               .name = str_of(name),
                               .data = context(h->arena, data) });
}

static int done(struct hand *h, const char *node, const char *data)
{
        return input(h, BPMN_IN_DONE, at(h, node), "", data);
}

static struct str variable(struct hand *h, const char *name)
{
        const struct feel_value *v = feel_get(bpmn_variables(&h->machine), str_of(name));

        return v ? feel_text(h->arena, v) : STR("absent");
}

#define LOG(h) buf_str(&(h)->log)

/* ------------------------------------------------------------ reading */

TEST(what_is_no_bpmn_is_refused_with_a_reason)
{
        static const char *const texts[] = { "", "<a", "<a/>", "<!DOCTYPE a><a/>",
                "<definitions xmlns='urn:x'/>" };
        AUTO(arena_freep) struct arena *a = arena_new(8 << 20);

        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                struct bpmn_source s = { STR("x"), str_of(texts[i]) };
                struct bpmn_model *m;

                EXPECT_INT(bpmn_load(a, &s, 1, &m), ERR_INVALID);
                EXPECT(bpmn_problems(m) != NULL);
        }
}

TEST(a_problem_names_element_rule_and_line)
{
        AUTO(arena_freep) struct arena *a = arena_new(8 << 20);
        struct bpmn_model *m =
                load(a, HEAD "\n<process id='p'><startEvent id='s'/>\n"
                             "<endEvent id='e'/>" FLOW("f", "s",
                                     "e") "\n<endEvent id='lost'/></process></definitions>");
        const struct bpmn_problem *p;

        REQUIRE(m);
        p = bpmn_problems(m);
        REQUIRE(p);
        EXPECT_STR(p->element, "lost");
        EXPECT_STR(p->rule, "start-and-end");
        EXPECT_STR(p->source, "test.bpmn");
        EXPECT_INT(p->line, 4);
        EXPECT_INT(bpmn_worst(m), BPMN_ERROR);
}

TEST(extensions_of_vendors_are_left_alone)
{
        AUTO(arena_freep) struct arena *a = arena_new(8 << 20);
        struct bpmn_model *m = load(
                a, PROCESS(START "<userTask id='t' x:assignee='me'><extensionElements><x:io id='s'>"
                                 "<x:deep/></x:io></extensionElements></userTask>" END FLOW(
                                         "f", "s", "t") FLOW("g", "t", "e")));

        REQUIRE(m);
        EXPECT_INT(bpmn_worst(m), BPMN_FINE);
}

TEST(what_is_not_executed_is_said_politely)
{
        AUTO(arena_freep) struct arena *a = arena_new(8 << 20);
        struct bpmn_model *m = load(a, PROCESS(START "<adHocSubProcess id='h'/>" END FLOW(
                                               "f", "s", "h") FLOW("g", "h", "e")));

        REQUIRE(m);
        EXPECT_INT(bpmn_worst(m), BPMN_UNSUPPORTED);
        EXPECT_STR(bpmn_problems(m)->element, "h");
}

/* ------------------------------------------------------------ flow */

TEST(a_user_task_waits_and_its_answers_are_variables)
{
        struct hand h;

        REQUIRE(begin(&h, PROCESS(START TASK("t") END FLOW("f", "s", "t") FLOW("g", "t", "e")),
                "{a: 1}"));
        EXPECT_STR(LOG(&h), "task:t");
        EXPECT_INT(done(&h, "t", "{b: a}"), 0);
        EXPECT_STR(LOG(&h), "completed:p");
        EXPECT_INT(bpmn_status(h.machine.state), BPMN_DONE);
        arena_free(h.arena);
}

TEST(the_same_input_twice_does_nothing)
{
        struct hand h;
        i64 token;

        REQUIRE(begin(&h,
                PROCESS(START TASK("t") TASK("u") END FLOW("f", "s", "t") FLOW("g", "t", "u")
                                FLOW("i", "u", "e")),
                NULL));
        token = at(&h, "t");
        EXPECT_INT(input(&h, BPMN_IN_DONE, token, "", NULL), 0);
        EXPECT_STR(LOG(&h), "task:u");
        EXPECT_INT(input(&h, BPMN_IN_DONE, token + 1000, "", NULL), ERR_STATE);
        EXPECT_INT(done(&h, "u", NULL), 0);
        EXPECT_INT(done(&h, "u", NULL), ERR_STATE);
        arena_free(h.arena);
}

#define CHOICE                                                                                     \
        PROCESS(START "<exclusiveGateway id='x'/>" TASK("a") TASK("b") END FLOW("f", "s", "x")     \
                        WHEN("g", "x", "a", "fee &gt; 0") WHEN("i", "x", "b", "fee &lt; 0")        \
                                FLOW("j", "a", "e") FLOW("k", "b", "e"))

TEST(a_gateway_without_a_way_is_an_incident_that_can_be_repaired)
{
        struct hand h;

        REQUIRE(begin(&h, CHOICE, "{fee: 1}"));
        EXPECT_STR(LOG(&h), "task:a");
        arena_free(h.arena);
        REQUIRE(begin(&h, CHOICE, "{fee: 0}"));
        EXPECT_STR(LOG(&h), "stuck:x");
        EXPECT_INT(input(&h, BPMN_IN_RETRY, at(&h, "x"), "", NULL), 0);
        EXPECT_STR(LOG(&h), "stuck:x");
        EXPECT_INT(input(&h, BPMN_IN_RETRY, at(&h, "x"), "", "{fee: -1}"), 0);
        EXPECT_STR(LOG(&h), "task:b");
        arena_free(h.arena);
}

TEST(parallel_branches_meet_again)
{
        struct hand h;

        REQUIRE(begin(&h,
                PROCESS(START "<parallelGateway id='x'/><parallelGateway id='y'/>" TASK("a")
                                TASK("b") TASK("c") END FLOW("f", "s", "x") FLOW("g", "x", "a")
                                        FLOW("i", "x", "b") FLOW("j", "a", "y") FLOW("k", "b", "y")
                                                FLOW("l", "y", "c") FLOW("m", "c", "e")),
                NULL));
        EXPECT_STR(LOG(&h), "task:a task:b");
        EXPECT_INT(done(&h, "b", NULL), 0);
        EXPECT_STR(LOG(&h), "");
        EXPECT_INT(done(&h, "a", NULL), 0);
        EXPECT_STR(LOG(&h), "task:c");
        arena_free(h.arena);
}

TEST(an_inclusive_gateway_waits_for_those_that_come_and_no_others)
{
        static const char model[] = PROCESS(
                START "<inclusiveGateway id='x'/><inclusiveGateway id='y'/>" TASK("a") TASK("b")
                        TASK("c") TASK("d") END FLOW("f", "s", "x") WHEN("g", "x", "a", "n &gt; 0")
                                WHEN("i", "x", "b", "n &gt; 1") WHEN("j", "x", "c", "n &gt; 2")
                                        FLOW("k", "a", "y") FLOW("l", "b", "y") FLOW("m", "c", "y")
                                                FLOW("n", "y", "d") FLOW("o", "d", "e"));
        struct hand h;

        REQUIRE(begin(&h, model, "{n: 2}"));
        EXPECT_STR(LOG(&h), "task:a task:b");
        EXPECT_INT(done(&h, "a", NULL), 0);
        EXPECT_STR(LOG(&h), "");
        EXPECT_INT(done(&h, "b", NULL), 0);
        EXPECT_STR(LOG(&h), "task:d");
        arena_free(h.arena);
}

TEST(a_loop_without_end_is_stopped)
{
        struct hand h = { .arena = NULL };

        EXPECT(!begin(&h,
                PROCESS(START "<task id='a'/><task id='b'/>" END FLOW("f", "s", "a") FLOW(
                        "g", "a", "b") FLOW("i", "b", "a") WHEN("j", "b", "e", "false")),
                NULL));
        EXPECT(h.machine.why.len > 0);
        arena_free(h.arena);
}

/* ------------------------------------------------------------ events */

#define TIMED                                                                                      \
        PROCESS(START TASK("t") "<boundaryEvent id='late' attachedToRef='t'>"                      \
                                "<timerEventDefinition><timeDuration>P2D</timeDuration>"           \
                                "</timerEventDefinition></boundaryEvent>" TASK("u")                \
                                        END FLOW("f", "s", "t") FLOW("g", "t", "e")                \
                                                FLOW("i", "late", "u") FLOW("j", "u", "e"))

TEST(a_timer_on_a_task_takes_it_away_when_due_and_not_before)
{
        struct hand h;

        REQUIRE(begin(&h, TIMED, NULL));
        EXPECT_STR(LOG(&h), "arm:late task:t");
        h.machine.now += DAY_MS;
        EXPECT_INT(input(&h, BPMN_IN_TIMER, h.last_wait, "", NULL), ERR_STATE);
        h.machine.now += DAY_MS;
        EXPECT_INT(input(&h, BPMN_IN_TIMER, h.last_wait, "", NULL), 0);
        EXPECT_STR(LOG(&h), "drop:t disarm:late task:u");
        EXPECT_INT(input(&h, BPMN_IN_TIMER, h.last_wait, "", NULL), ERR_NOT_FOUND);
        arena_free(h.arena);
        REQUIRE(begin(&h, TIMED, NULL));
        EXPECT_INT(done(&h, "t", NULL), 0);
        EXPECT_STR(LOG(&h), "disarm:late completed:p");
        arena_free(h.arena);
}

/* clang-format off */
#define FAILING(code)                                                                              \
        HEAD "<error id='e1' errorCode='" code "'/><error id='e2' errorCode='other'/>"             \
             "<process id='p' isExecutable='true'>" START                                          \
             "<subProcess id='sub'><startEvent id='ss'/><endEvent id='se'>"                        \
             "<errorEventDefinition errorRef='e1'/></endEvent>" FLOW("sf", "ss", "se")             \
             "</subProcess><boundaryEvent id='any' attachedToRef='sub'><errorEventDefinition/>"    \
             "</boundaryEvent><boundaryEvent id='one' attachedToRef='sub'>"                        \
             "<errorEventDefinition errorRef='e2'/></boundaryEvent>" TASK("a") TASK("b") END       \
             FLOW("f", "s", "sub") FLOW("g", "sub", "e") FLOW("i", "any", "a")                     \
             FLOW("j", "one", "b") FLOW("k", "a", "e") FLOW("l", "b", "e")                         \
             "</process></definitions>"
/* clang-format on */

TEST(an_error_is_caught_by_who_names_it_before_who_takes_any)
{
        struct hand h;

        REQUIRE(begin(&h, FAILING("other"), NULL));
        EXPECT_STR(LOG(&h), "task:b");
        arena_free(h.arena);
        REQUIRE(begin(&h, FAILING("unknown"), NULL));
        EXPECT_STR(LOG(&h), "task:a");
        arena_free(h.arena);
}

TEST(a_failing_job_is_caught_or_breaks_the_instance)
{
        static const char model[] =
                PROCESS(START "<serviceTask id='j' m:handler='notify'/>" END FLOW("f", "s", "j")
                                FLOW("g", "j", "e"));
        struct hand h;

        REQUIRE(begin(&h, model, NULL));
        EXPECT_STR(LOG(&h), "job:j");
        EXPECT_INT(input(&h, BPMN_IN_STUCK, at(&h, "j"), "mail server", NULL), 0);
        EXPECT_STR(LOG(&h), "drop:j stuck:j");
        EXPECT_INT(input(&h, BPMN_IN_RETRY, at(&h, "j"), "", NULL), 0);
        EXPECT_STR(LOG(&h), "job:j");
        EXPECT_INT(input(&h, BPMN_IN_FAILED, at(&h, "j"), "no-address", NULL), 0);
        EXPECT_STR(LOG(&h), "drop:j broken:no-address");
        EXPECT_INT(bpmn_status(h.machine.state), BPMN_FAILED);
        arena_free(h.arena);
}

#define MESSAGES                                                                                   \
        HEAD "<message id='m1' name='paid'/><message id='m2' name='withdrawn'/>"                   \
             "<process id='p' isExecutable='true'>" START "<eventBasedGateway id='x'/>"            \
             "<intermediateCatchEvent id='c1'><messageEventDefinition messageRef='m1'/>"           \
             "</intermediateCatchEvent><intermediateCatchEvent id='c2'>"                           \
             "<messageEventDefinition messageRef='m2'/></intermediateCatchEvent>"                  \
             "<intermediateCatchEvent id='c3'><timerEventDefinition><timeDuration>days"            \
             "</timeDuration></timerEventDefinition></intermediateCatchEvent>"                     \
             "<dataObject id='days'/>" TASK("a") TASK("b") TASK("c") END FLOW("f", "s", "x")       \
                     FLOW("g", "x", "c1") FLOW("i", "x", "c2") FLOW("j", "x", "c3")                \
                             FLOW("k", "c1", "a") FLOW("l", "c2", "b") FLOW("m", "c3", "c")        \
                                     FLOW("n", "a", "e") FLOW("o", "b", "e")                       \
                                             FLOW("q", "c", "e") "</process></definitions>"

TEST(the_first_event_behind_a_gateway_decides)
{
        struct hand h;

        REQUIRE(begin(&h, MESSAGES, "{days: duration(\"P1D\")}"));
        EXPECT_STR(LOG(&h), "arm:c3");
        EXPECT_INT(input(&h, BPMN_IN_MESSAGE, 0, "nothing", NULL), ERR_NOT_FOUND);
        EXPECT_INT(input(&h, BPMN_IN_MESSAGE, 0, "paid", "{amount: 50000}"), 0);
        EXPECT_STR(LOG(&h), "disarm:c3 task:a");
        EXPECT_STR(variable(&h, "amount"), "50000");
        EXPECT_INT(input(&h, BPMN_IN_MESSAGE, 0, "withdrawn", NULL), ERR_NOT_FOUND);
        arena_free(h.arena);
        REQUIRE(begin(&h, MESSAGES, "{days: \"P1D\"}"));
        h.machine.now += DAY_MS;
        EXPECT_INT(input(&h, BPMN_IN_TIMER, h.last_wait, "", NULL), 0);
        EXPECT_STR(LOG(&h), "disarm:c3 task:c");
        arena_free(h.arena);
}

/* clang-format off */
#define WITHDRAW                                                                                   \
        HEAD "<message id='m1' name='withdrawn'/><process id='p' isExecutable='true'>" START       \
             TASK("t") END "<subProcess id='h' triggeredByEvent='true'>"                           \
             "<startEvent id='hs' isInterrupting='%s'><messageEventDefinition messageRef='m1'/>"   \
             "</startEvent>" TASK("undo") "<endEvent id='he'/>" FLOW("hf", "hs", "undo")           \
             FLOW("hg", "undo", "he") "</subProcess>" FLOW("f", "s", "t") FLOW("g", "t", "e")      \
             "</process></definitions>"
/* clang-format on */

TEST(an_event_sub_process_interrupts_or_runs_beside)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct hand h;

        REQUIRE(begin(&h, str_fmt(a, WITHDRAW, "true").ptr, NULL));
        EXPECT_INT(input(&h, BPMN_IN_MESSAGE, 0, "withdrawn", NULL), 0);
        EXPECT_STR(LOG(&h), "drop:t task:undo");
        EXPECT_INT(done(&h, "undo", NULL), 0);
        EXPECT_STR(LOG(&h), "completed:p");
        arena_free(h.arena);
        REQUIRE(begin(&h, str_fmt(a, WITHDRAW, "false").ptr, NULL));
        EXPECT_INT(input(&h, BPMN_IN_MESSAGE, 0, "withdrawn", NULL), 0);
        EXPECT_INT(input(&h, BPMN_IN_MESSAGE, 0, "withdrawn", NULL), 0);
        EXPECT_STR(LOG(&h), "task:undo");
        EXPECT_INT(done(&h, "t", NULL), 0);
        EXPECT_INT(done(&h, "undo", NULL), 0);
        EXPECT_INT(bpmn_status(h.machine.state), BPMN_RUNNING);
        EXPECT_INT(done(&h, "undo", NULL), 0);
        EXPECT_INT(bpmn_status(h.machine.state), BPMN_DONE);
        arena_free(h.arena);
}

/* clang-format off */
#define CONDITIONAL                                                                                \
        PROCESS(START TASK("t") "<intermediateCatchEvent id='c'><conditionalEventDefinition>"      \
                "<condition xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "                \
                "xsi:type='tFormalExpression'>paid = true</condition>"                             \
                "</conditionalEventDefinition></intermediateCatchEvent>" END                       \
                FLOW("f", "s", "c") FLOW("g", "c", "t") FLOW("i", "t", "e"))
/* clang-format on */

/* clang-format off */
#define TOGETHER                                                                                   \
        HEAD "<signal id='g1' name='one'/><signal id='g2' name='two'/>"                            \
             "<process id='p' isExecutable='true'>" START "<parallelGateway id='x'/>"              \
             "<intermediateThrowEvent id='t'><signalEventDefinition signalRef='g1'/>"              \
             "</intermediateThrowEvent><intermediateCatchEvent id='c' parallelMultiple='true'>"    \
             "<signalEventDefinition signalRef='g1'/><signalEventDefinition signalRef='g2'/>"      \
             "</intermediateCatchEvent>" TASK("u") END FLOW("f", "s", "x") FLOW("g", "x", "t")     \
             FLOW("i", "x", "c") FLOW("j", "t", "e") FLOW("k", "c", "u") FLOW("l", "u", "e")       \
             "</process></definitions>"
/* clang-format on */

TEST(an_event_of_several_parts_waits_for_all_of_them)
{
        struct hand h;

        REQUIRE(begin(&h, TOGETHER, NULL));
        EXPECT_STR(LOG(&h), "signal:one");
        EXPECT_INT(input(&h, BPMN_IN_SIGNAL, 0, "one", NULL), 0);
        EXPECT_STR(LOG(&h), "");
        EXPECT_INT(input(&h, BPMN_IN_SIGNAL, 0, "two", NULL), 0);
        EXPECT_STR(LOG(&h), "task:u");
        arena_free(h.arena);
}

TEST(a_condition_fires_when_it_becomes_true)
{
        struct hand h;

        REQUIRE(begin(&h, CONDITIONAL, "{paid: false}"));
        EXPECT_STR(LOG(&h), "");
        EXPECT_INT(input(&h, BPMN_IN_SET, 0, "", "{other: true}"), 0);
        EXPECT_STR(LOG(&h), "");
        EXPECT_INT(input(&h, BPMN_IN_SET, 0, "", "{paid: true}"), 0);
        EXPECT_STR(LOG(&h), "task:t");
        arena_free(h.arena);
}

TEST(what_was_done_is_undone_in_the_reverse_order)
{
#define UNDOABLE(id)                                                                               \
        "<serviceTask id='" id "'/><boundaryEvent id='b" id "' attachedToRef='" id "'>"            \
        "<compensateEventDefinition/></boundaryEvent><serviceTask id='undo-" id                    \
        "' isForCompensation='true'/><association id='as" id "' sourceRef='b" id                   \
        "' targetRef='undo-" id "'/>"
        static const char model[] = PROCESS(START UNDOABLE("a") UNDOABLE(
                "b") "<endEvent id='e'><compensateEventDefinition/></endEvent>" FLOW("f", "s", "a")
                        FLOW("g", "a", "b") FLOW("i", "b", "e"));
        struct hand h;

        REQUIRE(begin(&h, model, NULL));
        EXPECT_INT(done(&h, "a", NULL), 0);
        EXPECT_INT(done(&h, "b", NULL), 0);
        EXPECT_STR(LOG(&h), "job:undo-b");
        EXPECT_INT(done(&h, "undo-b", NULL), 0);
        EXPECT_STR(LOG(&h), "job:undo-a");
        EXPECT_INT(done(&h, "undo-a", NULL), 0);
        EXPECT_STR(LOG(&h), "completed:p");
        arena_free(h.arena);
}

/* clang-format off */
#define UNDO_INSIDE                                                                                \
        PROCESS(START "<subProcess id='sub'><startEvent id='ss'/><serviceTask id='a'/>"            \
                "<endEvent id='se'/>" FLOW("sf", "ss", "a") FLOW("sg", "a", "se")                  \
                "<subProcess id='h' triggeredByEvent='true'><startEvent id='hs'>"                  \
                "<compensateEventDefinition/></startEvent><serviceTask id='u'/>"                   \
                "<endEvent id='he'/>" FLOW("hf", "hs", "u") FLOW("hg", "u", "he") "</subProcess>"  \
                "</subProcess><intermediateThrowEvent id='t'><compensateEventDefinition "          \
                "activityRef='sub'/></intermediateThrowEvent>" END FLOW("f", "s", "sub")           \
                FLOW("g", "sub", "t") FLOW("i", "t", "e"))
/* clang-format on */

TEST(a_sub_process_may_hold_what_undoes_it)
{
        struct hand h;

        REQUIRE(begin(&h, UNDO_INSIDE, NULL));
        EXPECT_STR(LOG(&h), "job:a");
        EXPECT_INT(done(&h, "a", NULL), 0);
        EXPECT_STR(LOG(&h), "job:u");
        EXPECT_INT(done(&h, "u", NULL), 0);
        EXPECT_STR(LOG(&h), "completed:p");
        arena_free(h.arena);
}

/* ------------------------------------------------------------ activities and data */

#define CONSULT(sequential, rest)                                                                  \
        PROCESS(START                                                                              \
                "<userTask id='t'><multiInstanceLoopCharacteristics isSequential='" sequential     \
                "' m:collection='units' m:item='unit' m:output='opinions' "                        \
                "m:outputItem='opinion'>" rest "</multiInstanceLoopCharacteristics>"               \
                "</userTask>" END FLOW("f", "s", "t") FLOW("g", "t", "e"))

TEST(every_unit_of_a_list_is_asked_and_the_answers_keep_their_order)
{
        struct hand h;

        REQUIRE(begin(&h, CONSULT("false", ""), "{units: [\"A\", \"B\"]}"));
        EXPECT_STR(LOG(&h), "task:t task:t");
        EXPECT_INT(input(&h, BPMN_IN_DONE, at(&h, "t") + 2, "", "{opinion: \"second\"}"), 0);
        EXPECT_INT(done(&h, "t", "{opinion: \"first\"}"), 0);
        EXPECT_STR(LOG(&h), "completed:p");
        EXPECT_STR(variable(&h, "opinions"), "[\"first\", \"second\"]");
        arena_free(h.arena);
}

TEST(enough_answers_end_the_asking)
{
        struct hand h;

        REQUIRE(begin(&h,
                CONSULT("true", "<completionCondition>numberOfCompletedInstances = 2"
                                "</completionCondition>"),
                "{units: [1, 2, 3]}"));
        EXPECT_STR(LOG(&h), "task:t");
        EXPECT_INT(done(&h, "t", NULL), 0);
        EXPECT_STR(LOG(&h), "task:t");
        EXPECT_INT(done(&h, "t", NULL), 0);
        EXPECT_STR(LOG(&h), "completed:p");
        arena_free(h.arena);
}

/* clang-format off */
#define CALLING                                                                                    \
        HEAD "<itemDefinition id='n' structureRef='number'/><process id='p' isExecutable='true'>"  \
             START "<callActivity id='c' calledElement='q'>"                                       \
             "<dataInputAssociation><targetRef>in</targetRef><assignment><from>a + 1</from>"       \
             "<to>in</to></assignment></dataInputAssociation><dataOutputAssociation>"              \
             "<sourceRef>out</sourceRef><targetRef>r</targetRef></dataOutputAssociation>"          \
             "<ioSpecification><dataInput id='in' name='x'/><dataOutput id='out' name='y'/>"       \
             "<inputSet><dataInputRefs>in</dataInputRefs></inputSet><outputSet>"                   \
             "<dataOutputRefs>out</dataOutputRefs></outputSet></ioSpecification></callActivity>"   \
             "<dataObject id='r' name='kết quả'/>" TASK("t") END                                \
             FLOW("f", "s", "c") FLOW("g", "c", "t") FLOW("i", "t", "e") "</process>"              \
             "<process id='q' isExecutable='true'>" "<startEvent id='qs'/>"                        \
             "<scriptTask id='qt' m:result='y'><script>if a = null then x * 2 else 0</script>"     \
             "</scriptTask><endEvent id='qe'/>" FLOW("qf", "qs", "qt") FLOW("qg", "qt", "qe")      \
             "</process></definitions>"
/* clang-format on */

TEST(a_called_process_has_variables_of_its_own)
{
        struct hand h;

        REQUIRE(begin(&h, CALLING, "{a: 20}"));
        EXPECT_STR(LOG(&h), "task:t");
        EXPECT_STR(variable(&h, "kết quả"), "42");
        arena_free(h.arena);
}

TEST(a_task_says_who_does_it_where_with_what_and_until_when)
{
        static const char model[] =
                PROCESS("<laneSet id='ls'><lane id='l' name='specialist'>"
                        "<flowNodeRef>t</flowNodeRef></lane></laneSet>" START
                        "<userTask id='t' name='Thẩm định' m:form='appraise' m:unit='unit' "
                        "m:deadline='@\"P3D\"'/>" END FLOW("f", "s", "t") FLOW("g", "t", "e"));
        const struct bpmn_effect *e;
        struct hand h;

        REQUIRE(begin(&h, model, "{unit: \"H56.14\"}"));
        for (e = h.machine.effects; e && e->kind != BPMN_DO_TASK; e = e->next)
                ;
        REQUIRE(e);
        EXPECT_STR(e->name, "Thẩm định");
        EXPECT_STR(e->role, "specialist");
        EXPECT_STR(e->form, "appraise");
        EXPECT_STR(e->unit, "H56.14");
        EXPECT_INT(e->due - h.machine.now, 3 * DAY_MS);
        arena_free(h.arena);
}

TEST(a_story_tells_every_step_on_a_virtual_clock)
{
        AUTO(arena_freep) struct arena *a = arena_new(8 << 20);
        struct bpmn_model *m = load(a, TIMED);
        struct str why;
        struct buf out;

        REQUIRE(m);
        buf_init(&out, a, 1 << 20);
        EXPECT_INT(bpmn_story(a, m, STR("p"), NULL, &out, &why), 0);
        EXPECT(str_find(buf_str(&out), STR("entered t")) >= 0);
        EXPECT(str_find(buf_str(&out), STR("completed p")) >= 0);
        EXPECT_INT(bpmn_trace(a, m, STR("absent"), NULL, &out, &why), ERR_NOT_FOUND);
}

/* clang-format off */
#define BY_EVENT(definition)                                                                       \
        PROCESS("<startEvent id='s'>" definition "</startEvent>" TASK("t") END FLOW("f", "s", "t") \
                FLOW("g", "t", "e"))
#define BY_TIMER                                                                                   \
        BY_EVENT("<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>")
#define BY_CONDITION                                                                               \
        BY_EVENT("<conditionalEventDefinition><condition "                                         \
                 "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "                          \
                 "xsi:type='tFormalExpression'>amount &gt; 1</condition>"                          \
                 "</conditionalEventDefinition>")
/* clang-format on */

TEST(a_process_that_an_event_starts_does_not_start_without_it)
{
        AUTO(arena_freep) struct arena *a = arena_new(8 << 20);
        struct bpmn_timed t;
        struct str why;
        struct buf out;
        struct hand h;

        EXPECT(!begin(&h, BY_TIMER, NULL));
        EXPECT_INT(bpmn_timed_start(&h.machine, STR("p"), 0, I64_NULL, &t), 0);
        EXPECT_INT(t.due - h.machine.now, HOUR_MS);
        EXPECT_STR(t.event, "s");
        EXPECT_INT(bpmn_timed_start(&h.machine, STR("p"), 1, I64_NULL, &t), ERR_NOT_FOUND);
        EXPECT_INT(bpmn_timed_start(&h.machine, STR("p"), 0, t.due, &t), ERR_INVALID);
        buf_init(&out, a, 1 << 20);
        EXPECT_INT(bpmn_story(a, h.model, STR("p"), NULL, &out, &why), 0);
        EXPECT(str_find(buf_str(&out), STR("T08:00:00+07:00 completed p")) >= 0);
        arena_free(h.arena);
        EXPECT(!begin(&h, BY_CONDITION, "{amount: 1}"));
        arena_free(h.arena);
        EXPECT(begin(&h, BY_CONDITION, "{amount: 2}"));
        EXPECT_STR(LOG(&h), "task:t");
        arena_free(h.arena);
}

TEST(a_state_that_could_not_be_read_back_is_none)
{
        struct bpmn_input in = { .kind = BPMN_IN_START, .name = STR("p") };
        struct hand h;

        REQUIRE(begin(&h, TIMED, NULL));
        h.machine.state = bpmn_state_new(h.arena);
        in.data = context(h.arena, "{x: string join(for i in 1..99999 return \"dài\")}");
        EXPECT_INT(bpmn_step(&h.machine, &in), 0);
        EXPECT(!bpmn_save(h.arena, h.machine.state).ptr);
        arena_free(h.arena);
}

TEST(a_state_of_another_model_is_not_taken)
{
        AUTO(arena_freep) struct arena *a = arena_new(8 << 20);
        struct bpmn_model *other = load(a, PROCESS(START END FLOW("f", "s", "e")));
        struct bpmn_state *s;
        struct hand h;

        REQUIRE(begin(&h, TIMED, NULL));
        EXPECT_INT(bpmn_restore(a, other, bpmn_save(a, h.machine.state), &s), ERR_CORRUPT);
        EXPECT_INT(bpmn_restore(a, other, STR("{}"), &s), ERR_CORRUPT);
        EXPECT_INT(bpmn_restore(a, other, STR("nonsense"), &s), ERR_CORRUPT);
        arena_free(h.arena);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_is_no_bpmn_is_refused_with_a_reason),
                RUN(a_problem_names_element_rule_and_line),
                RUN(extensions_of_vendors_are_left_alone),
                RUN(what_is_not_executed_is_said_politely),
                RUN(a_user_task_waits_and_its_answers_are_variables),
                RUN(the_same_input_twice_does_nothing),
                RUN(a_gateway_without_a_way_is_an_incident_that_can_be_repaired),
                RUN(parallel_branches_meet_again),
                RUN(an_inclusive_gateway_waits_for_those_that_come_and_no_others),
                RUN(a_loop_without_end_is_stopped),
                RUN(a_timer_on_a_task_takes_it_away_when_due_and_not_before),
                RUN(an_error_is_caught_by_who_names_it_before_who_takes_any),
                RUN(a_failing_job_is_caught_or_breaks_the_instance),
                RUN(the_first_event_behind_a_gateway_decides),
                RUN(an_event_sub_process_interrupts_or_runs_beside),
                RUN(an_event_of_several_parts_waits_for_all_of_them),
                RUN(a_condition_fires_when_it_becomes_true),
                RUN(what_was_done_is_undone_in_the_reverse_order),
                RUN(a_sub_process_may_hold_what_undoes_it),
                RUN(every_unit_of_a_list_is_asked_and_the_answers_keep_their_order),
                RUN(enough_answers_end_the_asking), RUN(a_called_process_has_variables_of_its_own),
                RUN(a_task_says_who_does_it_where_with_what_and_until_when),
                RUN(a_story_tells_every_step_on_a_virtual_clock),
                RUN(a_process_that_an_event_starts_does_not_start_without_it),
                RUN(a_state_that_could_not_be_read_back_is_none),
                RUN(a_state_of_another_model_is_not_taken));
}
