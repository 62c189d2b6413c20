/*
 * src/flow/dmn_boxed.c: boxed expressions from XML (DMN 1.5, 7.2 and 10.2): each FEEL text is
 * compiled here with the names that are in reach at its place. Nothing is evaluated.
 */
#include "flow/dmn_model.h"
#include "flow/xml.h"

struct place { /* what every step of loading one element's logic needs */
        struct dmn_defs *defs;
        struct dmn_element *element;
        struct arena *arena;
        int depth;
};

static struct dmn_expr *load(struct place *p, const xmlNode *node, struct feel_names *names);

static struct feel_expr *compile(struct place *p, const xmlNode *holder, struct feel_names *names,
        enum feel_goal goal, const char *what, struct str *ret_text)
{
        const xmlNode *node = flow_xml_child(holder, "text");
        struct str text = flow_xml_text(p->arena, node);
        struct feel_note note;
        struct feel_expr *e;

        if (ret_text)
                *ret_text = str_trim(text);
        if (str_empty(str_trim(text)) || (goal == FEEL_UNARY_TESTS && str_is(str_trim(text), "-")))
                return NULL;
        if (feel_compile(p->arena, text, names, goal, &e, &note) < 0) {
                dmn__problem(p->defs->model, DMN_ERROR, p->defs, p->element->name,
                        flow_xml_line(node) + note.line - 1, "%s \"%.*s\": %.*s (column %d)", what,
                        (int)MIN(text.len, 80), text.ptr, STRF(note.text), note.column);
                /* a text that does not parse answers null, in a cell: never matches */
                feel_compile(p->arena, STR("null"), NULL, FEEL_EXPRESSION, &e, NULL);
        }
        feel_expr_set_name(e, p->element->name);
        return e;
}

static const struct feel_type *type_of(struct place *p, const xmlNode *node)
{
        return dmn__type(p->defs, flow_xml_attr(p->arena, node, "typeRef"), p->element->name,
                flow_xml_line(node));
}

/* The expression inside a wrapper such as <in> or <return>; in older files the node itself. */
static struct dmn_expr *inside(
        struct place *p, const xmlNode *parent, const char *name, struct feel_names *names)
{
        const xmlNode *node = flow_xml_child(parent, name);

        XML_EACH(x, node)
        if (!flow_xml_is(x, "description"))
                return load(p, x, names);
        dmn__problem(p->defs->model, DMN_ERROR, p->defs, p->element->name, flow_xml_line(parent),
                "<%s> without <%s>", (const char *)parent->name, name);
        return NULL;
}

static struct dmn_expr *any_inside(struct place *p, const xmlNode *parent, struct feel_names *names)
{
        static const char *const others[] = { "description", "variable", "parameter",
                "formalParameter", "extensionElements", "column", "question", "allowedAnswers" };

        XML_EACH(x, parent)
        {
                size_t i = 0;

                while (i < ARRAY_LEN(others) && !flow_xml_is(x, others[i]))
                        i++;
                if (i == ARRAY_LEN(others))
                        return load(p, x, names);
        }
        return NULL;
}

static void load_context(
        struct place *p, const xmlNode *node, struct feel_names *names, struct dmn_expr *e)
{
        struct feel_names *inner = feel_names_new(p->arena, names);

        e->entries =
                NEW_ARRAY(p->arena, struct dmn_entry, flow_xml_count(node, "contextEntry") + 1);
        XML_EACH(x, node)
        {
                struct dmn_entry *en = &e->entries[e->n];
                const xmlNode *variable;

                if (!flow_xml_is(x, "contextEntry"))
                        continue;
                variable = flow_xml_child(x, "variable");
                en->expr = any_inside(p, x, inner);
                if (variable) {
                        en->name = flow_xml_attr(p->arena, variable, "name");
                        en->type = type_of(p, variable);
                        feel_names_add(inner, en->name);
                }
                e->n++;
        }
}

static void load_invocation(
        struct place *p, const xmlNode *node, struct feel_names *names, struct dmn_expr *e)
{
        XML_EACH(x, node)
        {
                if (!flow_xml_is(x, "binding") && !flow_xml_is(x, "description")) {
                        e->a = load(p, x, names);
                        break;
                }
        }
        e->entries = NEW_ARRAY(p->arena, struct dmn_entry, flow_xml_count(node, "binding") + 1);
        XML_EACH(x, node)
        {
                const xmlNode *parameter;

                if (!flow_xml_is(x, "binding"))
                        continue;
                parameter = flow_xml_child(x, "parameter");
                if (!parameter)
                        continue;
                e->entries[e->n].name = flow_xml_attr(p->arena, parameter, "name");
                e->entries[e->n].type = type_of(p, parameter);
                e->entries[e->n++].expr = any_inside(p, x, names);
        }
}

/* The items of a list, or of one row of a relation. */
static void load_items(
        struct place *p, const xmlNode *node, struct feel_names *names, struct dmn_expr *e)
{
        size_t n = 0;

        XML_EACH(x, node)
        n++;
        e->kind = DMN_LIST;
        e->entries = NEW_ARRAY(p->arena, struct dmn_entry, n + 1);
        XML_EACH(x, node)
        if (!flow_xml_is(x, "description"))
                e->entries[e->n++].expr = load(p, x, names);
}

static void load_relation(
        struct place *p, const xmlNode *node, struct feel_names *names, struct dmn_expr *e)
{
        e->columns = NEW_ARRAY(p->arena, struct str, flow_xml_count(node, "column") + 1);
        e->entries = NEW_ARRAY(p->arena, struct dmn_entry, flow_xml_count(node, "row") + 1);
        XML_EACH(x, node)
        {
                if (flow_xml_is(x, "column")) {
                        e->columns[e->n_columns] = flow_xml_attr(p->arena, x, "name");
                        e->n_columns++;
                } else if (flow_xml_is(x, "row")) {
                        struct dmn_expr *row = NEW(p->arena, struct dmn_expr);

                        load_items(p, x, names, row);
                        e->entries[e->n++].expr = row;
                }
        }
}

static void load_function(
        struct place *p, const xmlNode *node, struct feel_names *names, struct dmn_expr *e)
{
        struct feel_names *inner = feel_names_new(p->arena, names);
        struct str kind = flow_xml_attr(p->arena, node, "kind");

        e->kind = DMN_FUNCTION;
        e->params =
                NEW_ARRAY(p->arena, struct feel_param, flow_xml_count(node, "formalParameter") + 1);
        XML_EACH(x, node)
        {
                if (!flow_xml_is(x, "formalParameter"))
                        continue;
                e->params[e->n_params].name = flow_xml_attr(p->arena, x, "name");
                e->params[e->n_params].type = type_of(p, x);
                feel_names_add(inner, e->params[e->n_params++].name);
        }
        if (kind.ptr && !str_is(kind, "FEEL"))
                dmn__problem(p->defs->model, DMN_WARNING, p->defs, p->element->name,
                        flow_xml_line(node), "functions in %.*s are not run", STRF(kind));
        else
                e->a = any_inside(p, node, inner);
}

/* for, some, every, filter: the second part sees the item. */
static void load_iterator(struct place *p, const xmlNode *node, struct feel_names *names,
        struct dmn_expr *e, const char *second)
{
        struct feel_names *inner = feel_names_new(p->arena, names);

        e->a = inside(p, node, "in", names);
        if (e->kind == DMN_FILTER) {
                feel_names_add(inner, STR("item"));
        } else {
                e->name = flow_xml_attr(p->arena, node, "iteratorVariable");
                feel_names_add(inner, e->name);
                if (e->kind == DMN_FOR)
                        feel_names_add(inner, STR("partial"));
        }
        e->b = inside(p, node, second, inner);
}

static enum dmn_hit hit_policy(struct str s)
{
        static const char *const names[] = { "UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER",
                "OUTPUT ORDER", "COLLECT" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (str_is(s, names[i]))
                        return (enum dmn_hit)i;
        return DMN_UNIQUE;
}

static enum dmn_aggregator aggregator(struct str s)
{
        return str_is(s, "SUM")     ? DMN_SUM
               : str_is(s, "COUNT") ? DMN_COUNT
               : str_is(s, "MIN")   ? DMN_MIN
               : str_is(s, "MAX")   ? DMN_MAX
                                    : DMN_NONE;
}

static void load_columns(
        struct place *p, const xmlNode *node, struct feel_names *names, struct dmn_table *t)
{
        XML_EACH(x, node)
        {
                struct dmn_clause *c;
                const xmlNode *inner;

                if (flow_xml_is(x, "input")) {
                        c = &t->inputs[t->n_inputs++];
                        inner = flow_xml_child(x, "inputExpression");
                        c->expr = compile(p, inner, names, FEEL_EXPRESSION, "input", &c->text);
                        c->type = inner ? type_of(p, inner) : NULL;
                        c->name = flow_xml_attr(p->arena, x, "label");
                        c->values = compile(p, flow_xml_child(x, "inputValues"), names,
                                FEEL_UNARY_TESTS, "input values", NULL);
                } else if (flow_xml_is(x, "output")) {
                        c = &t->outputs[t->n_outputs++];
                        c->name = flow_xml_attr(p->arena, x, "name");
                        c->type = type_of(p, x);
                        c->values = compile(p, flow_xml_child(x, "outputValues"), names,
                                FEEL_UNARY_TESTS, "output values", NULL);
                        c->expr = compile(p, flow_xml_child(x, "defaultOutputEntry"), names,
                                FEEL_EXPRESSION, "default output", NULL);
                }
        }
}

static void load_rule(struct place *p, const xmlNode *node, struct feel_names *names,
        const struct dmn_table *t, struct dmn_rule *r)
{
        size_t in = 0, out = 0;

        r->line = flow_xml_line(node);
        r->inputs = NEW_ARRAY(p->arena, struct feel_expr *, t->n_inputs + 1);
        r->outputs = NEW_ARRAY(p->arena, struct feel_expr *, t->n_outputs + 1);
        XML_EACH(x, node)
        {
                if (flow_xml_is(x, "inputEntry") && in < t->n_inputs)
                        r->inputs[in++] =
                                compile(p, x, names, FEEL_UNARY_TESTS, "input entry", NULL);
                else if (flow_xml_is(x, "outputEntry") && out < t->n_outputs)
                        r->outputs[out++] =
                                compile(p, x, names, FEEL_EXPRESSION, "output entry", NULL);
        }
        if (in < t->n_inputs || out < t->n_outputs)
                dmn__problem(p->defs->model, DMN_ERROR, p->defs, p->element->name, r->line,
                        "the rule has fewer entries than the table has columns");
}

static void load_table(
        struct place *p, const xmlNode *node, struct feel_names *names, struct dmn_expr *e)
{
        struct dmn_table *t = NEW(p->arena, struct dmn_table);

        e->table = t;
        t->line = flow_xml_line(node);
        t->hit = hit_policy(flow_xml_attr(p->arena, node, "hitPolicy"));
        t->aggregator = aggregator(flow_xml_attr(p->arena, node, "aggregation"));
        t->inputs = NEW_ARRAY(p->arena, struct dmn_clause, flow_xml_count(node, "input") + 1);
        t->outputs = NEW_ARRAY(p->arena, struct dmn_clause, flow_xml_count(node, "output") + 1);
        t->rules = NEW_ARRAY(p->arena, struct dmn_rule, flow_xml_count(node, "rule") + 1);
        load_columns(p, node, names, t);
        XML_EACH(x, node)
        if (flow_xml_is(x, "rule"))
                load_rule(p, x, names, t, &t->rules[t->n_rules++]);
}

static void load_literal(
        struct place *p, const xmlNode *node, struct feel_names *names, struct dmn_expr *e)
{
        struct str language = flow_xml_attr(p->arena, node, "expressionLanguage");

        if (language.ptr && str_find(str_lower_ascii(p->arena, language), STR("feel")) < 0)
                dmn__problem(p->defs->model, DMN_ERROR, p->defs, p->element->name,
                        flow_xml_line(node), "expressions in %.*s are not run", STRF(language));
        else
                e->feel = compile(p, node, names, FEEL_EXPRESSION, "expression", NULL);
}

static struct dmn_expr *load(struct place *p, const xmlNode *node, struct feel_names *names)
{
        static const char *const kinds[] = { "literalExpression", "decisionTable", "context",
                "invocation", "relation", "list", "functionDefinition", "conditional", "for",
                "some", "every", "filter" };
        struct dmn_expr *e = NEW(p->arena, struct dmn_expr);
        size_t k = 0;

        while (k < ARRAY_LEN(kinds) && !flow_xml_is(node, kinds[k]))
                k++;
        if (arena_over(p->arena))
                return NULL; /* dmn_load tells */
        if (k == ARRAY_LEN(kinds) || p->depth > 60) {
                dmn__problem(p->defs->model, DMN_ERROR, p->defs, p->element->name,
                        flow_xml_line(node), "<%s> is no expression that is known here",
                        (const char *)node->name);
                return NULL;
        }
        p->depth++;
        e->kind = (enum dmn_expr_kind)k;
        if (e->kind != DMN_FUNCTION)
                e->type = type_of(p, node);
        switch (e->kind) {
        case DMN_LITERAL:
                load_literal(p, node, names, e);
                break;
        case DMN_TABLE:
                load_table(p, node, names, e);
                break;
        case DMN_CONTEXT:
                load_context(p, node, names, e);
                break;
        case DMN_INVOCATION:
                load_invocation(p, node, names, e);
                break;
        case DMN_RELATION:
                load_relation(p, node, names, e);
                break;
        case DMN_LIST:
                load_items(p, node, names, e);
                break;
        case DMN_FUNCTION:
                load_function(p, node, names, e);
                break;
        case DMN_CONDITIONAL:
                e->a = inside(p, node, "if", names);
                e->b = inside(p, node, "then", names);
                e->c = inside(p, node, "else", names);
                break;
        case DMN_FOR:
                load_iterator(p, node, names, e, "return");
                break;
        case DMN_SOME:
        case DMN_EVERY:
                load_iterator(p, node, names, e, "satisfies");
                break;
        case DMN_FILTER:
                load_iterator(p, node, names, e, "match");
                break;
        }
        p->depth--;
        return e;
}

struct dmn_expr *dmn__load_expr(
        struct dmn_defs *d, struct dmn_element *e, void *node, struct feel_names *names)
{
        struct place p = { d, e, d->model->arena, 0 };

        return load(&p, node, names);
}

struct dmn_expr *dmn__load_function(
        struct dmn_defs *d, struct dmn_element *e, void *node, struct feel_names *names)
{
        struct place p = { d, e, d->model->arena, 0 };
        struct dmn_expr *f = NEW(p.arena, struct dmn_expr);

        load_function(&p, node, names, f);
        return f;
}
