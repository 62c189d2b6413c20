/*
 * src/app/test/test_mandate.c: who acts for whom. A mandate opens exactly what it says, for as long
 * as it stands: taken back or over in the middle, nothing more goes through it; whom it represents
 * sees what was done in their name, and by whom.
 */
#include "app/test/site.h"
#include "core/org.h"
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

/* ---- For who cannot grant it here: a counter decides ---- */

static struct visitor ward, elsewhere; /* counters: of the ward that is asked, of another */

static bool begin_asking(enum db_kind kind)
{
        if (!begin(kind))
                return false;
        ward = site_visitor(&s, "dongve.motcua");
        testdb_run(&s.db, "update role_grant set tree = 0, unit_id = (select max(id) from unit "
                          "where kind = 'commune' and short_name <> 'Phường Đông Vệ') where "
                          "account_id = (select id from account where name = 'motcua')");
        elsewhere = site_visitor(&s, "motcua");
        return true;
}

#define WARD                                                                                       \
        "(select g.unit_id from account a join role_grant g on g.account_id = a.id where a.name "  \
        "= 'dongve.motcua')"

/* Another unit was asked, which the ward has taken over since. */
static void succeed(void)
{
        const char *gone = site_cell(&s, "select cast(min(id) as text) from unit where kind = "
                                         "'commune' and valid_to is not null and id <> " WARD);

        testdb_run(&s.db, site_fmt(&s, "update mandate set unit_id = %s", gone));
        testdb_run(
                &s.db, site_fmt(&s, "update unit set valid_to = valid_from where id = %s", gone));
        testdb_run(
                &s.db, site_fmt(&s, "delete from unit_succession where predecessor_id = %s", gone));
        testdb_run(&s.db,
                site_fmt(&s,
                        "insert into unit_succession (predecessor_id, successor_id, at, part) "
                        "select id, " WARD ", valid_from, 0 from unit where id = %s",
                        gone));
        CHECK(org_load(s.app.store) == 0);
}

/* Binh asks the ward, with a paper. */
static struct answer ask(const char *form)
{
        const char *code = site_cell(&s, "select code from unit where id = " WARD);

        return site_upload_form(&binh, "/lam-thay-xin",
                site_fmt(&s, "%s&don_vi=%s&giay=Số 12 ngày 01/02/2012", form, code), "ban_chup",
                "khai-sinh.pdf", STR("%PDF-1.4\n%%EOF\n"));
}

static const char *asked(const char *form)
{
        struct answer a = ask(form);

        EXPECT_INT(a.status, 303);
        return site_cell(&s, "select code from mandate order by id desc limit 1");
}

static struct answer decide(
        const struct visitor *v, const char *mandate, const char *action, const char *why)
{
        i64 version = testdb_i64(
                &s.db, site_fmt(&s, "select version from mandate where code = '%s'", mandate));

        return site_post(v, site_fmt(&s, "/dai-dien/%s/%s", mandate, action),
                site_fmt(&s, "version=%lld&vi_sao=%s", (long long)version, why));
}

#define CHILD "kieu=child&ten=Trần Gia Bảo&so=038212000777&sinh=28/02/2012"

TEST(a_child_is_acted_for_once_a_counter_has_seen_the_papers)
{
        TESTDB_EACH(kind)
        {
                const char *mandate, *code;
                struct answer a;

                REQUIRE(begin_asking(kind));
                a = site_get(&binh, "/lam-thay-xin");
                EXPECT(answer_has(&a, "?kieu=child"));
                a = site_get(&binh, "/lam-thay-xin?kieu=child");
                EXPECT(answer_has(&a, "name=\"sinh-day\""));
                mandate = asked(CHILD);
                EXPECT_INT(site_count(&s, "mandate where state = 1 and person_id is null"), 1);
                /* Until the day before the eighteenth birthday. */
                EXPECT_INT(
                        testdb_i64(&s.db, "select until_day from mandate"), day_make(2030, 2, 27));
                EXPECT(begin_draft(&binh, procedure, mandate) == NULL);
                a = site_get(&binh, site_fmt(&s, "/lam-thay/%s", mandate));
                EXPECT(answer_has(&a, "Đang chờ xác nhận"));

                a = site_get(&elsewhere, "/dai-dien");
                EXPECT_INT(a.status, 200);
                EXPECT(!answer_has(&a, "Gia Bảo"));
                a = site_get(&elsewhere, site_fmt(&s, "/dai-dien/%s", mandate));
                EXPECT_INT(a.status, 404);
                a = decide(&elsewhere, mandate, "dong-y", "");
                EXPECT_INT(a.status, 404);
                a = site_get(&ward, "/dai-dien");
                EXPECT(answer_has(&a, "Trần Gia Bảo"));
                succeed(); /* the unit that was asked is no more, and the ward does its work */
                a = site_get(&ward, "/dai-dien");
                EXPECT(answer_has(&a, "Trần Gia Bảo"));
                a = site_get(&ward, site_fmt(&s, "/dai-dien/%s", mandate));
                EXPECT(answer_has(&a, "038212000777"));
                EXPECT(answer_has(&a, "khai-sinh.pdf"));
                EXPECT(site_count(&s, "access_record where why = 'mandate.desk'") >= 3);
                a = decide(&ward, mandate, "dong-y", "");
                EXPECT_INT(a.status, 303);
                a = site_post(&ward, site_fmt(&s, "/dai-dien/%s/dong-y", mandate), "version=1");
                EXPECT_INT(a.status, 409);
                EXPECT_INT(site_count(&s, "notice where kind = 'mandate.grant'"), 1);
                /* Now they are known: who registers with that number sees who acts for them. */
                EXPECT_INT(site_count(&s, "mandate m join person p on p.id = m.person_id where "
                                          "p.identity = '038212000777'"),
                        1);
                code = sent(mandate);
                REQUIRE(code != NULL);
                EXPECT_INT(site_count(&s, "dossier where applicant_name = 'Trần Gia Bảo' and "
                                          "applicant_identity = '038212000777' and account_id is "
                                          "null and representative_id is not null"),
                        1);
                a = site_get(&binh, site_fmt(&s, "/ho-so/%s", code));
                EXPECT(answer_has(&a, "nộp thay cho Trần Gia Bảo"));
                enrol("038212000777", "Tran+Gia+Bao");
                cuong = site_visitor(&s, "038212000777");
                a = site_get(&cuong, "/lam-thay");
                EXPECT(answer_has(&a, mandate));
                a = decide(&ward, mandate, "thu-hoi", "");
                EXPECT_INT(a.status, 422); /* not without the reason */
                a = decide(&ward, mandate, "thu-hoi", "Toa+thay+doi+nguoi+giam+ho");
                EXPECT_INT(a.status, 303);
                EXPECT(begin_draft(&binh, procedure, mandate) == NULL);
                site_end(&s);
        }
}

TEST(what_a_counter_cannot_believe_is_not_asked_and_a_refusal_says_why)
{
        TESTDB_EACH(kind)
        {
                const char *mandate;
                struct answer a;

                REQUIRE(begin_asking(kind));
                a = ask("kieu=child&ten=Trần Gia Bảo&sinh=20/07/2004");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "đã đủ 18 tuổi"));
                EXPECT(answer_has(&a, "value=\"Trần Gia Bảo\"")); /* what was typed is kept */
                a = ask("kieu=child&ten=Trần Gia Bảo&sinh=20/07/2032");
                EXPECT(answer_has(&a, "Hãy nhập ngày sinh"));
                a = ask("kieu=power&ten=Trần Văn Ba&so=123&den=31/12/2022");
                EXPECT(answer_has(&a, "Hãy nhập đúng số định danh"));
                a = ask("kieu=power&ten=Tran Thi Binh&so=" BINH "&den=31/12/2022");
                EXPECT(answer_has(&a, "chính bạn"));
                a = ask("kieu=power&ten=Trần Văn Ba&so=038080000999&den=31/12/2062");
                EXPECT_INT(a.status, 422); /* none is for ever */
                a = ask("kieu=organisation&ten=HTX Sông Mã&so=0100109107&den=31/12/2022");
                EXPECT(answer_has(&a, "Hãy nhập đúng mã số thuế")); /* its check digit */
                /* All that is missing is said at once: a page that comes back has lost files. */
                a = site_upload_form(
                        &binh, "/lam-thay-xin", "kieu=organisation", NULL, NULL, STR_NULL);
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "Hãy nhập tên"));
                EXPECT(answer_has(&a, "Hãy nhập đúng mã số thuế"));
                EXPECT(answer_has(&a, "Hãy nhập ngày kết thúc"));
                EXPECT(answer_has(&a, "Hãy ghi số và ngày"));
                EXPECT(answer_has(&a, "Hãy đính kèm bản chụp"));
                EXPECT(answer_has(&a, "Hãy chọn xã, phường"));
                EXPECT_INT(site_count(&s, "mandate"), 0);

                mandate = asked("kieu=power&ten=Trần Văn Ba&so=038080000999&den=31/12/2022");
                a = decide(&ward, mandate, "tu-choi", "");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "Hãy ghi lý do"));
                a = decide(&ward, mandate, "tu-choi", "Giay+khong+co+chung+thuc");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "notice where kind = 'mandate.refuse'"), 1);
                a = site_get(&binh, site_fmt(&s, "/lam-thay/%s", mandate));
                EXPECT(answer_has(&a, "Giay khong co chung thuc"));
                a = decide(&ward, mandate, "dong-y", "");
                EXPECT_INT(a.status, 409); /* final */
                site_end(&s);
        }
}

TEST(an_organisation_applies_by_its_name_and_tax_code)
{
        TESTDB_EACH(kind)
        {
                const char *mandate;
                struct answer a;

                REQUIRE(begin_asking(kind));
                mandate = asked("kieu=organisation&ten=HTX Sông Mã&so=0100109106&den=31/12/2022&"
                                "pham_vi=tat-ca");
                a = decide(&ward, mandate, "dong-y", "");
                EXPECT_INT(a.status, 303);
                REQUIRE(sent(mandate) != NULL);
                EXPECT_INT(site_count(&s, "dossier where applicant_kind = 'enterprise' and "
                                          "applicant_name = 'HTX Sông Mã' and applicant_identity = "
                                          "'0100109106' and applicant_birth_day is null"),
                        1);
                site_end(&s);
        }
}

TEST(who_has_an_account_after_all_is_asked_and_a_wrong_name_is_caught)
{
        TESTDB_EACH(kind)
        {
                const char *mandate;
                struct answer a;

                REQUIRE(begin_asking(kind));
                mandate = asked("kieu=power&ten=le van hung&so=" LAN "&den=31/12/2022");
                EXPECT_INT(site_count(&s, "notice where kind = 'mandate.ask'"), 1);
                a = site_get(&binh, site_fmt(&s, "/lam-thay/%s", mandate));
                EXPECT(!answer_has(&a, "Lê Văn Hùng")); /* nothing is learned by asking */
                a = act(&cuong, mandate, "dong-y");
                EXPECT_INT(a.status, 404);
                a = act(&binh, mandate, "dong-y");
                EXPECT_INT(a.status, 403);
                a = act(&lan, mandate, "dong-y");
                EXPECT_INT(a.status, 303);
                REQUIRE(sent(mandate) != NULL);
                EXPECT_INT(site_count(&s, "dossier where applicant_name = 'Lê Văn Hùng' and "
                                          "account_id is not null and mandate_id is not null"),
                        1);

                mandate = asked("kieu=power&ten=Ten Khac&so=" LAN "&den=31/12/2022");
                EXPECT_INT(site_count(&s, "notice where kind = 'mandate.ask'"), 1);
                a = decide(&ward, mandate, "dong-y", "");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "với tên khác"));
                EXPECT_INT(site_count(&s, "mandate where state = 1"), 1);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_is_sent_through_a_mandate_is_the_principals_and_names_both),
                RUN(a_mandate_that_was_taken_back_sends_nothing_and_shows_nothing_more),
                RUN(a_mandate_counts_to_the_end_of_its_last_day),
                RUN(an_edited_address_opens_neither_other_procedures_nor_others_mandates),
                RUN(nobody_lets_themselves_act_or_finds_out_whose_number_has_an_account),
                RUN(a_child_is_acted_for_once_a_counter_has_seen_the_papers),
                RUN(what_a_counter_cannot_believe_is_not_asked_and_a_refusal_says_why),
                RUN(an_organisation_applies_by_its_name_and_tax_code),
                RUN(who_has_an_account_after_all_is_asked_and_a_wrong_name_is_caught));
}
