/*
 * src/core/core_jobs.c: see core_jobs.h.
 */
#include "core/core_jobs.h"

#include "core/files.h"
#include "core/queries.h"

#define KEY_LIFE   (30 * DAY_MS)
#define ORPHAN_AGE DAY_MS

static int purge_apply(struct tx *tx, void *arg)
{
        (void)arg;
        return request_key_purge(tx, tx->now - KEY_LIFE, NULL);
}

static int purge_keys(struct job_run *run)
{
        return store_write(run->store, run->arena, purge_apply, NULL);
}

struct sweep {
        struct store *store;
        int error;
};

/* No row names this content: it was uploaded and never became part of anything, or was released. */
static bool orphan(const u8 name[32], void *arg)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);
        struct sweep *s = arg;
        struct file_total total = { 1 };
        struct tx *tx;
        int r = store_read_begin(s->store, a, &tx);

        if (r == 0) {
                r = file_references(tx, str_n((const char *)name, 32), &total);
                store_read_end(tx);
        }
        if (r < 0) {
                s->error = r;
                return false;
        }
        return total.n == 0;
}

static int sweep_contents(struct job_run *run)
{
        struct sweep s = { .store = run->store };
        int r = content_sweep(files_content(), clock_now() - ORPHAN_AGE, orphan, &s);

        return r < 0 ? r : s.error;
}

const struct job_kind core_jobs[] = {
        { .kind = "core.purge_keys", .run = purge_keys, .every_ms = 6 * HOUR_MS },
        { .kind = "core.sweep_contents", .run = sweep_contents, .every_ms = 6 * HOUR_MS },
        { 0 },
};
