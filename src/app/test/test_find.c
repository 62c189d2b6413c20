/*
 * src/app/test/test_find.c: one box finds what one may see and nothing else: codes, numbers, names
 * with and without marks, words of notes; the index follows what changes; every look is recorded.
 */
#include "app/test/site.h"
#include "test/test.h"

/* Of mod/dossier/dossier.h, whose pages have another `struct site`. */
int dossier_index(struct store *s, i64 at_once);

static struct site s;
static struct visitor officer, specialist, leader, elsewhere;

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind))
                return false;
        officer = site_visitor(&s, "dongve.motcua");
        specialist = site_visitor(&s, "dongve.tuphap");
        leader = site_visitor(&s, "lanhdao");
        return true;
}

static bool finds(const struct visitor *v, const char *q, const char *code)
{
        struct answer a = site_get(v, str_fmt(s.arena, "/viec/tim?q=%s", q).ptr);

        EXPECT_INT(a.status, 200);
        return answer_has(&a, str_fmt(s.arena, "href=\"/viec/%s\"", code).ptr);
}

/* Somebody who works for another ward only. */
static void move_elsewhere(void)
{
        testdb_run(&s.db, "update role_grant set unit_id = (select min(id) from unit where kind = "
                          "'commune' and id not in (select unit_id from role_grant)) where "
                          "account_id = (select id from account where name = 'dongve.chutich')");
        elsewhere = site_visitor(&s, "dongve.chutich");
}

TEST(names_numbers_and_words_are_found_by_who_may_see_them)
{
        TESTDB_EACH(kind)
        {
                const char *code;

                REQUIRE(begin(kind));
                move_elsewhere();
                REQUIRE((code = site_taken_in(&officer)));
                /* At once, by what it is: its code, its person's number. */
                EXPECT(finds(&officer, code, code));
                EXPECT(finds(&officer, "038094000217", code));
                EXPECT(!finds(&officer, "le+van+hung", code));
                EXPECT_INT(dossier_index(s.app.store, 50), 0);
                EXPECT(finds(&officer, "le+van+hung", code));
                EXPECT(finds(&officer, "L%C3%AA+V%C4%83n+H%C3%B9ng", code));
                EXPECT(finds(&officer, "hung+le", code));
                EXPECT(!finds(&officer, "le+van+chanh", code));
                /* The ward's own, who works for the whole province, and nobody else. */
                EXPECT(finds(&specialist, "hung+le", code));
                EXPECT(finds(&leader, "hung+le", code));
                EXPECT(!finds(&elsewhere, "hung+le", code));
                EXPECT(!finds(&elsewhere, "038094000217", code));
                EXPECT(!finds(&elsewhere, code, code));
                site_end(&s);
        }
}

TEST(what_officers_write_is_found_once_the_index_followed)
{
        TESTDB_EACH(kind)
        {
                const char *code;
                struct str path, form;

                REQUIRE(begin(kind));
                REQUIRE((code = site_taken_in(&officer)));
                path = str_fmt(s.arena, "/viec/%s/supplement", code);
                EXPECT_INT(dossier_index(s.app.store, 50), 0);
                EXPECT(!finds(&officer, "trich+luc", code));
                form = str_fmt(s.arena,
                        "version=%s&defects=Thieu&note=Ch%%E1%%BB%%9D+tr%%C3%%ADch+l%%E1%%BB%%A5c",
                        site_cell(
                                &s, str_fmt(s.arena,
                                            "select cast(version as text) from dossier where code "
                                            "= '%s'",
                                            code)
                                            .ptr));
                EXPECT_INT(site_post(&specialist, path.ptr, form.ptr).status, 303);
                EXPECT_INT(dossier_index(s.app.store, 50), 0);
                EXPECT(finds(&officer, "trich+luc", code));
                EXPECT(finds(&officer, "hung+trich+luc", code));
                EXPECT_STR(
                        str_of(site_cell(&s, "select cast(count(*) as text) from dossier_touched")),
                        "0");
                site_end(&s);
        }
}

TEST(every_look_is_recorded_and_a_wrong_card_is_told)
{
        struct answer a;
        const char *code;

        REQUIRE(begin(DB_SQLITE));
        REQUIRE((code = site_taken_in(&officer)));
        EXPECT_INT(dossier_index(s.app.store, 50), 0);
        EXPECT(finds(&officer, "hung+le", code));
        EXPECT(*site_cell(
                &s, str_fmt(s.arena,
                            "select cast(r.id as text) from access_record r join dossier d "
                            "on d.id = r.dossier_id where d.code = '%s' and r.why = "
                            "'dossier.find'",
                            code)
                            .ptr));
        a = site_get(&officer, "/viec/tim?q=038094000217%7C%7CSai");
        EXPECT_INT(a.status, 200);
        EXPECT(!answer_has(&a, code));
        a = site_get(&officer, "/viec/tim");
        EXPECT(answer_has(&a, "họ tên có dấu hoặc không dấu"));
        site_end(&s);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(names_numbers_and_words_are_found_by_who_may_see_them),
                RUN(what_officers_write_is_found_once_the_index_followed),
                RUN(every_look_is_recorded_and_a_wrong_card_is_told));
}
