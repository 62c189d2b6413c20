/*
 * src/store/queue.c: writes waiting for a writer, and the two ways to hand one in. Bounded: when it
 * is full a write is answered ERR_BUSY at once.
 */
#include "store/internal.h"

#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define EXIT_FATAL 70

void store__queue_init(struct queue *q)
{
        *q = (struct queue){ .last = &q->first };
        pthread_mutex_init(&q->lock, NULL);
        pthread_cond_init(&q->more, NULL);
}

void store__queue_done(struct queue *q)
{
        pthread_cond_destroy(&q->more);
        pthread_mutex_destroy(&q->lock);
}

static struct write *pop(struct queue *q)
{
        struct write *w = q->first;

        if (!w || q->dead)
                return NULL;
        q->first = w->next;
        if (!q->first)
                q->last = &q->first;
        q->n--;
        return w;
}

struct write *store__queue_take(struct queue *q)
{
        struct write *w;

        pthread_mutex_lock(&q->lock);
        while (!q->first && !q->closed && !q->dead)
                pthread_cond_wait(&q->more, &q->lock);
        w = pop(q);
        pthread_mutex_unlock(&q->lock);
        return w;
}

struct write *store__queue_poll(struct queue *q, bool patient)
{
        struct write *w = NULL;

        pthread_mutex_lock(&q->lock);
        if (q->first && q->first->patient == patient)
                w = pop(q);
        pthread_mutex_unlock(&q->lock);
        return w;
}

void store_submit(struct store *s, struct write *w)
{
        struct queue *q = &s->queue;
        bool taken;

        w->next = NULL;
        pthread_mutex_lock(&q->lock);
        taken = !q->closed && !q->dead && q->n < QUEUE_MAX;
        if (taken) {
                *q->last = w;
                q->last = &w->next;
                q->n++;
                pthread_cond_signal(&q->more);
        }
        pthread_mutex_unlock(&q->lock);
        if (!taken) {
                w->result = ERR_BUSY;
                w->done(w);
        }
}

struct waiter {
        struct write write;
        pthread_mutex_t lock;
        pthread_cond_t cond;
        bool done;
};

static void wake_waiter(struct write *w)
{
        struct waiter *x = (struct waiter *)w;

        pthread_mutex_lock(&x->lock);
        x->done = true;
        pthread_cond_signal(&x->cond);
        pthread_mutex_unlock(&x->lock);
}

int store_write_wait(struct store *s, struct write *w)
{
        struct waiter x = {
                .write = *w, .lock = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER
        };

        for (int i = 0; i < s->n_writer_threads; i++) /* it would wait for itself */
                CHECK(!pthread_equal(pthread_self(), s->writer_threads[i]));
        x.write.done = wake_waiter;
        store_submit(s, &x.write);
        pthread_mutex_lock(&x.lock);
        while (!x.done)
                pthread_cond_wait(&x.cond, &x.lock);
        pthread_mutex_unlock(&x.lock);
        pthread_cond_destroy(&x.cond);
        pthread_mutex_destroy(&x.lock);
        return x.write.result;
}

int store_write(struct store *s, struct arena *a, int (*apply)(struct tx *, void *), void *arg)
{
        struct write w = { .apply = apply, .arg = arg, .arena = a, .now = clock_now() };

        return store_write_wait(s, &w);
}

static void answer_all(struct write *w, int result)
{
        while (w) {
                struct write *next = w->next;

                w->result = result;
                w->done(w);
                w = next;
        }
}

void store__fatal(struct store *s, const char *why, struct write **unknown, int n)
{
        struct queue *q = &s->queue;
        struct write *waiting;

        pthread_mutex_lock(&q->lock);
        waiting = q->first;
        q->first = NULL;
        q->last = &q->first;
        q->n = 0;
        q->dead = true; /* before anybody is answered: nothing begins any more */
        pthread_cond_broadcast(&q->more);
        pthread_mutex_unlock(&q->lock);
        for (int i = 0; i < n; i++) {
                unknown[i]->next = NULL;
                answer_all(unknown[i], ERR_UNKNOWN);
        }
        answer_all(waiting, ERR_BUSY);
        log_error("store", "outcome of a commit is unknown, stopping: %s", why);
        if (s->hooks.fatal) {
                s->hooks.fatal(s, why);
                return;
        }
        nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
        _exit(EXIT_FATAL);
}
