/*
 * src/audit/seal.c: pending events become leaves. The tree's right edge is kept in memory between
 * groups; before each use it is compared with the last stored leaf, so that a group rolled back, or
 * another process's leaves, only cost reading it again.
 */
#include "audit/internal.h"

#include <pthread.h>

#define BATCH 256

/* Reading several times 16 leaves is cheaper than storing eight times as many nodes. */
static int low_node(struct tx *tx, int level, i64 position, u8 ret_hash[HASH_SIZE])
{
        struct audit_leaf_row_rows rows;
        i64 n = (i64)1 << level;
        u8 h[1 << (AUDIT_NODE_LEVEL - 1)][HASH_SIZE];
        int r = audit_leaf_range(tx, position * n, (position + 1) * n - 1, &rows);

        if (r < 0)
                return r;
        if ((i64)rows.n != n)
                return ERR_CORRUPT;
        for (i64 i = 0; i < n; i++) {
                if (rows.rows[i].hash.len != HASH_SIZE)
                        return ERR_CORRUPT;
                memcpy(h[i], rows.rows[i].hash.ptr, HASH_SIZE);
        }
        for (; n > 1; n /= 2)
                for (i64 i = 0; i < n / 2; i++)
                        merkle_inner(h[2 * i], h[2 * i + 1], h[i]);
        memcpy(ret_hash, h[0], HASH_SIZE);
        return 0;
}

int audit__node_get(void *arg, int level, i64 position, u8 ret_hash[HASH_SIZE])
{
        struct tx *tx = arg;
        struct audit_node_row row;
        int r;

        if (level < AUDIT_NODE_LEVEL)
                return low_node(tx, level, position, ret_hash);
        r = audit_node_get(tx, level, position, &row);
        if (r < 0)
                return r == ERR_NOT_FOUND ? ERR_CORRUPT : r;
        if (row.hash.len != HASH_SIZE)
                return ERR_CORRUPT;
        memcpy(ret_hash, row.hash.ptr, HASH_SIZE);
        return 0;
}

int audit__size(struct tx *tx, i64 *ret_size)
{
        struct audit_leaf_row last;
        int r = audit_leaf_last(tx, &last);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        *ret_size = r == 0 ? last.position + 1 : 0;
        return 0;
}

/* The edge of the tree that was last sealed by this process. */
static struct {
        pthread_mutex_t lock;
        struct merkle tree;
        u8 last[HASH_SIZE]; /* its last leaf */
} edge = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int edge_load(struct tx *tx, struct merkle *ret_tree)
{
        const struct merkle_nodes nodes = { audit__node_get, NULL, tx };
        struct audit_leaf_row last;
        int r = audit_leaf_last(tx, &last);

        if (r == ERR_NOT_FOUND) {
                merkle_init(ret_tree);
                return 0;
        }
        if (r < 0)
                return r;
        if (edge.tree.size == last.position + 1 && last.hash.len == HASH_SIZE &&
                memcmp(edge.last, last.hash.ptr, HASH_SIZE) == 0) {
                *ret_tree = edge.tree;
                return 0;
        }
        return merkle_load(ret_tree, last.position + 1, &nodes);
}

struct putting {
        struct tx *tx;
        i64 event;
};

static int put(void *arg, int level, i64 position, const u8 hash[HASH_SIZE])
{
        struct putting *p = arg;
        struct str h = str_n((const char *)hash, HASH_SIZE);

        if (level == 0)
                return audit_leaf_insert(p->tx, position, p->event, h);
        return level < AUDIT_NODE_LEVEL ? 0 : audit_node_insert(p->tx, level, position, h);
}

static int append_all(struct tx *tx, const struct audit_fresh_rows *fresh, struct merkle *tree,
        u8 ret_last[HASH_SIZE])
{
        struct putting p = { .tx = tx };
        const struct merkle_nodes nodes = { NULL, put, &p };
        i64 *events = NEW_ARRAY(tx->arena, i64, fresh->n), changes;
        int r = 0;

        for (size_t i = 0; i < fresh->n && r == 0; i++) {
                const struct audit_fresh *f = &fresh->rows[i];
                const struct audit_row row = { f->id, f->at, f->actor, f->action, f->object_kind,
                        f->object, f->payload_hash };

                events[i] = p.event = f->id;
                audit__leaf(tx->arena, &row, ret_last);
                r = merkle_append(tree, ret_last, &nodes);
        }
        if (r == 0)
                r = audit_pending_delete(tx, events, fresh->n, &changes);
        if (r == 0 && changes != (i64)fresh->n)
                r = ERR_STALE; /* another sealer took some of them meanwhile */
        return r;
}

int audit__seal(struct tx *tx, i64 limit, i64 *ret_n)
{
        struct audit_fresh_rows fresh;
        struct merkle tree;
        u8 last[HASH_SIZE];
        int r = audit_pending_take(tx, limit, &fresh);

        if (r < 0)
                return r;
        *ret_n = (i64)fresh.n;
        if (fresh.n == 0)
                return 0;
        pthread_mutex_lock(&edge.lock);
        r = edge_load(tx, &tree);
        if (r == 0)
                r = append_all(tx, &fresh, &tree, last);
        if (r == 0) {
                edge.tree = tree;
                memcpy(edge.last, last, HASH_SIZE);
        }
        pthread_mutex_unlock(&edge.lock);
        return r;
}

int audit_before_commit(struct tx *tx)
{
        i64 n = BATCH;
        int r = 0;

        if (store_kind(tx->store) != DB_SQLITE)
                return 0;
        while (r == 0 && n == BATCH)
                r = audit__seal(tx, BATCH, &n);
        return r;
}
