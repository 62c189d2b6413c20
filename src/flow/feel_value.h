/*
 * src/flow/feel_value.h: the shape of FEEL values, for the files of this folder only. A value is a
 * tagged union of which only the used part is allocated: never copy a struct feel_value whole.
 */
#ifndef FLOW_FEEL_VALUE_H
#define FLOW_FEEL_VALUE_H

#include "flow/feel.h"
#include "flow/feel_number.h"

struct feel_zone;
struct feel_type;
struct feel_node;
struct feel_env;

enum feel_offset { FEEL_LOCAL, FEEL_OFFSET, FEEL_ZONE };

/* A date, a time of day, or both: the parts that a kind does not have are zero. */
struct feel_when {
        int32_t year;
        u8 month, day, hour, minute, second;
        u8 offset_kind; /* enum feel_offset */
        u32 nanos;
        int32_t offset; /* seconds east of UTC; of a zone: not used */
        const struct feel_zone *zone;
};

typedef const struct feel_value *feel_ref; /* short, for arrays of values */

struct feel_entry {
        struct str key;
        const struct feel_value *value;
};

struct feel_range {
        const struct feel_value *lo, *hi; /* the null value: open on that side */
        bool lo_in, hi_in;
        bool lo_free, hi_free; /* made by an operator: that end is unbounded, not written null */
        bool point, except;    /* made by = or != with one value, which stands as lo and hi */
};

/* What a host (BKM, decision service) or a built-in does when called. */
typedef const struct feel_value *feel_call_fn(
        struct feel_run *run, const void *self, const struct feel_value *const *args, size_t n);

struct feel_param {
        struct str name;
        const struct feel_type *type; /* NULL: Any */
};

struct feel_builtin;

struct feel_function {
        const struct feel_builtin *builtin; /* or */
        feel_call_fn *host;                 /* or, with both NULL, a closure: */
        const void *self;                   /* of the host */
        const struct feel_node *body;
        const struct feel_expr *unit;
        const struct feel_env *env;
        const struct feel_param *params;
        size_t n_params;
        const struct feel_type *result; /* NULL: Any */
        struct str name;
};

struct feel_value {
        u8 kind; /* enum feel_kind */
        bool truth;
        uint16_t depth; /* of lists in lists: bounded, so that recursion over values is */
        u32 n;          /* items, entries */
        u32 weight;     /* what walking or comparing it costs, shared parts each time: bounded */
        union {
                struct dec number;
                struct str string;
                struct feel_when when;
                __int128 nanos; /* FEEL_DAYS */
                i64 months;
                const struct feel_value **items;
                struct feel_entry *entries;
                const struct feel_range *range;
                const struct feel_function *function;
        };
};

extern const struct feel_value feel__null, feel__true, feel__false;

const struct feel_value *feel__number(struct arena *a, struct dec d); /* null unless finite */
const struct feel_value *feel__when(
        struct arena *a, enum feel_kind kind, const struct feel_when *w);
const struct feel_value *feel__days(struct arena *a, __int128 nanos);
const struct feel_value *feel__months(struct arena *a, i64 months);
/*
 * Take the array as it is. Nesting past FEEL_DEPTH_MAX or a weight past FEEL_WEIGHT_MAX gives null:
 * shared parts could else grow without bound for those who walk a value.
 */
#define FEEL_DEPTH_MAX  200
#define FEEL_WEIGHT_MAX (8u << 20)
const struct feel_value *feel__list(struct arena *a, const struct feel_value **items, size_t n);
const struct feel_value *feel__context(struct arena *a, struct feel_entry *entries, size_t n);
const struct feel_value *feel__range(struct arena *a, const struct feel_range *r);
const struct feel_value *feel__function(struct arena *a, const struct feel_function *f);

static inline bool feel__is(const struct feel_value *v, enum feel_kind kind)
{
        return v->kind == kind;
}
/* *ret_order is -1, 0, 1; false when the two have no order (other kinds, contexts, …). */
bool feel__compare(const struct feel_value *a, const struct feel_value *b, int *ret_order);
/* The same kind and the same parts: what is() asks (10.3.4.9). */
bool feel__same(const struct feel_value *a, const struct feel_value *b);
/* 1 inside, 0 outside, -1 not comparable. */
int feel__in_range(const struct feel_value *v, const struct feel_range *r);
const char *feel__kind_name(enum feel_kind kind);
void feel__put_text(struct buf *b, const struct feel_value *v, bool inside);

#endif
