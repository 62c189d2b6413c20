/*
 * tools/test/sqlgen/test_refusals.c: each thing that docs/languages.md refuses, provoked by one
 * small wrong source, must name its file, line and reason; and what is right beside it must pass.
 *
 * MOTCUA_TOOLS: folder of the built tools.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "test/test.h"

static struct arena *a;
static char dir[] = "/tmp/motcua-sqlgen-XXXXXX";

static const char schema[] =
        "-- oldest: 1\n"
        "create table thing ( -- big\n"
        "  id id primary key,\n"
        "  code text not null,\n"
        "  size i64 not null,\n"
        "  due i64,\n"
        "  open bool not null default 1,\n"
        "  name text not null, -- personal\n"
        "  data blob\n"
        ");\n"
        "create unique index thing_code on thing (code);\n"
        "create index thing_size on thing (size, id);\n"
        "create table tag (id id primary key, thing_id id not null, word text not null);\n";

static void put(const char *name, const char *content)
{
        FILE *f = fopen(str_fmt(a, "%s/%s", dir, name).ptr, "wb");

        CHECK(f && fwrite(content, 1, strlen(content), f) == strlen(content) && fclose(f) == 0);
}

/* What `sqlgen WORDS` says about the tree in dir; ret_code 0 when it was content. */
static struct str run(const char *words, int *ret_code)
{
        FILE *f = popen(
                str_fmt(a, "cd %s && %s/sqlgen %s 2>&1", dir, getenv("MOTCUA_TOOLS"), words).ptr,
                "r");
        char *text = arena_alloc(a, 1 << 16);
        size_t n;

        CHECK(f != NULL);
        n = fread(text, 1, (1 << 16) - 1, f);
        *ret_code = pclose(f);
        return str_n(text, n);
}

static struct str queries(const char *sql, int *ret_code)
{
        put("src/m/queries.sql", sql);
        return run("queries --src src --folder m --c q.c --h q.h", ret_code);
}

/* One line of what was said begins with `FILE:LINE: error: ` and has this text. */
static void expect_said(
        const char *sql, const char *file, int line, const char *text, struct str got, int code)
{
        struct str begin = str_fmt(a, "%s:%d: error: ", file, line), rest = got, one;

        while (code && str_cut(&rest, '\n', &one))
                if (str_starts(one, begin) && str_find(one, str_of(text)) >= 0)
                        return;
        test_bad = 1;
        printf("    of:\n%s\n    expected %.*s%s\n    got %d: %.*s\n", sql, STRF(begin), text, code,
                STRF(got));
}

static void refused(const char *sql, int line, const char *text)
{
        int code;
        struct str got = queries(sql, &code);

        expect_said(sql, "src/m/queries.sql", line, text, got, code);
}

static void accepted(const char *sql)
{
        int code;
        struct str got = queries(sql, &code);

        if (!code && !got.len)
                return;
        test_bad = 1;
        printf("    should pass:\n%s\n    got %d: %.*s\n", sql, code, STRF(got));
}

static void step_refused(const char *sql, int line, const char *text)
{
        int code;
        struct str got;

        put("src/m/schema/0002_more.sql", sql);
        got = run("migrations --src src --c m.c", &code);
        unlink(str_fmt(a, "%s/src/m/schema/0002_more.sql", dir).ptr);
        expect_said(sql, "src/m/schema/0002_more.sql", line, text, got, code);
}

#define BY_ID " where id = ?id;\n"

TEST(names_that_do_not_exist)
{
        refused("-- q(id i64) -> maybe r\nselect id,\n  missing from thing" BY_ID, 3,
                "q: no such column: missing");
        refused("-- q(id i64) -> maybe r\nselect id from nowhere" BY_ID, 2,
                "no such table: nowhere");
        refused("-- q(id i64) -> maybe r\nselect id from thing where id = ?other and id = ?id;\n",
                2, "?other is not among the parameters of q");
        refused("-- q(id i64, b i64) -> maybe r\nselect id from thing" BY_ID, 1,
                "the parameter b of q is never used");
}

TEST(lists_of_names)
{
        accepted("-- list both: code,\n--      size\n\n"
                 "-- q(id i64) -> maybe r\nselect {{each both: @}} from thing" BY_ID);
        refused("-- q(id i64) -> maybe r\nselect {{each none: @}} from thing" BY_ID, 2,
                "{{each}} is written");
        refused("-- list both: code, size\n\n"
                "-- q(id i64) -> maybe r\nselect id, {{each both}} from thing" BY_ID,
                4, "{{each}} is written");
        refused("-- list both: code, missing\n\n"
                "-- q(id i64) -> maybe r\nselect {{each both: @}} from thing" BY_ID,
                4, "no such column: missing");
        refused("-- list both: code, Big Size\n\n"
                "-- q(id i64) -> maybe r\nselect id from thing" BY_ID,
                1, "\"Big Size\" in list both is no name");
        refused("-- list both code\n\n-- q(id i64) -> maybe r\nselect id from thing" BY_ID, 1,
                "a list is written");
        refused("-- list both: code\n-- list both: size\n\n"
                "-- q(id i64) -> maybe r\nselect id from thing" BY_ID,
                2, "two lists are called both");
}

TEST(what_only_one_database_has)
{
        refused("-- q(c text) -> many r\nselect id from thing\n where code like ?c;\n", 3,
                "like: ");
        refused("-- q(c text) -> many r\nselect id from thing where code glob ?c;\n", 2, "glob: ");
        refused("-- q(c text) -> many r\nselect id from thing where code ilike ?c;\n", 2,
                "ilike: ");
        refused("-- q(id i64) -> one r(d text)\nselect date('now') as d from thing" BY_ID, 2,
                "date: date functions");
        refused("-- q() -> one r(d text)\nselect current_timestamp as d;\n", 2, "have no clock");
        refused("-- q(id i64) -> one r(d i64)\nselect now() as d from thing" BY_ID, 2,
                "now: date functions");
        refused("-- q(id i64) -> one r(d i64)\nselect instr(code, 'x') as d from thing" BY_ID, 2,
                "instr: not among the functions");
        refused("-- q(id i64) -> one r(d i64)\nselect max(size, 1) as d from thing" BY_ID, 2,
                "max: with several arguments");
        refused("-- q(id i64) -> exec\nupdate or ignore thing set size = 1" BY_ID, 2,
                "`or ignore`");
        refused("-- q(id i64, w text) -> exec\ninsert or replace into tag (id, thing_id, word)"
                " values (?id, ?id, ?w);\n",
                2, "`or replace`");
        refused("-- q(id i64, w text) -> exec\ninsert or rollback into tag (id, thing_id, word)"
                " values (?id, ?id, ?w);\n",
                2, "`or rollback`");
        refused("-- q(id i64, w text) -> exec\nreplace into tag (id, thing_id, word)"
                " values (?id, ?id, ?w);\n",
                2, "replace into is SQLite's alone");
        refused("-- q(id i64) -> exec\nupdate thing set size = raise(rollback, 'x')" BY_ID, 2,
                "raise: raise( is");
        refused("-- q(id i64) -> maybe r\nselect rowid as id from thing" BY_ID, 2, "rowid: ");
        refused("-- q(id i64) -> maybe r\nselect id from thing where id == ?id;\n", 2,
                "==: write =");
        refused("-- q(id i64) -> maybe r\nselect id from thing where id is ?id;\n", 2,
                "`is not distinct from`");
        refused("-- q(id i64) -> exec\ndelete from thing where size > 3 and id > ?id order by id"
                " limit 5;\n",
                2, "order: update and delete have none");
        refused("-- q(id i64) -> maybe r\nselect id from thing where \"id\" = ?id;\n", 2,
                "\"id\": quoted identifiers");
        refused("-- q(id i64) -> maybe r\nselect id from thing where open and id = ?id;\n", 2,
                "open is an integer, no condition");
        refused("-- q(id i64) -> maybe r\nselect id from thing where id = ?id and open = true;\n",
                2, "true: bool columns are integers");
        accepted("-- q(id i64) -> one r(d i64)\nselect case open when size then 1 else 2 end as d"
                 " from thing" BY_ID);
        accepted("-- q(id i64) -> maybe r\nselect id from thing where id = ?id and size between 1"
                 " and due and (code, id) > ('a', 1);\n");
}

TEST(statements_that_change_their_meaning_when_the_schema_grows)
{
        refused("-- q(id i64) -> maybe r\nselect * from thing" BY_ID, 2, "select *");
        refused("-- q(id i64) -> maybe r\nselect t.* from thing t where t.id = ?id;\n", 2,
                "select *");
        refused("-- q(id i64) -> maybe r\ndelete from tag where id = ?id returning *;\n", 2,
                "select *");
        refused("-- q(id i64, w text) -> exec\ninsert into tag values (?id, ?id, ?w);\n", 2,
                "insert without a column list");
        refused("-- q(id i64) -> exec\ninsert into tag (id, thing_id) values (?id, ?id);\n", 2,
                "the insert leaves out tag.word");
}

TEST(pages_by_offset_and_limits_that_are_no_number)
{
        refused("-- q(n i64) -> many r\nselect id from thing where size > 1 order by id\n"
                " limit ?n offset 5;\n",
                3, "offset: page by key");
        refused("-- q(n i64) -> many r\nselect id from thing where size > 1 limit ?n + 1;\n", 2,
                "limit takes a parameter or a number");
        refused("-- q(n i64) -> many r\nselect id from thing where size > 1 limit (?n);\n", 2,
                "limit takes a parameter or a number");
        accepted("-- q(n i64) -> many r\nselect id from thing where size in"
                 " (select size from thing where id = 1 limit 1) limit ?n;\n");
}

TEST(columns_beside_aggregates)
{
        refused("-- q(s i64) -> many r(n i64)\nselect code,\n count(*) as n from thing"
                " where size = ?s\n group by size;\n",
                2, "code stands beside aggregates");
        refused("-- q(s i64) -> one r(n i64)\nselect max(due) as n, id from thing where size = ?s"
                ";\n",
                2, "id stands beside aggregates");
        refused("-- q(s i64) -> many r(n i64)\nselect size, count(*) as n from thing"
                " where size = ?s group by size having due > 3;\n",
                2, "due stands beside aggregates");
        accepted("-- q(s i64) -> many r(n i64, k text)\nselect t.size, count(*) as n,"
                 " case when size > 3 then 'a' else 'b' end as k"
                 " from thing t where size = ?s group by size order by n desc, size;\n");
        accepted("-- q(s i64) -> many r(k text, n i64)\nselect case when size > 3 then 'a' else"
                 " 'b' end as k, count(*) as n from thing where size > ?s group by k;\n");
        accepted("-- q(s i64) -> many r(n i64)\nselect id, row_number() over (order by size) as n"
                 " from thing where size = ?s;\n");
}

TEST(sums_that_postgresql_gives_as_numeric)
{
        refused("-- q(s i64) -> one r(n i64)\nselect sum(due) as n from thing where size = ?s;\n",
                2, "sum: PostgreSQL answers numeric");
        accepted("-- q(s i64) -> one r(n i64)\nselect cast(coalesce(sum(due), 0) as bigint) as n"
                 " from thing where size = ?s;\n");
}

TEST(orders_in_which_null_has_another_place)
{
        refused("-- q(s i64) -> many r\nselect id from thing where size = ?s\n order by due, id;\n",
                3, "order by due, which may be NULL");
        refused("-- q(s i64) -> many r\nselect id, due as d from thing where size = ?s"
                " order by d desc;\n",
                2, "order by due, which may be NULL");
        refused("-- q(s i64) -> many r(n i64)\nselect id, row_number() over (order by due) as n"
                " from thing where size = ?s;\n",
                2, "order by due, which may be NULL");
        refused("-- q(s i64) -> many r\nselect t.id from thing t left join tag g on g.thing_id ="
                " t.id where t.size = ?s order by g.word;\n",
                2, "order by word, which may be NULL");
        refused("-- q(s i64) -> many r\nselect id from thing where size = ?s order by\n"
                " {{one a: id | b: due}};\n",
                3, "order by due, which may be NULL");
        accepted("-- q(s i64) -> many r\nselect id from thing where size = ?s"
                 " order by due desc nulls last, size, coalesce(due, 0), id;\n");
        accepted("-- q(s i64) -> many r\nselect id from thing where size = ?s and due is not null"
                 " order by due;\n");
        accepted("-- q(s i64, d i64) -> many r\nselect id from thing where size = ?s"
                 " and (due, id) > (?d, ?s) order by due, id;\n");
        refused("-- q(s i64, d i64) -> many r\nselect id from thing where size = ?s"
                " and (due > ?d or due is null) order by due, id;\n",
                2, "order by due, which may be NULL");
}

TEST(names_of_the_result_that_where_does_not_see)
{
        refused("-- q(s i64) -> many r(n i64)\nselect id, size + 1 as n from thing\n"
                " where size = ?s and n > 3;\n",
                3, "n is a name of the result");
}

TEST(a_parameter_and_its_column_of_two_kinds)
{
        refused("-- q(c i64) -> maybe r\nselect id from thing where code = ?c;\n", 2,
                "?c is i64, but meets the column code, which is text");
        refused("-- q(ids text[]) -> many r\nselect id from thing where id in (?ids);\n", 2,
                "?ids is text, but meets the column id");
        refused("-- q(id i64, w i64) -> exec\ninsert into tag (id, thing_id, word)"
                " values (?id, ?id, ?w);\n",
                2, "?w is i64, but meets the column word");
        refused("-- q(id i64, w blob) -> exec\nupdate tag set word = ?w" BY_ID, 2,
                "?w is blob, but meets the column word");
        refused("-- q(id i64, n i64) -> exec\ninsert into thing (id, code, size, name) values"
                " (?id, 'x', ?n, 'x') on conflict (id)\n do update set size = size + ?n;\n",
                3, "size is ambiguous on PostgreSQL");
}

TEST(lists_used_otherwise_than_in)
{
        refused("-- q(ids i64[]) -> many r\nselect id from thing where id = ?ids;\n", 2,
                "the list ?ids can only be used as `in (?ids)`");
        refused("-- q(ids i64[]?) -> many r\nselect id from thing where id in (?ids);\n", 2,
                "put it inside {{if ids}}");
}

TEST(scans_of_a_big_table)
{
        refused("\n-- q(d i64) -> many r\nselect id from thing where due > ?d;\n", 2,
                "q scans the big table thing");
        refused("-- q(d i64) -> many r\nselect t.id from tag g join thing t where t.due > ?d;\n", 1,
                "q scans the big table thing (SCAN t)");
        refused("-- q(d i64, s i64?) -> many r\nselect id from thing where due > ?d"
                " {{if s}} and size = ?s {{end}};\n",
                1, "q scans the big table thing");
        refused("-- q(d i64) -> exec\nupdate thing set size = 1 where due > ?d;\n", 1,
                "q scans the big table thing");
        accepted("-- scan: once a year, by the archive\n-- q(d i64) -> many r\n"
                 "select id from thing where due > ?d;\n");
        accepted("-- q(w text) -> many r\nselect id from tag where word = ?w;\n");
}

TEST(headers_and_rows)
{
        refused("select id from thing;\n", 1, "this statement has no header line");
        refused("-- q(id int) -> maybe r\nselect id from thing" BY_ID, 1, "one of the types");
        refused("-- q(id i64) -> some r\nselect id from thing" BY_ID, 1,
                "one, maybe, many or exec");
        refused("-- q(id i64) -> exec\nselect id from thing" BY_ID, 1, "q gives rows");
        refused("-- q(id i64) -> one r\ndelete from tag" BY_ID, 1, "q gives no rows");
        refused("-- q(id i64) -> one r\nselect size + 1 as n from thing" BY_ID, 1,
                "column n of q is an expression");
        refused("-- q(id i64) -> one r\nselect size + 1 from thing" BY_ID, 1, "write `as name`");
        refused("-- q(id i64) -> one r(code i64)\nselect code from thing" BY_ID, 1,
                "another type in the schema");
        refused("-- q(id i64) -> one r\nselect size from thing" BY_ID
                "-- q2(id i64) -> one r\nselect size, id from thing" BY_ID,
                3, "row r has other columns here than in q");
        refused("-- q(id i64) -> one r\nselect size from thing" BY_ID
                "-- q(id i64) -> one r\nselect size from thing" BY_ID,
                3, "a statement called q stands at line 1 already");
        refused("-- q(id i64) -> one r\nselect size as int from thing" BY_ID, 1, "no name in C");
        refused("-- q(id i64) -> one r\nselect size from thing where id = ?id\n", 2,
                "no semicolon");
        refused("-- q(id i64) -> one r\ndrop table thing;\n", 2, "a statement begins with");
}

TEST(variants)
{
        refused("-- q(id i64) -> one r\nselect size from thing where id = ?id {{if id}} {{end}};\n",
                2, "the parameter is always present");
        refused("-- q(id i64) -> one r\nselect size from thing where id = ?id {{if x}} {{end}};\n",
                2, "{{if x}} needs a parameter of that name");
        refused("-- q(id i64?) -> one r\nselect size from thing where 1 = 1 {{if id}} and id = ?id"
                ";\n",
                1, "an {{if}} has no {{end}}");
        refused("-- q(id i64) -> one r\nselect size from thing where id = ?id {{end}};\n", 2,
                "{{end}} without {{if}}");
        refused("-- q(a i64?, b i64?, c i64?, d i64?, e i64?, f i64?, g i64?) -> many r\n"
                "select size from thing where id = 1 {{if a}} and size = ?a {{end}}"
                " {{if b}} and size = ?b {{end}} {{if c}} and size = ?c {{end}}"
                " {{if d}} and size = ?d {{end}} {{if e}} and size = ?e {{end}}"
                " {{if f}} and size = ?f {{end}} {{if g}} and size = ?g {{end}};\n",
                1, "q has 128 variants, more than 64");
        refused("-- q(s i64?) -> many r\nselect id from thing where id = 1\n"
                " {{if s}} and missing = ?s {{end}};\n",
                3, "q: no such column: missing");
}

TEST(steps_of_the_schema)
{
        step_refused("create table x (id id primary key);\n", 1, "the first line must be");
        step_refused("-- oldest: 1\ncreate table x (\n id integer primary key\n);\n", 3,
                "column id has the type integer");
        step_refused("-- oldest: 1\ncreate table x (id id primary key autoincrement);\n", 2,
                "autoincrement: ");
        step_refused("-- oldest: 1\ncreate table x (id serial);\n", 2, "serial: ");
        step_refused("-- oldest: 1\ncreate table x (id id primary key, \"when\" i64);\n", 2,
                "quoted identifiers");
        step_refused("-- oldest: 1\ncreate table x (id id primary key, user text);\n", 2,
                "column name user means something else");
        step_refused("-- oldest: 1\ncreate table thing (id id primary key);\n", 2,
                "table thing exists already");
        step_refused("-- oldest: 1\nalter table thing rename to other;\n", 2,
                "only adds and drops columns");
        step_refused("-- oldest: 1\ncreate trigger t after delete on thing begin select 1; end;\n",
                2, "is not in the subset");
        step_refused("-- oldest: 1\n\ncreate index i on thing (missing);\n", 3,
                "no such column: missing");
        step_refused("-- oldest: 1\n-- sqlite\n\ncreate view v as\n selec 1;\n-- end\n", 5,
                "near \"selec\"");
        step_refused("-- oldest: 1\n-- sqlite\nselect 1;\n", 2, "this block has no `-- end`");
        step_refused("-- oldest: 1\ncreate table x (id id primary key) strict;\n", 2,
                "only `without rowid` may stand");
        step_refused("-- oldest: 1\ninsert into tag (id, thing_id, word)\n values (1, 1, null);\n",
                2, "NOT NULL constraint failed");
}

TEST(steps_are_numbered_without_gaps)
{
        int code;
        struct str got;

        put("src/m/schema/0003_late.sql", "-- oldest: 1\n");
        got = run("migrations --src src --c m.c", &code);
        unlink(str_fmt(a, "%s/src/m/schema/0003_late.sql", dir).ptr);
        expect_said("0003_late.sql", "src/m/schema/0003_late.sql", 1, "should be called 0002_", got,
                code);
}

TEST(one_statement_name_in_two_folders)
{
        const char *q = "-- q(id i64) -> one r\nselect size from thing" BY_ID;
        int code;
        struct str got;

        put("src/m/queries.sql", q);
        put("src/n/queries.sql", q);
        got = run("index --src src --c i.c", &code);
        unlink(str_fmt(a, "%s/src/n/queries.sql", dir).ptr);
        expect_said(q, "src/n/queries.sql", 1,
                "a statement called q stands in src/m/queries.sql:1 already", got, code);
}

TEST(nothing_is_written_when_something_is_refused)
{
        int code;

        accepted("-- q(id i64) -> one r\nselect size from thing" BY_ID);
        REQUIRE(unlink(str_fmt(a, "%s/q.h", dir).ptr) == 0);
        queries("-- q(id i64) -> one r\nselect sise from thing" BY_ID, &code);
        EXPECT(access(str_fmt(a, "%s/q.h", dir).ptr, F_OK) != 0);
}

/* It passed or refused; neither a signal nor what a sanitizer says. */
static bool is_orderly(struct str got, int code)
{
        return str_find(got, STR("Sanitizer")) < 0 && str_find(got, STR("runtime error")) < 0 &&
               (code == 0 || (code == 256 && str_find(got, STR(": error: ")) >= 0));
}

TEST(a_source_that_breaks_off_anywhere_never_crashes)
{
        static const char sql[] =
                "-- q(a i64, l i64[]?, t text) -> many r(n i64)\n"
                "with x (b) as (select size from thing where size = ?a) select id as id,\n"
                "cast(sum(case when size > 1 then 1 else 0 end) as bigint) as n from thing left"
                " join x on x.b = size\nwhere code = 'it''s' and (size, id) > (?a, 1)"
                " {{if l}} and id in (?l) {{end}} group by id order by\n{{one a: id | b: n nulls"
                " last}} limit 5;\n-- w(t text) -> exec\ninsert into tag (id, thing_id, word)"
                " values (1, 2, ?t) on conflict (id) do update set word = tag.word || ?t;\n";
        struct str got;
        int code;

        for (size_t n = 0; n < sizeof sql; n += 11) {
                got = queries(str_fmt(a, "%.*s", (int)n, sql).ptr, &code);
                EXPECT(is_orderly(got, code));
        }
        for (size_t n = 0; n < sizeof schema; n += 23) {
                put("src/m/schema/0002_more.sql",
                        str_fmt(a, "-- oldest: 1\n%.*s", (int)n, schema).ptr);
                got = run("migrations --src src --c m.c", &code);
                EXPECT(is_orderly(got, code));
        }
        unlink(str_fmt(a, "%s/src/m/schema/0002_more.sql", dir).ptr);
}

TEST(the_depfile_names_what_was_read)
{
        int code;
        char text[4096] = "";
        FILE *f;
        struct str got;

        put("src/m/queries.sql", "-- q(id i64) -> one r\nselect size from thing" BY_ID);
        run("queries --src src --folder m --c q.c --h q.h --depfile q.d", &code);
        REQUIRE(code == 0 && (f = fopen(str_fmt(a, "%s/q.d", dir).ptr, "rb")));
        got = str_n(text, fread(text, 1, sizeof text, f));
        fclose(f);
        EXPECT(str_starts(got, STR("q.c: ")));
        EXPECT(str_find(got, STR(" src/m/schema/0001_thing.sql")) >= 0);
        EXPECT(str_find(got, STR(" src/m/schema ")) >= 0);
        EXPECT(str_find(got, STR(" src/order")) >= 0);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = { RUN(names_that_do_not_exist), RUN(lists_of_names),
                RUN(what_only_one_database_has),
                RUN(statements_that_change_their_meaning_when_the_schema_grows),
                RUN(pages_by_offset_and_limits_that_are_no_number), RUN(columns_beside_aggregates),
                RUN(sums_that_postgresql_gives_as_numeric),
                RUN(orders_in_which_null_has_another_place),
                RUN(names_of_the_result_that_where_does_not_see),
                RUN(a_parameter_and_its_column_of_two_kinds), RUN(lists_used_otherwise_than_in),
                RUN(scans_of_a_big_table), RUN(headers_and_rows), RUN(variants),
                RUN(steps_of_the_schema), RUN(steps_are_numbered_without_gaps),
                RUN(one_statement_name_in_two_folders),
                RUN(nothing_is_written_when_something_is_refused),
                RUN(a_source_that_breaks_off_anywhere_never_crashes),
                RUN(the_depfile_names_what_was_read) };
        int r;

        a = arena_new(64 << 20);
        CHECK(mkdtemp(dir) && getenv("MOTCUA_TOOLS"));
        CHECK(system(str_fmt(a, "mkdir -p %s/src/m/schema %s/src/n", dir, dir).ptr) == 0);
        put("src/order", "4 m\n4 n\n");
        put("src/m/schema/0001_thing.sql", schema);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        CHECK(system(str_fmt(a, "rm -rf %s", dir).ptr) == 0);
        arena_free(a);
        return r;
}
