/*
 * src/flow/dmn_type.c: item definitions become types (DMN 1.5, 7.3.2): references, components,
 * collections, functions, allowed values and constraints. Names are known before bodies are read,
 * so that definitions may refer to each other in any order.
 */
#include "flow/dmn_model.h"
#include "flow/xml.h"

#define NEST_MAX 30

const struct feel_type *dmn__type(struct dmn_defs *d, struct str ref, struct str element, int line)
{
        const struct feel_name *known;
        const struct feel_type *t;
        ptrdiff_t colon = str_find_char(ref, ':');
        size_t end;

        ref = str_trim(ref);
        if (str_empty(ref))
                return NULL;
        for (;;) {
                known = feel__names_match(d->names, FEEL_USE_TYPE, ref, 0, &end);
                if (known && end == ref.len)
                        return known->type;
                t = feel__type_builtin(ref);
                if (t)
                        return t;
                if (colon < 0) /* "feel:string" in older models */
                        break;
                ref = str_sub(ref, (size_t)colon + 1, SIZE_MAX);
                colon = -1;
        }
        dmn__problem(
                d->model, DMN_ERROR, d, element, line, "the type \"%.*s\" is not known", STRF(ref));
        return NULL;
}

static struct feel_expr *tests(struct dmn_defs *d, const xmlNode *node, struct str element)
{
        struct arena *a = d->model->arena;
        struct str text = flow_xml_text(a, flow_xml_child(node, "text"));
        struct feel_expr *e;
        struct feel_note note;

        if (str_empty(str_trim(text)))
                return NULL;
        if (feel_compile(a, text, d->names, FEEL_UNARY_TESTS, &e, &note) < 0) {
                dmn__problem(d->model, DMN_ERROR, d, element, flow_xml_line(node),
                        "allowed values: %.*s (%d:%d)", STRF(note.text), note.line, note.column);
                return NULL;
        }
        return e;
}

static void read_item(
        struct dmn_defs *d, const xmlNode *node, struct feel_type *t, struct str name, int depth);

static void read_components(struct dmn_defs *d, const xmlNode *node, struct feel_type *t, int depth)
{
        struct arena *a = d->model->arena;

        t->kind = TYPE_CONTEXT;
        t->parts = NEW_ARRAY(a, struct feel_param, flow_xml_count(node, "itemComponent"));
        XML_EACH(c, node)
        {
                struct feel_type *part;

                if (!flow_xml_is(c, "itemComponent"))
                        continue;
                part = NEW(a, struct feel_type);
                t->parts[t->n].name = flow_xml_attr(a, c, "name");
                read_item(d, c, part, t->parts[t->n].name, depth + 1);
                t->parts[t->n++].type = part;
        }
}

static void read_function(struct dmn_defs *d, const xmlNode *node, struct feel_type *t)
{
        struct arena *a = d->model->arena;

        t->kind = TYPE_FUNCTION;
        t->of = dmn__type(d, flow_xml_attr(a, node, "outputTypeRef"), t->name, flow_xml_line(node));
        if (!t->of)
                t->of = feel__type_builtin(STR("Any"));
        t->parts = NEW_ARRAY(a, struct feel_param, MAX(flow_xml_count(node, "parameters"), 1));
        XML_EACH(p, node)
        {
                if (!flow_xml_is(p, "parameters"))
                        continue;
                t->parts[t->n].name = flow_xml_attr(a, p, "name");
                t->parts[t->n++].type =
                        dmn__type(d, flow_xml_attr(a, p, "typeRef"), t->name, flow_xml_line(p));
        }
}

/* The type of one item definition or component, with a list around it for a collection. */
static void read_item(
        struct dmn_defs *d, const xmlNode *node, struct feel_type *t, struct str name, int depth)
{
        struct arena *a = d->model->arena;
        bool many = str_is(flow_xml_attr(a, node, "isCollection"), "true");
        struct feel_type *item = many ? NEW(a, struct feel_type) : t;
        const xmlNode *child;

        t->name = name;
        if (depth > NEST_MAX) {
                dmn__problem(
                        d->model, DMN_ERROR, d, name, flow_xml_line(node), "nested too deeply");
                return;
        }
        if (flow_xml_child(node, "itemComponent")) {
                read_components(d, node, item, depth);
        } else if ((child = flow_xml_child(node, "functionItem"))) {
                read_function(d, child, item);
        } else {
                struct str ref = flow_xml_attr(a, node, "typeRef");

                if (!ref.ptr)
                        ref = flow_xml_text(a, flow_xml_child(node, "typeRef"));
                item->of = dmn__type(d, ref, name, flow_xml_line(node));
                item->kind = item->of ? TYPE_SAME : TYPE_ANY;
        }
        if ((child = flow_xml_child(node, "allowedValues")))
                item->allowed = tests(d, child, name);
        if ((child = flow_xml_child(node, "typeConstraint")))
                t->constraint = tests(d, child, name);
        if (many) {
                t->kind = TYPE_LIST;
                t->of = item;
        }
}

/* A definition that is only another name for itself has no meaning. */
static void break_circles(struct dmn_defs *d, struct feel_type *t, int line)
{
        const struct feel_type *x = t;

        for (int i = 0; x && x->kind == TYPE_SAME; i++, x = x->of) {
                if (i < 1000 && (i == 0 || x != t))
                        continue;
                dmn__problem(d->model, DMN_ERROR, d, t->name, line, "the type refers to itself");
                t->kind = TYPE_ANY;
                t->of = NULL;
                return;
        }
}

static void import_types(struct dmn_defs *d)
{
        struct arena *a = d->model->arena;

        for (size_t i = 0; i < d->n_imports; i++) {
                const struct dmn_import *im = &d->imports[i];

                if (!im->defs || im->defs == d)
                        continue;
                XML_EACH(x, im->defs->root)
                {
                        const struct feel_name *known;
                        struct str name;
                        size_t end;

                        if (!flow_xml_is(x, "itemDefinition"))
                                continue;
                        name = flow_xml_attr(a, x, "name");
                        known = feel__names_match(im->defs->names, FEEL_USE_TYPE, name, 0, &end);
                        if (known && end == name.len)
                                feel__names_put(d->names,
                                        str_empty(im->name) ? name
                                                            : str_fmt(a, "%.*s.%.*s",
                                                                      STRF(im->name), STRF(name)),
                                        FEEL_USE_TYPE, known->type);
                }
        }
}

static void declare(struct dmn_defs *d)
{
        struct arena *a = d->model->arena;

        XML_EACH(x, d->root)
        if (flow_xml_is(x, "itemDefinition"))
                feel__names_put(d->names, flow_xml_attr(a, x, "name"), FEEL_USE_TYPE,
                        NEW(a, struct feel_type));
}

/* For all files at once: declare, import, then read. */
void dmn__load_types(struct dmn_defs *first)
{
        struct dmn_model *m = first->model;

        for (size_t i = 0; i < m->n_defs; i++)
                declare(&m->defs[i]);
        for (size_t i = 0; i < m->n_defs; i++)
                import_types(&m->defs[i]);
        for (int pass = 0; pass < 2; pass++) {
                for (size_t i = 0; i < m->n_defs; i++) {
                        struct dmn_defs *d = &m->defs[i];

                        XML_EACH(x, d->root)
                        {
                                struct str name;
                                const struct feel_name *known;
                                size_t end;

                                if (!flow_xml_is(x, "itemDefinition"))
                                        continue;
                                name = flow_xml_attr(m->arena, x, "name");
                                known = feel__names_match(d->names, FEEL_USE_TYPE, name, 0, &end);
                                if (!known || end != name.len)
                                        continue;
                                if (pass == 0)
                                        read_item(d, x, (struct feel_type *)known->type,
                                                known->name, 0);
                                else
                                        break_circles(d, (struct feel_type *)known->type,
                                                flow_xml_line(x));
                        }
                }
        }
}
