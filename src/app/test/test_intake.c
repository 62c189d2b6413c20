/*
 * src/app/test/test_intake.c: a dossier taken in at a counter: who stands there is known again,
 * papers are ticked as they were brought, submitted and accepted in one go, both names stand in the
 * history; and how little a repeat visitor costs.
 */
#include "app/test/site.h"
#include "test/test.h"

#define CARD                                                                                       \
        "038094000217%7C171234567%7CL%C3%AA+V%C4%83n+H%C3%B9ng%7C12031994%7CNam%7C"                \
        "12+L%C3%AA+Lai%7C10052021"

static struct site s;
static struct visitor officer;

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        officer = site_visitor(&s, "dongve.motcua");
        return true;
}

/* Where an answer leads to, without what stands before the path. */
/* Begins with that form; the address of the page it leads to, "" when it does not. */
static const char *start(const char *form)
{
        struct answer a = site_post(&officer, "/tiep-nhan", form);

        return a.status == 303 ? site_next(&s, &a) : "";
}

TEST(a_card_and_a_tick_make_an_accepted_dossier)
{
        TESTDB_EACH(kind)
        {
                struct answer page;
                const char *at;
                struct visitor citizen;

                REQUIRE(begin(kind));
                at = start("the=" CARD "&chon=1.003197");
                REQUIRE(*at);
                page = site_get(&officer, at);
                EXPECT(answer_has(&page, "value=\"Lê Văn Hùng\""));
                EXPECT(answer_has(&page, "value=\"0912345678\"")); /* the account knows it */
                EXPECT(answer_has(&page, "Uỷ ban nhân dân phường Đông Vệ"));
                /* Nothing is ticked: nothing is accepted. */
                page = site_post(&officer, at, "f-nhan_ket_qua=quay");
                EXPECT_INT(page.status, 422);
                EXPECT(answer_has(&page, "chưa đánh dấu"));
                page = site_post(&officer, at, "du=1&f-nhan_ket_qua=quay");
                EXPECT_INT(page.status, 303);
                at = site_next(&s, &page);
                EXPECT(str_starts(str_of(at), STR("/viec/")));
                page = site_get(&officer, at);
                EXPECT(answer_has(&page, "Người nộp: Lê Văn Hùng. Cán bộ giúp nhập hồ sơ: "
                                         "Hoàng Thị Lan."));
                EXPECT_STR(str_of(site_cell(&s,
                                   "select cast(state as text) from dossier where channel = 1 "
                                   "order by id desc limit 1")),
                        "2");
                EXPECT_STR(str_of(site_cell(&s,
                                   "select cast(count(*) as text) from dossier_paper where brought "
                                   "is not null and file_id is null")),
                        "2");
                /* It is the citizen's own, although an officer filed it. */
                citizen = site_visitor(&s, "038094000217");
                page = site_get(&citizen, str_fmt(s.arena, "/ho-so/%s", at + 6).ptr);
                EXPECT_INT(page.status, 200);
                EXPECT(answer_has(&page, "Được nộp tại bộ phận một cửa"));
                site_end(&s);
        }
}

TEST(who_is_new_is_asked_and_a_stranger_gets_nothing)
{
        TESTDB_EACH(kind)
        {
                struct answer page;
                const char *at;

                REQUIRE(begin(kind));
                EXPECT_INT(
                        site_post(&officer, "/tiep-nhan", "the=12345&chon=1.003197").status, 422);
                page = site_post(&officer, "/tiep-nhan", "the=038094000217&tim=khai+sinh");
                EXPECT_INT(page.status, 422);
                EXPECT(answer_has(&page, "value=\"1.001193\""));
                EXPECT(answer_has(&page, "Lê Văn Hùng"));
                /* The name that is written is another's: the account stays its owner's. */
                at = start("the=038094000217&tim=1.003197");
                REQUIRE(*at);
                page = site_post(
                        &officer, at, "du=1&f-nhan_ket_qua=quay&f-nguoi_nop-ten=Tr%E1%BA%A7n+A");
                EXPECT_INT(page.status, 303);
                EXPECT_STR(
                        str_of(site_cell(&s,
                                "select cast(count(*) as text) from dossier where channel = 1 and "
                                "applicant_name = 'Trần A' and account_id is "
                                "null")),
                        "1");
                /* Nobody knows this number: the name is asked for. */
                at = start("the=038194000218&chon=1.003197");
                REQUIRE(*at);
                page = site_post(&officer, at, "du=1");
                EXPECT_INT(page.status, 422);
                EXPECT(answer_has(&page, "họ, chữ đệm, tên"));
                site_end(&s);
        }
}

/* Two people were written down with one number: nobody is taken for the other. */
TEST(a_number_that_names_several_people_is_asked_about)
{
        TESTDB_EACH(kind)
        {
                struct answer page;
                const char *at;

                REQUIRE(begin(kind));
                at = start("the=038194000218&chon=1.003197");
                REQUIRE(*at);
                page = site_post(&officer, at,
                        "du=1&f-nhan_ket_qua=quay&f-nguoi_nop-ten=Tr%E1%BA%A7n+A&"
                        "f-nguoi_nop-ngay_sinh-day=1&f-nguoi_nop-ngay_sinh-month=2&"
                        "f-nguoi_nop-ngay_sinh-year=1990&f-nguoi_nop-dien_thoai=0912000111");
                REQUIRE(page.status == 303);
                /* The only one whom the number names so far: known again. */
                at = start("the=038194000218&chon=1.003197");
                REQUIRE(*at);
                page = site_get(&officer, at);
                EXPECT(answer_has(&page, "value=\"Trần A\""));
                page = site_post(&officer, at,
                        "du=1&f-nhan_ket_qua=quay&f-nguoi_nop-ten=L%C3%AA+B&"
                        "f-nguoi_nop-dien_thoai=0912000222");
                REQUIRE(page.status == 303);

                page = site_post(&officer, "/tiep-nhan", "the=038194000218&chon=1.003197");
                EXPECT_INT(page.status, 422);
                EXPECT(answer_has(&page, "name=\"ai\" value=\"Trần A\""));
                EXPECT(answer_has(&page, "name=\"ai\" value=\"Lê B\""));
                page = site_post(&officer, "/tiep-nhan",
                        "the=038194000218&chon=1.003197&ai=Ai+%C4%91%C3%B3");
                EXPECT_INT(page.status, 422);
                at = start("the=038194000218&chon=1.003197&ai=Tr%E1%BA%A7n+A");
                REQUIRE(*at);
                page = site_get(&officer, at);
                EXPECT(answer_has(&page, "value=\"Trần A\"") && answer_has(&page, "0912000111"));
                at = start("the=038194000218&chon=1.003197&ai=-");
                REQUIRE(*at);
                page = site_get(&officer, at);
                EXPECT(!answer_has(&page, "Trần A") && !answer_has(&page, "Lê B") &&
                        !answer_has(&page, "0912000"));
                site_end(&s);
        }
}

TEST(an_enterprise_applies_through_its_representative)
{
        static const char *const last =
                "select applicant_kind || '/' || applicant_name || '/' || applicant_identity "
                "from dossier where channel = 1 order by id desc limit 1";
        TESTDB_EACH(kind)
        {
                struct answer page;
                const char *at;

                REQUIRE(begin(kind));
                page = site_post(
                        &officer, "/tiep-nhan", "the=" CARD "&chon=1.003197&mst=0100109107");
                EXPECT_INT(page.status, 422);
                EXPECT(answer_has(&page, "Mã số thuế không đúng"));
                page = site_post(
                        &officer, "/tiep-nhan", "the=" CARD "&chon=1.003197&mst=0100109106");
                EXPECT_INT(page.status, 422);
                EXPECT(answer_has(&page, "nhập tên"));
                at = start("the=" CARD
                           "&chon=1.003197&mst=0100109106&ten_dn=C%C3%B4ng+ty+Th%E1%BB%AD");
                REQUIRE(*at);
                page = site_get(&officer, at);
                EXPECT(answer_has(&page, "Công ty Thử") && answer_has(&page, "Người đại diện"));
                EXPECT_INT(site_post(&officer, at, "du=1&f-nhan_ket_qua=quay").status, 303);
                EXPECT_STR(str_of(site_cell(&s, last)), "enterprise/Công ty Thử/0100109106");
                /* The name is known from now on; who brings it may be somebody else. */
                at = start("the=038094000217&chon=1.003197&mst=0100109106");
                REQUIRE(*at);
                page = site_get(&officer, at);
                EXPECT(answer_has(&page, "Công ty Thử") && answer_has(&page, "Lê Văn Hùng"));
                site_end(&s);
        }
}

TEST(what_is_begun_is_kept_and_only_counters_see_it)
{
        struct visitor citizen, specialist, other;
        struct answer page;
        const char *at;

        REQUIRE(begin(DB_SQLITE));
        at = start("the=038094000217&chon=1.003197");
        REQUIRE(*at);
        page = site_post(&officer, at, "save=1&f-nguoi_nop-ten=Ph%E1%BA%A1m+B");
        EXPECT_INT(page.status, 303);
        page = site_get(&officer, "/tiep-nhan");
        EXPECT(answer_has(&page, at));
        page = site_get(&officer, at);
        EXPECT(answer_has(&page, "value=\"Phạm B\""));
        citizen = site_visitor(&s, "038094000217");
        specialist = site_visitor(&s, "dongve.tuphap");
        other = site_visitor(&s, "motcua"); /* of the whole province: may go on with it */
        EXPECT_INT(site_get(&citizen, at).status, 403);
        EXPECT_INT(site_get(&specialist, at).status, 403);
        EXPECT_INT(site_get(&other, at).status, 200);
        EXPECT_INT(
                site_get(&officer, str_fmt(s.arena, "/nop/%s/kiem-tra", at + 11).ptr).status, 403);
        site_end(&s);
}

/* The answers were filled in, so that these are all the requests; keys: browser/counter.mjs. */
TEST(a_repeat_visitor_costs_at_most_six_requests)
{
        struct answer page;
        const char *at;
        int requests = 0;

        REQUIRE(begin(DB_SQLITE));
        at = start("the=" CARD "&chon=1.003197");
        REQUIRE(*at);
        EXPECT_INT(site_post(&officer, at, "du=1&f-nhan_ket_qua=quay").status, 303);
        page = site_get(&officer, "/tiep-nhan");
        requests++;
        EXPECT(answer_has(&page, "value=\"1.003197\"")); /* what this counter did last */
        page = site_post(&officer, "/tiep-nhan", "the=" CARD "&chon=1.003197");
        requests++;
        REQUIRE(page.status == 303);
        at = site_next(&s, &page);
        page = site_get(&officer, at);
        requests++;
        EXPECT(!answer_has(&page, "<details class=\"more\" open"));
        page = site_post(&officer, at, "du=1");
        requests++;
        REQUIRE(page.status == 303);
        page = site_get(&officer, site_next(&s, &page));
        requests++;
        EXPECT(answer_has(&page, "Được tiếp nhận"));
        EXPECT(requests < 6);
        site_end(&s);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_card_and_a_tick_make_an_accepted_dossier),
                RUN(who_is_new_is_asked_and_a_stranger_gets_nothing),
                RUN(a_number_that_names_several_people_is_asked_about),
                RUN(an_enterprise_applies_through_its_representative),
                RUN(what_is_begun_is_kept_and_only_counters_see_it),
                RUN(a_repeat_visitor_costs_at_most_six_requests));
}
