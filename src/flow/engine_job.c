/*
 * src/flow/engine_job.c: what the engine does after commits: timers that are due, handlers that
 * work outside the database, signals to all who wait, journals of ended instances into the archive.
 * Every run may be repeated: the machine refuses an input that it does not wait for.
 */
#include <zlib.h>

#include "base/json.h"
#include "flow/engine_internal.h"

#define SIGNAL_PAGE   100
#define ARCHIVE_PAGE  50
#define ARCHIVE_PAGES 40 /* a run: a province's day is a few thousand instances */
#define ARCHIVE_AGE   (90 * DAY_MS)

struct told {
        i64 instance;
        struct bpmn_input in;
};

static int apply_input(struct tx *tx, void *arg)
{
        const struct told *t = arg;

        return flow_input(tx, t->instance, FLOW_ANY, &t->in, I64_NULL);
}

/* What is not waited for any more was done before, or was withdrawn. */
static int tell(struct job_run *run, struct told *t)
{
        int r = store_write(run->store, run->arena, apply_input, t);

        return r == ERR_STATE || r == ERR_NOT_FOUND ? 0 : r;
}

static int run_timer(struct job_run *run)
{
        struct told t = { .instance = run->object, .in = { .kind = BPMN_IN_TIMER } };

        if (str_to_i64(run->payload, &t.in.token) < 0)
                return ERR_CORRUPT;
        return tell(run, &t);
}

/* ------------------------------------------------------------ starts by the clock */

int flow__set_start(struct tx *tx, i64 model, size_t i, const struct bpmn_timed *t)
{
        return timer_set(tx, "flow.begin", model, str_fmt(tx->arena, "%zu", i),
                str_fmt(tx->arena, "[%zu,%lld,%lld]", i, (long long)t->due, (long long)t->left),
                t->due);
}

struct begin {
        i64 model, index, due, left;
};

/* The timer goes on to its next moment, or away. */
static int set_again(
        struct tx *tx, const struct begin *b, struct bpmn_machine *m, struct str process)
{
        struct bpmn_timed t;

        if (b->left == 0 || bpmn_timed_start(m, process, (size_t)b->index, b->due, &t) < 0)
                return timer_clear(tx, "flow.begin", b->model,
                        str_fmt(tx->arena, "%lld", (long long)b->index));
        t.left = b->left > 0 ? b->left - 1 : b->left;
        return flow__set_start(tx, b->model, (size_t)b->index, &t);
}

/*
 * The instance begins and the timer goes on in one write: whatever happens to the job, it begins
 * once. A model that is no longer the newest begins nothing.
 */
static int apply_begin(struct tx *tx, void *arg)
{
        const struct begin *b = arg;
        struct bpmn_machine m = { .arena = tx->arena, .now = tx->now };
        struct flow_model_bytes model;
        struct flow_model_head latest;
        struct bpmn_timed t;
        i64 instance;
        int r = flow_model_source(tx, b->model, &model);

        if (r == 0)
                r = flow_model_latest(tx, model.process, &latest);
        if (r == 0 && latest.id != b->model)
                return timer_clear(tx, "flow.begin", b->model,
                        str_fmt(tx->arena, "%lld", (long long)b->index));
        if (r == 0)
                r = flow__model_get(tx, b->model, &m.model);
        if (r < 0)
                return r;
        r = bpmn_timed_start(&m, model.process, (size_t)b->index, I64_NULL, &t);
        if (r == 0)
                r = flow_start(tx,
                        &(struct flow_start){
                                .process = model.process, .message = t.event, .actor = I64_NULL },
                        &instance);
        if (r == 0)
                r = set_again(tx, b, &m, model.process);
        flow__model_put(m.model);
        return r;
}

static int run_begin(struct job_run *run)
{
        const struct json *j;
        struct begin b = { .model = run->object };

        if (json_parse(run->arena, run->payload, &j, NULL) < 0)
                return ERR_CORRUPT;
        b.index = json_i64(json_at(j, 0), -1);
        b.due = json_i64(json_at(j, 1), 0);
        b.left = json_i64(json_at(j, 2), 0);
        return b.index < 0 ? ERR_CORRUPT : store_write(run->store, run->arena, apply_begin, &b);
}

/* ------------------------------------------------------------ handlers */

static int run_work(struct job_run *run)
{
        const struct flow_handler *h;
        const struct json *j;
        struct flow_call call;
        struct told t = { .instance = run->object };
        int r;

        if (json_parse(run->arena, run->payload, &j, NULL) < 0)
                return ERR_CORRUPT;
        call = (struct flow_call){ .arena = run->arena,
                .store = run->store,
                .instance = run->object,
                .object = json_i64(json_get(j, "object"), 0),
                .now = clock_now(),
                .node = json_str(json_get(j, "node")),
                .name = json_str(json_get(j, "name")),
                .data = flow__value(run->arena, json_str(json_get(j, "data"))) };
        t.in.token = json_i64(json_get(j, "token"), 0);
        h = flow__handler(call.name);
        if (h && h->after) {
                r = h->after(&call);
                if (r < 0)
                        return r;
        } else {
                call.stuck = str_fmt(run->arena, "nobody handles \"%.*s\"", STRF(call.name));
        }
        t.in.kind = call.stuck.len ? BPMN_IN_STUCK : call.error.len ? BPMN_IN_FAILED : BPMN_IN_DONE;
        t.in.name = call.stuck.len ? call.stuck : call.error;
        t.in.data = call.result;
        return tell(run, &t);
}

/* ------------------------------------------------------------ signals */

static int page_of(struct job_run *run, struct str name, i64 after, struct flow_waiter_rows *ret)
{
        struct tx *tx;
        int r = store_read_begin(run->store, run->arena, &tx);

        if (r < 0)
                return r;
        r = flow_waiting(tx, FLOW_WAIT_SIGNAL, name, after, SIGNAL_PAGE, ret);
        store_read_end(tx);
        return r;
}

static int run_signal(struct job_run *run)
{
        struct flow_waiter_rows rows;
        const struct json *j;
        struct told t = { .in = { .kind = BPMN_IN_SIGNAL } };
        i64 after = 0;
        int r;

        if (json_parse(run->arena, run->payload, &j, NULL) < 0)
                return ERR_CORRUPT;
        t.in.name = json_str(json_get(j, "name"));
        t.in.data = flow__value(run->arena, json_str(json_get(j, "data")));
        do {
                r = page_of(run, t.in.name, after, &rows);
                for (size_t i = 0; r == 0 && i < rows.n; i++) {
                        t.instance = after = rows.rows[i].instance;
                        r = tell(run, &t);
                }
        } while (r == 0 && rows.n == SIGNAL_PAGE);
        return r;
}

/* ------------------------------------------------------------ archive */

static int pack(struct arena *a, struct str text, struct str *ret_packed)
{
        uLongf n = compressBound(text.len);
        u8 *out = arena_raw(a, n);

        if (compress2(out, &n, (const Bytef *)text.ptr, text.len, 6) != Z_OK)
                return ERR_INTERNAL;
        *ret_packed = str_n((const char *)out, n);
        return 0;
}

static void put_row(struct json_writer *w, const struct flow_journal_row *row)
{
        json_open(w, NULL, '{');
        json_put_i64(w, "seq", row->seq);
        json_put_i64(w, "at", row->at);
        json_put_i64(w, "kind", row->kind);
        json_put_i64(w, "token", row->token);
        json_put_str(w, "name", row->name);
        json_put_str(w, "message", row->message);
        json_put_str(w, "data", row->data);
        json_put_i64(w, "actor", row->actor);
        json_close(w, '}');
}

static int archive_one(struct tx *tx, void *arg)
{
        const i64 *instance = arg;
        struct flow_journal_row_rows rows;
        struct json_writer w;
        struct buf b;
        struct str packed;
        int r = flow_journal_of(tx, *instance, &rows);

        if (r < 0)
                return r;
        buf_init(&b, tx->arena, (size_t)32 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        for (size_t i = 0; i < rows.n; i++)
                put_row(&w, &rows.rows[i]);
        json_close(&w, ']');
        r = b.over ? ERR_LIMIT : pack(tx->arena, buf_str(&b), &packed);
        if (r == 0)
                r = flow_archive_insert(tx, *instance, packed);
        return r == 0 ? flow_journal_delete(tx, *instance, NULL) : r;
}

static int archive_page(struct store *s, size_t *ret_n)
{
        AUTO(arena_freep) struct arena *a = arena_new((size_t)128 << 20);
        struct flow_ended_rows rows;
        struct tx *tx;
        int r = store_read_begin(s, a, &tx);

        if (r < 0)
                return r;
        r = flow_to_archive(tx, clock_now() - ARCHIVE_AGE, ARCHIVE_PAGE, &rows);
        store_read_end(tx);
        if (r < 0)
                return r;
        *ret_n = rows.n;
        for (size_t i = 0; r == 0 && i < rows.n; i++)
                r = store_write(s, a, archive_one, &rows.rows[i].id);
        return r;
}

static int run_archive(struct job_run *run)
{
        size_t n = ARCHIVE_PAGE;
        int r = 0;

        for (int i = 0; i < ARCHIVE_PAGES && n == ARCHIVE_PAGE && r == 0; i++)
                r = archive_page(run->store, &n);
        return r;
}

const struct job_kind flow_jobs[] = {
        { "flow.timer", run_timer, 0 },
        { "flow.begin", run_begin, 0 },
        { "flow.work", run_work, 0 },
        { "flow.signal", run_signal, 0 },
        { "flow.archive", run_archive, HOUR_MS },
        { 0 },
};
