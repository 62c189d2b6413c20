/*
 * src/mod/design/check.c: what flow's readers find wrong, in one shape for all kinds of models.
 */
#include "flow/engine.h"
#include "flow/form.h"
#include "mod/design/force.h"
#include "mod/design/model.h"

#define PROBLEMS_MAX 500
#define CHECK_MEMORY ((size_t)96 << 20)

struct checking {
        struct arena *arena, *work; /* of the answer; of the readers, which need much more */
        struct tx *tx;              /* for what is published; may be NULL */
        struct str content;
        struct design_check *check;
        const struct design_element *elements;
        size_t n_elements;
};

void design__found(struct design_check *check, const struct design_problem *p)
{
        if (p->severity == DESIGN_ERROR)
                check->errors++;
        else
                check->warnings++;
        if (check->n < PROBLEMS_MAX)
                check->list[check->n++] = *p;
}

static void add(struct checking *c, const struct design_problem *p)
{
        struct design_problem own = *p;

        own.element = str_dup(c->arena, p->element);
        own.name = str_dup(c->arena, p->name);
        own.text = str_dup(c->arena, p->text);
        design__told(&own);
        design__found(c->check, &own);
}

static void unreadable(struct checking *c, int line, struct str why)
{
        c->check->readable = false;
        add(c, &(struct design_problem){ .severity = DESIGN_ERROR, .text = why, .line = line });
}

/* The element with this id, or else the first with this name; NULL none. */
static const struct design_element *element_of(struct checking *c, struct str word)
{
        const struct design_element *named = NULL;

        if (str_empty(word))
                return NULL;
        for (size_t i = 0; i < c->n_elements; i++) {
                if (str_eq(c->elements[i].id, word))
                        return &c->elements[i];
                if (!named && str_eq(c->elements[i].name, word))
                        named = &c->elements[i];
        }
        return named;
}

static void add_about(struct checking *c, bool warning, struct str word, struct str text, int line)
{
        const struct design_element *e = element_of(c, word);

        add(c, &(struct design_problem){ .severity = warning ? DESIGN_WARNING : DESIGN_ERROR,
                       .element = e ? e->id : STR_NULL,
                       .name = e && e->name.len ? e->name : word,
                       .text = text,
                       .line = line });
}

static void check_decision(struct checking *c)
{
        const struct dmn_source *sources;
        struct dmn_model *model;
        size_t n;
        int r = design__with_imports(
                c->work, c->tx, c->content, c->tx ? day_of(c->tx->now) : 0, &sources, &n);

        if (r < 0) {
                unreadable(c, 0, STR("what it imports cannot be read"));
                return;
        }
        r = dmn_load(c->work, sources, n, &model);
        for (const struct dmn_problem *p = dmn_problems(model); p; p = p->next)
                add_about(c, p->severity == DMN_WARNING, p->element, p->text, p->line);
        if (r < 0 && !c->check->errors)
                unreadable(c, 0, STR("the model is too large"));
        for (const struct dmn_problem *p = r < 0 ? NULL : dmn_check(c->work, model); p; p = p->next)
                add_about(c, p->severity == DMN_WARNING, p->element, p->text, p->line);
}

/*
 * As deploying would judge it. What this engine does not execute is as bad as a mistake: it could
 * not be published. What is called may be deployed: refers.c looks.
 */
static void check_process(struct checking *c)
{
        struct flow_deployment *d;
        int r = flow_prepare(c->work, STR("model.bpmn"), c->content, &d);

        for (const struct bpmn_problem *p = d->problems; p; p = p->next)
                if (!str_is(p->rule, "called-element"))
                        add_about(c, p->severity == BPMN_WARNING, p->element, p->text, p->line);
        if (r < 0 && !c->check->errors)
                unreadable(c, 0, STR("the model is too large"));
}

static void check_form(struct checking *c)
{
        struct form *form;
        int r = form_load(c->work, c->content, &form);

        for (const struct form_problem *p = form_problems(form); p; p = p->next)
                add_about(c, p->warning, p->component, p->text, 0);
        if (r < 0 && !c->check->errors)
                unreadable(c, 0, STR("the form is too large"));
        c->check->readable = c->check->readable && c->n_elements > 0;
}

void design_check(struct arena *a, struct tx *tx, i64 model, enum design_kind kind,
        struct str content, struct design_check *ret_check)
{
        AUTO(arena_freep) struct arena *work = arena_new(CHECK_MEMORY);
        struct design_check check = { .readable = true };
        struct checking c = { .arena = a, .tx = tx, .content = content, .check = &check };
        struct str why = STR_NULL;
        xmlDoc *doc;
        int line = 0;

        check.list = NEW_ARRAY(a, struct design_problem, PROBLEMS_MAX);
        c.work = work;
        if (kind != DESIGN_FORM && design__xml(c.work, content, &doc, &line, &why) < 0) {
                unreadable(&c, line, why);
        } else if (kind != DESIGN_FORM && !flow_xml_is(xmlDocGetRootElement(doc), "definitions")) {
                unreadable(&c, 1, STR("the top element is not `definitions`"));
        } else {
                c.n_elements = design__elements(c.work, kind, content, &c.elements);
                if (kind == DESIGN_PROCESS)
                        check_process(&c);
                else if (kind == DESIGN_DECISION)
                        check_decision(&c);
                else
                        check_form(&c);
        }
        if (tx && check.readable)
                design__check_world(a, tx, model, kind, content, &check);
        *ret_check = check;
}
