/*
 * src/flow/feel_value.c: making, reading, comparing and printing FEEL values. Evaluation is not
 * here, and no operator: feel_op.c builds those on what stands below.
 */
#include "flow/feel_value.h"
#include "flow/feel_time.h"
#include "base/clock.h"

const struct feel_value feel__null = { .kind = FEEL_NULL, .weight = 1 };
const struct feel_value feel__true = { .kind = FEEL_BOOLEAN, .truth = true, .weight = 1 };
const struct feel_value feel__false = { .kind = FEEL_BOOLEAN, .weight = 1 };

/* Room for the tag and `size` bytes of the union, and no more. */
static struct feel_value *make(struct arena *a, enum feel_kind kind, size_t size)
{
        struct feel_value *v = arena_raw(a, offsetof(struct feel_value, number) + size);

        v->kind = (u8)kind;
        v->truth = false;
        v->depth = 0;
        v->n = 0;
        v->weight = 1;
        return v;
}

const struct feel_value *feel_null(void)
{
        return &feel__null;
}

const struct feel_value *feel_bool(bool truth)
{
        return truth ? &feel__true : &feel__false;
}

const struct feel_value *feel__number(struct arena *a, struct dec d)
{
        struct feel_value *v;

        if (!dec_finite(d))
                return &feel__null;
        v = make(a, FEEL_NUMBER, sizeof d);
        v->number = d;
        return v;
}

const struct feel_value *feel_number(struct arena *a, i64 n)
{
        return feel__number(a, dec_of(n));
}

const struct feel_value *feel_number_text(struct arena *a, struct str digits)
{
        struct dec d;

        return dec_parse(digits, &d) ? feel__number(a, d) : &feel__null;
}

const struct feel_value *feel_string(struct arena *a, struct str s)
{
        struct feel_value *v = make(a, FEEL_STRING, sizeof s);

        v->string = s;
        v->weight += (u32)MIN(s.len / 256, FEEL_WEIGHT_MAX);
        return v;
}

const struct feel_value *feel__when(struct arena *a, enum feel_kind kind, const struct feel_when *w)
{
        struct feel_value *v = make(a, kind, sizeof *w);

        v->when = *w;
        return v;
}

const struct feel_value *feel__days(struct arena *a, __int128 nanos)
{
        struct feel_value *v = make(a, FEEL_DAYS, sizeof nanos);

        v->nanos = nanos;
        return v;
}

const struct feel_value *feel__months(struct arena *a, i64 months)
{
        struct feel_value *v = make(a, FEEL_MONTHS, sizeof months);

        v->months = months;
        return v;
}

/* Count what is inside; false when it is too deep or too heavy. */
static bool weigh(struct feel_value *v, const struct feel_value *inside)
{
        v->depth = MAX(v->depth, (uint16_t)(inside->depth + 1));
        v->weight += inside->weight;
        return v->depth <= FEEL_DEPTH_MAX && v->weight <= FEEL_WEIGHT_MAX;
}

const struct feel_value *feel__list(struct arena *a, const struct feel_value **items, size_t n)
{
        struct feel_value *v = make(a, FEEL_LIST, sizeof items);

        CHECK(n <= UINT32_MAX);
        v->n = (u32)n;
        v->items = items;
        for (size_t i = 0; i < n; i++)
                if (!weigh(v, items[i]))
                        return &feel__null;
        return v;
}

const struct feel_value *feel__context(struct arena *a, struct feel_entry *entries, size_t n)
{
        struct feel_value *v = make(a, FEEL_CONTEXT, sizeof entries);

        CHECK(n <= UINT32_MAX);
        v->n = (u32)n;
        v->entries = entries;
        v->weight += (u32)MIN((u64)n * n / 64, FEEL_WEIGHT_MAX); /* looking keys up is quadratic */
        for (size_t i = 0; i < n; i++)
                if (!weigh(v, entries[i].value))
                        return &feel__null;
        return v;
}

const struct feel_value *feel__range(struct arena *a, const struct feel_range *r)
{
        struct feel_range *copy = arena_raw(a, sizeof *r);
        struct feel_value *v = make(a, FEEL_RANGE, sizeof copy);

        *copy = *r;
        v->range = copy;
        return v;
}

const struct feel_value *feel__function(struct arena *a, const struct feel_function *f)
{
        struct feel_function *copy = arena_raw(a, sizeof *f);
        struct feel_value *v = make(a, FEEL_FUNCTION, sizeof copy);

        *copy = *f;
        v->function = copy;
        return v;
}

const struct feel_value *feel_temporal(struct arena *a, struct str iso)
{
        struct feel_when w;
        __int128 nanos;
        i64 months;

        if (feel__parse_date(iso, &w))
                return feel__when(a, FEEL_DATE, &w);
        if (feel__parse_date_time(iso, &w))
                return feel__when(a, FEEL_DATE_TIME, &w);
        if (feel__parse_time(iso, &w))
                return feel__when(a, FEEL_TIME, &w);
        switch (feel__parse_duration(iso, &nanos, &months)) {
        case FEEL_DAYS:
                return feel__days(a, nanos);
        case FEEL_MONTHS:
                return feel__months(a, months);
        default:
                return &feel__null;
        }
}

const struct feel_value *feel_date(struct arena *a, i64 day)
{
        struct feel_when w = { 0 };
        i64 year;

        feel__day_split(day, &year, &w.month, &w.day);
        if (!feel__date_valid(year, w.month, w.day))
                return &feel__null;
        w.year = (int32_t)year;
        return feel__when(a, FEEL_DATE, &w);
}

const struct feel_value *feel_moment(struct arena *a, i64 ms)
{
        struct feel_when w = { .year = 1970, .month = 1, .day = 1, .offset_kind = FEEL_OFFSET };

        w.offset = (int32_t)(ZONE_MS / SECOND_MS);
        if (!feel__add_nanos(&w, (__int128)(ms + ZONE_MS) * 1000000, &w))
                return &feel__null;
        return feel__when(a, FEEL_DATE_TIME, &w);
}

const struct feel_value *feel_list(struct arena *a, const struct feel_value *const *items, size_t n)
{
        const struct feel_value **copy = arena_array(a, MAX(n, 1), sizeof *copy);

        if (n)
                memcpy(copy, items, n * sizeof *copy);
        return feel__list(a, copy, n);
}

const struct feel_value *feel_context(
        struct arena *a, const struct str *keys, const struct feel_value *const *values, size_t n)
{
        struct feel_entry *e = NEW_ARRAY(a, struct feel_entry, MAX(n, 1));

        for (size_t i = 0; i < n; i++)
                e[i] = (struct feel_entry){ keys[i], values[i] };
        return feel__context(a, e, n);
}

enum feel_kind feel_kind(const struct feel_value *v)
{
        return v->kind;
}

bool feel_is_true(const struct feel_value *v)
{
        return v->kind == FEEL_BOOLEAN && v->truth;
}

bool feel_to_i64(const struct feel_value *v, i64 *ret_n)
{
        return v->kind == FEEL_NUMBER && dec_to_i64(v->number, ret_n);
}

bool feel_to_day(const struct feel_value *v, i64 *ret_day)
{
        if (v->kind != FEEL_DATE && v->kind != FEEL_DATE_TIME)
                return false;
        *ret_day = feel__day_number(v->when.year, v->when.month, v->when.day);
        return true;
}

bool feel_to_moment(const struct feel_value *v, i64 *ret_ms)
{
        __int128 ms;

        if (v->kind != FEEL_DATE && v->kind != FEEL_DATE_TIME)
                return false;
        ms = feel__instant(&v->when) / 1000000;
        if (!feel__has_offset(&v->when))
                ms -= ZONE_MS;
        if (ms > INT64_MAX || ms <= I64_NULL)
                return false;
        *ret_ms = (i64)ms;
        return true;
}

struct str feel_to_str(const struct feel_value *v)
{
        return v->kind == FEEL_STRING ? v->string : STR_NULL;
}

size_t feel_count(const struct feel_value *v)
{
        return v->kind == FEEL_LIST || v->kind == FEEL_CONTEXT ? v->n : 0;
}

const struct feel_value *feel_item(const struct feel_value *v, size_t i)
{
        return v->kind == FEEL_LIST && i < v->n ? v->items[i] : &feel__null;
}

const struct feel_value *feel_get(const struct feel_value *v, struct str key)
{
        if (v->kind != FEEL_CONTEXT)
                return NULL;
        for (size_t i = 0; i < v->n; i++)
                if (str_eq(v->entries[i].key, key))
                        return v->entries[i].value;
        return NULL;
}

struct str feel_key(const struct feel_value *v, size_t i, const struct feel_value **ret_value)
{
        if (v->kind != FEEL_CONTEXT || i >= v->n)
                return STR_NULL;
        if (ret_value)
                *ret_value = v->entries[i].value;
        return v->entries[i].key;
}

static int order(__int128 a, __int128 b)
{
        return (a > b) - (a < b);
}

/* Moments with and without an offset have no order; a plain date counts as UTC midnight. */
static bool compare_when(const struct feel_value *a, const struct feel_value *b, int *ret_order)
{
        const struct feel_when *x = &a->when, *y = &b->when;
        bool dates = a->kind == FEEL_DATE || b->kind == FEEL_DATE;

        if (!dates && feel__has_offset(x) != feel__has_offset(y))
                return false;
        *ret_order = order(feel__instant(x), feel__instant(y));
        return true;
}

bool feel__compare(const struct feel_value *a, const struct feel_value *b, int *ret_order)
{
        bool moments = (a->kind == FEEL_DATE || a->kind == FEEL_DATE_TIME) &&
                       (b->kind == FEEL_DATE || b->kind == FEEL_DATE_TIME);

        if (a->kind != b->kind && !moments)
                return false;
        switch (a->kind) {
        case FEEL_NUMBER:
                *ret_order = dec_cmp(a->number, b->number);
                return true;
        case FEEL_STRING: /* UTF-8 bytes sort as code points do */
                *ret_order = str_cmp(a->string, b->string);
                *ret_order = (*ret_order > 0) - (*ret_order < 0);
                return true;
        case FEEL_DATE:
        case FEEL_TIME:
        case FEEL_DATE_TIME:
                return compare_when(a, b, ret_order);
        case FEEL_DAYS:
                *ret_order = order(a->nanos, b->nanos);
                return true;
        case FEEL_MONTHS:
                *ret_order = order(a->months, b->months);
                return true;
        default:
                return false;
        }
}

static int equal_lists(const struct feel_value *a, const struct feel_value *b)
{
        if (a->n != b->n)
                return 0;
        for (size_t i = 0; i < a->n; i++)
                if (feel_equal(a->items[i], b->items[i]) != 1)
                        return 0;
        return 1;
}

static int equal_contexts(const struct feel_value *a, const struct feel_value *b)
{
        if (a->n != b->n)
                return 0;
        for (size_t i = 0; i < a->n; i++) {
                const struct feel_value *v =
                        i < b->n && str_eq(a->entries[i].key, b->entries[i].key)
                                ? b->entries[i].value
                                : feel_get(b, a->entries[i].key);

                if (!v || feel_equal(a->entries[i].value, v) != 1)
                        return 0;
        }
        return 1;
}

static int equal_ranges(const struct feel_range *x, const struct feel_range *y)
{
        return x->lo_in == y->lo_in && x->hi_in == y->hi_in && x->lo_free == y->lo_free &&
               x->hi_free == y->hi_free && x->point == y->point && x->except == y->except &&
               feel_equal(x->lo, y->lo) == 1 && feel_equal(x->hi, y->hi) == 1;
}

/* Table 41. Seconds are compared whole: the fraction of a second is no part of equality. */
static int equal_when(const struct feel_value *a, const struct feel_value *b)
{
        __int128 x, y;

        if (a->kind != FEEL_DATE && b->kind != FEEL_DATE &&
                feel__has_offset(&a->when) != feel__has_offset(&b->when))
                return 0;
        x = feel__instant(&a->when) - a->when.nanos;
        y = feel__instant(&b->when) - b->when.nanos;
        return x == y;
}

int feel_equal(const struct feel_value *a, const struct feel_value *b)
{
        int o;

        if (a->kind == FEEL_NULL || b->kind == FEEL_NULL)
                return a->kind == b->kind;
        if ((a->kind == FEEL_DATE && b->kind == FEEL_DATE_TIME) ||
                (a->kind == FEEL_DATE_TIME && b->kind == FEEL_DATE))
                return equal_when(a, b);
        if (a->kind != b->kind)
                return -1;
        switch (a->kind) {
        case FEEL_BOOLEAN:
                return a->truth == b->truth;
        case FEEL_STRING:
                return str_eq(a->string, b->string);
        case FEEL_DATE:
        case FEEL_TIME:
        case FEEL_DATE_TIME:
                return equal_when(a, b);
        case FEEL_LIST:
                return equal_lists(a, b);
        case FEEL_CONTEXT:
                return equal_contexts(a, b);
        case FEEL_RANGE:
                return equal_ranges(a->range, b->range);
        case FEEL_FUNCTION:
                return a->function == b->function;
        default:
                return feel__compare(a, b, &o) ? o == 0 : -1;
        }
}

bool feel__same(const struct feel_value *a, const struct feel_value *b)
{
        const struct feel_when *x = &a->when, *y = &b->when;

        if (a->kind != b->kind)
                return false;
        switch (a->kind) {
        case FEEL_DATE:
        case FEEL_TIME:
        case FEEL_DATE_TIME:
                return x->year == y->year && x->month == y->month && x->day == y->day &&
                       x->hour == y->hour && x->minute == y->minute && x->second == y->second &&
                       x->nanos == y->nanos && x->offset_kind == y->offset_kind &&
                       x->offset == y->offset && x->zone == y->zone;
        case FEEL_LIST:
                if (a->n != b->n)
                        return false;
                for (size_t i = 0; i < a->n; i++)
                        if (!feel__same(a->items[i], b->items[i]))
                                return false;
                return true;
        default:
                return feel_equal(a, b) == 1;
        }
}

int feel__in_range(const struct feel_value *v, const struct feel_range *r)
{
        int o;

        if (v->kind == FEEL_NULL)
                return -1;
        if (r->lo->kind == FEEL_NULL && r->hi->kind == FEEL_NULL)
                return -1;
        if (r->except)
                return feel_equal(v, r->lo) < 0 ? -1 : !feel_equal(v, r->lo);
        if (r->lo->kind != FEEL_NULL) {
                if (!feel__compare(v, r->lo, &o))
                        return -1;
                if (o < 0 || (o == 0 && !r->lo_in))
                        return 0;
        } else if (!r->lo_free) {
                return -1;
        }
        if (r->hi->kind != FEEL_NULL) {
                if (!feel__compare(v, r->hi, &o))
                        return -1;
                if (o > 0 || (o == 0 && !r->hi_in))
                        return 0;
        } else if (!r->hi_free) {
                return -1;
        }
        return 1;
}

const char *feel__kind_name(enum feel_kind kind)
{
        static const char *const names[FEEL_KIND_MAX] = { "null", "boolean", "number", "string",
                "date", "time", "date and time", "days and time duration",
                "years and months duration", "list", "context", "range", "function" };

        return names[kind];
}
