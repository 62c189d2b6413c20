/*
 * src/flow/engine_call.c: call activities that lead to another model. What is called is an instance
 * of its own, with its model, journal and number, begun in its caller's write. When it ends, breaks
 * or throws an escalation, its caller gets that as an input, in the same write too; when the caller
 * leaves the call, what it called ends with it. So both journals replay alone.
 *
 * Which version is called (m:binding), as Camunda and Zeebe have it: `latest` at the moment of the
 * call, or `deployment`: the newest when the calling model was deployed, or a number. Without it:
 * the newest when the outermost caller started, so that running work keeps what it began with.
 */
#include "base/id.h"
#include "flow/bpmn_state.h"
#include "flow/engine_internal.h"

#define DEPTH_MAX 16   /* calls within calls */
#define CALLS_MAX 1000 /* instances begun in one write */

/* What does not outlive a step is null on the other side, as the journal has it. */
static const struct feel_value *lasting(struct arena *a, const struct feel_value *context)
{
        size_t n = context ? feel_count(context) : 0;
        struct str *keys = NEW_ARRAY(a, struct str, n + 1);
        const struct feel_value **values = NEW_ARRAY(a, const struct feel_value *, n + 1);

        for (size_t i = 0; i < n; i++) {
                keys[i] = feel_key(context, i, &values[i]);
                if (!flow__literal(a, values[i]).ptr)
                        values[i] = feel_null();
        }
        return feel_context(a, keys, values, n);
}

i64 flow__root(const struct flow_instance *row)
{
        return row->root == I64_NULL ? row->id : row->root;
}

static i64 bound_at(const struct flow_instance *row)
{
        return row->bound_at == I64_NULL ? row->started_at : row->bound_at;
}

/* ------------------------------------------------------------ calling */

static int find_model(struct flow_step *s, const struct bpmn_effect *e, struct flow_model_head *ret)
{
        struct str binding = e->node->binding;
        struct flow_model_head own;
        i64 version;
        int r;

        if (str_is(binding, "latest"))
                return flow_model_latest(s->tx, e->name, ret);
        if (str_to_i64(binding, &version) == 0)
                return flow_model_by_version(s->tx, e->name, version, ret);
        if (str_is(binding, "deployment")) {
                r = flow_model_by_id(s->tx, s->row.model, &own);
                return r < 0 ? r : flow_model_at(s->tx, e->name, own.deployed_at, ret);
        }
        r = flow_model_at(s->tx, e->name, bound_at(&s->row), ret);
        /* What came after the start is better than nothing. */
        return r == ERR_NOT_FOUND ? flow_model_by_version(s->tx, e->name, 1, ret) : r;
}

/* Whether it has a start without an event. */
static int can_begin(struct flow_step *s, const struct flow_model_head *head, bool *ret_can)
{
        const struct bpmn_model *model;
        const struct bpmn_node *process;
        int r = flow__model_get(s->tx, head->id, &model);

        if (r < 0)
                return r;
        process = bpmn__node(model, head->process);
        *ret_can = process && bpmn__begins_itself(process);
        flow__model_put(model);
        return 0;
}

static i64 depth_of(const struct flow_instance *row)
{
        return row->depth == I64_NULL ? 0 : row->depth;
}

int flow__call(struct flow_step *s, const struct bpmn_effect *e)
{
        struct flow_model_head model;
        struct bpmn_input stuck = { .kind = BPMN_IN_STUCK, .token = e->token };
        bool can = false;
        i64 instance;
        int r = find_model(s, e, &model);

        if (r == 0)
                r = can_begin(s, &model, &can);
        if (r == 0 && can && depth_of(&s->row) < DEPTH_MAX) {
                if (++*s->calls > CALLS_MAX)
                        return ERR_LIMIT;
                return flow__start(s->tx,
                        &(struct flow_start){ .process = e->name,
                                .object = s->row.object,
                                .data = lasting(s->tx->arena, e->data),
                                .actor = I64_NULL,
                                .caller = s->caller },
                        &model, s, e->token, &instance);
        }
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        stuck.name = str_fmt(s->tx->arena,
                r < 0 ? "no process \"%.*s\" is there to be called"
                : can ? "calls of \"%.*s\" go too deep"
                      : "the process \"%.*s\" does not begin without an event",
                STRF(e->name));
        flow__ask(s->queue, &stuck);
        return 0;
}

void flow__called_by(struct flow_step *s, struct flow_step *by, i64 token)
{
        s->within = by;
        s->calls = by->calls;
        s->row.parent = by->row.id;
        s->row.parent_token = token;
        s->row.root = flow__root(&by->row);
        s->row.depth = depth_of(&by->row) + 1;
        s->row.bound_at = bound_at(&by->row);
}

int flow__drop(struct flow_step *s, i64 token)
{
        struct flow_called_rows rows;
        int r = flow_instances_called(s->tx, flow__root(&s->row), &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++)
                if (rows.rows[i].parent == s->row.id && rows.rows[i].parent_token == token)
                        r = flow__act(s->tx,
                                &(struct flow_act){ .instance = rows.rows[i].id,
                                        .seq = FLOW_ANY,
                                        .in = { .kind = BPMN_IN_CANCEL },
                                        .actor = I64_NULL,
                                        .caller = s->caller },
                                &(struct flow_chain){ .calls = s->calls, .dropped = true });
        return r;
}

/* ------------------------------------------------------------ telling the caller */

void flow__notice(struct flow_step *s, const struct bpmn_effect *e)
{
        struct flow_notice *n;

        if (s->row.parent == I64_NULL || s->dropped)
                return;
        n = NEW(s->tx->arena, struct flow_notice);
        n->in = (struct bpmn_input){ .token = s->row.parent_token, .name = e->name };
        if (e->kind == BPMN_COMPLETED) {
                n->in.kind = BPMN_IN_DONE;
                n->in.data = lasting(s->tx->arena, bpmn_variables(&s->machine));
        } else if (e->kind == BPMN_BROKEN) {
                n->in.kind = BPMN_IN_FAILED;
        } else if (e->kind == BPMN_ESCALATED) {
                n->in.kind = BPMN_IN_ESCALATED;
        } else {
                n->in.kind = BPMN_IN_STUCK;
                n->in.name = str_fmt(
                        s->tx->arena, "the process \"%.*s\" was ended", STRF(s->row.process));
        }
        if (!s->notices)
                s->last_notice = &s->notices;
        *s->last_notice = n;
        s->last_notice = &n->next;
}

int flow__report(struct flow_step *s)
{
        bool waits = true;
        int r = 0;

        for (const struct flow_notice *n = s->notices; n && r == 0 && waits; n = n->next) {
                if (s->within) {
                        flow__ask(s->within->queue, &n->in);
                        continue;
                }
                if (n != s->notices) /* the call may have been left by the one before */
                        r = flow__waits(s->tx, s->row.parent, BPMN_FOR_WORK, STR_NULL,
                                s->row.parent_token, &waits);
                if (r < 0 || !waits)
                        break;
                r = flow__act(s->tx,
                        &(struct flow_act){ .instance = s->row.parent,
                                .seq = FLOW_ANY,
                                .in = n->in,
                                .actor = I64_NULL,
                                .caller = s->caller },
                        &(struct flow_chain){ .calls = s->calls });
        }
        return r;
}
