/*
 * src/web/html.h: where views write. Only code that tools/viewgen made from views/…html calls
 * these; each writes into the response, escaped for its place. A `struct html` is not text: there
 * is no way to put an unescaped string into it but html__raw, which the generator uses for the
 * literal parts of a view and which tools/floors allows in generated code only.
 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/str.h"

enum lang { LANG_VI, LANG_EN, LANG_MAX };

struct req;

struct html {
        struct buf out;
        struct arena *arena;
        enum lang lang;
        i64 now;
        struct req *rq; /* NULL in golden tests and printed papers */
};

void html_init(struct html *h, struct arena *a, enum lang lang, i64 now, struct req *rq);
struct str html_text(struct html *h);

/* For generated code: literal markup; "/en" on an English page; the maximum of a page's bytes. */
static inline void html__raw(struct html *h, const char *p, size_t n)
{
        buf_add(&h->out, str_n(p, n));
}
void html__page_prefix(struct html *h);
#define HTML_MAX ((size_t)16 << 20)

/* Text and attribute values: & < > " ' */
void html_put_str(struct html *h, struct str s);
void html_put_c(struct html *h, const char *s);
void html_put_i64(struct html *h, i64 n);

/*
 * href, src, action: a path, "?query", "#part", https:, http:, mailto:, tel:; anything else
 * ("//host", "javascript:", a control character) becomes "#". "/en" goes before a path when the
 * page is English and the path is a page (not under /api or /assets, and not there already).
 */
void html_put_url(struct html *h, struct str s);
void html_put_url_c(struct html *h, const char *s);

/* An address in a given language whatever the page's language is: url_in(LANG_EN, path). */
struct url {
        struct str path;
        enum lang lang;
};
void html_put_url_lang(struct html *h, struct url u);
static inline struct url url_in(enum lang lang, struct str path)
{
        return (struct url){ path, lang };
}
/* With the site before it ("https://dichvucong.example"), for whoever reads it elsewhere. */
struct str url_absolute(struct arena *a, struct str site, struct url u);

/*
 * A piece inside an address whose beginning is literal: everything but A-Z a-z 0-9 - . _ ~ becomes
 * %XX.
 */
void html_put_part_str(struct html *h, struct str s);
void html_put_part_c(struct html *h, const char *s);

/* What may stand behind the "?" of an address as a whole: its names and values are encoded. */
struct url_query {
        struct str text;
};
void html_put_part_query(struct html *h, struct url_query q);

/*
 * {{expr}} picks by type, and by place. Variadic, so that an expression may hold a comma in braces.
 */
#define html_put(h, ...)                                                                           \
        _Generic((__VA_ARGS__), struct str: html_put_str, char *: html_put_c,                      \
                const char *: html_put_c, i64: html_put_i64, int: html_put_i64,                    \
                size_t: html_put_i64, u32: html_put_i64)((h), (__VA_ARGS__))
#define html_url(h, ...)                                                                           \
        _Generic((__VA_ARGS__), struct str: html_put_url, char *: html_put_url_c,                  \
                const char *: html_put_url_c, struct url: html_put_url_lang)((h), (__VA_ARGS__))
#define html_part(h, ...)                                                                          \
        _Generic((__VA_ARGS__), struct str: html_put_part_str, char *: html_put_part_c,            \
                const char *: html_put_part_c, i64: html_put_i64, int: html_put_i64,               \
                size_t: html_put_i64, u32: html_put_i64,                                           \
                struct url_query: html_put_part_query)((h), (__VA_ARGS__))

#endif
