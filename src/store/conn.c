/*
 * src/store/conn.c: the life of a connection, and reading: a pool of read connections, each read a
 * snapshot. Not the writers (group.c, pool.c).
 *
 * Taking a snapshot of SQLite and letting it go costs two locks of the file, about as much as five
 * statements. So a read leaves its snapshot open, and the next one on the connection goes on in it
 * as long as nothing was committed meanwhile: then a new one would show the same. It knows that by
 * the number of groups, which the writer counts before it answers anybody.
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

static void let_go(struct conn *c)
{
        c->store->backend->read_end(c);
        c->kept = false;
}

static void give_reader(struct store *s, struct conn *c)
{
        pthread_mutex_lock(&s->lock);
        if (c->kept && s->keep_none)
                let_go(c);
        c->next_free = s->free;
        s->free = c;
        pthread_cond_signal(&s->freed);
        pthread_mutex_unlock(&s->lock);
}

void store__readers_keep_none(struct store *s, bool none)
{
        pthread_mutex_lock(&s->lock);
        s->keep_none = none;
        for (struct conn *c = s->free; c && none; c = c->next_free)
                if (c->kept)
                        let_go(c);
        pthread_mutex_unlock(&s->lock);
}

static int take_snapshot(struct store *s, struct conn *c, i64 now)
{
        i64 groups = s->groups;

        if (c->kept && c->groups == groups && now - c->taken < KEPT_MS * 1000000)
                return 0;
        if (c->kept)
                let_go(c);
        c->taken = now;
        c->groups = groups; /* read before: a commit from here on makes the snapshot an old one */
        return s->backend->begin(c);
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
        r = take_snapshot(s, c, now);
        if (r < 0) {
                give_reader(s, c);
                return r;
        }
        c->deadline = c->taken + s->snapshot_ms * 1000000;
        c->since = c->taken;
        tx = NEW(a, struct tx);
        *tx = (struct tx){ .arena = a, .now = clock_now(), .store = s, .conn = c };
        *ret_tx = tx;
        return 0;
}

void store_read_end(struct tx *tx)
{
        struct conn *c = tx->conn;

        CHECK(c->cursors == 0);
        c->kept =
                tx->store->backend->keeps_snapshots && !c->failed && c->groups == tx->store->groups;
        if (!c->kept)
                let_go(c);
        c->since = 0;
        tx->conn = NULL;
        give_reader(tx->store, c);
}
