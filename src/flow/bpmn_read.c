/*
 * src/flow/bpmn_read.c: process models from XML: files, ids, flow nodes and the flows between them.
 * What stands inside a node is read in bpmn_detail.c and bpmn_event.c; the rules are in
 * bpmn_check*.c. Mistakes become problems with the line of the file; only text that is no BPMN at
 * all is refused.
 */
#include "flow/bpmn_model.h"
#include "flow/xml.h"

#define FILES_MAX    50
#define FILE_SIZE    (8 << 20)
#define ELEMENTS_MAX 50000
#define PROBLEMS_MAX 1000
#define DEPTH_MAX    50

static const char model_space[] = "http://www.omg.org/spec/BPMN/20100524/MODEL";

static const struct {
        const char *name;
        enum bpmn_kind kind;
} kinds[] = { { "task", BPMN_TASK }, { "manualTask", BPMN_TASK }, { "userTask", BPMN_USER_TASK },
        { "serviceTask", BPMN_SERVICE_TASK }, { "sendTask", BPMN_SEND_TASK },
        { "receiveTask", BPMN_RECEIVE_TASK }, { "businessRuleTask", BPMN_RULE_TASK },
        { "scriptTask", BPMN_SCRIPT_TASK }, { "subProcess", BPMN_SUB_PROCESS },
        { "transaction", BPMN_TRANSACTION }, { "adHocSubProcess", BPMN_AD_HOC },
        { "callActivity", BPMN_CALL_ACTIVITY }, { "exclusiveGateway", BPMN_EXCLUSIVE },
        { "inclusiveGateway", BPMN_INCLUSIVE }, { "parallelGateway", BPMN_PARALLEL },
        { "complexGateway", BPMN_COMPLEX }, { "eventBasedGateway", BPMN_EVENT_BASED },
        { "startEvent", BPMN_START }, { "intermediateCatchEvent", BPMN_CATCH },
        { "intermediateThrowEvent", BPMN_THROW }, { "boundaryEvent", BPMN_BOUNDARY },
        { "endEvent", BPMN_END }, { "globalTask", BPMN_TASK }, { "globalManualTask", BPMN_TASK },
        { "globalUserTask", BPMN_USER_TASK }, { "globalBusinessRuleTask", BPMN_RULE_TASK },
        { "globalScriptTask", BPMN_SCRIPT_TASK } };

void bpmn__problem(struct bpmn_model *m, enum bpmn_severity severity, const struct bpmn_file *f,
        const xmlNode *at, const char *rule, const char *fmt, ...)
{
        struct bpmn_problem *p;
        va_list ap;

        if (m->n_problems++ >= PROBLEMS_MAX)
                return;
        p = NEW(m->arena, struct bpmn_problem);
        p->severity = severity;
        p->source = f ? f->name : STR_NULL;
        p->rule = str_of(rule);
        if (at) {
                p->element = flow_xml_attr(m->arena, at, "id");
                if (!p->element.ptr)
                        p->element = str_dup(m->arena, str_of((const char *)at->name));
                p->line = flow_xml_line(at);
        }
        va_start(ap, fmt);
        p->text = str_vfmt(m->arena, fmt, ap);
        va_end(ap);
        *m->last_problem = p;
        m->last_problem = (struct bpmn_problem **)&p->next;
}

const struct bpmn_problem *bpmn_problems(const struct bpmn_model *model)
{
        return model->problems;
}

enum bpmn_severity bpmn_worst(const struct bpmn_model *model)
{
        enum bpmn_severity worst = BPMN_FINE;

        for (const struct bpmn_problem *p = model->problems; p; p = p->next)
                worst = p->severity < worst ? p->severity : worst;
        return worst;
}

struct str bpmn_process_id(const struct bpmn_model *model, size_t i)
{
        for (size_t k = 0; k < model->n_nodes; k++)
                if (model->nodes[k]->kind == BPMN_PROCESS && i-- == 0)
                        return model->nodes[k]->id;
        return STR_NULL;
}

/* ------------------------------------------------------------ ids */

static struct bpmn_id *slot_of(const struct bpmn_file *f, struct str id)
{
        size_t i = (size_t)str_hash(id) & (f->slots - 1);

        while (f->ids[i].id.ptr && !str_eq(f->ids[i].id, id))
                i = (i + 1) & (f->slots - 1);
        return &f->ids[i];
}

struct bpmn_id *bpmn__find(const struct bpmn_file *f, struct str ref)
{
        ptrdiff_t colon;
        struct bpmn_id *e;

        ref = str_trim(ref);
        if (str_empty(ref))
                return NULL;
        e = slot_of(f, ref);
        colon = str_find_char(ref, ':');
        if (!e->id.ptr && colon >= 0)
                e = slot_of(f, str_sub(ref, (size_t)colon + 1, ref.len));
        return e->id.ptr ? e : NULL;
}

static size_t count_elements(const xmlNode *x, int depth)
{
        size_t n = 0;

        for (const xmlNode *c = x->children; c && depth < DEPTH_MAX; c = c->next)
                if (c->type == XML_ELEMENT_NODE)
                        n += 1 + count_elements(c, depth + 1);
        return n;
}

static void collect_ids(struct bpmn_file *f, const xmlNode *x, int depth)
{
        struct arena *a = f->model->arena;

        if (depth == DEPTH_MAX)
                bpmn__problem(f->model, BPMN_ERROR, f, x, "nesting", "nested too deep");
        for (const xmlNode *c = flow_xml_first(x); c && depth < DEPTH_MAX; c = flow_xml_next(c)) {
                struct str id = flow_xml_attr(a, c, "id");

                if (!str_empty(id)) {
                        struct bpmn_id *e = slot_of(f, id);

                        if (e->id.ptr)
                                bpmn__problem(f->model, BPMN_ERROR, f, c, "id-unique",
                                        "another element has this id, in line %d",
                                        flow_xml_line(e->xml));
                        else
                                *e = (struct bpmn_id){ id, c, NULL };
                }
                collect_ids(f, c, depth + 1);
        }
}

static bool foreign(struct str language)
{
        return language.ptr && str_find(language, STR("feel")) < 0 &&
               str_find(language, STR("FEEL")) < 0;
}

static int read_file(struct bpmn_file *f, struct str text)
{
        struct bpmn_model *m = f->model;
        struct str why;
        int line, r;

        r = flow_xml_read(m->arena, text, FILE_SIZE, &f->doc, &line, &why);
        if (r < 0) {
                bpmn__problem(m, BPMN_ERROR, f, NULL, "xml", "line %d: %.*s", line, STRF(why));
                return r;
        }
        f->root = xmlDocGetRootElement(f->doc);
        if (!f->root || !f->root->ns || !flow_xml_is(f->root, "definitions") ||
                !xmlStrEqual(f->root->ns->href, (const xmlChar *)model_space)) {
                bpmn__problem(m, BPMN_ERROR, f, f->root, "bpmn", "not a model in BPMN 2.0");
                return ERR_INVALID;
        }
        f->n_ids = count_elements(f->root, 0);
        if (f->n_ids > ELEMENTS_MAX) {
                bpmn__problem(
                        m, BPMN_ERROR, f, f->root, "size", "more than %d elements", ELEMENTS_MAX);
                return ERR_LIMIT;
        }
        f->foreign_language = foreign(flow_xml_attr(m->arena, f->root, "expressionLanguage"));
        for (f->slots = 16; f->slots < f->n_ids * 2; f->slots *= 2)
                ;
        f->ids = NEW_ARRAY(m->arena, struct bpmn_id, f->slots);
        collect_ids(f, f->root, 0);
        return 0;
}

/* ------------------------------------------------------------ flow nodes */

static bool kind_of(const xmlNode *x, enum bpmn_kind *ret_kind)
{
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (flow_xml_is(x, kinds[i].name)) {
                        *ret_kind = kinds[i].kind;
                        return true;
                }
        return false;
}

bool bpmn__flag(const struct bpmn_node *n, const char *name, bool otherwise)
{
        struct str s = flow_xml_attr(n->file->model->arena, n->xml, name);

        return s.ptr ? str_is(s, "true") || str_is(s, "1") : otherwise;
}

static struct bpmn_node *add_node(
        struct bpmn_file *f, struct bpmn_node *parent, const xmlNode *x, enum bpmn_kind kind)
{
        struct bpmn_model *m = f->model;
        struct bpmn_node *n = NEW(m->arena, struct bpmn_node);
        struct bpmn_id *e;

        n->file = f;
        n->parent = parent;
        n->xml = x;
        n->kind = kind;
        n->id = flow_xml_attr(m->arena, x, "id");
        n->name = flow_xml_attr(m->arena, x, "name");
        n->index = m->n_nodes;
        if (kind == BPMN_SUB_PROCESS && bpmn__flag(n, "triggeredByEvent", false))
                n->kind = BPMN_EVENT_SUB_PROCESS;
        m->nodes[m->n_nodes++] = n;
        e = bpmn__find(f, n->id);
        if (e && e->xml == x)
                e->node = n;
        return n;
}

static void read_nodes(struct bpmn_node *holder)
{
        struct arena *a = holder->file->model->arena;
        size_t cap = 0;

        XML_EACH(x, holder->xml)
        cap++;
        holder->nodes = NEW_ARRAY(a, struct bpmn_node *, cap + 1);
        XML_EACH(x, holder->xml)
        {
                enum bpmn_kind kind;
                struct bpmn_node *n;

                if (!kind_of(x, &kind))
                        continue;
                n = add_node(holder->file, holder, x, kind);
                holder->nodes[holder->n_nodes++] = n;
                if (bpmn__is_container(n))
                        read_nodes(n);
        }
}

static struct bpmn_node *node_ref(const struct bpmn_file *f, const xmlNode *x, const char *name)
{
        struct bpmn_id *e = bpmn__find(f, flow_xml_attr(f->model->arena, x, name));

        return e ? e->node : NULL;
}

static void add_flow(struct arena *a, struct bpmn_flow ***list, size_t *n, struct bpmn_flow *flow)
{
        if ((*n & (*n - 1)) == 0) { /* full at powers of two */
                struct bpmn_flow **more = NEW_ARRAY(a, struct bpmn_flow *, MAX(*n, 1) * 2);

                if (*n)
                        memcpy(more, *list, *n * sizeof *more);
                *list = more;
        }
        (*list)[(*n)++] = flow;
}

static void read_flows(struct bpmn_node *holder)
{
        const struct bpmn_file *f = holder->file;
        struct arena *a = f->model->arena;
        int place = 0;

        XML_EACH(x, holder->xml)
        {
                struct bpmn_flow *flow;

                if (!flow_xml_is(x, "sequenceFlow"))
                        continue;
                flow = NEW(a, struct bpmn_flow);
                flow->id = flow_xml_attr(a, x, "id");
                if (str_empty(flow->id)) /* states name flows: one without a name gets its place */
                        flow->id = str_fmt(a, "#%d", ++place);
                flow->name = flow_xml_attr(a, x, "name");
                flow->from = node_ref(f, x, "sourceRef");
                flow->to = node_ref(f, x, "targetRef");
                if (!flow->from || !flow->to) {
                        bpmn__problem(f->model, BPMN_ERROR, f, x, "flow-ends",
                                "a sequence flow leads from a flow node to another");
                        continue;
                }
                flow->condition =
                        bpmn__read_expr(flow->from, flow_xml_child(x, "conditionExpression"));
                add_flow(a, &flow->from->out, &flow->from->n_out, flow);
                add_flow(a, &flow->to->in, &flow->to->n_in, flow);
        }
}

static void link_default(struct bpmn_node *n)
{
        struct str id = flow_xml_attr(n->file->model->arena, n->xml, "default");

        for (size_t i = 0; i < n->n_out; i++)
                if (!str_empty(id) && str_eq(n->out[i]->id, id))
                        n->otherwise = n->out[i];
}

static void link_boundary(struct bpmn_node *n)
{
        struct bpmn_node *host = node_ref(n->file, n->xml, "attachedToRef"), **list;
        struct arena *a = n->file->model->arena;

        if (!host || !bpmn__is_activity(host)) {
                bpmn__problem(n->file->model, BPMN_ERROR, n->file, n->xml, "boundary-attached",
                        "a boundary event is attached to an activity");
                return;
        }
        n->attached = host;
        list = NEW_ARRAY(a, struct bpmn_node *, host->n_boundary + 1);
        if (host->n_boundary)
                memcpy(list, host->boundary, host->n_boundary * sizeof *list);
        list[host->n_boundary++] = n;
        host->boundary = list;
}

/* Associations lead from a compensation boundary event to what undoes its activity. */
static void link_handlers(const struct bpmn_file *f, const xmlNode *holder)
{
        XML_EACH(x, holder)
        {
                struct bpmn_node *from, *to;

                if (!flow_xml_is(x, "association"))
                        continue;
                from = node_ref(f, x, "sourceRef");
                to = node_ref(f, x, "targetRef");
                if (from && to && from->kind == BPMN_BOUNDARY && bpmn__is_activity(to))
                        from->handler = to;
        }
}

static void read_lanes(const struct bpmn_file *f, const xmlNode *set, int depth)
{
        struct arena *a = f->model->arena;

        XML_EACH(lane, set)
        {
                struct str name = flow_xml_attr(a, lane, "name");

                XML_EACH(x, lane)
                {
                        struct bpmn_id *e = NULL;

                        if (flow_xml_is(x, "flowNodeRef"))
                                e = bpmn__find(f, flow_xml_text(a, x));
                        else if (flow_xml_is(x, "childLaneSet") && depth < DEPTH_MAX)
                                read_lanes(f, x, depth + 1);
                        if (e && e->node && !e->node->lane.ptr)
                                e->node->lane = name;
                }
        }
}

/* ------------------------------------------------------------ the whole */

static void read_message_flows(struct bpmn_file *f)
{
        struct bpmn_model *m = f->model;

        XML_EACH(x, f->root)
        {
                if (!flow_xml_is(x, "collaboration"))
                        continue;
                XML_EACH(y, x)
                if (flow_xml_is(y, "messageFlow") && m->n_message_flows < m->cap_message_flows)
                        m->message_flows[m->n_message_flows++] =
                                (struct bpmn_message_flow){ node_ref(f, y, "sourceRef"),
                                        node_ref(f, y, "targetRef") };
        }
}

static void read_roots(struct bpmn_file *f)
{
        XML_EACH(x, f->root)
        {
                enum bpmn_kind kind;

                if (flow_xml_is(x, "process")) {
                        struct bpmn_node *p = add_node(f, NULL, x, BPMN_PROCESS);

                        p->executable = bpmn__flag(p, "isExecutable", false);
                        read_nodes(p);
                } else if (kind_of(x, &kind) && kind <= BPMN_SCRIPT_TASK) {
                        add_node(f, NULL, x, kind); /* a global task */
                }
        }
}

/* Names that expressions can use: they may contain spaces, so FEEL must know them beforehand. */
static void collect_names(struct bpmn_file *f, const xmlNode *x, int depth)
{
        static const char *const carriers[] = { "dataObject", "property", "dataInput", "dataOutput",
                "inputDataItem", "outputDataItem" };
        struct arena *a = f->model->arena;

        for (const xmlNode *c = flow_xml_first(x); c && depth < DEPTH_MAX; c = flow_xml_next(c)) {
                for (size_t i = 0; i < ARRAY_LEN(carriers); i++)
                        if (flow_xml_is(c, carriers[i]))
                                feel_names_add(f->model->names,
                                        bpmn__data_name(f, flow_xml_attr(a, c, "id")));
                feel_names_add(f->model->names, flow_xml_attr_of(a, c, "result", BPMN_SPACE));
                feel_names_add(f->model->names, flow_xml_attr_of(a, c, "item", BPMN_SPACE));
                collect_names(f, c, depth + 1);
        }
}

/* After all nodes are there: what leads from one to another. */
static void link_node(struct bpmn_node *n)
{
        if (bpmn__is_container(n)) {
                read_flows(n);
                link_handlers(n->file, n->xml);
                XML_EACH(x, n->xml)
                if (flow_xml_is(x, "laneSet"))
                        read_lanes(n->file, x, 0);
        }
        if (n->kind == BPMN_BOUNDARY)
                link_boundary(n);
        bpmn__read_detail(n);
}

struct bpmn_node *bpmn__node(const struct bpmn_model *m, struct str id)
{
        for (size_t i = 0; i < m->n_files; i++) {
                struct bpmn_id *e = bpmn__find(&m->files[i], id);

                if (e && e->node)
                        return e->node;
        }
        return NULL;
}

static void read_all(struct bpmn_model *m)
{
        size_t cap = 0;

        for (size_t i = 0; i < m->n_files; i++)
                cap += m->files[i].n_ids;
        m->nodes = NEW_ARRAY(m->arena, struct bpmn_node *, cap + 1);
        m->cap_message_flows = cap;
        m->message_flows = NEW_ARRAY(m->arena, struct bpmn_message_flow, cap + 1);
        for (size_t i = 0; i < m->n_files; i++) {
                collect_names(&m->files[i], m->files[i].root, 0);
                bpmn__check_file(&m->files[i]);
                read_roots(&m->files[i]);
        }
        for (size_t i = 0; i < m->n_nodes; i++)
                link_node(m->nodes[i]);
        for (size_t i = 0; i < m->n_nodes; i++)
                link_default(m->nodes[i]);
        for (size_t i = 0; i < m->n_files; i++)
                read_message_flows(&m->files[i]);
        bpmn__check_support(m);
}

int bpmn_load(
        struct arena *a, const struct bpmn_source *sources, size_t n, struct bpmn_model **ret_model)
{
        struct bpmn_model *m = NEW(a, struct bpmn_model);
        int r = 0, one;

        m->arena = a;
        m->names = feel_names_new(a, NULL);
        m->last_problem = &m->problems;
        *ret_model = m;
        if (n == 0 || n > FILES_MAX) {
                bpmn__problem(m, BPMN_ERROR, NULL, NULL, "files", "no model, or too many");
                return ERR_INVALID;
        }
        m->files = NEW_ARRAY(a, struct bpmn_file, n);
        for (size_t i = 0; i < n; i++) {
                m->files[i].model = m;
                m->files[i].name = sources[i].name;
                one = read_file(&m->files[i], sources[i].text);
                r = MIN(r, one);
        }
        if (r < 0)
                return r;
        m->n_files = n;
        read_all(m);
        if (arena_over(a)) {
                bpmn__problem(m, BPMN_ERROR, NULL, NULL, "size", "the model is too large");
                return ERR_LIMIT;
        }
        return 0;
}
