/*
 * src/base/str.c: see str.h.
 */
#include "base/str.h"

#include <stdio.h>

int str_cmp(struct str a, struct str b)
{
        size_t n = MIN(a.len, b.len);
        int r = n ? memcmp(a.ptr, b.ptr, n) : 0;

        if (r)
                return r;
        return a.len < b.len ? -1 : a.len > b.len;
}

static char lower(char c)
{
        return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
        if (a.len != b.len)
                return false;
        for (size_t i = 0; i < a.len; i++)
                if (lower(a.ptr[i]) != lower(b.ptr[i]))
                        return false;
        return true;
}

bool str_starts(struct str s, struct str prefix)
{
        return s.len >= prefix.len && str_eq(str_n(s.ptr, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
        return s.len >= suffix.len && str_eq(str_n(s.ptr + s.len - suffix.len, suffix.len), suffix);
}

bool str_only(struct str s, const char *more)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            (c && strchr(more, c))))
                        return false;
        }
        return true;
}

struct str str_sub(struct str s, size_t from, size_t n)
{
        if (from >= s.len)
                return (struct str){ s.ptr ? s.ptr + s.len : NULL, 0 };
        return (struct str){ s.ptr + from, MIN(n, s.len - from) };
}

static bool is_space(char c)
{
        return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
        while (s.len && is_space(s.ptr[0]))
                s.ptr++, s.len--;
        while (s.len && is_space(s.ptr[s.len - 1]))
                s.len--;
        return s;
}

ptrdiff_t str_find(struct str s, struct str part)
{
        const char *p;

        if (part.len == 0)
                return 0;
        if (s.len < part.len)
                return -1;
        p = memmem(s.ptr, s.len, part.ptr, part.len);
        return p ? p - s.ptr : -1;
}

ptrdiff_t str_find_char(struct str s, char c)
{
        const char *p = s.len ? memchr(s.ptr, c, s.len) : NULL;

        return p ? p - s.ptr : -1;
}

ptrdiff_t str_rfind_char(struct str s, char c)
{
        const char *p = s.len ? memrchr(s.ptr, c, s.len) : NULL;

        return p ? p - s.ptr : -1;
}

bool str_cut(struct str *rest, char sep, struct str *ret_head)
{
        ptrdiff_t at;

        if (!rest->ptr)
                return false;
        at = str_find_char(*rest, sep);
        if (at < 0) {
                *ret_head = *rest;
                *rest = STR_NULL;
        } else {
                *ret_head = str_n(rest->ptr, (size_t)at);
                *rest = str_n(rest->ptr + at + 1, rest->len - (size_t)at - 1);
        }
        return true;
}

struct str str_dup(struct arena *a, struct str s)
{
        char *p;

        if (!s.ptr)
                return STR_NULL;
        p = arena_raw(a, s.len + 1);
        if (s.len)
                memcpy(p, s.ptr, s.len);
        p[s.len] = 0;
        return str_n(p, s.len);
}

const char *str_c(struct arena *a, struct str s)
{
        return s.ptr ? str_dup(a, s).ptr : "";
}

struct str str_vfmt(struct arena *a, const char *fmt, va_list ap)
{
        char first[256]; /* most fit: formatted once and copied, not formatted twice */
        va_list again;
        char *p;
        int n;

        CHECK(fmt != NULL);
        va_copy(again, ap);
        n = vsnprintf(first, sizeof first, fmt, ap);
        CHECK(n >= 0);
        p = arena_raw(a, (size_t)n + 1);
        if ((size_t)n < sizeof first)
                memcpy(p, first, (size_t)n + 1);
        else
                vsnprintf(p, (size_t)n + 1, fmt, again);
        va_end(again);
        return str_n(p, (size_t)n);
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
        struct str s;
        va_list ap;

        va_start(ap, fmt);
        s = str_vfmt(a, fmt, ap);
        va_end(ap);
        return s;
}

struct str str_cat(struct arena *a, struct str x, struct str y)
{
        char *p = arena_raw(a, x.len + y.len + 1);

        if (x.len)
                memcpy(p, x.ptr, x.len);
        if (y.len)
                memcpy(p + x.len, y.ptr, y.len);
        p[x.len + y.len] = 0;
        return str_n(p, x.len + y.len);
}

struct str str_join(struct arena *a, const struct str *items, size_t n, struct str sep)
{
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_add(&b, sep);
                buf_add(&b, items[i]);
        }
        return buf_str(&b);
}

struct str str_lower_ascii(struct arena *a, struct str s)
{
        char *p;

        if (!s.ptr)
                return STR_NULL;
        p = arena_raw(a, s.len + 1);
        for (size_t i = 0; i < s.len; i++)
                p[i] = lower(s.ptr[i]);
        p[s.len] = 0;
        return str_n(p, s.len);
}

struct str str_replace(struct arena *a, struct str s, struct str from, struct str to)
{
        struct buf b;
        ptrdiff_t at;

        CHECK(from.len > 0);
        if (str_find(s, from) < 0)
                return s;
        buf_init(&b, a, SIZE_MAX / 4);
        while ((at = str_find(s, from)) >= 0) {
                buf_add(&b, str_n(s.ptr, (size_t)at));
                buf_add(&b, to);
                s = str_sub(s, (size_t)at + from.len, s.len);
        }
        buf_add(&b, s);
        return buf_str(&b);
}

int str_to_i64(struct str s, i64 *ret_n)
{
        bool neg = s.len && s.ptr[0] == '-';
        i64 n = 0;

        if (neg)
                s = str_sub(s, 1, s.len);
        if (!s.len)
                return ERR_INVALID;
        for (size_t i = 0; i < s.len; i++) {
                if (s.ptr[i] < '0' || s.ptr[i] > '9')
                        return ERR_INVALID;
                if (__builtin_mul_overflow(n, (i64)10, &n) ||
                        __builtin_add_overflow(n, (i64)(s.ptr[i] - '0'), &n))
                        return ERR_INVALID;
        }
        *ret_n = neg ? -n : n;
        return 0;
}

struct str str_hex(struct arena *a, const void *p, size_t n)
{
        static const char digits[] = "0123456789abcdef";
        const u8 *in = p;
        char *out = arena_raw(a, n * 2 + 1);

        for (size_t i = 0; i < n; i++) {
                out[i * 2] = digits[in[i] >> 4];
                out[i * 2 + 1] = digits[in[i] & 15];
        }
        out[n * 2] = 0;
        return str_n(out, n * 2);
}

static int hex_value(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        c = lower(c);
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int str_unhex(struct str s, void *ret_p, size_t n)
{
        u8 *out = ret_p;

        if (s.len != n * 2)
                return ERR_INVALID;
        for (size_t i = 0; i < s.len; i++)
                if (hex_value(s.ptr[i]) < 0)
                        return ERR_INVALID;
        for (size_t i = 0; i < n; i++)
                out[i] = (u8)(hex_value(s.ptr[i * 2]) << 4 | hex_value(s.ptr[i * 2 + 1]));
        return 0;
}

u64 str_hash(struct str s)
{
        u64 h = 14695981039346656037ULL;

        for (size_t i = 0; i < s.len; i++)
                h = (h ^ (u8)s.ptr[i]) * 1099511628211ULL;
        return h ^ h >> 29;
}

void buf_init(struct buf *b, struct arena *a, size_t max)
{
        *b = (struct buf){ .arena = a, .max = max };
}

bool buf_room(struct buf *b, size_t n)
{
        size_t cap;
        char *p;

        if (b->over || n > b->max - b->len) {
                b->over = true;
                b->cap = b->len;
                return false;
        }
        if (b->len + n + 1 <= b->cap)
                return true;
        cap = MAX(MAX(b->cap * 2, b->len + n + 1), 256);
        cap = MIN(cap - 1, b->max) + 1; /* so that what fits needs no second look at the maximum */
        p = arena_raw(b->arena, cap);
        if (b->len)
                memcpy(p, b->ptr, b->len);
        b->ptr = p;
        b->cap = cap;
        return true;
}

void buf_addc(struct buf *b, const char *lit)
{
        buf_add(b, str_of(lit));
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
        size_t room = b->cap - b->len;
        va_list ap, again;
        int n;

        va_start(ap, fmt);
        va_copy(again, ap);
        n = vsnprintf(room ? b->ptr + b->len : NULL, room, fmt, ap);
        CHECK(n >= 0);
        if (buf_room(b, (size_t)n)) {
                /* Nearly always it fitted where there was room already. */
                if (room <= (size_t)n)
                        vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
                b->len += (size_t)n;
        }
        va_end(again);
        va_end(ap);
}

void buf_i64(struct buf *b, i64 n)
{
        char tmp[24];
        size_t i = sizeof tmp;
        u64 u = n < 0 ? 0 - (u64)n : (u64)n;

        do
                tmp[--i] = (char)('0' + u % 10);
        while (u /= 10);
        if (n < 0)
                tmp[--i] = '-';
        buf_add(b, str_n(tmp + i, sizeof tmp - i));
}

struct str buf_str(struct buf *b)
{
        if (!b->ptr && !buf_room(b, 0))
                return STR("");
        b->ptr[b->len] = 0;
        return str_n(b->ptr, b->len);
}
