/*
 * src/core/generation.c: see generation.h. One thread looks at the small table every 400 ms, and at
 * once when a commit of this server moved something; what moved is loaded again.
 */
#include "core/generation.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/log.h"
#include "core/node.h"
#include "core/org.h"
#include "core/queries.h"
#include "core/setting.h"
#include "web/texts.h"

#define RENEW_EVERY 300 /* looks: two minutes */

static const struct {
        const char *name;
        int (*load)(struct store *s);
} watched[] = {
        { "settings", setting_load },
        { "units", org_load },
        { "calendar", org_load },
        { "texts", NULL },
        { "catalogue", NULL },
};

static _Atomic(i64) values[ARRAY_LEN(watched)];
static _Thread_local bool moved; /* by the transaction of this thread, which is still open */
static _Atomic(int) committed;   /* something that was moved, since the last look */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_t thread;
static bool running;

int generation_move(struct tx *tx, const char *name)
{
        moved = true;
        return generation_bump(tx, str_of(name), NULL);
}

void generation_committed(void)
{
        if (moved)
                atomic_store(&committed, 1);
        moved = false;
}

/* Texts changed by administrators replace the built-in ones. */
static int load_texts(struct tx *tx)
{
        struct text_override_row_rows rows;
        struct text_override *list;
        int r = text_override_all(tx, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(tx->arena, struct text_override, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                list[i] = (struct text_override){ .key = rows.rows[i].key,
                        .text = rows.rows[i].value,
                        .lang = str_is(rows.rows[i].lang, "en") ? LANG_EN : LANG_VI };
        text_set_overrides(list, rows.n);
        return 0;
}

static int look(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(4 << 20);
        struct generation_rows rows;
        struct tx *tx;
        int r;

        atomic_store(&committed, 0);
        r = store_read_begin(s, a, &tx);
        if (r < 0)
                return r;
        r = generation_all(tx, &rows);
        for (size_t i = 0; r == 0 && i < rows.n; i++)
                if (str_is(rows.rows[i].name, "texts") &&
                        atomic_load(&values[3]) != rows.rows[i].value)
                        r = load_texts(tx);
        store_read_end(tx);
        for (size_t w = 0; r == 0 && w < ARRAY_LEN(watched); w++) {
                for (size_t i = 0; r == 0 && i < rows.n; i++) {
                        if (!str_is(rows.rows[i].name, watched[w].name) ||
                                atomic_load(&values[w]) == rows.rows[i].value)
                                continue;
                        if (watched[w].load)
                                r = watched[w].load(s);
                        if (r == 0)
                                atomic_store(&values[w], rows.rows[i].value);
                }
        }
        return r;
}

i64 generation_value(struct store *s, const char *name)
{
        if (atomic_load(&committed)) {
                pthread_mutex_lock(&lock);
                if (atomic_load(&committed))
                        look(s);
                pthread_mutex_unlock(&lock);
        }
        for (size_t w = 0; w < ARRAY_LEN(watched); w++)
                if (strcmp(watched[w].name, name) == 0)
                        return atomic_load(&values[w]);
        CHECK(!"a generation that is not in the table");
        return 0;
}

static void *watch(void *arg)
{
        struct store *s = arg;
        int looks = 0;

        pthread_mutex_lock(&lock);
        while (running) {
                struct timespec until;
                int r;

                clock_gettime(CLOCK_REALTIME, &until);
                until.tv_nsec += 400000000;
                until.tv_sec += until.tv_nsec / 1000000000;
                until.tv_nsec %= 1000000000;
                pthread_cond_timedwait(&cond, &lock, &until);
                r = running ? look(s) : 0;
                if (running && ++looks % RENEW_EVERY == 0)
                        node_lease(s);
                if (r < 0)
                        log_warn("generation", "cannot look: %s", err_name(r));
        }
        pthread_mutex_unlock(&lock);
        return NULL;
}

int generation_start(struct store *s)
{
        int r = setting_load(s);

        if (r == 0)
                r = look(s);
        if (r < 0)
                return r;
        running = true;
        return pthread_create(&thread, NULL, watch, s) ? ERR_INTERNAL : 0;
}

void generation_stop(void)
{
        if (!running)
                return;
        pthread_mutex_lock(&lock);
        running = false;
        pthread_cond_signal(&cond);
        pthread_mutex_unlock(&lock);
        pthread_join(thread, NULL);
}
