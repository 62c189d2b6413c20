/*
 * src/flow/feel_iter.c: for, some, every and filters (DMN 1.5, 10.3.2.14, 10.3.2.5). Every item
 * visited is a step of the run, so that nested loops end.
 */
#include "flow/feel_eval.h"
#include "flow/feel_time.h"

/* What one iterator walks over: a list, or a span of whole numbers or days computed on the way. */
struct domain {
        const struct feel_value **items;
        u64 n;
        const struct feel_value *first; /* of a span */
        int step;
};

static const struct feel_value *domain_at(struct feel_run *run, const struct domain *d, u64 i)
{
        struct feel_when w;

        if (!d->first)
                return d->items[i];
        if (d->first->kind == FEEL_NUMBER)
                return feel__number(
                        run->arena, dec_add(d->first->number, dec_of(d->step * (i64)i)));
        if (!feel__add_nanos(&d->first->when, d->step * (__int128)i * NANOS_DAY, &w))
                return &feel__null;
        return feel__when(run->arena, FEEL_DATE, &w);
}

static bool span(struct feel_run *run, const struct feel_value *lo, const struct feel_value *hi,
        struct domain *ret_d)
{
        i64 n;

        if (lo->kind == FEEL_NUMBER && hi->kind == FEEL_NUMBER) {
                struct dec wide = dec_sub(hi->number, lo->number);

                if (!dec_trunc_i64(wide, &n))
                        n = INT64_MAX - 1;
        } else if (lo->kind == FEEL_DATE && hi->kind == FEEL_DATE) {
                n = feel__day_number(hi->when.year, hi->when.month, hi->when.day) -
                    feel__day_number(lo->when.year, lo->when.month, lo->when.day);
        } else {
                feel__fail(run, "cannot count from %s to %s", feel__kind_name(lo->kind),
                        feel__kind_name(hi->kind));
                return false;
        }
        *ret_d = (struct domain){ .first = lo, .step = n < 0 ? -1 : 1 };
        ret_d->n = (u64)(n < 0 ? -n : n) + 1;
        return true;
}

/* A range as a domain is counted through; an open end leaves its value out. */
static bool range_domain(struct feel_run *run, const struct feel_range *r, struct domain *ret_d)
{
        if (!span(run, r->lo, r->hi, ret_d))
                return false;
        if (!r->lo_in) {
                ret_d->first = domain_at(run, ret_d, 1);
                ret_d->n--;
        }
        if (!r->hi_in && ret_d->n)
                ret_d->n--;
        return true;
}

const struct feel_value *feel__range_items(struct feel_run *run, const struct feel_range *r)
{
        struct feel_values out = { 0 };
        struct domain d;

        if (!range_domain(run, r, &d))
                return &feel__null;
        for (u64 i = 0; i < d.n; i++)
                if (!feel__room(run, 64) || !feel__values_add(run, &out, domain_at(run, &d, i)))
                        return &feel__null;
        return feel__make_list(run, out.ptr, out.n);
}

static bool open_domain(struct feel_run *run, const struct feel_node *n, const struct feel_env *env,
        struct domain *ret_d)
{
        const struct feel_value *v, **one;

        if (n->kind == NODE_SPAN) {
                v = feel__eval(run, n->a, env);
                return span(run, v, feel__eval(run, n->b, env), ret_d);
        }
        v = feel__eval(run, n, env);
        if (v->kind == FEEL_RANGE)
                return range_domain(run, v->range, ret_d);
        if (v->kind == FEEL_NULL) {
                feel__fail(run, "there is no list to go through");
                return false;
        }
        if (v->kind == FEEL_LIST) {
                *ret_d = (struct domain){ .items = v->items, .n = v->n };
                return true;
        }
        one = arena_raw(run->arena, sizeof *one);
        *one = v;
        *ret_d = (struct domain){ .items = one, .n = 1 };
        return true;
}

/* What happens at the innermost level; false ends the whole iteration. */
struct loop {
        const struct feel_node *node;
        struct feel_values out;          /* of for */
        const struct feel_value *result; /* of some and every */
        bool failed;
};

static bool visit(struct feel_run *run, struct loop *l, const struct feel_env *env)
{
        bool some = l->node->kind == NODE_SOME;
        const struct feel_value *v;

        if (l->node->kind == NODE_FOR) {
                if (l->node->op) { /* only a body that asks for it pays for `partial` */
                        if (!feel__charge(run, l->out.n))
                                return false;
                        env = feel__env(run, env, STR("partial"),
                                feel__make_list(run, l->out.ptr, l->out.n));
                }
                return feel__values_add(run, &l->out, feel__eval(run, l->node->a, env));
        }
        v = feel__eval(run, l->node->a, env);
        if (v->kind != FEEL_BOOLEAN)
                l->result = &feel__null;
        else if (v->truth == some)
                l->result = v;
        return v->kind != FEEL_BOOLEAN || v->truth != some;
}

static bool iterate(struct feel_run *run, struct loop *l, u32 level, const struct feel_env *env)
{
        struct domain d;

        if (level == l->node->n)
                return visit(run, l, env);
        if (!open_domain(run, l->node->items[level], env, &d)) {
                l->failed = true;
                return false;
        }
        for (u64 i = 0; i < d.n; i++) {
                if (!feel__charge(run, 1) || !feel__room(run, 256))
                        return false;
                if (!iterate(run, l, level + 1,
                            feel__env(run, env, l->node->names[level], domain_at(run, &d, i))))
                        return false;
        }
        return true;
}

const struct feel_value *feel__for(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        struct loop l = { .node = n };

        iterate(run, &l, 0, env);
        return l.failed || run->stopped ? &feel__null : feel__make_list(run, l.out.ptr, l.out.n);
}

const struct feel_value *feel__quantified(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env)
{
        struct loop l = { .node = n, .result = feel_bool(n->kind == NODE_EVERY) };

        iterate(run, &l, 0, env);
        return l.failed || run->stopped ? &feel__null : l.result;
}

static const struct feel_value *at_index(
        const struct feel_value **items, size_t n, const struct feel_value *index)
{
        i64 i;

        if (!dec_trunc_i64(index->number, &i) || i == 0)
                return &feel__null;
        if (i < 0)
                i += (i64)n + 1;
        return i >= 1 && i <= (i64)n ? items[i - 1] : &feel__null;
}

const struct feel_env *feel__item_env(
        struct feel_run *run, const struct feel_env *env, const struct feel_value *item)
{
        env = feel__env(run, env, STR("item"), item);
        return item->kind == FEEL_CONTEXT ? feel__env(run, env, STR_NULL, item) : env;
}

const struct feel_value *feel__filter(struct feel_run *run, const struct feel_node *n,
        const struct feel_value *list, const struct feel_env *env)
{
        const struct feel_value *one = list, **items = &one, *v;
        struct feel_values out = { 0 };
        size_t count = 1;

        if (list->kind == FEEL_LIST) {
                items = list->items;
                count = list->n;
        } else if (list->kind == FEEL_NULL) {
                return &feel__null;
        }
        for (size_t i = 0; i < MAX(count, 1); i++) {
                if (!feel__charge(run, 1) || !feel__room(run, 128))
                        return &feel__null;
                v = feel__eval(
                        run, n->b, feel__item_env(run, env, i < count ? items[i] : &feel__null));
                if (i == 0 && v->kind == FEEL_NUMBER)
                        return at_index(items, count, v);
                if (i < count && feel_is_true(v) && !feel__values_add(run, &out, items[i]))
                        return &feel__null;
        }
        return feel__make_list(run, out.ptr, out.n);
}
