/*
 * src/job/runner.c: runs jobs that are due: claim one, run it outside any transaction, say how it
 * ended. The logger of failed jobs (style.md 7).
 *
 * A claim is a number of its own; what a run says about its job is heard only while the job still
 * carries that number, so that a timer that was set anew meanwhile, or a job that another server
 * took over after the lease had ended, is not touched.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/id.h"
#include "base/log.h"
#include "job/internal.h"
#include "job/queries.h"

#define LEASE_MS    (2 * MINUTE_MS)
#define RENEW_MS    (30 * SECOND_MS)
#define LOOK_MS     5    /* between two looks that find nothing, however often commits wake us */
#define POLL_MS     1000 /* other servers add jobs too */
#define RUN_ARENA   ((size_t)64 << 20)
#define WORKERS_MAX 16

struct worker {
        pthread_t thread;
        struct job_runner *runner;
        i64 claim; /* of the job it runs now, 0: none */
};

struct job_runner {
        struct store *store;
        pthread_mutex_t lock;
        pthread_cond_t wake, end; /* of workers; of the renewer */
        i64 wakes;                /* counted, so that none is missed between looking and sleeping */
        bool stop;
        int n;
        struct worker workers[WORKERS_MAX];
        pthread_t renewer;
};

/* --- writes --- */

struct step {
        i64 claim, now;
        struct job_claimed job;
        bool found;
        enum { STEP_DONE, STEP_AGAIN, STEP_GIVE_UP } end;
        i64 due_at, tries;
        struct str error;
        i64 claims[WORKERS_MAX];
        size_t n_claims;
};

static int write_step(
        struct store *s, struct arena *a, int (*apply)(struct tx *, void *), struct step *step)
{
        struct write w = {
                .apply = apply, .arg = step, .arena = a, .now = step->now, .claims = true
        };

        return store_write_wait(s, &w);
}

static int apply_claim(struct tx *tx, void *arg)
{
        struct step *step = arg;
        struct job_claimed_rows rows;
        const struct job__handler *all;
        struct str *kinds;
        size_t n;
        int r;

        all = job__handlers(&n);
        kinds = NEW_ARRAY(tx->arena, struct str, MAX(n, 1));
        for (size_t i = 0; i < n; i++)
                kinds[i] = str_of(all[i].kind);
        r = job_claim(tx, step->now, step->now + LEASE_MS, step->claim, kinds, n, 1, &rows);
        step->found = r == 0 && rows.n;
        if (step->found)
                step->job = rows.rows[0];
        return r;
}

static int apply_end(struct tx *tx, void *arg)
{
        struct step *s = arg;

        switch (s->end) {
        case STEP_DONE:
                return job_done(tx, s->job.id, s->claim, NULL);
        case STEP_AGAIN:
                return job_again(tx, s->job.id, s->claim, s->due_at, s->tries, s->error, NULL);
        default:
                return job_give_up(tx, s->job.id, s->claim, s->error, NULL);
        }
}

static int apply_renew(struct tx *tx, void *arg)
{
        struct step *s = arg;

        return job_renew(tx, s->claims, s->n_claims, s->now + LEASE_MS, NULL);
}

/* The rows of periodic jobs; claims that must be void because their server is dead. */
static int apply_start(struct tx *tx, void *arg)
{
        const bool *alone = arg;
        const struct job__handler *all;
        size_t n;
        int r = *alone ? job_release_all(tx, tx->now, NULL) : 0;

        all = job__handlers(&n);
        for (size_t i = 0; r == 0 && i < n; i++)
                if (all[i].every_ms > 0)
                        r = job_timer_keep(tx,
                                &(struct job_timer_keep_args){ id_new(), str_of(all[i].kind), 0,
                                        PERIODIC_NAME, STR("{}"), tx->now },
                                NULL);
        return r;
}

/* --- one job --- */

/* How a run ended, in terms of the row. */
static void conclude(struct step *s, const struct job__handler *h, int r)
{
        i64 now = clock_now();

        s->now = now;
        s->error = r < 0 ? str_of(err_name(r)) : STR_NULL;
        s->end = STEP_AGAIN;
        s->tries = s->job.tries;
        if (r < 0 && s->tries < JOB_TRIES_MAX) {
                s->due_at = now + (SECOND_MS << (s->tries - 1));
        } else if (h->every_ms > 0) {
                s->due_at = now + h->every_ms;
                s->tries = 0;
        } else {
                s->end = r < 0 ? STEP_GIVE_UP : STEP_DONE;
        }
        if (r < 0)
                log_line(s->end == STEP_GIVE_UP ? LOG_ERROR : LOG_WARN, "job",
                        "kind=%s id=%lld object=%lld tries=%lld error=%s%s", h->kind,
                        (long long)s->job.id, (long long)s->job.object, (long long)s->job.tries,
                        err_name(r), s->end == STEP_GIVE_UP ? " given up" : "");
}

static void set_claim(struct worker *w, i64 claim)
{
        if (!w)
                return;
        pthread_mutex_lock(&w->runner->lock);
        w->claim = claim;
        pthread_mutex_unlock(&w->runner->lock);
}

/*
 * Claims and runs one job: 1, or 0 when none is due. w: whose claim is renewed meanwhile, or NULL.
 */
static int run_one(struct store *store, struct worker *w)
{
        AUTO(arena_freep) struct arena *a = arena_new(RUN_ARENA);
        struct step step = { .claim = id_new(), .now = clock_now() };
        const struct job__handler *h;
        struct job_run run;
        int r = write_step(store, a, apply_claim, &step);

        if (r < 0 || !step.found)
                return r;
        h = job__handler(step.job.kind);
        run = (struct job_run){ .id = step.job.id,
                .kind = step.job.kind,
                .object = step.job.object,
                .event = step.job.event,
                .payload = step.job.payload,
                .tries = step.job.tries,
                .arena = a,
                .store = store };
        set_claim(w, step.claim);
        /* More tries than conclude() allows: each of them killed its server. */
        r = step.job.tries > JOB_TRIES_MAX ? ERR_INTERNAL : h->run(&run);
        set_claim(w, 0);
        conclude(&step, h, r);
        r = write_step(store, a, apply_end, &step);
        return r < 0 ? r : 1;
}

int job_run_due(struct store *s, struct arena *a, i64 *ret_n)
{
        bool alone = false;
        i64 n = 0;
        int r = store_write(s, a, apply_start, &alone);

        while (r == 0 && (r = run_one(s, NULL)) > 0) {
                n++;
                r = 0;
        }
        if (r == 0)
                *ret_n = n;
        return r;
}

/* --- threads --- */

/*
 * How long until a job falls due: 0 now. It only reads: looking is much more frequent than finding,
 * since every commit may wake a worker.
 */
static i64 until_next(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct job__handler *all;
        struct job_moment next;
        struct str *kinds;
        struct tx *tx;
        size_t n;
        int r;

        all = job__handlers(&n);
        kinds = NEW_ARRAY(a, struct str, MAX(n, 1));
        for (size_t i = 0; i < n; i++)
                kinds[i] = str_of(all[i].kind);
        if (store_read_begin(s, a, &tx) < 0)
                return POLL_MS;
        r = job_next_due(tx, kinds, n, &next);
        store_read_end(tx);
        return r < 0 ? POLL_MS : MAX(0, MIN(POLL_MS, next.due_at - clock_now()));
}

static void after_ms(i64 ms, struct timespec *ret_t)
{
        clock_gettime(CLOCK_MONOTONIC, ret_t);
        ret_t->tv_sec += ms / 1000;
        ret_t->tv_nsec += ms % 1000 * 1000000;
        if (ret_t->tv_nsec >= 1000000000) {
                ret_t->tv_nsec -= 1000000000;
                ret_t->tv_sec++;
        }
}

/*
 * Sleeps LOOK_MS, then until a wake later than `seen`, or ms. Returns false when the runner stops.
 */
static bool sleep_on(struct job_runner *r, i64 seen, i64 ms)
{
        struct timespec look, until;
        bool go_on;

        after_ms(LOOK_MS, &look);
        after_ms(MAX(ms, LOOK_MS), &until);
        pthread_mutex_lock(&r->lock);
        while (!r->stop)
                if (pthread_cond_timedwait(&r->wake, &r->lock, &look) == ETIMEDOUT)
                        break;
        while (!r->stop && r->wakes == seen)
                if (pthread_cond_timedwait(&r->wake, &r->lock, &until) == ETIMEDOUT)
                        break;
        go_on = !r->stop;
        pthread_mutex_unlock(&r->lock);
        return go_on;
}

static i64 wakes_of(struct job_runner *r, bool *ret_stop)
{
        i64 n;

        pthread_mutex_lock(&r->lock);
        n = r->wakes;
        *ret_stop = r->stop;
        pthread_mutex_unlock(&r->lock);
        return n;
}

static void *work(void *arg)
{
        struct worker *w = arg;
        struct job_runner *r = w->runner;
        bool stop;

        for (;;) {
                i64 seen = wakes_of(r, &stop), wait;
                int found = 0;

                if (stop)
                        return NULL;
                wait = until_next(r->store);
                if (wait == 0)
                        found = run_one(r->store, w);
                if (found < 0) {
                        log_warn("job", "claiming: %s", err_name(found));
                        wait = POLL_MS;
                }
                if (found <= 0 && !sleep_on(r, seen, wait))
                        return NULL;
        }
}

/* Sleeps RENEW_MS; false when the runner stops. */
static bool sleep_to_renew(struct job_runner *r)
{
        struct timespec until;
        bool go_on;

        after_ms(RENEW_MS, &until);
        pthread_mutex_lock(&r->lock);
        while (!r->stop)
                if (pthread_cond_timedwait(&r->end, &r->lock, &until) == ETIMEDOUT)
                        break;
        go_on = !r->stop;
        pthread_mutex_unlock(&r->lock);
        return go_on;
}

static void *renew(void *arg)
{
        struct job_runner *r = arg;

        while (sleep_to_renew(r)) {
                AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
                struct step step = { .now = clock_now() };

                pthread_mutex_lock(&r->lock);
                for (int i = 0; i < r->n; i++)
                        if (r->workers[i].claim)
                                step.claims[step.n_claims++] = r->workers[i].claim;
                pthread_mutex_unlock(&r->lock);
                if (step.n_claims && write_step(r->store, a, apply_renew, &step) < 0)
                        log_warn("job", "leases could not be renewed");
        }
        return NULL;
}

int job_runner_start(struct store *s, int threads, struct job_runner **ret_r)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct job_runner *r;
        pthread_condattr_t attr;
        bool alone = store_kind(s) == DB_SQLITE; /* no other server can be */
        int e = store_write(s, a, apply_start, &alone);

        if (e < 0)
                return e;
        r = calloc(1, sizeof *r);
        CHECK(r != NULL && threads > 0 && threads <= WORKERS_MAX);
        r->store = s;
        pthread_mutex_init(&r->lock, NULL);
        pthread_condattr_init(&attr);
        pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
        pthread_cond_init(&r->wake, &attr);
        pthread_cond_init(&r->end, &attr);
        pthread_condattr_destroy(&attr);
        r->n = threads;
        for (int i = 0; i < threads; i++) {
                r->workers[i].runner = r;
                CHECK(pthread_create(&r->workers[i].thread, NULL, work, &r->workers[i]) == 0);
        }
        CHECK(pthread_create(&r->renewer, NULL, renew, r) == 0);
        *ret_r = r;
        return 0;
}

void job_runner_wake(struct job_runner *r)
{
        pthread_mutex_lock(&r->lock);
        r->wakes++;
        pthread_cond_broadcast(&r->wake);
        pthread_mutex_unlock(&r->lock);
}

void job_runner_stop(struct job_runner *r)
{
        if (!r)
                return;
        pthread_mutex_lock(&r->lock);
        r->stop = true;
        pthread_cond_broadcast(&r->wake);
        pthread_cond_broadcast(&r->end);
        pthread_mutex_unlock(&r->lock);
        for (int i = 0; i < r->n; i++)
                pthread_join(r->workers[i].thread, NULL);
        pthread_join(r->renewer, NULL);
        pthread_cond_destroy(&r->end);
        pthread_cond_destroy(&r->wake);
        pthread_mutex_destroy(&r->lock);
        free(r);
}
