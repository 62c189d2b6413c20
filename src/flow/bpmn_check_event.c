/*
 * src/flow/bpmn_check_event.c: rules about events: which triggers stand where, what they must name,
 * and how they are connected (BPMN 2.0.2, 10.5; tables 10.82 to 10.101).
 */
#include "flow/bpmn_check.h"

#define DEFS_MAX 32

#define BIT(trigger) (1u << (trigger))

static const unsigned catch_triggers = BIT(BPMN_MESSAGE) | BIT(BPMN_TIMER) | BIT(BPMN_SIGNAL) |
                                       BIT(BPMN_CONDITIONAL),
                      throw_triggers = BIT(BPMN_MESSAGE) | BIT(BPMN_SIGNAL) | BIT(BPMN_ESCALATION) |
                                       BIT(BPMN_COMPENSATION);

static const char *const words[BPMN_TRIGGER_MAX] = { "message", "timer", "signal", "conditional",
        "error", "escalation", "compensation", "cancel", "terminate", "link" };

static void only(struct bpmn_check *c, const xmlNode *x, unsigned allowed, const char *where)
{
        const xmlNode *defs[DEFS_MAX];
        size_t n = bpmn__definitions(c, x, defs, DEFS_MAX);

        for (size_t i = 0; i < n; i++) {
                enum bpmn_trigger t = bpmn__trigger(defs[i]);

                if (!(allowed & BIT(t)))
                        bpmn__wrong(c, x, "%s has no %s event", where, words[t]);
        }
}

static bool has(struct bpmn_check *c, const xmlNode *x, enum bpmn_trigger trigger)
{
        const xmlNode *defs[DEFS_MAX];
        size_t n = bpmn__definitions(c, x, defs, DEFS_MAX);

        for (size_t i = 0; i < n; i++)
                if (bpmn__trigger(defs[i]) == trigger)
                        return true;
        return false;
}

static size_t count(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *defs[DEFS_MAX];

        return bpmn__definitions(c, x, defs, DEFS_MAX);
}

/* ------------------------------------------------------------ where which */

static void start_triggers(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *holder = x->parent;

        if (bpmn__is_event_sub(c, holder)) {
                if (!count(c, x))
                        bpmn__wrong(c, x, "the start of an event sub-process waits for an event");
                only(c, x,
                        catch_triggers | BIT(BPMN_FAULT) | BIT(BPMN_ESCALATION) |
                                BIT(BPMN_COMPENSATION),
                        "the start of an event sub-process");
        } else if (flow_xml_is(holder, "process")) {
                only(c, x, catch_triggers, "the start of a process");
        } else if (count(c, x)) {
                bpmn__wrong(c, x, "the start of a sub-process waits for no event");
        }
}

static void event_sub_start(struct bpmn_check *c, const xmlNode *x)
{
        if (bpmn__is_event_sub(c, x) && flow_xml_count(x, "startEvent") != 1)
                bpmn__wrong(c, x, "an event sub-process has one start event");
}

static void catch_trigger(struct bpmn_check *c, const xmlNode *x)
{
        if (!count(c, x))
                bpmn__wrong(c, x, "it does not say what it waits for");
        only(c, x, catch_triggers | BIT(BPMN_LINK), "a catching intermediate event");
}

static void throw_trigger(struct bpmn_check *c, const xmlNode *x)
{
        only(c, x, throw_triggers | BIT(BPMN_LINK), "a throwing intermediate event");
}

static void end_trigger(struct bpmn_check *c, const xmlNode *x)
{
        only(c, x, throw_triggers | BIT(BPMN_FAULT) | BIT(BPMN_CANCEL) | BIT(BPMN_TERMINATE),
                "an end event");
        if (has(c, x, BPMN_CANCEL) && !flow_xml_is(x->parent, "transaction"))
                bpmn__wrong(c, x, "only a transaction is cancelled");
}

static void boundary_trigger(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *host = bpmn__ref(c, x, "attachedToRef");

        if (!count(c, x))
                bpmn__wrong(c, x, "it does not say what it waits for");
        only(c, x,
                catch_triggers | BIT(BPMN_FAULT) | BIT(BPMN_ESCALATION) | BIT(BPMN_COMPENSATION) |
                        BIT(BPMN_CANCEL),
                "a boundary event");
        if (bpmn__says(c, x, "cancelActivity", "false") &&
                (has(c, x, BPMN_FAULT) || has(c, x, BPMN_CANCEL) || has(c, x, BPMN_COMPENSATION)))
                bpmn__wrong(c, x, "this kind of boundary event always interrupts");
        if (has(c, x, BPMN_CANCEL) && host && !flow_xml_is(host, "transaction"))
                bpmn__wrong(c, x, "a cancel event is attached to a transaction only");
}

/* ------------------------------------------------------------ connections */

static void start_flows(struct bpmn_check *c, const xmlNode *x)
{
        if (bpmn__touch(c, x).in || flow_xml_child(x, "incoming"))
                bpmn__wrong(c, x, "no flow leads to a start event");
        if (!bpmn__touch(c, x).out)
                bpmn__wrong(c, x, "a start event has an outgoing flow");
}

static void end_flows(struct bpmn_check *c, const xmlNode *x)
{
        if (bpmn__touch(c, x).out || flow_xml_child(x, "outgoing"))
                bpmn__wrong(c, x, "no flow leaves an end event");
        if (!bpmn__touch(c, x).in)
                bpmn__wrong(c, x, "an end event has an incoming flow");
}

static void middle_flows(struct bpmn_check *c, const xmlNode *x)
{
        struct bpmn_touch t = bpmn__touch(c, x);
        bool link = has(c, x, BPMN_LINK), catches = flow_xml_is(x, "intermediateCatchEvent");

        if (link && catches && t.in)
                bpmn__wrong(c, x, "no flow leads to the catching end of a link");
        if (link && !catches && t.out)
                bpmn__wrong(c, x, "no flow leaves the throwing end of a link");
        if (!t.in && !(link && catches))
                bpmn__wrong(c, x, "an intermediate event has an incoming flow");
        if (!t.out && !(link && !catches))
                bpmn__wrong(c, x, "an intermediate event has an outgoing flow");
}

/* The activity that undoes, at the other end of an association. */
static const xmlNode *undoing(struct bpmn_check *c, const xmlNode *x)
{
        XML_EACH(y, x->parent)
        if (flow_xml_is(y, "association") && bpmn__ref(c, y, "sourceRef") == x)
                return bpmn__ref(c, y, "targetRef");
        return NULL;
}

static void boundary_flows(struct bpmn_check *c, const xmlNode *x)
{
        struct bpmn_touch t = bpmn__touch(c, x);
        const xmlNode *handler;

        if (t.in)
                bpmn__wrong(c, x, "no flow leads to a boundary event");
        if (!has(c, x, BPMN_COMPENSATION)) {
                if (!t.out)
                        bpmn__wrong(c, x, "a boundary event has an outgoing flow");
                return;
        }
        if (t.out)
                bpmn__wrong(c, x, "no flow leaves a compensation event");
        handler = undoing(c, x);
        if (!handler)
                bpmn__wrong(c, x, "an association leads from it to the activity that undoes");
        else if (!bpmn__says(c, handler, "isForCompensation", "true"))
                bpmn__wrong(c, handler, "it is marked with isForCompensation");
}

/* ------------------------------------------------------------ links */

static bool pairs(struct bpmn_check *c, const xmlNode *throws, const xmlNode *catches)
{
        const xmlNode *target = bpmn__text_ref(c, flow_xml_child(throws, "target"));
        struct str a = bpmn__attr(c, throws, "name"), b = bpmn__attr(c, catches, "name");

        if (target)
                return target == catches || target == catches->parent;
        if (bpmn__text_ref(c, flow_xml_child(catches, "source")) == throws)
                return true;
        return !str_empty(a) && str_eq(a, b);
}

/* A link joins two events beside each other. */
static void link_pair(struct bpmn_check *c, const xmlNode *x)
{
        bool throws = flow_xml_is(x->parent, "intermediateThrowEvent");
        const char *other = throws ? "intermediateCatchEvent" : "intermediateThrowEvent";

        if (!throws && !flow_xml_is(x->parent, "intermediateCatchEvent"))
                return;
        XML_EACH(y, x->parent->parent)
        {
                const xmlNode *d =
                        flow_xml_is(y, other) ? flow_xml_child(y, "linkEventDefinition") : NULL;

                if (d && (throws ? pairs(c, x, d) : pairs(c, d, x)))
                        return;
        }
        bpmn__wrong(c, x->parent,
                throws ? "no catching event takes this link"
                       : "no throwing event leads to this link");
}

/* ------------------------------------------------------------ what definitions name */

static void message_definition(struct bpmn_check *c, const xmlNode *x)
{
        if (!bpmn__ref(c, x, "messageRef"))
                bpmn__wrong(c, x->parent, "it does not say which message");
        else if (str_empty(str_trim(flow_xml_text(c->arena, flow_xml_child(x, "operationRef")))))
                bpmn__doubtful(c, x->parent, "it names no operation");
}

static void code_definition(
        struct bpmn_check *c, const xmlNode *x, const char *ref, const char *code)
{
        const xmlNode *thing = bpmn__ref(c, x, ref);

        if (!bpmn__is_one(x->parent, " endEvent intermediateThrowEvent "))
                return;
        if (!thing || str_empty(bpmn__attr(c, thing, code)))
                bpmn__wrong(c, x->parent, "what it throws has no %s", code);
}

static void escalation_definition(struct bpmn_check *c, const xmlNode *x)
{
        code_definition(c, x, "escalationRef", "escalationCode");
}

static void error_definition(struct bpmn_check *c, const xmlNode *x)
{
        code_definition(c, x, "errorRef", "errorCode");
}

static void signal_definition(struct bpmn_check *c, const xmlNode *x)
{
        if (!bpmn__ref(c, x, "signalRef"))
                bpmn__wrong(c, x->parent, "it does not say which signal");
}

static void timer_definition(struct bpmn_check *c, const xmlNode *x)
{
        if (flow_xml_count(x, "timeDate") + flow_xml_count(x, "timeDuration") +
                        flow_xml_count(x, "timeCycle") !=
                1)
                bpmn__wrong(c, x->parent, "a timer has a date, or a duration, or a cycle");
}

static void conditional_definition(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *condition = flow_xml_child(x, "condition");
        struct str type;

        if (!condition) {
                bpmn__wrong(c, x->parent, "it has no condition");
                return;
        }
        type = flow_xml_attr_of(
                c->arena, condition, "type", "http://www.w3.org/2001/XMLSchema-instance");
        if (!str_ends(type, STR("tFormalExpression")))
                bpmn__wrong(c, x->parent, "its condition is no formal expression");
}

static void definition_ref(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *d = bpmn__text_ref(c, x);

        if (!d || bpmn__trigger(d) == BPMN_TRIGGER_MAX || !flow_xml_is(d->parent, "definitions"))
                bpmn__wrong(c, x->parent,
                        "it refers to an event definition that does not stand by itself");
}

const struct bpmn_rule bpmn__rules_event[] = {
        { "start-trigger", " startEvent ", HOLDS_ALWAYS, start_triggers },
        { "event-sub-process-start", " subProcess ", HOLDS_ALWAYS, event_sub_start },
        { "catch-trigger", " intermediateCatchEvent ", HOLDS_ALWAYS, catch_trigger },
        { "throw-trigger", " intermediateThrowEvent ", HOLDS_ALWAYS, throw_trigger },
        { "end-trigger", " endEvent ", HOLDS_ALWAYS, end_trigger },
        { "boundary-trigger", " boundaryEvent ", HOLDS_ALWAYS, boundary_trigger },
        { "start-flows", " startEvent ", HOLDS_ALWAYS, start_flows },
        { "end-flows", " endEvent ", HOLDS_ALWAYS, end_flows },
        { "intermediate-flows", " intermediateCatchEvent intermediateThrowEvent ", HOLDS_ALWAYS,
                middle_flows },
        { "boundary-flows", " boundaryEvent ", HOLDS_ALWAYS, boundary_flows },
        { "link-pair", " linkEventDefinition ", HOLDS_ALWAYS, link_pair },
        { "message-name", " messageEventDefinition ", HOLDS_EXECUTABLE, message_definition },
        { "escalation-code", " escalationEventDefinition ", HOLDS_EXECUTABLE,
                escalation_definition },
        { "error-code", " errorEventDefinition ", HOLDS_EXECUTABLE, error_definition },
        { "signal-name", " signalEventDefinition ", HOLDS_EXECUTABLE, signal_definition },
        { "timer-kind", " timerEventDefinition ", HOLDS_EXECUTABLE, timer_definition },
        { "condition-formal", " conditionalEventDefinition ", HOLDS_EXECUTABLE,
                conditional_definition },
        { "definition-ref", " eventDefinitionRef ", HOLDS_ALWAYS, definition_ref },
        { 0 },
};
