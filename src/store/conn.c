/*
 * src/store/conn.c: the life of a connection, and reading: a pool of read connections, each read a
 * snapshot. Not the writers (group.c, pool.c).
 */
#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

int store__conn_open(struct store *s, bool writer, struct conn *c)
{
        int r;

        *c = (struct conn){ .store = s, .writer = writer };
        if (writer)
                c->group_arena = arena_new(64 << 20);
        r = s->backend->connect(s, writer, c);
        if (r < 0)
                store__conn_close(c);
        return r;
}

void store__conn_close(struct conn *c)
{
        if (c->store)
                c->store->backend->disconnect(c);
        free(c->cache);
        arena_free(c->group_arena);
        *c = (struct conn){ 0 };
}

void store__conn_clear(struct conn *c)
{
        CHECK(c->cursors == 0);
        c->begun = false;
        c->failed = 0;
        c->retry = false;
        c->changed = false;
        c->group = NULL;
        memset(c->touched, 0, sizeof c->touched);
        if (c->group_arena)
                arena_clear(c->group_arena);
}

/* A free read connection, waiting for one at most READER_WAIT_MS. */
static struct conn *take_reader(struct store *s)
{
        struct timespec until;
        struct conn *c;

        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += READER_WAIT_MS / 1000;
        pthread_mutex_lock(&s->lock);
        while (!s->free)
                if (pthread_cond_timedwait(&s->freed, &s->lock, &until) == ETIMEDOUT)
                        break;
        c = s->free;
        if (c)
                s->free = c->next_free;
        pthread_mutex_unlock(&s->lock);
        return c;
}

static void give_reader(struct store *s, struct conn *c)
{
        pthread_mutex_lock(&s->lock);
        c->next_free = s->free;
        s->free = c;
        pthread_cond_signal(&s->freed);
        pthread_mutex_unlock(&s->lock);
}

int store_read_begin(struct store *s, struct arena *a, struct tx **ret_tx)
{
        struct conn *c = take_reader(s);
        struct tx *tx;
        i64 now;
        int r;

        if (!c)
                return ERR_BUSY;
        store__conn_clear(c);
        now = clock_monotonic_ns();
        c->deadline = now + s->snapshot_ms * 1000000;
        r = s->backend->begin(c);
        if (r < 0) {
                give_reader(s, c);
                return r;
        }
        c->since = now;
        tx = NEW(a, struct tx);
        *tx = (struct tx){ .arena = a, .now = clock_now(), .store = s, .conn = c };
        *ret_tx = tx;
        return 0;
}

void store_read_end(struct tx *tx)
{
        struct conn *c = tx->conn;

        CHECK(c->cursors == 0);
        tx->store->backend->read_end(c);
        c->since = 0;
        tx->conn = NULL;
        give_reader(tx->store, c);
}
