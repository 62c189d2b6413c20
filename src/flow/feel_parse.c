/*
 * src/flow/feel_parse.c: the operators of FEEL by precedence (DMN 1.5, 10.3.1.2 rules 1 to 26), and
 * unary tests. Literals, names, calls and boxed forms are in feel_primary.c. It only builds the
 * tree; unknown names are no error here, for a filter or a host may bring them.
 */
#include <stdio.h>

#include "flow/feel_parse.h"

#define UNKNOWN_MAX 20

struct feel_node *feel__node(struct feel_parse *p, enum feel_node_kind kind, size_t pos)
{
        struct feel_node *n = NEW(p->arena, struct feel_node);

        n->kind = (u8)kind;
        n->pos = (u32)pos;
        return n;
}

static void place(struct str text, size_t pos, struct feel_note *note)
{
        note->line = note->column = 1;
        for (size_t i = 0; i < pos && i < text.len; i++) {
                if (text.ptr[i] == '\n') {
                        note->line++;
                        note->column = 1;
                } else if (((unsigned char)text.ptr[i] & 0xc0) != 0x80) {
                        note->column++;
                }
        }
}

void *feel__parse_fail(struct feel_parse *p, size_t pos, const char *fmt, ...)
{
        va_list ap;

        if (p->failed)
                return NULL;
        p->failed = true;
        place(p->lex.text, pos, &p->note);
        va_start(ap, fmt);
        p->note.text = str_vfmt(p->arena, fmt, ap);
        va_end(ap);
        return NULL;
}

void feel__parse_unknown(struct feel_parse *p, size_t pos, struct str name)
{
        struct feel_note *note;

        if (p->n_unknown++ >= UNKNOWN_MAX)
                return;
        note = NEW(p->arena, struct feel_note);
        place(p->lex.text, pos, note);
        note->text = name;
        *p->last_unknown = note;
        p->last_unknown = (struct feel_note **)&note->next;
}

const struct feel_note *feel_unknown_names(const struct feel_expr *expr)
{
        return expr->unknown;
}

bool feel__parse_enter(struct feel_parse *p)
{
        if (++p->depth > PARSE_DEPTH_MAX)
                feel__parse_fail(p, p->lex.start, "the expression is nested too deeply");
        if (arena_over(p->arena))
                feel__parse_fail(p, p->lex.start, "the expression is too large");
        return !p->failed;
}

bool feel__parse_take(struct feel_parse *p, int token)
{
        if (p->failed || p->lex.token != token)
                return false;
        feel__lex_next(&p->lex);
        return true;
}

bool feel__parse_need(struct feel_parse *p, int token, const char *what)
{
        struct str at = feel__lex_text(&p->lex);

        if (feel__parse_take(p, token))
                return true;
        if (p->lex.token == TOK_END)
                feel__parse_fail(p, p->lex.start, "%s expected, but the text ends", what);
        else
                feel__parse_fail(p, p->lex.start, "%s expected before \"%.*s\"", what, STRF(at));
        return false;
}

bool feel__parse_word(struct feel_parse *p, const char *word)
{
        if (p->failed || p->lex.token != TOK_WORD || !str_is(feel__lex_text(&p->lex), word))
                return false;
        feel__lex_next(&p->lex);
        return true;
}

bool feel__nodes_add(struct feel_parse *p, struct feel_nodes *l, struct feel_node *n)
{
        if (p->failed || !n)
                return false;
        if (l->n == l->cap) {
                size_t cap = l->cap ? l->cap * 2 : 4;
                struct feel_node **more = arena_raw(p->arena, cap * sizeof *more);

                if (l->n)
                        memcpy(more, l->ptr, l->n * sizeof *more);
                l->ptr = more;
                l->cap = cap;
        }
        l->ptr[l->n++] = n;
        return true;
}

static struct feel_node *binary(
        struct feel_parse *p, enum feel_node_kind kind, int op, size_t pos, struct feel_node *a)
{
        struct feel_node *n = feel__node(p, kind, pos);

        n->op = (u8)op;
        n->a = a;
        return n;
}

/* The operator at hand and how strongly it binds; 0 when there is none. */
static int arith_power(const struct feel_parse *p, int *ret_op)
{
        switch (p->lex.token) {
        case '+':
                *ret_op = OP_ADD;
                return 1;
        case '-':
                *ret_op = OP_SUB;
                return 1;
        case '*':
                *ret_op = OP_MUL;
                return 2;
        case '/':
                *ret_op = OP_DIV;
                return 2;
        case TOK_POWER:
                *ret_op = OP_POW;
                return 3;
        default:
                return 0;
        }
}

/* "- - x": negation binds more tightly than any of the operators above (rule 24). */
static struct feel_node *parse_unary(struct feel_parse *p)
{
        size_t pos = p->lex.start;
        struct feel_node *n;
        int minus = 0;

        while (feel__parse_take(p, '-'))
                minus++;
        n = feel__parse_primary(p);
        if (p->failed)
                return NULL;
        while (feel__parse_word(p, "instance")) {
                struct feel_node *i = binary(p, NODE_INSTANCE, 0, pos, n);

                if (!feel__parse_word(p, "of"))
                        return feel__parse_fail(p, p->lex.start, "\"of\" expected after instance");
                i->type = feel__parse_type(p);
                n = i;
        }
        if (minus && n && n->kind == NODE_CONST && n->value->kind == FEEL_NUMBER) {
                if (minus % 2)
                        n->value = feel__number(p->arena, dec_neg(n->value->number));
        } else {
                for (; minus; minus--)
                        n = binary(p, NODE_NEGATE, 0, pos, n);
        }
        return p->failed ? NULL : n;
}

static struct feel_node *parse_arith(struct feel_parse *p, int least)
{
        struct feel_node *left = parse_unary(p);
        int power, op = 0;

        while (!p->failed && (power = arith_power(p, &op)) >= least && power) {
                struct feel_node *n = binary(p, NODE_ARITH, op, p->lex.start, left);

                feel__lex_next(&p->lex);
                n->b = parse_arith(p, power + 1);
                left = n;
        }
        return p->failed ? NULL : left;
}

struct feel_node *feel__parse_additive(struct feel_parse *p)
{
        return parse_arith(p, 1);
}

static int compare_op(int token)
{
        switch (token) {
        case '=':
                return OP_EQ;
        case TOK_NOT_EQUAL:
                return OP_NE;
        case '<':
                return OP_LT;
        case TOK_LESS_EQUAL:
                return OP_LE;
        case '>':
                return OP_GT;
        case TOK_MORE_EQUAL:
                return OP_GE;
        default:
                return -1;
        }
}

/* x in test, x in (test, test, …): the parenthesis may also begin a range or an expression. */
static struct feel_node *parse_in(struct feel_parse *p, struct feel_node *left, size_t pos)
{
        struct feel_node *n = binary(p, NODE_IN, 0, pos, left), *test;
        struct feel_nodes list = { 0 };
        size_t open = p->lex.start;

        if (feel__parse_take(p, '(')) {
                test = feel__parse_test(p);
                if (test && feel__parse_take(p, TOK_DOTS)) {
                        test = feel__parse_range_end(p, test, false, open);
                        feel__nodes_add(p, &list, test);
                } else {
                        feel__nodes_add(p, &list, test);
                        while (feel__parse_take(p, ','))
                                feel__nodes_add(p, &list, feel__parse_test(p));
                        feel__parse_need(p, ')', "\")\"");
                }
        } else {
                feel__nodes_add(p, &list, feel__parse_test(p));
        }
        n->items = list.ptr;
        n->n = (u32)list.n;
        return p->failed ? NULL : n;
}

static struct feel_node *parse_comparison(struct feel_parse *p)
{
        struct feel_node *left = feel__parse_additive(p), *n;
        size_t pos;
        int op;

        while (!p->failed) {
                pos = p->lex.start;
                op = compare_op(p->lex.token);
                if (op >= 0) {
                        n = binary(p, NODE_COMPARE, op, pos, left);
                        feel__lex_next(&p->lex);
                        n->b = feel__parse_additive(p);
                } else if (feel__parse_word(p, "between")) {
                        n = binary(p, NODE_BETWEEN, 0, pos, left);
                        n->b = feel__parse_additive(p);
                        if (!p->failed && !feel__parse_word(p, "and"))
                                return feel__parse_fail(
                                        p, p->lex.start, "\"and\" expected after between");
                        n->c = feel__parse_additive(p);
                } else if (feel__parse_word(p, "in")) {
                        n = parse_in(p, left, pos);
                } else {
                        return left;
                }
                left = n;
        }
        return NULL;
}

static struct feel_node *parse_and(struct feel_parse *p)
{
        struct feel_node *left = parse_comparison(p), *n;
        size_t pos = p->lex.start;

        while (feel__parse_word(p, "and")) {
                n = binary(p, NODE_AND, 0, pos, left);
                n->b = parse_comparison(p);
                left = n;
                pos = p->lex.start;
        }
        return p->failed ? NULL : left;
}

struct feel_node *feel__parse_expression(struct feel_parse *p)
{
        struct feel_node *left, *n;
        size_t pos;

        if (!feel__parse_enter(p))
                return NULL;
        left = parse_and(p);
        pos = p->lex.start;
        while (feel__parse_word(p, "or")) {
                n = binary(p, NODE_OR, 0, pos, left);
                n->b = parse_and(p);
                left = n;
                pos = p->lex.start;
        }
        p->depth--;
        return p->failed ? NULL : left;
}

struct feel_node *feel__parse_test(struct feel_parse *p)
{
        size_t pos = p->lex.start;
        int op = compare_op(p->lex.token);
        struct feel_node *n;
        bool asked = p->asks;

        if (op >= 0) {
                n = feel__node(p, NODE_OPERATOR_TEST, pos);
                n->op = (u8)op;
                feel__lex_next(&p->lex);
                n->a = feel__parse_additive(p);
                return p->failed ? NULL : n;
        }
        p->asks = false;
        n = feel__parse_expression(p);
        if (n)
                n->asks = p->asks;
        p->asks = p->asks || asked;
        return n;
}

/* Rule 15: "-", not(tests), or tests divided by commas. */
struct feel_node *feel__parse_tests(struct feel_parse *p)
{
        struct feel_node *n = feel__node(p, NODE_TESTS, p->lex.start);
        struct feel_nodes list = { 0 };
        struct feel_lex back = p->lex;
        bool negated = false;

        if (feel__parse_take(p, '-') && p->lex.token == TOK_END)
                return n;
        p->lex = back;
        if (feel__parse_word(p, "not")) {
                negated = feel__parse_take(p, '(');
                if (!negated)
                        p->lex = back;
        }
        do
                feel__nodes_add(p, &list, feel__parse_test(p));
        while (feel__parse_take(p, ','));
        if (negated)
                feel__parse_need(p, ')', "\")\"");
        if (negated && !p->failed && p->lex.token != TOK_END) {
                p->lex = back; /* not(x) was the start of an expression */
                list = (struct feel_nodes){ 0 };
                negated = false;
                do
                        feel__nodes_add(p, &list, feel__parse_test(p));
                while (feel__parse_take(p, ','));
        }
        n->op = negated;
        n->items = list.ptr;
        n->n = (u32)list.n;
        return p->failed ? NULL : n;
}

void feel_expr_set_name(struct feel_expr *expr, struct str name)
{
        expr->source = name;
}

int feel_compile(struct arena *a, struct str text, const struct feel_names *names,
        enum feel_goal goal, struct feel_expr **ret_expr, struct feel_note *ret_note)
{
        struct feel_parse p = { .arena = a, .names = names, .lex = { .text = text } };
        struct feel_expr *e;
        struct feel_node *root = NULL;

        p.last_unknown = &p.unknown;
        if (text.len > FEEL_TEXT_MAX) {
                feel__parse_fail(&p, 0, "the text is too long");
        } else {
                feel__lex_at(&p.lex, 0);
                root = goal == FEEL_UNARY_TESTS ? feel__parse_tests(&p)
                                                : feel__parse_expression(&p);
                if (!p.failed && p.lex.token != TOK_END)
                        feel__parse_fail(&p, p.lex.start, "\"%.*s\" does not belong here",
                                STRF(feel__lex_text(&p.lex)));
        }
        if (p.failed) {
                if (ret_note)
                        *ret_note = p.note;
                return ERR_INVALID;
        }
        e = NEW(a, struct feel_expr);
        e->text = text;
        e->root = root;
        e->goal = goal;
        e->unknown = p.unknown;
        *ret_expr = e;
        return 0;
}
