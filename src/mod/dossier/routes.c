/*
 * src/mod/dossier/routes.c: a person's own dossiers over HTTP: list, confirmation, timeline,
 * withdrawal, files. No SQL, no HTML.
 */
#include "audit/audit.h"
#include "core/files.h"
#include "core/queries.h"
#include "core/words.h"
#include "mod/dossier/answers.h"
#include "mod/dossier/pages.h"
#include "mod/dossier/views.h"
#include "mod/mandate/mandate.h"
#include "web/texts.h"
#include "web/web.h"

#define COMING_MS (2 * MINUTE_MS)

struct str pages_fee_words(struct req *rq, const struct procedure_full *p)
{
        i64 sum = 0;
        bool known = p->fees.n > 0;

        for (size_t i = 0; i < p->fees.n; i++) {
                if (p->fees.rows[i].amount == I64_NULL)
                        known = false;
                else
                        sum += p->fees.rows[i].amount;
        }
        return known ? words_money(rq->arena, rq->lang, sum)
                     : s_DOSSIER_FEE_UNKNOWN(rq->arena, rq->lang);
}

int pages_to_dossier(struct req *rq, i64 id)
{
        struct dossier d;
        int r = dossier_by_id(rq->tx, id, &d);

        return r < 0 ? r : reply_see_other(rq, "/ho-so/:code", d.code);
}

/* What a step of the history is called and drawn with. */
static const struct {
        const char *action;
        enum text title;
} step_words[] = {
        { "submit", T_DOSSIER_STEP_SUBMIT },
        { "accept", T_DOSSIER_STEP_ACCEPT },
        { "refuse", T_DOSSIER_STEP_REFUSE },
        { "supplement", T_DOSSIER_STEP_SUPPLEMENT },
        { "resubmit", T_DOSSIER_STEP_RESUBMIT },
        { "withdraw", T_DOSSIER_STEP_WITHDRAW },
        { "start", T_DOSSIER_STEP_START },
        { "propose", T_DOSSIER_STEP_PROPOSE },
        { "send_back", T_DOSSIER_STEP_SEND_BACK },
        { "approve", T_DOSSIER_STEP_APPROVE },
        { "ask_payment", T_DOSSIER_STEP_ASK_PAYMENT },
        { "paid", T_DOSSIER_STEP_PAID },
        { "stop", T_DOSSIER_STEP_STOP },
        { "resume", T_DOSSIER_STEP_RESUME },
        { "hand_over", T_DOSSIER_STEP_HAND_OVER },
        { "correct", T_DOSSIER_STEP_CORRECT },
        { "extend", T_DOSSIER_STEP_EXTEND },
        { "succeed", T_DOSSIER_STEP_SUCCEED },
        { "agree", T_DOSSIER_STEP_AGREE },
        { "disagree", T_DOSSIER_STEP_DISAGREE },
        { "forward", T_DOSSIER_STEP_FORWARD },
        { "pass", T_DOSSIER_STEP_PASS },
        { "fail", T_DOSSIER_STEP_FAIL },
        { "exempt", T_DOSSIER_STEP_EXEMPT },
        { "received", T_DOSSIER_STEP_RECEIVED },
        { "returned", T_DOSSIER_STEP_RETURNED },
        { "transfer", T_DOSSIER_STEP_TRANSFER },
        { "assign", T_DOSSIER_STEP_ASSIGN },
};

bool dossier_step_stays(struct str action)
{
        return str_is(action, "extend") || str_is(action, "assign");
}

struct str dossier_step_title(struct arena *a, enum lang lang, struct str action)
{
        for (size_t i = 0; i < ARRAY_LEN(step_words); i++)
                if (str_is(action, step_words[i].action))
                        return text_plain(a, lang, (int)step_words[i].title, STR_NULL);
        return action;
}

const char *dossier_action(size_t i)
{
        return i < ARRAY_LEN(step_words) ? step_words[i].action : NULL;
}

struct str dossier_step_words(struct arena *a, enum lang lang, const struct dossier_step_row *s)
{
        struct str title = dossier_step_title(a, lang, s->action);

        if (!s->task.ptr || dossier_is_lawful(s->action))
                return title;
        if (str_is(s->action, DOSSIER_DONE))
                return s->task;
        return str_fmt(a, "%.*s: %.*s", STRF(s->task), STRF(title));
}

struct str dossier_paper_title(struct arena *a, enum lang lang, struct str form)
{
        static const struct {
                const char *form;
                enum text title;
        } titles[] = {
                { "01", T_DOSSIER_PAPER_01 },
                { "02", T_DOSSIER_PAPER_02 },
                { "03", T_DOSSIER_PAPER_03 },
                { "04", T_DOSSIER_PAPER_04 },
                { "05", T_DOSSIER_PAPER_05 },
                { "06", T_DOSSIER_PAPER_06 },
                { "result", T_DOSSIER_PAPER_RESULT },
                { "receipt", T_DOSSIER_PAPER_RECEIPT },
        };

        for (size_t i = 0; i < ARRAY_LEN(titles); i++)
                if (str_is(form, titles[i].form))
                        return text_plain(a, lang, (int)titles[i].title, STR_NULL);
        return form;
}

struct str dossier_note_for(const struct who *w, const struct dossier_step_row *s)
{
        bool inside = s->from_state == s->to_state && !str_is(s->action, "extend");

        return inside && !w->staff ? STR_NULL : s->note;
}

bool dossier_paused(const struct dossier *d)
{
        return d->state == DOSSIER_SUPPLEMENT || d->state == DOSSIER_PAYMENT ||
               d->state == DOSSIER_STOPPED;
}

enum pause_kind dossier_pause(const struct dossier *d)
{
        if (d->state == DOSSIER_SUPPLEMENT)
                return PAUSE_PAPERS;
        return d->state == DOSSIER_PAYMENT ? PAUSE_FEE : PAUSE_PLAIN;
}

static struct str waiting_words(
        struct arena *a, enum lang lang, const struct dossier *d, struct str unit)
{
        switch (d->state) {
        case DOSSIER_NEW:
                return s_DOSSIER_WAIT_CHECK(a, lang, unit);
        case DOSSIER_ACCEPTED:
        case DOSSIER_PROCESSING:
                return s_DOSSIER_WAIT_PROCESS(a, lang, unit);
        case DOSSIER_SUPPLEMENT:
                return s_DOSSIER_WAIT_YOU(a, lang);
        case DOSSIER_PAYMENT:
                return s_DOSSIER_WAIT_PAYMENT(a, lang);
        case DOSSIER_STOPPED:
                return s_DOSSIER_WAIT_STOPPED(a, lang, unit);
        case DOSSIER_FINISHED:
                return s_DOSSIER_WAIT_PICKUP(a, lang, unit);
        default:
                return STR("");
        }
}

/*
 * Papers are made by a job moments after their move. One that is late for long is the health
 * page's to tell, not this one's.
 */
static void fill_coming(struct req *rq, const struct dossier *d,
        const struct dossier_step_row *last, struct dossier_view *v)
{
        struct str form = pages_paper_form(last->action);
        struct str number = pages_paper_number(rq->arena, form, d->code, last->seq);

        if (!form.ptr || rq->now - last->at > COMING_MS || (str_is(form, "06") && !rq->who->staff))
                return;
        for (size_t i = 0; i < v->n_issued; i++)
                if (str_eq(v->issued[i].form, form) && str_eq(v->issued[i].number, number))
                        return;
        v->coming = dossier_paper_title(rq->arena, rq->lang, form);
}

/* Filed by an officer, in the applicant's presence: both are named. */
static int name_helper(struct req *rq, const struct dossier *d, const struct dossier_step_row *s,
        struct str applicant, struct str behalf, struct event_view *e)
{
        struct account_brief helper;
        int r;

        if (!str_is(s->action, "submit") || s->actor_id == I64_NULL || s->actor_id == d->account_id)
                return 0;
        if (s->actor_id == d->representative_id) {
                e->note = behalf;
                return 0;
        }
        r = account_brief_by_id(rq->tx, s->actor_id, &helper);
        if (r < 0 || str_is(helper.kind, "guest")) /* who has taken it over since */
                return r;
        e->title = s_DOSSIER_STEP_SUBMIT_COUNTER(rq->arena, rq->lang);
        e->note = s_DOSSIER_STEP_HELPED(rq->arena, rq->lang, applicant, helper.display);
        return 0;
}

static int fill_steps(
        struct req *rq, const struct dossier *d, const struct org *o, struct dossier_view *v)
{
        struct dossier_step_row_rows rows;
        struct event_view *steps;
        int r = dossier_steps(rq->tx, d->id, &rows);

        if (r < 0)
                return r;
        steps = NEW_ARRAY(rq->arena, struct event_view, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                const struct dossier_step_row *s = &rows.rows[i];
                const struct unit *u = org_unit(o, s->unit_id);

                steps[i] = (struct event_view){ .kind = EVENT_DONE,
                        .time = words_time(rq->arena, rq->lang, s->at),
                        .time_iso = time_iso(rq->arena, s->at),
                        .title = dossier_step_words(rq->arena, rq->lang, s),
                        .who = u ? u->name : STR(""),
                        .note = dossier_note_for(rq->who, s) };
                r = name_helper(rq, d, s, v->applicant, v->behalf, &steps[i]);
                if (r < 0)
                        return r;
        }
        if (rows.n)
                fill_coming(rq, d, &rows.rows[rows.n - 1], v);
        if (!str_empty(v->waiting))
                steps[rows.n++] = (struct event_view){ .kind = EVENT_WAIT, .title = v->waiting };
        v->steps = steps;
        v->n_steps = rows.n;
        return 0;
}

/* What the applicant may do now. */
static int fill_own_actions(struct req *rq, const struct dossier *d, struct dossier_view *v)
{
        struct dossier_offer offers[DOSSIER_OFFERS_MAX];
        size_t n;
        int r = dossier_actions(rq->tx, rq->who, d, offers, ARRAY_LEN(offers), &n);

        for (size_t i = 0; i < n; i++) {
                v->can_withdraw = v->can_withdraw || str_is(offers[i].action, "withdraw");
                v->can_resubmit = v->can_resubmit || str_is(offers[i].action, "resubmit");
        }
        return r;
}

/* What was answered, read by the form that it was answered to. */
static int fill_answers(struct req *rq, const struct org *o, const struct procedure_version *p,
        struct str json, struct dossier_view *v)
{
        struct answers answers;
        struct form_fill fill;
        struct question_room room = {
                .arena = rq->arena, .lang = rq->lang, .org = o, .fill = &fill
        };
        int r = answers_read(rq->tx, json, p->code, &answers);

        if (r < 0 || !answers.values->count)
                return r;
        r = answers_fill(rq->arena, o, p, &answers, rq->now, &fill);
        if (r == 0)
                v->n_answers = question_answers(&room, STR_NULL, &v->answers);
        return r;
}

/* The control sheet (06) goes with the dossier from office to office, not to the applicant. */
static void leave_out_inner(struct issued_row_rows *issued)
{
        size_t kept = 0;

        for (size_t i = 0; i < issued->n; i++)
                if (!str_is(issued->rows[i].form, "06"))
                        issued->rows[kept++] = issued->rows[i];
        issued->n = kept;
}

static int fill_filing(struct req *rq, const struct dossier *d, struct dossier_view *v)
{
        struct filing f;
        int r = filing_of_dossier(rq->tx, d->id, &f);

        if (r == 0)
                v->filing = f.code;
        return r == ERR_NOT_FOUND ? 0 : r;
}

/* Who sent it for the applicant, by which paper and until when. */
static int fill_behalf(struct req *rq, const struct dossier *d, struct dossier_view *v)
{
        struct account_brief who;
        struct mandate m;
        int r = d->mandate_id == I64_NULL ? ERR_NOT_FOUND
                                          : mandate_by_id(rq->tx, d->mandate_id, &m);

        if (r == 0)
                r = account_brief_by_id(rq->tx, d->representative_id, &who);
        if (r == 0) {
                v->representative = who.display;
                v->behalf = s_DOSSIER_BEHALF(rq->arena, rq->lang, who.display, v->applicant);
                v->mandate = str_fmt(rq->arena, "%.*s %.*s%s%.*s",
                        STRF(mandate_kind_words(rq->arena, rq->lang, m.kind)), STRF(m.code),
                        str_empty(m.paper) ? "" : ", ", STRF(m.paper));
        }
        return r == ERR_NOT_FOUND ? 0 : r;
}

int dossier_fill_view(struct req *rq, const struct dossier *d, struct dossier_view *v)
{
        const struct org *o = org_get(rq->arena);
        const struct unit *u = org_unit(o, d->unit_id), *got = org_unit(o, d->received_unit_id);
        struct procedure_version pv;
        struct dossier_applicant who;
        struct dossier_paper_row_rows papers;
        struct issued_row_rows issued;
        int r = procedure_version_by_id(rq->tx, d->version_id, &pv);

        if (r == 0)
                r = dossier_applicant_of(rq->tx, d->id, &who);
        if (r == 0)
                r = dossier_papers(rq->tx, d->id, &papers);
        if (r == 0)
                r = issued_of(rq->tx, d->id, &issued);
        if (r < 0)
                return r;
        if (!rq->who->staff)
                leave_out_inner(&issued);
        *v = (struct dossier_view){ .rq = rq,
                .d = d,
                .code = d->code,
                .procedure_code = pv.code,
                .procedure_name = pv.usual,
                .applicant = who.applicant_name,
                .submitted = words_time(rq->arena, rq->lang, d->submitted_at),
                .check_due = words_time(rq->arena, rq->lang, d->check_due_at),
                .due = words_time(rq->arena, rq->lang, d->due_at),
                .unit_name = u ? unit_full_name(rq->arena, u) : STR(""),
                .received_name = got ? unit_full_name(rq->arena, got) : STR(""),
                .papers = papers.rows,
                .n_papers = papers.n,
                .issued = issued.rows,
                .n_issued = issued.n };
        v->waiting = waiting_words(rq->arena, rq->lang, d, v->unit_name);
        if (d->state == DOSSIER_NEW) {
                i64 due = catalogue_due(o, &pv, u, d->check_due_at);

                v->due = words_time(rq->arena, rq->lang, due);
        }
        v->due_state = words_due(org_calendar(o, u, day_of(rq->now)), rq->arena, d->accepted_at,
                d->due_at, rq->now, dossier_paused(d), dossier_pause(d));
        r = fill_filing(rq, d, v);
        if (r == 0)
                r = fill_behalf(rq, d, v);
        if (r == 0)
                r = fill_own_actions(rq, d, v);
        if (r == 0)
                r = supplement_fill(rq, d, v);
        if (r == 0)
                r = rating_fill(rq, d, v);
        if (r == 0)
                r = fill_answers(rq, o, &pv, who.answers, v);
        return r < 0 ? r : fill_steps(rq, d, o, v);
}

/* GET /ho-so/:code, /ho-so/:code/xac-nhan. */

void dossier_reads_own(struct req *rq, const struct dossier *d)
{
        if (rq->who->account == d->account_id)
                who_reads_own(rq, d->account_id);
        else
                req_note_person(rq, d->person_id == I64_NULL ? 0 : d->person_id, d->id,
                        "name,answers,papers", "mandate.follow");
}

static int own_dossier(struct req *rq, struct dossier *d, struct dossier_view *v)
{
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), d);

        if (r == ERR_DENIED)
                return req_fail(rq, r, T_DOSSIER_BEHALF_OVER);
        if (r == 0 && !dossier_is_theirs(rq->who, d))
                r = ERR_NOT_FOUND; /* officers have their own page */
        if (r == 0)
                r = dossier_fill_view(rq, d, v);
        if (r == 0)
                dossier_reads_own(rq, d);
        return r;
}

int pages_dossier_show(struct req *rq)
{
        struct dossier d;
        struct dossier_view v;
        int r = own_dossier(rq, &d, &v);

        if (r < 0)
                return r;
        view_dossier_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int confirmation_show(struct req *rq)
{
        struct dossier d;
        struct dossier_view v;
        int r = own_dossier(rq, &d, &v);

        if (r < 0)
                return r;
        view_confirmation_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /ho-so: one's drafts and dossiers. */

#define OWN_PAGE 20

static const struct field own_fields[] = {
        { "truoc", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

/* One's own and those that one sent for others, in one list, newest first. */
static int own_rows(struct req *rq, i64 before, struct own_view *v)
{
        struct own_row *rows = NEW_ARRAY(rq->arena, struct own_row, OWN_PAGE);
        struct dossier_own_rows own, others;
        size_t i = 0, k = 0;
        i64 last = 0;
        int r = dossiers_of_account(rq->tx, rq->who->account, before, OWN_PAGE + 1, &own);

        if (r == 0)
                r = dossiers_of_representative(
                        rq->tx, rq->who->account, before, OWN_PAGE + 1, &others);
        if (r < 0)
                return r;
        while (v->n_rows < OWN_PAGE && (i < own.n || k < others.n)) {
                bool other = i == own.n || (k < others.n && others.rows[k].submitted_at >
                                                                    own.rows[i].submitted_at);
                const struct dossier_own *d = other ? &others.rows[k++] : &own.rows[i++];

                last = d->submitted_at;
                rows[v->n_rows++] = (struct own_row){ .code = d->code,
                        .name = d->usual,
                        .submitted = words_day(rq->arena, rq->lang, day_of(d->submitted_at)),
                        .due = words_time(rq->arena, rq->lang, d->due_at),
                        .state = d->state,
                        .for_another = other };
        }
        if (i < own.n || k < others.n)
                v->next = str_fmt(rq->arena, "%lld", (long long)last);
        v->rows = rows;
        return 0;
}

static int own_show(struct req *rq)
{
        struct own_view v = { .rq = rq };
        struct draft_brief_rows drafts;
        struct own_row *open;
        i64 before = input_i64(rq->in, "truoc");
        int r;

        r = own_rows(rq, before == I64_NULL ? INT64_MAX : before, &v);
        if (r == 0)
                r = drafts_of(rq->tx, rq->who->account, rq->now, &drafts);
        if (r < 0)
                return r;
        open = NEW_ARRAY(rq->arena, struct own_row, MAX(drafts.n, 1));
        for (size_t i = 0; i < drafts.n; i++) {
                struct procedure_version pv;

                r = procedure_version_by_id(rq->tx, drafts.rows[i].version_id, &pv);
                if (r < 0)
                        return r;
                open[i] = (struct own_row){ drafts.rows[i].code, pv.usual,
                        words_time(rq->arena, rq->lang, drafts.rows[i].updated_at),
                        words_day(rq->arena, rq->lang, day_of(drafts.rows[i].expires_at)), 0 };
        }
        v.drafts = open;
        v.n_drafts = drafts.n;
        if (rq->tx->read_personal)
                who_reads_own(rq, rq->who->account);
        view_own_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* The applicant's moves: withdraw; answering a request is supplement.c's. */

static const struct field withdraw_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "reason", FIELD_LINES, 0, 1000, 0, NULL },
        { 0 },
};

int pages_own_move(struct tx *tx, const struct input *in, const char *action, struct str note,
        struct dossier *ret_d)
{
        struct dossier d;
        const struct dossier_act act = { .who = in->who,
                .action = str_of(action),
                .version = input_i64(in, "version"),
                .note = note,
                .due_day = I64_NULL,
                .peer = in->peer };
        int r = dossier_by_code(tx, path_str(in, "code"), &d);

        if (r < 0)
                return r;
        if (!dossier_is_theirs(in->who, &d))
                return ERR_NOT_FOUND;
        return dossier_move(tx, &d, &act, ret_d);
}

static int withdraw_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct dossier d;

        out->code = path_str(in, "code");
        return pages_own_move(tx, in, "withdraw", input_str(in, "reason"), &d);
}

int pages_own_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/ho-so/:code", out->code);
}

/* GET /ho-so/:code/tep/:file: papers and issued papers of a dossier, for whoever may see it. */

static int file_show(struct req *rq)
{
        struct dossier d;
        struct file f;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r == 0)
                r = file_by_code(rq->tx, path_str(rq->in, "file"), &f);
        if (r < 0)
                return r;
        if (!str_is(f.object_kind, "dossier") || f.object_id != d.id)
                return ERR_NOT_FOUND;
        req_note_person(
                rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id, "file", "dossier.file");
        return files_reply(rq, f.code, str_is(f.type, "application/pdf"));
}

const struct route own_routes[] = {
        { GET, "/ho-so", PERM_APPLY, ROUTE_NOINDEX, READ(own_fields, own_show),
                .doc = "One's own drafts and dossiers" },
        { GET, "/ho-so/:code", PERM_FILL, ROUTE_NOINDEX | ROUTE_SCRIPT | ROUTE_READS_PERSON,
                READ(NULL, pages_dossier_show), .doc = "A dossier and its timeline" },
        { GET, "/ho-so/:code/xac-nhan", PERM_FILL, ROUTE_NOINDEX | ROUTE_READS_PERSON,
                READ(NULL, confirmation_show), .doc = "Confirmation after submitting" },
        { GET, "/ho-so/:code/tep/:file", PERM_FOLLOW, ROUTE_NOINDEX | ROUTE_READS_PERSON,
                READ(NULL, file_show), .doc = "A file of a dossier" },
        { POST, "/ho-so/:code/rut", PERM_FILL, ROUTE_SCRIPT | ROUTE_READS_PERSON,
                WRITE(withdraw_fields, NULL, withdraw_apply, pages_own_answer, pages_dossier_show),
                .doc = "Withdraw a dossier" },
        { 0 },
};
