/*
 * src/app/test/test_quality.c: a non-conformity is planned by who manages quality, corrected by
 * whom it was given to, and closed only by another person; who is told; what happens when the day
 * is over or the unit is no more. An internal audit is led by who has no part in the work, and what
 * it found becomes non-conformities once.
 */
#include <string.h>

#include "app/test/site.h"
#include "core/org.h"
#include "job/job.h"
#include "mod/quality/quality.h"
#include "test/test.h"

static struct site s;
static struct visitor specialist, head, secretary, auditor;

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        specialist = site_visitor(&s, "chuyenvien");
        head = site_visitor(&s, "lanhdao");
        secretary = site_visitor(&s, "chatluong");
        auditor = site_visitor(&s, "chatluong.hai");
        return true;
}

static const char *code(void)
{
        return site_cell(&s, "select code from nonconformity order by id desc limit 1");
}

static struct answer report(const struct visitor *v, const char *unit, const char *words)
{
        return site_post(v, "/ghi-khong-phu-hop",
                str_fmt(s.arena, "don_vi=%s&muc=1&dieu=8.5.1&noi_dung=%s", unit, words).ptr);
}

static struct answer act(const struct visitor *v, const char *action, const char *more)
{
        i64 version =
                testdb_i64(&s.db, "select version from nonconformity order by id desc limit 1");

        return site_post(v, str_fmt(s.arena, "/chat-luong/%s/%s", code(), action).ptr,
                str_fmt(s.arena, "version=%lld&%s", (long long)version, more).ptr);
}

#define PLAN                                                                                       \
        "khac_phuc=Lam+lai&nguyen_nhan=Thieu+huong+dan&hanh_dong=Tap+huan&han=2030-01-15&"         \
        "nguoi_lam="

static const char *ward_unit(void)
{
        return site_cell(&s,
                "select u.code from unit u join role_grant g on g.unit_id = u.id "
                "join account a on a.id = g.account_id where a.name = 'dongve.chutich'");
}

static i64 state(void)
{
        return testdb_i64(&s.db, "select state from nonconformity order by id desc limit 1");
}

TEST(a_non_conformity_is_closed_only_by_another_person_than_who_corrected_it)
{
        TESTDB_EACH(kind)
        {
                struct answer a;

                REQUIRE(begin(kind));
                a = report(&specialist, "H56", "");
                EXPECT_INT(a.status, 422);
                a = report(&specialist, "H56", "Phieu+hen+khong+ghi+ngay");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "notice where kind = 'quality.reported'"), 3);
                a = site_get(&head, "/chat-luong");
                EXPECT(answer_has(&a, "Phieu hen khong ghi ngay"));
                a = act(&specialist, "lap-ke-hoach", PLAN "lanhdao");
                EXPECT_INT(a.status, 403);
                a = act(&head, "lap-ke-hoach", "han=2030-01-15&nguoi_lam=lanhdao");
                EXPECT_INT(a.status, 422); /* no cause, no action */
                a = act(&head, "lap-ke-hoach", PLAN "khong.co");
                EXPECT_INT(a.status, 422);
                a = act(&head, "da-lam", "bang_chung=Xong");
                EXPECT_INT(a.status, 403); /* nobody is responsible yet */
                a = act(&head, "lap-ke-hoach", PLAN "lanhdao");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(state(), NONCONFORMITY_PLANNED);
                a = act(&secretary, "da-lam", "bang_chung=Xong");
                EXPECT_INT(a.status, 403); /* not theirs */
                a = act(&head, "da-lam", "bang_chung=+");
                EXPECT_INT(a.status, 422); /* evidence */
                a = act(&head, "da-lam", "bang_chung=Da+tap+huan+ngay+3");
                EXPECT_INT(a.status, 303);
                a = act(&head, "khep", "ket_luan=Tot");
                EXPECT_INT(a.status, 403); /* who did it does not verify it */
                EXPECT_INT(state(), NONCONFORMITY_DONE);
                a = act(&secretary, "tra-lai", "vi_sao_tra=Van+con+hai+phieu");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(state(), NONCONFORMITY_PLANNED);
                a = act(&head, "da-lam", "bang_chung=Da+sua+ca+hai");
                EXPECT_INT(a.status, 303);
                a = site_post(&auditor, str_fmt(s.arena, "/chat-luong/%s/khep", code()).ptr,
                        "version=1&ket_luan=Tot");
                EXPECT_INT(a.status, 409); /* made from a page of before */
                a = act(&auditor, "khep", "ket_luan=Khong+con+phieu+nao");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(state(), NONCONFORMITY_CLOSED);
                a = act(&auditor, "khep", "ket_luan=Lan+nua");
                EXPECT_INT(a.status, 409);
                a = site_get(&specialist, str_fmt(s.arena, "/chat-luong/%s", code()).ptr);
                EXPECT(answer_has(&a, "Khong con phieu nao") &&
                        answer_has(&a, "Van con hai phieu"));
                EXPECT_INT(site_count(&s, "nonconformity_event"), 6);
                EXPECT_INT(site_count(&s, "audit_event where action like 'nonconformity.%'"), 6);
                a = site_get(&head, "/chat-luong");
                EXPECT(!answer_has(&a, "Phieu hen khong ghi ngay")); /* open ones only */
                a = site_get(&head, "/chat-luong?tt=4");
                EXPECT(answer_has(&a, "Phieu hen khong ghi ngay"));
                site_end(&s);
        }
}

TEST(another_unit_neither_sees_nor_reports_and_only_an_auditor_refuses)
{
        TESTDB_EACH(kind)
        {
                struct visitor ward, citizen;
                struct answer a;

                REQUIRE(begin(kind));
                ward = site_visitor(&s, "dongve.chutich");
                citizen = site_visitor(&s, "038094000217");
                a = report(&ward, "H56", "Viec+cua+tinh");
                EXPECT_INT(a.status, 422);
                a = report(&ward, ward_unit(), "Viec+cua+phuong");
                EXPECT_INT(a.status, 303);
                a = report(&specialist, "H56", "Viec+cua+tinh");
                REQUIRE(a.status == 303);
                a = site_get(&ward, str_fmt(s.arena, "/chat-luong/%s", code()).ptr);
                EXPECT_INT(a.status, 404);
                a = act(&ward, "lap-ke-hoach", PLAN "dongve.chutich");
                EXPECT_INT(a.status, 404);
                a = site_get(&ward, "/chat-luong");
                EXPECT_INT(a.status, 200);
                EXPECT(!answer_has(&a, "Viec cua tinh"));
                a = site_get(&citizen, "/chat-luong");
                EXPECT_INT(a.status, 403);
                a = act(&head, "bac", "vi_sao_bac=Khong+phai");
                EXPECT_INT(a.status, 403);
                a = act(&auditor, "bac", "vi_sao_bac=Khong+trai+dieu+nao");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(state(), NONCONFORMITY_REFUSED);
                site_end(&s);
        }
}

TEST(a_clause_is_one_of_the_standard_that_can_be_broken)
{
        static const char *const bad[] = { "3.1", "11", "8.", "8.5.1.2", "tam", "8..1" };

        REQUIRE(begin(DB_SQLITE));
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct answer a = site_post(&specialist, "/ghi-khong-phu-hop",
                        str_fmt(s.arena, "don_vi=H56&muc=2&noi_dung=Viec&dieu=%s", bad[i]).ptr);

                EXPECT_INT(a.status, 422);
        }
        EXPECT_INT(site_count(&s, "nonconformity"), 0);
        site_end(&s);
}
static void run_jobs(void)
{
        i64 n;

        CHECK(job_run_due(s.app.store, s.arena, &n) == 0);
}

TEST(who_corrects_it_is_told_once_before_the_day_and_once_after_it)
{
        TESTDB_EACH(kind)
        {
                struct answer a;

                REQUIRE(begin(kind));
                a = report(&specialist, "H56", "Phieu+hen+khong+ghi+ngay");
                REQUIRE(a.status == 303);
                a = act(&head, "lap-ke-hoach",
                        "khac_phuc=Lam+lai&nguyen_nhan=Thieu&hanh_dong=Tap+huan&han=2022-07-28&"
                        "nguoi_lam=chuyenvien");
                REQUIRE(a.status == 303);
                run_jobs();
                EXPECT_INT(site_count(&s, "notice where kind = 'quality.soon'"), 0);
                for (int day = 25; day <= 28; day++) {
                        clock_set(time_make(day_make(2022, 7, day), 9, 0, 0), false);
                        run_jobs();
                        EXPECT_INT(site_count(&s, "notice where kind = 'quality.soon'"), 1);
                        EXPECT_INT(site_count(&s, "notice where kind = 'quality.late'"), 0);
                }
                for (int day = 29; day <= 30; day++) {
                        clock_set(time_make(day_make(2022, 7, day), 9, 0, 0), false);
                        run_jobs();
                        EXPECT_INT(site_count(&s, "notice where kind = 'quality.soon'"), 1);
                        EXPECT_INT(site_count(&s, "notice where kind = 'quality.late'"), 1);
                }
                site_end(&s);
        }
}

static int succeed(struct tx *tx, void *arg)
{
        const struct org *org = org_get(tx->arena);
        const struct unit *from = org_unit_by_code(org, STR("H56"));

        return event_publish(
                tx, UNIT_SUCCEEDED, from->id, STR("{}"), org_unit_by_code(org, str_of(arg)));
}

TEST(what_is_open_at_a_unit_that_ends_is_its_successors)
{
        TESTDB_EACH(kind)
        {
                struct visitor ward;
                struct answer a;
                char *unit;

                REQUIRE(begin(kind));
                ward = site_visitor(&s, "dongve.chutich");
                a = report(&specialist, "H56", "Viec+da+bac");
                REQUIRE(a.status == 303);
                a = act(&auditor, "bac", "vi_sao_bac=Khong+phai");
                REQUIRE(a.status == 303);
                a = report(&specialist, "H56", "Viec+con+mo");
                REQUIRE(a.status == 303);
                a = site_get(&ward, "/chat-luong");
                EXPECT(!answer_has(&a, "Viec con mo"));
                unit = (char *)site_cell(&s,
                        "select u.code from unit u join role_grant g on g.unit_id = u.id "
                        "join account a on a.id = g.account_id where a.name = 'dongve.chutich'");
                REQUIRE(store_write(s.app.store, s.arena, succeed, unit) == 0);
                a = site_get(&ward, "/chat-luong");
                EXPECT(answer_has(&a, "Viec con mo"));
                a = site_get(&ward, "/chat-luong?tt=5");
                EXPECT(!answer_has(&a, "Viec da bac")); /* what is over stays where it was */
                EXPECT_INT(site_count(&s, "nonconformity_event where action = 'succeed'"), 1);
                site_end(&s);
        }
}

TEST(the_register_goes_on_where_a_page_ended)
{
        TESTDB_EACH(kind)
        {
                const char *next;
                struct answer a;

                REQUIRE(begin(kind));
                for (int i = 1; i <= 30; i++) {
                        a = report(&specialist, "H56", str_fmt(s.arena, "Viec+so+%02d.", i).ptr);
                        REQUIRE(a.status == 303);
                }
                a = site_get(&head, "/chat-luong");
                EXPECT(answer_has(&a, "Viec so 30.") && !answer_has(&a, "sau="));
                next = site_fmt(&s, "sau=2000000.%lld",
                        (long long)testdb_i64(&s.db, "select max(id) from nonconformity"));
                a = site_post(
                        &specialist, "/ghi-khong-phu-hop", "don_vi=H56&muc=2&noi_dung=Viec+so+31.");
                REQUIRE(a.status == 303);
                a = site_get(&head, "/chat-luong");
                EXPECT(answer_has(&a, "Viec so 30.") && !answer_has(&a, "Viec so 31."));
                EXPECT(answer_has(&a, next));
                a = site_get(&head, str_fmt(s.arena, "/chat-luong?%s", next).ptr);
                EXPECT(!answer_has(&a, "Viec so 30.") && answer_has(&a, "Viec so 31."));
                a = site_get(&head, "/chat-luong?muc=2");
                EXPECT(!answer_has(&a, "Viec so 30.") && answer_has(&a, "Viec so 31."));
                a = site_get(&head, "/chat-luong?sau=khong");
                EXPECT(a.status == 422 || answer_has(&a, "Viec so 01."));
                site_end(&s);
        }
}

TEST(what_was_typed_comes_back_with_what_is_missing)
{
        struct answer a;

        REQUIRE(begin(DB_SQLITE));
        a = report(&specialist, "H56", "Viec");
        REQUIRE(a.status == 303);
        a = act(&head, "lap-ke-hoach", "khac_phuc=Da+thu+hoi+phieu&nguoi_lam=lanhdao");
        EXPECT_INT(a.status, 422);
        EXPECT(answer_has(&a, "Da thu hoi phieu") && answer_has(&a, "value=\"lanhdao\" selected"));
        EXPECT(answer_has(&a, "#nguyen_nhan") && answer_has(&a, "#hanh_dong"));
        a = act(&head, "lap-ke-hoach", PLAN "lanhdao");
        REQUIRE(a.status == 303);
        a = site_get(&head, str_fmt(s.arena, "/chat-luong/%s", code()).ptr);
        EXPECT(answer_has(&a, "value=\"lanhdao\" selected") && answer_has(&a, "value=\"2030\""));
        a = act(&head, "da-lam", "bang_chung=+");
        EXPECT_INT(a.status, 422);
        EXPECT(answer_has(&a, "#bang_chung") && answer_has(&a, "id=\"bang_chung\""));
        site_end(&s);
}

/* ---- Internal audits ---- */

static const char *audit_code(void)
{
        return site_cell(&s, "select code from internal_audit order by id desc limit 1");
}

static struct answer plan_audit(const struct visitor *v, const char *unit, const char *lead)
{
        return site_post(v, "/lap-danh-gia",
                str_fmt(s.arena,
                        "don_vi=%s&ngay=2030-01-15&truong_doan=%s&pham_vi=Khai+sinh+quy+mot&"
                        "cau_them=Cau+rieng+mot%%0ACau+rieng+hai",
                        unit, lead)
                        .ptr);
}

static struct answer audit_act(const struct visitor *v, const char *action, const char *more)
{
        i64 version =
                testdb_i64(&s.db, "select version from internal_audit order by id desc limit 1");

        return site_post(v,
                str_fmt(s.arena, "/danh-gia-noi-bo/%s/viec/%s", audit_code(), action).ptr,
                str_fmt(s.arena, "version=%lld&%s", (long long)version, more).ptr);
}

static struct answer answer_question(const struct visitor *v, i64 ordinal, const char *more)
{
        return site_post(v,
                str_fmt(s.arena, "/danh-gia-noi-bo/%s/cau/%lld", audit_code(), (long long)ordinal)
                        .ptr,
                str_fmt(s.arena, "version=1&%s", more).ptr);
}

TEST(an_audit_turns_what_it_found_into_non_conformities_of_the_unit)
{
        TESTDB_EACH(kind)
        {
                struct visitor ward;
                struct answer a;
                i64 n;

                REQUIRE(begin(kind));
                ward = site_visitor(&s, "dongve.chutich");
                a = plan_audit(&head, "H56", "chatluong.hai");
                EXPECT_INT(a.status, 403); /* a head plans no audit */
                a = plan_audit(&secretary, ward_unit(), "dongve.chutich");
                EXPECT_INT(a.status, 422); /* who works there */
                EXPECT(answer_has(&a, "Khai sinh quy mot"));
                a = plan_audit(&secretary, ward_unit(), "chatluong.hai");
                EXPECT_INT(a.status, 303);
                n = testdb_i64(&s.db, "select count(*) from internal_audit_answer");
                EXPECT_INT(n, 24); /* data/audit_checklist.csv, and two besides */
                EXPECT_INT(site_count(&s, "notice where kind = 'quality.audit_lead'"), 1);
                EXPECT(site_count(&s, "notice where kind = 'quality.audit_planned'") > 0);
                a = site_get(&ward, "/danh-gia-noi-bo");
                EXPECT(answer_has(&a, "Khai sinh quy mot"));
                a = answer_question(&auditor, 1, "ket_qua=1");
                EXPECT_INT(a.status, 409); /* it has not begun */
                a = audit_act(&secretary, "bat-dau", "");
                EXPECT_INT(a.status, 403); /* another leads it */
                a = audit_act(&auditor, "bat-dau", "");
                EXPECT_INT(a.status, 303);
                a = answer_question(&auditor, 1, "ket_qua=3");
                EXPECT_INT(a.status, 422); /* without evidence */
                a = answer_question(&secretary, 1, "ket_qua=1");
                EXPECT_INT(a.status, 403);
                a = answer_question(&auditor, 1, "ket_qua=3&bang_chung=So+3+thieu+chu+ky");
                EXPECT_INT(a.status, 303);
                EXPECT(strstr(site_next(&s, &a), "/cau/2"));
                a = answer_question(&auditor, 1, "ket_qua=1");
                EXPECT_INT(a.status, 409); /* from a page of before */
                a = audit_act(&auditor, "bao-cao", "ket_luan=Tot");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "23"));
                a = answer_question(&auditor, 2, "ket_qua=4&bang_chung=Niem+yet+ban+cu");
                EXPECT_INT(a.status, 303);
                for (i64 i = 3; i <= n; i++) {
                        a = answer_question(&auditor, i, "ket_qua=1");
                        REQUIRE(a.status == 303);
                }
                a = site_get(&ward, str_fmt(s.arena, "/danh-gia-noi-bo/%s", audit_code()).ptr);
                EXPECT(!answer_has(&a, "So 3 thieu chu ky")); /* not before the report */
                EXPECT_INT(site_count(&s, "nonconformity"), 0);
                a = audit_act(&auditor, "bao-cao", "ket_luan=Hai+diem+can+khac+phuc");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "nonconformity where source = 'audit'"), 2);
                EXPECT_INT(site_count(&s, "nonconformity where grade = 2 and clause = '5.2'"), 1);
                EXPECT_INT(site_count(&s, "notice where kind = 'quality.reported'"), 0);
                EXPECT(site_count(&s, "notice where kind = 'quality.audit_reported'") > 0);
                a = site_get(&ward, str_fmt(s.arena, "/danh-gia-noi-bo/%s", audit_code()).ptr);
                EXPECT(answer_has(&a, "So 3 thieu chu ky") &&
                        answer_has(&a, "Hai diem can khac phuc"));
                a = site_get(&ward, str_fmt(s.arena, "/chat-luong/%s", code()).ptr);
                EXPECT(answer_has(&a, audit_code()));
                a = answer_question(&auditor, 3, "ket_qua=2&bang_chung=Muon");
                EXPECT_INT(a.status, 409);
                a = audit_act(&auditor, "bao-cao", "ket_luan=Lan+nua");
                EXPECT_INT(a.status, 409);
                EXPECT_INT(site_count(&s, "nonconformity"), 2);
                EXPECT_INT(site_count(&s, "internal_audit_event"), 3);
                a = site_get(&ward, "/bao-cao-chat-luong");
                EXPECT(answer_has(&a, "<td>5.2</td>") && answer_has(&a, "lần\">1</td></tr>"));
                a = site_get(&ward, "/bao-cao-chat-luong/csv?nam=2022");
                EXPECT(answer_has(&a, "code,name,minor,major,open,overdue,closed,audits_open,"));
                EXPECT(answer_has(&a, ",1,1,2,0,0,0,0\r\n")); /* its audit is of 2030 */
                a = site_get(&head, "/bao-cao-chat-luong/csv?nam=2021");
                EXPECT(!answer_has(&a, "\r\nH56"));
                EXPECT_INT(site_get(&head, "/bao-cao-chat-luong?nam=2030").status, 404);
                EXPECT_INT(site_count(&s, "audit_event where action like 'internal_audit.%'"), 3);
                site_end(&s);
        }
}

TEST(an_audit_is_put_off_called_off_and_follows_its_unit)
{
        TESTDB_EACH(kind)
        {
                struct visitor ward;
                struct answer a;
                char *unit;

                REQUIRE(begin(kind));
                ward = site_visitor(&s, "dongve.chutich");
                unit = (char *)ward_unit();
                a = plan_audit(&secretary, "H56", "chatluong.hai");
                REQUIRE(a.status == 303);
                a = site_get(&ward, str_fmt(s.arena, "/danh-gia-noi-bo/%s", audit_code()).ptr);
                EXPECT_INT(a.status, 404);
                a = audit_act(&secretary, "doi-lich", "ngay=2001-01-01&truong_doan=chatluong.hai");
                EXPECT_INT(a.status, 422); /* a day that is past */
                a = audit_act(&secretary, "doi-lich", "ngay=2030-02-20&truong_doan=lanhdao");
                EXPECT_INT(a.status, 422); /* handles dossiers there */
                a = audit_act(&secretary, "doi-lich", "ngay=2030-02-20&truong_doan=chatluong");
                EXPECT_INT(a.status, 303);
                a = site_get(&head, str_fmt(s.arena, "/danh-gia-noi-bo/%s", audit_code()).ptr);
                EXPECT(answer_has(&a, "20/02/2030"));
                REQUIRE(store_write(s.app.store, s.arena, succeed, unit) == 0);
                a = site_get(&ward, "/danh-gia-noi-bo");
                EXPECT(answer_has(&a, "Khai sinh quy mot"));
                a = audit_act(&secretary, "huy", "vi_sao_huy=+");
                EXPECT_INT(a.status, 422);
                a = audit_act(&secretary, "huy", "vi_sao_huy=Sap+nhap");
                EXPECT_INT(a.status, 303);
                a = site_get(&ward, "/danh-gia-noi-bo");
                EXPECT(!answer_has(&a, "Khai sinh quy mot"));
                a = site_get(&ward, "/danh-gia-noi-bo?tt=4");
                EXPECT(answer_has(&a, "Khai sinh quy mot"));
                a = audit_act(&secretary, "bat-dau", "");
                EXPECT_INT(a.status, 409);
                site_end(&s);
        }
}

TEST(the_processes_that_dossiers_follow_are_listed_with_what_follows_them)
{
        TESTDB_EACH(kind)
        {
                struct answer a;
                i64 all, named;

                REQUIRE(begin(kind));
                all = testdb_i64(&s.db,
                        "select count(*) from procedure_version v join procedure p "
                        "on p.id = v.procedure_id where v.state = 'published' and v.valid_from <= "
                        "19193 and (v.valid_to is null or v.valid_to > 19193)");
                named = testdb_i64(&s.db,
                        "select count(*) from procedure_version v join procedure p "
                        "on p.id = v.procedure_id join process_use u on u.procedure_code = p.code "
                        "where v.state = 'published' and v.valid_from <= 19193 and "
                        "(v.valid_to is null or v.valid_to > 19193) and u.process <> 'single_unit'");
                REQUIRE(all > named); /* 19193: 2022-07-20, the day of the tests */
                a = site_get(&specialist, "/quy-trinh-kiem-soat");
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "single_unit"));
                EXPECT(answer_has(&a, site_fmt(&s, ">%lld</td></tr>", (long long)(all - named))));
                EXPECT(!answer_has(&a, "/thiet-ke/")); /* who may not see drawings gets no link */
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(a_non_conformity_is_closed_only_by_another_person_than_who_corrected_it),
                RUN(another_unit_neither_sees_nor_reports_and_only_an_auditor_refuses),
                RUN(a_clause_is_one_of_the_standard_that_can_be_broken),
                RUN(who_corrects_it_is_told_once_before_the_day_and_once_after_it),
                RUN(what_is_open_at_a_unit_that_ends_is_its_successors),
                RUN(the_register_goes_on_where_a_page_ended),
                RUN(what_was_typed_comes_back_with_what_is_missing),
                RUN(an_audit_turns_what_it_found_into_non_conformities_of_the_unit),
                RUN(an_audit_is_put_off_called_off_and_follows_its_unit),
                RUN(the_processes_that_dossiers_follow_are_listed_with_what_follows_them));
}
