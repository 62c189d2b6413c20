/*
 * src/flow/feel_builtin_range.c: relations between points and ranges after Allen (DMN 1.5,
 * 10.3.4.6, Table 78), and range(). A point p counts as the range [p..p] where the standard allows
 * a point.
 */
#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"

#define ARGS struct feel_run *run, const struct feel_value *const *a
typedef const struct feel_value *result;

/* One side of a comparison: value and whether it is included. */
struct pair {
        struct feel_range x, y;
        int ss, se, es, ee; /* order of x's start/end to y's start/end */
};

static struct feel_range as_range(result v)
{
        if (v->kind == FEEL_RANGE)
                return *v->range;
        return (struct feel_range){ .lo = v, .hi = v, .lo_in = true, .hi_in = true };
}

/* An unbounded end lies beyond everything on its side. */
static bool order(result u, bool u_free, int u_side, result v, bool v_free, int v_side, int *ret)
{
        if (u_free || v_free) {
                *ret = u_free && v_free ? (u_side > v_side) - (u_side < v_side)
                       : u_free         ? u_side
                                        : -v_side;
                return true;
        }
        return feel__compare(u, v, ret);
}

static bool pair_up(struct feel_run *run, const struct feel_value *const *a, struct pair *p)
{
        p->x = as_range(a[0]);
        p->y = as_range(a[1]);
        if (order(p->x.lo, p->x.lo_free, -1, p->y.lo, p->y.lo_free, -1, &p->ss) &&
                order(p->x.lo, p->x.lo_free, -1, p->y.hi, p->y.hi_free, 1, &p->se) &&
                order(p->x.hi, p->x.hi_free, 1, p->y.lo, p->y.lo_free, -1, &p->es) &&
                order(p->x.hi, p->x.hi_free, 1, p->y.hi, p->y.hi_free, 1, &p->ee))
                return true;
        feel__fail(run, "these ranges cannot be compared");
        return false;
}

static bool before(const struct pair *p)
{
        return p->es < 0 || (p->es == 0 && !(p->x.hi_in && p->y.lo_in));
}

static bool after(const struct pair *p)
{
        return p->se > 0 || (p->se == 0 && !(p->x.lo_in && p->y.hi_in));
}

static bool meets(const struct pair *p)
{
        return p->es == 0 && p->x.hi_in && p->y.lo_in;
}

static bool met_by(const struct pair *p)
{
        return p->se == 0 && p->x.lo_in && p->y.hi_in;
}

static bool overlaps(const struct pair *p)
{
        return !before(p) && !after(p);
}

/* x starts at or before y's start. */
static bool starts_first(const struct pair *p)
{
        return p->ss < 0 || (p->ss == 0 && (p->x.lo_in || !p->y.lo_in));
}

static bool starts_not_after_y(const struct pair *p)
{
        return p->ss > 0 || (p->ss == 0 && (p->y.lo_in || !p->x.lo_in));
}

static bool ends_last(const struct pair *p)
{
        return p->ee > 0 || (p->ee == 0 && (p->x.hi_in || !p->y.hi_in));
}

static bool ends_first(const struct pair *p)
{
        return p->ee < 0 || (p->ee == 0 && (p->y.hi_in || !p->x.hi_in));
}

static bool overlaps_before(const struct pair *p)
{
        bool starts = p->ss < 0 || (p->ss == 0 && p->x.lo_in && !p->y.lo_in);
        bool reaches = p->es > 0 || (p->es == 0 && p->x.hi_in && p->y.lo_in);
        bool ends = p->ee < 0 || (p->ee == 0 && (!p->x.hi_in || p->y.hi_in));

        return starts && reaches && ends;
}

static bool overlaps_after(const struct pair *p)
{
        bool starts = p->ss > 0 || (p->ss == 0 && p->y.lo_in && !p->x.lo_in);
        bool reaches = p->se < 0 || (p->se == 0 && p->x.lo_in && p->y.hi_in);
        bool ends = p->ee > 0 || (p->ee == 0 && (p->x.hi_in || !p->y.hi_in));

        return starts && reaches && ends;
}

static bool finishes(const struct pair *p)
{
        return p->ee == 0 && p->x.hi_in == p->y.hi_in && starts_not_after_y(p);
}

static bool finished_by(const struct pair *p)
{
        return p->ee == 0 && p->x.hi_in == p->y.hi_in && starts_first(p);
}

static bool starts(const struct pair *p)
{
        return p->ss == 0 && p->x.lo_in == p->y.lo_in && ends_first(p);
}

static bool started_by(const struct pair *p)
{
        return p->ss == 0 && p->x.lo_in == p->y.lo_in && ends_last(p);
}

static bool includes(const struct pair *p)
{
        return starts_first(p) && ends_last(p);
}

static bool during(const struct pair *p)
{
        return starts_not_after_y(p) && ends_first(p);
}

static bool coincides(const struct pair *p)
{
        return p->ss == 0 && p->ee == 0 && p->x.lo_in == p->y.lo_in && p->x.hi_in == p->y.hi_in;
}

#define RELATION(name)                                                                             \
        static result fn_##name(ARGS)                                                              \
        {                                                                                          \
                struct pair p;                                                                     \
                                                                                                   \
                return pair_up(run, a, &p) ? feel_bool(name(&p)) : &feel__null;                    \
        }

RELATION(before)
RELATION(after)
RELATION(meets)
RELATION(met_by)
RELATION(overlaps)
RELATION(overlaps_before)
RELATION(overlaps_after)
RELATION(finishes)
RELATION(finished_by)
RELATION(includes)
RELATION(during)
RELATION(starts)
RELATION(started_by)
RELATION(coincides)

/* An end in the text of a range: a number, a quoted string, or a temporal literal or call. */
static result read_end(struct feel_run *run, struct str s)
{
        struct feel_expr *e;
        const struct feel_node *n;

        if (str_empty(s) || str_is(s, "null"))
                return &feel__null;
        if (feel_compile(run->arena, s, NULL, FEEL_EXPRESSION, &e, NULL) < 0)
                return NULL;
        n = e->root;
        if (n->kind == NODE_CONST)
                return n->value->kind == FEEL_FUNCTION ? NULL : n->value;
        if (n->kind != NODE_CALL || n->a->kind != NODE_CONST || n->a->value->kind != FEEL_FUNCTION)
                return NULL;
        for (u32 i = 0; i < n->n; i++) /* only conversions of literals, no computing */
                if (n->items[i]->kind != NODE_CONST)
                        return NULL;
        return feel__eval_with(run, e, NULL);
}

/* range("[1..3)"): the text of a range literal with literal ends. */
static result fn_range(ARGS)
{
        struct feel_range r = { .lo_in = true };
        struct str s = str_trim(a[0]->string);
        ptrdiff_t dots = str_find(s, STR(".."));
        char open, close;

        if (s.len < 4 || dots < 1 || !feel__charge(run, s.len))
                return feel__fail(run, "range: \"%.*s\" is no range", STRF(s));
        open = s.ptr[0];
        close = s.ptr[s.len - 1];
        r.lo_in = open == '[';
        r.hi_in = close == ']';
        r.lo = read_end(run, str_trim(str_sub(s, 1, (size_t)dots - 1)));
        r.hi = read_end(run, str_trim(str_sub(s, (size_t)dots + 2, s.len - (size_t)dots - 3)));
        if (!open || !close || !strchr("[(]", open) || !strchr("])[", close) || !r.lo || !r.hi ||
                (r.lo->kind == FEEL_NULL && (r.lo_in || r.hi->kind == FEEL_NULL)) ||
                (r.hi->kind == FEEL_NULL && r.hi_in))
                return feel__fail(run, "range: \"%.*s\" is no range", STRF(s));
        if (r.lo->kind != FEEL_NULL && r.hi->kind != FEEL_NULL) {
                int o;

                if (r.lo->kind != r.hi->kind || !feel__compare(r.lo, r.hi, &o) || o > 0)
                        return feel__fail(run, "range: the ends do not fit");
        }
        return feel__range(run->arena, &r);
}

const struct feel_builtin_row feel__rows_range[] = {
        { "before", "point1:* point2:*", fn_before },
        { "after", "point1:* point2:*", fn_after },
        { "meets", "range1:r range2:r", fn_meets },
        { "met by", "range1:r range2:r", fn_met_by },
        { "overlaps", "range1:r range2:r", fn_overlaps },
        { "overlaps before", "range1:r range2:r", fn_overlaps_before },
        { "overlaps after", "range1:r range2:r", fn_overlaps_after },
        { "finishes", "point:* range:r", fn_finishes },
        { "finished by", "range:r point:*", fn_finished_by },
        { "includes", "range:r point:*", fn_includes },
        { "during", "point:* range:r", fn_during },
        { "starts", "point:* range:r", fn_starts },
        { "started by", "range:r point:*", fn_started_by },
        { "coincides", "point1:* point2:*", fn_coincides },
        { "range", "from:s", fn_range },
        { 0 },
};
