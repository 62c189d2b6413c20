/*
 * src/app/test/test_admin.c: what administrators can do on their pages, and what they cannot do
 * alone.
 */
#include "app/test/site.h"
#include "test/test.h"

static struct site s;

/* The number that a form of the page carries in a hidden field, "0" when there is none. */
static const char *hidden(const struct visitor *v, const char *page, const char *name)
{
        struct answer a = site_get(v, page);
        struct str mark = str_fmt(s.arena, "name=\"%s\" value=\"", name);
        ptrdiff_t at = str_find(a.body, mark);
        struct str rest, value = STR("0");

        EXPECT_INT(a.status, 200);
        if (at >= 0) {
                rest = str_sub(a.body, (size_t)at + mark.len, 40);
                str_cut(&rest, '"', &value);
        }
        return str_c(s.arena, value);
}

/* Posts a form of an officer's page with the version it has now. */
static struct answer act(
        const struct visitor *v, const char *login, const char *rest, const char *form)
{
        const char *page = str_fmt(s.arena, "/quan-tri/tai-khoan/%s", login).ptr;

        return site_post(v, str_fmt(s.arena, "%s%s", page, rest).ptr,
                str_fmt(s.arena, "version=%s&%s", hidden(v, page, "version"), form).ptr);
}

static bool leads_to(const struct answer *a, const char *address)
{
        return a->status == 303 && str_is(answer_header(a, "Location"), address);
}

TEST(a_new_account_has_a_password_once_must_change_it_and_may_nothing_yet)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri"), fresh;
                struct answer a = site_post(&admin, "/quan-tri/tai-khoan-moi",
                        "name=L%C3%AA+M%E1%BB%9Bi&login=dongve.moi&title=C%C3%B4ng+ch%E1%BB%A9c"
                        "&unit=phuong+dong+ve");

                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "class=\"panel-code\""));
                EXPECT_INT(
                        site_count(&s, "account where name = 'dongve.moi' and must_change = 1"), 1);
                EXPECT_INT(site_count(&s, "post p join account a on a.id = p.account_id "
                                          "where a.name = 'dongve.moi'"),
                        1);
                EXPECT_INT(site_count(&s, "audit_event where action = 'account.add'"), 1);
                a = site_get(&admin, "/quan-tri/tai-khoan?q=le+moi");
                EXPECT(answer_has(&a, "dongve.moi"));
                EXPECT(!answer_has(&a, "dongve.motcua"));
                fresh = site_visitor(&s, "dongve.moi");
                a = site_get(&fresh, "/viec");
                EXPECT(leads_to(&a, "/tai-khoan/mat-khau?tiep=%2Fviec"));
                a = site_post(&admin, "/quan-tri/tai-khoan-moi",
                        "name=x&login=dongve.moi&title=x&unit=H56");
                EXPECT_INT(a.status, 422); /* the name is taken */
                EXPECT(answer_has(&a, "value=\"dongve.moi\""));
                a = site_post(&admin, "/quan-tri/tai-khoan-moi",
                        "name=x&login=y.z&title=x&unit=khong-co-don-vi-nay");
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "account where name = 'y.z'"), 0);
                site_end(&s);
        }
}

TEST(a_locked_account_and_one_that_left_open_nothing)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri");
                struct visitor officer = site_visitor(&s, "dongve.motcua");
                struct answer a;

                EXPECT_INT(site_get(&officer, "/viec").status, 200);
                a = act(&admin, "dongve.motcua", "/khoa", "");
                EXPECT(leads_to(&a, "/quan-tri/tai-khoan/dongve.motcua?bao=khoa"));
                EXPECT_INT(site_get(&officer, "/viec").status, 303);
                a = act(&admin, "dongve.motcua", "/mo-khoa", "");
                EXPECT_INT(a.status, 303);
                officer = site_visitor(&s, "dongve.motcua");
                EXPECT_INT(site_get(&officer, "/viec").status, 200);
                a = act(&admin, "dongve.motcua", "/nghi-viec",
                        "last_day-day=20&last_day-month=7&last_day-year=2022");
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_get(&officer, "/viec").status, 200); /* the last day is worked */
                clock_set(time_make(day_make(2022, 7, 21), 0, 0, 0), false);
                officer = site_visitor(&s, "dongve.motcua");
                EXPECT_INT(site_get(&officer, "/viec").status, 303);
                clock_set(SITE_NOW, false);
                a = act(&admin, "quantri", "/khoa", "");
                EXPECT_INT(a.status, 422); /* not oneself */
                EXPECT_INT(site_get(&admin, "/quan-tri").status, 200);
                site_end(&s);
        }
}

#define GRANT_ADMIN "role=admin&unit=H56&tree=1&reason=quyet+dinh+15"

TEST(a_powerful_right_waits_for_a_second_administrator_who_is_another_person)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor one = site_visitor(&s, "quantri"), two, three;
                struct answer a = act(&one, "dongve.motcua", "/quyen", GRANT_ADMIN);
                const char *request;

                EXPECT(leads_to(&a, "/quan-tri/tai-khoan/dongve.motcua?bao=cho"));
                three = site_visitor(&s, "dongve.motcua");
                EXPECT_INT(site_get(&three, "/quan-tri").status, 403);
                EXPECT_INT(site_count(&s, "grant_request where decided_at is null"), 1);
                two = site_visitor(&s, "quantri.hai");
                request = hidden(&two, "/quan-tri/de-nghi", "request");
                EXPECT_STR(str_of(hidden(&one, "/quan-tri/de-nghi", "request")), "0");
                const char *yes = str_fmt(s.arena, "request=%s&decision=grant", request).ptr;

                EXPECT_INT(site_post(&one, "/quan-tri/de-nghi", yes).status, 403);
                EXPECT_INT(site_post(&three, "/quan-tri/de-nghi", yes).status, 403);
                EXPECT_INT(site_get(&three, "/quan-tri").status, 403);
                a = site_post(&two, "/quan-tri/de-nghi", yes);
                EXPECT(leads_to(&a, "/quan-tri/de-nghi?bao=cap"));
                EXPECT_INT(site_get(&three, "/quan-tri").status, 200);
                EXPECT_INT(site_post(&two, "/quan-tri/de-nghi", yes).status, 409); /* once */
                EXPECT_INT(site_count(&s, "role_grant where role = 'admin'"), 3);
                EXPECT_INT(site_count(&s,
                                   "audit_event where action in ('grant.ask', 'grant.confirm')"),
                        2);
                site_end(&s);
        }
}

TEST(nobody_becomes_the_second_person_by_a_new_password_for_them)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor one = site_visitor(&s, "quantri");
                struct answer a = act(&one, "quantri.hai", "/mat-khau", "");

                EXPECT_INT(a.status, 422);
                EXPECT(!answer_has(&a, "class=\"panel-code\""));
                EXPECT_INT(site_count(&s, "account where name = 'quantri.hai' and must_change = 0"),
                        1);
                a = act(&one, "dongve.motcua", "/mat-khau", "");
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "class=\"panel-code\""));
                EXPECT_INT(
                        site_count(&s, "account where name = 'dongve.motcua' and must_change = 1"),
                        1);
                site_end(&s);
        }
}

TEST(a_refused_request_gives_nothing_and_a_plain_right_is_given_and_taken_at_once)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor one = site_visitor(&s, "quantri");
                struct visitor two = site_visitor(&s, "quantri.hai");
                struct visitor officer = site_visitor(&s, "dongve.motcua");
                struct answer a = act(&one, "dongve.motcua", "/quyen", GRANT_ADMIN);

                EXPECT_INT(a.status, 303);
                a = site_post(&two, "/quan-tri/de-nghi",
                        str_fmt(s.arena, "request=%s&decision=refuse",
                                hidden(&two, "/quan-tri/de-nghi", "request"))
                                .ptr);
                EXPECT(leads_to(&a, "/quan-tri/de-nghi?bao=tuchoi"));
                EXPECT_INT(site_get(&officer, "/quan-tri").status, 403);
                EXPECT_INT(site_get(&officer, "/viec").status, 200);
                a = act(&one, "dongve.motcua", "/quyen/thoi",
                        str_fmt(s.arena, "grant=%s",
                                hidden(&one, "/quan-tri/tai-khoan/dongve.motcua", "grant"))
                                .ptr);
                EXPECT(leads_to(&a, "/quan-tri/tai-khoan/dongve.motcua?bao=thoi"));
                EXPECT_INT(site_get(&officer, "/viec").status, 403);
                a = act(&one, "dongve.motcua", "/quyen",
                        "role=counter&unit=Ph%C6%B0%E1%BB%9Dng+%C4%90%C3%B4ng+V%E1%BB%87&reason=x");
                EXPECT(leads_to(&a, "/quan-tri/tai-khoan/dongve.motcua?bao=cap"));
                EXPECT_INT(site_get(&officer, "/viec").status, 200);
                a = act(&one, "dongve.motcua", "/quyen", /* all of the province is powerful */
                        "role=counter&unit=H56&tree=1&reason=x");
                EXPECT(leads_to(&a, "/quan-tri/tai-khoan/dongve.motcua?bao=cho"));
                site_end(&s);
        }
}

TEST(of_two_administrators_at_once_the_second_is_told_and_loses_nothing)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor one = site_visitor(&s, "quantri");
                struct visitor two = site_visitor(&s, "quantri.hai");
                const char *page = "/quan-tri/tai-khoan/dongve.tuphap";
                const char *seen = hidden(&two, page, "version");
                struct answer a = act(&one, "dongve.tuphap", "/ten", "name=Nam+Mot&title=A");

                EXPECT_INT(a.status, 303);
                a = site_post(&two, "/quan-tri/tai-khoan/dongve.tuphap/ten",
                        str_fmt(s.arena, "version=%s&name=Nam+Hai&title=B", seen).ptr);
                EXPECT_INT(a.status, 409);
                EXPECT(answer_has(&a, "Nam Mot"));           /* the new state, in the title */
                EXPECT(answer_has(&a, "value=\"Nam Hai\"")); /* and what was typed */
                EXPECT_INT(site_count(&s, "person where name = 'Nam Mot'"), 1);
                seen = hidden(&one, "/quan-tri/cai-dat/login.tries", "was");
                a = site_post(&two, "/quan-tri/cai-dat/login.tries", "was=0&value=7");
                EXPECT_INT(a.status, 303);
                a = site_post(&one, "/quan-tri/cai-dat/login.tries",
                        str_fmt(s.arena, "was=%s&value=9", seen).ptr);
                EXPECT_INT(a.status, 409);
                EXPECT(answer_has(&a, "value=\"9\""));
                site_end(&s);
        }
}

TEST(a_setting_is_checked_holds_at_once_and_goes_back)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri");
                const char *one = "/quan-tri/cai-dat/login.tries";
                struct answer a;

                EXPECT_INT(site_post(&admin, one, "was=0&value=0").status, 422);
                EXPECT_INT(site_post(&admin, one, "was=0&value=ba").status, 422);
                EXPECT_INT(site_post(&admin, one, "was=0&value=1000").status, 422);
                EXPECT_INT(site_post(&admin, "/quan-tri/cai-dat/dossier.code_date",
                                   "was=0&value=ddMMyy")
                                   .status,
                        422);
                EXPECT_INT(site_post(&admin, "/quan-tri/cai-dat/khong.co", "was=0&value=1").status,
                        404);
                EXPECT_INT(site_count(&s, "setting where name = 'login.tries'"), 0);
                a = site_post(&admin, one, "was=0&value=7");
                EXPECT(leads_to(&a, "/quan-tri/cai-dat?bao=luu"));
                a = site_get(&admin, one);
                EXPECT(answer_has(&a, "Mai Đức Long")); /* who */
                a = site_post(&admin, str_fmt(s.arena, "%s/mac-dinh", one).ptr,
                        str_fmt(s.arena, "was=%s", hidden(&admin, one, "was")).ptr);
                EXPECT_INT(a.status, 303);
                EXPECT_INT(site_count(&s, "setting where name = 'login.tries'"), 0);
                EXPECT_INT(
                        site_count(&s,
                                "audit_event where action in ('setting.change', 'setting.reset')"),
                        2);
                site_end(&s);
        }
}

TEST(the_api_changes_a_setting_that_is_as_it_was_and_no_other)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_program(&s, "quantri"), other;
                const char *one = "/api/v1/settings/login.tries";
                struct answer a = site_get(&v, one);

                EXPECT_INT(a.status, 200);
                EXPECT_STR(answer_header(&a, "ETag"), "\"0\"");
                EXPECT_INT(site_json(&v, one, "{\"value\":\"7\",\"was\":1}").status, 409);
                other = v;
                other.match = STR("\"1\"");
                EXPECT_INT(site_json(&other, one, "{\"value\":\"7\",\"was\":0}").status, 412);
                EXPECT_INT(site_json(&v, one, "{\"value\":\"0\",\"was\":0}").status, 422);
                EXPECT_INT(site_json(&v, one, "{\"value\":\"7\",\"was\":0}").status, 200);
                a = site_get(&v, one);
                EXPECT(answer_has(&a, "\"value\":\"7\""));
                EXPECT(!str_is(answer_header(&a, "ETag"), "\"0\""));
                a = site_get(&v, "/api/v1/accounts?limit=2");
                EXPECT(answer_has(&a, "\"next\":\"chatluong.hai\""));
                a = site_get(&v, "/api/v1/health");
                EXPECT(answer_has(&a, "\"state\":\"look\""));
                testdb_run(&s.db, "update account set must_change = 1 where name = 'quantri'");
                EXPECT_INT(site_get(&v, one).status, 403);
                site_end(&s);
        }
}

TEST(words_of_a_page_are_tried_changed_for_all_and_taken_back)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri"), guest = site_visitor(&s, NULL);
                const char *text = "/quan-tri/loi-van/PORTAL_LOOKUP_LEAD/vi";
                struct answer a = site_post(&admin, text, "was=0&vi=Loi+moi&xem=1");

                EXPECT_INT(a.status, 200); /* a look, nothing saved */
                EXPECT(answer_has(&a, "Loi moi"));
                EXPECT_INT(site_count(&s, "text_override"), 0);
                EXPECT_INT(site_post(&admin, text, "was=0&vi=Loi+moi").status, 303);
                a = site_get(&guest, "/tra-cuu");
                EXPECT(answer_has(&a, "Loi moi"));
                a = site_get(&guest, "/en/tra-cuu");
                EXPECT(!answer_has(&a, "Loi moi"));
                a = site_post(&admin, "/quan-tri/loi-van/DUE_LATE/vi", "was=0&vi=khong+cho");
                EXPECT_INT(a.status, 422); /* its number is missing */
                EXPECT(answer_has(&a, "khong cho"));
                a = site_post(&admin, str_fmt(s.arena, "%s/mac-dinh", text).ptr,
                        str_fmt(s.arena, "was=%s",
                                hidden(&admin, "/quan-tri/loi-van/PORTAL_LOOKUP_LEAD", "was"))
                                .ptr);
                EXPECT_INT(a.status, 303);
                a = site_get(&guest, "/tra-cuu");
                EXPECT(!answer_has(&a, "Loi moi"));
                site_end(&s);
        }
}

TEST(work_moves_to_whoever_stands_in_and_back_at_once)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor leader = site_visitor(&s, "dongve.chutich");
                struct visitor officer = site_visitor(&s, "dongve.motcua");
                struct visitor admin = site_visitor(&s, "quantri");
                const char *until = "to-day=31&to-month=7&to-year=2022&reason=hop";
                struct answer a = site_get(&leader, "/uy-quyen");
                ptrdiff_t at = str_find(a.body, STR("value=\"leader:"));
                struct str rest = str_sub(a.body, (size_t)at + 7, 60), grant;
                const char *id;

                REQUIRE(at >= 0);
                str_cut(&rest, '"', &grant);
                EXPECT_INT(site_get(&officer, "/viec?buoc=approve").status, 200);
                a = site_post(&leader, "/uy-quyen",
                        str_fmt(s.arena, "grant=%.*s&colleague=dongve.motcua&%s", STRF(grant),
                                until)
                                .ptr);
                EXPECT(leads_to(&a, "/uy-quyen?bao=luu"));
                EXPECT_INT(site_count(&s, "delegation where revoked_at is null"), 1);
                id = hidden(&leader, "/uy-quyen", "delegation");
                a = site_post(
                        &officer, "/uy-quyen/thoi", str_fmt(s.arena, "delegation=%s", id).ptr);
                EXPECT_INT(a.status, 404);          /* the giver's, not the taker's, to end */
                a = site_post(&leader, "/uy-quyen", /* a role that one does not hold */
                        str_fmt(s.arena, "grant=admin:1:1&colleague=dongve.motcua&%s", until).ptr);
                EXPECT_INT(a.status, 422);
                a = site_post(&leader, "/uy-quyen/vang",
                        "substitute=dongve.tuphap&away_to-day=31&away_to-month=7"
                        "&away_to-year=2022&away_reason=om");
                EXPECT_INT(a.status, 303);
                a = site_get(&admin, "/quan-tri/uy-quyen");
                EXPECT(answer_has(&a, "dongve.tuphap"));
                a = site_post(&admin, "/quan-tri/uy-quyen/thoi",
                        str_fmt(s.arena, "delegation=%s", id).ptr);
                EXPECT(leads_to(&a, "/quan-tri/uy-quyen?bao=thoi"));
                EXPECT_INT(site_count(&s, "delegation where revoked_at is null"), 0);
                EXPECT_INT(site_count(&s, "audit_event where action in ('delegation.add', "
                                          "'absence.add', 'delegation.end')"),
                        3);
                site_end(&s);
        }
}

#define AWAY "away_to-day=31&away_to-month=7&away_to-year=2022&away_reason=om"

TEST(an_administrator_says_who_is_away_but_lends_out_nothing_that_two_must_give)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri");
                struct visitor officer = site_visitor(&s, "dongve.motcua");
                struct answer a =
                        act(&admin, "dongve.chutich", "/vang", "substitute=dongve.motcua&" AWAY);

                EXPECT(leads_to(&a, "/quan-tri/tai-khoan/dongve.chutich?bao=luu"));
                a = site_get(&officer, "/uy-quyen"); /* stood in for, it is not one's own */
                EXPECT(!answer_has(&a, "value=\"leader:"));
                EXPECT_INT(site_count(&s, "absence"), 1);
                a = act(&admin, "lanhdao", "/vang", "substitute=dongve.motcua&" AWAY);
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "quyền mạnh"));
                a = act(&admin, "dongve.chutich", "/vang", "substitute=dongve.chutich&" AWAY);
                EXPECT_INT(a.status, 422);
                EXPECT_INT(site_count(&s, "absence"), 1);
                site_end(&s);
        }
}

static void unit_admin(void)
{
        testdb_run(&s.db, "update role_grant set role = 'admin', tree = 1 where account_id = "
                          "(select id from account where name = 'dongve.motcua')");
}

TEST(an_administrator_of_one_unit_reaches_its_people_and_nobody_else)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                unit_admin();
                struct visitor v = site_visitor(&s, "dongve.motcua");
                struct answer a = site_get(&v, "/quan-tri/tai-khoan");

                EXPECT(answer_has(&a, "dongve.tuphap"));
                EXPECT(!answer_has(&a, "chuyenvien"));
                EXPECT_INT(site_get(&v, "/quan-tri/tai-khoan/dongve.tuphap").status, 200);
                EXPECT_INT(site_get(&v, "/quan-tri/tai-khoan/chuyenvien").status, 404);
                EXPECT_INT(site_get(&v, "/quan-tri/tai-khoan/khong.co").status, 404);
                EXPECT_INT(site_get(&v, "/quan-tri/tai-khoan/038094000217").status, 404);
                a = site_post(&v, "/quan-tri/tai-khoan/chuyenvien/khoa", "version=1");
                EXPECT_INT(a.status, 404);
                a = act(&v, "dongve.tuphap", "/quyen", "role=leader&unit=H56&reason=x");
                EXPECT_INT(a.status, 422); /* not above oneself */
                EXPECT(answer_has(&a, "không quản trị đơn vị này"));
                EXPECT_INT(site_count(&s, "account where state <> 'active'"), 0);
                site_end(&s);
        }
}

TEST(units_are_seen_as_of_a_day_with_who_followed_whom)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri");
                struct answer a = site_get(&admin, "/quan-tri/don-vi?q=phuong+dong+ve");

                EXPECT(answer_has(&a, "phường Đông Vệ"));
                a = site_get(&admin, "/quan-tri/don-vi?q=phuong+dong+ve&ngay=2025-07-01");
                EXPECT(!answer_has(&a, "phường Đông Vệ")); /* it is no more */
                a = site_get(&admin, "/quan-tri/don-vi?q=phuong+hac+thanh&ngay=2025-07-01");
                EXPECT(answer_has(&a, "phường Hạc Thành"));
                a = site_get(&admin, "/quan-tri/don-vi/H56.41");
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "Kế tục bởi"));
                a = site_post(&admin, "/quan-tri/don-vi/H56.41",
                        str_fmt(s.arena, "was=%s&address=So+1&phone=0912345678",
                                hidden(&admin, "/quan-tri/don-vi/H56.41", "was"))
                                .ptr);
                EXPECT(leads_to(&a, "/quan-tri/don-vi/H56.41?bao=luu"));
                a = site_get(&admin, "/quan-tri/don-vi/H56.41");
                EXPECT(answer_has(&a, "value=\"So 1\""));
                a = site_post(&admin, "/quan-tri/don-vi/H56.41", "was=1&address=So+2");
                EXPECT_INT(a.status, 409);
                EXPECT_INT(site_count(&s, "audit_event where action = 'unit.contact'"), 1);
                site_end(&s);
        }
}

TEST(the_record_is_found_by_who_what_and_about)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri");
                struct answer a = act(&admin, "dongve.motcua", "/khoa", "");

                a = site_get(&admin, "/quan-tri/nhat-ky?ai=quantri&viec=account.lock");
                EXPECT(answer_has(&a, ">Khoá tài khoản</td>"));
                EXPECT(answer_has(&a, "dongve.motcua"));
                a = site_get(&admin, "/en/quan-tri/nhat-ky?ve=dongve.motcua");
                EXPECT(answer_has(&a, ">Account locked</td>"));
                a = site_get(&admin, "/quan-tri/nhat-ky?ai=khong.co");
                EXPECT(!answer_has(&a, ">Khoá tài khoản</td>"));
                EXPECT(answer_has(&a, "Không có việc nào như vậy"));
                a = site_get(&admin, "/quan-tri/nhat-ky?den=19/07/2022");
                EXPECT(!answer_has(&a, ">Khoá tài khoản</td>"));
                EXPECT(site_count(&s, "access_record where why = 'admin.trail'") >= 4);
                site_end(&s);
        }
}

TEST(the_health_page_says_what_is_wrong_with_rights)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor admin = site_visitor(&s, "quantri");
                struct answer a = site_get(&admin, "/quan-tri");

                EXPECT(answer_has(&a, "Chưa có bản sao lưu nào"));
                EXPECT(!answer_has(&a, "Cần ít nhất hai người"));
                testdb_run(&s.db, "update account set leaves_at = 1 where name = 'motcua'");
                testdb_run(&s.db, "update role_grant set valid_to = 1 where account_id = "
                                  "(select id from account where name = 'quantri.hai')");
                a = site_get(&admin, "/quan-tri");
                EXPECT(answer_has(&a, "Cần ít nhất hai người"));
                EXPECT(answer_has(&a, "Lê Thị Hoa (motcua)"));
                EXPECT(answer_has(&a, "0 bản chờ duyệt"));
                EXPECT(!answer_has(&a, "Giao quyền lại theo đơn vị"));
                testdb_run(&s.db, "update procedure_version set state = 'submitted' where id = "
                                  "(select min(id) from procedure_version)");
                testdb_run(&s.db,
                        "insert into role_grant (id, account_id, role, unit_id, tree, "
                        "valid_from, granted_by) select a.id, a.id, 'leader', "
                        "(select id from unit where code = 'H56'), 1, 0, 0 from account a");
                a = site_get(&admin, "/quan-tri");
                EXPECT(answer_has(&a, "1 bản chờ duyệt"));
                EXPECT(answer_has(&a, "Giao quyền lại theo đơn vị"));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_new_account_has_a_password_once_must_change_it_and_may_nothing_yet),
                RUN(a_locked_account_and_one_that_left_open_nothing),
                RUN(a_powerful_right_waits_for_a_second_administrator_who_is_another_person),
                RUN(nobody_becomes_the_second_person_by_a_new_password_for_them),
                RUN(a_refused_request_gives_nothing_and_a_plain_right_is_given_and_taken_at_once),
                RUN(of_two_administrators_at_once_the_second_is_told_and_loses_nothing),
                RUN(a_setting_is_checked_holds_at_once_and_goes_back),
                RUN(the_api_changes_a_setting_that_is_as_it_was_and_no_other),
                RUN(words_of_a_page_are_tried_changed_for_all_and_taken_back),
                RUN(work_moves_to_whoever_stands_in_and_back_at_once),
                RUN(an_administrator_says_who_is_away_but_lends_out_nothing_that_two_must_give),
                RUN(an_administrator_of_one_unit_reaches_its_people_and_nobody_else),
                RUN(units_are_seen_as_of_a_day_with_who_followed_whom),
                RUN(the_record_is_found_by_who_what_and_about),
                RUN(the_health_page_says_what_is_wrong_with_rights));
}
