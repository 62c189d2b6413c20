/*
 * Dossiers follow their process: every node of every standard process is passed, no state changes
 * but in a service task, a task that is drawn into a published process is there for new dossiers
 * and not for old ones, and dossiers of before there were processes go on where they stood.
 */
#include "base/embedded.h"
#include "job/job.h"
#include "mod/dossier/process.h"
#include "mod/dossier/test/fixture.h"
#include "test/test.h"

#define LATER (60 * DAY_MS)

/* By whom, what. "@later": the clock goes on; "@name": a message from outside. */
struct done {
        enum role_of by;
        const char *action;
};
#define STEPS_MAX 32
struct path {
        const char *process, *parameters;
        struct done steps[STEPS_MAX]; /* ends with action NULL */
        int state;
        const char *step;
};

#define C(action)                                                                                  \
        {                                                                                          \
                COUNTER, action                                                                    \
        }
#define S(action)                                                                                  \
        {                                                                                          \
                SPECIALIST, action                                                                 \
        }
#define L(action)                                                                                  \
        {                                                                                          \
                LEADER, action                                                                     \
        }
#define FS(action)                                                                                 \
        {                                                                                          \
                FAR_SPECIALIST, action                                                             \
        }
#define FL(action)                                                                                 \
        {                                                                                          \
                FAR_LEADER, action                                                                 \
        }
#define A(action)                                                                                  \
        {                                                                                          \
                CITIZEN, action                                                                    \
        }
#define AT(what)                                                                                   \
        {                                                                                          \
                CITIZEN, "@" what                                                                  \
        }

static const struct path paths[] = {
        { "single_unit", NULL,
                { C("accept"), S("start"), S("propose"), L("approve"), C("hand_over") }, 10,
                "done" },
        { "single_unit", NULL,
                { C("accept"), L("approve"), L("correct"), S("propose"), L("send_back"),
                        S("propose"), A("withdraw") },
                7, "done" },
        { "single_unit", NULL,
                { C("accept"), S("supplement"), A("resubmit"), L("extend"), S("start"),
                        S("ask_payment"), C("paid"), L("stop"), L("resume"), S("supplement"),
                        A("resubmit"), S("propose") },
                4, "approve" },

        { "with_appraisal", "{appraiser: \"H56.2\"}",
                { C("accept"), S("start"), S("propose"), FS("agree"), L("approve"),
                        C("hand_over") },
                10, "done" },
        { "with_appraisal", NULL,
                { C("accept"), L("extend"), S("supplement"), A("resubmit"), S("start"),
                        S("propose"), S("disagree"), S("ask_payment"), C("paid"), L("stop"),
                        L("resume"), S("propose"), S("agree"), L("send_back"), S("supplement"),
                        A("resubmit"), S("propose"), S("agree"), L("approve"), L("correct"),
                        A("withdraw") },
                7, "done" },

        { "with_consultation", "{consulted: [\"H56.2\"]}",
                { C("accept"), S("start"), FS("agree"), S("propose"), L("approve"),
                        C("hand_over") },
                10, "done" },
        { "with_consultation", "{consulted: [\"H56.2\", \"H56.1\"]}",
                { C("accept"), L("extend"), S("supplement"), A("resubmit"), S("start"),
                        FS("disagree"), AT("later"), S("propose"), L("send_back"), S("ask_payment"),
                        C("paid"), S("supplement"), A("resubmit"), L("stop"), L("resume"),
                        S("propose"), L("approve"), L("correct"), A("withdraw") },
                7, "done" },
        { "with_consultation", NULL, { C("accept"), S("start") }, 4, "process" },

        { "through_levels", "{levels: [\"H56.2\"]}",
                { C("accept"), S("start"), S("propose"), L("send_back"), S("propose"), L("forward"),
                        FS("propose"), FL("send_back"), FS("propose"), FL("approve"),
                        C("hand_over") },
                10, "done" },
        { "through_levels", NULL,
                { C("accept"), L("extend"), S("supplement"), A("resubmit"), S("start"),
                        S("supplement"), A("resubmit"), L("stop"), L("resume"), S("propose"),
                        L("approve"), L("correct"), A("withdraw") },
                7, "done" },

        { "same_day", NULL, { C("accept"), L("approve"), C("hand_over") }, 10, "done" },
        { "same_day", NULL,
                { C("accept"), L("extend"), L("supplement"), A("resubmit"), AT("later"), C("done"),
                        L("start"), S("supplement"), A("resubmit"), S("propose"), L("send_back"),
                        S("propose"), L("stop"), L("resume"), S("propose"), L("approve"),
                        L("correct"), A("withdraw") },
                7, "done" },
        /* What nobody did in time does not hold up the result. */
        { "same_day", NULL, { C("accept"), AT("later"), L("approve"), C("hand_over") }, 10,
                "done" },

        { "with_obligation", NULL,
                { C("accept"), S("start"), S("ask_payment"), C("paid"), S("propose"), L("approve"),
                        C("hand_over") },
                10, "done" },
        { "with_obligation", NULL,
                { C("accept"), L("extend"), S("supplement"), A("resubmit"), S("start"),
                        S("supplement"), A("resubmit"), S("ask_payment"), AT("later"), C("paid"),
                        S("supplement"), A("resubmit"), S("propose"), L("send_back"), L("stop"),
                        L("resume"), S("propose"), L("approve"), L("correct"), A("withdraw") },
                7, "done" },
        { "with_obligation", NULL, { C("accept"), S("start"), S("exempt") }, 4, "process" },

        { "with_inspection", NULL,
                { C("accept"), S("start"), S("pass"), S("propose"), L("approve"), C("hand_over") },
                10, "done" },
        { "with_inspection", NULL,
                { C("accept"), L("extend"), S("supplement"), A("resubmit"), S("start"),
                        S("supplement"), A("resubmit"), AT("later"), L("done"), S("fail"),
                        S("ask_payment"), C("paid"), S("supplement"), A("resubmit"), L("stop"),
                        L("resume"), S("propose"), L("send_back"), S("propose"), L("approve"),
                        L("correct"), A("withdraw") },
                7, "done" },

        { "to_ministry", NULL,
                { C("accept"), S("start"), S("forward"), S("returned"), S("forward"), S("received"),
                        L("approve"), C("hand_over") },
                10, "done" },
        { "to_ministry", NULL,
                { C("accept"), L("extend"), S("supplement"), A("resubmit"), S("start"),
                        S("supplement"), A("resubmit"), S("forward"), AT("later"), S("done"),
                        AT("ministry.result"), L("send_back"), L("stop"), L("resume"), S("forward"),
                        S("received"), L("approve"), L("correct"), A("withdraw") },
                7, "done" },
};

/* At the counter all are alike. */
static const struct path frame[] = {
        { NULL, NULL, { C("refuse") }, 3, "done" },
        { NULL, NULL, { C("supplement"), C("refuse") }, 3, "done" },
        { NULL, NULL, { C("supplement"), A("resubmit") }, 1, "check" },
        { NULL, NULL, { A("withdraw") }, 7, "done" },
};

static const char *const processes[] = { "single_unit", "with_appraisal", "with_consultation",
        "through_levels", "same_day", "with_obligation", "with_inspection", "to_ministry" };

/* ------------------------------------------------------------ which nodes were passed */

#define NODES_MAX 80

struct node {
        char id[40];
        bool passed;
};
static struct node nodes[NODES_MAX];
static size_t n_nodes;

static void list_nodes(struct str source)
{
        static const char *const kinds[] = { "startEvent", "endEvent", "boundaryEvent",
                "intermediateCatchEvent", "userTask", "serviceTask", "sendTask", "scriptTask",
                "exclusiveGateway", "eventBasedGateway", "subProcess" };

        n_nodes = 0;
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
                char mark[60];
                struct str rest = source;
                ptrdiff_t at;

                snprintf(mark, sizeof mark, "<bpmn:%s id=\"", kinds[k]);
                while ((at = str_find(rest, str_of(mark))) >= 0) {
                        struct str id;

                        rest = str_sub(rest, (size_t)at + strlen(mark), rest.len);
                        str_cut(&rest, '"', &id);
                        CHECK(n_nodes < NODES_MAX && id.len < sizeof nodes->id);
                        nodes[n_nodes] = (struct node){ .passed = false };
                        memcpy(nodes[n_nodes++].id, id.ptr, id.len);
                }
        }
        CHECK(n_nodes > 20);
}

/* Marks what an instance passed; true: it changed states as often as the history says. */
static bool look(struct tx *tx, i64 dossier)
{
        struct flow_story story;
        struct dossier_step_row_rows steps;
        struct dossier d;
        int by_tasks = 0, by_history = 0;

        if (dossier_by_id(tx, dossier, &d) < 0 || flow_replay(tx, d.flow_id, &story) < 0 ||
                dossier_steps(tx, dossier, &steps) < 0)
                return false;
        for (size_t i = 0; i < story.n; i++) {
                const struct flow_event *e = &story.events[i];

                for (size_t k = 0; k < n_nodes; k++)
                        if (e->kind == BPMN_ENTERED && str_is(e->node, nodes[k].id))
                                nodes[k].passed = true;
                by_tasks += e->kind == BPMN_DO_JOB &&
                            dossier_is_lawful(str_sub(e->name, strlen("dossier."), e->name.len)) &&
                            !str_is(e->name, "dossier.extend");
        }
        for (size_t i = 1; i < steps.n; i++)
                by_history += steps.rows[i].from_state != steps.rows[i].to_state;
        return by_tasks == by_history;
}

static void check_passed(struct small *s, i64 dossier)
{
        AUTO(arena_freep) struct arena *a = arena_new(32 << 20);
        struct tx *tx;

        CHECK(store_read_begin(s->t.store, a, &tx) == 0);
        EXPECT(look(tx, dossier));
        store_read_end(tx);
}

/* ------------------------------------------------------------ walking */

struct use {
        const char *process, *parameters;
};

static int put_use(struct tx *tx, void *arg)
{
        const struct use *u = arg;

        return dossier_process_use(tx, STR("1.900001"), str_of(u->process),
                u->parameters ? str_of(u->parameters) : STR_NULL);
}

struct outside {
        i64 dossier;
        const char *name;
        i64 n;
};

static int send_outside(struct tx *tx, void *arg)
{
        struct outside *o = arg;

        return flow_message(tx, o->dossier, str_of(o->name), NULL, I64_NULL, &o->n);
}

static void run_jobs(struct small *s)
{
        static const struct job_kind *const kinds[] = { flow_jobs, NULL };
        AUTO(arena_freep) struct arena *a = arena_new(32 << 20);
        i64 n;

        s->now += LATER;
        clock_set(s->now, false);
        job_set_tables(kinds, NULL);
        EXPECT_INT(job_run_due(s->t.store, a, &n), 0);
        EXPECT(n > 0);
}

static int take(struct small *s, i64 id, const struct done *d)
{
        struct outside o = { id, d->action + 1, 0 };
        struct small_act act = { .by = d->by,
                .action = d->action,
                .note = "Lý do bằng lời",
                .defect = strcmp(d->action, "supplement") == 0 ? "Thiếu bản sao" : NULL,
                .version = I64_NULL };

        if (strcmp(d->action, "@later") == 0) {
                run_jobs(s);
                return 0;
        }
        if (d->action[0] == '@')
                return small_write(s, send_outside, &o) < 0 || o.n != 1 ? ERR_STATE : 0;
        return small_move(s, id, &act);
}

static i64 walk(struct small *s, const struct path *p, const char *process)
{
        struct use use = { process, p->parameters };
        struct dossier d;
        i64 id;

        CHECK(small_write(s, put_use, &use) == 0);
        id = small_submit(s);
        for (size_t i = 0; id && i < STEPS_MAX && p->steps[i].action; i++) {
                int r;

                s->now += MINUTE_MS;
                r = take(s, id, &p->steps[i]);
                if (r < 0) {
                        printf("    %s: step %zu, %s: %s\n", process, i, p->steps[i].action,
                                err_name(r));
                        EXPECT(!"the process does not go on");
                        return 0;
                }
        }
        CHECK(id && small_dossier(s, id, &d) == 0);
        EXPECT_INT(d.state, p->state);
        EXPECT_STR(d.step, p->step);
        return id;
}

TEST(standard_processes_are_passed_through_and_states_change_in_service_tasks_only)
{
        TESTDB_EACH(kind)
        {
                struct small s;

                for (size_t k = 0; k < ARRAY_LEN(processes); k++) {
                        AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
                        struct str source;

                        REQUIRE(small_open(&s, kind));
                        REQUIRE(embedded_read(a,
                                        str_fmt(a, "data/processes/%s.bpmn", processes[k]).ptr,
                                        &source) == 0);
                        list_nodes(source);
                        for (size_t i = 0; i < ARRAY_LEN(frame); i++)
                                check_passed(&s, walk(&s, &frame[i], processes[k]));
                        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
                                if (strcmp(paths[i].process, processes[k]) == 0)
                                        check_passed(&s, walk(&s, &paths[i], processes[k]));
                        for (size_t i = 0; i < n_nodes; i++)
                                if (!nodes[i].passed) {
                                        printf("    %s: %s\n", processes[k], nodes[i].id);
                                        EXPECT(!"no path passes this node");
                                }
                        small_close(&s);
                }
        }
}

/* ------------------------------------------------------------ whose task it is */

TEST(a_task_of_another_unit_is_theirs_and_they_see_the_dossier)
{
        static const struct path asked = { "with_appraisal", "{appraiser: \"H56.2\"}",
                { C("accept"), S("start"), S("propose") }, 4, "wait" };

        TESTDB_EACH(kind)
        {
                const struct small_act agree = {
                        .by = SPECIALIST, .action = "agree", .version = I64_NULL
                };
                AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
                const struct str far[] = { STR("H56.2") };
                struct dossier_brief_rows rows;
                struct small s;
                struct dossier d;
                struct tx *tx;
                i64 id;

                REQUIRE(small_open(&s, kind));
                id = walk(&s, &asked, asked.process);
                EXPECT_INT(small_move(&s, id, &agree), ERR_DENIED);
                REQUIRE(small_dossier(&s, id, &d) == 0);
                REQUIRE(store_read_begin(s.t.store, a, &tx) == 0);
                EXPECT_INT(dossier_visible(tx, &s.who[FAR_SPECIALIST], &d), 0);
                EXPECT_INT(dossier_visible(tx, &s.who[NEIGHBOUR], &d), ERR_NOT_FOUND);
                EXPECT_INT(dossiers_asked(tx, far, 1, 0, 10, &rows), 0);
                EXPECT_INT(rows.n, 1);
                store_read_end(tx);
                small_close(&s);
        }
}

/* ------------------------------------------------------------ versions */

/* A user task between accepting and resolving, as somebody draws it in the browser. */
static struct str drawn_in(struct arena *a, struct str source)
{
        static const char flow[] = "sourceRef=\"accept\" targetRef=\"resolve\"";
        static const char task[] =
                "<bpmn:userTask id=\"look\" name=\"Xem xét thêm\"><bpmn:incoming>accept_to_resolve"
                "</bpmn:incoming><bpmn:outgoing>look_to_resolve</bpmn:outgoing></bpmn:userTask>"
                "<bpmn:sequenceFlow id=\"look_to_resolve\" sourceRef=\"look\" targetRef=\"resolve\" />";
        static const char begin[] = "<bpmn:subProcess id=\"resolve\"";
        static const char incoming[] = "<bpmn:incoming>accept_to_resolve</bpmn:incoming>";
        struct buf b;
        ptrdiff_t at = str_find(source, str_of(begin)), in, by;

        CHECK(at > 0);
        buf_init(&b, a, 1 << 20);
        buf_add(&b, str_sub(source, 0, (size_t)at));
        buf_addc(&b, task);
        source = str_sub(source, (size_t)at, source.len);
        in = str_find(source, str_of(incoming));
        by = str_find(source, str_of(flow));
        CHECK(in > 0 && by > in);
        buf_add(&b, str_sub(source, 0, (size_t)in));
        buf_addc(&b, "<bpmn:incoming>look_to_resolve</bpmn:incoming>");
        buf_add(&b, str_sub(source, (size_t)in + strlen(incoming),
                            (size_t)by - (size_t)in - strlen(incoming)));
        buf_addc(&b, "sourceRef=\"accept\" targetRef=\"look\"");
        buf_add(&b, str_sub(source, (size_t)by + strlen(flow), source.len));
        return buf_str(&b);
}

static int deploy(struct tx *tx, void *arg)
{
        i64 model;

        return flow_deploy(tx, arg, &model);
}

TEST(a_task_that_is_drawn_in_is_there_for_new_dossiers_and_not_for_old_ones)
{
        static const struct path fresh = { NULL, NULL,
                { C("accept"), S("done"), S("start"), S("propose"), L("approve"), C("hand_over") },
                10, "done" };
        static const struct small_act accept = { .by = COUNTER,
                .action = "accept",
                .version = I64_NULL },
                                      start = { .by = SPECIALIST,
                                              .action = "start",
                                              .version = I64_NULL };

        TESTDB_EACH(kind)
        {
                AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
                struct flow_deployment *d;
                struct dossier_step_row_rows steps;
                struct small s;
                struct str source;
                struct tx *tx;
                i64 before, id;

                REQUIRE(small_open(&s, kind));
                before = small_submit(&s);
                REQUIRE(embedded_read(a, "data/processes/single_unit.bpmn", &source) == 0);
                REQUIRE(flow_prepare(a, STR("ban-ve"), drawn_in(a, source), &d) == 0);
                REQUIRE(small_write(&s, deploy, d) == 0);
                EXPECT_INT(small_move(&s, before, &accept), 0);
                EXPECT_INT(small_move(&s, before, &start), 0);
                id = walk(&s, &fresh, "single_unit");
                REQUIRE(store_read_begin(s.t.store, a, &tx) == 0);
                EXPECT_INT(dossier_steps(tx, id, &steps), 0);
                store_read_end(tx);
                REQUIRE(steps.n == 7);
                EXPECT_STR(steps.rows[2].task, "Xem xét thêm");
                /* The program starts again: what the province published stays in force. */
                EXPECT_INT(dossier_module.start(s.t.store), 0);
                id = small_submit(&s);
                EXPECT_INT(small_move(&s, id, &accept), 0);
                EXPECT_INT(small_move(&s, id, &start), ERR_STATE);
                small_close(&s);
        }
}

/* ------------------------------------------------------------ of several models */

#define MODEL(id, content)                                                                         \
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "                        \
        "xmlns:m='urn:motcua:bpmn' id='d' targetNamespace='t'>"                                    \
        "<process id='" id "' isExecutable='true'><startEvent id='s'/>" content                    \
        "<endEvent id='e'/></process></definitions>"
#define FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"

/* clang-format off */
static const char outer[] = MODEL("outer",
        "<userTask id='intake' m:role='counter' m:actions='accept'/>"
        "<serviceTask id='accept' m:handler='dossier.accept'/>"
        "<callActivity id='call' calledElement='inner'/>"
        "<userTask id='sign' m:role='leader' m:actions='approve'/>"
        "<serviceTask id='approve' m:handler='dossier.approve'/>"
        "<userTask id='give' m:role='counter' m:actions='hand_over'/>"
        "<serviceTask id='hand' m:handler='dossier.hand_over'/>"
        FLOW("f1", "s", "intake") FLOW("f2", "intake", "accept") FLOW("f3", "accept", "call")
        FLOW("f4", "call", "sign") FLOW("f5", "sign", "approve") FLOW("f6", "approve", "give")
        FLOW("f7", "give", "hand") FLOW("f8", "hand", "e"));
static const char inner[] = MODEL("inner",
        "<userTask id='begin' m:role='specialist' m:actions='start'/>"
        "<serviceTask id='start' m:handler='dossier.start'/>"
        "<userTask id='draft' m:role='specialist' m:actions='agree'/>"
        FLOW("f1", "s", "begin") FLOW("f2", "begin", "start") FLOW("f3", "start", "draft")
        FLOW("f4", "draft", "e"));
/* clang-format on */

static void publish(struct small *s, const char *source)
{
        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
        struct flow_deployment *d;

        CHECK(flow_prepare(a, STR("m.bpmn"), str_of(source), &d) == 0);
        CHECK(small_write(s, deploy, d) == 0);
}

static bool goes_through(struct small *s, const char *process)
{
        AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
        struct flow_instance_brief_rows rows = { 0 };
        struct tx *tx;
        i64 id = small_submit(s);

        CHECK(store_read_begin(s->t.store, a, &tx) == 0);
        EXPECT_INT(flow_instances_of(tx, id, &rows), 0);
        store_read_end(tx);
        return rows.n == 1 && str_is(rows.rows[0].process, process);
}

TEST(the_process_that_the_procedures_version_names_goes_before_all_others)
{
        TESTDB_EACH(kind)
        {
                struct use use = { "with_appraisal", NULL };
                struct small s;

                REQUIRE(small_open(&s, kind));
                EXPECT(goes_through(&s, "single_unit"));
                CHECK(small_write(&s, put_use, &use) == 0);
                EXPECT(goes_through(&s, "with_appraisal"));
                s.procedure.v.process = STR("same_day");
                EXPECT(goes_through(&s, "same_day"));
                s.procedure.v.process = STR("no_such");
                EXPECT(goes_through(&s, "with_appraisal"));
                small_close(&s);
        }
}

static struct process_report compared(struct small *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
        struct process_report p = { 0 };
        struct buf say;

        buf_init(&say, a, 1 << 20);
        EXPECT_INT(dossier_process_check(s->t.store, &say, &p), 0);
        return p;
}

TEST(what_a_process_calls_is_work_on_the_dossier_too)
{
        static const struct path part = { NULL, NULL, { C("accept") }, 2, "process" };
        static const struct path whole = { NULL, NULL,
                { C("accept"), S("start"), S("agree"), L("approve"), C("hand_over") }, 10, "done" };

        TESTDB_EACH(kind)
        {
                struct small s;

                REQUIRE(small_open(&s, kind));
                publish(&s, inner);
                publish(&s, outer);
                walk(&s, &part, "outer");
                walk(&s, &whole, "outer");
                EXPECT_INT(compared(&s).wrong, 0);
                small_close(&s);
        }
}

/* ------------------------------------------------------------ of before */

static int forget_process(struct tx *tx, void *arg)
{
        static const char *const sql[] = { "update dossier set flow_id = null where id = ?1",
                "delete from flow_journal where instance in (select id from flow_instance where "
                "object = ?1)",
                "delete from flow_task where instance in (select id from flow_instance where "
                "object = ?1)",
                "delete from flow_instance where object = ?1" };
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(sql) && r == 0; i++)
                r = testdb_exec(tx, sql[i], VALS(NUM(*(const i64 *)arg)), NULL);
        return r;
}

TEST(dossiers_of_before_there_were_processes_go_on_where_they_stood)
{
        static const struct path places[] = {
                { NULL, NULL, { { 0 } }, 1, "check" },
                { NULL, NULL, { C("supplement") }, 5, "wait" },
                { NULL, NULL, { C("accept") }, 2, "process" },
                { NULL, NULL, { C("accept"), S("start"), S("ask_payment") }, 6, "wait" },
                { NULL, NULL, { C("accept"), S("start"), L("extend"), S("propose") }, 4,
                        "approve" },
                { NULL, NULL, { C("accept"), L("approve") }, 9, "return" },
                { NULL, NULL, { C("accept"), S("start"), L("stop") }, 8, "wait" },
        };
        static const struct done next[] = { C("accept"), A("resubmit"), S("start"), C("paid"),
                L("approve"), C("hand_over"), L("resume") };

        TESTDB_EACH(kind)
        {
                struct small s;

                REQUIRE(small_open(&s, kind));
                for (size_t i = 0; i < ARRAY_LEN(places); i++) {
                        AUTO(arena_freep) struct arena *a = arena_new(8 << 20);
                        i64 id = walk(&s, &places[i], "single_unit");
                        struct str before = small_snapshot(&s, id, a);

                        REQUIRE(small_write(&s, forget_process, &id) == 0);
                        EXPECT_INT(dossier_module.start(s.t.store), 0);
                        EXPECT(str_eq(small_snapshot(&s, id, a), before));
                        s.now += MINUTE_MS;
                        EXPECT_INT(take(&s, id, &next[i]), 0);
                }
                small_close(&s);
        }
}

/* ------------------------------------------------------------ what the command line asks */

TEST(a_procedure_takes_a_process_that_is_there_and_parameters_that_are_a_context)
{
        TESTDB_EACH(kind)
        {
                struct use good = { "same_day", "{remind_time: duration(\"PT2H\")}" },
                           unknown = { "no_such", NULL }, list = { "same_day", "[1, 2]" },
                           broken = { "same_day", "{a: " };
                struct small s;

                REQUIRE(small_open(&s, kind));
                EXPECT_INT(small_write(&s, put_use, &unknown), ERR_NOT_FOUND);
                EXPECT_INT(small_write(&s, put_use, &list), ERR_INVALID);
                EXPECT_INT(small_write(&s, put_use, &broken), ERR_INVALID);
                EXPECT_INT(small_write(&s, put_use, &good), 0);
                small_close(&s);
        }
}

TEST(a_dossier_that_is_not_where_its_process_is_is_found)
{
        TESTDB_EACH(kind)
        {
                struct process_report p;
                struct small s;
                i64 id;

                REQUIRE(small_open(&s, kind));
                id = walk(&s, &paths[2], "single_unit");
                walk(&s, &paths[0], "single_unit");
                p = compared(&s);
                EXPECT_INT(p.dossiers, 2);
                EXPECT_INT(p.wrong, 0);
                testdb_run(&s.t, "update dossier set step = 'check' where step = 'approve'");
                EXPECT_INT(compared(&s).wrong, 1);
                testdb_run(&s.t, "update dossier set step = 'done' where step = 'check'");
                EXPECT_INT(compared(&s).wrong, 1);
                CHECK(small_write(&s, forget_process, &id) == 0);
                testdb_run(&s.t, "update dossier set step = 'check' where returned_at is null");
                EXPECT_INT(compared(&s).wrong, 1);
                small_close(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(standard_processes_are_passed_through_and_states_change_in_service_tasks_only),
                RUN(a_task_of_another_unit_is_theirs_and_they_see_the_dossier),
                RUN(a_task_that_is_drawn_in_is_there_for_new_dossiers_and_not_for_old_ones),
                RUN(the_process_that_the_procedures_version_names_goes_before_all_others),
                RUN(what_a_process_calls_is_work_on_the_dossier_too),
                RUN(dossiers_of_before_there_were_processes_go_on_where_they_stood),
                RUN(a_procedure_takes_a_process_that_is_there_and_parameters_that_are_a_context),
                RUN(a_dossier_that_is_not_where_its_process_is_is_found));
}
