/*
 * src/store/pool.c: the writers of PostgreSQL: each takes one write at a time and runs it in a
 * SERIALIZABLE transaction of its own, again after a serialisation failure or a connection lost
 * before COMMIT, at most TRIES_MAX times, with a random pause that doubles. A refusal record is a
 * transaction of its own. A connection lost in COMMIT ends the process, as in group.c.
 */
#include "store/internal.h"

#include <time.h>

#include "base/log.h"
#include "base/random.h"

/* Between nothing and 1, 2, 4 … 64 ms. */
static void pause_randomly(int try)
{
        u32 r;

        random_bytes(&r, sizeof r);
        nanosleep(&(struct timespec){ .tv_nsec = (long)(r % (1000000u << MIN(try, 6))) }, NULL);
}

static enum commit attempt(struct conn *c, struct write *w, bool refusal, int err, int *ret_r)
{
        struct store *s = c->store;
        enum commit outcome;
        bool hooked = false;
        int r, hook_r;

        store__conn_clear(c);
        c->begin_sql = w->claims ? "begin isolation level read committed"
                                 : "begin isolation level serializable";
        r = s->backend->begin(c);
        if (r < 0) {
                *ret_r = r;
                return COMMIT_RETRY;
        }
        r = store__step(c, w, refusal, err);
        if (r >= 0 && c->begun) {
                hooked = true;
                hook_r = store__before_commit(c, w->now);
                if (hook_r < 0)
                        r = hook_r;
        }
        *ret_r = r;
        if (c->retry || r < 0) {
                outcome = c->retry ? COMMIT_RETRY : COMMIT_REFUSED;
                s->backend->rollback(c);
        } else {
                outcome = s->backend->commit(c, &r);
                if (outcome != COMMIT_DONE)
                        *ret_r = r;
        }
        if (outcome != COMMIT_DONE && hooked && s->hooks.rolled_back)
                s->hooks.rolled_back(s);
        if (outcome == COMMIT_DONE && hooked && c->changed && s->hooks.committed)
                s->hooks.committed(s);
        return outcome;
}

/* Returns false after an unknown outcome. *ret_r: as apply, or why it could not be done. */
static bool with_retries(struct conn *c, struct write *w, bool refusal, int err, int *ret_r)
{
        for (int try = 0; try < TRIES_MAX; try++) {
                enum commit outcome = attempt(c, w, refusal, err, ret_r);

                if (outcome == COMMIT_DONE || outcome == COMMIT_REFUSED)
                        return true;
                if (outcome == COMMIT_UNKNOWN) {
                        *ret_r = ERR_UNKNOWN;
                        return false;
                }
                c->store->retries++;
                if (w->arena && arena_over(w->arena))
                        break;
                pause_randomly(try);
        }
        *ret_r = ERR_BUSY;
        return true;
}

static void run(struct conn *c, struct write *w)
{
        struct store *s = c->store;
        bool known = with_retries(c, w, false, 0, &w->result);
        int r;

        if (known && w->result < 0 && w->refused) {
                known = with_retries(c, w, true, w->result, &r);
                if (r < 0)
                        log_error("store", "a refusal record failed: %s", err_name(r));
        }
        s->groups++;
        s->members++;
        if (w->result < 0)
                s->refused++;
        if (known)
                w->done(w);
        else
                store__fatal(s, "postgresql connection lost in commit", &w, 1);
}

void *store__pool_main(void *conn)
{
        struct conn *c = conn;
        struct write *w;

        while ((w = store__queue_take(&c->store->queue)))
                run(c, w);
        return NULL;
}
