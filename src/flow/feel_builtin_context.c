/*
 * src/flow/feel_builtin_context.c: context functions and is() (DMN 1.5, 10.3.4.9, 10.3.4.10).
 */
#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"

#define ARGS struct feel_run *run, const struct feel_value *const *a
typedef const struct feel_value *result;

static result fn_get_value(ARGS)
{
        result v = feel__charge(run, a[0]->n / 16) ? feel_get(a[0], a[1]->string) : NULL;

        return v ? v : feel__fail(run, "get value: there is no \"%.*s\"", STRF(a[1]->string));
}

static result fn_get_value_path(ARGS)
{
        result v = a[0];

        for (size_t i = 0; i < a[1]->n; i++) {
                if (a[1]->items[i]->kind != FEEL_STRING)
                        return feel__fail(run, "get value: keys are strings");
                v = feel__charge(run, 1 + feel_count(v) / 16) ? feel_get(v, a[1]->items[i]->string)
                                                              : NULL;
                if (!v)
                        return feel__fail(run, "get value: there is no \"%.*s\"",
                                STRF(a[1]->items[i]->string));
        }
        return v;
}

static result fn_get_entries(ARGS)
{
        struct feel_values out = { 0 };

        for (size_t i = 0; i < a[0]->n; i++) {
                struct feel_entry *e;

                if (!feel__room(run, 256))
                        return &feel__null;
                e = arena_raw(run->arena, 2 * sizeof *e);
                e[0] = (struct feel_entry){ STR("key"),
                        feel_string(run->arena, a[0]->entries[i].key) };
                e[1] = (struct feel_entry){ STR("value"), a[0]->entries[i].value };
                if (!feel__values_add(run, &out, feel__make_context(run, e, 2)))
                        return &feel__null;
        }
        return feel__make_list(run, out.ptr, out.n);
}

/* A copy of the entries with room for `more`. */
static struct feel_entry *entries(struct feel_run *run, result context, size_t more)
{
        size_t n = context->n + more;
        struct feel_entry *e;

        if (!feel__charge(run, n) || !feel__room(run, n * sizeof *e))
                return NULL;
        e = arena_raw(run->arena, MAX(n, 1) * sizeof *e);
        if (context->n)
                memcpy(e, context->entries, context->n * sizeof *e);
        return e;
}

/* Sets one entry of *n; the array has room. */
static void set(struct feel_entry *e, size_t *n, struct str key, result value)
{
        size_t i = 0;

        while (i < *n && !str_eq(e[i].key, key))
                i++;
        e[i] = (struct feel_entry){ key, value };
        *n += i == *n;
}

static result fn_context(ARGS)
{
        struct feel_entry *e;
        size_t n = 0;

        if (!feel__charge(run, a[0]->n) || !feel__room(run, a[0]->n * sizeof *e))
                return &feel__null;
        e = arena_raw(run->arena, MAX(a[0]->n, 1) * sizeof *e);
        for (size_t i = 0; i < a[0]->n; i++) {
                result key = feel_get(a[0]->items[i], STR("key"));
                result value = feel_get(a[0]->items[i], STR("value"));
                size_t before = n;

                if (!key || !value || key->kind != FEEL_STRING)
                        return feel__fail(run, "context: item %zu has no key and value", i + 1);
                if (!feel__charge(run, n / 8))
                        return &feel__null;
                set(e, &n, key->string, value);
                if (n == before)
                        return feel__fail(
                                run, "context: the key \"%.*s\" stands twice", STRF(key->string));
        }
        return feel__make_context(run, e, n);
}

static result fn_put(ARGS)
{
        struct feel_entry *e = entries(run, a[0], 1);
        size_t n = a[0]->n;

        if (!e)
                return &feel__null;
        set(e, &n, a[1]->string, a[2]);
        return feel__make_context(run, e, n);
}

static result put_path(struct feel_run *run, result context, const struct feel_value *const *keys,
        size_t n_keys, result value)
{
        struct feel_entry *e;
        size_t n;

        if (n_keys == 0)
                return value;
        if (context->kind != FEEL_CONTEXT || keys[0]->kind != FEEL_STRING || !feel__enter(run))
                return feel__fail(run, "context put: the path does not lead to a context");
        if (n_keys > 1) {
                result inner = feel_get(context, keys[0]->string);

                value = put_path(run, inner ? inner : &feel__null, keys + 1, n_keys - 1, value);
                if (value->kind != FEEL_CONTEXT)
                        return value;
        }
        run->depth--;
        n = context->n;
        e = entries(run, context, 1);
        if (!e)
                return &feel__null;
        set(e, &n, keys[0]->string, value);
        return feel__make_context(run, e, n);
}

static result fn_put_path(ARGS)
{
        if (a[1]->n == 0)
                return feel__fail(run, "context put: a key expected");
        return put_path(run, a[0], a[1]->items, a[1]->n, a[2]);
}

static result fn_merge(ARGS)
{
        struct feel_entry *e;
        size_t n = 0, most = 0;

        for (size_t i = 0; i < a[0]->n; i++) {
                if (a[0]->items[i]->kind != FEEL_CONTEXT)
                        return feel__fail(run, "context merge: item %zu is no context", i + 1);
                most += a[0]->items[i]->n;
        }
        if (!feel__charge(run, most) || !feel__room(run, most * sizeof *e))
                return &feel__null;
        e = arena_raw(run->arena, MAX(most, 1) * sizeof *e);
        for (size_t i = 0; i < a[0]->n; i++) {
                result c = a[0]->items[i];

                for (size_t j = 0; j < c->n && feel__charge(run, n / 8); j++)
                        set(e, &n, c->entries[j].key, c->entries[j].value);
        }
        return feel__make_context(run, e, n);
}

static result fn_is(ARGS)
{
        if (!feel__charge(run, a[0]->weight))
                return &feel__null;
        return feel_bool(feel__same(a[0], a[1]));
}

const struct feel_builtin_row feel__rows_context[] = {
        { "get value", "m:c key:s", fn_get_value },
        { "get value", "m:c keys:l", fn_get_value_path },
        { "get entries", "m:c", fn_get_entries },
        { "context", "entries:l", fn_context },
        { "context put", "context:c key:s value:*", fn_put },
        { "context put", "context:c keys:l value:*", fn_put_path },
        { "context merge", "contexts:l", fn_merge },
        { "is", "value1:*? value2:*?", fn_is },
        { 0 },
};
