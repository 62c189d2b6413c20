/*
 * src/flow/xml.h: models come as XML: reading it within limits, and the few looks at a tree that
 * loading a model needs. Only children in the parent's own namespace are seen, so that diagrams and
 * extensions of tools stay out of the way; extensions are asked for by name.
 */
#ifndef FLOW_XML_H
#define FLOW_XML_H

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/str.h"

/*
 * No network, no entities of its own, no DOCTYPE. The tree lives as long as the arena. ERR_INVALID,
 * ERR_LIMIT (longer than max bytes): *ret_line (0 unknown) and *ret_why then say more.
 */
int flow_xml_read(struct arena *a, struct str text, size_t max, xmlDoc **ret_doc, int *ret_line,
        struct str *ret_why);

bool flow_xml_is(const xmlNode *node, const char *name); /* by its local name */
xmlNode *flow_xml_first(const xmlNode *parent); /* first element child of the parent's namespace */
xmlNode *flow_xml_next(const xmlNode *node);
xmlNode *flow_xml_child(const xmlNode *parent, const char *name);
size_t flow_xml_count(const xmlNode *parent, const char *name);
/* Copies on the arena; STR_NULL when absent. */
struct str flow_xml_attr(struct arena *a, const xmlNode *node, const char *name);
struct str flow_xml_text(struct arena *a, const xmlNode *node);
/* The same for an attribute of that namespace. */
struct str flow_xml_attr_of(
        struct arena *a, const xmlNode *node, const char *name, const char *space);
static inline int flow_xml_line(const xmlNode *node)
{
        return (int)xmlGetLineNo(node);
}

#define XML_EACH(x, parent) for (xmlNode *x = flow_xml_first(parent); x; x = flow_xml_next(x))

#endif
