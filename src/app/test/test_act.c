/*
 * src/app/test/test_act.c: an officer or a program that decides on a dossier is told beside the
 * field what is wrong, keeps what was typed, and never overwrites what somebody else decided.
 */
#include "app/test/site.h"
#include "test/test.h"

static struct site s;

/* A new dossier of a procedure of ten working days at the commune; its code. */
static const char *new_dossier(void)
{
        struct visitor citizen = site_program(&s, "038094000217");
        const char *place =
                site_cell(&s, "select code from unit where short_name = "
                              "'Phường Đông Vệ' and kind = 'commune' and valid_to is not null");
        struct answer a = site_json(&citizen, "/api/v1/dossiers",
                str_fmt(s.arena,
                        "{\"procedure\":\"1.001193\",\"place\":\"%s\",\"name\":\"Lê Văn Hùng\","
                        "\"identity\":\"038094000217\"}",
                        place)
                        .ptr);

        EXPECT_INT(a.status, 201);
        return site_cell(&s, "select code from dossier order by id desc limit 1");
}

static struct answer move(
        const struct visitor *v, const char *code, const char *action, const char *json)
{
        return site_json(
                v, str_fmt(s.arena, "/api/v1/dossiers/%s/actions/%s", code, action).ptr, json);
}

TEST(a_program_that_names_another_state_than_there_is_changes_nothing)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor counter = site_program(&s, "motcua");
                const char *code = new_dossier(), *one = site_fmt(&s, "/api/v1/dossiers/%s", code);
                struct answer a = site_get(&counter, one);
                struct str tag = answer_header(&a, "ETag");

                EXPECT_STR(tag, "\"1.0\"");
                counter.match = STR("\"2.0\", W/\"1.0\"");
                a = move(&counter, code, "accept", "{}");
                EXPECT_INT(a.status, 412);
                EXPECT(answer_has(&a, "urn:motcua:problem:precondition"));
                counter.match = STR_NULL;
                EXPECT_INT(move(&counter, code, "accept", "{\"version\":9}").status, 409);
                counter.match = tag;
                EXPECT_INT(move(&counter, code, "accept", "{}").status, 200);
                EXPECT_INT(
                        move(&counter, code, "supplement", "{\"defects\":[\"x\"],\"note\":\"x\"}")
                                .status,
                        412);
                counter.match = STR_NULL;
                a = site_get(&counter, one);
                EXPECT(answer_has(&a, "\"state\":2"));
                site_end(&s);
        }
}

TEST(what_a_move_lacks_is_said_beside_its_field)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor counter = site_program(&s, "motcua"),
                               leader = site_program(&s, "lanhdao"),
                               person = site_visitor(&s, "lanhdao");
                const char *code = new_dossier();
                struct answer a = move(&counter, code, "refuse", "{}");

                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "\"field\":\"note\""));
                a = move(&counter, code, "supplement", "{\"note\":\"x\"}");
                EXPECT(a.status == 422 && answer_has(&a, "\"field\":\"defects\""));
                EXPECT_INT(move(&counter, code, "accept", "{}").status, 200);
                a = move(&leader, code, "extend", "{\"note\":\"x\",\"due_day\":\"2022-07-19\"}");
                EXPECT(a.status == 422 && answer_has(&a, "\"field\":\"due_day\""));
                a = site_post(&person, site_fmt(&s, "/viec/%s/extend", code),
                        "version=2&note=cho+y+kien&due_day-day=19&due_day-month=7"
                        "&due_day-year=2022");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "href=\"#due_day"));
                EXPECT(answer_has(&a, "cho y kien"));
                EXPECT(answer_has(&a, "value=\"19\""));
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from dossier_step "
                                             "where action = 'extend'"),
                        0);
                site_end(&s);
        }
}

TEST(an_apology_goes_out_a_day_before_the_result_is_due_or_not_at_all)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor counter = site_program(&s, "motcua"),
                               leader = site_program(&s, "lanhdao");
                const char *code = new_dossier(),
                           *later = "{\"note\":\"x\",\"due_day\":\"2022-09-15\"}";
                struct answer a;
                i64 due;

                EXPECT_INT(move(&counter, code, "accept", "{}").status, 200);
                due = testdb_i64(&s.db, "select due_at from dossier order by id desc limit 1");
                clock_set(day_start(day_of(due)), false); /* the day itself */
                a = move(&leader, code, "extend", later);
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "xin lỗi"));
                clock_set(day_start(day_of(due)) - 1, false);
                EXPECT_INT(move(&leader, code, "extend", later).status, 200);
                EXPECT(testdb_i64(&s.db, "select due_at from dossier order by id desc limit 1") >
                        due);
                site_end(&s);
        }
}

/* A draft of the citizen with one file in the first paper's place; its address. */
static const char *draft_with_file(const struct visitor *citizen, int check, const char *reason)
{
        struct answer a = site_post(citizen, "/thu-tuc/1.001193/nop", "x=1");
        struct str to = str_sub(answer_header(&a, "Location"), strlen("/nop/"), 100), code;

        str_cut(&to, '/', &code);
        testdb_run(&s.db, str_fmt(s.arena,
                                  "insert into file (id, code, hash, content_name, name, type, "
                                  "size, account_id, created_at, check_state, check_reason) "
                                  "select 7, 'bay', hash, content_name, 'anh.pdf', type, size, 7, "
                                  "1, %d, %s from file order by id limit 1",
                                  check, reason)
                                  .ptr);
        testdb_run(&s.db, str_fmt(s.arena,
                                  "insert into draft_paper (id, draft_id, paper_id, name, file_id, "
                                  "created_at) select 7, d.id, (select min(p.id) from "
                                  "procedure_paper p where p.version_id = d.version_id), 'x', 7, 1 "
                                  "from draft d where d.code = '%s'",
                                  str_c(s.arena, code))
                                  .ptr);
        return site_fmt(&s, "/nop/%s/giay-to", str_c(s.arena, code));
}

TEST(a_file_of_a_draft_says_that_it_waits_or_why_it_was_refused)
{
        static const char *const refused = "Cần nộp lại";

        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor citizen = site_visitor(&s, "038094000217");
                const char *page = draft_with_file(&citizen, 1, "null");
                struct answer a = site_get(&citizen, page);

                EXPECT(answer_has(&a, "anh.pdf") && answer_has(&a, "đang chờ kiểm tra"));
                EXPECT(!answer_has(&a, refused));
                testdb_run(&s.db, "update file set check_state = 3, check_reason = 'encrypted' "
                                  "where id = 7");
                a = site_get(&citizen, page);
                EXPECT(answer_has(&a, refused));
                EXPECT(answer_has(&a, "mật khẩu"));
                EXPECT(!answer_has(&a, "đang chờ kiểm tra"));
                testdb_run(&s.db, "update file set check_state = 2, check_reason = null, pages = 3 "
                                  "where id = 7");
                a = site_get(&citizen, page);
                EXPECT(answer_has(&a, "3 trang") && !answer_has(&a, refused));
                site_end(&s);
        }
}

TEST(the_receipt_is_said_to_come_and_then_is_there)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor counter = site_program(&s, "motcua"),
                               officer = site_visitor(&s, "motcua");
                const char *code = new_dossier(), *page = site_fmt(&s, "/viec/%s", code);
                struct answer a = site_get(&officer, page);

                EXPECT(!answer_has(&a, "đang được lập") && !answer_header(&a, "Refresh").ptr);
                EXPECT_INT(move(&counter, code, "accept", "{}").status, 200);
                a = site_get(&officer, page);
                EXPECT(answer_has(&a, "hẹn trả kết quả đang được lập"));
                EXPECT_STR(answer_header(&a, "Refresh"), "3");
                testdb_run(&s.db,
                        str_fmt(s.arena,
                                "insert into issued_paper (id, dossier_id, form, number, payload, "
                                "file_id, issued_at) select 7, id, '01', code, '', (select min(id) "
                                "from file), 1 from dossier where code = '%s'",
                                code)
                                .ptr);
                a = site_get(&officer, page);
                EXPECT(!answer_has(&a, "đang được lập") && !answer_header(&a, "Refresh").ptr);
                EXPECT(answer_has(&a, "hẹn trả kết quả (PDF)"));
                site_end(&s);
        }
}

TEST(the_register_holds_what_its_unit_received_and_no_other_sees_it)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor counter = site_program(&s, "motcua"),
                               officer = site_visitor(&s, "motcua"),
                               ward = site_visitor(&s, "dongve.motcua");
                const char *code = new_dossier(),
                           *unit = site_cell(&s, "select u.code from dossier d join unit u on u.id "
                                                 "= d.received_unit_id order by d.id desc limit 1");
                const char *page = site_fmt(&s, "/viec/so-theo-doi?don-vi=%s", unit);
                const char *file = site_fmt(&s, "/viec/so-theo-doi/tep?don-vi=%s", unit);
                struct answer a = site_get(&officer, page);
                i64 before = testdb_i64(&s.db, "select count(*) from access_record where why = "
                                               "'dossier.register'");

                EXPECT_INT(a.status, 200);
                EXPECT_INT(move(&counter, code, "accept", "{}").status, 200);
                a = site_get(&officer, page);
                EXPECT(answer_has(&a, "/viec/so-theo-doi/tep?"));
                a = site_get(&officer, file);
                EXPECT_INT(a.status, 200);
                EXPECT(str_starts(a.body, STR("%PDF-")));
                EXPECT(testdb_i64(&s.db, "select count(*) from access_record where why = "
                                         "'dossier.register'") > before); /* who, and of whom */
                EXPECT_INT(site_get(&ward, "/viec/so-theo-doi?don-vi=H56.11").status, 404);
                EXPECT_INT(site_get(&ward, "/viec/so-theo-doi/tep?don-vi=H56.11").status, 404);
                EXPECT_INT(site_get(&officer, "/viec/so-theo-doi?tu=01/01/2020").status, 200);
                EXPECT_INT(
                        site_get(&officer, "/viec/so-theo-doi?tu=01/01/2020&den=01/01/2022").status,
                        400);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_program_that_names_another_state_than_there_is_changes_nothing),
                RUN(what_a_move_lacks_is_said_beside_its_field),
                RUN(an_apology_goes_out_a_day_before_the_result_is_due_or_not_at_all),
                RUN(a_file_of_a_draft_says_that_it_waits_or_why_it_was_refused),
                RUN(the_receipt_is_said_to_come_and_then_is_there),
                RUN(the_register_holds_what_its_unit_received_and_no_other_sees_it));
}
