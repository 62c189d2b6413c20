/*
 * src/mod/design/test/test_design.c: models as controlled documents: bytes stay as they are, nobody
 * approves their own work, nothing is overwritten, and on each day one version is in force.
 */
#include "mod/design/grid.h"
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

#define NOW time_make(day_make(2022, 7, 20), 9, 0, 0)

static bool begin(enum db_kind kind)
{
        clock_set(NOW, false);
        arena = arena_new(64 << 20);
        return testdb_open(&db, kind) == 0;
}

static void end(void)
{
        testdb_close(&db);
        arena_free(arena);
}

/* One write: what it does, and with what. */
struct deed {
        const struct who *who;
        const char *action, *note, *content;
        i64 number;   /* of the version; 0: the first */
        i64 revision; /* as the asker saw it; 0: as it is */
        i64 day;      /* 0: none */
};

static int do_it(struct tx *tx, void *arg)
{
        struct deed *d = arg;
        const struct version_act act = { .who = d->who,
                .action = str_of(d->action),
                .note = str_of(d->note),
                .revision = d->revision ? d->revision : I64_NULL,
                .valid_from = d->day ? d->day : I64_NULL };
        struct design_check check;
        struct design_version v;
        struct design_model m;
        i64 number;
        int r;

        design_check(
                tx->arena, NULL, 0, DESIGN_FORM, str_of(d->content ? d->content : "{}"), &check);
        if (strcmp(d->action, "make") == 0)
                return design_create(tx, d->who,
                        &(struct design_new){ .code = STR("to-khai"),
                                .name = STR("Tờ khai"),
                                .reason = STR("mẫu mới"),
                                .content = str_of(d->content),
                                .kind = DESIGN_FORM },
                        &check);
        r = design_model_by_code(tx, STR("to-khai"), &m);
        if (r == 0)
                r = design_version_get(tx, m.id, d->number ? d->number : 1, &v);
        if (r < 0)
                return r;
        if (strcmp(d->action, "save") == 0)
                return design_save(tx, &m, &v, &act, str_of(d->content), &check);
        if (strcmp(d->action, "create") == 0)
                return design_renew(tx, &m, &v, &act, &number);
        return design_move(tx, &m, &v, &act);
}

#define DO(...) store_write(db.store, arena, do_it, &(struct deed){ __VA_ARGS__ })

#define GOOD                                                                                       \
        "{ \"type\" : \"default\",\r\n\"components\":[{\"type\":\"text\",\"id\":\"a\",\"text\":\"x\"}]}"
#define BAD "{\"type\":\"default\",\"components\":[{\"type\":\"iframe\",\"id\":\"a\"}]}"

static struct str in_force(i64 day)
{
        struct design_published p;
        struct tx *tx;
        int r;

        CHECK(store_read_begin(db.store, arena, &tx) == 0);
        r = design_in_force(tx, STR("to-khai"), day, &p);
        store_read_end(tx);
        return r < 0 ? STR_NULL : p.content;
}

static int publish(i64 number, i64 day)
{
        int r = DO(.who = &author, .action = "submit", .number = number);

        if (r == 0)
                r = DO(.who = &second, .action = "approve", .number = number);
        return r < 0 ? r : DO(.who = &second, .action = "publish", .number = number, .day = day);
}

TEST(what_was_saved_is_in_force_byte_for_byte_from_its_day_on)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                i64 today = day_of(NOW);

                EXPECT_INT(DO(.who = &author, .action = "make", .content = GOOD), 0);
                EXPECT_INT(publish(1, today + 3), 0);
                EXPECT(!in_force(today + 2).ptr);
                EXPECT(str_is(in_force(today + 3), GOOD));
                EXPECT_INT(DO(.who = &author, .action = "create", .note = "sửa"), 0);
                EXPECT_INT(
                        DO(.who = &author, .action = "save", .number = 2, .content = GOOD " "), 0);
                EXPECT_INT(publish(2, today + 10), 0);
                EXPECT(str_is(in_force(today + 9), GOOD));
                EXPECT(str_is(in_force(today + 10), GOOD " "));
                end();
        }
}

TEST(what_is_published_from_an_earlier_day_forestalls_what_was_to_come)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                i64 today = day_of(NOW);

                EXPECT_INT(DO(.who = &author, .action = "make", .content = GOOD), 0);
                EXPECT_INT(publish(1, today + 10), 0);
                EXPECT_INT(DO(.who = &author, .action = "create", .note = "gấp"), 0);
                EXPECT_INT(
                        DO(.who = &author, .action = "save", .number = 2, .content = GOOD " "), 0);
                EXPECT_INT(publish(2, today), 0);
                EXPECT(str_is(in_force(today), GOOD " "));
                EXPECT(str_is(in_force(today + 20), GOOD " "));
                end();
        }
}

TEST(nobody_approves_or_publishes_what_they_wrote_some_of)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(DO(.who = &author, .action = "make", .content = GOOD), 0);
                EXPECT_INT(DO(.who = &second, .action = "save", .content = GOOD " "), 0);
                EXPECT_INT(DO(.who = &author, .action = "submit"), 0);
                EXPECT_INT(DO(.who = &second, .action = "approve"), ERR_DENIED);
                EXPECT_INT(DO(.who = &author, .action = "approve"), ERR_DENIED);
                EXPECT_INT(DO(.who = &second, .action = "return", .note = "chưa đủ"), 0);
                EXPECT_INT(testdb_i64(&db, "select state from design_version"), DESIGN_DRAFT);
                end();
        }
}

TEST(a_stale_save_overwrites_nothing_and_only_drafts_are_written_to)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(DO(.who = &author, .action = "make", .content = GOOD), 0);
                EXPECT_INT(DO(.who = &author, .action = "save", .revision = 1, .content = GOOD " "),
                        0);
                EXPECT_INT(DO(.who = &second, .action = "save", .revision = 1, .content = BAD),
                        ERR_STALE);
                EXPECT_INT(DO(.who = &author, .action = "submit", .revision = 1), ERR_STALE);
                EXPECT_INT(DO(.who = &author, .action = "submit", .revision = 2), 0);
                EXPECT_INT(DO(.who = &author, .action = "save", .content = BAD), ERR_STATE);
                EXPECT_INT(DO(.who = &author, .action = "create", .note = "nữa"), ERR_STATE);
                EXPECT_INT(testdb_i64(&db, "select errors from design_version"), 0);
                end();
        }
}

TEST(a_model_with_errors_is_kept_and_goes_nowhere)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(DO(.who = &author, .action = "make", .content = BAD), 0);
                EXPECT(testdb_i64(&db, "select errors from design_version") > 0);
                EXPECT_INT(DO(.who = &author, .action = "submit"), ERR_INVALID);
                EXPECT_INT(DO(.who = &author, .action = "make", .content = GOOD), ERR_EXISTS);
                EXPECT_INT(testdb_i64(&db, "select count(*) from design_version"), 1);
                end();
        }
}

TEST(every_change_leaves_who_when_and_why_in_the_sealed_record)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                EXPECT_INT(DO(.who = &author, .action = "make", .content = GOOD), 0);
                EXPECT_INT(publish(1, day_of(NOW)), 0);
                EXPECT_INT(testdb_i64(&db, "select count(*) from design_event"), 4);
                EXPECT_INT(testdb_i64(&db,
                                   "select count(*) from audit_event where action like 'design.%'"),
                        4);
                EXPECT_INT(testdb_i64(&db, "select count(*) from design_event where at <> "
                                           "1658282400000"),
                        0);
                end();
        }
}

#define PROCESS(task)                                                                              \
        "<definitions xmlns='" BPMN_MODEL_SPACE "' id='d' targetNamespace='x'>"                    \
        "<process id='p' isExecutable='true'><startEvent id='s'/>" task                            \
        "<endEvent id='e'/></process></definitions>"

TEST(a_comparison_names_what_was_added_removed_and_changed)
{
        struct str old = STR(PROCESS("<userTask id='a' name='Xem'/><userTask id='b' name='Ký'/>"));
        struct str new = STR(PROCESS("<userTask id='a' name='Xét'/><userTask id='c' name='In'/>"));
        const struct design_difference *list;
        size_t n;

        arena = arena_new(16 << 20);
        n = design__differences(arena, DESIGN_PROCESS, old, new, &list);
        REQUIRE(n == 3);
        EXPECT(list[0].change == CHANGE_CHANGED && str_is(list[0].element.name, "Xét"));
        EXPECT(list[1].change == CHANGE_ADDED && str_is(list[1].element.id, "c"));
        EXPECT(list[2].change == CHANGE_REMOVED && str_is(list[2].element.id, "b"));
        EXPECT_INT(design__differences(arena, DESIGN_PROCESS, old, old, &list), 0);
        arena_free(arena);
}

TEST(lines_that_differ_stand_between_three_that_do_not)
{
        const struct design_line *l;
        struct str words = STR("");
        size_t n;

        arena = arena_new(16 << 20);
        EXPECT_INT(design__lines(arena, STR("1\n2\n"), STR("1\n2\n"), &l), 0);
        n = design__lines(
                arena, STR("1\n2\n3\n4\n5\n6\n7\n8\n9"), STR("1\n2\n3\n4\nfive\n6\n7\n8\n9"), &l);
        for (size_t i = 0; i < n; i++)
                words = str_fmt(arena, "%.*s%c%.*s", STRF(words), l[i].sign, STRF(l[i].text));
        EXPECT(str_is(words, "@ 2 3 4-5+five 6 7 8@"));
        arena_free(arena);
}

TEST(models_that_the_drawing_editor_would_strip_are_not_opened_in_it)
{
        static const struct {
                const char *space, *inside;
                bool draws;
        } cases[] = {
                { DMN_1_3_SPACE, "<literalExpression/>", true },
                { DMN_1_3_SPACE, "<conditional/>", false },
                { "https://www.omg.org/spec/DMN/20230324/MODEL/", "<literalExpression/>", false },
                { "urn:else", "", false },
        };

        arena = arena_new(16 << 20);
        for (size_t i = 0; i < ARRAY_LEN(cases); i++)
                EXPECT(design__can_draw(arena, DESIGN_DECISION,
                               str_fmt(arena,
                                       "<definitions xmlns='%s'><decision>%s</decision>"
                                       "</definitions>",
                                       cases[i].space, cases[i].inside)) == cases[i].draws);
        arena_free(arena);
}

TEST(what_is_no_model_is_said_with_its_line_and_what_is_wrong_with_its_element)
{
        struct design_check check;

        arena = arena_new(64 << 20);
        design_check(
                arena, NULL, 0, DESIGN_PROCESS, STR("<definitions>\n<a></definitions>"), &check);
        EXPECT(!check.readable && check.errors == 1 && check.list[0].line == 2);
        design_check(arena, NULL, 0, DESIGN_PROCESS, STR("<!DOCTYPE x><definitions/>"), &check);
        EXPECT(!check.readable);
        design_check(arena, NULL, 0, DESIGN_FORM, STR("[1]"), &check);
        EXPECT(!check.readable);
        design_check(arena, NULL, 0, DESIGN_FORM, STR(BAD), &check);
        EXPECT(check.readable && check.errors > 0 && str_is(check.list[0].element, "a"));
        design_check(arena, NULL, 0, DESIGN_PROCESS,
                STR(PROCESS("<sequenceFlow id='f' name='đi' sourceRef='s' targetRef='none'/>")),
                &check);
        EXPECT(check.readable && check.errors > 0);
        arena_free(arena);
}

TEST(a_table_that_was_typed_changes_its_cells_and_nothing_else)
{
        struct str old = STR("<definitions xmlns='" DMN_1_3_SPACE "' xmlns:x='urn:x'>"
                             "<decision name='Phí'><conditional x:keep='1'/><decisionTable>"
                             "<input label='Số'/><output name='Phí'/>"
                             "<rule><inputEntry><text>1</text></inputEntry>"
                             "<outputEntry><text>&lt;2</text></outputEntry></rule>"
                             "</decisionTable></decision></definitions>");
        const struct json *typed;
        struct design_grids g;
        struct str new;

        arena = arena_new(16 << 20);
        EXPECT_INT(json_parse(arena, STR("{\"t0-r0-c1\":\"a & b\",\"t0-hit\":\"FIRST\"}"), &typed,
                           NULL),
                0);
        EXPECT_INT(design__grids_write(arena, old, typed, STR("add-0"), &new), 0);
        EXPECT(str_find(new, STR("<conditional x:keep=\"1\"/>")) > 0);
        EXPECT(str_find(new, STR("hitPolicy=\"FIRST\"")) > 0);
        EXPECT_INT(design__grids(arena, new, &g), 0);
        REQUIRE(g.n_tables == 1 && g.tables[0].n_rows == 2 && g.tables[0].n_columns == 2);
        EXPECT(str_is(g.tables[0].title, "Phí"));
        EXPECT(str_is(g.tables[0].rows[0].cells[0].value, "1"));
        EXPECT(str_is(g.tables[0].rows[0].cells[1].value, "a & b"));
        EXPECT(str_is(g.tables[0].rows[1].cells[0].value, "-"));
        EXPECT_INT(design__grids_write(arena, new, NULL, STR("remove-0-0"), &new), 0);
        EXPECT_INT(design__grids(arena, new, &g), 0);
        EXPECT(g.tables[0].n_rows == 1 && str_is(g.tables[0].rows[0].cells[0].value, "-"));
        arena_free(arena);
}

TEST(a_task_gets_role_and_deadline_in_our_own_namespace)
{
        struct str old = STR(PROCESS("<userTask id='a' name='Xem'/>"));
        const struct json *typed;
        struct design_grids g;
        struct str new;

        arena = arena_new(16 << 20);
        EXPECT_INT(json_parse(arena,
                           STR("{\"u0-role\":\"leader\",\"u0-name\":\"Ký\",\"u0-form\":\"\"}"),
                           &typed, NULL),
                0);
        EXPECT_INT(design__grids_write(arena, old, typed, STR(""), &new), 0);
        EXPECT(str_find(new, STR("xmlns:motcua=\"urn:motcua:bpmn\"")) > 0);
        EXPECT(str_find(new, STR("motcua:role=\"leader\"")) > 0);
        EXPECT(str_find(new, STR("motcua:form")) < 0);
        EXPECT_INT(design__grids(arena, new, &g), 0);
        REQUIRE(g.n_tasks == 1);
        EXPECT(str_is(g.tasks[0].values[0], "Ký") && str_is(g.tasks[0].values[1], "leader"));
        arena_free(arena);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_was_saved_is_in_force_byte_for_byte_from_its_day_on),
                RUN(what_is_published_from_an_earlier_day_forestalls_what_was_to_come),
                RUN(nobody_approves_or_publishes_what_they_wrote_some_of),
                RUN(a_stale_save_overwrites_nothing_and_only_drafts_are_written_to),
                RUN(a_model_with_errors_is_kept_and_goes_nowhere),
                RUN(every_change_leaves_who_when_and_why_in_the_sealed_record),
                RUN(a_comparison_names_what_was_added_removed_and_changed),
                RUN(lines_that_differ_stand_between_three_that_do_not),
                RUN(models_that_the_drawing_editor_would_strip_are_not_opened_in_it),
                RUN(what_is_no_model_is_said_with_its_line_and_what_is_wrong_with_its_element),
                RUN(a_table_that_was_typed_changes_its_cells_and_nothing_else),
                RUN(a_task_gets_role_and_deadline_in_our_own_namespace));
}
