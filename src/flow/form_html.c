/*
 * src/flow/form_html.c: HTML that an author wrote, read by libxml2 without network, entities of
 * its own or scripts, and reduced to the list of form_rich.h.
 */
#include <libxml/HTMLparser.h>

#include "base/utf8.h"
#include "flow/form_rich.h"

#define HTML_DEPTH 30
#define HTML_NODES 5000

enum fate { KEEP, OPEN, DROP }; /* OPEN: only what is inside stays */

struct element {
        const char *name;
        enum fate fate;
        enum form_rich_kind kind;
};

/* Presentation that says nothing of its own is opened; what is not named here is refused. */
static const struct element elements[] = {
        { "p", KEEP, RICH_PARAGRAPH },
        { "h1", KEEP, RICH_HEADING },
        { "h2", KEEP, RICH_HEADING },
        { "h3", KEEP, RICH_HEADING },
        { "h4", KEEP, RICH_HEADING },
        { "h5", KEEP, RICH_HEADING },
        { "h6", KEEP, RICH_HEADING },
        { "ul", KEEP, RICH_LIST },
        { "ol", KEEP, RICH_NUMBERS },
        { "li", KEEP, RICH_ITEM },
        { "a", KEEP, RICH_LINK },
        { "strong", KEEP, RICH_STRONG },
        { "b", KEEP, RICH_STRONG },
        { "em", KEEP, RICH_EMPHASIS },
        { "i", KEEP, RICH_EMPHASIS },
        { "code", KEEP, RICH_CODE },
        { "br", KEEP, RICH_BREAK },
        { "hr", KEEP, RICH_RULE },
        { "blockquote", KEEP, RICH_QUOTE },
        { "table", KEEP, RICH_TABLE },
        { "tr", KEEP, RICH_ROW },
        { "th", KEEP, RICH_HEAD_CELL },
        { "td", KEEP, RICH_CELL },
        { "html", OPEN, RICH_WORDS },
        { "head", OPEN, RICH_WORDS },
        { "body", OPEN, RICH_WORDS },
        { "div", OPEN, RICH_WORDS },
        { "span", OPEN, RICH_WORDS },
        { "u", OPEN, RICH_WORDS },
        { "small", OPEN, RICH_WORDS },
        { "thead", OPEN, RICH_WORDS },
        { "tbody", OPEN, RICH_WORDS },
        { "section", OPEN, RICH_WORDS },
};
static const char *const attributes[] = { "href", "class", "id", "title", "lang", "colspan" };

struct walker {
        struct arena *arena;
        int nodes;
        struct str refused; /* what was left out first */
};

static const struct element *find_element(const char *name)
{
        for (size_t i = 0; i < ARRAY_LEN(elements); i++)
                if (!strcmp(elements[i].name, name))
                        return &elements[i];
        return NULL;
}

static void refuse(struct walker *w, const char *name)
{
        if (!w->refused.ptr)
                w->refused = str_dup(w->arena, str_of(name));
}

bool form_rich_safe(struct str address)
{
        static const char *const starts[] = { "https://", "http://", "mailto:", "tel:", "#" };
        bool safe = str_starts(address, STR("/")) && !str_starts(address, STR("//"));

        for (size_t i = 0; i < ARRAY_LEN(starts); i++)
                safe |= str_starts(address, str_of(starts[i]));
        return safe;
}

static struct str safe_address(struct walker *w, xmlNode *n)
{
        xmlChar *value = xmlGetProp(n, (const xmlChar *)"href");
        struct str s = str_trim(str_dup(w->arena, str_of((const char *)value)));

        xmlFree(value);
        if (form_rich_safe(s))
                return s;
        if (s.len)
                refuse(w, "href");
        return STR_NULL;
}

static void check_attributes(struct walker *w, xmlNode *n)
{
        for (xmlAttr *a = n->properties; a; a = a->next) {
                bool known = false;

                for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
                        known |= !strcmp((const char *)a->name, attributes[i]);
                if (!known)
                        refuse(w, (const char *)a->name);
        }
}

static void walk(struct walker *w, xmlNode *n, int depth, struct form_rich ***last);

static struct form_rich *add(
        struct walker *w, struct form_rich ***last, enum form_rich_kind kind, struct str text)
{
        struct form_rich *r = NEW(w->arena, struct form_rich);

        *r = (struct form_rich){ .kind = kind, .text = text };
        **last = r;
        *last = (struct form_rich **)&r->next;
        return r;
}

static void walk_element(struct walker *w, xmlNode *n, int depth, struct form_rich ***last)
{
        const struct element *e = find_element((const char *)n->name);
        struct form_rich *r, **inner;

        if (!e) {
                refuse(w, (const char *)n->name);
                return;
        }
        check_attributes(w, n);
        if (e->fate == OPEN) {
                walk(w, n->children, depth + 1, last);
                return;
        }
        r = add(w, last, e->kind, STR_NULL);
        if (e->kind == RICH_LINK)
                r->href = safe_address(w, n);
        inner = (struct form_rich **)&r->first;
        walk(w, n->children, depth + 1, &inner);
}

static bool is_blank(struct str s)
{
        return !str_trim(s).len;
}

static void walk(struct walker *w, xmlNode *n, int depth, struct form_rich ***last)
{
        for (; n && depth < HTML_DEPTH && w->nodes++ < HTML_NODES; n = n->next) {
                struct str s = str_dup(w->arena, str_of((const char *)n->content));

                if (n->type == XML_ELEMENT_NODE)
                        walk_element(w, n, depth, last);
                else if (n->type == XML_TEXT_NODE && !(is_blank(s) && depth < 3) && utf8_valid(s) &&
                         utf8_nfc(w->arena, s, &s) == 0)
                        add(w, last, RICH_WORDS, s);
        }
}

static const struct form_rich *read_html(struct arena *a, struct str html, struct str *ret_refused)
{
        struct walker w = { a, 0, STR_NULL };
        struct form_rich *first = NULL, **last = &first;
        htmlDocPtr doc;

        if (!html.len || html.len > 256 << 10)
                return NULL;
        doc = htmlReadMemory(html.ptr, (int)html.len, NULL, "UTF-8",
                HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_NODEFDTD);
        if (doc)
                walk(&w, xmlDocGetRootElement(doc), 0, &last);
        xmlFreeDoc(doc);
        *ret_refused = w.refused;
        return first;
}

const struct form_rich *form_rich_html(struct arena *a, struct str html)
{
        struct str refused;

        return read_html(a, html, &refused);
}

bool form_rich_refused(struct arena *a, struct str html, struct str *ret_name)
{
        *ret_name = STR_NULL;
        read_html(a, html, ret_name);
        return ret_name->ptr != NULL;
}
