/*
 * src/base/str.h: text as pointer and length, and buffers that grow on an arena.
 *
 * Invariants: all text inside the program is valid UTF-8 in NFC; the edges reject or normalise.
 * A str does not own its bytes and need not end in NUL; one made by str_dup, str_fmt, buf_str does
 * (one NUL past len), so str_c() of it costs nothing. ptr == NULL means "no value" (SQL NULL),
 * which is not the same as empty but has length 0, so that code which does not care need not ask.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/base.h"

struct str {
        const char *ptr;
        size_t len;
};

#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_NULL ((struct str){ NULL, 0 })
/* for printf: printf("%.*s", STRF(s)); evaluates s more than once */
#define STRF(s) (int)(s).len, (s).ptr ? (s).ptr : ""

static inline struct str str_of(const char *c)
{
        return (struct str){ c, c ? strlen(c) : 0 };
}
static inline struct str str_n(const char *p, size_t n)
{
        return (struct str){ p, n };
}
static inline bool str_eq(struct str a, struct str b)
{
        return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool str_is(struct str a, const char *c)
{
        return str_eq(a, str_of(c));
}
static inline bool str_empty(struct str a)
{
        return a.len == 0;
}

int str_cmp(struct str a, struct str b);        /* bytes; <0, 0, >0 */
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* ASCII letters, digits, and what stands in `more`; an empty one too. */
bool str_only(struct str s, const char *more);
/* Part from byte `from` on, at most n bytes; out of range gives empty. */
struct str str_sub(struct str s, size_t from, size_t n);
struct str str_trim(struct str s); /* ASCII white space */
/* Offset of the first place, or -1. */
ptrdiff_t str_find(struct str s, struct str part);
ptrdiff_t str_find_char(struct str s, char c);
ptrdiff_t str_rfind_char(struct str s, char c);
/*
 * Cut at the first `sep`: *ret_head before it, *rest after it. Without one the head is all and the
 * rest becomes STR_NULL. Returns false when *rest was STR_NULL already, so that
 * `while (str_cut(&rest, ',', &item))` visits every item, the empty ones too.
 */
bool str_cut(struct str *rest, char sep, struct str *ret_head);
struct str str_dup(struct arena *a, struct str s); /* keeps STR_NULL */
const char *str_c(struct arena *a, struct str s);  /* NUL-terminated, for system calls */
struct str str_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str str_vfmt(struct arena *a, const char *fmt, va_list ap);
struct str str_cat(struct arena *a, struct str x, struct str y);
struct str str_join(struct arena *a, const struct str *items, size_t n, struct str sep);
struct str str_lower_ascii(struct arena *a, struct str s);
struct str str_replace(struct arena *a, struct str s, struct str from, struct str to);
/* Whole text as decimal integer with optional '-'. ERR_INVALID for anything else or overflow. */
int str_to_i64(struct str s, i64 *ret_n);
struct str str_hex(struct arena *a, const void *p, size_t n);
/* ERR_INVALID unless an even number of hex digits that decode to exactly n bytes. */
int str_unhex(struct str s, void *ret_p, size_t n);
u64 str_hash(struct str s); /* for tables in memory; not for secrets, not stable over versions */

/*
 * Growing text on an arena. `max` bounds it: past it nothing is added and `over` is set; the
 * caller asks once at the end.
 */
struct buf {
        struct arena *arena;
        char *ptr;
        size_t len, cap, max; /* cap is len once it is over: nothing fits any more */
        bool over;
};

void buf_init(struct buf *b, struct arena *a, size_t max);
/* Makes room for n more bytes and the closing NUL; false when that would pass the maximum. */
bool buf_room(struct buf *b, size_t n);

static inline void buf_add(struct buf *b, struct str s)
{
        if (!s.len || (s.len >= b->cap - b->len && !buf_room(b, s.len)))
                return; /* nothing may have no address at all */
        memcpy(b->ptr + b->len, s.ptr, s.len);
        b->len += s.len;
}

void buf_addc(struct buf *b, const char *lit);
static inline void buf_byte(struct buf *b, char c)
{
        buf_add(b, str_n(&c, 1));
}

void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_i64(struct buf *b, i64 n);
struct str buf_str(struct buf *b); /* NUL-terminated view; valid until the next add */

#endif
