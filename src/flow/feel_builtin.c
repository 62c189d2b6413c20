/*
 * src/flow/feel_builtin.c: finds the row of a built-in function that fits the arguments of a call
 * and puts them in order. What the functions do is in the other feel_builtin_*.c.
 */
#include <pthread.h>

#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"
#include "flow/feel_lex.h"

#define PARAMS_MAX  8
#define KIND_BIT(k) (1u << (k))

struct param {
        struct str name;
        unsigned kinds; /* bits of enum feel_kind */
        bool optional;
};

struct row { /* a feel_builtin_row, read */
        struct param params[PARAMS_MAX];
        size_t n, least;
        bool variadic;
        feel_builtin_fn *fn;
};

struct feel_builtin {
        struct str name;
        struct row rows[4];
        size_t n_rows;
        const struct feel_value *value;
};

static struct feel_builtin builtins[128];
static size_t n_builtins;
static struct feel_names *names;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static unsigned kind_bits(char c)
{
        static const char letters[] = "bnsdtmDMlcrf";
        const char *at = strchr(letters, c);

        if (c == '*')
                return (1u << FEEL_KIND_MAX) - 1;
        CHECK(c && at);
        return KIND_BIT(FEEL_BOOLEAN + (at - letters));
}

/* "start position:n length:n?" */
static void read_params(struct str spec, struct row *r)
{
        while (spec.len) {
                ptrdiff_t colon = str_find_char(spec, ':');
                struct param *p = &r->params[r->n];
                size_t i;

                if (str_is(str_trim(spec), "...")) {
                        r->variadic = true;
                        return;
                }
                CHECK(colon > 0 && r->n < PARAMS_MAX);
                p->name = str_trim(str_sub(spec, 0, (size_t)colon));
                for (i = (size_t)colon + 1; i < spec.len && spec.ptr[i] != ' '; i++) {
                        if (spec.ptr[i] == '?')
                                p->optional = true;
                        else
                                p->kinds |= kind_bits(spec.ptr[i]);
                }
                if (p->optional)
                        p->kinds |= KIND_BIT(FEEL_NULL);
                else
                        r->least = r->n + 1;
                r->n++;
                spec = str_sub(spec, MIN(i + 1, spec.len), SIZE_MAX);
        }
}

static void read_rows(struct arena *a, const struct feel_builtin_row *from)
{
        for (; from->name; from++) {
                struct feel_builtin *b = NULL;

                for (size_t i = 0; i < n_builtins && !b; i++)
                        if (str_is(builtins[i].name, from->name))
                                b = &builtins[i];
                if (!b) {
                        struct feel_function f = { 0 };

                        CHECK(n_builtins < ARRAY_LEN(builtins));
                        b = &builtins[n_builtins++];
                        b->name = str_of(from->name);
                        f.builtin = b;
                        f.name = b->name;
                        b->value = feel__function(a, &f);
                        feel__names_put(names, b->name, FEEL_USE_VARIABLE, NULL);
                }
                CHECK(b->n_rows < ARRAY_LEN(b->rows));
                b->rows[b->n_rows].fn = from->fn;
                read_params(str_of(from->params), &b->rows[b->n_rows++]);
        }
}

/* Lives as long as the process. */
static void read_all(void)
{
        static const char *const members[] = { "start included", "end included", "time offset",
                "timezone", "start", "end" };
        struct arena *a = arena_new(1 << 20);

        names = feel_names_new(a, NULL);
        read_rows(a, feel__rows_text);
        read_rows(a, feel__rows_list);
        read_rows(a, feel__rows_number);
        read_rows(a, feel__rows_time);
        read_rows(a, feel__rows_range);
        read_rows(a, feel__rows_context);
        for (size_t i = 0; i < ARRAY_LEN(members); i++)
                feel_names_add_member(names, str_of(members[i]));
}

const struct feel_names *feel__builtin_names(void)
{
        pthread_once(&once, read_all);
        return names;
}

const struct feel_value *feel__builtin_value(struct str name)
{
        pthread_once(&once, read_all);
        for (size_t i = 0; i < n_builtins; i++)
                if (str_eq(builtins[i].name, name))
                        return builtins[i].value;
        return NULL;
}

bool feel__builtin_accepts(const struct feel_builtin *f, size_t n)
{
        for (size_t i = 0; i < f->n_rows; i++)
                if (f->rows[i].variadic || (n >= f->rows[i].least && n <= f->rows[i].n))
                        return true;
        return false;
}

/* The argument as the parameter wants it, or NULL. */
static const struct feel_value *fit(
        struct feel_run *run, const struct param *p, const struct feel_value *v)
{
        const struct feel_value **one;

        if (p->kinds & KIND_BIT(v->kind))
                return v;
        if (v->kind == FEEL_LIST && v->n == 1 && v->items[0]->kind != FEEL_NULL &&
                (p->kinds & KIND_BIT(v->items[0]->kind)))
                return v->items[0];
        if ((p->kinds & KIND_BIT(FEEL_LIST)) && v->kind != FEEL_NULL) {
                one = arena_raw(run->arena, sizeof *one);
                *one = v;
                return feel__make_list(run, one, 1);
        }
        return NULL;
}

/* Arguments in the order of the row's parameters; false when they do not fit it. */
static bool bind(struct feel_run *run, const struct row *r, const struct feel_value *const *args,
        size_t n, const struct str *given, const struct feel_value **ret_args)
{
        if (n > r->n || (!given && n < r->least))
                return false;
        for (size_t i = 0; i < r->n; i++)
                ret_args[i] = NULL;
        for (size_t j = 0; j < n; j++) {
                size_t i = given ? 0 : j;

                while (given && i < r->n && !str_eq(r->params[i].name, given[j]))
                        i++;
                if (i == r->n || ret_args[i])
                        return false;
                ret_args[i] = fit(run, &r->params[i], args[j]);
                if (!ret_args[i])
                        return false;
        }
        for (size_t i = 0; i < r->n; i++) {
                if (!ret_args[i] && !r->params[i].optional)
                        return false;
                if (!ret_args[i])
                        ret_args[i] = &feel__null;
        }
        return true;
}

const struct feel_value *feel__builtin_call(struct feel_run *run, const struct feel_builtin *f,
        const struct feel_value *const *args, size_t n, const struct str *given)
{
        const struct feel_value *bound[PARAMS_MAX], *list;

        for (size_t i = 0; i < f->n_rows; i++) {
                const struct row *r = &f->rows[i];

                if (r->variadic && !given && (n > 1 || (n == 1 && args[0]->kind != FEEL_NULL))) {
                        list = feel_list(run->arena, args, n);
                        return r->fn(run, &list);
                }
                if (!r->variadic && bind(run, r, args, n, given, bound))
                        return r->fn(run, bound);
        }
        return feel__fail(run, "%.*s: the arguments do not fit", STRF(f->name));
}
