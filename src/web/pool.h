/*
 * src/web/pool.h: worker threads for what must not hold up the event thread; private to src/web.
 * New work is refused when the queue is full; the next phase of work already taken never is.
 */
#ifndef WEB_POOL_H
#define WEB_POOL_H

#include "base/base.h"

struct pool_task {
        void (*run)(struct pool_task *t);
        struct pool_task *next;
};

struct pool;
struct pool *pool_new(int threads, int max_waiting);
/* False when `fresh` and the queue is full. */
bool pool_add(struct pool *p, struct pool_task *t, bool fresh);
int pool_waiting(struct pool *p);
/* Runs what is queued, then ends the threads. */
void pool_free(struct pool *p);

#endif
