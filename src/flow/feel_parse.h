/*
 * src/flow/feel_parse.h: the state of one parse, shared by the files of the parser. The first error
 * stops it: `failed` is set, and every function then returns NULL at once.
 */
#ifndef FLOW_FEEL_PARSE_H
#define FLOW_FEEL_PARSE_H

#include "flow/feel_ast.h"
#include "flow/feel_lex.h"

#define PARSE_DEPTH_MAX (2 * FEEL_NESTED_MAX + 4) /* what stands innermost takes some, too */

struct feel_parse {
        struct arena *arena;
        const struct feel_names *names;
        struct feel_lex lex;
        struct str *locals; /* innermost last */
        size_t n_locals, cap_locals;
        int depth;
        int filters;   /* how many filters we are in: any name may be a member there */
        bool in_range; /* at the upper end of a range: "[" may close it */
        bool asks;     /* `?` was mentioned since the caller cleared it */
        int partials;  /* how often `partial` was mentioned */
        struct feel_note *unknown, **last_unknown;
        int n_unknown;
        bool failed;
        struct feel_note note;
};

struct feel_node *feel__parse_expression(struct feel_parse *p);
struct feel_node *feel__parse_additive(struct feel_parse *p);
struct feel_node *feel__parse_primary(struct feel_parse *p);
/* One positive unary test; used after `in` and in cells. */
struct feel_node *feel__parse_test(struct feel_parse *p);
struct feel_node *feel__parse_tests(struct feel_parse *p);
/* After lo and "..": the upper end and the closing bracket. */
struct feel_node *feel__parse_range_end(
        struct feel_parse *p, struct feel_node *lo, bool lo_in, size_t pos);
const struct feel_type *feel__parse_type(struct feel_parse *p);

struct feel_node *feel__node(struct feel_parse *p, enum feel_node_kind kind, size_t pos);
void *feel__parse_fail(struct feel_parse *p, size_t pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
void feel__parse_unknown(struct feel_parse *p, size_t pos, struct str name);
bool feel__parse_enter(struct feel_parse *p); /* false when too deep */
bool feel__parse_take(struct feel_parse *p, int token);
bool feel__parse_need(struct feel_parse *p, int token, const char *what);
bool feel__parse_word(struct feel_parse *p, const char *word); /* take it when it is next */
/*
 * A name that is being declared: everything up to `stop` (':' , ')' …) or the word `in`, with white
 * space folded. STR_NULL when that is no name; nothing is taken then.
 */
struct str feel__parse_new_name(struct feel_parse *p, const char *stops);
bool feel__parse_push(struct feel_parse *p, struct str name);
/* A growing array of nodes. */
struct feel_nodes {
        struct feel_node **ptr;
        size_t n, cap;
};
bool feel__nodes_add(struct feel_parse *p, struct feel_nodes *l, struct feel_node *n);

#endif
