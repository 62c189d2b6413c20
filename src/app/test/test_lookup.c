/*
 * src/app/test/test_lookup.c: the look-up by code and four digits tells the applicant where the
 * dossier stands, and a guesser nothing: not by words, not by when it stops answering.
 */
#include "app/test/site.h"
#include "test/test.h"

static struct site s;
static struct visitor v;

/* The look-up of `code` from an address of its own behind the proxy. */
static struct answer look(const char *code, const char *digits)
{
        struct str form = str_fmt(s.arena, "ma=%s&so=%s", code, digits);

        return site_post(&v, "/tra-cuu", form.ptr);
}

/* Words of the answer without what the asker typed. */
static struct str words(struct answer a, const char *code)
{
        ptrdiff_t from = str_find(a.body, STR("<main"));

        return str_replace(
                s.arena, str_sub(a.body, (size_t)MAX(from, 0), a.body.len), str_of(code), STR("@"));
}

/* Up to the hidden fields, which are never the same. */
static struct str before_form(struct str text)
{
        ptrdiff_t form = str_find(text, STR("<form"));

        return str_sub(text, 0, form < 0 ? text.len : (size_t)form);
}

static const char *a_code(int n)
{
        struct tx *tx;
        struct str rows, line = STR_NULL;

        CHECK(store_read_begin(s.app.store, s.arena, &tx) == 0);
        CHECK(testdb_rows(tx, "select code, applicant_identity from dossier order by id", "tt",
                      NO_VALS, &rows) == 0);
        store_read_end(tx);
        for (int i = 0; i <= n; i++)
                str_cut(&rows, '\n', &line);
        return str_c(s.arena, line);
}

static const char *cell(const char *row, int n)
{
        struct str rest = str_of(row), part = STR_NULL;

        for (int i = 0; i <= n; i++)
                str_cut(&rest, '|', &part);
        return str_c(s.arena, part);
}

static const char *digits_of(const char *row)
{
        struct str identity = str_of(cell(row, 1));

        return str_c(s.arena, str_sub(identity, identity.len - 4, 4));
}

/* Four digits that are not these. */
static const char *others(const char *digits, int n)
{
        i64 right;

        CHECK(str_to_i64(str_of(digits), &right) == 0);
        return str_fmt(s.arena, "%04lld", (long long)(right + 1 + n) % 10000).ptr;
}

TEST(a_code_that_was_guessed_at_rests_and_then_answers_again)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                const char *row = a_code(0), *code = cell(row, 0), *digits = digits_of(row);

                v = site_visitor(&s, NULL);
                EXPECT_INT(look(code, digits).status, 200);
                for (int i = 0; i < 5; i++) {
                        EXPECT_INT(look(code, others(digits, i)).status, 422);
                        clock_set(clock_now() + MINUTE_MS, false);
                }
                struct answer a = look(code, digits);
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "Tra cứu sai quá nhiều lần"));
                clock_set(SITE_NOW + 59 * MINUTE_MS, false);
                EXPECT_INT(look(code, digits).status, 422);
                clock_set(SITE_NOW + 61 * MINUTE_MS, false); /* the first guess is forgotten */
                a = look(code, digits);
                EXPECT_INT(a.status, 200);
                EXPECT(answer_has(&a, code));
                site_end(&s);
        }
}

TEST(a_code_that_does_not_exist_is_told_and_locked_like_one_that_does)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                const char *row = a_code(0), *there = cell(row, 0), *none = "H56.99-220722-9999";

                v = site_visitor(&s, NULL);
                for (int i = 0; i < 7; i++) {
                        struct answer a = look(there, others(digits_of(row), i));
                        struct answer b = look(none, others(digits_of(row), i));

                        EXPECT_INT(a.status, b.status);
                        EXPECT(str_eq(before_form(words(a, there)), before_form(words(b, none))));
                        EXPECT(answer_has(&b, i < 5 ? "Không tìm thấy hồ sơ" : "quá nhiều lần"));
                }
                /* What is refused unlooked is not counted, so that nobody is locked for ever. */
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from failure"), 20);
                site_end(&s);
        }
}

TEST(an_address_that_tries_many_codes_is_stopped_and_others_are_not)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                const char *row = a_code(0), *code = cell(row, 0);
                struct answer a;

                v = site_visitor(&s, NULL);
                for (int i = 0; i < 30; i++)
                        look(str_fmt(s.arena, "H56.99-220722-%04d", i).ptr, "1234");
                a = look(code, digits_of(row));
                EXPECT_INT(a.status, 422);
                EXPECT(answer_has(&a, "quá nhiều lần"));
                v.forwarded = STR("203.0.113.9");
                EXPECT_INT(look(code, digits_of(row)).status, 200);
                site_end(&s);
        }
}

TEST(what_is_no_guess_is_not_counted_and_digits_are_never_shown_again)
{
        TESTDB_EACH(kind)
        {
                REQUIRE(site_begin(&s, kind));
                const char *row = a_code(0);
                struct answer a;

                v = site_visitor(&s, NULL);
                EXPECT_INT(look("", "").status, 422);
                EXPECT_INT(look(cell(row, 0), "12").status, 422);
                EXPECT_INT(look(cell(row, 0), "12a4").status, 422);
                EXPECT_INT(testdb_i64(&s.db, "select count(*) from failure"), 0);
                a = site_get(&v,
                        str_fmt(s.arena, "/tra-cuu?ma=%s&so=%s", cell(row, 0), digits_of(row)).ptr);
                EXPECT_INT(a.status, 200); /* an old link: the code is filled in, no answer given */
                EXPECT(answer_has(&a, cell(row, 0)));
                EXPECT(!answer_has(&a, "class=\"tag"));
                site_end(&s);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_code_that_was_guessed_at_rests_and_then_answers_again),
                RUN(a_code_that_does_not_exist_is_told_and_locked_like_one_that_does),
                RUN(an_address_that_tries_many_codes_is_stopped_and_others_are_not),
                RUN(what_is_no_guess_is_not_counted_and_digits_are_never_shown_again));
}
