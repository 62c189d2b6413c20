/*
 * src/flow/form_rich.h: explaining texts of a form as a small tree of what may stand on a page:
 * the Markdown of text components and the HTML of html components, reduced to an allow-list.
 * Whoever draws it escapes every text and address, so nothing an author or applicant wrote can
 * become markup.
 */
#ifndef FLOW_FORM_RICH_H
#define FLOW_FORM_RICH_H

#include "base/str.h"

enum form_rich_kind {
        RICH_WORDS, /* text */
        RICH_PARAGRAPH,
        RICH_HEADING,
        RICH_LIST,
        RICH_NUMBERS, /* numbered list */
        RICH_ITEM,
        RICH_LINK, /* href: http, https, mailto, tel or a path */
        RICH_STRONG,
        RICH_EMPHASIS,
        RICH_CODE,
        RICH_BREAK,
        RICH_RULE,
        RICH_QUOTE,
        RICH_TABLE,
        RICH_ROW,
        RICH_HEAD_CELL,
        RICH_CELL,
        RICH_KIND_MAX
};

struct form_rich {
        enum form_rich_kind kind;
        struct str text, href;
        const struct form_rich *first, *next;
};

/* NULL: nothing to show. Never fails: what is not understood is text. */
const struct form_rich *form_rich_markdown(struct arena *a, struct str text);
/* Elements that are not on the list vanish, scripts and styles with what is in them. */
const struct form_rich *form_rich_html(struct arena *a, struct str html);
/* What a link may lead to: a path of ours, http, https, mail, telephone, a part of the page. */
bool form_rich_safe(struct str address);
/* The first element or attribute that form_rich_html would leave out: "script", "onclick". */
bool form_rich_refused(struct arena *a, struct str html, struct str *ret_name);

#endif
