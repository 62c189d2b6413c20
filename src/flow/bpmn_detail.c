/*
 * src/flow/bpmn_detail.c: what stands inside flow nodes: expressions, data, loops, and who does the
 * work. Expressions are FEEL. An expression that a tool marked as another language is tried as FEEL
 * too, and when it is none, it is only not executable here; without such a mark it is a mistake.
 */
#include "flow/bpmn_model.h"
#include "flow/xml.h"

static struct arena *arena_of(const struct bpmn_node *n)
{
        return n->file->model->arena;
}

/* ------------------------------------------------------------ expressions */

/*
 * What people write who know Java or JavaScript better: name.contains("x") for contains(name, "x").
 * STR_NULL when the text is nothing of the kind. A stray '>' at the end, which some exports have,
 * is left out.
 */
static struct str from_dialect(struct arena *a, struct str text)
{
        static const char *const calls[][2] = { { ".contains(", "contains" },
                { ".startsWith(", "starts with" }, { ".endsWith(", "ends with" },
                { ".matches(", "matches" } };

        if (str_ends(text, STR(">")))
                text = str_trim(str_sub(text, 0, text.len - 1));
        for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
                ptrdiff_t at = str_find(text, str_of(calls[i][0]));
                struct str name, rest;

                if (at <= 0 || !str_ends(text, STR(")")))
                        continue;
                name = str_sub(text, 0, (size_t)at);
                rest = str_sub(text, (size_t)at + strlen(calls[i][0]), text.len);
                if (strcspn(str_c(a, name), " ()\"+-*/<>=!&|") == name.len)
                        return str_fmt(a, "%s(%.*s, %.*s", calls[i][1], STRF(name), STRF(rest));
        }
        return STR_NULL;
}

struct bpmn_expr *bpmn__compile(
        struct bpmn_node *n, const xmlNode *at, struct str text, bool foreign)
{
        struct bpmn_model *m = n->file->model;
        struct bpmn_expr *e = NEW(m->arena, struct bpmn_expr);
        struct str dialect;
        struct feel_note note;
        struct feel_expr *feel;
        int r;

        e->text = str_trim(text);
        if (str_starts(e->text, STR("="))) /* how some editors mark FEEL */
                e->text = str_trim(str_sub(e->text, 1, e->text.len));
        dialect = from_dialect(m->arena, e->text);
        r = feel_compile(
                m->arena, dialect.ptr ? dialect : e->text, m->names, FEEL_EXPRESSION, &feel, &note);
        if (r == 0) {
                feel_expr_set_name(feel, n->id);
                e->feel = feel;
        } else {
                bpmn__problem(m, foreign ? BPMN_UNSUPPORTED : BPMN_ERROR, n->file, at, "expression",
                        foreign ? "this expression is not FEEL: %.*s"
                                : "this expression does not parse: %.*s",
                        STRF(note.text));
        }
        return e;
}

static bool is_foreign(const struct bpmn_file *f, const xmlNode *x, const char *attribute)
{
        struct str s = flow_xml_attr(f->model->arena, x, attribute);

        if (!s.ptr)
                return f->foreign_language;
        return str_find(str_lower_ascii(f->model->arena, s), STR("feel")) < 0;
}

struct bpmn_expr *bpmn__read_expr(struct bpmn_node *n, const xmlNode *x)
{
        struct str text = str_trim(flow_xml_text(arena_of(n), x));

        if (!x || str_empty(text))
                return NULL;
        return bpmn__compile(n, x, text, is_foreign(n->file, x, "language"));
}

/* An attribute of ours that holds FEEL. */
static struct bpmn_expr *own_expr(struct bpmn_node *n, const char *name)
{
        struct str text = str_trim(flow_xml_attr_of(arena_of(n), n->xml, name, BPMN_SPACE));

        return str_empty(text) ? NULL : bpmn__compile(n, n->xml, text, false);
}

static struct str own(const struct bpmn_node *n, const char *name)
{
        struct str s = flow_xml_attr_of(arena_of(n), n->xml, name, BPMN_SPACE);

        return s.ptr ? str_trim(s) : STR("");
}

/* ------------------------------------------------------------ data */

struct str bpmn__data_name(const struct bpmn_file *f, struct str ref)
{
        struct arena *a = f->model->arena;
        struct bpmn_id *e = bpmn__find(f, ref), *object;
        struct str name;

        if (!e)
                return str_trim(ref);
        if (flow_xml_is(e->xml, "dataObjectReference")) {
                object = bpmn__find(f, flow_xml_attr(a, e->xml, "dataObjectRef"));
                if (object)
                        e = object;
        }
        name = str_trim(flow_xml_attr(a, e->xml, "name"));
        return str_empty(name) ? e->id : name;
}

/* One association: its assignments, or its transformation, or the source as it is. */
static void read_association(
        struct bpmn_node *n, const xmlNode *x, struct bpmn_data *list, size_t *count)
{
        const struct bpmn_file *f = n->file;
        struct arena *a = arena_of(n);
        const xmlNode *source = flow_xml_child(x, "sourceRef"),
                      *target = flow_xml_child(x, "targetRef"),
                      *transformation = flow_xml_child(x, "transformation");
        struct str to = bpmn__data_name(f, flow_xml_text(a, target));
        size_t before = *count;

        XML_EACH(y, x)
        {
                struct bpmn_expr *from;
                struct bpmn_id *e;
                struct str name;

                if (!flow_xml_is(y, "assignment"))
                        continue;
                from = bpmn__read_expr(n, flow_xml_child(y, "from"));
                name = str_trim(flow_xml_text(a, flow_xml_child(y, "to")));
                e = bpmn__find(f, name);
                list[(*count)++] = (struct bpmn_data){ str_empty(name) ? to
                                                       : e             ? bpmn__data_name(f, name)
                                                                       : name,
                        STR(""), from };
        }
        if (*count == before && (source || transformation))
                list[(*count)++] =
                        (struct bpmn_data){ to, bpmn__data_name(f, flow_xml_text(a, source)),
                                bpmn__read_expr(n, transformation) };
}

static void read_data(struct bpmn_node *n)
{
        size_t cap = 0;

        XML_EACH(x, n->xml)
        if (flow_xml_is(x, "dataInputAssociation") || flow_xml_is(x, "dataOutputAssociation"))
                cap += 1 + flow_xml_count(x, "assignment");
        if (!cap)
                return;
        n->inputs = NEW_ARRAY(arena_of(n), struct bpmn_data, cap);
        n->outputs = NEW_ARRAY(arena_of(n), struct bpmn_data, cap);
        XML_EACH(x, n->xml)
        {
                if (flow_xml_is(x, "dataInputAssociation"))
                        read_association(n, x, n->inputs, &n->n_inputs);
                else if (flow_xml_is(x, "dataOutputAssociation"))
                        read_association(n, x, n->outputs, &n->n_outputs);
        }
}

/* Data objects and properties of a process or sub-process are its variables. */
static void read_variables(struct bpmn_node *n)
{
        size_t cap = flow_xml_count(n->xml, "dataObject") + flow_xml_count(n->xml, "property");

        if (!cap)
                return;
        n->variables = NEW_ARRAY(arena_of(n), struct str, cap);
        XML_EACH(x, n->xml)
        {
                struct str name = STR_NULL;

                if (flow_xml_is(x, "dataObject") || flow_xml_is(x, "property"))
                        name = bpmn__data_name(n->file, flow_xml_attr(arena_of(n), x, "id"));
                if (!str_empty(name)) /* without an id nothing can refer to it */
                        n->variables[n->n_variables++] = name;
        }
}

/* ------------------------------------------------------------ loops */

static void read_complex(struct bpmn_node *n, struct bpmn_loop *l, const xmlNode *x)
{
        size_t cap = flow_xml_count(x, "complexBehaviorDefinition");

        l->complex = NEW_ARRAY(arena_of(n), struct bpmn_complex, cap + 1);
        XML_EACH(y, x)
        {
                struct bpmn_complex c = { 0 };
                bool known = false;

                if (!flow_xml_is(y, "complexBehaviorDefinition"))
                        continue;
                c.condition = bpmn__read_expr(n, flow_xml_child(y, "condition"));
                XML_EACH(d, flow_xml_child(y, "event"))
                known = known || bpmn__read_event(n, d, &c.event);
                if (known)
                        l->complex[l->n_complex++] = c;
        }
}

static void read_behavior(struct bpmn_node *n, struct bpmn_loop *l, const xmlNode *x)
{
        struct arena *a = arena_of(n);
        struct str behavior = flow_xml_attr(a, x, "behavior");
        struct bpmn_id *e = NULL;

        if (str_is(behavior, "None")) {
                l->behavior = BPMN_NONE;
                e = bpmn__find(n->file, flow_xml_attr(a, x, "noneBehaviorEventRef"));
        } else if (str_is(behavior, "One")) {
                l->behavior = BPMN_ONE;
                e = bpmn__find(n->file, flow_xml_attr(a, x, "oneBehaviorEventRef"));
        } else if (str_is(behavior, "Complex")) {
                l->behavior = BPMN_COMPLEX_BEHAVIOR;
                read_complex(n, l, x);
        }
        if (e) {
                l->event = NEW(a, struct bpmn_event);
                if (!bpmn__read_event(n, e->xml, l->event))
                        l->event = NULL;
        }
}

static void read_multi(struct bpmn_node *n, struct bpmn_loop *l, const xmlNode *x)
{
        struct arena *a = arena_of(n);
        const xmlNode *in = flow_xml_child(x, "loopDataInputRef"),
                      *out = flow_xml_child(x, "loopDataOutputRef"),
                      *in_item = flow_xml_child(x, "inputDataItem"),
                      *out_item = flow_xml_child(x, "outputDataItem");
        struct str text = flow_xml_attr_of(a, x, "collection", BPMN_SPACE),
                   item = flow_xml_attr_of(a, x, "item", BPMN_SPACE),
                   output = flow_xml_attr_of(a, x, "output", BPMN_SPACE),
                   result = flow_xml_attr_of(a, x, "outputItem", BPMN_SPACE);

        l->sequential = str_is(flow_xml_attr(a, x, "isSequential"), "true");
        l->cardinality = bpmn__read_expr(n, flow_xml_child(x, "loopCardinality"));
        l->condition = bpmn__read_expr(n, flow_xml_child(x, "completionCondition"));
        if (text.ptr)
                l->collection = bpmn__compile(n, x, text, false);
        else if (in)
                l->collection =
                        bpmn__compile(n, in, bpmn__data_name(n->file, flow_xml_text(a, in)), false);
        if (item.ptr)
                l->item = item;
        else if (in_item)
                l->item = bpmn__data_name(n->file, flow_xml_attr(a, in_item, "id"));
        if (output.ptr)
                l->output = output;
        else if (out)
                l->output = bpmn__data_name(n->file, flow_xml_text(a, out));
        if (result.ptr)
                l->output_item = result;
        else if (out_item)
                l->output_item = bpmn__data_name(n->file, flow_xml_attr(a, out_item, "id"));
        read_behavior(n, l, x);
}

static void read_loop(struct bpmn_node *n)
{
        struct arena *a = arena_of(n);

        XML_EACH(x, n->xml)
        {
                bool standard = flow_xml_is(x, "standardLoopCharacteristics");
                struct bpmn_loop *l;

                if (!standard && !flow_xml_is(x, "multiInstanceLoopCharacteristics"))
                        continue;
                l = NEW(a, struct bpmn_loop);
                n->loop = l;
                l->standard = standard;
                if (!standard) {
                        read_multi(n, l, x);
                        continue;
                }
                l->sequential = true;
                l->before = str_is(flow_xml_attr(a, x, "testBefore"), "true");
                l->condition = bpmn__read_expr(n, flow_xml_child(x, "loopCondition"));
                if (str_to_i64(flow_xml_attr(a, x, "loopMaximum"), &l->maximum) < 0)
                        l->maximum = 0;
        }
}

/* ------------------------------------------------------------ work */

/* The name of what an attribute refers to, or its id. */
static struct str ref_name(const struct bpmn_node *n, const char *attribute)
{
        struct str ref = flow_xml_attr(arena_of(n), n->xml, attribute);
        struct bpmn_id *e = bpmn__find(n->file, ref);
        struct str name = e ? str_trim(flow_xml_attr(arena_of(n), e->xml, "name")) : ref;

        if (e && str_empty(name))
                name = e->id;
        return name.ptr ? name : STR("");
}

/* Standard BPMN names people by a resource with an expression, or without one by its name. */
static struct str owner_of(const struct bpmn_node *n)
{
        static const char *const kinds[] = { "potentialOwner", "humanPerformer", "performer",
                "resourceRole" };
        struct arena *a = arena_of(n);

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
                const xmlNode *x = flow_xml_child(n->xml, kinds[i]),
                              *e = flow_xml_child(x, "resourceAssignmentExpression");
                struct bpmn_id *ref;

                if (!x)
                        continue;
                if (e)
                        return str_trim(flow_xml_text(a, e));
                ref = bpmn__find(n->file, flow_xml_text(a, flow_xml_child(x, "resourceRef")));
                return flow_xml_attr(a, ref ? ref->xml : x, "name");
        }
        return n->lane;
}

static void read_script(struct bpmn_node *n)
{
        struct arena *a = arena_of(n);
        const xmlNode *x = flow_xml_child(n->xml, "script");
        struct str text = str_trim(flow_xml_text(a, x));
        struct feel_expr *feel;

        n->work.script_text = text;
        if (str_empty(text))
                return;
        /* Scripts without a language, or in another, are no mistake: a host may know them. */
        if (feel_compile(a, text, n->file->model->names, FEEL_EXPRESSION, &feel, NULL) == 0 &&
                !is_foreign(n->file, n->xml, "scriptFormat")) {
                n->work.script = NEW(a, struct bpmn_expr);
                *n->work.script = (struct bpmn_expr){ text, feel };
        } else {
                bpmn__problem(n->file->model, BPMN_UNSUPPORTED, n->file, n->xml, "script",
                        "this script is not FEEL");
        }
}

static void read_work(struct bpmn_node *n)
{
        struct bpmn_work *w = &n->work;

        w->result = own(n, "result");
        if (n->kind == BPMN_USER_TASK) {
                w->form = own(n, "form");
                w->actions = own(n, "actions");
                w->queue = own(n, "queue");
                w->role = own(n, "role");
                if (str_empty(w->role))
                        w->role = owner_of(n);
                w->unit = own_expr(n, "unit");
                w->deadline = own_expr(n, "deadline");
        } else if (n->kind == BPMN_SERVICE_TASK || n->kind == BPMN_SEND_TASK) {
                w->handler = own(n, "handler");
                if (str_empty(w->handler))
                        w->handler = ref_name(n, "operationRef");
        } else if (n->kind == BPMN_RULE_TASK) {
                w->handler = own(n, "decision");
        } else if (n->kind == BPMN_SCRIPT_TASK) {
                read_script(n);
        }
        if (n->kind == BPMN_SEND_TASK || n->kind == BPMN_RECEIVE_TASK)
                n->message = ref_name(n, "messageRef");
}

/* A prefix of the name is left out, as in all references. */
static void read_called(struct bpmn_node *n)
{
        struct str name = str_trim(flow_xml_attr(arena_of(n), n->xml, "calledElement"));
        ptrdiff_t colon = str_find_char(name, ':');

        n->called_id = colon < 0 ? name : str_sub(name, (size_t)colon + 1, name.len);
        n->called = bpmn__node(n->file->model, n->called_id);
        n->binding = own(n, "binding");
}

static i64 quantity(const struct bpmn_node *n, const char *name)
{
        i64 q;

        return str_to_i64(flow_xml_attr(arena_of(n), n->xml, name), &q) == 0 && q > 0 ? q : 1;
}

void bpmn__read_detail(struct bpmn_node *n)
{
        n->interrupting = true;
        if (bpmn__is_container(n))
                read_variables(n);
        if (bpmn__is_activity(n)) {
                n->for_compensation = bpmn__flag(n, "isForCompensation", false);
                n->instantiate = bpmn__flag(n, "instantiate", false);
                n->start_quantity = quantity(n, "startQuantity");
                n->completion_quantity = quantity(n, "completionQuantity");
                read_data(n);
                read_loop(n);
                read_work(n);
        }
        if (n->kind == BPMN_CALL_ACTIVITY)
                read_called(n);
        if (n->kind == BPMN_EVENT_BASED)
                n->instantiate = bpmn__flag(n, "instantiate", false);
        if (n->kind == BPMN_COMPLEX)
                n->activation = bpmn__read_expr(n, flow_xml_child(n->xml, "activationCondition"));
        if (n->kind >= BPMN_START) {
                read_data(n);
                bpmn__read_events(n);
        }
}
