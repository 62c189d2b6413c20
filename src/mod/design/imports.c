/*
 * src/mod/design/imports.c: a decision model with all that it imports: published models are found
 * by their namespace, in the version that is in force that day, and what they import in turn. Of
 * two that have the same namespace the one published last is taken.
 */
#include "mod/design/force.h"
#include "mod/design/model.h"

#define SOURCES_MAX 32

struct str design__space(struct arena *a, struct str content)
{
        xmlDoc *doc;

        if (design__xml(a, content, &doc, NULL, NULL) < 0)
                return STR_NULL;
        return flow_xml_attr(a, xmlDocGetRootElement(doc), "namespace");
}

struct gathering {
        struct arena *arena;
        struct tx *tx;
        i64 day;
        struct dmn_source *sources;
        struct str spaces[SOURCES_MAX];
        size_t n;
};

static bool has(const struct gathering *g, struct str space)
{
        for (size_t i = 0; i < g->n; i++)
                if (str_eq(g->spaces[i], space))
                        return true;
        return false;
}

/* What is not there is left to the loader, which tells the author. */
static int add_import(struct gathering *g, struct str space)
{
        struct design_offered o;
        int r;

        if (str_empty(space) || has(g, space) || g->n == SOURCES_MAX)
                return 0;
        r = design_offered(g->tx, STR(DESIGN_SPACE), space, g->day, &o);
        if (r < 0)
                return r == ERR_NOT_FOUND ? 0 : r;
        g->spaces[g->n] = space;
        g->sources[g->n++] = (struct dmn_source){ o.code, o.content };
        return 0;
}

int design__with_imports(struct arena *a, struct tx *tx, struct str content, i64 day,
        const struct dmn_source **ret_sources, size_t *ret_n)
{
        struct gathering g = { .arena = a, .tx = tx, .day = day, .n = 1 };
        int r = 0;

        g.sources = NEW_ARRAY(a, struct dmn_source, SOURCES_MAX);
        g.sources[0] = (struct dmn_source){ STR("model.dmn"), content };
        g.spaces[0] = design__space(a, content);
        for (size_t i = 0; tx && i < g.n && r == 0; i++) {
                xmlDoc *doc;

                if (design__xml(a, g.sources[i].text, &doc, NULL, NULL) < 0)
                        continue;
                XML_EACH(x, xmlDocGetRootElement(doc))
                if (r == 0 && flow_xml_is(x, "import"))
                        r = add_import(&g, flow_xml_attr(a, x, "namespace"));
        }
        *ret_sources = g.sources;
        *ret_n = g.n;
        return r;
}
