/*
 * tools/sqlgen/check_select.c: refusals that need the clauses of a select: columns that stand bare
 * beside aggregates (SQLite picks any row), names of the result used in `where`, and an order by a
 * nullable column (NULL sorts first on SQLite, last on PostgreSQL).
 *
 * It works on one select at a time, found in the tokens; subqueries are visited by themselves.
 */
#include "sqlgen/sqlgen.h"

struct span {
        size_t from, to; /* tokens from..to-1; empty when the clause is missing */
};

struct select {
        const struct toks *ts;
        struct span all, list, where, group, having, order;
        struct source *sources;
        size_t n_sources;
};

/* The next token after i that is at the same depth. */
static size_t skip(const struct toks *ts, size_t i)
{
        return (tok_is(&ts->t[i], "(") ? tok_close(ts, i) : i) + 1;
}

/* Ends of a select that begins at `from`: its parenthesis, or the next part of a union. */
static size_t select_end(const struct toks *ts, size_t from)
{
        static const char *const parts[] = { "union", "intersect", "except", NULL };
        size_t i = from + 1;

        while (i < ts->n && !tok_is(&ts->t[i], ")") && !tok_in(&ts->t[i], parts))
                i = skip(ts, i);
        return MIN(i, ts->n);
}

static struct select read_select(struct sqlgen *g, const struct toks *ts, size_t at)
{
        static const char *const clauses[] = { "from", "where", "group", "having", "order", "limit",
                "window", "on", "returning", NULL };
        struct select s = { .ts = ts, .all = { at, select_end(ts, at) } };
        struct span unused, *open = &s.list;
        size_t i = at + 1;

        s.list.from = at + 1;
        while (i < s.all.to) {
                const struct tok *t = &ts->t[i];

                if (tok_in(t, clauses) && !(tok_is(t, "from") && tok_is(&t[-1], "distinct")) &&
                        !(tok_is(t, "on") && !tok_is(&t[1], "conflict"))) {
                        open->to = i;
                        open = tok_is(t, "where")    ? &s.where
                               : tok_is(t, "group")  ? &s.group
                               : tok_is(t, "having") ? &s.having
                               : tok_is(t, "order")  ? &s.order
                                                     : &unused;
                        i += tok_is(t, "group") || tok_is(t, "order");
                        open->from = i + 1;
                }
                i = skip(ts, i);
        }
        open->to = s.all.to;
        if (tok_is(&ts->t[s.list.from], "distinct") || tok_is(&ts->t[s.list.from], "all"))
                s.list.from++;
        s.n_sources = find_sources(g, ts, s.all.from, s.all.to, false, &s.sources);
        return s;
}

/* The next item of a list separated by commas; false at the end. */
static bool next_item(const struct toks *ts, struct span *rest, struct span *ret_item)
{
        size_t i = rest->from;

        if (rest->from >= rest->to)
                return false;
        while (i < rest->to && !tok_is(&ts->t[i], ","))
                i = skip(ts, i);
        *ret_item = (struct span){ rest->from, MIN(i, rest->to) };
        rest->from = i + 1;
        return true;
}

/* Cuts `as name` off an item of the result. */
static struct str cut_alias(const struct toks *ts, struct span *item)
{
        if (item->to - item->from >= 3 && tok_is(&ts->t[item->to - 2], "as")) {
                item->to -= 2;
                return ts->t[item->to + 1].text;
        }
        return STR("");
}

static bool same_span(const struct toks *ts, struct span a, struct span b)
{
        if (a.to - a.from != b.to - b.from)
                return false;
        for (size_t i = 0; i < a.to - a.from; i++)
                if (!str_eq_nocase(ts->t[a.from + i].text, ts->t[b.from + i].text))
                        return false;
        return true;
}

/* The item of the result called by that name. */
static bool find_alias(const struct select *s, struct str name, struct span *ret_item)
{
        struct span rest = s->list, item;

        while (next_item(s->ts, &rest, &item)) {
                struct str alias = cut_alias(s->ts, &item);

                if (alias.len && str_eq_nocase(alias, name)) {
                        *ret_item = item;
                        return true;
                }
        }
        return false;
}

static bool is_aggregate(const struct toks *ts, size_t i)
{
        static const char *const names[] = { "count", "sum", "avg", "min", "max", NULL };
        size_t close;

        if (!tok_in(&ts->t[i], names) || !tok_is(&ts->t[i + 1], "("))
                return false;
        close = tok_close(ts, i + 1);
        if (close < ts->n && tok_is(&ts->t[close + 1], "filter"))
                close = tok_close(ts, close + 2);
        return close < ts->n && !tok_is(&ts->t[close + 1], "over");
}

static bool has_aggregate(const struct toks *ts, struct span s)
{
        for (size_t i = s.from; i < s.to; i++) {
                if (tok_is(&ts->t[i], "(") && tok_is(&ts->t[i + 1], "select"))
                        i = tok_close(ts, i);
                else if (is_aggregate(ts, i))
                        return true;
        }
        return false;
}

/* A token that names a column: not a call, a keyword, a qualifier, or a type in a cast. */
static bool is_column(const struct toks *ts, size_t i)
{
        static const char *const other[] = { "bigint", "over", "partition", "filter", "rows",
                "range", "groups", "unbounded", "preceding", "following", "current", "row", "first",
                "last", "nulls", NULL };
        const struct tok *t = &ts->t[i];

        return t->kind == TOK_WORD && !tok_is(&t[1], "(") && !tok_is(&t[1], ".") &&
               !is_sql_word(t->text) && !tok_in(t, other) && !(i && tok_is(&t[-1], "as"));
}

static struct str qualifier(const struct toks *ts, size_t i)
{
        return i >= 2 && tok_is(&ts->t[i - 1], ".") ? ts->t[i - 2].text : STR("");
}

/* How many tokens at i are one of the grouped expressions; a.x and x are taken as the same. */
static size_t grouped(const struct select *s, size_t i, size_t to)
{
        struct span rest = s->group, item;

        while (next_item(s->ts, &rest, &item)) {
                size_t len = item.to - item.from;

                if (i + len <= to && same_span(s->ts, item, (struct span){ i, i + len }))
                        return len;
                if (is_column(s->ts, i) && is_column(s->ts, item.to - 1) &&
                        (len == 1 || len == 3) &&
                        str_eq_nocase(s->ts->t[item.to - 1].text, s->ts->t[i].text))
                        return 1;
        }
        return 0;
}

static void check_bare(
        struct sqlgen *g, const char *file, const struct select *s, struct span in, bool aliases)
{
        const struct toks *ts = s->ts;
        struct span found;

        for (size_t i = in.from; i < in.to; i++) {
                size_t n = grouped(s, i, in.to);

                if (n) {
                        i += n - 1;
                } else if (is_aggregate(ts, i)) {
                        i = tok_close(ts, i + 1);
                        if (tok_is(&ts->t[i + 1], "filter"))
                                i = tok_close(ts, i + 2);
                } else if (tok_is(&ts->t[i], "(") && tok_is(&ts->t[i + 1], "select")) {
                        i = tok_close(ts, i);
                } else if (is_column(ts, i) && !ts->t[i].raw &&
                           !(aliases && find_alias(s, ts->t[i].text, &found))) {
                        sql_error(g, file, ts->t[i].line,
                                "%.*s stands beside aggregates but not "
                                "in group by: SQLite would take it from any row",
                                STRF(ts->t[i].text));
                }
        }
}

static void check_group(struct sqlgen *g, const char *file, const struct select *s)
{
        struct span rest = s->list, item;

        if (s->group.from >= s->group.to && !has_aggregate(s->ts, s->list) &&
                !has_aggregate(s->ts, s->having))
                return;
        while (next_item(s->ts, &rest, &item)) {
                struct str alias = cut_alias(s->ts, &item);
                struct span groups = s->group, group;
                bool named = false;

                while (alias.len && next_item(s->ts, &groups, &group))
                        named = named || (group.to - group.from == 1 &&
                                                 str_eq(s->ts->t[group.from].text, alias));
                if (!named)
                        check_bare(g, file, s, item, false);
        }
        check_bare(g, file, s, s->having, false);
        check_bare(g, file, s, s->order, true);
}

/* SQLite lets `where` see the names that the result gives; PostgreSQL does not. */
static void check_where(struct sqlgen *g, const char *file, const struct select *s)
{
        for (size_t i = s->where.from; i < s->where.to; i++) {
                const struct tok *t = &s->ts->t[i];
                struct span item;
                bool nullable;
                char kind;

                if (tok_is(t, "(") && tok_is(&t[1], "select")) {
                        i = tok_close(s->ts, i);
                        continue;
                }
                if (t->raw || !is_column(s->ts, i) || qualifier(s->ts, i).len ||
                        !find_alias(s, t->text, &item))
                        continue;
                if (!find_column(g, s->sources, s->n_sources, STR(""), t->text, &kind, &nullable))
                        sql_error(g, file, t->line,
                                "%.*s is a name of the result, which `where` "
                                "does not see on PostgreSQL: repeat the expression",
                                STRF(t->text));
        }
}

/*
 * `where`, as a chain of `and`, holds only when this column has a value. (Columns of one name in
 * two tables are not told apart here.)
 */
static bool where_needs(const struct select *s, struct str name)
{
        static const char *const ops[] = { "=", "<", ">", "<=", ">=", "<>", "!=", "between", "in",
                NULL };
        const struct toks *ts = s->ts;
        bool needs = false;

        for (size_t i = s->where.from; i < s->where.to; i = skip(ts, i)) {
                const struct tok *t = &ts->t[i];

                if (tok_is(t, "or"))
                        return false;
                /* (column, …) > (…): rows compare by their first column first */
                if (tok_is(t, "(") && tok_in(&ts->t[tok_close(ts, i) + 1], ops)) {
                        t = &t[1];
                        t += tok_is(&t[1], ".") ? 2 : 0;
                        needs = needs || (tok_is(&t[1], ",") && str_eq_nocase(t->text, name));
                } else if (str_eq_nocase(t->text, name)) {
                        needs = needs || tok_in(&t[1], ops) ||
                                (tok_is(&t[1], "is") && tok_is(&t[2], "not") &&
                                        tok_is(&t[3], "null"));
                }
        }
        return needs;
}

static bool nullable_items(
        struct sqlgen *g, struct query *q, const struct select *s, struct span e);

/* Whether a column or parameter at token i may be NULL; what is not known may be. */
static bool nullable_token(struct sqlgen *g, struct query *q, const struct select *s, size_t i)
{
        const struct tok *t = &s->ts->t[i];
        struct param *p = t->kind == TOK_PARAM ? query_param(q, t->text) : NULL;
        bool nullable = true;
        char kind;

        if (p)
                return p->optional;
        if (!is_column(s->ts, i))
                return tok_is(t, "null") || tok_is(t, "select");
        find_column(g, s->sources, s->n_sources, qualifier(s->ts, i), t->text, &kind, &nullable);
        return nullable && !where_needs(s, t->text);
}

static bool nullable_call(struct sqlgen *g, struct query *q, const struct select *s, struct span e)
{
        static const char *const never[] = { "count", "row_number", "rank", "dense_rank", NULL };
        static const char *const strict[] = { "abs", "length", "lower", "upper", "substr",
                "replace", "trim", "ltrim", "rtrim", NULL };
        const struct tok *t = &s->ts->t[e.from];
        struct span rest = { e.from + 2, e.to - 1 }, item;
        bool last = true;

        if (tok_in(t, never))
                return false;
        if (tok_is(t, "cast"))
                return nullable_items(g, q, s, (struct span){ e.from + 2, e.to - 3 });
        if (tok_in(t, strict))
                return nullable_items(g, q, s, rest);
        if (!tok_is(t, "coalesce"))
                return true;
        while (next_item(s->ts, &rest, &item))
                last = nullable_items(g, q, s, item);
        return last;
}

/* Any part of the expression may be NULL. */
static bool nullable_items(struct sqlgen *g, struct query *q, const struct select *s, struct span e)
{
        const struct toks *ts = s->ts;
        bool has_case = false, has_else = false;

        for (size_t i = e.from; i < e.to; i++) {
                size_t close;

                has_case = has_case || tok_is(&ts->t[i], "case");
                has_else = has_else || tok_is(&ts->t[i], "else");
                if (ts->t[i].kind == TOK_WORD && tok_is(&ts->t[i + 1], "(") &&
                        (tok_is(&ts->t[i], "cast") || !is_sql_word(ts->t[i].text))) {
                        close = tok_close(ts, i + 1);
                        if (nullable_call(g, q, s, (struct span){ i, close + 1 }))
                                return true;
                        i = close;
                        if (tok_is(&ts->t[i + 1], "over"))
                                i = skip(ts, i + 2) - 1;
                } else if (nullable_token(g, q, s, i)) {
                        return true;
                }
        }
        return has_case && !has_else;
}

/* The select that an `order by` at token i belongs to. */
static bool owner(struct sqlgen *g, const struct toks *ts, size_t i, struct select *ret_s)
{
        int depth = 0;

        while (i-- > 0) {
                depth += tok_is(&ts->t[i], ")") ? 1 : tok_is(&ts->t[i], "(") ? -1 : 0;
                if (depth <= 0 && tok_is(&ts->t[i], "select")) {
                        *ret_s = read_select(g, ts, i);
                        return true;
                }
        }
        return false;
}

static size_t order_end(const struct toks *ts, size_t from)
{
        static const char *const ends[] = { "limit", "rows", "range", "groups", "returning", ")",
                NULL };
        size_t i = from;

        while (i < ts->n && !tok_in(&ts->t[i], ends))
                i = skip(ts, i);
        return MIN(i, ts->n);
}

static void check_order(
        struct sqlgen *g, const char *file, struct query *q, const struct toks *ts, size_t order)
{
        struct span rest = { order + 2, order_end(ts, order + 2) }, item, named;
        struct select s;

        if (!owner(g, ts, order, &s))
                return;
        while (next_item(ts, &rest, &item)) {
                struct span e = item;

                if (item.to - item.from >= 2 && tok_is(&ts->t[item.to - 2], "nulls"))
                        continue;
                if (e.to > e.from &&
                        (tok_is(&ts->t[e.to - 1], "asc") || tok_is(&ts->t[e.to - 1], "desc")))
                        e.to--;
                if (e.to - e.from == 1 && find_alias(&s, ts->t[e.from].text, &named))
                        e = named;
                if (e.to - e.from == 1 && ts->t[e.from].kind == TOK_NUMBER)
                        sql_error(
                                g, file, ts->t[e.from].line, "order by a number: name the column");
                if (nullable_items(g, q, &s, e))
                        sql_error(g, file, ts->t[item.from].line,
                                "order by %.*s, which may be "
                                "NULL: add `nulls first` or `nulls last`, for the databases differ",
                                STRF(ts->t[e.to - 1].text));
        }
}

void check_selects(struct sqlgen *g, const char *file, struct query *q, const struct toks *ts)
{
        for (size_t i = 0; i < ts->n; i++) {
                if (ts->t[i].raw)
                        continue;
                if (tok_is(&ts->t[i], "select")) {
                        struct select s = read_select(g, ts, i);

                        check_group(g, file, &s);
                        check_where(g, file, &s);
                } else if (tok_is(&ts->t[i], "order") && tok_is(&ts->t[i + 1], "by")) {
                        check_order(g, file, q, ts, i);
                }
        }
}
