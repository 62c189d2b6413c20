/*
 * src/app/test/test_sign.c: what waits for a leader's signature: who sees it, what is decided and
 * who proposed it, the draft of the result, signing with the next one at once, back only with
 * words, several at once; and dossiers that a leader gives to an officer.
 */
#include "app/test/site.h"
#include "test/test.h"

static struct site s;
static struct visitor officer, specialist, leader;

static const char *version_of(const char *code)
{
        return site_cell(
                &s, str_fmt(s.arena, "select cast(version as text) from dossier where code = '%s'",
                            code)
                            .ptr);
}

static int act(const struct visitor *v, const char *code, const char *action, const char *note)
{
        return site_post(v, str_fmt(s.arena, "/viec/%s/%s", code, action).ptr,
                str_fmt(s.arena, "version=%s&note=%s", version_of(code), note).ptr)
                .status;
}

/* What follows when the decision was taken: the answer that leads to the next page. */
static struct answer sign(const char *code, const char *action, const char *note)
{
        struct answer a = site_post(&leader, str_fmt(s.arena, "/duyet/%s", code).ptr,
                str_fmt(s.arena, "version=%s&action=%s&note=%s", version_of(code), action, note)
                        .ptr);

        return a.status == 303 ? site_get(&leader, site_next(&s, &a)) : a;
}

static const char *proposed(void)
{
        const char *code = site_taken_in(&officer);

        return code && act(&specialist, code, "start", "") == 303 &&
                               act(&specialist, code, "propose", "dung+ho+so") == 303
                       ? code
                       : NULL;
}

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        officer = site_visitor(&s, "dongve.motcua");
        specialist = site_visitor(&s, "dongve.tuphap");
        leader = site_visitor(&s, "dongve.chutich");
        return true;
}

TEST(the_list_says_what_is_decided_and_who_proposes)
{
        TESTDB_EACH(kind)
        {
                const char *code;
                struct answer page;

                REQUIRE(begin(kind));
                page = site_get(&leader, "/duyet");
                EXPECT_INT(page.status, 200);
                EXPECT(answer_has(&page, "Không có hồ sơ nào chờ bạn ký duyệt"));
                REQUIRE((code = proposed()));
                page = site_get(&leader, "/duyet");
                EXPECT(answer_has(&page, "Chờ ký duyệt (1)"));
                EXPECT(answer_has(&page, code));
                EXPECT(answer_has(&page, "<q>dung ho so</q>"));
                EXPECT(answer_has(&page, site_cell(&s, "select p.name from account a join person p "
                                                       "on p.id = a.person_id where a.name = "
                                                       "'dongve.tuphap'")));
                EXPECT(answer_has(&page, "name=\"ve\" value=\"duyet\""));
                EXPECT_INT(site_get(&specialist, "/duyet").status, 403);
                EXPECT_INT(site_get(&leader, "/duyet?sau=x").status, 400);
                page = site_get(&leader, "/duyet/tiep");
                EXPECT_STR(str_of(site_next(&s, &page)), str_fmt(s.arena, "/duyet/%s", code).ptr);
                site_end(&s);
        }
}

TEST(one_looks_signs_and_is_led_to_the_next)
{
        TESTDB_EACH(kind)
        {
                const char *first, *second;
                struct answer page;

                REQUIRE(begin(kind));
                REQUIRE((first = proposed()) && (second = proposed()));
                page = site_get(&leader, str_fmt(s.arena, "/duyet/%s", first).ptr);
                EXPECT_INT(page.status, 200);
                EXPECT(answer_has(&page, "Kết quả sẽ ban hành"));
                EXPECT(answer_has(&page, "value=\"approve\""));
                EXPECT(answer_has(&page, "value=\"send_back\""));
                EXPECT(!answer_has(&page, "value=\"stop\""));
                page = site_get(&leader, str_fmt(s.arena, "/duyet/%s/du-thao", first).ptr);
                EXPECT(str_starts(page.body, STR("%PDF-")));
                EXPECT_INT(sign(first, "send_back", "").status, 422);
                page = sign(first, "send_back", "Thieu+chu+ky");
                EXPECT_INT(page.status, 303);
                EXPECT_STR(str_of(site_next(&s, &page)),
                        str_fmt(s.arena, "/duyet/%s?xong=%s", second, first).ptr);
                page = site_get(&leader, site_next(&s, &page));
                EXPECT(answer_has(&page, str_fmt(s.arena, "%s: Lãnh đạo trả lại", first).ptr));
                page = sign(second, "approve", "");
                EXPECT_STR(str_of(site_next(&s, &page)),
                        str_fmt(s.arena, "/duyet?xong=%s", second).ptr);
                EXPECT_STR(str_of(site_cell(
                                   &s, str_fmt(s.arena,
                                               "select cast(state as text) from dossier where "
                                               "code = '%s'",
                                               second)
                                               .ptr)),
                        "9");
                /* Back with the specialist: nothing to sign, and nobody signs from an old page. */
                page = site_get(&leader, str_fmt(s.arena, "/duyet/%s", first).ptr);
                EXPECT(answer_has(&page, "hiện không chờ bạn ký duyệt"));
                EXPECT_INT(site_post(&leader, str_fmt(s.arena, "/duyet/%s", first).ptr,
                                   "version=1&action=approve&note=giu+lai")
                                   .status,
                        409);
                site_end(&s);
        }
}

TEST(several_are_signed_or_sent_back_at_once)
{
        const char *first, *second;
        struct answer page;

        REQUIRE(begin(DB_SQLITE));
        REQUIRE((first = proposed()) && (second = proposed()));
        page = site_post(&leader, "/viec/hang-loat",
                str_fmt(s.arena, "ve=duyet&action=send_back&pick=%s", first).ptr);
        EXPECT(answer_has(&page, "Xong 0 trong 1 hồ sơ"));
        EXPECT(answer_has(&page, "cần ghi thêm ý kiến"));
        EXPECT(answer_has(&page, "href=\"/duyet\""));
        page = site_post(&leader, "/viec/hang-loat",
                str_fmt(s.arena, "ve=duyet&action=send_back&note=xem+lai&pick=%s", first).ptr);
        EXPECT(answer_has(&page, "Xong 1 trong 1 hồ sơ"));
        page = site_post(&leader, "/viec/hang-loat",
                str_fmt(s.arena, "ve=duyet&action=approve&pick=%s&pick=%s", first, second).ptr);
        EXPECT(answer_has(&page, "Xong 1 trong 2 hồ sơ"));
        EXPECT(answer_has(&page, "đã sang bước khác"));
        site_end(&s);
}

TEST(a_leader_gives_dossiers_to_an_officer_of_the_unit)
{
        TESTDB_EACH(kind)
        {
                const char *code, *holder;
                struct answer page;
                struct str form;

                REQUIRE(begin(kind));
                REQUIRE((code = site_taken_in(&officer)));
                page = site_get(&leader, "/viec?buoc=process");
                EXPECT(answer_has(&page, "<option value=\"dongve.tuphap\">"));
                page = site_get(&specialist, "/viec?buoc=process");
                EXPECT(!answer_has(&page, "name=\"nguoi\""));
                form = str_fmt(s.arena, "action=assign&pick=%s", code);
                EXPECT_INT(site_post(&leader, "/viec/hang-loat", form.ptr).status, 422);
                form = str_fmt(s.arena, "action=assign&nguoi=dongve.tuphap&pick=%s", code);
                page = site_post(&specialist, "/viec/hang-loat", form.ptr);
                EXPECT(answer_has(&page, "không thuộc quyền của bạn"));
                page = site_post(&leader, "/viec/hang-loat", form.ptr);
                EXPECT(answer_has(&page, "Xong 1 trong 1 hồ sơ"));
                holder =
                        site_cell(&s, str_fmt(s.arena,
                                              "select a.name from dossier d join account a on a.id "
                                              "= d.holder_id where d.code = '%s'",
                                              code)
                                              .ptr);
                EXPECT_STR(str_of(holder), "dongve.tuphap");
                page = site_get(&specialist, "/viec?buoc=process&cua=toi");
                EXPECT(answer_has(&page, code));
                /* One who does not work there cannot hold it. */
                form = str_fmt(s.arena, "action=assign&nguoi=dongve.motcua&pick=%s", code);
                page = site_post(&leader, "/viec/hang-loat", form.ptr);
                EXPECT(answer_has(&page, "Xong 0 trong 1 hồ sơ"));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(the_list_says_what_is_decided_and_who_proposes),
                RUN(one_looks_signs_and_is_led_to_the_next),
                RUN(several_are_signed_or_sent_back_at_once),
                RUN(a_leader_gives_dossiers_to_an_officer_of_the_unit));
}
