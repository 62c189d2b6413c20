/*
 * src/app/test/test_mandate.c: who acts for whom. A mandate opens exactly what it says, for as long
 * as it stands: taken back or over in the middle, nothing more goes through it; whom it represents
 * sees what was done in their name, and by whom.
 */
#include "app/test/site.h"
#include "flow/form.h"
#include "job/job.h"
#include "test/test.h"

#define LAN   "038094000217" /* of the demo: Lê Văn Hùng, who is represented */
#define BINH  "038080000111" /* who acts for him */
#define CUONG "038080000222" /* somebody else */

static struct site s;
static const char *procedure, *other; /* with the usual form and without papers; another such */
static struct visitor lan, binh, cuong;

static void enrol(const char *number, const char *name)
{
        struct visitor nobody = site_visitor(&s, NULL);
        struct answer a = site_post(&nobody, "/dang-ky",
                site_fmt(&s,
                        "name=%s&identity=%s&birth_day=1980-04-03&phone=0912345678&"
                        "password=tre-xanh-ben-song-9",
                        name, number));

        EXPECT_INT(a.status, 303);
}

static const char *usual_procedure(const char *but)
{
        const char *code = site_cell(&s,
                site_fmt(&s,
                        "select p.code from procedure p join procedure_version v on "
                        "v.procedure_id = p.id where v.online = 'full' and v.level = 'commune' and "
                        "v.state = 'published' and p.code <> '%s' and p.code not in (select "
                        "procedure_code from form_use) order by p.code limit 1",
                        but));

        testdb_run(&s.db, site_fmt(&s,
                                  "delete from procedure_paper where version_id in (select v.id "
                                  "from procedure_version v join procedure p on p.id = "
                                  "v.procedure_id where p.code = '%s')",
                                  code));
        return code;
}

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        enrol(BINH, "Tran+Thi+Binh");
        enrol(CUONG, "Pham+Van+Cuong");
        lan = site_visitor(&s, LAN);
        binh = site_visitor(&s, BINH);
        cuong = site_visitor(&s, CUONG);
        procedure = usual_procedure("");
        other = usual_procedure(procedure);
        return procedure[0] && other[0];
}

/* Lan lets Binh act until that day; scope: "tat-ca", or "chon&thu_tuc=CODE". */
static const char *grant_until(const char *scope, const char *until)
{
        struct answer a = site_post(&lan, "/lam-thay-moi",
                site_fmt(&s, "so=" BINH "&ten=tran+thi+binh&pham_vi=%s&den=%s", scope, until));

        EXPECT_INT(a.status, 303);
        return site_cell(&s, "select code from mandate order by id desc limit 1");
}

static const char *grant(const char *scope)
{
        return grant_until(scope, "2022-12-31");
}

static struct answer act(const struct visitor *v, const char *mandate, const char *action)
{
        i64 version = testdb_i64(
                &s.db, site_fmt(&s, "select version from mandate where code = '%s'", mandate));

        return site_post(v, site_fmt(&s, "/lam-thay/%s/%s", mandate, action),
                site_fmt(&s, "version=%lld", (long long)version));
}

/* A draft of v for whom the mandate names; NULL: it was refused. */
static const char *begin_draft(const struct visitor *v, const char *code, const char *mandate)
{
        struct answer a = site_post(
                v, site_fmt(&s, "/thu-tuc/%s/nop", code), site_fmt(&s, "thay=%s", mandate));

        if (a.status != 303)
                return NULL;
        return site_cell(&s, "select code from draft order by id desc limit 1");
}

/* In the name of somebody who is neither. */
static bool fill_in(const struct visitor *v, const char *draft)
{
        return site_fill_usual(v, draft, "Ten+Khac", CUONG);
}

static struct answer send(const struct visitor *v, const char *draft)
{
        return site_post(v, site_fmt(&s, "/nop/%s/gui", draft), "declare=1");
}

/* The code of a dossier that Binh has just sent for Lan. */
static const char *sent(const char *mandate)
{
        const char *draft = begin_draft(&binh, procedure, mandate);
        struct answer a;

        if (!draft || !fill_in(&binh, draft))
                return NULL;
        a = send(&binh, draft);
        EXPECT_INT(a.status, 303);
        return site_cell(&s, "select code from dossier order by id desc limit 1");
}

TEST(what_is_sent_through_a_mandate_is_the_principals_and_names_both)
{
        TESTDB_EACH(kind)
        {
                struct visitor officer;
                const char *mandate, *code;
                struct answer a;

                REQUIRE(begin(kind));
                a = site_get(&binh, site_fmt(&s, "/thu-tuc/%s/nop", procedure));
                EXPECT(!answer_has(&a, "name=\"thay\"")); /* for nobody else: nothing is asked */
                mandate = grant("tat-ca");
                EXPECT_INT(site_count(&s, "notice where kind = 'mandate.grant'"), 1);
                a = site_get(&binh, site_fmt(&s, "/thu-tuc/%s/nop", procedure));
                EXPECT(answer_has(&a, "Lê Văn Hùng"));
                code = sent(mandate);
                REQUIRE(code != NULL);

                /* Whatever was typed: it is the principal's, by name and number. */
                EXPECT_INT(site_count(&s, "dossier where applicant_name = 'Lê Văn Hùng' and "
                                          "applicant_identity = '" LAN "' and account_id = "
                                          "(select id from account where name = '" LAN
                                          "') and representative_id = (select id from account "
                                          "where name = '" BINH "')"),
                        1);
                EXPECT_INT(site_count(&s, "notice where kind = 'dossier.submit' and account_id in "
                                          "(select id from account where name in ('" LAN "', '" BINH
                                          "'))"),
                        2);
                a = site_get(&binh, site_fmt(&s, "/ho-so/%s", code));
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "Tran Thi Binh nộp thay cho Lê Văn Hùng"));
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s", code));
                EXPECT(answer_has(&a, "Tran Thi Binh nộp thay cho Lê Văn Hùng"));
                officer = site_visitor(&s, "dongve.motcua");
                a = site_get(&officer, site_fmt(&s, "/viec/%s", code));
                EXPECT(answer_has(&a, "Tran Thi Binh nộp thay cho Lê Văn Hùng"));
                a = site_get(&binh, "/ho-so");
                EXPECT(answer_has(&a, code));
                EXPECT(answer_has(&a, "Nộp thay"));
                /* They learn who looked. */
                EXPECT(site_count(&s, "access_record where why = 'mandate.apply'") == 1);
                EXPECT(site_count(&s, "access_record where why = 'mandate.follow'") >= 1);
                a = site_get(&cuong, site_fmt(&s, "/ho-so/%s", code));
                EXPECT_INT(a.status, 404);
                a = site_post(&binh, site_fmt(&s, "/ho-so/%s/rut", code), "version=1&reason=Nham");
                EXPECT(a.status == 303 ||
                        a.status == 409); /* as its process allows it to anybody */
                site_end(&s);
        }
}

TEST(a_mandate_that_was_taken_back_sends_nothing_and_shows_nothing_more)
{
        TESTDB_EACH(kind)
        {
                const char *mandate, *code, *draft;
                struct answer a;

                REQUIRE(begin(kind));
                mandate = grant("tat-ca");
                code = sent(mandate);
                draft = begin_draft(&binh, procedure, mandate);
                REQUIRE(code && draft && fill_in(&binh, draft));
                a = act(&cuong, mandate, "thu-hoi");
                EXPECT_INT(a.status, 404);
                a = act(&binh, mandate, "thu-hoi");
                EXPECT_INT(a.status, 403); /* only whom it represents */
                a = act(&lan, mandate, "thu-hoi");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "notice where kind = 'mandate.over'"), 2);

                a = send(&binh, draft);
                EXPECT_INT(a.status, 403);
                EXPECT(answer_has(&a, "Bản nháp vẫn được giữ"));
                EXPECT_INT(site_count(&s, "dossier where mandate_id is not null"), 1);
                EXPECT_INT(site_count(&s, "draft where dossier_id is null and mandate_id is not "
                                          "null"),
                        1);
                a = site_get(&binh, site_fmt(&s, "/ho-so/%s", code));
                EXPECT_INT(a.status, 403);
                EXPECT(!answer_has(&a, "Hùng"));
                a = site_post(&binh, site_fmt(&s, "/ho-so/%s/rut", code), "version=1&reason=Nham");
                EXPECT_INT(a.status, 403);
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s", code));
                EXPECT_INT(a.status, 200);
                a = act(&lan, mandate, "thu-hoi");
                EXPECT_INT(a.status, 409); /* once */
                site_end(&s);
        }
}

TEST(a_mandate_counts_to_the_end_of_its_last_day)
{
        TESTDB_EACH(kind)
        {
                const char *mandate, *draft;
                struct answer a;
                i64 n;

                REQUIRE(begin(kind));
                mandate = grant_until("tat-ca", "2022-07-21");
                draft = begin_draft(&binh, procedure, mandate);
                REQUIRE(draft && fill_in(&binh, draft));
                clock_set(time_make(day_make(2022, 7, 21), 23, 59, 0), false);
                binh = site_visitor(&s, BINH);
                a = site_get(&binh, site_fmt(&s, "/nop/%s/kiem-tra", draft));
                EXPECT_INT(a.status, 200);
                clock_set(time_make(day_make(2022, 7, 22), 0, 0, 0), false);
                a = send(&binh, draft);
                EXPECT_INT(a.status, 403);
                a = site_get(&binh, site_fmt(&s, "/lam-thay/%s", mandate));
                EXPECT(answer_has(&a, "Đã hết hạn")); /* whether or not the job has said so */
                CHECK(job_run_due(s.app.store, s.arena, &n) == 0);
                EXPECT_INT(site_count(&s, "mandate where state = 4"), 1);
                EXPECT_INT(site_count(&s, "audit_event where action = 'mandate.end'"), 1);
                EXPECT_INT(site_count(&s, "dossier where mandate_id is not null"), 0);
                site_end(&s);
        }
}

TEST(an_edited_address_opens_neither_other_procedures_nor_others_mandates)
{
        TESTDB_EACH(kind)
        {
                const char *mandate;
                struct answer a;

                REQUIRE(begin(kind));
                mandate = grant(site_fmt(&s, "chon&thu_tuc=%s", procedure));
                a = site_get(&binh, site_fmt(&s, "/thu-tuc/%s/nop", other));
                EXPECT(!answer_has(&a, "name=\"thay\""));
                a = site_get(&binh, site_fmt(&s, "/thu-tuc/%s/nop?thay=%s", other, mandate));
                EXPECT_INT(a.status, 403);
                EXPECT(!answer_has(&a, "Hùng"));
                EXPECT(begin_draft(&binh, other, mandate) == NULL);
                EXPECT(begin_draft(&cuong, procedure, mandate) == NULL);
                EXPECT(begin_draft(&lan, procedure, mandate) == NULL); /* nor their own, twice */
                EXPECT_INT(site_count(&s, "draft where mandate_id is not null"), 0);
                a = site_get(&cuong, site_fmt(&s, "/lam-thay/%s", mandate));
                EXPECT_INT(a.status, 404);
                REQUIRE(begin_draft(&binh, procedure, mandate) != NULL);
                site_end(&s);
        }
}

TEST(nobody_lets_themselves_act_or_finds_out_whose_number_has_an_account)
{
        TESTDB_EACH(kind)
        {
                struct answer a, b;

                REQUIRE(begin(kind));
                a = site_post(&lan, "/lam-thay-moi",
                        "so=" LAN "&ten=Le+Van+Hung&pham_vi=tat-ca&den=2022-12-31");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "chính bạn"));
                a = site_post(&lan, "/lam-thay-moi",
                        "so=" BINH "&ten=Ai+Do&pham_vi=tat-ca&den=2022-12-31");
                b = site_post(&lan, "/lam-thay-moi",
                        "so=038080000999&ten=Ai+Do&pham_vi=tat-ca&den=2022-12-31");
                EXPECT(answer_has(&a, "Không có tài khoản nào"));
                EXPECT(answer_has(&b, "Không có tài khoản nào"));
                a = site_post(&lan, "/lam-thay-moi",
                        "so=" BINH "&ten=Tran+Thi+Binh&pham_vi=tat-ca&den=2062-12-31");
                EXPECT_INT(a.status, 422); /* none is for ever */
                a = site_post(&lan, "/lam-thay-moi",
                        "so=" BINH "&ten=Tran+Thi+Binh&pham_vi=tat-ca&den=2022-07-19");
                EXPECT_INT(a.status, 422);
                a = site_post(&lan, "/lam-thay-moi",
                        "so=" BINH "&ten=Tran+Thi+Binh&pham_vi=chon&thu_tuc=9.999999&"
                        "den=2022-12-31");
                EXPECT(answer_has(&a, "Không có thủ tục"));
                EXPECT_INT(site_count(&s, "mandate"), 0);
                for (int i = 0; i < 8; i++)
                        a = site_post(&lan, "/lam-thay-moi",
                                "so=" BINH "&ten=Ai+Do&pham_vi=tat-ca&den=2022-12-31");
                a = site_post(&lan, "/lam-thay-moi",
                        "so=" BINH "&ten=Tran+Thi+Binh&pham_vi=tat-ca&den=2022-12-31");
                EXPECT(answer_has(&a, "nhập sai nhiều lần"));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_is_sent_through_a_mandate_is_the_principals_and_names_both),
                RUN(a_mandate_that_was_taken_back_sends_nothing_and_shows_nothing_more),
                RUN(a_mandate_counts_to_the_end_of_its_last_day),
                RUN(an_edited_address_opens_neither_other_procedures_nor_others_mandates),
                RUN(nobody_lets_themselves_act_or_finds_out_whose_number_has_an_account));
}
