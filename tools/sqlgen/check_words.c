/*
 * tools/sqlgen/check_words.c: refusals that a few neighbouring tokens show: words, functions and
 * forms that one of the databases lacks or that mean something else there. What needs to know
 * columns is in check_types.c, what needs to know clauses in check_select.c.
 */
#include "sqlgen/sqlgen.h"

/* Words that are refused wherever they stand, and what to do instead. */
static const struct {
        const char *word, *why;
} refused[] = {
        { "like", "like is case-insensitive on SQLite only: search folded texts through "
                  "store/search, or compare a range (>= and <)" },
        { "ilike", "ilike is PostgreSQL's alone: search folded texts through store/search" },
        { "glob", "glob is SQLite's alone: search folded texts through store/search" },
        { "regexp", "regexp is SQLite's alone: decide in C" },
        { "match", "match is SQLite's alone: search through store/search" },
        { "similar", "similar to is PostgreSQL's alone: decide in C" },
        { "current_timestamp", "statements have no clock: pass the moment as a parameter" },
        { "current_date", "statements have no clock: pass the day as a parameter" },
        { "current_time", "statements have no clock: pass the moment as a parameter" },
        { "localtimestamp", "statements have no clock: pass the moment as a parameter" },
        { "offset", "page by key, never by offset: `where (at, id) > (?after_at, ?after_id)`" },
        { "raise", "raise( is SQLite's alone: check in C and return an error" },
        { "autoincrement", "ids are made by base/id.h and given as parameters" },
        { "serial", "ids are made by base/id.h and given as parameters" },
        { "bigserial", "ids are made by base/id.h and given as parameters" },
        { "collate", "texts compare by bytes on both databases: store a sort key instead" },
        { "rowid", "rowid is SQLite's alone: use the id column" },
        { "_rowid_", "rowid is SQLite's alone: use the id column" },
        { "oid", "oid is not a column of ours: use the id column" },
        { "true", "bool columns are integers: write 1" },
        { "false", "bool columns are integers: write 0" },
        { "isnull", "write `is null`" },
        { "notnull", "write `is not null`" },
        { "natural", "natural joins change when a column is added: write the condition" },
        { "indexed", "PostgreSQL has no index hints" },
        { "==", "write =" },
        { "::", "write cast(x as bigint)" },
        { "->", "JSON is not queried: give what is searched a column" },
        { "->>", "JSON is not queried: give what is searched a column" },
        { "?", "parameters are written ?name" },
        { ":", "parameters are written ?name" },
        { "@", "parameters are written ?name" },
        { "$", "parameters are written ?name" },
};

static const char *const date_functions[] = { "date", "time", "datetime", "julianday", "strftime",
        "unixepoch", "now", "date_trunc", "date_part", "extract", "to_char", "to_timestamp", "age",
        "timediff", NULL };

/* What both databases have and mean alike. */
static const char *const functions[] = { "count", "sum", "avg", "min", "max", "coalesce", "nullif",
        "abs", "length", "lower", "upper", "substr", "replace", "trim", "ltrim", "rtrim",
        "row_number", "rank", "dense_rank", "lag", "lead", "first_value", "last_value", NULL };

/* Words before or as which a parenthesis is no function call. */
static const char *const not_called[] = { "key", "materialized", "over", "filter", "recursive",
        "partition", "conflict", "between", "do", "by", "rows", "intersect", "cross", NULL };

static void refuse(struct sqlgen *g, const char *file, const struct tok *t, const char *why)
{
        sql_error(g, file, t->line, "%.*s: %s", STRF(t->text), why);
}

/* t[i] is a name with a parenthesis after it: a call, or the columns of a table. */
static bool is_call(const struct toks *ts, size_t i)
{
        static const char *const before[] = { "into", "table", "references", "as", "with",
                "recursive", NULL };
        const struct tok *t = &ts->t[i];
        size_t close;

        if (t->kind != TOK_WORD || !tok_is(&t[1], "(") || tok_in(t, not_called))
                return false;
        if (is_sql_word(t->text) && !tok_is(t, "replace") && !tok_is(t, "cast"))
                return false;
        if (tok_is(t, "cast") || (i && tok_in(&t[-1], before)))
                return false;
        if (i >= 3 && tok_is(&t[-1], "on") && tok_is(&t[-3], "index"))
                return false;
        /* A common table: `, name (a, b) as (` */
        close = tok_close(ts, i + 1);
        return !(
                close < ts->n && tok_is(&ts->t[close + 1], "as") && tok_is(&ts->t[close + 2], "("));
}

static bool has_comma(const struct toks *ts, size_t open, size_t close)
{
        int depth = 0;

        for (size_t i = open; i < close; i++) {
                depth += tok_is(&ts->t[i], "(") ? 1 : tok_is(&ts->t[i], ")") ? -1 : 0;
                if (depth == 1 && tok_is(&ts->t[i], ","))
                        return true;
        }
        return false;
}

/* Token i stands somewhere inside cast( … as bigint). */
static bool inside_cast(const struct toks *ts, size_t i)
{
        for (size_t k = 0; k < i; k++) {
                size_t close;

                if (!tok_is(&ts->t[k], "cast") || !tok_is(&ts->t[k + 1], "("))
                        continue;
                close = tok_close(ts, k + 1);
                if (close > i && close < ts->n && tok_is(&ts->t[close - 1], "bigint") &&
                        tok_is(&ts->t[close - 2], "as"))
                        return true;
        }
        return false;
}

static void check_call(struct sqlgen *g, const char *file, const struct toks *ts, size_t i)
{
        const struct tok *t = &ts->t[i];
        size_t close = tok_close(ts, i + 1);

        if (tok_in(t, date_functions))
                refuse(g, file, t,
                        "date functions differ and statements have no clock: pass "
                        "moments and days as parameters");
        else if (!tok_in(t, functions))
                refuse(g, file, t,
                        "not among the functions that both databases have and mean "
                        "alike (tools/sqlgen/check_words.c): decide in C, or use "
                        "{{sqlite}}…{{end}} and {{postgres}}…{{end}}");
        else if ((tok_is(t, "min") || tok_is(t, "max")) && has_comma(ts, i + 1, close))
                refuse(g, file, t, "with several arguments it is SQLite's alone: use case");
        else if ((tok_is(t, "sum") || tok_is(t, "avg")) && !inside_cast(ts, i))
                refuse(g, file, t, "PostgreSQL answers numeric: write cast(… as bigint) around");
}

static void check_star(struct sqlgen *g, const char *file, const struct tok *t)
{
        static const char *const before[] = { "select", "distinct", "all", ",", ".", "returning",
                NULL };

        if (tok_is(t, "*") && tok_in(&t[-1], before))
                sql_error(g, file, t->line,
                        "select *: name the columns, so that a new one "
                        "changes no row");
}

static void check_limit(struct sqlgen *g, const char *file, const struct tok *t)
{
        if (t[1].kind != TOK_PARAM && t[1].kind != TOK_NUMBER)
                sql_error(g, file, t->line, "limit takes a parameter or a number");
        else if (t[2].kind == TOK_OP && !tok_is(&t[2], ")"))
                sql_error(g, file, t->line, "limit takes a parameter or a number, no expression");
}

static void check_is(struct sqlgen *g, const char *file, const struct tok *t)
{
        const struct tok *u = tok_is(&t[1], "not") ? &t[2] : &t[1];

        if (!tok_is(u, "null") && !tok_is(u, "distinct"))
                sql_error(g, file, t->line,
                        "`is` takes only null on PostgreSQL: write "
                        "`is not distinct from`");
}

/* insert [or …] into name [as alias] ( */
static void check_insert(struct sqlgen *g, const char *file, const struct tok *t)
{
        const struct tok *u = tok_is(&t[2], "as") ? &t[4] : &t[2];

        if (!tok_is(u, "("))
                sql_error(g, file, t->line,
                        "insert without a column list: name the columns, so "
                        "that a new one changes nothing here");
}

static void check_word(struct sqlgen *g, const char *file, const struct toks *ts, size_t i)
{
        static const char *const conflict[] = { "rollback", "replace", "ignore", "abort", "fail",
                NULL };
        static const char *const before[] = { ".", "without", NULL };
        const struct tok *t = &ts->t[i];

        for (size_t k = 0; k < ARRAY_LEN(refused); k++)
                if (tok_is(t, refused[k].word) && !(i && tok_in(&t[-1], before)))
                        refuse(g, file, t, refused[k].why);
        if (tok_is(t, "or") && tok_in(&t[1], conflict))
                sql_error(g, file, t->line,
                        "`or %.*s` is SQLite's alone: use `on conflict (…) do "
                        "nothing` or `do update`",
                        STRF(t[1].text));
        else if (tok_is(t, "replace") && tok_is(&t[1], "into") && !(i && tok_is(&t[-1], "or")))
                refuse(g, file, t, "replace into is SQLite's alone: use on conflict … do update");
        else if (tok_is(t, "limit"))
                check_limit(g, file, t);
        else if (tok_is(t, "is"))
                check_is(g, file, t);
        else if (tok_is(t, "into"))
                check_insert(g, file, t);
        else if (tok_is(t, "*") && i)
                check_star(g, file, t);
        else if (tok_is(t, "x") && t[1].kind == TOK_STRING && !t[1].space)
                sql_error(g, file, t->line, "blob literals differ: pass a parameter");
        else if (is_call(ts, i))
                check_call(g, file, ts, i);
}

/* One operand that is no comparison: `where closed`, `and not d.closed`, `when ?flag`. */
static void check_condition(struct sqlgen *g, const char *file, const struct toks *ts, size_t i)
{
        static const char *const after[] = { "and", "or", ")", "then", "group", "order", "limit",
                "union", "except", "intersect", "returning", ";", NULL };
        const struct tok *t = &ts->t[i];
        size_t n = tok_is(&t[1], ".") ? 3 : 1;

        if (t->kind != TOK_PARAM && (t->kind != TOK_WORD || is_sql_word(t->text)))
                return;
        if (t[n].kind == TOK_END || tok_in(&t[n], after))
                sql_error(g, file, t->line,
                        "%.*s is an integer, no condition, on PostgreSQL: write "
                        "`= 1` or `= 0`",
                        STRF(t[n - 1].text));
}

/* `case when c then`, where c is a condition; in `case x when y then` it is a value. */
static bool is_searched_case(const struct toks *ts, size_t when)
{
        int depth = 0;

        for (size_t i = when; i-- > 0;) {
                if (tok_is(&ts->t[i], "end"))
                        depth++;
                else if (tok_is(&ts->t[i], "case") && depth-- == 0)
                        return tok_is(&ts->t[i + 1], "when");
        }
        return true;
}

static void check_conditions(struct sqlgen *g, const char *file, const struct toks *ts)
{
        static const char *const begin[] = { "where", "and", "or", "not", "having", "when", "on",
                NULL };
        struct {
                int depth;
        } between[64];
        size_t n = 0;
        int depth = 0;

        for (size_t i = 0; i < ts->n; i++) {
                const struct tok *t = &ts->t[i];

                depth += tok_is(t, "(") ? 1 : tok_is(t, ")") ? -1 : 0;
                if (tok_is(t, "between") && n < ARRAY_LEN(between))
                        between[n++].depth = depth;
                if (tok_is(t, "and") && n && between[n - 1].depth == depth) {
                        n--;
                        continue;
                }
                if (t->raw || !tok_in(t, begin) || (tok_is(t, "on") && tok_is(&t[1], "conflict")) ||
                        (tok_is(t, "when") && !is_searched_case(ts, i)))
                        continue;
                check_condition(g, file, ts, i + 1);
        }
}

/* `update … limit` and `delete … order by`, which Debian's SQLite would take. */
static void check_write_limit(struct sqlgen *g, const char *file, const struct toks *ts)
{
        int depth = 0;

        if (!tok_is(&ts->t[0], "update") && !tok_is(&ts->t[0], "delete"))
                return;
        for (size_t i = 0; i < ts->n; i++) {
                const struct tok *t = &ts->t[i];

                depth += tok_is(t, "(") ? 1 : tok_is(t, ")") ? -1 : 0;
                if (depth == 0 && !t->raw && (tok_is(t, "limit") || tok_is(t, "order")))
                        refuse(g, file, t,
                                "update and delete have none on PostgreSQL: write "
                                "`where id in (select … limit ?n)`");
        }
}

void check_words(struct sqlgen *g, const char *file, const struct toks *ts)
{
        for (size_t i = 0; i < ts->n; i++) {
                if (ts->t[i].raw)
                        continue;
                if (ts->t[i].kind == TOK_QUOTED)
                        refuse(g, file, &ts->t[i],
                                "quoted identifiers: SQLite takes a misspelled "
                                "one for a text; write names bare, texts in '…'");
                else
                        check_word(g, file, ts, i);
        }
        check_conditions(g, file, ts);
        check_write_limit(g, file, ts);
}
