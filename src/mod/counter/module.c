/*
 * src/mod/counter/module.c: officers at work over HTTP: the queue, one dossier, and one form for
 * every move that the state table offers. No SQL, no HTML.
 */
#include "mod/counter/counter.h"
#include "core/queries.h"
#include "mod/counter/internal.h"
#include "mod/counter/view.h"
#include "mod/counter/views.h"
#include "web/texts.h"
#include "web/web.h"

#define QUEUE_PAGE 40
#define ASKED      "asked" /* no step: what processes of other units ask of this one */

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

/* GET /viec. */

static const struct field queue_fields[] = {
        { "buoc", FIELD_CHOICE, 0, 0, 0, "check|process|approve|return|wait|asked" },
        { "cua", FIELD_CHOICE, 0, 0, 0, "toi" },
        { "sau", FIELD_KEY, 0, 60, 0, NULL },
        { 0 },
};

/* States in which somebody of the administration has to do something, and waiting ones. */
static const i64 open_states[] = { DOSSIER_NEW, DOSSIER_ACCEPTED, DOSSIER_PROCESSING,
        DOSSIER_SUPPLEMENT, DOSSIER_PAYMENT, DOSSIER_STOPPED, DOSSIER_FINISHED };

/* The step at which this person's role works, as the queue opens. */
static struct str home_step(const struct who *w)
{
        if (who_has(w, PERM_DOSSIER_INTAKE))
                return STR("check");
        if (who_has(w, PERM_DOSSIER_APPROVE))
                return STR("approve");
        return STR("process");
}

static int read_key(struct str key, i64 *ret_due, i64 *ret_id)
{
        struct str due;

        *ret_due = *ret_id = I64_NULL;
        if (!key.ptr)
                return 0;
        if (!str_cut(&key, '_', &due) || str_to_i64(due, ret_due) < 0 ||
                str_to_i64(key, ret_id) < 0)
                return ERR_INVALID;
        return 0;
}

static void fill_item(
        struct req *rq, const struct org *o, const struct dossier_brief *d, struct desk_item *it)
{
        const struct unit *u = org_unit(o, d->unit_id);
        const struct workcal *cal = org_calendar(o, u, day_of(rq->now));
        bool checking = d->state == DOSSIER_NEW;
        const struct dossier as = { .state = d->state };

        *it = (struct desk_item){ .state = d->state,
                .mine = d->holder_id == rq->who->account,
                .row = { .code = d->code,
                        .href = str_fmt(rq->arena, "/viec/%.*s", STRF(d->code)),
                        .procedure = d->usual,
                        .applicant = d->applicant_name,
                        .step = text_plain(
                                rq->arena, rq->lang, view_state_text((int)d->state), STR_NULL),
                        .channel = words_short(rq->arena, d->submitted_at) } };
        if (d->state != DOSSIER_FINISHED)
                it->row.due = words_due(cal, rq->arena, checking ? d->submitted_at : d->accepted_at,
                        checking ? d->check_due_at : d->due_at, rq->now, dossier_paused(&as),
                        dossier_pause(&as));
}

static const struct {
        const char *step;
        enum text name;
} tabs[] = {
        { "check", T_COUNTER_TAB_CHECK },
        { "process", T_COUNTER_TAB_PROCESS },
        { "approve", T_COUNTER_TAB_APPROVE },
        { "return", T_COUNTER_TAB_RETURN },
        { "wait", T_COUNTER_TAB_WAIT },
        { ASKED, T_COUNTER_TAB_ASKED },
};

/* Whose dossiers a queue shows: of the whole province, or of a list of units. */
struct scope {
        bool everywhere;
        const i64 *units;
        size_t n_units;
        i64 unit; /* that names the page; 0 none */
};

static struct scope scope_of(struct req *rq)
{
        struct scope s = { .everywhere = who_everywhere(rq->who, PERM_DOSSIER_READ) };

        if (s.everywhere) {
                s.unit = org_root(org_get(rq->arena))->id;
        } else {
                s.n_units = who_units(rq->who, PERM_DOSSIER_READ, rq->arena, &s.units);
                s.unit = s.n_units ? s.units[0] : 0;
        }
        return s;
}

/* The codes of this person's units, as tasks of processes name them. */
static size_t unit_codes(struct req *rq, const struct str **ret_codes)
{
        const struct org *o = org_get(rq->arena);
        const i64 *units;
        size_t n = who_units(rq->who, PERM_DOSSIER_READ, rq->arena, &units), kept = 0;
        struct str *codes = NEW_ARRAY(rq->arena, struct str, n + 1);

        for (size_t i = 0; i < n; i++) {
                const struct unit *u = org_unit(o, units[i]);

                if (u)
                        codes[kept++] = u->code;
        }
        *ret_codes = codes;
        return kept;
}

static int count_asked(struct req *rq, i64 *ret_n)
{
        const struct str *codes;
        size_t n = unit_codes(rq, &codes);
        struct asked_count count;
        int r = asked_count(rq->tx, codes, n, &count);

        if (r == 0)
                *ret_n = count.n;
        return r;
}

i64 counter__unit(struct req *rq)
{
        return scope_of(rq).unit;
}

static int fill_tabs(struct req *rq, const struct scope *s, struct queue_view *v)
{
        struct queue_tab *list = NEW_ARRAY(rq->arena, struct queue_tab, ARRAY_LEN(tabs));
        struct str steps[ARRAY_LEN(tabs)];
        struct queue_count_rows counts;
        int r;

        for (size_t i = 0; i < ARRAY_LEN(tabs); i++)
                steps[i] = str_of(tabs[i].step);
        r = s->everywhere ? queue_counts_everywhere(rq->tx, steps, ARRAY_LEN(steps), &counts)
                          : queue_counts(rq->tx, s->units, s->n_units, open_states,
                                    ARRAY_LEN(open_states), &counts);
        if (r < 0)
                return r;
        for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
                list[i] = (struct queue_tab){ .step = steps[i],
                        .name = text_plain(rq->arena, rq->lang, tabs[i].name, STR_NULL),
                        .current = str_is(v->step, tabs[i].step) };
                for (size_t k = 0; k < counts.n; k++)
                        if (str_is(counts.rows[k].step, tabs[i].step))
                                list[i].count = counts.rows[k].n;
        }
        v->tabs = list;
        v->n_tabs = ARRAY_LEN(tabs);
        r = count_asked(rq, &list[ARRAY_LEN(tabs) - 1].count);
        /* Most offices are never asked: no list that is always empty. */
        if (!list[ARRAY_LEN(tabs) - 1].count && !list[ARRAY_LEN(tabs) - 1].current)
                v->n_tabs--;
        return r;
}

/* The dossiers of a page and one more, which says that there is a next page. */
static int read_queue(
        struct req *rq, const struct scope *s, struct str step, struct dossier_brief_rows *ret_rows)
{
        bool mine = input_str(rq->in, "cua").ptr;
        const i64 *units = s->units;
        size_t n_units = s->n_units;
        i64 after_due, after_id;

        if (read_key(input_str(rq->in, "sau"), &after_due, &after_id) < 0)
                return ERR_INVALID;
        if (str_is(step, ASKED)) {
                const struct str *codes;

                n_units = unit_codes(rq, &codes);
                return dossiers_asked(rq->tx, codes, n_units, after_id == I64_NULL ? 0 : after_id,
                        QUEUE_PAGE + 1, ret_rows);
        }
        if (s->everywhere && !mine)
                return dossier_queue_everywhere(
                        rq->tx, step, after_due, after_id, QUEUE_PAGE + 1, ret_rows);
        if (s->everywhere)
                n_units = who_units(rq->who, PERM_DOSSIER_READ, rq->arena, &units);
        return dossier_queue(rq->tx,
                &(struct dossier_queue_args){ .units = units,
                        .n_units = n_units,
                        .states = open_states,
                        .n_states = ARRAY_LEN(open_states),
                        .step = step,
                        .holder = mine ? rq->who->account : I64_NULL,
                        .after_due = after_due,
                        .after_id = after_id,
                        .limit = QUEUE_PAGE + 1 },
                ret_rows);
}

static int queue_show(struct req *rq)
{
        const struct org *o = org_get(rq->arena);
        struct queue_view v = { .rq = rq, .step = input_str(rq->in, "buoc") };
        struct scope scope = scope_of(rq);
        struct dossier_brief_rows rows;
        struct desk_item *items;
        const struct unit *unit = org_unit(o, scope.unit);
        int r;

        if (!v.step.ptr)
                v.step = home_step(rq->who);
        r = fill_tabs(rq, &scope, &v);
        if (r == 0)
                r = read_queue(rq, &scope, v.step, &rows);
        if (r < 0)
                return r;
        items = NEW_ARRAY(rq->arena, struct desk_item, QUEUE_PAGE);
        for (size_t i = 0; i < rows.n && i < QUEUE_PAGE; i++) {
                fill_item(rq, o, &rows.rows[i], &items[v.n_items++]);
                v.late += items[i].row.due.kind == DUE_LATE;
                req_note_person(rq, rows.rows[i].person_id == I64_NULL ? 0 : rows.rows[i].person_id,
                        rows.rows[i].id, "name", "dossier.queue");
        }
        if (rows.n > QUEUE_PAGE) {
                const struct dossier_brief *last = &rows.rows[QUEUE_PAGE - 1];

                v.next = str_fmt(rq->arena, "/viec?buoc=%.*s&sau=%lld_%lld", STRF(v.step),
                        (long long)last->due_order, (long long)last->id);
        }
        if (rows.n == 0)
                req_note_person(rq, 0, 0, "name", "dossier.queue");
        v.items = items;
        v.unit_name = unit ? unit->name : STR("");
        view_queue_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /viec/:code, with ?lam=action for the form of one move. */

static const struct field work_fields[] = {
        { "lam", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static struct str label_of(struct req *rq, struct str action, bool *ret_danger)
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
                        b->label = label_of(rq, b->action, &b->danger);
                        if (str_is(b->action, DOSSIER_DONE))
                                b->label =
                                        s_COUNTER_DO_DONE(rq->arena, rq->lang, offers[i].task.name);
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

static int work_show(struct req *rq)
{
        struct work_view v = { .rq = rq };
        struct account_brief holder;
        struct dossier d;
        int r = dossier_get(rq->tx, rq->who, path_str(rq->in, "code"), &d);

        if (r == 0)
                r = dossier_fill_view(rq, &d, &v.dossier);
        if (r == 0)
                r = dossier_applicant_of(rq->tx, d.id, &v.applicant);
        if (r < 0)
                return r;
        v.birth = v.applicant.applicant_birth_day == I64_NULL
                          ? STR("")
                          : day_vi(rq->arena, v.applicant.applicant_birth_day);
        v.holder = STR("");
        if (d.holder_id != I64_NULL && account_brief_by_id(rq->tx, d.holder_id, &holder) == 0)
                v.holder = holder.display;
        v.chosen = rq->verb == GET ? input_str(rq->in, "lam") : path_str(rq->in, "action");
        if (rq->verb != GET) {
                v.note_typed = input_typed(rq->in, "note");
                v.defects_typed = input_typed(rq->in, "defects");
        }
        r = fill_buttons(rq, &d, &v);
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

static const struct route routes[] = {
        { GET, "/viec", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(queue_fields, queue_show), .doc = "The unit's queue" },
        { GET, "/viec/:code", PERM_DOSSIER_READ, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(work_fields, work_show), .doc = "A dossier at work" },
        { POST, "/viec/:code/:action", PERM_DOSSIER_READ, ROUTE_READS_PERSON,
                WRITE(move_fields, move_prepare, move_apply, move_answer, work_show),
                .doc = "A move of the state table" },
        { 0 },
};

static const struct route *const tables[] = { counter_register_routes, routes, NULL };
static const char *const needs[] = { "dossier", NULL };

const struct module counter_module = {
        .name = "counter", .doc = "Officers' queue and desk", .requires = needs, .routes = tables
};
