/*
 * src/store/sqlite.c: what SQLite does behind `struct backend`. Connections, statements, errors.
 * Not the write group (group.c) nor checkpoints (checkpoint.c).
 *
 * WAL, synchronous=FULL on every connection that writes: a commit is on disk when it returns.
 * Readers are stopped by a progress handler when their snapshot gets too old, because an old
 * snapshot keeps the WAL from being reused. They do not map the file: SQLite takes the whole map
 * down for each snapshot that follows a commit, in all threads, and pages are faulted in anew.
 */
#include "store/internal.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "store/lite.h"

#define PROGRESS_OPS 20000
#define BUSY_MS      10000

static const char *const control_sql[CONTROL_MAX] = {
        [CONTROL_BEGIN_READ] = "begin",
        [CONTROL_BEGIN_WRITE] = "begin immediate",
        [CONTROL_COMMIT] = "commit",
        [CONTROL_ROLLBACK] = "rollback",
        [CONTROL_SAVEPOINT] = "savepoint m",
        [CONTROL_RELEASE] = "release m",
        [CONTROL_ROLLBACK_TO] = "rollback to m",
};

static const char writer_pragmas[] = "pragma journal_mode=wal;"
                                     "pragma synchronous=full;"
                                     "pragma foreign_keys=on;"
                                     "pragma wal_autocheckpoint=0;"
                                     "pragma journal_size_limit=67108864;"
                                     "pragma temp_store=memory;"
                                     "pragma trusted_schema=off;"
                                     "pragma cache_size=-32768;";
static const char reader_pragmas[] = "pragma query_only=on;"
                                     "pragma temp_store=memory;"
                                     "pragma trusted_schema=off;"
                                     "pragma cache_size=-4096;";

static struct lite *lite(struct conn *c)
{
        return c->db;
}

static int error_of(int rc)
{
        switch (rc & 0xff) {
        case SQLITE_CONSTRAINT:
                if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
                        rc == SQLITE_CONSTRAINT_ROWID)
                        return ERR_EXISTS;
                return ERR_CONSTRAINT;
        case SQLITE_FULL:
                return ERR_FULL;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_INTERRUPT:
                return ERR_BUSY;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
                return ERR_IO;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
                return ERR_CORRUPT;
        case SQLITE_TOOBIG:
                return ERR_LIMIT;
        default:
                return ERR_INTERNAL;
        }
}

int store__sqlite_error(struct conn *c, int rc, const char *what)
{
        int r = error_of(rc);

        if (r != ERR_EXISTS && r != ERR_CONSTRAINT)
                log_error("store", "sqlite error=%d in %s: %s", rc, what,
                        sqlite3_errmsg(lite(c)->db));
        return r;
}

bool store__sqlite_lost(struct conn *c)
{
        return sqlite3_get_autocommit(lite(c)->db) != 0;
}

int store__sqlite_run(struct conn *c, enum control_kind what)
{
        sqlite3_stmt *st = lite(c)->control[what];
        int rc = sqlite3_step(st);

        sqlite3_reset(st);
        return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The number of pages in the WAL, after each commit: checkpoints are asked for by it. */
static int wal_hook(void *arg, sqlite3 *db, const char *name, int pages)
{
        struct conn *c = arg;

        store__checkpoint_hook(c->store, pages);
        return SQLITE_OK;
}

static int progress(void *arg)
{
        struct conn *c = arg;

        return c->deadline && clock_monotonic_ns() > c->deadline;
}

static void configure_once(void)
{
        /* One thread a connection at a time; the counters of memory use are a shared lock. */
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int connect_lite(struct store *s, bool writer, struct conn *c)
{
        static pthread_once_t once = PTHREAD_ONCE_INIT;
        struct lite *l = calloc(1, sizeof *l);
        char path[4096];
        int rc;

        pthread_once(&once, configure_once);
        CHECK(l != NULL);
        c->db = l;
        if (snprintf(path, sizeof path, "%s/motcua.db", s->dir) >= (int)sizeof path)
                return ERR_LIMIT;
        rc = sqlite3_open_v2(path, &l->db,
                (writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                        SQLITE_OPEN_NOMUTEX,
                NULL);
        if (rc != SQLITE_OK)
                return store__sqlite_error(c, rc, path);
        sqlite3_extended_result_codes(l->db, 1);
        sqlite3_busy_timeout(l->db, BUSY_MS);
        rc = sqlite3_exec(l->db, writer ? writer_pragmas : reader_pragmas, NULL, NULL, NULL);
        if (rc != SQLITE_OK)
                return store__sqlite_error(c, rc, "pragmas");
        if (writer)
                sqlite3_wal_hook(l->db, wal_hook, c);
        else
                sqlite3_progress_handler(l->db, PROGRESS_OPS, progress, c);
        for (int i = 0; i < CONTROL_MAX; i++) {
                rc = sqlite3_prepare_v3(
                        l->db, control_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &l->control[i], NULL);
                if (rc != SQLITE_OK)
                        return store__sqlite_error(c, rc, control_sql[i]);
        }
        /* The names of a new database and its WAL must outlive a crash like what is in them. */
        return writer ? file_sync_dir(s->dir) : 0;
}

static void disconnect_lite(struct conn *c)
{
        struct lite *l = lite(c);

        if (!l)
                return;
        for (int i = 0; i < c->cache_n; i++)
                sqlite3_finalize(c->cache[i]);
        for (int i = 0; i < CONTROL_MAX; i++)
                sqlite3_finalize(l->control[i]);
        sqlite3_close(l->db);
        free(l);
        c->db = NULL;
}

static int begin_lite(struct conn *c)
{
        int rc = store__sqlite_run(c, c->writer ? CONTROL_BEGIN_WRITE : CONTROL_BEGIN_READ);

        return rc == SQLITE_OK ? 0 : store__sqlite_error(c, rc, "begin");
}

/*
 * Which failures of COMMIT are known to have written nothing: no room (the frame that commits is
 * the last one written), a lock, a deferred constraint. Every other outcome is unknown.
 */
static enum commit commit_lite(struct conn *c, int *ret_err)
{
        int rc = store__sqlite_run(c, CONTROL_COMMIT);

        if (rc == SQLITE_OK)
                return COMMIT_DONE;
        *ret_err = store__sqlite_error(c, rc, "commit");
        switch (rc & 0xff) {
        case SQLITE_FULL:
        case SQLITE_BUSY:
        case SQLITE_CONSTRAINT:
                return COMMIT_REFUSED;
        default:
                return COMMIT_UNKNOWN;
        }
}

static void rollback_lite(struct conn *c)
{
        if (!store__sqlite_lost(c))
                store__sqlite_run(c, CONTROL_ROLLBACK);
}

static int bind_list(sqlite3_stmt *st, int at, const struct val *v, struct arena *a)
{
        struct buf b;

        buf_init(&b, a, 64 << 20);
        buf_byte(&b, '[');
        for (size_t i = 0; i < v->n; i++) {
                if (i)
                        buf_byte(&b, ',');
                if (v->kind == VAL_LIST_I64)
                        buf_i64(&b, ((const i64 *)v->list)[i]);
                else
                        json_quote(&b, ((const struct str *)v->list)[i]);
        }
        buf_byte(&b, ']');
        return b.over ? SQLITE_TOOBIG
                      : sqlite3_bind_text64(st, at, b.ptr, b.len, SQLITE_STATIC, SQLITE_UTF8);
}

static int bind_val(sqlite3_stmt *st, int at, const struct val *v, struct arena *a)
{
        switch (v->kind) {
        case VAL_I64:
                return v->num == I64_NULL ? sqlite3_bind_null(st, at)
                                          : sqlite3_bind_int64(st, at, v->num);
        case VAL_TEXT:
                return sqlite3_bind_text64(
                        st, at, v->text.ptr, v->text.len, SQLITE_STATIC, SQLITE_UTF8);
        case VAL_BLOB:
                return sqlite3_bind_blob64(st, at, v->text.ptr, v->text.len, SQLITE_STATIC);
        default:
                return v->list ? bind_list(st, at, v, a) : sqlite3_bind_null(st, at);
        }
}

/* The statement from the cache, or a passing one when that is already open (a nested use). */
static int prepared(struct conn *c, const struct stmt *s, int at, int variant, struct cursor *ret_c)
{
        sqlite3_stmt *st = c->cache[at];
        int rc;

        ret_c->once = st && sqlite3_stmt_busy(st);
        if (st && !ret_c->once) {
                ret_c->handle = st;
                return SQLITE_OK;
        }
        st = NULL;
        rc = sqlite3_prepare_v3(lite(c)->db, s->sql[DB_SQLITE][variant], -1,
                ret_c->once ? 0 : SQLITE_PREPARE_PERSISTENT, &st, NULL);
        if (rc == SQLITE_OK && !ret_c->once)
                c->cache[at] = st;
        ret_c->handle = st;
        return rc;
}

static void close_lite(struct cursor *cur)
{
        if (cur->once)
                sqlite3_finalize(cur->handle);
        else if (cur->handle)
                sqlite3_reset(cur->handle);
}

static int open_lite(struct conn *c, const struct stmt *s, int at, int variant,
        const struct val *vals, struct cursor *ret_c, i64 *ret_changes)
{
        int rc = prepared(c, s, at, variant, ret_c);

        for (int i = 0; rc == SQLITE_OK && i < s->params; i++)
                rc = bind_val(ret_c->handle, i + 1, &vals[i], ret_c->tx->arena);
        if (rc == SQLITE_OK && ret_changes) {
                do
                        rc = sqlite3_step(ret_c->handle);
                while (rc == SQLITE_ROW);
                rc = rc == SQLITE_DONE ? SQLITE_OK : rc;
                *ret_changes = sqlite3_changes64(lite(c)->db);
        }
        if (rc != SQLITE_OK || ret_changes)
                close_lite(ret_c);
        return rc == SQLITE_OK ? 0 : store__sqlite_error(c, rc, s->name);
}

static int next_lite(struct cursor *cur)
{
        int rc = sqlite3_step(cur->handle);

        if (rc == SQLITE_ROW) {
                cur->row++;
                return 1;
        }
        if (rc == SQLITE_DONE)
                return 0;
        return store__sqlite_error(cur->tx->conn, rc, cur->stmt->name);
}

/*
 * The value is asked for once and then looked at. Values of a column may be looked at like others
 * because connections are without locks of their own (SQLITE_CONFIG_MULTITHREAD).
 */
static i64 num_lite(struct cursor *cur, int column)
{
        sqlite3_value *v = sqlite3_column_value(cur->handle, column);

        return sqlite3_value_type(v) == SQLITE_NULL ? I64_NULL : sqlite3_value_int64(v);
}

static struct str text_lite(struct cursor *cur, int column)
{
        sqlite3_value *v = sqlite3_column_value(cur->handle, column);
        const char *p;

        if (sqlite3_value_type(v) == SQLITE_NULL)
                return STR_NULL;
        p = sqlite3_value_blob(v);
        return str_n(p ? p : "", (size_t)sqlite3_value_bytes(v));
}

static int script_lite(struct conn *c, const char *sql)
{
        int rc = sqlite3_exec(lite(c)->db, sql, NULL, NULL, NULL);

        return rc == SQLITE_OK ? 0 : store__sqlite_error(c, rc, "script");
}

const struct backend store__sqlite = {
        .keeps_snapshots = true,
        .connect = connect_lite,
        .disconnect = disconnect_lite,
        .begin = begin_lite,
        .commit = commit_lite,
        .rollback = rollback_lite,
        .read_end = rollback_lite,
        .open = open_lite,
        .next = next_lite,
        .num = num_lite,
        .text = text_lite,
        .close = close_lite,
        .script = script_lite,
};
