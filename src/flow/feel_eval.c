/*
 * src/flow/feel_eval.c: walks the tree of a compiled expression. What the operators mean is in
 * feel_op.c, iteration in feel_iter.c, built-in functions in feel_builtin*.c. An error is the null
 * value with a note; nothing here stops but a limit, after which every node answers null at once.
 */
#include "flow/feel_eval.h"
#include "flow/feel_builtin.h"
#include "flow/feel_lex.h"
#include "base/clock.h"

#define NOTES_MAX 20

const struct feel_limits feel_limits_default = { 5000000, 1000, (size_t)64 << 20 };

struct feel_run *feel_run_new(struct arena *a, const struct feel_limits *limits)
{
        struct feel_run *run = NEW(a, struct feel_run);

        run->arena = a;
        run->limits = limits ? *limits : feel_limits_default;
        run->memory_at_start = arena_used(a);
        run->last_note = &run->notes;
        run->now = I64_NULL;
        return run;
}

void feel_run_set_now(struct feel_run *run, i64 now)
{
        run->now = now;
}

const struct feel_note *feel_run_notes(const struct feel_run *run)
{
        return run->notes;
}

bool feel_run_stopped(const struct feel_run *run)
{
        return run->stopped;
}

const struct feel_value *feel__fail(struct feel_run *run, const char *fmt, ...)
{
        struct feel_note *note;
        va_list ap;

        if (run->stopped || run->n_notes >= NOTES_MAX || (run->node && run->node == run->noted))
                return &feel__null;
        run->noted = run->node;
        run->n_notes++;
        note = NEW(run->arena, struct feel_note);
        va_start(ap, fmt);
        note->text = str_vfmt(run->arena, fmt, ap);
        va_end(ap);
        note->line = note->column = 1;
        if (run->unit) {
                struct str s = run->unit->text;

                note->source = run->unit->source;
                for (size_t i = 0; run->node && i < run->node->pos && i < s.len; i++) {
                        if (s.ptr[i] == '\n') {
                                note->line++;
                                note->column = 1;
                        } else if (((unsigned char)s.ptr[i] & 0xc0) != 0x80) {
                                note->column++;
                        }
                }
        }
        *run->last_note = note;
        run->last_note = (struct feel_note **)&note->next;
        return &feel__null;
}

static bool stop(struct feel_run *run, const char *why)
{
        if (!run->stopped) {
                run->n_notes = MIN(run->n_notes, NOTES_MAX - 1);
                run->noted = NULL;
                feel__fail(run, "%s", why);
                run->stopped = true;
        }
        return false;
}

bool feel__charge(struct feel_run *run, u64 n)
{
        run->steps += n;
        if (run->steps > run->limits.steps)
                return stop(run, "the expression needs too many steps");
        return !run->stopped;
}

bool feel__room(struct feel_run *run, size_t size)
{
        size_t used = arena_used(run->arena) - run->memory_at_start;

        if (used > run->limits.memory || size > run->limits.memory - used)
                return stop(run, "the expression needs too much memory");
        return !run->stopped;
}

bool feel__enter(struct feel_run *run)
{
        if (++run->depth > run->limits.depth)
                return stop(run, "the evaluation is nested too deeply");
        return true;
}

static const struct feel_value *not_null(struct feel_run *run, const struct feel_value *v)
{
        return v->kind == FEEL_NULL ? feel__fail(run, "the value is too large or too deep") : v;
}

const struct feel_value *feel__make_list(
        struct feel_run *run, const struct feel_value **items, size_t n)
{
        return not_null(run, feel__list(run->arena, items, n));
}

const struct feel_value *feel__make_context(
        struct feel_run *run, struct feel_entry *entries, size_t n)
{
        return not_null(run, feel__context(run->arena, entries, n));
}

bool feel__values_add(struct feel_run *run, struct feel_values *l, const struct feel_value *v)
{
        if (l->n == l->cap) {
                size_t cap = l->cap ? l->cap * 2 : 8;
                const struct feel_value **more;

                if (!feel__room(run, cap * sizeof *more))
                        return false;
                more = arena_raw(run->arena, cap * sizeof *more);
                if (l->n)
                        memcpy(more, l->ptr, l->n * sizeof *more);
                l->ptr = more;
                l->cap = cap;
        }
        l->ptr[l->n++] = v;
        return feel__charge(run, 1);
}

const struct feel_env *feel__env(struct feel_run *run, const struct feel_env *up, struct str name,
        const struct feel_value *value)
{
        struct feel_env *e = arena_raw(run->arena, sizeof *e);

        *e = (struct feel_env){ up, name, value };
        return e;
}

/* Long chains of names cost steps, so that many look-ups in them end. */
static const struct feel_value *lookup(
        struct feel_run *run, const struct feel_env *env, struct str name)
{
        for (; env; env = env->up) {
                run->steps += (++run->looks & 15) == 0;
                if (env->name.ptr) {
                        if (str_eq(env->name, name))
                                return env->value;
                } else {
                        const struct feel_value *v = feel_get(env->value, name);

                        run->steps += feel_count(env->value) / 16;

                        if (v)
                                return v;
                }
        }
        return NULL;
}

static const struct feel_value *eval_name(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value *v = lookup(run, env, n->name);

        if (v)
                return v;
        if (n->value)
                return n->value;
        return feel__fail(run, "unknown name \"%.*s\"", STRF(n->name));
}

/* Three-valued logic (Table 38): the other side decides when one is not boolean. */
static const struct feel_value *eval_logic(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        bool decides = n->kind == NODE_OR; /* true or x, false and x */
        const struct feel_value *a = feel__eval(run, n->a, env), *b;

        if (a->kind == FEEL_BOOLEAN && a->truth == decides)
                return a;
        b = feel__eval(run, n->b, env);
        if (b->kind == FEEL_BOOLEAN && b->truth == decides)
                return b;
        return a->kind == FEEL_BOOLEAN && b->kind == FEEL_BOOLEAN ? a : &feel__null;
}

static const struct feel_value *eval_between(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value *v = feel__eval(run, n->a, env), *lo = feel__eval(run, n->b, env),
                                *hi = feel__eval(run, n->c, env);
        int x, y;

        if (!feel__compare(v, lo, &x) || !feel__compare(v, hi, &y))
                return feel__fail(run, "between: %s, %s and %s have no order",
                        feel__kind_name(v->kind), feel__kind_name(lo->kind),
                        feel__kind_name(hi->kind));
        return feel_bool(x >= 0 && y <= 0);
}

static bool orderable(const struct feel_value *v)
{
        return v->kind == FEEL_NULL || (v->kind >= FEEL_NUMBER && v->kind <= FEEL_MONTHS);
}

static const struct feel_value *eval_range(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        struct feel_range r = { .lo = feel__eval(run, n->a, env),
                .hi = feel__eval(run, n->b, env),
                .lo_in = n->lo_in,
                .hi_in = n->hi_in };
        int o;

        if (!orderable(r.lo) || !orderable(r.hi) ||
                (r.lo->kind != r.hi->kind && r.lo->kind != FEEL_NULL && r.hi->kind != FEEL_NULL))
                return feel__fail(run, "the ends of a range must be of one kind with an order");
        if (feel__compare(r.lo, r.hi, &o) && o > 0)
                return feel__fail(run, "the start of the range lies after its end");
        return feel__range(run->arena, &r);
}

/* "(< 5)" as a value is a range that is open on one side (10.3.2.7). */
static const struct feel_value *eval_operator_range(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value *v = feel__eval(run, n->a, env);
        struct feel_range r = { .lo = &feel__null, .hi = &feel__null };

        if (!orderable(v) || v->kind == FEEL_NULL)
                return feel__fail(run, "this value makes no range");
        if (n->op == OP_EQ || n->op == OP_NE) {
                r.lo = r.hi = v;
                r.point = r.lo_in = r.hi_in = n->op == OP_EQ;
                r.except = n->op == OP_NE;
        } else if (n->op == OP_LT || n->op == OP_LE) {
                r.hi = v;
                r.hi_in = n->op == OP_LE;
                r.lo_free = true;
        } else {
                r.lo = v;
                r.lo_in = n->op == OP_GE;
                r.hi_free = true;
        }
        return feel__range(run->arena, &r);
}

static const struct feel_value *eval_list(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value **items = arena_raw(run->arena, MAX(n->n, 1) * sizeof *items);

        for (u32 i = 0; i < n->n; i++)
                items[i] = feel__eval(run, n->items[i], env);
        return feel__make_list(run, items, n->n);
}

static const struct feel_value *eval_context(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        struct feel_entry *e = arena_raw(run->arena, MAX(n->n, 1) * sizeof *e);

        if (n->op)
                return feel__fail(run, "a key of the context stands twice");
        for (u32 i = 0; i < n->n; i++) {
                e[i] = (struct feel_entry){ n->names[i], feel__eval(run, n->items[i], env) };
                env = feel__env(run, env, n->names[i], e[i].value);
        }
        return feel__make_context(run, e, n->n);
}

static const struct feel_value *eval_function(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        struct feel_function f = { .body = n->a,
                .unit = run->unit,
                .env = env,
                .params = n->params,
                .n_params = n->n,
                .result = n->type };

        return feel__function(run->arena, &f);
}

static const struct feel_value *call_closure(struct feel_run *run, const struct feel_function *f,
        const struct feel_value *const *args, size_t n)
{
        const struct feel_expr *unit = run->unit;
        const struct feel_env *env = f->env;
        const struct feel_value *v;
        bool failed = false;

        if (!f->body)
                return feel__fail(run, "external functions are not run");
        if (n != f->n_params)
                return feel__fail(run, "%zu arguments given, %zu expected", n, f->n_params);
        for (size_t i = 0; i < n; i++) {
                v = feel__coerce(run, f->params[i].type, args[i], &failed);
                if (failed)
                        return feel__fail(run, "the argument \"%.*s\" is not of its type",
                                STRF(f->params[i].name));
                env = feel__env(run, env, f->params[i].name, v);
        }
        run->unit = f->unit;
        v = feel__coerce(run, f->result, feel__eval(run, f->body, env), &failed);
        run->unit = unit;
        return v;
}

/* A host's function: its parameters are typed as those of a closure are. */
static const struct feel_value *call_host(struct feel_run *run, const struct feel_function *f,
        const struct feel_value *const *args, size_t n)
{
        const struct feel_value *cast[64];
        bool failed = false;

        if (n != f->n_params || n > ARRAY_LEN(cast))
                return feel__fail(run, "%zu arguments given, %zu expected", n, f->n_params);
        for (size_t i = 0; i < n; i++) {
                cast[i] = feel__coerce(run, f->params[i].type, args[i], &failed);
                if (failed)
                        return feel__fail(run, "the argument \"%.*s\" is not of its type",
                                STRF(f->params[i].name));
        }
        return f->host(run, f->self, cast, n);
}

const struct feel_value *feel__call(struct feel_run *run, const struct feel_value *fn,
        const struct feel_value *const *args, size_t n)
{
        const struct feel_value *v = &feel__null;

        if (fn->kind != FEEL_FUNCTION)
                return feel__fail(run, "%s cannot be called", feel__kind_name(fn->kind));
        if (!feel__charge(run, 1) || !feel__room(run, 256) || !feel__enter(run))
                return &feel__null;
        if (fn->function->builtin)
                v = feel__builtin_call(run, fn->function->builtin, args, n, NULL);
        else if (fn->function->host)
                v = call_host(run, fn->function, args, n);
        else
                v = call_closure(run, fn->function, args, n);
        run->depth--;
        return v;
}

const struct feel_value *feel__call_named(struct feel_run *run, const struct feel_value *fn,
        const struct str *names, const struct feel_value *const *given, size_t n)
{
        const struct feel_value *args[64], *v;
        const struct feel_function *f = fn->function;

        if (f->builtin) {
                if (!feel__enter(run))
                        return &feel__null;
                v = feel__builtin_call(run, f->builtin, given, n, names);
                run->depth--;
                return v;
        }
        if (f->n_params > ARRAY_LEN(args) || n > f->n_params)
                return feel__fail(run, "too many arguments");
        for (size_t i = 0; i < f->n_params; i++)
                args[i] = NULL;
        for (size_t j = 0; j < n; j++) {
                size_t i = 0;

                while (i < f->n_params && !str_eq(f->params[i].name, names[j]))
                        i++;
                if (i == f->n_params || args[i])
                        return feel__fail(run, "there is no parameter \"%.*s\"", STRF(names[j]));
                args[i] = given[j];
        }
        for (size_t i = 0; i < f->n_params; i++)
                if (!args[i])
                        return feel__fail(
                                run, "the parameter \"%.*s\" is missing", STRF(f->params[i].name));
        return feel__call(run, fn, args, f->n_params);
}

static const struct feel_value *eval_call(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value *fn = feel__eval(run, n->a, env);
        const struct feel_value *few[8], **args = few;

        if (fn->kind != FEEL_FUNCTION)
                return feel__fail(run, "%s cannot be called", feel__kind_name(fn->kind));
        if (n->n > ARRAY_LEN(few)) {
                if (!feel__room(run, n->n * sizeof *args))
                        return &feel__null;
                args = arena_raw(run->arena, n->n * sizeof *args);
        }
        for (u32 i = 0; i < n->n; i++)
                args[i] = feel__eval(run, n->items[i], env);
        run->node = n;
        if (run->stopped)
                return &feel__null;
        return n->names ? feel__call_named(run, fn, n->names, args, n->n)
                        : feel__call(run, fn, args, n->n);
}

/* x in y where y is a value: a range, a list of values and ranges, or a value (Table 55). */
const struct feel_value *feel__eval_in(
        struct feel_run *run, const struct feel_value *v, const struct feel_value *in)
{
        int is;

        if (in->kind == FEEL_RANGE && v->kind != FEEL_RANGE) {
                is = feel__in_range(v, in->range);
                return is < 0 ? feel__fail(
                                        run, "%s cannot be in this range", feel__kind_name(v->kind))
                              : feel_bool(is);
        }
        if (in->kind == FEEL_LIST) {
                if (!feel__charge(run, in->weight))
                        return &feel__null;
                if (v->kind == FEEL_LIST && feel_equal(v, in) == 1)
                        return &feel__true;
                for (size_t i = 0; i < in->n; i++) {
                        const struct feel_value *item = in->items[i];

                        if (feel_equal(v, item) == 1 ||
                                (item->kind == FEEL_RANGE && feel__in_range(v, item->range) == 1))
                                return &feel__true;
                }
                return &feel__false;
        }
        return feel__compare_op(run, OP_EQ, v, in);
}

/*
 * One test of a cell or of `in`. A test that mentions `?`, or gives a boolean while the input is of
 * another kind, has decided by itself.
 */
bool feel__eval_test(struct feel_run *run, const struct feel_node *n, const struct feel_env *env,
        const struct feel_value *input, const struct feel_value **ret_result)
{
        const struct feel_value *v;

        if (n->kind == NODE_OPERATOR_TEST) {
                v = feel__eval(run, n->a, env);
                *ret_result = feel__compare_op(run, n->op, input, v);
        } else {
                v = feel__eval(run, n, env);
                if (n->asks || (v->kind == FEEL_BOOLEAN && input->kind != FEEL_BOOLEAN &&
                                       input->kind != FEEL_LIST))
                        *ret_result = v;
                else
                        *ret_result = feel__eval_in(run, input, v);
        }
        return feel_is_true(*ret_result);
}

static const struct feel_value *eval_in(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value *input = feel__eval(run, n->a, env), *r, *result = &feel__false;

        for (u32 i = 0; i < n->n; i++) {
                const struct feel_node *t = n->items[i];

                if (t->kind == NODE_OPERATOR_TEST)
                        feel__eval_test(run, t, env, input, &r);
                else
                        r = feel__eval_in(run, input, feel__eval(run, t, env));
                if (feel_is_true(r))
                        return r;
                if (r->kind == FEEL_NULL)
                        result = r;
        }
        return result;
}

static const struct feel_value *eval_tests(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value *input = lookup(run, env, STR("?")), *r, *result = &feel__false;

        if (n->n == 0)
                return &feel__true;
        if (!input)
                input = &feel__null;
        for (u32 i = 0; i < n->n && result != &feel__true; i++) {
                if (feel__eval_test(run, n->items[i], env, input, &r))
                        result = &feel__true;
                else if (r->kind == FEEL_NULL)
                        result = r;
        }
        if (!n->op || result->kind == FEEL_NULL)
                return result;
        return feel_bool(!result->truth);
}

static const struct feel_value *eval_if(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        return feel__eval(run, feel_is_true(feel__eval(run, n->a, env)) ? n->b : n->c, env);
}

static const struct feel_value *eval_node(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value *a, *b;

        switch ((enum feel_node_kind)n->kind) {
        case NODE_CONST:
                return n->value;
        case NODE_NAME:
                return eval_name(run, n, env);
        case NODE_PATH:
                a = feel__eval(run, n->a, env);
                run->node = n;
                return feel__path(run, a, n->name);
        case NODE_FILTER:
                return feel__filter(run, n, feel__eval(run, n->a, env), env);
        case NODE_CALL:
                return eval_call(run, n, env);
        case NODE_NEGATE:
                return feel__negate(run, feel__eval(run, n->a, env));
        case NODE_ARITH:
        case NODE_COMPARE:
                a = feel__eval(run, n->a, env);
                b = feel__eval(run, n->b, env);
                run->node = n;
                return n->kind == NODE_ARITH ? feel__arith(run, n->op, a, b)
                                             : feel__compare_op(run, n->op, a, b);
        case NODE_AND:
        case NODE_OR:
                return eval_logic(run, n, env);
        case NODE_BETWEEN:
                return eval_between(run, n, env);
        case NODE_IN:
                return eval_in(run, n, env);
        case NODE_INSTANCE:
                return feel_bool(feel__instance_of(run, n->type, feel__eval(run, n->a, env)));
        case NODE_IF:
                return eval_if(run, n, env);
        case NODE_FOR:
                return feel__for(run, n, env);
        case NODE_SOME:
        case NODE_EVERY:
                return feel__quantified(run, n, env);
        case NODE_FUNCTION:
                return eval_function(run, n, env);
        case NODE_LIST:
                return eval_list(run, n, env);
        case NODE_CONTEXT:
                return eval_context(run, n, env);
        case NODE_RANGE:
                return eval_range(run, n, env);
        case NODE_OPERATOR_TEST:
                return eval_operator_range(run, n, env);
        case NODE_TESTS:
                return eval_tests(run, n, env);
        case NODE_SPAN:
                break; /* only the head of a for or a quantifier evaluates it */
        }
        return &feel__null;
}

const struct feel_value *feel__eval(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        const struct feel_value *v;

        if (n->kind == NODE_CONST)
                return n->value;
        if (!feel__charge(run, 1) || !feel__enter(run))
                return &feel__null;
        run->node = n;
        if (!feel__room(run, 64 + 16 * (size_t)n->n))
                return &feel__null;
        v = eval_node(run, n, env);
        run->depth--;
        return run->stopped ? &feel__null : v;
}

const struct feel_value *feel__eval_with(
        struct feel_run *run, const struct feel_expr *expr, const struct feel_env *env)
{
        const struct feel_expr *unit = run->unit;
        const struct feel_node *node = run->node;
        const struct feel_value *v;

        run->unit = expr;
        v = feel__eval(run, expr->root, env);
        run->unit = unit;
        run->node = node;
        return v;
}

const struct feel_value *feel_eval(
        struct feel_run *run, const struct feel_expr *expr, const struct feel_value *context)
{
        return feel__eval_with(run, expr,
                context && context->kind == FEEL_CONTEXT ? feel__env(run, NULL, STR_NULL, context)
                                                         : NULL);
}

const struct feel_value *feel_test(struct feel_run *run, const struct feel_expr *tests,
        const struct feel_value *input, const struct feel_value *context)
{
        const struct feel_env *env = NULL;

        if (context && context->kind == FEEL_CONTEXT)
                env = feel__env(run, NULL, STR_NULL, context);
        return feel__eval_with(run, tests, feel__env(run, env, STR("?"), input));
}
