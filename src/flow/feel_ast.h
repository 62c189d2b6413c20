/*
 * src/flow/feel_ast.h: a compiled expression: a tree of small nodes on an arena, read-only once
 * made.
 */
#ifndef FLOW_FEEL_AST_H
#define FLOW_FEEL_AST_H

#include "flow/feel_type.h"
#include "flow/feel_value.h"

enum feel_node_kind {
        NODE_CONST,
        NODE_NAME,
        NODE_PATH,
        NODE_FILTER,
        NODE_CALL,
        NODE_NEGATE,
        NODE_ARITH,
        NODE_COMPARE,
        NODE_AND,
        NODE_OR,
        NODE_BETWEEN,
        NODE_IN,
        NODE_INSTANCE,
        NODE_IF,
        NODE_FOR,
        NODE_SOME,
        NODE_EVERY,
        NODE_FUNCTION,
        NODE_LIST,
        NODE_CONTEXT,
        NODE_RANGE,
        NODE_OPERATOR_TEST, /* "< 5": in tests a test, as a value in parentheses a range */
        NODE_TESTS,         /* a list of tests, `op` 1: negated, n 0: "-" */
        NODE_SPAN           /* lo..hi of a for */
};

enum feel_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_POW };

struct feel_node {
        u8 kind, op;       /* FOR: 1, the body mentions `partial`; CONTEXT: 1, a key twice */
        bool lo_in, hi_in; /* NODE_RANGE */
        bool asks;         /* a test that mentions `?` decides by itself */
        u32 pos;           /* in the text, for notes */
        u32 n;             /* of items */
        struct feel_node *a, *b, *c;
        struct feel_node **items; /* arguments, members, tests, iterated expressions */
        union {
                const struct feel_value *value; /* CONST; NAME: the built-in of that name */
                const struct feel_type *type;   /* INSTANCE, FUNCTION (result, NULL is Any) */
        };
        union {
                struct str name;           /* NAME, PATH */
                struct str *names;         /* CALL (NULL: by position), CONTEXT, FOR, SOME, EVERY */
                struct feel_param *params; /* FUNCTION */
        };
};

struct feel_expr {
        struct str text, source;
        const struct feel_node *root;
        enum feel_goal goal;
        const struct feel_note *unknown; /* names that nothing in scope explains */
};

#endif
