/*
 * src/audit/round.c: what happens once a second beside the writers: sealing on PostgreSQL, having
 * the head signed, publishing it. All of it may fail and is tried again at the next round; events
 * are never held up by it.
 */
#include "audit/internal.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/random.h"
#include "wall/signer_client.h"

#define ROUND_MS      1000
#define BATCH         512
#define LEASE_MS      (5 * SECOND_MS)
#define FORSAKEN_MS   (10 * SECOND_MS) /* a head that its sealer did not have signed */
#define HEAD_EVERY_MS (10 * SECOND_MS)
#define ARENA         ((size_t)8 << 20)

struct audit {
        struct audit_config config;
        pthread_mutex_t lock; /* one round at a time */
        struct audit_file file;
        struct str spki; /* of our signer, once known; on the heap */
        char key_id[AUDIT_KEY_HEX + 1];
        i64 size_before; /* of the tree at the round before */
        i64 signed_at;   /* monotonic ms of our last head */
        _Atomic i64 failures;
        pthread_t thread;
        bool running;
        pthread_mutex_t stop_lock;
        pthread_cond_t stop_cond;
        bool stopping;
};

static i64 now_ms(void)
{
        return clock_monotonic_ns() / 1000000;
}

static int log_apply(struct tx *tx, void *arg)
{
        const struct audit_config *c = arg;
        int r = audit_log_insert(tx, random_code(tx->arena, 16), NULL);

        return r < 0 || c->former < 0 ? r : audit_log_take_over(tx, c->former, c->node, NULL);
}

int audit_open(const struct audit_config *config, struct audit **ret_audit)
{
        struct audit *au = calloc(1, sizeof *au);
        struct arena *a = arena_new(ARENA);
        int r;

        CHECK(au != NULL);
        au->config = *config;
        if (au->config.head_every_ms <= 0)
                au->config.head_every_ms = HEAD_EVERY_MS;
        au->signed_at = -au->config.head_every_ms;
        au->size_before = -1;
        pthread_mutex_init(&au->lock, NULL);
        pthread_mutex_init(&au->stop_lock, NULL);
        pthread_cond_init(&au->stop_cond, NULL);
        r = store_write(config->store, a, log_apply, &au->config);
        if (r == 0)
                r = audit__file_open(&au->file, store_dir(config->store));
        else
                au->file.fd = -1;
        arena_free(a);
        if (r < 0) {
                audit_close(au);
                return r;
        }
        *ret_audit = au;
        return 0;
}

void audit_close(struct audit *au)
{
        if (!au)
                return;
        audit__file_close(&au->file);
        pthread_mutex_destroy(&au->lock);
        pthread_mutex_destroy(&au->stop_lock);
        pthread_cond_destroy(&au->stop_cond);
        free((char *)au->spki.ptr);
        free(au);
}

struct sealing {
        int node;
        i64 n; /* sealed; -1: another node has the post */
};

/* The post and the leaves in one transaction: a sealer that lost its post can write no leaf. */
static int seal_apply(struct tx *tx, void *arg)
{
        struct sealing *s = arg;
        i64 changes;
        int r = audit_log_lease(tx, s->node, tx->now, tx->now + LEASE_MS, &changes);

        if (r < 0)
                return r;
        s->n = -1;
        return changes ? audit__seal(tx, BATCH, &s->n) : 0;
}

static int seal_all(struct audit *au, i64 pending)
{
        struct sealing s = { au->config.node, BATCH };
        int r = 0;

        while (r == 0 && pending > 0 && s.n == BATCH) {
                struct arena *a = arena_new(ARENA);
                struct write w = { .apply = seal_apply,
                        .arg = &s,
                        .arena = a,
                        .now = clock_now(),
                        .claims = true };

                r = store_write_wait(au->config.store, &w);
                arena_free(a);
        }
        /* Somebody else sealed the same events: that is no failure. */
        return r == ERR_EXISTS || r == ERR_STALE ? 0 : r;
}

/* What a round looks at, in one snapshot. */
struct view {
        struct audit_log_row log;
        i64 size, pending, head_size;
};

static int look(struct tx *tx, struct view *ret_v)
{
        struct audit_head_row head;
        struct audit_count count;
        int r = audit_log_get(tx, &ret_v->log);

        if (r == 0)
                r = audit_pending_count(tx, &count);
        if (r == 0)
                r = audit__size(tx, &ret_v->size);
        if (r < 0)
                return r;
        ret_v->pending = count.n;
        r = audit_head_last(tx, &head);
        ret_v->head_size = r == 0 ? head.size : 0;
        return r == ERR_NOT_FOUND ? 0 : r;
}

/* Is it our turn, and time? */
static bool head_is_due(struct audit *au, const struct view *v, bool forced)
{
        bool quiet = v->size == au->size_before;
        bool ours = store_kind(au->config.store) == DB_SQLITE || v->log.node == au->config.node ||
                    clock_now() - v->log.lease_until > FORSAKEN_MS;

        if (au->config.signer < 0 || v->size <= v->head_size)
                return false;
        return forced || (ours && (quiet || now_ms() - au->signed_at >= au->config.head_every_ms));
}

static int learn_key(struct audit *au, struct arena *a)
{
        struct signer_about about;
        u8 id[HASH_SIZE];
        char *copy;
        int r = signer_about(au->config.signer, a, &about);

        if (r < 0)
                return r;
        copy = malloc(about.spki.len);
        CHECK(copy != NULL);
        memcpy(copy, about.spki.ptr, about.spki.len);
        free((char *)au->spki.ptr);
        au->spki = str_n(copy, about.spki.len);
        sign_key_id(about.spki, id);
        memcpy(au->key_id, str_hex(a, id, HASH_SIZE).ptr, AUDIT_KEY_HEX + 1);
        return 0;
}

static int head_make(struct audit *au, struct arena *a, struct view *ret_v,
        struct signer_head *ret_h, bool *ret_due, bool forced)
{
        struct merkle_nodes nodes = { audit__node_get, NULL, NULL };
        struct merkle tree;
        struct tx *tx;
        int r = store_read_begin(au->config.store, a, &tx);

        if (r < 0)
                return r;
        nodes.arg = tx;
        r = look(tx, ret_v);
        *ret_due = r == 0 && head_is_due(au, ret_v, forced);
        if (*ret_due)
                r = merkle_load(&tree, ret_v->size, &nodes);
        if (*ret_due && r == 0) {
                *ret_h = (struct signer_head){ ret_v->log.name, ret_v->size, { 0 }, clock_now() };
                merkle_root(&tree, ret_h->root);
        }
        store_read_end(tx);
        return r;
}

struct head_write {
        struct audit *au;
        struct signer_head head;
        struct str signature;
};

static int head_apply(struct tx *tx, void *arg)
{
        struct head_write *w = arg;
        struct str key = str_of(w->au->key_id);
        int r = audit_key_insert(tx, key, w->au->spki, tx->now, NULL);

        return r < 0 ? r
                     : audit_head_insert(tx, w->head.size, str_n((char *)w->head.root, HASH_SIZE),
                               w->head.at, key, w->signature, NULL);
}

/* Signed, checked against the key that will be stored beside it, stored. */
static int head_sign(struct audit *au, struct arena *a, const struct signer_head *h)
{
        struct head_write hw = { .au = au, .head = *h };
        struct write w = {
                .apply = head_apply, .arg = &hw, .arena = a, .now = h->at, .claims = true
        };
        u8 digest[HASH_SIZE];
        int r = au->spki.ptr ? 0 : learn_key(au, a);

        if (r == 0)
                r = signer_head(au->config.signer, a, h, &hw.signature);
        if (r < 0)
                return r;
        hash_str(signer_head_text(a, h), digest);
        if (sign_verify(au->spki, digest, hw.signature) < 0) {
                r = learn_key(au, a); /* another signer than before answers now */
                if (r == 0)
                        r = sign_verify(au->spki, digest, hw.signature);
        }
        if (r == 0)
                r = store_write_wait(au->config.store, &w);
        if (r == 0)
                au->signed_at = now_ms();
        return r;
}

static int round_parts(struct audit *au, struct arena *a, bool forced)
{
        struct signer_head h;
        struct view v = { 0 };
        struct tx *tx;
        bool due = false;
        int r = 0;

        if (store_kind(au->config.store) == DB_POSTGRES) {
                r = store_read_begin(au->config.store, a, &tx);
                if (r == 0) {
                        r = look(tx, &v);
                        store_read_end(tx);
                }
                if (r == 0)
                        r = seal_all(au, v.pending);
        }
        if (r == 0)
                r = head_make(au, a, &v, &h, &due, forced);
        if (r == 0)
                au->size_before = v.size;
        if (due && r == 0)
                r = head_sign(au, a, &h);
        /* Heads of other nodes are published even when our own part failed. */
        if (r == 0)
                return audit__file_publish(&au->file, au->config.store);
        (void)audit__file_publish(&au->file, au->config.store);
        return r;
}

static int one_round(struct audit *au, bool forced)
{
        struct arena *a = arena_new(ARENA);
        int r;

        pthread_mutex_lock(&au->lock);
        r = round_parts(au, a, forced);
        if (r == 0)
                au->failures = 0;
        else if (au->failures++ % 60 == 0)
                log_error("audit", "sealing, signing or publishing fails error=%s%s", err_name(r),
                        r == ERR_STATE ? " (the signer has signed a longer or another history: "
                                         "`motcua restore --continue`)"
                                       : "");
        pthread_mutex_unlock(&au->lock);
        arena_free(a);
        return r;
}

int audit_round(struct audit *au)
{
        return one_round(au, true);
}

static void *thread_main(void *arg)
{
        struct audit *au = arg;
        struct timespec until;
        bool stopping = false;

        while (!stopping) {
                clock_gettime(CLOCK_REALTIME, &until);
                until.tv_sec += ROUND_MS / 1000;
                pthread_mutex_lock(&au->stop_lock);
                if (!au->stopping)
                        pthread_cond_timedwait(&au->stop_cond, &au->stop_lock, &until);
                stopping = au->stopping;
                pthread_mutex_unlock(&au->stop_lock);
                one_round(au, stopping);
        }
        return NULL;
}

int audit_start(const struct audit_config *config, struct audit **ret_audit)
{
        struct audit *au;
        int r = audit_open(config, &au);

        if (r < 0)
                return r;
        if (pthread_create(&au->thread, NULL, thread_main, au) != 0) {
                audit_close(au);
                return ERR_BUSY;
        }
        au->running = true;
        *ret_audit = au;
        return 0;
}

void audit_stop(struct audit *au)
{
        if (!au)
                return;
        pthread_mutex_lock(&au->stop_lock);
        au->stopping = true;
        pthread_cond_signal(&au->stop_cond);
        pthread_mutex_unlock(&au->stop_lock);
        if (au->running)
                pthread_join(au->thread, NULL);
        audit_close(au);
}

int audit_status(struct audit *au, struct arena *a, struct audit_status *ret_status)
{
        struct audit_status st = { .failures = au->failures };
        struct audit_head_row head;
        struct audit_count count;
        struct tx *tx;
        int r = store_read_begin(au->config.store, a, &tx);

        if (r < 0)
                return r;
        r = audit__size(tx, &st.size);
        if (r == 0)
                r = audit_pending_count(tx, &count);
        if (r == 0) {
                st.pending = count.n;
                r = audit_head_last(tx, &head);
                if (r == 0) {
                        st.head_size = head.size;
                        st.head_at = head.at;
                }
                r = r == ERR_NOT_FOUND ? 0 : r;
        }
        store_read_end(tx);
        if (r == 0)
                *ret_status = st;
        return r;
}
