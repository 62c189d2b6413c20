/*
 * src/job/event.c: what is written in the transaction of a cause: events, jobs, timers; and the
 * tables that say who hears what. Running them is runner.c.
 */
#include <stdlib.h>

#include "base/id.h"
#include "job/internal.h"
#include "job/queries.h"

#define DEPTH_MAX 4 /* events published by IN_TX subscribers of events … */

static const struct subscription *const *all_subs;
static struct job__handler *handlers;
static size_t n_handlers;

static void add_handler(const char *kind, int (*run)(struct job_run *), i64 every_ms)
{
        for (size_t i = 0; i < n_handlers; i++) {
                if (strcmp(handlers[i].kind, kind) != 0)
                        continue;
                CHECK(handlers[i].run == run); /* a subscriber of several events */
                return;
        }
        handlers = realloc(handlers, (n_handlers + 1) * sizeof *handlers);
        CHECK(handlers != NULL && run != NULL);
        handlers[n_handlers++] = (struct job__handler){ kind, run, every_ms };
}

void job_set_tables(const struct job_kind *const *kinds, const struct subscription *const *subs)
{
        free(handlers);
        handlers = NULL;
        n_handlers = 0;
        all_subs = subs;
        for (; kinds && *kinds; kinds++)
                for (const struct job_kind *k = *kinds; k->kind; k++)
                        add_handler(k->kind, k->run, k->every_ms);
        for (; subs && *subs; subs++)
                for (const struct subscription *s = *subs; s->event; s++)
                        if (s->mode == AFTER)
                                add_handler(s->subscriber, s->after, 0);
}

const struct job__handler *job__handlers(size_t *ret_n)
{
        *ret_n = n_handlers;
        return handlers;
}

const struct job__handler *job__handler(struct str kind)
{
        for (size_t i = 0; i < n_handlers; i++)
                if (str_is(kind, handlers[i].kind))
                        return &handlers[i];
        return NULL;
}

static int deliver(struct tx *tx, const struct subscription *s, const struct event *e)
{
        struct job_insert_args job;

        if (s->mode == IN_TX)
                return s->in_tx(tx, e);
        job = (struct job_insert_args){ .id = id_new(),
                .kind = str_of(s->subscriber),
                .object = e->object,
                .seq = e->seq,
                .event = e->id,
                .payload = e->payload,
                .due_at = e->at };
        return job_insert(tx, &job);
}

int event_publish(
        struct tx *tx, const char *kind, i64 object, struct str payload, const void *detail)
{
        static _Thread_local int depth;
        struct event_number number;
        struct event e = { .id = id_new(),
                .at = tx->now,
                .object = object,
                .kind = str_of(kind),
                .payload = payload,
                .detail = detail };
        int r;

        CHECK(object != 0 && depth < DEPTH_MAX);
        r = event_next_seq(tx, object, &number);
        if (r < 0)
                return r;
        e.seq = number.seq;
        r = event_insert(
                tx, &(struct event_insert_args){ e.id, e.at, e.kind, object, e.seq, payload });
        depth++;
        for (const struct subscription *const *subs = all_subs; r == 0 && subs && *subs; subs++)
                for (const struct subscription *s = *subs; r == 0 && s->event; s++)
                        if (strcmp(s->event, kind) == 0)
                                r = deliver(tx, s, &e);
        depth--;
        return r;
}

int job_add(struct tx *tx, const char *kind, i64 object, struct str payload, i64 due_at)
{
        struct job_insert_args job = { .id = id_new(),
                .kind = str_of(kind),
                .object = object,
                .payload = payload,
                .due_at = due_at ? due_at : tx->now };

        return job_insert(tx, &job);
}

int timer_set(struct tx *tx, const char *kind, i64 object, struct str name, struct str payload,
        i64 due_at)
{
        return job_timer_set(tx,
                &(struct job_timer_set_args){
                        id_new(), str_of(kind), object, name, payload, due_at },
                NULL);
}

int timer_clear(struct tx *tx, const char *kind, i64 object, struct str name)
{
        return job_timer_clear(tx, str_of(kind), object, name, NULL);
}

int job_forget(struct tx *tx, const char *subscriber, i64 object)
{
        return job_forget_of(tx, str_of(subscriber), object, NULL);
}
