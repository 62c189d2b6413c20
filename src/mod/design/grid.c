/*
 * src/mod/design/grid.c: models as plain tables: the cells of decision tables and the tasks of
 * people, read from the XML and written back into it. Only what was changed is touched, so that
 * nothing else of the model is lost, whatever version of the notation it is.
 */
#include "mod/design/grid.h"

#include "base/random.h"

static const char *const policies = "UNIQUE|FIRST|PRIORITY|ANY|COLLECT|RULE ORDER|OUTPUT ORDER";
static const char *const task_fields[DESIGN_TASK_FIELDS] = { "name", "role", "unit", "form",
        "deadline" };

static bool is_column(const xmlNode *x)
{
        return flow_xml_is(x, "input") || flow_xml_is(x, "output") || flow_xml_is(x, "annotation");
}

static bool is_entry(const xmlNode *x)
{
        return flow_xml_is(x, "inputEntry") || flow_xml_is(x, "outputEntry") ||
               flow_xml_is(x, "annotationEntry");
}

static struct str column_name(struct arena *a, const xmlNode *x)
{
        struct str s = flow_xml_attr(a, x, "label");

        if (str_empty(s) && flow_xml_is(x, "input"))
                s = design__text(a, flow_xml_child(flow_xml_child(x, "inputExpression"), "text"));
        return str_empty(s) ? flow_xml_attr(a, x, "name") : s;
}

/* The name of the decision or function that the table belongs to. */
static struct str owner_name(struct arena *a, const xmlNode *x)
{
        struct str s = STR_NULL;

        for (x = x->parent; x && x->type == XML_ELEMENT_NODE && str_empty(s); x = x->parent)
                s = flow_xml_attr(a, x, "name");
        return s.ptr ? s : STR("");
}

static const struct option_view *policy_options(struct arena *a, struct str now)
{
        struct option_view *list = NEW_ARRAY(a, struct option_view, DESIGN_POLICIES);
        struct str rest = str_of(policies), word;
        size_t n = 0;

        while (str_cut(&rest, '|', &word))
                list[n++] = (struct option_view){ .value = word,
                        .text = word,
                        .chosen = str_eq(word, now) || (str_empty(now) && n == 0) };
        CHECK(n == DESIGN_POLICIES);
        return list;
}

static void read_row(struct arena *a, const xmlNode *rule, struct design_grid *g, size_t row)
{
        struct design_grid_row *r = &((struct design_grid_row *)g->rows)[row];
        struct design_cell *cells = NEW_ARRAY(a, struct design_cell, g->n_columns + 1);

        r->number = (i64)row + 1;
        r->remove = str_fmt(a, "remove-%zu-%zu", g->index, row);
        XML_EACH(x, rule)
        {
                if (!is_entry(x) || r->n == g->n_columns)
                        continue;
                cells[r->n] = (struct design_cell){ .name = str_fmt(a, "o-t%zu-r%zu-c%zu", g->index,
                                                            row, r->n),
                        .column = g->columns[r->n].text,
                        .value = design__text(a, flow_xml_child(x, "text")) };
                r->n++;
        }
        r->cells = cells;
}

static void read_grid(struct arena *a, const xmlNode *table, size_t index, struct design_grid *g)
{
        size_t n_all = 0, n = 0;
        struct link_view *columns;

        XML_EACH(x, table)
        n_all++;
        columns = NEW_ARRAY(a, struct link_view, n_all + 1);
        *g = (struct design_grid){ .index = index,
                .title = owner_name(a, table),
                .policy_name = str_fmt(a, "o-t%zu-hit", index),
                .add = str_fmt(a, "add-%zu", index),
                .policies = policy_options(a, flow_xml_attr(a, table, "hitPolicy")),
                .columns = columns,
                .rows = NEW_ARRAY(a, struct design_grid_row, n_all + 1) };
        XML_EACH(x, table)
        if (is_column(x))
                columns[g->n_columns++] = (struct link_view){ .text = column_name(a, x),
                        .current = flow_xml_is(x, "output") };
        XML_EACH(x, table)
        if (flow_xml_is(x, "rule"))
                read_row(a, x, g, n++);
        g->n_rows = n;
}

static struct str task_value(struct arena *a, const xmlNode *task, size_t field)
{
        struct str s = field ? flow_xml_attr_of(a, task, task_fields[field], BPMN_SPACE)
                             : flow_xml_attr(a, task, "name");

        return s.ptr ? s : STR("");
}

static void read_task(struct arena *a, const xmlNode *x, size_t index, struct design_task *t)
{
        t->id = flow_xml_attr(a, x, "id");
        for (size_t f = 0; f < DESIGN_TASK_FIELDS; f++) {
                t->names[f] = str_fmt(a, "o-u%zu-%s", index, task_fields[f]);
                t->values[f] = task_value(a, x, f);
        }
}

int design__grids(struct arena *a, struct str content, struct design_grids *ret_grids)
{
        struct design_grids g = { 0 };
        xmlNode *top;
        size_t max = 0;
        xmlDoc *doc;
        int r = design__xml(a, content, &doc, NULL, NULL);

        if (r < 0)
                return r;
        top = xmlDocGetRootElement(doc);
        for (xmlNode *x = top; x; x = design__walk(top, x))
                max += flow_xml_is(x, "decisionTable") || flow_xml_is(x, "userTask");
        g.tables = NEW_ARRAY(a, struct design_grid, max + 1);
        g.tasks = NEW_ARRAY(a, struct design_task, max + 1);
        for (xmlNode *x = top; x; x = design__walk(top, x)) {
                if (flow_xml_is(x, "decisionTable")) {
                        read_grid(a, x, g.n_tables, &g.tables[g.n_tables]);
                        g.n_tables++;
                } else if (flow_xml_is(x, "userTask")) {
                        read_task(a, x, g.n_tasks, &g.tasks[g.n_tasks]);
                        g.n_tasks++;
                }
        }
        *ret_grids = g;
        return 0;
}

/* ---- Writing --------------------------------------------------------------------------------- */

struct writing {
        struct arena *arena;
        xmlDoc *doc;
        const struct json *typed;
};

static struct str typed_as(const struct writing *w, const char *key)
{
        return json_str(json_get(w->typed, key));
}

static const xmlChar *chars(struct arena *a, struct str s)
{
        return (const xmlChar *)str_c(a, s);
}

static void set_text(const struct writing *w, xmlNode *entry, struct str value)
{
        xmlNode *text = flow_xml_child(entry, "text");

        if (!text)
                text = xmlNewChild(entry, entry->ns, (const xmlChar *)"text", NULL);
        xmlNodeSetContent(text, NULL);
        xmlAddChild(text, xmlNewDocText(w->doc, chars(w->arena, value)));
}

static xmlNode *new_part(const struct writing *w, xmlNode *parent, const char *name)
{
        xmlNode *x = xmlNewChild(parent, parent->ns, (const xmlChar *)name, NULL);

        xmlSetProp(x, (const xmlChar *)"id",
                chars(w->arena,
                        str_fmt(w->arena, "%s_%.*s", name, STRF(random_code(w->arena, 7)))));
        return x;
}

static void write_cells(const struct writing *w, xmlNode *table, size_t index)
{
        struct str policy = typed_as(w, str_fmt(w->arena, "t%zu-hit", index).ptr);
        struct str was = flow_xml_attr(w->arena, table, "hitPolicy");
        size_t row = 0;

        if (policy.ptr && !str_eq(policy, was) && (was.ptr || !str_is(policy, "UNIQUE")) &&
                str_find(str_of(policies), policy) >= 0)
                xmlSetProp(table, (const xmlChar *)"hitPolicy", chars(w->arena, policy));
        XML_EACH(rule, table)
        {
                size_t column = 0;

                if (!flow_xml_is(rule, "rule"))
                        continue;
                XML_EACH(x, rule)
                {
                        struct str value;

                        if (!is_entry(x))
                                continue;
                        value = typed_as(
                                w, str_fmt(w->arena, "t%zu-r%zu-c%zu", index, row, column++).ptr);
                        if (value.ptr &&
                                !str_eq(value, design__text(w->arena, flow_xml_child(x, "text"))))
                                set_text(w, x, value);
                }
                row++;
        }
}

/* "add-T" puts an empty row below table T, "remove-T-R" takes row R out. */
static void change_rows(const struct writing *w, xmlNode *table, size_t index, struct str what)
{
        size_t row = 0;

        if (str_eq(what, str_fmt(w->arena, "add-%zu", index))) {
                xmlNode *rule = new_part(w, table, "rule");

                for (size_t i = flow_xml_count(table, "input"); i > 0; i--)
                        set_text(w, new_part(w, rule, "inputEntry"), STR("-"));
                for (size_t i = flow_xml_count(table, "output"); i > 0; i--)
                        set_text(w, new_part(w, rule, "outputEntry"), STR(""));
                for (size_t i = flow_xml_count(table, "annotation"); i > 0; i--)
                        set_text(w, new_part(w, rule, "annotationEntry"), STR(""));
                return;
        }
        XML_EACH(rule, table)
        if (flow_xml_is(rule, "rule") &&
                str_eq(what, str_fmt(w->arena, "remove-%zu-%zu", index, row++))) {
                xmlUnlinkNode(rule);
                xmlFreeNode(rule);
                return;
        }
}

static void write_task(const struct writing *w, xmlNode *task, size_t index)
{
        for (size_t f = 0; f < DESIGN_TASK_FIELDS; f++) {
                const xmlChar *name = (const xmlChar *)task_fields[f];
                struct str value = str_trim(
                        typed_as(w, str_fmt(w->arena, "u%zu-%s", index, task_fields[f]).ptr));
                xmlNs *space = xmlSearchNsByHref(w->doc, task, (const xmlChar *)BPMN_SPACE);

                if (!value.ptr || str_eq(value, task_value(w->arena, task, f)))
                        continue;
                if (f && !space)
                        space = xmlNewNs(xmlDocGetRootElement(w->doc), (const xmlChar *)BPMN_SPACE,
                                (const xmlChar *)"motcua");
                if (f && str_empty(value))
                        xmlUnsetNsProp(task, space, name);
                else if (f)
                        xmlSetNsProp(task, space, name, chars(w->arena, value));
                else
                        xmlSetProp(task, name, chars(w->arena, value));
        }
}

int design__grids_write(struct arena *a, struct str content, const struct json *typed,
        struct str what, struct str *ret_content)
{
        struct writing w = { .arena = a, .typed = typed };
        size_t tables = 0, tasks = 0;
        xmlNode *top;
        int r = design__xml(a, content, &w.doc, NULL, NULL);

        if (r < 0)
                return r;
        top = xmlDocGetRootElement(w.doc);
        for (xmlNode *x = top; x; x = design__walk(top, x)) {
                if (flow_xml_is(x, "decisionTable")) {
                        write_cells(&w, x, tables);
                        change_rows(&w, x, tables++, what);
                } else if (flow_xml_is(x, "userTask")) {
                        write_task(&w, x, tasks++);
                }
        }
        *ret_content = design__xml_text(a, w.doc);
        return 0;
}
