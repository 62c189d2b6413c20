/*
 * src/flow/feel_eval.h: the state of one run and what the files of the evaluator share.
 */
#ifndef FLOW_FEEL_EVAL_H
#define FLOW_FEEL_EVAL_H

#include "flow/feel_ast.h"

struct feel_regex;

/* Variables in reach, innermost first. */
struct feel_env {
        const struct feel_env *up;
        struct str name; /* STR_NULL: `value` is a context whose entries are the names */
        const struct feel_value *value;
};

struct feel_run {
        struct arena *arena;
        struct feel_limits limits;
        u64 steps;
        u32 looks; /* environments looked into */
        unsigned depth;
        size_t memory_at_start;
        bool stopped;
        i64 now;
        const struct feel_expr *unit; /* what is being evaluated, for notes */
        const struct feel_node *node;
        struct feel_note *notes, **last_note;
        int n_notes;
        const struct feel_node *noted;  /* where the last note stands: a loop is told of once */
        struct feel_regex *regexes[16]; /* the last patterns used, compiled */
        unsigned next_regex;
};

const struct feel_value *feel__eval(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env);
bool feel__eval_test(struct feel_run *run, const struct feel_node *n, const struct feel_env *env,
        const struct feel_value *input, const struct feel_value **ret_result);
const struct feel_value *feel__eval_in(
        struct feel_run *run, const struct feel_value *input, const struct feel_value *in);
/* Call a value of kind function with arguments in order. */
const struct feel_value *feel__call(struct feel_run *run, const struct feel_value *fn,
        const struct feel_value *const *args, size_t n);
/* By name: every parameter exactly once (a built-in's optional ones may be missing). */
const struct feel_value *feel__call_named(struct feel_run *run, const struct feel_value *fn,
        const struct str *names, const struct feel_value *const *args, size_t n);
const struct feel_value *feel__eval_with(
        struct feel_run *run, const struct feel_expr *expr, const struct feel_env *env);
const struct feel_env *feel__env(struct feel_run *run, const struct feel_env *up, struct str name,
        const struct feel_value *value);

/* feel_op.c */
const struct feel_value *feel__arith(struct feel_run *run, enum feel_op op,
        const struct feel_value *a, const struct feel_value *b);
const struct feel_value *feel__compare_op(struct feel_run *run, enum feel_op op,
        const struct feel_value *a, const struct feel_value *b);
const struct feel_value *feel__negate(struct feel_run *run, const struct feel_value *v);
const struct feel_value *feel__path(
        struct feel_run *run, const struct feel_value *v, struct str name);

/* feel_iter.c */
const struct feel_value *feel__for(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env);
const struct feel_value *feel__quantified(
        struct feel_run *run, const struct feel_node *n, const struct feel_env *env);
const struct feel_value *feel__filter(struct feel_run *run, const struct feel_node *n,
        const struct feel_value *list, const struct feel_env *env);

/* The names inside a filter: `item`, and the entries of an item that is a context. */
const struct feel_env *feel__item_env(
        struct feel_run *run, const struct feel_env *env, const struct feel_value *item);
/* All members of a range of whole numbers or days, as a list; null for others. */
const struct feel_value *feel__range_items(struct feel_run *run, const struct feel_range *r);

/* Null, with a note at the node being evaluated. */
const struct feel_value *feel__fail(struct feel_run *run, const char *fmt, ...) PRINTF_LIKE(2, 3);
/*
 * Count n steps of work; false when a limit is reached (and noted, and everything is null from
 * then).
 */
bool feel__charge(struct feel_run *run, u64 n);
/* Whether `size` more bytes are within the limit. Ask before every allocation that data decides. */
bool feel__room(struct feel_run *run, size_t size);
bool feel__enter(struct feel_run *run); /* one level deeper; pair with run->depth-- */

/* feel__list and feel__context with a note when the result is too deep or too heavy. */
const struct feel_value *feel__make_list(
        struct feel_run *run, const struct feel_value **items, size_t n);
const struct feel_value *feel__make_context(
        struct feel_run *run, struct feel_entry *entries, size_t n);

/* A growing list of values within the limits. */
struct feel_values {
        const struct feel_value **ptr;
        size_t n, cap;
};
bool feel__values_add(struct feel_run *run, struct feel_values *l, const struct feel_value *v);

#endif
