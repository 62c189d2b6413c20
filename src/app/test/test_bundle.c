/*
 * src/app/test/test_bundle.c: one filing for a new-born child makes three dossiers, each at its own
 * office and with what it needs, all or none of them, once however often it is sent.
 */
#include "app/test/site.h"
#include "flow/form.h"
#include "test/test.h"

#define CITIZEN   "038094000217"
#define PROCEDURE "2.000986"

static struct site s;
static struct visitor lan;
static const char *draft;

static const char *commune(const char *name)
{
        return site_cell(
                &s, site_fmt(&s,
                            "select code from unit where kind = 'commune' and short_name = '%s' "
                            "order by valid_from limit 1",
                            name));
}

static void put(struct buf *b, const char *path, const char *value)
{
        buf_fmt(b, "f-%.*s=%s&", STRF(form_control(s.arena, str_of(path), "")), value);
}

static void put_day(
        struct buf *b, const char *path, const char *day, const char *month, const char *year)
{
        struct str name = form_control(s.arena, str_of(path), "");

        buf_fmt(b, "f-%.*s-day=%s&f-%.*s-month=%s&f-%.*s-year=%s&", STRF(name), day, STRF(name),
                month, STRF(name), year);
}

static const char *answers(void)
{
        static const char *const texts[][2] = { { "nguoi_nop.ten", "Le+Thi+Lan" },
                { "nguoi_nop.dinh_danh", CITIZEN }, { "nguoi_nop.dien_thoai", "0912345678" },
                { "nguoi_nop.quan_he", "me" }, { "tre.ten", "Tran+Le+An" },
                { "tre.gioi_tinh", "nu" }, { "tre.noi_sinh", "Benh+vien+Phu+san" },
                { "tre.dan_toc", "Kinh" }, { "tre.quoc_tich", "Viet+Nam" },
                { "tre.que_theo", "me" }, { "me.dan_toc", "Kinh" }, { "cha.khong_khai", "true" },
                { "cho_o.dia_chi", "12+Le+Loi" }, { "cho_o.loai", "so_huu" },
                { "chu_ho.ten", "Le+Van+Ong" }, { "chu_ho.dinh_danh", "038060000111" },
                { "chu_ho.quan_he", "con+de" }, { "tre.quan_he_chu_ho", "chau" },
                { "noi_kham", "Tram+y+te+phuong" }, { "nhan_ket_qua", "quay" } };
        struct buf b;

        buf_init(&b, s.arena, 8000);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                put(&b, texts[i][0], texts[i][1]);
        put_day(&b, "nguoi_nop.ngay_sinh", "2", "7", "1994");
        put_day(&b, "tre.ngay_sinh", "1", "7", "2022");
        put(&b, "noi_nop", commune("Phường Đông Vệ"));
        put(&b, "cho_o.xa", commune("Phường Ba Đình"));
        buf_addc(&b, "x=1");
        return str_c(s.arena, buf_str(&b));
}

static bool fill_in(void)
{
        const char *last = "";

        for (int page = 0; page < 10; page++) {
                struct answer a = site_get(&lan, site_fmt(&s, "/nop/%s/thong-tin", draft));
                struct str to = answer_header(&a, "Location");

                if (a.status != 303)
                        return false;
                if (str_find(to, STR("/khai/")) < 0)
                        return true;
                last = str_c(s.arena, to);
                a = site_post(&lan, str_c(s.arena, to), answers());
                if (a.status != 303) {
                        printf("    %.*s answers %d\n", STRF(to), a.status);
                        return false;
                }
        }
        printf("    there is always another page: %s\n", last);
        return false;
}

/* A file for every paper that the page asks for. */
static int give_papers(void)
{
        struct answer a = site_get(&lan, site_fmt(&s, "/nop/%s/giay-to", draft));
        struct str rest = a.body, id;
        int n = 0;

        for (;; n++) {
                ptrdiff_t at = str_find(rest, STR("name=\"paper\" value=\""));

                if (at < 0)
                        return n;
                rest = str_sub(rest, (size_t)at + strlen("name=\"paper\" value=\""), rest.len);
                str_cut(&rest, '"', &id);
                a = site_upload_with(&lan, site_fmt(&s, "/nop/%s/giay-to", draft), "paper",
                        str_c(s.arena, id), "files", "giay.pdf", "%PDF-1.4\n%%EOF\n");
                EXPECT_INT(a.status, 303);
        }
}

static bool begin(enum db_kind kind)
{
        struct answer a;
        struct str to, code;

        if (!site_begin(&s, kind))
                return false;
        lan = site_visitor(&s, CITIZEN);
        a = site_post(&lan, "/thu-tuc/" PROCEDURE "/nop", "x=1");
        to = answer_header(&a, "Location");
        to = str_sub(to, strlen("/nop/"), to.len);
        if (a.status != 303 || !str_cut(&to, '/', &code)) {
                printf("    it cannot be begun: %d\n", a.status);
                return false;
        }
        draft = str_c(s.arena, code);
        if (!fill_in())
                return false;
        EXPECT_INT(give_papers(), 2);
        return true;
}

static const char *of_part(int n, const char *column)
{
        return site_cell(&s, str_fmt(s.arena,
                                     "select %s from filing_part p join dossier d on d.id = "
                                     "p.dossier_id where p.ordinal = %d",
                                     column, n)
                                     .ptr);
}

static bool part_has(int n, const char *words)
{
        return str_find(str_of(of_part(n, "d.answers")), str_of(words)) >= 0;
}

TEST(one_filing_makes_three_dossiers_each_at_its_office_with_what_it_needs)
{
        TESTDB_EACH(kind)
        {
                struct visitor other;
                const char *code, *path;
                struct answer a, b;
                i64 before;

                REQUIRE(begin(kind));
                before = site_count(&s, "dossier");
                a = site_get(&lan, site_fmt(&s, "/nop/%s/kiem-tra", draft));
                EXPECT(answer_has(&a, "3 hồ sơ") && answer_has(&a, "Đăng ký thường trú"));
                path = site_fmt(&s, "/nop/%s/gui", draft);
                a = site_post_key(&lan, path, "declare=1", "khoa-cua-mot-lan-gui");
                REQUIRE(a.status == 303);
                b = site_post_key(&lan, path, "declare=1", "khoa-cua-mot-lan-gui");
                EXPECT(str_eq(answer_header(&a, "Location"), answer_header(&b, "Location")));
                b = site_post(&lan, path, "declare=1");
                EXPECT_INT(b.status, 303); /* another key: the same filing */
                EXPECT_INT(site_count(&s, "dossier"), before + 3);
                EXPECT_INT(site_count(&s, "filing_part"), 3);
                EXPECT_INT(
                        site_count(&s,
                                "notice where kind = 'dossier.submit' and account_id = (select id "
                                "from account where name = '" CITIZEN "')"),
                        3);

                code = site_cell(&s, "select code from unit where id = (select d.unit_id from "
                                     "filing_part p join dossier d on d.id = p.dossier_id where "
                                     "p.ordinal = 1)");
                EXPECT_STR(str_of(code), commune("Phường Đông Vệ"));
                code = site_cell(&s, "select code from unit where id = (select d.unit_id from "
                                     "filing_part p join dossier d on d.id = p.dossier_id where "
                                     "p.ordinal = 2)");
                EXPECT_STR(str_of(code), commune("Phường Ba Đình"));
                for (int n = 1; n <= 3; n++)
                        EXPECT(part_has(n, "Tran Le An") && part_has(n, CITIZEN));
                EXPECT(part_has(2, "12 Le Loi") && part_has(2, "chau"));
                EXPECT(part_has(3, "moi") && part_has(3, "Tram y te phuong"));
                EXPECT(!part_has(1, "Tram y te phuong"));
                /* Asked once: the proof of birth is with all three, a row of its own each. */
                EXPECT_INT(
                        site_count(&s, "dossier_paper where dossier_id in (select dossier_id from "
                                       "filing_part)"),
                        4);
                EXPECT_INT(
                        testdb_i64(&s.db, "select count(distinct q.file_id) from dossier_paper q "
                                          "join filing_part p on p.dossier_id = q.dossier_id"),
                        4);

                path = str_c(s.arena, answer_header(&a, "Location"));
                a = site_get(&lan, path);
                EXPECT_INT(a.status, 200);
                for (int n = 1; n <= 3; n++)
                        EXPECT(answer_has(&a, of_part(n, "d.code")));
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s", of_part(2, "d.code")));
                EXPECT(answer_has(&a, "/lien-thong/LT-"));
                other = site_visitor(&s, "motcua");
                a = site_get(&other, path);
                EXPECT_INT(a.status, 403);
                site_end(&s);
        }
}

TEST(none_is_made_when_one_of_them_cannot_be)
{
        TESTDB_EACH(kind)
        {
                struct answer a;
                i64 before;

                REQUIRE(begin(kind));
                before = site_count(&s, "dossier");
                testdb_run(&s.db,
                        "update procedure_version set state = 'withdrawn' where "
                        "procedure_id = (select id from procedure where code = '1.010402')");
                a = site_post(&lan, site_fmt(&s, "/nop/%s/gui", draft), "declare=1");
                EXPECT_INT(a.status, 409);
                EXPECT_INT(site_count(&s, "dossier"), before);
                EXPECT_INT(site_count(&s, "filing"), 0);
                site_end(&s);
        }
}

TEST(a_bundle_wants_who_applies_to_have_signed_in_and_a_program_does_not_send_it)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody, program;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                nobody = site_visitor(&s, NULL);
                a = site_post(&nobody, "/thu-tuc/" PROCEDURE "/khach", "so=0217");
                EXPECT_INT(a.status, 409);
                program = site_program(&s, CITIZEN);
                a = site_json(&program, "/api/v1/dossiers",
                        "{\"procedure\":\"" PROCEDURE "\",\"name\":\"Lan\",\"identity\":\"" CITIZEN
                        "\",\"birth_day\":\"1994-03-12\",\"phone\":\"0912345678\"}");
                EXPECT_INT(a.status, 422);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(one_filing_makes_three_dossiers_each_at_its_office_with_what_it_needs),
                RUN(none_is_made_when_one_of_them_cannot_be),
                RUN(a_bundle_wants_who_applies_to_have_signed_in_and_a_program_does_not_send_it));
}
