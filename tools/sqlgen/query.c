/*
 * tools/sqlgen/query.c: queries.sql into statements: comments, a header line, tokens up to the
 * semicolon. What the SQL means is no question here.
 */
#include "sqlgen/sqlgen.h"

#include <ctype.h>

struct param *query_param(struct query *q, struct str name)
{
        for (size_t i = 0; i < q->n_params; i++)
                if (str_eq(q->params[i].name, name))
                        return &q->params[i];
        return NULL;
}

/* " name(…": the comment that begins a header; one space, so that "(s)" in a sentence may stand
 * in longer lines, and continuation lines are those that are indented further. */
static bool is_header(struct str comment)
{
        size_t i = 1;

        if (comment.len < 3 || comment.ptr[0] != ' ' || !islower((unsigned char)comment.ptr[1]))
                return false;
        while (i < comment.len && (isalnum((unsigned char)comment.ptr[i]) || comment.ptr[i] == '_'))
                i++;
        return i < comment.len && comment.ptr[i] == '(';
}

static const char *const type_names[TYPE_MAX] = { [TYPE_I64] = "i64",
        [TYPE_BOOL] = "bool",
        [TYPE_TEXT] = "text",
        [TYPE_BLOB] = "blob",
        [TYPE_LIST_I64] = "i64[]",
        [TYPE_LIST_TEXT] = "text[]" };

/* A reader over the tokens of a header. */
struct reader {
        struct sqlgen *g;
        const char *file;
        struct toks ts;
        size_t at;
        bool failed;
};

static const struct tok *peek(struct reader *r)
{
        return &r->ts.t[r->at];
}

static bool accept(struct reader *r, const char *text)
{
        if (!tok_is(peek(r), text))
                return false;
        r->at++;
        return true;
}

static void fail(struct reader *r, const char *wanted)
{
        if (!r->failed)
                sql_error(r->g, r->file, peek(r)->line,
                        "in the header %s is expected before "
                        "\"%.*s\"; it looks like `-- name(a i64, b text?) -> many row`",
                        wanted, STRF(peek(r)->text));
        r->failed = true;
}

static struct str take_name(struct reader *r, const char *what)
{
        const struct tok *t = peek(r);

        if (t->kind != TOK_WORD) {
                fail(r, what);
                return STR("");
        }
        if (!is_name(t->text) || is_c_word(t->text) || t->text.ptr[t->text.len - 1] == '_')
                sql_error(r->g, r->file, t->line,
                        "%.*s cannot be the name of %s in C: choose "
                        "another",
                        STRF(t->text), what);
        r->at++;
        return t->text;
}

/* i64, text?, i64[] … */
static enum type take_type(struct reader *r, bool *ret_optional)
{
        struct str name = peek(r)->text, list;
        enum type type = TYPE_MAX;

        if (peek(r)->kind == TOK_WORD)
                r->at++;
        if (peek(r)->kind == TOK_QUOTED && str_is(peek(r)->text, "[]")) {
                r->at++;
                list = str_cat(r->g->a, name, STR("[]"));
                name = list;
        }
        for (int i = 0; i < TYPE_MAX; i++)
                if (str_is(name, type_names[i]))
                        type = i;
        if (type == TYPE_MAX)
                fail(r, "one of the types i64, bool, text, blob, i64[], text[]");
        *ret_optional = accept(r, "?");
        return type;
}

static void take_params(struct reader *r, struct query *q)
{
        q->params = NEW_ARRAY(r->g->a, struct param, r->ts.n);
        if (!accept(r, "("))
                fail(r, "(");
        while (!r->failed && !accept(r, ")")) {
                struct param p = { .bit = -1 };

                p.name = take_name(r, "a parameter");
                p.type = take_type(r, &p.optional);
                if (query_param(q, p.name))
                        sql_error(r->g, r->file, q->line, "two parameters are called %.*s",
                                STRF(p.name));
                if (str_starts(p.name, STR("ret_")) || str_is(p.name, "args"))
                        sql_error(r->g, r->file, q->line,
                                "a parameter cannot be called %.*s: the "
                                "generated function uses that name",
                                STRF(p.name));
                q->params[q->n_params++] = p;
                if (!accept(r, ",") && !tok_is(peek(r), ")"))
                        fail(r, ", or )");
        }
}

static struct row *find_row(struct sqlgen *g, struct queries *qs, struct str name, int line)
{
        struct row *row;

        for (row = qs->rows; row; row = row->next)
                if (str_eq(row->name, name))
                        return row;
        row = NEW(g->a, struct row);
        row->name = name;
        row->line = line;
        *qs->rows_end = row;
        qs->rows_end = &row->next;
        return row;
}

/* The types of a row's expressions: `(n i64, amount i64?)`. Other headers may repeat them. */
static void take_row_types(struct reader *r, struct row *row)
{
        struct field *all = NEW_ARRAY(r->g->a, struct field, row->n_declared + r->ts.n);

        if (row->n_declared)
                memcpy(all, row->declared, row->n_declared * sizeof *all);
        row->declared = all;
        while (!r->failed && !accept(r, ")")) {
                struct field f = { .line = peek(r)->line };
                enum type type;
                bool known = false;

                f.name = take_name(r, "a column");
                type = take_type(r, &f.nullable);
                if (type == TYPE_LIST_I64 || type == TYPE_LIST_TEXT)
                        fail(r, "a column type (no list)");
                f.kind = type == TYPE_TEXT ? 't' : type == TYPE_BLOB ? 'b' : 'i';
                for (size_t i = 0; i < row->n_declared; i++) {
                        if (!str_eq(all[i].name, f.name))
                                continue;
                        known = true;
                        if (all[i].kind != f.kind)
                                sql_error(r->g, r->file, f.line,
                                        "column %.*s of row %.*s has "
                                        "another type at line %d",
                                        STRF(f.name), STRF(row->name), all[i].line);
                }
                if (!known)
                        all[row->n_declared++] = f;
                if (!accept(r, ",") && !tok_is(peek(r), ")"))
                        fail(r, ", or )");
        }
}

static void parse_header(struct sqlgen *g, struct queries *qs, struct query *q, struct str text)
{
        struct reader r = { .g = g, .file = qs->file, .ts = lex(g, qs->file, q->line, text) };

        toks_each(g, qs, &r.ts);
        q->name = take_name(&r, "a statement");
        take_params(&r, q);
        if (!r.failed && !accept(&r, "->"))
                fail(&r, "->");
        if (r.failed)
                return;
        if (accept(&r, "exec")) {
                q->card = CARD_EXEC;
        } else {
                if (accept(&r, "one"))
                        q->card = CARD_ONE;
                else if (accept(&r, "maybe"))
                        q->card = CARD_MAYBE;
                else if (accept(&r, "many"))
                        q->card = CARD_MANY;
                else
                        fail(&r, "one, maybe, many or exec");
                if (!r.failed)
                        q->row = find_row(g, qs, take_name(&r, "a row"), q->line);
                if (!r.failed && accept(&r, "("))
                        take_row_types(&r, q->row);
        }
        if (!r.failed && peek(&r)->kind != TOK_END)
                fail(&r, "the end");
}

/* The comments first..last-1 above a statement: description, reason for a scan, header. */
static bool parse_comments(struct sqlgen *g, struct queries *qs, struct query *q,
        const struct toks *all, size_t first, size_t last)
{
        size_t header = last, from;
        struct buf doc, text;

        for (size_t i = first; i < last; i++)
                if (is_header(all->t[i].text))
                        header = i;
        if (header == last)
                return false;
        for (from = header; from > first; from--)
                if (all->t[from - 1].line != all->t[from].line - 1)
                        break;
        buf_init(&doc, g->a, 1 << 16);
        buf_init(&text, g->a, 1 << 16);
        for (size_t i = from; i < header; i++) {
                struct str line = str_trim(all->t[i].text);

                buf_fmt(&doc, "%s%.*s", doc.len ? "\n" : "", STRF(line));
                if (str_starts(line, STR("scan:")))
                        q->scan_reason = str_trim(str_sub(line, strlen("scan:"), line.len));
        }
        for (size_t i = header; i < last; i++)
                buf_fmt(&text, "%.*s\n", STRF(all->t[i].text));
        q->doc = buf_str(&doc);
        q->line = all->t[header].line;
        parse_header(g, qs, q, buf_str(&text));
        return true;
}

static void check_unique(struct sqlgen *g, struct queries *qs, struct query *q)
{
        for (struct query *o = qs->first; o; o = o->next)
                if (str_eq(o->name, q->name))
                        sql_error(g, qs->file, q->line,
                                "a statement called %.*s stands at line %d "
                                "already",
                                STRF(q->name), o->line);
}

int queries_parse(struct sqlgen *g, const char *folder, struct queries *ret_q)
{
        const char *file = sql_path(g, folder, "queries.sql");
        struct queries *qs = ret_q;
        struct toks all;

        *qs = (struct queries){ .folder = folder, .file = file };
        qs->end = &qs->first;
        qs->rows_end = &qs->rows;
        all = lex(g, file, 1, str_of(sql_source(g, file)));
        lists_read(g, qs, &all);
        for (size_t i = 0; i < all.n;) {
                struct query *q = NEW(g->a, struct query);
                size_t first = i;

                while (all.t[i].kind == TOK_COMMENT)
                        i++;
                if (i == all.n)
                        break;
                q->sql_line = all.t[i].line;
                if (!parse_comments(g, qs, q, &all, first, i))
                        sql_error(g, file, q->sql_line,
                                "this statement has no header line; write "
                                "`-- name(a i64, b text?) -> many row` above it");
                for (; i < all.n && !tok_is(&all.t[i], ";"); i++)
                        if (all.t[i].kind != TOK_COMMENT)
                                toks_add(g->a, &q->toks, all.t[i]);
                if (i == all.n)
                        sql_error(g, file, q->sql_line, "the statement has no semicolon");
                else
                        i++;
                toks_each(g, qs, &q->toks);
                if (!q->name.len || !q->toks.n)
                        continue;
                check_unique(g, qs, q);
                *qs->end = q;
                qs->end = &q->next;
        }
        return g->gen.errors ? ERR_INVALID : 0;
}
