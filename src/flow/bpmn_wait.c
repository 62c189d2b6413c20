/*
 * src/flow/bpmn_wait.c: what can wake an instance: waits are armed when a token comes to a catching
 * event or an activity with boundary events, and when a scope with event sub-processes begins; they
 * fire when it happens (BPMN 2.0.2, 13.5).
 */
#include "flow/bpmn_state.h"

const struct bpmn_event *bpmn__event_of(const struct bpmn_wait *w)
{
        return w->event < w->node->n_events ? &w->node->events[w->event] : NULL;
}

static bool is_timer(const struct bpmn_wait *w)
{
        const struct bpmn_event *e = bpmn__event_of(w);

        return e && e->trigger == BPMN_TIMER;
}

static void tell_timer(
        struct bpmn_machine *m, const struct bpmn_wait *w, enum bpmn_effect_kind kind)
{
        struct bpmn_effect *e = bpmn__effect(m, kind, NULL, w->node);

        e->token = w->id;
        e->due = w->due;
}

static void forget(struct bpmn_machine *m, struct bpmn_wait *w)
{
        struct bpmn_wait **p = &m->state->waits;

        while (*p != w)
                p = &(*p)->next;
        *p = w->next;
        if (is_timer(w))
                tell_timer(m, w, BPMN_DISARM);
}

void bpmn__disarm(struct bpmn_machine *m, i64 token, const struct bpmn_scope *scope)
{
        struct bpmn_wait *w = m->state->waits, *next;

        for (; w; w = next) {
                next = w->next;
                if ((token && w->token == token) || (scope && w->scope == scope))
                        forget(m, w);
        }
}

/* Where its expressions are evaluated. */
static struct bpmn_scope *scope_of(const struct bpmn_machine *m, const struct bpmn_wait *w)
{
        return w->scope ? w->scope : bpmn__token(m->state, w->token)->scope;
}

/* ------------------------------------------------------------ arming */

static struct bpmn_wait *add(struct bpmn_machine *m, struct bpmn_token *t, struct bpmn_scope *scope,
        const struct bpmn_node *n, size_t event)
{
        struct bpmn_wait *w = NEW(m->arena, struct bpmn_wait), **last = &m->state->waits;

        while (*last)
                last = &(*last)->next;
        *last = w;
        w->id = ++m->state->last_id;
        w->token = t ? t->id : 0;
        w->scope = scope;
        w->node = n;
        w->event = event;
        w->due = I64_NULL;
        return w;
}

static void arm_timer(struct bpmn_machine *m, struct bpmn_token *t, struct bpmn_wait *w)
{
        struct bpmn_due due;

        if (bpmn__due(m, scope_of(m, w), bpmn__event_of(w), &due) == 0) {
                w->due = due.at;
                w->left = due.left;
                tell_timer(m, w, BPMN_ARM);
                return;
        }
        /* A timer that cannot be set must not look as if it were: somebody has to repair it. */
        if (!t)
                t = bpmn__token(m->state, w->scope->owner);
        if (t && w->node->kind == BPMN_CATCH)
                bpmn__stuck(m, t, "the timer %.*s has no moment", STRF(w->node->id));
        else
                bpmn__effect(m, BPMN_STUCK, t, w->node)->name =
                        str_fmt(m->arena, "the timer %.*s has no moment", STRF(w->node->id));
}

/* A signal of this step that a token on its way here may still hear. */
static bool thrown_before(const struct bpmn_machine *m, const struct bpmn_token *t, struct str name)
{
        for (const struct bpmn_thrown *s = m->thrown; s; s = s->next)
                if (t && t->id <= s->before && t->id != s->by && str_eq(s->name, name))
                        return true;
        return false;
}

/* Arms one definition. */
static void arm_event(struct bpmn_machine *m, struct bpmn_token *t, struct bpmn_scope *scope,
        const struct bpmn_node *n, size_t i)
{
        struct bpmn_wait *w;

        if (n->events[i].trigger > BPMN_CONDITIONAL)
                return; /* looked for when it is thrown */
        w = add(m, t, scope, n, i);
        if (n->events[i].trigger == BPMN_TIMER)
                arm_timer(m, t, w);
}

/* It may be true already, or have happened in this step. */
static bool is_due_at_once(struct bpmn_machine *m, const struct bpmn_token *t, struct bpmn_wait *w)
{
        const struct bpmn_event *e = bpmn__event_of(w);

        if (e && e->trigger == BPMN_CONDITIONAL)
                return w->was_true = feel_is_true(bpmn__eval(m, scope_of(m, w), e->expr));
        return e && e->trigger == BPMN_SIGNAL && w->node->kind == BPMN_CATCH &&
               thrown_before(m, t, e->name);
}

/* All definitions of the event, and only then what fires at once: it may take them all away. */
static void arm_node(struct bpmn_machine *m, struct bpmn_token *t, struct bpmn_scope *scope,
        const struct bpmn_node *n)
{
        i64 after = m->state->last_id, last;

        if (n->kind == BPMN_RECEIVE_TASK) {
                add(m, t, scope, n, 0);
                return;
        }
        for (size_t i = 0; i < n->n_events; i++)
                arm_event(m, t, scope, n, i);
        for (last = m->state->last_id; after < last; after++) {
                struct bpmn_wait *w = m->state->waits;

                while (w && w->id != after + 1)
                        w = w->next;
                if (w && is_due_at_once(m, t, w))
                        bpmn__fire(m, w, NULL);
        }
}

static bool is_open(const struct bpmn_machine *m, const struct bpmn_scope *scope)
{
        for (const struct bpmn_scope *s = m->state->scopes; s; s = s->next)
                if (s == scope)
                        return true;
        return false;
}

void bpmn__arm(struct bpmn_machine *m, struct bpmn_token *t, struct bpmn_scope *scope,
        const struct bpmn_node *event)
{
        if (event) {
                i64 id = t->id;
                const struct bpmn_node *at = t->node;

                /* an event before this one may have taken the token away */
                if (bpmn__token(m->state, id) == t && t->node == at)
                        arm_node(m, t, NULL, event);
                return;
        }
        for (size_t i = 0; i < scope->node->n_nodes && is_open(m, scope); i++) {
                const struct bpmn_node *sub = scope->node->nodes[i];

                for (size_t k = 0; sub->kind == BPMN_EVENT_SUB_PROCESS && k < sub->n_nodes; k++)
                        if (sub->nodes[k]->kind == BPMN_START)
                                arm_node(m, NULL, scope, sub->nodes[k]);
        }
}

/* ------------------------------------------------------------ firing */

void bpmn__fire_boundary(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_node *b,
        const struct feel_value *data)
{
        struct bpmn_token *out = bpmn__spawn(m, t->scope, b);
        i64 undoes = t->undoes;

        bpmn__effect(m, BPMN_ENTERED, out, b);
        bpmn__outputs(m, t->scope, b, data);
        if (b->interrupting) {
                bpmn__effect(m, BPMN_LEFT, t, t->node);
                bpmn__remove(m, t);
        }
        bpmn__leave(m, out);
        if (b->interrupting && undoes)
                bpmn__undo_next(m, bpmn__token(m->state, undoes));
}

void bpmn__fire_start(struct bpmn_machine *m, struct bpmn_scope *scope,
        const struct bpmn_node *start, const struct feel_value *data)
{
        struct bpmn_token *holder = bpmn__spawn(m, scope, start->parent), *t;
        struct bpmn_scope *inner;

        holder->state = TOKEN_INSIDE;
        if (start->interrupting) {
                bpmn__disarm(m, 0, scope);
                do {
                        t = m->state->tokens;
                        while (t && (t == holder || t->scope != scope))
                                t = t->next;
                        if (t)
                                bpmn__remove(m, t);
                } while (t);
        }
        bpmn__effect(m, BPMN_ENTERED, holder, start->parent);
        inner = bpmn__open(m, scope, start->parent, holder->id);
        t = bpmn__spawn(m, inner, start);
        bpmn__outputs(m, inner, start, data);
        bpmn__arm(m, NULL, inner, NULL);
        bpmn__effect(m, BPMN_ENTERED, t, start);
        bpmn__leave(m, t);
}

/* All parts of a parallel multiple event came, and this one now too? */
static bool all_came(struct bpmn_machine *m, struct bpmn_wait *w)
{
        w->seen = true;
        for (const struct bpmn_wait *o = m->state->waits; o; o = o->next)
                if (o->node == w->node && o->token == w->token && o->scope == w->scope && !o->seen)
                        return false;
        return true;
}

/* A timer that repeats is set for the next time; true: it stays. */
static bool repeat(struct bpmn_machine *m, struct bpmn_wait *w)
{
        if (!is_timer(w) || w->left == 0 ||
                bpmn__again(m, scope_of(m, w), bpmn__event_of(w), w->due, &w->due) < 0)
                return false;
        if (w->left > 0)
                w->left--;
        tell_timer(m, w, BPMN_ARM);
        return true;
}

/* A catching event in the flow, a receive task, or one of those behind an event-based gateway. */
static void fire_catch(struct bpmn_machine *m, struct bpmn_wait *w, const struct feel_value *data)
{
        struct bpmn_token *t = bpmn__token(m->state, w->token);
        const struct bpmn_node *n = w->node;

        if (t->node == n && repeat(m, w)) {
                bpmn__leave(m, bpmn__spawn(m, t->scope, n));
                return;
        }
        bpmn__disarm(m, t->id, NULL);
        if (t->node != n) {
                bpmn__effect(m, BPMN_LEFT, t, t->node);
                t->node = n;
                bpmn__effect(m, BPMN_ENTERED, t, n);
        }
        if (n->kind == BPMN_RECEIVE_TASK) {
                bpmn__complete(m, t, data);
                return;
        }
        bpmn__outputs(m, t->scope, n, data);
        bpmn__leave(m, t);
}

int bpmn__fire(struct bpmn_machine *m, struct bpmn_wait *w, const struct feel_value *data)
{
        const struct bpmn_node *n = w->node;
        bool once = is_timer(w);

        if (n->parallel_multiple && !all_came(m, w))
                return 0;
        if (n->kind == BPMN_BOUNDARY) {
                struct bpmn_token *t = bpmn__token(m->state, w->token);

                if (!n->interrupting && once && !repeat(m, w))
                        forget(m, w);
                bpmn__fire_boundary(m, t, n, data);
        } else if (n->kind == BPMN_START) {
                struct bpmn_scope *scope = w->scope;

                if (!n->interrupting && once && !repeat(m, w))
                        forget(m, w);
                bpmn__fire_start(m, scope, n, data);
        } else {
                fire_catch(m, w, data);
        }
        return 0;
}

/* ------------------------------------------------------------ what many hear */

void bpmn__signal(struct bpmn_machine *m, struct str name, i64 by, const struct feel_value *data)
{
        struct bpmn_thrown *s = NEW(m->arena, struct bpmn_thrown);
        i64 last = m->state->last_id, after = 0;
        struct bpmn_wait *w;

        *s = (struct bpmn_thrown){ name, last, by, m->thrown };
        m->thrown = s;
        do { /* in the order of ids; each may change the list */
                for (w = m->state->waits; w; w = w->next) {
                        const struct bpmn_event *e = bpmn__event_of(w);

                        if (w->id > after && w->id <= last && e && e->trigger == BPMN_SIGNAL &&
                                !w->seen && str_eq(e->name, name))
                                break;
                }
                if (w) {
                        after = w->id;
                        bpmn__fire(m, w, data);
                }
        } while (w && m->state->status == BPMN_RUNNING);
}

void bpmn__look_at_conditions(struct bpmn_machine *m)
{
        i64 after = 0, last = m->state->last_id;

        m->changed = false;
        for (;;) { /* in the order of ids; each may change the list */
                struct bpmn_wait *w = m->state->waits;
                const struct bpmn_event *e;
                bool was;

                while (w && w->id <= after)
                        w = w->next;
                if (!w || w->id > last)
                        return;
                after = w->id;
                e = bpmn__event_of(w);
                if (!e || e->trigger != BPMN_CONDITIONAL)
                        continue;
                was = w->was_true;
                w->was_true = feel_is_true(bpmn__eval(m, scope_of(m, w), e->expr));
                if (w->was_true && !was)
                        bpmn__fire(m, w, NULL);
        }
}
