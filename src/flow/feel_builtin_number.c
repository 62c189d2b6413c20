/*
 * src/flow/feel_builtin_number.c: numeric functions (DMN 1.5, 10.3.4.5), number() and not().
 */
#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"

#define ARGS struct feel_run *run, const struct feel_value *const *a
typedef const struct feel_value *result;

static result number(struct feel_run *run, struct dec d)
{
        if (!dec_finite(d))
                return feel__fail(run, "the number is too large or undefined");
        return feel__number(run->arena, d);
}

/* Scales run from -6111 to 6176 (Table 75). */
static result rounded(struct feel_run *run, const struct feel_value *const *a, enum dec_round mode)
{
        i64 scale;

        if ((!dec_trunc_i64(a[1]->number, &scale) || scale < -6111 || scale > 6176))
                return feel__fail(run, "the scale is out of range");
        return number(run, dec_round(a[0]->number, (int)scale, mode));
}

static result fn_decimal(ARGS)
{
        return rounded(run, a, DEC_HALF_EVEN);
}
static result fn_floor(ARGS)
{
        return rounded(run, a, DEC_FLOOR);
}
static result fn_ceiling(ARGS)
{
        return rounded(run, a, DEC_CEILING);
}
static result fn_floor_whole(ARGS)
{
        return number(run, dec_round(a[0]->number, 0, DEC_FLOOR));
}
static result fn_ceiling_whole(ARGS)
{
        return number(run, dec_round(a[0]->number, 0, DEC_CEILING));
}
static result fn_round_up(ARGS)
{
        return rounded(run, a, DEC_UP);
}
static result fn_round_down(ARGS)
{
        return rounded(run, a, DEC_DOWN);
}
static result fn_half_up(ARGS)
{
        return rounded(run, a, DEC_HALF_UP);
}
static result fn_half_down(ARGS)
{
        return rounded(run, a, DEC_HALF_DOWN);
}

static result fn_abs(ARGS)
{
        if (a[0]->kind == FEEL_DAYS)
                return feel__days(run->arena, a[0]->nanos < 0 ? -a[0]->nanos : a[0]->nanos);
        if (a[0]->kind == FEEL_MONTHS)
                return feel__months(run->arena, a[0]->months < 0 ? -a[0]->months : a[0]->months);
        return number(run, dec_abs(a[0]->number));
}

static result fn_modulo(ARGS)
{
        if (dec_zero(a[1]->number))
                return feel__fail(run, "modulo: division by zero");
        return number(run, dec_modulo(a[0]->number, a[1]->number));
}

static result fn_sqrt(ARGS)
{
        if (dec_negative(a[0]->number))
                return feel__fail(run, "sqrt: the number is negative");
        return number(run, dec_sqrt(a[0]->number));
}

static result fn_log(ARGS)
{
        if (dec_negative(a[0]->number) || dec_zero(a[0]->number))
                return feel__fail(run, "log: the number is not positive");
        return number(run, dec_log(a[0]->number));
}

static result fn_exp(ARGS)
{
        return number(run, dec_exp(a[0]->number));
}

static result parity(struct feel_run *run, struct dec d, bool odd)
{
        bool even = dec_zero(dec_modulo(d, dec_of(2)));

        if (!dec_whole(d))
                return &feel__false;
        return feel_bool(even != odd);
}

static result fn_odd(ARGS)
{
        return parity(run, a[0]->number, true);
}

static result fn_even(ARGS)
{
        return parity(run, a[0]->number, false);
}

static result fn_not(ARGS)
{
        if (a[0]->kind == FEEL_BOOLEAN)
                return feel_bool(!a[0]->truth);
        return a[0]->kind == FEEL_NULL ? a[0] : feel__fail(run, "not: a boolean expected");
}

/* number("1.000.000,01", ".", ","): separators are one of " ", ",", "." and differ. */
static result fn_number_separated(ARGS)
{
        struct str s = a[0]->string, group = STR(""), point = STR("");
        struct dec d;
        char out[256];
        size_t n = 0;

        if (a[1]->kind == FEEL_STRING)
                group = a[1]->string;
        if (a[2]->kind == FEEL_STRING)
                point = a[2]->string;
        if ((a[1]->kind == FEEL_STRING && !str_is(group, " ") && !str_is(group, ",") &&
                    !str_is(group, ".")) ||
                (a[2]->kind == FEEL_STRING && !str_is(point, ",") && !str_is(point, ".")) ||
                (group.len && str_eq(group, point)))
                return feel__fail(run, "number: these separators cannot be used");
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (group.len && c == group.ptr[0])
                        continue;
                if (point.len && c == point.ptr[0])
                        c = '.';
                else if (c == '.' && point.len)
                        c = '?';
                if (n + 1 >= sizeof out)
                        return feel__fail(run, "number: the text is too long");
                out[n++] = c;
        }
        if (!dec_parse(str_n(out, n), &d))
                return feel__fail(run, "number: \"%.*s\" is no number", STRF(s));
        return number(run, d);
}

static result fn_number(ARGS)
{
        struct dec d;

        if (a[0]->kind == FEEL_NUMBER)
                return a[0];
        if (!dec_parse(a[0]->string, &d))
                return feel__fail(run, "number: \"%.*s\" is no number", STRF(a[0]->string));
        return number(run, d);
}

const struct feel_builtin_row feel__rows_number[] = {
        { "decimal", "n:n scale:n", fn_decimal },
        { "floor", "n:n", fn_floor_whole },
        { "floor", "n:n scale:n", fn_floor },
        { "ceiling", "n:n", fn_ceiling_whole },
        { "ceiling", "n:n scale:n", fn_ceiling },
        { "round up", "n:n scale:n", fn_round_up },
        { "round down", "n:n scale:n", fn_round_down },
        { "round half up", "n:n scale:n", fn_half_up },
        { "round half down", "n:n scale:n", fn_half_down },
        { "abs", "n:nDM", fn_abs },
        { "modulo", "dividend:n divisor:n", fn_modulo },
        { "sqrt", "number:n", fn_sqrt },
        { "log", "number:n", fn_log },
        { "exp", "number:n", fn_exp },
        { "odd", "number:n", fn_odd },
        { "even", "number:n", fn_even },
        { "not", "negand:*", fn_not },
        { "number", "from:sn", fn_number },
        { "number", "from:s grouping separator:s? decimal separator:s?", fn_number_separated },
        { 0 },
};
