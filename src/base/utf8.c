/*
 * src/base/utf8.c: decoding by hand, normalisation by utf8proc. Nearly all text is ASCII or
 * precomposed Vietnamese and is known to be NFC from its code points alone.
 *
 * utf8proc sorts combining marks by exchange, quadratic in the length of a run: runs over
 * MARKS_MAX (the "stream-safe" limit of Unicode Annex 15) are refused before it sees them.
 */
#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

#define MARKS_MAX 30

/* Length of the valid sequence at p, 0 when there is none (RFC 3629 table 3-7; NUL is none). */
static size_t sequence_len(const u8 *p, size_t n)
{
        u8 c = p[0], low = 0x80, high = 0xbf;
        size_t len;

        if (c < 0x80)
                return c != 0;
        if (c < 0xc2 || c > 0xf4)
                return 0;
        len = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        if (c == 0xe0)
                low = 0xa0;
        else if (c == 0xed)
                high = 0x9f; /* surrogates */
        else if (c == 0xf0)
                low = 0x90;
        else if (c == 0xf4)
                high = 0x8f;
        if (n < len || p[1] < low || p[1] > high)
                return 0;
        for (size_t i = 2; i < len; i++)
                if ((p[i] & 0xc0) != 0x80)
                        return 0;
        return len;
}

/* Bytes at the start, in steps of eight, that are ASCII without NUL. */
static size_t ascii_len(const u8 *p, size_t n)
{
        size_t i = 0;
        u64 w;

        for (; i + 8 <= n; i += 8) {
                memcpy(&w, p + i, 8);
                if ((w | (w - 0x0101010101010101ULL)) & 0x8080808080808080ULL)
                        break;
        }
        return i;
}

bool utf8_valid(struct str s)
{
        const u8 *p = (const u8 *)s.ptr;
        size_t i = 0, len;

        while (i < s.len) {
                if (p[i] < 0x80)
                        i += ascii_len(p + i, s.len - i);
                if (i == s.len)
                        break;
                len = sequence_len(p + i, s.len - i);
                if (!len)
                        return false;
                i += len;
        }
        return true;
}

int32_t utf8_next(struct str *s)
{
        const u8 *p = (const u8 *)s->ptr;
        size_t len;
        int32_t cp;

        if (!s->len)
                return -1;
        if (p[0] < 0x80) {
                len = 1;
                cp = p[0];
        } else {
                len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
                CHECK(s->len >= len); /* the text was said to be valid */
                cp = p[0] & (0x7f >> len);
                for (size_t i = 1; i < len; i++)
                        cp = cp << 6 | (p[i] & 0x3f);
        }
        s->ptr += len;
        s->len -= len;
        return cp;
}

void utf8_put(struct buf *b, int32_t cp)
{
        utf8proc_uint8_t tmp[4];

        buf_add(b, str_n((char *)tmp, (size_t)utf8proc_encode_char(cp, tmp)));
}

size_t utf8_count(struct str s)
{
        size_t n = 0;

        for (size_t i = 0; i < s.len; i++)
                n += ((u8)s.ptr[i] & 0xc0) != 0x80;
        return n;
}

struct str utf8_head(struct str s, size_t n)
{
        size_t i = 0;

        for (; i < s.len; i++)
                if (((u8)s.ptr[i] & 0xc0) != 0x80 && n-- == 0)
                        break;
        return str_n(s.ptr, i);
}

/* Code points that are NFC wherever they stand: no mark, not composed away, not a second half. */
static bool nfc_alone(int32_t cp)
{
        return cp < 0x300 || (cp >= 0x1e00 && cp <= 0x1eff) || (cp >= 0x2010 && cp <= 0x205e) ||
               (cp >= 0x20a0 && cp <= 0x20bf);
}

static bool quick_nfc(struct str s)
{
        while (s.len)
                if (!nfc_alone(utf8_next(&s)))
                        return false;
        return true;
}

static bool too_many_marks(struct str s)
{
        int run = 0;

        while (s.len) {
                run = utf8proc_get_property(utf8_next(&s))->combining_class ? run + 1 : 0;
                if (run > MARKS_MAX)
                        return true;
        }
        return false;
}

int utf8_nfc(struct arena *a, struct str s, struct str *ret_s)
{
        utf8proc_uint8_t *out;
        utf8proc_ssize_t n;

        if (quick_nfc(s)) {
                *ret_s = s;
                return 0;
        }
        if (too_many_marks(s))
                return ERR_INVALID;
        n = utf8proc_map((const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, &out,
                UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        CHECK(n != UTF8PROC_ERROR_NOMEM);
        if (n < 0)
                return ERR_INVALID;
        *ret_s = str_dup(a, str_n((char *)out, (size_t)n));
        free(out);
        return 0;
}

bool utf8_is_nfc(struct str s)
{
        AUTO(arena_freep) struct arena *a = NULL;
        struct str nfc;

        if (quick_nfc(s))
                return true;
        a = arena_new(s.len + 64);
        return utf8_nfc(a, s, &nfc) == 0 && str_eq(s, nfc);
}

/* What a code point becomes at the edge: itself, '\n', ' ' or -1 for nothing. */
static int32_t clean_char(int32_t cp, bool lines)
{
        if (cp == '\n' || cp == 0x2028 || cp == 0x2029)
                return lines ? '\n' : ' ';
        if (cp == '\t')
                return lines ? '\t' : ' ';
        if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
                return -1;
        if ((cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff)
                return -1; /* bidi embeddings, overrides, isolates; byte order mark */
        return cp;
}

static bool is_white(int32_t cp)
{
        return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xa0 ||
               (cp >= 0x2000 && cp <= 0x200b) || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

static struct str trim_white(struct str s)
{
        struct str rest = s, end;

        while (rest.len && is_white(utf8_next(&rest)))
                s = rest;
        while (s.len) {
                size_t i = s.len - 1;

                while (i && ((u8)s.ptr[i] & 0xc0) == 0x80)
                        i--;
                end = str_sub(s, i, s.len);
                if (!is_white(utf8_next(&end)))
                        break;
                s.len = i;
        }
        return s;
}

int utf8_clean(struct arena *a, struct str in, bool lines, struct str *ret_s)
{
        struct buf b;
        struct str s = in;
        int r;

        if (!in.ptr) {
                *ret_s = STR_NULL;
                return 0;
        }
        if (!utf8_valid(in))
                return ERR_INVALID;
        buf_init(&b, a, in.len);
        while (s.len) {
                int32_t cp = utf8_next(&s);

                if (cp == '\r') {
                        if (s.len && s.ptr[0] == '\n')
                                continue;
                        cp = '\n';
                }
                cp = clean_char(cp, lines);
                if (cp >= 0)
                        utf8_put(&b, cp);
        }
        r = utf8_nfc(a, trim_white(buf_str(&b)), &s);
        if (r < 0)
                return r;
        *ret_s = str_dup(a, s);
        return 0;
}
