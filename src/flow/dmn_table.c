/*
 * src/flow/dmn_table.c: decision tables (DMN 1.5, 8.2): which rules match, and what the hit policy
 * and the aggregator make of their outputs.
 */
#include "flow/dmn_model.h"

#include "flow/feel_builtin.h"

struct hits {
        size_t *rules;
        const struct feel_value **values; /* of each hit: a value, or a context of the outputs */
        size_t n;
};

static bool permitted(
        struct feel_run *run, const struct feel_expr *values, const struct feel_value *v)
{
        return !values || v->kind == FEEL_NULL ||
               feel_is_true(feel__eval_with(run, values, feel__env(run, NULL, STR("?"), v)));
}

/* The value of every input expression, once. */
static const struct feel_value **inputs(
        struct feel_run *run, const struct dmn_table *t, const struct feel_env *env)
{
        const struct feel_value **v = arena_raw(run->arena, MAX(t->n_inputs, 1) * sizeof *v);
        bool failed = false;

        for (size_t i = 0; i < t->n_inputs; i++) {
                const struct dmn_clause *c = &t->inputs[i];

                v[i] = c->expr ? feel__eval_with(run, c->expr, env) : &feel__null;
                v[i] = c->type ? feel__coerce(run, c->type, v[i], &failed) : v[i];
                if (failed || !permitted(run, c->values, v[i])) {
                        feel__fail(run, "input %zu has a value that is not permitted", i + 1);
                        return NULL;
                }
        }
        return v;
}

static bool rule_matches(struct feel_run *run, const struct dmn_table *t, const struct dmn_rule *r,
        const struct feel_value *const *in, const struct feel_env *env)
{
        for (size_t i = 0; i < t->n_inputs; i++) {
                if (!r->inputs[i])
                        continue;
                if (!feel_is_true(feel__eval_with(
                            run, r->inputs[i], feel__env(run, env, STR("?"), in[i]))))
                        return false;
        }
        return feel__charge(run, 1);
}

static const struct feel_value *cell(struct feel_run *run, const struct dmn_clause *c,
        const struct feel_expr *e, const struct feel_env *env)
{
        const struct feel_value *v = e ? feel__eval_with(run, e, env) : &feel__null;
        bool failed = false;

        return c->type ? feel__coerce(run, c->type, v, &failed) : v;
}

/* The outputs of one rule, or the defaults when `r` is NULL. */
static const struct feel_value *outputs(struct feel_run *run, const struct dmn_table *t,
        const struct dmn_rule *r, const struct feel_env *env)
{
        struct feel_entry *e;

        if (t->n_outputs == 1)
                return cell(run, &t->outputs[0], r ? r->outputs[0] : t->outputs[0].expr, env);
        e = arena_raw(run->arena, MAX(t->n_outputs, 1) * sizeof *e);
        for (size_t i = 0; i < t->n_outputs; i++)
                e[i] = (struct feel_entry){ t->outputs[i].name,
                        cell(run, &t->outputs[i], r ? r->outputs[i] : t->outputs[i].expr, env) };
        return feel__make_context(run, e, t->n_outputs);
}

static const struct feel_value *output_part(
        const struct dmn_table *t, const struct feel_value *v, size_t column)
{
        const struct feel_value *part =
                t->n_outputs == 1 ? v : feel_get(v, t->outputs[column].name);

        return part ? part : &feel__null;
}

const struct feel_expr *dmn__permitted(const struct dmn_clause *c)
{
        const struct feel_type *t = c->type;

        if (c->values)
                return c->values;
        while (t && !t->allowed && t->kind == TYPE_SAME)
                t = t->of;
        return t ? t->allowed : NULL;
}

static size_t rank(struct feel_run *run, const struct dmn_clause *c, const struct feel_value *v)
{
        const struct feel_expr *e = dmn__permitted(c);
        const struct feel_node *n = e ? e->root : NULL;

        for (u32 i = 0; n && n->kind == NODE_TESTS && i < n->n; i++) {
                const struct feel_value *r;

                if (feel__eval_test(run, n->items[i], NULL, v, &r))
                        return i;
        }
        return SIZE_MAX;
}

/* Whether hit b is more important than hit a. */
static bool outranks(struct feel_run *run, const struct dmn_table *t, const struct feel_value *b,
        const struct feel_value *a)
{
        for (size_t c = 0; c < t->n_outputs; c++) {
                size_t x = rank(run, &t->outputs[c], output_part(t, b, c));
                size_t y = rank(run, &t->outputs[c], output_part(t, a, c));

                if (x != y)
                        return x < y;
        }
        return false;
}

/* By priority of the outputs; equals stay in the order of the rules. */
static void order_outputs(struct feel_run *run, const struct dmn_table *t, struct hits *h)
{
        for (size_t i = 1; i < h->n; i++) {
                const struct feel_value *v = h->values[i];
                size_t j = i;

                while (j > 0 && feel__charge(run, 1) && outranks(run, t, v, h->values[j - 1])) {
                        h->values[j] = h->values[j - 1];
                        j--;
                }
                h->values[j] = v;
        }
}

static const struct feel_value *call1(
        struct feel_run *run, const char *builtin, const struct feel_value *list)
{
        return feel__call(run, feel__builtin_value(str_of(builtin)), &list, 1);
}

static const struct feel_value *aggregate_list(
        struct feel_run *run, enum dmn_aggregator how, const struct feel_value **values, size_t n)
{
        static const char *const names[] = { "", "sum", "count", "min", "max" };
        const struct feel_value *list = feel__make_list(run, values, n);

        return how == DMN_NONE ? list : call1(run, names[how], list);
}

/* Collect; with several outputs each column is aggregated by itself. */
static const struct feel_value *aggregate(
        struct feel_run *run, const struct dmn_table *t, struct hits *h)
{
        struct feel_entry *e;

        if (t->n_outputs == 1 || t->aggregator == DMN_NONE || t->aggregator == DMN_COUNT)
                return aggregate_list(run, t->aggregator, h->values, h->n);
        e = arena_raw(run->arena, t->n_outputs * sizeof *e);
        for (size_t c = 0; c < t->n_outputs; c++) {
                const struct feel_value **column =
                        arena_raw(run->arena, MAX(h->n, 1) * sizeof *column);

                for (size_t i = 0; i < h->n; i++)
                        column[i] = output_part(t, h->values[i], c);
                e[c] = (struct feel_entry){ t->outputs[c].name,
                        aggregate_list(run, t->aggregator, column, h->n) };
        }
        return feel__make_context(run, e, t->n_outputs);
}

static const struct feel_value *same_outputs(struct feel_run *run, const struct hits *h)
{
        for (size_t i = 1; i < h->n; i++)
                if (feel_equal(h->values[0], h->values[i]) != 1)
                        return feel__fail(run, "rules %zu and %zu match with different outputs",
                                h->rules[0] + 1, h->rules[i] + 1);
        return h->values[0];
}

static const struct feel_value *no_hit(
        struct feel_run *run, const struct dmn_table *t, const struct feel_env *env)
{
        bool has_default = false;

        for (size_t i = 0; i < t->n_outputs; i++)
                has_default = has_default || t->outputs[i].expr;
        if (has_default)
                return outputs(run, t, NULL, env);
        if (t->hit == DMN_COLLECT && t->aggregator == DMN_COUNT)
                return feel_number(run->arena, 0);
        return feel__fail(run, "no rule of the table matches");
}

const struct feel_value *dmn__table(
        struct feel_run *run, const struct dmn_table *t, const struct feel_env *env)
{
        const struct feel_value **in = inputs(run, t, env);
        struct hits h = { 0 };

        if (!in || !feel__room(run, t->n_rules * 16))
                return &feel__null;
        h.rules = arena_raw(run->arena, MAX(t->n_rules, 1) * sizeof *h.rules);
        h.values = arena_raw(run->arena, MAX(t->n_rules, 1) * sizeof *h.values);
        for (size_t i = 0; i < t->n_rules; i++) {
                if (!rule_matches(run, t, &t->rules[i], in, env))
                        continue;
                h.rules[h.n] = i;
                h.values[h.n++] = outputs(run, t, &t->rules[i], env);
                if (t->hit == DMN_FIRST || (t->hit == DMN_UNIQUE && h.n > 1))
                        break;
        }
        if (run->stopped)
                return &feel__null;
        if (h.n == 0)
                return no_hit(run, t, env);
        switch (t->hit) {
        case DMN_UNIQUE:
                if (h.n > 1)
                        return feel__fail(run, "rules %zu and %zu of a unique table both match",
                                h.rules[0] + 1, h.rules[1] + 1);
                return h.values[0];
        case DMN_ANY:
                return same_outputs(run, &h);
        case DMN_PRIORITY:
                order_outputs(run, t, &h);
                return h.values[0];
        case DMN_FIRST:
                return h.values[0];
        case DMN_OUTPUT_ORDER:
                order_outputs(run, t, &h);
                return feel__make_list(run, h.values, h.n);
        case DMN_RULE_ORDER:
                return feel__make_list(run, h.values, h.n);
        case DMN_COLLECT:
                return aggregate(run, t, &h);
        }
        return &feel__null;
}
