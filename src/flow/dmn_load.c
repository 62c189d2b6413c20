/*
 * src/flow/dmn_load.c: decision models from XML: files, imports, elements and their requirements
 * (DMN 1.5, 6.3). Types are in dmn_type.c, expressions in dmn_boxed.c. Mistakes become problems
 * with the line of the file; only text that is no DMN at all is refused.
 */
#include "flow/dmn_model.h"
#include "flow/xml.h"

#define FILES_MAX    200
#define FILE_SIZE    (8 << 20)
#define ELEMENTS_MAX 5000

void dmn__problem(struct dmn_model *m, enum dmn_severity severity, const struct dmn_defs *d,
        struct str element, int line, const char *fmt, ...)
{
        struct dmn_problem *p = NEW(m->arena, struct dmn_problem);
        va_list ap;

        p->severity = severity;
        p->source = d ? d->source : STR_NULL;
        p->element = element;
        p->line = line;
        va_start(ap, fmt);
        p->text = str_vfmt(m->arena, fmt, ap);
        va_end(ap);
        *m->last_problem = p;
        m->last_problem = (struct dmn_problem **)&p->next;
}

const struct dmn_problem *dmn_problems(const struct dmn_model *model)
{
        return model->problems;
}

static const char *const spaces[] = { "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/" };

static bool is_dmn(const xmlNode *root)
{
        if (!root || !root->ns || !flow_xml_is(root, "definitions"))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(spaces); i++)
                if (xmlStrEqual(root->ns->href, (const xmlChar *)spaces[i]))
                        return true;
        return false;
}

static int parse(struct dmn_defs *d, struct str text)
{
        struct arena *a = d->model->arena;
        struct str why;
        int line, r;

        r = flow_xml_read(a, text, FILE_SIZE, &d->doc, &line, &why);
        if (r < 0) {
                dmn__problem(d->model, DMN_ERROR, d, STR_NULL, line, "%.*s", STRF(why));
                return r;
        }
        d->root = xmlDocGetRootElement(d->doc);
        if (!is_dmn(d->root)) {
                dmn__problem(d->model, DMN_ERROR, d, STR_NULL, 1,
                        "not a decision model in DMN 1.1 to 1.5");
                return ERR_INVALID;
        }
        d->name = flow_xml_attr(a, d->root, "name");
        d->space = flow_xml_attr(a, d->root, "namespace");
        d->names = feel_names_new(a, d->model->members);
        return 0;
}

/* Names that may follow a point anywhere in the models. */
static void collect_members(struct dmn_model *m, const xmlNode *node, int depth)
{
        static const char *const carriers[] = { "variable", "column", "output", "itemComponent",
                "inputData", "decision" };

        for (const xmlNode *x = node->children; x && depth < 200; x = x->next) {
                if (x->type != XML_ELEMENT_NODE)
                        continue;
                for (size_t i = 0; i < ARRAY_LEN(carriers); i++) {
                        if (flow_xml_is(x, carriers[i])) {
                                struct str name = flow_xml_attr(m->arena, x, "name");

                                if (name.ptr)
                                        feel_names_add_member(m->members, name);
                        }
                }
                collect_members(m, x, depth + 1);
        }
}

static void read_imports(struct dmn_defs *d)
{
        struct dmn_model *m = d->model;

        d->imports = NEW_ARRAY(m->arena, struct dmn_import, flow_xml_count(d->root, "import") + 1);
        XML_EACH(x, d->root)
        {
                struct dmn_import *im = &d->imports[d->n_imports];
                struct str type;

                if (!flow_xml_is(x, "import"))
                        continue;
                type = flow_xml_attr(m->arena, x, "importType");
                if (type.ptr && str_find(type, STR("/DMN/")) < 0)
                        continue; /* PMML, schemas: not run */
                im->name = flow_xml_attr(m->arena, x, "name");
                im->space = flow_xml_attr(m->arena, x, "namespace");
                for (size_t i = 0; i < m->n_defs; i++)
                        if (&m->defs[i] != d && str_eq(m->defs[i].space, im->space))
                                im->defs = &m->defs[i];
                if (!im->defs)
                        dmn__problem(m, DMN_ERROR, d, im->name, flow_xml_line(x),
                                "the imported model \"%.*s\" is not given", STRF(im->space));
                d->n_imports++;
        }
}

static void add_element(struct dmn_defs *d, xmlNode *x, enum dmn_kind kind)
{
        struct dmn_model *m = d->model;
        struct dmn_element *e = NEW(m->arena, struct dmn_element);
        const xmlNode *variable = flow_xml_child(x, "variable");

        e->kind = kind;
        e->defs = d;
        e->node = x;
        e->line = flow_xml_line(x);
        e->id = flow_xml_attr(m->arena, x, "id");
        e->name = flow_xml_attr(m->arena, x, "name");
        e->index = m->n_elements;
        dmn__read_own(e, x);
        if (!e->name.ptr)
                e->name = e->id.ptr ? e->id : STR("");
        if (variable)
                e->type = dmn__type(
                        d, flow_xml_attr(m->arena, variable, "typeRef"), e->name, e->line);
        if (m->n_elements == m->cap_elements) {
                size_t cap = m->cap_elements ? m->cap_elements * 2 : 32;
                struct dmn_element **more = arena_raw(m->arena, cap * sizeof *more);

                if (m->n_elements)
                        memcpy(more, m->elements, m->n_elements * sizeof *more);
                m->elements = more;
                m->cap_elements = cap;
        }
        m->elements[m->n_elements++] = e;
}

static void read_elements(struct dmn_defs *d)
{
        static const char *const kinds[] = { "inputData", "decision", "businessKnowledgeModel",
                "decisionService" };

        XML_EACH(x, d->root)
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
                if (flow_xml_is(x, kinds[k]))
                        add_element(d, x, (enum dmn_kind)k);
}

/* "#id" or "namespace#id" */
static struct dmn_element *resolve(struct dmn_defs *d, const xmlNode *node)
{
        struct dmn_model *m = d->model;
        struct str href = flow_xml_attr(m->arena, node, "href"), space, id;
        ptrdiff_t hash = str_rfind_char(href, '#');

        space = hash > 0 ? str_sub(href, 0, (size_t)hash) : d->space;
        id = str_sub(href, (size_t)(hash + 1), SIZE_MAX);
        for (size_t i = 0; i < m->n_elements; i++) {
                struct dmn_element *e = m->elements[i];

                if (str_eq(e->id, id) && str_eq(e->defs->space, space) &&
                        (hash > 0 || e->defs == d))
                        return e;
        }
        dmn__problem(m, DMN_ERROR, d, id, flow_xml_line(node), "there is no element \"%.*s\"",
                STRF(href));
        return NULL;
}

static void read_requirements(struct dmn_element *e)
{
        struct arena *a = e->defs->model->arena;
        size_t n = 0;

        XML_EACH(x, e->node)
        n++;
        e->requires = NEW_ARRAY(a, struct dmn_element *, n + 1);
        XML_EACH(x, e->node)
        {
                if (!flow_xml_is(x, "informationRequirement") &&
                        !flow_xml_is(x, "knowledgeRequirement"))
                        continue;
                XML_EACH(r, x)
                {
                        struct dmn_element *other;

                        if (!flow_xml_is(r, "requiredInput") &&
                                !flow_xml_is(r, "requiredDecision") &&
                                !flow_xml_is(r, "requiredKnowledge"))
                                continue;
                        other = resolve(e->defs, r);
                        if (other && e->n_requires < n)
                        e->requires[e->n_requires++] = other;
                }
        }
}

static void read_service(struct dmn_element *e)
{
        struct arena *a = e->defs->model->arena;
        size_t n = 0;

        XML_EACH(x, e->node)
        n++;
        e->outputs = NEW_ARRAY(a, struct dmn_element *, n + 1);
        e->in_decisions = NEW_ARRAY(a, struct dmn_element *, n + 1);
        e->in_data = NEW_ARRAY(a, struct dmn_element *, n + 1);
        e->params = NEW_ARRAY(a, struct feel_param, n + 1);
        XML_EACH(x, e->node)
        {
                struct dmn_element *other;
                bool out = flow_xml_is(x, "outputDecision"), dec = flow_xml_is(x, "inputDecision");

                if (!out && !dec && !flow_xml_is(x, "inputData"))
                        continue;
                other = resolve(e->defs, x);
                if (!other)
                        continue;
                if (out)
                        e->outputs[e->n_outputs++] = other;
                else if (dec)
                        e->in_decisions[e->n_in_decisions++] = other;
                else
                        e->in_data[e->n_in_data++] = other;
        }
        for (size_t i = 0; i < e->n_in_data; i++)
                e->params[i] = (struct feel_param){ e->in_data[i]->name, e->in_data[i]->type };
        for (size_t i = 0; i < e->n_in_decisions; i++)
                e->params[e->n_in_data + i] =
                        (struct feel_param){ e->in_decisions[i]->name, e->in_decisions[i]->type };
}

/*
 * What the logic of an element can name: what it requires, imported ones behind the import's name.
 */
static struct feel_names *scope_names(struct dmn_element *e)
{
        struct dmn_defs *d = e->defs;
        struct feel_names *names = feel_names_new(d->model->arena, d->names);

        for (size_t i = 0; i < e->n_requires; i++) {
                struct dmn_element *r = e->requires[i];

                if (r->defs == d) {
                        feel_names_add(names, r->name);
                        continue;
                }
                for (size_t j = 0; j < d->n_imports; j++) {
                        if (d->imports[j].defs != r->defs)
                                continue;
                        feel_names_add(names,
                                str_empty(d->imports[j].name) ? r->name : d->imports[j].name);
                        feel_names_add_member(names, r->name);
                }
        }
        return names;
}

static void read_logic(struct dmn_element *e)
{
        static const char *const others[] = { "description", "extensionElements", "question",
                "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement",
                "authorityRequirement", "supportedObjective", "impactedPerformanceIndicator",
                "decisionMaker", "decisionOwner", "usingProcess", "usingTask" };
        struct feel_names *names = scope_names(e);
        xmlNode *logic = flow_xml_child(e->node, "encapsulatedLogic");

        if (e->kind == DMN_KNOWLEDGE) {
                if (logic)
                        e->expr = dmn__load_function(e->defs, e, logic, names);
                return;
        }
        XML_EACH(x, e->node)
        {
                size_t i = 0;

                while (i < ARRAY_LEN(others) && !flow_xml_is(x, others[i]))
                        i++;
                if (i == ARRAY_LEN(others)) {
                        e->expr = dmn__load_expr(e->defs, e, x, names);
                        return;
                }
        }
}

int dmn_load(
        struct arena *a, const struct dmn_source *sources, size_t n, struct dmn_model **ret_model)
{
        struct dmn_model *m = NEW(a, struct dmn_model);
        int r = 0, one;

        m->arena = a;
        m->members = feel_names_new(a, NULL);
        m->last_problem = &m->problems;
        *ret_model = m;
        if (n == 0 || n > FILES_MAX) {
                dmn__problem(m, DMN_ERROR, NULL, STR_NULL, 0, "no model, or too many");
                return ERR_INVALID;
        }
        m->defs = NEW_ARRAY(a, struct dmn_defs, n);
        for (size_t i = 0; i < n; i++) {
                m->defs[i].model = m;
                m->defs[i].source = sources[i].name;
                one = parse(&m->defs[i], sources[i].text);
                r = MIN(r, one);
        }
        if (r < 0)
                return r;
        m->n_defs = n;
        for (size_t i = 0; i < n; i++) {
                collect_members(m, m->defs[i].root, 0);
                read_imports(&m->defs[i]);
        }
        dmn__load_types(m->defs);
        for (size_t i = 0; i < n; i++)
                read_elements(&m->defs[i]);
        if (m->n_elements > ELEMENTS_MAX || arena_over(a)) {
                dmn__problem(m, DMN_ERROR, m->defs, STR_NULL, 0, "the model is too large");
                return ERR_LIMIT;
        }
        for (size_t i = 0; i < m->n_elements; i++) {
                if (m->elements[i]->kind == DMN_SERVICE)
                        read_service(m->elements[i]);
                else
                        read_requirements(m->elements[i]);
        }
        for (size_t i = 0; i < m->n_elements; i++)
                if (m->elements[i]->kind == DMN_DECISION || m->elements[i]->kind == DMN_KNOWLEDGE)
                        read_logic(m->elements[i]);
        if (arena_over(a)) {
                dmn__problem(m, DMN_ERROR, m->defs, STR_NULL, 0, "the model is too large");
                return ERR_LIMIT;
        }
        return 0;
}
