/*
 * src/store/store.c: opening and closing a database, SQLite or PostgreSQL: connections, threads,
 * figures. Reading is in conn.c, writing in group.c (SQLite) and pool.c (PostgreSQL).
 */
#include "store/internal.h"

#include <stdlib.h>
#include <time.h>

#include "base/file.h"

static int start_writers(struct store *s)
{
        void *(*body)(void *) = s->kind == DB_SQLITE ? store__group_main : store__pool_main;

        s->writer_threads = calloc((size_t)s->n_writers, sizeof *s->writer_threads);
        CHECK(s->writer_threads != NULL);
        for (int i = 0; i < s->n_writers; i++) {
                CHECK(pthread_create(&s->writer_threads[i], NULL, body, &s->writers[i]) == 0);
                s->n_writer_threads++;
        }
        return 0;
}

/* The first writer makes a new SQLite database; only then can others open it. */
static int open_conns(struct store *s, const struct store_config *config)
{
        int writers = s->kind == DB_SQLITE ? 1 : config->writers > 0 ? config->writers : 4;
        int readers = config->readers > 0 ? config->readers : 4;
        int r = 0;

        s->writers = calloc((size_t)writers, sizeof *s->writers);
        s->readers = calloc((size_t)readers, sizeof *s->readers);
        CHECK(s->writers && s->readers);
        for (; r == 0 && s->n_writers < writers; s->n_writers++)
                r = store__conn_open(s, true, &s->writers[s->n_writers]);
        if (r == 0 && !config->allow_old)
                r = store__schema_check(s, &s->writers[0]);
        for (; r == 0 && s->n_readers < readers; s->n_readers++) {
                struct conn *c = &s->readers[s->n_readers];

                r = store__conn_open(s, false, c);
                c->next_free = s->free;
                s->free = c;
        }
        return r;
}

int store_open(const struct store_config *config, struct store **ret_store)
{
        struct store *s = calloc(1, sizeof *s);
        pthread_condattr_t attr;
        int r;

        CHECK(s != NULL);
        s->kind = config->url ? DB_POSTGRES : DB_SQLITE;
        s->backend = config->url ? &store__postgres : &store__sqlite;
        s->dir = strdup(config->dir);
        s->url = config->url ? strdup(config->url) : NULL;
        store_limit_reads(s, config->snapshot_ms);
        store__queue_init(&s->queue);
        pthread_mutex_init(&s->lock, NULL);
        pthread_condattr_init(&attr);
        pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
        pthread_cond_init(&s->freed, &attr);
        pthread_condattr_destroy(&attr);
        r = file_mkdirs(s->dir, 0700);
        if (r == 0)
                r = open_conns(s, config);
        if (r == 0 && s->kind == DB_SQLITE)
                r = store__checkpoint_start(s);
        if (r == 0)
                r = start_writers(s);
        if (r < 0) {
                store_close(s);
                return r;
        }
        *ret_store = s;
        return 0;
}

void store_close(struct store *s)
{
        if (!s)
                return;
        pthread_mutex_lock(&s->queue.lock);
        s->queue.closed = true;
        pthread_cond_broadcast(&s->queue.more);
        pthread_mutex_unlock(&s->queue.lock);
        for (int i = 0; i < s->n_writer_threads; i++)
                pthread_join(s->writer_threads[i], NULL);
        store__checkpoint_stop(s);
        for (int i = 0; i < s->n_readers; i++)
                store__conn_close(&s->readers[i]);
        /* The last connection to close folds the WAL into the database: one that may write. */
        for (int i = 0; i < s->n_writers; i++)
                store__conn_close(&s->writers[i]);
        store__queue_done(&s->queue);
        pthread_cond_destroy(&s->freed);
        pthread_mutex_destroy(&s->lock);
        free(s->readers);
        free(s->writers);
        free(s->writer_threads);
        free(s->dir);
        free(s->url);
        free(s);
}

enum db_kind store_kind(const struct store *s)
{
        return s->kind;
}

const char *store_dir(const struct store *s)
{
        return s->dir;
}

void store_limit_reads(struct store *s, int ms)
{
        s->snapshot_ms = ms > 0 ? ms : SNAPSHOT_MS;
}

void store_set_hooks(struct store *s, const struct store_hooks *hooks)
{
        s->hooks = *hooks;
}

void store_stats(struct store *s, struct store_stats *ret_stats)
{
        i64 now = clock_monotonic_ns(), oldest = 0;

        for (int i = 0; i < s->n_readers; i++) {
                i64 since = s->readers[i].since;

                if (since)
                        oldest = MAX(oldest, now - since);
        }
        pthread_mutex_lock(&s->queue.lock);
        ret_stats->queue = s->queue.n;
        pthread_mutex_unlock(&s->queue.lock);
        ret_stats->groups = s->groups;
        ret_stats->members = s->members;
        ret_stats->refused = s->refused;
        ret_stats->retries = s->retries;
        ret_stats->replays = s->replays;
        ret_stats->wal_bytes = s->wal_pages * (4096 + 24);
        ret_stats->oldest_reader_ms = oldest / 1000000;
}
