/*
 * src/app/converter_pdf_value.c: see converter_pdf.h.
 */
#include "app/converter_pdf.h"

#define DEEPEST 32

static bool is_space(char c)
{
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
        return c != 0 && strchr("()<>[]{}/%", c) != NULL;
}

static bool is_regular(char c)
{
        return !is_space(c) && !is_delimiter(c);
}

static bool more(const struct pdf_lexer *l)
{
        return l->at < l->s.len;
}

static char here(const struct pdf_lexer *l)
{
        return more(l) ? l->s.ptr[l->at] : 0;
}

static void skip_space(struct pdf_lexer *l)
{
        while (more(l)) {
                if (here(l) == '%')
                        while (more(l) && here(l) != '\n' && here(l) != '\r')
                                l->at++;
                else if (is_space(here(l)))
                        l->at++;
                else
                        return;
        }
}

static bool take(struct pdf_lexer *l, const char *text)
{
        size_t n = strlen(text);

        if (!str_eq(str_sub(l->s, l->at, n), str_n(text, n)))
                return false;
        l->at += n;
        return true;
}

struct str pdf_word(struct pdf_lexer *l)
{
        size_t from;

        skip_space(l);
        from = l->at;
        while (more(l) && is_regular(here(l)))
                l->at++;
        return str_sub(l->s, from, l->at - from);
}

static struct pdf_value *make(struct pdf_lexer *l, enum pdf_kind kind)
{
        struct pdf_value *v;

        if (--*l->budget < 0)
                return NULL;
        v = NEW(l->arena, struct pdf_value);
        v->kind = kind;
        return v;
}

/* Names may be written with #xx: decoded, so that /Encr#79pt is seen for what it is. */
static struct str read_name(struct pdf_lexer *l)
{
        struct str raw;
        char *p;
        size_t n = 0;
        u8 byte;

        l->at++;
        raw = str_n(l->s.ptr + l->at, 0);
        while (more(l) && is_regular(here(l))) {
                raw.len++;
                l->at++;
        }
        if (str_find_char(raw, '#') < 0)
                return raw;
        p = arena_raw(l->arena, raw.len + 1);
        for (size_t i = 0; i < raw.len; i++) {
                if (raw.ptr[i] == '#' && str_unhex(str_sub(raw, i + 1, 2), &byte, 1) == 0) {
                        p[n++] = (char)byte;
                        i += 2;
                } else {
                        p[n++] = raw.ptr[i];
                }
        }
        return str_n(p, n);
}

/* Nothing here needs the content of a string: only its end is found. */
static bool skip_string(struct pdf_lexer *l)
{
        int depth = 0;

        while (more(l)) {
                char c = l->s.ptr[l->at++];

                if (c == '\\')
                        l->at++;
                else if (c == '(')
                        depth++;
                else if (c == ')' && --depth == 0)
                        return true;
        }
        return false;
}

static bool skip_hex(struct pdf_lexer *l)
{
        while (more(l))
                if (l->s.ptr[l->at++] == '>')
                        return true;
        return false;
}

static struct pdf_value *read_value(struct pdf_lexer *l, int depth);

static struct pdf_value *read_many(struct pdf_lexer *l, enum pdf_kind kind, int depth)
{
        struct pdf_value *v = make(l, kind), **last = v ? &v->first : NULL;
        const char *close = kind == PDF_DICT ? ">>" : "]";

        if (!v || depth >= DEEPEST)
                return NULL;
        for (;;) {
                struct str key = STR_NULL;

                skip_space(l);
                if (take(l, close))
                        return v;
                if (kind == PDF_DICT) {
                        if (here(l) != '/')
                                return NULL;
                        key = read_name(l);
                }
                *last = read_value(l, depth + 1);
                if (!*last)
                        return NULL;
                (*last)->key = key;
                last = &(*last)->next;
        }
}

static bool is_number(struct str w, bool *ret_whole)
{
        bool digits = false;

        *ret_whole = true;
        for (size_t i = 0; i < w.len; i++) {
                if (w.ptr[i] >= '0' && w.ptr[i] <= '9')
                        digits = true;
                else if (w.ptr[i] == '.')
                        *ret_whole = false;
                else if (i > 0 || (w.ptr[i] != '-' && w.ptr[i] != '+'))
                        return false;
        }
        return digits;
}

/* "12 0 R" is a reference, "12" alone a number: looks ahead and comes back. */
static struct pdf_value *read_number(struct pdf_lexer *l, struct str word, bool whole)
{
        struct pdf_value *v = make(l, whole ? PDF_INT : PDF_REAL);
        struct pdf_lexer ahead = *l;
        i64 generation;

        if (!v)
                return NULL;
        if (whole &&
                str_to_i64(word.ptr[0] == '+' ? str_sub(word, 1, word.len) : word, &v->num) < 0)
                v->kind = PDF_REAL; /* too large for a count or a place */
        if (v->kind == PDF_INT && v->num >= 0 && str_to_i64(pdf_word(&ahead), &generation) == 0 &&
                generation >= 0 && str_is(pdf_word(&ahead), "R")) {
                v->kind = PDF_REF;
                l->at = ahead.at;
        }
        return v;
}

static struct pdf_value *read_word_value(struct pdf_lexer *l)
{
        struct str word = pdf_word(l);
        struct pdf_value *v = NULL;
        bool whole;

        if (is_number(word, &whole))
                return read_number(l, word, whole);
        if (str_is(word, "null")) {
                v = make(l, PDF_NULL);
        } else if (str_is(word, "true") || str_is(word, "false")) {
                v = make(l, PDF_BOOL);
                if (v)
                        v->num = word.len == 4;
        }
        return v;
}

static struct pdf_value *read_value(struct pdf_lexer *l, int depth)
{
        struct pdf_value *v;

        skip_space(l);
        switch (here(l)) {
        case '/':
                v = make(l, PDF_NAME);
                if (v)
                        v->text = read_name(l);
                return v;
        case '(':
                return skip_string(l) ? make(l, PDF_STRING) : NULL;
        case '<':
                if (take(l, "<<"))
                        return read_many(l, PDF_DICT, depth);
                return skip_hex(l) ? make(l, PDF_STRING) : NULL;
        case '[':
                l->at++;
                return read_many(l, PDF_LIST, depth);
        }
        return read_word_value(l);
}

const struct pdf_value *pdf_read(struct pdf_lexer *l)
{
        return read_value(l, 0);
}

bool pdf_enter(struct pdf_lexer *l)
{
        skip_space(l);
        return take(l, "<<");
}

bool pdf_member(struct pdf_lexer *l, struct str *ret_key, struct str *ret_written)
{
        struct str key;
        size_t from;

        skip_space(l);
        if (here(l) != '/')
                return false;
        from = l->at;
        key = read_name(l);
        if (!read_value(l, 1))
                return false;
        *ret_key = key;
        *ret_written = str_sub(l->s, from, l->at - from);
        return true;
}

bool pdf_leave(struct pdf_lexer *l)
{
        skip_space(l);
        return take(l, ">>");
}

const struct pdf_value *pdf_get(const struct pdf_value *v, const char *key)
{
        if (!v || v->kind != PDF_DICT)
                return NULL;
        for (const struct pdf_value *m = v->first; m; m = m->next)
                if (str_is(m->key, key))
                        return m;
        return NULL;
}

i64 pdf_int(const struct pdf_value *v, i64 otherwise)
{
        return v && v->kind == PDF_INT && v->num >= 0 ? v->num : otherwise;
}

bool pdf_is_name(const struct pdf_value *v, const char *name)
{
        return v && v->kind == PDF_NAME && str_is(v->text, name);
}
