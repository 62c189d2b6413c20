/*
 * src/web/text_scan.c: see text_scan.h.
 */
#include "web/text_scan.h"

static int bad(const char **ret_why, const char *why)
{
        *ret_why = why;
        return ERR_INVALID;
}

static bool is_name(struct str s)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (!((c >= 'a' && c <= 'z') || (i && (c == '_' || (c >= '0' && c <= '9')))))
                        return false;
        }
        return s.len > 0;
}

static int next_place(struct str *rest, struct text_part *ret_part, const char **ret_why)
{
        ptrdiff_t end = str_find_char(*rest, '}');
        struct text_part part = { .kind = TEXT_PLACE };
        struct str inner, kind;

        if (end < 0)
                return bad(ret_why, "a '{' without '}'");
        inner = str_sub(*rest, 1, (size_t)end - 1);
        kind = inner;
        str_cut(&kind, ':', &part.s);
        if (kind.ptr && !str_is(kind, "i64"))
                return bad(ret_why, "a placeholder is {name} or {name:i64}");
        if (!is_name(part.s))
                return bad(ret_why, "a placeholder's name is [a-z][a-z0-9_]*");
        part.number = kind.ptr != NULL;
        *ret_part = part;
        *rest = str_sub(*rest, (size_t)end + 1, rest->len);
        return 1;
}

static int next_tag(struct str *rest, struct text_part *ret_part, const char **ret_why)
{
        static const struct {
                const char *tag;
                enum text_part_kind kind;
        } tags[] = { { "<a>", TEXT_A }, { "</a>", TEXT_A_END }, { "<strong>", TEXT_STRONG },
                { "</strong>", TEXT_STRONG_END } };

        for (size_t i = 0; i < ARRAY_LEN(tags); i++)
                if (str_starts(*rest, str_of(tags[i].tag))) {
                        *ret_part = (struct text_part){ .kind = tags[i].kind };
                        *rest = str_sub(*rest, strlen(tags[i].tag), rest->len);
                        return 1;
                }
        return bad(ret_why, "only <a>…</a> and <strong>…</strong> are allowed");
}

int text_next(struct str *rest, struct text_part *ret_part, const char **ret_why)
{
        size_t n = 0;

        if (!rest->len)
                return 0;
        if (rest->ptr[0] == '{')
                return next_place(rest, ret_part, ret_why);
        if (rest->ptr[0] == '<')
                return next_tag(rest, ret_part, ret_why);
        while (n < rest->len && rest->ptr[n] != '{' && rest->ptr[n] != '<') {
                if (rest->ptr[n] == '}')
                        return bad(ret_why, "a '}' without '{'");
                n++;
        }
        *ret_part = (struct text_part){ .kind = TEXT_WORDS, .s = str_sub(*rest, 0, n) };
        *rest = str_sub(*rest, n, rest->len);
        return 1;
}

/* Add a parameter unless it is there. */
static int add_param(
        struct text_param *params, size_t *n, struct text_param p, const char **ret_why)
{
        for (size_t i = 0; i < *n; i++)
                if (str_eq(params[i].name, p.name)) {
                        if (p.kind == TEXT_PARAM_HREF)
                                return bad(
                                        ret_why, "only one <a> in a text, and no {href} beside it");
                        if (params[i].kind != p.kind)
                                return bad(
                                        ret_why, "one placeholder is used as text and as number");
                        return 0;
                }
        if (*n == TEXT_PARAMS_MAX)
                return bad(ret_why, "too many placeholders");
        params[(*n)++] = p;
        return 0;
}

int text_params(struct str s, struct text_param ret_params[TEXT_PARAMS_MAX], size_t *ret_n,
        const char **ret_why)
{
        enum text_part_kind open[2] = { TEXT_WORDS, TEXT_WORDS };
        struct text_part part;
        size_t n = 0, depth = 0;
        int r;

        while ((r = text_next(&s, &part, ret_why)) > 0) {
                if (part.kind == TEXT_PLACE)
                        r = add_param(ret_params, &n,
                                (struct text_param){
                                        part.s, part.number ? TEXT_PARAM_I64 : TEXT_PARAM_STR },
                                ret_why);
                else if (part.kind == TEXT_A)
                        r = add_param(ret_params, &n,
                                (struct text_param){ STR("href"), TEXT_PARAM_HREF }, ret_why);
                if (r < 0)
                        return r;
                if (part.kind == TEXT_A || part.kind == TEXT_STRONG) {
                        if (depth == 2 || (depth && open[0] == part.kind))
                                return bad(ret_why, "a tag inside itself");
                        open[depth++] = part.kind;
                } else if (part.kind == TEXT_A_END || part.kind == TEXT_STRONG_END) {
                        if (!depth || open[--depth] + 1 != part.kind)
                                return bad(ret_why, "a tag is closed that is not open");
                }
        }
        if (r < 0)
                return r;
        if (depth)
                return bad(ret_why, "a tag is not closed");
        *ret_n = n;
        return 0;
}
