/*
 * src/app/test/test_scan.c: uploads and the virus scanner: what is infected reaches nobody and
 * holds back what it belongs to, with words beside the file; while the scanner is away files wait,
 * and the setting says whether dossiers wait with them.
 */
#include <unistd.h>

#include "app/test/site.h"
#include "base/file.h"
#include "core/scan.h"
#include "core/setting.h"
#include "job/job.h"
#include "net/test/simulator.h"
#include "test/test.h"

#define CITIZEN "038094000217"
/* The test file of EICAR in two halves, so that no scanner finds it here. */
#define EICAR                                                                                      \
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}"                                                             \
        "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
#define BAD "%PDF-1.4\n" EICAR

static struct site s;
static struct simulator sim;

static int put_address(struct tx *tx, void *arg)
{
        struct str address = str_fmt(s.arena, "tcp://127.0.0.1:%d", sim.port);
        int r = setting_put_value(tx, SETTING_CLAMAV_ADDRESS, address, 0);

        return r < 0 ? r : setting_put_value(tx, SETTING_CLAMAV_SEND_UNSCANNED, str_of(arg), 0);
}

static bool begin(enum db_kind kind, const char *send_unscanned)
{
        scan_forget();
        return simulator_start(&sim, "clamd.py") && site_begin(&s, kind) &&
               store_write(s.app.store, s.arena, put_address, (void *)send_unscanned) == 0 &&
               setting_load(s.app.store) == 0;
}

static void end(void)
{
        CHECK(store_write(s.app.store, s.arena, put_address, (void *)"1") == 0);
        site_end(&s);
        simulator_stop(&sim);
}

static struct str down(void)
{
        return str_fmt(s.arena, "%s/down", sim.dir);
}

/* A file in one piece; the answer to that piece, and the file's code. */
static struct answer send_file(const struct visitor *v, const char *bytes, const char **ret_code)
{
        struct answer a = site_send(v, "POST /api/v1/uploads",
                site_fmt(&s,
                        "Tus-Resumable: 1.0.0\r\nUpload-Length: %zu\r\n"
                        "Upload-Metadata: filename Z2lheS5wZGY=\r\n",
                        strlen(bytes)),
                STR(""));
        const char *place = str_c(s.arena, answer_header(&a, "Location"));

        CHECK(a.status == 201);
        *ret_code = strrchr(place, '/') + 1;
        return site_send(v, site_fmt(&s, "PATCH %s", place),
                "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
                "Content-Type: application/offset+octet-stream\r\n",
                str_of(bytes));
}

static i64 check_of(const char *code)
{
        return testdb_i64(
                &s.db, site_fmt(&s, "select check_state from file where code = '%s'", code));
}

static i64 run_jobs(void)
{
        i64 n;

        CHECK(job_run_due(s.app.store, s.arena, &n) == 0);
        return n;
}

TEST(an_infected_file_is_refused_at_once_and_none_is_made)
{
        TESTDB_EACH(kind)
        {
                struct visitor v;
                const char *code;
                struct answer a;

                REQUIRE(begin(kind, "1"));
                v = site_program(&s, CITIZEN);
                a = send_file(&v, BAD, &code);
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "giay.pdf có mã độc"));
                EXPECT_INT(
                        testdb_i64(&s.db,
                                site_fmt(&s, "select count(*) from file where code = '%s'", code)),
                        0);
                end();
        }
}

/* A dossier that has this file. */
static const char *dossier_with(const char *code)
{
        return site_fmt(&s,
                "{\"procedure\":\"1.001193\",\"place\":\"%s\",\"name\":\"Lê Văn Hùng\","
                "\"identity\":\"" CITIZEN "\",\"files\":[\"%s\"]}",
                site_cell(&s, "select code from unit where short_name = 'Phường Đông Vệ' and kind "
                              "= 'commune' and valid_to is not null"),
                code);
}

TEST(what_is_found_later_reaches_nobody)
{
        TESTDB_EACH(kind)
        {
                struct visitor v, w, officer;
                const char *code, *dossier;
                struct answer a;

                REQUIRE(begin(kind, "1"));
                v = site_program(&s, CITIZEN);
                officer = site_program(&s, "motcua");
                CHECK(file_write_durable(down().ptr, STR(""), 0600) == 0);
                EXPECT_INT(send_file(&v, BAD, &code).status, 204);
                EXPECT_INT(check_of(code), UPLOAD_WAITING);
                /* Sent while it waits, for the setting allows that: the officer cannot open it. */
                a = site_json(&v, "/api/v1/dossiers", dossier_with(code));
                REQUIRE(a.status == 201);
                dossier = site_cell(
                        &s, site_fmt(&s,
                                    "select d.code from dossier d join dossier_paper p on "
                                    "p.dossier_id = d.id join file f on f.id = p.file_id "
                                    "where f.code = '%s'",
                                    code));
                EXPECT_INT(site_get(&officer, site_fmt(&s, "/api/v1/files/%s", code)).status, 503);
                EXPECT_INT(site_get(&v, site_fmt(&s, "/api/v1/files/%s", code)).status, 200);
                CHECK(unlink(down().ptr) == 0);
                scan_forget();
                clock_set(SITE_NOW + HOUR_MS, false);
                EXPECT(run_jobs() > 0);
                EXPECT_INT(check_of(code), UPLOAD_REFUSED);
                EXPECT_INT(site_get(&officer, site_fmt(&s, "/api/v1/files/%s", code)).status, 410);
                EXPECT_INT(site_get(&v, site_fmt(&s, "/api/v1/files/%s", code)).status, 410);
                w = site_visitor(&s, CITIZEN);
                a = site_get(&w, site_fmt(&s, "/ho-so/%s", dossier));
                EXPECT(answer_has(&a, "giay.pdf có mã độc"));
                end();
        }
}

TEST(while_the_scanner_is_away_dossiers_wait_when_the_setting_says_so)
{
        TESTDB_EACH(kind)
        {
                struct visitor v;
                const char *code, *body;
                struct answer a;

                REQUIRE(begin(kind, "0"));
                v = site_program(&s, CITIZEN);
                CHECK(file_write_durable(down().ptr, STR(""), 0600) == 0);
                EXPECT_INT(send_file(&v, "%PDF-1.4\n", &code).status, 204);
                body = dossier_with(code);
                a = site_json(&v, "/api/v1/dossiers", body);
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "đang chờ kiểm tra"));
                testdb_run(&s.db,
                        site_fmt(&s, "update file set check_state = 2 where code = '%s'", code));
                EXPECT_INT(site_json(&v, "/api/v1/dossiers", body).status, 201);
                end();
        }
}

TEST(a_scanner_that_is_away_for_long_leaves_no_file_behind)
{
        TESTDB_EACH(kind)
        {
                struct visitor v;
                const char *code;

                REQUIRE(begin(kind, "1"));
                v = site_program(&s, CITIZEN);
                CHECK(file_write_durable(down().ptr, STR(""), 0600) == 0);
                EXPECT_INT(send_file(&v, BAD, &code).status, 204);
                for (int i = 1; i <= 80; i++) {
                        clock_set(SITE_NOW + i * 15 * MINUTE_MS, false);
                        run_jobs();
                }
                EXPECT_INT(check_of(code), UPLOAD_WAITING);
                CHECK(unlink(down().ptr) == 0);
                clock_set(SITE_NOW + 21 * HOUR_MS, false);
                run_jobs();
                EXPECT_INT(check_of(code), UPLOAD_REFUSED);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from job where kind = "
                                             "'core.inspect_file' and failed <> 0"),
                        0);
                end();
        }
}

TEST(an_address_that_is_none_is_not_kept)
{
        EXPECT(setting_valid(SETTING_CLAMAV_ADDRESS, STR("")));
        EXPECT(setting_valid(SETTING_CLAMAV_ADDRESS, STR("tcp://10.0.0.5:3310")));
        EXPECT(!setting_valid(SETTING_CLAMAV_ADDRESS, STR("10.0.0.5")));
}

/* A draft of the citizen whose first paper is this file. */
static const char *draft_with(const struct visitor *citizen, const char *code)
{
        struct answer a = site_post(citizen, "/thu-tuc/1.001193/nop", "x=1");
        struct str to = str_sub(answer_header(&a, "Location"), strlen("/nop/"), 100), draft;
        const char *page, *paper;

        str_cut(&to, '/', &draft);
        page = site_fmt(&s, "/nop/%s/giay-to", str_c(s.arena, draft));
        paper = site_cell(&s,
                "select cast(min(p.id) as text) from procedure_paper p join draft d on "
                "d.version_id = p.version_id");
        CHECK(site_post(citizen, page, site_fmt(&s, "paper=%s&uploaded=%s", paper, code)).status ==
                303);
        return page;
}

TEST(the_page_says_waiting_clean_or_infected)
{
        TESTDB_EACH(kind)
        {
                struct visitor v;
                const char *code, *page;
                struct answer a;

                REQUIRE(begin(kind, "0"));
                v = site_visitor(&s, CITIZEN);
                CHECK(file_write_durable(down().ptr, STR(""), 0600) == 0);
                EXPECT_INT(
                        send_file(&(struct visitor){ .site = &s, .session = v.session }, BAD, &code)
                                .status,
                        204);
                page = draft_with(&v, code);
                a = site_get(&v, page);
                EXPECT(answer_has(&a, "đang chờ kiểm tra"));
                EXPECT(answer_has(&a, "Hồ sơ gửi được khi kiểm tra xong"));
                testdb_run(&s.db, "update file set check_state = 2, scanned_at = 1 where "
                                  "object_kind = 'draft'");
                a = site_get(&v, page);
                EXPECT(answer_has(&a, "không thấy mã độc"));
                testdb_run(&s.db, "update file set check_state = 3, check_reason = 'infected', "
                                  "scanned_at = null where object_kind = 'draft'");
                a = site_get(&v, page);
                EXPECT(answer_has(&a, "giay.pdf có mã độc"));
                EXPECT(answer_has(&a, "Cần nộp lại"));
                end();
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(an_infected_file_is_refused_at_once_and_none_is_made),
                RUN(what_is_found_later_reaches_nobody),
                RUN(while_the_scanner_is_away_dossiers_wait_when_the_setting_says_so),
                RUN(a_scanner_that_is_away_for_long_leaves_no_file_behind),
                RUN(an_address_that_is_none_is_not_kept),
                RUN(the_page_says_waiting_clean_or_infected));
}
