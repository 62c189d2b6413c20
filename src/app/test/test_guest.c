/*
 * src/app/test/test_guest.c: applying without an account: the draft is found again by its code and
 * four digits at another device and by nobody else; what was sent is followed by the same code; a
 * guest opens nothing but what is theirs; nothing of it stays longer than it must.
 */
#include "app/test/site.h"
#include "core/setting.h"
#include "flow/form.h"
#include "job/job.h"
#include "test/test.h"

#define CITIZEN "038094000217"
#define DIGITS  "0217"

static struct site s;
static const char *procedure; /* one with the usual form, here without papers */

static bool begin_site(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        procedure = site_cell(&s,
                "select p.code from procedure p join procedure_version v on v.procedure_id = p.id "
                "where v.online = 'full' and v.level = 'commune' and v.state = 'published' and "
                "p.code not in (select procedure_code from form_use) order by p.code limit 1");
        testdb_run(&s.db, str_fmt(s.arena,
                                  "delete from procedure_paper where version_id in (select "
                                  "v.id from procedure_version v join procedure p on p.id "
                                  "= v.procedure_id where p.code = '%s')",
                                  procedure)
                                  .ptr);
        return procedure[0] != 0;
}

static bool leads_to(const struct answer *a, const char *part)
{
        return a->status == 303 && str_find(answer_header(a, "Location"), str_of(part)) >= 0;
}

/* What stands between two marks of the answer. */
static const char *between(const struct answer *a, const char *from, const char *to)
{
        ptrdiff_t at = str_find(a->body, str_of(from)), end;
        struct str rest;

        if (at < 0)
                return "";
        rest = str_sub(a->body, (size_t)at + strlen(from), a->body.len);
        end = str_find(rest, str_of(to));
        return str_c(s.arena, str_sub(rest, 0, end < 0 ? 0 : (size_t)end));
}

/* Who has the session that the answer gave. */
static struct visitor guest_of(const struct answer *a)
{
        struct visitor v = site_visitor(&s, NULL);
        struct str cookie = answer_header(a, "Set-Cookie"), name, hex;
        char *secret;

        if (!str_cut(&cookie, '=', &name) || !str_cut(&cookie, ';', &v.session))
                return v;
        v.session = str_dup(s.arena, v.session);
        struct tx *tx;
        CHECK(store_read_begin(s.app.store, s.arena, &tx) == 0);
        CHECK(testdb_rows(tx, "select secret from session order by id desc limit 1", "b", NO_VALS,
                      &hex) == 0);
        store_read_end(tx);
        secret = arena_alloc(s.arena, 32);
        CHECK(str_unhex(str_sub(hex, 0, 64), secret, 32) == 0);
        v.secret = str_n(secret, 32);
        return v;
}

struct begun {
        struct visitor guest;
        const char *code, *draft;
};

static bool begin_draft(struct begun *b)
{
        struct visitor nobody = site_visitor(&s, NULL);
        struct answer a =
                site_post(&nobody, site_fmt(&s, "/thu-tuc/%s/khach", procedure), "so=" DIGITS);

        EXPECT_INT(a.status, 200);
        b->code = between(&a, "<b>", "</b>");
        b->draft = between(&a, "href=\"/nop/", "/");
        b->guest = guest_of(&a);
        return strlen(b->code) == 19 && strlen(b->draft) == 10;
}

static struct answer resume(const struct visitor *v, const char *code, const char *digits)
{
        return site_post(v, "/nop-tiep", str_fmt(s.arena, "ma=%s&so=%s", code, digits).ptr);
}

static bool fill_in(const struct begun *b)
{
        return site_fill_usual(&b->guest, b->draft, "Le+Van+Khach", CITIZEN);
}

static const char *send(const struct begun *b)
{
        struct answer a = site_post(&b->guest, site_fmt(&s, "/nop/%s/gui", b->draft), "declare=1");
        struct str to = answer_header(&a, "Location"), code;

        EXPECT_INT(a.status, 303);
        to = str_sub(to, strlen("/ho-so/"), to.len);
        return str_cut(&to, '/', &code) ? str_c(s.arena, code) : "";
}

static void run_jobs(void)
{
        i64 n;

        CHECK(job_run_due(s.app.store, s.arena, &n) == 0);
}

TEST(a_draft_without_an_account_goes_on_at_another_device_by_code_and_digits)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody, other;
                struct begun b;
                struct answer a;

                REQUIRE(begin_site(kind));
                nobody = site_visitor(&s, NULL);
                a = site_get(&nobody, site_fmt(&s, "/thu-tuc/%s/nop", procedure));
                EXPECT(leads_to(&a, "/dang-nhap"));
                a = site_get(&nobody, str_c(s.arena, answer_header(&a, "Location")));
                EXPECT(answer_has(&a, site_fmt(&s, "/thu-tuc/%s/khach", procedure)));
                a = site_post(&nobody, site_fmt(&s, "/thu-tuc/%s/khach", procedure), "so=12a4");
                EXPECT_INT(a.status, 422);
                REQUIRE(begin_draft(&b));
                REQUIRE(fill_in(&b));

                a = resume(&nobody, b.code, DIGITS);
                EXPECT(leads_to(&a, site_fmt(&s, "/nop/%s/thong-tin", b.draft)));
                other = guest_of(&a);
                a = site_get(&other, site_fmt(&s, "/nop/%s/kiem-tra", b.draft));
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "Le Van Khach"));
                a = site_post(&other, "/nop-tiep/thoi", "x=1");
                EXPECT(leads_to(&a, "/nop-tiep"));
                a = site_get(&other, site_fmt(&s, "/nop/%s/kiem-tra", b.draft));
                EXPECT(leads_to(&a, "/dang-nhap"));
                a = site_get(&b.guest, site_fmt(&s, "/nop/%s/kiem-tra", b.draft));
                EXPECT_INT(a.status, 200); /* the first device has its own session */
                /* Nothing in the database opens it. */
                EXPECT_INT(testdb_i64(&s.db,
                                   site_fmt(&s,
                                           "select count(*) from request_key where json like "
                                           "'%%%s%%'",
                                           b.code)),
                        0);
                site_end(&s);
        }
}

TEST(a_code_and_its_digits_cannot_be_told_apart_by_guessing)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody, else_where;
                struct answer wrong, none;
                struct begun b;

                REQUIRE(begin_site(kind));
                REQUIRE(begin_draft(&b));
                nobody = site_visitor(&s, NULL);
                for (int i = 0; i < 6; i++) {
                        wrong = resume(&nobody, b.code, "9999");
                        none = resume(&nobody, "0000-0000-0000-0000", "9999");
                        EXPECT_INT(wrong.status, 422);
                        EXPECT_INT(none.status, 422);
                        EXPECT(answer_has(&wrong, i < 5 ? "chưa đúng" : "quá nhiều lần"));
                        EXPECT(answer_has(&none, i < 5 ? "chưa đúng" : "quá nhiều lần"));
                }
                wrong = resume(&nobody, b.code, DIGITS);
                EXPECT_INT(wrong.status, 422);
                else_where = nobody;
                else_where.forwarded = STR("203.0.113.9");
                wrong = resume(&else_where, b.code, DIGITS);
                EXPECT_INT(wrong.status, 422); /* the code rests, wherever one asks from */
                EXPECT_INT(
                        testdb_i64(&s.db, site_fmt(&s,
                                                  "select count(*) from failure where subject like "
                                                  "'%%%s%%'",
                                                  b.code)),
                        0);
                clock_set(SITE_NOW + 2 * HOUR_MS, false);
                wrong = resume(&else_where, b.code, DIGITS);
                EXPECT(leads_to(&wrong, b.draft));
                site_end(&s);
        }
}

TEST(a_guest_opens_what_is_theirs_and_nothing_else)
{
        TESTDB_EACH(kind)
        {
                static const char *const closed[] = { "/ho-so", "/tai-khoan", "/thong-bao",
                        "/kho-giay-to", "/du-lieu-cua-toi", "/viec", "/quan-tri", "/tiep-nhan" };
                const char *dossier;
                struct visitor lan;
                struct begun x, y;
                struct answer a;

                REQUIRE(begin_site(kind));
                REQUIRE(begin_draft(&x) && begin_draft(&y));
                lan = site_visitor(&s, CITIZEN);
                dossier = site_cell(&s, "select code from dossier order by id limit 1");
                for (size_t i = 0; i < ARRAY_LEN(closed); i++) {
                        a = site_get(&x.guest, closed[i]);
                        EXPECT(leads_to(&a, "/dang-nhap"));
                }
                a = site_get(&x.guest, site_fmt(&s, "/nop/%s/giay-to", y.draft));
                EXPECT_INT(a.status, 404);
                a = site_post(&x.guest, site_fmt(&s, "/nop/%s/gui", y.draft), "declare=1");
                EXPECT_INT(a.status, 404);
                a = site_get(&x.guest, site_fmt(&s, "/ho-so/%s", dossier));
                EXPECT_INT(a.status, 404);
                a = site_get(&lan, site_fmt(&s, "/nop/%s/giay-to", x.draft));
                EXPECT_INT(a.status, 404);
                a = site_upload(&x.guest, site_fmt(&s, "/nop/%s/giay-to", y.draft), "files",
                        "a.pdf", "%PDF");
                EXPECT_INT(a.status, 404);
                site_end(&s);
        }
}

TEST(what_a_guest_sent_is_followed_by_its_code_and_told_to_nobodys_account)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody;
                const char *dossier;
                struct begun b;
                struct answer a;

                REQUIRE(begin_site(kind));
                REQUIRE(begin_draft(&b) && fill_in(&b));
                dossier = send(&b);
                REQUIRE(dossier[0]);
                a = site_get(&b.guest, site_fmt(&s, "/ho-so/%s/xac-nhan", dossier));
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "/tra-cuu"));
                nobody = site_visitor(&s, NULL);
                a = site_post(
                        &nobody, "/tra-cuu", str_fmt(s.arena, "ma=%s&so=" DIGITS, dossier).ptr);
                EXPECT_INT(a.status, 200);
                a = resume(&nobody, b.code, DIGITS);
                EXPECT(leads_to(&a, site_fmt(&s, "/ho-so/%s", dossier)));
                EXPECT_INT(testdb_i64(&s.db,
                                   site_fmt(&s,
                                           "select count(*) from dossier where code = '%s' and "
                                           "person_id is null",
                                           dossier)),
                        1);
                EXPECT_INT(testdb_i64(&s.db,
                                   site_fmt(&s,
                                           "select count(*) from notice where dossier_code = "
                                           "'%s' and account_id is null",
                                           dossier)),
                        1);
                a = site_post(
                        &b.guest, site_fmt(&s, "/ho-so/%s/rut", dossier), "version=1&reason=Thoi");
                EXPECT_INT(a.status, 303);
                /* Long after it is over the code opens nothing; the dossier stays. */
                clock_set(SITE_NOW + 40 * DAY_MS, false);
                run_jobs();
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from guest"), 0);
                a = resume(&nobody, b.code, DIGITS);
                EXPECT_INT(a.status, 422);
                a = site_get(&b.guest, site_fmt(&s, "/ho-so/%s", dossier));
                EXPECT(leads_to(&a, "/dang-nhap"));
                EXPECT_INT(testdb_i64(&s.db,
                                   site_fmt(&s, "select count(*) from dossier where code = '%s'",
                                           dossier)),
                        1);
                site_end(&s);
        }
}

TEST(an_expired_draft_of_a_guest_goes_with_everything_of_the_guest)
{
        TESTDB_EACH(kind)
        {
                struct begun b;
                struct answer a;
                i64 accounts, people;

                REQUIRE(begin_site(kind));
                accounts = testdb_i64(&s.db, "select count(*) from account");
                people = testdb_i64(&s.db, "select count(*) from person");
                REQUIRE(begin_draft(&b) && fill_in(&b));
                clock_set(SITE_NOW + 29 * DAY_MS, false);
                run_jobs();
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from guest"), 1);
                clock_set(SITE_NOW + 31 * DAY_MS, false);
                run_jobs();
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from guest"), 0);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from draft"), 0);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from account"), accounts);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from person"), people);
                b.guest = site_visitor(&s, NULL);
                a = resume(&b.guest, b.code, DIGITS);
                EXPECT_INT(a.status, 422);
                site_end(&s);
        }
}

TEST(who_signs_in_takes_a_guests_draft_over_and_the_code_is_void)
{
        TESTDB_EACH(kind)
        {
                struct visitor lan, officer, nobody;
                struct begun x, y;
                const char *dossier;
                struct answer a;

                REQUIRE(begin_site(kind));
                REQUIRE(begin_draft(&x) && fill_in(&x));
                REQUIRE(begin_draft(&y) && fill_in(&y));
                dossier = send(&y);
                lan = site_visitor(&s, CITIZEN);
                officer = site_visitor(&s, "motcua");
                nobody = site_visitor(&s, NULL);
                a = resume(&officer, x.code, DIGITS);
                EXPECT_INT(a.status, 422);
                a = resume(&lan, x.code, DIGITS);
                EXPECT(leads_to(&a, site_fmt(&s, "/nop/%s/thong-tin", x.draft)));
                a = site_get(&lan, site_fmt(&s, "/nop/%s/kiem-tra", x.draft));
                EXPECT(a.status == 200 && answer_has(&a, "Le Van Khach"));
                a = site_get(&x.guest, site_fmt(&s, "/nop/%s/kiem-tra", x.draft));
                EXPECT(leads_to(&a, "/dang-nhap"));
                a = resume(&nobody, x.code, DIGITS);
                EXPECT_INT(a.status, 422);
                a = resume(&lan, y.code, DIGITS);
                EXPECT(leads_to(&a, site_fmt(&s, "/ho-so/%s", dossier)));
                a = site_get(&lan, site_fmt(&s, "/ho-so/%s", dossier));
                EXPECT_INT(a.status, 200);
                EXPECT(!answer_has(&a, "cán bộ giúp"));
                site_end(&s);
        }
}

TEST(a_procedure_that_wants_an_identity_is_not_begun_by_a_guest)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody;
                struct answer a;
                struct begun b;

                REQUIRE(begin_site(kind));
                REQUIRE(begin_draft(&b) && fill_in(&b));
                nobody = site_visitor(&s, NULL);
                a = site_get(&nobody, "/thu-tuc/1.004222/khach");
                EXPECT(a.status == 200 && answer_has(&a, "Luật Cư trú"));
                a = site_post(&nobody, "/thu-tuc/1.004222/khach", "so=" DIGITS);
                EXPECT_INT(a.status, 409);
                a = site_get(&nobody, "/thu-tuc/1.004222");
                EXPECT(answer_has(&a, "Nộp trực tuyến cần đăng nhập"));
                /* A law that came while somebody was filling in. */
                testdb_run(&s.db,
                        site_fmt(&s,
                                "insert into law_rule (name, subject, valid_from, value, basis)"
                                " values ('identified', '%s', 19000, 1, 'Luật mới')",
                                procedure));
                a = site_post(&b.guest, site_fmt(&s, "/nop/%s/gui", b.draft), "declare=1");
                EXPECT_INT(a.status, 409);
                site_end(&s);
        }
}

TEST(one_address_begins_only_so_many_drafts_and_a_double_click_begins_one)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody;
                struct answer a;
                struct begun b;

                REQUIRE(begin_site(kind));
                nobody = site_visitor(&s, NULL);
                testdb_run(&s.db,
                        "insert into setting (name, value, changed_at, changed_by) values "
                        "('guest.begins_address', '2', 0, 0)");
                CHECK(setting_load(s.app.store) == 0);
                REQUIRE(begin_draft(&b) && begin_draft(&b));
                a = site_post(&nobody, site_fmt(&s, "/thu-tuc/%s/khach", procedure), "so=" DIGITS);
                EXPECT_INT(a.status, 422);
                nobody.forwarded = STR("203.0.113.9");
                a = site_post_key(&nobody, site_fmt(&s, "/thu-tuc/%s/khach", procedure),
                        "so=" DIGITS, "khoa-cua-mot-lan-bam");
                EXPECT_INT(a.status, 200);
                b.code = between(&a, "<b>", "</b>");
                a = site_post_key(&nobody, site_fmt(&s, "/thu-tuc/%s/khach", procedure),
                        "so=" DIGITS, "khoa-cua-mot-lan-bam");
                EXPECT_INT(a.status, 200);
                EXPECT_STR(str_of(between(&a, "<b>", "</b>")), b.code);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from guest"), 3);
                clock_set(SITE_NOW + 10 * MINUTE_MS, false);
                a = site_post_key(&nobody, site_fmt(&s, "/thu-tuc/%s/khach", procedure),
                        "so=" DIGITS, "khoa-cua-mot-lan-bam");
                EXPECT_INT(a.status, 303); /* shown once */
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv,
                RUN(a_draft_without_an_account_goes_on_at_another_device_by_code_and_digits),
                RUN(a_code_and_its_digits_cannot_be_told_apart_by_guessing),
                RUN(a_guest_opens_what_is_theirs_and_nothing_else),
                RUN(what_a_guest_sent_is_followed_by_its_code_and_told_to_nobodys_account),
                RUN(an_expired_draft_of_a_guest_goes_with_everything_of_the_guest),
                RUN(who_signs_in_takes_a_guests_draft_over_and_the_code_is_void),
                RUN(a_procedure_that_wants_an_identity_is_not_begun_by_a_guest),
                RUN(one_address_begins_only_so_many_drafts_and_a_double_click_begins_one));
}
