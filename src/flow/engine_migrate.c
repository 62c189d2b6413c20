/*
 * src/flow/engine_migrate.c: moving a running instance to another model. Every place where
 * something stands must be there again, of the same kind, inside the same places; what else differs
 * for those tokens (name, form, role, boundary events) is told and comes into force when a token
 * comes to it anew.
 */
#include "flow/bpmn_state.h"
#include "flow/engine_internal.h"

struct report {
        struct arena *arena;
        struct flow_obstacle *list;
        size_t n, cap;
};

static void add(struct report *p, struct str node, const char *why)
{
        if (p->n == p->cap) {
                size_t cap = p->cap ? p->cap * 2 : 16;
                struct flow_obstacle *more = NEW_ARRAY(p->arena, struct flow_obstacle, cap);

                if (p->n)
                        memcpy(more, p->list, p->n * sizeof *more);
                p->list = more;
                p->cap = cap;
        }
        p->list[p->n++] = (struct flow_obstacle){ str_dup(p->arena, node), str_of(why) };
}

static bool known(const struct report *p, struct str node)
{
        for (size_t i = 0; i < p->n; i++)
                if (str_eq(p->list[i].node, node))
                        return true;
        return false;
}

static bool same_place(const struct bpmn_node *a, const struct bpmn_node *b)
{
        while (a->parent && b->parent && str_eq(a->parent->id, b->parent->id)) {
                a = a->parent;
                b = b->parent;
        }
        return !a->parent && !b->parent;
}

static bool has_flow(const struct bpmn_node *n, struct str id)
{
        for (size_t i = 0; i < n->n_in; i++)
                if (str_eq(n->in[i]->id, id))
                        return true;
        return false;
}

static bool same_events(const struct bpmn_node *a, const struct bpmn_node *b)
{
        if (a->n_events != b->n_events)
                return false;
        for (size_t i = 0; i < a->n_events; i++)
                if (a->events[i].trigger != b->events[i].trigger)
                        return false;
        return true;
}

/* The node in the other model; NULL: it cannot go there, and why is in the report. */
static const struct bpmn_node *counterpart(
        const struct bpmn_model *to, const struct bpmn_node *n, struct report *obstacles)
{
        const struct bpmn_node *other = bpmn__node(to, n->id);
        const char *why = NULL;

        if (!other)
                why = "is not in the new model";
        else if (other->kind != n->kind)
                why = "is of another kind in the new model";
        else if (!same_place(n, other))
                why = "stands inside another sub-process in the new model";
        else if (!same_events(n, other))
                why = "waits for other events in the new model";
        else if (!!n->loop != !!other->loop)
                why = "is repeated in one of the models only";
        if (why && !known(obstacles, n->id))
                add(obstacles, n->id, why);
        return why ? NULL : other;
}

static void tell_changes(
        const struct bpmn_node *a, const struct bpmn_node *b, struct report *changes)
{
        if (known(changes, a->id))
                return;
        if (!str_eq(a->name, b->name))
                add(changes, a->id, "has another name");
        if (!str_eq(a->work.form, b->work.form) || !str_eq(a->work.role, b->work.role))
                add(changes, a->id,
                        "has another form or role: the task that is there keeps its own");
        if (a->n_boundary != b->n_boundary)
                add(changes, a->id, "has other boundary events: they wait from the next time on");
        if (a->n_out != b->n_out)
                add(changes, a->id, "is left by other flows");
}

static void compare(const struct bpmn_state *s, const struct bpmn_model *to,
        struct report *obstacles, struct report *changes)
{
        for (const struct bpmn_scope *c = s->scopes; c; c = c->next)
                counterpart(to, c->node, obstacles);
        for (const struct bpmn_token *t = s->tokens; t; t = t->next) {
                const struct bpmn_node *other = counterpart(to, t->node, obstacles);

                if (other && t->state == TOKEN_JOINING && t->via && !has_flow(other, t->via->id))
                        add(obstacles, t->node->id, "waits by a flow that is gone");
                if (other)
                        tell_changes(t->node, other, changes);
        }
        for (const struct bpmn_wait *w = s->waits; w; w = w->next)
                counterpart(to, w->node, obstacles);
        for (const struct bpmn_undo *u = s->undos; u; u = u->next) {
                counterpart(to, u->node, obstacles);
                counterpart(to, u->handler, obstacles);
        }
}

static void journal_move(struct flow_step *s, i64 to)
{
        s->row.seq++;
        flow__journal(s, &(struct flow_journal_insert_args){ .instance = s->row.id,
                                 .seq = s->row.seq,
                                 .at = s->tx->now,
                                 .kind = FLOW_MOVED,
                                 .token = to,
                                 .name = STR(""),
                                 .message = str_fmt(s->tx->arena, "%lld", (long long)s->row.model),
                                 .actor = s->actor });
}

/* What stands in the other model's places; in the way if it does not fit there after all. */
static int refit(struct flow_step *s, const struct bpmn_model *to, struct report *obstacles)
{
        int r = bpmn_restore(s->tx->arena, to, s->row.state, &s->machine.state);

        if (r != ERR_CORRUPT)
                return r;
        add(obstacles, STR(""), "its state does not fit the new model");
        return 0;
}

int flow_migrate(struct tx *tx, i64 instance, i64 seq, i64 model, bool dry, i64 actor,
        struct flow_migration *ret_m)
{
        struct report obstacles = { .arena = tx->arena }, changes = { .arena = tx->arena };
        const struct bpmn_model *to = NULL;
        struct flow_step s = { 0 };
        int r = flow__begin(tx, instance, seq, &s);

        if (r == ERR_CORRUPT)
                add(&obstacles, STR(""), "its state cannot be read");
        else if (r < 0)
                return r;
        else
                r = flow__model_get(tx, model, &to);
        if (r == 0) {
                s.actor = actor;
                compare(s.machine.state, to, &obstacles, &changes);
                if (obstacles.n == 0)
                        r = refit(&s, to, &obstacles);
        }
        *ret_m = (struct flow_migration){ obstacles.list, obstacles.n, changes.list, changes.n };
        if (obstacles.n || (r == 0 && s.row.status != BPMN_RUNNING)) {
                r = ERR_STATE;
        } else if (r == 0 && !dry) {
                journal_move(&s, model);
                s.row.model = model;
                r = flow__finish(&s);
        }
        flow__model_put(to);
        flow__model_put(s.model);
        return r;
}
