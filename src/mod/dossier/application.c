/*
 * src/mod/dossier/application.c: an application as its pages see it. No SQL, no HTML.
 */
#include "mod/dossier/application.h"

#include "web/texts.h"

int application_fill(struct req *rq, struct application *a)
{
        int r = answers_fill(rq->arena, a->org, &a->procedure.v, &a->answers, rq->now, &a->fill);

        if (r < 0)
                return r;
        a->room = (struct question_room){
                .arena = rq->arena, .lang = rq->lang, .org = a->org, .fill = &a->fill
        };
        a->wrong = form_check_answers(&a->fill);
        a->n_pages = question_pages(&a->room, &a->pages);
        a->place = org_unit_by_code(a->org, answers_meaning(&a->fill, "dossier.place"));
        return 0;
}

int application_load(struct req *rq, struct str code, struct application *ret_a)
{
        struct application *a = ret_a;
        int r;

        *a = (struct application){ .org = org_get(rq->arena) };
        r = draft_get(rq->tx, rq->who, code, &a->draft);
        if (r == 0)
                r = application_open(rq, a);
        if (r == 0 && a->draft.dossier_id == I64_NULL)
                r = behalf_load(rq, a->draft.mandate_id, a->procedure.v.procedure_id, &a->behalf);
        return r;
}

int application_open(struct req *rq, struct application *a)
{
        int r = catalogue_get_version(rq->tx, a->draft.version_id, &a->procedure);

        if (r == 0)
                r = answers_read(rq->tx, a->draft.answers, a->procedure.v.code, &a->answers);
        if (r == 0)
                r = draft_papers(rq->tx, a->draft.id, &a->files);
        return r < 0 ? r : application_fill(rq, a);
}

int application_rows(struct req *rq, struct application *a, struct str act, struct str *ret_list)
{
        const struct form *form = a->answers.stored.form;
        struct str verb, list, row = act;
        i64 n = 0;
        int r = ERR_NOT_FOUND;

        if (!str_cut(&row, ':', &verb) || !str_cut(&row, ':', &list))
                return ERR_NOT_FOUND;
        if (str_is(verb, "them"))
                r = form_data_add_row(rq->arena, a->answers.values, form, list);
        else if (str_is(verb, "bo") && str_to_i64(row, &n) == 0 && n >= 0)
                r = form_data_remove_row(rq->arena, a->answers.values, form, list, (size_t)n);
        if (r == 0)
                *ret_list = list;
        return r;
}

bool application_complete(const struct application *a)
{
        const struct unit *unit;

        return a->wrong == 0 && draft_papers_complete(&a->procedure, &a->files, &a->fill) &&
               catalogue_unit(a->org, &a->procedure.v, a->place, &unit) == 0;
}

const struct question_page *application_gap(const struct application *a)
{
        for (size_t i = 0; i < a->n_pages; i++)
                if (question_faults(&a->pages[i]))
                        return &a->pages[i];
        return NULL;
}

struct apply_view application_view(struct req *rq, const struct application *a)
{
        struct apply_view v = { .rq = rq,
                .in = rq->verb == GET ? NULL : rq->in,
                .draft_code = a->draft.code,
                .procedure_code = a->procedure.v.code,
                .procedure_name = a->procedure.v.usual,
                .n_steps = (i64)a->n_pages + 2 };

        v.expires = day_vi(rq->arena, day_of(a->draft.expires_at));
        v.fee_words = pages_fee_words(rq, &a->procedure);
        v.back = a->n_pages ? str_fmt(rq->arena, "/nop/%.*s/khai/%.*s", STRF(a->draft.code),
                                      STRF(a->pages[a->n_pages - 1].address))
                            : str_fmt(rq->arena, "/thu-tuc/%.*s/nop", STRF(v.procedure_code));
        return v;
}

int pages_to_next(struct req *rq, const struct outcome *out)
{
        const struct json *j;
        struct str next;

        if (json_parse(rq->arena, out->json, &j, NULL) < 0)
                return ERR_CORRUPT;
        next = json_str(json_get(j, "next"));
        if (!next.ptr)
                return reply_see_other(rq, "/ho-so");
        /* Addresses of pages and paths of answers are letters, digits, "-", "_" and points. */
        return reply_see_other(
                rq, str_fmt(rq->arena, "/nop/:draft/%.*s", STRF(next)).ptr, out->code);
}
