/*
 * src/app/test/test_previews.c: the pages of a paper are seen where the paper may be read, by whom,
 * and after its check; each look leaves its record; what cannot be drawn is said in words.
 */
#include "app/test/converter_child.h"
#include "app/test/site.h"
#include "core/files.h"
#include "core/preview.h"
#include "test/test.h"

#define CARD                                                                                       \
        "038094000217%7C171234567%7CL%C3%AA+V%C4%83n+H%C3%B9ng%7C12031994%7CNam%7C"                \
        "12+L%C3%AA+Lai%7C10052021"

static struct site s;
static struct visitor officer;
static const char *desk;
static struct converter_child converter;

static bool begin(enum db_kind kind, const char *account)
{
        struct answer a;

        converter = converter_child_begin(&converter_work);
        site_inspect = files_inspect;
        preview_forget();
        if (!site_begin(&s, kind))
                return false;
        files_set_converter(converter.socket);
        officer = site_visitor(&s, account);
        a = site_post(&officer, "/tiep-nhan", "the=" CARD "&chon=1.003197");
        desk = site_next(&s, &a);
        return str_starts(str_of(desk), STR("/tiep-nhan/Q-"));
}

static void end(void)
{
        files_set_converter(-1);
        site_end(&s);
        (void)converter_child_end(&converter);
}

/* Two pages; kids: where they stand, "3 0 R 3 0 R". */
static struct str pdf(const char *kids)
{
        struct buf b;
        size_t at[4], n;

        buf_init(&b, s.arena, 4096);
        buf_addc(&b, "%PDF-1.4\n");
        at[1] = b.len;
        buf_addc(&b, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
        at[2] = b.len;
        buf_fmt(&b, "2 0 obj\n<</Type/Pages/Count 2/Kids[%s]>>\nendobj\n", kids);
        at[3] = b.len;
        buf_addc(&b, "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n");
        n = b.len;
        buf_fmt(&b,
                "xref\n0 4\n0000000000 65535 f \n%010zu 00000 n \n%010zu 00000 n \n"
                "%010zu 00000 n \n",
                at[1], at[2], at[3]);
        buf_fmt(&b, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n);
        return buf_str(&b);
}

/* By a telephone of the desk; the address of its pages. */
static const char *give(struct str content)
{
        struct visitor phone = site_visitor(&s, NULL);
        const char *paper =
                site_cell(&s, "select cast(p.id as text) from procedure_paper p join draft d on "
                              "d.version_id = p.version_id where d.counter_unit_id is not null "
                              "order by d.id desc, p.ordinal limit 1");
        struct answer a = site_post(&officer, desk, site_fmt(&s, "lam=chup:%s", paper));
        ptrdiff_t at;

        a = site_get(&officer, site_fmt(&s, "%s/chup", desk));
        at = str_find(a.body, STR("/chup/"));
        CHECK(at > 0);
        a = site_upload_bytes(&phone, str_c(s.arena, str_sub(a.body, (size_t)at, 28)), "x", "1",
                "files", "quet.pdf", content);
        CHECK(a.status == 303);
        return site_fmt(&s, "%s/tep/%s", desk,
                site_cell(&s, "select f.code from file f join draft_paper p on p.file_id = f.id "
                              "order by p.id desc limit 1"));
}

static bool is_picture(const struct answer *a)
{
        return a->status == 200 && str_starts(a->body, STR("\xff\xd8\xff"));
}

static i64 reads(void)
{
        return site_count(&s, "access_record where fields = 'file'");
}

TEST(pages_of_a_scan_are_seen_at_the_counter_and_by_officers_of_the_dossier)
{
        TESTDB_EACH(kind)
        {
                const char *place, *work;
                struct answer a;
                i64 before;

                REQUIRE(begin(kind, "dongve.motcua"));
                place = give(pdf("3 0 R 3 0 R"));
                a = site_get(&officer, desk);
                EXPECT(answer_has(&a, site_fmt(&s, "src=\"%s/anh/2\" alt=\"Trang 2 của ", place)));
                a = site_post(
                        &officer, desk, site_fmt(&s, "lam=xem:%s:2", strrchr(place, '/') + 1));
                EXPECT(site_leads_to(&a, site_fmt(&s, "%s?trang=2", place)));
                a = site_get(&officer, place);
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "alt=\"Trang 1 của ") &&
                        answer_has(&a, "alt=\"Trang 2 của "));
                before = reads();
                a = site_get(&officer, site_fmt(&s, "%s/anh/2", place));
                EXPECT(is_picture(&a));
                EXPECT_INT(reads(), before + 1);
                a = site_get(&officer, site_fmt(&s, "%s/anh/2", place)); /* kept, and noted again */
                EXPECT(is_picture(&a));
                EXPECT_INT(reads(), before + 2);
                a = site_get(&officer, site_fmt(&s, "%s?trang=2", place));
                EXPECT(answer_has(&a, "/anh/2?lon=1") && answer_has(&a, "Trang 2 trong 2"));
                EXPECT_INT(site_get(&officer, site_fmt(&s, "%s?trang=3", place)).status, 404);
                EXPECT_INT(site_get(&officer, site_fmt(&s, "%s/anh/3", place)).status, 404);
                EXPECT_INT(site_get(&officer, site_fmt(&s, "%s/anh/x", place)).status, 404);
                a = site_post(&officer, desk, "du=1&f-nhan_ket_qua=quay");
                work = site_next(&s, &a);
                REQUIRE(str_starts(str_of(work), STR("/viec/")));
                EXPECT_INT(site_get(&officer, site_fmt(&s, "%s/anh/1", place)).status, 410);
                a = site_get(&officer, work);
                EXPECT(answer_has(&a, "alt=\"Trang 2 của "));
                place = site_fmt(&s, "%s/tep/%s", work, strrchr(place, '/') + 1);
                a = site_get(&officer, place);
                EXPECT(a.status == 200 && answer_has(&a, "alt=\"Trang 2 của "));
                before = reads();
                a = site_get(&officer, site_fmt(&s, "%s/anh/1?lon=1", place));
                EXPECT(is_picture(&a));
                EXPECT_INT(reads(), before + 1);
                end();
        }
}

TEST(who_may_not_read_the_paper_sees_no_page_of_it_though_it_was_drawn_before)
{
        TESTDB_EACH(kind)
        {
                struct visitor other, citizen, nobody;
                const char *place, *picture;
                struct answer a;

                REQUIRE(begin(kind, "motcua"));
                place = give(pdf("3 0 R 3 0 R"));
                picture = site_fmt(&s, "%s/anh/1", place);
                other = site_visitor(&s, "dongve.motcua");
                citizen = site_visitor(&s, "038094000217");
                nobody = site_visitor(&s, NULL);
                a = site_get(&officer, picture);
                EXPECT(is_picture(&a));
                EXPECT_INT(site_get(&other, picture).status, 404);
                EXPECT_INT(site_get(&other, place).status, 404);
                EXPECT_INT(site_get(&nobody, picture).status, 303); /* to sign in */
                picture = site_fmt(&s, "/nop/%s", picture + strlen("/tiep-nhan/"));
                EXPECT_INT(site_get(&citizen, picture).status, 404);
                end();
        }
}

TEST(a_page_is_turned_as_a_new_file_and_what_was_is_in_the_audit_trail)
{
        TESTDB_EACH(kind)
        {
                const char *place, *turned;
                struct answer a;

                REQUIRE(begin(kind, "dongve.motcua"));
                place = give(pdf("3 0 R 3 0 R"));
                a = site_post(&officer, place, "xoay=phai:2&trang=2");
                turned = site_next(&s, &a);
                REQUIRE(str_ends(str_of(turned), STR("?trang=2")));
                EXPECT(str_find(str_of(turned), str_of(place)) < 0);
                a = site_get(&officer, turned);
                EXPECT(a.status == 200 && answer_has(&a, "width=\"1400\" height=\"989\""));
                EXPECT_INT(site_get(&officer, place).status, 404);
                EXPECT_INT(site_count(&s, "audit_event where action = 'paper.turn'"), 1);
                EXPECT_INT(site_count(&s, "file where removed_at is not null"), 1);
                EXPECT_INT(site_count(&s, "draft_paper p join file f on f.id = p.file_id where "
                                          "f.removed_at is null"),
                        1);
                turned = site_fmt(&s, "%.*s", (int)(strlen(turned) - strlen("?trang=2")), turned);
                EXPECT_INT(site_post(&officer, turned, "xoay=sai:2").status, 422);
                EXPECT_INT(site_post(&officer, turned, "xoay=phai:9").status, 404);
                EXPECT_INT(site_count(&s, "audit_event where action = 'paper.turn'"), 1);
                end();
        }
}

TEST(before_its_check_a_file_has_no_preview_and_one_that_cannot_be_drawn_says_so)
{
        TESTDB_EACH(kind)
        {
                const char *place;
                struct answer a;

                REQUIRE(begin(kind, "dongve.motcua"));
                place = give(pdf("9 0 R 9 0 R")); /* counted, and not there */
                a = site_get(&officer, place);
                EXPECT(a.status == 200 && answer_has(&a, "Không có hình xem trước"));
                EXPECT_INT(site_get(&officer, site_fmt(&s, "%s/anh/1", place)).status, 404);
                files_set_converter(-1);
                place = give(pdf("3 0 R 3 0 R"));
                a = site_get(&officer, desk);
                EXPECT(!answer_has(&a, site_fmt(&s, "%s/anh", place)));
                files_set_converter(
                        converter.socket); /* it could be drawn, but was not looked into yet */
                a = site_get(&officer, place);
                EXPECT(a.status == 200 && answer_has(&a, "đang chờ kiểm tra"));
                EXPECT_INT(site_get(&officer, site_fmt(&s, "%s/anh/1", place)).status, 404);
                end();
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(pages_of_a_scan_are_seen_at_the_counter_and_by_officers_of_the_dossier),
                RUN(who_may_not_read_the_paper_sees_no_page_of_it_though_it_was_drawn_before),
                RUN(a_page_is_turned_as_a_new_file_and_what_was_is_in_the_audit_trail),
                RUN(before_its_check_a_file_has_no_preview_and_one_that_cannot_be_drawn_says_so));
}
