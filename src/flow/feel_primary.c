/*
 * src/flow/feel_primary.c: what operators stand between: literals, names, paths, filters, calls,
 * ranges, lists, contexts, functions, if / for / some / every, and types (DMN 1.5, 10.3.1.2).
 */
#include "flow/feel_builtin.h"
#include "flow/feel_parse.h"

bool feel__parse_push(struct feel_parse *p, struct str name)
{
        if (p->n_locals == p->cap_locals) {
                size_t cap = p->cap_locals ? p->cap_locals * 2 : 16;
                struct str *more = arena_raw(p->arena, cap * sizeof *more);

                if (p->n_locals)
                        memcpy(more, p->locals, p->n_locals * sizeof *more);
                p->locals = more;
                p->cap_locals = cap;
        }
        p->locals[p->n_locals++] = name;
        return !p->failed;
}

/* White space folded to one space, none at the ends. */
static struct str fold(struct arena *a, struct str s)
{
        char *out = arena_raw(a, s.len + 1);
        size_t n = 0, pos = 0;

        while (pos < s.len) {
                size_t next = feel__skip_space(s, pos);

                if (next > pos) {
                        if (n && next < s.len)
                                out[n++] = ' ';
                        pos = next;
                } else {
                        size_t len = feel__char_len(s, pos);

                        memcpy(out + n, s.ptr + pos, len);
                        n += len;
                        pos += len;
                }
        }
        out[n] = 0;
        return str_n(out, n);
}

struct str feel__parse_new_name(struct feel_parse *p, const char *stops)
{
        struct feel_lex back = p->lex;
        size_t from = p->lex.start, end = from;

        if (p->failed || p->lex.token != TOK_WORD)
                return STR_NULL;
        for (;;) {
                int t = p->lex.token;

                if (end > from && t < 256 && strchr(stops, t))
                        break;
                if (end > from && t == TOK_WORD && !*stops && str_is(feel__lex_text(&p->lex), "in"))
                        break;
                if (t != TOK_WORD && t != TOK_NUMBER && t != TOK_POWER &&
                        !(t < 256 && strchr("./-+*'", t))) {
                        p->lex = back;
                        return STR_NULL;
                }
                end = p->lex.end;
                feel__lex_next(&p->lex);
        }
        return fold(p->arena, str_sub(p->lex.text, from, end - from));
}

/* `*ret_known` tells whether anything in scope explains the name. */
static struct str used_name(struct feel_parse *p, enum feel_name_use use,
        const struct feel_value **ret_builtin, bool *ret_known)
{
        struct str text = p->lex.text, best = STR_NULL;
        size_t from = p->lex.start, end = 0, e;
        const struct feel_name *known;

        if (use == FEEL_USE_VARIABLE) {
                for (size_t i = p->n_locals; i-- > 0;) {
                        e = feel__match_name(p->locals[i], text, from);
                        if (e > end) {
                                end = e;
                                best = p->locals[i];
                        }
                }
        }
        known = feel__names_match(p->names, use, text, from, &e);
        if (!known && p->filters && use == FEEL_USE_VARIABLE)
                known = feel__names_match(p->names, FEEL_USE_MEMBER, text, from, &e);
        if (known && e > end) {
                end = e;
                best = known->name;
        }
        known = feel__names_match(feel__builtin_names(), use, text, from, &e);
        if (known && e >= end) {
                if (ret_builtin)
                        *ret_builtin = feel__builtin_value(known->name);
                if (e > end) {
                        end = e;
                        if (use == FEEL_USE_VARIABLE && !p->filters && ret_builtin)
                                best = STR_NULL;
                        else
                                best = known->name;
                }
        }
        *ret_known = end > 0;
        if (!end)
                end = p->lex.end;
        feel__lex_at(&p->lex, end);
        if (p->lex.token != TOK_WORD || feel__keyword(feel__lex_text(&p->lex)))
                return best.ptr || (ret_builtin && *ret_builtin) ? best
                                                                 : str_sub(text, from, end - from);
        *ret_known = false;
        if (ret_builtin)
                *ret_builtin = NULL;
        while (p->lex.token == TOK_WORD && !feel__keyword(feel__lex_text(&p->lex))) {
                end = p->lex.end;
                feel__lex_next(&p->lex);
        }
        return fold(p->arena, str_sub(text, from, end - from));
}

static struct feel_node *parse_name(struct feel_parse *p)
{
        struct feel_node *n = feel__node(p, NODE_NAME, p->lex.start);
        const struct feel_value *builtin = NULL;
        bool known;

        if (p->lex.text.ptr[p->lex.start] == '?')
                p->asks = true;
        n->name = used_name(p, FEEL_USE_VARIABLE, &builtin, &known);
        n->value = builtin;
        p->partials += str_is(n->name, "partial");
        if (!n->name.ptr)
                n->kind = NODE_CONST;
        if (!known && !p->filters && !str_is(n->name, "?"))
                feel__parse_unknown(p, n->pos, n->name);
        return n;
}

static struct feel_node *constant(struct feel_parse *p, const struct feel_value *v)
{
        struct feel_node *n = feel__node(p, NODE_CONST, p->lex.start);

        n->value = v;
        feel__lex_next(&p->lex);
        return n;
}

static struct feel_node *parse_literal(struct feel_parse *p)
{
        struct str s = feel__lex_text(&p->lex);
        struct dec d;

        if (p->lex.token == TOK_STRING)
                return constant(p, feel_string(p->arena, feel__unescape(p->arena, s)));
        if (p->lex.token == TOK_AT) {
                s = feel__unescape(p->arena, str_sub(s, 1, SIZE_MAX));
                return constant(p, feel_temporal(p->arena, s));
        }
        if (!dec_parse(s, &d))
                return feel__parse_fail(p, p->lex.start, "\"%.*s\" is no number", STRF(s));
        return constant(p, feel__number(p->arena, d));
}

/*
 * Whether the "[" at hand, inside the upper end of a range, opens a filter and not closes the
 * range.
 */
static bool filter_follows(const struct feel_parse *p)
{
        struct feel_lex l = p->lex;
        int open = 0;

        do {
                if (l.token == '[')
                        open++;
                else if (l.token == ']')
                        open--;
                feel__lex_next(&l);
        } while (open > 0 && l.token != TOK_END && l.token != TOK_BAD);
        return open == 0 && (l.token == ']' || l.token == ')' || l.token == '[');
}

struct feel_node *feel__parse_range_end(
        struct feel_parse *p, struct feel_node *lo, bool lo_in, size_t pos)
{
        struct feel_node *n = feel__node(p, NODE_RANGE, pos);
        bool outer = p->in_range;

        p->in_range = true;
        n->a = lo;
        n->lo_in = lo_in;
        n->b = feel__parse_expression(p);
        p->in_range = outer;
        if (p->failed)
                return NULL;
        n->hi_in = p->lex.token == ']';
        if (!feel__parse_take(p, ']') && !feel__parse_take(p, ')') && !feel__parse_take(p, '['))
                return feel__parse_fail(p, p->lex.start, "the range is not closed");
        return n;
}

/* "(" expression ")", "(" lo ".." hi ")" or "(< 5)". */
static struct feel_node *parse_parenthesis(struct feel_parse *p)
{
        size_t pos = p->lex.start;
        bool outer = p->in_range;
        struct feel_node *n;

        feel__lex_next(&p->lex);
        p->in_range = false;
        n = feel__parse_test(p);
        p->in_range = outer;
        if (n && feel__parse_take(p, TOK_DOTS))
                return feel__parse_range_end(p, n, false, pos);
        feel__parse_need(p, ')', "\")\"");
        return p->failed ? NULL : n;
}

/* "[" items "]" or "[" lo ".." hi "]". */
static struct feel_node *parse_bracket(struct feel_parse *p)
{
        struct feel_node *n = feel__node(p, NODE_LIST, p->lex.start), *first;
        struct feel_nodes list = { 0 };
        bool outer = p->in_range;

        feel__lex_next(&p->lex);
        if (feel__parse_take(p, ']'))
                return n;
        p->in_range = false;
        first = feel__parse_test(p);
        if (first && feel__parse_take(p, TOK_DOTS)) {
                p->in_range = outer;
                return feel__parse_range_end(p, first, true, n->pos);
        }
        feel__nodes_add(p, &list, first);
        while (feel__parse_take(p, ','))
                feel__nodes_add(p, &list, feel__parse_test(p));
        p->in_range = outer;
        feel__parse_need(p, ']', "\"]\"");
        n->items = list.ptr;
        n->n = (u32)list.n;
        return p->failed ? NULL : n;
}

/* A key that stands twice makes the whole context null; `op` remembers it. */
static void note_duplicate(struct feel_parse *p, struct feel_node *n, size_t last)
{
        if (last >= FEEL_KEYS_MAX)
                feel__parse_fail(p, p->lex.start, "the context has too many keys");
        for (size_t i = 0; i < last; i++)
                if (str_eq(n->names[i], n->names[last]))
                        n->op = 1;
}

static struct feel_node *parse_context(struct feel_parse *p)
{
        struct feel_node *n = feel__node(p, NODE_CONTEXT, p->lex.start);
        struct feel_nodes values = { 0 };
        size_t locals = p->n_locals, cap = 0;
        bool outer = p->in_range;

        p->in_range = false;
        feel__lex_next(&p->lex);
        while (!p->failed && p->lex.token != '}') {
                struct str key;

                if (values.n && !feel__parse_need(p, ',', "\",\""))
                        break;
                if (p->lex.token == TOK_STRING) {
                        key = feel__unescape(p->arena, feel__lex_text(&p->lex));
                        feel__lex_next(&p->lex);
                } else {
                        key = feel__parse_new_name(p, ":");
                        if (!key.ptr)
                                return feel__parse_fail(p, p->lex.start, "a key expected");
                }
                feel__parse_need(p, ':', "\":\"");
                if (values.n == cap) {
                        struct str *more;

                        cap = cap ? cap * 2 : 4;
                        more = arena_raw(p->arena, cap * sizeof *more);
                        if (values.n)
                                memcpy(more, n->names, values.n * sizeof *more);
                        n->names = more;
                }
                n->names[values.n] = key;
                note_duplicate(p, n, values.n);
                if (feel__nodes_add(p, &values, feel__parse_expression(p)))
                        feel__parse_push(p, key);
        }
        feel__parse_need(p, '}', "\"}\"");
        p->n_locals = locals;
        p->in_range = outer;
        n->items = values.ptr;
        n->n = (u32)values.n;
        return p->failed ? NULL : n;
}

/* function(a: type, b) [external] body */
static struct feel_node *parse_function(struct feel_parse *p)
{
        struct feel_node *n = feel__node(p, NODE_FUNCTION, p->lex.start);
        size_t locals = p->n_locals, cap = 0;
        bool external;

        feel__lex_next(&p->lex);
        feel__parse_need(p, '(', "\"(\"");
        while (!p->failed && p->lex.token != ')') {
                struct feel_param *more;

                if (n->n && !feel__parse_need(p, ',', "\",\""))
                        break;
                if (n->n == cap) {
                        cap = cap ? cap * 2 : 4;
                        more = NEW_ARRAY(p->arena, struct feel_param, cap);
                        if (n->n)
                                memcpy(more, n->params, n->n * sizeof *more);
                        n->params = more;
                }
                n->params[n->n].name = feel__parse_new_name(p, ":,)");
                if (!n->params[n->n].name.ptr)
                        return feel__parse_fail(
                                p, p->lex.start, "the name of a parameter expected");
                if (feel__parse_take(p, ':'))
                        n->params[n->n].type = feel__parse_type(p);
                feel__parse_push(p, n->params[n->n++].name);
        }
        feel__parse_need(p, ')', "\")\"");
        if (feel__parse_take(p, ':'))
                n->type = feel__parse_type(p);
        external = feel__parse_word(p, "external");
        n->a = feel__parse_expression(p);
        p->n_locals = locals;
        if (external) /* other languages are not run: calling it gives null */
                n->a = NULL;
        return p->failed ? NULL : n;
}

static struct feel_node *parse_if(struct feel_parse *p)
{
        struct feel_node *n = feel__node(p, NODE_IF, p->lex.start);

        feel__lex_next(&p->lex);
        n->a = feel__parse_expression(p);
        if (!p->failed && !feel__parse_word(p, "then"))
                return feel__parse_fail(p, p->lex.start, "\"then\" expected");
        n->b = feel__parse_expression(p);
        if (!p->failed && !feel__parse_word(p, "else"))
                return feel__parse_fail(p, p->lex.start, "\"else\" expected");
        n->c = feel__parse_expression(p);
        return p->failed ? NULL : n;
}

/* for / some / every: name in domain {, name in domain} return|satisfies body */
static struct feel_node *parse_iteration(
        struct feel_parse *p, enum feel_node_kind kind, const char *last)
{
        struct feel_node *n = feel__node(p, kind, p->lex.start), *domain, *span;
        struct str names[64];
        struct feel_nodes list = { 0 };
        size_t locals = p->n_locals;
        int partials;

        feel__lex_next(&p->lex);
        do {
                struct str name =
                        list.n < ARRAY_LEN(names) ? feel__parse_new_name(p, "") : STR_NULL;

                if (!name.ptr || !feel__parse_word(p, "in"))
                        return feel__parse_fail(p, p->lex.start, "\"name in list\" expected");
                names[list.n] = name;
                domain = feel__parse_expression(p);
                if (domain && feel__parse_take(p, TOK_DOTS)) {
                        span = feel__node(p, NODE_SPAN, domain->pos);
                        span->a = domain;
                        span->b = feel__parse_expression(p);
                        domain = span;
                }
                if (!feel__nodes_add(p, &list, domain) || !feel__parse_push(p, name))
                        return NULL;
        } while (feel__parse_take(p, ','));
        if (!feel__parse_word(p, last))
                return feel__parse_fail(p, p->lex.start, "\"%s\" expected", last);
        if (kind == NODE_FOR)
                feel__parse_push(p, STR("partial"));
        partials = p->partials;
        n->a = feel__parse_expression(p);
        n->op = p->partials > partials;
        p->n_locals = locals;
        n->items = list.ptr;
        n->n = (u32)list.n;
        n->names = arena_raw(p->arena, list.n * sizeof *n->names);
        memcpy(n->names, names, list.n * sizeof *n->names);
        return p->failed ? NULL : n;
}

static struct feel_node *parse_word(struct feel_parse *p)
{
        struct str w = feel__lex_text(&p->lex);
        size_t end;

        if (feel__keyword(w)) {
                feel__names_match(p->names, FEEL_USE_VARIABLE, p->lex.text, p->lex.start, &end);
                if (end > p->lex.end)
                        return parse_name(p);
                if (str_is(w, "null"))
                        return constant(p, feel_null());
                if (str_is(w, "true") || str_is(w, "false"))
                        return constant(p, feel_bool(str_is(w, "true")));
                if (str_is(w, "if"))
                        return parse_if(p);
                if (str_is(w, "for"))
                        return parse_iteration(p, NODE_FOR, "return");
                if (str_is(w, "some"))
                        return parse_iteration(p, NODE_SOME, "satisfies");
                if (str_is(w, "every"))
                        return parse_iteration(p, NODE_EVERY, "satisfies");
                if (str_is(w, "function"))
                        return parse_function(p);
                return feel__parse_fail(p, p->lex.start, "\"%.*s\" does not belong here", STRF(w));
        }
        return parse_name(p);
}

static struct feel_node *parse_atom(struct feel_parse *p)
{
        size_t pos = p->lex.start;
        struct feel_node *lo;
        bool outer = p->in_range;

        switch (p->lex.token) {
        case TOK_NUMBER:
        case TOK_STRING:
        case TOK_AT:
                return parse_literal(p);
        case TOK_WORD:
                return parse_word(p);
        case '(':
                return parse_parenthesis(p);
        case '[':
                return parse_bracket(p);
        case ']':
                feel__lex_next(&p->lex);
                p->in_range = false;
                lo = feel__parse_expression(p);
                p->in_range = outer;
                if (!feel__parse_need(p, TOK_DOTS, "\"..\""))
                        return NULL;
                return feel__parse_range_end(p, lo, false, pos);
        case '{':
                return parse_context(p);
        case TOK_END:
                return feel__parse_fail(p, pos, "an expression expected, but the text ends");
        default:
                return feel__parse_fail(p, pos, "an expression expected before \"%.*s\"",
                        STRF(feel__lex_text(&p->lex)));
        }
}

/* f(a, b) or f(name: a, other: b) */
static struct feel_node *parse_call(struct feel_parse *p, struct feel_node *fn)
{
        struct feel_node *n = feel__node(p, NODE_CALL, p->lex.start);
        struct feel_nodes args = { 0 };
        struct str names[64], name;
        bool outer = p->in_range;

        p->in_range = false;
        feel__lex_next(&p->lex);
        n->a = fn;
        while (!p->failed && p->lex.token != ')') {
                if (args.n && !feel__parse_need(p, ',', "\",\""))
                        break;
                if (args.n >= ARRAY_LEN(names))
                        n->op = 1; /* many arguments: by position only */
                name = n->op ? STR_NULL : feel__parse_new_name(p, ":");
                if (name.ptr)
                        feel__lex_next(&p->lex);
                if (args.n && args.n < ARRAY_LEN(names) &&
                        (name.ptr != NULL) != (names[0].ptr != NULL))
                        return feel__parse_fail(p, p->lex.start,
                                "arguments are given either all by name or all by position");
                if (args.n < ARRAY_LEN(names))
                        names[args.n] = name;
                feel__nodes_add(p, &args, feel__parse_test(p));
        }
        feel__parse_need(p, ')', "\")\"");
        p->in_range = outer;
        if (p->failed)
                return NULL;
        if (args.n && names[0].ptr) {
                n->names = arena_raw(p->arena, args.n * sizeof *n->names);
                memcpy(n->names, names, args.n * sizeof *n->names);
        }
        n->op = 0;
        n->items = args.ptr;
        n->n = (u32)args.n;
        return n;
}

static struct feel_node *parse_filter(struct feel_parse *p, struct feel_node *of)
{
        struct feel_node *n = feel__node(p, NODE_FILTER, p->lex.start);
        bool outer = p->in_range;

        p->in_range = false;
        feel__lex_next(&p->lex);
        n->a = of;
        p->filters++;
        feel__parse_push(p, STR("item"));
        n->b = feel__parse_expression(p);
        p->n_locals -= p->failed ? 0 : 1;
        p->filters--;
        p->in_range = outer;
        feel__parse_need(p, ']', "\"]\"");
        return p->failed ? NULL : n;
}

struct feel_node *feel__parse_primary(struct feel_parse *p)
{
        struct feel_node *n, *m;
        bool known;

        if (!feel__parse_enter(p))
                return NULL;
        n = parse_atom(p);
        while (!p->failed) {
                if (p->lex.token == '.') {
                        m = feel__node(p, NODE_PATH, p->lex.start);
                        feel__lex_next(&p->lex);
                        if (p->lex.token != TOK_WORD)
                                return feel__parse_fail(
                                        p, p->lex.start, "a name expected after \".\"");
                        m->a = n;
                        m->name = used_name(p, FEEL_USE_MEMBER, NULL, &known);
                        n = m;
                } else if (p->lex.token == '(') {
                        n = parse_call(p, n);
                } else if (p->lex.token == '[' && (!p->in_range || filter_follows(p))) {
                        n = parse_filter(p, n);
                } else {
                        break;
                }
        }
        p->depth--;
        return p->failed ? NULL : n;
}

static const struct feel_type *parse_type_arguments(struct feel_parse *p, struct feel_type *t);

const struct feel_type *feel__parse_type(struct feel_parse *p)
{
        struct str w = feel__lex_text(&p->lex);
        struct feel_type *t;
        const struct feel_name *known;
        const struct feel_type *builtin;
        size_t end;

        if (!feel__parse_enter(p))
                return NULL;
        if (p->lex.token != TOK_WORD)
                return feel__parse_fail(p, p->lex.start, "a type expected");
        t = NEW(p->arena, struct feel_type);
        t->kind = str_is(w, "list")       ? TYPE_LIST
                  : str_is(w, "range")    ? TYPE_RANGE
                  : str_is(w, "context")  ? TYPE_CONTEXT
                  : str_is(w, "function") ? TYPE_FUNCTION
                                          : TYPE_ANY;
        if (t->kind != TYPE_ANY) {
                feel__lex_next(&p->lex);
                p->depth--;
                return p->lex.token == '<' ? parse_type_arguments(p, t) : t;
        }
        p->depth--;
        known = feel__names_match(p->names, FEEL_USE_TYPE, p->lex.text, p->lex.start, &end);
        builtin = feel__type_at(p->lex.text, p->lex.start, &end, known ? end : 0);
        if (builtin || known) {
                feel__lex_at(&p->lex, end);
                return builtin ? builtin : known->type;
        }
        return feel__parse_fail(p, p->lex.start, "\"%.*s\" is no known type", STRF(w));
}

/* <T>, <a: T, b: U>, <T, U> -> V, with the "<" at hand. */
static const struct feel_type *parse_type_arguments(struct feel_parse *p, struct feel_type *t)
{
        struct feel_param part = { 0 }, *more;
        size_t cap = 0;

        feel__lex_next(&p->lex);
        while (!p->failed && p->lex.token != '>') {
                if (t->n && !feel__parse_need(p, ',', "\",\""))
                        break;
                if (t->kind == TYPE_CONTEXT) {
                        part.name = feel__parse_new_name(p, ":");
                        feel__parse_need(p, ':', "\":\"");
                }
                part.type = feel__parse_type(p);
                if (t->n == cap) {
                        cap = cap ? cap * 2 : 4;
                        more = NEW_ARRAY(p->arena, struct feel_param, cap);
                        if (t->n)
                                memcpy(more, t->parts, t->n * sizeof *more);
                        t->parts = more;
                }
                t->parts[t->n++] = part;
        }
        feel__parse_need(p, '>', "\">\"");
        if (t->kind == TYPE_FUNCTION) {
                if (feel__parse_take(p, TOK_ARROW))
                        t->of = feel__parse_type(p);
        } else if (t->kind == TYPE_LIST || t->kind == TYPE_RANGE) {
                if (t->n != 1)
                        return feel__parse_fail(p, p->lex.start, "one type in < > expected");
                t->of = t->parts[0].type;
        }
        return p->failed ? NULL : t;
}
