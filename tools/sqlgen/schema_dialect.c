/*
 * tools/sqlgen/schema_dialect.c: a schema step in the common subset, written out for SQLite (STRICT
 * tables) and for PostgreSQL. Statements are recognised by their first words; inside them only the
 * column types and the ends of tables change. What stands between `-- sqlite` or `-- postgres` and
 * `-- end` goes to that database untouched.
 */
#include "sqlgen/sqlgen.h"

/* Some tokens are spelled otherwise in a dialect. */
struct spelling {
        struct toks ts;
        const char *(*other)[DIALECT_MAX]; /* an entry for each token; NULL: as it stands */
};

static const struct {
        const char *name, *sql[DIALECT_MAX];
} types[] = {
        { "id", { "integer", "bigint" } },
        { "i64", { "integer", "bigint" } },
        { "bool", { "integer", "bigint" } },
        { "text", { "text", "text collate \"C\"" } },
        { "blob", { "blob", "bytea" } },
};

/* Tokens from..to-1 in a dialect, keeping the line breaks: people read them in the database. */
static void spell(struct buf *b, const struct spelling *sp, size_t from, size_t to, enum dialect d)
{
        int line = sp->ts.t[from].line;
        bool first = true;

        for (size_t i = from; i < to; i++) {
                const struct tok *t = &sp->ts.t[i];
                const char *other = sp->other[i][d];

                if (t->kind == TOK_COMMENT || (other && !*other))
                        continue;
                if (!first && t->line > line)
                        buf_addc(b, tok_is(t, ")") ? "\n" : "\n  ");
                else if (!first && t->space)
                        buf_byte(b, ' ');
                if (other)
                        buf_addc(b, other);
                else
                        buf_add(b, t->text);
                line = t->line;
                first = false;
        }
}

static void check_new_name(struct sqlgen *g, struct step *s, const struct tok *t, const char *what)
{
        if (!is_name(t->text))
                sql_error(g, s->file, t->line,
                        "%s name %.*s: lower-case letters, digits and _, at "
                        "most 63",
                        what, STRF(t->text));
        else if (is_sql_word(t->text) || is_c_word(t->text))
                sql_error(g, s->file, t->line,
                        "%s name %.*s means something else in SQL or C: "
                        "choose another",
                        what, STRF(t->text));
}

/* The mark `personal` and the rest of the comments on the lines of a column. */
static void column_comment(struct sqlgen *g, struct column *c, struct str text)
{
        text = str_trim(text);
        if (str_starts(text, STR("personal"))) {
                c->personal = true;
                text = str_sub(text, strlen("personal"), text.len);
                while (text.len && (text.ptr[0] == ':' || text.ptr[0] == ',' || text.ptr[0] == ' '))
                        text = str_sub(text, 1, text.len);
        }
        if (text.len)
                c->doc = c->doc.len ? str_fmt(g->a, "%.*s %.*s", STRF(c->doc), STRF(text)) : text;
}

/* A column definition at token i: notes it, and spells its type. */
static void define_column(
        struct sqlgen *g, struct step *s, struct spelling *sp, size_t i, struct table *t)
{
        const struct tok *name = &sp->ts.t[i], *type = &sp->ts.t[i + 1];
        struct column *c;

        check_new_name(g, s, name, "column");
        if (t->n_columns == t->cap_columns) {
                size_t cap = t->cap_columns * 2 + 8;
                struct column *grown = NEW_ARRAY(g->a, struct column, cap);

                if (t->n_columns)
                        memcpy(grown, t->columns, t->n_columns * sizeof *grown);
                t->columns = grown;
                t->cap_columns = cap;
        }
        c = &t->columns[t->n_columns++];
        *c = (struct column){
                .name = name->text, .type = type->text, .doc = STR(""), .line = name->line
        };
        for (size_t k = 0; k < ARRAY_LEN(types); k++) {
                if (!str_is(type->text, types[k].name))
                        continue;
                for (int d = 0; d < DIALECT_MAX; d++)
                        sp->other[i + 1][d] = types[k].sql[d];
                return;
        }
        sql_error(g, s->file, type->line,
                "column %.*s has the type %.*s; the types are id, i64, "
                "bool, text, blob",
                STRF(name->text), STRF(type->text));
}

/* The column whose definition stands on a line; two on one line cannot be told apart. */
static struct column *column_on_line(struct sqlgen *g, struct step *s, struct table *t, int line)
{
        struct column *found = NULL;

        for (size_t i = 0; i < t->n_columns; i++) {
                if (t->columns[i].line > line)
                        break;
                if (found && found->line == t->columns[i].line && found->line == line)
                        sql_error(g, s->file, line,
                                "a comment after two columns: one column a "
                                "line where something is said about it");
                found = &t->columns[i];
        }
        return found;
}

static void table_comments(struct sqlgen *g, struct step *s, const struct toks *ts, size_t open,
        size_t close, struct table *t)
{
        for (size_t i = open + 1; i < close; i++) {
                const struct tok *c = &ts->t[i];
                struct column *column;

                if (c->kind != TOK_COMMENT)
                        continue;
                if (c->line == ts->t[open].line) {
                        struct str text = str_trim(c->text);

                        t->big = str_is(text, "big") || str_starts(text, STR("big:")) ||
                                 str_starts(text, STR("big,"));
                        if (!t->big)
                                t->doc = text;
                        continue;
                }
                column = column_on_line(g, s, t, c->line);
                if (column && ts->t[i - 1].line == c->line)
                        column_comment(g, column, c->text);
        }
}

static struct table *new_table(
        struct sqlgen *g, struct step *s, const struct tok *name, struct str doc)
{
        struct table *t = NEW(g->a, struct table);

        if (schema_table(g, name->text))
                sql_error(g, s->file, name->line, "table %.*s exists already", STRF(name->text));
        check_new_name(g, s, name, "table");
        t->name = name->text;
        t->doc = doc;
        t->folder = s->folder;
        t->file = s->file;
        t->line = name->line;
        *g->schema->tables_end = t;
        g->schema->tables_end = &t->next;
        return t;
}

/* create table NAME ( column type …, constraint … ) [without rowid] ; tokens from..to-1 */
static void create_table(struct sqlgen *g, struct step *s, struct spelling *sp, size_t from,
        size_t to, struct str doc)
{
        static const char *const constraints[] = { "primary", "unique", "check", "foreign",
                "constraint", NULL };
        size_t open = from + 3, close;
        bool item = true;
        struct table *t;
        int depth = 0;

        if (!tok_is(&sp->ts.t[open], "(")) {
                sql_error(g, s->file, sp->ts.t[from].line, "write `create table name (`");
                return;
        }
        t = new_table(g, s, &sp->ts.t[from + 2], doc);
        close = tok_close(&sp->ts, open);
        for (size_t i = open; i < close; i++) {
                const struct tok *k = &sp->ts.t[i];

                if (k->kind == TOK_COMMENT)
                        continue;
                if (item && i > open) {
                        if (!tok_in(k, constraints))
                                define_column(g, s, sp, i, t);
                        item = false;
                }
                depth += tok_is(k, "(") ? 1 : tok_is(k, ")") ? -1 : 0;
                item = item || (depth == 1 && tok_is(k, ","));
        }
        table_comments(g, s, &sp->ts, open, close, t);
        if (close >= to)
                return;
        sp->other[close][SQLITE] = ") strict";
        for (size_t i = close + 1; i < to; i++) {
                if (sp->ts.t[i].kind == TOK_COMMENT)
                        continue;
                if (tok_is(&sp->ts.t[i], "without") && tok_is(&sp->ts.t[i + 1], "rowid")) {
                        sp->other[close][SQLITE] = ") strict,";
                        sp->other[i][POSTGRES] = sp->other[i + 1][POSTGRES] = "";
                        i++;
                } else {
                        sql_error(g, s->file, sp->ts.t[i].line,
                                "after the columns of a table only "
                                "`without rowid` may stand (every table is STRICT by itself)");
                }
        }
}

static void drop_column(struct table *t, struct str name)
{
        struct column *c = table_column(t, name);

        if (!c)
                return;
        memmove(c, c + 1, (size_t)(t->columns + t->n_columns - (c + 1)) * sizeof *c);
        t->n_columns--;
}

/* alter table NAME add column C TYPE … | drop column C */
static void alter_table(
        struct sqlgen *g, struct step *s, struct spelling *sp, size_t from, size_t to)
{
        const struct tok *k = &sp->ts.t[from];
        struct table *t = schema_table(g, k[2].text);

        if (!t) {
                sql_error(g, s->file, k->line, "no table %.*s in the steps before this one",
                        STRF(k[2].text));
        } else if (tok_is(&k[3], "add") && tok_is(&k[4], "column")) {
                define_column(g, s, sp, from + 5, t);
                for (size_t i = from; i < sp->ts.n && sp->ts.t[i].line <= sp->ts.t[to].line; i++)
                        if (sp->ts.t[i].kind == TOK_COMMENT)
                                column_comment(g, &t->columns[t->n_columns - 1], sp->ts.t[i].text);
        } else if (tok_is(&k[3], "drop") && tok_is(&k[4], "column")) {
                drop_column(t, k[5].text);
        } else {
                sql_error(g, s->file, k->line,
                        "`alter table` only adds and drops columns: older "
                        "programs still run on the schema, so add, backfill by a job, drop later");
        }
}

static void drop_table(struct sqlgen *g, struct str name)
{
        for (struct table **t = &g->schema->tables; *t; t = &(*t)->next) {
                if (!str_eq((*t)->name, name))
                        continue;
                if (g->schema->tables_end == &(*t)->next)
                        g->schema->tables_end = t;
                *t = (*t)->next;
                return;
        }
}

/* One statement of the common subset, tokens from..to-1 (`to` is its semicolon). */
static void translate_statement(struct sqlgen *g, struct step *s, struct spelling *sp, size_t from,
        size_t to, struct str doc)
{
        static const char *const data[] = { "insert", "update", "delete", NULL };
        const struct tok *k = &sp->ts.t[from];
        struct buf b;

        if (tok_is(k, "create") && tok_is(&k[1], "table"))
                create_table(g, s, sp, from, to, doc);
        else if (tok_is(k, "alter") && tok_is(&k[1], "table"))
                alter_table(g, s, sp, from, to);
        else if (tok_is(k, "drop") && tok_is(&k[1], "table"))
                drop_table(g, k[2].text);
        else if (!(tok_is(k, "create") && (tok_is(&k[1], "index") || tok_is(&k[1], "unique"))) &&
                 !(tok_is(k, "drop") && tok_is(&k[1], "index")) && !tok_in(k, data))
                sql_error(g, s->file, k->line,
                        "%.*s %.*s is not in the subset that both databases "
                        "have; put it between `-- sqlite` (or `-- postgres`) and `-- end`",
                        STRF(k->text), STRF(k[1].text));
        for (int d = 0; d < DIALECT_MAX; d++) {
                spell(&s->sql[d], sp, from, to, d);
                buf_addc(&s->sql[d], ";\n");
        }
        buf_init(&b, g->a, 1 << 20);
        spell(&b, sp, from, to, SQLITE);
        if (!g->gen.errors)
                schema_run(g, s->file, k->line, buf_str(&b).ptr);
}

/* What stands right above a table is its description: `doc` with the comment at i. */
static struct str add_doc(struct sqlgen *g, const struct toks *ts, size_t i, struct str doc)
{
        const struct tok *t = &ts->t[i];
        struct str text = str_trim(t->text);

        if (str_starts(text, STR("oldest:")) || (i && t[-1].line == t->line))
                return doc;
        if (doc.len && t[-1].kind == TOK_COMMENT && t[-1].line == t->line - 1)
                return str_fmt(g->a, "%.*s %.*s", STRF(doc), STRF(text));
        return text;
}

static void translate_common(struct sqlgen *g, struct step *s, struct str text, int line)
{
        struct spelling sp = { .ts = lex(g, s->file, line, text) };
        struct toks words = { 0 };
        struct str doc = STR("");

        sp.other = arena_array(g->a, sp.ts.n + 1, sizeof *sp.other);
        for (size_t i = 0; i < sp.ts.n; i++)
                if (sp.ts.t[i].kind != TOK_COMMENT)
                        toks_add(g->a, &words, sp.ts.t[i]);
        if (!words.n)
                return;
        check_words(g, s->file, &words);
        for (size_t i = 0; i < sp.ts.n;) {
                size_t to = i;

                if (sp.ts.t[i].kind == TOK_COMMENT) {
                        /* What stands right above a table is its description. */
                        doc = add_doc(g, &sp.ts, i, doc);
                        i++;
                        continue;
                }
                while (to < sp.ts.n && !tok_is(&sp.ts.t[to], ";"))
                        to++;
                if (to == sp.ts.n)
                        sql_error(g, s->file, sp.ts.t[i].line, "the statement has no semicolon");
                else
                        translate_statement(g, s, &sp, i, to, doc);
                doc = STR("");
                i = to + 1;
        }
}

/* `-- sqlite`, `-- postgres`: which block begins here; DIALECT_MAX for none. */
static enum dialect block_mark(struct str line)
{
        line = str_trim(line);
        return str_is(line, "-- sqlite")     ? SQLITE
               : str_is(line, "-- postgres") ? POSTGRES
                                             : DIALECT_MAX;
}

void schema_translate(struct sqlgen *g, struct step *s)
{
        struct str rest = str_of(s->source), line;
        const char *begin = s->source;
        enum dialect block = DIALECT_MAX;
        int number = 0, begin_line = 1;

        while (str_cut(&rest, '\n', &line)) {
                struct str piece = str_n(begin, (size_t)(line.ptr - begin));
                enum dialect mark = block_mark(line);

                number++;
                if (block == DIALECT_MAX && mark != DIALECT_MAX) {
                        translate_common(g, s, piece, begin_line);
                        block = mark;
                } else if (block != DIALECT_MAX && str_is(str_trim(line), "-- end")) {
                        buf_add(&s->sql[block], piece);
                        if (block == SQLITE && !g->gen.errors)
                                schema_run(g, s->file, begin_line, str_c(g->a, piece));
                        block = DIALECT_MAX;
                } else {
                        continue;
                }
                begin = line.ptr + line.len + (rest.ptr != NULL);
                begin_line = number + 1;
        }
        if (block != DIALECT_MAX)
                sql_error(g, s->file, begin_line - 1, "this block has no `-- end`");
        else
                translate_common(g, s, str_of(begin), begin_line);
}
