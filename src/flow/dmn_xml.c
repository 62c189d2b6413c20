/*
 * src/flow/dmn_xml.c: small looks at a libxml2 tree. Nothing of DMN is decided here.
 */
#include "flow/dmn_xml.h"

#include "base/utf8.h"

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

bool dmn__xml_is(const xmlNode *node, const char *name)
{
        return xmlStrEqual(node->name, (const xmlChar *)name);
}

xmlNode *dmn__xml_first(const xmlNode *parent)
{
        return parent ? forward(parent->children, parent) : NULL;
}

xmlNode *dmn__xml_next(const xmlNode *node)
{
        return forward(node->next, node->parent);
}

xmlNode *dmn__xml_child(const xmlNode *parent, const char *name)
{
        XML_EACH(x, parent)
        if (dmn__xml_is(x, name))
                return x;
        return NULL;
}

size_t dmn__xml_count(const xmlNode *parent, const char *name)
{
        size_t n = 0;

        XML_EACH(x, parent)
        n += dmn__xml_is(x, name);
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

struct str dmn__xml_attr(struct arena *a, const xmlNode *node, const char *name)
{
        return keep(a, xmlGetNoNsProp(node, (const xmlChar *)name));
}

struct str dmn__xml_text(struct arena *a, const xmlNode *node)
{
        return node ? keep(a, xmlNodeGetContent(node)) : STR_NULL;
}
