/*
 * tools/sqlgen/main.c: the command line of the generator. docs/languages.md 1 is its manual.
 *
 *      sqlgen queries    --src SRC --folder mod/x --c OUT.c --h OUT.h [--depfile DEP]
 *      sqlgen migrations --src SRC --c OUT.c [--depfile DEP]
 *      sqlgen index      --src SRC --c OUT.c [--depfile DEP]
 *      sqlgen schema     --src SRC --md OUT.md [--depfile DEP]
 *
 * Exit code 1: errors were printed as file:line: message and nothing was written; 2: wrong usage.
 */
#include "gen.h"

#include <stdio.h>

#define ARENA_MAX  ((size_t)1 << 30)
#define OUTPUT_MAX ((size_t)64 << 20)

struct options {
        const char *command, *src, *folder, *c, *h, *md, *depfile;
};

static int usage(void)
{
        fputs("usage: sqlgen queries --src SRC --folder mod/x --c OUT.c --h OUT.h [--depfile DEP]\n"
              "       sqlgen migrations|index --src SRC --c OUT.c [--depfile DEP]\n"
              "       sqlgen schema --src SRC --md OUT.md [--depfile DEP]\n",
                stderr);
        return 2;
}

static bool parse_options(int argc, char **argv, struct options *o)
{
        const struct {
                const char *name, **value;
        } known[] = { { "--src", &o->src }, { "--folder", &o->folder }, { "--c", &o->c },
                { "--h", &o->h }, { "--md", &o->md }, { "--depfile", &o->depfile } };

        for (int i = 1; i < argc; i++) {
                bool found = false;

                if (argv[i][0] != '-' && !o->command) {
                        o->command = argv[i];
                        continue;
                }
                for (size_t k = 0; k < ARRAY_LEN(known) && i + 1 < argc; k++) {
                        if (strcmp(argv[i], known[k].name) != 0)
                                continue;
                        *known[k].value = argv[i + 1];
                        found = true;
                }
                if (!found)
                        return false;
                i++;
        }
        return o->src && o->command;
}

static int run_queries(struct gen *g, const struct options *o)
{
        struct queries qs;
        struct buf c, h;

        buf_init(&c, g->a, OUTPUT_MAX);
        buf_init(&h, g->a, OUTPUT_MAX);
        schema_load(g, o->folder);
        queries_parse(g, o->folder, &qs);
        if (g->n_errors || queries_prepare(g, &qs) < 0)
                return ERR_INVALID;
        emit_queries(g, &qs, o->c, o->h, &c, &h);
        return gen_write(g, o->c, &c) < 0 || gen_write(g, o->h, &h) < 0 ? ERR_IO : 0;
}

/* migrations, index and schema: one output each. */
static int run_whole(struct gen *g, const struct options *o, const char *path)
{
        struct buf b;

        buf_init(&b, g->a, OUTPUT_MAX);
        if (strcmp(o->command, "index") == 0) {
                emit_index(g, &b);
        } else {
                if (schema_load(g, NULL) < 0)
                        return ERR_INVALID;
                if (strcmp(o->command, "migrations") == 0)
                        emit_migrations(g, &b);
                else
                        emit_schema_page(g, &b);
        }
        return g->n_errors ? ERR_INVALID : gen_write(g, path, &b);
}

int main(int argc, char **argv)
{
        struct options o = { 0 };
        struct arena *a;
        struct gen g;
        const char *out;
        bool queries;
        int r;

        if (!parse_options(argc, argv, &o))
                return usage();
        queries = strcmp(o.command, "queries") == 0;
        out = strcmp(o.command, "schema") == 0 ? o.md : o.c;
        if (!out || (queries && (!o.folder || !o.h)) ||
                (!queries && strcmp(o.command, "migrations") != 0 &&
                        strcmp(o.command, "index") != 0 && strcmp(o.command, "schema") != 0))
                return usage();
        a = arena_new(ARENA_MAX);
        gen_init(&g, a, o.src);
        r = queries ? run_queries(&g, &o) : run_whole(&g, &o, out);
        if (r == 0 && o.depfile)
                r = gen_write_deps(&g, o.depfile, out);
        sqlite3_close(g.db);
        arena_free(a);
        return r < 0;
}
