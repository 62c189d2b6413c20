/*
 * src/mod/design/model.c: see model.h. Models are XML (processes, decisions) or JSON (forms).
 */
#include "mod/design/model.h"

#include "base/json.h"

int design__xml(
        struct arena *a, struct str text, xmlDoc **ret_doc, int *ret_line, struct str *ret_why)
{
        struct str why;
        int line;

        return flow_xml_read(a, text, DESIGN_MAX, ret_doc, ret_line ? ret_line : &line,
                ret_why ? ret_why : &why);
}

struct str design__xml_text(struct arena *a, xmlDoc *doc)
{
        xmlChar *text;
        struct str s;
        int n;

        xmlDocDumpMemoryEnc(doc, &text, &n, "UTF-8");
        CHECK(text != NULL);
        s = str_dup(a, str_n((const char *)text, (size_t)n));
        xmlFree(text);
        return s;
}

xmlNode *design__walk(xmlNode *top, xmlNode *at)
{
        xmlNode *next = xmlFirstElementChild(at);

        while (!next && at != top) {
                next = xmlNextElementSibling(at);
                at = at->parent;
        }
        return next;
}

struct str design__text(struct arena *a, const xmlNode *node)
{
        struct str s = str_trim(flow_xml_text(a, node));

        return s.ptr ? s : STR("");
}

struct str design__process_name(struct arena *a, struct str content)
{
        struct str name = STR_NULL;
        const xmlNode *x;
        xmlDoc *doc;

        if (design__xml(a, content, &doc, NULL, NULL) < 0)
                return STR("");
        x = flow_xml_child(xmlDocGetRootElement(doc), "process");
        if (x)
                name = flow_xml_attr(a, x, "name");
        if (x && str_empty(name))
                name = flow_xml_attr(a, x, "id");
        return name.ptr ? name : STR("");
}

/* ---- Elements of XML ------------------------------------------------------------------------- */

/* Diagram interchange: where things stand, not what they are. */
static bool is_diagram(const xmlNode *x)
{
        const char *space = x->ns ? (const char *)x->ns->href : "";

        return strstr(space, "/DI") || strstr(space, "/DC") || strstr(space, "DMNDI");
}

/* Written again by every editor for every flow; the flow itself says it. */
static bool is_echo(const xmlNode *x)
{
        return flow_xml_is(x, "incoming") || flow_xml_is(x, "outgoing");
}

/* Attributes, text, and children without an id of their own. */
static void put_own(struct arena *a, struct buf *b, const xmlNode *x)
{
        buf_addc(b, (const char *)x->name);
        for (const xmlAttr *p = x->properties; p; p = p->next) {
                buf_fmt(b, " %s=", (const char *)p->name);
                buf_add(b, flow_xml_text(a, (const xmlNode *)p));
        }
        buf_addc(b, ">");
        for (const xmlNode *y = x->children; y; y = y->next) {
                bool words = y->type == XML_TEXT_NODE || y->type == XML_CDATA_SECTION_NODE;

                if (words)
                        buf_add(b, str_trim(str_of((const char *)y->content)));
                else if (y->type == XML_ELEMENT_NODE && !is_diagram(y) && !is_echo(y) &&
                         !flow_xml_attr(a, y, "id").ptr)
                        put_own(a, b, y);
        }
        buf_addc(b, "<");
}

static struct str own_of(struct arena *a, const xmlNode *x)
{
        struct buf b;

        buf_init(&b, a, DESIGN_MAX * 2);
        if (x->parent->type == XML_ELEMENT_NODE)
                buf_add(&b, flow_xml_attr(a, x->parent, "id"));
        buf_addc(&b, "/");
        put_own(a, &b, x);
        return buf_str(&b);
}

/* Words for an element without a name: a short text that it holds, as the cells of tables do. */
static struct str name_of(struct arena *a, const xmlNode *x)
{
        struct str name = flow_xml_attr(a, x, "name");

        if (!name.ptr)
                name = flow_xml_attr(a, x, "label");
        if (!name.ptr && flow_xml_child(x, "text"))
                name = design__text(a, flow_xml_child(x, "text"));
        return name.ptr ? name : STR("");
}

static size_t xml_elements(
        struct arena *a, struct str content, const struct design_element **ret_list)
{
        struct design_element *list;
        size_t n = 0, max = 0;
        xmlNode *top;
        xmlDoc *doc;

        if (design__xml(a, content, &doc, NULL, NULL) < 0)
                return 0;
        top = xmlDocGetRootElement(doc);
        for (xmlNode *x = top; x; x = design__walk(top, x))
                max++;
        list = NEW_ARRAY(a, struct design_element, max);
        for (xmlNode *x = top; x; x = design__walk(top, x)) {
                struct str id = flow_xml_attr(a, x, "id");

                if (!id.ptr || is_diagram(x))
                        continue;
                list[n++] = (struct design_element){ .id = id,
                        .kind = str_of((const char *)x->name),
                        .name = name_of(a, x),
                        .own = own_of(a, x) };
        }
        *ret_list = list;
        return n;
}

/* ---- Components of forms --------------------------------------------------------------------- */

static size_t count_components(const struct json *j)
{
        size_t n = 1;

        JSON_EACH(x, json_get(j, "components"))
        n += count_components(x);
        return n;
}

static void add_component(struct arena *a, const struct json *j, struct str parent,
        struct design_element *list, size_t *n)
{
        struct design_element *e = &list[(*n)++];
        struct json_writer w;
        struct buf b;

        e->id = json_str(json_get(j, "id"));
        e->kind = json_str(json_get(j, "type"));
        e->name = json_str(json_get(j, "label"));
        if (!e->name.ptr)
                e->name = json_str(json_get(j, "key"));
        if (!e->id.ptr)
                e->id = e->name.ptr ? e->name : STR("");
        buf_init(&b, a, DESIGN_MAX * 2);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "", parent);
        JSON_EACH(x, j)
        if (!str_is(x->key, "components"))
                json_put_tree(&w, x->key.ptr, x);
        json_close(&w, '}');
        e->own = buf_str(&b);
        JSON_EACH(x, json_get(j, "components"))
        add_component(a, x, e->id, list, n);
}

static size_t form_elements(
        struct arena *a, struct str content, const struct design_element **ret_list)
{
        struct design_element *list;
        const struct json *j;
        size_t n = 0;

        if (json_parse(a, content, &j, NULL) < 0 || j->kind != JSON_OBJECT)
                return 0;
        list = NEW_ARRAY(a, struct design_element, count_components(j));
        add_component(a, j, STR(""), list, &n);
        *ret_list = list;
        return n;
}

size_t design__elements(struct arena *a, enum design_kind kind, struct str content,
        const struct design_element **ret_list)
{
        *ret_list = NULL;
        return kind == DESIGN_FORM ? form_elements(a, content, ret_list)
                                   : xml_elements(a, content, ret_list);
}

/* ---- What the editors can open --------------------------------------------------------------- */

bool design__can_draw(struct arena *a, enum design_kind kind, struct str content)
{
        static const char *const later[] = { "conditional", "for", "every", "some", "filter" };
        xmlNode *top;
        const struct json *j;
        xmlDoc *doc;

        if (kind == DESIGN_FORM)
                return json_parse(a, content, &j, NULL) == 0 && j->kind == JSON_OBJECT;
        if (design__xml(a, content, &doc, NULL, NULL) < 0)
                return false;
        top = xmlDocGetRootElement(doc);
        if (!flow_xml_is(top, "definitions") || !top->ns)
                return false;
        if (kind == DESIGN_PROCESS)
                return str_is(str_of((const char *)top->ns->href), BPMN_MODEL_SPACE);
        for (xmlNode *x = top; x; x = design__walk(top, x))
                for (size_t i = 0; i < ARRAY_LEN(later); i++)
                        if (x->ns == top->ns && flow_xml_is(x, later[i]))
                                return false;
        return str_is(str_of((const char *)top->ns->href), DMN_1_3_SPACE);
}
