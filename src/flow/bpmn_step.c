/*
 * src/flow/bpmn_step.c: the machine: takes one input, moves tokens one node at a time, fairly,
 * until all of them wait. What happens at a node is in the files of its kind.
 */
#include "flow/bpmn_state.h"

/* Expressions of one step, which may run inside a write: the arena has room for them. */
static const struct feel_limits limits = { 1000000, 500, 4 << 20 };

#define STEPS_MAX  20000
#define TOKENS_MAX 5000

struct bpmn_state *bpmn_state_new(struct arena *a)
{
        struct bpmn_state *s = NEW(a, struct bpmn_state);

        s->arena = a;
        return s;
}

enum bpmn_status bpmn_status(const struct bpmn_state *s)
{
        return s->status;
}

struct bpmn_effect *bpmn__effect(struct bpmn_machine *m, enum bpmn_effect_kind kind,
        const struct bpmn_token *t, const struct bpmn_node *n)
{
        struct bpmn_effect *e = NEW(m->arena, struct bpmn_effect);

        e->kind = kind;
        e->token = t ? t->id : 0;
        e->node = n;
        e->due = I64_NULL;
        if (n) {
                e->node_id = n->id;
                e->node_name = n->name;
        }
        *m->last_effect = e;
        m->last_effect = (struct bpmn_effect **)&e->next;
        return e;
}

/* ------------------------------------------------------------ tokens */

struct bpmn_token *bpmn__token(const struct bpmn_state *s, i64 id)
{
        for (struct bpmn_token *t = s->tokens; t; t = t->next)
                if (t->id == id)
                        return t;
        return NULL;
}

void bpmn__ready(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_node *at)
{
        t->node = at;
        t->state = TOKEN_READY;
        t->turn = ++m->state->last_turn;
}

struct bpmn_token *bpmn__spawn(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *at)
{
        struct bpmn_state *s = m->state;
        struct bpmn_token *t = NEW(m->arena, struct bpmn_token), **last = &s->tokens;

        while (*last)
                last = &(*last)->next;
        *last = t;
        s->n_tokens++;
        t->id = ++s->last_id;
        t->scope = scope;
        bpmn__ready(m, t, at);
        return t;
}

/* Whatever waits outside for the token's work is told that it is over. */
static void withdraw(struct bpmn_machine *m, struct bpmn_token *t)
{
        if (t->state == TOKEN_WORKING)
                bpmn__effect(m, BPMN_DROP, t, t->node);
        bpmn__disarm(m, t->id, NULL);
}

static void close_owned(struct bpmn_machine *m, i64 owner)
{
        struct bpmn_scope *s;

        do {
                s = m->state->scopes;
                while (s && s->owner != owner)
                        s = s->next;
                if (s)
                        bpmn__close(m, s);
        } while (s);
}

void bpmn__remove(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_token **p = &m->state->tokens;

        withdraw(m, t);
        close_owned(m, t->id);
        while (*p && *p != t)
                p = &(*p)->next;
        if (*p) {
                *p = t->next;
                m->state->n_tokens--;
        }
}

void bpmn__stuck(struct bpmn_machine *m, struct bpmn_token *t, const char *fmt, ...)
{
        va_list ap;

        t->state = TOKEN_STUCK;
        va_start(ap, fmt);
        t->why = str_vfmt(m->arena, fmt, ap);
        va_end(ap);
        bpmn__effect(m, BPMN_STUCK, t, t->node)->name = t->why;
}

/* ------------------------------------------------------------ scopes */

struct bpmn_scope *bpmn__open(
        struct bpmn_machine *m, struct bpmn_scope *parent, const struct bpmn_node *node, i64 owner)
{
        struct bpmn_scope *s = NEW(m->arena, struct bpmn_scope), **last = &m->state->scopes;

        while (*last)
                last = &(*last)->next;
        *last = s;
        s->id = ++m->state->last_id;
        s->node = node;
        s->parent = parent;
        s->owner = owner;
        return s;
}

void bpmn__close(struct bpmn_machine *m, struct bpmn_scope *scope)
{
        struct bpmn_token *t;
        struct bpmn_scope **p = &m->state->scopes;
        struct bpmn_undo **u = &m->state->undos;

        bpmn__disarm(m, 0, scope);
        do {
                t = m->state->tokens;
                while (t && t->scope != scope)
                        t = t->next;
                if (t)
                        bpmn__remove(m, t);
        } while (t);
        while (*u) {
                if ((*u)->scope == scope)
                        *u = (*u)->next;
                else
                        u = &(*u)->next;
        }
        while (*p && *p != scope)
                p = &(*p)->next;
        if (*p)
                *p = scope->next;
        m->context_of = NULL;
}

void bpmn__end(struct bpmn_machine *m, enum bpmn_status status, struct str error)
{
        static const enum bpmn_effect_kind kinds[BPMN_STATUS_MAX] = { [BPMN_DONE] = BPMN_COMPLETED,
                [BPMN_FAILED] = BPMN_BROKEN,
                [BPMN_WITHDRAWN] = BPMN_CANCELLED };
        struct bpmn_state *s = m->state;

        while (s->tokens)
                bpmn__remove(m, s->tokens);
        if (s->scopes)
                bpmn__disarm(m, 0, s->scopes);
        s->status = status;
        s->error = error;
        s->undos = NULL;
        bpmn__effect(m, kinds[status], NULL, s->scopes ? s->scopes->node : NULL)->name = error;
}

/* The owner of a scope whose content is over goes on. */
static void scope_done(struct bpmn_machine *m, struct bpmn_scope *scope)
{
        struct bpmn_token *owner = bpmn__token(m->state, scope->owner);
        const struct feel_value *results = NULL;

        if (!scope->parent) {
                bpmn__end(m, BPMN_DONE, STR(""));
                return;
        }
        CHECK(owner != NULL);
        if (scope->round) {
                bpmn__round_done(m, scope);
                return;
        }
        if (scope->isolated)
                results = bpmn__context(m, scope);
        bpmn__inherit(m, scope, owner->scope);
        bpmn__close(m, scope);
        if (owner->node->kind == BPMN_EVENT_SUB_PROCESS && !owner->undoes) {
                struct bpmn_scope *outer = owner->scope;

                bpmn__effect(m, BPMN_LEFT, owner, owner->node);
                bpmn__remove(m, owner);
                bpmn__settle(m, outer);
                return;
        }
        bpmn__complete(m, owner, results);
}

void bpmn__settle(struct bpmn_machine *m, struct bpmn_scope *scope)
{
        for (const struct bpmn_token *t = m->state->tokens; t; t = t->next)
                if (t->scope == scope)
                        return;
        for (const struct bpmn_scope *s = m->state->scopes; s; s = s->next)
                if (s == scope) {
                        scope_done(m, scope);
                        return;
                }
}

/* ------------------------------------------------------------ moving */

static void enter(struct bpmn_machine *m, struct bpmn_token *t)
{
        bpmn__effect(m, BPMN_ENTERED, t, t->node);
        if (bpmn__is_activity(t->node))
                bpmn__enter_activity(m, t);
        else if (t->node->kind <= BPMN_EVENT_BASED)
                bpmn__gateway(m, t);
        else
                bpmn__enter_event(m, t);
}

static struct bpmn_token *next_ready(const struct bpmn_state *s)
{
        struct bpmn_token *first = NULL;

        for (struct bpmn_token *t = s->tokens; t; t = t->next)
                if (t->state == TOKEN_READY && (!first || t->turn < first->turn))
                        first = t;
        return first;
}

static int run(struct bpmn_machine *m)
{
        struct bpmn_token *t;

        while (m->state->status == BPMN_RUNNING) {
                t = next_ready(m->state);
                if (!t && !bpmn__join_at_rest(m))
                        break;
                if (t)
                        enter(m, t);
                if (m->changed)
                        bpmn__look_at_conditions(m);
                if (++m->steps > STEPS_MAX || m->state->n_tokens > TOKENS_MAX ||
                        arena_over(m->arena)) {
                        m->why = STR("the process goes round without end, or grows too large");
                        return ERR_LIMIT;
                }
        }
        if (feel_run_stopped(m->run)) {
                m->why = STR("the expressions of one step take too long");
                return ERR_LIMIT;
        }
        return 0;
}

/* ------------------------------------------------------------ inputs */

static bool started_by(const struct bpmn_node *n, enum bpmn_trigger trigger, struct str name)
{
        if (n->kind == BPMN_RECEIVE_TASK && n->instantiate)
                return trigger == BPMN_MESSAGE && str_eq(n->message, name);
        for (size_t i = 0; i < n->n_events; i++)
                if (n->events[i].trigger == trigger && str_eq(n->events[i].name, name))
                        return true;
        return false;
}

/*
 * Where something starts the process: a start event, a task that waits for the message, behind a
 * gateway too. The event may be named by its id.
 */
static const struct bpmn_node *start_of(const struct bpmn_node *process, struct str name)
{
        for (size_t i = 0; i < process->n_nodes; i++) {
                const struct bpmn_node *n = process->nodes[i];
                bool first = n->kind == BPMN_START || n->kind == BPMN_RECEIVE_TASK;

                if (n->kind == BPMN_CATCH && n->n_in == 1)
                        first = n->in[0]->from->kind == BPMN_EVENT_BASED &&
                                n->in[0]->from->instantiate;
                if (first &&
                        (started_by(n, BPMN_MESSAGE, name) || started_by(n, BPMN_SIGNAL, name) ||
                                (n->kind == BPMN_START && str_eq(n->id, name))))
                        return n;
        }
        return NULL;
}

static void begin_at(struct bpmn_machine *m, struct bpmn_scope *root, const struct bpmn_node *at,
        const struct feel_value *data)
{
        struct bpmn_token *t = bpmn__spawn(m, root, at);

        bpmn__arm(m, NULL, root, NULL);
        bpmn__outputs(m, root, at, data);
        bpmn__effect(m, BPMN_ENTERED, t, at);
        bpmn__leave(m, t);
}

/* A start event whose condition holds; NULL: none. */
static const struct bpmn_node *start_that_holds(struct bpmn_machine *m, struct bpmn_scope *root)
{
        for (size_t i = 0; i < root->node->n_nodes; i++) {
                const struct bpmn_node *n = root->node->nodes[i];

                for (size_t k = 0; n->kind == BPMN_START && k < n->n_events; k++)
                        if (n->events[k].trigger == BPMN_CONDITIONAL &&
                                feel_is_true(bpmn__eval(m, root, n->events[k].expr)))
                                return n;
        }
        return NULL;
}

static int start(struct bpmn_machine *m, const struct bpmn_input *in)
{
        const struct bpmn_node *process = bpmn__node(m->model, in->name), *at = NULL;
        struct bpmn_scope *root;

        if (m->state->scopes)
                return ERR_STATE;
        if (!process || process->kind != BPMN_PROCESS)
                return ERR_NOT_FOUND;
        if (!str_empty(in->message)) {
                at = start_of(process, in->message);
                if (!at)
                        return ERR_NOT_FOUND;
        }
        root = bpmn__open(m, NULL, process, 0);
        root->isolated = true;
        for (size_t i = 0; i < process->n_variables; i++)
                bpmn__set_here(m, root, process->variables[i], feel_null());
        for (size_t i = 0; in->data && i < feel_count(in->data); i++) {
                const struct feel_value *v;
                struct str key = feel_key(in->data, i, &v);

                bpmn__set_here(m, root, key, v);
        }
        if (!at)
                at = start_that_holds(m, root);
        if (at)
                begin_at(m, root, at, in->data);
        else if (bpmn__begins_itself(process))
                bpmn__begin_scope(m, root);
        else
                return ERR_NOT_FOUND;
        return 0;
}

static int work_done(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_input *in)
{
        if (in->kind == BPMN_IN_RETRY) {
                if (t->state != TOKEN_STUCK)
                        return ERR_STATE;
                bpmn__set_all(m, t->scope, in->data);
                t->why = STR_NULL;
                if (!t->armed)
                        bpmn__disarm(m, t->id, NULL);
                if (t->leaving)
                        bpmn__leave(m, t);
                else
                        bpmn__ready(m, t, t->node); /* what was armed stays so */
                return 0;
        }
        if (t->state != TOKEN_WORKING)
                return ERR_STATE;
        if (in->kind == BPMN_IN_DONE) {
                bpmn__complete(m, t, in->data);
        } else if (in->kind == BPMN_IN_STUCK) {
                bpmn__effect(m, BPMN_DROP, t, t->node);
                bpmn__stuck(m, t, "%.*s", STRF(in->name));
        } else if (in->kind == BPMN_IN_ESCALATED) {
                if (!bpmn__raise(m, t->scope, t->id, BPMN_ESCALATION, in->name, in->data))
                        bpmn__effect(m, BPMN_ESCALATED, t, t->node)->name = in->name;
        } else if (!bpmn__raise(m, t->scope, t->id, BPMN_FAULT, in->name, in->data)) {
                bpmn__end(m, BPMN_FAILED, in->name);
        }
        return 0;
}

static bool hears(const struct bpmn_wait *w, const struct bpmn_input *in)
{
        const struct bpmn_event *e = bpmn__event_of(w);

        if (in->token && w->id != in->token && w->token != in->token)
                return false;
        if (w->node->kind == BPMN_RECEIVE_TASK)
                return str_eq(w->node->message, in->name);
        return e && e->trigger == BPMN_MESSAGE && str_eq(e->name, in->name);
}

/* A message goes to one: the one that has waited longest. */
static int message(struct bpmn_machine *m, const struct bpmn_input *in)
{
        for (struct bpmn_wait *w = m->state->waits; w; w = w->next)
                if (hears(w, in))
                        return bpmn__fire(m, w, in->data);
        return ERR_NOT_FOUND;
}

static int timer(struct bpmn_machine *m, const struct bpmn_input *in)
{
        for (struct bpmn_wait *w = m->state->waits; w; w = w->next)
                if (w->id == in->token) {
                        const struct bpmn_event *e = bpmn__event_of(w);

                        if (!e || e->trigger != BPMN_TIMER || w->due > m->now)
                                return ERR_STATE;
                        return bpmn__fire(m, w, NULL);
                }
        return ERR_NOT_FOUND;
}

static int take(struct bpmn_machine *m, const struct bpmn_input *in)
{
        struct bpmn_token *t;

        switch (in->kind) {
        case BPMN_IN_START:
                return start(m, in);
        case BPMN_IN_DONE:
        case BPMN_IN_FAILED:
        case BPMN_IN_STUCK:
        case BPMN_IN_RETRY:
        case BPMN_IN_ESCALATED:
                t = bpmn__token(m->state, in->token);
                return t ? work_done(m, t, in) : ERR_STATE;
        case BPMN_IN_TIMER:
                return timer(m, in);
        case BPMN_IN_MESSAGE:
                return message(m, in);
        case BPMN_IN_SIGNAL:
                bpmn__signal(m, in->name, 0, in->data);
                return 0;
        case BPMN_IN_SET:
                bpmn__set_all(m, m->state->scopes, in->data);
                return 0;
        case BPMN_IN_CANCEL:
                bpmn__end(m, BPMN_WITHDRAWN, STR(""));
                return 0;
        default:
                return ERR_INVALID;
        }
}

int bpmn_step(struct bpmn_machine *m, const struct bpmn_input *in)
{
        int r;

        m->effects = NULL;
        m->last_effect = (struct bpmn_effect **)&m->effects;
        m->why = STR_NULL;
        m->steps = 0;
        m->thrown = NULL;
        m->context_of = NULL;
        m->changed = false;
        m->run = feel_run_new(m->arena, &limits);
        feel_run_set_now(m->run, m->now);
        if (m->state->status != BPMN_RUNNING || (in->kind != BPMN_IN_START && !m->state->scopes))
                return ERR_STATE;
        r = take(m, in);
        if (r == 0 && m->changed && m->state->status == BPMN_RUNNING)
                bpmn__look_at_conditions(m);
        return r < 0 ? r : run(m);
}
