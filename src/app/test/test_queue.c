/*
 * src/app/test/test_queue.c: the officers' queue as they use it: filters kept under a name, several
 * dossiers at once with an outcome each, and a second officer who is told who was first and loses
 * nothing that was typed.
 */
#include "app/test/site.h"
#include "test/test.h"

/* The code of the first row of a queue's page; STR_NULL when there is none. */
static struct str first_code(const struct answer *page)
{
        static const char before[] = "name=\"pick\" value=\"";
        i64 at = str_find(page->body, str_of(before));
        struct str rest, code;

        if (at < 0)
                return STR_NULL;
        rest = str_sub(page->body, (size_t)at + sizeof before - 1, page->body.len);
        str_cut(&rest, '"', &code);
        return code;
}

static struct visitor counter;
static struct site s;

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        counter = site_visitor(&s, "motcua");
        return true;
}

TEST(several_at_once_have_an_outcome_each)
{
        TESTDB_EACH(kind)
        {
                struct answer page, again;
                struct str one;

                REQUIRE(begin(kind));
                page = site_get(&counter, "/viec?buoc=check");
                EXPECT_INT(page.status, 200);
                one = first_code(&page);
                REQUIRE(one.ptr);
                page = site_post(&counter, "/viec/hang-loat",
                        str_fmt(s.arena, "action=accept&pick=H56.99-220101-0001&pick=%.*s",
                                STRF(one))
                                .ptr);
                EXPECT_INT(page.status, 200);
                EXPECT(answer_has(&page, "Xong 1 trong 2 hồ sơ đã chọn."));
                EXPECT(answer_has(&page, "không tìm thấy hồ sơ"));
                again = site_post(&counter, "/viec/hang-loat",
                        str_fmt(s.arena, "action=accept&pick=%.*s", STRF(one)).ptr);
                EXPECT(answer_has(&again, "Xong 0 trong 1 hồ sơ đã chọn."));
                EXPECT(answer_has(&again, "đã sang bước khác"));
                EXPECT_INT(site_post(&counter, "/viec/hang-loat", "action=accept").status, 422);
                site_end(&s);
        }
}

/* Copies of an open dossier that stand at that step. */
static void fill_step(const char *step, int n)
{
        testdb_run(&s.db,
                str_fmt(s.arena,
                        "with recursive k (i) as (select 1 union all select i + 1 from k where i < "
                        "%d) insert into dossier (id, code, procedure_id, version_id, state, step, "
                        "channel, unit_id, received_unit_id, applicant_kind, applicant_name, "
                        "subject, answers, submitted_at, supplements, version) select k.i, 'N-' || "
                        "k.i, d.procedure_id, d.version_id, d.state, '%s', d.channel, d.unit_id, "
                        "d.received_unit_id, d.applicant_kind, d.applicant_name, d.subject, "
                        "d.answers, d.submitted_at, d.supplements, d.version from k cross join "
                        "(select * from dossier order by id limit 1) d",
                        n, step)
                        .ptr);
}

/* What costs time with each open dossier is not done for a list that nobody reads to its end. */
TEST(a_long_list_of_the_province_is_counted_as_far_as_it_is_told)
{
        TESTDB_EACH(kind)
        {
                struct answer page;

                REQUIRE(begin(kind));
                testdb_run(&s.db, "delete from dossier where step in ('process', 'approve')");
                fill_step("process", 999);
                page = site_get(&counter, "/viec");
                EXPECT(answer_has(&page, "<span class=\"count\">999</span>"));
                EXPECT(!answer_has(&page, "999+"));
                testdb_run(&s.db, "delete from dossier where step = 'process'");
                fill_step("process", 1200);
                page = site_get(&counter, "/viec");
                EXPECT(answer_has(&page, "<span class=\"count\">999+</span>"));
                site_end(&s);
        }
}

TEST(filters_narrow_and_are_kept_for_their_owner)
{
        TESTDB_EACH(kind)
        {
                struct visitor other;
                struct answer page;
                struct str code;

                REQUIRE(begin(kind));
                other = site_visitor(&s, "chuyenvien");
                page = site_get(&counter, "/viec?buoc=check");
                code = first_code(&page);
                REQUIRE(code.ptr);
                page = site_get(&counter, str_fmt(s.arena, "/viec/tim?q=%.*s", STRF(code)).ptr);
                EXPECT(answer_has(&page, str_c(s.arena, code)));
                EXPECT(answer_has(&page, "Tìm thấy 1 hồ sơ"));
                page = site_get(&counter, "/viec/tim?q=0912000999");
                EXPECT(answer_has(&page, "Không tìm thấy hồ sơ nào cho “0912000999”"));
                page = site_get(&counter, "/viec?thu_tuc=9.999999");
                EXPECT_INT(page.status, 404);
                EXPECT(answer_has(&page, "Có thể địa chỉ gõ sai"));
                EXPECT_INT(site_post(&counter, "/viec/bo-loc",
                                   "buoc=check&han=tre&kenh=2&ten=Tr%E1%BB%B1c+tuy%E1%BA%BFn")
                                   .status,
                        303);
                page = site_get(&counter, "/viec");
                EXPECT(answer_has(&page, "/viec?buoc=check&amp;han=tre&amp;kenh=2\">Trực tuyến"));
                page = site_get(&other, "/viec");
                EXPECT(!answer_has(&page, "kenh=2\">Trực tuyến"));
                page = site_get(&counter, "/viec/tiep?buoc=check");
                EXPECT_INT(page.status, 303);
                site_end(&s);
        }
}

TEST(the_second_officer_is_told_who_was_first_and_loses_nothing)
{
        struct answer page;
        struct str code;

        REQUIRE(begin(DB_SQLITE));
        page = site_get(&counter, "/viec?buoc=check");
        code = first_code(&page);
        REQUIRE(code.ptr);
        EXPECT_INT(site_post(&counter, str_fmt(s.arena, "/viec/%.*s/accept", STRF(code)).ptr,
                           "version=1")
                           .status,
                303);
        page = site_post(&counter, str_fmt(s.arena, "/viec/%.*s/refuse", STRF(code)).ptr,
                "version=1&note=Kh%C3%B4ng+thu%E1%BB%99c+th%E1%BA%A9m+quy%E1%BB%81n");
        EXPECT_INT(page.status, 409);
        EXPECT(answer_has(&page, "vừa làm: Được tiếp nhận"));
        EXPECT(answer_has(&page, "<blockquote>Không thuộc thẩm quyền</blockquote>"));
        site_end(&s);
}

TEST(officers_are_led_to_their_own_work_only)
{
        struct visitor leader, admin, citizen;
        struct answer page;

        REQUIRE(begin(DB_SQLITE));
        leader = site_visitor(&s, "lanhdao");
        admin = site_visitor(&s, "quantri");
        citizen = site_visitor(&s, "038094000217");
        page = site_get(&leader, "/");
        EXPECT(answer_has(&page, "href=\"/duyet\"") && !answer_has(&page, "href=\"/ho-so\""));
        page = site_get(&citizen, "/");
        EXPECT(!answer_has(&page, "href=\"/viec\"") && answer_has(&page, "href=\"/ho-so\""));
        page = site_get(&leader, "/thu-tuc/1.000894");
        EXPECT(answer_has(&page, "tài khoản cán bộ") && !answer_has(&page, "/nop\""));
        page = site_get(&citizen, "/thu-tuc/1.000894");
        EXPECT(answer_has(&page, "/thu-tuc/1.000894/nop\""));
        page = site_get(&leader, "/thong-ke/ho-so?ky=2022&loc=nhan");
        EXPECT(answer_has(&page, "href=\"/viec/H56."));
        EXPECT(answer_has(&page, "href=\"/thong-ke?ky=2022\""));
        page = site_get(&leader, "/viec?han=tre");
        EXPECT(answer_has(&page, "href=\"/viec/tiep?buoc=approve&amp;han=tre\""));
        page = site_get(&admin, "/thong-ke/ho-so?ky=2022&loc=nhan");
        EXPECT(answer_has(&page, ">H56.") && !answer_has(&page, "href=\"/viec/H56."));
        site_end(&s);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(several_at_once_have_an_outcome_each),
                RUN(a_long_list_of_the_province_is_counted_as_far_as_it_is_told),
                RUN(filters_narrow_and_are_kept_for_their_owner),
                RUN(the_second_officer_is_told_who_was_first_and_loses_nothing),
                RUN(officers_are_led_to_their_own_work_only));
}
