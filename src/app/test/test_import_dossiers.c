/*
 * src/app/test/test_import_dossiers.c: dossiers from another system: what is over counts in the
 * figures, what is open goes on where it stands, each bad row is named, and the same file again, or
 * one that was broken off, ends as if it had been run once.
 */
#include "app/import_dossiers.h"
#include "app/test/site.h"
#include "mod/indicator/indicator.h"
#include "test/test.h"

#define HEAD                                                                                       \
        "code,procedure,unit,channel,state,applicant_name,applicant_identity,submitted_at,"        \
        "accepted_at,due_at,stopped_at,finished_at,returned_at,ended_at,note\n"
#define WHO   "Lê Văn Hùng,038094000217,"
#define OTHER "Phạm Thị Cũ,038194000555,"

static struct site s;
static const char *unit; /* code of the ward whose officers the demo has */

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        unit = site_cell(&s,
                "select u.code from role_grant g join account a on a.id = g.account_id "
                "join unit u on u.id = g.unit_id where a.name = 'dongve.motcua'");
        return *unit;
}

/* "@" stands for the procedure and the ward. */
static struct str rows(const char *text)
{
        return str_replace(s.arena, str_of(text), STR("@"), str_fmt(s.arena, "1.003197,%s", unit));
}

static struct dossiers_report run(struct str text, bool dry, struct buf *json)
{
        struct dossiers_report rep = { .json = json };

        buf_init(json, s.arena, 1 << 20);
        EXPECT_INT(dossiers_import(s.app.store, text, dry, &rep), 0);
        return rep;
}

static const char all_states[] = HEAD
        "CU-1,@,2,1," WHO "2022-07-19 08:10,,,,,,,\n"
        "CU-2,@,1,2," WHO "2022-07-18,18/07/2022 09:30,2022-07-25,,,,,\n"
        "CU-3,@,2,3," OTHER "2022-07-01,,,,,,2022-07-02 10:00,Sai nơi nộp\n"
        "CU-4,@,1,4," OTHER "2022-07-11,2022-07-11 09:00,2022-07-15,,,,,\n"
        "CU-5,@,1,5," OTHER "2022-07-11,2022-07-11 09:00,2022-07-15,2022-07-12 08:00,,,,\n"
        "CU-6,@,1,6," OTHER "2022-07-11,2022-07-11 09:00,2022-07-15,2022-07-12 08:00,,,,\n"
        "CU-7,@,1,7," OTHER "2022-07-11,2022-07-11 09:00,2022-07-15,,,,2022-07-12 09:00,\n"
        "CU-8,@,1,8," OTHER "2022-07-11,2022-07-11 09:00,2022-07-15,2022-07-12 08:00,,,,\n"
        "CU-9,@,3,9," OTHER "2022-07-11,2022-07-11 09:00,2022-07-15,,2022-07-14 09:00,,,\n"
        "CU-10,@,1,10," OTHER "2022-06-01,2022-06-01 09:00,2022-06-03,,2022-06-20T09:00:00+07:00,"
        "2022-06-21 08:00,,Trả tại quầy\n";

static i64 number(const char *sql)
{
        i64 n = -1;

        str_to_i64(str_of(site_cell(&s, sql)), &n);
        return n;
}

static int move(const char *login, const char *code, const char *action, const char *more)
{
        struct visitor v = site_visitor(&s, login);
        i64 version = number(str_fmt(
                s.arena, "select cast(version as text) from dossier where code = '%s'", code)
                                     .ptr);

        return site_post(&v, str_fmt(s.arena, "/viec/%s/%s", code, action).ptr,
                str_fmt(s.arena, "version=%lld&%s", (long long)version, more).ptr)
                .status;
}

static const char *step_of(const char *code)
{
        return site_cell(
                &s, str_fmt(s.arena, "select step from dossier where code = '%s'", code).ptr);
}

TEST(all_states_come_in_open_ones_go_on_and_figures_are_right)
{
        TESTDB_EACH(kind)
        {
                struct recompute_report check;
                struct dossiers_report rep;
                struct buf json;

                REQUIRE(begin(kind));
                rep = run(rows(all_states), true, &json);
                EXPECT_INT(rep.added, 10);
                EXPECT_INT(number("select cast(count(*) as text) from dossier where code like "
                                  "'CU-%'"),
                        0);
                rep = run(rows(all_states), false, &json);
                EXPECT_STR(buf_str(&json), "");
                EXPECT_INT(rep.added, 10);
                EXPECT_INT(rep.open, 7);
                REQUIRE(indicator_recompute(s.app.store, false, &check) == 0);
                EXPECT_INT(check.wrong_dossiers, 0);
                EXPECT_INT(check.wrong_counts, 0);
                EXPECT_INT(number("select cast(outcome as text) from indicator_case c join dossier "
                                  "d on d.id = c.dossier_id where d.code = 'CU-10'"),
                        3);
                EXPECT_STR(str_of(step_of("CU-1")), "check");
                EXPECT_STR(str_of(step_of("CU-5")), "wait");
                EXPECT_STR(str_of(step_of("CU-9")), "return");
                EXPECT_STR(str_of(step_of("CU-10")), "done");
                /* The one who applied is the one who has the account. */
                EXPECT_INT(number("select cast(count(*) as text) from dossier d join account a on "
                                  "a.id = d.account_id where d.code in ('CU-1', 'CU-2') and a.name "
                                  "= '038094000217'"),
                        2);
                EXPECT_INT(move("dongve.motcua", "CU-1", "accept", ""), 303);
                EXPECT_INT(move("dongve.tuphap", "CU-2", "start", ""), 303);
                EXPECT_INT(move("dongve.tuphap", "CU-4", "propose", "note=du"), 303);
                EXPECT_INT(move("dongve.chutich", "CU-4", "approve", ""), 303);
                EXPECT_INT(move("dongve.motcua", "CU-6", "paid", ""), 303);
                EXPECT_INT(move("dongve.chutich", "CU-8", "resume", "note=tiep"), 303);
                EXPECT_INT(move("dongve.motcua", "CU-9", "hand_over", ""), 303);
                REQUIRE(indicator_recompute(s.app.store, false, &check) == 0);
                EXPECT_INT(check.wrong_dossiers + check.wrong_counts, 0);
                site_end(&s);
        }
}

TEST(each_bad_row_is_named_with_line_field_and_reason)
{
        static const struct {
                const char *row, *said;
        } bad[] = {
                { "CU/1,@,2,1," WHO "2022-07-19,,,,,,,\n", "\"field\":\"code\"" },
                { "CU-1,9.999999,H56,2,1," WHO "2022-07-19,,,,,,,\n", "no such procedure" },
                { "CU-1,1.003197,H99,2,1," WHO "2022-07-19,,,,,,,\n", "no such unit" },
                { "CU-1,@,4,1," WHO "2022-07-19,,,,,,,\n", "\"field\":\"channel\"" },
                { "CU-1,@,2,11," WHO "2022-07-19,,,,,,,\n", "\"field\":\"state\"" },
                { "CU-1,@,2,1,,,"
                  "2022-07-19,,,,,,,\n",
                        "\"field\":\"applicant_name\"" },
                { "CU-1,@,2,1," WHO "19-07-2022,,,,,,,\n", "\"field\":\"submitted_at\"" },
                { "CU-1,@,2,1," WHO "2022-08-19,,,,,,,\n", "in the future" },
                { "CU-1,@,2,2," WHO "2022-07-19,,,,,,,\n", "state cannot be without" },
                { "CU-1,@,2,1," WHO "2022-07-18,2022-07-18,,,,,,\n", "cannot be there" },
                { "CU-1,@,2,2," WHO "2022-07-19,2022-07-18,,,,,,\n", "before what comes before" },
                { "CU-1,@,2,2," WHO "2022-07-18,2022-07-18,2022-07-17,,,,,\n", "promised before" },
                { "CU-1,@\n", "\"line\":2" },
        };

        REQUIRE(begin(DB_SQLITE));
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct buf json;
                struct dossiers_report rep =
                        run(rows(str_fmt(s.arena, HEAD "%s", bad[i].row).ptr), false, &json);

                EXPECT_INT(rep.refused, 1);
                EXPECT(str_find(buf_str(&json), STR("\"line\":2")) >= 0);
                if (str_find(buf_str(&json), str_of(bad[i].said)) < 0) {
                        printf("    %s: %.*s\n", bad[i].said, STRF(buf_str(&json)));
                        EXPECT(false);
                }
        }
        EXPECT_INT(number("select cast(count(*) as text) from dossier where code like 'CU-%'"), 0);
        site_end(&s);
}

TEST(rows_that_are_too_long_are_named_and_others_come_in)
{
        struct buf text, json;
        struct dossiers_report rep;

        REQUIRE(begin(DB_SQLITE));
        buf_init(&text, s.arena, 4 << 20);
        buf_add(&text, rows(HEAD "CU-1,@,2,1," WHO "2022-07-19,,,,,,,"));
        for (int i = 0; i < 70000; i++)
                buf_addc(&text, "a");
        buf_add(&text, rows("\nCU-2,@,2,1," WHO "2022-07-19,,,,,,,\n"));
        rep = run(buf_str(&text), false, &json);
        EXPECT_INT(rep.refused, 1);
        EXPECT_INT(rep.added, 1);
        EXPECT(str_find(buf_str(&json), STR("\"line\":2,\"field\":\"\",\"reason\":\"longer")) >= 0);
        site_end(&s);
}

/* Several batches are under way at once; each of the rows that cannot be written is found. */
TEST(open_ones_without_a_place_in_the_process_are_named_one_by_one)
{
        TESTDB_EACH(kind)
        {
                struct recompute_report check;
                struct buf text, json;
                struct dossiers_report rep;

                REQUIRE(begin(kind));
                testdb_run(&s.db, "insert into process_use (procedure_code, process) values "
                                  "('2.000815', 'same_day')");
                buf_init(&text, s.arena, 4 << 20);
                buf_addc(&text, HEAD);
                for (int i = 0; i < 500; i++)
                        buf_fmt(&text,
                                "CU-%d,%s,%s,1,6," OTHER
                                "2022-07-18,2022-07-18,2022-07-30,2022-07-19,,,,\n",
                                i, i % 100 == 7 ? "2.000815" : "1.003197", unit);
                rep = run(buf_str(&text), false, &json);
                EXPECT_INT(rep.refused, 5);
                EXPECT_INT(rep.added, 495);
                EXPECT(str_find(buf_str(&json), STR("\"line\":409,\"field\":\"state\"")) >= 0);
                REQUIRE(indicator_recompute(s.app.store, false, &check) == 0);
                EXPECT_INT(check.wrong_dossiers + check.wrong_counts, 0);
                site_end(&s);
        }
}

TEST(a_run_that_was_broken_off_is_run_again)
{
        TESTDB_EACH(kind)
        {
                struct recompute_report check;
                struct dossiers_report rep;
                struct buf text, json;
                size_t half = 0;

                REQUIRE(begin(kind));
                buf_init(&text, s.arena, 4 << 20);
                for (int i = 0; i < 300; i++) {
                        if (i == 170)
                                half = text.len;
                        buf_fmt(&text,
                                "{\"code\":\"CU-%d\",\"procedure\":\"1.003197\",\"unit\":\"%s\","
                                "\"state\":10,\"applicant_name\":\"Người %d\",\"submitted_at\":"
                                "\"2022-05-0%d\",\"accepted_at\":\"2022-05-10\",\"finished_at\":"
                                "\"2022-05-12\",\"returned_at\":\"2022-05-13\"}\n",
                                i, unit, i, i % 9 + 1);
                }
                rep = run(str_sub(buf_str(&text), 0, half), false, &json);
                EXPECT_INT(rep.added, 170);
                rep = run(buf_str(&text), false, &json);
                EXPECT_INT(rep.same, 170);
                EXPECT_INT(rep.added, 130);
                EXPECT_INT(rep.refused, 0);
                REQUIRE(indicator_recompute(s.app.store, false, &check) == 0);
                EXPECT_INT(check.wrong_dossiers + check.wrong_counts, 0);
                /* Another dossier of a code that is known: told, and the known one kept. */
                rep = run(STR("{\"code\":\"CU-1\",\"procedure\":\"1.003197\",\"unit\":\"H56\","
                              "\"state\":1,\"applicant_name\":\"Ai\",\"submitted_at\":"
                              "\"2022-07-01\"}\n"),
                        false, &json);
                EXPECT_INT(rep.kept, 1);
                EXPECT(str_find(buf_str(&json), STR("another dossier has this code")) >= 0);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(all_states_come_in_open_ones_go_on_and_figures_are_right),
                RUN(each_bad_row_is_named_with_line_field_and_reason),
                RUN(rows_that_are_too_long_are_named_and_others_come_in),
                RUN(open_ones_without_a_place_in_the_process_are_named_one_by_one),
                RUN(a_run_that_was_broken_off_is_run_again));
}
