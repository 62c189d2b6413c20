/*
 * src/audit/branch.c: a history that goes on from an older copy of itself.
 *
 * The signer refuses a head that is smaller than the last one of its log: to it a log only grows.
 * When the database alone was brought back from a copy, the history goes on under a new log, and a
 * sealed event says which log was left, up to which size its heads are ours, and what had been
 * signed of it. A head of a log that no such event names is somebody else's history: that is how
 * `verify` finds a tree that was rewritten under a new name.
 */
#include "audit/internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "base/random.h"
#include "wall/signer_list.h"

#define ACTION "audit.branch"
#define HEADS  ((size_t)1 << 30) /* bytes of heads of one log that are looked through */

int audit__logs(struct tx *tx, struct arena *a, struct audit_logs *ret_logs)
{
        struct audit_logs l = { .n = 0 };
        struct audit_branch_row_rows rows;
        struct audit_log_row now = { .name = STR("") }; /* nothing was ever signed */
        const struct json *j;
        int r = audit_log_get(tx, &now);

        if (r == 0 || r == ERR_NOT_FOUND)
                r = audit_branches(tx, STR(ACTION), &rows);
        if (r < 0)
                return r;
        l.now = str_dup(a, now.name);
        l.left = NEW_ARRAY(a, struct audit_left, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                if (!rows.rows[i].body.ptr || json_parse(a, rows.rows[i].body, &j, NULL) < 0)
                        continue; /* erased or altered: its heads are then found strange */
                l.left[l.n++] = (struct audit_left){ json_str(json_get(j, "log")),
                        json_i64(json_get(j, "size"), 0), json_i64(json_get(j, "signed"), 0) };
        }
        *ret_logs = l;
        return 0;
}

struct str audit__log_at(const struct audit_logs *l, i64 size)
{
        for (size_t i = 0; i < l->n; i++)
                if (size <= l->left[i].size)
                        return l->left[i].log;
        return l->now;
}

enum audit_head_of audit__head_of(const struct audit_logs *l, struct str log, i64 size)
{
        for (size_t i = 0; i < l->n; i++)
                if (str_eq(log, l->left[i].log))
                        return size <= l->left[i].size ? HEAD_OURS : HEAD_LEFT;
        return str_eq(log, l->now) ? HEAD_OURS : HEAD_STRANGE;
}

/* ------------------------------------------------------------ leaving a log */

struct signed_head {
        i64 size;
        u8 root[HASH_SIZE];
};

struct leaving {
        struct arena *arena;
        struct audit_logs logs;
        struct buf heads;        /* struct signed_head of the log at hand, in order */
        struct audit_left *left; /* the log at hand, then others that are not on record */
        size_t n;
        const struct audit_branching *how;
        struct str fresh;
};

enum { LOGS_MAX = 100 };

static void note_head(struct leaving *v, struct str log, const struct signed_head *h)
{
        size_t i = 0;

        while (i < v->n && !str_eq(v->left[i].log, log))
                i++;
        if (i == v->n &&
                (v->n == LOGS_MAX || audit__head_of(&v->logs, log, h->size) != HEAD_STRANGE))
                return;
        if (i == v->n)
                v->left[v->n++] = (struct audit_left){ .log = str_dup(v->arena, log) };
        v->left[i].signed_size = MAX(v->left[i].signed_size, h->size);
        if (i == 0)
                buf_add(&v->heads, str_n((const char *)h, sizeof *h));
}

static int read_list(struct leaving *v, const char *path)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        FILE *f = fopen(path, "re");
        u8 chain[HASH_SIZE] = { 0 };
        struct signer_entry e;
        struct signed_head h;
        struct str log, line;
        char *text = NULL;
        size_t cap = 0;
        ssize_t n;

        if (!f)
                return ERR_NOT_FOUND;
        while ((n = getline(&text, &cap, f)) > 0) {
                line = str_n(text, (size_t)n - (text[n - 1] == '\n'));
                if (signer_entry_read(line, chain, &e) == 0 &&
                        signer_entry_head(&e, &log, &h.size, h.root) == 0)
                        note_head(v, log, &h);
                arena_clear(a);
        }
        free(text);
        fclose(f);
        return v->heads.over ? ERR_LIMIT : 0;
}

static int fits(struct tx *tx, const struct signed_head *h, i64 size, bool *ret_fits)
{
        const struct merkle_nodes nodes = { audit__node_get, NULL, tx };
        struct merkle tree;
        u8 root[HASH_SIZE];
        int r;

        *ret_fits = false;
        if (h->size > size)
                return 0;
        r = merkle_load(&tree, h->size, &nodes);
        if (r < 0)
                return r;
        merkle_root(&tree, root);
        *ret_fits = memcmp(root, h->root, HASH_SIZE) == 0;
        return 0;
}

/*
 * The last head that is of this tree: all before it are, none after it. ERR_CORRUPT: the first one
 * is not, although the tree reaches it.
 */
static int find_fork(struct leaving *v, struct tx *tx)
{
        const struct signed_head *heads = (const void *)v->heads.ptr;
        size_t lo = 0, hi = v->heads.len / sizeof *heads;
        bool good;
        i64 size;
        int r = audit__size(tx, &size);

        if (r == 0 && hi > 0 && heads[0].size <= size) {
                r = fits(tx, &heads[0], size, &good);
                if (r == 0 && !good)
                        r = ERR_CORRUPT;
        }
        while (r == 0 && lo < hi) {
                size_t middle = (lo + hi) / 2;

                r = fits(tx, &heads[middle], size, &good);
                if (good)
                        lo = middle + 1;
                else
                        hi = middle;
        }
        for (size_t i = 0; i < v->n; i++)
                v->left[i].size = lo ? heads[lo - 1].size : 0;
        return r;
}

static struct str body_of(struct arena *a, const struct audit_left *l, struct str reason)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 8000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "log", l->log);
        json_put_i64(&w, "size", l->size);
        json_put_i64(&w, "signed", l->signed_size);
        json_put_str(&w, "reason", reason);
        json_close(&w, '}');
        return buf_str(&b);
}

static int leave_apply(struct tx *tx, void *arg)
{
        const struct leaving *v = arg;
        int r = audit_log_rename(tx, v->fresh, NULL);

        /* What was signed of the copy under the old name is of neither history. */
        if (r == 0)
                r = audit_heads_cut(tx, v->left[0].size, NULL);
        for (size_t i = 0; i < v->n && r == 0; i++)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = I64_NULL,
                                .actor_text = v->how->who,
                                .action = ACTION,
                                .object_kind = "audit",
                                .payload = body_of(tx->arena, &v->left[i], v->how->reason) },
                        NULL);
        return r;
}

int audit_branch(const struct audit_branching *how, struct arena *a, struct audit_left *ret_left)
{
        struct leaving v = { .arena = a, .how = how, .fresh = random_code(a, 16), .n = 1 };
        struct tx *tx;
        int r = store_read_begin(how->store, a, &tx);

        if (r < 0)
                return r;
        buf_init(&v.heads, a, HEADS);
        v.left = NEW_ARRAY(a, struct audit_left, LOGS_MAX);
        r = audit__logs(tx, a, &v.logs);
        v.left[0].log = v.logs.now;
        if (r == 0)
                r = read_list(&v, how->signer_list);
        if (r == 0)
                r = find_fork(&v, tx);
        store_read_end(tx);
        if (r == 0 && v.left[0].signed_size <= v.left[0].size && v.n == 1)
                r = ERR_EXISTS;
        if (r == 0)
                r = store_write(how->store, a, leave_apply, &v);
        if (r == 0)
                *ret_left = v.left[0];
        return r;
}
