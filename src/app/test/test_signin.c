/*
 * src/app/test/test_signin.c: the second step of signing in, recovery codes, where one is signed
 * in: what keeps an account closed to who knows the password alone; showing again that it is you;
 * the second factor that administrators must have.
 */
#include "app/test/site.h"
#include "core/identity.h"
#include "core/setting.h"
#include "crypto/otp.h"
#include "test/test.h"

#define NAME   "038094000217"
#define ADMIN  "quantri"
#define SAFETY "/tai-khoan/bao-mat"

static struct site s;

/* Between two marks of a page. */
static struct str between(struct str body, const char *from, const char *to)
{
        ptrdiff_t at = str_find(body, str_of(from)), end;

        if (at < 0)
                return STR("");
        body = str_sub(body, (size_t)at + strlen(from), body.len);
        end = str_find(body, str_of(to));
        return end < 0 ? STR("") : str_sub(body, 0, (size_t)end);
}

/* What the telephone makes of the letters that the page shows. */
static struct str secret_of(struct str letters)
{
        static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        struct buf b;
        u32 bits = 0;
        int n = 0;

        buf_init(&b, s.arena, 100);
        for (size_t i = 0; i < letters.len; i++) {
                const char *at = strchr(alphabet, letters.ptr[i]);

                if (letters.ptr[i] == ' ')
                        continue;
                CHECK(at != NULL);
                bits = bits << 5 | (u32)(at - alphabet);
                n += 5;
                if (n >= 8)
                        buf_byte(&b, (char)(bits >> (n -= 8)));
        }
        return buf_str(&b);
}

static const char *code_now(struct str secret)
{
        char code[OTP_DIGITS + 1];

        otp_code(secret, clock_now() / OTP_STEP_MS, code);
        return str_c(s.arena, str_dup(s.arena, str_of(code)));
}

/* Turns codes on; *ret_recovery: the first recovery code as it is shown. */
static struct str turn_on_of(const char *name, struct str *ret_recovery)
{
        struct visitor v = site_visitor(&s, name);
        struct str secret;
        struct answer a = site_post(&v, "/tai-khoan/bao-mat/ma/bat", "password=sai");

        EXPECT_INT(a.status, 422);
        a = site_post(&v, "/tai-khoan/bao-mat/ma/bat", "password=motcua-demo");
        EXPECT(site_leads_to(&a, "/tai-khoan/bao-mat/ma"));
        a = site_get(&v, "/tai-khoan/bao-mat/ma");
        EXPECT(answer_has(&a, "<svg class=\"qr\""));
        secret = secret_of(between(
                between(a.body, "class=\"qr\"", "</ol>"), "<span class=\"code\">", "</span>"));
        EXPECT_INT(secret.len, OTP_SECRET_SIZE);
        EXPECT_INT(site_count(&s, "totp where secret = 'x' or confirmed_at is not null"), 0);
        a = site_post(&v, "/tai-khoan/bao-mat/ma/xac-nhan", "code=000000");
        EXPECT_INT(a.status, 422);
        a = site_post(&v, "/tai-khoan/bao-mat/ma/xac-nhan",
                str_fmt(s.arena, "code=%s", code_now(secret)).ptr);
        EXPECT_INT(a.status, 200);
        *ret_recovery = between(a.body, "<li class=\"code\">", "</li>");
        EXPECT_INT(ret_recovery->len, 14); /* three groups of four */
        EXPECT_INT(site_count(&s, "recovery_code"), 10);
        EXPECT_INT(site_count(&s, "totp where confirmed_at is not null"), 1);
        EXPECT_INT(site_count(&s, "notice where kind = 'account.totp_on'"), 1);
        return secret;
}

static struct str turn_on(struct str *ret_recovery)
{
        return turn_on_of(NAME, ret_recovery);
}

/* The first step; *ret_v: the browser with what it was given. */
static struct answer first_step(struct visitor *ret_v)
{
        struct answer a;
        struct str cookie;

        *ret_v = site_visitor(&s, NULL);
        a = site_post(ret_v, "/dang-nhap", "name=" NAME "&password=motcua-demo");
        cookie = answer_header(&a, "Set-Cookie");
        ret_v->more = str_fmt(s.arena, "motcua_b=%.*s", STRF(between(cookie, "motcua_b=", ";")));
        return a;
}

static struct answer second_step(const struct visitor *v, const char *code)
{
        return site_post(v, "/dang-nhap/ma", str_fmt(s.arena, "code=%s", code).ptr);
}

static bool opened(const struct answer *a)
{
        return a->status == 303 && str_find(a->head, STR(" " SESSION_COOKIE "=")) >= 0;
}

TEST(who_knows_the_password_alone_does_not_get_in)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct str recovery, secret = turn_on(&recovery);
                i64 open = site_count(&s, "session");
                struct visitor v;
                struct answer a = first_step(&v);

                EXPECT(site_leads_to(&a, "/dang-nhap/ma"));
                EXPECT(!opened(&a));
                EXPECT_INT(site_count(&s, "session"), open);
                a = site_get(&v, "/tai-khoan");
                EXPECT(site_leads_to(&a, "/dang-nhap"));
                a = second_step(&v, "123456");
                EXPECT_INT(a.status, 422);
                /* The code that turned it on was used already. */
                a = second_step(&v, code_now(secret));
                EXPECT_INT(a.status, 422);
                clock_set(clock_now() + OTP_STEP_MS, false);
                a = second_step(&v, code_now(secret));
                EXPECT(opened(&a));
                EXPECT_INT(site_count(&s, "session"), open + 1);
                EXPECT_INT(site_count(&s, "sign_in"), 0);
                a = second_step(&v, code_now(secret)); /* the step is over */
                EXPECT_INT(a.status, 422);
                site_end(&s);
        }
}

TEST(a_second_step_ends_after_ten_minutes_and_wrong_codes_lock_the_account)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct str recovery, secret = turn_on(&recovery);
                struct visitor v;
                struct answer a = first_step(&v);

                clock_set(clock_now() + 11 * MINUTE_MS, false);
                a = second_step(&v, code_now(secret));
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "Đã quá mười phút"));
                first_step(&v);
                for (int i = 0; i < 6; i++)
                        a = second_step(&v, "000001");
                a = second_step(&v, code_now(secret));
                EXPECT_INT(a.status, 422);
                EXPECT(!opened(&a));
                EXPECT_INT(site_count(&s,
                                   "account where name = '" NAME "' and locked_until is not null"),
                        1);
                site_end(&s);
        }
}

TEST(a_recovery_code_opens_once_and_is_told)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct str recovery, secret = turn_on(&recovery);
                const char *code =
                        str_c(s.arena, str_replace(s.arena, str_lower_ascii(s.arena, recovery),
                                               STR(" "), STR("-")));
                struct visitor v;
                struct answer a = first_step(&v);

                (void)secret;
                a = second_step(&v, code);
                EXPECT(opened(&a));
                EXPECT_INT(site_count(&s, "recovery_code where used_at is not null"), 1);
                EXPECT_INT(site_count(&s, "notice where kind = 'account.recovery_used'"), 1);
                first_step(&v);
                a = second_step(&v, code);
                EXPECT_INT(a.status, 422);
                site_end(&s);
        }
}

TEST(turning_codes_off_takes_the_password_and_ends_them)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct str recovery, secret = turn_on(&recovery);
                struct visitor me = site_visitor(&s, NAME), v;
                struct answer a =
                        site_post(&me, "/tai-khoan/bao-mat/ma/bat", "password=motcua-demo");

                (void)secret;
                EXPECT_INT(a.status, 409); /* it is on: nobody replaces the secret in passing */
                a = site_post(&me, "/tai-khoan/bao-mat/ma/tat", "password=sai");
                EXPECT_INT(site_count(&s, "totp"), 1);
                a = site_post(&me, "/tai-khoan/bao-mat/ma/tat", "password=motcua-demo");
                EXPECT(site_leads_to(&a, "/tai-khoan/bao-mat/ma"));
                EXPECT_INT(site_count(&s, "totp"), 0);
                EXPECT_INT(site_count(&s, "recovery_code"), 0);
                a = first_step(&v);
                EXPECT(opened(&a));
                site_end(&s);
        }
}

TEST(a_browser_is_signed_out_from_another_one_and_by_nobody_else)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor here = site_visitor(&s, NAME), there = site_visitor(&s, NAME),
                               stranger = site_visitor(&s, "motcua");
                struct answer a = site_get(&here, "/tai-khoan/bao-mat");
                const char *form = str_fmt(s.arena, "phien=%.*s",
                        STRF(between(a.body, "name=\"phien\" value=\"", "\"")))
                                           .ptr;

                EXPECT(answer_has(&a, "Đăng xuất thiết bị này"));
                a = site_post(&stranger, "/tai-khoan/bao-mat/phien", form);
                EXPECT_INT(a.status, 404);
                a = site_get(&there, "/tai-khoan");
                EXPECT_INT(a.status, 200);
                a = site_post(&here, "/tai-khoan/bao-mat/phien", form);
                EXPECT(site_leads_to(&a, "/tai-khoan/bao-mat"));
                a = site_get(&there, "/tai-khoan");
                EXPECT(site_leads_to(&a, "/dang-nhap"));
                a = site_get(&here, "/tai-khoan");
                EXPECT_INT(a.status, 200);
                site_end(&s);
        }
}

TEST(a_passkey_answer_that_nobody_asked_for_opens_nothing)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, NULL);
                struct answer a = site_post(&v, "/dang-nhap/khoa",
                        "challenge=abc&credential=YQ&client=YQ&data=YQ&signature=YQ");

                EXPECT_INT(a.status, 422);
                EXPECT(!opened(&a));
                EXPECT_INT(site_count(&s, "failure where kind = 'passkey'"), 1);
                EXPECT_INT(site_count(&s, "used_challenge"), 0);
                site_end(&s);
        }
}

TEST(two_officers_let_somebody_in_again_and_nothing_older_opens)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct str recovery, secret = turn_on(&recovery), code;
                struct visitor me = site_visitor(&s, NAME), nobody = site_visitor(&s, NULL),
                               one = site_visitor(&s, "motcua"),
                               two = site_visitor(&s, "dongve.motcua");
                const char *seen;
                struct answer a = site_post(&one, "/khoi-phuc-tai-khoan", "identity=" NAME);

                (void)secret;
                EXPECT_INT(a.status, 422); /* the card was not looked at */
                a = site_post(&one, "/khoi-phuc-tai-khoan", "identity=" NAME "&seen=1");
                EXPECT(site_leads_to(&a, "/khoi-phuc-tai-khoan"));
                a = site_get(&two, "/khoi-phuc-tai-khoan");
                EXPECT(answer_has(&a, "Lê Văn Hùng"));
                testdb_run(&s.db, "insert into identity_link (issuer, subject, account_id, "
                                  "linked_at) select 'https://x', 'y', id, 0 from account where "
                                  "name = '" NAME "'");
                testdb_run(&s.db, "delete from identity_assurance");
                seen = str_fmt(s.arena, "seen=1&ma=%.*s",
                        STRF(between(a.body, "name=\"ma\" value=\"", "\"")))
                               .ptr;
                a = site_post(&one, "/khoi-phuc-tai-khoan/xac-nhan", seen);
                EXPECT_INT(a.status, 403); /* one officer is not two */
                a = site_post(&me, "/khoi-phuc-tai-khoan/xac-nhan", seen);
                EXPECT_INT(a.status, 403);
                a = site_post(&two, "/khoi-phuc-tai-khoan/xac-nhan", seen);
                EXPECT_INT(a.status, 200);
                code = between(a.body, "panel-code code\">", "</p>");
                EXPECT_INT(code.len, 10);
                a = site_post(&two, "/khoi-phuc-tai-khoan/xac-nhan", seen);
                EXPECT_INT(a.status, 409); /* given out once */
                a = site_post(&nobody, "/dang-nhap/khoi-phuc",
                        "identity=" NAME "&code=0000000000&password=Song+Ma+96+dai");
                EXPECT_INT(a.status, 422);
                a = site_post(&nobody, "/dang-nhap/khoi-phuc",
                        str_fmt(s.arena, "identity=" NAME "&code=%.*s&password=Song+Ma+96+dai",
                                STRF(code))
                                .ptr);
                EXPECT(site_leads_to(&a, "/dang-nhap"));
                a = site_get(&me, "/tai-khoan"); /* the old session is over */
                EXPECT(site_leads_to(&a, "/dang-nhap"));
                EXPECT_INT(site_count(&s, "totp"), 0);
                EXPECT_INT(site_count(&s, "identity_link"), 0);
                EXPECT_INT(site_count(&s, "identity_assurance where how = 'counter'"), 1);
                a = site_post(&nobody, "/dang-nhap", "name=" NAME "&password=motcua-demo");
                EXPECT_INT(a.status, 422);
                a = site_post(&nobody, "/dang-nhap", "name=" NAME "&password=Song+Ma+96+dai");
                EXPECT(opened(&a));
                EXPECT_INT(site_count(&s, "audit_event where action in ('recovery.ask', "
                                          "'recovery.confirm', 'recovery.use')"),
                        3);
                EXPECT_INT(site_count(&s, "notice where kind = 'account.recovery'"), 1);
                site_end(&s);
        }
}

TEST(after_signing_in_one_is_where_one_wanted_to_be)
{
        TESTDB_EACH(kind)
        {
                struct visitor nobody;
                struct answer a;

                REQUIRE(site_begin(&s, kind));
                nobody = site_visitor(&s, NULL);
                a = site_get(&nobody, "/thu-tuc/1.000894/nop?f-a=b%20c");
                EXPECT(site_leads_to(
                        &a, "/dang-nhap?tiep=%2Fthu-tuc%2F1.000894%2Fnop%3Ff-a%3Db%2520c"));
                a = site_post(&nobody, "/dang-nhap",
                        "name=" NAME "&password=motcua-demo"
                        "&tiep=%2Fthu-tuc%2F1.000894%2Fnop%3Ff-a%3Db%2520c");
                EXPECT(site_leads_to(&a, "/thu-tuc/1.000894/nop?f-a=b%20c"));
                /* What looks like a pattern of ours is an address like any other. */
                a = site_post(&nobody, "/dang-nhap",
                        "name=" NAME "&password=motcua-demo&tiep=/ho-so/:code/:x");
                EXPECT(site_leads_to(&a, "/ho-so/:code/:x"));
                a = site_post(&nobody, "/dang-nhap",
                        "name=" NAME "&password=motcua-demo&tiep=//elsewhere.example");
                EXPECT_INT(a.status, 303);
                EXPECT(!site_leads_to(&a, "//"));
                site_end(&s);
        }
}

TEST(a_new_password_ends_what_the_old_one_had_begun)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct str recovery, secret = turn_on(&recovery);
                struct visitor me = site_visitor(&s, NAME), v;
                struct answer a = first_step(&v);

                EXPECT_INT(site_count(&s, "sign_in"), 1);
                a = site_post(
                        &me, "/tai-khoan/mat-khau", "old=motcua-demo&password=Song+Ma+96+dai");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "sign_in"), 0);
                clock_set(clock_now() + OTP_STEP_MS, false);
                a = second_step(&v, code_now(secret));
                EXPECT(!opened(&a));
                site_end(&s);
        }
}

TEST(what_else_is_wrong_with_a_form_is_no_wrong_password)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor me = site_visitor(&s, NAME), nobody = site_visitor(&s, NULL);
                struct answer a;

                for (int i = 0; i < 6; i++) {
                        a = site_post(&me, "/tai-khoan/mat-khau", "old=motcua-demo&password=ngan");
                        EXPECT_INT(a.status, 422);
                }
                EXPECT_INT(site_count(&s, "failure where kind = 'login'"), 0);
                a = site_post(&me, "/tai-khoan/mat-khau", "old=sai&password=Song+Ma+96+dai");
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "failure where kind = 'login'"), 1);
                a = site_post(&nobody, "/dang-nhap", "name=" NAME "&password=motcua-demo");
                EXPECT(opened(&a));
                site_end(&s);
        }
}

TEST(who_changes_an_address_is_told_at_the_old_one_too)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor me = site_visitor(&s, NAME);
                struct answer a;

                testdb_run(&s.db,
                        "insert into setting (name, value, changed_at, changed_by) values "
                        "('mail.url', 'smtp://127.0.0.1:1', 0, 0), ('mail.from', "
                        "'motcua@thanhhoa.example', 0, 0)");
                testdb_run(&s.db,
                        "update person set email = 'cu@thanhhoa.example' where identity = "
                        "'" NAME "'");
                testdb_run(&s.db,
                        "insert into notice_confirmed (account_id, address, at) select id, "
                        "'cu@thanhhoa.example', 0 from account where name = '" NAME "'");
                REQUIRE(setting_load(s.app.store) == 0);
                a = site_post(&me, "/tai-khoan/lien-he",
                        "email=moi@thanhhoa.example&phone=0912345678&password=motcua-demo");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(
                        site_count(&s, "delivery where channel = 'mail' and send_to is null"), 1);
                EXPECT_INT(site_count(&s, "delivery where send_to = 'cu@thanhhoa.example'"), 1);
                /* Only what changed: the same telephone is told once at most. */
                EXPECT_INT(site_count(&s, "delivery where send_to = '0912345678'"), 0);
                site_end(&s);
        }
}

static void set(const char *name, const char *value)
{
        testdb_run(&s.db, site_fmt(&s, "delete from setting where name = '%s'", name));
        testdb_run(&s.db, site_fmt(&s,
                                  "insert into setting (name, value, changed_at, changed_by) "
                                  "values ('%s', '%s', 0, 0)",
                                  name, value));
        CHECK(setting_load(s.app.store) == 0);
}

/* A passkey whose key nobody has: it is there, and no browser can use it. */
static void give_passkey(const char *name, const char *code)
{
        testdb_run(&s.db, site_fmt(&s,
                                  "insert into passkey (id, code, account_id, credential, spki, "
                                  "algorithm, sign_count, label, created_at) select "
                                  "id + length('%s'), '%s', id, hash, hash, 0, 0, 'May tinh', 5 "
                                  "from (select a.id as id, s.hash as hash from account a "
                                  "join session s on s.account_id = a.id where a.name = '%s' "
                                  "limit 1) as x",
                                  code, code, name));
        testdb_run(&s.db, site_fmt(&s, "update account set second_at = 5 where name = '%s'", name));
}

/* The next code: each is good once. */
static const char *next_code(struct str secret)
{
        clock_set(clock_now() + OTP_STEP_MS, false);
        return site_fmt(&s, "code=%s", code_now(secret));
}

static struct answer change_telephone(const struct visitor *v)
{
        return site_post(v, "/tai-khoan/lien-he", "phone=0987000222");
}

TEST(a_code_stands_for_the_password_for_five_minutes_in_that_browser)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, NAME), other = site_visitor(&s, NAME);
                struct str recovery, secret = turn_on(&recovery);
                struct answer a = change_telephone(&v);

                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "Hãy nhập mật khẩu hiện nay"));
                EXPECT(answer_has(&a, "/tai-khoan/xac-nhan?tiep=%2Ftai-khoan%2Flien-he"));
                a = site_get(&v, "/tai-khoan/xac-nhan?tiep=/tai-khoan/lien-he");
                EXPECT(answer_has(&a, "/tai-khoan/xac-nhan/ma"));
                EXPECT(!answer_has(&a, "/tai-khoan/xac-nhan/khoa"));
                a = site_post(&v, "/tai-khoan/xac-nhan/ma", "code=000000&tiep=/tai-khoan/lien-he");
                EXPECT_INT(a.status, 422);
                a = change_telephone(&v);
                EXPECT_INT(a.status, 422);
                a = site_post(&v, "/tai-khoan/xac-nhan/ma",
                        site_fmt(&s, "%s&tiep=/tai-khoan/lien-he", next_code(secret)));
                EXPECT(site_leads_to(&a, "/tai-khoan/lien-he"));
                EXPECT_INT(site_count(&s, "audit_event where action = 'account.proven'"), 1);
                a = site_get(&v, "/tai-khoan/lien-he");
                EXPECT(!answer_has(&a, "name=\"password\""));
                a = change_telephone(&other);
                EXPECT_INT(a.status, 422);
                a = change_telephone(&v);
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "person where phone = '0987000222'"), 1);
                clock_set(clock_now() + 5 * MINUTE_MS, false);
                a = change_telephone(&v);
                EXPECT_INT(a.status, 422);
                site_end(&s);
        }
}

TEST(a_wrong_password_stays_wrong_after_a_code_was_shown)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, NAME);
                struct str recovery, secret = turn_on(&recovery);
                struct answer a = site_post(&v, "/tai-khoan/xac-nhan/ma", next_code(secret));
                i64 before;

                EXPECT(site_leads_to(&a, SAFETY));
                before = site_count(&s, "failure where kind = 'login'");
                a = site_post(&v, "/tai-khoan/lien-he", "phone=0987000222&password=sai");
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "failure where kind = 'login'"), before + 1);
                site_end(&s);
        }
}

TEST(taking_a_passkey_off_takes_the_password)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, NAME), other = site_visitor(&s, "motcua");
                struct answer a;

                give_passkey(NAME, "kk1");
                a = site_get(&v, SAFETY "/khoa/bo?khoa=kk1");
                EXPECT(answer_has(&a, "May tinh"));
                a = site_get(&other, SAFETY "/khoa/bo?khoa=kk1");
                EXPECT_INT(a.status, 404);
                a = site_post(&v, SAFETY "/khoa/bo", "khoa=kk1");
                EXPECT_INT(a.status, 422);
                a = site_post(&v, SAFETY "/khoa/bo", "khoa=kk1&password=sai");
                EXPECT_INT(a.status, 422);
                a = site_post(&other, SAFETY "/khoa/bo", "khoa=kk1&password=motcua-demo");
                EXPECT_INT(a.status, 404);
                EXPECT_INT(site_count(&s, "passkey"), 1);
                a = site_post(&v, SAFETY "/khoa/bo", "khoa=kk1&password=motcua-demo");
                EXPECT(site_leads_to(&a, SAFETY));
                EXPECT_INT(site_count(&s, "passkey"), 0);
                EXPECT_INT(site_count(&s, "account where second_at is not null"), 0);
                site_end(&s);
        }
}

TEST(an_administrator_without_a_second_factor_comes_no_further_than_to_set_one_up)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, ADMIN), officer = site_visitor(&s, "motcua"),
                               inspector = site_visitor(&s, "thanhtra");
                struct answer a = site_get(&v, "/quan-tri");
                struct str recovery;

                EXPECT_INT(a.status, 200); /* of a demo nothing is asked, and it says so */
                EXPECT(answer_has(&a, "second.required"));
                set("second.required", "1");
                testdb_run(&s.db, site_fmt(&s,
                                          "update role_grant set valid_from = %lld "
                                          "where role in ('admin', 'auditor')",
                                          (long long)(SITE_NOW - DAY_MS)));
                set("second.grace_days", "2");
                a = site_get(&v, "/quan-tri");
                EXPECT_INT(a.status, 200);
                a = site_get(&v, SAFETY);
                EXPECT(answer_has(&a, "trước ngày"));
                set("second.grace_days", "0");
                a = site_get(&v, "/quan-tri/don-vi");
                EXPECT(site_leads_to(&a, SAFETY));
                a = site_get(&v, "/");
                EXPECT(site_leads_to(&a, SAFETY));
                a = site_post(&v, "/quan-tri/cai-dat/second.required", "value=0");
                EXPECT(site_leads_to(&a, SAFETY));
                EXPECT(setting_bool(SETTING_SECOND_REQUIRED));
                a = site_get(&inspector, "/quan-tri");
                EXPECT(site_leads_to(&a, SAFETY));
                a = site_get(&officer, "/viec");
                EXPECT_INT(a.status, 200);
                a = site_get(&v, SAFETY);
                EXPECT(answer_has(&a, "xong bước này mới làm việc khác được"));
                turn_on_of(ADMIN, &recovery);
                a = site_get(&v, "/quan-tri/don-vi");
                EXPECT_INT(a.status, 200);
                a = site_get(&v, "/quan-tri");
                EXPECT(answer_has(&a, "quantri.hai"));
                site_end(&s);
        }
}

TEST(the_last_second_factor_of_who_must_have_one_stays)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, ADMIN);
                struct str recovery;
                struct answer a;

                turn_on_of(ADMIN, &recovery);
                set("second.required", "1");
                a = site_post(&v, SAFETY "/ma/tat", "password=motcua-demo");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "phải còn một bước đăng nhập thứ hai"));
                EXPECT_INT(site_count(&s, "totp where confirmed_at is not null"), 1);
                give_passkey(ADMIN, "kk2");
                a = site_post(&v, SAFETY "/ma/tat", "password=motcua-demo");
                EXPECT_INT(a.status, 303);
                a = site_post(&v, SAFETY "/khoa/bo", "khoa=kk2&password=motcua-demo");
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "passkey"), 1);
                EXPECT_INT(site_count(&s, "account where second_at is not null"), 1);
                site_end(&s);
        }
}

TEST(a_password_alone_does_not_open_what_a_passkey_has_to)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, ADMIN), nobody = site_visitor(&s, NULL);
                struct answer a;
                i64 open;

                (void)v;
                give_passkey(ADMIN, "kk3");
                set("site.url", "https://dvc.thanhhoa.example");
                open = site_count(&s, "session");
                a = site_post(&nobody, "/dang-nhap", "name=" ADMIN "&password=motcua-demo");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "session"), open + 1);
                set("second.required", "1");
                a = site_post(&nobody, "/dang-nhap", "name=" ADMIN "&password=motcua-demo");
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "hãy đăng nhập bằng khoá truy cập"));
                EXPECT_INT(site_count(&s, "session"), open + 1);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(after_signing_in_one_is_where_one_wanted_to_be),
                RUN(who_knows_the_password_alone_does_not_get_in),
                RUN(a_second_step_ends_after_ten_minutes_and_wrong_codes_lock_the_account),
                RUN(a_recovery_code_opens_once_and_is_told),
                RUN(turning_codes_off_takes_the_password_and_ends_them),
                RUN(a_browser_is_signed_out_from_another_one_and_by_nobody_else),
                RUN(a_passkey_answer_that_nobody_asked_for_opens_nothing),
                RUN(two_officers_let_somebody_in_again_and_nothing_older_opens),
                RUN(a_new_password_ends_what_the_old_one_had_begun),
                RUN(what_else_is_wrong_with_a_form_is_no_wrong_password),
                RUN(who_changes_an_address_is_told_at_the_old_one_too),
                RUN(a_code_stands_for_the_password_for_five_minutes_in_that_browser),
                RUN(a_wrong_password_stays_wrong_after_a_code_was_shown),
                RUN(taking_a_passkey_off_takes_the_password),
                RUN(an_administrator_without_a_second_factor_comes_no_further_than_to_set_one_up),
                RUN(the_last_second_factor_of_who_must_have_one_stays),
                RUN(a_password_alone_does_not_open_what_a_passkey_has_to));
}
