/*
 * src/app/test/test_reorganise.c: the real change of the province in its three dated steps: 559
 * communes become 547 and then 166, 27 districts end. No open dossier is left behind and none is
 * lost, people go on where the work goes, figures stay right, old addresses find what they found;
 * and all that when the work is interrupted, too.
 */
#include "app/test/site.h"
#include "audit/audit.h"
#include "base/embedded.h"
#include "core/org.h"
#include "core/setting.h"
#include "mod/admin/admin.h"
#include "mod/indicator/indicator.h"
#include "test/test.h"

static struct site s;

/* A store that gives up after so many commits, as one whose machine stops. */
static int commits_left;

static int failing_commit(struct tx *tx)
{
        if (commits_left-- <= 0)
                return ERR_IO;
        return audit_before_commit(tx);
}

static const struct store_hooks failing = { .before_commit = failing_commit };
static const struct store_hooks working = { .before_commit = audit_before_commit };

struct said {
        i64 lines, look;
};

static void tell(void *arg, struct str line)
{
        struct said *said = arg;

        said->lines++;
        said->look += str_starts(line, STR("look at"));
}

static i64 count(const char *sql)
{
        return testdb_i64(&s.db, sql);
}

static i64 units(const char *kind, i64 day)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct unit *const *all;
        size_t n = org_all(org_get(a), &all);
        i64 found = 0;

        for (size_t i = 0; i < n; i++)
                found += str_is(all[i]->kind, kind) && unit_is_valid(all[i], day);
        return found;
}

/* The first cell of a statement; STR_NULL without rows. */
static struct str text_of(const char *sql)
{
        struct str rows = STR(""), cell = STR_NULL;
        struct tx *tx;

        if (store_read_begin(s.db.store, s.arena, &tx) < 0)
                return STR_NULL;
        if (testdb_rows(tx, sql, "t", NO_VALS, &rows) == 0 && !str_empty(rows))
                str_cut(&rows, '|', &cell);
        store_read_end(tx);
        return cell;
}

#define OPEN "state in (1, 2, 4, 5, 6, 8, 9)"

/* Open dossiers and roles at units that are no more on that day. */
static i64 left_behind(i64 day)
{
        struct str gone =
                str_fmt(s.arena, "(select id from unit where valid_to <= %lld)", (long long)day);

        return count(str_fmt(s.arena,
                       "select count(*) from dossier where " OPEN
                       " and (unit_id in %.*s or received_unit_id in %.*s)",
                       STRF(gone), STRF(gone))
                               .ptr) +
               count(str_fmt(s.arena,
                       "select count(*) from role_grant where valid_to is null and unit_id in %.*s",
                       STRF(gone))
                               .ptr);
}

static bool read_step(struct arena *a, i64 day, struct reorganise_plan *ret_plan)
{
        struct str text, why = STR("");
        int r = embedded_read(a, "data/successions.csv", &text);

        if (r == 0)
                r = reorganise_read(a, org_get(a), text, day, ret_plan, &why);
        if (r < 0)
                printf("    %.*s\n", STRF(why));
        return r == 0;
}

/* One step, interrupted again and again until it comes through. */
static void take_step(i64 day)
{
        AUTO(arena_freep) struct arena *a = arena_new(32 << 20);
        i64 open = count("select count(*) from dossier where " OPEN), before, steps = 5;
        struct reorganise_plan plan;
        struct said said = { 0 };
        int r = ERR_IO;

        clock_set(time_make(day, 8, 0, 0), false);
        REQUIRE(read_step(a, day, &plan));
        EXPECT_INT(reorganise_preview(s.db.store, &plan, tell, &said), 0);
        EXPECT(said.lines > 0);
        for (int tries = 0; r < 0 && tries < 12; tries++, steps *= 6) {
                commits_left = (int)steps;
                store_set_hooks(s.db.store, &failing);
                r = reorganise_apply(s.db.store, &plan, tell, &said);
        }
        store_set_hooks(s.db.store, &working);
        EXPECT_INT(r, 0);
        EXPECT_INT(setting_load(s.db.store), 0);
        EXPECT_INT(org_load(s.db.store), 0);
        EXPECT_INT(left_behind(day), 0);
        EXPECT_INT(count("select count(*) from dossier where " OPEN), open);
        before = count("select count(*) from dossier_step");
        EXPECT_INT(reorganise_apply(s.db.store, &plan, tell, &said), 0);
        EXPECT_INT(count("select count(*) from dossier_step"), before); /* twice is once */
}

TEST(the_three_steps_of_the_province_leave_nothing_behind)
{
        TESTDB_EACH(kind)
        {
                struct recompute_report report;
                struct visitor officer;
                struct answer page;
                struct str old;

                REQUIRE(site_begin(&s, kind));
                old = text_of(
                        "select d.code from dossier d join unit u on u.id = d.unit_id where d." OPEN
                        " and u.kind = 'commune' order by d.id limit 1");
                EXPECT_INT(units("commune", day_make(2022, 7, 1)), 559);
                EXPECT_INT(units("district", day_make(2022, 7, 1)), 27);
                take_step(day_make(2025, 1, 1));
                EXPECT_INT(units("commune", day_make(2025, 1, 1)), 547);
                if (kind == DB_POSTGRES) { /* thousands of commits more would show nothing new */
                        EXPECT_INT(indicator_recompute(s.db.store, false, &report), 0);
                        EXPECT_INT(report.wrong_dossiers + report.wrong_counts, 0);
                        site_end(&s);
                        continue;
                }
                take_step(day_make(2025, 3, 1));
                take_step(day_make(2025, 7, 1));
                EXPECT_INT(units("commune", day_make(2025, 7, 1)), 166);
                EXPECT_INT(units("district", day_make(2025, 7, 1)), 0);
                EXPECT_INT(indicator_recompute(s.db.store, false, &report), 0);
                EXPECT_INT(report.wrong_dossiers + report.wrong_counts, 0);
                officer = site_visitor(&s, "motcua");
                if (old.ptr) {
                        page = site_get(&officer, str_fmt(s.arena, "/viec/%.*s", STRF(old)).ptr);
                        EXPECT_INT(page.status, 200);
                        EXPECT(answer_has(&page, "do sắp xếp lại"));
                }
                page = site_get(&officer, "/thong-ke?noi=H56.41.01&ky=2022-07");
                EXPECT_INT(page.status, 200);
                site_end(&s);
        }
}

TEST(a_plan_that_cannot_be_is_refused_with_its_line)
{
        static const struct {
                const char *text, *why;
        } plans[] = {
                { "predecessor,successor,at,part\nH56.41.01,H56.999,2025-07-01,0\n",
                        "line 2: no unit has this code: H56.999" },
                { "predecessor,successor,at,part\nH56.41.01,H56.101,soon,0\n",
                        "line 2: no day YYYY-MM-DD: soon" },
                { "predecessor,successor,at,part\nH56.41.01,H56.41.01,2024-07-01,0\n",
                        "line 2: it would succeed itself: H56.41.01" },
                { "predecessor,successor,at,part\nH56.41.01,H56.101,2024-01-01,0\n",
                        "line 2: it is not there on that day: H56.101" },
                { "predecessor,successor,at,part\n", "line 1: nothing happens on that day" },
        };
        struct reorganise_plan plan;
        struct said said = { 0 };

        REQUIRE(site_begin(&s, DB_SQLITE));
        for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
                struct str why = STR("");

                EXPECT_INT(reorganise_read(s.arena, org_get(s.arena), str_of(plans[i].text),
                                   I64_NULL, &plan, &why),
                        ERR_INVALID);
                EXPECT_STR(why, plans[i].why);
        }
        REQUIRE(read_step(s.arena, day_make(2025, 7, 1), &plan));
        EXPECT_INT(reorganise_apply(s.db.store, &plan, tell, &said), ERR_STATE); /* too early */
        site_end(&s);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(the_three_steps_of_the_province_leave_nothing_behind),
                RUN(a_plan_that_cannot_be_is_refused_with_its_line));
}
