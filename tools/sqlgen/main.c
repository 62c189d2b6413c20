/*
 * tools/sqlgen/main.c: the command line of the generator. docs/languages.md 1 is its manual.
 *
 *      sqlgen queries    --src SRC --folder mod/x --c OUT.c --h OUT.h [--depfile DEP]
 *      sqlgen migrations --src SRC --c OUT.c [--depfile DEP]
 *      sqlgen index      --src SRC --c OUT.c [--depfile DEP]
 *      sqlgen schema     --src SRC --md OUT.md [--depfile DEP]
 *
 * Exit code 1: errors were printed as file:line: error: message, and nothing was written.
 */
#include "sqlgen/sqlgen.h"

#define OUTPUT_MAX ((size_t)64 << 20)

static void run_queries(struct sqlgen *g, int argc, char **argv, struct buf *out)
{
        const char *folder = gen_flag(argc, argv, "folder");
        const char *c_path = gen_flag(argc, argv, "c"), *h_path = gen_flag(argc, argv, "h");
        struct queries qs;
        struct buf h;

        buf_init(&h, g->a, OUTPUT_MAX);
        if (schema_load(g, folder) < 0 || queries_parse(g, folder, &qs) < 0 ||
                queries_prepare(g, &qs) < 0)
                return;
        emit_queries(g, &qs, c_path, h_path, out, &h);
        gen_write(&g->gen, h_path, buf_str(&h));
}

static void run_migrations(struct sqlgen *g, struct buf *out)
{
        if (schema_load(g, NULL) == 0)
                emit_migrations(g, out);
}

static void run_schema(struct sqlgen *g, struct buf *out)
{
        if (schema_load(g, NULL) == 0)
                emit_schema_page(g, out);
}

int main(int argc, char **argv)
{
        const char *command = argc > 1 ? argv[1] : "", *path, *depfile;
        struct sqlgen g;
        struct buf out;

        if (command[0] == '-' || !command[0])
                gen_stop(argv[0], 0, "queries, migrations, index or schema? (see %s)", __FILE__);
        sql_init(&g, gen_flag(argc, argv, "src"));
        path = gen_flag(argc, argv, strcmp(command, "schema") == 0 ? "md" : "c");
        depfile = gen_flag_or(argc, argv, "depfile", NULL);
        buf_init(&out, g.a, OUTPUT_MAX);
        if (strcmp(command, "queries") == 0)
                run_queries(&g, argc, argv, &out);
        else if (strcmp(command, "migrations") == 0)
                run_migrations(&g, &out);
        else if (strcmp(command, "index") == 0)
                emit_index(&g, &out);
        else if (strcmp(command, "schema") == 0)
                run_schema(&g, &out);
        else
                gen_stop(argv[0], 0, "no such command: %s", command);
        if (!g.gen.errors) {
                gen_write(&g.gen, path, buf_str(&out));
                if (depfile)
                        gen_write_deps(&g.gen, depfile, path);
        }
        sqlite3_close(g.db);
        arena_free(g.a);
        return g.gen.errors != 0;
}
