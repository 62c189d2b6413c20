/*
 * src/web/pool.c: one queue, first in first out, but work already begun goes before new work.
 */
#include "web/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct queue {
        struct pool_task *first, **last;
};

struct pool {
        pthread_mutex_t mutex;
        pthread_cond_t wake;
        struct queue begun, fresh;
        int waiting, max_waiting; /* of fresh ones */
        bool stopping;
        int n;
        pthread_t threads[];
};

static void put(struct queue *q, struct pool_task *t)
{
        t->next = NULL;
        *q->last = t;
        q->last = &t->next;
}

static struct pool_task *take(struct queue *q)
{
        struct pool_task *t = q->first;

        if (t) {
                q->first = t->next;
                if (!q->first)
                        q->last = &q->first;
        }
        return t;
}

static void *work(void *arg)
{
        struct pool *p = arg;
        struct pool_task *t;

        pthread_mutex_lock(&p->mutex);
        for (;;) {
                t = take(&p->begun);
                if (!t) {
                        t = take(&p->fresh);
                        p->waiting -= t != NULL;
                }
                if (!t && p->stopping)
                        break;
                if (!t) {
                        pthread_cond_wait(&p->wake, &p->mutex);
                        continue;
                }
                pthread_mutex_unlock(&p->mutex);
                t->run(t);
                pthread_mutex_lock(&p->mutex);
        }
        pthread_mutex_unlock(&p->mutex);
        return NULL;
}

struct pool *pool_new(int threads, int max_waiting)
{
        struct pool *p = calloc(1, sizeof *p + sizeof p->threads[0] * (size_t)threads);

        CHECK(p != NULL && threads > 0);
        pthread_mutex_init(&p->mutex, NULL);
        pthread_cond_init(&p->wake, NULL);
        p->begun.last = &p->begun.first;
        p->fresh.last = &p->fresh.first;
        p->max_waiting = max_waiting;
        p->n = threads;
        for (int i = 0; i < threads; i++)
                CHECK(pthread_create(&p->threads[i], NULL, work, p) == 0);
        return p;
}

bool pool_add(struct pool *p, struct pool_task *t, bool fresh)
{
        bool ok;

        pthread_mutex_lock(&p->mutex);
        ok = !fresh || p->waiting < p->max_waiting;
        if (ok) {
                put(fresh ? &p->fresh : &p->begun, t);
                p->waiting += fresh;
                pthread_cond_signal(&p->wake);
        }
        pthread_mutex_unlock(&p->mutex);
        return ok;
}

int pool_waiting(struct pool *p)
{
        int n;

        pthread_mutex_lock(&p->mutex);
        n = p->waiting;
        pthread_mutex_unlock(&p->mutex);
        return n;
}

void pool_free(struct pool *p)
{
        if (!p)
                return;
        pthread_mutex_lock(&p->mutex);
        p->stopping = true;
        pthread_cond_broadcast(&p->wake);
        pthread_mutex_unlock(&p->mutex);
        for (int i = 0; i < p->n; i++)
                pthread_join(p->threads[i], NULL);
        pthread_cond_destroy(&p->wake);
        pthread_mutex_destroy(&p->mutex);
        free(p);
}
