/*
 * src/app/test/test_camera.c: a telephone as the camera of a draft: what it sends is at the desk at
 * once, and becomes one PDF; the link opens nothing else, and nothing after its time, the desk's
 * word or the submission.
 */
#include "app/test/converter_child.h"
#include "app/test/site.h"
#include "base/base64.h"
#include "core/files.h"
#include "core/photos.h"
#include "core/setting.h"
#include "test/test.h"

#define CARD                                                                                       \
        "038094000217%7C171234567%7CL%C3%AA+V%C4%83n+H%C3%B9ng%7C12031994%7CNam%7C"                \
        "12+L%C3%AA+Lai%7C10052021"
/* One white pixel. */
#define PNG                                                                                        \
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E" \
        "rkJggg=="

#define LINK 28 /* letters: "/chup/" and 16 bytes in base64url */

static struct site s;
static struct visitor officer, phone;
static const char *desk, *paper; /* "/tiep-nhan/Q-…", number of its first paper */
static struct converter_child converter;

static bool begin(enum db_kind kind)
{
        struct answer a;

        converter = converter_child_begin(&converter_work);
        site_inspect = files_inspect;
        if (!site_begin(&s, kind))
                return false;
        files_set_converter(converter.socket);
        officer = site_visitor(&s, "dongve.motcua");
        phone = site_visitor(&s, NULL);
        a = site_post(&officer, "/tiep-nhan", "the=" CARD "&chon=1.003197");
        desk = site_next(&s, &a);
        paper = site_cell(&s, "select cast(p.id as text) from procedure_paper p join draft d on "
                              "d.version_id = p.version_id where d.counter_unit_id is not null "
                              "order by d.id desc, p.ordinal limit 1");
        return str_starts(str_of(desk), STR("/tiep-nhan/Q-"));
}

static void end(void)
{
        files_set_converter(-1);
        site_end(&s);
        (void)converter_child_end(&converter);
}

/* Opens a link on the page of the papers: the telephone's address; "" when it was not opened. */
static const char *open_link(void)
{
        struct answer a = site_post(&officer, desk, site_fmt(&s, "lam=chup:%s", paper));
        ptrdiff_t at;

        if (!site_leads_to(&a, site_fmt(&s, "%s/chup", desk)))
                return "";
        a = site_get(&officer, site_fmt(&s, "%s/chup", desk));
        at = str_find(a.body, STR("/chup/"));
        return at < 0 ? "" : str_c(s.arena, str_sub(a.body, (size_t)at, LINK));
}

static struct answer send_bytes(const char *link, struct str bytes)
{
        return site_upload_bytes(&phone, link, "x", "1", "photo", "image.jpg", bytes);
}

static struct answer send_photo(const char *link)
{
        struct str png = STR("");

        CHECK(base64_read(s.arena, STR(PNG), &png) == 0);
        return send_bytes(link, png);
}

static i64 papers(const char *type)
{
        return site_count(&s, site_fmt(&s,
                                      "draft_paper p join file f on f.id = p.file_id where "
                                      "f.removed_at is null and f.type = '%s'",
                                      type));
}

TEST(photos_are_at_the_desk_at_once_and_become_one_pdf)
{
        TESTDB_EACH(kind)
        {
                struct visitor second;
                struct answer a;
                const char *link;

                REQUIRE(begin(kind));
                link = open_link();
                REQUIRE(*link);
                a = site_get(&officer, site_fmt(&s, "%s/chup", desk));
                EXPECT(a.status == 200 && answer_has(&a, "<svg class=\"qr\""));
                EXPECT(answer_has(&a, link));
                a = site_get(&phone, link);
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "capture=\"environment\""));
                EXPECT(answer_has(&a, "Uỷ ban nhân dân phường Đông Vệ"));
                EXPECT(!answer_has(&a, "Hùng") && !answer_has(&a, "038094000217"));
                EXPECT_INT(send_photo(link).status, 303);
                second = phone;
                phone = site_visitor(&s, NULL);
                EXPECT_INT(send_photo(link).status, 303);
                a = site_get(&officer, site_fmt(&s, "%s/chup", desk));
                EXPECT(answer_has(&a, "Ảnh 1 ") && answer_has(&a, "Ảnh 2 "));
                a = site_get(&officer, desk);
                EXPECT(answer_has(&a, "Ảnh 1.png") && answer_has(&a, "Ảnh 2.png"));
                EXPECT_INT(papers("image/png"), 2);
                a = site_post(&second, link, "xong=1");
                EXPECT(site_leads_to(&a, link));
                EXPECT_INT(site_get(&second, link).status, 410);
                EXPECT_INT(papers("image/png"), 0);
                EXPECT_INT(papers("application/pdf"), 1);
                EXPECT_INT(send_photo(link).status, 410);
                EXPECT_INT(papers("image/png"), 0);
                EXPECT_INT(site_count(&s, "audit_event where action like 'camera.%'"), 4);
                end();
        }
}

TEST(a_link_ends_by_the_desk_by_another_one_by_time_and_by_submission)
{
        TESTDB_EACH(kind)
        {
                struct answer a;
                const char *link, *next;

                REQUIRE(begin(kind));
                link = open_link();
                REQUIRE(*link);
                EXPECT_INT(send_photo(link).status, 303);
                a = site_post(&officer, site_fmt(&s, "%s/chup", desk), "");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_get(&phone, link).status, 410);
                EXPECT_INT(papers("image/png"), 1); /* what came stays */
                link = open_link();
                next = open_link();
                EXPECT_INT(send_photo(link).status, 410);
                EXPECT_INT(send_photo(next).status, 303);
                EXPECT_INT(site_post(&officer, desk, "du=1&f-nhan_ket_qua=quay").status, 303);
                EXPECT_INT(send_photo(next).status, 410);
                EXPECT_INT(papers("image/png"), 2);
                EXPECT_INT(site_count(&s, "dossier_paper p join file f on f.id = p.file_id "
                                          "where f.type = 'image/png'"),
                        2);
                end();
        }
}

TEST(a_link_expires)
{
        TESTDB_EACH(kind)
        {
                const char *link;

                REQUIRE(begin(kind));
                link = open_link();
                REQUIRE(*link);
                clock_set(SITE_NOW + setting_i64(SETTING_CAMERA_MINUTES) * MINUTE_MS, false);
                EXPECT_INT(site_get(&phone, link).status, 410);
                EXPECT_INT(send_photo(link).status, 410);
                EXPECT_INT(papers("image/png"), 0);
                end();
        }
}

TEST(what_is_no_paper_is_refused)
{
        TESTDB_EACH(kind)
        {
                static const char *const locked =
                        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
                        "2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\n"
                        "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n"
                        "0000000058 00000 n \ntrailer\n<< /Size 3 /Root 1 0 R /Encrypt 2 0 R >>\n"
                        "startxref\n109\n%%EOF\n";
                struct answer a;
                const char *link;

                REQUIRE(begin(kind));
                link = open_link();
                REQUIRE(*link);
                EXPECT_INT(send_bytes(link, STR("")).status, 422);
                EXPECT_INT(send_bytes(link, STR("MZ not a photo")).status, 422);
                EXPECT_INT(send_bytes(link, STR("\xff\xd8\xff\xe0 broken")).status, 422);
                a = send_bytes(link, str_of(locked));
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "mật khẩu"));
                a = site_post(&phone, link, "uploaded=NO-SUCH-CODE");
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "draft_paper"), 0);
                end();
        }
}

TEST(strangers_get_nothing_and_guessing_is_counted)
{
        TESTDB_EACH(kind)
        {
                struct visitor other, chief;
                const char *link, *none = "/chup/AAAAAAAAAAAAAAAAAAAAAA";
                int last = 0;

                REQUIRE(begin(kind));
                link = open_link();
                REQUIRE(*link);
                other = site_visitor(&s, "motcua"); /* of another counter */
                chief = site_visitor(&s, "dongve.chutich");
                EXPECT_INT(site_get(&other, site_fmt(&s, "%s/chup", desk)).status, 404);
                EXPECT_INT(site_post(&other, site_fmt(&s, "%s/chup", desk), "").status, 404);
                EXPECT_INT(site_get(&chief, site_fmt(&s, "%s/chup", desk)).status, 403);
                EXPECT_INT(site_get(&officer, site_fmt(&s, "/nop/%s/chup", desk + 11)).status, 403);
                /* A paper of another procedure. */
                EXPECT_INT(
                        site_post(&officer, site_fmt(&s, "%s/chup", desk), "giay=1").status, 404);
                EXPECT_INT(site_get(&phone, none).status, 404);
                for (i64 i = 0; i <= setting_i64(SETTING_LOOKUP_TRIES); i++)
                        last = send_photo(none).status;
                EXPECT_INT(last, 429);
                EXPECT_INT(site_get(&phone, link).status, 200);
                EXPECT_INT(send_photo(link).status, 303);
                end();
        }
}

TEST(a_link_takes_so_many_and_an_officer_opens_so_many)
{
        TESTDB_EACH(kind)
        {
                struct answer a;
                const char *link;

                REQUIRE(begin(kind));
                link = open_link();
                REQUIRE(*link);
                for (int i = 0; i < PHOTOS_MOST; i++)
                        EXPECT_INT(send_photo(link).status, 303);
                EXPECT_INT(send_photo(link).status, 422);
                EXPECT_INT(papers("image/png"), PHOTOS_MOST);
                a = site_get(&phone, link);
                EXPECT(a.status == 200 && !answer_has(&a, "capture="));
                for (int i = 0; i < 59; i++)
                        a = site_post(&officer, site_fmt(&s, "%s/chup", desk),
                                site_fmt(&s, "giay=%s", paper));
                EXPECT_INT(a.status, 303);
                a = site_post(
                        &officer, site_fmt(&s, "%s/chup", desk), site_fmt(&s, "giay=%s", paper));
                EXPECT_INT(a.status, 422);
                end();
        }
}

TEST(a_link_of_who_acts_for_another_ends_with_their_mandate)
{
        TESTDB_EACH(kind)
        {
                struct answer a;
                const char *link;

                REQUIRE(begin(kind));
                link = open_link();
                REQUIRE(*link);
                testdb_run(&s.db, site_fmt(&s,
                                          "insert into mandate (id, code, kind, principal_name, "
                                          "account_id, whole, from_day, until_day, state, words, "
                                          "asked_at, asked_by, version) select 7, 'UQ-7', 'power', "
                                          "'X', account_id, 1, 0, %lld, 2, '', 0, account_id, 1 "
                                          "from camera",
                                          (long long)day_of(clock_now())));
                testdb_run(&s.db, "update draft set mandate_id = 7");
                EXPECT_INT(send_photo(link).status, 303); /* on its last day */
                testdb_run(&s.db, "update mandate set until_day = until_day - 1");
                EXPECT_INT(send_photo(link).status, 410);
                testdb_run(&s.db, "update mandate set until_day = until_day + 1, state = 3");
                EXPECT_INT(send_photo(link).status, 410);
                a = site_get(&phone, link);
                EXPECT(!answer_has(&a, "capture=\"environment\""));
                EXPECT_INT(papers("image/png"), 1);
                end();
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(photos_are_at_the_desk_at_once_and_become_one_pdf),
                RUN(a_link_ends_by_the_desk_by_another_one_by_time_and_by_submission),
                RUN(a_link_expires), RUN(what_is_no_paper_is_refused),
                RUN(strangers_get_nothing_and_guessing_is_counted),
                RUN(a_link_takes_so_many_and_an_officer_opens_so_many),
                RUN(a_link_of_who_acts_for_another_ends_with_their_mandate));
}
