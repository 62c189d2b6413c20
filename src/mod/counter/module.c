/*
 * src/mod/counter/module.c: officers at work over HTTP: the queue, one dossier, and one form for
 * every move that the state table offers. No SQL, no HTML.
 */
#include "mod/counter/counter.h"
#include "core/queries.h"
#include "mod/counter/cash.h"
#include "mod/counter/views.h"
#include "web/texts.h"
#include "web/web.h"

static const struct {
        const char *action;
        enum text label;
        bool danger;
} labels[] = {
        { "accept", T_COUNTER_DO_ACCEPT, false },
        { "start", T_COUNTER_DO_START, false },
        { "propose", T_COUNTER_DO_PROPOSE, false },
        { "approve", T_COUNTER_DO_APPROVE, false },
        { "hand_over", T_COUNTER_DO_HAND_OVER, false },
        { "paid", T_COUNTER_DO_PAID, false },
        { "resume", T_COUNTER_DO_RESUME, false },
        { "supplement", T_COUNTER_DO_SUPPLEMENT, false },
        { "ask_payment", T_COUNTER_DO_ASK_PAYMENT, false },
        { "send_back", T_COUNTER_DO_SEND_BACK, false },
        { "correct", T_COUNTER_DO_CORRECT, false },
        { "extend", T_COUNTER_DO_EXTEND, false },
        { "stop", T_COUNTER_DO_STOP, true },
        { "refuse", T_COUNTER_DO_REFUSE, true },
        { "forward", T_COUNTER_DO_FORWARD, false },
        { "pass", T_COUNTER_DO_PASS, false },
        { "fail", T_COUNTER_DO_FAIL, false },
        { "exempt", T_COUNTER_DO_EXEMPT, false },
        { "received", T_COUNTER_DO_RECEIVED, false },
        { "returned", T_COUNTER_DO_RETURNED, false },
        { "agree", T_COUNTER_DO_AGREE, false },
        { "disagree", T_COUNTER_DO_DISAGREE, false },
};

/* GET /viec/:code, with ?lam=action for the form of one move. */

static const struct field work_fields[] = {
        { "lam", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

struct str counter__label(struct req *rq, struct str action, bool *ret_danger)
{
        for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
                if (!str_is(action, labels[i].action))
                        continue;
                *ret_danger = labels[i].danger;
                return text_plain(rq->arena, rq->lang, labels[i].label, STR_NULL);
        }
        *ret_danger = false;
        return action;
}

static size_t order_of(struct str action)
{
        for (size_t i = 0; i < ARRAY_LEN(labels); i++)
                if (str_is(action, labels[i].action))
                        return i;
        return ARRAY_LEN(labels);
}

/* What the process offers to this person, in the order of the table, then what is not in it. */
static int fill_buttons(struct req *rq, const struct dossier *d, struct work_view *v)
{
        struct dossier_offer offers[DOSSIER_OFFERS_MAX];
        size_t n;
        int r = dossier_actions(rq->tx, rq->who, d, offers, ARRAY_LEN(offers), &n);
        struct act_button *list = NEW_ARRAY(rq->arena, struct act_button, n + 1);

        for (size_t at = 0; at <= ARRAY_LEN(labels); at++) {
                for (size_t i = 0; i < n; i++) {
                        struct act_button *b = &list[v->n_buttons];
                        unsigned flags = offers[i].move->flags;

                        if (order_of(offers[i].action) != at || flags & MOVE_BY_APPLICANT)
                                continue;
                        b->action = offers[i].action;
                        b->label = counter__label(rq, b->action, &b->danger);
                        if (str_is(b->action, DOSSIER_DONE))
                                b->label =
                                        s_COUNTER_DO_DONE(rq->arena, rq->lang, offers[i].task.name);
                        b->decides = offers[i].task.id && str_is(offers[i].task.role, "leader");
                        b->note = flags & MOVE_NOTE;
                        b->defects = flags & MOVE_DEFECTS;
                        b->new_due = flags & MOVE_NEW_DUE;
                        b->main = v->n_buttons++ == 0 && !b->danger;
                }
        }
        v->buttons = list;
        for (size_t i = 0; i < v->n_buttons; i++) {
                if (!str_eq(list[i].action, v->chosen))
                        continue;
                v->chosen_label = list[i].label;
                v->chosen_note = list[i].note;
                v->chosen_defects = list[i].defects;
                v->chosen_new_due = list[i].new_due;
        }
        if (!v->chosen_label.ptr)
                v->chosen = STR_NULL;
        return r;
}

/* Somebody else moved it on: who, what and when. What was typed stays on the page. */
static void fill_quicker(struct req *rq, const struct dossier *d, struct work_view *v)
{
        struct last_step_by last;

        v->moved_on = true;
        if (last_step_by(rq->tx, d->id, &last) < 0)
                return;
        v->quicker = last.display;
        v->quicker_did = dossier_step_title(rq->arena, rq->lang, last.action);
        v->quicker_at = words_time(rq->arena, rq->lang, last.at);
}

static int fill_shelf(struct req *rq, const struct dossier *d, struct work_view *v)
{
        struct shelf_row shelf;
        int r = shelf_of(rq->tx, d->id, &shelf);

        if (r < 0)
                return r == ERR_NOT_FOUND ? 0 : r;
        v->shelf = shelf.place;
        return 0;
}

int counter__fill_work(struct req *rq, const struct dossier *d, struct work_view *v)
{
        struct account_brief holder;
        int r = dossier_fill_view(rq, d, &v->dossier);

        if (r == 0)
                r = dossier_applicant_of(rq->tx, d->id, &v->applicant);
        if (r < 0)
                return r;
        v->birth = v->applicant.applicant_birth_day == I64_NULL
                           ? STR("")
                           : day_vi(rq->arena, v->applicant.applicant_birth_day);
        v->holder = STR("");
        if (d->holder_id != I64_NULL && account_brief_by_id(rq->tx, d->holder_id, &holder) == 0)
                v->holder = holder.display;
        if (rq->verb != GET)
                v->note_typed = input_typed(rq->in, "note");
        if (rq->refusal == ERR_STALE || rq->refusal == ERR_STATE)
                fill_quicker(rq, d, v);
        v->other_holds = d->holder_id != I64_NULL && d->holder_id != rq->who->account;
        return fill_buttons(rq, d, v);
}

static int work_show(struct req *rq)
{
        struct work_view v = { .rq = rq };
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r < 0)
                return r;
        v.chosen = rq->verb == GET ? input_str(rq->in, "lam") : path_str(rq->in, "action");
        if (rq->verb != GET)
                v.defects_typed = input_typed(rq->in, "defects");
        r = counter__fill_work(rq, &d, &v);
        if (r < 0)
                return r;
        v.at_desk = counter__may_hand(rq->who, &d);
        r = fill_shelf(rq, &d, &v);
        if (r < 0)
                return r;
        req_note_person(rq, d.person_id == I64_NULL ? 0 : d.person_id, d.id,
                "name,identity,birth_day,phone,email,address,answers,papers", "dossier.process");
        /* Nothing is being typed here: the page comes again by itself until the paper is there. */
        if (v.dossier.coming.len && rq->verb == GET && !v.chosen.ptr)
                reply_header(rq, "Refresh", STR("3"));
        view_work_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* POST /viec/:code/:action: every move of the state table. */

static const struct field move_fields[] = {
        { "version", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { "note", FIELD_LINES, 0, 4000, 0, NULL },
        { "defects", FIELD_LINES, 0, 8000, 0, NULL },
        { "due_day", FIELD_DATE, 0, 0, T_DOSSIER_NEW_DUE_NEEDED, NULL },
        { 0 },
};

struct defects {
        struct str list[40];
        size_t n;
};

/* One defect a line. */
static int move_prepare(struct req *rq, struct input *in)
{
        struct defects *list = NEW(rq->arena, struct defects);
        struct str rest = input_str(in, "defects"), line;
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, path_str(in, "code"), &d);

        if (r < 0)
                return r;
        while (str_cut(&rest, '\n', &line)) {
                if (str_empty(str_trim(line)))
                        continue;
                if (list->n == ARRAY_LEN(list->list))
                        return input_fail(in, "defects", T_COUNTER_DEFECTS_MANY, STR_NULL);
                list->list[list->n++] = str_trim(line);
        }
        in->prepared = list;
        return dossier_check_fields(rq, in, &d, path_str(in, "action"), list->n);
}

static int move_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct defects *list = in->prepared;
        struct str note = input_str(in, "note");
        const struct dossier_act act = { .who = in->who,
                .action = path_str(in, "action"),
                .version = input_i64(in, "version"),
                .note = note.ptr ? note : STR(""),
                .defects = list->list,
                .n_defects = list->n,
                .due_day = input_i64(in, "due_day"),
                .peer = in->peer };
        struct dossier d;
        int r = dossier_by_code(tx, path_str(in, "code"), &d);

        if (r < 0)
                return r;
        out->code = d.code;
        r = dossier_visible(tx, in->who, &d);
        return r < 0 ? r : dossier_move(tx, &d, &act, &d);
}

static int move_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/viec/:code", out->code);
}

const struct unit *counter__desk(struct req *rq)
{
        return org_unit(org_get(rq->arena), who_unit(rq->who, PERM_DOSSIER_INTAKE));
}

struct str counter__desk_name(struct req *rq)
{
        const struct unit *u = counter__desk(rq);

        return u ? unit_full_name(rq->arena, u) : STR("");
}

bool counter__may_hand(const struct who *w, const struct dossier *d)
{
        return who_may(w, PERM_DOSSIER_INTAKE, d->unit_id) ||
               who_may(w, PERM_DOSSIER_INTAKE, d->received_unit_id);
}

static const struct route routes[] = {
        { GET, "/viec/:code", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(work_fields, work_show), .doc = "A dossier at work" },
        { POST, "/viec/:code/:action", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_MOVED_ON,
                WRITE(move_fields, move_prepare, move_apply, move_answer, work_show),
                .doc = "A move of the state table" },
        { 0 },
};

static const struct route *const tables[] = { queue_routes, find_routes, sign_routes,
        counter_register_routes, cash_routes, certified_routes, handover_routes, return_routes,
        routes, NULL };
static const char *const needs[] = { "dossier", NULL };

const struct module counter_module = {
        .name = "counter", .doc = "Officers' queue and desk", .requires = needs, .routes = tables
};
