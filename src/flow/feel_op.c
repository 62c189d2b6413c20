/*
 * src/flow/feel_op.c: what the operators do by the kinds of their operands (DMN 1.5, 10.3.2.15,
 * Tables 44 to 58), and the properties of values (10.3.2.3, Table 65). Operands that do not fit
 * give null and a note.
 */
#include "flow/feel_eval.h"
#include "flow/feel_time.h"

static bool is_when(const struct feel_value *v)
{
        return v->kind >= FEEL_DATE && v->kind <= FEEL_DATE_TIME;
}

static bool is_duration(const struct feel_value *v)
{
        return v->kind == FEEL_DAYS || v->kind == FEEL_MONTHS;
}

static const struct feel_value *number(struct feel_run *run, struct dec d)
{
        if (!dec_finite(d))
                return feel__fail(run, "the number is too large or undefined");
        return feel__number(run->arena, d);
}

static const struct feel_value *days(struct feel_run *run, __int128 nanos)
{
        return feel__duration_fits(nanos, 0) ? feel__days(run->arena, nanos)
                                             : feel__fail(run, "the duration is too long");
}

static const struct feel_value *months(struct feel_run *run, i64 n)
{
        return feel__duration_fits(0, n) ? feel__months(run->arena, n)
                                         : feel__fail(run, "the duration is too long");
}

static const struct feel_value *misfit(struct feel_run *run, enum feel_op op,
        const struct feel_value *a, const struct feel_value *b)
{
        static const char *const sign[] = { "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/",
                "**" };

        return feel__fail(run, "%s %s %s is not defined", feel__kind_name(a->kind), sign[op],
                feel__kind_name(b->kind));
}

/* A date, time or both moved by a duration. */
static const struct feel_value *move(
        struct feel_run *run, const struct feel_value *w, const struct feel_value *d, int sign)
{
        struct feel_when r;

        if (w->kind == FEEL_TIME) {
                __int128 t;

                if (d->kind != FEEL_DAYS)
                        return misfit(run, OP_ADD, w, d);
                t = (feel__time_of_day(&w->when) + sign * (d->nanos % NANOS_DAY)) % NANOS_DAY;
                if (t < 0)
                        t += NANOS_DAY;
                r = w->when;
                r.nanos = (u32)(t % NANOS_SECOND);
                r.second = (u8)(t / NANOS_SECOND % 60);
                r.minute = (u8)(t / NANOS_SECOND / 60 % 60);
                r.hour = (u8)(t / NANOS_SECOND / 3600);
        } else if (d->kind == FEEL_MONTHS ? !feel__add_months(&w->when, sign * d->months, &r)
                                          : !feel__add_nanos(&w->when, sign * d->nanos, &r)) {
                return feel__fail(run, "the date is too far away");
        }
        if (w->kind == FEEL_DATE)
                r.hour = r.minute = r.second = 0, r.nanos = 0;
        return feel__when(run->arena, w->kind, &r);
}

static const struct feel_value *concat(
        struct feel_run *run, const struct feel_value *a, const struct feel_value *b)
{
        if (!feel__room(run, a->string.len + b->string.len))
                return &feel__null;
        return feel_string(run->arena, str_cat(run->arena, a->string, b->string));
}

static const struct feel_value *add(
        struct feel_run *run, const struct feel_value *a, const struct feel_value *b)
{
        if (a->kind == FEEL_STRING && b->kind == FEEL_STRING)
                return concat(run, a, b);
        if (a->kind == FEEL_DAYS && b->kind == FEEL_DAYS)
                return days(run, a->nanos + b->nanos);
        if (a->kind == FEEL_MONTHS && b->kind == FEEL_MONTHS)
                return months(run, a->months + b->months);
        if (is_when(a) && is_duration(b))
                return move(run, a, b, 1);
        if (is_duration(a) && is_when(b))
                return move(run, b, a, 1);
        return misfit(run, OP_ADD, a, b);
}

/* The time between two moments; a date counts as midnight UTC when the other has an offset. */
static const struct feel_value *between(
        struct feel_run *run, const struct feel_value *a, const struct feel_value *b)
{
        bool mixed = a->kind != b->kind;
        bool x = feel__has_offset(&a->when) || (mixed && a->kind == FEEL_DATE);
        bool y = feel__has_offset(&b->when) || (mixed && b->kind == FEEL_DATE);

        if ((a->kind == FEEL_TIME) != (b->kind == FEEL_TIME) || x != y)
                return misfit(run, OP_SUB, a, b);
        return days(run, feel__instant(&a->when) - feel__instant(&b->when));
}

static const struct feel_value *subtract(
        struct feel_run *run, const struct feel_value *a, const struct feel_value *b)
{
        if (a->kind == FEEL_DAYS && b->kind == FEEL_DAYS)
                return days(run, a->nanos - b->nanos);
        if (a->kind == FEEL_MONTHS && b->kind == FEEL_MONTHS)
                return months(run, a->months - b->months);
        if (is_when(a) && is_duration(b))
                return move(run, a, b, -1);
        if (is_when(a) && is_when(b))
                return between(run, a, b);
        return misfit(run, OP_SUB, a, b);
}

/* duration * number or duration / number, cut to whole months or nanoseconds. */
static const struct feel_value *scale(struct feel_run *run, enum feel_op op,
        const struct feel_value *d, const struct feel_value *by)
{
        struct dec v = d->kind == FEEL_MONTHS ? dec_of(d->months) : dec_from_i128(d->nanos);
        __int128 nanos;
        i64 n;

        if (op == OP_DIV && dec_zero(by->number))
                return feel__fail(run, "division by zero");
        v = op == OP_MUL ? dec_mul(v, by->number) : dec_div(v, by->number);
        if (d->kind == FEEL_MONTHS)
                return dec_trunc_i64(v, &n) ? months(run, n)
                                            : feel__fail(run, "the duration is too long");
        return dec_finite(v) && dec_to_i128(v, &nanos)
                       ? days(run, nanos)
                       : feel__fail(run, "the duration is too long");
}

static const struct feel_value *divide(
        struct feel_run *run, const struct feel_value *a, const struct feel_value *b)
{
        struct dec x, y;

        if (is_duration(a) && b->kind == FEEL_NUMBER)
                return scale(run, OP_DIV, a, b);
        if (!is_duration(a) || a->kind != b->kind)
                return misfit(run, OP_DIV, a, b);
        x = a->kind == FEEL_MONTHS ? dec_of(a->months) : dec_from_i128(a->nanos);
        y = a->kind == FEEL_MONTHS ? dec_of(b->months) : dec_from_i128(b->nanos);
        if (dec_zero(y))
                return feel__fail(run, "division by zero");
        return number(run, dec_div(x, y));
}

static const struct feel_value *arith_numbers(
        struct feel_run *run, enum feel_op op, struct dec a, struct dec b)
{
        switch (op) {
        case OP_ADD:
                return number(run, dec_add(a, b));
        case OP_SUB:
                return number(run, dec_sub(a, b));
        case OP_MUL:
                return number(run, dec_mul(a, b));
        case OP_DIV:
                if (dec_zero(b))
                        return feel__fail(run, "division by zero");
                return number(run, dec_div(a, b));
        default:
                return number(run, dec_pow(a, b));
        }
}

const struct feel_value *feel__arith(struct feel_run *run, enum feel_op op,
        const struct feel_value *a, const struct feel_value *b)
{
        if (a->kind == FEEL_NUMBER && b->kind == FEEL_NUMBER)
                return arith_numbers(run, op, a->number, b->number);
        switch (op) {
        case OP_ADD:
                return add(run, a, b);
        case OP_SUB:
                return subtract(run, a, b);
        case OP_MUL:
                if (is_duration(a) && b->kind == FEEL_NUMBER)
                        return scale(run, op, a, b);
                if (a->kind == FEEL_NUMBER && is_duration(b))
                        return scale(run, op, b, a);
                return misfit(run, op, a, b);
        case OP_DIV:
                return divide(run, a, b);
        default:
                return misfit(run, op, a, b);
        }
}

const struct feel_value *feel__negate(struct feel_run *run, const struct feel_value *v)
{
        switch (v->kind) {
        case FEEL_NUMBER:
                return number(run, dec_neg(v->number));
        case FEEL_DAYS:
                return feel__days(run->arena, -v->nanos);
        case FEEL_MONTHS:
                return feel__months(run->arena, -v->months);
        default:
                return feel__fail(run, "%s cannot be negated", feel__kind_name(v->kind));
        }
}

const struct feel_value *feel__compare_op(struct feel_run *run, enum feel_op op,
        const struct feel_value *a, const struct feel_value *b)
{
        int o;

        if (a->weight > 1 && !feel__charge(run, MIN(a->weight, b->weight)))
                return &feel__null;
        if (op == OP_EQ || op == OP_NE) {
                o = feel_equal(a, b);
                return o < 0 ? misfit(run, op, a, b) : feel_bool(o == (op == OP_EQ));
        }
        if (!feel__compare(a, b, &o))
                return misfit(run, op, a, b);
        return feel_bool(op == OP_LT ? o < 0 : op == OP_LE ? o <= 0 : op == OP_GT ? o > 0 : o >= 0);
}

static const struct feel_value *none(
        struct feel_run *run, const struct feel_value *v, struct str name)
{
        return feel__fail(run, "%s has no \"%.*s\"", feel__kind_name(v->kind), STRF(name));
}

static const struct feel_value *when_property(
        struct feel_run *run, const struct feel_value *v, struct str name)
{
        const struct feel_when *w = &v->when;
        struct arena *a = run->arena;

        if (v->kind != FEEL_TIME) {
                if (str_is(name, "year"))
                        return feel_number(a, w->year);
                if (str_is(name, "month"))
                        return feel_number(a, w->month);
                if (str_is(name, "day"))
                        return feel_number(a, w->day);
                if (str_is(name, "weekday"))
                        return feel_number(a, feel__weekday(w));
        }
        if (v->kind != FEEL_DATE) {
                if (str_is(name, "hour"))
                        return feel_number(a, w->hour);
                if (str_is(name, "minute"))
                        return feel_number(a, w->minute);
                if (str_is(name, "second"))
                        return feel_number(a, w->second);
                if (str_is(name, "time offset"))
                        return feel__has_offset(w)
                                       ? feel__days(a, feel__offset_of(w) * NANOS_SECOND)
                                       : &feel__null;
                if (str_is(name, "timezone"))
                        return w->offset_kind == FEEL_ZONE
                                       ? feel_string(a, feel__zone_name(w->zone))
                                       : &feel__null;
        }
        return none(run, v, name);
}

static const struct feel_value *duration_property(
        struct feel_run *run, const struct feel_value *v, struct str name)
{
        i64 s = v->kind == FEEL_DAYS ? (i64)(v->nanos / NANOS_SECOND) : 0;

        if (v->kind == FEEL_MONTHS) {
                if (str_is(name, "years"))
                        return feel_number(run->arena, v->months / 12);
                if (str_is(name, "months"))
                        return feel_number(run->arena, v->months % 12);
                return none(run, v, name);
        }
        if (str_is(name, "days"))
                return feel_number(run->arena, s / 86400);
        if (str_is(name, "hours"))
                return feel_number(run->arena, s / 3600 % 24);
        if (str_is(name, "minutes"))
                return feel_number(run->arena, s / 60 % 60);
        if (str_is(name, "seconds"))
                return feel__number(
                        run->arena, dec_div(dec_from_i128(v->nanos % (60 * NANOS_SECOND)),
                                            dec_of((i64)NANOS_SECOND)));
        return none(run, v, name);
}

static const struct feel_value *range_property(
        struct feel_run *run, const struct feel_value *v, struct str name)
{
        if (str_is(name, "start"))
                return v->range->except ? &feel__null : v->range->lo;
        if (str_is(name, "end"))
                return v->range->except ? &feel__null : v->range->hi;
        if (str_is(name, "start included"))
                return feel_bool(v->range->lo_in);
        if (str_is(name, "end included"))
                return feel_bool(v->range->hi_in);
        return none(run, v, name);
}

/* A list answers with the list of its items' members. */
static const struct feel_value *list_path(
        struct feel_run *run, const struct feel_value *v, struct str name)
{
        const struct feel_value **items;

        if (!feel__charge(run, v->n) || !feel__room(run, v->n * sizeof *items))
                return &feel__null;
        items = arena_raw(run->arena, MAX(v->n, 1) * sizeof *items);
        for (size_t i = 0; i < v->n; i++)
                items[i] = feel__path(run, v->items[i], name);
        return feel__make_list(run, items, v->n);
}

const struct feel_value *feel__path(
        struct feel_run *run, const struct feel_value *v, struct str name)
{
        const struct feel_value *member;

        switch (v->kind) {
        case FEEL_CONTEXT:
                member = feel_get(v, name);
                run->steps += v->n / 16;
                return member ? member : none(run, v, name);
        case FEEL_LIST:
                return list_path(run, v, name);
        case FEEL_DATE:
        case FEEL_TIME:
        case FEEL_DATE_TIME:
                return when_property(run, v, name);
        case FEEL_DAYS:
        case FEEL_MONTHS:
                return duration_property(run, v, name);
        case FEEL_RANGE:
                return range_property(run, v, name);
        default:
                return none(run, v, name);
        }
}
