/*
 * src/mod/portal/precheck_page.c: GET /thu-tuc/:code/dieu-kien: the questions of a procedure's
 * decision, and its answer once they are answered. What is asked is of a case, not of a person, so
 * that an address with answers may be kept and passed on.
 */
#include "core/frame.h"
#include "core/perm.h"
#include "core/question.h"
#include "core/words.h"
#include "mod/dossier/dossier.h"
#include "mod/portal/lines.h"
#include "mod/portal/portal.h"
#include "mod/portal/precheck.h"
#include "mod/portal/views.h"
#include "web/texts.h"

static const struct field fields[] = {
        { "f", FIELD_FORM, 0, 0, 0, NULL },
        { 0 },
};

struct page_view *precheck_frame(const struct precheck_view *v)
{
        struct page_view *p = frame_form(v->rq, s_PORTAL_PRECHECK(v->rq->arena, v->rq->lang),
                str_fmt(v->rq->arena, "/thu-tuc/%.*s", STRF(v->code)));

        p->failed = v->questions.n_errors > 0;
        return p;
}

/* The answers as an application takes them, and the address that begins it with them. */
static int carry(struct req *rq, const struct precheck *p, const struct form_fill *fill,
        struct str *ret_apply, const struct json **ret_sent)
{
        const struct precheck_carried *list;
        size_t n = precheck_carry(p, fill, &list);
        struct json_writer w;
        struct buf address, sent;

        buf_init(&address, rq->arena, 64 << 10);
        buf_init(&sent, rq->arena, 64 << 10);
        json_begin(&w, &sent);
        json_open(&w, NULL, '{');
        buf_fmt(&address, "%.*s/nop", (int)str_rfind_char(rq->path, '/'), rq->path.ptr);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(&address, "%cf-%.*s=%.*s", i ? '&' : '?', STRF(list[i].control),
                        STRF(words_query(rq->arena, list[i].value)));
                json_put_str(&w, str_c(rq->arena, list[i].control), list[i].value);
        }
        json_close(&w, '}');
        *ret_apply = buf_str(&address);
        return json_parse(rq->arena, buf_str(&sent), ret_sent, NULL);
}

static bool is_named(const struct feel_value *papers, const struct procedure_paper *p)
{
        for (size_t i = 0; i < feel_count(papers); i++) {
                struct str s = feel_to_str(feel_item(papers, i));

                if (s.len && (str_eq(s, p->name) || str_eq(s, p->case_text)))
                        return true;
        }
        return false;
}

/* What everybody needs, and what the form or the decision asks for in this case. */
static int fill_papers(struct req *rq, const struct procedure_full *p, const struct json *sent,
        const struct feel_value *named, struct precheck_view *v)
{
        struct precheck_paper *list = NEW_ARRAY(rq->arena, struct precheck_paper, p->papers.n + 1);
        const enum paper_need *needs;
        int r = dossier_papers_needed(rq->tx, p, sent, rq->now, &needs);

        if (r < 0)
                return r;
        for (size_t i = 0; i < p->papers.n; i++) {
                const struct procedure_paper *paper = &p->papers.rows[i];

                if (needs[i] == PAPER_NEEDED ||
                        (needs[i] == PAPER_PERHAPS && is_named(named, paper)))
                        list[v->n_papers++] =
                                (struct precheck_paper){ paper->name, paper->case_text };
        }
        v->papers = list;
        return 0;
}

static int fill_answer(struct req *rq, const struct procedure_full *p, const struct precheck *check,
        struct question_room *room, struct precheck_view *v)
{
        struct precheck_answer answer;
        const struct json *sent;
        int r = precheck_decide(check, room->fill, rq->lang, &answer);

        if (r == 0)
                r = carry(rq, check, room->fill, &v->apply, &sent);
        if (r == 0)
                r = fill_papers(rq, p, sent, answer.papers, v);
        if (r < 0)
                return r;
        v->answered = true;
        v->eligible = answer.eligible;
        v->reason = answer.reason;
        v->limit = answer.time.len ? answer.time
                                   : words_limit(rq->arena, rq->lang, p->v.limit_hundredths,
                                             p->v.limit_unit, p->v.cutoff_minute != I64_NULL);
        v->fee = answer.fee != I64_NULL ? words_money(rq->arena, rq->lang, answer.fee)
                                        : portal__fee(rq, &p->fees, &(bool){ false });
        v->n_answers = question_answers(room, STR_NULL, &v->answers);
        return 0;
}

static int precheck_show(struct req *rq)
{
        struct precheck_view v = { .rq = rq, .self = rq->path };
        const struct json *sent = input_json(rq->in, "f");
        struct form_fill fill;
        struct question_room room = { .arena = rq->arena, .lang = rq->lang, .fill = &fill };
        const struct question_page *pages;
        struct json *data = form_data_new(rq->arena, NULL);
        struct procedure_full p;
        struct precheck check;
        struct str text;
        i64 day = org_day(org_get(rq->arena));
        size_t wrong;
        int r = catalogue_get(rq->tx, path_str(rq->in, "code"), day, &p);

        if (r == 0)
                r = precheck_find(rq->tx, p.v.code, day, &text);
        if (r == 0)
                r = precheck_load(rq->arena, p.v.code, text, &check);
        if (r < 0)
                return r;
        if (sent)
                form_data_take(rq->arena, data, form_root(check.form), sent);
        r = form_fill(
                &(struct form_setup){ .form = check.form, .arena = rq->arena, .now = rq->now },
                data, &fill);
        if (r < 0 || !question_pages(&room, &pages))
                return r < 0 ? r : ERR_CORRUPT;
        wrong = form_check_answers(&fill);
        v.code = p.v.code;
        v.usual = p.v.usual;
        v.online = !str_is(p.v.online, "none");
        if (sent && !wrong)
                r = fill_answer(rq, &p, &check, &room, &v);
        else
                question_page_view(&room, &pages[0], sent != NULL, &v.questions);
        if (r < 0)
                return r;
        view_precheck_page(&rq->html, &v);
        return reply_page(rq, sent && wrong ? 422 : 200);
}

const struct route portal_precheck_routes[] = {
        { GET, "/thu-tuc/:code/dieu-kien", PERM_PUBLIC, ROUTE_NOINDEX, READ(fields, precheck_show),
                .doc = "Am I eligible, which papers: by the decision of the procedure" },
        { 0 },
};
