/*
 * src/flow/dmn_xml.h: the few looks at an XML tree that loading a model needs. Only children in the
 * model's own namespace are seen, so that diagrams and extensions of tools stay out of the way.
 */
#ifndef FLOW_DMN_XML_H
#define FLOW_DMN_XML_H

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/str.h"

bool dmn__xml_is(const xmlNode *node, const char *name);
xmlNode *dmn__xml_first(const xmlNode *parent); /* first element child of the parent's namespace */
xmlNode *dmn__xml_next(const xmlNode *node);
xmlNode *dmn__xml_child(const xmlNode *parent, const char *name);
size_t dmn__xml_count(const xmlNode *parent, const char *name);
/* Copies on the arena; STR_NULL when absent. */
struct str dmn__xml_attr(struct arena *a, const xmlNode *node, const char *name);
struct str dmn__xml_text(struct arena *a, const xmlNode *node);
static inline int dmn__xml_line(const xmlNode *node)
{
        return (int)xmlGetLineNo(node);
}

#define XML_EACH(x, parent) for (xmlNode *x = dmn__xml_first(parent); x; x = dmn__xml_next(x))

#endif
