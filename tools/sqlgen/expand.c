/*
 * tools/sqlgen/expand.c: one statement with {{if}} and {{one}} into its finite set of variants.
 *
 * The number of a variant is computed at run time without strings: bit i is the presence of the
 * i-th optional parameter that a condition asks for; above the bits stands the index of the chosen
 * {{one}}.
 */
#include "sqlgen/sqlgen.h"

#include <ctype.h>

/* The first word of a directive; `rest` becomes what follows. */
static struct str first_word(struct str s, struct str *ret_rest)
{
        size_t n = 0;

        while (n < s.len && !isspace((unsigned char)s.ptr[n]))
                n++;
        *ret_rest = str_trim(str_sub(s, n, s.len));
        return str_sub(s, 0, n);
}

static void add_order(
        struct sqlgen *g, struct queries *qs, struct query *q, struct str name, int line)
{
        if (!is_name(name))
                sql_error(g, qs->file, line, "{{one}} is written {{one name: text | other: text}}");
        for (size_t i = 0; i < q->n_orders; i++)
                if (str_eq(q->orders[i], name))
                        return;
        q->orders[q->n_orders++] = name;
}

/* The alternative `name: text` at the head of s, cut off at a single |. */
static bool next_choice(struct str *s, struct str *ret_name, struct str *ret_text)
{
        struct str item;
        size_t n = 0;
        ptrdiff_t colon;

        if (!s->ptr)
                return false;
        while (n < s->len && (s->ptr[n] != '|' || (n + 1 < s->len && s->ptr[n + 1] == '|')))
                n += s->ptr[n] == '|' ? 2 : 1;
        item = str_n(s->ptr, MIN(n, s->len));
        *s = n < s->len ? str_sub(*s, n + 1, s->len) : STR_NULL;
        colon = str_find_char(item, ':');
        *ret_name = colon < 0 ? STR("") : str_trim(str_sub(item, 0, (size_t)colon));
        *ret_text = colon < 0 ? STR("") : str_sub(item, (size_t)colon + 1, item.len);
        return true;
}

static void scan_if(
        struct sqlgen *g, struct queries *qs, struct query *q, struct str cond, int line)
{
        struct str rest, word = first_word(cond, &rest);
        struct param *p = query_param(q, str_is(word, "not") ? rest : cond);

        if (!p)
                sql_error(g, qs->file, line,
                        "{{if %.*s}} needs a parameter of that name (or `not` "
                        "and one)",
                        STRF(cond));
        else if (!p->optional)
                sql_error(g, qs->file, line,
                        "{{if %.*s}}: the parameter is always present; declare "
                        "it optional with ? after its type",
                        STRF(cond));
        else if (p->bit < 0)
                p->bit = q->bits++;
}

static void scan_one(struct sqlgen *g, struct queries *qs, struct query *q, struct str s, int line)
{
        struct str name, text;

        if (query_param(q, STR("order")))
                sql_error(g, qs->file, line, "{{one}} adds a parameter called order: rename yours");
        q->orders = q->orders ? q->orders : NEW_ARRAY(g->a, struct str, 1000);
        while (next_choice(&s, &name, &text) && q->n_orders < 1000)
                add_order(g, qs, q, name, line);
}

void query_scan_variants(struct sqlgen *g, struct queries *qs, struct query *q)
{
        int depth = 0;
        i64 n;

        for (size_t i = 0; i < q->toks.n; i++) {
                const struct tok *t = &q->toks.t[i];
                struct str rest, word = first_word(t->text, &rest);

                if (t->kind != TOK_DIRECTIVE)
                        continue;
                if (str_is(word, "if")) {
                        scan_if(g, qs, q, rest, t->line);
                        depth++;
                } else if (str_is(word, "one")) {
                        scan_one(g, qs, q, rest, t->line);
                } else if (str_is(t->text, "sqlite") || str_is(t->text, "postgres")) {
                        depth++;
                } else if (str_is(t->text, "end") || str_is(t->text, "else")) {
                        if (depth == 0)
                                sql_error(g, qs->file, t->line, "{{%.*s}} without {{if}}",
                                        STRF(t->text));
                        depth -= str_is(t->text, "end");
                } else {
                        sql_error(g, qs->file, t->line,
                                "{{%.*s}} is none of if, else, end, one, "
                                "sqlite, postgres",
                                STRF(t->text));
                }
        }
        if (depth > 0)
                sql_error(g, qs->file, q->line, "%.*s: an {{if}} has no {{end}}", STRF(q->name));
        n = q->bits < 32 ? ((i64)1 << q->bits) * (i64)MAX(q->n_orders, 1) : INT32_MAX;
        q->variants = (int)MIN(n, VARIANTS_MAX);
        if (n > VARIANTS_MAX)
                sql_error(g, qs->file, q->line,
                        "%.*s has %lld variants, more than %d: split it or "
                        "decide in C",
                        STRF(q->name), (long long)n, VARIANTS_MAX);
}

static bool cond_holds(struct query *q, struct str cond, int variant)
{
        struct str rest, word = first_word(cond, &rest);
        bool negated = str_is(word, "not");
        struct param *p = query_param(q, negated ? rest : cond);

        return p && ((variant >> p->bit & 1) != 0) != negated;
}

/* The chosen text of a {{one}} as tokens. */
static void add_choice(struct sqlgen *g, struct queries *qs, struct query *q, struct str choices,
        int variant, const struct tok *at, struct toks *out)
{
        struct str wanted = q->orders[variant >> q->bits], name, text;
        struct toks ts;

        while (next_choice(&choices, &name, &text)) {
                if (!str_eq(name, wanted))
                        continue;
                ts = lex(g, qs->file, at->line, text);
                for (size_t i = 0; i < ts.n; i++) {
                        ts.t[i].space = i ? ts.t[i].space : true;
                        toks_add(g->a, out, ts.t[i]);
                }
        }
}

struct toks query_expand(
        struct sqlgen *g, struct queries *qs, struct query *q, int variant, enum dialect d)
{
        struct {
                bool on, raw, cond;
        } stack[32] = { { .on = true } };
        struct toks out = { 0 };
        size_t depth = 0;

        for (size_t i = 0; i < q->toks.n; i++) {
                struct tok t = q->toks.t[i];
                struct str rest, word = first_word(t.text, &rest);

                if (t.kind != TOK_DIRECTIVE) {
                        t.raw = stack[depth].raw;
                        t.space = t.space ||
                                  (i && t.kind != TOK_OP && q->toks.t[i - 1].kind == TOK_DIRECTIVE);
                        if (stack[depth].on)
                                toks_add(g->a, &out, t);
                } else if (str_is(word, "one")) {
                        if (stack[depth].on)
                                add_choice(g, qs, q, rest, variant, &t, &out);
                } else if (str_is(word, "end")) {
                        depth -= depth > 0;
                } else if (str_is(word, "else")) {
                        stack[depth].cond = !stack[depth].cond;
                        stack[depth].on = depth && stack[depth - 1].on && stack[depth].cond;
                } else if (depth + 1 < ARRAY_LEN(stack)) {
                        bool raw = !str_is(word, "if");
                        bool cond = raw ? str_is(word, "sqlite") == (d == SQLITE)
                                        : cond_holds(q, rest, variant);

                        depth++;
                        stack[depth].cond = cond;
                        stack[depth].on = stack[depth - 1].on && cond;
                        stack[depth].raw = stack[depth - 1].raw || raw;
                }
        }
        if (!out.t)
                out.t = NEW_ARRAY(g->a, struct tok, TOKS_PAST);
        return out;
}

static const char *postgres_type(enum type type)
{
        switch (type) {
        case TYPE_TEXT:
                return "text";
        case TYPE_BLOB:
                return "bytea";
        case TYPE_LIST_I64:
                return "bigint[]";
        case TYPE_LIST_TEXT:
                return "text[]";
        default:
                return "bigint";
        }
}

/* `[not] in (?list)` at token i: writes it, returns the tokens taken, or 0. */
static size_t list_text(
        struct query *q, const struct toks *ts, size_t i, enum dialect d, struct buf *b)
{
        bool negated = tok_is(&ts->t[i], "not");
        const struct tok *t = &ts->t[i + negated];
        struct param *p;

        if (i + negated + 3 >= ts->n || !tok_is(t, "in") || !tok_is(&t[1], "(") ||
                t[2].kind != TOK_PARAM || !tok_is(&t[3], ")"))
                return 0;
        p = query_param(q, t[2].text);
        if (!p || p->type < TYPE_LIST_I64)
                return 0;
        if (d == SQLITE)
                buf_fmt(b, " %sin (select value from json_each(?%d))", negated ? "not " : "",
                        (int)(p - q->params) + 1);
        else
                buf_fmt(b, " %s($%d::%s)", negated ? "<> all" : "= any", (int)(p - q->params) + 1,
                        postgres_type(p->type));
        return 4 + (size_t)negated;
}

struct str query_text(
        struct sqlgen *g, struct query *q, const struct toks *ts, enum dialect d, size_t *ret_ends)
{
        struct buf b;

        buf_init(&b, g->a, 1 << 20);
        for (size_t i = 0; i < ts->n; i++) {
                const struct tok *t = &ts->t[i];
                size_t taken = list_text(q, ts, i, d, &b);
                struct param *p;

                for (size_t k = 0; k < taken; k++)
                        ret_ends[i + k] = b.len;
                if (taken) {
                        i += taken - 1;
                        continue;
                }
                if (t->space && i)
                        buf_byte(&b, ' ');
                p = t->kind == TOK_PARAM ? query_param(q, t->text) : NULL;
                if (p && d == SQLITE)
                        buf_fmt(&b, "?%d", (int)(p - q->params) + 1);
                else if (p)
                        buf_fmt(&b, "$%d::%s", (int)(p - q->params) + 1, postgres_type(p->type));
                else
                        buf_add(&b, t->text);
                ret_ends[i] = b.len;
        }
        return buf_str(&b);
}
