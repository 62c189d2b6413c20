/*
 * src/flow/engine.c: what callers do with instances: start, answer, tell. Each is one step in the
 * caller's write; what a step does is in engine_step.c.
 */
#include "flow/engine.h"

#include "base/id.h"
#include "base/json.h"
#include "flow/engine_internal.h"

#define TOLD_MAX 100 /* instances about one object that a message reaches in one write */

static int find_model(struct tx *tx, const struct flow_start *s, struct flow_model_head *ret_m)
{
        return s->version ? flow_model_by_version(tx, s->process, s->version, ret_m)
                          : flow_model_latest(tx, s->process, ret_m);
}

int flow__start(struct tx *tx, const struct flow_start *start, const struct flow_model_head *model,
        struct flow_step *by, i64 token, i64 *ret_instance)
{
        i64 calls = 0;
        struct flow_step s = { .tx = tx,
                .fresh = true,
                .actor = start->actor,
                .caller = start->caller,
                .calls = &calls };
        struct bpmn_input in = { .kind = BPMN_IN_START,
                .name = start->process,
                .message = start->message,
                .data = start->data };
        int r = flow__model_get(tx, model->id, &s.model);

        if (r < 0)
                return r;
        s.row = (struct flow_instance){ .id = start->id ? start->id : id_new(),
                .model = model->id,
                .process = start->process,
                .object = start->object,
                .started_at = tx->now,
                .ended_at = I64_NULL,
                .parent = I64_NULL,
                .parent_token = I64_NULL,
                .root = I64_NULL,
                .depth = I64_NULL,
                .bound_at = I64_NULL };
        if (by)
                flow__called_by(&s, by, token);
        s.machine = (struct bpmn_machine){ .arena = tx->arena,
                .model = s.model,
                .now = tx->now,
                .state = bpmn_state_new(tx->arena) };
        r = flow__take(&s, &in);
        if (r == 0)
                r = flow__finish(&s);
        flow__model_put(s.model);
        if (r == 0)
                *ret_instance = s.row.id;
        return r;
}

int flow_start(struct tx *tx, const struct flow_start *start, i64 *ret_instance)
{
        struct flow_model_head model;
        int r = find_model(tx, start, &model);

        return r < 0 ? r : flow__start(tx, start, &model, NULL, 0, ret_instance);
}

int flow__act(struct tx *tx, const struct flow_act *act, const struct flow_chain *chain)
{
        struct flow_step s;
        int r = flow__begin(tx, act->instance, act->seq, &s);

        if (r < 0)
                return r;
        s.actor = act->actor;
        s.caller = act->caller;
        s.calls = chain->calls;
        s.dropped = chain->dropped;
        r = flow__take(&s, &act->in);
        if (r == 0)
                r = flow__finish(&s);
        flow__model_put(s.model);
        return r;
}

int flow_act(struct tx *tx, const struct flow_act *act)
{
        i64 calls = 0;

        return flow__act(tx, act, &(struct flow_chain){ .calls = &calls });
}

int flow__waits(struct tx *tx, i64 instance, int what, struct str name, i64 token, bool *ret_does)
{
        struct bpmn_waiting w;
        struct flow_step s;
        bool does = false;
        int r = flow__begin(tx, instance, FLOW_ANY, &s);

        if (r < 0)
                return r;
        for (size_t i = 0; !does && bpmn_waits(s.machine.state, i, &w); i++)
                does = (int)w.what == what && (!token || w.token == token) &&
                       (!name.ptr || str_eq(w.name, name));
        flow__model_put(s.model);
        *ret_does = does;
        return 0;
}

int flow_tell(struct tx *tx, const struct flow_act *act)
{
        struct flow_act inner = *act;
        struct flow_called_rows called;
        bool waits = false;
        int r = flow_instances_called(tx, act->instance, &called);

        if (r == 0 && called.n)
                r = flow__waits(tx, act->instance, BPMN_FOR_MESSAGE, act->in.name, 0, &waits);
        for (size_t i = 0; r == 0 && !waits && i < called.n; i++) {
                inner.instance = called.rows[i].id;
                r = flow__waits(tx, inner.instance, BPMN_FOR_MESSAGE, act->in.name, 0, &waits);
        }
        if (r < 0)
                return r;
        return waits || !called.n ? flow_act(tx, &inner) : ERR_NOT_FOUND;
}

int flow_input(struct tx *tx, i64 instance, i64 seq, const struct bpmn_input *in, i64 actor)
{
        return flow_act(tx, &(struct flow_act){ instance, seq, *in, actor, NULL });
}

static int add_offers(struct tx *tx, i64 instance, struct flow_offers *all)
{
        struct bpmn_waiting w;
        struct flow_step s;
        struct str *messages;
        size_t n = 0;
        int r = flow__begin(tx, instance, FLOW_ANY, &s);

        if (r < 0)
                return r;
        while (bpmn_waits(s.machine.state, n, &w))
                n++;
        messages = NEW_ARRAY(tx->arena, struct str, all->n_messages + n + 1);
        if (all->n_messages)
                memcpy(messages, all->messages, all->n_messages * sizeof *messages);
        all->messages = messages;
        for (size_t i = 0; i < n && bpmn_waits(s.machine.state, i, &w); i++)
                if (w.what == BPMN_FOR_MESSAGE)
                        all->messages[all->n_messages++] = str_dup(tx->arena, w.name);
                else
                        all->stuck += w.what == BPMN_FOR_RETRY;
        flow__model_put(s.model);
        return 0;
}

int flow_offers(struct tx *tx, i64 instance, struct flow_offers *ret_offers)
{
        struct flow_offers all = { .n_messages = 0 };
        struct flow_called_rows called;
        int r = flow_tasks_of(tx, instance, &all.tasks);

        if (r == 0)
                r = add_offers(tx, instance, &all);
        if (r == 0)
                r = flow_instances_called(tx, instance, &called);
        for (size_t i = 0; r == 0 && i < called.n; i++)
                r = add_offers(tx, called.rows[i].id, &all);
        if (r == 0)
                *ret_offers = all;
        return r;
}

int flow_task_done(struct tx *tx, i64 task, i64 seq, const struct feel_value *answers, i64 actor)
{
        struct flow_task row;
        int r = flow_task_by_id(tx, task, &row);

        if (r < 0)
                return r;
        return flow_input(tx, row.instance, seq,
                &(struct bpmn_input){ .kind = BPMN_IN_DONE, .token = row.token, .data = answers },
                actor);
}

int flow_message(struct tx *tx, i64 object, struct str name, const struct feel_value *data,
        i64 actor, i64 *ret_n)
{
        struct bpmn_input in = { .kind = BPMN_IN_MESSAGE, .name = name, .data = data };
        struct flow_instance_brief_rows rows;
        i64 n = 0;
        int r = flow_instances_of(tx, object, &rows);

        for (size_t i = 0; r == 0 && i < rows.n && n < TOLD_MAX; i++) {
                i64 id = rows.rows[i].id;
                bool waits = false;

                /* Read anew: it may have ended with its caller, which was told just before. */
                if (rows.rows[i].status == BPMN_RUNNING)
                        r = flow__waits(tx, id, BPMN_FOR_MESSAGE, name, 0, &waits);
                if (r == 0 && waits)
                        r = flow_input(tx, id, FLOW_ANY, &in, actor);
                n += r == 0 && waits;
        }
        if (r == 0)
                *ret_n = n;
        return r;
}

int flow_signal(struct tx *tx, struct str name, const struct feel_value *data)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, tx->arena, (size_t)8 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "name", name);
        json_put_str(&w, "data", flow__literal(tx->arena, data));
        json_close(&w, '}');
        return b.over ? ERR_LIMIT : job_add(tx, "flow.signal", 0, buf_str(&b), tx->now);
}
