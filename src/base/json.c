/*
 * src/base/json.c: jansson reads; before it a scan bounds depth and number of values, after it the
 * tree is copied to the arena and jansson's own is freed at once. The writer is our own: it streams
 * and knows nothing but commas, quotes and numbers.
 */
/* jansson's kinds share three names with ours: here they are JANSSON_…. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_REAL   JANSSON_REAL
#define JSON_NULL   JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_REAL
#undef JSON_NULL

#include <math.h>
#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"

#define DEPTH_MAX  32
#define VALUES_MAX 1000000

/* Depth and an upper bound of the number of values, without judging the syntax. */
static int scan_limits(struct str s)
{
        size_t values = 1;
        int depth = 0;
        bool quoted = false;

        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (quoted) {
                        if (c == '\\')
                                i++;
                        else if (c == '"')
                                quoted = false;
                        continue;
                }
                quoted = c == '"';
                depth += (c == '[' || c == '{') - (c == ']' || c == '}');
                values += c == '[' || c == '{' || c == ',';
                if (depth > DEPTH_MAX || values > VALUES_MAX)
                        return ERR_LIMIT;
        }
        return 0;
}

static int copy_tree(struct arena *a, json_t *from, struct json *to);

static int append(
        struct arena *a, struct json *parent, struct json ***tail, json_t *from, struct str key)
{
        struct json *child = NEW(a, struct json);

        child->key = key;
        **tail = child;
        *tail = &child->next;
        parent->count++;
        return copy_tree(a, from, child);
}

static int copy_members(struct arena *a, json_t *from, struct json *to)
{
        struct json **tail = &to->first;
        const char *key;
        json_t *value;
        size_t i;
        int r;

        json_array_foreach(from, i, value)
        {
                r = append(a, to, &tail, value, STR_NULL);
                if (r < 0)
                        return r;
        }
        json_object_foreach(from, key, value)
        {
                if (!utf8_is_nfc(str_of(key)))
                        return ERR_INVALID;
                r = append(a, to, &tail, value, str_dup(a, str_of(key)));
                if (r < 0)
                        return r;
        }
        return 0;
}

static int copy_text(struct arena *a, json_t *from, struct json *to)
{
        struct str s = str_n(json_string_value(from), json_string_length(from));
        int r;

        r = utf8_nfc(a, s, &s);
        if (r == 0)
                to->text = str_dup(a, s);
        return r;
}

/* An outsider decides the size: the arena is asked at every value. */
static int copy_tree(struct arena *a, json_t *from, struct json *to)
{
        if (arena_over(a))
                return ERR_LIMIT;
        switch (json_typeof(from)) {
        case JANSSON_NULL:
                to->kind = JSON_NULL;
                return 0;
        case JSON_TRUE:
        case JSON_FALSE:
                to->kind = JSON_BOOL;
                to->num = json_typeof(from) == JSON_TRUE;
                return 0;
        case JSON_INTEGER:
                to->kind = JSON_INT;
                to->num = json_integer_value(from);
                to->real = (double)to->num;
                return 0;
        case JANSSON_REAL:
                to->kind = JSON_REAL;
                to->real = json_real_value(from);
                return 0;
        case JSON_STRING:
                to->kind = JSON_TEXT;
                return copy_text(a, from, to);
        case JSON_ARRAY:
                to->kind = JSON_LIST;
                return copy_members(a, from, to);
        case JANSSON_OBJECT:
                to->kind = JSON_OBJECT;
                return copy_members(a, from, to);
        }
        return ERR_INTERNAL;
}

/* The reason without jansson's " near '…'", which may cut a character in two. */
static void say_where(struct arena *a, const json_error_t *e, struct str *ret_where)
{
        struct str why = str_of(e->text);
        ptrdiff_t near = str_find(why, STR(" near "));

        if (ret_where)
                *ret_where = str_fmt(a, "%d:%d: %.*s", e->line, e->column,
                        near < 0 ? (int)why.len : (int)near, why.ptr);
}

int json_parse(struct arena *a, struct str text, const struct json **ret_j, struct str *ret_where)
{
        struct json *root;
        json_error_t e = { .line = 1, .column = 0, .text = "not valid UTF-8, or a NUL byte" };
        json_t *tree;
        int r;

        if (!utf8_valid(text)) {
                say_where(a, &e, ret_where);
                return ERR_INVALID;
        }
        if (ret_where)
                *ret_where = STR("1:0: too deep or too much");
        r = scan_limits(text);
        if (r < 0)
                return r;
        tree = json_loadb(
                text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
        if (!tree) {
                say_where(a, &e, ret_where);
                return ERR_INVALID;
        }
        root = NEW(a, struct json);
        r = copy_tree(a, tree, root);
        json_decref(tree);
        if (r == ERR_INVALID && ret_where)
                *ret_where =
                        STR("1:0: a key that is not in Unicode NFC, or too many marks in a row");
        if (r == 0)
                *ret_j = root;
        return r;
}

const struct json *json_get(const struct json *j, const char *key)
{
        struct str want = str_of(key);

        if (!j || j->kind != JSON_OBJECT)
                return NULL;
        JSON_EACH(x, j)
        if (str_eq(x->key, want))
                return x;
        return NULL;
}

const struct json *json_at(const struct json *j, size_t i)
{
        if (!j || j->kind != JSON_LIST)
                return NULL;
        JSON_EACH(x, j)
        if (i-- == 0)
                return x;
        return NULL;
}

struct str json_str(const struct json *j)
{
        return j && j->kind == JSON_TEXT ? j->text : STR_NULL;
}

i64 json_i64(const struct json *j, i64 otherwise)
{
        if (j && j->kind == JSON_INT)
                return j->num;
        /* every integral double under 2^63 converts exactly */
        if (j && j->kind == JSON_REAL && fabs(j->real) < 0x1p63 && j->real == floor(j->real))
                return (i64)j->real;
        return otherwise;
}

bool json_bool(const struct json *j, bool otherwise)
{
        return j && j->kind == JSON_BOOL ? j->num != 0 : otherwise;
}

void json_begin(struct json_writer *w, struct buf *out)
{
        *w = (struct json_writer){ .out = out };
}

void json_quote(struct buf *out, struct str s)
{
        size_t plain = 0;

        buf_byte(out, '"');
        for (size_t i = 0; i < s.len; i++) {
                u8 c = (u8)s.ptr[i];

                if (c >= 0x20 && c != '"' && c != '\\')
                        continue;
                buf_add(out, str_n(s.ptr + plain, i - plain));
                plain = i + 1;
                if (c == '\n')
                        buf_addc(out, "\\n");
                else if (c < 0x20)
                        buf_fmt(out, "\\u%04x", c);
                else
                        buf_byte(out, '\\'), buf_byte(out, (char)c);
        }
        buf_add(out, str_n(s.ptr + plain, s.len - plain));
        buf_byte(out, '"');
}

/* Comma and key before a value. */
static void before_value(struct json_writer *w, const char *key)
{
        u64 bit = (u64)1 << w->depth;

        if (w->has_member & bit)
                buf_byte(w->out, ',');
        w->has_member |= bit;
        if (key) {
                json_quote(w->out, str_of(key));
                buf_byte(w->out, ':');
        }
}

void json_open(struct json_writer *w, const char *key, char bracket)
{
        CHECK(w->depth < 62);
        before_value(w, key);
        buf_byte(w->out, bracket);
        w->depth++;
        w->has_member &= ~((u64)1 << w->depth);
}

void json_close(struct json_writer *w, char bracket)
{
        CHECK(w->depth > 0);
        w->depth--;
        buf_byte(w->out, bracket);
}

void json_put_str(struct json_writer *w, const char *key, struct str s)
{
        before_value(w, key);
        if (s.ptr)
                json_quote(w->out, s);
        else
                buf_addc(w->out, "null");
}

void json_put_i64(struct json_writer *w, const char *key, i64 n)
{
        before_value(w, key);
        if (n == I64_NULL)
                buf_addc(w->out, "null");
        else
                buf_i64(w->out, n);
}

void json_put_bool(struct json_writer *w, const char *key, bool b)
{
        before_value(w, key);
        buf_addc(w->out, b ? "true" : "false");
}

/* The shortest of 15 to 17 digits that reads back equal; with a point, so that it stays a real. */
void json_put_real(struct json_writer *w, const char *key, double d)
{
        char text[40] = "null";

        before_value(w, key);
        for (int digits = 15; isfinite(d) && digits <= 17; digits++) {
                snprintf(text, sizeof text - 2, "%.*g", digits, d);
                if (strtod(text, NULL) == d)
                        break;
        }
        buf_addc(w->out, text);
        if (isfinite(d) && !strpbrk(text, ".e"))
                buf_addc(w->out, ".0");
}

void json_put_null(struct json_writer *w, const char *key)
{
        before_value(w, key);
        buf_addc(w->out, "null");
}

void json_put_raw(struct json_writer *w, const char *key, struct str json_text)
{
        before_value(w, key);
        buf_add(w->out, json_text);
}

void json_put_tree(struct json_writer *w, const char *key, const struct json *j)
{
        const char *brackets = j && j->kind == JSON_OBJECT ? "{}" : "[]";

        switch (j ? j->kind : JSON_NULL) {
        case JSON_NULL:
                json_put_null(w, key);
                break;
        case JSON_BOOL:
                json_put_bool(w, key, j->num != 0);
                break;
        case JSON_INT:
                before_value(w, key);
                buf_i64(w->out, j->num);
                break;
        case JSON_REAL:
                json_put_real(w, key, j->real);
                break;
        case JSON_TEXT:
                json_put_str(w, key, j->text);
                break;
        case JSON_LIST:
        case JSON_OBJECT:
                json_open(w, key, brackets[0]);
                JSON_EACH(x, j)
                json_put_tree(w, x->key.ptr, x);
                json_close(w, brackets[1]);
                break;
        }
}
