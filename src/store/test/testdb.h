/*
 * src/store/test/testdb.h: an empty, migrated database for a test, on SQLite in a folder of its own
 * or on PostgreSQL as a database of its own; and statements without a generator, for tests only.
 *
 *      TEST(unit_is_found)
 *      {
 *              TESTDB_EACH(kind) {
 *                      struct testdb t;
 *                      REQUIRE(testdb_open(&t, kind) == 0);
 *                      ... t.store, t.arena ...
 *                      testdb_close(&t);
 *              }
 *      }
 * Without MOTCUA_TEST_PG the loop runs on SQLite alone and says so once.
 */
#ifndef STORE_TEST_TESTDB_H
#define STORE_TEST_TESTDB_H

#include "store/stmt.h"

struct testdb {
        enum db_kind kind;
        char dir[64];
        char database[64]; /* PostgreSQL: its name */
        char *url;
        struct store_config config; /* change before testdb_reopen */
        struct store *store;
        struct arena *arena;
};

bool testdb_has(enum db_kind kind);
#define TESTDB_EACH(kind)                                                                          \
        for (enum db_kind kind = DB_SQLITE; kind < DB_KIND_MAX; kind++)                            \
                if (testdb_has(kind))

int testdb_open(struct testdb *t, enum db_kind kind);
/* As a new process would: with t->config, migrating nothing. */
int testdb_reopen(struct testdb *t);
void testdb_close(struct testdb *t); /* and removes everything */
/* The URL of the test server with another database name; on the heap. */
char *testdb_url(const char *database);
void testdb_remove_tree(const char *dir);

/* Statements: parameters ?1 …; columns: one letter a column, i number, t text, b blob. */
#define NUM(x)  ((struct val){ .kind = VAL_I64, .num = (x) })
#define TXT(x)  ((struct val){ .kind = VAL_TEXT, .text = (x) })
#define BLOB(x) ((struct val){ .kind = VAL_BLOB, .text = (x) })
#define VALS(...)                                                                                  \
        (const struct val[]){ __VA_ARGS__ },                                                       \
                (int)(sizeof((const struct val[]){ __VA_ARGS__ }) / sizeof(struct val))
#define NO_VALS NULL, 0
int testdb_exec(struct tx *tx, const char *sql, const struct val *vals, int n, i64 *ret_changes);
/* All rows as text: cells end in '|', rows in a line feed, NULL is ~, blobs are hex. */
int testdb_rows(struct tx *tx, const char *sql, const char *columns, const struct val *vals, int n,
        struct str *ret_s);
/* Each in a transaction of its own; a failure ends the test program. */
void testdb_run(struct testdb *t, const char *sql);
i64 testdb_i64(struct testdb *t, const char *sql);
/* A hand-made statement for sql; lives for ever. */
const struct stmt *testdb_stmt(const char *sql, const char *columns, const struct val *vals, int n);

#endif
