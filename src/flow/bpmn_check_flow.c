/*
 * src/flow/bpmn_check_flow.c: rules about flows, gateways, activities, collaborations and the text
 * of expressions (BPMN 2.0.2, chapters 7 to 11 and 13; the tables of 10.2, 10.3 and 10.6).
 */
#include "flow/bpmn_check.h"

static struct str text(struct bpmn_check *c, const xmlNode *x)
{
        return str_trim(flow_xml_text(c->arena, x));
}

/* ------------------------------------------------------------ sequence flows */

static void ends_in_one_holder(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *from = bpmn__ref(c, x, "sourceRef"), *to = bpmn__ref(c, x, "targetRef");

        if (from && to && (from->parent != to->parent || from->parent != x->parent))
                bpmn__wrong(c, x,
                        "a sequence flow does not cross the border of a sub-process "
                        "or process");
}

static bool lists(struct bpmn_check *c, const xmlNode *node, const char *what, const xmlNode *flow)
{
        XML_EACH(y, node)
        if (flow_xml_is(y, what) && bpmn__text_ref(c, y) == flow)
                return true;
        return false;
}

/* Who writes incoming and outgoing at all writes them for every flow. */
static void is_listed(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *from = bpmn__ref(c, x, "sourceRef"), *to = bpmn__ref(c, x, "targetRef");

        if (!c->lists_flows || !from || !to || !bpmn__attr(c, x, "id").ptr)
                return;
        if (!lists(c, from, "outgoing", x))
                bpmn__wrong(c, from, "does not name the flow %.*s as outgoing",
                        STRF(bpmn__attr(c, x, "id")));
        if (!lists(c, to, "incoming", x))
                bpmn__wrong(c, to, "does not name the flow %.*s as incoming",
                        STRF(bpmn__attr(c, x, "id")));
}

static void names_its_flows(struct bpmn_check *c, const xmlNode *x)
{
        XML_EACH(y, x)
        {
                bool in = flow_xml_is(y, "incoming");
                const xmlNode *flow;

                if (!in && !flow_xml_is(y, "outgoing"))
                        continue;
                flow = bpmn__text_ref(c, y);
                if (!flow || bpmn__ref(c, flow, in ? "targetRef" : "sourceRef") != x)
                        bpmn__wrong(c, x, "names %.*s as %s, which is no such flow",
                                STRF(text(c, y)), in ? "incoming" : "outgoing");
        }
}

static void is_immediate(struct bpmn_check *c, const xmlNode *x)
{
        if (bpmn__says(c, x, "isImmediate", "false"))
                bpmn__wrong(c, x, "in an executable process isImmediate is not false");
}

static void condition_has_choice(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *from = bpmn__ref(c, x, "sourceRef");

        if (!from || !flow_xml_child(x, "conditionExpression"))
                return;
        if (bpmn__is_one(from, " *activity ") && bpmn__touch(c, from).out < 2)
                bpmn__wrong(c, x, "a conditional flow is not the only one out of its activity");
        if (bpmn__is_one(from, " parallelGateway eventBasedGateway "))
                bpmn__doubtful(
                        c, x, "conditions of flows out of this kind of gateway are not looked at");
}

static void default_is_outgoing(struct bpmn_check *c, const xmlNode *x)
{
        struct str id = bpmn__attr(c, x, "default");
        const xmlNode *flow = bpmn__ref(c, x, "default");

        if (!str_empty(id) && (!flow || bpmn__ref(c, flow, "sourceRef") != x))
                bpmn__wrong(c, x, "the default flow %.*s does not leave it", STRF(id));
}

/* ------------------------------------------------------------ nodes and holders */

static bool needs_incoming(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *defs[4];

        if (!bpmn__is_one(x, " *node ") || bpmn__is_one(x, " startEvent boundaryEvent ") ||
                bpmn__is_event_sub(c, x) || bpmn__says(c, x, "isForCompensation", "true") ||
                bpmn__says(c, x, "instantiate", "true"))
                return false;
        return !flow_xml_is(x, "intermediateCatchEvent") || !bpmn__definitions(c, x, defs, 4) ||
               bpmn__trigger(defs[0]) != BPMN_LINK;
}

static void start_leads_everywhere(struct bpmn_check *c, const xmlNode *x)
{
        if (!flow_xml_child(x, "startEvent"))
                return;
        if (!flow_xml_child(x, "endEvent"))
                bpmn__wrong(c, x, "who has a start event has an end event too");
        XML_EACH(y, x)
        if (needs_incoming(c, y) && !bpmn__touch(c, y).in)
                bpmn__wrong(c, y, "beside a start event every node has an incoming flow");
}

static void event_sub_stands_alone(struct bpmn_check *c, const xmlNode *x)
{
        struct bpmn_touch t = bpmn__touch(c, x);

        if (bpmn__is_event_sub(c, x) &&
                (t.in || t.out || flow_xml_child(x, "incoming") || flow_xml_child(x, "outgoing")))
                bpmn__wrong(c, x, "no flow leads into or out of an event sub-process");
}

static void gateway_direction(struct bpmn_check *c, const xmlNode *x)
{
        struct str d = bpmn__attr(c, x, "gatewayDirection");
        struct bpmn_touch t = bpmn__touch(c, x);
        bool right = true;

        if (str_is(d, "Converging"))
                right = t.in > 1 && t.out <= 1;
        else if (str_is(d, "Diverging"))
                right = t.in <= 1 && t.out > 1;
        else if (str_is(d, "Mixed"))
                right = t.in > 1 && t.out > 1;
        if (!right)
                bpmn__wrong(c, x, "it is %.*s, but has %u incoming and %u outgoing flows", STRF(d),
                        t.in, t.out);
}

static void event_gateway(struct bpmn_check *c, const xmlNode *x)
{
        if (bpmn__touch(c, x).out < 2)
                bpmn__wrong(c, x, "an event-based gateway has two or more outgoing flows");
        if (bpmn__says(c, x, "instantiate", "true") && bpmn__touch(c, x).in)
                bpmn__wrong(c, x, "a gateway that starts the process has no incoming flow");
        XML_EACH(y, x->parent)
        {
                const xmlNode *to;

                if (!flow_xml_is(y, "sequenceFlow") || bpmn__ref(c, y, "sourceRef") != x)
                        continue;
                to = bpmn__ref(c, y, "targetRef");
                if (to && !bpmn__is_one(to, " intermediateCatchEvent receiveTask "))
                        bpmn__wrong(c, x, "it leads to %.*s, which is no catching event",
                                STRF(bpmn__attr(c, to, "id")));
                if (to && bpmn__touch(c, to).in > 1)
                        bpmn__wrong(
                                c, to, "behind an event-based gateway it has one incoming flow");
        }
}

/* ------------------------------------------------------------ activities and processes */

static void quantities(struct bpmn_check *c, const xmlNode *x)
{
        static const char *const names[] = { "startQuantity", "completionQuantity" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                struct str s = bpmn__attr(c, x, names[i]);
                i64 n;

                if (s.ptr && (str_to_i64(s, &n) < 0 || n < 1))
                        bpmn__wrong(c, x, "%s is 1 or more", names[i]);
        }
}

static void one_loop(struct bpmn_check *c, const xmlNode *x)
{
        if (flow_xml_count(x, "standardLoopCharacteristics") +
                        flow_xml_count(x, "multiInstanceLoopCharacteristics") >
                1)
                bpmn__wrong(c, x, "an activity has one kind of loop only");
}

static void multi_instance_count(struct bpmn_check *c, const xmlNode *x)
{
        if (!flow_xml_child(x, "loopCardinality") && !flow_xml_child(x, "loopDataInputRef") &&
                !flow_xml_child(x, "extensionElements") &&
                !flow_xml_attr_of(c->arena, x, "collection", BPMN_SPACE).ptr)
                bpmn__wrong(c, x, "it says neither how many instances nor of which collection");
}

/* Running instances know what they stand at by its id. */
static void has_id(struct bpmn_check *c, const xmlNode *x)
{
        if (str_empty(str_trim(bpmn__attr(c, x, "id"))))
                bpmn__wrong(c, x, "what is executed has an id");
}

static void process_type(struct bpmn_check *c, const xmlNode *x)
{
        if (bpmn__says(c, x, "processType", "Public"))
                bpmn__wrong(c, x, "an executable process is not public");
}

static void receive_starts(struct bpmn_check *c, const xmlNode *x)
{
        if (bpmn__says(c, x, "instantiate", "true") && bpmn__touch(c, x).in)
                bpmn__wrong(c, x, "a task that starts the process has no incoming flow");
}

/* ------------------------------------------------------------ expressions and texts */

static void has_body(struct bpmn_check *c, const xmlNode *x)
{
        if (str_empty(text(c, x)))
                bpmn__wrong(c, x->parent, "%s has no expression", (const char *)x->name);
}

/* A number or a text can never be true. */
static void is_boolean(struct bpmn_check *c, const xmlNode *x)
{
        struct str s = text(c, x);
        size_t digits = strspn(str_c(c->arena, s), "0123456789.-+");

        if (s.len && (digits == s.len || s.ptr[0] == '"'))
                bpmn__wrong(c, x->parent, "%s is a value that is never true or false",
                        (const char *)x->name);
}

static void is_uri(struct bpmn_check *c, const xmlNode *x)
{
        struct str s = bpmn__attr(c, x, "language");
        bool right = true;

        for (size_t i = 0; i < s.len && right; i++) {
                u8 byte;

                if (s.ptr[i] == '%')
                        right = str_unhex(str_sub(s, i + 1, 2), &byte, 1) == 0;
                else
                        right = (u8)s.ptr[i] > ' ' && !strchr("\"<>\\^`{|}", s.ptr[i]);
        }
        if (!right)
                bpmn__wrong(c, x->parent, "the language \"%.*s\" is no URI", STRF(s));
}

static void text_format(struct bpmn_check *c, const xmlNode *x)
{
        struct str s = bpmn__attr(c, x, "textFormat");

        if (s.ptr && str_find_char(s, '/') <= 0)
                bpmn__wrong(c, x, "textFormat \"%.*s\" is no media type", STRF(s));
}

/* ------------------------------------------------------------ collaborations */

static const xmlNode *process_of(const xmlNode *x)
{
        while (x && !flow_xml_is(x, "process") && x->parent && x->parent->type == XML_ELEMENT_NODE)
                x = x->parent;
        return x && flow_xml_is(x, "process") ? x : NULL;
}

static const xmlNode *pool_of(struct bpmn_check *c, const xmlNode *x)
{
        if (x && flow_xml_is(x, "participant"))
                return bpmn__ref(c, x, "processRef") ? bpmn__ref(c, x, "processRef") : x;
        return x ? process_of(x) : NULL;
}

static bool has_message(struct bpmn_check *c, const xmlNode *event)
{
        const xmlNode *defs[16];
        size_t n = bpmn__definitions(c, event, defs, ARRAY_LEN(defs));

        for (size_t i = 0; i < n; i++)
                if (bpmn__trigger(defs[i]) == BPMN_MESSAGE)
                        return true;
        return false;
}

static void message_flow(struct bpmn_check *c, const xmlNode *x)
{
        const xmlNode *from = bpmn__ref(c, x, "sourceRef"), *to = bpmn__ref(c, x, "targetRef");

        if (!from || !to) {
                bpmn__wrong(c, x, "a message flow has a source and a target");
                return;
        }
        if (flow_xml_is(x->parent, "collaboration") && pool_of(c, from) == pool_of(c, to) &&
                pool_of(c, from))
                bpmn__wrong(c, x, "a message flow leads from one pool to another");
        if (bpmn__is_one(from, " choreographyTask subChoreography callChoreography ") ||
                bpmn__is_one(to, " choreographyTask subChoreography callChoreography "))
                bpmn__wrong(c, x, "a message flow does not end at a choreography activity");
        if (bpmn__is_one(from, " startEvent intermediateCatchEvent boundaryEvent *gateway "))
                bpmn__wrong(c, from, "nothing is sent from here, but a message flow leaves it");
        if (bpmn__is_one(to, " endEvent intermediateThrowEvent *gateway "))
                bpmn__wrong(c, to, "nothing is received here, but a message flow leads to it");
        if (bpmn__is_one(from, " endEvent intermediateThrowEvent ") && !has_message(c, from))
                bpmn__wrong(c, from, "a message flow leaves it, so it sends a message");
}

static void multiplicity(struct bpmn_check *c, const xmlNode *x)
{
        struct str low = bpmn__attr(c, x, "minimum"), high = bpmn__attr(c, x, "maximum");
        i64 min = 0, max = 1;

        if ((low.ptr && str_to_i64(low, &min) < 0) || (high.ptr && str_to_i64(high, &max) < 0) ||
                min < 0 || max < 1 || max < min)
                bpmn__wrong(c, x->parent, "the minimum is 0 or more, the maximum not below it");
}

static void no_choreography(struct bpmn_check *c, const xmlNode *x)
{
        if (flow_xml_child(x, "choreographyRef"))
                bpmn__wrong(c, x, "only a collaboration refers to a choreography");
}

static void global_conversation(struct bpmn_check *c, const xmlNode *x)
{
        XML_EACH(y, x)
        if (bpmn__is_one(y, " conversation subConversation callConversation "))
                bpmn__wrong(c, y, "a global conversation holds no conversations");
}

#define EXPRESSIONS                                                                                \
        " conditionExpression condition timeDate timeDuration timeCycle messagePath dataPath "     \
        "transformation completionCondition loopCardinality loopCondition activationCondition "

const struct bpmn_rule bpmn__rules_flow[] = {
        { "flow-border", " sequenceFlow ", HOLDS_ALWAYS, ends_in_one_holder },
        { "flow-listed", " sequenceFlow ", HOLDS_ALWAYS, is_listed },
        { "flow-named", " *node ", HOLDS_ALWAYS, names_its_flows },
        { "flow-immediate", " sequenceFlow ", HOLDS_EXECUTABLE, is_immediate },
        { "flow-condition", " sequenceFlow ", HOLDS_ALWAYS, condition_has_choice },
        { "flow-default", " *activity *gateway ", HOLDS_ALWAYS, default_is_outgoing },
        { "start-and-end", " process subProcess transaction ", HOLDS_ALWAYS,
                start_leads_everywhere },
        { "event-sub-process-alone", " subProcess ", HOLDS_ALWAYS, event_sub_stands_alone },
        { "gateway-direction", " *gateway ", HOLDS_ALWAYS, gateway_direction },
        { "event-gateway", " eventBasedGateway ", HOLDS_ALWAYS, event_gateway },
        { "node-id",
                " process sequenceFlow *node globalTask globalUserTask globalManualTask "
                "globalScriptTask globalBusinessRuleTask ",
                HOLDS_EXECUTABLE, has_id },
        { "quantity", " *activity ", HOLDS_ALWAYS, quantities },
        { "one-loop", " *activity ", HOLDS_ALWAYS, one_loop },
        { "loop-count", " multiInstanceLoopCharacteristics ", HOLDS_EXECUTABLE,
                multi_instance_count },
        { "process-type", " process ", HOLDS_EXECUTABLE, process_type },
        { "receive-starts", " receiveTask ", HOLDS_ALWAYS, receive_starts },
        { "expression-body", EXPRESSIONS, HOLDS_EXECUTABLE, has_body },
        { "condition-boolean",
                " conditionExpression condition completionCondition loopCondition "
                "activationCondition ",
                HOLDS_EXECUTABLE, is_boolean },
        { "language-uri", EXPRESSIONS, HOLDS_ALWAYS, is_uri },
        { "text-format", " documentation textAnnotation ", HOLDS_ALWAYS, text_format },
        { "message-flow", " messageFlow ", HOLDS_ALWAYS, message_flow },
        { "multiplicity", " participantMultiplicity ", HOLDS_ALWAYS, multiplicity },
        { "choreography-ref", " choreography globalConversation ", HOLDS_ALWAYS, no_choreography },
        { "global-conversation", " globalConversation ", HOLDS_ALWAYS, global_conversation },
        { 0 },
};
