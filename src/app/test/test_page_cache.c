/*
 * src/app/test/test_page_cache.c: a page that is kept is never a page of yesterday: what begins at
 * midnight, what an officer changed a moment ago and what another server of the province changed
 * are in the next answer.
 */
#include <unistd.h>

#include "app/test/site.h"
#include "core/generation.h"
#include "core/org.h"
#include "core/setting.h"
#include "test/test.h"

#define CODE "1.000894"
/* What a version has in common with the one before it. */
#define SAME                                                                                       \
        "state, valid_to, name, name_en, synonyms, field, event, level, level_2025, agency, "      \
        "unit_code, unit_code_2025, audience, online, limit_hundredths, limit_unit, limit_note, "  \
        "cutoff_minute, legal_basis, source, review, content_hash, created_at, created_by"
#define PAGE "/thu-tuc/" CODE

static struct site s;
static struct visitor nobody;

static bool shows(const char *words)
{
        struct answer a = site_get(&nobody, PAGE);

        EXPECT_INT(a.status, 200);
        return answer_has(&a, words);
}

/* Asked twice, so that the second answer is the kept one. */
static bool kept_shows(const char *words)
{
        return shows(words) && shows(words);
}

/* The people's name of the procedure in every version, as the catalogue's own commands would. */
static int rename_apply(struct tx *tx, void *arg)
{
        const struct val vals[] = { TXT(str_of(arg)) };
        int r = testdb_exec(tx,
                "update procedure_version set usual = ?1 where procedure_id = "
                "(select id from procedure where code = '" CODE "')",
                vals, 1, NULL);

        return r < 0 ? r : generation_move(tx, "catalogue");
}

TEST(what_begins_at_midnight_is_shown_at_midnight)
{
        TESTDB_EACH(kind)
        {
                i64 today = day_of(SITE_NOW);

                REQUIRE(site_begin(&s, kind));
                nobody = site_visitor(&s, NULL);
                testdb_run(&s.db,
                        str_fmt(s.arena,
                                "insert into procedure_version (id, procedure_id, number, "
                                "valid_from, usual, " SAME ") select id + 1, procedure_id, number "
                                "+ 1, %lld, 'Tên từ ngày mai', " SAME " from procedure_version "
                                "where procedure_id = (select id from procedure where code = '" CODE
                                "')",
                                (long long)today + 1)
                                .ptr);
                testdb_run(
                        &s.db, str_fmt(s.arena,
                                       "update procedure_version set valid_to = %lld where usual "
                                       "<> 'Tên từ ngày mai' and procedure_id = (select id from "
                                       "procedure where code = '" CODE "')",
                                       (long long)today + 1)
                                       .ptr);
                testdb_run(
                        &s.db, "update setting set value = '' where name = 'province.shape_day'");
                REQUIRE(setting_load(s.app.store) == 0 && org_load(s.app.store) == 0);
                clock_set(day_start(today + 1) - 1, false);
                EXPECT(!kept_shows("Tên từ ngày mai"));
                clock_set(day_start(today + 1), false);
                EXPECT(kept_shows("Tên từ ngày mai"));
                site_end(&s);
        }
}

TEST(what_was_changed_is_in_the_next_answer)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                nobody = site_visitor(&s, NULL);
                EXPECT(kept_shows("Đăng ký kết hôn"));
                for (int i = 0; i < 20; i++) {
                        const char *name = str_fmt(s.arena, "Tên thứ %d", i).ptr;

                        REQUIRE(store_write(s.app.store, s.arena, rename_apply, (void *)name) == 0);
                        EXPECT(shows(name));
                }
                site_end(&s);
        }
}

TEST(what_another_server_changed_is_shown_without_being_told)
{
        TESTDB_EACH(kind)
        {
                int looks = 0;

                REQUIRE(site_begin(&s, kind));
                nobody = site_visitor(&s, NULL);
                EXPECT(kept_shows("Đăng ký kết hôn"));
                testdb_run(&s.db, "update procedure_version set usual = 'Tên ở máy khác'");
                EXPECT(!shows("Tên ở máy khác")); /* kept: nothing says that it changed */
                testdb_run(
                        &s.db, "update generation set value = value + 1 where name = 'catalogue'");
                while (!shows("Tên ở máy khác") && looks < 200) {
                        usleep(50000);
                        looks++;
                }
                printf("    %s: seen after at most %d ms\n",
                        kind == DB_SQLITE ? "SQLite" : "PostgreSQL", (looks + 1) * 50);
                EXPECT(looks < 200);
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(what_begins_at_midnight_is_shown_at_midnight),
                RUN(what_was_changed_is_in_the_next_answer),
                RUN(what_another_server_changed_is_shown_without_being_told));
}
