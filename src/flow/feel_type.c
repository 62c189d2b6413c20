/*
 * src/flow/feel_type.c: conformance and implicit conversion of values to types.
 */
#include "flow/feel_type.h"
#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"
#include "flow/feel_lex.h"
#include "flow/feel_time.h"

static const struct {
        const char *name;
        struct feel_type type;
} builtin[] = {
        { "Any", { .kind = TYPE_ANY } },
        { "Null", { .kind = TYPE_NULL } },
        { "number", { .kind = TYPE_SIMPLE, .simple = FEEL_NUMBER } },
        { "string", { .kind = TYPE_SIMPLE, .simple = FEEL_STRING } },
        { "boolean", { .kind = TYPE_SIMPLE, .simple = FEEL_BOOLEAN } },
        { "date", { .kind = TYPE_SIMPLE, .simple = FEEL_DATE } },
        { "time", { .kind = TYPE_SIMPLE, .simple = FEEL_TIME } },
        { "date and time", { .kind = TYPE_SIMPLE, .simple = FEEL_DATE_TIME } },
        { "dateTime", { .kind = TYPE_SIMPLE, .simple = FEEL_DATE_TIME } },
        { "days and time duration", { .kind = TYPE_SIMPLE, .simple = FEEL_DAYS } },
        { "dayTimeDuration", { .kind = TYPE_SIMPLE, .simple = FEEL_DAYS } },
        { "years and months duration", { .kind = TYPE_SIMPLE, .simple = FEEL_MONTHS } },
        { "yearMonthDuration", { .kind = TYPE_SIMPLE, .simple = FEEL_MONTHS } },
        { "duration", { .kind = TYPE_DURATION } },
        { "context", { .kind = TYPE_CONTEXT } },
        { "list", { .kind = TYPE_LIST } },
        { "range", { .kind = TYPE_RANGE } },
        { "function", { .kind = TYPE_FUNCTION } },
};

const struct feel_type *feel__type_builtin(struct str name)
{
        for (size_t i = 0; i < ARRAY_LEN(builtin); i++)
                if (str_is(name, builtin[i].name))
                        return &builtin[i].type;
        return NULL;
}

const struct feel_type *feel__type_at(struct str text, size_t pos, size_t *ret_end, size_t least)
{
        const struct feel_type *best = NULL;

        for (size_t i = 0; i < ARRAY_LEN(builtin); i++) {
                size_t end = feel__match_name(str_of(builtin[i].name), text, pos);

                if (end > least) {
                        least = *ret_end = end;
                        best = &builtin[i].type;
                }
        }
        return best;
}

static bool passes(struct feel_run *run, const struct feel_expr *tests, const struct feel_value *v)
{
        const struct feel_env *env;

        if (!tests)
                return true;
        env = feel__env(run, NULL, STR("?"), v);
        return feel_is_true(feel__eval_with(run, tests, env));
}

/* Same shape: equivalent for parameters, for functions are compared and not run. */
static bool type_fits(const struct feel_type *want, const struct feel_type *have, int depth)
{
        while (want && want->kind == TYPE_SAME)
                want = want->of;
        while (have && have->kind == TYPE_SAME)
                have = have->of;
        if (!want || want->kind == TYPE_ANY || depth > 20)
                return true;
        if (!have || have->kind != want->kind || have->simple != want->simple)
                return false;
        if (want->kind == TYPE_LIST || want->kind == TYPE_RANGE)
                return type_fits(want->of, have->of, depth + 1);
        if (want->kind == TYPE_CONTEXT) {
                for (size_t i = 0; i < want->n; i++) {
                        size_t j = 0;

                        while (j < have->n && !str_eq(have->parts[j].name, want->parts[i].name))
                                j++;
                        if (j == have->n ||
                                !type_fits(want->parts[i].type, have->parts[j].type, depth + 1))
                                return false;
                }
        }
        return true;
}

static bool function_fits(const struct feel_type *t, const struct feel_function *f)
{
        const struct feel_param *params = f->params;
        size_t n = f->n_params;

        if (!t->n && !t->of)
                return true;
        if (f->builtin)
                return feel__builtin_accepts(f->builtin, t->n);
        if (n != t->n)
                return false;
        for (size_t i = 0; i < n; i++) /* contravariant: it must take what the type promises */
                if (params[i].type && !type_fits(params[i].type, t->parts[i].type, 0))
                        return false;
        return !t->of || !f->result || type_fits(t->of, f->result, 0);
}

static bool context_fits(
        struct feel_run *run, const struct feel_type *t, const struct feel_value *v)
{
        for (size_t i = 0; i < t->n; i++) {
                const struct feel_value *m = feel_get(v, t->parts[i].name);

                if (!m || !feel__conforms(run, t->parts[i].type, m))
                        return false;
        }
        return true;
}

static bool list_fits(struct feel_run *run, const struct feel_type *t, const struct feel_value *v)
{
        if (t->of && !feel__charge(run, v->n))
                return false;
        for (size_t i = 0; t->of && i < v->n; i++)
                if (!feel__conforms(run, t->of, v->items[i]))
                        return false;
        return true;
}

static bool is_of(struct feel_run *run, const struct feel_type *t, const struct feel_value *v)
{
        switch (t->kind) {
        case TYPE_ANY:
                return true;
        case TYPE_NULL:
                return v->kind == FEEL_NULL;
        case TYPE_SIMPLE:
                return v->kind == t->simple;
        case TYPE_DURATION:
                return v->kind == FEEL_DAYS || v->kind == FEEL_MONTHS;
        case TYPE_LIST:
                return v->kind == FEEL_LIST && list_fits(run, t, v);
        case TYPE_RANGE:
                return v->kind == FEEL_RANGE &&
                       (!t->of || (feel__conforms(run, t->of, v->range->lo) &&
                                          feel__conforms(run, t->of, v->range->hi)));
        case TYPE_CONTEXT:
                return v->kind == FEEL_CONTEXT && context_fits(run, t, v);
        case TYPE_FUNCTION:
                return v->kind == FEEL_FUNCTION && function_fits(t, v->function);
        case TYPE_SAME:
                return feel__instance_of(run, t->of, v);
        }
        return false;
}

bool feel__instance_of(struct feel_run *run, const struct feel_type *t, const struct feel_value *v)
{
        bool fits;

        if (!t)
                return true;
        if (v->kind == FEEL_NULL)
                return t->kind == TYPE_NULL ||
                       (t->kind == TYPE_SAME && feel__instance_of(run, t->of, v));
        if (!feel__enter(run))
                return false;
        fits = is_of(run, t, v);
        if (fits && t->allowed && t->kind == TYPE_LIST) {
                for (size_t i = 0; fits && i < v->n; i++)
                        fits = passes(run, t->allowed, v->items[i]);
        } else if (fits) {
                fits = passes(run, t->allowed, v);
        }
        fits = fits && passes(run, t->constraint, v);
        run->depth--;
        return fits;
}

bool feel__conforms(struct feel_run *run, const struct feel_type *t, const struct feel_value *v)
{
        return !t || v->kind == FEEL_NULL || feel__instance_of(run, t, v);
}

static const struct feel_type *bare(const struct feel_type *t)
{
        while (t && t->kind == TYPE_SAME)
                t = t->of;
        return t;
}

const struct feel_value *feel__coerce(struct feel_run *run, const struct feel_type *type,
        const struct feel_value *v, bool *ret_failed)
{
        const struct feel_type *t = bare(type);
        const struct feel_value **one;

        if (!t || feel__conforms(run, type, v))
                return v;
        if (v->kind == FEEL_LIST && v->n == 1 && t->kind != TYPE_LIST &&
                feel__conforms(run, type, v->items[0]))
                return v->items[0];
        if (t->kind == TYPE_LIST && v->kind != FEEL_LIST) {
                one = arena_raw(run->arena, sizeof *one);
                *one = v;
                v = feel__make_list(run, one, 1);
                if (feel__conforms(run, type, v))
                        return v;
        }
        if (t->kind == TYPE_SIMPLE && t->simple == FEEL_DATE_TIME && v->kind == FEEL_DATE) {
                struct feel_when w = v->when;

                w.offset_kind = FEEL_OFFSET;
                w.offset = 0;
                return feel__when(run->arena, FEEL_DATE_TIME, &w);
        }
        *ret_failed = true;
        if (type->name.ptr)
                return feel__fail(run, "the value is no \"%.*s\"", STRF(type->name));
        return feel__fail(
                run, "%s is not of the type that is expected here", feel__kind_name(v->kind));
}
