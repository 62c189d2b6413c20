/*
 * src/web/html.c: see html.h. Escaping by place and nothing else; which place an expression stands
 * in was decided by tools/viewgen.
 */
#include "web/html.h"

void html_init(struct html *h, struct arena *a, enum lang lang, i64 now, struct req *rq)
{
        *h = (struct html){ .arena = a, .lang = lang, .now = now, .rq = rq };
        buf_init(&h->out, a, HTML_MAX);
}

struct str html_text(struct html *h)
{
        return buf_str(&h->out);
}

void html__page_prefix(struct html *h)
{
        if (h->lang == LANG_EN)
                buf_add(&h->out, STR("/en"));
}

/* What stands for a character in text and attributes; the others stand for themselves. */
static const struct str entities[256] = {
        ['&'] = { "&amp;", 5 },
        ['<'] = { "&lt;", 4 },
        ['>'] = { "&gt;", 4 },
        ['"'] = { "&quot;", 6 },
        ['\''] = { "&#39;", 5 },
};

/* Whether one of sixteen bytes has an entity: five comparisons of a vector, on any processor. */
static bool any_entity(const char *p)
{
        u8 v __attribute__((vector_size(16)));
        u64 found[2];

        memcpy(&v, p, sizeof v);
        v = (v == '&') | (v == '<') | (v == '>') | (v == '"') | (v == '\'');
        memcpy(found, &v, sizeof found);
        return found[0] | found[1];
}

/* How many bytes at p stand for themselves. */
static size_t plain_len(const char *p, size_t n)
{
        size_t i = 0;

        while (n - i >= 16 && !any_entity(p + i))
                i += 16;
        while (i < n && !entities[(u8)p[i]].len)
                i++;
        return i;
}

void html_put_str(struct html *h, struct str s)
{
        while (s.len) {
                size_t n = plain_len(s.ptr, s.len);

                buf_add(&h->out, str_n(s.ptr, n));
                if (n == s.len)
                        break;
                buf_add(&h->out, entities[(u8)s.ptr[n]]);
                s = str_n(s.ptr + n + 1, s.len - n - 1);
        }
}

void html_put_c(struct html *h, const char *s)
{
        html_put_str(h, str_of(s));
}

void html_put_i64(struct html *h, i64 n)
{
        buf_i64(&h->out, n);
}

/* Whether `s` is the folder `dir` or something in it: "/en", "/en/…", "/en?…". */
static bool under(struct str s, struct str dir)
{
        return str_starts(s, dir) && (s.len == dir.len || s.ptr[dir.len] == '/' ||
                                             s.ptr[dir.len] == '?' || s.ptr[dir.len] == '#');
}

static bool url_safe(struct str s)
{
        static const char *const schemes[] = { "https:", "http:", "mailto:", "tel:" };

        /* A browser drops tabs and line ends inside an address and reads "\" as "/". */
        for (size_t i = 0; i < s.len; i++)
                if ((u8)s.ptr[i] <= ' ' || s.ptr[i] == 127 || s.ptr[i] == '\\')
                        return false;
        if (!s.len)
                return false;
        if (s.ptr[0] == '/')
                return s.len == 1 || s.ptr[1] != '/';
        if (s.ptr[0] == '?' || s.ptr[0] == '#')
                return true;
        for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
                if (str_eq_nocase(str_sub(s, 0, strlen(schemes[i])), str_of(schemes[i])))
                        return true;
        return false;
}

/* What goes before the path in the language of the address. */
static struct str prefix(struct url u)
{
        bool page = str_starts(u.path, STR("/")) && !under(u.path, STR("/api")) &&
                    !under(u.path, STR("/assets")) && !under(u.path, STR("/en"));

        return u.lang == LANG_EN && page ? STR("/en") : STR("");
}

void html_put_url_lang(struct html *h, struct url u)
{
        if (!url_safe(u.path)) {
                buf_add(&h->out, STR("#"));
                return;
        }
        buf_add(&h->out, prefix(u));
        html_put_str(h, u.path);
}

struct str url_absolute(struct arena *a, struct str site, struct url u)
{
        struct str before = prefix(u);

        return str_fmt(a, "%.*s%.*s%.*s", STRF(site), STRF(before), STRF(u.path));
}

void html_put_url(struct html *h, struct str s)
{
        html_put_url_lang(h, url_in(h->lang, s));
}

void html_put_url_c(struct html *h, const char *s)
{
        html_put_url(h, str_of(s));
}

static void put_encoded(struct html *h, u8 c)
{
        static const char digits[] = "0123456789ABCDEF";
        const char hex[3] = { '%', digits[c >> 4], digits[c & 15] };

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                c == '-' || c == '.' || c == '_' || c == '~')
                buf_byte(&h->out, (char)c);
        else
                buf_add(&h->out, str_n(hex, 3));
}

void html_put_part_str(struct html *h, struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                put_encoded(h, (u8)s.ptr[i]);
}

void html_put_part_query(struct html *h, struct url_query q)
{
        for (size_t i = 0; i < q.text.len; i++) {
                char c = q.text.ptr[i];

                if (c == '&')
                        buf_add(&h->out, STR("&amp;"));
                else if (c == '=' || c == '%' || c == '+')
                        buf_byte(&h->out, c);
                else
                        put_encoded(h, (u8)c);
        }
}

void html_put_part_c(struct html *h, const char *s)
{
        html_put_part_str(h, str_of(s));
}
