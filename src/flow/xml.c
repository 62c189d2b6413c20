/*
 * src/flow/xml.c: XML in, and small looks at a libxml2 tree. Nothing of DMN or BPMN is decided
 * here.
 */
#include "flow/xml.h"

#include "base/utf8.h"

static void free_doc(void *doc)
{
        xmlFreeDoc(doc);
}

static void say_nothing(void *self, xmlError *error)
{
        (void)self;
        (void)error;
}

/*
 * libxml2 tells some faults to a handler of the thread: they come back as the context's last error.
 */
static xmlDoc *read_silently(xmlParserCtxt *ctx, struct str text)
{
        xmlStructuredErrorFunc outer = xmlStructuredError;
        void *outer_self = xmlStructuredErrorContext;
        xmlDoc *doc;

        xmlSetStructuredErrorFunc(NULL, say_nothing);
        doc = xmlCtxtReadMemory(ctx, text.ptr, (int)text.len, NULL, NULL,
                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
        xmlSetStructuredErrorFunc(outer_self, outer);
        return doc;
}

int flow_xml_read(struct arena *a, struct str text, size_t max, xmlDoc **ret_doc, int *ret_line,
        struct str *ret_why)
{
        xmlParserCtxt *ctx;
        xmlDoc *doc;

        *ret_line = 0;
        if (text.len > max) {
                *ret_why = STR("the file is too large");
                return ERR_LIMIT;
        }
        ctx = xmlNewParserCtxt();
        CHECK(ctx != NULL);
        doc = read_silently(ctx, text);
        if (!doc) {
                const xmlError *e = xmlCtxtGetLastError(ctx);

                *ret_line = e ? e->line : 0;
                *ret_why = str_fmt(a, "not XML: %.*s",
                        STRF(e && e->message ? str_trim(str_of(e->message)) : STR("")));
        }
        xmlFreeParserCtxt(ctx);
        if (!doc)
                return ERR_INVALID;
        arena_defer(a, free_doc, doc);
        if (doc->intSubset) {
                *ret_line = 1;
                *ret_why = STR("a DOCTYPE is not accepted");
                return ERR_INVALID;
        }
        *ret_doc = doc;
        return 0;
}

static bool same_space(const xmlNode *a, const xmlNode *b)
{
        if (!a->ns || !b->ns)
                return a->ns == b->ns;
        return xmlStrEqual(a->ns->href, b->ns->href);
}

static xmlNode *forward(xmlNode *n, const xmlNode *parent)
{
        while (n && (n->type != XML_ELEMENT_NODE || !same_space(n, parent)))
                n = n->next;
        return n;
}

bool flow_xml_is(const xmlNode *node, const char *name)
{
        return xmlStrEqual(node->name, (const xmlChar *)name);
}

xmlNode *flow_xml_first(const xmlNode *parent)
{
        return parent ? forward(parent->children, parent) : NULL;
}

xmlNode *flow_xml_next(const xmlNode *node)
{
        return forward(node->next, node->parent);
}

xmlNode *flow_xml_child(const xmlNode *parent, const char *name)
{
        XML_EACH(x, parent)
        if (flow_xml_is(x, name))
                return x;
        return NULL;
}

size_t flow_xml_count(const xmlNode *parent, const char *name)
{
        size_t n = 0;

        XML_EACH(x, parent)
        n += flow_xml_is(x, name);
        return n;
}

/* In NFC, as all text inside the program. */
static struct str keep(struct arena *a, xmlChar *s)
{
        struct str t = STR_NULL;

        if (!s)
                return t;
        t = str_of((const char *)s);
        if (utf8_is_nfc(t) || utf8_clean(a, t, true, &t) < 0)
                t = str_dup(a, t);
        xmlFree(s);
        return t;
}

struct str flow_xml_attr(struct arena *a, const xmlNode *node, const char *name)
{
        return keep(a, xmlGetNoNsProp(node, (const xmlChar *)name));
}

struct str flow_xml_text(struct arena *a, const xmlNode *node)
{
        return node ? keep(a, xmlNodeGetContent(node)) : STR_NULL;
}

struct str flow_xml_attr_of(
        struct arena *a, const xmlNode *node, const char *name, const char *space)
{
        return keep(a, xmlGetNsProp(node, (const xmlChar *)name, (const xmlChar *)space));
}
