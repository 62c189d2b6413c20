/*
 * src/job/job.h: work that must happen after a commit, at least once: durable jobs, timers and the
 * outbox of events, all rows of one table `job`, written in the transaction of what caused them.
 *
 * Events: event_publish() stores the event (kind, object, seq, payload as JSON), runs the IN_TX
 * subscribers in the publisher's transaction, and adds one job per AFTER subscriber. Order is
 * promised per (subscriber, object) only: a job whose predecessor (same kind, same object, smaller
 * seq) is not done waits; a failed one holds back later ones of that object and no others. Jobs are
 * claimed (FOR UPDATE SKIP LOCKED on PostgreSQL, the writer on SQLite), never paged by id.
 * A job that fails is tried again after 1, 2, 4 … 512 s and then stays as `failed` on the health
 * page (job/queries.h: job_failed, job_counts, job_retry, job_drop). A periodic job never stays
 * failed. At least once: a run whose server died, or that lost its lease of 2 minutes (renewed
 * while it runs), is run again. So run() is idempotent, by the event's id or by looking first.
 */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "store/store.h"

struct event;

#define JOB_TRIES_MAX 11 /* the first and ten more, after 1, 2 … 512 s */

struct job_run {
        i64 id;
        struct str kind;
        i64 object;         /* 0 when none */
        i64 event;          /* 0 unless from an event: the consumer's idempotency key */
        struct str payload; /* JSON */
        i64 tries;
        struct arena *arena;
        struct store *store;
};

/* A constant row of a module: one kind of job. run: outside any transaction; may do I/O. */
struct job_kind {
        const char *kind;
        int (*run)(struct job_run *run);
        i64 every_ms; /* > 0: a periodic job, kept scheduled by the runner */
};

enum sub_mode { IN_TX, AFTER };
/* A constant row of a module: what it hears. */
struct subscription {
        const char *event; /* "dossier.moved" */
        enum sub_mode mode;
        const char *subscriber; /* "indicator.count": also the job kind when AFTER */
        int (*in_tx)(struct tx *tx, const struct event *e);
        int (*after)(struct job_run *run);
};

struct event {
        i64 id, at, object, seq;
        struct str kind, payload;
        const void *detail; /* the publisher's struct, valid during IN_TX only; typed by kind */
};

/* The tables, set once at start; each ends with a zero row; lists end with NULL and may be NULL. */
void job_set_tables(const struct job_kind *const *kinds, const struct subscription *const *subs);

/* object is never 0. IN_TX subscribers may publish too, at most 4 deep. */
int event_publish(
        struct tx *tx, const char *kind, i64 object, struct str payload, const void *detail);
/* due_at 0: now. */
int job_add(struct tx *tx, const char *kind, i64 object, struct str payload, i64 due_at);
/* Timers: unique by (kind, object, name): set replaces, clear removes. */
int timer_set(struct tx *tx, const char *kind, i64 object, struct str name, struct str payload,
        i64 due_at);
int timer_clear(struct tx *tx, const char *kind, i64 object, struct str name);
/* No delivery of this subscriber is due any more for the object's events so far. */
int job_forget(struct tx *tx, const char *subscriber, i64 object);

/* The runner: n worker threads. */
struct job_runner;
int job_runner_start(struct store *s, int threads, struct job_runner **ret_r);
void job_runner_stop(struct job_runner *r);
/* A commit may have added jobs: look now. Any thread. */
void job_runner_wake(struct job_runner *r);
/*
 * For tests and the command line: run all that is due until nothing is; no threads. ret_n: how
 * many.
 */
int job_run_due(struct store *s, struct arena *a, i64 *ret_n);

#endif
