/*
 * src/flow/feel_builtin_list.c: list functions and sort (DMN 1.5, 10.3.4.4, 10.3.4.8). Lists are
 * never changed; every item looked at is a step.
 */
#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"

#define ARGS struct feel_run *run, const struct feel_value *const *a
typedef const struct feel_value *result;

static result done(struct feel_run *run, struct feel_values *l)
{
        return run->stopped ? &feel__null : feel__make_list(run, l->ptr, l->n);
}

static bool equal(struct feel_run *run, result x, result y)
{
        return feel__charge(run, MIN(x->weight, y->weight)) && feel_equal(x, y) == 1;
}

static bool has(struct feel_run *run, const struct feel_value *const *items, size_t n, result v)
{
        for (size_t i = 0; i < n; i++)
                if (equal(run, items[i], v))
                        return true;
        return false;
}

static result fn_list_contains(ARGS)
{
        return feel_bool(has(run, a[0]->items, a[0]->n, a[1]));
}

static result fn_count(ARGS)
{
        return feel_number(run->arena, a[0]->n);
}

static result extreme(struct feel_run *run, result list, int sign)
{
        result best = list->n ? list->items[0] : &feel__null;
        int o;

        if (list->n == 1 && !feel__compare(best, best, &o))
                return feel__fail(run, "%s has no order", feel__kind_name(best->kind));
        if (!feel__charge(run, list->weight))
                return &feel__null;
        for (size_t i = 1; i < list->n; i++) {
                if (!feel__compare(list->items[i], best, &o))
                        return feel__fail(run, "%s and %s have no order",
                                feel__kind_name(list->items[i]->kind), feel__kind_name(best->kind));
                if (o * sign > 0)
                        best = list->items[i];
        }
        return best;
}

static result fn_min(ARGS)
{
        return extreme(run, a[0], -1);
}

static result fn_max(ARGS)
{
        return extreme(run, a[0], 1);
}

/* Numbers, or durations of one kind. */
static result fold(struct feel_run *run, result list, enum feel_op op)
{
        result v = list->n ? list->items[0] : &feel__null;

        for (size_t i = 0; i < list->n; i++) {
                enum feel_kind k = list->items[i]->kind;

                if (!feel__charge(run, 1) || !feel__room(run, 64))
                        return &feel__null;
                if (k != v->kind || (k != FEEL_NUMBER &&
                                            (op != OP_ADD || (k != FEEL_DAYS && k != FEEL_MONTHS))))
                        return feel__fail(run, "item %zu is no number", i + 1);
                if (i)
                        v = feel__arith(run, op, v, list->items[i]);
        }
        return v;
}

static result fn_sum(ARGS)
{
        return fold(run, a[0], OP_ADD);
}

static result fn_product(ARGS)
{
        return fold(run, a[0], OP_MUL);
}

static result fn_mean(ARGS)
{
        result sum = fold(run, a[0], OP_ADD);

        if (sum->kind == FEEL_NULL)
                return sum;
        return feel__arith(run, OP_DIV, sum, feel_number(run->arena, a[0]->n));
}

/* Table 73: the deciding value wins over null and strangers. */
static result decide(struct feel_run *run, result list, bool deciding)
{
        result v = feel_bool(!deciding);

        if (!feel__charge(run, list->n))
                return &feel__null;
        for (size_t i = 0; i < list->n; i++) {
                if (list->items[i]->kind != FEEL_BOOLEAN)
                        v = &feel__null;
                else if (list->items[i]->truth == deciding)
                        return list->items[i];
        }
        return v;
}

static result fn_all(ARGS)
{
        return decide(run, a[0], false);
}

static result fn_any(ARGS)
{
        return decide(run, a[0], true);
}

/* A position from 1, or from -1 backwards, as an index; false when outside 0..n-1. */
static bool index_of(result list, result position, size_t extra, size_t *ret_i)
{
        i64 i, n = (i64)(list->n + extra);

        if (!dec_trunc_i64(position->number, &i))
                return false;
        if (i < 0)
                i += (i64)list->n + 1;
        if (i < 1 || i > n)
                return false;
        *ret_i = (size_t)(i - 1);
        return true;
}

static result part(struct feel_run *run, result list, size_t from, size_t n)
{
        struct feel_values out = { 0 };

        for (size_t i = from; i < from + n; i++)
                if (!feel__values_add(run, &out, list->items[i]))
                        break;
        return done(run, &out);
}

static result fn_sublist(ARGS)
{
        size_t from;
        i64 n;

        if (!index_of(a[0], a[1], 0, &from))
                return feel__fail(run, "sublist: there is no such position");
        n = (i64)(a[0]->n - from);
        if (a[2]->kind == FEEL_NUMBER) {
                i64 want;

                if (!dec_trunc_i64(a[2]->number, &want) || want < 1 || want > n)
                        return feel__fail(run, "sublist: the length does not fit");
                n = want;
        }
        return part(run, a[0], from, (size_t)n);
}

static bool append_all(struct feel_run *run, struct feel_values *out, result list)
{
        for (size_t i = 0; i < list->n; i++)
                if (!feel__values_add(run, out, list->items[i]))
                        return false;
        return true;
}

/* The first argument is a list, or an item; the others are items. */
static result fn_append(ARGS)
{
        struct feel_values out = { 0 };
        result first = a[0]->n ? a[0]->items[0] : &feel__null;

        if (first->kind == FEEL_NULL)
                return feel__fail(run, "append: a list expected");
        if (first->kind == FEEL_LIST)
                append_all(run, &out, first);
        else
                feel__values_add(run, &out, first);
        for (size_t i = 1; i < a[0]->n; i++)
                feel__values_add(run, &out, a[0]->items[i]);
        return done(run, &out);
}

static result fn_append_item(ARGS)
{
        struct feel_values out = { 0 };

        append_all(run, &out, a[0]);
        feel__values_add(run, &out, a[1]);
        return done(run, &out);
}

static result fn_concatenate(ARGS)
{
        struct feel_values out = { 0 };

        for (size_t i = 0; i < a[0]->n; i++) {
                result l = a[0]->items[i];

                if (l->kind == FEEL_NULL)
                        return feel__fail(run, "concatenate: argument %zu is no list", i + 1);
                if (l->kind == FEEL_LIST)
                        append_all(run, &out, l);
                else
                        feel__values_add(run, &out, l);
        }
        return done(run, &out);
}

static bool add_new(struct feel_run *run, struct feel_values *out, result v)
{
        return has(run, out->ptr, out->n, v) || feel__values_add(run, out, v);
}

static result fn_union(ARGS)
{
        struct feel_values out = { 0 };

        for (size_t i = 0; i < a[0]->n && !run->stopped; i++) {
                result l = a[0]->items[i];

                if (l->kind == FEEL_NULL)
                        return feel__fail(run, "union: argument %zu is no list", i + 1);
                if (l->kind != FEEL_LIST) {
                        add_new(run, &out, l);
                        continue;
                }
                for (size_t j = 0; j < l->n && add_new(run, &out, l->items[j]);)
                        j++;
        }
        return done(run, &out);
}

static result fn_distinct(ARGS)
{
        struct feel_values out = { 0 };

        for (size_t i = 0; i < a[0]->n && add_new(run, &out, a[0]->items[i]);)
                i++;
        return done(run, &out);
}

static result fn_duplicates(ARGS)
{
        struct feel_values out = { 0 };

        for (size_t i = 0; i < a[0]->n && !run->stopped; i++)
                if (has(run, a[0]->items, i, a[0]->items[i]))
                        add_new(run, &out, a[0]->items[i]);
        return done(run, &out);
}

static result fn_insert(ARGS)
{
        struct feel_values out = { 0 };
        size_t at;

        if (!index_of(a[0], a[1], 1, &at))
                return feel__fail(run, "insert before: there is no such position");
        for (size_t i = 0; i <= a[0]->n; i++) {
                if (i == at)
                        feel__values_add(run, &out, a[2]);
                if (i < a[0]->n && !feel__values_add(run, &out, a[0]->items[i]))
                        break;
        }
        return done(run, &out);
}

static result fn_remove(ARGS)
{
        struct feel_values out = { 0 };
        size_t at;

        if (!index_of(a[0], a[1], 0, &at))
                return feel__fail(run, "remove: there is no such position");
        for (size_t i = 0; i < a[0]->n; i++)
                if (i != at && !feel__values_add(run, &out, a[0]->items[i]))
                        break;
        return done(run, &out);
}

static result fn_reverse(ARGS)
{
        struct feel_values out = { 0 };

        for (size_t i = a[0]->n; i-- > 0;)
                if (!feel__values_add(run, &out, a[0]->items[i]))
                        break;
        return done(run, &out);
}

static result fn_index_of(ARGS)
{
        struct feel_values out = { 0 };

        for (size_t i = 0; i < a[0]->n && !run->stopped; i++)
                if (equal(run, a[0]->items[i], a[1]))
                        feel__values_add(run, &out, feel_number(run->arena, (i64)i + 1));
        return done(run, &out);
}

static void flatten(struct feel_run *run, struct feel_values *out, result list)
{
        for (size_t i = 0; i < list->n && !run->stopped; i++) {
                if (list->items[i]->kind == FEEL_LIST)
                        flatten(run, out, list->items[i]);
                else
                        feel__values_add(run, out, list->items[i]);
        }
}

static result fn_flatten(ARGS)
{
        struct feel_values out = { 0 };

        if (feel__charge(run, a[0]->weight))
                flatten(run, &out, a[0]);
        return done(run, &out);
}

static result fn_replace_at(ARGS)
{
        struct feel_values out = { 0 };
        size_t at;

        if (!index_of(a[0], a[1], 0, &at))
                return feel__fail(run, "list replace: there is no such position");
        for (size_t i = 0; i < a[0]->n; i++)
                if (!feel__values_add(run, &out, i == at ? a[2] : a[0]->items[i]))
                        break;
        return done(run, &out);
}

static result fn_replace_matching(ARGS)
{
        struct feel_values out = { 0 };

        for (size_t i = 0; i < a[0]->n; i++) {
                result args[] = { a[0]->items[i], a[2] };
                result is = feel__call(run, a[1], args, 2);

                if (is->kind != FEEL_BOOLEAN)
                        return feel__fail(run, "list replace: the match must answer true or false");
                if (!feel__values_add(run, &out, is->truth ? a[2] : a[0]->items[i]))
                        break;
        }
        return done(run, &out);
}

/* Order for sort: a natural one, or that of a function. False ends the sort. */
static bool precedes(struct feel_run *run, result by, result x, result y, bool *ret_before)
{
        int o;

        if (!feel__charge(run, MIN(x->weight, y->weight)) || !feel__room(run, 256))
                return false;
        if (by->kind == FEEL_FUNCTION) {
                result args[] = { x, y };
                result v = feel__call(run, by, args, 2);

                *ret_before = feel_is_true(v);
                return v->kind == FEEL_BOOLEAN;
        }
        *ret_before = feel__compare(x, y, &o) && o < 0;
        return feel__compare(x, y, &o);
}

/* Merge sort, stable: items stay in order unless the right one precedes the left one. */
static bool merge_sort(struct feel_run *run, result by, const struct feel_value **v,
        const struct feel_value **t, size_t n)
{
        size_t half = n / 2, i = 0, j = half, k = 0;
        bool before;

        if (n < 2)
                return true;
        if (!merge_sort(run, by, v, t, half) || !merge_sort(run, by, v + half, t, n - half))
                return false;
        while (i < half && j < n) {
                if (!precedes(run, by, v[j], v[i], &before))
                        return false;
                t[k++] = before ? v[j++] : v[i++];
        }
        while (i < half)
                t[k++] = v[i++];
        memcpy(v, t, k * sizeof *v);
        return true;
}

static const struct feel_value **sorted(struct feel_run *run, result list, result by)
{
        const struct feel_value **v, **t;

        if (!feel__charge(run, list->n) || !feel__room(run, 2 * list->n * sizeof *v))
                return NULL;
        v = arena_raw(run->arena, MAX(list->n, 1) * sizeof *v);
        t = arena_raw(run->arena, MAX(list->n, 1) * sizeof *t);
        if (list->n)
                memcpy(v, list->items, list->n * sizeof *v);
        return merge_sort(run, by, v, t, list->n) ? v : NULL;
}

static result fn_sort(ARGS)
{
        const struct feel_value **v = sorted(run, a[0], a[1]);

        if (!v)
                return feel__fail(run, "sort: the items have no order");
        return feel__make_list(run, v, a[0]->n);
}

static bool all_numbers(struct feel_run *run, result list)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->items[i]->kind != FEEL_NUMBER)
                        return false;
        return feel__charge(run, list->n);
}

static result fn_median(ARGS)
{
        const struct feel_value **v;
        size_t n = a[0]->n;

        if (n == 0)
                return &feel__null;
        v = all_numbers(run, a[0]) ? sorted(run, a[0], &feel__null) : NULL;
        if (!v)
                return feel__fail(run, "median: numbers expected");
        if (n % 2)
                return v[n / 2];
        return feel__number(
                run->arena, dec_div(dec_add(v[n / 2 - 1]->number, v[n / 2]->number), dec_of(2)));
}

/* Of a sample: divided by n - 1. */
static result fn_stddev(ARGS)
{
        struct dec mean, sum = dec_of(0), d;
        size_t n = a[0]->n;

        if (n < 2 || !all_numbers(run, a[0]))
                return feel__fail(run, "stddev: two numbers or more expected");
        for (size_t i = 0; i < n; i++)
                sum = dec_add(sum, a[0]->items[i]->number);
        mean = dec_div(sum, dec_of((i64)n));
        sum = dec_of(0);
        for (size_t i = 0; i < n; i++) {
                d = dec_sub(a[0]->items[i]->number, mean);
                sum = dec_add(sum, dec_mul(d, d));
        }
        return feel__number(run->arena, dec_sqrt(dec_div(sum, dec_of((i64)n - 1))));
}

static result fn_mode(ARGS)
{
        const struct feel_value **v;
        struct feel_values out = { 0 };
        size_t n = a[0]->n, best = 0, run_length;

        v = all_numbers(run, a[0]) ? sorted(run, a[0], &feel__null) : NULL;
        if (!v)
                return feel__fail(run, "mode: numbers expected");
        for (size_t i = 0; i < n; i += run_length) {
                for (run_length = 1; i + run_length < n &&
                                     dec_cmp(v[i]->number, v[i + run_length]->number) == 0;)
                        run_length++;
                if (run_length > best)
                        out.n = 0;
                if (run_length >= best) {
                        best = run_length;
                        feel__values_add(run, &out, v[i]);
                }
        }
        return done(run, &out);
}

const struct feel_builtin_row feel__rows_list[] = {
        { "list contains", "list:l element:*", fn_list_contains },
        { "count", "list:l", fn_count },
        { "count", "...", fn_count },
        { "min", "list:l", fn_min },
        { "min", "...", fn_min },
        { "max", "list:l", fn_max },
        { "max", "...", fn_max },
        { "sum", "list:l", fn_sum },
        { "sum", "...", fn_sum },
        { "product", "list:l", fn_product },
        { "product", "...", fn_product },
        { "mean", "list:l", fn_mean },
        { "mean", "...", fn_mean },
        { "all", "list:l", fn_all },
        { "all", "...", fn_all },
        { "any", "list:l", fn_any },
        { "any", "...", fn_any },
        { "sublist", "list:l start position:n length:n?", fn_sublist },
        { "append", "list:l item:*", fn_append_item },
        { "append", "...", fn_append },
        { "concatenate", "...", fn_concatenate },
        { "union", "...", fn_union },
        { "distinct values", "list:l", fn_distinct },
        { "duplicate values", "list:l", fn_duplicates },
        { "insert before", "list:l position:n newItem:*", fn_insert },
        { "remove", "list:l position:n", fn_remove },
        { "reverse", "list:l", fn_reverse },
        { "index of", "list:l match:*", fn_index_of },
        { "flatten", "list:l", fn_flatten },
        { "list replace", "list:l position:n newItem:*", fn_replace_at },
        { "list replace", "list:l match:f newItem:*", fn_replace_matching },
        { "sort", "list:l precedes:f?", fn_sort },
        { "median", "list:l", fn_median },
        { "median", "...", fn_median },
        { "stddev", "list:l", fn_stddev },
        { "stddev", "...", fn_stddev },
        { "mode", "list:l", fn_mode },
        { "mode", "...", fn_mode },
        { 0 },
};
