/*
 * src/store/stmt.c: statements as generated code sees them, the same for both databases.
 * What a database does differently is behind `struct backend`.
 *
 * The idea: a statement's first use gives it numbers, one a variant, valid in every connection's
 * cache. The first error ends the transaction: later statements answer it without running, so that
 * nothing runs by itself after SQLite has dropped a whole transaction, and so that both databases
 * behave alike.
 */
#include "store/internal.h"

#include <stdlib.h>

#include "base/clock.h"

static pthread_mutex_t slot_lock = PTHREAD_MUTEX_INITIALIZER;
static int slots_used;

static int slot_of(const struct stmt *s)
{
        int slot = __atomic_load_n(s->slot, __ATOMIC_ACQUIRE);

        if (slot >= 0)
                return slot;
        pthread_mutex_lock(&slot_lock);
        slot = *s->slot;
        if (slot < 0) {
                slot = slots_used;
                slots_used += s->variants;
                __atomic_store_n(s->slot, slot, __ATOMIC_RELEASE);
        }
        pthread_mutex_unlock(&slot_lock);
        return slot;
}

void **store__cached(struct conn *c, const struct stmt *s, int variant, int *ret_at)
{
        int at = slot_of(s) + variant;

        if (at >= c->cache_n) {
                int n = MAX(at + 1, c->cache_n * 2);

                c->cache = realloc(c->cache, (size_t)n * sizeof *c->cache);
                CHECK(c->cache != NULL);
                memset(c->cache + c->cache_n, 0, (size_t)(n - c->cache_n) * sizeof *c->cache);
                c->cache_n = n;
        }
        *ret_at = at;
        return &c->cache[at];
}

/* Errors that stand before any statement runs. */
static int ready(struct tx *tx, const struct stmt *s, int variant)
{
        struct conn *c = tx->conn;

        CHECK(tx->writable || !s->writes);
        CHECK(variant >= 0 && variant < s->variants);
        if (c->failed)
                return c->failed;
        if (c->deadline && clock_monotonic_ns() > c->deadline)
                c->failed = ERR_BUSY;
        return c->failed;
}

static int failed(struct conn *c, int r)
{
        if (r < 0 && !c->failed)
                c->failed = r;
        return r;
}

static int open_any(struct tx *tx, const struct stmt *s, int variant, const struct val *vals,
        struct cursor *ret_c, i64 *ret_changes)
{
        struct conn *c = tx->conn;
        int at, r;

        r = ready(tx, s, variant);
        if (r < 0)
                return r;
        store__cached(c, s, variant, &at);
        *ret_c = (struct cursor){ .tx = tx, .stmt = s, .row = -1 };
        r = c->store->backend->open(c, s, at, variant, vals, ret_c, ret_changes);
        if (r < 0)
                return failed(c, r);
        if (s->personal)
                tx->read_personal = true;
        return 0;
}

int stmt_open(struct tx *tx, const struct stmt *s, int variant, const struct val *vals,
        struct cursor *ret_c)
{
        int r = open_any(tx, s, variant, vals, ret_c, NULL);

        if (r == 0)
                tx->conn->cursors++;
        return r;
}

int stmt_exec(
        struct tx *tx, const struct stmt *s, int variant, const struct val *vals, i64 *ret_changes)
{
        struct cursor c;
        i64 changes;
        int r = open_any(tx, s, variant, vals, &c, &changes);

        if (r == 0 && s->writes && changes > 0)
                tx->conn->changed = true;
        if (r == 0 && ret_changes)
                *ret_changes = changes;
        return r;
}

int cursor_next(struct cursor *c)
{
        struct conn *conn = c->tx->conn;
        int r;

        if (conn->failed)
                return conn->failed;
        r = conn->store->backend->next(c);
        if (r > 0 && c->stmt->writes)
                conn->changed = true;
        return failed(conn, r);
}

i64 cursor_i64(struct cursor *c, int column)
{
        return c->tx->store->backend->num(c, column);
}

struct str cursor_text(struct cursor *c, int column)
{
        return str_dup(c->tx->arena, c->tx->store->backend->text(c, column));
}

void cursor_close(struct cursor *c)
{
        struct conn *conn = c->tx->conn;

        conn->store->backend->close(c);
        conn->cursors--;
}
