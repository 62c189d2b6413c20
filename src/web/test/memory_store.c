/*
 * src/web/test/memory_store.c: see memory_store.h.
 */
#include "web/test/memory_store.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

struct store {
        pthread_t writer;
        bool stopping;
        struct write *first, **last;
};

struct memory_store memory_store;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

void memory_store_lock(void)
{
        pthread_mutex_lock(&mutex);
}

void memory_store_unlock(void)
{
        pthread_cond_broadcast(&wake);
        pthread_mutex_unlock(&mutex);
}

void memory_store_wait(void)
{
        pthread_cond_wait(&wake, &mutex);
}

static void run(struct store *s, struct write *w, int fail)
{
        struct tx tx = { .arena = w->arena, .now = w->now, .store = s, .writable = true };

        w->result = fail ? fail : w->apply(&tx, w->arg);
        if (!fail && w->result < 0 && w->refused) {
                int r = w->refused(&tx, w->arg, w->result);

                if (r < 0)
                        w->result = r;
        }
        w->done(w);
}

static void *write_main(void *arg)
{
        struct store *s = arg;

        pthread_mutex_lock(&mutex);
        while (!s->stopping || s->first) {
                struct write *w = s->first;
                int fail = memory_store.fail_next;

                if (!w || memory_store.hold) {
                        pthread_cond_wait(&wake, &mutex);
                        continue;
                }
                s->first = w->next;
                if (!s->first)
                        s->last = &s->first;
                memory_store.queued--;
                memory_store.fail_next = 0;
                memory_store.groups++;
                pthread_mutex_unlock(&mutex);
                run(s, w, fail);
                pthread_mutex_lock(&mutex);
        }
        pthread_mutex_unlock(&mutex);
        return NULL;
}

struct store *memory_store_open(void)
{
        struct store *s = calloc(1, sizeof *s);

        CHECK(s != NULL);
        memory_store = (struct memory_store){ 0 };
        s->last = &s->first;
        CHECK(pthread_create(&s->writer, NULL, write_main, s) == 0);
        return s;
}

void memory_store_close(struct store *s)
{
        memory_store_lock();
        s->stopping = true;
        memory_store.hold = false;
        memory_store_unlock();
        pthread_join(s->writer, NULL);
        free(s);
}

enum db_kind store_kind(const struct store *s)
{
        return memory_store.kind;
}

int store_read_begin(struct store *s, struct arena *a, struct tx **ret_tx)
{
        *ret_tx = NEW(a, struct tx);
        **ret_tx = (struct tx){ .arena = a, .store = s };
        return 0;
}

void store_read_end(struct tx *tx)
{
}

void store_submit(struct store *s, struct write *w)
{
        bool full;

        memory_store_lock();
        full = memory_store.max_queue && memory_store.queued >= memory_store.max_queue;
        if (!full) {
                w->next = NULL;
                *s->last = w;
                s->last = &w->next;
                memory_store.queued++;
        }
        memory_store_unlock();
        if (full) {
                w->result = ERR_BUSY;
                w->done(w);
        }
}

/* ---- contents: hashed and forgotten ---- */

struct content_upload {
        crypto_hash_sha256_state hash;
        i64 size, max;
};

int content_begin(struct content *c, i64 max, struct content_upload **ret_u)
{
        struct content_upload *u = calloc(1, sizeof *u);

        CHECK(u != NULL);
        crypto_hash_sha256_init(&u->hash);
        u->max = max;
        memory_store.begun_uploads++;
        *ret_u = u;
        return 0;
}

int content_add(struct content_upload *u, const void *p, size_t n)
{
        u->size += (i64)n;
        if (u->size > u->max)
                return ERR_LIMIT;
        crypto_hash_sha256_update(&u->hash, p, n);
        return 0;
}

int content_finish(struct content_upload *u, u8 ret_hash[32], i64 *ret_size)
{
        crypto_hash_sha256_final(&u->hash, ret_hash);
        *ret_size = u->size;
        memory_store.finished_uploads++;
        free(u);
        return 0;
}

void content_abort(struct content_upload *u)
{
        memory_store.aborted_uploads++;
        free(u);
}
