/*
 * src/store/checkpoint.c: SQLite's checkpoints, in a thread of their own so that no commit waits
 * for one. The writer's WAL hook wakes it.
 *
 * PASSIVE never blocks anybody. When readers have kept the WAL from being reused and it has grown
 * to RESTART_PAGES, a RESTART follows, which holds the writer up for what little is left to copy
 * and for the oldest reader (at most the age limit of a snapshot).
 *
 * Patient writes leave the writer no pause in which a RESTART could begin. So between them only
 * PASSIVE runs, and at HELD_PAGES the writer waits for a RESTART by itself: each page of a long WAL
 * is looked for in all of its index.
 */
#include "store/internal.h"

#include "base/log.h"
#include "store/lite.h"

#define PASSIVE_PAGES 1000
#define RESTART_PAGES 8000
#define HELD_PAGES    16000

static void checkpoint(struct store *s, int mode)
{
        struct lite *l = s->checkpointer.db;
        int rc;

        store__readers_keep_none(s, true);
        rc = sqlite3_wal_checkpoint_v2(l->db, NULL, mode, NULL, NULL);
        store__readers_keep_none(s, false);
        if (rc == SQLITE_OK && mode == SQLITE_CHECKPOINT_RESTART)
                s->wal_pages = 0;
        else if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
                store__sqlite_error(&s->checkpointer, rc, "checkpoint");
}

static bool wants_restart(struct store *s)
{
        bool held;

        pthread_mutex_lock(&s->checkpoint_lock);
        held = s->checkpoint_held;
        pthread_mutex_unlock(&s->checkpoint_lock);
        return s->wal_pages >= RESTART_PAGES && (held || !s->patient);
}

static void *run(void *arg)
{
        struct store *s = arg;

        pthread_mutex_lock(&s->checkpoint_lock);
        for (;;) {
                while (!s->checkpoint_stop && !s->checkpoint_asked)
                        pthread_cond_wait(&s->checkpoint_wake, &s->checkpoint_lock);
                if (s->checkpoint_stop)
                        break;
                s->checkpoint_asked = false;
                pthread_mutex_unlock(&s->checkpoint_lock);
                checkpoint(s, SQLITE_CHECKPOINT_PASSIVE);
                if (wants_restart(s))
                        checkpoint(s, SQLITE_CHECKPOINT_RESTART);
                pthread_mutex_lock(&s->checkpoint_lock);
                s->checkpoint_rounds++;
                pthread_cond_broadcast(&s->checkpoint_done);
        }
        pthread_mutex_unlock(&s->checkpoint_lock);
        return NULL;
}

int store__checkpoint_start(struct store *s)
{
        int r = store__conn_open(s, true, &s->checkpointer);

        if (r < 0)
                return r;
        pthread_mutex_init(&s->checkpoint_lock, NULL);
        pthread_cond_init(&s->checkpoint_wake, NULL);
        pthread_cond_init(&s->checkpoint_done, NULL);
        CHECK(pthread_create(&s->checkpoint_thread, NULL, run, s) == 0);
        s->checkpointing = true;
        return 0;
}

void store__checkpoint_stop(struct store *s)
{
        if (!s->checkpointing)
                return;
        pthread_mutex_lock(&s->checkpoint_lock);
        s->checkpoint_stop = true;
        pthread_cond_signal(&s->checkpoint_wake);
        pthread_cond_broadcast(&s->checkpoint_done);
        pthread_mutex_unlock(&s->checkpoint_lock);
        pthread_join(s->checkpoint_thread, NULL);
        pthread_cond_destroy(&s->checkpoint_wake);
        pthread_cond_destroy(&s->checkpoint_done);
        pthread_mutex_destroy(&s->checkpoint_lock);
        store__conn_close(&s->checkpointer);
}

void store__checkpoint_hold(struct store *s)
{
        if (!s->checkpointing || s->wal_pages < HELD_PAGES)
                return;
        pthread_mutex_lock(&s->checkpoint_lock);
        s->checkpoint_held = true;
        /* A round that is under way may have looked before; the one after it has not. */
        for (i64 until = s->checkpoint_rounds + 2; s->wal_pages >= HELD_PAGES &&
                                                   s->checkpoint_rounds < until &&
                                                   !s->checkpoint_stop;) {
                s->checkpoint_asked = true;
                pthread_cond_signal(&s->checkpoint_wake);
                pthread_cond_wait(&s->checkpoint_done, &s->checkpoint_lock);
        }
        s->checkpoint_held = false;
        pthread_mutex_unlock(&s->checkpoint_lock);
}

void store__checkpoint_hook(struct store *s, int wal_pages)
{
        s->wal_pages = wal_pages;
        if (!s->checkpointing)
                return;
        /* Every PASSIVE_PAGES, not at every commit past it: a checkpoint that could not finish
         * because of a reader is not helped by asking again at once. */
        pthread_mutex_lock(&s->checkpoint_lock);
        if (wal_pages < s->wal_asked)
                s->wal_asked = 0; /* the WAL began anew */
        if (wal_pages >= s->wal_asked + PASSIVE_PAGES) {
                s->wal_asked = wal_pages;
                s->checkpoint_asked = true;
                pthread_cond_signal(&s->checkpoint_wake);
        }
        pthread_mutex_unlock(&s->checkpoint_lock);
}
