/*
 * tools/sqlgen/prepare.c: every variant is prepared on the real schema. SQLite says which columns
 * come back and from where; EXPLAIN QUERY PLAN says whether a big table would be scanned.
 */
#include "sqlgen/sqlgen.h"

/* What SQLite reads while it prepares a statement: the personal columns among it. */
struct reads {
        struct sqlgen *g;
        struct str names[64]; /* "table.column" */
        struct str columns[64];
        size_t n;
};

static int note_read(void *arg, int action, const char *table, const char *column,
        const char *db UNUSED, const char *trigger UNUSED)
{
        struct reads *r = arg;
        struct column *c;

        if (action != SQLITE_READ || !table || !column || r->n == ARRAY_LEN(r->names))
                return SQLITE_OK;
        c = table_column(schema_table(r->g, str_of(table)), str_of(column));
        if (c && c->personal) {
                r->names[r->n] = str_fmt(r->g->a, "%s.%s", table, column);
                r->columns[r->n++] = c->name;
        }
        return SQLITE_OK;
}

static void add_personal(struct sqlgen *g, struct query *q, struct str name)
{
        if (!q->personal.arena)
                buf_init(&q->personal, g->a, 1 << 16);
        if (q->personal.len && str_find(buf_str(&q->personal), name) >= 0)
                return;
        if (q->personal.len)
                buf_addc(&q->personal, ", ");
        buf_add(&q->personal, name);
}

/*
 * Which personal columns the result shows. A plain column is known by its origin. For the rest it
 * errs to the safe side: an expression shows what it names; unions and common tables show all
 * that the statement reads.
 */
static void find_personal(struct sqlgen *g, struct query *q, sqlite3_stmt *st,
        const struct toks *ts, const struct reads *reads)
{
        static const char *const wide[] = { "with", "union", "intersect", "except", NULL };
        bool all = false, expression = false;

        for (size_t i = 0; i < ts->n; i++)
                all = all || tok_in(&ts->t[i], wide);
        for (int i = 0; i < sqlite3_column_count(st); i++) {
                const char *table = sqlite3_column_table_name(st, i);
                const char *origin = sqlite3_column_origin_name(st, i);
                struct column *c;

                if (!table || !origin) {
                        expression = true;
                        continue;
                }
                c = table_column(schema_table(g, str_of(table)), str_of(origin));
                if (c && c->personal)
                        add_personal(g, q, str_fmt(g->a, "%s.%s", table, origin));
        }
        if (!all && !expression)
                return;
        for (size_t k = 0; k < reads->n && sqlite3_column_count(st); k++) {
                bool listed = all, on = true;

                /* Up to `from` stand the results; a returning clause stands at the end. */
                for (size_t i = 0; i < ts->n && !listed; i++) {
                        on = tok_is(&ts->t[i], "returning") || (on && !tok_is(&ts->t[i], "from"));
                        listed = on && str_eq_nocase(ts->t[i].text, reads->columns[k]);
                }
                if (listed)
                        add_personal(g, q, reads->names[k]);
        }
}

static char declared_kind(const struct row *row, struct str name, bool *ret_nullable)
{
        for (size_t i = 0; i < row->n_declared; i++) {
                if (!str_eq(row->declared[i].name, name))
                        continue;
                *ret_nullable = row->declared[i].nullable;
                return row->declared[i].kind;
        }
        return 0;
}

/* Name, type and nullability of result column i. */
static struct field read_field(
        struct sqlgen *g, struct queries *qs, struct query *q, sqlite3_stmt *st, int i)
{
        struct field f = { .name = str_dup(g->a, str_of(sqlite3_column_name(st, i))) };
        const char *table = sqlite3_column_table_name(st, i);
        const char *origin = sqlite3_column_origin_name(st, i);
        bool nullable = false;
        char declared;

        f.line = q->line;
        if (table && origin)
                schema_column(g, str_of(table), str_of(origin), &f.kind, &f.nullable);
        declared = declared_kind(q->row, f.name, &nullable);
        if (!is_name(f.name) || is_c_word(f.name))
                sql_error(g, qs->file, q->line,
                        "column %d of %.*s is called %.*s, which is no "
                        "name in C: write `as name`",
                        i + 1, STRF(q->name), STRF(f.name));
        else if (!f.kind && !declared)
                sql_error(g, qs->file, q->line,
                        "column %.*s of %.*s is an expression: give its "
                        "type in the header, `%.*s(%.*s i64)`",
                        STRF(f.name), STRF(q->name), STRF(q->row->name), STRF(f.name));
        else if (f.kind && declared && f.kind != declared)
                sql_error(g, qs->file, q->line,
                        "column %.*s of %.*s has another type in the "
                        "schema than in the header",
                        STRF(f.name), STRF(q->name));
        f.nullable = f.nullable || nullable;
        f.kind = f.kind ? f.kind : declared;
        return f;
}

static void check_shape(struct sqlgen *g, struct queries *qs, struct query *q, sqlite3_stmt *st)
{
        size_t n = (size_t)sqlite3_column_count(st);
        struct row *row = q->row;
        struct field *fields = NEW_ARRAY(g->a, struct field, n + 1);
        bool same = row->shaped && row->n_fields == n;

        for (size_t i = 0; i < n; i++) {
                fields[i] = read_field(g, qs, q, st, (int)i);
                for (size_t k = 0; k < i; k++)
                        if (str_eq(fields[k].name, fields[i].name))
                                sql_error(g, qs->file, q->line,
                                        "two columns of %.*s are called "
                                        "%.*s: write `as name`",
                                        STRF(q->name), STRF(fields[i].name));
                same = same && str_eq(row->fields[i].name, fields[i].name) &&
                       row->fields[i].kind == fields[i].kind;
        }
        if (row->shaped && !same)
                sql_error(g, qs->file, q->line,
                        "row %.*s has other columns here than in %.*s "
                        "(names, order and types must be the same): name another row",
                        STRF(row->name), STRF(row->shaped_by));
        for (size_t i = 0; row->shaped && same && i < n; i++)
                row->fields[i].nullable = row->fields[i].nullable || fields[i].nullable;
        if (row->shaped)
                return;
        row->fields = fields;
        row->n_fields = n;
        row->shaped = true;
        row->shaped_by = q->name;
}

/* The table that a name in the plan stands for: an alias hides it. */
static struct table *planned_table(
        struct sqlgen *g, const struct source *s, size_t n, struct str name)
{
        for (size_t i = 0; i < n; i++) {
                struct table *t = schema_table(g, s[i].table);

                if (t && t->big && str_eq_nocase(s[i].alias, name))
                        return t;
        }
        return NULL;
}

/* "SCAN d", "SCAN d USING INDEX …", and an index that SQLite would build for one run. */
static void check_plan(struct sqlgen *g, struct queries *qs, struct query *q, const struct toks *ts,
        struct str sql)
{
        struct str explain = str_cat(g->a, STR("explain query plan "), sql);
        struct source *s;
        size_t n = find_sources(g, ts, 0, ts->n, true, &s);
        sqlite3_stmt *st;

        if (q->scan_reason.len || sqlite3_prepare_v2(g->db, explain.ptr, -1, &st, NULL))
                return;
        while (sqlite3_step(st) == SQLITE_ROW) {
                struct str plan = str_of((const char *)sqlite3_column_text(st, 3)), name, rest;
                struct table *t;

                rest = plan;
                if (!str_starts(plan, STR("SCAN ")) && str_find(plan, STR(" AUTOMATIC ")) < 0)
                        continue;
                rest = str_sub(plan, str_starts(plan, STR("SCAN ")) ? 5 : 7, plan.len);
                str_cut(&rest, ' ', &name);
                t = planned_table(g, s, n, name);
                if (t)
                        sql_error(g, qs->file, q->line,
                                "%.*s scans the big table %.*s (%.*s): "
                                "add an index or a condition, or say why it may in a comment "
                                "`-- scan: reason`",
                                STRF(q->name), STRF(t->name), STRF(plan));
        }
        sqlite3_finalize(st);
}

/* The line of the token at a place of the SQL text. */
static int line_at(const struct toks *ts, const size_t *ends, int offset, int otherwise)
{
        if (offset < 0)
                return otherwise;
        for (size_t i = 0; i < ts->n; i++)
                if (ends[i] > (size_t)offset)
                        return ts->t[i].line;
        return otherwise;
}

static void prepare_sqlite(struct sqlgen *g, struct queries *qs, struct query *q,
        const struct toks *ts, struct str sql, const size_t *ends)
{
        struct reads reads = { .g = g };
        sqlite3_stmt *st = NULL;
        int r;

        sqlite3_set_authorizer(g->db, note_read, &reads);
        r = sqlite3_prepare_v2(g->db, sql.ptr, (int)sql.len + 1, &st, NULL);
        if (r != SQLITE_OK) {
                sql_error(g, qs->file, line_at(ts, ends, sqlite3_error_offset(g->db), q->sql_line),
                        "%.*s: %s", STRF(q->name), sqlite3_errmsg(g->db));
                sqlite3_set_authorizer(g->db, NULL, NULL);
                return;
        }
        sqlite3_set_authorizer(g->db, NULL, NULL);
        q->writes = !sqlite3_stmt_readonly(st);
        if (q->card == CARD_EXEC && sqlite3_column_count(st))
                sql_error(g, qs->file, q->line, "%.*s gives rows: say `-> one|maybe|many row`",
                        STRF(q->name));
        else if (q->card != CARD_EXEC && !sqlite3_column_count(st))
                sql_error(g, qs->file, q->line,
                        "%.*s gives no rows: say `-> exec`, or add "
                        "`returning`",
                        STRF(q->name));
        else if (q->row)
                check_shape(g, qs, q, st);
        find_personal(g, q, st, ts, &reads);
        sqlite3_finalize(st);
        check_plan(g, qs, q, ts, sql);
}

/* A list that is absent binds as NULL, which `in` would not understand as "all". */
static void check_absent_lists(
        struct sqlgen *g, struct queries *qs, struct query *q, const struct toks *ts, int variant)
{
        for (size_t i = 0; i < ts->n; i++) {
                struct param *p = query_param(q, ts->t[i].text);

                if (ts->t[i].kind == TOK_PARAM && p && p->optional && p->type >= TYPE_LIST_I64 &&
                        (p->bit < 0 || !(variant >> p->bit & 1)))
                        sql_error(g, qs->file, ts->t[i].line,
                                "the optional list ?%.*s may be "
                                "absent here: put it inside {{if %.*s}}",
                                STRF(p->name), STRF(p->name));
        }
}

static void prepare_query(struct sqlgen *g, struct queries *qs, struct query *q)
{
        static const char *const kinds[] = { "select", "insert", "update", "delete", "with", NULL };

        int before = g->gen.errors;

        for (int d = 0; d < DIALECT_MAX; d++)
                q->sql[d] = NEW_ARRAY(g->a, struct str, (size_t)q->variants);
        q->single = q->card == CARD_EXEC && tok_is(&q->toks.t[0], "insert");
        for (size_t i = 0; i < q->toks.n; i++)
                if (tok_is(&q->toks.t[i], "select") || tok_is(&q->toks.t[i], "conflict") ||
                        (tok_is(&q->toks.t[i], ")") && tok_is(&q->toks.t[i + 1], ",") &&
                                tok_is(&q->toks.t[i + 2], "(")))
                        q->single = false;
        for (int v = 0; v < q->variants; v++) {
                for (int d = 0; d < DIALECT_MAX; d++) {
                        struct toks ts = query_expand(g, qs, q, v, d);
                        size_t *ends = NEW_ARRAY(g->a, size_t, ts.n + 1);

                        q->sql[d][v] = query_text(g, q, &ts, d, ends);
                        if (!tok_in(&ts.t[0], kinds))
                                sql_error(g, qs->file, q->sql_line,
                                        "a statement begins with "
                                        "select, insert, update, delete or with");
                        check_words(g, qs->file, &ts);
                        check_types(g, qs->file, q, &ts);
                        check_selects(g, qs->file, q, &ts);
                        check_absent_lists(g, qs, q, &ts, v);
                        if (d == SQLITE && g->gen.errors == before)
                                prepare_sqlite(g, qs, q, &ts, q->sql[d][v], ends);
                }
        }
        for (size_t i = 0; i < q->n_params; i++)
                if (!q->params[i].used && q->params[i].bit < 0)
                        sql_error(g, qs->file, q->line, "the parameter %.*s of %.*s is never used",
                                STRF(q->params[i].name), STRF(q->name));
}

int queries_prepare(struct sqlgen *g, struct queries *qs)
{
        for (struct query *q = qs->first; q; q = q->next) {
                int before = g->gen.errors;

                query_scan_variants(g, qs, q);
                if (g->gen.errors == before)
                        prepare_query(g, qs, q);
        }
        return g->gen.errors ? ERR_INVALID : 0;
}
