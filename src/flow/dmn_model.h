/*
 * src/flow/dmn_model.h: a loaded decision model, for the files of this folder. Everything is on the
 * model's arena and read-only once dmn_load() has returned.
 */
#ifndef FLOW_DMN_MODEL_H
#define FLOW_DMN_MODEL_H

#include <libxml/tree.h>

#include "flow/dmn.h"
#include "flow/feel_eval.h"
#include "flow/feel_lex.h"

struct dmn_defs;

enum dmn_expr_kind {
        DMN_LITERAL,
        DMN_TABLE,
        DMN_CONTEXT,
        DMN_INVOCATION,
        DMN_RELATION,
        DMN_LIST,
        DMN_FUNCTION,
        DMN_CONDITIONAL,
        DMN_FOR,
        DMN_SOME,
        DMN_EVERY,
        DMN_FILTER
};

struct dmn_entry {       /* of a context, an invocation (parameter), a list, a relation (row) */
        struct str name; /* empty: the result of a context */
        const struct feel_type *type;
        struct dmn_expr *expr;
};

struct dmn_expr {
        enum dmn_expr_kind kind;
        const struct feel_type *type; /* typeRef, NULL none */
        struct feel_expr *feel;       /* LITERAL; NULL: no text, or it does not parse */
        struct dmn_expr *a, *b, *c;   /* if then else; in return; callee; body */
        struct dmn_entry *entries;
        size_t n;
        struct str name;           /* iterator variable */
        struct feel_param *params; /* FUNCTION */
        size_t n_params;
        struct str *columns; /* RELATION */
        size_t n_columns;
        struct dmn_table *table;
};

enum dmn_hit {
        DMN_UNIQUE,
        DMN_ANY,
        DMN_PRIORITY,
        DMN_FIRST,
        DMN_RULE_ORDER,
        DMN_OUTPUT_ORDER,
        DMN_COLLECT
};
enum dmn_aggregator { DMN_NONE, DMN_SUM, DMN_COUNT, DMN_MIN, DMN_MAX };

struct dmn_clause { /* an input or an output column */
        struct str name;
        struct feel_expr *expr;   /* input expression, or default output */
        struct feel_expr *values; /* permitted values */
        const struct feel_type *type;
        struct str text; /* of the input expression */
};

struct dmn_rule {
        struct feel_expr **inputs;  /* unary tests; NULL: any */
        struct feel_expr **outputs; /* NULL: null */
        int line;
};

struct dmn_table {
        enum dmn_hit hit;
        enum dmn_aggregator aggregator;
        struct dmn_clause *inputs, *outputs;
        size_t n_inputs, n_outputs;
        struct dmn_rule *rules;
        size_t n_rules;
        int line;
};

struct dmn_own { /* an attribute of DMN_SPACE */
        struct str key, value;
        const struct dmn_own *next;
};

struct dmn_element {
        enum dmn_kind kind;
        struct dmn_defs *defs;
        size_t index; /* in the model */
        struct str id, name, description;
        const struct dmn_own *own;
        const struct feel_type *type; /* of the variable; of a BKM: of its result */
        struct dmn_element **requires;
        size_t n_requires;
        struct dmn_expr *expr; /* decision logic; of a BKM a DMN_FUNCTION */
        struct dmn_element **outputs, **in_decisions, **in_data; /* of a service */
        size_t n_outputs, n_in_decisions, n_in_data;
        struct feel_param *params; /* of a service: data, then decisions */
        void *node;                /* xmlNode while loading */
        int line;
};

struct dmn_import {
        struct str name, space;
        struct dmn_defs *defs; /* NULL: not given */
};

struct dmn_defs {
        struct dmn_model *model;
        struct str source, name, space; /* namespace */
        struct dmn_import *imports;
        size_t n_imports;
        struct feel_names *names; /* types that are known everywhere in the file */
        xmlDoc *doc;              /* while loading */
        xmlNode *root;
};

struct dmn_model {
        struct arena *arena;
        struct feel_names *members; /* names of components, entries and columns of all files */
        struct dmn_defs *defs;      /* the first is the main one */
        size_t n_defs;
        struct dmn_element **elements;
        size_t n_elements, cap_elements;
        struct dmn_problem *problems, **last_problem;
};

/* Evaluation of one decision with what it requires; results are kept by element. */
struct dmn_scope {
        const struct dmn_model *model;
        const struct feel_value *inputs;
        const struct feel_value **results; /* by element, NULL: not yet */
        bool *busy;
};

void dmn__problem(struct dmn_model *m, enum dmn_severity severity, const struct dmn_defs *d,
        struct str element, int line, const char *fmt, ...) PRINTF_LIKE(6, 7);

/* dmn_type.c: item definitions. */
void dmn__load_types(struct dmn_defs *d);
const struct feel_type *dmn__type(struct dmn_defs *d, struct str ref, struct str element, int line);

/* dmn_input.c: description and own attributes of an element. */
void dmn__read_own(struct dmn_element *e, const xmlNode *node);

/* dmn_boxed.c: one boxed expression from its XML node with the names in reach. */
struct dmn_expr *dmn__load_expr(
        struct dmn_defs *d, struct dmn_element *e, void *node, struct feel_names *names);
struct dmn_expr *dmn__load_function(
        struct dmn_defs *d, struct dmn_element *e, void *node, struct feel_names *names);

/* dmn_eval.c */
const struct feel_value *dmn__eval(
        struct feel_run *run, const struct dmn_expr *e, const struct feel_env *env);
/* dmn_table.c */
const struct feel_value *dmn__table(
        struct feel_run *run, const struct dmn_table *t, const struct feel_env *env);
/* The values that a column permits, or its type; outputs: most important first. NULL: any. */
const struct feel_expr *dmn__permitted(const struct dmn_clause *c);

/* dmn_cover.c: how the rules of one table cover the space of its inputs. */
struct dmn_report { /* problems found by a check, on an arena of their own */
        struct arena *arena;
        const struct dmn_element *element;
        struct dmn_problem *first, **last;
};
void dmn__report(struct dmn_report *r, enum dmn_severity severity, int line, const char *fmt, ...)
        PRINTF_LIKE(4, 5);
void dmn__check_cover(struct dmn_report *r, const struct dmn_table *t);
/* The constants that a compiled text compares with; `fn` is called for each. */
void dmn__constants(struct feel_run *run, const struct feel_expr *e,
        void (*fn)(void *self, const struct feel_value *v), void *self);

#endif
