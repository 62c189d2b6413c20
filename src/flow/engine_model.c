/*
 * src/flow/engine_model.c: deployed models: checked before the write, kept with their bytes, loaded
 * once for all threads. A loaded model is read-only; it is counted while somebody uses it.
 */
#include <pthread.h>

#include "base/id.h"
#include "crypto/hash.h"
#include "flow/bpmn_model.h"
#include "flow/engine_internal.h"

#define MODEL_ARENA ((size_t)128 << 20)
#define CACHED      200

struct cached {
        i64 id, used_at; /* id 0: free */
        int users;
        struct arena *arena;
        struct bpmn_model *model;
};

static struct {
        pthread_mutex_t lock;
        i64 clock;
        struct cached entries[CACHED];
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* ------------------------------------------------------------ deploying */

static struct str first_executable(const struct bpmn_model *m)
{
        for (size_t i = 0; i < m->n_nodes; i++)
                if (m->nodes[i]->kind == BPMN_PROCESS && m->nodes[i]->executable)
                        return m->nodes[i]->id;
        return STR_NULL;
}

int flow_prepare(
        struct arena *a, struct str name, struct str source, struct flow_deployment **ret_d)
{
        struct bpmn_source s = { name, source };
        struct flow_deployment *d = NEW(a, struct flow_deployment);
        struct bpmn_model *m;
        int r = bpmn_load(a, &s, 1, &m);

        d->name = name;
        d->source = source;
        *ret_d = d;
        if (r == 0) {
                d->process = first_executable(m);
                if (!d->process.ptr)
                        bpmn__problem(m, BPMN_ERROR, &m->files[0], NULL, "executable",
                                "no process is marked with isExecutable");
        }
        d->problems = bpmn_problems(m);
        if (r == 0 && bpmn_worst(m) <= BPMN_UNSUPPORTED)
                r = ERR_INVALID;
        return r;
}

/* ------------------------------------------------------------ loaded models */

static const struct bpmn_model *find(i64 id)
{
        for (size_t i = 0; i < CACHED; i++)
                if (cache.entries[i].id == id) {
                        cache.entries[i].users++;
                        cache.entries[i].used_at = ++cache.clock;
                        return cache.entries[i].model;
                }
        return NULL;
}

static int load(struct tx *tx, i64 id, struct cached *ret_c)
{
        struct flow_model_bytes row;
        struct bpmn_source s;
        struct cached c = { .id = id, .users = 1 };
        int r = flow_model_source(tx, id, &row);

        if (r < 0)
                return r;
        c.arena = arena_new(MODEL_ARENA);
        s = (struct bpmn_source){ str_dup(c.arena, row.name), str_dup(c.arena, row.source) };
        r = bpmn_load(c.arena, &s, 1, &c.model);
        if (r < 0) {
                arena_free(c.arena);
                return ERR_CORRUPT; /* it loaded when it was deployed */
        }
        *ret_c = c;
        return 0;
}

/* The free place, or that of the model that nobody has used for longest; NULL: all are in use. */
static struct cached *place(void)
{
        struct cached *best = NULL;

        for (size_t i = 0; i < CACHED; i++) {
                struct cached *c = &cache.entries[i];

                if (!c->users && (!best || c->used_at < best->used_at))
                        best = c;
        }
        return best;
}

int flow__model_get(struct tx *tx, i64 id, const struct bpmn_model **ret_model)
{
        struct cached fresh, *at;
        const struct bpmn_model *m;
        int r;

        pthread_mutex_lock(&cache.lock);
        m = find(id);
        pthread_mutex_unlock(&cache.lock);
        if (m) {
                *ret_model = m;
                return 0;
        }
        r = load(tx, id, &fresh);
        if (r < 0)
                return r;
        pthread_mutex_lock(&cache.lock);
        m = find(id); /* another thread may have been faster */
        at = m ? NULL : place();
        if (at) {
                arena_free(at->arena);
                *at = fresh;
                at->used_at = ++cache.clock;
                m = fresh.model;
        }
        pthread_mutex_unlock(&cache.lock);
        if (!at)
                arena_free(fresh.arena);
        *ret_model = m;
        return m ? 0 : ERR_BUSY;
}

void flow__model_put(const struct bpmn_model *model)
{
        pthread_mutex_lock(&cache.lock);
        for (size_t i = 0; model && i < CACHED; i++)
                if (cache.entries[i].model == model)
                        cache.entries[i].users--;
        pthread_mutex_unlock(&cache.lock);
}

/* ------------------------------------------------------------ versions */

/*
 * Start events that wait for the clock become timers; those of an older version see that they are
 * old when they are due.
 */
static int arm_starts(struct tx *tx, i64 id, struct str process)
{
        struct bpmn_machine m = { .arena = tx->arena, .now = tx->now };
        struct bpmn_timed t;
        int r = flow__model_get(tx, id, &m.model);

        for (size_t i = 0; r == 0; i++) {
                r = bpmn_timed_start(&m, process, i, I64_NULL, &t);
                if (r == 0)
                        r = flow__set_start(tx, id, i, &t);
        }
        flow__model_put(m.model);
        return r == ERR_NOT_FOUND ? 0 : r;
}

int flow_deploy(struct tx *tx, const struct flow_deployment *d, i64 *ret_model)
{
        struct flow_model_insert_args row = { .id = id_new(),
                .process = d->process,
                .version = 1,
                .name = d->name,
                .source = d->source,
                .deployed_at = tx->now };
        struct flow_model_head latest;
        u8 digest[HASH_SIZE];
        int r;

        hash_str(d->source, digest);
        row.hash = str_hex(tx->arena, digest, sizeof digest);
        r = flow_model_latest(tx, d->process, &latest);
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        if (r == 0 && str_eq(latest.hash, row.hash)) {
                *ret_model = latest.id;
                return 0;
        }
        if (r == 0)
                row.version = latest.version + 1;
        r = flow_model_insert(tx, &row);
        if (r == 0)
                r = arm_starts(tx, row.id, d->process);
        if (r == 0)
                *ret_model = row.id;
        return r;
}
