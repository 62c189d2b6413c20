/*
 * src/mod/dossier/questions.c: the questions of an application over HTTP: one page a group of the
 * form, each with its own address; what was typed is kept at every step, wrong or not. No SQL, no
 * HTML.
 */
#include "core/setting.h"
#include "core/words.h"
#include "mod/dossier/application.h"
#include "mod/dossier/views.h"
#include "web/texts.h"

static const struct field show_fields[] = {
        { "bang", FIELD_KEY, 0, 120, 0, NULL }, /* which page of which table */
        { 0 },
};

static const struct field send_fields[] = {
        { "f", FIELD_FORM, FIELD_PERSONAL, 0, 0, NULL },
        { "lam", FIELD_KEY, 0, 200, 0, NULL }, /* "them:list", "bo:list:row" */
        { "save", FIELD_BOOL, 0, 0, 0, NULL },
        { 0 },
};

static const struct question_page *find_page(const struct application *a, struct str address)
{
        for (size_t i = 0; i < a->n_pages; i++)
                if (str_eq(a->pages[i].address, address))
                        return &a->pages[i];
        return NULL;
}

/* GET /nop/:draft/thong-tin: go on where something is missing. */
static int resume_show(struct req *rq)
{
        struct application a;
        const struct question_page *gap;
        int r = application_load(rq, path_str(rq->in, "draft"), &a);

        if (r < 0)
                return r;
        who_reads_own(rq, a.draft.account_id);
        if (a.draft.dossier_id != I64_NULL)
                return pages_to_dossier(rq, a.draft.dossier_id);
        gap = application_gap(&a);
        if (gap)
                return reply_see_other(rq, "/nop/:draft/khai/:page", a.draft.code, gap->address);
        return reply_see_other(rq,
                draft_papers_complete(&a.procedure, &a.files, &a.fill) ? "/nop/:draft/kiem-tra"
                                                                       : "/nop/:draft/giay-to",
                a.draft.code);
}

static struct str address_of_page(struct req *rq, const struct application *a, size_t i)
{
        return str_fmt(
                rq->arena, "/nop/%.*s/khai/%.*s", STRF(a->draft.code), STRF(a->pages[i].address));
}

/* Above the first page: what was filled in for the person, or that they have to type. */
static int fill_known(struct req *rq, const struct application *a, struct apply_view *v)
{
        struct draft_known_row known;
        int r = draft_known(rq->tx, a->draft.id, &known);

        if (r < 0)
                return r;
        v->known = known.known;
        v->known_at = words_time(rq->arena, rq->lang, known.known_at);
        return 0;
}

static int show_page(struct req *rq, struct application *a, const struct question_page *page)
{
        size_t at = (size_t)(page - a->pages);
        struct apply_view v = application_view(rq, a);
        int r = 0;

        v.step = (i64)at + 1;
        v.title = page->title;
        v.action = address_of_page(rq, a, at);
        v.back = at ? address_of_page(rq, a, at - 1)
                    : str_fmt(rq->arena, "/thu-tuc/%.*s/nop", STRF(v.procedure_code));
        a->room.path = v.action;
        if (rq->verb == GET)
                a->room.table = input_str(rq->in, "bang");
        question_page_view(&a->room, page, rq->verb != GET, &v.questions);
        if (at == 0)
                r = fill_known(rq, a, &v);
        if (r < 0)
                return r;
        view_apply_questions(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int page_show(struct req *rq)
{
        struct application a;
        const struct question_page *page;
        const struct json *sent = rq->verb == GET ? NULL : input_json(rq->in, "f");
        int r = application_load(rq, path_str(rq->in, "draft"), &a);

        if (r < 0)
                return r;
        who_reads_own(rq, a.draft.account_id);
        if (a.draft.dossier_id != I64_NULL)
                return pages_to_dossier(rq, a.draft.dossier_id);
        page = find_page(&a, path_str(rq->in, "page"));
        if (page && sent) {
                form_data_take(rq->arena, a.answers.values, page->part, sent);
                r = application_fill(rq, &a);
                page = find_page(&a, path_str(rq->in, "page"));
        }
        if (r < 0)
                return r;
        if (!page) /* other answers took it away */
                return reply_see_other(rq, "/nop/:draft/thong-tin", a.draft.code);
        return show_page(rq, &a, page);
}

struct save {
        i64 draft;
        struct behalf behalf;
        struct str answers;
        i64 place;
        struct str next; /* the rest of the address after /nop/:draft/ */
};

/*
 * After this page comes the next, or the papers; again this one when an answer brought up a
 * question.
 */
static struct str next_address(struct req *rq, struct application *a,
        const struct question_page *page, const struct json *sent)
{
        struct str unasked = question_unasked(&a->room, page, sent);
        size_t at = (size_t)(page - a->pages);

        if (unasked.ptr)
                return str_fmt(rq->arena, "khai/%.*s#f-%.*s", STRF(page->address),
                        STRF(form_control(rq->arena, unasked, "")));
        if (at + 1 < a->n_pages)
                return str_cat(rq->arena, STR("khai/"), a->pages[at + 1].address);
        return STR("giay-to");
}

/* Faults that the person could see; a question that an answer just brought up is no fault yet. */
static size_t faults_asked(
        struct application *a, const struct question_page *page, const struct json *sent)
{
        size_t n = 0;

        for (size_t k = 0; k < page->n; k++)
                for (struct form_item *i = page->items[k]; i; i = form_next(page->items[k], i))
                        n += !i->hidden && !i->is_row && i->fault != FORM_RIGHT &&
                             question_was_sent(&a->room, i, sent);
        return n;
}

static int page_prepare(struct req *rq, struct input *in)
{
        static const struct json nothing = { .kind = JSON_OBJECT };
        const struct json *sent = input_json(in, "f") ? input_json(in, "f") : &nothing;
        struct save *s = NEW(rq->arena, struct save);
        struct str address = path_str(in, "page"), act = input_str(in, "lam"), list = STR_NULL;
        struct application a;
        const struct question_page *page;
        int r = application_load(rq, path_str(in, "draft"), &a);

        if (r < 0)
                return r;
        page = find_page(&a, address);
        if (!page)
                return ERR_NOT_FOUND;
        form_data_take(rq->arena, a.answers.values, page->part, sent);
        if (act.len)
                r = application_rows(rq, &a, act, &list);
        if (r == 0 && act.len)
                s->next = str_fmt(rq->arena, "khai/%.*s#f-%.*s", STRF(address),
                        STRF(form_control(rq->arena, list, "")));
        if (r == 0)
                r = application_fill(rq, &a);
        if (r < 0)
                return r == ERR_LIMIT ? input_fail(in, NULL, T_DOSSIER_TOO_MANY_ROWS, STR_NULL) : r;
        page = find_page(&a, address);
        if (input_bool(in, "save"))
                s->next = STR_NULL;
        else if (!act.len && page && faults_asked(&a, page, sent))
                return input_fail(in, NULL, T_DOSSIER_ANSWERS_WRONG, STR_NULL);
        else if (!act.len)
                s->next = page ? next_address(rq, &a, page, sent) : STR("thong-tin");
        s->draft = a.draft.id;
        s->behalf = a.behalf;
        s->answers = answers_json(rq->arena, &a.answers);
        s->place = a.place ? a.place->id : I64_NULL;
        in->prepared = s;
        return s->answers.ptr ? 0 : ERR_LIMIT;
}

static int page_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct save *s = in->prepared;
        i64 changed = 0;
        int r = behalf_again(tx, in, &s->behalf);
        struct json_writer w;
        struct buf b;

        if (r == 0)
                r = draft_save(tx, s->draft, s->answers, s->place, tx->now, draft_expiry(tx->now),
                        &changed);
        buf_init(&b, tx->arena, 1000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "next", s->next);
        json_close(&w, '}');
        out->json = buf_str(&b);
        out->code = path_str(in, "draft");
        return r < 0 ? r : changed ? 0 : ERR_STATE;
}

static int page_answer(struct req *rq, const struct outcome *out)
{
        return pages_to_next(rq, out);
}

const struct route question_routes[] = {
        { GET, "/nop/:draft/thong-tin", PERM_FILL, ROUTE_NOINDEX, READ(NULL, resume_show),
                .doc = "Go on with an application where something is missing" },
        { GET, "/nop/:draft/khai/:page", PERM_FILL, ROUTE_NOINDEX, READ(show_fields, page_show),
                .doc = "One page of an application's questions" },
        { POST, "/nop/:draft/khai/:page", PERM_FILL, 0,
                WRITE(send_fields, page_prepare, page_apply, page_answer, page_show),
                .doc = "Save one page of answers, or add and remove rows" },
        { 0 },
};
