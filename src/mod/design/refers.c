/*
 * src/mod/design/refers.c: what a model needs of others, and what others would find in it: handlers
 * of this program, published decisions, forms and processes, names that are taken. Told to the
 * author while it is a draft: a model that comes into force finds what it needs.
 */
#include "mod/design/force.h"
#include "mod/design/model.h"
#include "web/texts.h"

struct looking {
        struct arena *arena;
        struct tx *tx;
        i64 model, day;
        struct design_check *check;
};

static void tell(
        const struct looking *l, bool error, const xmlNode *x, enum text words, struct str detail)
{
        struct str id = flow_xml_attr(l->arena, x, "id");
        struct str name = flow_xml_attr(l->arena, x, "name");

        design__found(l->check,
                &(struct design_problem){ .severity = error ? DESIGN_ERROR : DESIGN_WARNING,
                        .element = id,
                        .name = str_empty(name) ? id : name,
                        .text = text_plain(l->arena, LANG_EN, words, detail),
                        .words = words,
                        .detail = detail,
                        .line = flow_xml_line(x) });
}

static int has_decision(const struct looking *l, struct str name)
{
        struct design_offered o;

        return flow_handles(name) ? 0 : design_offered(l->tx, STR("decision"), name, l->day, &o);
}

static int has_form(const struct looking *l, struct str name)
{
        struct design_published p;

        return design_in_force(l->tx, name, l->day, &p);
}

static int has_process(const struct looking *l, struct str name)
{
        struct flow_model_head head;

        return flow_model_latest(l->tx, name, &head);
}

static int has_handler(const struct looking *l, struct str name)
{
        (void)l;
        return flow_handles(name) ? 0 : ERR_NOT_FOUND;
}

/* Attributes that name something outside of the model. */
static const struct {
        const char *element, *attribute, *space;
        int (*has)(const struct looking *l, struct str name);
        bool error; /* nobody can publish it: the program has it, or it has not */
        enum text words;
} references[] = {
        { "serviceTask", "handler", BPMN_SPACE, has_handler, true, T_DESIGN_NO_HANDLER },
        { "sendTask", "handler", BPMN_SPACE, has_handler, true, T_DESIGN_NO_HANDLER },
        { "businessRuleTask", "decision", BPMN_SPACE, has_decision, false, T_DESIGN_NO_DECISION },
        { "userTask", "form", BPMN_SPACE, has_form, false, T_DESIGN_NO_FORM },
        { "callActivity", "calledElement", NULL, has_process, false, T_DESIGN_NO_PROCESS },
};

static bool has_element(xmlNode *top, struct arena *a, struct str id)
{
        for (xmlNode *x = top; x; x = design__walk(top, x))
                if (str_eq(flow_xml_attr(a, x, "id"), id))
                        return true;
        return false;
}

static void look_at(const struct looking *l, xmlNode *top, const xmlNode *x)
{
        for (size_t i = 0; i < ARRAY_LEN(references); i++) {
                struct str name;

                if (!flow_xml_is(x, references[i].element))
                        continue;
                name = references[i].space ? flow_xml_attr_of(l->arena, x, references[i].attribute,
                                                     references[i].space)
                                           : flow_xml_attr(l->arena, x, references[i].attribute);
                if (!str_empty(name) && references[i].has(l, name) == ERR_NOT_FOUND &&
                        (references[i].space || !has_element(top, l->arena, name)))
                        tell(l, references[i].error, x, references[i].words, name);
        }
}

void design__check_world(struct arena *a, struct tx *tx, i64 model, enum design_kind kind,
        struct str content, struct design_check *check)
{
        struct looking l = { a, tx, model, day_of(tx->now), check };
        struct design_offering other;
        const struct str *names;
        xmlNode *top;
        xmlDoc *doc;
        size_t n;

        if (kind == DESIGN_FORM || design__xml(a, content, &doc, NULL, NULL) < 0)
                return;
        top = xmlDocGetRootElement(doc);
        for (xmlNode *x = top; kind == DESIGN_PROCESS && x; x = design__walk(top, x))
                look_at(&l, top, x);
        if (design__offers(a, kind, content, &names, &n) < 0)
                return;
        for (size_t i = 0; i < n; i++)
                if (design_offer_elsewhere(
                            tx, str_of(design_kinds[kind]), names[i], model, l.day, &other) == 0)
                        tell(&l, true, top, T_DESIGN_NAME_TAKEN,
                                str_fmt(a, "%.*s (%.*s)", STRF(names[i]), STRF(other.code)));
}
