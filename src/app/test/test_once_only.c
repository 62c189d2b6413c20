/*
 * src/app/test/test_once_only.c: nobody types what the state knows: a form is filled in from the
 * population database (a program of test/simulators), every look-up is told to the person, and a
 * database that is away keeps nobody from applying.
 */
#include "app/test/site.h"
#include "core/identity.h"
#include "core/queries.h"
#include "core/secret.h"
#include "core/setting.h"
#include "net/breaker.h"
#include "net/test/simulator.h"
#include "test/test.h"

#define CITIZEN   "038094000217"
#define PROCEDURE "1.004873" /* a certificate of marital status: asks for the applicant's address */

static struct site s;
static struct simulator sim;

static int put_settings(struct tx *tx, void *arg)
{
        const struct {
                enum setting_id id;
                struct str value;
        } values[] = { { SETTING_POPULATION_URL,
                               str_fmt(s.arena, "http://127.0.0.1:%d/dan-cu", sim.port) },
                { SETTING_POPULATION_USER, STR("motcua") },
                { SETTING_POPULATION_SECRET, STR("bi-mat-dan-cu") },
                { SETTING_POPULATION_CLIENT, STR("VN/GOV/H56/motcua") },
                { SETTING_POPULATION_KEY, STR("khoa-ndxp") },
                { SETTING_POPULATION_TIMEOUT, STR("300") } };
        int r = 0;

        (void)arg;
        for (size_t i = 0; i < ARRAY_LEN(values) && r == 0; i++)
                r = setting_put_value(tx, values[i].id,
                        setting_stored(s.arena, values[i].id, values[i].value), 0);
        return r;
}

static bool begin(enum db_kind kind)
{
        if (!site_begin(&s, kind) || !simulator_start(&sim, "population.py"))
                return false;
        return store_write(s.app.store, s.arena, put_settings, NULL) == 0 &&
               setting_load(s.app.store) == 0;
}

static void end(void)
{
        simulator_stop(&sim);
        site_end(&s);
}

/* A new draft; its first page as the citizen sees it. */
static struct answer apply(const struct visitor *v)
{
        struct answer a = site_post(v, "/thu-tuc/" PROCEDURE "/nop", "x=1");

        if (a.status != 303)
                return a;
        return site_get(v, str_c(s.arena, answer_header(&a, "Location")));
}

static struct str asked(void)
{
        return simulator_file(&sim, s.arena, "asked.jsonl");
}

TEST(what_the_state_knows_stands_in_the_form_and_the_person_is_told)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                struct answer a = apply(&v);

                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "Ông/bà không phải gõ lại"));
                EXPECT(answer_has(&a, "Số 12 Lê Lai"));
                EXPECT(str_find(asked(), STR("\"MaDVC\": \"" PROCEDURE "\"")) > 0);
                EXPECT(str_find(asked(), STR("\"MaCanBo\": \"" CITIZEN "\"")) > 0);
                EXPECT_INT(
                        site_count(&s,
                                "population_lookup where outcome = 'given' and ended_at is not null"),
                        1);
                a = site_get(&v, "/tai-khoan/ai-da-xem");
                EXPECT(answer_has(&a, "Tra cứu Cơ sở dữ liệu quốc gia về dân cư"));
                a = site_get(&v, "/en/tai-khoan/ai-da-xem");
                EXPECT(answer_has(&a, "Asked the national population database"));
                /* Nothing of what was said is kept but what the form asks. */
                EXPECT_INT(
                        site_count(&s,
                                "draft where answers like '%Mường%' or answers like '%\"Kinh\"%'"),
                        0);
                end();
        }
}

TEST(who_never_showed_who_they_are_learns_nothing_from_it)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                struct answer a;

                testdb_run(&s.db, "delete from identity_assurance");
                a = apply(&v);
                EXPECT_INT(a.status, 200);
                EXPECT(!answer_has(&a, "dân cư lúc"));
                EXPECT_INT(site_count(&s, "population_lookup"), 0);
                EXPECT_STR(asked(), "");
                end();
        }
}

TEST(a_database_that_is_away_keeps_nobody_from_applying_and_is_left_alone)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(begin(kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                const char *down = str_fmt(s.arena, "%s/down", sim.dir).ptr;
                FILE *f = fopen(down, "w");
                struct str draft;
                struct answer a;

                REQUIRE(f != NULL && fclose(f) == 0);
                a = apply(&v);
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, "dân cư chưa trả lời"));
                EXPECT(answer_has(&a, "Thử lấy lại"));
                EXPECT(answer_has(&a, CITIZEN)); /* the account's own words are there */
                EXPECT_INT(site_count(&s, "population_lookup where outcome = 'away'"), 1);
                draft = str_of(site_cell(&s, "select code from draft order by id desc limit 1"));
                for (int i = 0; i < 2; i++)
                        site_post(&v, str_fmt(s.arena, "/nop/%.*s/dan-cu", STRF(draft)).ptr, "x=1");
                REQUIRE(remove(down) == 0);
                /* Five failures in a row: it is left alone, although it would answer now. */
                a = site_post(&v, str_fmt(s.arena, "/nop/%.*s/dan-cu", STRF(draft)).ptr, "x=1");
                EXPECT_INT(a.status, 303);
                EXPECT_STR(asked(), "");
                clock_set(clock_now() + NET_BREAKER_REST_MS, false);
                a = site_post(&v, str_fmt(s.arena, "/nop/%.*s/dan-cu", STRF(draft)).ptr, "x=1");
                EXPECT_INT(a.status, 303);
                EXPECT(str_find(asked(), STR(CITIZEN)) > 0);
                EXPECT_INT(site_count(&s, "draft where known = 'given'"), 1);
                end();
        }
}

static i64 ends_as(enum db_kind kind, const char *identity, const char *outcome)
{
        struct visitor v;
        struct answer a;
        i64 n;

        if (!begin(kind))
                return -1;
        testdb_run(&s.db, str_fmt(s.arena,
                                  "update person set identity = '%s', name = 'Trần Thị Hoa', "
                                  "birth_day = %lld where identity = '" CITIZEN "'",
                                  identity, (long long)day_make(1994, 1, 1))
                                  .ptr);
        v = site_visitor(&s, CITIZEN);
        a = apply(&v);
        n = a.status == 200 ? site_count(&s, site_fmt(&s, "population_lookup where outcome = '%s'",
                                                     outcome))
                            : -1;
        end();
        return n;
}

TEST(a_lost_answer_is_asked_for_again_and_ends_are_told_apart)
{
        TESTDB_EACH(kind)
        {
                EXPECT_INT(ends_as(kind, "038094000504", "given"), 1); /* fails once */
                EXPECT_INT(ends_as(kind, "038094000500", "away"), 1);  /* a fault */
                EXPECT_INT(ends_as(kind, "038094000408", "away"), 1);  /* silence */
                EXPECT_INT(ends_as(kind, "038094000999", "none"), 1);
        }
}

TEST(after_failures_in_a_row_one_trial_decides)
{
        struct net_breaker b = NET_BREAKER;
        i64 now = 1000000;

        for (int i = 0; i < NET_BREAKER_FAILURES; i++) {
                EXPECT(net_breaker_may(&b, now));
                net_breaker_note(&b, now, false);
        }
        EXPECT(!net_breaker_may(&b, now));
        EXPECT(!net_breaker_may(&b, now + NET_BREAKER_REST_MS - 1));
        now += NET_BREAKER_REST_MS;
        EXPECT(net_breaker_may(&b, now));
        EXPECT(!net_breaker_may(&b, now)); /* one, while it is under way */
        net_breaker_note(&b, now, true);
        EXPECT(net_breaker_may(&b, now));
        EXPECT(net_breaker_may(&b, now));
}

TEST(who_looked_is_told_page_by_page_and_none_is_lost)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN);
                struct str page = STR("/tai-khoan/ai-da-xem"), rest;
                struct answer a;
                int lines = 0, pages = 0;

                testdb_run(&s.db,
                        "insert into access_record (id, at, account_id, person_id, "
                        "dossier_id, fields, why, route, peer) select 1000 + x.n, 1000, "
                        "(select id from account where name = 'chuyenvien'), (select "
                        "person_id from account where name = '" CITIZEN "'), null, "
                        "'name,address', 'dossier.process', '/', null from (with "
                        "recursive c(n) as (select 1 union all select n + 1 from c where n "
                        "< 70) select n from c) x");
                i64 all = site_count(&s,
                        "access_record where person_id = (select person_id from account "
                        "where name = '" CITIZEN "')");
                while (page.len && pages++ < 20) {
                        ptrdiff_t at;

                        a = site_get(&v, str_c(s.arena, page));
                        EXPECT_INT(a.status, 200);
                        for (rest = a.body;
                                (at = str_find(rest, STR("<li class=\"result\">"))) >= 0; lines++)
                                rest = str_sub(rest, (size_t)at + 10, rest.len);
                        at = str_find(a.body, STR("ai-da-xem?truoc="));
                        page = STR("");
                        if (at >= 0) {
                                rest = str_sub(a.body, (size_t)at, 80);
                                str_cut(&rest, '"', &page);
                                page = str_cat(s.arena, STR("/tai-khoan/"), page);
                        }
                }
                EXPECT_INT(lines, all);
                EXPECT(all >= 70);
                EXPECT(answer_has(&a, "họ tên, nơi cư trú"));
                site_end(&s);
        }
}

/* One more dossier with papers becomes theirs: the procedure of it. */
static struct str own_paper(int nth)
{
        const char *pick = str_fmt(s.arena,
                "(select distinct p.dossier_id from dossier_paper p join file f on f.id = "
                "p.file_id where p.paper_id is not null and f.check_state = 2 order by "
                "p.dossier_id limit 1 offset %d)",
                nth)
                                   .ptr;

        testdb_run(&s.db, str_fmt(s.arena,
                                  "update dossier set account_id = (select id from account where "
                                  "name = '" CITIZEN "') where id = %s",
                                  pick)
                                  .ptr);
        testdb_run(&s.db, "update procedure_version set online = 'full'");
        return str_of(site_cell(&s, str_fmt(s.arena,
                                            "select p.code from dossier d join procedure p on "
                                            "p.id = d.procedure_id where d.id = %s",
                                            pick)
                                            .ptr));
}

/* The hidden field of the first paper that may be given again. */
static const char *offer(const struct answer *a)
{
        ptrdiff_t at = str_find(a->body, STR("giay-to/dung-lai"));
        struct str paper = str_sub(a->body, (size_t)MAX(at, 0), 2000), file = paper, one, two;

        if (at < 0)
                return NULL;
        at = str_find(paper, STR("name=\"paper\" value=\""));
        paper = str_sub(paper, (size_t)at + 20, 40);
        at = str_find(file, STR("name=\"tep\" value=\""));
        file = str_sub(file, (size_t)at + 18, 40);
        str_cut(&paper, '"', &one);
        str_cut(&file, '"', &two);
        return str_fmt(s.arena, "paper=%.*s&tep=%.*s", STRF(one), STRF(two)).ptr;
}

static const char *papers_of(struct str draft)
{
        return str_fmt(s.arena, "/nop/%.*s/giay-to", STRF(draft)).ptr;
}

TEST(a_paper_given_before_is_offered_again_and_to_nobody_else)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                struct visitor v = site_visitor(&s, CITIZEN), other = site_visitor(&s, NULL);
                const char *again, *form = NULL, *next;
                struct str draft = STR_NULL, start = STR_NULL;
                struct answer a;
                i64 given = 0;

                /* Some procedures ask for no paper before their questions are answered. */
                for (int nth = 0; !form && nth < 20; nth++) {
                        start = str_fmt(s.arena, "/thu-tuc/%.*s/nop", STRF(own_paper(nth)));
                        a = site_post(&v, start.ptr, "x=1");
                        REQUIRE(a.status == 303);
                        draft = str_of(
                                site_cell(&s, "select code from draft order by id desc limit 1"));
                        a = site_get(&v, papers_of(draft));
                        form = offer(&a);
                }
                REQUIRE(form != NULL);
                again = str_fmt(s.arena, "%s/dung-lai", papers_of(draft)).ptr;
                a = site_get(&v, "/kho-giay-to");
                EXPECT(answer_has(&a, "Giấy tờ đã nộp"));
                /* As many as the dossier has that its procedure asks for; then none is offered. */
                for (next = form; next && given < 20; given++) {
                        a = site_post(&v, again, next);
                        EXPECT_INT(a.status, 303);
                        a = site_get(&v, papers_of(draft));
                        next = offer(&a);
                }
                EXPECT(next == NULL);
                EXPECT_INT(site_count(&s,
                                   "draft_paper d join file f on f.id = d.file_id join file g on "
                                   "g.id = d.reused_from where f.hash = g.hash and f.code <> "
                                   "g.code and f.object_kind = 'draft'"),
                        given);
                /* Somebody else, with a draft of their own. */
                a = site_post(&other, "/dang-ky",
                        "name=Nguyen+Van+La&identity=038090000001&birth_day-day=1&birth_day-month="
                        "1&birth_day-year=1990&password=Song+Ma+96+dai");
                REQUIRE(a.status == 303);
                other = site_visitor(&s, "038090000001");
                a = site_get(&other, "/kho-giay-to");
                EXPECT(answer_has(&a, "Kho chưa có giấy tờ nào"));
                site_post(&other, start.ptr, "x=1");
                draft = str_of(site_cell(&s, "select code from draft order by id desc limit 1"));
                again = str_fmt(s.arena, "%s/dung-lai", papers_of(draft)).ptr;
                a = site_post(&other, again, form);
                EXPECT_INT(a.status, 404);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_the_state_knows_stands_in_the_form_and_the_person_is_told),
                RUN(who_never_showed_who_they_are_learns_nothing_from_it),
                RUN(a_database_that_is_away_keeps_nobody_from_applying_and_is_left_alone),
                RUN(a_lost_answer_is_asked_for_again_and_ends_are_told_apart),
                RUN(after_failures_in_a_row_one_trial_decides),
                RUN(who_looked_is_told_page_by_page_and_none_is_lost),
                RUN(a_paper_given_before_is_offered_again_and_to_nobody_else));
}
