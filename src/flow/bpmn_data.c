/*
 * src/flow/bpmn_data.c: variables. A scope sees its own and those around it, up to the process; a
 * name that nobody declared belongs to the process. Values are kept as they were saved until
 * somebody looks at them.
 */
#include "flow/bpmn_state.h"

const struct feel_value *bpmn__var_value(struct arena *a, struct bpmn_var *v)
{
        struct feel_expr *e;

        if (v->value)
                return v->value;
        v->value = feel_null();
        if (feel_compile(a, v->literal, NULL, FEEL_EXPRESSION, &e, NULL) == 0)
                v->value = feel_eval(feel_run_new(a, NULL), e, NULL);
        return v->value;
}

static struct bpmn_var *own(const struct bpmn_scope *scope, struct str name)
{
        for (struct bpmn_var *v = scope->vars; v; v = v->next)
                if (str_eq(v->name, name))
                        return v;
        return NULL;
}

/* The scope that has the variable, as seen from here; else the process. */
static struct bpmn_scope *home(struct bpmn_scope *scope, struct str name)
{
        for (;; scope = scope->parent)
                if (own(scope, name) || scope->isolated || !scope->parent)
                        return scope;
}

void bpmn__set_here(struct bpmn_machine *m, struct bpmn_scope *scope, struct str name,
        const struct feel_value *value)
{
        struct bpmn_var *v = own(scope, name), **last = &scope->vars;

        if (str_empty(name)) /* of an association that leads nowhere */
                return;
        if (!v) {
                v = NEW(m->arena, struct bpmn_var);
                v->name = name;
                while (*last)
                        last = &(*last)->next;
                *last = v;
        }
        v->value = value;
        v->literal = STR_NULL;
        m->changed = true;
        m->context_of = NULL;
}

void bpmn__set(struct bpmn_machine *m, struct bpmn_scope *scope, struct str name,
        const struct feel_value *value)
{
        bpmn__set_here(m, home(scope, name), name, value);
}

void bpmn__set_all(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct feel_value *context)
{
        if (!context || feel_kind(context) != FEEL_CONTEXT)
                return;
        for (size_t i = 0; i < feel_count(context); i++) {
                const struct feel_value *v;
                struct str key = feel_key(context, i, &v);

                bpmn__set(m, scope, key, v);
        }
}

const struct feel_value *bpmn__get(
        struct bpmn_machine *m, struct bpmn_scope *scope, struct str name)
{
        struct bpmn_var *v = own(home(scope, name), name);

        return v ? bpmn__var_value(m->arena, v) : NULL;
}

/* ------------------------------------------------------------ contexts */

struct entries {
        struct arena *arena;
        struct str *keys;
        const struct feel_value **values;
        size_t n, cap;
};

static void put(struct entries *e, struct str key, const struct feel_value *value)
{
        for (size_t i = 0; i < e->n; i++)
                if (str_eq(e->keys[i], key)) {
                        e->values[i] = value;
                        return;
                }
        if (e->n == e->cap) {
                size_t cap = e->cap ? e->cap * 2 : 16;
                struct str *keys = NEW_ARRAY(e->arena, struct str, cap);
                const struct feel_value **values =
                        NEW_ARRAY(e->arena, const struct feel_value *, cap);

                if (e->n) {
                        memcpy(keys, e->keys, e->n * sizeof *keys);
                        memcpy(values, e->values, e->n * sizeof *values);
                }
                e->keys = keys;
                e->values = values;
                e->cap = cap;
        }
        e->keys[e->n] = key;
        e->values[e->n++] = value;
}

/* Outer variables first, so that inner ones of the same name stand in their place. */
static void gather(struct entries *e, const struct bpmn_scope *scope)
{
        if (scope->parent && !scope->isolated)
                gather(e, scope->parent);
        for (struct bpmn_var *v = scope->vars; v; v = v->next)
                put(e, v->name, bpmn__var_value(e->arena, v));
}

static const struct feel_value *context_of(const struct entries *e)
{
        return feel_context(e->arena, e->keys, e->values, e->n);
}

const struct feel_value *bpmn__context(struct bpmn_machine *m, struct bpmn_scope *scope)
{
        struct entries e = { .arena = m->arena };

        if (m->context_of == scope)
                return m->context;
        gather(&e, scope);
        m->context = context_of(&e);
        m->context_of = scope;
        return m->context;
}

const struct feel_value *bpmn__eval(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_expr *e)
{
        if (!e || !e->feel)
                return feel_null();
        return feel_eval(m->run, e->feel, bpmn__context(m, scope));
}

const struct feel_value *bpmn__eval_with(struct bpmn_machine *m, struct bpmn_scope *scope,
        const struct bpmn_expr *e, struct str name, const struct feel_value *value)
{
        struct entries all = { .arena = m->arena };

        if (!e || !e->feel)
                return feel_null();
        gather(&all, scope);
        put(&all, name, value);
        return feel_eval(m->run, e->feel, context_of(&all));
}

/* ------------------------------------------------------------ data of activities */

const struct feel_value *bpmn__inputs(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *n)
{
        struct entries all = { .arena = m->arena };

        if (!n->n_inputs)
                return bpmn__context(m, scope);
        gather(&all, scope);
        for (size_t i = 0; i < n->n_inputs; i++) {
                const struct bpmn_data *d = &n->inputs[i];
                const struct feel_value *v =
                        d->value ? bpmn__eval(m, scope, d->value) : bpmn__get(m, scope, d->source);

                put(&all, d->target, v ? v : feel_null());
        }
        return context_of(&all);
}

static bool is_source(const struct bpmn_node *n, struct str name)
{
        for (size_t i = 0; i < n->n_outputs; i++)
                if (str_eq(n->outputs[i].source, name))
                        return true;
        return false;
}

/* Data outputs: each takes the result of its name, or what its expression makes of the results. */
static void take_outputs(struct bpmn_machine *m, struct bpmn_scope *scope,
        const struct bpmn_node *n, const struct feel_value *data)
{
        for (size_t i = 0; i < n->n_outputs; i++) {
                const struct bpmn_data *d = &n->outputs[i];
                struct entries all = { .arena = m->arena };
                const struct feel_value *v = feel_get(data, d->source);

                if (d->value) {
                        gather(&all, scope);
                        for (size_t k = 0; k < feel_count(data); k++) {
                                const struct feel_value *r;
                                struct str key = feel_key(data, k, &r);

                                put(&all, key, r);
                        }
                        v = d->value->feel ? feel_eval(m->run, d->value->feel, context_of(&all))
                                           : feel_null();
                }
                if (v)
                        bpmn__set(m, scope, d->target, v);
        }
}

void bpmn__outputs(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *n,
        const struct feel_value *data)
{
        if (!data)
                return;
        if (!str_empty(n->work.result)) {
                bpmn__set(m, scope, n->work.result, data);
                return;
        }
        if (feel_kind(data) != FEEL_CONTEXT)
                return;
        take_outputs(m, scope, n, data);
        for (size_t i = 0; i < feel_count(data); i++) {
                const struct feel_value *v;
                struct str key = feel_key(data, i, &v);

                if (!is_source(n, key))
                        bpmn__set(m, scope, key, v);
        }
}

const struct feel_value *bpmn_variables(struct bpmn_machine *m)
{
        return m->state->scopes ? bpmn__context(m, m->state->scopes)
                                : feel_context(m->arena, NULL, NULL, 0);
}
