/*
 * src/flow/bpmn_gateway.c: how tokens leave a node, part at gateways and meet there again (BPMN
 * 2.0.2, 13.3 and 13.4).
 */
#include "flow/bpmn_state.h"

/* ------------------------------------------------------------ leaving */

static void send_along(
        struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_flow *f, bool last)
{
        struct bpmn_token *go = t;

        if (!last) {
                go = bpmn__spawn(m, t->scope, f->to);
                go->undoes = 0;
        }
        go->via = f;
        bpmn__ready(m, go, f->to);
}

static bool holds(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_flow *f)
{
        return feel_is_true(bpmn__eval(m, t->scope, f->condition));
}

/* The token takes all these flows, each `times` times; the last of them with the token itself. */
static void take_flows(struct bpmn_machine *m, struct bpmn_token *t,
        const struct bpmn_flow *const *flows, size_t n, i64 times)
{
        for (size_t i = 0; i < n; i++)
                for (i64 k = 0; k < times; k++)
                        send_along(m, t, flows[i], i + 1 == n && k + 1 == times);
}

/* No flow leads on: the token is used up. */
static void consume(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_scope *scope = t->scope;

        bpmn__remove(m, t);
        bpmn__settle(m, scope);
}

/*
 * All flows that have no condition, or one that holds; the default flow when no condition of the
 * others does. At an exclusive gateway the first that holds.
 */
static size_t choose(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_flow **chosen)
{
        const struct bpmn_node *n = t->node;
        size_t count = 0, conditional = 0;

        for (size_t i = 0; i < n->n_out; i++) {
                const struct bpmn_flow *f = n->out[i];

                if (f == n->otherwise)
                        continue;
                if (f->condition && !holds(m, t, f))
                        continue;
                conditional += f->condition != NULL;
                chosen[count++] = f;
                if (n->kind == BPMN_EXCLUSIVE)
                        return 1;
        }
        if (n->otherwise && (bpmn__is_activity(n) ? conditional == 0 : count == 0))
                chosen[count++] = n->otherwise;
        return count;
}

void bpmn__leave(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;
        const struct bpmn_flow **chosen =
                NEW_ARRAY(m->arena, const struct bpmn_flow *, n->n_out + 1);
        bool all = n->kind == BPMN_PARALLEL;
        size_t count = 0;

        if (n->n_out == 0) {
                bpmn__effect(m, BPMN_LEFT, t, n);
                consume(m, t);
                return;
        }
        if (all)
                for (size_t i = 0; i < n->n_out; i++)
                        chosen[count++] = n->out[i];
        else
                count = choose(m, t, chosen);
        if (count == 0) {
                bpmn__stuck(m, t, "no flow out of %.*s can be taken", STRF(n->id));
                t->leaving = true;
                return;
        }
        bpmn__effect(m, BPMN_LEFT, t, n);
        t->leaving = false;
        t->undoes = 0;
        take_flows(m, t, chosen, count, bpmn__is_activity(n) ? n->completion_quantity : 1);
}

/* ------------------------------------------------------------ meeting */

/* A token that came by this flow and waits at the node. */
static struct bpmn_token *waiting_by(const struct bpmn_machine *m, const struct bpmn_scope *scope,
        const struct bpmn_node *n, const struct bpmn_flow *via)
{
        for (struct bpmn_token *t = m->state->tokens; t; t = t->next)
                if (t->state == TOKEN_JOINING && t->scope == scope && t->node == n &&
                        (!via || t->via == via))
                        return t;
        return NULL;
}

static size_t count_waiting(
        const struct bpmn_machine *m, const struct bpmn_scope *scope, const struct bpmn_node *n)
{
        size_t count = 0;

        for (const struct bpmn_token *t = m->state->tokens; t; t = t->next)
                count += t->state == TOKEN_JOINING && t->scope == scope && t->node == n;
        return count;
}

/* One token of each flow becomes one token, which leaves. */
static void merge(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *n)
{
        struct bpmn_token *first = NULL;

        for (size_t i = 0; i < n->n_in; i++) {
                struct bpmn_token *t = waiting_by(m, scope, n, n->in[i]);

                if (!t)
                        continue;
                if (first)
                        bpmn__remove(m, t);
                else
                        first = t;
                t->state = TOKEN_INSIDE; /* no longer waits */
        }
        if (first)
                bpmn__leave(m, first);
}

static void join_parallel(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;

        for (size_t i = 0; i < n->n_in; i++)
                if (!waiting_by(m, t->scope, n, n->in[i]))
                        return;
        merge(m, t->scope, n);
}

/*
 * By which flows a token may still come to the gateway: one on which no token waits yet, or one on
 * which one does. Flows into the gateway end the search. Boundary events and links lead on too.
 */
struct search {
        const struct bpmn_node *gateway;
        const bool *occupied;
        bool *visited; /* by index of node */
        const struct bpmn_node **open;
        size_t n_open;
        bool to_empty, to_occupied;
};

static void visit(struct search *s, const struct bpmn_node *n)
{
        if (s->visited[n->index])
                return;
        s->visited[n->index] = true;
        s->open[s->n_open++] = n;
}

static void follow(struct search *s, const struct bpmn_flow *f)
{
        if (f->to != s->gateway) {
                visit(s, f->to);
                return;
        }
        for (size_t k = 0; k < s->gateway->n_in; k++)
                if (s->gateway->in[k] == f)
                        *(s->occupied[k] ? &s->to_occupied : &s->to_empty) = true;
}

static void explore(struct search *s, const struct bpmn_node *from)
{
        visit(s, from);
        while (s->n_open) {
                const struct bpmn_node *n = s->open[--s->n_open];

                for (size_t i = 0; i < n->n_out; i++)
                        follow(s, n->out[i]);
                for (size_t i = 0; i < n->n_boundary; i++)
                        visit(s, n->boundary[i]);
                for (size_t i = 0; i < n->n_events; i++)
                        if (n->events[i].trigger == BPMN_LINK && n->events[i].target)
                                visit(s, n->events[i].target);
        }
}

/* BPMN 2.0.2, 13.4.3: no token is on its way that this gateway should wait for. */
static bool nobody_comes(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *g)
{
        bool *occupied = NEW_ARRAY(m->arena, bool, g->n_in + 1);

        for (size_t i = 0; i < g->n_in; i++)
                occupied[i] = waiting_by(m, scope, g, g->in[i]) != NULL;
        for (const struct bpmn_token *t = m->state->tokens; t; t = t->next) {
                struct search s = { .gateway = g, .occupied = occupied };

                if (t->scope != scope || t->node == g)
                        continue;
                s.visited = NEW_ARRAY(m->arena, bool, m->model->n_nodes + 1);
                s.open = NEW_ARRAY(m->arena, const struct bpmn_node *, m->model->n_nodes + 1);
                explore(&s, t->node);
                if (s.to_empty && !s.to_occupied)
                        return false;
        }
        return true;
}

static struct bpmn_fired **fired(struct bpmn_scope *scope, const struct bpmn_node *g)
{
        struct bpmn_fired **p = &scope->fired;

        while (*p && (*p)->gateway != g)
                p = &(*p)->next;
        return p;
}

/* ------------------------------------------------------------ complex gateways */

/* The condition sees how many tokens are there as activationCount. */
static bool activates(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *g)
{
        if (!g->activation)
                return nobody_comes(m, scope, g);
        return feel_is_true(bpmn__eval_with(m, scope, g->activation, STR("activationCount"),
                feel_number(m->arena, (i64)count_waiting(m, scope, g))));
}

/* After it fired, late tokens are taken in; when none can come any more it begins anew. */
static void meet_complex(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_scope *scope = t->scope;
        const struct bpmn_node *g = t->node;
        struct bpmn_fired **f = fired(scope, g), *entry;

        if (*f) {
                consume(m, t);
                return;
        }
        if (!activates(m, scope, g))
                return;
        entry = NEW(m->arena, struct bpmn_fired);
        entry->gateway = g;
        *f = entry;
        merge(m, scope, g);
}

static void reset_complex(struct bpmn_machine *m, struct bpmn_scope *scope)
{
        struct bpmn_fired **p = &scope->fired;

        while (*p) {
                if (nobody_comes(m, scope, (*p)->gateway))
                        *p = (*p)->next;
                else
                        p = &(*p)->next;
        }
}

bool bpmn__join_at_rest(struct bpmn_machine *m)
{
        for (struct bpmn_scope *s = m->state->scopes; s; s = s->next)
                reset_complex(m, s);
        for (struct bpmn_token *t = m->state->tokens; t; t = t->next) {
                if (t->state != TOKEN_JOINING ||
                        (t->node->kind != BPMN_INCLUSIVE && t->node->kind != BPMN_COMPLEX))
                        continue;
                if (t->node->kind == BPMN_COMPLEX && t->node->activation)
                        continue;
                if (nobody_comes(m, t->scope, t->node)) {
                        merge(m, t->scope, t->node);
                        return true;
                }
        }
        return false;
}

/* ------------------------------------------------------------ arriving */

/* The gateway waits in place of the events behind it; the first that comes decides. */
static void wait_for_first(struct bpmn_machine *m, struct bpmn_token *t)
{
        t->state = TOKEN_WAITING;
        for (size_t i = 0; i < t->node->n_out; i++)
                bpmn__arm(m, t, NULL, t->node->out[i]->to);
}

void bpmn__gateway(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_node *n = t->node;

        switch (n->kind) {
        case BPMN_EVENT_BASED:
                wait_for_first(m, t);
                return;
        case BPMN_PARALLEL:
                t->state = TOKEN_JOINING;
                if (n->n_in > 1)
                        join_parallel(m, t);
                else
                        bpmn__leave(m, t);
                return;
        case BPMN_INCLUSIVE:
        case BPMN_COMPLEX:
                if (n->n_in > 1) {
                        t->state = TOKEN_JOINING;
                        if (n->kind == BPMN_COMPLEX && n->activation)
                                meet_complex(m, t);
                        return;
                }
                bpmn__leave(m, t);
                return;
        default:
                bpmn__leave(m, t);
        }
}
