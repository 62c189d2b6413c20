/*
 * src/web/html.h: where views write. Only code that tools/viewgen made from views/…html calls these;
 * each writes into the response, escaped for its place. A `struct html` is not text: there is no way
 * to put an unescaped string into it but html__raw, which the generator uses for the literal parts of
 * a view and which tools/floors allows in generated code only.
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

void html__raw(struct html *h, const char *p, size_t n);
/* Text and attribute values: & < > " ' */
void html_put_str(struct html *h, struct str s);
void html_put_c(struct html *h, const char *s);
void html_put_i64(struct html *h, i64 n);
/* href, src, action: path, https:, http:, mailto:, tel:, or "#"; anything else becomes "#". Prefixes
 * "/en" when the page is English and the path is a page ("/" + not /api, /assets). */
void html_put_url(struct html *h, struct str s);

/* {{expr}} picks by type. */
#define html_put(h, x)                                                                             \
        _Generic((x), struct str: html_put_str, char *: html_put_c, const char *: html_put_c,      \
                i64: html_put_i64, int: html_put_i64, size_t: html_put_i64, u32: html_put_i64)(    \
                (h), (x))

#endif
