/*
 * src/mod/design/trial.c: see trial.h. The machine is that of the engine (flow/bpmn_run.h); what
 * stands here is the world around it: machines answer at once and with nothing, published decisions
 * are made, people do what the acts say.
 */
#include "mod/design/trial.h"

#include "flow/bpmn_model.h"

struct queued {
        struct bpmn_input in;
        struct queued *next;
};

struct trying {
        struct arena *arena;
        const struct trial_world *world;
        struct bpmn_machine machine;
        struct queued *first, **last;
        struct trial *t;
        int inputs;
};

static void answer(struct trying *y, const struct bpmn_input *in)
{
        struct queued *q = NEW(y->arena, struct queued);

        *q = (struct queued){ .in = *in };
        *y->last = q;
        y->last = &q->next;
}

static struct trial_step *step(struct trying *y, enum trial_kind kind, const struct bpmn_effect *e)
{
        struct trial *t = y->t;
        struct trial_step *s = &t->steps[t->n_steps];

        if (t->n_steps + 1 < TRIAL_STEPS_MAX)
                t->n_steps++;
        *s = (struct trial_step){ .kind = kind,
                .at = y->machine.now,
                .token = e->token,
                .due = I64_NULL,
                .node = e->node_id,
                .name = str_empty(e->node_name) ? e->node_id : e->node_name,
                .role = e->role,
                .unit = e->unit,
                .form = e->form,
                .detail = e->name };
        return s;
}

/* The published decision in force, as the engine would ask it. */
static int decide(struct trying *y, const struct bpmn_effect *e)
{
        struct flow_call call = { .arena = y->arena,
                .tx = y->world->tx,
                .now = y->machine.now,
                .node = e->node_id,
                .name = e->name,
                .data = e->data };
        struct trial_step *s = step(y, TRIAL_DECIDED, e);
        int r = design_decide(&call);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        if (call.by.ptr)
                s->detail = str_fmt(y->arena, "%.*s (%.*s)", STRF(e->name), STRF(call.by));
        answer(y, &(struct bpmn_input){ .kind = call.stuck.len ? BPMN_IN_STUCK : BPMN_IN_DONE,
                          .token = e->token,
                          .name = call.stuck,
                          .data = call.result });
        return 0;
}

static bool passes(const struct bpmn_node *n)
{
        return n && n->kind != BPMN_USER_TASK && n->kind != BPMN_SERVICE_TASK &&
               n->kind != BPMN_SEND_TASK && (n->kind != BPMN_CALL_ACTIVITY || n->called) &&
               n->kind != BPMN_RULE_TASK && n->kind != BPMN_PROCESS;
}

static int follow_one(struct trying *y, const struct bpmn_effect *e)
{
        struct trial_step *s;

        switch (e->kind) {
        case BPMN_ENTERED:
                if (passes(e->node))
                        step(y, TRIAL_PASSED, e)->detail = STR("");
                return 0;
        case BPMN_DO_TASK:
                s = step(y, TRIAL_TASK, e);
                s->due = e->due;
                s->detail = STR("");
                s->actions = e->node ? e->node->work.actions : STR_NULL;
                return 0;
        case BPMN_DO_CALL:
                step(y, TRIAL_CALLED, e);
                return 0;
        case BPMN_DO_JOB:
        case BPMN_DO_SCRIPT:
                step(y, TRIAL_WORK, e);
                answer(y, &(struct bpmn_input){ .kind = BPMN_IN_DONE, .token = e->token });
                return 0;
        case BPMN_DO_DECISION:
                return decide(y, e);
        case BPMN_SEND:
                step(y, TRIAL_SENT, e);
                return 0;
        case BPMN_STUCK:
                step(y, TRIAL_STUCK, e);
                return 0;
        case BPMN_COMPLETED:
        case BPMN_CANCELLED:
                step(y, TRIAL_ENDED, e);
                return 0;
        case BPMN_BROKEN:
                step(y, TRIAL_BROKEN, e);
                return 0;
        default:
                return 0;
        }
}

static int take(struct trying *y, const struct bpmn_input *in)
{
        int r = 0;

        answer(y, in);
        while (y->first && r == 0) {
                struct bpmn_input one = y->first->in;

                y->first = y->first->next;
                if (!y->first)
                        y->last = &y->first;
                r = ++y->inputs > TRIAL_STEPS_MAX ? ERR_LIMIT : bpmn_step(&y->machine, &one);
                for (const struct bpmn_effect *e = y->machine.effects; r == 0 && e; e = e->next)
                        r = follow_one(y, e);
        }
        return r;
}

/* "12 rest": a number, and what stands behind it. */
static bool token_of(struct str *rest, i64 *ret_token)
{
        struct str word;

        return str_cut(rest, ' ', &word) && str_to_i64(word, ret_token) == 0;
}

static int context_of(struct trying *y, struct str text, const struct feel_value **ret_v)
{
        struct feel_note note = { 0 };
        struct feel_expr *e;
        const struct feel_value *v;

        if (str_empty(str_trim(text))) {
                *ret_v = NULL;
                return 0;
        }
        if (feel_compile(y->arena, text, NULL, FEEL_EXPRESSION, &e, &note) < 0) {
                y->t->why = str_dup(y->arena, note.text);
                return ERR_INVALID;
        }
        v = feel_eval(feel_run_new(y->arena, NULL), e, NULL);
        if (feel_kind(v) != FEEL_CONTEXT) {
                y->t->why = STR("this is no context such as {amount: 3}");
                return ERR_INVALID;
        }
        *ret_v = v;
        return 0;
}

static int wait_of(struct trying *y, i64 token, struct bpmn_waiting *ret_w)
{
        for (size_t i = 0; bpmn_waits(y->machine.state, i, ret_w); i++)
                if (ret_w->token == token)
                        return 0;
        return ERR_NOT_FOUND;
}

static int act_time(struct trying *y, struct str rest)
{
        struct bpmn_waiting w;
        i64 token;

        if (!token_of(&rest, &token) || wait_of(y, token, &w) < 0 || w.what != BPMN_FOR_TIMER)
                return ERR_STATE;
        y->machine.now = w.due > y->machine.now ? w.due : y->machine.now;
        return take(y, &(struct bpmn_input){ .kind = BPMN_IN_TIMER, .token = token });
}

static int act_done(struct trying *y, struct str rest)
{
        struct bpmn_input in = { .kind = BPMN_IN_DONE };
        int r;

        if (!token_of(&rest, &in.token))
                return ERR_STATE;
        r = context_of(y, rest, &in.data);
        for (size_t i = y->t->n_steps; r == 0 && i > 0; i--) {
                struct trial_step *s = &y->t->steps[i - 1];

                if (s->token == in.token && (s->kind == TRIAL_TASK || s->kind == TRIAL_CALLED)) {
                        s->done = true;
                        break;
                }
        }
        return r < 0 ? r : take(y, &in);
}

static int act(struct trying *y, struct str act)
{
        struct str kind, rest = act;
        const struct feel_value *action;
        const struct str key = STR("action");

        if (!str_cut(&rest, ' ', &kind))
                return ERR_STATE;
        if (str_is(kind, "D"))
                return act_done(y, rest);
        if (str_is(kind, "T"))
                return act_time(y, rest);
        action = feel_string(y->arena, rest);
        return take(y, &(struct bpmn_input){ .kind = BPMN_IN_MESSAGE,
                               .name = rest,
                               .data = feel_context(y->arena, &key, &action, 1) });
}

static void leave(struct trying *y)
{
        struct trial *t = y->t;
        struct buf b;
        size_t n = 0;

        while (bpmn_waits(y->machine.state, n, &(struct bpmn_waiting){ 0 }))
                n++;
        t->waiting = NEW_ARRAY(y->arena, struct bpmn_waiting, n + 1);
        while (bpmn_waits(y->machine.state, t->n_waiting, &t->waiting[t->n_waiting]))
                t->n_waiting++;
        t->now = y->machine.now;
        buf_init(&b, y->arena, 1 << 20);
        if (feel_put_literal(&b, bpmn_variables(&y->machine)) && !b.over)
                t->variables = buf_str(&b);
}

/* Its first process that can be executed, from its plain start. */
static int begin(struct trying *y, struct str content, struct str data)
{
        struct bpmn_input in = { .kind = BPMN_IN_START };
        struct flow_deployment *d;
        struct bpmn_model *model;
        struct bpmn_source source = { STR("model.bpmn"), content };
        int r = flow_prepare(y->arena, source.name, content, &d);

        if (r == 0)
                r = bpmn_load(y->arena, &source, 1, &model);
        if (r == 0)
                r = context_of(y, data, &in.data);
        if (r < 0)
                return r;
        in.name = d->process;
        y->machine.model = model;
        y->machine.state = bpmn_state_new(y->arena);
        return take(y, &in);
}

static i64 working_end(void *self, i64 from, i64 span)
{
        return workcal_span_end(self, from, span);
}

int design__try(struct arena *a, const struct trial_world *world, struct str content,
        struct str data, const struct str *acts, size_t n_acts, struct trial *ret)
{
        const struct bpmn_host host = { .self = (void *)(uintptr_t)world->calendar,
                .working_end = world->calendar ? working_end : NULL,
                .calls = true };
        struct trying y = { .arena = a, .world = world, .t = ret };
        int r;

        *ret = (struct trial){ .steps = NEW_ARRAY(a, struct trial_step, TRIAL_STEPS_MAX),
                .now = world->start };
        y.last = &y.first;
        y.machine = (struct bpmn_machine){ .arena = a, .now = world->start, .host = &host };
        r = begin(&y, content, data);
        for (size_t i = 0; i < n_acts && r == 0; i++) {
                r = act(&y, acts[i]);
                ret->n_taken += r == 0;
        }
        if (y.machine.state)
                leave(&y);
        if (r == ERR_STATE || r == ERR_NOT_FOUND || r == ERR_LIMIT) {
                ret->why = y.machine.why.ptr ? y.machine.why
                                             : STR("the process does not wait for this");
                r = ERR_INVALID;
        }
        return r;
}
