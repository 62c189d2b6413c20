/*
 * src/web/path.c: percent-encoding, in and out. See router.h for what is refused and why: a path
 * that two programs could read differently is no path.
 */
#include "web/router.h"

#include "base/utf8.h"

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undo escapes; '/' as an escape is refused in paths, where it would look like a part's end. */
static int decode(struct arena *a, struct str raw, bool path, struct str *ret_text)
{
        char *out;
        size_t n = 0;

        out = arena_raw(a, raw.len + 1);
        for (size_t i = 0; i < raw.len; i++) {
                char c = raw.ptr[i];

                if (c == '%') {
                        bool room = raw.len - i > 2;
                        int hi = room ? hex_digit(raw.ptr[i + 1]) : -1;
                        int lo = room ? hex_digit(raw.ptr[i + 2]) : -1;

                        if (hi < 0 || lo < 0)
                                return ERR_INVALID;
                        c = (char)(hi << 4 | lo);
                        i += 2;
                        if (path && c == '/')
                                return ERR_INVALID;
                } else if (c == '+' && !path) {
                        c = ' ';
                }
                if (c == 0 || (path && ((u8)c < 0x20 || c == 0x7f)))
                        return ERR_INVALID;
                out[n++] = c;
        }
        out[n] = 0;
        *ret_text = str_n(out, n);
        return 0;
}

int query_decode(struct arena *a, struct str raw, struct str *ret_text)
{
        return decode(a, raw, false, ret_text);
}

static bool has_dots(struct str path)
{
        struct str part;

        while (str_cut(&path, '/', &part))
                if (str_is(part, ".") || str_is(part, ".."))
                        return true;
        return false;
}

static bool is_ascii(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if ((u8)s.ptr[i] >= 0x80)
                        return false;
        return true;
}

int path_decode(struct arena *a, struct str raw, struct str *ret_path)
{
        struct str path;

        if (str_starts(raw, STR("http://")) || str_starts(raw, STR("https://"))) {
                ptrdiff_t at = str_find(raw, STR("://")); /* the absolute form of RFC 9112 3.2.2 */

                raw = str_sub(raw, (size_t)at + 3, raw.len);
                at = str_find_char(raw, '/');
                raw = at < 0 ? STR("/") : str_sub(raw, (size_t)at, raw.len);
        }
        if (!str_starts(raw, STR("/")) || decode(a, raw, true, &path) < 0 || has_dots(path))
                return ERR_INVALID;
        if (!is_ascii(path)) {
                if (!utf8_valid(path))
                        return ERR_INVALID;
                if (!utf8_is_nfc(path) && utf8_clean(a, path, false, &path) < 0)
                        return ERR_INVALID;
        }
        *ret_path = path;
        return 0;
}

void path_encode(struct buf *b, struct str s, bool keep_slash)
{
        static const char digits[] = "0123456789ABCDEF";
        static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                    "-._~!$'()*,:@";

        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if ((c && strchr(plain, c)) || (c == '/' && keep_slash)) {
                        buf_byte(b, c);
                } else {
                        buf_byte(b, '%');
                        buf_byte(b, digits[(u8)c >> 4]);
                        buf_byte(b, digits[(u8)c & 15]);
                }
        }
}
