/*
 * src/flow/feel.h: FEEL, the expression language of DMN 1.5 chapter 10, for decisions, process
 * conditions and form rules. An expression is compiled once against the names that will be known
 * and evaluated as often as wanted. Nothing an author or an applicant writes can crash or stall the
 * caller: wrong operands give null and a note that names the place (10.3.2.13), and a run has
 * limits.
 *
 *      struct feel_names *names = feel_names_new(a, NULL);
 *      feel_names_add(names, STR("lệ phí"));
 *      if (feel_compile(a, STR("lệ phí * 1.1"), names, FEEL_EXPRESSION, &expr, &note) < 0) …
 *      struct feel_run *run = feel_run_new(a2, NULL);
 *      const struct feel_value *v = feel_eval(run, expr, context);
 *
 * Invariants: values are immutable and live on the arena of the run or call that made them; they
 * may point to values of older arenas. A compiled expression is read-only: threads may share it. A
 * run belongs to one thread. The arena given to a run must have a maximum not below limits->memory.
 */
#ifndef FLOW_FEEL_H
#define FLOW_FEEL_H

#include "base/str.h"

enum feel_kind {
        FEEL_NULL,
        FEEL_BOOLEAN,
        FEEL_NUMBER,
        FEEL_STRING,
        FEEL_DATE,
        FEEL_TIME,
        FEEL_DATE_TIME,
        FEEL_DAYS,   /* days and time duration */
        FEEL_MONTHS, /* years and months duration */
        FEEL_LIST,
        FEEL_CONTEXT,
        FEEL_RANGE,
        FEEL_FUNCTION,
        FEEL_KIND_MAX
};
/* What feel_compile reads: bytes of a text, entries of a context, lists and contexts in others. */
enum { FEEL_TEXT_MAX = 256 << 10, FEEL_KEYS_MAX = 2048, FEEL_NESTED_MAX = 98 };

/*
 * The two start symbols of the grammar (10.3.1.2): textual expression (rule 1), unary tests (15).
 */
enum feel_goal { FEEL_EXPRESSION, FEEL_UNARY_TESTS };

struct feel_value;
struct feel_expr;
struct feel_run;
struct feel_names;

/* What went wrong and where. `source` is the name given to the expression (feel_expr_set_name). */
struct feel_note {
        struct str source, text;
        int line, column; /* from 1 */
        const struct feel_note *next;
};

struct feel_limits {
        u64 steps;      /* evaluated nodes and visited items */
        unsigned depth; /* nested evaluations */
        size_t memory;  /* bytes on the arena */
};
extern const struct feel_limits feel_limits_default; /* 5 million, 1,000, 64 MiB */

/*
 * Names that contain spaces and operators are recognised by what is in scope (10.3.1.3), longest
 * first. Members are the component names of contexts, which follow a point. `outer` is looked into
 * after the own names and must live as long.
 */
struct feel_names *feel_names_new(struct arena *a, const struct feel_names *outer);
void feel_names_add(struct feel_names *names, struct str name);
void feel_names_add_member(struct feel_names *names, struct str name);
/* All keys of a context as names, and the keys of what it holds as members. */
void feel_names_add_context(struct feel_names *names, const struct feel_value *context);

/*
 * ERR_INVALID with *ret_note filled (may be NULL). The text, at most 256 KiB, is kept, not copied.
 * The tree takes up to about 200 times the text on the arena; past the arena's maximum it is
 * refused.
 */
int feel_compile(struct arena *a, struct str text, const struct feel_names *names,
        enum feel_goal goal, struct feel_expr **ret_expr, struct feel_note *ret_note);
/*
 * Names in the expression that nothing known explains (text is the name), for checks by authors.
 * They are no mistake by themselves: inside a filter, or in a context given later, they may have a
 * meaning.
 */
const struct feel_note *feel_unknown_names(const struct feel_expr *expr);
void feel_expr_set_name(struct feel_expr *expr, struct str name);

/* limits NULL: the default. The run takes the clock once, so that now() is one moment within it. */
struct feel_run *feel_run_new(struct arena *a, const struct feel_limits *limits);
/* The moment of now() and today(), UTC milliseconds, shown in the province's zone. */
void feel_run_set_now(struct feel_run *run, i64 now);
/* Never NULL. `context` holds the variables; NULL or a value of kind context. */
const struct feel_value *feel_eval(
        struct feel_run *run, const struct feel_expr *expr, const struct feel_value *context);
/* Unary tests on `input` (the `?` of 10.3.2.16): a boolean value or null. */
const struct feel_value *feel_test(struct feel_run *run, const struct feel_expr *tests,
        const struct feel_value *input, const struct feel_value *context);
const struct feel_note *feel_run_notes(const struct feel_run *run); /* in order of appearance */
bool feel_run_stopped(const struct feel_run *run);                  /* a limit was reached */

/* Making values. Texts are kept, not copied. */
const struct feel_value *feel_null(void);
const struct feel_value *feel_bool(bool truth);
const struct feel_value *feel_number(struct arena *a, i64 n);
const struct feel_value *feel_number_text(struct arena *a, struct str digits); /* null: not one */
const struct feel_value *feel_string(struct arena *a, struct str s);
/* date("…"), time("…"), duration("…") by their ISO 8601 text as after @ (rule 62); null: none. */
const struct feel_value *feel_temporal(struct arena *a, struct str iso);
const struct feel_value *feel_date(struct arena *a, i64 day);  /* civil day since 1970-01-01 */
const struct feel_value *feel_moment(struct arena *a, i64 ms); /* UTC, shown with offset +07:00 */
const struct feel_value *feel_list(
        struct arena *a, const struct feel_value *const *items, size_t n);
const struct feel_value *feel_context(
        struct arena *a, const struct str *keys, const struct feel_value *const *values, size_t n);

/* Reading values; each answers "nothing" for a value of another kind. */
enum feel_kind feel_kind(const struct feel_value *v);
bool feel_is_true(const struct feel_value *v);
bool feel_to_i64(const struct feel_value *v, i64 *ret_n); /* whole and in range */
bool feel_to_day(
        const struct feel_value *v, i64 *ret_day); /* date, or the day of a date and time */
/* UTC ms; without a zone the province's is meant. */
bool feel_to_moment(const struct feel_value *v, i64 *ret_ms);
struct str feel_to_str(const struct feel_value *v); /* the string; STR_NULL for others */
size_t feel_count(const struct feel_value *v);      /* items or entries */
const struct feel_value *feel_item(const struct feel_value *v, size_t i);
const struct feel_value *feel_get(const struct feel_value *v, struct str key); /* NULL: no entry */
struct str feel_key(const struct feel_value *v, size_t i, const struct feel_value **ret_value);
/* Equal as the operator = sees it: 1, 0, or -1 when not comparable. */
int feel_equal(const struct feel_value *a, const struct feel_value *b);
/*
 * The canonical literal: date("2020-01-01"), "text" escaped as in JSON, {a: 1}. False when the
 * value has none (functions, ranges). b->over is set, too, when feel_compile would not read it
 * back: larger than FEEL_TEXT_MAX, FEEL_KEYS_MAX or FEEL_NESTED_MAX.
 */
bool feel_put_literal(struct buf *b, const struct feel_value *v);
/* What string() gives (10.3.4.1): texts bare, the rest as literals people read. */
struct str feel_text(struct arena *a, const struct feel_value *v);

#endif
