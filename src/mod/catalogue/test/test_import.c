/*
 * Procedures come in whole or are named; the same again changes nothing; versions of other times
 * hold in their time; and people find what they look for.
 */
#include <zlib.h>

#include "mod/catalogue/catalogue.h"

#include "base/file.h"
#include "store/test/testdb.h"
#include "test/test.h"

#define LINE_ODD                                                                                   \
        "{\"code\":\"1.999001\",\"name\":\"Th\xe1\xbb\xad vi\xe1\xbb\x87"                          \
        "c\",\"field\":\"\","                                                                      \
        "\"levels\":[\"tinh\",\"xa\"],\"agency\":\"\",\"audience\":[],\"channels\":[{\"channel\":" \
        "\"Trực tiếp\",\"n\":1100.0,\"unit\":\"\",\"fees\":[{\"amount_vnd\":150,"              \
        "\"text\":\"150\",\"note\":\"\"}],\"note\":\"03 ngày; sau 15 giờ trả hôm sau\"}],"   \
        "\"documents\":[],\"results\":[]}\n"
#define LINE_NFD                                                                                   \
        "{\"code\":\"1.999002\",\"name\":\"Vie\xcc\xa3\xcc\x82"                                    \
        "c\",\"levels\":[\"xa\"]}\n"
#define LINE_BAD "{\"code\":\"99\",\"name\":\"x\"}\n"

static struct import_report import(struct testdb *t, const char *text, i64 day)
{
        struct import_report rep = { 0 };
        struct buf json;

        buf_init(&json, t->arena, 4 << 20);
        rep.json = NEW(t->arena, struct buf);
        *rep.json = json;
        EXPECT_INT(catalogue_import(t->store, str_of(text), day, 0, &rep), 0);
        return rep;
}

static bool says(const struct import_report *rep, const char *words)
{
        return str_find(buf_str(rep->json), str_of(words)) >= 0;
}

TEST(every_line_comes_in_flagged_or_is_named_with_its_line_and_reason)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct import_report rep;

                REQUIRE(testdb_open(&t, kind) == 0);
                rep = import(&t, "\n" LINE_ODD LINE_NFD LINE_BAD "{broken\n", 19000);
                EXPECT_INT(rep.read, 4);
                EXPECT_INT(rep.added, 2);
                EXPECT_INT(rep.refused, 2);
                EXPECT_INT(rep.flagged, 2);
                EXPECT(says(&rep, "\"line\":2,\"code\":\"1.999001\""));
                EXPECT(says(&rep, "limit: unit missing"));
                EXPECT(says(&rep, "limit: longer than a year"));
                EXPECT(says(&rep, "fee: odd amount"));
                EXPECT(says(&rep, "papers: none given"));
                EXPECT(says(&rep, "level: several"));
                EXPECT(says(&rep, "channels: none given"));
                EXPECT(says(&rep, "text: was not in NFC"));
                EXPECT(says(&rep, "\"line\":4,\"code\":\"99\",\"result\":\"refused\""));
                EXPECT(says(&rep, "\"line\":5,\"code\":\"\",\"result\":\"refused\""));
                EXPECT_INT(testdb_i64(&t, "select count(*) from procedure_version where "
                                          "cutoff_minute = 900"),
                        1);
                testdb_close(&t);
        }
}

TEST(a_line_that_is_too_deep_or_too_long_is_named_and_others_come_in)
{
        struct testdb t;
        struct import_report rep;
        struct buf text;

        REQUIRE(testdb_open(&t, DB_SQLITE) == 0);
        buf_init(&text, t.arena, 4 << 20);
        for (int i = 0; i < 100; i++)
                buf_addc(&text, "[");
        buf_addc(&text, "\n{\"code\":\"1.999003\",\"name\":\"");
        for (int i = 0; i < 1 << 20; i++)
                buf_addc(&text, "a");
        buf_addc(&text, "\"}\n" LINE_NFD);
        rep = import(&t, str_c(t.arena, buf_str(&text)), 19000);
        EXPECT_INT(rep.refused, 2);
        EXPECT_INT(rep.added, 1);
        EXPECT(says(
                &rep, "\"line\":1,\"code\":\"\",\"result\":\"refused\",\"reasons\":\"1:0: too"));
        EXPECT(says(&rep, "\"line\":2,\"code\":\"\",\"result\":\"refused\",\"reasons\":\"longer"));
        testdb_close(&t);
}

/* So many zeros, packed: a thousandth of it. */
static struct str packed(struct arena *a, size_t n)
{
        z_stream z = { .next_in = arena_alloc(a, n), .avail_in = (uInt)n };
        struct str s;

        CHECK(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        z.avail_out = (uInt)deflateBound(&z, n);
        z.next_out = arena_alloc(a, z.avail_out);
        s.ptr = (const char *)z.next_out;
        CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
        s.len = z.total_out;
        deflateEnd(&z);
        return s;
}

TEST(a_small_file_that_holds_a_large_text_is_refused_in_the_memory_that_is_given)
{
        struct arena *a = arena_new(64 << 20), *small = arena_new(3 << 20);
        struct str text, file = packed(a, 32 << 20);

        EXPECT(file.len < 100000);
        EXPECT_INT(catalogue_unpack(small, file, 1 << 20, &text), ERR_LIMIT);
        EXPECT_INT(catalogue_unpack(a, packed(a, 1 << 20), 1 << 20, &text), 0);
        EXPECT_INT((i64)text.len, 1 << 20);
        EXPECT_INT(
                catalogue_unpack(a, str_sub(file, 0, file.len / 2), 64 << 20, &text), ERR_CORRUPT);
        arena_free(small);
        arena_free(a);
}

TEST(the_same_content_again_makes_no_new_version)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct import_report rep;

                REQUIRE(testdb_open(&t, kind) == 0);
                import(&t, LINE_ODD LINE_NFD, 19000);
                rep = import(&t, LINE_ODD LINE_NFD, 19100);
                EXPECT_INT(rep.same, 2);
                EXPECT_INT(rep.changed + rep.added, 0);
                EXPECT_INT(testdb_i64(&t, "select count(*) from procedure_version"), 2);
                rep = import(&t, "{\"code\":\"1.999002\",\"name\":\"Việc khác\"}\n", 19200);
                EXPECT_INT(rep.changed, 1);
                EXPECT_INT(testdb_i64(&t, "select count(*) from procedure_version where "
                                          "valid_to = 19200"),
                        1);
                testdb_close(&t);
        }
}

static struct str own_data(struct testdb *t)
{
        const char *source = getenv("MOTCUA_SOURCE");
        struct str text = STR("");

        if (source)
                (void)file_read(t->arena,
                        str_c(t->arena, str_fmt(t->arena, "%s/data/procedures.jsonl", source)),
                        64 << 20, &text);
        return text;
}

/* The procedures with a life event, as `init` takes them. */
static struct str chosen(struct testdb *t)
{
        struct str rest = own_data(t), line;
        struct buf b;

        buf_init(&b, t->arena, 64 << 20);
        while (str_cut(&rest, '\n', &line))
                if (!str_empty(line) && str_find(line, STR("\"event\":\"\"")) < 0) {
                        buf_add(&b, line);
                        buf_byte(&b, '\n');
                }
        return buf_str(&b);
}

/* As people type: without marks, by what they want or by the paper's name. */
static const struct {
        const char *words, *code;
        size_t place; /* among the first so many */
} looked_for[] = {
        { "dang ky ket hon", "1.000894", 1 },
        { "kết hôn", "1.000894", 1 },
        { "giay khai sinh", "1.001193", 1 },
        { "khai sinh", "1.001193", 1 },
        { "lam giay khai sinh", "1.001193", 1 },
        { "khai tu", "1.000656", 1 },
        { "mo quan", "1.001612", 1 },
        { "mo cua hang", "1.001612", 1 },
        { "ho kinh doanh", "1.001612", 1 },
        { "dong quan", "1.001266", 1 },
        { "giay doc than", "1.004873", 1 },
        { "ly lich tu phap", "2.000488", 1 },
        { "sang ten so do", "1.012765", 1 },
        { "so do", "1.012765", 3 },
        { "sao y", "2.000815", 1 },
        { "trich luc", "2.000635", 1 },
        { "tach ho", "1.010038", 1 },
        { "1.000894", "1.000894", 1 },
        { "000894", "1.000894", 1 },
};

static void look(struct testdb *t)
{
        struct procedure_brief_rows rows;
        const struct org *o;
        struct tx *tx;
        i64 total;

        REQUIRE(org_load(t->store) == 0);
        o = org_get(t->arena);
        REQUIRE(store_read_begin(t->store, t->arena, &tx) == 0);
        for (size_t i = 0; i < ARRAY_LEN(looked_for); i++) {
                bool found = false;

                EXPECT_INT(catalogue_search(tx, o,
                                   &(struct catalogue_query){ .words = str_of(looked_for[i].words),
                                           .day = day_make(2022, 6, 1),
                                           .limit = 3 },
                                   &rows, &total),
                        0);
                for (size_t k = 0; k < MIN(rows.n, looked_for[i].place); k++)
                        found |= str_is(rows.rows[k].code, looked_for[i].code);
                if (!found)
                        printf("    \"%s\" finds %.*s before %s\n", looked_for[i].words,
                                STRF(rows.n ? rows.rows[0].code : STR("nothing")),
                                looked_for[i].code);
                EXPECT(found);
        }
        store_read_end(tx);
}

TEST(people_find_what_they_look_for_and_the_law_of_2022_holds_in_2022)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                struct import_report rep;

                REQUIRE(testdb_open(&t, kind) == 0);
                rep = import(&t, str_c(t.arena, chosen(&t)), day_make(2022, 1, 1));
                EXPECT(rep.added > 200 && rep.refused == 0);
                look(&t);
                EXPECT_INT(testdb_i64(&t, "select count(*) from procedure_version where valid_from "
                                          "= 18993 and valid_to = 20270"),
                        testdb_i64(&t, "select count(*) from procedure_version where valid_from = "
                                       "20270 and valid_to is null"));
                EXPECT(testdb_i64(&t, "select count(*) from procedure_version where valid_to = "
                                      "20270") > 30);
                /* Certified copies and extracts of the registers are made "in the day". */
                EXPECT_INT(testdb_i64(&t,
                                   "select count(*) from procedure_version v join procedure p on "
                                   "p.id = v.procedure_id where p.code in ('2.000815', '2.000635') "
                                   "and cutoff_minute = 900 and valid_to is null"),
                        2);
                rep = import(&t, str_c(t.arena, chosen(&t)), day_make(2026, 1, 1));
                EXPECT_INT(rep.same, rep.read);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_line_comes_in_flagged_or_is_named_with_its_line_and_reason),
                RUN(a_line_that_is_too_deep_or_too_long_is_named_and_others_come_in),
                RUN(a_small_file_that_holds_a_large_text_is_refused_in_the_memory_that_is_given),
                RUN(the_same_content_again_makes_no_new_version),
                RUN(people_find_what_they_look_for_and_the_law_of_2022_holds_in_2022));
}
