/*
 * src/flow/dmn_check.c: what an author should hear about a model that loads: circles, names,
 * columns and constants of the wrong type, hit policies that lack what they need. How rules cover
 * their inputs is in dmn_cover.c. Nothing here changes what a model does.
 */
#include "flow/dmn_model.h"

void dmn__report(struct dmn_report *r, enum dmn_severity severity, int line, const char *fmt, ...)
{
        struct dmn_problem *p = NEW(r->arena, struct dmn_problem);
        va_list ap;

        p->severity = severity;
        p->source = r->element->defs->source;
        p->element = r->element->name;
        p->line = line;
        va_start(ap, fmt);
        p->text = str_vfmt(r->arena, fmt, ap);
        va_end(ap);
        *r->last = p;
        r->last = (struct dmn_problem **)&p->next;
}

static void check_names(struct dmn_report *r, const struct feel_expr *e, int line)
{
        if (!e)
                return;
        for (const struct feel_note *n = feel_unknown_names(e); n; n = n->next)
                dmn__report(r, DMN_ERROR, line, "the name \"%.*s\" is not known here (in \"%.*s\")",
                        STRF(n->text), (int)MIN(e->text.len, 80), e->text.ptr);
}

/* A constant whose kind can never be that of its column. */
struct kind_check {
        struct dmn_report *report;
        const struct feel_type *type;
        const char *where;
        size_t column;
        int line;
};

static const struct feel_type *bare(const struct feel_type *t)
{
        while (t && t->kind == TYPE_SAME)
                t = t->of;
        return t;
}

static void check_kind(void *self, const struct feel_value *v)
{
        const struct kind_check *k = self;
        const struct feel_type *t = bare(k->type);
        bool dates = t->simple == FEEL_DATE_TIME && v->kind == FEEL_DATE;

        if (v->kind != FEEL_NULL && v->kind != FEEL_FUNCTION && v->kind != (u8)t->simple && !dates)
                dmn__report(k->report, DMN_ERROR, k->line,
                        "%s %zu holds a %s where the column is of type %s", k->where, k->column + 1,
                        feel__kind_name(v->kind), feel__kind_name(t->simple));
}

static void check_cell(struct dmn_report *r, struct feel_run *run, const struct dmn_clause *c,
        const struct feel_expr *e, const char *where, size_t column, int line)
{
        struct kind_check k = { r, c->type, where, column, line };
        const struct feel_type *t = bare(c->type);

        if (!e)
                return;
        check_names(r, e, line);
        if (t && t->kind == TYPE_SIMPLE && e->root->kind != NODE_CALL)
                dmn__constants(run, e, check_kind, &k);
}

/* A constant output must be one of the permitted values. */
static void check_output(struct dmn_report *r, struct feel_run *run, const struct dmn_clause *c,
        const struct feel_expr *e, size_t column, int line)
{
        const struct feel_value *v, *is;

        if (!e || e->root->kind != NODE_CONST || !c->values)
                return;
        v = e->root->value;
        is = feel__eval_with(run, c->values, feel__env(run, NULL, STR("?"), v));
        if (v->kind != FEEL_NULL && !feel_is_true(is))
                dmn__report(r, DMN_ERROR, line, "output %zu is none of the permitted values",
                        column + 1);
}

static void check_table(struct dmn_report *r, const struct dmn_table *t)
{
        struct feel_run *run = feel_run_new(r->arena, NULL);
        bool ordered = false;

        if (t->n_outputs == 0 || t->n_rules == 0)
                dmn__report(r, DMN_ERROR, t->line, "the table has no %s",
                        t->n_outputs ? "rules" : "outputs");
        for (size_t c = 0; c < t->n_inputs; c++)
                check_names(r, t->inputs[c].expr, t->line);
        for (size_t i = 0; i < t->n_rules; i++) {
                const struct dmn_rule *rule = &t->rules[i];

                for (size_t c = 0; c < t->n_inputs; c++)
                        check_cell(r, run, &t->inputs[c], rule->inputs[c], "input", c, rule->line);
                for (size_t c = 0; c < t->n_outputs; c++) {
                        if (rule->outputs[c] && rule->outputs[c]->root->kind == NODE_CONST)
                                check_cell(r, run, &t->outputs[c], rule->outputs[c], "output", c,
                                        rule->line);
                        else
                                check_names(r, rule->outputs[c], rule->line);
                        check_output(r, run, &t->outputs[c], rule->outputs[c], c, rule->line);
                }
        }
        for (size_t c = 0; c < t->n_outputs; c++) {
                const struct feel_type *type = t->outputs[c].type;

                ordered = ordered || t->outputs[c].values || (type && type->allowed);
        }
        if (!ordered && (t->hit == DMN_PRIORITY || t->hit == DMN_OUTPUT_ORDER))
                dmn__report(r, DMN_ERROR, t->line,
                        "the hit policy orders by permitted outputs, but none are listed");
        if (t->aggregator != DMN_NONE && t->hit != DMN_COLLECT)
                dmn__report(r, DMN_WARNING, t->line, "only a collecting table aggregates");
        dmn__check_cover(r, t);
}

static void check_expr(struct dmn_report *r, const struct dmn_expr *e)
{
        if (!e)
                return;
        check_names(r, e->feel, r->element->line);
        check_expr(r, e->a);
        if (e->kind != DMN_FILTER) /* there a name may be that of any member */
                check_expr(r, e->b);
        check_expr(r, e->c);
        for (size_t i = 0; i < e->n; i++)
                check_expr(r, e->entries[i].expr);
        if (e->kind == DMN_TABLE)
                check_table(r, e->table);
}

/* Whether `e` comes back to `goal` by its requirements. */
static bool reaches(const struct dmn_element *e, const struct dmn_element *goal, bool *seen)
{
        for (size_t i = 0; i < e->n_requires; i++) {
                const struct dmn_element *r = e->requires[i];

                if (r == goal)
                        return true;
                if (seen[r->index])
                        continue;
                seen[r->index] = true;
                if (reaches(r, goal, seen))
                        return true;
        }
        return false;
}

static void check_element(struct dmn_report *r, const struct dmn_model *m)
{
        const struct dmn_element *e = r->element;
        bool *seen = NEW_ARRAY(r->arena, bool, m->n_elements);

        if (e->kind == DMN_DECISION && reaches(e, e, seen))
                dmn__report(r, DMN_ERROR, e->line, "the decision requires itself");
        if ((e->kind == DMN_DECISION || e->kind == DMN_KNOWLEDGE) && !e->expr)
                dmn__report(
                        r, DMN_WARNING, e->line, "there is no logic: the result is always null");
        if (e->kind == DMN_SERVICE && e->n_outputs == 0)
                dmn__report(r, DMN_ERROR, e->line, "the service has no output decision");
        for (size_t i = 0; i < m->n_elements; i++)
                if (m->elements[i] != e && m->elements[i]->index < e->index &&
                        m->elements[i]->defs == e->defs && str_eq(m->elements[i]->name, e->name))
                        dmn__report(r, DMN_ERROR, e->line, "another element has the same name");
        check_expr(r, e->expr);
}

const struct dmn_problem *dmn_check(struct arena *a, const struct dmn_model *model)
{
        struct dmn_report r = { .arena = a };

        r.last = &r.first;
        for (size_t i = 0; i < model->n_elements; i++) {
                r.element = model->elements[i];
                if (r.element->defs == model->defs)
                        check_element(&r, model);
        }
        return r.first;
}
