/*
 * src/flow/feel_type.h: types of FEEL and item definitions (DMN 1.5, 7.3.2, 10.3.2.9): what a value
 * conforms to, and the conversions that happen when it is bound to a typed name (10.3.2.9.4).
 */
#ifndef FLOW_FEEL_TYPE_H
#define FLOW_FEEL_TYPE_H

#include "flow/feel_value.h"

enum feel_type_kind {
        TYPE_ANY,
        TYPE_NULL,
        TYPE_SIMPLE,   /* `simple` says which kind */
        TYPE_DURATION, /* either kind of duration: what older models call so */
        TYPE_LIST,     /* of `of`, NULL is Any */
        TYPE_RANGE,
        TYPE_CONTEXT, /* `parts` are needed; others may be there */
        TYPE_FUNCTION,
        TYPE_SAME /* another name for `of`, with constraints of its own */
};

struct feel_type {
        enum feel_type_kind kind;
        enum feel_kind simple;
        const struct feel_type *of; /* element, or result of a function */
        struct feel_param *parts;   /* members, or parameters */
        size_t n;
        struct str name;
        const struct feel_expr *allowed; /* unary tests that the value, or each item, must pass */
        const struct feel_expr *constraint; /* unary tests on the whole value */
};

/* "number", "date and time", "Any" …; NULL when it is no built-in type. */
const struct feel_type *feel__type_builtin(struct str name);
/*
 * The longest built-in type name at text[pos] that ends after `least`; *ret_end is set then only.
 */
const struct feel_type *feel__type_at(struct str text, size_t pos, size_t *ret_end, size_t least);
/*
 * Whether v is of the type, constraints included. null conforms to every type but is instance of
 * none.
 */
bool feel__conforms(struct feel_run *run, const struct feel_type *type, const struct feel_value *v);
bool feel__instance_of(
        struct feel_run *run, const struct feel_type *type, const struct feel_value *v);
/* v, or what implicit conversion makes of it, or null with *ret_failed set. NULL type: Any. */
const struct feel_value *feel__coerce(struct feel_run *run, const struct feel_type *type,
        const struct feel_value *v, bool *ret_failed);

#endif
