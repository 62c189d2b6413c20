/*
 * tools/sqlgen/check_types.c: parameters against the columns they meet. SQLite would compare a text
 * with a number and answer "no"; PostgreSQL refuses the statement when it is first prepared. Here
 * it is found when the program is built. Also finds which tables a statement names.
 */
#include "sqlgen/sqlgen.h"

static void add_source(struct sqlgen *g, struct source **s, size_t *n, struct source new)
{
        if ((*n & (*n + 1)) == 0 || !*s) {
                struct source *grown = NEW_ARRAY(g->a, struct source, (*n + 1) * 2);

                if (*n)
                        memcpy(grown, *s, *n * sizeof *grown);
                *s = grown;
        }
        (*s)[(*n)++] = new;
}

/* The alias after a table at token i: `as x`, or a bare word that belongs to no clause. */
static struct str alias_at(const struct toks *ts, size_t i, struct str table)
{
        static const char *const clause[] = { "inner", "join", "left", "right", "full", "cross",
                "set", "indexed", "values", "window", "outer", NULL };

        if (tok_is(&ts->t[i], "as"))
                return ts->t[i + 1].text;
        if (ts->t[i].kind == TOK_WORD && !is_sql_word(ts->t[i].text) && !tok_in(&ts->t[i], clause))
                return ts->t[i].text;
        return table;
}

/* A from clause, tokens from..to-1: tables and subqueries at its own depth. */
static void from_clause(struct sqlgen *g, const struct toks *ts, size_t from, size_t to,
        struct source **s, size_t *n)
{
        bool expected = true, outer = false;
        size_t first = *n;

        for (size_t i = from; i < to; i++) {
                const struct tok *t = &ts->t[i];

                if (expected && tok_is(t, "(")) {
                        size_t close = tok_close(ts, i);

                        add_source(g, s, n,
                                (struct source){
                                        STR(""), alias_at(ts, close + 1, STR("")), outer });
                        expected = outer = false;
                        i = close;
                } else if (expected && t->kind == TOK_WORD) {
                        add_source(g, s, n,
                                (struct source){ t->text, alias_at(ts, i + 1, t->text), outer });
                        expected = outer = false;
                } else if (tok_is(t, "(")) {
                        i = tok_close(ts, i);
                } else if (tok_is(t, "left") || tok_is(t, "full")) {
                        outer = true;
                }
                if (tok_is(t, "right") || tok_is(t, "full"))
                        for (size_t k = first; k < *n; k++)
                                (*s)[k].outer = true;
                expected = expected || tok_is(t, ",") || tok_is(t, "join");
        }
}

static size_t clause_end(const struct toks *ts, size_t from, size_t to)
{
        static const char *const ends[] = { "where", "group", "having", "order", "limit", "union",
                "intersect", "except", "window", "returning", "set", NULL };

        for (size_t i = from; i < to; i++) {
                if (tok_is(&ts->t[i], "("))
                        i = tok_close(ts, i);
                else if (tok_is(&ts->t[i], ")") || tok_in(&ts->t[i], ends))
                        return i;
        }
        return to;
}

static bool is_from(const struct toks *ts, size_t i)
{
        return tok_is(&ts->t[i], "from") && !(i && tok_is(&ts->t[i - 1], "distinct"));
}

size_t find_sources(struct sqlgen *g, const struct toks *ts, size_t from, size_t to, bool nested,
        struct source **ret_s)
{
        size_t n = 0;

        *ret_s = NULL;
        for (size_t i = from; i < to; i++) {
                const struct tok *t = &ts->t[i];

                if (is_from(ts, i))
                        from_clause(g, ts, i + 1, clause_end(ts, i + 1, to), ret_s, &n);
                else if (tok_is(t, "into") || (tok_is(t, "update") && !tok_is(&t[1], "set")))
                        add_source(g, ret_s, &n,
                                (struct source){
                                        t[1].text, alias_at(ts, i + 2, t[1].text), false });
                else if (!nested && tok_is(t, "("))
                        i = tok_close(ts, i);
        }
        return n;
}

int find_column(struct sqlgen *g, const struct source *s, size_t n, struct str qualifier,
        struct str name, char *ret_kind, bool *ret_nullable)
{
        int found = 0;

        for (size_t i = 0; i < n; i++) {
                char kind;
                bool nullable;

                if (qualifier.len && !str_eq_nocase(s[i].alias, qualifier))
                        continue;
                if (!s[i].table.len || !schema_column(g, s[i].table, name, &kind, &nullable))
                        continue;
                *ret_nullable = (found && *ret_nullable) || nullable || s[i].outer;
                *ret_kind = found && *ret_kind != kind ? 0 : kind;
                found++;
        }
        return found;
}

static char param_kind(const struct param *p)
{
        return p->type == TYPE_TEXT || p->type == TYPE_LIST_TEXT ? 't'
               : p->type == TYPE_BLOB                            ? 'b'
                                                                 : 'i';
}

static const char *kind_name(char kind)
{
        return kind == 't' ? "text" : kind == 'b' ? "blob" : "i64";
}

static void meet(struct sqlgen *g, const char *file, struct query *q, const struct tok *param,
        struct str column, char kind)
{
        struct param *p = query_param(q, param->text);

        if (p && kind && param_kind(p) != kind)
                sql_error(g, file, param->line,
                        "?%.*s is %s, but meets the column %.*s, which is "
                        "%s: PostgreSQL refuses that",
                        STRF(p->name), kind_name(param_kind(p)), STRF(column), kind_name(kind));
}

/* `column = ?p`, `?p < t.column`, `column in (?list)`, `set column = ?p` */
static void check_comparisons(struct sqlgen *g, const char *file, struct query *q,
        const struct toks *ts, const struct source *s, size_t n)
{
        static const char *const ops[] = { "=", "<", ">", "<=", ">=", "<>", "!=", NULL };

        for (size_t i = 1; i < ts->n; i++) {
                const struct tok *t = &ts->t[i], *column = NULL;
                bool qualified, nullable;
                char kind = 0;

                if (t->kind != TOK_PARAM || t->raw)
                        continue;
                if (i >= 2 && tok_in(&t[-1], ops))
                        column = &t[-2];
                else if (i >= 3 && tok_is(&t[-1], "(") && tok_is(&t[-2], "in"))
                        column = tok_is(&t[-3], "not") && i >= 4 ? &t[-4] : &t[-3];
                else if (tok_in(&t[1], ops))
                        column = tok_is(&t[3], ".") ? &t[4] : &t[2];
                if (!column || column->kind != TOK_WORD || tok_is(&column[1], "("))
                        continue;
                qualified = column - ts->t >= 2 && tok_is(&column[-1], ".") &&
                            !tok_is(&column[-2], "excluded");
                if (find_column(g, s, n, qualified ? column[-2].text : STR(""), column->text, &kind,
                            &nullable))
                        meet(g, file, q, t, column->text, kind);
        }
}

static void check_left_out(struct sqlgen *g, const char *file, const struct tok *table,
        const struct tok *first, const struct tok *last)
{
        sqlite3_stmt *st;
        struct str sql = str_fmt(g->a,
                "select name from pragma_table_xinfo('%.*s') "
                "where (\"notnull\" or pk) and dflt_value is null and not hidden",
                STRF(table->text));

        if (sqlite3_prepare_v2(g->db, sql.ptr, -1, &st, NULL) != SQLITE_OK)
                return;
        while (sqlite3_step(st) == SQLITE_ROW) {
                struct str name = str_of((const char *)sqlite3_column_text(st, 0));
                bool given = false;

                for (const struct tok *t = first; t < last; t++)
                        given = given || str_eq_nocase(t->text, name);
                if (!given)
                        sql_error(g, file, table->line,
                                "the insert leaves out %.*s.%.*s, which "
                                "must have a value",
                                STRF(table->text), STRF(name));
        }
        sqlite3_finalize(st);
}

/* insert into t (a, b) values (?x, ?y), …: parameters against columns, and none forgotten. */
static void check_insert(
        struct sqlgen *g, const char *file, struct query *q, const struct toks *ts, size_t into)
{
        const struct tok *t = ts->t, *table = &t[into + 1];
        size_t open = into + (tok_is(&t[into + 2], "as") ? 4 : 2), close, at, row,
               column = open + 1;

        if (!tok_is(&t[open], "(") || !schema_table(g, table->text))
                return;
        close = tok_close(ts, open);
        if (close == ts->n)
                return;
        check_left_out(g, file, table, &t[open], &t[close]);
        if (!tok_is(&t[close + 1], "values"))
                return;
        for (row = close + 2; tok_is(&t[row], "("); row = at + 1 + tok_is(&t[at + 1], ",")) {
                at = tok_close(ts, row);
                column = open + 1;
                for (size_t i = row + 1; i < at && column < close; i++) {
                        bool nullable;
                        char kind;

                        if (tok_is(&t[i], "("))
                                i = tok_close(ts, i);
                        if (tok_is(&t[i], ","))
                                column += 2;
                        else if (t[i].kind == TOK_PARAM &&
                                 tok_in(&t[i - 1], (const char *const[]){ "(", ",", NULL }) &&
                                 tok_in(&t[i + 1], (const char *const[]){ ")", ",", NULL }) &&
                                 schema_column(g, table->text, t[column].text, &kind, &nullable))
                                meet(g, file, q, &t[i], t[column].text, kind);
                }
                if (at == ts->n)
                        return;
        }
}

/* In `do update set n = n + 1` PostgreSQL cannot tell the row's n from excluded's. */
static void check_upsert(
        struct sqlgen *g, const char *file, const struct toks *ts, size_t set, struct str table)
{
        int depth = 0;

        for (size_t i = set + 1; i < ts->n && !tok_is(&ts->t[i], "returning"); i++) {
                const struct tok *t = &ts->t[i];
                bool nullable, target;
                char kind;

                depth += tok_is(t, "(") ? 1 : tok_is(t, ")") ? -1 : 0;
                target = depth == 0 && tok_is(&t[1], "=") &&
                         (tok_is(&t[-1], "set") || tok_is(&t[-1], ","));
                if (t->kind != TOK_WORD || target || tok_is(&t[-1], ".") || tok_is(&t[1], ".") ||
                        tok_is(&t[1], "(") || is_sql_word(t->text))
                        continue;
                if (schema_column(g, table, t->text, &kind, &nullable))
                        sql_error(g, file, t->line,
                                "%.*s is ambiguous on PostgreSQL: write "
                                "%.*s.%.*s or excluded.%.*s",
                                STRF(t->text), STRF(table), STRF(t->text), STRF(t->text));
        }
}

static void check_params(struct sqlgen *g, const char *file, struct query *q, const struct toks *ts)
{
        for (size_t i = 0; i < ts->n; i++) {
                const struct tok *t = &ts->t[i];
                struct param *p;

                if (t->kind != TOK_PARAM)
                        continue;
                p = query_param(q, t->text);
                if (!p) {
                        sql_error(g, file, t->line, "?%.*s is not among the parameters of %.*s",
                                STRF(t->text), STRF(q->name));
                        continue;
                }
                p->used = true;
                if (p->type >= TYPE_LIST_I64 && !(i >= 2 && tok_is(&t[-1], "(") &&
                                                        tok_is(&t[-2], "in") && tok_is(&t[1], ")")))
                        sql_error(g, file, t->line,
                                "the list ?%.*s can only be used as `in "
                                "(?%.*s)`",
                                STRF(p->name), STRF(p->name));
        }
}

void check_types(struct sqlgen *g, const char *file, struct query *q, const struct toks *ts)
{
        struct source *s;
        size_t n = find_sources(g, ts, 0, ts->n, true, &s);
        struct str target = STR("");

        check_params(g, file, q, ts);
        check_comparisons(g, file, q, ts, s, n);
        for (size_t i = 0; i + 2 < ts->n; i++) {
                if (tok_is(&ts->t[i], "into") && !ts->t[i].raw) {
                        target = ts->t[i + 1].text;
                        check_insert(g, file, q, ts, i);
                } else if (tok_is(&ts->t[i], "do") && tok_is(&ts->t[i + 1], "update") &&
                           tok_is(&ts->t[i + 2], "set")) {
                        check_upsert(g, file, ts, i + 2, target);
                }
        }
}
