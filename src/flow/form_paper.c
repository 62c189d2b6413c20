/*
 * src/flow/form_paper.c: which papers a form asks for beside its answers. The procedure lists its
 * papers in words ("Uỷ quyền cho người khác"); the form knows by the answers whose case it is.
 */
#include "flow/form_model.h"

void form__papers(struct form_loader *l, const struct json *list)
{
        struct form *form = l->form;

        if (!list)
                return;
        form->papers = NEW_ARRAY(l->arena, struct form_paper, list->count + 1);
        JSON_EACH(j, list)
        {
                struct form_paper *p = &form->papers[form->n_papers];

                *p = (struct form_paper){ .name = json_str(json_get(j, "name")),
                        .case_text = json_str(json_get(j, "case")) };
                if ((!p->name.ptr && !p->case_text.ptr) || !json_str(json_get(j, "when")).ptr) {
                        form__problem(l, form->root->id, false,
                                "a paper needs “name” or “case”, and “when”");
                        continue;
                }
                p->when = form__expr(l, form->root, json_str(json_get(j, "when")), FEEL_EXPRESSION,
                        "papers.when");
                if (p->when)
                        form->n_papers++;
        }
}

static bool fits(struct str said, struct str is)
{
        return !said.ptr || str_eq(said, is);
}

enum form_paper_need form_paper_need(
        const struct form_fill *fill, struct str name, struct str case_text)
{
        const struct form *form = fill->setup.form;

        for (size_t i = 0; i < form->n_papers; i++) {
                const struct form_paper *p = &form->papers[i];

                if (fits(p->name, name) && fits(p->case_text, case_text))
                        return feel_is_true(feel_eval(fill->run, p->when, fill->data))
                                       ? FORM_PAPER_NEEDED
                                       : FORM_PAPER_NOT;
        }
        return FORM_PAPER_UNSAID;
}
