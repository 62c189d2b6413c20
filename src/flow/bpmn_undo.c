/*
 * src/flow/bpmn_undo.c: compensation (BPMN 2.0.2, 13.5.5): a completed activity with a compensation
 * event is remembered; when compensation is thrown its handlers run in the reverse order, one after
 * the other, and the thrower goes on after the last.
 */
#include "flow/bpmn_state.h"

static void push(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *node,
        const struct bpmn_node *handler)
{
        struct bpmn_undo *u = NEW(m->arena, struct bpmn_undo), **last = &m->state->undos;

        while (*last)
                last = &(*last)->next;
        *u = (struct bpmn_undo){ ++m->state->last_id, scope, node, handler, NULL };
        *last = u;
}

/* What undoes an activity: beside it, or an event sub-process inside it. */
static const struct bpmn_node *handler_of(const struct bpmn_node *activity)
{
        for (size_t i = 0; i < activity->n_boundary; i++) {
                const struct bpmn_node *b = activity->boundary[i];

                if (b->handler && b->n_events && b->events[0].trigger == BPMN_COMPENSATION)
                        return b->handler;
        }
        for (size_t i = 0; i < activity->n_nodes; i++) {
                const struct bpmn_node *sub = activity->nodes[i];

                for (size_t k = 0; sub->kind == BPMN_EVENT_SUB_PROCESS && k < sub->n_nodes; k++)
                        if (sub->nodes[k]->kind == BPMN_START && sub->nodes[k]->n_events &&
                                sub->nodes[k]->events[0].trigger == BPMN_COMPENSATION)
                                return sub;
        }
        return NULL;
}

void bpmn__remember(struct bpmn_machine *m, const struct bpmn_token *t)
{
        const struct bpmn_node *handler = handler_of(t->node);

        if (handler && !t->undoes)
                push(m, t->scope, t->node, handler);
}

/*
 * What was done inside a sub-process can be undone from outside, unless the sub-process has a
 * handler of its own or was a called process, whose inside is not seen.
 */
void bpmn__inherit(struct bpmn_machine *m, struct bpmn_scope *from, struct bpmn_scope *to)
{
        if (from->isolated || (!from->round && handler_of(from->node)))
                return;
        for (struct bpmn_undo *u = m->state->undos; u; u = u->next)
                if (u->scope == from)
                        u->scope = to;
}

static bool inside(const struct bpmn_node *n, const struct bpmn_node *what)
{
        while (n && n != what)
                n = n->parent;
        return n != NULL;
}

/* A handler inside an event sub-process compensates what is around it. */
static const struct bpmn_scope *reach(const struct bpmn_token *t)
{
        const struct bpmn_scope *s = t->scope;

        while (s->node->kind == BPMN_EVENT_SUB_PROCESS && s->parent)
                s = s->parent;
        return s;
}

void bpmn__compensate(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_node *what)
{
        t->state = TOKEN_COMPENSATING;
        t->undo = what;
        bpmn__undo_next(m, t);
}

void bpmn__undo_next(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_undo **p = &m->state->undos, **last = NULL, *u;
        struct bpmn_token *h;

        if (!t)
                return;
        for (; *p; p = &(*p)->next)
                if ((*p)->scope == reach(t) && (!t->undo || inside((*p)->node, t->undo)))
                        last = p;
        if (!last) {
                bpmn__thrown(m, t);
                return;
        }
        u = *last;
        *last = u->next;
        h = bpmn__spawn(m, t->scope, u->handler);
        h->undoes = t->id;
}
