/*
 * src/app/test/test_cash.c: money at a counter: receipts without gaps, what is cancelled stays in
 * the book, the till is closed against what was counted; and the book of certified copies with its
 * fees.
 */
#include "app/test/site.h"
#include "test/test.h"

static struct site s;
static struct visitor officer;
static const char *dossier; /* "/viec/CODE" */

/* A dossier that this counter has just taken in. */
static bool begin(enum db_kind kind)
{
        struct answer a;

        if (!site_begin(&s, kind))
                return false;
        officer = site_visitor(&s, "dongve.motcua");
        a = site_post(&officer, "/tiep-nhan", "the=038094000217&chon=1.003197");
        if (a.status != 303)
                return false;
        a = site_post(&officer, site_next(&s, &a), "du=1&f-nhan_ket_qua=quay");
        dossier = site_next(&s, &a);
        return str_starts(str_of(dossier), STR("/viec/"));
}

static int pay(const char *form)
{
        return site_post(&officer, str_fmt(s.arena, "%s/thu-tien", dossier).ptr, form).status;
}

static const char *receipt(int number)
{
        return site_cell(&s, str_fmt(s.arena,
                                     "select code from cash_receipt where number = %d and "
                                     "year = 2022",
                                     number)
                                     .ptr);
}

TEST(receipts_have_no_gaps_and_wrong_ones_stay_in_the_book)
{
        TESTDB_EACH(kind)
        {
                struct visitor other;
                struct answer page;
                struct str at;

                REQUIRE(begin(kind));
                EXPECT_INT(pay("hinh_thuc=cash&so_tien=8.000"), 303);
                EXPECT_INT(pay("hinh_thuc=cash&so_tien=0"), 422);
                EXPECT_INT(pay("hinh_thuc=exempt"), 422); /* no reason */
                EXPECT_INT(pay("hinh_thuc=transfer&so_tien=12000&ly_do=FT26327001"), 303);
                EXPECT_INT(pay("hinh_thuc=exempt&ly_do=H%E1%BB%99+ngh%C3%A8o"), 303);
                EXPECT_STR(str_of(site_cell(&s, "select cast(max(number) as text) from "
                                                "cash_receipt")),
                        "3");
                at = str_fmt(s.arena, "/thu-tien/bien-lai/%s", receipt(1));
                page = site_get(&officer, at.ptr);
                EXPECT_INT(page.status, 200);
                EXPECT(str_starts(page.body, STR("%PDF")));
                other = site_visitor(&s, "dongve.tuphap");
                EXPECT_INT(site_get(&other, at.ptr).status, 403);
                /* Another's receipt is not mine to cancel; one's own once, with words. */
                other = site_visitor(&s, "motcua");
                at = str_fmt(s.arena, "%.*s/huy", STRF(at));
                EXPECT_INT(site_post(&other, at.ptr, "ly_do=sai").status, 403);
                EXPECT_INT(site_post(&officer, at.ptr, "").status, 422);
                EXPECT_INT(site_post(&officer, at.ptr, "ly_do=ghi+sai").status, 303);
                EXPECT_INT(site_post(&officer, at.ptr, "ly_do=ghi+sai").status, 409);
                EXPECT_INT(pay("hinh_thuc=cash&so_tien=9000"), 303);
                EXPECT_STR(str_of(site_cell(&s, "select cast(count(*) as text) from cash_receipt "
                                                "where number between 1 and 4")),
                        "4");
                EXPECT_STR(str_of(site_cell(&s, "select cast(count(*) as text) from audit_event "
                                                "where action in ('cash.receipt', "
                                                "'cash.cancel')")),
                        "5");
                site_end(&s);
        }
}

TEST(a_till_is_closed_against_what_was_counted)
{
        TESTDB_EACH(kind)
        {
                struct answer page;

                REQUIRE(begin(kind));
                EXPECT_INT(site_post(&officer, "/thu-tien", "dem_duoc=0").status, 422); /* empty */
                EXPECT_INT(pay("hinh_thuc=cash&so_tien=8000"), 303);
                EXPECT_INT(pay("hinh_thuc=cash&so_tien=5000"), 303);
                EXPECT_INT(pay("hinh_thuc=transfer&so_tien=70000&ly_do=FT1"), 303);
                EXPECT_INT(site_post(&officer,
                                   str_fmt(s.arena, "/thu-tien/bien-lai/%s/huy", receipt(2)).ptr,
                                   "ly_do=ghi+sai")
                                   .status,
                        303);
                page = site_get(&officer, "/thu-tien");
                EXPECT(answer_has(&page, "8.000 đ"));
                EXPECT(answer_has(&page, "70.000 đ"));
                page = site_post(&officer, "/thu-tien", "dem_duoc=7000");
                EXPECT_INT(page.status, 422);
                EXPECT(answer_has(&page, "ghi giải thích"));
                EXPECT_INT(site_post(&officer, "/thu-tien", "dem_duoc=7000&ghi_chu=thi%E1%BA%BFu")
                                   .status,
                        303);
                EXPECT_STR(str_of(site_cell(&s, "select cast(cash * 1000000 + transfer + counted "
                                                "as text) from cash_closing where receipts = 3 "
                                                "and cancelled = 1")),
                        "8000077000");
                /* What is closed is closed. */
                EXPECT_INT(site_post(&officer,
                                   str_fmt(s.arena, "/thu-tien/bien-lai/%s/huy", receipt(1)).ptr,
                                   "ly_do=mu%E1%BB%99n")
                                   .status,
                        409);
                page = site_get(&officer, str_fmt(s.arena, "/thu-tien/so-ket/%s",
                                                  site_cell(&s, "select code from cash_closing"))
                                                  .ptr);
                EXPECT(str_starts(page.body, STR("%PDF")));
                page = site_get(&officer, "/thu-tien");
                EXPECT(answer_has(&page, "Chưa có biên lai"));
                site_end(&s);
        }
}

TEST(certified_copies_have_their_number_and_their_fee)
{
        static const char line[] = "so=038094000217&giay=B%E1%BA%B1ng+l%C3%A1i&ky=L%C3%AA+V%C4%83n+"
                                   "Th%E1%BA%AFng";

        TESTDB_EACH(kind)
        {
                struct answer page;

                REQUIRE(begin(kind));
                EXPECT_INT(site_post(&officer, "/chung-thuc",
                                   str_fmt(s.arena, "%s&nguoi=A&trang=5&ban=2&hinh_thuc=cash", line)
                                           .ptr)
                                   .status,
                        303);
                /* Never more than the most that the rules allow for one copy. */
                EXPECT_INT(site_post(&officer, "/chung-thuc",
                                   str_fmt(s.arena, "%s&nguoi=B&trang=900&ban=1&hinh_thuc=transfer",
                                           line)
                                           .ptr)
                                   .status,
                        303);
                EXPECT_INT(site_post(&officer, "/chung-thuc",
                                   str_fmt(s.arena, "%s&nguoi=C&trang=0&ban=1&hinh_thuc=cash", line)
                                           .ptr)
                                   .status,
                        422);
                EXPECT_STR(str_of(site_cell(&s, "select cast(fee as text) from certified_copy "
                                                "where number = 1")),
                        "14000"); /* (2 × 2,000 + 3 × 1,000) × 2 */
                EXPECT_STR(str_of(site_cell(&s, "select cast(fee as text) from certified_copy "
                                                "where number = 2")),
                        "200000");
                /* A scanned card gives name and number. */
                EXPECT_INT(site_post(&officer, "/chung-thuc",
                                   "nguoi=038094000217%7C%7CL%C3%AA+H%C3%B9ng%7C12031994%7CNam%7Cx"
                                   "%7C10052021&giay=CCCD&trang=1&ban=1&ky=X&hinh_thuc=exempt&"
                                   "ly_do=ch%C3%ADnh+s%C3%A1ch")
                                   .status,
                        303);
                page = site_get(&officer, "/chung-thuc");
                EXPECT(answer_has(&page, "Lê Hùng"));
                EXPECT(answer_has(&page, "0000003/2022"));
                page = site_get(&officer, "/chung-thuc/so?nam=2022");
                EXPECT(str_starts(page.body, STR("%PDF")));
                page = site_get(&officer, "/thu-tien");
                EXPECT(answer_has(&page, "Chứng thực bản sao: Bằng lái"));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(receipts_have_no_gaps_and_wrong_ones_stay_in_the_book),
                RUN(a_till_is_closed_against_what_was_counted),
                RUN(certified_copies_have_their_number_and_their_fee));
}
