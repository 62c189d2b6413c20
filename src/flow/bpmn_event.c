/*
 * src/flow/bpmn_event.c: event definitions: what an event waits for, or throws (BPMN 2.0.2,
 * 10.5.5). They stand inside the event, or once for all in the definitions and are referred to.
 */
#include "flow/bpmn_model.h"
#include "flow/xml.h"

static const struct {
        const char *name;
        enum bpmn_trigger trigger;
        const char *ref, *code; /* attribute that names the thing; its attribute that is matched */
} triggers[] = {
        { "messageEventDefinition", BPMN_MESSAGE, "messageRef", "name" },
        { "timerEventDefinition", BPMN_TIMER, NULL, NULL },
        { "signalEventDefinition", BPMN_SIGNAL, "signalRef", "name" },
        { "conditionalEventDefinition", BPMN_CONDITIONAL, NULL, NULL },
        { "errorEventDefinition", BPMN_FAULT, "errorRef", "errorCode" },
        { "escalationEventDefinition", BPMN_ESCALATION, "escalationRef", "escalationCode" },
        { "compensateEventDefinition", BPMN_COMPENSATION, NULL, NULL },
        { "cancelEventDefinition", BPMN_CANCEL, NULL, NULL },
        { "terminateEventDefinition", BPMN_TERMINATE, NULL, NULL },
        { "linkEventDefinition", BPMN_LINK, NULL, NULL },
};

enum bpmn_trigger bpmn__trigger(const xmlNode *x)
{
        for (size_t i = 0; i < ARRAY_LEN(triggers); i++)
                if (flow_xml_is(x, triggers[i].name))
                        return triggers[i].trigger;
        return BPMN_TRIGGER_MAX;
}

static struct str matched_name(const struct bpmn_node *n, const xmlNode *x, size_t row)
{
        struct arena *a = n->file->model->arena;
        struct str ref = flow_xml_attr(a, x, triggers[row].ref), name;
        struct bpmn_id *e = bpmn__find(n->file, ref);

        if (!e)
                return ref.ptr ? str_trim(ref) : STR("");
        name = str_trim(flow_xml_attr(a, e->xml, triggers[row].code));
        return str_empty(name) ? e->id : name;
}

/* ISO 8601 as it stands, or else FEEL that gives a moment or a duration. */
static void read_timer(struct bpmn_node *n, const xmlNode *x, struct bpmn_event *e)
{
        static const struct {
                const char *name;
                enum bpmn_timer timer;
        } kinds[] = { { "timeDate", BPMN_TIME_DATE }, { "timeDuration", BPMN_TIME_DURATION },
                { "timeCycle", BPMN_TIME_CYCLE } };
        struct arena *a = n->file->model->arena;

        e->working = str_is(flow_xml_attr_of(a, x, "calendar", BPMN_SPACE), "working");
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
                const xmlNode *t = flow_xml_child(x, kinds[i].name);
                struct str text = str_trim(flow_xml_text(a, t));
                const struct feel_note *unknown;

                if (!t || str_empty(text))
                        continue;
                e->timer = kinds[i].timer;
                if (bpmn__is_iso(a, e->timer, text)) {
                        e->expr = NEW(a, struct bpmn_expr);
                        e->expr->text = text;
                        continue;
                }
                e->expr = bpmn__compile(n, t, text, false);
                unknown = e->expr->feel ? feel_unknown_names(e->expr->feel) : NULL;
                if (unknown && str_eq(unknown->text, e->expr->text))
                        bpmn__problem(n->file->model, BPMN_ERROR, n->file, t, "timer-value",
                                "\"%.*s\" is neither ISO 8601 nor a variable of this model",
                                STRF(text));
        }
}

bool bpmn__read_event(struct bpmn_node *n, const xmlNode *x, struct bpmn_event *ret_event)
{
        struct arena *a = n->file->model->arena;
        struct bpmn_event e = { 0 };
        struct bpmn_id *target;
        size_t row = 0;

        while (row < ARRAY_LEN(triggers) && !flow_xml_is(x, triggers[row].name))
                row++;
        if (row == ARRAY_LEN(triggers))
                return false;
        e.trigger = triggers[row].trigger;
        e.name = triggers[row].ref ? matched_name(n, x, row) : STR("");
        if (e.trigger == BPMN_TIMER) {
                read_timer(n, x, &e);
        } else if (e.trigger == BPMN_CONDITIONAL) {
                e.expr = bpmn__read_expr(n, flow_xml_child(x, "condition"));
        } else if (e.trigger == BPMN_LINK) {
                e.name = str_trim(flow_xml_attr(a, x, "name"));
        } else if (e.trigger == BPMN_COMPENSATION) {
                target = bpmn__find(n->file, flow_xml_attr(a, x, "activityRef"));
                e.target = target ? target->node : NULL;
                e.waits = !str_is(flow_xml_attr(a, x, "waitForCompletion"), "false");
        }
        *ret_event = e;
        return true;
}

/* The catching end of a link: named by its target, or of the same name beside it. */
static struct bpmn_node *link_target(const struct bpmn_node *n, const xmlNode *x, struct str name)
{
        struct arena *a = n->file->model->arena;
        struct bpmn_id *e = bpmn__find(n->file, flow_xml_text(a, flow_xml_child(x, "target")));

        if (e && e->xml->parent) {
                for (size_t i = 0; n->parent && i < n->parent->n_nodes; i++)
                        if (n->parent->nodes[i]->xml == e->xml->parent)
                                return n->parent->nodes[i];
        }
        for (size_t i = 0; n->parent && i < n->parent->n_nodes; i++) {
                struct bpmn_node *other = n->parent->nodes[i];

                if (other->kind != BPMN_CATCH || str_empty(name))
                        continue;
                XML_EACH(d, other->xml)
                if (flow_xml_is(d, "linkEventDefinition") &&
                        str_eq(str_trim(flow_xml_attr(a, d, "name")), name))
                        return other;
        }
        return NULL;
}

void bpmn__read_events(struct bpmn_node *n)
{
        struct arena *a = n->file->model->arena;
        size_t cap = 0;

        n->interrupting =
                bpmn__flag(n, n->kind == BPMN_BOUNDARY ? "cancelActivity" : "isInterrupting", true);
        n->parallel_multiple = bpmn__flag(n, "parallelMultiple", false);
        XML_EACH(x, n->xml)
        cap++;
        n->events = NEW_ARRAY(a, struct bpmn_event, cap + 1);
        XML_EACH(x, n->xml)
        {
                const xmlNode *d = x;
                struct bpmn_event *e = &n->events[n->n_events];

                if (flow_xml_is(x, "eventDefinitionRef")) {
                        struct bpmn_id *ref = bpmn__find(n->file, flow_xml_text(a, x));

                        if (!ref)
                                continue;
                        d = ref->xml;
                }
                if (!bpmn__read_event(n, d, e))
                        continue;
                if (e->trigger == BPMN_LINK && n->kind == BPMN_THROW)
                        e->target = link_target(n, d, e->name);
                n->n_events++;
        }
}
