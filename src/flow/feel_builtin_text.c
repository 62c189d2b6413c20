/*
 * src/flow/feel_builtin_text.c: string functions (DMN 1.5, 10.3.4.3) and conversion to text.
 * Positions and lengths count code points, from 1.
 */
#include <utf8proc.h>

#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"

#define ARGS struct feel_run *run, const struct feel_value *const *a
typedef const struct feel_value *result;

static size_t step(struct str s, size_t pos)
{
        for (pos++; pos < s.len && ((unsigned char)s.ptr[pos] & 0xc0) == 0x80;)
                pos++;
        return pos;
}

static i64 count(struct str s)
{
        i64 n = 0;

        for (size_t i = 0; i < s.len; i++)
                n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
        return n;
}

/* Byte offset of code point `n` (from 0), or of the end. */
static size_t offset(struct str s, i64 n)
{
        size_t pos = 0;

        while (n-- > 0 && pos < s.len)
                pos = step(s, pos);
        return pos;
}

static result text(struct feel_run *run, struct str s)
{
        return feel_string(run->arena, s);
}

static result fn_substring(ARGS)
{
        struct str s = a[0]->string;
        i64 start, length, n;
        size_t from;

        if (!feel__charge(run, s.len / 8))
                return &feel__null;
        n = count(s);
        if (!dec_trunc_i64(a[1]->number, &start) || start == 0)
                return feel__fail(run, "substring: the first position is 1");
        if (start < 0)
                start = MAX(n + start + 1, 1);
        length = n;
        if (a[2]->kind == FEEL_NUMBER && (!dec_trunc_i64(a[2]->number, &length) || length < 1))
                return length == 0 && dec_zero(a[2]->number)
                               ? text(run, STR(""))
                               : feel__fail(run, "substring: the length must be positive");
        if (start > n)
                return text(run, STR(""));
        from = offset(s, start - 1);
        s = str_sub(s, from, SIZE_MAX);
        return text(run, str_sub(s, 0, offset(s, length)));
}

static result fn_length(ARGS)
{
        return feel__charge(run, a[0]->string.len / 8)
                       ? feel_number(run->arena, count(a[0]->string))
                       : &feel__null;
}

static result change_case(
        struct feel_run *run, struct str s, utf8proc_int32_t (*fn)(utf8proc_int32_t))
{
        utf8proc_int32_t c;
        size_t n = 0, pos = 0;
        char *out;

        if (!feel__charge(run, s.len / 4) || !feel__room(run, s.len * 2 + 4))
                return &feel__null;
        out = arena_raw(run->arena, s.len * 2 + 4); /* no letter grows past twice its bytes */
        while (pos < s.len) {
                utf8proc_ssize_t len = utf8proc_iterate(
                        (const utf8proc_uint8_t *)s.ptr + pos, (utf8proc_ssize_t)(s.len - pos), &c);

                if (len <= 0) {
                        out[n++] = s.ptr[pos++];
                        continue;
                }
                n += (size_t)utf8proc_encode_char(fn(c), (utf8proc_uint8_t *)out + n);
                pos += (size_t)len;
        }
        out[n] = 0;
        return text(run, str_n(out, n));
}

static result fn_upper(ARGS)
{
        return change_case(run, a[0]->string, utf8proc_toupper);
}

static result fn_lower(ARGS)
{
        return change_case(run, a[0]->string, utf8proc_tolower);
}

/* Byte search with its work counted. */
static ptrdiff_t find(struct feel_run *run, struct str s, struct str part)
{
        if (!feel__charge(run, s.len / 8))
                return -1;
        return str_find(s, part);
}

static result fn_before(ARGS)
{
        ptrdiff_t at = find(run, a[0]->string, a[1]->string);

        return text(run, at < 0 ? STR("") : str_sub(a[0]->string, 0, (size_t)at));
}

static result fn_after(ARGS)
{
        ptrdiff_t at = find(run, a[0]->string, a[1]->string);

        if (at < 0)
                return text(run, STR(""));
        return text(run, str_sub(a[0]->string, (size_t)at + a[1]->string.len, SIZE_MAX));
}

static result fn_contains(ARGS)
{
        return feel_bool(find(run, a[0]->string, a[1]->string) >= 0);
}

static result fn_starts(ARGS)
{
        if (!feel__charge(run, a[1]->weight))
                return &feel__null;
        return feel_bool(str_starts(a[0]->string, a[1]->string));
}

static result fn_ends(ARGS)
{
        if (!feel__charge(run, a[1]->weight))
                return &feel__null;
        return feel_bool(str_ends(a[0]->string, a[1]->string));
}

static result fn_string(ARGS)
{
        struct buf b;

        if (a[0]->kind == FEEL_NULL || a[0]->kind == FEEL_STRING)
                return a[0];
        if (!feel__charge(run, a[0]->weight) || !feel__room(run, (size_t)a[0]->weight * 16))
                return &feel__null;
        buf_init(&b, run->arena, run->limits.memory / 4);
        feel__put_text(&b, a[0], false);
        if (b.over || !feel__room(run, 0))
                return feel__fail(run, "string: the text is too long");
        return text(run, buf_str(&b));
}

static result fn_matches(ARGS)
{
        struct feel_regex *re =
                feel__regex(run, a[1]->string, a[2]->kind == FEEL_STRING ? a[2]->string : STR(""));
        int found = re ? feel__regex_find(run, re, a[0]->string, 0) : -1;

        return found < 0 ? &feel__null : feel_bool(found);
}

/* $0 to $99 in a replacement, \$ and \\; false when it is malformed (XPath fn:replace). */
static bool put_replacement(
        struct buf *b, const struct feel_regex *re, struct str s, struct str with)
{
        size_t from, to;

        for (size_t i = 0; i < with.len; i++) {
                char c = with.ptr[i];

                if (c == '\\') {
                        if (i + 1 >= with.len ||
                                (with.ptr[i + 1] != '\\' && with.ptr[i + 1] != '$'))
                                return false;
                        buf_byte(b, with.ptr[++i]);
                } else if (c == '$') {
                        unsigned n = 0, groups = feel__regex_groups(re);

                        if (i + 1 >= with.len || with.ptr[i + 1] < '0' || with.ptr[i + 1] > '9')
                                return false;
                        n = (unsigned)(with.ptr[++i] - '0');
                        while (i + 1 < with.len && with.ptr[i + 1] >= '0' &&
                                with.ptr[i + 1] <= '9' &&
                                n * 10 + (unsigned)(with.ptr[i + 1] - '0') <= groups)
                                n = n * 10 + (unsigned)(with.ptr[++i] - '0');
                        if (feel__regex_group(re, n, &from, &to))
                                buf_add(b, str_sub(s, from, to - from));
                } else {
                        buf_byte(b, c);
                }
        }
        return true;
}

static result fn_replace(ARGS)
{
        struct feel_regex *re =
                feel__regex(run, a[1]->string, a[3]->kind == FEEL_STRING ? a[3]->string : STR(""));
        struct str s = a[0]->string;
        size_t done = 0, from = 0, start, end;
        struct buf b;
        int found;

        if (!re)
                return &feel__null;
        buf_init(&b, run->arena, run->limits.memory / 4);
        while ((found = feel__regex_find(run, re, s, from)) == 1) {
                feel__regex_group(re, 0, &start, &end);
                if (start == 0 && end == 0 && s.len == 0)
                        break;
                buf_add(&b, str_sub(s, done, start - done));
                if (!put_replacement(&b, re, s, a[2]->string))
                        return feel__fail(run, "replace: the replacement is malformed");
                done = end;
                from = end > start ? end : step(s, end);
                if (from > s.len || b.over || !feel__charge(run, 4) || !feel__room(run, 0))
                        break;
        }
        if (found < 0 || b.over || run->stopped)
                return &feel__null;
        if (done < s.len)
                buf_add(&b, str_sub(s, done, SIZE_MAX));
        return text(run, buf_str(&b));
}

static result fn_split(ARGS)
{
        struct feel_regex *re = feel__regex(run, a[1]->string, STR(""));
        struct str s = a[0]->string;
        struct feel_values out = { 0 };
        size_t done = 0, from = 0, start, end;
        int found;

        if (!re)
                return &feel__null;
        while ((found = feel__regex_find(run, re, s, from)) == 1) {
                feel__regex_group(re, 0, &start, &end);
                if (end == start) { /* between two characters */
                        from = step(s, end);
                        if (from > s.len)
                                break;
                        if (start == 0)
                                continue;
                } else {
                        from = end;
                }
                if (!feel__values_add(run, &out, text(run, str_sub(s, done, start - done))) ||
                        !feel__room(run, 64))
                        return &feel__null;
                done = end;
        }
        if (found < 0 || !feel__values_add(run, &out, text(run, str_sub(s, done, SIZE_MAX))))
                return &feel__null;
        return feel__make_list(run, out.ptr, out.n);
}

static result fn_join(ARGS)
{
        struct str delimiter = a[1]->kind == FEEL_STRING ? a[1]->string : STR("");
        bool first = true;
        struct buf b;

        buf_init(&b, run->arena, run->limits.memory / 4);
        for (size_t i = 0; i < a[0]->n; i++) {
                const struct feel_value *item = a[0]->items[i];

                if (item->kind == FEEL_NULL)
                        continue;
                if (item->kind != FEEL_STRING)
                        return feel__fail(run, "string join: item %zu is no string", i + 1);
                if (!feel__charge(run, 1) || !feel__room(run, item->string.len + delimiter.len))
                        return &feel__null;
                if (!first)
                        buf_add(&b, delimiter);
                first = false;
                buf_add(&b, item->string);
        }
        if (b.over)
                return feel__fail(run, "string join: the text is too long");
        return text(run, buf_str(&b));
}

const struct feel_builtin_row feel__rows_text[] = {
        { "substring", "string:s start position:n length:n?", fn_substring },
        { "string length", "string:s", fn_length },
        { "upper case", "string:s", fn_upper },
        { "lower case", "string:s", fn_lower },
        { "substring before", "string:s match:s", fn_before },
        { "substring after", "string:s match:s", fn_after },
        { "contains", "string:s match:s", fn_contains },
        { "starts with", "string:s match:s", fn_starts },
        { "ends with", "string:s match:s", fn_ends },
        { "matches", "input:s pattern:s flags:s?", fn_matches },
        { "replace", "input:s pattern:s replacement:s flags:s?", fn_replace },
        { "split", "string:s delimiter:s", fn_split },
        { "string join", "list:l delimiter:s?", fn_join },
        { "string", "from:*", fn_string },
        { 0 },
};
