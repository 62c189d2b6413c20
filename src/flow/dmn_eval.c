/*
 * src/flow/dmn_eval.c: decisions and what they require, knowledge models and services as functions,
 * and boxed expressions (DMN 1.5, 10.4). Tables are in dmn_table.c. Every decision is evaluated at
 * most once in a scope; a circle of requirements answers null.
 */
#include "flow/dmn_model.h"

static const struct feel_value *element_value(
        struct feel_run *run, struct dmn_scope *s, const struct dmn_element *e);

static const struct feel_value *typed(
        struct feel_run *run, const struct feel_type *type, const struct feel_value *v)
{
        bool failed = false;

        return type ? feel__coerce(run, type, v, &failed) : v;
}

static struct dmn_scope *new_scope(
        struct feel_run *run, const struct dmn_model *m, const struct feel_value *inputs)
{
        struct dmn_scope *s = NEW(run->arena, struct dmn_scope);

        s->model = m;
        s->inputs = inputs;
        s->results = NEW_ARRAY(run->arena, const struct feel_value *, m->n_elements + 1);
        s->busy = NEW_ARRAY(run->arena, bool, m->n_elements + 1);
        return s;
}

static struct str import_name(const struct dmn_defs *d, const struct dmn_defs *other)
{
        for (size_t i = 0; i < d->n_imports; i++)
                if (d->imports[i].defs == other)
                        return d->imports[i].name;
        return STR_NULL;
}

/* The imported elements behind one import name, as a context. */
static const struct feel_env *bind_import(struct feel_run *run, struct dmn_scope *s,
        const struct dmn_element *e, const struct dmn_defs *other, const struct feel_env *env)
{
        struct feel_entry *entries = arena_raw(run->arena, MAX(e->n_requires, 1) * sizeof *entries);
        struct str name = import_name(e->defs, other);
        size_t n = 0;

        for (size_t i = 0; i < e->n_requires; i++)
                if (e->requires[i] -> defs == other)
                        entries[n++] = (struct feel_entry){ e->requires[i] -> name,
                                element_value(run, s, e->requires[i]) };
        return feel__env(
                run, env, str_empty(name) ? STR_NULL : name, feel__context(run->arena, entries, n));
}

/* What an element requires, as variables. */
static const struct feel_env *bind(
        struct feel_run *run, struct dmn_scope *s, const struct dmn_element *e)
{
        const struct feel_env *env = NULL;

        for (size_t i = 0; i < e->n_requires; i++) {
                const struct dmn_element *r = e->requires[i];
                size_t j = 0;

                if (r->defs == e->defs) {
                        env = feel__env(run, env, r->name, element_value(run, s, r));
                        continue;
                }
                while (j < i && e->requires[j] -> defs != r -> defs)
                        j++;
                if (j == i) /* the first of its file binds them all */
                        env = bind_import(run, s, e, r->defs, env);
        }
        return env;
}

/* A closure over a boxed function: what its value points to. */
struct boxed_function {
        const struct dmn_expr *expr;
        const struct feel_env *env;
        const struct dmn_element *knowledge; /* of a BKM: binds its requirements when called */
        const struct dmn_model *model;
};

static const struct feel_value *call_boxed(
        struct feel_run *run, const void *self, const struct feel_value *const *args, size_t n)
{
        const struct boxed_function *f = self;
        const struct feel_env *env = f->env;
        const struct feel_value *v;

        if (!f->expr->a)
                return feel__fail(run, "the function has no logic that can be run");
        if (f->knowledge)
                env = bind(run, new_scope(run, f->model, &feel__null), f->knowledge);
        for (size_t i = 0; i < n; i++)
                env = feel__env(run, env, f->expr->params[i].name, args[i]);
        v = dmn__eval(run, f->expr->a, env);
        return f->knowledge ? typed(run, f->knowledge->type, v) : v;
}

static const struct feel_value *boxed_function(struct feel_run *run, const struct dmn_expr *e,
        const struct feel_env *env, const struct dmn_element *knowledge)
{
        struct boxed_function *self = NEW(run->arena, struct boxed_function);
        struct feel_function f = {
                .host = call_boxed, .self = self, .params = e->params, .n_params = e->n_params
        };

        *self = (struct boxed_function){ e, env, knowledge,
                knowledge ? knowledge->defs->model : NULL };
        f.result = e->a ? e->a->type : NULL;
        if (knowledge)
                f.name = knowledge->name;
        return feel__function(run->arena, &f);
}

/* A decision service runs in a scope of its own: only its arguments are known there. */
static const struct feel_value *call_service(
        struct feel_run *run, const void *self, const struct feel_value *const *args, size_t n)
{
        const struct dmn_element *e = self;
        struct dmn_scope *s = new_scope(run, e->defs->model, &feel__null);
        struct feel_entry *out;

        for (size_t i = 0; i < n; i++) {
                const struct dmn_element *p =
                        i < e->n_in_data ? e->in_data[i] : e->in_decisions[i - e->n_in_data];

                s->results[p->index] = args[i];
        }
        if (e->n_outputs == 1)
                return typed(run, e->type, element_value(run, s, e->outputs[0]));
        out = arena_raw(run->arena, MAX(e->n_outputs, 1) * sizeof *out);
        for (size_t i = 0; i < e->n_outputs; i++)
                out[i] = (struct feel_entry){ e->outputs[i]->name,
                        element_value(run, s, e->outputs[i]) };
        return typed(run, e->type, feel__make_context(run, out, e->n_outputs));
}

static const struct feel_value *input_value(
        struct feel_run *run, struct dmn_scope *s, const struct dmn_element *e)
{
        const struct feel_value *v = feel_get(s->inputs, e->name), *group;

        for (size_t i = 0; !v && i < s->model->n_defs; i++) {
                struct str name = import_name(&s->model->defs[i], e->defs);

                group = str_empty(name) ? NULL : feel_get(s->inputs, name);
                if (group)
                        v = feel_get(group, e->name);
        }
        return v ? typed(run, e->type, v) : &feel__null;
}

static const struct feel_value *decision_value(
        struct feel_run *run, struct dmn_scope *s, const struct dmn_element *e)
{
        const struct feel_value *v = &feel__null;

        if (s->busy[e->index])
                return feel__fail(run, "the decision \"%.*s\" requires itself", STRF(e->name));
        if (!feel__charge(run, 1) || !feel__enter(run))
                return v;
        s->busy[e->index] = true;
        if (e->expr)
                v = typed(run, e->type, dmn__eval(run, e->expr, bind(run, s, e)));
        s->busy[e->index] = false;
        run->depth--;
        return v;
}

static const struct feel_value *element_value(
        struct feel_run *run, struct dmn_scope *s, const struct dmn_element *e)
{
        const struct feel_value *v = s->results[e->index];
        struct feel_function f = { 0 };

        if (v)
                return v;
        if (!feel__room(run, 1024))
                return &feel__null;
        switch (e->kind) {
        case DMN_INPUT:
                v = input_value(run, s, e);
                break;
        case DMN_DECISION:
                v = decision_value(run, s, e);
                break;
        case DMN_KNOWLEDGE:
                v = e->expr ? boxed_function(run, e->expr, NULL, e) : &feel__null;
                break;
        case DMN_SERVICE:
                f.host = call_service;
                f.self = e;
                f.params = e->params;
                f.n_params = e->n_in_data + e->n_in_decisions;
                f.name = e->name;
                v = feel__function(run->arena, &f);
                break;
        }
        s->results[e->index] = v;
        return v;
}

static const struct feel_value *eval_context(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        struct feel_entry *out = arena_raw(run->arena, MAX(e->n, 1) * sizeof *out);
        size_t n = 0;

        for (size_t i = 0; i < e->n; i++) {
                const struct dmn_entry *en = &e->entries[i];
                const struct feel_value *v =
                        en->expr ? typed(run, en->type, dmn__eval(run, en->expr, env))
                                 : &feel__null;

                if (str_empty(en->name))
                        return v;
                out[n++] = (struct feel_entry){ en->name, v };
                env = feel__env(run, env, en->name, v);
        }
        return feel__make_context(run, out, n);
}

static const struct feel_value *eval_invocation(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct feel_value **args;
        struct str *names;
        const struct feel_value *fn = e->a ? dmn__eval(run, e->a, env) : &feel__null;

        if (fn->kind != FEEL_FUNCTION)
                return feel__fail(run, "the invocation names no function");
        args = arena_raw(run->arena, MAX(e->n, 1) * sizeof *args);
        names = arena_raw(run->arena, MAX(e->n, 1) * sizeof *names);
        for (size_t i = 0; i < e->n; i++) {
                args[i] =
                        e->entries[i].expr ? dmn__eval(run, e->entries[i].expr, env) : &feel__null;
                args[i] = typed(run, e->entries[i].type, args[i]);
                names[i] = e->entries[i].name;
        }
        return feel__call_named(run, fn, names, args, e->n);
}

static const struct feel_value *eval_items(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct feel_value **items = arena_raw(run->arena, MAX(e->n, 1) * sizeof *items);

        for (size_t i = 0; i < e->n; i++)
                items[i] =
                        e->entries[i].expr ? dmn__eval(run, e->entries[i].expr, env) : &feel__null;
        return feel__make_list(run, items, e->n);
}

static const struct feel_value *eval_relation(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct feel_value **rows = arena_raw(run->arena, MAX(e->n, 1) * sizeof *rows), *cells;

        for (size_t i = 0; i < e->n; i++) {
                struct feel_entry *row = arena_raw(run->arena, MAX(e->n_columns, 1) * sizeof *row);

                cells = eval_items(run, e->entries[i].expr, env);
                for (size_t c = 0; c < e->n_columns; c++)
                        row[c] = (struct feel_entry){ e->columns[c], feel_item(cells, c) };
                rows[i] = feel__make_context(run, row, e->n_columns);
        }
        return feel__make_list(run, rows, e->n);
}

/* The list that an iterator goes through: a value of another kind is a list of one. */
static const struct feel_value *domain(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct feel_value *v = e ? dmn__eval(run, e, env) : &feel__null, **one;

        if (v->kind == FEEL_RANGE)
                return feel__range_items(run, v->range);
        if (v->kind == FEEL_LIST || v->kind == FEEL_NULL)
                return v;
        one = arena_raw(run->arena, sizeof *one);
        *one = v;
        return feel__list(run->arena, one, 1);
}

static const struct feel_value *eval_for(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct feel_value *list = domain(run, e->a, env);
        struct feel_values out = { 0 };

        if (list->kind != FEEL_LIST || !e->b)
                return feel__fail(run, "there is no list to go through");
        for (size_t i = 0; i < list->n; i++) {
                const struct feel_env *in = feel__env(run, env, e->name, list->items[i]);

                if (!feel__charge(run, 1 + i / 8) || !feel__room(run, 256))
                        return &feel__null;
                in = feel__env(run, in, STR("partial"), feel__make_list(run, out.ptr, out.n));
                if (!feel__values_add(run, &out, dmn__eval(run, e->b, in)))
                        return &feel__null;
        }
        return feel__make_list(run, out.ptr, out.n);
}

static const struct feel_value *eval_quantified(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct feel_value *list = domain(run, e->a, env), *v;
        bool some = e->kind == DMN_SOME;
        const struct feel_value *result = feel_bool(!some);

        if (list->kind != FEEL_LIST || !e->b)
                return feel__fail(run, "there is no list to go through");
        for (size_t i = 0; i < list->n; i++) {
                if (!feel__charge(run, 1) || !feel__room(run, 256))
                        return &feel__null;
                v = dmn__eval(run, e->b, feel__env(run, env, e->name, list->items[i]));
                if (v->kind != FEEL_BOOLEAN)
                        result = &feel__null;
                else if (v->truth == some)
                        return v;
        }
        return result;
}

static const struct feel_value *eval_filter(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct feel_value *list = domain(run, e->a, env), *v;
        struct feel_values out = { 0 };

        if (list->kind != FEEL_LIST || !e->b)
                return feel__fail(run, "there is no list to filter");
        for (size_t i = 0; i < list->n; i++) {
                if (!feel__charge(run, 1) || !feel__room(run, 256))
                        return &feel__null;
                v = dmn__eval(run, e->b, feel__item_env(run, env, list->items[i]));
                if (v->kind != FEEL_BOOLEAN)
                        return feel__fail(run, "a filter answers true or false");
                if (v->truth && !feel__values_add(run, &out, list->items[i]))
                        return &feel__null;
        }
        return feel__make_list(run, out.ptr, out.n);
}

static const struct feel_value *eval_conditional(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct dmn_expr *chosen =
                e->a && feel_is_true(dmn__eval(run, e->a, env)) ? e->b : e->c;

        return chosen ? dmn__eval(run, chosen, env) : &feel__null;
}

static const struct feel_value *eval_any(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        switch (e->kind) {
        case DMN_LITERAL:
                return e->feel ? feel__eval_with(run, e->feel, env) : &feel__null;
        case DMN_TABLE:
                return dmn__table(run, e->table, env);
        case DMN_CONTEXT:
                return eval_context(run, e, env);
        case DMN_INVOCATION:
                return eval_invocation(run, e, env);
        case DMN_RELATION:
                return eval_relation(run, e, env);
        case DMN_LIST:
                return eval_items(run, e, env);
        case DMN_FUNCTION:
                return boxed_function(run, e, env, NULL);
        case DMN_CONDITIONAL:
                return eval_conditional(run, e, env);
        case DMN_FOR:
                return eval_for(run, e, env);
        case DMN_SOME:
        case DMN_EVERY:
                return eval_quantified(run, e, env);
        case DMN_FILTER:
                return eval_filter(run, e, env);
        }
        return &feel__null;
}

const struct feel_value *dmn__eval(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env)
{
        const struct feel_value *v;

        if (!feel__charge(run, 1) || !feel__room(run, 64 * (e->n + 1)) || !feel__enter(run))
                return &feel__null;
        v = typed(run, e->type, eval_any(run, e, env));
        run->depth--;
        return run->stopped ? &feel__null : v;
}

static const struct dmn_element *find(
        const struct dmn_model *m, enum dmn_kind kind, struct str name)
{
        for (size_t i = 0; i < m->n_elements; i++) {
                const struct dmn_element *e = m->elements[i];

                if (e->kind == kind && e->defs == m->defs && str_eq(e->name, name))
                        return e;
        }
        return NULL;
}

const struct feel_value *dmn_decide(struct feel_run *run, const struct dmn_model *model,
        struct str decision, const struct feel_value *inputs)
{
        const struct dmn_element *e = find(model, DMN_DECISION, decision);

        if (!e)
                return feel__fail(run, "there is no decision \"%.*s\"", STRF(decision));
        return element_value(run, new_scope(run, model, inputs ? inputs : &feel__null), e);
}

const struct feel_value *dmn_service(struct feel_run *run, const struct dmn_model *model,
        struct str service, const struct feel_value *inputs)
{
        const struct dmn_element *e = find(model, DMN_SERVICE, service);
        const struct feel_value **args, *fn;
        size_t n;

        if (!e)
                return feel__fail(run, "there is no decision service \"%.*s\"", STRF(service));
        n = e->n_in_data + e->n_in_decisions;
        args = arena_raw(run->arena, MAX(n, 1) * sizeof *args);
        for (size_t i = 0; i < n; i++) {
                args[i] = inputs ? feel_get(inputs, e->params[i].name) : NULL;
                if (!args[i])
                        args[i] = &feel__null;
        }
        fn = element_value(run, new_scope(run, model, &feel__null), e);
        return feel__call(run, fn, args, n);
}
