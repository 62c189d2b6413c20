/*
 * src/mod/design/test/test_force.c: what is published is what runs: a process from its first day
 * on, a decision in the version of the day, and no two models under one name.
 */
#include "mod/design/design.h"
#include "mod/design/force.h"
#include "mod/design/migrate.h"
#include "store/test/testdb.h"
#include "test/test.h"

static struct testdb db;
static struct arena *arena;

static const struct who author = {
        .account = 11, .person = 21, .name = { "Hà", 3 }, .perms = P(DESIGN_READ) | P(DESIGN_EDIT)
};
static const struct who second = { .account = 12,
        .person = 22,
        .name = { "Khoa", 4 },
        .perms = P(DESIGN_READ) | P(DESIGN_EDIT) | P(DESIGN_APPROVE) };

#define TODAY day_make(2022, 7, 20)

static void at_day(i64 day)
{
        clock_set(time_make(day, 9, 0, 0), false);
}

static bool begin(enum db_kind kind)
{
        static const struct job_kind *const kinds[] = { flow_jobs, design_jobs, NULL };
        static const struct flow_hooks hooks = { .decide = design_decide };

        at_day(TODAY);
        flow_set_handlers(NULL, &hooks);
        job_set_tables(kinds, NULL);
        arena = arena_new(256 << 20);
        return testdb_open(&db, kind) == 0;
}

static void end(void)
{
        testdb_close(&db);
        arena_free(arena);
}

/* A version that is written, submitted, approved and published from a day on, in one write. */
struct life {
        const char *code;
        enum design_kind kind;
        struct str content;
        i64 from;
};

static int one_move(struct tx *tx, const struct design_model *m, i64 number, const char *action,
        const struct who *who, i64 day)
{
        struct design_version v;
        int r = design_version_get(tx, m->id, number, &v);

        return r < 0 ? r
                     : design_move(tx, m, &v,
                               &(struct version_act){ .who = who,
                                       .action = str_of(action),
                                       .revision = I64_NULL,
                                       .valid_from = day });
}

static int write_version(
        struct tx *tx, const struct life *l, struct design_model *ret_m, i64 *ret_number)
{
        const struct version_act act = { .who = &author,
                .action = STR("save"),
                .note = STR("sửa"),
                .revision = I64_NULL,
                .valid_from = I64_NULL };
        const struct design_new n = { str_of(l->code), STR("Mô hình"), STR("thử"), l->content,
                l->kind };
        struct design_check check;
        struct design_version v;
        int r = design_model_by_code(tx, n.code, ret_m);

        design_check(tx->arena, tx, r == 0 ? ret_m->id : 0, l->kind, l->content, &check);
        *ret_number = 1;
        if (r == ERR_NOT_FOUND) {
                r = design_create(tx, &author, &n, &check);
                return r < 0 ? r : design_model_by_code(tx, n.code, ret_m);
        }
        if (r == 0)
                r = design_version_get(tx, ret_m->id, 1, &v);
        if (r == 0)
                r = design_renew(tx, ret_m, &v, &act, ret_number);
        if (r == 0)
                r = design_version_get(tx, ret_m->id, *ret_number, &v);
        return r < 0 ? r : design_save(tx, ret_m, &v, &act, l->content, &check);
}

static int live(struct tx *tx, void *arg)
{
        const struct life *l = arg;
        struct design_model m;
        i64 number;
        int r = write_version(tx, l, &m, &number);

        if (r == 0)
                r = one_move(tx, &m, number, "submit", &author, I64_NULL);
        if (r == 0)
                r = one_move(tx, &m, number, "approve", &second, I64_NULL);
        return r < 0 ? r : one_move(tx, &m, number, "publish", &second, l->from);
}

#define PUBLISH(...) store_write(db.store, arena, live, &(struct life){ __VA_ARGS__ })

static struct str process_of(const char *id, const char *task)
{
        return str_fmt(arena,
                "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
                "xmlns:m='urn:motcua:bpmn' targetNamespace='urn:x'>"
                "<process id='%s' isExecutable='true'><startEvent id='s'><outgoing>a</outgoing>"
                "</startEvent><sequenceFlow id='a' sourceRef='s' targetRef='t'/>%s"
                "<sequenceFlow id='b' sourceRef='t' targetRef='e'/><endEvent id='e'>"
                "<incoming>b</incoming></endEvent></process></definitions>",
                id, task);
}
#define IN_OUT     "<incoming>a</incoming><outgoing>b</outgoing>"
#define WORK(name) "<userTask id='t' name='" name "' m:role='specialist'>" IN_OUT "</userTask>"
#define DECIDE(name)                                                                               \
        "<businessRuleTask id='t' m:decision='" name "' m:result='fee'>" IN_OUT                    \
        "</businessRuleTask>"

/* The name of the task that a process begun now waits with; STR_NULL: there is no such process. */
static int begin_one(struct tx *tx, void *arg)
{
        struct flow_task_rows tasks;
        struct str *ret_name = arg;
        i64 instance;
        int r = flow_start(tx,
                &(struct flow_start){ .process = STR("permit"), .object = 7, .actor = I64_NULL },
                &instance);

        if (r == 0)
                r = flow_tasks_of(tx, instance, &tasks);
        if (r == 0 && tasks.n == 1)
                *ret_name = str_dup(arena, tasks.rows[0].name);
        return r;
}

static struct str begun(void)
{
        struct str name = STR_NULL;

        store_write(db.store, arena, begin_one, &name);
        return name;
}

static void next_day(i64 day)
{
        i64 n;

        at_day(day);
        EXPECT_INT(job_run_due(db.store, arena, &n), 0);
}

TEST(a_published_process_runs_from_its_first_day_on)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(PUBLISH("cap-phep", DESIGN_PROCESS, process_of("permit", WORK("Một")),
                                   TODAY),
                        0);
                EXPECT(str_is(begun(), "Một"));
                EXPECT_INT(PUBLISH("cap-phep", DESIGN_PROCESS, process_of("permit", WORK("Hai")),
                                   TODAY + 3),
                        0);
                next_day(TODAY + 2);
                EXPECT(str_is(begun(), "Một"));
                next_day(TODAY + 3);
                EXPECT(str_is(begun(), "Hai"));
                end();
        }
}

TEST(a_version_that_another_forestalled_is_never_deployed)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(PUBLISH("cap-phep", DESIGN_PROCESS, process_of("permit", WORK("Một")),
                                   TODAY + 5),
                        0);
                EXPECT_INT(PUBLISH("cap-phep", DESIGN_PROCESS, process_of("permit", WORK("Hai")),
                                   TODAY + 3),
                        0);
                next_day(TODAY + 3);
                EXPECT(str_is(begun(), "Hai"));
                next_day(TODAY + 6);
                EXPECT(str_is(begun(), "Hai"));
                end();
        }
}

static struct str table_of(const char *each)
{
        return str_fmt(arena,
                "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' "
                "name='d' namespace='urn:x'><inputData id='n' name='Số bản'><variable "
                "name='Số bản' typeRef='number'/></inputData><decision id='fee' name='Lệ phí'>"
                "<variable name='Lệ phí' typeRef='number'/><informationRequirement id='r'>"
                "<requiredInput href='#n'/></informationRequirement><literalExpression><text>"
                "Số bản * %s</text></literalExpression></decision></definitions>",
                each);
}

/* The price stands in a model of its own, which the other imports by its namespace. */
static struct str prices_of(const char *each)
{
        return str_fmt(arena,
                "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='p' "
                "name='p' namespace='urn:prices'><decision id='each' name='Giá'><variable "
                "name='Giá' typeRef='number'/><literalExpression><text>%s</text>"
                "</literalExpression></decision></definitions>",
                each);
}

static struct str importing(void)
{
        return STR("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' "
                   "name='d' namespace='urn:x'><import name='bảng' namespace='urn:prices' "
                   "importType='https://www.omg.org/spec/DMN/20191111/MODEL/'/>"
                   "<decision id='fee' name='Lệ phí'><variable name='Lệ phí' typeRef='number'/>"
                   "<informationRequirement id='r'><requiredDecision href='urn:prices#each'/>"
                   "</informationRequirement><literalExpression><text>bảng.Giá * 3</text>"
                   "</literalExpression></decision></definitions>");
}

/* What a business rule task leaves in `fee`, as the engine's own words. */
static int decide_one(struct tx *tx, void *arg)
{
        const struct feel_value *n = feel_number(tx->arena, 3);
        const struct feel_value *data = feel_context(tx->arena, &STR("Số bản"), &n, 1);
        struct flow_instance row;
        struct str *ret_state = arg;
        i64 instance;
        int r = flow_start(tx,
                &(struct flow_start){ .process = STR("permit"), .data = data, .actor = I64_NULL },
                &instance);

        if (r == 0)
                r = flow_instance_by_id(tx, instance, &row);
        if (r == 0)
                *ret_state = str_fmt(arena, "%lld %lld %.*s", (long long)row.status,
                        (long long)row.stuck, STRF(row.state));
        return r;
}

static bool decided(const char *words)
{
        struct str state = STR("");

        EXPECT_INT(store_write(db.store, arena, decide_one, &state), 0);
        if (str_find(state, str_of(words)) >= 0)
                return true;
        fprintf(stderr, "%.*s\n", STRF(state));
        return false;
}

TEST(a_business_rule_task_is_decided_by_the_version_of_the_day)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(PUBLISH("cap-phep", DESIGN_PROCESS,
                                   process_of("permit", DECIDE("Lệ phí")), TODAY),
                        0);
                EXPECT(decided("nobody handles"));
                EXPECT_INT(PUBLISH("gia", DESIGN_DECISION, table_of("10"), TODAY), 0);
                EXPECT_INT(PUBLISH("gia", DESIGN_DECISION, table_of("11"), TODAY + 2), 0);
                EXPECT(decided("30"));
                at_day(TODAY + 2);
                EXPECT(decided("33"));
                end();
        }
}

TEST(a_decision_finds_what_it_imports_among_the_published_models_of_the_day)
{
        struct design_check check;
        struct tx *tx;

        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                REQUIRE(store_read_begin(db.store, arena, &tx) == 0);
                design_check(arena, tx, 0, DESIGN_DECISION, importing(), &check);
                store_read_end(tx);
                EXPECT(check.errors > 0);
                EXPECT_INT(PUBLISH("cap-phep", DESIGN_PROCESS,
                                   process_of("permit", DECIDE("Lệ phí")), TODAY),
                        0);
                EXPECT_INT(PUBLISH("bang-gia", DESIGN_DECISION, prices_of("7"), TODAY), 0);
                EXPECT_INT(PUBLISH("bang-gia", DESIGN_DECISION, prices_of("9"), TODAY + 2), 0);
                EXPECT_INT(PUBLISH("gia", DESIGN_DECISION, importing(), TODAY), 0);
                EXPECT(decided("21"));
                at_day(TODAY + 2);
                EXPECT(decided("27"));
                end();
        }
}

TEST(two_models_never_hold_the_same_process_or_decision)
{
        struct design_check check;
        struct tx *tx;

        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(PUBLISH("gia", DESIGN_DECISION, table_of("10"), TODAY), 0);
                EXPECT_INT(
                        PUBLISH("gia-khac", DESIGN_DECISION, table_of("10"), TODAY), ERR_INVALID);
                REQUIRE(store_read_begin(db.store, arena, &tx) == 0);
                design_check(arena, tx, 0, DESIGN_DECISION, table_of("10"), &check);
                store_read_end(tx);
                EXPECT_INT(check.errors, 1);
                EXPECT(str_find(check.list[0].text, STR("gia")) > 0);
                end();
        }
}

TEST(an_author_is_told_what_a_process_needs_and_is_not_there)
{
        struct design_check check;
        struct tx *tx;

        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                REQUIRE(store_read_begin(db.store, arena, &tx) == 0);
                design_check(arena, tx, 0, DESIGN_PROCESS,
                        process_of("permit",
                                "<serviceTask id='t' m:handler='no.such'>" IN_OUT "</serviceTask>"),
                        &check);
                EXPECT(check.errors == 1 && str_is(check.list[0].element, "t"));
                design_check(arena, tx, 0, DESIGN_PROCESS, process_of("permit", DECIDE("Lệ phí")),
                        &check);
                EXPECT(check.errors == 0 && check.warnings == 1);
                design_check(arena, tx, 0, DESIGN_PROCESS,
                        str_replace(arena, process_of("permit", WORK("Một")),
                                STR("isExecutable='true'"), STR("isExecutable='false'")),
                        &check);
                EXPECT(check.errors > 0);
                store_read_end(tx);
                end();
        }
}

/* ---- Running instances are taken over -------------------------------------------------------- */

enum { HERE = 60, BEYOND = 2 }; /* instances at the first task, and at the second: two batches */

#define STEP(id, name, in, out)                                                                    \
        "<userTask id='" id "' name='" name "' m:role='specialist'><incoming>" in                  \
        "</incoming><outgoing>" out "</outgoing></userTask>"
#define FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"

static struct str two_steps(const char *steps)
{
        return str_fmt(arena,
                "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
                "xmlns:m='urn:motcua:bpmn' targetNamespace='urn:x'>"
                "<process id='permit' isExecutable='true'><startEvent id='s'><outgoing>a</outgoing>"
                "</startEvent>%s<endEvent id='e'><incoming>c</incoming></endEvent></process>"
                "</definitions>",
                steps);
}

static int many_apply(struct tx *tx, void *arg)
{
        i64 *ids = arg;
        int r = 0;

        for (int i = 0; i < HERE + BEYOND && r == 0; i++) {
                struct flow_task_rows tasks;

                r = flow_start(tx,
                        &(struct flow_start){
                                .process = STR("permit"), .object = 7 + i, .actor = I64_NULL },
                        &ids[i]);
                if (r == 0 && i >= HERE)
                        r = flow_tasks_of(tx, ids[i], &tasks);
                if (r == 0 && i >= HERE)
                        r = flow_task_done(tx, tasks.rows[0].id, FLOW_ANY, NULL, 8);
        }
        return r;
}

struct taking {
        const struct who *who;
        i64 from; /* version of the process in the engine */
        bool dry;
};

static int take_apply(struct tx *tx, void *arg)
{
        const struct taking *t = arg;
        struct flow_model_head from;
        struct design_version v;
        struct design_model m;
        int r = design_model_by_code(tx, STR("cap-phep"), &m);

        if (r == 0)
                r = design_version_get(tx, m.id, 2, &v);
        if (r == 0)
                r = flow_model_by_version(tx, STR("permit"), t->from, &from);
        return r < 0 ? r
                     : design__migrate(tx, &m, &v,
                               &(struct version_act){ .who = t->who,
                                       .action = t->dry ? STR("look") : STR("migrate"),
                                       .revision = I64_NULL,
                                       .valid_from = I64_NULL },
                               from.id, t->dry);
}

#define TAKE(...) store_write(db.store, arena, take_apply, &(struct taking){ __VA_ARGS__ })

/* How many of them follow that version of the process now. */
static i64 following(const i64 *ids, i64 version)
{
        struct flow_model_head model;
        struct flow_instance row;
        struct tx *tx;
        i64 n = 0;

        EXPECT_INT(store_read_begin(db.store, arena, &tx), 0);
        EXPECT_INT(flow_model_by_version(tx, STR("permit"), version, &model), 0);
        for (int i = 0; i < HERE + BEYOND; i++) {
                EXPECT_INT(flow_instance_by_id(tx, ids[i], &row), 0);
                n += row.model == model.id;
        }
        store_read_end(tx);
        return n;
}

static void last_migration(struct design_migration *ret_m)
{
        struct design_migration_rows rows;
        struct design_version v;
        struct design_model m;
        struct tx *tx;

        *ret_m = (struct design_migration){ 0 };
        EXPECT_INT(store_read_begin(db.store, arena, &tx), 0);
        EXPECT_INT(design_model_by_code(tx, STR("cap-phep"), &m), 0);
        EXPECT_INT(design_version_get(tx, m.id, 2, &v), 0);
        EXPECT_INT(design_migrations(tx, v.id, 1, &rows), 0);
        if (rows.n)
                *ret_m = rows.rows[0];
        store_read_end(tx);
}

/* What was found at an element: how many instances; -1: nothing. */
static i64 found_at(const struct design_migration *m, const char *node, bool bad)
{
        const struct design_finding *list;
        size_t n = design__findings(arena, m->notes, &list);

        for (size_t i = 0; i < n; i++)
                if (str_is(list[i].node, node) && list[i].bad == bad)
                        return list[i].n;
        return -1;
}

TEST(an_approver_takes_what_runs_over_to_the_version_in_force_after_a_look)
{
        struct design_migration m;
        static i64 ids[HERE + BEYOND];

        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(
                        PUBLISH("cap-phep", DESIGN_PROCESS,
                                two_steps(FLOW("a", "s", "t") STEP("t", "Xem", "a", "b") FLOW("b",
                                        "t", "u") STEP("u", "Ký", "b", "c") FLOW("c", "u", "e")),
                                TODAY),
                        0);
                EXPECT_INT(store_write(db.store, arena, many_apply, ids), 0);
                EXPECT_INT(PUBLISH("cap-phep", DESIGN_PROCESS,
                                   two_steps(FLOW("a", "s", "t") STEP("t", "Thẩm định", "a", "b")
                                                   FLOW("b", "t", "w") STEP("w", "Ký", "b", "c")
                                                           FLOW("c", "w", "e")),
                                   TODAY),
                        0);
                EXPECT_INT(TAKE(&second, 1, false), ERR_STATE); /* nobody has looked */
                EXPECT_INT(TAKE(&second, 2, true), ERR_STATE);  /* they follow it already */
                EXPECT_INT(TAKE(&author, 1, true), 0);
                EXPECT_INT(TAKE(&second, 1, true), ERR_STATE); /* one is under way */
                next_day(TODAY);
                last_migration(&m);
                EXPECT_INT(m.fit, HERE);
                EXPECT_INT(m.blocked, BEYOND);
                EXPECT_INT(found_at(&m, "t", false), HERE);
                EXPECT_INT(found_at(&m, "u", true), BEYOND);
                EXPECT_INT(following(ids, 1), HERE + BEYOND);

                EXPECT_INT(TAKE(&author, 1, false), ERR_DENIED);
                EXPECT_INT(TAKE(&second, 1, false), 0);
                next_day(TODAY);
                last_migration(&m);
                EXPECT(!m.dry && m.ended_at != I64_NULL);
                EXPECT_INT(m.fit, HERE);
                EXPECT_INT(following(ids, 2), HERE);
                EXPECT_INT(following(ids, 1), BEYOND);
                /* Run again, as after a kill before the job was ticked off: nothing happens. */
                EXPECT_INT(
                        design__migrate_run(&(struct job_run){ .object = m.id, .store = db.store }),
                        0);
                last_migration(&m);
                EXPECT_INT(m.fit, HERE);
                end();
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_published_process_runs_from_its_first_day_on),
                RUN(a_version_that_another_forestalled_is_never_deployed),
                RUN(a_business_rule_task_is_decided_by_the_version_of_the_day),
                RUN(a_decision_finds_what_it_imports_among_the_published_models_of_the_day),
                RUN(two_models_never_hold_the_same_process_or_decision),
                RUN(an_author_is_told_what_a_process_needs_and_is_not_there),
                RUN(an_approver_takes_what_runs_over_to_the_version_in_force_after_a_look));
}
