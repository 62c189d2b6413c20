/*
 * src/app/test/test_mydata.c: people see and decide what is held about them: a copy of everything,
 * purposes that they refuse, corrections that an officer answers, drafts that go at their word.
 */
#include "app/test/site.h"
#include "job/job.h"
#include "test/test.h"

#define CITIZEN "038094000217"
#define DATA    "/du-lieu-cua-toi"

static struct site s;

static i64 count(const char *what)
{
        return testdb_i64(&s.db, str_fmt(s.arena, "select count(*) from %s", what).ptr);
}

static void run_jobs(void)
{
        i64 n;

        CHECK(job_run_due(s.app.store, s.arena, &n) == 0);
}

static const char *copy_address(void)
{
        return str_fmt(s.arena, DATA "/xuat/%s",
                site_cell(&s, "select code from copy_request order by id desc limit 1"))
                .ptr;
}

TEST(a_copy_of_everything_is_made_for_the_person_alone_and_goes_after_its_time)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN), officer = site_visitor(&s, "motcua");
                struct answer a = site_post(&v, DATA "/xuat", "x=1");

                EXPECT_INT(a.status, 303);
                site_post(&v, DATA "/xuat", "x=1"); /* asked already */
                EXPECT_INT(count("copy_request"), 1);
                a = site_get(&v, copy_address());
                EXPECT_INT(a.status, 404); /* not ready */
                run_jobs();
                a = site_get(&v, DATA);
                EXPECT(answer_has(&a, "Tải bản sao"));
                a = site_get(&v, copy_address());
                EXPECT_INT(a.status, 200);
                EXPECT(str_starts(a.body, STR("PK\3\4")));
                EXPECT(answer_has(&a, "\"identity\":\"" CITIZEN "\""));
                EXPECT(answer_has(&a, "\"who_looked\""));
                EXPECT(!answer_has(&a, "argon2"));
                EXPECT_INT(count("notice where kind = 'mydata.ready'"), 1);
                EXPECT_INT(count("audit_event where action = 'mydata.export'"), 1);
                a = site_get(&officer, copy_address());
                EXPECT_INT(a.status, 403);
                clock_set(clock_now() + 8 * DAY_MS, false);
                v = site_visitor(&s, CITIZEN);
                a = site_get(&v, copy_address());
                EXPECT_INT(a.status, 410);
                run_jobs();
                EXPECT_INT(count("copy_request where removed_at is null"), 0);
                EXPECT_INT(count("file where object_kind = 'copy' and removed_at is null"), 0);
                EXPECT_INT(count("audit_event where action = 'mydata.retention'"), 1);
                site_end(&s);
        }
}

TEST(a_purpose_is_refused_and_agreed_to_again_and_both_are_kept)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                struct answer a = site_get(&v, DATA);

                EXPECT(answer_has(&a, "Đang đồng ý"));
                EXPECT(!answer_has(&a, "Đã từ chối"));
                a = site_post(&v, DATA "/dong-y", "muc_dich=prefill");
                EXPECT_INT(a.status, 303);
                a = site_get(&v, DATA);
                EXPECT(answer_has(&a, "Đã từ chối"));
                site_post(&v, DATA "/dong-y", "muc_dich=prefill&cho=1");
                EXPECT_INT(count("consent where purpose = 'prefill'"), 2);
                EXPECT_INT(count("audit_event where action in ('mydata.agreed', 'mydata.refused')"),
                        2);
                a = site_post(&v, DATA "/dong-y", "muc_dich=khac");
                EXPECT(a.status >= 400);
                EXPECT_INT(count("consent"), 2);
                site_end(&s);
        }
}

static const char *wish_code(void)
{
        return site_cell(&s, "select code from correction order by id desc limit 1");
}

static struct answer decide(const struct visitor *v, const char *how)
{
        return site_post(v, "/sua-du-lieu",
                str_fmt(s.arena, "yeu_cau=%s&quyet=%s&loi=Da+xem+can+cuoc", wish_code(), how).ptr);
}

TEST(a_correction_is_made_by_an_officer_who_takes_it_and_by_nobody_else)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN), officer = site_visitor(&s, "motcua");
                struct answer a =
                        site_post(&v, DATA "/sua", "truong=birth_day&moi=31/2/1994&ly_do=x");

                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "Viết ngày như 27/9/1996"));
                a = site_post(&v, DATA "/sua", "truong=birth_day&moi=13/3/1994&ly_do=Can+cuoc");
                EXPECT_INT(a.status, 303);
                a = decide(&v, "nhan");
                EXPECT_INT(a.status, 403);
                a = site_get(&officer, "/sua-du-lieu");
                EXPECT(answer_has(&a, "12/03/1994"));
                EXPECT(answer_has(&a, "13/3/1994"));
                EXPECT_INT(count("access_record where why = 'mydata.correction'"), 1);
                a = decide(&officer, "nhan");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(testdb_i64(&s.db,
                                   "select birth_day from person where identity = '" CITIZEN "'"),
                        day_make(1994, 3, 13));
                a = decide(&officer, "tu-choi"); /* answered before */
                EXPECT_INT(a.status, 409);
                site_post(&v, DATA "/sua", "truong=name&moi=L%C3%AA+V%C4%83n+B&ly_do=x");
                a = decide(&officer, "tu-choi");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(
                        count("person where identity = '" CITIZEN "' and name = 'Lê Văn Hùng'"), 1);
                a = site_get(&v, DATA);
                EXPECT(answer_has(&a, "Da xem can cuoc"));
                EXPECT_INT(
                        count("notice where kind in ('mydata.corrected', 'mydata.declined')"), 2);
                site_end(&s);
        }
}

TEST(drafts_go_at_their_owners_word_and_only_theirs)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                struct answer a = site_post(&v, "/thu-tuc/1.004873/nop", "x=1");
                i64 others;

                EXPECT_INT(a.status, 303);
                testdb_run(&s.db,
                        "insert into draft (id, code, account_id, version_id, answers, "
                        "version, created_at, updated_at, expires_at) select 7, 'N-7', 7, "
                        "version_id, answers, 1, created_at, updated_at, expires_at from "
                        "draft limit 1");
                others = count("draft where account_id = 7");
                a = site_get(&v, DATA);
                EXPECT(answer_has(&a, "Xoá 1 bản nháp"));
                a = site_post(&v, DATA "/xoa-nhap", "x=1");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(count("draft where account_id <> 7 and dossier_id is null"), 0);
                EXPECT_INT(count("draft where account_id = 7"), others);
                EXPECT_INT(count("audit_event where action = 'draft.erased'"), 1);
                site_end(&s);
        }
}

TEST(questions_that_several_forms_ask_are_listed_with_what_to_do)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor designer = site_visitor(&s, "thietke"),
                               v = site_visitor(&s, CITIZEN);
                struct answer a = site_get(&designer, "/quan-tri/cau-hoi-lap");

                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "applicant.birth_date"));
                EXPECT(answer_has(&a, "Đã điền sẵn từ tài khoản"));
                EXPECT(answer_has(&a, "Khai một nghĩa chung"));
                a = site_get(&v, "/quan-tri/cau-hoi-lap");
                EXPECT_INT(a.status, 403);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(a_copy_of_everything_is_made_for_the_person_alone_and_goes_after_its_time),
                RUN(a_purpose_is_refused_and_agreed_to_again_and_both_are_kept),
                RUN(a_correction_is_made_by_an_officer_who_takes_it_and_by_nobody_else),
                RUN(drafts_go_at_their_owners_word_and_only_theirs),
                RUN(questions_that_several_forms_ask_are_listed_with_what_to_do));
}
