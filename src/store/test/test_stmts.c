/*
 * src/store/test/test_stmts.c: every variant of every statement of the program, prepared on both
 * databases against the migrated schema: it exists there, with as many columns and of the kinds
 * that the generated code reads. The generator saw SQLite only.
 */
#include "test/test.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include "store/test/testdb.h"

static const Oid param_types[] = { [VAL_I64] = 20,
        [VAL_TEXT] = 25,
        [VAL_BLOB] = 17,
        [VAL_LIST_I64] = 1016,
        [VAL_LIST_TEXT] = 1009 };

/* What cursor_i64 and cursor_text can read. */
static bool readable(Oid type, enum val_kind kind)
{
        bool number = type == 20 || type == 21 || type == 23 || type == 16;

        return kind == VAL_I64 ? number : kind == VAL_TEXT ? type == 25 : type == 17;
}

static bool good_on_postgres(PGconn *c, const struct stmt *s, int variant)
{
        Oid types[64];
        PGresult *res;
        bool good;

        CHECK(s->params <= (int)ARRAY_LEN(types));
        for (int i = 0; i < s->params; i++)
                types[i] = param_types[s->kinds[i]];
        res = PQprepare(c, "", s->sql[DB_POSTGRES][variant], s->params, types);
        good = PQresultStatus(res) == PGRES_COMMAND_OK;
        if (!good)
                printf("    %s: %s", s->name, PQresultErrorMessage(res));
        PQclear(res);
        if (!good)
                return false;
        res = PQdescribePrepared(c, "");
        good = PQnfields(res) == s->columns;
        for (int i = 0; good && i < s->columns; i++)
                good = readable(PQftype(res, i), s->column_kinds[i]);
        if (!good)
                printf("    %s: other columns than the generated code reads\n", s->name);
        PQclear(res);
        return good;
}

static bool good_on_sqlite(sqlite3 *db, const struct stmt *s, int variant)
{
        sqlite3_stmt *st = NULL;
        bool good =
                sqlite3_prepare_v2(db, s->sql[DB_SQLITE][variant], -1, &st, NULL) == SQLITE_OK &&
                sqlite3_column_count(st) == s->columns &&
                sqlite3_bind_parameter_count(st) <= s->params &&
                (s->writes || sqlite3_stmt_readonly(st));

        if (!good)
                printf("    %s: %s\n", s->name, sqlite3_errmsg(db));
        sqlite3_finalize(st);
        return good;
}

TEST(every_statement_is_understood_by_both_databases)
{
        TESTDB_EACH(kind)
        {
                struct testdb t;
                sqlite3 *db = NULL;
                PGconn *c = NULL;
                int n = 0;

                REQUIRE(testdb_open(&t, kind) == 0);
                if (kind == DB_POSTGRES)
                        c = PQconnectdb(t.url);
                else
                        sqlite3_open(str_fmt(t.arena, "%s/motcua.db", t.dir).ptr, &db);
                for (const struct stmt *const *s = stmts; *s; s++)
                        for (int v = 0; v < (*s)->variants; v++, n++)
                                EXPECT(c ? good_on_postgres(c, *s, v) : good_on_sqlite(db, *s, v));
                EXPECT(n > 0);
                PQfinish(c);
                sqlite3_close(db);
                testdb_close(&t);
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(every_statement_is_understood_by_both_databases));
}
