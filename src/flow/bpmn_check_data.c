/*
 * src/flow/bpmn_check_data.c: rules about data: inputs and outputs, their sets, what is associated
 * with what, and whether the items fit (BPMN 2.0.2, 10.4).
 */
#include "flow/bpmn_check.h"

#define DEFS_MAX 32

/* ------------------------------------------------------------ items */

/* Two item definitions are the same, or have the same structure. */
static bool fits(struct bpmn_check *c, const xmlNode *a, const xmlNode *b)
{
        struct str x, y;

        if (a == b)
                return true;
        if (!a || !b)
                return false;
        x = bpmn__attr(c, a, "structureRef");
        y = bpmn__attr(c, b, "structureRef");
        return x.ptr && str_eq(x, y);
}

static const xmlNode *item_of(struct bpmn_check *c, const xmlNode *x)
{
        if (x && flow_xml_is(x, "dataObjectReference"))
                x = bpmn__ref(c, x, "dataObjectRef");
        return x ? bpmn__ref(c, x, "itemSubjectRef") : NULL;
}

static const xmlNode *nth(const xmlNode *holder, const char *name, size_t i)
{
        XML_EACH(y, holder)
        if (flow_xml_is(y, name) && i-- == 0)
                return y;
        return NULL;
}

static const xmlNode *io_of(const xmlNode *x)
{
        return flow_xml_child(x, "ioSpecification");
}

/* ------------------------------------------------------------ tasks with messages */

/* The one data element of a task carries the item of its message. */
static void one_item(struct bpmn_check *c, const xmlNode *task, const char *data, const char *set,
        const xmlNode *message)
{
        const xmlNode *io = io_of(task), *item = bpmn__ref(c, message, "itemRef");

        if (!io)
                return;
        if (flow_xml_count(io, set) > 1)
                bpmn__wrong(c, task, "it has one %s", set);
        if (!message)
                return;
        if (flow_xml_count(io, data) > 1)
                bpmn__wrong(c, task, "it has one %s, for its message", data);
        if (nth(io, data, 0) && item && !fits(c, item, item_of(c, nth(io, data, 0))))
                bpmn__wrong(c, task, "its %s is not what the message carries", data);
}

static void service_data(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *op = bpmn__ref(c, x, "operationRef");

        if (!op)
                return;
        one_item(c, x, "dataInput", "inputSet",
                bpmn__text_ref(c, flow_xml_child(op, "inMessageRef")));
        one_item(c, x, "dataOutput", "outputSet",
                bpmn__text_ref(c, flow_xml_child(op, "outMessageRef")));
}

static void send_data(struct bpmn_check *c, const xmlNode *x)
{
        one_item(c, x, "dataInput", "inputSet", bpmn__ref(c, x, "messageRef"));
}

static void receive_data(struct bpmn_check *c, const xmlNode *x)
{
        one_item(c, x, "dataOutput", "outputSet", bpmn__ref(c, x, "messageRef"));
}

/* ------------------------------------------------------------ calls */

static void same_data(
        struct bpmn_check *c, const xmlNode *call, const xmlNode *called, const char *data)
{
        const xmlNode *a = io_of(call), *b = io_of(called);
        size_t n = flow_xml_count(a, data);

        if (n != flow_xml_count(b, data)) {
                bpmn__wrong(c, call, "it has not as many %ss as what it calls", data);
                return;
        }
        for (size_t i = 0; i < n; i++)
                if (!fits(c, item_of(c, nth(a, data, i)), item_of(c, nth(b, data, i))))
                        bpmn__wrong(
                                c, call, "%s %zu is not of the kind that is called", data, i + 1);
}

static void call_data(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *called = bpmn__ref(c, x, "calledElement");

        if (!called || !io_of(x) || !io_of(called))
                return;
        same_data(c, x, called, "dataInput");
        same_data(c, x, called, "dataOutput");
}

/* Which version of another model is called: own words, since BPMN has none. */
static void call_binding(struct bpmn_check *c, const xmlNode *x)
{
        struct str b = flow_xml_attr_of(c->arena, x, "binding", BPMN_SPACE);
        i64 version;

        if (!str_empty(b) && !str_is(b, "start") && !str_is(b, "latest") &&
                !str_is(b, "deployment") && (str_to_i64(b, &version) < 0 || version < 1))
                bpmn__wrong(c, x, "a binding is start, latest, deployment or a version's number");
}

static void bindings(struct bpmn_check *c, const xmlNode *x)
{
        if (flow_xml_child(x, "supportedInterfaceRef") && !flow_xml_child(x, "ioBinding"))
                bpmn__wrong(c, x, "who supports an interface binds its data to it");
}

/* ------------------------------------------------------------ sets */

static bool refers(struct bpmn_check *c, const xmlNode *set, const char *name, const xmlNode *to)
{
        XML_EACH(y, set)
        if (flow_xml_is(y, name) && bpmn__text_ref(c, y) == to)
                return true;
        return false;
}

static void used_by_sets(
        struct bpmn_check *c, const xmlNode *io, const char *data, const char *set, const char *ref)
{
        XML_EACH(d, io)
        {
                bool used = false;

                if (!flow_xml_is(d, data))
                        continue;
                XML_EACH(s, io)
                used = used || (flow_xml_is(s, set) && refers(c, s, ref, d));
                if (!used)
                        bpmn__wrong(c, d, "no %s names it", set);
        }
}

static void io_sets(struct bpmn_check *c, const xmlNode *x)
{
        used_by_sets(c, x, "dataInput", "inputSet", "dataInputRefs");
        used_by_sets(c, x, "dataOutput", "outputSet", "dataOutputRefs");
}

/* What a set marks as optional or while executing is one of its own. */
static void set_members(struct bpmn_check *c, const xmlNode *x)
{
        bool input = flow_xml_is(x, "inputSet");

        XML_EACH(y, x)
        {
                const xmlNode *to;

                if (!bpmn__is_one(y, " optionalInputRefs whileExecutingInputRefs "
                                     "optionalOutputRefs whileExecutingOutputRefs "))
                        continue;
                to = bpmn__text_ref(c, y);
                if (!to || !refers(c, x, input ? "dataInputRefs" : "dataOutputRefs", to))
                        bpmn__wrong(c, x, "%s names what is not in the set", (const char *)y->name);
        }
}

/* Sets that name each other do so both ways. */
static void set_partners(struct bpmn_check *c, const xmlNode *x)
{
        bool input = flow_xml_is(x, "inputSet");

        XML_EACH(y, x)
        {
                const xmlNode *to;

                if (!flow_xml_is(y, input ? "outputSetRefs" : "inputSetRefs"))
                        continue;
                to = bpmn__text_ref(c, y);
                if (!to || !refers(c, to, input ? "inputSetRefs" : "outputSetRefs", x))
                        bpmn__wrong(c, x, "the set that it names does not name it");
        }
}

static void no_sub_process_data(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *io = io_of(x);

        if (flow_xml_child(io, "dataInput") || flow_xml_child(io, "dataOutput"))
                bpmn__wrong(c, x, "a sub-process has no data inputs and outputs");
}

/* ------------------------------------------------------------ data elements */

static void association(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *from, *to;
        size_t sources = flow_xml_count(x, "sourceRef");

        if (flow_xml_child(x, "transformation") || flow_xml_child(x, "assignment"))
                return;
        if (sources > 1) {
                bpmn__wrong(c, x, "several sources need a transformation");
                return;
        }
        from = item_of(c, bpmn__text_ref(c, flow_xml_child(x, "sourceRef")));
        to = item_of(c, bpmn__text_ref(c, flow_xml_child(x, "targetRef")));
        if (from && to && !fits(c, from, to))
                bpmn__wrong(c, x, "source and target are not of the same kind");
}

static void collection(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *item = item_of(c, x);

        if (item && bpmn__attr(c, item, "isCollection").ptr &&
                bpmn__says(c, item, "isCollection", "true") !=
                        bpmn__says(c, x, "isCollection", "true"))
                bpmn__wrong(c, x, "it and its item say otherwise about being a collection");
}

/* The name of a reference is made of the data object's and the state's. */
static void state_name(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *object = bpmn__ref(c, x, "dataObjectRef"),
                      *state = flow_xml_child(x, "dataState");
        struct str name = bpmn__attr(c, x, "name"), want;

        if (!object || !state || !name.ptr || !bpmn__attr(c, object, "name").ptr)
                return;
        want = str_fmt(c->arena, "%.*s [%.*s]", STRF(bpmn__attr(c, object, "name")),
                STRF(bpmn__attr(c, state, "name")));
        if (!str_eq(name, want))
                bpmn__wrong(c, x, "its name is \"%.*s\"", STRF(want));
}

static void property_place(struct bpmn_check *c, const xmlNode *x)
{
        if (!bpmn__is_one(x->parent, " process *activity *event "))
                bpmn__wrong(c, x, "only processes, activities and events have properties");
}

/* ------------------------------------------------------------ events with data */

static const xmlNode *payload(struct bpmn_check *c, const xmlNode *definition)
{
        static const char *const refs[][2] = { { "messageRef", "itemRef" },
                { "signalRef", "structureRef" }, { "errorRef", "structureRef" },
                { "escalationRef", "structureRef" } };

        for (size_t i = 0; i < ARRAY_LEN(refs); i++) {
                const xmlNode *thing = bpmn__ref(c, definition, refs[i][0]);

                if (thing)
                        return bpmn__ref(c, thing, refs[i][1]);
        }
        return NULL;
}

static void event_data(struct bpmn_check *c, const xmlNode *x)
{
        const char *data =
                bpmn__is_one(x, " endEvent intermediateThrowEvent ") ? "dataInput" : "dataOutput";
        const xmlNode *defs[DEFS_MAX], *items[DEFS_MAX];
        size_t n = bpmn__definitions(c, x, defs, DEFS_MAX), carried = 0;
        size_t there = flow_xml_count(x, data);

        if (!there)
                return;
        for (size_t i = 0; i < n; i++) {
                const xmlNode *item = payload(c, defs[i]);

                if (item)
                        items[carried++] = item;
        }
        if (carried != there) {
                bpmn__wrong(c, x, "it has %zu %ss for %zu definitions that carry data", there, data,
                        carried);
                return;
        }
        for (size_t i = 0; i < there; i++)
                if (!fits(c, items[i], item_of(c, nth(x, data, i))))
                        bpmn__wrong(c, x, "%s %zu is not what its definition carries", data, i + 1);
}

const struct bpmn_rule bpmn__rules_data[] = {
        { "service-data", " serviceTask ", HOLDS_EXECUTABLE, service_data },
        { "send-data", " sendTask ", HOLDS_EXECUTABLE, send_data },
        { "receive-data", " receiveTask ", HOLDS_EXECUTABLE, receive_data },
        { "call-data", " callActivity ", HOLDS_EXECUTABLE, call_data },
        { "call-binding", " callActivity ", HOLDS_ALWAYS, call_binding },
        { "interface-binding",
                " process globalTask globalUserTask globalManualTask "
                "globalScriptTask globalBusinessRuleTask ",
                HOLDS_EXECUTABLE, bindings },
        { "io-sets", " ioSpecification ", HOLDS_ALWAYS, io_sets },
        { "set-members", " inputSet outputSet ", HOLDS_ALWAYS, set_members },
        { "set-partners", " inputSet outputSet ", HOLDS_ALWAYS, set_partners },
        { "sub-process-data", " subProcess transaction adHocSubProcess ", HOLDS_ALWAYS,
                no_sub_process_data },
        { "data-association", " dataInputAssociation dataOutputAssociation ", HOLDS_ALWAYS,
                association },
        { "data-collection", " dataObject ", HOLDS_ALWAYS, collection },
        { "data-state", " dataObjectReference ", HOLDS_ALWAYS, state_name },
        { "property-place", " property ", HOLDS_ALWAYS, property_place },
        { "event-data", " *event ", HOLDS_ALWAYS, event_data },
        { 0 },
};
