/*
 * src/audit/verify.c: recomputes the tree from the events up and compares it with everything that
 * speaks of it: stored leaves and nodes, stored heads and their signatures, published heads, and
 * the signer's own list. Reads in pages, each in a snapshot of its own: it runs beside a working
 * server, and what is added meanwhile is left for the next time.
 *
 * The tree is built from the leaves as stored, and each leaf compared with its event, so that one
 * changed event is one finding and not one at every head after it.
 */
#include "audit/internal.h"

#include "audit/verify_heads.h"

#define PAGE       256
#define PAGE_ARENA ((size_t)64 << 20)

struct verify {
        const struct audit_check *check;
        struct audit_result result;
        struct arena *arena; /* of the page */
        struct tx *tx;       /* of the page */
        struct merkle tree;
        i64 size;       /* leaves to check */
        i64 page;       /* rows a page, fewer when payloads are large */
        i64 last_event; /* of the second look, over events */
        bool gap;       /* a leaf is missing: nothing above the leaves can be computed any more */
        struct verify_heads heads;
};

static const char *const words[AUDIT_FAULT_MAX] = {
        [AUDIT_LEAF_GONE] = "a leaf of the tree is gone",
        [AUDIT_EVENT_GONE] = "a sealed event is gone",
        [AUDIT_EVENT_CHANGED] = "a sealed event was changed",
        [AUDIT_PAYLOAD_GONE] = "an event's payload is gone without a record of erasure",
        [AUDIT_PAYLOAD_CHANGED] = "an event's payload was changed",
        [AUDIT_NEVER_SEALED] = "an event was never sealed",
        [AUDIT_NODE_WRONG] = "an inner node does not follow from the leaves",
        [AUDIT_HEAD_WRONG] = "a stored head does not fit the tree",
        [AUDIT_HEAD_FORGED] = "a stored head's signature does not fit",
        [AUDIT_PUBLISHED_WRONG] = "a published head does not fit the tree: history was rewritten",
        [AUDIT_PUBLISHED_BEYOND] = "a published head is beyond the tree: history was cut",
        [AUDIT_PUBLISHED_FORGED] = "a published head's signature does not fit",
        [AUDIT_PUBLISHED_BROKEN] = "the file of published heads is broken or out of order",
        [AUDIT_PUBLISHED_STRANGE] =
                "a published head is of a history under a name that is not on record",
        [AUDIT_SIGNED_WRONG] = "the signer signed another history",
        [AUDIT_SIGNED_BEYOND] = "the signer signed a head beyond the tree: history was cut",
        [AUDIT_SIGNED_BROKEN] = "the signer's list is broken or was changed",
        [AUDIT_SIGNED_STRANGE] = "the signer signed a history under a name that is not on record",
};

const char *audit_fault_words(enum audit_fault fault)
{
        return (unsigned)fault < AUDIT_FAULT_MAX ? words[fault] : "?";
}

static void find(struct verify *v, enum audit_fault fault, i64 at, i64 event)
{
        const struct audit_finding f = { fault, at, event };

        v->result.findings++;
        if (v->check->report)
                v->check->report(v->check->arg, &f);
}

static void find_head(void *arg, enum audit_fault fault, i64 at)
{
        find(arg, fault, at, I64_NULL);
}

/* The nodes that a leaf completes, against the stored ones. */
static int compare_node(void *arg, int level, i64 position, const u8 hash[HASH_SIZE])
{
        struct verify *v = arg;
        struct audit_node_row row;
        int r;

        if (level < AUDIT_NODE_LEVEL)
                return 0;
        r = audit_node_get(v->tx, level, position, &row);
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        if (r == ERR_NOT_FOUND || row.hash.len != HASH_SIZE ||
                memcmp(row.hash.ptr, hash, HASH_SIZE) != 0)
                find(v, AUDIT_NODE_WRONG, position, I64_NULL);
        return 0;
}

static int check_payload(struct verify *v, const struct audit_check_leaf *l)
{
        struct audit_erasure_row erasure;
        u8 hash[HASH_SIZE];
        int r;

        if (!l->salt.ptr) {
                r = audit_erasure(v->tx, l->event, &erasure);
                if (r == ERR_NOT_FOUND)
                        find(v, AUDIT_PAYLOAD_GONE, l->position, l->event);
                else if (r == 0)
                        v->result.erased++;
                return r == ERR_NOT_FOUND ? 0 : r;
        }
        audit__payload_hash(v->arena, l->salt, l->actor_text, l->peer, l->body, hash);
        if (!str_eq(l->payload_hash, str_n((char *)hash, HASH_SIZE)))
                find(v, AUDIT_PAYLOAD_CHANGED, l->position, l->event);
        return 0;
}

static int check_leaf(struct verify *v, const struct audit_check_leaf *l)
{
        const struct audit_row row = { l->id, l->at, l->actor, l->action, l->object_kind, l->object,
                l->payload_hash };
        u8 leaf[HASH_SIZE];

        if (l->id == I64_NULL) {
                find(v, AUDIT_EVENT_GONE, l->position, l->event);
                return 0;
        }
        audit__leaf(v->arena, &row, leaf);
        if (!str_eq(l->hash, str_n((char *)leaf, HASH_SIZE))) {
                find(v, AUDIT_EVENT_CHANGED, l->position, l->event);
                return 0;
        }
        return check_payload(v, l);
}

static int grow(struct verify *v, const struct audit_check_leaf *l)
{
        const struct merkle_nodes nodes = { NULL, compare_node, v };
        u8 leaf[HASH_SIZE] = { 0 }, root[HASH_SIZE];
        int r;

        if (l->hash.len == HASH_SIZE)
                memcpy(leaf, l->hash.ptr, HASH_SIZE);
        r = merkle_append(&v->tree, leaf, &nodes);
        if (r < 0)
                return r;
        if (!verify_heads_due(&v->heads, v->tree.size))
                return 0;
        merkle_root(&v->tree, root);
        return verify_heads_check(&v->heads, v->tree.size, root);
}

static int check_page(struct verify *v, i64 first, i64 last)
{
        struct audit_check_leaf_rows rows;
        i64 expected = first;
        int r = audit_check_leaves(v->tx, first, last, &rows);

        for (size_t i = 0; i < rows.n && r == 0; i++) {
                const struct audit_check_leaf *l = &rows.rows[i];

                if (l->position != expected) {
                        find(v, AUDIT_LEAF_GONE, expected, I64_NULL);
                        v->gap = true;
                }
                expected = l->position + 1;
                v->result.leaves++;
                r = check_leaf(v, l);
                if (r == 0 && !v->gap)
                        r = grow(v, l);
        }
        if (r == 0 && expected <= last) {
                find(v, AUDIT_LEAF_GONE, expected, I64_NULL);
                v->gap = true;
        }
        return r;
}

/* Runs fn in a snapshot of its own. */
static int in_snapshot(struct verify *v, int (*fn)(struct verify *v, i64 a, i64 b), i64 a, i64 b)
{
        int r;

        arena_clear(v->arena);
        r = store_read_begin(v->check->store, v->arena, &v->tx);
        if (r < 0)
                return r;
        v->heads.tx = v->tx;
        r = fn(v, a, b);
        store_read_end(v->tx);
        v->tx = v->heads.tx = NULL;
        return r;
}

static int check_leaves(struct verify *v)
{
        i64 at = 0;
        int r = 0;

        v->page = PAGE;
        while (r == 0 && at < v->size) {
                i64 last = MIN(at + v->page, v->size) - 1;

                r = in_snapshot(v, check_page, at, last);
                if (r == ERR_LIMIT && v->page > 1) {
                        v->page /= 2; /* the rows were not looked at yet */
                        r = 0;
                } else {
                        at = last + 1;
                }
        }
        return r;
}

/* No level may have more nodes than the leaves complete. */
static int check_beyond(struct verify *v, i64 unused_a, i64 unused_b)
{
        struct audit_node_place place;
        i64 size;
        int r = audit__size(v->tx, &size); /* it may have grown since the start */

        for (int level = AUDIT_NODE_LEVEL; level < MERKLE_LEVELS && r == 0; level++) {
                r = audit_node_beyond(v->tx, level, size >> level, &place);
                if (r == 0)
                        find(v, AUDIT_NODE_WRONG, place.position, I64_NULL);
                r = r == ERR_NOT_FOUND ? 0 : r;
        }
        return r;
}

/* The next page of events after a: each has its leaf, or stands in the queue. */
static int check_sealed(struct verify *v, i64 after, i64 unused)
{
        struct audit_check_event_rows rows;
        int r = audit_check_events(v->tx, after, PAGE, &rows);

        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n; i++) {
                const struct audit_check_event *e = &rows.rows[i];

                if (e->position == I64_NULL && e->pending == I64_NULL)
                        find(v, AUDIT_NEVER_SEALED, I64_NULL, e->id);
                else if (e->position == I64_NULL)
                        v->result.unsealed++;
                v->last_event = e->id;
        }
        return rows.n == PAGE ? 1 : 0;
}

/*
 * What the sources say beyond the tree as it was at the start, they may have learnt since: a server
 * works beside us. Only what the tree does not reach even now is beyond it.
 */
static int finish_heads(struct verify *v, i64 unused_a, i64 unused_b)
{
        i64 size;
        int r = audit__size(v->tx, &size);

        if (r == 0)
                verify_heads_finish(&v->heads, size);
        return r;
}

static int begin(struct verify *v, i64 unused_a, i64 unused_b)
{
        const struct audit_logs *logs = &v->heads.logs;
        int r = audit__size(v->tx, &v->size);

        if (r == 0)
                r = verify_heads_open(&v->heads, v->check, find_head, v);
        for (size_t i = 0; r == 0 && i < logs->n; i++)
                v->result.lost += MAX(logs->left[i].signed_size - logs->left[i].size, 0);
        v->result.branches = r == 0 ? (i64)logs->n : 0;
        return r;
}

int audit_verify(const struct audit_check *check, struct audit_result *ret_result)
{
        struct verify v = { .check = check, .arena = arena_new(PAGE_ARENA) };
        int r;

        merkle_init(&v.tree);
        r = in_snapshot(&v, begin, 0, 0);
        if (r == 0)
                r = check_leaves(&v);
        if (r == 0 && !v.gap)
                r = in_snapshot(&v, check_beyond, 0, 0);
        if (r == 0 && !v.gap)
                r = in_snapshot(&v, finish_heads, 0, 0);
        v.last_event = INT64_MIN + 1;
        for (int more = 1; r == 0 && more > 0;) {
                more = in_snapshot(&v, check_sealed, v.last_event, 0);
                r = MIN(more, 0);
        }
        v.result.heads = v.heads.stored.checked;
        v.result.published = v.heads.published.checked;
        v.result.signed_heads = v.heads.signed_list.checked;
        verify_heads_close(&v.heads);
        arena_free(v.arena);
        if (r == 0)
                *ret_result = v.result;
        return r;
}
