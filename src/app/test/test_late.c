/*
 * src/app/test/test_late.c: every number on the page of late dossiers is as many dossiers as the
 * list behind it has, the CSV adds up to the same, and who leads one unit sees that unit only.
 */
#include "app/test/site.h"
#include "base/csv.h"
#include "test/test.h"

#define LIST   "href=\"/thong-ke/ho-so?"
#define PERIOD "ky=2022"

static struct site s;

static struct str unescaped(struct str text)
{
        struct buf b;
        struct str rest = text, part;

        buf_init(&b, s.arena, 4000);
        while (rest.len) {
                str_cut(&rest, '&', &part);
                buf_add(&b, part);
                if (rest.len) {
                        buf_addc(&b, "&");
                        rest = str_sub(rest, 4, rest.len); /* "amp;" */
                }
        }
        return buf_str(&b);
}

/* The next "…" after `mark`; false: there is none. *rest goes on behind it. */
static bool next_quoted(struct str *rest, const char *mark, struct str *ret_text)
{
        ptrdiff_t at = str_find(*rest, str_of(mark));

        if (at < 0)
                return false;
        *rest = str_sub(*rest, (size_t)at + strlen(mark), rest->len);
        str_cut(rest, '"', ret_text);
        return true;
}

static i64 count_rows(const struct answer *page)
{
        struct str rest = page->body;
        i64 n = 0;
        ptrdiff_t at;

        while ((at = str_find(rest, STR("<tr><td>"))) >= 0) {
                rest = str_sub(rest, (size_t)at + 8, rest.len);
                n++;
        }
        return n;
}

/* How many dossiers the list has, on all its pages. */
static i64 count_behind(const struct visitor *v, struct str query)
{
        struct str path = str_fmt(s.arena, "/thong-ke/ho-so?%.*s", STRF(query));
        i64 n = 0;

        for (int page = 0; page < 50; page++) {
                struct answer a = site_get(v, str_c(s.arena, path));
                struct str rest = a.body, href;
                bool more = false;

                EXPECT_INT(a.status, 200);
                n += count_rows(&a);
                while (!more && next_quoted(&rest, LIST, &href))
                        more = str_find(href, STR("sau=")) >= 0;
                if (!more)
                        return n;
                path = str_fmt(s.arena, "/thong-ke/ho-so?%.*s", STRF(unescaped(href)));
        }
        return -1;
}

/* All numbers of a page that lead to a list, and how many there were. */
static int check_numbers(const struct visitor *v, const struct answer *page, i64 *ret_first)
{
        struct str rest = page->body, query;
        int n = 0;

        *ret_first = 0;
        while (next_quoted(&rest, LIST, &query)) {
                struct str number;
                i64 said = 0;

                str_cut(&rest, '>', &number);
                number = str_sub(rest, 0, 20);
                for (size_t i = 0; i < number.len && number.ptr[i] >= '0' && number.ptr[i] <= '9';
                        i++)
                        said = said * 10 + (number.ptr[i] - '0');
                EXPECT_INT(count_behind(v, unescaped(query)), said);
                if (n++ == 0)
                        *ret_first = said;
        }
        return n;
}

static i64 sum_of_csv(const struct answer *a)
{
        struct csv csv;
        i64 sum = 0, n;

        CHECK(csv_open(&csv, s.arena, a->body) == 0);
        while (csv_next(&csv) == 1) {
                EXPECT_INT(str_to_i64(csv_cell(&csv, "late"), &n), 0);
                sum += n;
        }
        return sum;
}

static bool act(const char *name, const char *code, const char *action)
{
        struct visitor v = site_visitor(&s, name);
        const char *version = site_cell(&s,
                site_fmt(&s, "select cast(version as text) from dossier where code = '%s'", code));

        return site_post(&v, site_fmt(&s, "/viec/%s/%s", code, action),
                       site_fmt(&s, "note=x&version=%s", version))
                       .status == 303;
}

/* One that stands at each step, and one that is finished, 90 days later; and one in time. */
static bool begin_late(enum db_kind kind)
{
        static const struct {
                const char *name, *action;
        } way[] = { { "dongve.tuphap", "start" }, { "dongve.tuphap", "propose" },
                { "dongve.chutich", "approve" } };
        struct visitor counter;
        const char *at[5];

        if (!site_begin(&s, kind))
                return false;
        counter = site_visitor(&s, "dongve.motcua");
        for (size_t i = 0; i < ARRAY_LEN(at); i++) {
                at[i] = site_taken_in(&counter);
                for (size_t k = 0; at[i] && k < (i < 3 ? i : i - 1); k++)
                        if (!act(way[k].name, at[i], way[k].action))
                                return false;
                if (!at[i])
                        return false;
        }
        clock_set(SITE_NOW + 90 * DAY_MS, false);
        return act(way[2].name, at[3], way[2].action);
}

TEST(every_number_is_as_many_dossiers_as_the_list_behind_it_has)
{
        TESTDB_EACH(kind)
        {
                struct visitor admin;
                struct answer page, csv;
                i64 all;

                REQUIRE(begin_late(kind));
                admin = site_visitor(&s, "quantri");
                page = site_get(&admin, "/thong-ke/qua-han?" PERIOD);
                EXPECT_INT(page.status, 200);
                EXPECT(check_numbers(&admin, &page, &all) > 6);
                EXPECT(all > 3);
                csv = site_get(&admin, "/thong-ke/qua-han/csv?" PERIOD);
                EXPECT_INT(sum_of_csv(&csv), all);

                /* One level down: of the unit itself, and of those below it. */
                page = site_get(&admin, "/thong-ke/qua-han?" PERIOD "&noi=H56.41");
                EXPECT_INT(page.status, 200);
                EXPECT(check_numbers(&admin, &page, &all) > 0);
                EXPECT_INT(
                        site_get(&admin, "/thong-ke/ho-so?loc=qua-han&vi=cho&ai=H99").status, 404);
                site_end(&s);
        }
}

TEST(who_leads_one_unit_sees_that_unit_only)
{
        struct visitor leader, officer;
        struct answer page;
        i64 all;

        REQUIRE(begin_late(DB_SQLITE));
        leader = site_visitor(&s, "dongve.chutich");
        officer = site_visitor(&s, "chuyenvien");
        page = site_get(&leader, "/thong-ke/qua-han?" PERIOD);
        EXPECT_INT(page.status, 200);
        EXPECT(check_numbers(&leader, &page, &all) >= 0);
        EXPECT_INT(site_get(&leader, "/thong-ke/qua-han?noi=H56").status, 403);
        EXPECT_INT(site_get(&leader, "/thong-ke/qua-han/csv?noi=H56").status, 403);
        EXPECT_INT(site_get(&officer, "/thong-ke/qua-han").status, 403);
        EXPECT_INT(site_get(&leader, "/thong-ke/qua-han?ky=2001").status, 200);
        site_end(&s);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_number_is_as_many_dossiers_as_the_list_behind_it_has),
                RUN(who_leads_one_unit_sees_that_unit_only));
}
