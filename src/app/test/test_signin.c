/*
 * src/app/test/test_signin.c: the second step of signing in, recovery codes, where one is signed
 * in: what keeps an account closed to who knows the password alone.
 */
#include "app/test/site.h"
#include "core/identity.h"
#include "core/setting.h"
#include "crypto/otp.h"
#include "test/test.h"

#define NAME "038094000217"

static struct site s;

static i64 count(const char *what)
{
        return testdb_i64(&s.db, str_fmt(s.arena, "select count(*) from %s", what).ptr);
}

static bool leads_to(const struct answer *a, const char *address)
{
        return a->status == 303 && str_starts(answer_header(a, "Location"), str_of(address));
}

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
static struct str turn_on(struct str *ret_recovery)
{
        struct visitor v = site_visitor(&s, NAME);
        struct str secret;
        struct answer a = site_post(&v, "/tai-khoan/bao-mat/ma/bat", "password=sai");

        EXPECT_INT(a.status, 422);
        a = site_post(&v, "/tai-khoan/bao-mat/ma/bat", "password=motcua-demo");
        EXPECT(leads_to(&a, "/tai-khoan/bao-mat/ma"));
        a = site_get(&v, "/tai-khoan/bao-mat/ma");
        EXPECT(answer_has(&a, "<svg class=\"qr\""));
        secret = secret_of(between(
                between(a.body, "class=\"qr\"", "</ol>"), "<span class=\"code\">", "</span>"));
        EXPECT_INT(secret.len, OTP_SECRET_SIZE);
        EXPECT_INT(count("totp where secret = 'x' or confirmed_at is not null"), 0);
        a = site_post(&v, "/tai-khoan/bao-mat/ma/xac-nhan", "code=000000");
        EXPECT_INT(a.status, 422);
        a = site_post(&v, "/tai-khoan/bao-mat/ma/xac-nhan",
                str_fmt(s.arena, "code=%s", code_now(secret)).ptr);
        EXPECT_INT(a.status, 200);
        *ret_recovery = between(a.body, "<li class=\"code\">", "</li>");
        EXPECT_INT(ret_recovery->len, 14); /* three groups of four */
        EXPECT_INT(count("recovery_code"), 10);
        EXPECT_INT(count("totp where confirmed_at is not null"), 1);
        EXPECT_INT(count("notice where kind = 'account.totp_on'"), 1);
        return secret;
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
                i64 open = count("session");
                struct visitor v;
                struct answer a = first_step(&v);

                EXPECT(leads_to(&a, "/dang-nhap/ma"));
                EXPECT(!opened(&a));
                EXPECT_INT(count("session"), open);
                a = site_get(&v, "/tai-khoan");
                EXPECT(leads_to(&a, "/dang-nhap"));
                a = second_step(&v, "123456");
                EXPECT_INT(a.status, 422);
                /* The code that turned it on was used already. */
                a = second_step(&v, code_now(secret));
                EXPECT_INT(a.status, 422);
                clock_set(clock_now() + OTP_STEP_MS, false);
                a = second_step(&v, code_now(secret));
                EXPECT(opened(&a));
                EXPECT_INT(count("session"), open + 1);
                EXPECT_INT(count("sign_in"), 0);
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
                EXPECT_INT(
                        count("account where name = '" NAME "' and locked_until is not null"), 1);
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
                EXPECT_INT(count("recovery_code where used_at is not null"), 1);
                EXPECT_INT(count("notice where kind = 'account.recovery_used'"), 1);
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
                EXPECT_INT(count("totp"), 1);
                a = site_post(&me, "/tai-khoan/bao-mat/ma/tat", "password=motcua-demo");
                EXPECT(leads_to(&a, "/tai-khoan/bao-mat/ma"));
                EXPECT_INT(count("totp"), 0);
                EXPECT_INT(count("recovery_code"), 0);
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
                EXPECT(leads_to(&a, "/tai-khoan/bao-mat"));
                a = site_get(&there, "/tai-khoan");
                EXPECT(leads_to(&a, "/dang-nhap"));
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
                EXPECT_INT(count("failure where kind = 'passkey'"), 1);
                EXPECT_INT(count("used_challenge"), 0);
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
                EXPECT(leads_to(&a, "/khoi-phuc-tai-khoan"));
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
                EXPECT(leads_to(&a, "/dang-nhap"));
                a = site_get(&me, "/tai-khoan"); /* the old session is over */
                EXPECT(leads_to(&a, "/dang-nhap"));
                EXPECT_INT(count("totp"), 0);
                EXPECT_INT(count("identity_link"), 0);
                EXPECT_INT(count("identity_assurance where how = 'counter'"), 1);
                a = site_post(&nobody, "/dang-nhap", "name=" NAME "&password=motcua-demo");
                EXPECT_INT(a.status, 422);
                a = site_post(&nobody, "/dang-nhap", "name=" NAME "&password=Song+Ma+96+dai");
                EXPECT(opened(&a));
                EXPECT_INT(count("audit_event where action in ('recovery.ask', "
                                 "'recovery.confirm', 'recovery.use')"),
                        3);
                EXPECT_INT(count("notice where kind = 'account.recovery'"), 1);
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
                EXPECT(leads_to(&a, "/dang-nhap?tiep=%2Fthu-tuc%2F1.000894%2Fnop%3Ff-a%3Db%2520c"));
                a = site_post(&nobody, "/dang-nhap",
                        "name=" NAME "&password=motcua-demo"
                        "&tiep=%2Fthu-tuc%2F1.000894%2Fnop%3Ff-a%3Db%2520c");
                EXPECT(leads_to(&a, "/thu-tuc/1.000894/nop?f-a=b%20c"));
                /* What looks like a pattern of ours is an address like any other. */
                a = site_post(&nobody, "/dang-nhap",
                        "name=" NAME "&password=motcua-demo&tiep=/ho-so/:code/:x");
                EXPECT(leads_to(&a, "/ho-so/:code/:x"));
                a = site_post(&nobody, "/dang-nhap",
                        "name=" NAME "&password=motcua-demo&tiep=//elsewhere.example");
                EXPECT_INT(a.status, 303);
                EXPECT(!leads_to(&a, "//"));
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

                EXPECT_INT(count("sign_in"), 1);
                a = site_post(
                        &me, "/tai-khoan/mat-khau", "old=motcua-demo&password=Song+Ma+96+dai");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(count("sign_in"), 0);
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
                EXPECT_INT(count("failure where kind = 'login'"), 0);
                a = site_post(&me, "/tai-khoan/mat-khau", "old=sai&password=Song+Ma+96+dai");
                EXPECT_INT(a.status, 422);
                EXPECT_INT(count("failure where kind = 'login'"), 1);
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
                REQUIRE(setting_load(s.app.store) == 0);
                a = site_post(&me, "/tai-khoan/lien-he",
                        "email=moi@thanhhoa.example&phone=0912345678&password=motcua-demo");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(count("delivery where channel = 'mail' and send_to is null"), 1);
                EXPECT_INT(count("delivery where send_to = 'cu@thanhhoa.example'"), 1);
                /* Only what changed: the same telephone is told once at most. */
                EXPECT_INT(count("delivery where send_to = '0912345678'"), 0);
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
                RUN(who_changes_an_address_is_told_at_the_old_one_too));
}
