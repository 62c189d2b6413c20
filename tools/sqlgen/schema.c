/*
 * tools/sqlgen/schema.c: loads the schema steps of the folders on a new SQLite database, and knows
 * what SQLite does not keep: which table is big, which column personal, and what the comments say.
 */
#include "sqlgen/sqlgen.h"

#include <ctype.h>

struct table *schema_table(struct sqlgen *g, struct str name)
{
        for (struct table *t = g->schema->tables; t; t = t->next)
                if (str_eq(t->name, name))
                        return t;
        return NULL;
}

struct column *table_column(struct table *t, struct str name)
{
        for (size_t i = 0; t && i < t->n_columns; i++)
                if (str_eq(t->columns[i].name, name))
                        return &t->columns[i];
        return NULL;
}

bool schema_column(
        struct sqlgen *g, struct str table, struct str column, char *ret_type, bool *ret_nullable)
{
        const char *type = NULL, *collation;
        int not_null, primary, automatic;

        if (sqlite3_table_column_metadata(g->db, NULL, str_c(g->a, table), str_c(g->a, column),
                    &type, &collation, &not_null, &primary, &automatic) != SQLITE_OK)
                return false;
        type = type ? type : "";
        *ret_type = 0;
        if (!sqlite3_stricmp(type, "integer"))
                *ret_type = 'i';
        else if (!sqlite3_stricmp(type, "text"))
                *ret_type = 't';
        else if (!sqlite3_stricmp(type, "blob"))
                *ret_type = 'b';
        *ret_nullable = !not_null && !primary;
        return true;
}

static int lines_in(const char *from, const char *to)
{
        int n = 0;

        for (; from < to; from++)
                n += *from == '\n';
        return n;
}

void schema_run(struct sqlgen *g, const char *file, int line, const char *sql)
{
        const char *p = sql, *rest;

        for (;;) {
                sqlite3_stmt *st = NULL;
                int at;

                while (isspace((unsigned char)*p))
                        p++;
                if (!*p)
                        return;
                if (sqlite3_prepare_v2(g->db, p, -1, &st, &rest) != SQLITE_OK) {
                        at = sqlite3_error_offset(g->db);
                        sql_error(g, file, line + lines_in(sql, p + (at > 0 ? at : 0)), "%s",
                                sqlite3_errmsg(g->db));
                        return;
                }
                if (st && sqlite3_step(st) != SQLITE_DONE)
                        sql_error(g, file, line + lines_in(sql, p), "%s", sqlite3_errmsg(g->db));
                sqlite3_finalize(st);
                p = rest;
        }
}

/* "0007_add_x.sql" is the seventh step. */
static bool step_number_is(const char *name, size_t number)
{
        size_t n = 0;

        for (int i = 0; i < 4; i++) {
                if (!isdigit((unsigned char)name[i]))
                        return false;
                n = n * 10 + (size_t)(name[i] - '0');
        }
        return name[4] == '_' && n == number;
}

static void load_step(struct sqlgen *g, const char *folder, const char *name, size_t number)
{
        struct step *s = NEW(g->a, struct step);
        struct str dir = str_fmt(g->a, "%s/schema", folder), first, rest;

        s->folder = folder;
        s->file = sql_path(g, dir.ptr, name);
        s->name = str_dup(g->a, str_sub(str_of(name), 0, strlen(name) - 4)).ptr;
        s->source = sql_source(g, s->file);
        if (!step_number_is(name, number))
                sql_error(g, s->file, 1,
                        "the steps of a folder are numbered without gaps: this "
                        "one should be called %04zu_….sql",
                        number);
        rest = str_of(s->source);
        str_cut(&rest, '\n', &first);
        if (!str_starts(first, STR("-- oldest:")))
                sql_error(g, s->file, 1,
                        "the first line must be `-- oldest: N`, the oldest "
                        "program version that still works on this schema");
        s->oldest = str_trim(str_sub(first, strlen("-- oldest:"), first.len));
        for (int d = 0; d < DIALECT_MAX; d++)
                buf_init(&s->sql[d], g->a, 16 << 20);
        schema_translate(g, s);
        *g->schema->steps_end = s;
        g->schema->steps_end = &s->next;
}

int schema_load(struct sqlgen *g, const char *last)
{
        const char *const *folders, *const *names;
        size_t n = gen_folders(&g->gen, g->src, &folders), n_names;
        bool found = !last;

        g->schema = NEW(g->a, struct schema);
        g->schema->tables_end = &g->schema->tables;
        g->schema->steps_end = &g->schema->steps;
        if (sqlite3_open(":memory:", &g->db) != SQLITE_OK)
                return ERR_IO;
        sqlite3_db_config(g->db, SQLITE_DBCONFIG_DQS_DML, 0, (void *)NULL);
        sqlite3_db_config(g->db, SQLITE_DBCONFIG_DQS_DDL, 0, (void *)NULL);
        sqlite3_exec(g->db, "pragma foreign_keys = on", NULL, NULL, NULL);
        for (size_t i = 0; i < n; i++) {
                struct str dir = str_fmt(g->a, "%s/schema", folders[i]);

                n_names = gen_list(&g->gen, sql_path(g, dir.ptr, NULL), ".sql", &names);
                for (size_t k = 0; k < n_names; k++)
                        load_step(g, folders[i], names[k], k + 1);
                if (last && strcmp(folders[i], last) == 0) {
                        found = true;
                        break;
                }
        }
        if (!found)
                sql_error(g, sql_path(g, "order", NULL), 0, "does not list the folder %s", last);
        return g->gen.errors ? ERR_INVALID : 0;
}
