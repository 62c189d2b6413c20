/*
 * tools/sqlgen/emit_index.c: what is made once for the whole program: the list of schema steps, the
 * list of statements, and the reference page of the tables.
 */
#include "sqlgen/sqlgen.h"

#include <openssl/sha.h>

void emit_migrations(struct sqlgen *g, struct buf *ret_c)
{
        struct buf *b = ret_c;

        buf_addc(b, "/* Made by tools/sqlgen from the schema steps of all folders. */\n"
                    "#include \"store/store.h\"\n\nconst struct migration migrations[] = {\n");
        for (struct step *s = g->schema->steps; s; s = s->next) {
                unsigned char hash[SHA256_DIGEST_LENGTH];

                SHA256((const unsigned char *)s->source, strlen(s->source), hash);
                buf_fmt(b,
                        "        {\n                .module = \"%s\",\n"
                        "                .name = \"%s\",\n",
                        s->folder, s->name);
                for (int d = 0; d < DIALECT_MAX; d++) {
                        buf_fmt(b, "                .sql[%s] =\n                        ",
                                d == SQLITE ? "DB_SQLITE" : "DB_POSTGRES");
                        sql_literal(b, buf_str(&s->sql[d]), "                        ");
                        buf_addc(b, ",\n");
                }
                buf_fmt(b, "                .hash = \"%.*s\",\n                .oldest = ",
                        STRF(str_hex(g->a, hash, sizeof hash)));
                sql_literal(b, s->oldest, "");
                buf_addc(b, ",\n        },\n");
        }
        buf_addc(b, "        { .module = NULL },\n};\n");
}

/* Names in use, to find a second statement of one name in another folder. */
struct used {
        struct str name;
        const char *file;
        int line;
        struct used *next;
};

void emit_index(struct sqlgen *g, struct buf *ret_c)
{
        struct used *used = NULL;
        const char *const *folders;
        size_t n = gen_folders(&g->gen, g->src, &folders);
        struct buf list;

        buf_init(&list, g->a, 16 << 20);
        buf_addc(ret_c, "/* Made by tools/sqlgen from the statements of all folders. */\n"
                        "#include \"store/stmt.h\"\n\n");
        for (size_t i = 0; i < n; i++) {
                struct queries qs;

                if (!sql_exists(g, sql_path(g, folders[i], "queries.sql")))
                        continue;
                queries_parse(g, folders[i], &qs);
                for (struct query *q = qs.first; q; q = q->next) {
                        struct used *u = NEW(g->a, struct used);

                        for (struct used *o = used; o; o = o->next)
                                if (str_eq(o->name, q->name))
                                        sql_error(g, qs.file, q->line,
                                                "a statement called %.*s "
                                                "stands in %s:%d already: statements are C "
                                                "functions, begin them with the module's name",
                                                STRF(q->name), o->file, o->line);
                        *u = (struct used){ q->name, qs.file, q->line, used };
                        used = u;
                        buf_fmt(ret_c, "extern const struct stmt stmt__%.*s;\n", STRF(q->name));
                        buf_fmt(&list, "        &stmt__%.*s,\n", STRF(q->name));
                }
        }
        buf_addc(ret_c, "\nconst struct stmt *const stmts[] = {\n");
        buf_add(ret_c, buf_str(&list));
        buf_addc(ret_c, "        NULL,\n};\n");
}

static void cell(struct sqlgen *g, struct buf *b, struct str s)
{
        buf_add(b, str_replace(g->a, str_replace(g->a, s, STR("|"), STR("\\|")), STR("<"),
                           STR("&lt;")));
}

void emit_schema_page(struct sqlgen *g, struct buf *ret_md)
{
        struct buf *b = ret_md;
        const char *folder = "";

        buf_addc(b,
                "# Tables\n\nMade from the schema steps by `tools/sqlgen`. *Personal*: the column "
                "is personal data, reading it\nleaves an access record. *Big*: no statement may "
                "scan the table.\n");
        for (struct table *t = g->schema->tables; t; t = t->next) {
                if (strcmp(folder, t->folder) != 0)
                        buf_fmt(b, "\n## %s\n", t->folder);
                folder = t->folder;
                buf_fmt(b, "\n### %.*s%s\n\n", STRF(t->name), t->big ? " (big)" : "");
                if (t->doc.len)
                        buf_fmt(b, "%.*s\n\n", STRF(t->doc));
                buf_addc(b, "| column | type | | |\n| --- | --- | --- | --- |\n");
                for (size_t i = 0; i < t->n_columns; i++) {
                        const struct column *c = &t->columns[i];
                        bool nullable = false;
                        char kind;

                        schema_column(g, t->name, c->name, &kind, &nullable);
                        buf_fmt(b, "| %.*s | %.*s%s | %s | ", STRF(c->name), STRF(c->type),
                                nullable ? ", may be NULL" : "", c->personal ? "*personal*" : "");
                        cell(g, b, c->doc);
                        buf_addc(b, " |\n");
                }
        }
}
