/*
 * src/flow/bpmn_activity.c: what happens at activities: tasks, sub-processes, calls, and when they
 * are done (BPMN 2.0.2, 13.2). Loops are in bpmn_loop.c, compensation in bpmn_undo.c.
 */
#include "flow/bpmn_state.h"

/* ------------------------------------------------------------ scopes begin */

static bool starts_by_itself(const struct bpmn_node *n)
{
        if (n->kind == BPMN_START)
                return n->n_events == 0;
        if (n->kind == BPMN_EVENT_SUB_PROCESS || n->kind == BPMN_BOUNDARY || n->for_compensation ||
                n->kind == BPMN_START)
                return false;
        if (n->kind == BPMN_CATCH && n->n_events && n->events[0].trigger == BPMN_LINK)
                return false;
        return n->n_in == 0 && !n->instantiate;
}

bool bpmn__begins_itself(const struct bpmn_node *holder)
{
        for (size_t i = 0; i < holder->n_nodes; i++)
                if (starts_by_itself(holder->nodes[i]))
                        return true;
        return holder->n_nodes == 0;
}

void bpmn__begin_scope(struct bpmn_machine *m, struct bpmn_scope *scope)
{
        const struct bpmn_node *holder = scope->node;
        bool has_start = false;

        for (size_t i = 0; i < holder->n_variables; i++)
                if (!bpmn__get(m, scope, holder->variables[i]))
                        bpmn__set_here(m, scope, holder->variables[i], feel_null());
        for (size_t i = 0; i < holder->n_nodes; i++)
                has_start = has_start ||
                            (holder->nodes[i]->kind == BPMN_START && !holder->nodes[i]->n_events);
        for (size_t i = 0; i < holder->n_nodes; i++) {
                const struct bpmn_node *n = holder->nodes[i];

                if (starts_by_itself(n) && (!has_start || n->kind == BPMN_START))
                        bpmn__spawn(m, scope, n);
        }
        bpmn__arm(m, NULL, scope, NULL);
        bpmn__settle(m, scope);
}

static void open_content(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_scope *scope = bpmn__open(m, t->scope, t->node, t->id);

        t->state = TOKEN_INSIDE;
        for (size_t i = 0; i < t->node->n_inputs; i++) {
                const struct feel_value *in = bpmn__inputs(m, t->scope, t->node),
                                        *v = feel_get(in, t->node->inputs[i].target);

                bpmn__set_here(m, scope, t->node->inputs[i].target, v ? v : feel_null());
        }
        bpmn__begin_scope(m, scope);
}

/* An event sub-process that undoes the activity around it, which is over. */
static void open_handler(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_scope *scope = bpmn__open(m, t->scope, t->node, t->id);

        t->state = TOKEN_INSIDE;
        for (size_t i = 0; i < t->node->n_nodes; i++)
                if (t->node->nodes[i]->kind == BPMN_START)
                        bpmn__spawn(m, scope, t->node->nodes[i]);
        bpmn__settle(m, scope);
}

/* What a call gives: copies of what the caller sees, or its data inputs. */
static const struct feel_value *given(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;
        const struct feel_value *in = bpmn__inputs(m, t->scope, n);
        const struct feel_value **values;
        struct str *keys;

        if (n->n_inputs == 0)
                return in;
        keys = NEW_ARRAY(m->arena, struct str, n->n_inputs);
        values = NEW_ARRAY(m->arena, const struct feel_value *, n->n_inputs);
        for (size_t i = 0; i < n->n_inputs; i++) {
                keys[i] = n->inputs[i].target;
                values[i] = feel_get(in, keys[i]);
        }
        return feel_context(m->arena, keys, values, n->n_inputs);
}

/* A process of another model is an instance of its own; whoever hosts the machine has it. */
static void call_outside(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_effect *e;

        if (!m->host || !m->host->calls || str_empty(t->node->called_id)) {
                bpmn__stuck(m, t, "%.*s calls a process that is not there", STRF(t->node->id));
                return;
        }
        e = bpmn__effect(m, BPMN_DO_CALL, t, t->node);
        e->name = t->node->called_id;
        e->data = given(m, t);
        t->state = TOKEN_WORKING;
}

/* The called process has variables of its own. */
static void call(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;
        const struct feel_value *in;
        struct bpmn_scope *scope;

        if (!n->called) {
                call_outside(m, t);
                return;
        }
        in = given(m, t);
        scope = bpmn__open(m, t->scope, n->called, t->id);
        scope->isolated = true;
        t->state = TOKEN_INSIDE;
        for (size_t i = 0; i < feel_count(in); i++) {
                const struct feel_value *v;
                struct str key = feel_key(in, i, &v);

                bpmn__set_here(m, scope, key, v);
        }
        if (n->called->kind == BPMN_PROCESS)
                bpmn__begin_scope(m, scope);
        else
                bpmn__spawn(m, scope, n->called); /* a global task */
}

/* ------------------------------------------------------------ work */

static struct str text_of(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_expr *e)
{
        return e ? feel_text(m->arena, bpmn__eval(m, t->scope, e)) : STR("");
}

static void ask(
        struct bpmn_machine *m, struct bpmn_token *t, enum bpmn_effect_kind kind, struct str name)
{
        struct bpmn_effect *e = bpmn__effect(m, kind, t, t->node);
        const struct bpmn_work *w = &t->node->work;

        t->state = TOKEN_WORKING;
        e->name = name;
        e->data = bpmn__inputs(m, t->scope, t->node);
        e->role = w->role;
        e->form = w->form;
        e->unit = text_of(m, t, w->unit);
        if (w->deadline)
                e->due = bpmn__deadline(m, bpmn__eval(m, t->scope, w->deadline), true);
}

static void run_script(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_work *w = &t->node->work;
        const struct feel_value *v;

        if (str_empty(w->script_text)) {
                bpmn__complete(m, t, NULL);
                return;
        }
        if (!w->script || (m->host && m->host->takes_script &&
                                  m->host->takes_script(m->host->self, w->script_text))) {
                ask(m, t, BPMN_DO_SCRIPT, w->script_text);
                return;
        }
        v = bpmn__eval(m, t->scope, w->script);
        bpmn__complete(m, t, v);
}

static void send_message(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_effect *e = bpmn__effect(m, BPMN_SEND, t, t->node);

        e->name = t->node->message;
        e->data = bpmn__inputs(m, t->scope, t->node);
        bpmn__complete(m, t, NULL);
}

void bpmn__perform(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;

        switch (n->kind) {
        case BPMN_SUB_PROCESS:
        case BPMN_TRANSACTION:
                open_content(m, t);
                break;
        case BPMN_EVENT_SUB_PROCESS:
                open_handler(m, t);
                break;
        case BPMN_CALL_ACTIVITY:
                call(m, t);
                break;
        case BPMN_USER_TASK:
                ask(m, t, BPMN_DO_TASK, n->name);
                break;
        case BPMN_SERVICE_TASK:
                ask(m, t, BPMN_DO_JOB, n->work.handler);
                break;
        case BPMN_RULE_TASK:
                ask(m, t, BPMN_DO_DECISION, n->work.handler);
                break;
        case BPMN_SCRIPT_TASK:
                run_script(m, t);
                break;
        case BPMN_SEND_TASK:
                if (str_empty(n->message))
                        ask(m, t, BPMN_DO_JOB, n->work.handler);
                else
                        send_message(m, t);
                break;
        case BPMN_RECEIVE_TASK:
                t->state = TOKEN_WAITING;
                bpmn__arm(m, t, NULL, n);
                break;
        case BPMN_AD_HOC:
                bpmn__stuck(m, t, "%.*s is ad-hoc, which is not executed", STRF(n->id));
                break;
        default:
                bpmn__complete(m, t, NULL);
        }
}

static struct bpmn_token *joining(const struct bpmn_machine *m, const struct bpmn_token *t)
{
        struct bpmn_token *o = m->state->tokens;

        while (o &&
                (o == t || o->state != TOKEN_JOINING || o->scope != t->scope || o->node != t->node))
                o = o->next;
        return o;
}

/* Several tokens are wanted before the activity begins once. */
static bool enough(struct bpmn_machine *m, struct bpmn_token *t)
{
        i64 there = 1;

        t->state = TOKEN_JOINING;
        for (const struct bpmn_token *o = m->state->tokens; o; o = o->next)
                there += o != t && o->state == TOKEN_JOINING && o->scope == t->scope &&
                         o->node == t->node;
        if (there < t->node->start_quantity)
                return false;
        for (i64 i = 1; i < t->node->start_quantity; i++)
                bpmn__remove(m, joining(m, t));
        return true;
}

/* The token of one round of a loop: its activity's loop is its owner's business. */
static bool is_round(const struct bpmn_token *t)
{
        return t->scope->round && t->scope->node == t->node;
}

void bpmn__enter_activity(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;
        i64 id = t->id;

        if (is_round(t)) {
                bpmn__perform(m, t);
                return;
        }
        if (n->start_quantity > 1 && !enough(m, t))
                return;
        if (!t->armed) {
                t->armed = true;
                t->state = TOKEN_INSIDE;
                for (size_t i = 0; i < n->n_boundary; i++)
                        bpmn__arm(m, t, NULL, n->boundary[i]);
                if (bpmn__token(m->state, id) != t || t->node != n || t->state != TOKEN_INSIDE)
                        return; /* a condition that holds already interrupted it */
        }
        if (n->loop)
                bpmn__begin_loop(m, t);
        else
                bpmn__perform(m, t);
}

void bpmn__complete(struct bpmn_machine *m, struct bpmn_token *t, const struct feel_value *data)
{
        struct bpmn_scope *scope = t->scope;
        i64 undoes = t->undoes;

        bpmn__outputs(m, scope, t->node, data);
        t->state = TOKEN_INSIDE;
        if (is_round(t) || (scope->isolated && scope->node == t->node)) {
                bpmn__effect(m, BPMN_LEFT, t, t->node);
                bpmn__remove(m, t);
                bpmn__settle(m, scope);
                return;
        }
        bpmn__disarm(m, t->id, NULL);
        t->armed = false;
        bpmn__remember(m, t);
        if (undoes) {
                bpmn__effect(m, BPMN_LEFT, t, t->node);
                bpmn__remove(m, t);
                bpmn__undo_next(m, bpmn__token(m->state, undoes));
                return;
        }
        bpmn__leave(m, t);
}
