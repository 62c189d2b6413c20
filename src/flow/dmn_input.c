/*
 * src/flow/dmn_input.c: what a model says about its inputs besides their types, for those who ask
 * people: the values that each permits, in their order, and the project's own attributes (English
 * words, which answer of a form it is), that other tools keep and pass over.
 */
#include "flow/dmn_model.h"
#include "flow/xml.h"

static const struct dmn_element *nth(const struct dmn_model *m, enum dmn_kind kind, size_t i)
{
        for (size_t k = 0; k < m->n_elements; k++)
                if (m->elements[k]->kind == kind && m->elements[k]->defs == m->defs && i-- == 0)
                        return m->elements[k];
        return NULL;
}

struct str dmn_name(const struct dmn_model *model, enum dmn_kind kind, size_t i)
{
        const struct dmn_element *e = nth(model, kind, i);

        return e ? e->name : STR_NULL;
}

void dmn__read_own(struct dmn_element *e, const xmlNode *node)
{
        struct arena *a = e->defs->model->arena;

        for (const xmlAttr *x = node->properties; x; x = x->next) {
                struct dmn_own *own;

                if (!x->ns || !xmlStrEqual(x->ns->href, (const xmlChar *)DMN_SPACE))
                        continue;
                own = NEW(a, struct dmn_own);
                own->key = str_dup(a, str_of((const char *)x->name));
                own->value = flow_xml_attr_of(a, node, (const char *)x->name, DMN_SPACE);
                own->next = e->own;
                e->own = own;
        }
        e->description = str_trim(flow_xml_text(a, flow_xml_child(node, "description")));
}

struct str dmn_own(const struct dmn_model *model, enum dmn_kind kind, size_t i, const char *key)
{
        const struct dmn_element *e = nth(model, kind, i);

        for (const struct dmn_own *own = e ? e->own : NULL; own; own = own->next)
                if (str_is(own->key, key))
                        return own->value;
        return STR_NULL;
}

#define ALLOWED_MAX 100

struct constants {
        const struct feel_value *list[ALLOWED_MAX];
        size_t n;
};

static void keep(void *self, const struct feel_value *v)
{
        struct constants *c = self;

        if (c->n < ALLOWED_MAX && v->kind == FEEL_STRING)
                c->list[c->n++] = v;
}

bool dmn_input(
        struct feel_run *run, const struct dmn_model *model, size_t i, struct dmn_input *ret_input)
{
        const struct dmn_element *e = nth(model, DMN_INPUT, i);
        const struct feel_expr *allowed = NULL;
        const struct feel_type *t;
        struct constants found = { .n = 0 };

        if (!e)
                return false;
        *ret_input =
                (struct dmn_input){ .id = e->id, .name = e->name, .description = e->description };
        for (t = e->type; t && t->kind == TYPE_SAME; t = t->of)
                allowed = allowed ? allowed : t->allowed;
        if (t && t->kind == TYPE_SIMPLE)
                ret_input->kind = t->simple;
        if (t && !allowed)
                allowed = t->allowed;
        if (allowed)
                dmn__constants(run, allowed, keep, &found);
        ret_input->allowed = feel_list(run->arena, found.list, found.n);
        return true;
}
