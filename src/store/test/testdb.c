/*
 * src/store/test/testdb.c: see testdb.h.
 */
#include "store/test/testdb.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAKE_TABLE_MAX 512

bool testdb_has(enum db_kind kind)
{
        static bool said;

        if (kind == DB_SQLITE || getenv("MOTCUA_TEST_PG"))
                return true;
        if (!said)
                printf("skipped: no PostgreSQL (MOTCUA_TEST_PG)\n");
        said = true;
        return false;
}

char *testdb_url(const char *database)
{
        const char *base = getenv("MOTCUA_TEST_PG");
        const char *path = strchr(strstr(base, "://") + 3, '/');
        const char *query = strchr(base, '?');
        char *url;

        CHECK(path != NULL);
        CHECK(asprintf(&url, "%.*s/%s%s", (int)(path - base), base, database, query ? query : "") >
                0);
        return url;
}

static void admin(const char *fmt, const char *database)
{
        PGconn *c = PQconnectdb(getenv("MOTCUA_TEST_PG"));
        char sql[300];
        PGresult *res;

        snprintf(sql, sizeof sql, fmt, database);
        res = PQexec(c, sql);
        if (PQresultStatus(res) != PGRES_COMMAND_OK)
                printf("%s: %s\n", sql, PQerrorMessage(c));
        CHECK(PQresultStatus(res) == PGRES_COMMAND_OK);
        PQclear(res);
        PQfinish(c);
}

int testdb_open(struct testdb *t, enum db_kind kind)
{
        static int count;
        const char *tmp = getenv("TMPDIR");
        int r;

        *t = (struct testdb){ .kind = kind, .arena = arena_new(256 << 20) };
        snprintf(t->dir, sizeof t->dir, "%s/motcua-test-XXXXXX",
                tmp && strlen(tmp) < 40 ? tmp : "/tmp");
        CHECK(mkdtemp(t->dir) != NULL);
        if (kind == DB_POSTGRES) {
                snprintf(t->database, sizeof t->database, "motcua_%d_%d", (int)getpid(), ++count);
                admin("create database %s template template0", t->database);
                t->url = testdb_url(t->database);
        }
        t->config = (struct store_config){ .dir = t->dir, .url = t->url, .allow_old = true };
        r = store_open(&t->config, &t->store);
        if (r == 0)
                r = store_migrate(t->store);
        t->config.allow_old = false;
        return r;
}

int testdb_reopen(struct testdb *t)
{
        store_close(t->store);
        t->store = NULL;
        return store_open(&t->config, &t->store);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        return remove(path);
}

void testdb_remove_tree(const char *dir)
{
        nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void testdb_close(struct testdb *t)
{
        store_close(t->store);
        if (t->url)
                admin("drop database %s with (force)", t->database);
        testdb_remove_tree(t->dir);
        free(t->url);
        arena_free(t->arena);
        *t = (struct testdb){ 0 };
}

struct made {
        struct stmt stmt;
        char *text, *columns;
        const char *sqlite, *postgres;
        int slot;
        enum val_kind kinds[16], column_kinds[16];
};

static char *to_dollars(const char *sql)
{
        char *copy = strdup(sql);

        for (char *p = copy; *p; p++)
                if (p[0] == '?' && p[1] >= '1' && p[1] <= '9')
                        *p = '$';
        return copy;
}

static bool is_write(const char *sql)
{
        return strncmp(sql, "select", 6) != 0 && strncmp(sql, "with", 4) != 0;
}

const struct stmt *testdb_stmt(const char *sql, const char *columns, const struct val *vals, int n)
{
        static struct made *all[MAKE_TABLE_MAX];
        static int used;
        static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
        struct made *m = NULL;

        pthread_mutex_lock(&lock);
        for (int i = 0; i < used && !m; i++)
                if (strcmp(all[i]->text, sql) == 0 && strcmp(all[i]->columns, columns) == 0)
                        m = all[i];
        if (!m) {
                CHECK(used < MAKE_TABLE_MAX && n <= 16 && strlen(columns) <= 16);
                m = all[used++] = calloc(1, sizeof *m);
                m->text = strdup(sql);
                m->columns = strdup(columns);
                m->sqlite = m->text;
                m->postgres = to_dollars(sql);
                m->slot = -1;
                for (int i = 0; i < n; i++)
                        m->kinds[i] = vals[i].kind;
                for (size_t i = 0; columns[i]; i++)
                        m->column_kinds[i] = columns[i] == 'i'   ? VAL_I64
                                             : columns[i] == 't' ? VAL_TEXT
                                                                 : VAL_BLOB;
                m->stmt = (struct stmt){ .name = m->text,
                        .sql = { &m->sqlite, &m->postgres },
                        .variants = 1,
                        .params = n,
                        .kinds = m->kinds,
                        .columns = (int)strlen(columns),
                        .column_kinds = m->column_kinds,
                        .writes = is_write(sql),
                        .slot = &m->slot };
        }
        pthread_mutex_unlock(&lock);
        return &m->stmt;
}

int testdb_exec(struct tx *tx, const char *sql, const struct val *vals, int n, i64 *ret_changes)
{
        return stmt_exec(tx, testdb_stmt(sql, "", vals, n), 0, vals, ret_changes);
}

static void put_cell(struct buf *b, struct cursor *c, int column, char kind)
{
        struct str s;

        if (kind == 'i') {
                i64 n = cursor_i64(c, column);

                if (n == I64_NULL)
                        buf_byte(b, '~');
                else
                        buf_i64(b, n);
        } else {
                s = cursor_text(c, column);
                if (!s.ptr)
                        buf_byte(b, '~');
                else
                        buf_add(b, kind == 'b' ? str_hex(b->arena, s.ptr, s.len) : s);
        }
        buf_byte(b, '|');
}

int testdb_rows(struct tx *tx, const char *sql, const char *columns, const struct val *vals, int n,
        struct str *ret_s)
{
        struct cursor c;
        struct buf b;
        int r = stmt_open(tx, testdb_stmt(sql, columns, vals, n), 0, vals, &c);

        if (r < 0)
                return r;
        buf_init(&b, tx->arena, 64 << 20);
        while ((r = cursor_next(&c)) > 0) {
                for (int i = 0; columns[i]; i++)
                        put_cell(&b, &c, i, columns[i]);
                buf_byte(&b, '\n');
        }
        cursor_close(&c);
        if (r == 0)
                *ret_s = buf_str(&b);
        return r;
}

static int apply_sql(struct tx *tx, void *arg)
{
        return testdb_exec(tx, arg, NO_VALS, NULL);
}

void testdb_run(struct testdb *t, const char *sql)
{
        int r = store_write(t->store, t->arena, apply_sql, (void *)sql);

        if (r < 0)
                printf("%s: %s\n", sql, err_name(r));
        CHECK(r == 0);
}

i64 testdb_i64(struct testdb *t, const char *sql)
{
        struct cursor c;
        struct tx *tx;
        i64 n;

        CHECK(store_read_begin(t->store, t->arena, &tx) == 0);
        CHECK(stmt_open(tx, testdb_stmt(sql, "i", NO_VALS), 0, NULL, &c) == 0);
        CHECK(cursor_next(&c) == 1);
        n = cursor_i64(&c, 0);
        cursor_close(&c);
        store_read_end(tx);
        return n;
}
