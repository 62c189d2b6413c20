/*
 * src/app/test/test_notice.c: people are told. A move of a dossier is in the portal at once and out
 * of the house within a minute; each way says what the published shape asks for; a way that fails
 * is tried again and at last shown to administrators.
 */
#include "app/test/site.h"
#include "base/base64.h"
#include "base/json.h"
#include "core/generation.h"
#include "core/setting.h"
#include "job/job.h"
#include "net/test/simulator.h"
#include "test/test.h"

static struct site s;
static struct simulator mail, messages;

static int put_settings(struct tx *tx, void *arg)
{
        const struct {
                enum setting_id id;
                struct str value;
        } values[] = {
                { SETTING_SITE_URL, STR("https://dichvucong.example") },
                { SETTING_MAIL_URL, str_fmt(tx->arena, "smtp://localhost:%d", mail.port) },
                { SETTING_MAIL_FROM, STR("motcua@thanhhoa.example") },
                { SETTING_MAIL_USER, STR("motcua") },
                { SETTING_MAIL_PASSWORD, STR("mat-khau-thu") },
                { SETTING_NET_CA_FILE, str_fmt(tx->arena, "%s/ca.pem", mail.dir) },
                { SETTING_SMS_URL, str_fmt(tx->arena,
                                           "http://127.0.0.1:%d/MainService.svc/json/"
                                           "SendMultipleMessage_V4_post_json/",
                                           messages.port) },
                { SETTING_SMS_KEY, STR("khoa") },
                { SETTING_SMS_SECRET, STR("bi-mat") },
                { SETTING_SMS_BRAND, STR("MOTCUATH") },
                { SETTING_CHAT_URL,
                        str_fmt(tx->arena, "http://127.0.0.1:%d/message/template", messages.port) },
                { SETTING_CHAT_TOKEN, STR("the-truy-cap") },
                { SETTING_CHAT_TEMPLATE, STR("501443") },
        };
        int r = 0;

        (void)arg;
        for (size_t i = 0; i < ARRAY_LEN(values) && r == 0; i++)
                r = setting_put_value(tx, values[i].id,
                        setting_stored(tx->arena, values[i].id, values[i].value), 0);
        return r;
}

static bool begin(enum db_kind kind)
{
        bool good = simulator_start(&mail, "mail.py") &&
                    simulator_start(&messages, "messages.py") && site_begin(&s, kind) &&
                    store_write(s.app.store, s.arena, put_settings, NULL) == 0;

        if (good)
                generation_value(s.app.store, "settings");
        testdb_run(&s.db, "update delivery set state = 4 where state = 1"); /* of the demo */
        testdb_run(&s.db, "delete from job where kind = 'notice.deliver'");
        return good;
}

static void end(void)
{
        site_end(&s);
        simulator_stop(&mail);
        simulator_stop(&messages);
}

static void run_jobs(void)
{
        i64 n;

        CHECK(job_run_due(s.app.store, s.arena, &n) == 0);
}

/* The citizen has shown that this is theirs. */
static void confirm(const char *address)
{
        testdb_run(&s.db,
                str_fmt(s.arena,
                        "insert into notice_confirmed (account_id, address, at) select id, '%s', 0 "
                        "from account where name = '038094000217' and '%s' <> '' on conflict do "
                        "nothing",
                        address, address)
                        .ptr);
}

/* A waiting dossier of the citizen, whose contact is made to be this. */
static const char *a_dossier(const char *email, const char *phone)
{
        struct str row, code;
        struct tx *tx;

        testdb_run(&s.db, str_fmt(s.arena,
                                  "update person set email = '%s', phone = '%s' where identity = "
                                  "'038094000217'",
                                  email, phone)
                                  .ptr);
        confirm(email);
        confirm(phone);
        testdb_run(&s.db,
                "update dossier set account_id = (select id from account where name = "
                "'038094000217'), person_id = (select person_id from account where name = "
                "'038094000217') where id = (select min(id) from dossier where state = 1)");
        CHECK(store_read_begin(s.app.store, s.arena, &tx) == 0);
        CHECK(testdb_rows(tx, "select code from dossier where state = 1 order by id limit 1", "t",
                      NO_VALS, &row) == 0);
        store_read_end(tx);
        str_cut(&row, '|', &code);
        return str_c(s.arena, code);
}

/* An officer of the counter does it, whatever version the dossier has. */
static void make_move(const char *code, const char *action)
{
        struct visitor officer = site_visitor(&s, "motcua");
        i64 version = testdb_i64(
                &s.db, str_fmt(s.arena, "select version from dossier where code = '%s'", code).ptr);
        const char *path = str_fmt(s.arena, "/viec/%s/%s", code, action).ptr;
        struct answer a = site_post(&officer, path,
                str_fmt(s.arena,
                        "version=%lld&note=Thieu+giay&defects=Thi%%E1%%BA%%BFu+gi%%E1%%BA%%A5y+"
                        "k%%E1%%BA%%BFt+h%%C3%%B4n",
                        (long long)version)
                        .ptr);

        EXPECT_INT(a.status, 303);
}

/* The last line of a simulator's file, as JSON. */
static const struct json *last(const struct simulator *sim, const char *file)
{
        struct str text = str_trim(simulator_file(sim, s.arena, file));
        ptrdiff_t at = str_rfind_char(text, '\n');
        const struct json *j = NULL;

        if (text.len)
                CHECK(json_parse(s.arena, str_sub(text, (size_t)(at + 1), text.len), &j, NULL) ==
                        0);
        return j;
}

static struct str mail_text(void)
{
        struct str text = json_str(json_get(last(&mail, "mail.jsonl"), "text")), body;

        body = str_sub(text, (size_t)str_find(text, STR("\r\n\r\n")) + 4, text.len);
        body = str_replace(s.arena, str_trim(body), STR("\r\n"), STR(""));
        return base64_read(s.arena, body, &body) == 0 ? body : STR("");
}

static bool has(struct str text, const char *part)
{
        return str_find(text, str_of(part)) >= 0;
}

TEST(a_move_is_in_the_portal_at_once_and_outside_within_a_minute)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                const char *code = a_dossier("na@thanhhoa.example", "0912345678");
                struct visitor citizen = site_visitor(&s, "038094000217");
                struct str sms, ours = STR("https://dichvucong.example/ho-so/");
                struct answer a;
                i64 moved = SITE_NOW;

                testdb_run(&s.db, "update notice set read_at = at");
                make_move(code, "supplement");
                a = site_get(&citizen, "/thong-bao");
                EXPECT(answer_has(&a, "Hồ sơ của bạn cần bổ sung giấy tờ"));
                EXPECT(answer_has(&a, "1 thông báo"));
                EXPECT(answer_has(&a, "đang gửi"));
                clock_set(moved + 59 * SECOND_MS, false);
                run_jobs();
                EXPECT_INT(site_count(&s, "delivery where state = 2"), 2);
                EXPECT_INT(testdb_i64(&s.db, "select max(ended_at) from delivery where state = 2") -
                                           moved <=
                                   60 * SECOND_MS,
                        1);
                EXPECT(has(mail_text(), "cần bổ sung giấy tờ"));
                EXPECT(has(mail_text(), code));
                EXPECT(has(mail_text(), str_cat(s.arena, ours, str_of(code)).ptr));
                EXPECT(!has(mail_text(), "kết hôn")); /* what is missing is told in the portal */
                sms = json_str(json_get(last(&messages, "sms.jsonl"), "Content"));
                EXPECT(sms.len > 0 && sms.len <= 160);
                EXPECT(str_starts(sms, STR("Ho so cua ban can bo sung giay to")));
                EXPECT(str_ends(sms, str_cat(s.arena, ours, str_of(code))));
                EXPECT_STR(
                        json_str(json_get(last(&messages, "sms.jsonl"), "Phone")), "84912345678");
                EXPECT(last(&messages, "chat.jsonl") == NULL); /* nobody chose it */
                a = site_get(&citizen, "/thong-bao");
                EXPECT(answer_has(&a, "na@thanhhoa.example"));
                EXPECT(answer_has(&a, "đã gửi"));
                run_jobs();
                EXPECT_INT(site_count(&s, "delivery where tries > 1"), 0);
                end();
        }
}

TEST(each_person_chooses_ways_and_language_by_topic)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                const char *code = a_dossier("na@thanhhoa.example", "0912345678");
                struct visitor citizen = site_visitor(&s, "038094000217");
                struct answer a = site_post(
                        &citizen, "/thong-bao/cach-nhan", "chat=needed&mail=result&ngon-ngu=en");

                EXPECT_INT(a.status, 303);
                make_move(code, "supplement");
                run_jobs();
                EXPECT(last(&mail, "mail.jsonl") == NULL);
                EXPECT(last(&messages, "sms.jsonl") == NULL);
                a = site_get(&citizen, "/en/thong-bao/cach-nhan");
                EXPECT(answer_has(&a, "Zalo"));
                const struct json *chat = last(&messages, "chat.jsonl");
                const struct json *data = json_get(chat, "template_data");

                EXPECT_STR(json_str(json_get(chat, "template_id")), "501443");
                EXPECT_STR(json_str(json_get(data, "title")), "Your dossier needs more papers");
                EXPECT_STR(json_str(json_get(data, "code")), code);
                a = site_post(&citizen, "/thong-bao/cach-nhan", "mail=needed&ngon-ngu=xx");
                EXPECT_INT(a.status, 422);
                end();
        }
}

/* Lets the job runner's pauses pass: 1, 2, 4 … seconds, as many as there are. */
static void let_pass(int pauses)
{
        for (int i = 0; i < pauses; i++) {
                clock_set(clock_now() + (SECOND_MS << i), false);
                run_jobs();
        }
}

TEST(what_fails_is_tried_again_and_what_never_works_is_shown_to_administrators)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                const char *code = a_dossier("khong-co@thanhhoa.example", "0912345001");
                struct visitor admin = site_visitor(&s, "quantri");
                struct answer a;

                make_move(code, "supplement");
                run_jobs();
                /* The mailbox does not exist: no use in trying; the gateway is busy: try again. */
                EXPECT_INT(site_count(&s,
                                   "delivery where channel = 'mail' and state = 3 and tries = 1"),
                        1);
                EXPECT_INT(site_count(&s,
                                   "delivery where channel = 'sms' and state = 1 and tries = 1"),
                        1);
                let_pass(2);
                EXPECT_INT(site_count(&s,
                                   "delivery where channel = 'sms' and state = 2 and tries = 3"),
                        1);
                EXPECT_STR(
                        json_str(json_get(last(&messages, "sms.jsonl"), "Phone")), "84912345001");
                a = site_get(&admin, "/quan-tri/thu-chet");
                EXPECT(answer_has(&a, "No such mailbox"));
                EXPECT(answer_has(&a, code));
                EXPECT(!answer_has(&a, "khong-co@"));
                a = site_get(&admin, "/quan-tri");
                EXPECT(answer_has(&a, "1 tin không gửi được"));
                testdb_run(&s.db,
                        "update person set email = 'na@thanhhoa.example' where identity = "
                        "'038094000217'");
                confirm("na@thanhhoa.example");
                a = site_post(&admin, "/quan-tri/thu-chet",
                        str_fmt(s.arena, "thu=%lld",
                                (long long)testdb_i64(
                                        &s.db, "select id from delivery where state = 3"))
                                .ptr);
                EXPECT_INT(a.status, 303);
                run_jobs();
                EXPECT_INT(site_count(&s, "delivery where channel = 'mail' and state = 2"), 1);
                EXPECT_INT(site_count(&s, "audit_event where action = 'notice.again'"), 1);
                end();
        }
}

TEST(a_way_that_is_silent_too_often_is_a_dead_letter_and_no_failed_job)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                const char *code = a_dossier("na@thanhhoa.example", "");

                simulator_stop(&mail);
                make_move(code, "supplement");
                run_jobs();
                EXPECT_INT(site_count(&s, "delivery where channel = 'sms' and state = 4"), 1);
                let_pass(9);
                EXPECT_INT(site_count(&s, "delivery where channel = 'mail' and state = 1"), 1);
                let_pass(10);
                EXPECT_INT(site_count(&s,
                                   "delivery where channel = 'mail' and state = 3 and tries = 11"),
                        1);
                EXPECT_INT(site_count(&s, "job where kind = 'notice.deliver'"), 0);
                REQUIRE(simulator_start(&mail, "mail.py"));
                end();
        }
}

TEST(an_applicant_without_an_account_is_told_by_the_dossiers_contact)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                const char *code = a_dossier("na@thanhhoa.example", "0912345678");

                testdb_run(&s.db,
                        "update dossier set account_id = null, applicant_email = "
                        "'khach@thanhhoa.example', applicant_phone = '0987654321' where id "
                        "= (select min(id) from dossier where state = 1)");
                make_move(code, "supplement");
                run_jobs();
                EXPECT_STR(json_str(json_at(json_get(last(&mail, "mail.jsonl"), "to"), 0)),
                        "khach@thanhhoa.example");
                EXPECT(has(mail_text(), "https://dichvucong.example/tra-cuu?ma="));
                EXPECT_STR(
                        json_str(json_get(last(&messages, "sms.jsonl"), "Phone")), "84987654321");
                end();
        }
}

TEST(nobody_reads_or_marks_the_notices_of_others)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                const char *code = a_dossier("", "");
                struct visitor citizen = site_visitor(&s, "038094000217"),
                               other = site_visitor(&s, "chuyenvien"), nobody = site_visitor(&s, 0);
                struct str mine;
                struct answer a;
                struct tx *tx;

                testdb_run(&s.db, "update notice set read_at = at");
                make_move(code, "supplement");
                CHECK(store_read_begin(s.app.store, s.arena, &tx) == 0);
                CHECK(testdb_rows(tx, "select code from notice where read_at is null", "t", NO_VALS,
                              &mine) == 0);
                store_read_end(tx);
                mine = str_sub(mine, 0, 16);
                a = site_get(&other, "/thong-bao");
                EXPECT(!answer_has(&a, code));
                site_post(&other, "/thong-bao/da-doc", str_fmt(s.arena, "ma=%.*s", STRF(mine)).ptr);
                EXPECT_INT(site_count(&s, "notice where read_at is null"), 1);
                a = site_get(&nobody, "/thong-bao");
                EXPECT_INT(a.status, 303);
                a = site_post(
                        &citizen, "/thong-bao/da-doc", str_fmt(s.arena, "ma=%.*s", STRF(mine)).ptr);
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "notice where read_at is null"), 0);
                make_move(code, "refuse");
                a = site_post(&citizen, "/thong-bao/da-doc",
                        str_fmt(s.arena, "den=%lld", (long long)SITE_NOW).ptr);
                EXPECT_INT(site_count(&s, "notice where read_at is null"), 0);
                end();
        }
}

TEST(new_contact_data_takes_the_password_and_is_told)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                struct visitor citizen = site_visitor(&s, "038094000217");
                struct answer a;

                a_dossier("cu@thanhhoa.example", "0912345678");
                a = site_post(&citizen, "/tai-khoan/lien-he",
                        "email=moi@thanhhoa.example&phone=0987654321&password=sai");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "value=\"moi@thanhhoa.example\""));
                EXPECT_INT(site_count(&s, "person where email = 'moi@thanhhoa.example'"), 0);
                a = site_post(&citizen, "/tai-khoan/lien-he",
                        "email=moi@thanhhoa.example&phone=0987654321&password=motcua-demo");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "person where email = 'moi@thanhhoa.example'"), 1);
                EXPECT_INT(site_count(&s, "notice where kind = 'account.contact'"), 1);
                end();
        }
}

/* The code in the newest mail. */
static const char *mailed_code(void)
{
        const struct str before = STR("Mã xác nhận của bạn là ");
        struct str text = mail_text();
        ptrdiff_t at = str_find(text, before);

        return at < 0 ? "none" : str_c(s.arena, str_sub(text, (size_t)at + before.len, 6));
}

static struct answer type_code(const struct visitor *v, const char *code)
{
        return site_post(
                v, "/thong-bao/xac-nhan", str_fmt(s.arena, "dia_chi=email&ma=%s", code).ptr);
}

TEST(an_address_is_written_to_once_the_code_that_was_sent_there_was_typed)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                struct visitor citizen = site_visitor(&s, "038094000217");
                const char *code = a_dossier("cu@thanhhoa.example", ""), *mailed;
                struct answer a = site_post(&citizen, "/tai-khoan/lien-he",
                        "email=moi@thanhhoa.example&password=motcua-demo");

                EXPECT(a.status == 303 && site_leads_to(&a, "/thong-bao/xac-nhan"));
                run_jobs();
                /* Told at the old address; the new one is nobody's yet. */
                EXPECT_INT(site_count(&s,
                                   "delivery where state = 2 and address = 'cu@thanhhoa.example'"),
                        1);
                EXPECT_INT(site_count(&s, "delivery where address = 'moi@thanhhoa.example'"), 0);
                a = site_get(&citizen, "/thong-bao/xac-nhan");
                EXPECT(answer_has(&a, "chưa xác nhận"));
                a = type_code(&citizen, "123456");
                EXPECT_INT(a.status, 422); /* none was sent */
                a = site_post(&citizen, "/thong-bao/xac-nhan/gui", "dia_chi=email");
                EXPECT_INT(a.status, 303);
                a = site_post(&citizen, "/thong-bao/xac-nhan/gui", "dia_chi=email");
                EXPECT_INT(a.status, 422); /* too soon */
                a = site_post(&citizen, "/thong-bao/xac-nhan/gui", "dia_chi=phone");
                EXPECT_INT(a.status, 404); /* there is none */
                run_jobs();
                EXPECT_STR(json_str(json_at(json_get(last(&mail, "mail.jsonl"), "to"), 0)),
                        "moi@thanhhoa.example");
                mailed = mailed_code();
                a = type_code(&citizen, strcmp(mailed, "111111") == 0 ? "222222" : "111111");
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "failure where kind = 'contact'"), 2);
                a = type_code(&citizen, mailed);
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "audit_event where action = 'notice.confirmed'"), 1);
                a = type_code(&citizen, mailed);
                EXPECT_INT(a.status, 422); /* good once */
                make_move(code, "supplement");
                run_jobs();
                EXPECT_INT(site_count(&s,
                                   "delivery where state = 2 and address = 'moi@thanhhoa.example'"),
                        1);
                end();
        }
}

TEST(codes_end_and_neither_they_nor_guesses_are_without_limit)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                struct visitor citizen = site_visitor(&s, "038094000217");
                struct answer a;

                a_dossier("na@thanhhoa.example", "");
                testdb_run(&s.db, "delete from notice_confirmed");
                for (int i = 0; i < 5; i++) {
                        clock_set(SITE_NOW + i * 61 * SECOND_MS, false);
                        a = site_post(&citizen, "/thong-bao/xac-nhan/gui", "dia_chi=email");
                        EXPECT_INT(a.status, 303);
                }
                run_jobs();
                clock_set(SITE_NOW + 6 * 61 * SECOND_MS, false);
                a = site_post(&citizen, "/thong-bao/xac-nhan/gui", "dia_chi=email");
                EXPECT_INT(a.status, 422);
                clock_set(SITE_NOW + 20 * MINUTE_MS, false);
                a = type_code(&citizen, mailed_code());
                EXPECT_INT(a.status, 422); /* too old */
                clock_set(SITE_NOW + 90 * MINUTE_MS, false);
                citizen = site_visitor(&s, "038094000217");
                a = site_post(&citizen, "/thong-bao/xac-nhan/gui", "dia_chi=email");
                EXPECT_INT(a.status, 303);
                run_jobs();
                for (int i = 0; i < 5; i++)
                        a = type_code(&citizen, "x");
                a = type_code(&citizen, mailed_code());
                EXPECT_INT(a.status, 422); /* guessed too often: the right one does not help */
                EXPECT_INT(site_count(&s, "notice_confirmed"), 0);
                end();
        }
}

TEST(a_secret_of_a_setting_is_neither_shown_nor_stored_as_it_is)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                struct visitor admin = site_visitor(&s, "quantri");
                struct answer a = site_post(&admin, "/quan-tri/cai-dat/mail.password",
                        str_fmt(s.arena, "secret=rat-bi-mat&was=%lld",
                                (long long)testdb_i64(&s.db, "select changed_at from setting where "
                                                             "name = 'mail.password'"))
                                .ptr);

                EXPECT_INT(a.status, 303);
                EXPECT_STR(setting_secret(s.arena, SETTING_MAIL_PASSWORD), "rat-bi-mat");
                EXPECT_INT(site_count(&s,
                                   "setting where name = 'mail.password' and value = 'rat-bi-mat'"),
                        0);
                EXPECT_INT(site_count(&s, "audit_payload where body = 'rat-bi-mat'"), 0);
                a = site_get(&admin, "/quan-tri/cai-dat/mail.password");
                EXPECT(!answer_has(&a, "rat-bi-mat"));
                EXPECT(answer_has(&a, "đã đặt"));
                a = site_get(&admin, "/quan-tri/cai-dat");
                EXPECT(!answer_has(&a, "rat-bi-mat"));
                end();
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_move_is_in_the_portal_at_once_and_outside_within_a_minute),
                RUN(each_person_chooses_ways_and_language_by_topic),
                RUN(what_fails_is_tried_again_and_what_never_works_is_shown_to_administrators),
                RUN(a_way_that_is_silent_too_often_is_a_dead_letter_and_no_failed_job),
                RUN(an_applicant_without_an_account_is_told_by_the_dossiers_contact),
                RUN(nobody_reads_or_marks_the_notices_of_others),
                RUN(new_contact_data_takes_the_password_and_is_told),
                RUN(an_address_is_written_to_once_the_code_that_was_sent_there_was_typed),
                RUN(codes_end_and_neither_they_nor_guesses_are_without_limit),
                RUN(a_secret_of_a_setting_is_neither_shown_nor_stored_as_it_is));
}
