/*
 * src/mod/counter/sign.c: what waits for a leader's signature: a list made for a telephone, one
 * dossier with its result beside its papers, the decision, and the next one at once. Several at
 * once are bulk.c's. No SQL, no HTML.
 */
#include "core/frame.h"
#include "core/words.h"
#include "mod/counter/bulk.h"
#include "mod/counter/views.h"
#include "web/texts.h"

#define SIGN_PAGE 20
#define STEP      "approve"

static struct desk_list waiting(i64 after_due, i64 after_id, i64 limit)
{
        return (struct desk_list){ .step = STR(STEP),
                .holder = I64_NULL,
                .channel = I64_NULL,
                .procedure = I64_NULL,
                .due_from = I64_NULL + 1,
                .due_to = INT64_MAX,
                .after_due = after_due,
                .after_id = after_id,
                .limit = limit };
}

/* What was decided a moment ago, told on the page that follows; "" when the code is none. */
static struct str just_done(struct req *rq)
{
        struct str code = input_str(rq->in, "xong");
        struct last_step_by last;
        struct dossier d;

        if (str_empty(code) || dossier_get(rq->tx, rq->who, code, &d) < 0 ||
                last_step_by(rq->tx, d.id, &last) < 0)
                return STR("");
        return s_SIGN_DONE(
                rq->arena, rq->lang, d.code, dossier_step_title(rq->arena, rq->lang, last.action));
}

/* ---- GET /duyet ---- */

static const struct field list_fields[] = {
        { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { "xong", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

static struct str proposed_words(struct req *rq, const struct proposal *p)
{
        const struct dossier_step_row step = { .action = p->action, .task = p->task };

        return s_SIGN_PROPOSED(rq->arena, rq->lang, p->display,
                dossier_step_words(rq->arena, rq->lang, &step), words_short(rq->arena, p->at));
}

/* Does the leader's task offer this? */
static bool offers(const struct sign_fact *f, const char *action)
{
        struct str rest = f->actions.ptr ? f->actions : STR(""), word;

        while (str_cut(&rest, ' ', &word))
                if (str_is(word, action))
                        return true;
        return false;
}

static void fill_card(struct req *rq, const struct dossier_brief *d, struct sign_card *c)
{
        *c = (struct sign_card){ .code = d->code,
                .title = d->usual,
                .procedure = STR(""),
                .applicant = d->applicant_name,
                .task = STR(""),
                .proposed = STR(""),
                .words = STR(""),
                .due = counter__due(rq, d) };
        req_note_person(
                rq, d->person_id == I64_NULL ? 0 : d->person_id, d->id, "name", "dossier.sign");
}

static void fill_fact(const struct sign_fact *f, struct sign_card *c)
{
        if (!str_empty(f->result)) {
                c->procedure = c->title;
                c->title = f->result;
        }
        if (offers(f, "approve"))
                c->action = "approve";
        else if (offers(f, "forward"))
                c->action = "forward";
        if (f->task.ptr && (!c->action || strcmp(c->action, "approve") != 0))
                c->task = f->task;
}

static int fill_cards(
        struct req *rq, const struct dossier_brief_rows *rows, size_t n, struct sign_list_view *v)
{
        struct sign_card *cards = NEW_ARRAY(rq->arena, struct sign_card, n + 1);
        i64 *ids = NEW_ARRAY(rq->arena, i64, n + 1);
        struct sign_fact_rows facts;
        struct proposal_rows proposals;
        int r;

        for (size_t i = 0; i < n; i++) {
                ids[i] = rows->rows[i].id;
                fill_card(rq, &rows->rows[i], &cards[i]);
        }
        r = sign_facts(rq->tx, ids, n, &facts);
        if (r == 0)
                r = proposals_of(rq->tx, ids, n, &proposals);
        for (size_t i = 0; r == 0 && i < n; i++) {
                for (size_t k = 0; k < facts.n; k++)
                        if (facts.rows[k].id == ids[i])
                                fill_fact(&facts.rows[k], &cards[i]);
                for (size_t k = 0; k < proposals.n; k++) {
                        if (proposals.rows[k].dossier_id != ids[i])
                                continue;
                        cards[i].proposed = proposed_words(rq, &proposals.rows[k]);
                        cards[i].words = proposals.rows[k].note;
                }
        }
        v->cards = cards;
        v->n_cards = n;
        return r;
}

/* The buttons for several: what some card on the page is waiting for, and back with words. */
static void fill_actions(struct req *rq, struct sign_list_view *v)
{
        static const char *const order[] = { "approve", "forward", "send_back" };
        struct action_view *list = NEW_ARRAY(rq->arena, struct action_view, ARRAY_LEN(order));

        for (size_t i = 0; i < ARRAY_LEN(order); i++) {
                bool last = i + 1 == ARRAY_LEN(order), wanted = last && v->n_actions, danger;

                for (size_t k = 0; !last && k < v->n_cards; k++)
                        wanted |= v->cards[k].action && strcmp(v->cards[k].action, order[i]) == 0;
                if (wanted)
                        list[v->n_actions++] = (struct action_view){ .value = order[i],
                                .text = counter__label(rq, str_of(order[i]), &danger),
                                .icon = last ? ICON_TRAI : ICON_DAU,
                                .kind = last ? ACTION_SECOND : ACTION_MAIN };
        }
        v->actions = list;
}

/* How many wait, of all pages. */
static int fill_count(struct req *rq, const struct desk_scope *s, struct sign_list_view *v)
{
        const struct str step = STR(STEP);
        struct queue_count_rows counts;
        int r = counter__counts(rq, s, &step, 1, INT64_MAX, &counts);

        for (size_t i = 0; r == 0 && i < counts.n; i++)
                if (str_is(counts.rows[i].step, STEP))
                        v->count = counts.rows[i].n;
        return r;
}

static int list_show(struct req *rq)
{
        struct sign_list_view v = { .rq = rq };
        struct desk_scope scope = counter__scope(rq, PERM_DOSSIER_APPROVE);
        const struct unit *unit = org_unit(org_get(rq->arena), scope.unit);
        struct dossier_brief_rows rows;
        struct desk_list l;
        struct page_view *p;
        i64 due, id;
        int r = counter__read_key(input_str(rq->in, "sau"), &due, &id);

        if (r < 0)
                return r;
        l = waiting(due, id, SIGN_PAGE + 1);
        r = counter__list(rq, &scope, &l, &rows);
        if (r == 0)
                r = fill_count(rq, &scope, &v);
        if (r == 0)
                r = fill_cards(rq, &rows, MIN(rows.n, (size_t)SIGN_PAGE), &v);
        if (r < 0)
                return r;
        req_note_person(rq, 0, 0, "name", "dossier.sign");
        fill_actions(rq, &v);
        v.done = just_done(rq);
        v.next = rows.n > SIGN_PAGE
                         ? str_fmt(rq->arena, "/duyet?sau=%.*s",
                                   STRF(counter__key(rq->arena, &rows.rows[SIGN_PAGE - 1])))
                         : STR("");
        p = frame_officer(rq, text_plain(rq->arena, rq->lang, T_WORK_SIGN, STR_NULL),
                unit ? unit->name : STR(""));
        p->script = asset_path("desk.js");
        view_sign_list_page(&rq->html, p, &v);
        return reply_page(rq, 200);
}

/* ---- GET /duyet/tiep: the next one, nearest due first, and round again ---- */

static const struct field next_fields[] = {
        { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { "xong", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

static struct str with_done(struct req *rq, struct str address, struct str done)
{
        return str_empty(done) ? address
                               : str_fmt(rq->arena, "%.*s?xong=%.*s", STRF(address), STRF(done));
}

static int go_next(struct req *rq, i64 due, i64 id, struct str done)
{
        struct desk_scope scope = counter__scope(rq, PERM_DOSSIER_APPROVE);
        struct desk_list l = waiting(due, id, 1);
        struct dossier_brief_rows rows;
        int r = counter__list(rq, &scope, &l, &rows);

        if (r == 0 && !rows.n && id != I64_NULL) {
                l = waiting(I64_NULL, I64_NULL, 1);
                r = counter__list(rq, &scope, &l, &rows);
        }
        if (r < 0)
                return r;
        return reply_go(
                rq, with_done(rq,
                            rows.n ? str_fmt(rq->arena, "/duyet/%.*s", STRF(rows.rows[0].code))
                                   : STR("/duyet"),
                            done));
}

static int next_show(struct req *rq)
{
        i64 due, id;
        int r = counter__read_key(input_str(rq->in, "sau"), &due, &id);

        req_note_person(rq, 0, 0, "name", "dossier.sign");
        return r < 0 ? r : go_next(rq, due, id, input_str(rq->in, "xong"));
}

/* ---- GET and POST /duyet/:code ---- */

static const struct field sign_show_fields[] = {
        { "xong", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

static struct dossier_brief key_of(const struct dossier *d)
{
        return (struct dossier_brief){ .id = d->id,
                .due_order = d->due_at != I64_NULL         ? d->due_at
                             : d->check_due_at != I64_NULL ? d->check_due_at
                                                           : 0 };
}

/* Only what the leader's task asks: the rest stands on the dossier's own page. */
static void keep_decisions(struct work_view *w)
{
        struct act_button *list = NEW_ARRAY(w->rq->arena, struct act_button, w->n_buttons + 1);
        size_t n = 0;

        for (size_t i = 0; i < w->n_buttons; i++) {
                if (!w->buttons[i].decides || w->buttons[i].defects || w->buttons[i].new_due)
                        continue;
                list[n] = w->buttons[i];
                list[n].main = n == 0 && !list[n].danger;
                n++;
        }
        w->buttons = list;
        w->n_buttons = n;
}

static int sign_show(struct req *rq)
{
        struct sign_view v = { .work = { .rq = rq } };
        struct sign_fact_rows facts;
        struct proposal_rows proposals;
        struct dossier_brief key;
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r == 0)
                r = counter__fill_work(rq, &d, &v.work);
        if (r == 0)
                r = sign_facts(rq->tx, &d.id, 1, &facts);
        if (r == 0)
                r = proposals_of(rq->tx, &d.id, 1, &proposals);
        if (r < 0)
                return r;
        keep_decisions(&v.work);
        key = key_of(&d);
        v.skip = str_fmt(rq->arena, "/duyet/tiep?sau=%.*s", STRF(counter__key(rq->arena, &key)));
        v.result = facts.n && !str_empty(facts.rows[0].result) ? facts.rows[0].result
                                                               : v.work.dossier.procedure_name;
        v.task = STR("");
        if (facts.n && facts.rows[0].task.ptr && !offers(&facts.rows[0], "approve"))
                v.task = facts.rows[0].task;
        v.proposed = v.words = STR("");
        if (proposals.n) {
                v.proposed = proposed_words(rq, &proposals.rows[0]);
                v.words = proposals.rows[0].note;
        }
        v.done = rq->verb == GET ? just_done(rq) : STR("");
        req_note_person(rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id,
                "name,identity,birth_day,address,answers,papers", "dossier.sign");
        view_sign_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static const struct field sign_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "action", FIELD_KEY, FIELD_REQUIRED, 20, 0, NULL },
        { "note", FIELD_LINES, 0, 4000, 0, NULL },
        { 0 },
};

static int sign_prepare(struct req *rq, struct input *in)
{
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, path_str(in, "code"), &d);

        return r < 0 ? r : dossier_check_fields(rq, in, &d, input_str(in, "action"), 0);
}

static int sign_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct str note = input_str(in, "note");
        const struct dossier_act act = { .who = in->who,
                .action = input_str(in, "action"),
                .version = input_i64(in, "version"),
                .note = note.ptr ? note : STR(""),
                .due_day = I64_NULL,
                .peer = in->peer };
        struct dossier_brief key;
        struct dossier d;
        int r = dossier_by_code(tx, path_str(in, "code"), &d);

        if (r < 0)
                return r;
        key = key_of(&d); /* where the next one is looked for */
        out->code = str_fmt(
                tx->arena, "sau=%.*s&xong=%.*s", STRF(counter__key(tx->arena, &key)), STRF(d.code));
        r = dossier_visible(tx, in->who, &d);
        return r < 0 ? r : dossier_move(tx, &d, &act, &d);
}

static int sign_answer(struct req *rq, const struct outcome *out)
{
        return reply_go(rq, str_fmt(rq->arena, "/duyet/tiep?%.*s", STRF(out->code)));
}

/* ---- GET /duyet/:code/du-thao ---- */

static int draft_file(struct req *rq)
{
        struct dossier d;
        struct str pdf;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r < 0)
                return r;
        req_note_person(rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id,
                "name,identity,birth_day,address", "dossier.sign");
        r = dossier_draft_result(rq->tx, &d, rq->who, &pdf);
        return r < 0 ? r
                     : reply_bytes(rq, 200, "application/pdf", pdf,
                               str_fmt(rq->arena, "du-thao-%.*s.pdf", STRF(d.code)));
}

const struct route sign_routes[] = {
        { GET, "/duyet", PERM_DOSSIER_APPROVE, ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SCRIPT,
                READ(list_fields, list_show), .doc = "What waits for one's signature" },
        { GET, "/duyet/tiep", PERM_DOSSIER_APPROVE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(next_fields, next_show), .doc = "The next dossier to sign" },
        { GET, "/duyet/:code", PERM_DOSSIER_APPROVE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(sign_show_fields, sign_show),
                .doc = "A dossier to sign: its result beside its papers" },
        { POST, "/duyet/:code", PERM_DOSSIER_APPROVE, ROUTE_READS_PERSON | ROUTE_MOVED_ON,
                WRITE(sign_fields, sign_prepare, sign_apply, sign_answer, sign_show),
                .doc = "Sign, or send back with words; the next one follows" },
        { GET, "/duyet/:code/du-thao", PERM_DOSSIER_APPROVE,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(NULL, draft_file),
                .doc = "The result as it would be issued, as a PDF" },
        { 0 },
};
