/*
 * tools/sqlgen/emit.c: the C of a folder's statements. The header names the caller's types and
 * functions; the C file holds the SQL texts as constants and, per statement, one short function
 * that fills an array of values, computes the variant number and calls src/store/stmt.h.
 *
 * Names that the generated functions use themselves end in _ or are reserved (ret_…, args), so no
 * parameter can shadow them.
 */
#include "sqlgen/sqlgen.h"

#include <ctype.h>

static const struct {
        const char *c, *val, *member;
} type_c[TYPE_MAX] = {
        [TYPE_I64] = { "i64 ", "VAL_I64", "num" },
        [TYPE_BOOL] = { "bool ", "VAL_I64", "num" },
        [TYPE_TEXT] = { "struct str ", "VAL_TEXT", "text" },
        [TYPE_BLOB] = { "struct str ", "VAL_BLOB", "text" },
        [TYPE_LIST_I64] = { "const i64 *", "VAL_LIST_I64", "list" },
        [TYPE_LIST_TEXT] = { "const struct str *", "VAL_LIST_TEXT", "list" },
};

static const char *c_type(const struct param *p)
{
        return p->type == TYPE_BOOL && p->optional ? "i64 " : type_c[p->type].c;
}

static bool uses_args(const struct query *q)
{
        return q->n_params + (q->n_orders > 0) > ARGS_MAX;
}

static struct str upper(struct sqlgen *g, struct str s)
{
        char *p = arena_raw(g->a, s.len + 1);

        for (size_t i = 0; i < s.len; i++)
                p[i] = (char)toupper((unsigned char)s.ptr[i]);
        return str_n(p, s.len);
}

/* From here on the compiler speaks of the source; line_own() goes back to the file written. */
static void line_source(struct buf *b, const struct queries *qs, int line)
{
        buf_fmt(b, "#line %d \"%s\"\n", line, qs->file);
}

static void line_own(struct buf *b, const char *path)
{
        int n = 2;

        for (size_t i = 0; i < b->len; i++)
                n += b->ptr[i] == '\n';
        buf_fmt(b, "#line %d \"%s\"\n", n, path);
}

static void params_as(struct buf *b, const struct query *q, const char *begin, const char *end)
{
        for (size_t i = 0; i < q->n_params; i++) {
                const struct param *p = &q->params[i];

                buf_fmt(b, "%s%s%.*s%s", begin, c_type(p), STRF(p->name), end);
                if (p->type >= TYPE_LIST_I64)
                        buf_fmt(b, "%ssize_t n_%.*s%s", begin, STRF(p->name), end);
        }
        if (q->n_orders)
                buf_fmt(b, "%senum %.*s_order order%s", begin, STRF(q->name), end);
}

/* The result's parameter; a statement that touches one row or fails has none. */
static void result_param(struct buf *b, const struct query *q)
{
        if (q->card == CARD_MANY)
                buf_fmt(b, "struct %.*s_rows *ret_rows, ", STRF(q->row->name));
        else if (q->card != CARD_EXEC)
                buf_fmt(b, "struct %.*s *ret_row, ", STRF(q->row->name));
        else if (!q->single)
                buf_addc(b, "i64 *ret_changes, ");
}

/* `int name(struct tx *tx, …)`, broken at commas before column 100. */
static void prototype(struct sqlgen *g, struct buf *b, const struct query *q)
{
        struct str rest, part;
        struct buf line;
        size_t column;

        buf_init(&line, g->a, 1 << 16);
        buf_addc(&line, "struct tx *tx, ");
        if (uses_args(q))
                buf_fmt(&line, "const struct %.*s_args *args, ", STRF(q->name));
        else
                params_as(&line, q, "", ", ");
        result_param(&line, q);
        rest = str_sub(buf_str(&line), 0, line.len - 2);
        buf_fmt(b, "int %.*s(", STRF(q->name));
        column = q->name.len + 5;
        for (bool first = true; str_cut(&rest, ',', &part); first = false) {
                column += part.len + 1;
                if (!first && column > 98) {
                        buf_addc(b, ",\n       ");
                        column = part.len + 9;
                } else if (!first) {
                        buf_byte(b, ',');
                }
                buf_add(b, part);
        }
        buf_byte(b, ')');
}

/* ---- the header */

static void emit_row(
        struct buf *b, const struct queries *qs, const struct row *row, const char *path)
{
        line_source(b, qs, row->line);
        buf_fmt(b, "struct %.*s {\n", STRF(row->name));
        for (size_t i = 0; i < row->n_fields; i++)
                buf_fmt(b, "        %s%.*s;%s\n",
                        row->fields[i].kind == 'i' ? "i64 " : "struct str ",
                        STRF(row->fields[i].name), row->fields[i].nullable ? " /* or NULL */" : "");
        buf_fmt(b, "};\nstruct %.*s_rows {\n        struct %.*s *rows;\n        size_t n;\n};\n",
                STRF(row->name), STRF(row->name));
        line_own(b, path);
        buf_byte(b, '\n');
}

/* The comment above a function: what queries.sql says, then what the generator knows. */
static void emit_doc(struct sqlgen *g, struct buf *b, const struct query *q)
{
        static const char *const answers[] = {
                [CARD_ONE] = "One row; ERR_NOT_FOUND means that something is corrupt.",
                [CARD_MAYBE] = "ERR_NOT_FOUND when there is no such row.",
                [CARD_MANY] =
                        "The rows live on tx->arena; ERR_LIMIT when they are too many for it.",
                [CARD_EXEC] = "ret_changes (may be NULL): how many rows were touched."
        };
        struct str rest = str_replace(g->a, q->doc, STR("*/"), STR("* /")), line;

        buf_addc(b, "/*\n");
        while (q->doc.len && str_cut(&rest, '\n', &line))
                buf_fmt(b, " *%s%.*s\n", line.len ? " " : "", STRF(line));
        buf_fmt(b, " * %s\n",
                q->single ? "ERR_EXISTS when a unique value is taken." : answers[q->card]);
        if (q->personal.len)
                buf_fmt(b, " * Returns personal data: %.*s.\n", (int)q->personal.len,
                        q->personal.ptr);
        for (size_t i = 0; i < q->n_params; i++)
                if (q->params[i].optional && q->params[i].type >= TYPE_LIST_I64)
                        buf_fmt(b, " * %.*s: NULL for none given.\n", STRF(q->params[i].name));
                else if (q->params[i].optional)
                        buf_fmt(b, " * %.*s: may be %s.\n", STRF(q->params[i].name),
                                q->params[i].type <= TYPE_BOOL ? "I64_NULL" : "STR_NULL");
        buf_addc(b, " */\n");
}

static void emit_declaration(
        struct sqlgen *g, struct buf *b, struct queries *qs, struct query *q, const char *path)
{
        struct str name = upper(g, q->name);

        if (q->n_orders) {
                line_source(b, qs, q->line);
                buf_fmt(b, "enum %.*s_order { ", STRF(q->name));
                for (size_t i = 0; i < q->n_orders; i++)
                        buf_fmt(b, "%.*s_ORDER_%.*s, ", STRF(name), STRF(upper(g, q->orders[i])));
                buf_fmt(b, "%.*s_ORDER_MAX };\n", STRF(name));
                line_own(b, path);
        }
        if (uses_args(q)) {
                line_source(b, qs, q->line);
                buf_fmt(b, "struct %.*s_args {\n", STRF(q->name));
                params_as(b, q, "        ", ";\n");
                buf_addc(b, "};\n");
                line_own(b, path);
        }
        emit_doc(g, b, q);
        line_source(b, qs, q->line);
        prototype(g, b, q);
        buf_addc(b, ";\n");
        line_own(b, path);
        buf_byte(b, '\n');
}

static void emit_header(struct sqlgen *g, struct queries *qs, const char *path, struct buf *b)
{
        struct buf guard;

        buf_init(&guard, g->a, 1 << 12);
        for (const char *p = qs->folder; *p; p++)
                buf_byte(&guard,
                        isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p) : '_');
        buf_fmt(b, "/* Made by tools/sqlgen from %s: change that file instead. */\n", qs->file);
        buf_fmt(b, "#ifndef %s_QUERIES_H\n#define %s_QUERIES_H\n\n", buf_str(&guard).ptr,
                guard.ptr);
        buf_addc(b, "#include \"store/store.h\"\n\n");
        for (struct row *row = qs->rows; row; row = row->next)
                emit_row(b, qs, row, path);
        for (struct query *q = qs->first; q; q = q->next)
                emit_declaration(g, b, qs, q, path);
        buf_addc(b, "#endif\n");
}

/* ---- the C file */

static bool row_is_used(const struct queries *qs, const struct row *row, bool many)
{
        for (struct query *q = qs->first; q; q = q->next)
                if (q->row == row && (q->card == CARD_MANY) == many)
                        return true;
        return false;
}

static void emit_row_readers(struct buf *b, const struct queries *qs, const struct row *row)
{
        buf_fmt(b, "static void %.*s__read(struct cursor *c, struct %.*s *row)\n{\n",
                STRF(row->name), STRF(row->name));
        for (size_t i = 0; i < row->n_fields; i++)
                buf_fmt(b, "        row->%.*s = cursor_%s(c, %zu);\n", STRF(row->fields[i].name),
                        row->fields[i].kind == 'i' ? "i64" : "text", i);
        buf_addc(b, "}\n\n");
        if (row_is_used(qs, row, false))
                buf_fmt(b,
                        "static int %.*s__first(struct cursor *c, struct %.*s *ret_row)\n"
                        "{\n        int r = cursor_next(c);\n\n"
                        "        if (r > 0)\n                %.*s__read(c, ret_row);\n"
                        "        cursor_close(c);\n"
                        "        return r > 0 ? 0 : r < 0 ? r : ERR_NOT_FOUND;\n}\n\n",
                        STRF(row->name), STRF(row->name), STRF(row->name));
        if (!row_is_used(qs, row, true))
                return;
        buf_fmt(b,
                "static int %.*s__all(struct cursor *c, struct %.*s_rows *ret_rows)\n{\n"
                "        struct %.*s_rows all = { NULL, 0 };\n        size_t room = 0;\n"
                "        int r;\n\n",
                STRF(row->name), STRF(row->name), STRF(row->name));
        buf_fmt(b,
                "        while ((r = cursor_next(c)) > 0) {\n"
                "                if (all.n == room) {\n"
                "                        struct %.*s *old = all.rows;\n\n"
                "                        room = room ? room * 2 : 16;\n"
                "                        all.rows = arena_array(c->tx->arena, room, sizeof *old);\n"
                "                        if (all.n)\n"
                "                                memcpy(all.rows, old, all.n * sizeof *old);\n"
                "                }\n",
                STRF(row->name));
        buf_fmt(b,
                "                %.*s__read(c, &all.rows[all.n++]);\n"
                "                if (arena_over(c->tx->arena)) {\n"
                "                        r = ERR_LIMIT;\n                        break;\n"
                "                }\n        }\n        cursor_close(c);\n"
                "        if (r < 0)\n                return r;\n"
                "        *ret_rows = all;\n        return 0;\n}\n\n",
                STRF(row->name));
}

static void emit_texts(struct buf *b, const struct query *q, enum dialect d)
{
        buf_fmt(b, "static const char *const %.*s__%s[] = {\n", STRF(q->name),
                d == SQLITE ? "sqlite" : "postgres");
        for (int v = 0; v < q->variants; v++) {
                buf_addc(b, "        ");
                sql_literal(b, q->sql[d][v], "        ");
                buf_addc(b, ",\n");
        }
        buf_addc(b, "};\n");
}

static void emit_stmt(struct buf *b, const struct query *q)
{
        for (int d = 0; d < DIALECT_MAX; d++)
                emit_texts(b, q, d);
        if (q->n_params) {
                buf_fmt(b, "static const enum val_kind %.*s__kinds[] = { ", STRF(q->name));
                for (size_t i = 0; i < q->n_params; i++)
                        buf_fmt(b, "%s%s", i ? ", " : "", type_c[q->params[i].type].val);
                buf_addc(b, " };\n");
        }
        if (q->row) {
                buf_fmt(b, "static const enum val_kind %.*s__columns[] = { ", STRF(q->name));
                for (size_t i = 0; i < q->row->n_fields; i++) {
                        char kind = q->row->fields[i].kind;

                        buf_fmt(b, "%s%s", i ? ", " : "",
                                kind == 'i'   ? "VAL_I64"
                                : kind == 't' ? "VAL_TEXT"
                                              : "VAL_BLOB");
                }
                buf_addc(b, " };\n");
        }
        buf_fmt(b,
                "static int %.*s__slot = -1;\n"
                "extern const struct stmt stmt__%.*s;\nconst struct stmt stmt__%.*s = {\n"
                "        .name = \"%.*s\",\n",
                STRF(q->name), STRF(q->name), STRF(q->name), STRF(q->name));
        buf_fmt(b,
                "        .sql = { [DB_SQLITE] = %.*s__sqlite, [DB_POSTGRES] = %.*s__postgres },\n"
                "        .variants = %d,\n",
                STRF(q->name), STRF(q->name), q->variants);
        if (q->n_params)
                buf_fmt(b, "        .params = %zu,\n        .kinds = %.*s__kinds,\n", q->n_params,
                        STRF(q->name));
        if (q->row)
                buf_fmt(b, "        .columns = %zu,\n        .column_kinds = %.*s__columns,\n",
                        q->row->n_fields, STRF(q->name));
        buf_fmt(b,
                "        .writes = %s,\n        .personal = %s,\n        .slot = &%.*s__slot,\n"
                "};\n\n",
                q->writes ? "true" : "false", q->personal.len ? "true" : "false", STRF(q->name));
}

/* Presence of each optional parameter that decides, then the order above those bits. */
static void emit_variant(struct buf *b, const struct query *q, const char *in)
{
        bool first = true;

        buf_addc(b, "        const int variant_ = ");
        for (size_t i = 0; i < q->n_params; i++) {
                const struct param *p = &q->params[i];

                if (p->bit < 0)
                        continue;
                buf_addc(b, first ? "" : " |\n                ");
                if (p->type >= TYPE_LIST_I64)
                        buf_fmt(b, "(%s%.*s != NULL) << %d", in, STRF(p->name), p->bit);
                else if (p->type <= TYPE_BOOL)
                        buf_fmt(b, "(%s%.*s != I64_NULL) << %d", in, STRF(p->name), p->bit);
                else
                        buf_fmt(b, "(%s%.*s.ptr != NULL) << %d", in, STRF(p->name), p->bit);
                first = false;
        }
        if (q->n_orders)
                buf_fmt(b, "%s(int)%sorder << %d", first ? "" : " |\n                ", in,
                        q->bits);
        buf_addc(b, ";\n");
}

static void emit_vals(struct buf *b, const struct query *q, const char *in)
{
        buf_addc(b, "        const struct val vals_[] = {\n");
        for (size_t i = 0; i < q->n_params; i++) {
                const struct param *p = &q->params[i];

                buf_fmt(b, "                { .kind = %s, .%s = %s%.*s", type_c[p->type].val,
                        type_c[p->type].member, in, STRF(p->name));
                /* An empty list may have no address, but must not be taken for NULL. */
                if (p->type >= TYPE_LIST_I64 && !p->optional)
                        buf_fmt(b, " ? %s%.*s : (const void *)\"\"", in, STRF(p->name));
                if (p->type >= TYPE_LIST_I64)
                        buf_fmt(b, ", .n = %sn_%.*s", in, STRF(p->name));
                buf_addc(b, " },\n");
        }
        buf_addc(b, "        };\n");
}

static void emit_function(struct sqlgen *g, struct buf *b, const struct query *q)
{
        const char *in = uses_args(q) ? "args->" : "", *vals = q->n_params ? "vals_" : "NULL";
        bool varies = q->bits || q->n_orders;
        const char *variant = varies ? "variant_" : "0";

        prototype(g, b, q);
        buf_addc(b, "\n{\n");
        if (q->n_params)
                emit_vals(b, q, in);
        if (varies)
                emit_variant(b, q, in);
        if (q->card != CARD_EXEC)
                buf_addc(b, "        struct cursor c_;\n        int r_;\n");
        if (q->n_params || varies || q->card != CARD_EXEC)
                buf_byte(b, '\n');
        if (q->n_orders)
                buf_fmt(b, "        CHECK((unsigned)%sorder < %zu);\n", in, q->n_orders);
        if (q->card == CARD_EXEC) {
                buf_fmt(b, "        return stmt_exec(tx, &stmt__%.*s, %s, %s, %s);\n}\n\n",
                        STRF(q->name), variant, vals, q->single ? "NULL" : "ret_changes");
                return;
        }
        buf_fmt(b,
                "        r_ = stmt_open(tx, &stmt__%.*s, %s, %s, &c_);\n"
                "        if (r_ < 0)\n                return r_;\n",
                STRF(q->name), variant, vals);
        buf_fmt(b, "        return %.*s__%s(&c_, %s);\n}\n\n", STRF(q->row->name),
                q->card == CARD_MANY ? "all" : "first",
                q->card == CARD_MANY ? "ret_rows" : "ret_row");
}

void emit_queries(struct sqlgen *g, struct queries *qs, const char *c_path, const char *h_path,
        struct buf *ret_c, struct buf *ret_h)
{
        struct buf *b = ret_c;

        emit_header(g, qs, h_path, ret_h);
        buf_fmt(b,
                "/* Made by tools/sqlgen from %s: change that file instead. */\n"
                "#include \"%s/queries.h\"\n\n#include \"store/stmt.h\"\n\n",
                qs->file, qs->folder);
        for (struct row *row = qs->rows; row; row = row->next)
                emit_row_readers(b, qs, row);
        for (struct query *q = qs->first; q; q = q->next) {
                line_source(b, qs, q->line);
                emit_stmt(b, q);
                line_own(b, c_path);
                emit_function(g, b, q);
        }
}
