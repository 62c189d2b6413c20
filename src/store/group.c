/*
 * src/store/group.c: the writer of SQLite. It gathers waiting writes into one transaction, each in
 * a savepoint, commits once, and answers them after it.
 *
 * The idea: a member that fails is rolled back alone. When SQLite has dropped the whole transaction
 * (full disk: members already released are lost with it, and a later RELEASE would commit by
 * itself), or the commit is refused, nobody is answered and the members run again one by one, each
 * with its own commit, so that each learns its own fate. A COMMIT with an unknown outcome ends the
 * process.
 */
#include "store/internal.h"

#include "base/log.h"
#include "store/lite.h"

int store__step(struct conn *c, struct write *w, bool refusal, int err)
{
        struct tx tx = { .arena = w->arena ? w->arena : c->group_arena,
                .now = w->now,
                .store = c->store,
                .conn = c,
                .writable = true,
                .group = c->group,
                .group_arena = c->group_arena };
        int r = refusal ? w->refused(&tx, w->arg, err) : w->apply(&tx, w->arg);

        c->group = tx.group;
        CHECK(c->cursors == 0);
        return c->failed && r >= 0 ? c->failed : r;
}

/* A step in a savepoint. ret_lost: the transaction is gone, nothing more may run. */
static int in_savepoint(struct conn *c, struct write *w, bool refusal, int err, bool *ret_lost)
{
        int rc = store__sqlite_run(c, CONTROL_SAVEPOINT);
        int r;

        if (rc != SQLITE_OK) {
                *ret_lost = true;
                return store__sqlite_error(c, rc, "savepoint");
        }
        r = store__step(c, w, refusal, err);
        *ret_lost = store__sqlite_lost(c);
        if (*ret_lost)
                return r < 0 ? r : ERR_INTERNAL;
        if (r < 0)
                rc = store__sqlite_run(c, CONTROL_ROLLBACK_TO);
        c->failed = 0;
        if (rc == SQLITE_OK)
                rc = store__sqlite_run(c, CONTROL_RELEASE);
        if (rc != SQLITE_OK) {
                *ret_lost = true;
                return store__sqlite_error(c, rc, "release");
        }
        return r;
}

/* A member and, when it was refused, its refusal record. Returns false when all is lost. */
static bool run_member(struct conn *c, struct write *w)
{
        bool lost;
        int r = in_savepoint(c, w, false, 0, &lost);

        w->result = r;
        if (lost || r >= 0 || !w->refused)
                return !lost;
        r = in_savepoint(c, w, true, w->result, &lost);
        if (r < 0)
                log_error("store", "a refusal record failed: %s", err_name(r));
        return !lost;
}

int store__before_commit(struct conn *c, i64 now)
{
        struct store *s = c->store;
        struct tx tx = { .arena = c->group_arena,
                .now = now,
                .store = s,
                .conn = c,
                .writable = true,
                .group = c->group,
                .group_arena = c->group_arena };
        int r = 0;

        if (s->hooks.before_commit)
                r = s->hooks.before_commit(&tx);
        if (r >= 0)
                r = search__before_commit(&tx); /* PostgreSQL touches nothing */
        CHECK(c->cursors == 0);
        return r < 0 ? r : c->failed;
}

/* Hooks and COMMIT. After anything but COMMIT_DONE nothing of the transaction is left. */
static enum commit finish(struct conn *c, i64 now, int *ret_err)
{
        struct store *s = c->store;
        enum commit outcome = COMMIT_REFUSED;

        *ret_err = store__before_commit(c, now);
        if (*ret_err == 0 && !store__sqlite_lost(c))
                outcome = s->backend->commit(c, ret_err);
        else if (*ret_err == 0)
                *ret_err = ERR_INTERNAL;
        if (outcome == COMMIT_DONE) {
                s->groups++;
                if (c->changed && s->hooks.committed)
                        s->hooks.committed(s);
                return outcome;
        }
        s->backend->rollback(c);
        if (s->hooks.rolled_back)
                s->hooks.rolled_back(s);
        return outcome;
}

static void answer(struct store *s, struct write *w)
{
        s->members++;
        if (w->result < 0)
                s->refused++;
        w->done(w);
}

static void unknown(struct store *s, struct write **members, int n)
{
        s->members += n;
        s->refused += n;
        store__fatal(s, "sqlite commit", members, n);
}

/* One member in its own transaction. Returns false after an unknown outcome. */
static bool run_alone(struct conn *c, struct write *w)
{
        struct store *s = c->store;
        enum commit outcome;
        int r;

        store__conn_clear(c);
        r = s->backend->begin(c);
        if (r == 0 && run_member(c, w)) {
                outcome = finish(c, w->now, &r);
                if (outcome == COMMIT_UNKNOWN) {
                        unknown(s, &w, 1);
                        return false;
                }
                if (outcome != COMMIT_DONE)
                        w->result = r;
        } else if (r == 0) {
                s->backend->rollback(c);
        } else {
                w->result = r;
        }
        answer(s, w);
        return true;
}

static void replay(struct conn *c, struct write **members, int n)
{
        struct store *s = c->store;

        s->replays++;
        for (int i = 0; i < n; i++) {
                if (run_alone(c, members[i]))
                        continue;
                while (++i < n) { /* did not run: their callers may repeat */
                        members[i]->result = ERR_BUSY;
                        answer(s, members[i]);
                }
        }
}

struct group {
        struct write *members[PATIENT_MAX];
        int n;
        i64 now; /* the latest of theirs */
};

static bool run_one(struct conn *c, struct write *w, bool bare)
{
        if (!bare)
                return run_member(c, w);
        w->result = store__step(c, w, false, 0);
        return w->result >= 0 && !store__sqlite_lost(c);
}

/* Takes in what waits, and runs it. Returns false when the transaction is to be given up. */
static bool gather(struct conn *c, struct group *g, struct write *first, bool bare)
{
        i64 start = clock_monotonic_ns(), most_ns = bare ? PATIENT_NS : GROUP_NS;
        int most = bare ? PATIENT_MAX : GROUP_MAX;
        bool whole = true;

        *g = (struct group){ .n = 0, .now = first->now };
        for (struct write *w = first; w;) {
                g->members[g->n++] = w;
                g->now = MAX(g->now, w->now);
                whole = run_one(c, w, bare);
                w = NULL;
                if (whole && g->n < most && clock_monotonic_ns() - start < most_ns)
                        w = store__queue_poll(&c->store->queue, bare);
        }
        return whole;
}

/* What was run without savepoints, and undone because of one of them. */
static int begin_again(struct conn *c, struct group *g, bool *ret_whole)
{
        int r;

        c->store->backend->rollback(c);
        c->store->replays++;
        store__conn_clear(c);
        r = c->store->backend->begin(c);
        *ret_whole = r == 0;
        for (int i = 0; *ret_whole && i < g->n; i++)
                *ret_whole = run_member(c, g->members[i]);
        return r;
}

static void run_group(struct conn *c, struct write *first)
{
        struct store *s = c->store;
        struct group g;
        enum commit outcome = COMMIT_REFUSED;
        bool whole;
        int r;

        s->patient = first->patient;
        if (first->patient)
                store__checkpoint_hold(s);
        store__conn_clear(c);
        r = s->backend->begin(c);
        if (r < 0) {
                first->result = r;
                answer(s, first);
                return;
        }
        whole = gather(c, &g, first, first->patient);
        if (!whole && first->patient)
                r = begin_again(c, &g, &whole);
        if (whole)
                outcome = finish(c, g.now, &r);
        else if (r == 0)
                s->backend->rollback(c);
        if (outcome == COMMIT_UNKNOWN) {
                unknown(s, g.members, g.n);
        } else if (outcome == COMMIT_REFUSED) {
                replay(c, g.members, g.n);
        } else {
                for (int i = 0; i < g.n; i++)
                        answer(s, g.members[i]);
        }
}

void *store__group_main(void *conn)
{
        struct conn *c = conn;
        struct write *w;

        while ((w = store__queue_take(&c->store->queue)))
                run_group(c, w);
        return NULL;
}
