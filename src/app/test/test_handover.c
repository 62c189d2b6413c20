/*
 * src/app/test/test_handover.c: papers go from a counter to a unit on a sheet that somebody else
 * acknowledges; a result is given to a person who is named, or to the post.
 */
#include "app/test/site.h"
#include "test/test.h"

static struct site s;
static struct visitor officer, specialist, leader;
static const char *dossier; /* "/viec/CODE" */

static int at_desk(const struct visitor *v, const char *what, const char *form)
{
        return site_post(v, str_fmt(s.arena, "%s/%s", dossier, what).ptr, form).status;
}

static i64 version(void)
{
        i64 n = 0;

        str_to_i64(str_of(site_cell(&s, str_fmt(s.arena,
                                                "select cast(version as text) from dossier where "
                                                "code = '%s'",
                                                dossier + 6)
                                                .ptr)),
                &n);
        return n;
}

static int move(const struct visitor *v, const char *action, const char *more)
{
        return at_desk(
                v, action, str_fmt(s.arena, "version=%lld&%s", (long long)version(), more).ptr);
}

/* A dossier that this counter has just taken in. */
static bool begin(enum db_kind kind)
{
        struct answer a;

        if (!site_begin(&s, kind))
                return false;
        officer = site_visitor(&s, "dongve.motcua");
        specialist = site_visitor(&s, "dongve.tuphap");
        leader = site_visitor(&s, "dongve.chutich");
        a = site_post(&officer, "/tiep-nhan", "the=038094000217&chon=1.003197");
        if (a.status != 303)
                return false;
        a = site_post(&officer, site_next(&s, &a), "du=1&f-nhan_ket_qua=quay");
        dossier = site_next(&s, &a);
        return str_starts(str_of(dossier), STR("/viec/"));
}

static bool finish(void)
{
        return move(&specialist, "start", "") == 303 &&
               move(&specialist, "propose", "note=dong+y") == 303 &&
               move(&leader, "approve", "") == 303;
}

TEST(a_sheet_is_acknowledged_by_another_than_its_maker)
{
        TESTDB_EACH(kind)
        {
                struct answer page;
                struct str form, at;

                REQUIRE(begin(kind));
                page = site_get(&officer, "/ban-giao");
                EXPECT(answer_has(&page, dossier + 6));
                form = str_fmt(s.arena, "den=%s&ho_so=%s",
                        site_cell(&s, str_fmt(s.arena,
                                              "select u.code from dossier d join unit u on u.id = "
                                              "d.unit_id where d.code = '%s'",
                                              dossier + 6)
                                              .ptr),
                        dossier + 6);
                EXPECT_INT(site_post(&specialist, "/ban-giao", form.ptr).status, 403);
                EXPECT_INT(site_post(&officer, "/ban-giao", form.ptr).status, 303);
                /* On one sheet only. */
                EXPECT_INT(site_post(&officer, "/ban-giao", form.ptr).status, 409);
                EXPECT_STR(str_of(site_cell(&s, "select cast(count(*) as text) from "
                                                "handover_sheet")),
                        "1");
                at = str_fmt(
                        s.arena, "/ban-giao/%s", site_cell(&s, "select code from handover_sheet"));
                page = site_get(&specialist, at.ptr);
                EXPECT(str_starts(page.body, STR("%PDF")));
                page = site_get(&specialist, "/ban-giao");
                EXPECT(answer_has(&page, "Đã nhận đủ"));
                at = str_fmt(s.arena, "%.*s/nhan", STRF(at));
                EXPECT_INT(site_post(&officer, at.ptr, "").status, 403);
                EXPECT_INT(site_post(&specialist, at.ptr, "").status, 303);
                EXPECT_INT(site_post(&specialist, at.ptr, "").status, 409);
                site_end(&s);
        }
}

TEST(a_result_is_given_to_somebody_who_is_named)
{
        TESTDB_EACH(kind)
        {
                struct answer page;

                REQUIRE(begin(kind));
                EXPECT_INT(at_desk(&officer, "ke", "ke=t%E1%BB%A7+2"), 303);
                EXPECT_INT(at_desk(&specialist, "ke", "ke=t%E1%BB%A7+3"), 403);
                page = site_get(&officer, str_fmt(s.arena, "%s/phieu-kiem-soat", dossier).ptr);
                EXPECT(str_starts(page.body, STR("%PDF")));
                /* There is nothing to give yet. */
                EXPECT_INT(
                        move(&officer, "tra-ket-qua", "cach=counter&nguoi_nhan=A&so=038094000217"),
                        409);
                REQUIRE(finish());
                page = site_get(&officer, str_fmt(s.arena, "%s/tra-ket-qua", dossier).ptr);
                EXPECT(answer_has(&page, "tủ 2"));
                EXPECT_INT(move(&officer, "tra-ket-qua", "cach=counter&nguoi_nhan=A"), 422);
                EXPECT_INT(move(&officer, "tra-ket-qua", "cach=post&nguoi_nhan=A"), 422);
                EXPECT_INT(move(&officer, "tra-ket-qua",
                                   "cach=counter&nguoi_nhan=L%C3%AA+Hoa&so=038094000999"),
                        303);
                page = site_get(&officer, dossier);
                EXPECT(answer_has(&page, "Người nhận: Lê Hoa"));
                EXPECT(answer_has(&page, "ba số cuối 999"));
                EXPECT_STR(str_of(site_cell(&s, "select identity from result_return")),
                        "038094000999");
                site_end(&s);
        }
}

TEST(a_result_that_goes_by_post_has_its_number)
{
        struct answer page;

        REQUIRE(begin(DB_SQLITE));
        REQUIRE(finish());
        EXPECT_INT(move(&officer, "tra-ket-qua",
                           "cach=post&nguoi_nhan=L%C3%AA+H%C3%B9ng&van_don=EE123456789VN"),
                303);
        page = site_get(&officer, dossier);
        EXPECT(answer_has(&page, "mã vận đơn EE123456789VN"));
        EXPECT_STR(str_of(site_cell(&s, "select way from result_return")), "post");
        site_end(&s);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_sheet_is_acknowledged_by_another_than_its_maker),
                RUN(a_result_is_given_to_somebody_who_is_named),
                RUN(a_result_that_goes_by_post_has_its_number));
}
