/*
 * src/flow/engine_step.c: one step of one instance: the machine takes the input, its effects become
 * rows, handlers of the same write answer at once, and at the end the instance is stored with its
 * new number. Every input, handlers' answers too, stands in the journal.
 */
#include "base/id.h"
#include "base/json.h"
#include "flow/bpmn_model.h"
#include "flow/engine_internal.h"

#define LITERAL_MAX ((size_t)4 << 20)
#define INPUTS_MAX  1000  /* of one step: handlers that call each other in a circle */
#define SEQ_MAX     20000 /* of one instance: its journal stays readable */

static const struct flow_handler *const *handlers;
static const struct flow_hooks *hooks;

void flow_set_handlers(const struct flow_handler *const *tables, const struct flow_hooks *h)
{
        handlers = tables;
        hooks = h;
}

const struct flow_handler *flow__handler(struct str name)
{
        for (const struct flow_handler *const *t = handlers; t && *t; t++)
                for (const struct flow_handler *h = *t; h->name; h++)
                        if (str_is(name, h->name))
                                return h;
        return NULL;
}

bool flow_handles(struct str name)
{
        return flow__handler(name) != NULL;
}

const struct flow_hooks *flow__hooks(void)
{
        return hooks;
}

static i64 working_end(void *self, i64 from, i64 span)
{
        const struct flow_world *w = self;

        return hooks->working_end(w->tx, w->object, from, span);
}

void flow__host(struct flow_world *world, struct bpmn_host *ret_host)
{
        *ret_host = (struct bpmn_host){ .self = world };
        if (hooks && hooks->working_end)
                ret_host->working_end = working_end;
        ret_host->calls = true;
}

struct str flow__literal(struct arena *a, const struct feel_value *v)
{
        struct buf b;

        if (!v || feel_kind(v) == FEEL_NULL)
                return STR_NULL;
        buf_init(&b, a, LITERAL_MAX);
        return feel_put_literal(&b, v) && !b.over ? buf_str(&b) : STR_NULL;
}

const struct feel_value *flow__value(struct arena *a, struct str literal)
{
        struct feel_expr *e;

        if (!literal.ptr || feel_compile(a, literal, NULL, FEEL_EXPRESSION, &e, NULL) < 0)
                return NULL;
        return feel_eval(feel_run_new(a, NULL), e, NULL);
}

/* ------------------------------------------------------------ answers of handlers */

void flow__ask(struct flow_queue *q, const struct bpmn_input *in)
{
        if (q->n == q->cap) {
                size_t cap = q->cap ? q->cap * 2 : 4;
                struct bpmn_input *more = NEW_ARRAY(q->arena, struct bpmn_input, cap);

                if (q->n)
                        memcpy(more, q->inputs, q->n * sizeof *more);
                q->inputs = more;
                q->cap = cap;
        }
        q->inputs[q->n++] = *in;
}

static void answer(struct flow_step *s, enum bpmn_input_kind kind, i64 token, struct str name,
        const struct feel_value *data)
{
        flow__ask(s->queue,
                &(struct bpmn_input){ .kind = kind, .token = token, .name = name, .data = data });
}

static struct flow_call call_of(const struct flow_step *s, const struct bpmn_effect *e)
{
        return (struct flow_call){ .arena = s->tx->arena,
                .tx = s->tx,
                .instance = s->row.id,
                .object = s->row.object,
                .now = s->tx->now,
                .node = e->node_id,
                .name = e->name,
                .data = e->data,
                .caller = s->caller };
}

static int call_now(
        struct flow_step *s, const struct bpmn_effect *e, int (*run)(struct flow_call *))
{
        struct flow_call call = call_of(s, e);
        int r = run(&call);

        if (r < 0)
                return r;
        if (call.stuck.len)
                answer(s, BPMN_IN_STUCK, e->token, call.stuck, NULL);
        else if (call.error.len)
                answer(s, BPMN_IN_FAILED, e->token, call.error, call.result);
        else
                answer(s, BPMN_IN_DONE, e->token, call.by, call.result);
        return 0;
}

/* What a handler needs that runs after the commit. */
static int call_later(struct flow_step *s, const struct bpmn_effect *e)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, s->tx->arena, LITERAL_MAX * 2);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "token", e->token);
        json_put_i64(&w, "object", s->row.object);
        json_put_str(&w, "node", e->node_id);
        json_put_str(&w, "name", e->name);
        json_put_str(&w, "data", flow__literal(s->tx->arena, e->data));
        json_close(&w, '}');
        return b.over ? ERR_LIMIT : job_add(s->tx, "flow.work", s->row.id, buf_str(&b), s->tx->now);
}

static int work(struct flow_step *s, const struct bpmn_effect *e)
{
        const struct flow_handler *h = flow__handler(e->name);
        int r = ERR_NOT_FOUND;

        if (e->kind == BPMN_DO_DECISION && hooks && hooks->decide)
                r = call_now(s, e, hooks->decide);
        if (r != ERR_NOT_FOUND)
                return r;
        if (h && h->in_tx)
                return call_now(s, e, h->in_tx);
        if (h)
                return call_later(s, e);
        answer(s, BPMN_IN_STUCK, e->token,
                str_fmt(s->tx->arena, "nobody handles \"%.*s\"", STRF(e->name)), NULL);
        return 0;
}

/* ------------------------------------------------------------ effects become rows */

static int add_task(struct flow_step *s, const struct bpmn_effect *e)
{
        const struct bpmn_work *w = &e->node->work;

        return flow_task_insert(s->tx, &(struct flow_task_insert_args){ .id = id_new(),
                                               .instance = s->row.id,
                                               .token = e->token,
                                               .node = e->node_id,
                                               .name = e->name.ptr ? e->name : STR(""),
                                               .role = e->role.ptr ? e->role : STR(""),
                                               .unit = e->unit.ptr ? e->unit : STR(""),
                                               .form = e->form.ptr ? e->form : STR(""),
                                               .actions = w->actions.ptr ? w->actions : STR(""),
                                               .queue = w->queue.ptr ? w->queue : STR(""),
                                               .created_at = s->tx->now,
                                               .due_at = e->due });
}

static struct str number(struct arena *a, i64 n)
{
        return str_fmt(a, "%lld", (long long)n);
}

static int send(struct flow_step *s, const struct bpmn_effect *e, const char *kind)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, s->tx->arena, LITERAL_MAX * 2);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_i64(&w, "object", s->row.object);
        json_put_str(&w, "name", e->name);
        json_put_str(&w, "data", flow__literal(s->tx->arena, e->data));
        json_close(&w, '}');
        return b.over ? ERR_LIMIT : event_publish(s->tx, kind, s->row.id, buf_str(&b), e);
}

static int end(struct flow_step *s, const struct bpmn_effect *e)
{
        flow__notice(s, e);
        s->row.ended_at = s->tx->now;
        s->row.error = e->kind == BPMN_BROKEN ? e->name : STR_NULL;
        return event_publish(s->tx, "flow.ended", s->row.id,
                str_fmt(s->tx->arena, "{\"object\":%lld,\"status\":%d}", (long long)s->row.object,
                        (int)bpmn_status(s->machine.state)),
                e);
}

static int drop(struct flow_step *s, const struct bpmn_effect *e)
{
        int r = flow_task_delete(s->tx, s->row.id, e->token, NULL);

        return r == 0 && e->node->kind == BPMN_CALL_ACTIVITY ? flow__drop(s, e->token) : r;
}

static int write_effect(struct flow_step *s, const struct bpmn_effect *e)
{
        struct tx *tx = s->tx;

        switch (e->kind) {
        case BPMN_DO_TASK:
                return add_task(s, e);
        case BPMN_DO_JOB:
        case BPMN_DO_DECISION:
        case BPMN_DO_SCRIPT:
                return work(s, e);
        case BPMN_DO_CALL:
                return flow__call(s, e);
        case BPMN_ESCALATED:
                flow__notice(s, e);
                return 0;
        case BPMN_DROP:
                return drop(s, e);
        case BPMN_ARM:
                return timer_set(tx, "flow.timer", s->row.id, number(tx->arena, e->token),
                        number(tx->arena, e->token), e->due);
        case BPMN_DISARM:
                return timer_clear(tx, "flow.timer", s->row.id, number(tx->arena, e->token));
        case BPMN_SEND:
                return send(s, e, "flow.sent");
        case BPMN_SIGNALLED:
                return flow_signal(tx, e->name, e->data);
        case BPMN_COMPLETED:
        case BPMN_BROKEN:
        case BPMN_CANCELLED:
                return end(s, e);
        default:
                return 0;
        }
}

static struct flow_place place_of(const struct flow_step *s)
{
        return (struct flow_place){ .id = s->row.id,
                .object = s->row.object,
                .model = s->row.model,
                .root = flow__root(&s->row),
                .process = s->row.process };
}

static int follow(struct flow_step *s)
{
        const struct flow_place place = place_of(s);
        int r = 0;

        for (const struct bpmn_effect *e = s->machine.effects; e && r == 0; e = e->next) {
                s->incidents += e->kind == BPMN_STUCK;
                if (hooks && hooks->effect)
                        r = hooks->effect(s->tx, &place, e);
                if (r == 0)
                        r = write_effect(s, e);
        }
        return r;
}

/* ------------------------------------------------------------ the step */

int flow__begin(struct tx *tx, i64 instance, i64 seq, struct flow_step *ret_s)
{
        struct flow_step s = { .tx = tx, .actor = I64_NULL };
        int r = flow_instance_by_id(tx, instance, &s.row);

        if (r < 0)
                return r;
        if (seq != FLOW_ANY && seq != s.row.seq)
                return ERR_STALE;
        r = flow__model_get(tx, s.row.model, &s.model);
        if (r < 0)
                return r;
        s.old_seq = s.row.seq;
        s.machine = (struct bpmn_machine){ .arena = tx->arena, .model = s.model, .now = tx->now };
        r = bpmn_restore(tx->arena, s.model, s.row.state, &s.machine.state);
        if (r < 0)
                flow__model_put(s.model);
        else
                *ret_s = s;
        return r;
}

struct flow_entry {
        struct flow_journal_insert_args row;
        struct flow_entry *next;
};

void flow__journal(struct flow_step *s, const struct flow_journal_insert_args *row)
{
        struct flow_entry *e = NEW(s->tx->arena, struct flow_entry);

        e->row = *row;
        if (!s->journal)
                s->last = &s->journal;
        *s->last = e;
        s->last = &e->next;
}

static int take_one(struct flow_step *s, const struct bpmn_input *in)
{
        struct flow_world world = { s->tx, s->row.object };
        struct bpmn_host host;
        int r;

        if (s->row.seq >= SEQ_MAX)
                return ERR_LIMIT;
        flow__host(&world, &host);
        s->machine.host = &host;
        r = bpmn_step(&s->machine, in);
        s->machine.host = NULL;
        if (r < 0)
                return r;
        s->row.seq++;
        flow__journal(s, &(struct flow_journal_insert_args){ .instance = s->row.id,
                                 .seq = s->row.seq,
                                 .at = s->machine.now,
                                 .kind = in->kind,
                                 .token = in->token,
                                 .name = in->name.ptr ? in->name : STR(""),
                                 .message = in->message.ptr ? in->message : STR(""),
                                 .data = flow__literal(s->tx->arena, in->data),
                                 .actor = s->actor });
        return 0;
}

int flow__take(struct flow_step *s, const struct bpmn_input *in)
{
        struct flow_queue q = { .arena = s->tx->arena };
        int r;

        s->queue = &q;
        flow__ask(&q, in);
        do {
                struct bpmn_input one = q.inputs[q.first++];

                r = take_one(s, &one);
                if (r == ERR_STATE && q.first > 1) {
                        r = 0; /* what the handler did has ended its own token */
                        continue;
                }
                if (r == 0 && one.kind == BPMN_IN_DONE) /* the task is no longer to be done */
                        r = flow_task_delete(s->tx, s->row.id, one.token, NULL);
                if (r == 0)
                        r = follow(s);
                s->actor = I64_NULL;
                if (r == 0 && q.n > INPUTS_MAX)
                        r = ERR_LIMIT;
        } while (r == 0 && q.first < q.n);
        s->queue = NULL;
        return r;
}

static int write_waits(struct flow_step *s)
{
        struct bpmn_waiting w;
        i64 before = s->row.waits, count = 0;
        int r = before ? flow_wait_clear(s->tx, s->row.id, NULL) : 0;

        s->row.stuck = 0;
        for (size_t i = 0; r == 0 && bpmn_waits(s->machine.state, i, &w); i++) {
                s->row.stuck += w.what == BPMN_FOR_RETRY;
                if (w.what != BPMN_FOR_SIGNAL)
                        continue;
                count++;
                r = flow_wait_insert(s->tx, s->row.id, w.token, FLOW_WAIT_SIGNAL, w.name);
        }
        s->row.waits = count;
        return r;
}

static int insert(struct flow_step *s)
{
        const struct flow_instance *i = &s->row;

        return flow_instance_insert(s->tx, &(struct flow_instance_insert_args){ .id = i->id,
                                                   .model = i->model,
                                                   .process = i->process,
                                                   .object = i->object,
                                                   .status = i->status,
                                                   .seq = i->seq,
                                                   .state = i->state,
                                                   .waits = i->waits,
                                                   .stuck = i->stuck,
                                                   .started_at = i->started_at,
                                                   .changed_at = i->changed_at,
                                                   .ended_at = i->ended_at,
                                                   .error = i->error,
                                                   .parent = i->parent,
                                                   .parent_token = i->parent_token,
                                                   .root = i->root,
                                                   .depth = i->depth,
                                                   .bound_at = i->bound_at });
}

static int update(struct flow_step *s)
{
        const struct flow_instance *i = &s->row;
        i64 changes;
        int r = flow_instance_update(s->tx,
                &(struct flow_instance_update_args){ .id = i->id,
                        .old_seq = s->old_seq,
                        .model = i->model,
                        .status = i->status,
                        .seq = i->seq,
                        .state = i->state,
                        .waits = i->waits,
                        .stuck = i->stuck,
                        .changed_at = i->changed_at,
                        .ended_at = i->ended_at,
                        .error = i->error },
                &changes);

        return r == 0 && changes == 0 ? ERR_STALE : r;
}

/*
 * The instance first: of two writes at once the second then fails at its number, and not at a key
 * of the journal.
 */
static int write_rows(struct flow_step *s)
{
        int r = s->fresh ? insert(s) : update(s);

        for (const struct flow_entry *e = s->journal; e && r == 0; e = e->next)
                r = flow_journal_insert(s->tx, &e->row);
        return r;
}

int flow__finish(struct flow_step *s)
{
        const struct flow_place place = place_of(s);
        int r;

        s->row.status = bpmn_status(s->machine.state);
        s->row.state = bpmn_save(s->tx->arena, s->machine.state);
        s->row.changed_at = s->tx->now;
        if (!s->row.state.ptr)
                return ERR_LIMIT;
        r = write_waits(s);
        if (r == 0)
                r = write_rows(s);
        if (r == 0 && hooks && hooks->settled)
                r = hooks->settled(s->tx, &place,
                        &(struct flow_settled){ .status = (enum bpmn_status)s->row.status,
                                .incidents = s->incidents,
                                .caller = s->caller });
        return r == 0 ? flow__report(s) : r;
}
