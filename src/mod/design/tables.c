/*
 * src/mod/design/tables.c: the pages with a model as plain tables: see grid.h.
 */
#include "mod/design/grid.h"
#include "mod/design/pages.h"
#include "mod/design/views.h"
#include "web/texts.h"

static const struct field table_fields[] = {
        { "o", FIELD_FORM, 0, 0, 0, NULL },
        { "change", FIELD_KEY, 0, 40, 0, NULL },
        { "revision", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

bool design_role_is_other(const struct design_table_view *v, struct str role)
{
        for (size_t i = 0; i < v->n_roles; i++)
                if (str_eq(v->roles[i].value, role))
                        return false;
        return true;
}

/* Those who work on dossiers; a task for nobody in particular has none. */
static void fill_roles(struct req *rq, struct design_table_view *v)
{
        static const enum role working[] = { ROLE_COUNTER, ROLE_SPECIALIST, ROLE_LEADER };
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, ARRAY_LEN(working) + 1);

        list[0] = (struct option_view){ .value = STR(""), .text = design__role_words(rq, STR("")) };
        for (size_t i = 0; i < ARRAY_LEN(working); i++) {
                struct str word = str_of(roles[working[i]].word);

                list[i + 1] =
                        (struct option_view){ .value = word, .text = design__role_words(rq, word) };
        }
        v->roles = list;
        v->n_roles = ARRAY_LEN(working) + 1;
}

/* GET /thiet-ke/:code/:number/bang; 404 for forms, which are lists of components. */
static int table_show(struct req *rq)
{
        struct design_table_view v = { .in = rq->verb == GET ? NULL : rq->in };
        struct design_check check;
        struct str content;
        int r = design__head(rq, &v.head);

        if (r == 0 && v.head.kind == DESIGN_FORM)
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = design__bytes(rq->tx, &v.head.v, &content);
        if (r == 0)
                r = design__grids(rq->arena, content, &v.grids);
        if (r < 0)
                return r;
        design_check(rq->arena, rq->tx, v.head.m.id, v.head.kind, content, &check);
        fill_roles(rq, &v);
        v.problems = check.list;
        v.n_problems = check.n;
        view_design_table_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* POST /thiet-ke/:code/:number/bang. */
static int table_prepare(struct req *rq, struct input *in)
{
        struct design_version v;
        struct design_model m;
        struct str content;
        int r = design__draft(rq, in, &m, &v);

        if (r == 0 && design_kind_of(m.kind) == DESIGN_FORM)
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = design__bytes(rq->tx, &v, &content);
        if (r == 0)
                r = design__grids_write(
                        rq->arena, content, input_json(in, "o"), input_str(in, "change"), &content);
        return r < 0 ? r : design__judge(rq, in, NULL, m.id, design_kind_of(m.kind), content);
}

static int table_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(
                rq, "/thiet-ke/:code/:number/bang", out->code, path_str(rq->in, "number"));
}

const struct route design_table_routes[] = {
        { GET, "/thiet-ke/:code/:number/bang", PERM_DESIGN_READ, ROUTE_NOINDEX | ROUTE_SLOW,
                READ(NULL, table_show), .doc = "Decision tables, or people's tasks, as tables" },
        { POST, "/thiet-ke/:code/:number/bang", PERM_DESIGN_EDIT, 0,
                WRITE(table_fields, table_prepare, design__save_apply, table_answer, table_show),
                .doc = "A draft's tables, as typed; adds or removes one row" },
        { 0 },
};
