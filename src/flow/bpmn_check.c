/*
 * src/flow/bpmn_check.c: walks the XML of a model and lets every rule look at its elements. The
 * rules are tables in bpmn_check_flow.c, bpmn_check_event.c and bpmn_check_data.c.
 */
#include "flow/bpmn_check.h"

static const struct {
        const char *group, *elements;
} groups[] = {
        { "*task", " task manualTask userTask serviceTask sendTask receiveTask businessRuleTask "
                   "scriptTask " },
        { "*activity", " *task subProcess transaction adHocSubProcess callActivity " },
        { "*gateway", " exclusiveGateway inclusiveGateway parallelGateway complexGateway "
                      "eventBasedGateway " },
        { "*event", " startEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent "
                    "endEvent " },
        { "*node", " *activity *gateway *event " },
};

static bool names_it(const char *elements, const char *name, size_t len)
{
        for (const char *p = elements; (p = strstr(p, name)); p++)
                if (p > elements && p[-1] == ' ' && p[len] == ' ')
                        return true;
        return false;
}

bool bpmn__is_one(const xmlNode *x, const char *elements)
{
        const char *name = (const char *)x->name;

        if (names_it(elements, name, strlen(name)))
                return true;
        for (size_t i = 0; i < ARRAY_LEN(groups); i++)
                if (names_it(elements, groups[i].group, strlen(groups[i].group)) &&
                        bpmn__is_one(x, groups[i].elements))
                        return true;
        return false;
}

/* ------------------------------------------------------------ what rules ask */

static void say(struct bpmn_check *c, enum bpmn_severity severity, const xmlNode *x,
        const char *fmt, va_list ap)
{
        struct str text = str_vfmt(c->arena, fmt, ap);

        bpmn__problem(c->file->model, severity, c->file, x, c->rule->name, "%.*s", STRF(text));
}

void bpmn__wrong(struct bpmn_check *c, const xmlNode *x, const char *fmt, ...)
{
        va_list ap;

        va_start(ap, fmt);
        say(c, BPMN_ERROR, x, fmt, ap);
        va_end(ap);
}

void bpmn__doubtful(struct bpmn_check *c, const xmlNode *x, const char *fmt, ...)
{
        va_list ap;

        va_start(ap, fmt);
        say(c, BPMN_WARNING, x, fmt, ap);
        va_end(ap);
}

struct str bpmn__attr(struct bpmn_check *c, const xmlNode *x, const char *name)
{
        return flow_xml_attr(c->arena, x, name);
}

bool bpmn__says(struct bpmn_check *c, const xmlNode *x, const char *name, const char *value)
{
        return str_is(bpmn__attr(c, x, name), value);
}

const xmlNode *bpmn__ref(struct bpmn_check *c, const xmlNode *x, const char *name)
{
        struct bpmn_id *e = x ? bpmn__find(c->file, bpmn__attr(c, x, name)) : NULL;

        return e ? e->xml : NULL;
}

const xmlNode *bpmn__text_ref(struct bpmn_check *c, const xmlNode *x)
{
        struct bpmn_id *e = x ? bpmn__find(c->file, flow_xml_text(c->arena, x)) : NULL;

        return e ? e->xml : NULL;
}

struct bpmn_touch bpmn__touch(struct bpmn_check *c, const xmlNode *x)
{
        struct bpmn_id *e = bpmn__find(c->file, bpmn__attr(c, x, "id"));

        return e && e->xml == x ? c->touch[e - c->file->ids] : (struct bpmn_touch){ 0 };
}

size_t bpmn__definitions(
        struct bpmn_check *c, const xmlNode *event, const xmlNode **ret_list, size_t max)
{
        size_t n = 0;

        XML_EACH(x, event)
        {
                const xmlNode *d = x;

                if (flow_xml_is(x, "eventDefinitionRef"))
                        d = bpmn__text_ref(c, x);
                if (d && bpmn__trigger(d) != BPMN_TRIGGER_MAX && n < max)
                        ret_list[n++] = d;
        }
        return n;
}

bool bpmn__is_event_sub(struct bpmn_check *c, const xmlNode *x)
{
        return flow_xml_is(x, "subProcess") && bpmn__says(c, x, "triggeredByEvent", "true");
}

/* ------------------------------------------------------------ the walk */

static struct bpmn_touch *touch_of(struct bpmn_check *c, const xmlNode *x, const char *name)
{
        struct bpmn_id *e = bpmn__find(c->file, bpmn__attr(c, x, name));

        return e ? &c->touch[e - c->file->ids] : NULL;
}

static void count_flows(struct bpmn_check *c, const xmlNode *x)
{
        XML_EACH(y, x)
        {
                bool sequence = flow_xml_is(y, "sequenceFlow");

                if (sequence || flow_xml_is(y, "messageFlow")) {
                        struct bpmn_touch *from = touch_of(c, y, "sourceRef"),
                                          *to = touch_of(c, y, "targetRef");

                        if (from)
                                (*(sequence ? &from->out : &from->message_out))++;
                        if (to)
                                (*(sequence ? &to->in : &to->message_in))++;
                }
                if (flow_xml_is(y, "incoming") || flow_xml_is(y, "outgoing"))
                        c->lists_flows = true;
                if (flow_xml_is(y, "process") && bpmn__says(c, y, "isExecutable", "true"))
                        c->executable = true;
                count_flows(c, y);
        }
}

static void look(
        struct bpmn_check *c, const struct bpmn_rule *rules, const xmlNode *x, bool executable)
{
        for (c->rule = rules; c->rule->name; c->rule++)
                if ((executable || c->rule->holds == HOLDS_ALWAYS) &&
                        bpmn__is_one(x, c->rule->elements))
                        c->rule->check(c, x);
}

static void walk(struct bpmn_check *c, const xmlNode *x, bool executable)
{
        XML_EACH(y, x)
        {
                bool inner = executable;

                if (flow_xml_is(y, "process"))
                        inner = bpmn__says(c, y, "isExecutable", "true");
                look(c, bpmn__rules_flow, y, inner);
                look(c, bpmn__rules_event, y, inner);
                look(c, bpmn__rules_data, y, inner);
                if (!flow_xml_is(y, "extensionElements"))
                        walk(c, y, inner);
        }
}

void bpmn__check_file(struct bpmn_file *f)
{
        struct bpmn_check c = { .file = f, .arena = f->model->arena };

        c.touch = NEW_ARRAY(c.arena, struct bpmn_touch, f->slots);
        count_flows(&c, f->root);
        walk(&c, f->root, c.executable);
}
