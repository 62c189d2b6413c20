/*
 * src/flow/form_template.c: texts with FEEL in them, as npm "feelers" 3 has them: {{ expression
 * }}, {{#if condition}} … {{/if}}, {{#loop list}} … {{/loop}}, and "= expression" for a whole
 * text. Parsed and compiled once. A condition that is not true shows nothing; a value that is null
 * shows nothing.
 */
#include "flow/form_model.h"

#define TEMPLATE_DEPTH 10
#define TEMPLATE_OUT   (64 << 10)

enum part_kind { PART_TEXT, PART_INSERT, PART_IF, PART_LOOP };

struct part {
        enum part_kind kind;
        struct str text;
        const struct feel_expr *expr;
        const struct part *first;
        bool line_end; /* a line ended after the closing tag */
        struct part *next;
};

struct form_template {
        const struct part *first;
};

struct reader {
        struct form_loader *l;
        const struct form_field *field;
        const char *what;
        struct str rest;
        int depth;
};

static struct part *new_part(struct reader *r, struct part ***last, enum part_kind kind)
{
        struct part *p = NEW(r->l->arena, struct part);

        p->kind = kind;
        **last = p;
        *last = &p->next;
        return p;
}

/* "{{ … }}" at the head of rest; what stands inside. False when it is never closed. */
static bool take_tag(struct reader *r, struct str *ret_tag)
{
        ptrdiff_t end = str_find(r->rest, STR("}}"));

        if (end < 0)
                return false;
        *ret_tag = str_trim(str_sub(r->rest, 2, (size_t)end - 2));
        r->rest = str_sub(r->rest, (size_t)end + 2, r->rest.len);
        return true;
}

static bool take_line_end(struct reader *r)
{
        if (!str_starts(r->rest, STR("\n")))
                return false;
        r->rest = str_sub(r->rest, 1, r->rest.len);
        return true;
}

static const struct part *read_parts(struct reader *r, const char *closing);

static void read_block(struct reader *r, struct part ***last, enum part_kind kind, struct str expr)
{
        struct part *p = new_part(r, last, kind);

        p->expr = form__expr(r->l, r->field, expr, FEEL_EXPRESSION, r->what);
        take_line_end(r);
        p->first = read_parts(r, kind == PART_IF ? "/if" : "/loop");
        p->line_end = take_line_end(r);
}

/* Up to the closing tag (NULL: to the end). */
static const struct part *read_parts(struct reader *r, const char *closing)
{
        struct part *first = NULL, **last = &first;
        struct str tag;

        if (++r->depth > TEMPLATE_DEPTH) {
                form__problem(r->l, r->field->id, false, "%s: blocks too deep", r->what);
                r->rest = STR_NULL;
        }
        while (r->rest.len) {
                ptrdiff_t at = str_find(r->rest, STR("{{"));
                size_t n = at < 0 ? r->rest.len : (size_t)at;

                if (n)
                        new_part(r, &last, PART_TEXT)->text = str_sub(r->rest, 0, n);
                r->rest = str_sub(r->rest, n, r->rest.len);
                if (!r->rest.len)
                        break;
                if (!take_tag(r, &tag)) {
                        form__problem(r->l, r->field->id, false, "%s: {{ without }}", r->what);
                        r->rest = STR_NULL;
                } else if (closing && str_is(tag, closing)) {
                        r->depth--;
                        return first;
                } else if (str_starts(tag, STR("#if "))) {
                        read_block(r, &last, PART_IF, str_sub(tag, 4, tag.len));
                } else if (str_starts(tag, STR("#loop "))) {
                        read_block(r, &last, PART_LOOP, str_sub(tag, 6, tag.len));
                } else if (str_starts(tag, STR("/")) || str_starts(tag, STR("#"))) {
                        form__problem(r->l, r->field->id, false, "%s: {{%.*s}} stands alone",
                                r->what, STRF(tag));
                } else if (tag.len) {
                        new_part(r, &last, PART_INSERT)->expr =
                                form__expr(r->l, r->field, tag, FEEL_EXPRESSION, r->what);
                }
        }
        if (closing && r->depth <= TEMPLATE_DEPTH)
                form__problem(r->l, r->field->id, false, "%s: {{%s}} is missing", r->what, closing);
        r->depth--;
        return first;
}

const struct form_template *form__template(
        struct form_loader *l, const struct form_field *f, struct str text, const char *what)
{
        struct form_template *t;
        struct reader r = { l, f, what, text, 0 };
        struct part *whole;

        if (!text.ptr)
                return NULL;
        t = NEW(l->arena, struct form_template);
        if (!str_starts(text, STR("="))) {
                t->first = read_parts(&r, NULL);
                return t;
        }
        whole = NEW(l->arena, struct part);
        whole->kind = PART_INSERT;
        whole->expr = form__expr(l, f, text, FEEL_EXPRESSION, what);
        t->first = whole;
        return t;
}

/* ---- filling ---- */

struct filler {
        struct feel_run *run;
        struct arena *arena;
        struct buf out;
        bool escaped;
};

static void put_escaped(struct buf *b, struct str s)
{
        static const char *const names[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

        for (size_t i = 0; i < s.len; i++) {
                const char *special = s.ptr[i] ? strchr("&<>\"'", s.ptr[i]) : NULL;

                if (special)
                        buf_addc(b, names[strchr("&<>\"'", s.ptr[i]) - "&<>\"'"]);
                else
                        buf_byte(b, s.ptr[i]);
        }
}

/* this, parent and the item's own entries: what a loop's body sees. */
static const struct feel_value *loop_scope(
        struct arena *a, const struct feel_value *item, const struct feel_value *outer)
{
        size_t n = feel_kind(item) == FEEL_CONTEXT ? feel_count(item) : 0;
        struct str *keys = NEW_ARRAY(a, struct str, n + 4);
        const struct feel_value **values = arena_array(a, n + 4, sizeof *values);
        static const char *const own[] = { "this", "_this_", "parent", "_parent_" };

        for (size_t i = 0; i < 4; i++) {
                keys[n + i] = str_of(own[i]);
                values[n + i] = i < 2 ? item : outer;
        }
        for (size_t i = 0; i < n; i++)
                keys[i] = feel_key(item, i, &values[i]);
        return feel_context(a, keys, values, n + 4);
}

static void fill_parts(struct filler *f, const struct part *p, const struct feel_value *scope);

static void fill_loop(struct filler *f, const struct part *p, const struct feel_value *scope)
{
        const struct feel_value *list = feel_eval(f->run, p->expr, scope);

        if (feel_kind(list) != FEEL_LIST && feel_kind(list) != FEEL_NULL)
                fill_parts(f, p->first, loop_scope(f->arena, list, scope));
        for (size_t i = 0; feel_kind(list) == FEEL_LIST && i < feel_count(list) && !f->out.over &&
                           !feel_run_stopped(f->run) && !arena_over(f->arena);
                i++)
                fill_parts(f, p->first, loop_scope(f->arena, feel_item(list, i), scope));
}

static void fill_block(struct filler *f, const struct part *p, const struct feel_value *scope)
{
        size_t before = f->out.len;

        if (p->kind == PART_LOOP)
                fill_loop(f, p, scope);
        else if (feel_is_true(feel_eval(f->run, p->expr, scope)))
                fill_parts(f, p->first, scope);
        else
                return;
        if (p->line_end && (f->out.len == before || f->out.ptr[f->out.len - 1] != '\n'))
                buf_byte(&f->out, '\n');
}

static void fill_parts(struct filler *f, const struct part *p, const struct feel_value *scope)
{
        for (; p; p = p->next) {
                const struct feel_value *v;

                if (p->kind == PART_TEXT) {
                        buf_add(&f->out, p->text);
                } else if (p->expr && p->kind != PART_INSERT) {
                        fill_block(f, p, scope);
                } else if (p->expr) {
                        v = feel_eval(f->run, p->expr, scope);
                        if (feel_kind(v) == FEEL_NULL)
                                continue;
                        if (f->escaped)
                                put_escaped(&f->out, feel_text(f->arena, v));
                        else
                                buf_add(&f->out, feel_text(f->arena, v));
                }
        }
}

struct str form__fill_template(struct feel_run *run, struct arena *a, const struct form_template *t,
        const struct feel_value *scope, bool escaped)
{
        struct filler f = { run, a, { 0 }, escaped };

        if (!t)
                return STR_NULL;
        if (!t->first || (t->first->kind == PART_TEXT && !t->first->next))
                return t->first ? t->first->text : STR("");
        buf_init(&f.out, a, TEMPLATE_OUT);
        fill_parts(&f, t->first, scope);
        return buf_str(&f.out);
}

static void put_words(struct buf *b, const struct part *p)
{
        for (; p; p = p->next) {
                buf_add(b, p->text);
                put_words(b, p->first);
        }
}

struct str form__template_words(struct arena *a, const struct form_template *t)
{
        struct buf b;

        buf_init(&b, a, FORM_TEXT_MAX);
        put_words(&b, t ? t->first : NULL);
        return buf_str(&b);
}
