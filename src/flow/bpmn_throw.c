/*
 * src/flow/bpmn_throw.c: events in the flow: those that wait are armed, those that throw do it:
 * messages outwards, signals to all, errors and escalations to the nearest that catches them (BPMN
 * 2.0.2, 13.5).
 */
#include "flow/bpmn_state.h"

/*
 * The definition of that kind that matches best: by name, then one that takes any; NULL: none. What
 * is thrown without a name is taken by all.
 */
static const struct bpmn_event *matching(
        const struct bpmn_node *n, enum bpmn_trigger trigger, struct str name)
{
        const struct bpmn_event *any = NULL;

        for (size_t i = 0; i < n->n_events; i++) {
                const struct bpmn_event *e = &n->events[i];

                if (e->trigger != trigger)
                        continue;
                if (str_empty(name) || str_eq(e->name, name))
                        return e;
                if (str_empty(e->name))
                        any = e;
        }
        return any;
}

/* Of several events that match, one that names it goes before one that takes any. */
static const struct bpmn_node *better(const struct bpmn_node *old, const struct bpmn_node *n,
        enum bpmn_trigger trigger, struct str name)
{
        const struct bpmn_event *e = matching(n, trigger, name);

        if (!e)
                return old;
        return !old || !str_empty(e->name) ? n : old;
}

static const struct bpmn_node *catching_boundary(
        const struct bpmn_token *t, enum bpmn_trigger trigger, struct str name)
{
        const struct bpmn_node *best = NULL;

        for (size_t i = 0; t->armed && i < t->node->n_boundary; i++)
                best = better(best, t->node->boundary[i], trigger, name);
        return best;
}

static const struct bpmn_node *catching_start(
        const struct bpmn_scope *s, enum bpmn_trigger trigger, struct str name)
{
        const struct bpmn_node *best = NULL;

        for (size_t i = 0; !s->round && i < s->node->n_nodes; i++) {
                const struct bpmn_node *sub = s->node->nodes[i];

                for (size_t k = 0; sub->kind == BPMN_EVENT_SUB_PROCESS && k < sub->n_nodes; k++)
                        if (sub->nodes[k]->kind == BPMN_START)
                                best = better(best, sub->nodes[k], trigger, name);
        }
        return best;
}

bool bpmn__raise(struct bpmn_machine *m, struct bpmn_scope *from, i64 token,
        enum bpmn_trigger trigger, struct str name, const struct feel_value *data)
{
        struct bpmn_token *t = token ? bpmn__token(m->state, token) : NULL;
        const struct bpmn_node *n = NULL;
        bool inside_handler = false;

        for (struct bpmn_scope *s = from; s; s = s->parent) {
                if (t) {
                        n = catching_boundary(t, trigger, name);
                        if (n) {
                                bpmn__fire_boundary(m, t, n, data);
                                return true;
                        }
                }
                n = inside_handler ? NULL : catching_start(s, trigger, name);
                if (n) {
                        bpmn__fire_start(m, s, n, data);
                        return true;
                }
                inside_handler = s->node->kind == BPMN_EVENT_SUB_PROCESS;
                t = bpmn__token(m->state, s->owner);
        }
        return false;
}

/* ------------------------------------------------------------ throwing */

static bool alive(const struct bpmn_machine *m, const struct bpmn_token *t, i64 id)
{
        return m->state->status == BPMN_RUNNING && bpmn__token(m->state, id) == t;
}

static void remove_others(struct bpmn_machine *m, const struct bpmn_token *keep)
{
        struct bpmn_scope *scope = keep->scope;
        struct bpmn_token *t;

        bpmn__disarm(m, 0, scope);
        do {
                t = m->state->tokens;
                while (t && (t == keep || t->scope != scope))
                        t = t->next;
                if (t)
                        bpmn__remove(m, t);
        } while (t);
}

static void jump(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_node *to)
{
        if (!to) {
                bpmn__stuck(m, t, "the link %.*s leads nowhere", STRF(t->node->id));
                return;
        }
        bpmn__effect(m, BPMN_LEFT, t, t->node);
        t->via = NULL;
        bpmn__ready(m, t, to);
}

void bpmn__throw(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_event *e)
{
        struct bpmn_effect *out;

        switch (e->trigger) {
        case BPMN_MESSAGE:
                out = bpmn__effect(m, BPMN_SEND, t, t->node);
                out->name = e->name;
                out->data = bpmn__inputs(m, t->scope, t->node);
                break;
        case BPMN_SIGNAL:
                out = bpmn__effect(m, BPMN_SIGNALLED, t, t->node);
                out->name = e->name;
                out->data = bpmn__inputs(m, t->scope, t->node);
                bpmn__signal(m, e->name, t->id, out->data);
                break;
        case BPMN_ESCALATION:
                if (!bpmn__raise(m, t->scope, 0, e->trigger, e->name, NULL))
                        bpmn__effect(m, BPMN_ESCALATED, t, t->node)->name = e->name;
                break;
        case BPMN_FAULT:
                if (!bpmn__raise(m, t->scope, 0, e->trigger, e->name, NULL))
                        bpmn__end(m, BPMN_FAILED, e->name);
                break;
        case BPMN_CANCEL:
                remove_others(m, t);
                t->cancels = true;
                bpmn__compensate(m, t, NULL);
                break;
        case BPMN_COMPENSATION:
                bpmn__compensate(m, t, e->target);
                break;
        case BPMN_TERMINATE:
                remove_others(m, t);
                break;
        case BPMN_LINK:
                jump(m, t, e->target);
                break;
        default:
                break;
        }
}

/* The transaction is undone: it is left by its cancel event. */
static void cancelled(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_token *owner = bpmn__token(m->state, t->scope->owner);
        const struct bpmn_node *b = NULL;

        if (owner && owner->scope->round) /* of a loop: the events are its first token's */
                owner = bpmn__token(m->state, owner->scope->owner);
        if (owner)
                b = catching_boundary(owner, BPMN_CANCEL, STR(""));
        if (b)
                bpmn__fire_boundary(m, owner, b, NULL);
        else
                bpmn__stuck(m, t, "no boundary event takes the cancellation");
}

void bpmn__thrown(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_scope *scope = t->scope;

        if (t->cancels) {
                cancelled(m, t);
                return;
        }
        if (t->node->kind == BPMN_THROW) {
                bpmn__leave(m, t);
                return;
        }
        bpmn__effect(m, BPMN_LEFT, t, t->node);
        bpmn__remove(m, t);
        bpmn__settle(m, scope);
}

static void throw_all(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;
        i64 id = t->id;

        t->state = TOKEN_INSIDE;
        for (size_t i = 0; i < n->n_events; i++) {
                bpmn__throw(m, t, &n->events[i]);
                if (!alive(m, t, id) || t->node != n || t->state != TOKEN_INSIDE)
                        return; /* ended, jumped or waits for compensation */
        }
        bpmn__thrown(m, t);
}

void bpmn__enter_event(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;

        if (n->kind == BPMN_THROW || n->kind == BPMN_END) {
                throw_all(m, t);
        } else if (n->kind == BPMN_CATCH && n->n_events && n->events[0].trigger != BPMN_LINK) {
                t->state = TOKEN_WAITING;
                bpmn__arm(m, t, NULL, n);
        } else {
                bpmn__leave(m, t);
        }
}
