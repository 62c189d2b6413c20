/*
 * src/flow/feel_lex.c: tokens of FEEL text and the tables of known names. Nothing is parsed here.
 */
#include "flow/feel_lex.h"

/* One code point at pos and its length; broken bytes count as one each, for fuzzed text. */
static u32 code_at(struct str s, size_t pos, size_t *ret_len)
{
        static const u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
        const unsigned char *p = (const unsigned char *)s.ptr + pos;
        size_t left = s.len - pos, n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
        u32 c = p[0];

        *ret_len = 1;
        if (n == 1 || n > left || p[0] < 0xc2)
                return c;
        c &= 0xff >> (n + 1);
        for (size_t i = 1; i < n; i++) {
                if ((p[i] & 0xc0) != 0x80)
                        return p[0];
                c = c << 6 | (p[i] & 0x3f);
        }
        if (c < least[n]) /* a longer form of another character: none at all */
                return p[0];
        *ret_len = n;
        return c;
}

/* Rule 28; the ranges are those of the standard, joined where they touch. */
static bool name_start(u32 c)
{
        if (c < 0x80)
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?';
        return (c >= 0xc0 && c <= 0x2ff && c != 0xd7 && c != 0xf7) ||
               (c >= 0x370 && c <= 0x1fff && c != 0x37e) || (c >= 0x200c && c <= 0x200d) ||
               (c >= 0x2070 && c <= 0x218f) || (c >= 0x2c00 && c <= 0x2fef) ||
               (c >= 0x3001 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfdcf) ||
               (c >= 0xfdf0 && c <= 0xfffd && c != 0xfeff) || (c >= 0x10000 && c <= 0xeffff);
}

/* Rule 29 */
static bool name_part(u32 c)
{
        return name_start(c) || (c >= '0' && c <= '9') || c == 0xb7 || (c >= 0x300 && c <= 0x36f) ||
               c == 0x203f || c == 0x2040;
}

/* Rules 61 to 63: Unicode white space and line breaks. */
static bool space(u32 c)
{
        return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
               c == 0x180e || (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 ||
               c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

size_t feel__skip_space(struct str s, size_t pos)
{
        size_t len;

        while (pos < s.len) {
                if (space(code_at(s, pos, &len))) {
                        pos += len;
                } else if (s.ptr[pos] == '/' && pos + 1 < s.len && s.ptr[pos + 1] == '/') {
                        while (pos < s.len && s.ptr[pos] != '\n' && s.ptr[pos] != '\r')
                                pos++;
                } else if (s.ptr[pos] == '/' && pos + 1 < s.len && s.ptr[pos + 1] == '*') {
                        ptrdiff_t end = str_find(str_sub(s, pos + 2, SIZE_MAX), STR("*/"));

                        pos = end < 0 ? s.len : pos + 2 + (size_t)end + 2;
                } else {
                        break;
                }
        }
        return pos;
}

size_t feel__char_len(struct str s, size_t pos)
{
        size_t len;

        code_at(s, pos, &len);
        return len;
}

/* Name characters from pos on. */
static size_t run_end(struct str s, size_t pos)
{
        size_t len;

        while (pos < s.len && name_part(code_at(s, pos, &len)))
                pos += len;
        return pos;
}

static bool digit_at(struct str s, size_t pos)
{
        return pos < s.len && s.ptr[pos] >= '0' && s.ptr[pos] <= '9';
}

/* Digits, a point that is not the first of two, digits, an exponent (rule 37). */
static size_t number_end(struct str s, size_t pos)
{
        size_t e;

        while (digit_at(s, pos))
                pos++;
        if (pos < s.len && s.ptr[pos] == '.' && digit_at(s, pos + 1))
                for (pos++; digit_at(s, pos);)
                        pos++;
        if (pos < s.len && (s.ptr[pos] == 'e' || s.ptr[pos] == 'E')) {
                e = pos + 1;
                if (e < s.len && (s.ptr[e] == '-' || s.ptr[e] == '+'))
                        e++;
                if (digit_at(s, e))
                        for (pos = e; digit_at(s, pos);)
                                pos++;
        }
        return pos;
}

/* Past the closing quote, or 0 when there is none. */
static size_t string_end(struct str s, size_t pos)
{
        for (pos++; pos < s.len; pos++) {
                if (s.ptr[pos] == '\\')
                        pos++;
                else if (s.ptr[pos] == '"')
                        return pos + 1;
        }
        return 0;
}

static int symbol(struct str s, size_t pos, size_t *ret_end)
{
        static const struct {
                char text[3];
                int token;
        } pairs[] = { { "..", TOK_DOTS }, { "**", TOK_POWER }, { "!=", TOK_NOT_EQUAL },
                { "<=", TOK_LESS_EQUAL }, { ">=", TOK_MORE_EQUAL }, { "->", TOK_ARROW } };

        for (size_t i = 0; i < ARRAY_LEN(pairs) && pos + 1 < s.len; i++) {
                if (memcmp(s.ptr + pos, pairs[i].text, 2) == 0) {
                        *ret_end = pos + 2;
                        return pairs[i].token;
                }
        }
        *ret_end = pos + 1;
        return strchr("()[]{}<>=+-*/.,:", s.ptr[pos]) && s.ptr[pos] ? s.ptr[pos] : TOK_BAD;
}

void feel__lex_at(struct feel_lex *l, size_t pos)
{
        struct str s = l->text;
        size_t len, end;
        u32 c;

        pos = feel__skip_space(s, pos);
        l->start = l->end = pos;
        l->token = TOK_END;
        if (pos >= s.len)
                return;
        c = code_at(s, pos, &len);
        if (c == '?') {
                l->token = TOK_WORD;
                l->end = pos + 1;
        } else if (name_start(c)) {
                l->token = TOK_WORD;
                l->end = run_end(s, pos);
        } else if ((c >= '0' && c <= '9') || (c == '.' && digit_at(s, pos + 1))) {
                l->token = TOK_NUMBER;
                l->end = number_end(s, pos);
        } else if (c == '"' || (c == '@' && pos + 1 < s.len && s.ptr[pos + 1] == '"')) {
                end = string_end(s, c == '"' ? pos : pos + 1);
                l->token = end ? (c == '"' ? TOK_STRING : TOK_AT) : TOK_BAD;
                l->end = end ? end : s.len;
        } else {
                l->token = symbol(s, pos, &l->end);
        }
}

static int hex_digits(struct str s, size_t pos, size_t n)
{
        int v = 0;

        if (pos + n > s.len)
                return -1;
        for (size_t i = pos; i < pos + n; i++) {
                char c = s.ptr[i];
                int d = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;

                if (d < 0)
                        return -1;
                v = v * 16 + d;
        }
        return v;
}

static size_t put_code(char *out, u32 c)
{
        if (c < 0x80) {
                out[0] = (char)c;
                return 1;
        }
        if (c < 0x800) {
                out[0] = (char)(0xc0 | c >> 6);
                out[1] = (char)(0x80 | (c & 0x3f));
                return 2;
        }
        if (c < 0x10000) {
                out[0] = (char)(0xe0 | c >> 12);
                out[1] = (char)(0x80 | (c >> 6 & 0x3f));
                out[2] = (char)(0x80 | (c & 0x3f));
                return 3;
        }
        out[0] = (char)(0xf0 | c >> 18);
        out[1] = (char)(0x80 | (c >> 12 & 0x3f));
        out[2] = (char)(0x80 | (c >> 6 & 0x3f));
        out[3] = (char)(0x80 | (c & 0x3f));
        return 4;
}

/* The code point of \uXXXX (two of them for a surrogate pair) or \UXXXXXX; 0 when it is none. */
static u32 unicode_escape(struct str s, size_t pos, size_t *ret_len)
{
        int hi, lo;

        if (s.ptr[pos + 1] == 'U') {
                hi = hex_digits(s, pos + 2, 6);
                *ret_len = 8;
                return hi > 0x10ffff || (hi >= 0xd800 && hi < 0xe000) ? 0xfffd
                       : hi > 0                                       ? (u32)hi
                                                                      : 0;
        }
        hi = hex_digits(s, pos + 2, 4);
        *ret_len = 6;
        if (hi >= 0xd800 && hi < 0xdc00 && pos + 7 < s.len && s.ptr[pos + 6] == '\\' &&
                s.ptr[pos + 7] == 'u') {
                lo = hex_digits(s, pos + 8, 4);
                if (lo >= 0xdc00 && lo < 0xe000) {
                        *ret_len = 12;
                        return 0x10000 + (((u32)hi & 0x3ff) << 10) + ((u32)lo & 0x3ff);
                }
        }
        return hi >= 0xd800 && hi < 0xe000 ? 0xfffd : hi > 0 ? (u32)hi : 0;
}

struct str feel__unescape(struct arena *a, struct str q)
{
        struct str s = str_n(q.ptr + 1, q.len - 2);
        char *out;
        size_t n = 0;

        if (str_find_char(s, '\\') < 0)
                return s;
        out = arena_raw(a, s.len + 1);
        for (size_t i = 0; i < s.len; i++) {
                static const char from[] = "\"'\\nrt", to[] = "\"'\\\n\r\t";
                const char *k;
                size_t len;
                u32 c;

                if (s.ptr[i] != '\\' || i + 1 >= s.len) {
                        out[n++] = s.ptr[i];
                } else if (s.ptr[i + 1] && (k = strchr(from, s.ptr[i + 1]))) {
                        out[n++] = to[k - from];
                        i++;
                } else if ((s.ptr[i + 1] == 'u' || s.ptr[i + 1] == 'U') &&
                           (c = unicode_escape(s, i, &len))) {
                        n += put_code(out + n, c);
                        i += len - 1;
                } else {
                        out[n++] = '\\'; /* no escape: both characters are meant */
                }
        }
        out[n] = 0;
        return str_n(out, n);
}

bool feel__keyword(struct str w)
{
        static const char *const words[] = { "and", "or", "in", "between", "instance", "if", "then",
                "else", "for", "return", "some", "every", "satisfies", "function", "external",
                "null", "true", "false" };

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (str_is(w, words[i]))
                        return true;
        return false;
}

bool feel__plain_name(struct str s)
{
        bool gap = true;
        size_t pos = 0, len;

        if (s.len == 0 || s.ptr[s.len - 1] == ' ')
                return false;
        while (pos < s.len) {
                size_t end = run_end(s, pos);
                u32 c = code_at(s, pos, &len);

                if (end > pos && (pos ? name_part(c) : name_start(c))) {
                        if (feel__keyword(str_sub(s, pos, end - pos)))
                                return false;
                        gap = false;
                        pos = end;
                } else if (c == ' ' && !gap) {
                        gap = true;
                        pos++;
                } else {
                        return false;
                }
        }
        return true;
}

size_t feel__match_name(struct str name, struct str text, size_t pos)
{
        size_t i = 0, len, end;

        while (i < name.len) {
                end = run_end(name, i);
                if (i) {
                        i = feel__skip_space(name, i);
                        pos = feel__skip_space(text, pos);
                        end = run_end(name, i);
                        if (i >= name.len)
                                break;
                }
                if (end == i) {
                        code_at(name, i, &len);
                        end = i + len;
                        if (pos + len > text.len)
                                return 0;
                } else {
                        len = end - i;
                        if (run_end(text, pos) != pos + len)
                                return 0;
                }
                if (memcmp(name.ptr + i, text.ptr + pos, len) != 0)
                        return 0;
                i = end;
                pos += len;
        }
        return name.len ? pos : 0;
}

#define BUCKETS 64

struct feel_names {
        struct arena *arena;
        const struct feel_names *outer;
        struct feel_name *bucket[BUCKETS];
};

struct feel_names *feel_names_new(struct arena *a, const struct feel_names *outer)
{
        struct feel_names *n = NEW(a, struct feel_names);

        n->arena = a;
        n->outer = outer;
        return n;
}

/* Names are found by their first word, or first character when that is no letter. */
static unsigned bucket_of(struct str s, size_t pos)
{
        size_t end = run_end(s, pos), len;

        if (end == pos && pos < s.len) {
                code_at(s, pos, &len);
                end = pos + len;
        }
        return (unsigned)(str_hash(str_sub(s, pos, end - pos)) % BUCKETS);
}

void feel__names_put(
        struct feel_names *n, struct str name, enum feel_name_use use, const struct feel_type *type)
{
        unsigned b;
        struct feel_name *e;

        name = str_trim(name);
        if (name.len == 0)
                return;
        b = bucket_of(name, 0);
        for (e = n->bucket[b]; e; e = (struct feel_name *)e->next)
                if (str_eq(e->name, name))
                        break;
        if (!e) {
                e = NEW(n->arena, struct feel_name);
                e->name = name;
                e->next = n->bucket[b];
                n->bucket[b] = e;
        }
        e->uses |= use;
        if (type)
                e->type = type;
}

void feel_names_add(struct feel_names *n, struct str name)
{
        feel__names_put(n, name, FEEL_USE_VARIABLE, NULL);
}

void feel_names_add_member(struct feel_names *n, struct str name)
{
        feel__names_put(n, name, FEEL_USE_MEMBER, NULL);
}

static void add_members(struct feel_names *n, const struct feel_value *v)
{
        for (size_t i = 0; i < feel_count(v); i++) {
                const struct feel_value *inner = feel_item(v, i);
                struct str key = feel_key(v, i, &inner);

                if (key.ptr)
                        feel_names_add_member(n, key);
                add_members(n, inner);
        }
}

void feel_names_add_context(struct feel_names *n, const struct feel_value *context)
{
        for (size_t i = 0; i < feel_count(context); i++)
                feel_names_add(n, feel_key(context, i, NULL));
        add_members(n, context);
}

const struct feel_name *feel__names_match(const struct feel_names *n, enum feel_name_use use,
        struct str text, size_t pos, size_t *ret_end)
{
        unsigned b = bucket_of(text, pos);
        const struct feel_name *best = NULL;
        size_t best_end = 0;

        for (; n; n = n->outer) {
                for (const struct feel_name *e = n->bucket[b]; e; e = e->next) {
                        size_t end = e->uses & use ? feel__match_name(e->name, text, pos) : 0;

                        if (end > best_end) {
                                best = e;
                                best_end = end;
                        }
                }
        }
        *ret_end = best_end;
        return best;
}
