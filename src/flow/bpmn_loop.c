/*
 * src/flow/bpmn_loop.c: activities that run several times: standard loops, and multi-instance one
 * after the other or all at once (BPMN 2.0.2, 13.2.6 and 13.2.7). Each round has a scope of its own
 * with loopCounter and, of a collection, its item; the token that came to the activity owns the
 * rounds.
 */
#include "flow/bpmn_state.h"

#define ROUNDS_MAX 1000

static void open_round(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_loop *l = t->node->loop;
        struct bpmn_scope *round = bpmn__open(m, t->scope, t->node, t->id);
        const struct feel_value *all;

        round->round = true;
        round->number = ++t->started;
        bpmn__set_here(m, round, STR("loopCounter"), feel_number(m->arena, round->number));
        if (l->collection && !str_empty(l->item)) {
                all = bpmn__eval(m, t->scope, l->collection);
                if ((size_t)round->number <= feel_count(all))
                        bpmn__set_here(
                                m, round, l->item, feel_item(all, (size_t)round->number - 1));
        }
        if (l->output_item.len)
                bpmn__set_here(m, round, l->output_item, feel_null());
        bpmn__spawn(m, round, t->node);
}

/* Whether a standard loop goes round (again). */
static bool goes_on(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_loop *l = t->node->loop;

        if (l->maximum && t->started >= l->maximum)
                return false;
        if (t->started == 0 && !l->before)
                return true;
        return l->condition ? feel_is_true(bpmn__eval_with(m, t->scope, l->condition,
                                      STR("loopCounter"), feel_number(m->arena, t->started)))
                            : l->maximum > 0;
}

/* How many rounds; ERR_INVALID: the model does not say. */
static int count_rounds(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_loop *l = t->node->loop;
        const struct feel_value *v;

        if (l->collection) {
                v = bpmn__eval(m, t->scope, l->collection);
                if (feel_kind(v) != FEEL_LIST)
                        return ERR_INVALID;
                t->rounds = (i64)feel_count(v);
        } else {
                v = l->cardinality ? bpmn__eval(m, t->scope, l->cardinality) : feel_null();
                if (!feel_to_i64(v, &t->rounds) || t->rounds < 0)
                        return ERR_INVALID;
        }
        return t->rounds > ROUNDS_MAX ? ERR_INVALID : 0;
}

void bpmn__begin_loop(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_loop *l = t->node->loop;

        t->rounds = -1;
        t->started = t->ended = 0;
        t->state = TOKEN_INSIDE;
        if (l->standard) {
                if (goes_on(m, t))
                        open_round(m, t);
                else
                        bpmn__complete(m, t, NULL);
                return;
        }
        if (count_rounds(m, t) < 0) {
                bpmn__stuck(m, t, "how often %.*s runs is no number up to %d, and no list",
                        STRF(t->node->id), ROUNDS_MAX);
                return;
        }
        if (!str_empty(l->output))
                bpmn__set(m, t->scope, l->output, feel_list(m->arena, NULL, 0));
        if (t->rounds == 0)
                bpmn__complete(m, t, NULL);
        else if (l->sequential)
                open_round(m, t);
        else
                for (i64 i = 0; i < t->rounds; i++)
                        open_round(m, t);
}

/* The round's output item takes its place in the list. */
static void collect(struct bpmn_machine *m, struct bpmn_token *t, struct bpmn_scope *round)
{
        const struct bpmn_loop *l = t->node->loop;
        const struct feel_value *list, **items, *v;
        size_t n, want = (size_t)round->number;

        if (str_empty(l->output) || str_empty(l->output_item))
                return;
        list = bpmn__get(m, t->scope, l->output);
        n = list ? feel_count(list) : 0;
        items = NEW_ARRAY(m->arena, const struct feel_value *, (n > want ? n : want) + 1);
        for (size_t i = 0; i < n || i < want; i++)
                items[i] = i < n ? feel_item(list, i) : feel_null();
        v = bpmn__get(m, round, l->output_item);
        items[want - 1] = v ? v : feel_null();
        bpmn__set(m, t->scope, l->output, feel_list(m->arena, items, n > want ? n : want));
}

/*
 * An event of the loop is caught by boundary events of the activity itself, which goes on
 * (BPMN 2.0.2, table 10.30); nobody else hears it.
 */
static void throw_to_boundary(
        struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_event *e)
{
        for (size_t i = 0; i < t->node->n_boundary; i++) {
                const struct bpmn_node *b = t->node->boundary[i];

                for (size_t k = 0; k < b->n_events; k++)
                        if (b->events[k].trigger == e->trigger &&
                                str_eq(b->events[k].name, e->name)) {
                                bpmn__leave(m, bpmn__spawn(m, t->scope, b));
                                break;
                        }
        }
}

/* What the behavior throws after a round; true: nothing more is to be run. */
static bool behave(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_loop *l = t->node->loop;
        bool over = false;

        if (l->event && (l->behavior == BPMN_NONE || (l->behavior == BPMN_ONE && t->ended == 1)))
                throw_to_boundary(m, t, l->event);
        for (size_t i = 0; i < l->n_complex; i++) {
                if (!feel_is_true(bpmn__eval(m, t->scope, l->complex[i].condition)))
                        continue;
                throw_to_boundary(m, t, &l->complex[i].event);
                over = true;
        }
        return over;
}

/* The completion condition sees the counts that BPMN names (table 10.31). */
static bool is_complete(struct bpmn_machine *m, struct bpmn_token *t)
{
        const struct bpmn_loop *l = t->node->loop;
        const struct feel_value *counts[4];
        static const struct str names[] = { { "numberOfInstances", 17 },
                { "numberOfActiveInstances", 23 }, { "numberOfCompletedInstances", 26 },
                { "numberOfTerminatedInstances", 27 } };
        struct bpmn_scope probe = { .node = t->node, .parent = t->scope };

        if (l->standard || !l->condition)
                return false;
        counts[0] = feel_number(m->arena, t->rounds);
        counts[1] = feel_number(m->arena, t->started - t->ended);
        counts[2] = feel_number(m->arena, t->ended);
        counts[3] = feel_number(m->arena, 0);
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                bpmn__set_here(m, &probe, names[i], counts[i]);
        return feel_is_true(bpmn__eval(m, &probe, l->condition));
}

static void close_rounds(struct bpmn_machine *m, struct bpmn_token *t)
{
        struct bpmn_scope *s = m->state->scopes;

        while (s) {
                if (s->owner == t->id) {
                        bpmn__close(m, s);
                        s = m->state->scopes;
                } else {
                        s = s->next;
                }
        }
}

void bpmn__round_done(struct bpmn_machine *m, struct bpmn_scope *round)
{
        struct bpmn_token *t = bpmn__token(m->state, round->owner);
        bool over;

        collect(m, t, round);
        bpmn__inherit(m, round, t->scope);
        bpmn__close(m, round);
        t->ended++;
        over = behave(m, t) || is_complete(m, t);
        if (t->node->loop->standard)
                over = !goes_on(m, t);
        else
                over = over || t->ended == t->rounds;
        if (over) {
                close_rounds(m, t);
                bpmn__complete(m, t, NULL);
        } else if (t->node->loop->sequential) {
                open_round(m, t);
        }
}
