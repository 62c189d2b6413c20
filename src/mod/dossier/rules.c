/*
 * src/mod/dossier/rules.c: what a move does: clock, step, history, audit, event. Knows no request.
 * Everything here runs in a write transaction and may run again; it touches the database only.
 */
#include "mod/dossier/process.h"

#include "audit/audit.h"
#include "base/id.h"
#include "base/json.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/dossier/act.h"
#include "mod/dossier/clock.h"
#include "mod/mandate/mandate.h"

/*
 * What a move does to the interval log. It is written after the dossier's row, whose version
 * decides who was first: of two officers at once the second then fails there, not at a key of the
 * log.
 */
struct clock_log {
        bool close, open,
                running; /* the interval that is open; the next one, and whether it counts */
        const char *reason;
};

static int clock_write(struct tx *tx, i64 dossier, i64 seq, const struct clock_log *log)
{
        int r = log->close ? interval_close(tx, dossier, tx->now, NULL) : 0;

        if (r < 0 || !log->open)
                return r;
        return interval_insert(tx, &(struct interval_insert_args){ .id = id_new(),
                                           .dossier_id = dossier,
                                           .seq = seq,
                                           .running = log->running,
                                           .reason = str_of(log->reason),
                                           .from_at = tx->now });
}

static void clock_switch(struct clock_log *log, bool running, const char *reason)
{
        *log = (struct clock_log){ true, true, running, reason };
}

/*
 * The limit of the version under which it was submitted, by the calendar of the unit that resolves.
 */
static int rule_of(struct tx *tx, const struct dossier *d, struct clock_rule *ret_rule)
{
        const struct org *o = org_get(tx->arena);
        struct procedure_version v;
        int r = procedure_version_by_id(tx, d->version_id, &v);

        if (r < 0)
                return r;
        *ret_rule = (struct clock_rule){
                .cal = org_calendar(o, org_unit(o, d->unit_id), day_of(tx->now)),
                .limit_hundredths = v.limit_hundredths,
                .unit = (enum limit_unit)v.limit_unit,
                .cutoff_minute = v.cutoff_minute == I64_NULL ? -1 : (int)v.cutoff_minute,
                .restart = str_is(setting_str(SETTING_DOSSIER_AFTER_SUPPLEMENT), "restart"),
        };
        return 0;
}

static struct dossier_clock clock_of(const struct dossier *d)
{
        return (struct dossier_clock){ d->accepted_at, d->due_at, d->stopped_at };
}

static void clock_put(struct dossier *d, const struct dossier_clock *c)
{
        d->accepted_at = c->accepted_at;
        d->due_at = c->due_at;
        d->stopped_at = c->stopped_at;
}

static int start_clock(struct tx *tx, struct dossier *d, struct clock_log *log)
{
        struct dossier_clock c = clock_of(d);
        struct clock_rule rule;
        int r = rule_of(tx, d, &rule);

        if (r < 0)
                return r;
        clock_start(&rule, tx->now, &c);
        clock_put(d, &c);
        clock_switch(log, true, "accepted");
        return 0;
}

static void stop_clock(struct tx *tx, struct dossier *d, struct clock_log *log, const char *reason)
{
        struct dossier_clock c = clock_of(d);

        if (!clock_stop(tx->now, &c))
                return;
        clock_put(d, &c);
        clock_switch(log, false, reason);
}

static int run_clock(struct tx *tx, struct dossier *d, struct clock_log *log, const char *reason)
{
        struct dossier_clock c = clock_of(d);
        struct clock_rule rule;
        int r = rule_of(tx, d, &rule);

        if (r < 0)
                return r;
        if (!clock_run(&rule, tx->now, &c))
                return 0;
        clock_put(d, &c);
        clock_switch(log, true, reason);
        return 0;
}

/* What the new state means for the clock. `from` is the state before. */
static int apply_clock(
        struct tx *tx, struct dossier *d, i64 from, const char *action, struct clock_log *log)
{
        switch (d->state) {
        case DOSSIER_ACCEPTED:
                return from == DOSSIER_NEW ? start_clock(tx, d, log)
                                           : run_clock(tx, d, log, action);
        case DOSSIER_PROCESSING:
                if (from != DOSSIER_FINISHED)
                        return run_clock(tx, d, log, action);
                d->finished_at = I64_NULL;
                clock_switch(log, true, action);
                return 0;
        case DOSSIER_SUPPLEMENT:
        case DOSSIER_PAYMENT:
        case DOSSIER_STOPPED:
                if (from != DOSSIER_SUPPLEMENT && from != DOSSIER_PAYMENT)
                        d->resumes_to = from;
                stop_clock(tx, d, log, action);
                return 0;
        case DOSSIER_FINISHED:
                d->finished_at = tx->now;
                log->close = true;
                return 0;
        case DOSSIER_RETURNED:
                d->returned_at = tx->now;
                return 0;
        case DOSSIER_REFUSED:
        case DOSSIER_WITHDRAWN:
                log->close = true;
                return 0;
        default:
                return 0;
        }
}

static int put_defects(
        struct tx *tx, const struct dossier *d, const struct dossier_act *act, i64 seq)
{
        int r = 0;

        for (size_t i = 0; i < act->n_defects && r == 0; i++)
                r = defect_insert(tx, id_new(), d->id, seq, (i64)i + 1, act->defects[i]);
        return r;
}

static struct str moved_payload(
        struct arena *a, const struct dossier *d, i64 from, struct str action, i64 seq)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 2000);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "code", d->code);
        json_put_str(&w, "action", action);
        json_put_i64(&w, "seq", seq);
        json_put_i64(&w, "from", from);
        json_put_i64(&w, "to", d->state);
        json_put_i64(&w, "due_at", d->due_at);
        json_close(&w, '}');
        return buf_str(&b);
}

/* History, audit and event of one step, in the publisher's transaction. */
static int record(struct tx *tx, const struct dossier *before, const struct dossier *d,
        const struct dossier_act *act, struct str task, i64 seq)
{
        i64 actor = act->who ? act->who->account : I64_NULL;
        i64 from = before ? before->state : 0;
        struct str payload = moved_payload(tx->arena, d, from, act->action, seq);
        struct dossier_moved moved = { .before = before,
                .after = d,
                .channel = d->channel,
                .action = str_c(tx->arena, act->action) };
        int r;

        r = dossier_step_insert(tx, &(struct dossier_step_insert_args){ .id = id_new(),
                                            .dossier_id = d->id,
                                            .seq = seq,
                                            .at = tx->now,
                                            .action = act->action,
                                            .from_state = from,
                                            .to_state = d->state,
                                            .actor_id = actor,
                                            .on_behalf_of = I64_NULL,
                                            .unit_id = d->unit_id,
                                            .note = act->note.ptr ? act->note : STR(""),
                                            .due_at = d->due_at,
                                            .task = str_empty(task) ? STR_NULL : task });
        if (r < 0)
                return r;
        r = audit_add(tx,
                &(struct audit_entry){ .actor = actor,
                        .action =
                                str_c(tx->arena, str_cat(tx->arena, STR("dossier."), act->action)),
                        .object_kind = "dossier",
                        .object = d->id,
                        .payload = payload,
                        .peer = act->peer },
                NULL);
        if (r == 0 && (!before || before->unit_id != d->unit_id || !str_empty(act->note)))
                r = dossier__touch(tx, d->id);
        if (r < 0)
                return r;
        return event_publish(tx, "dossier.moved", d->id, payload, &moved);
}

/* What the move asks for besides being allowed. */
int dossier__check_act(const struct dossier *d, const struct move *m, const struct dossier_act *act)
{
        if ((m->flags & MOVE_NOTE) && str_empty(str_trim(act->note)))
                return ERR_INVALID;
        if ((m->flags & MOVE_DEFECTS) && act->n_defects == 0)
                return ERR_INVALID;
        /* The law allows one request; a second needs the reason in words. */
        if ((m->flags & MOVE_DEFECTS) && d->supplements > 0 && str_empty(str_trim(act->note)))
                return ERR_INVALID;
        return 0;
}

/* The row as the move leaves it. ERR_STALE: somebody moved it since it was read. */
static int put_dossier(struct tx *tx, const struct dossier *d)
{
        i64 changed = 0;
        int r = dossier_update(tx,
                &(struct dossier_update_args){ .id = d->id,
                        .version = d->version,
                        .state = d->state,
                        .step = d->step,
                        .unit_id = d->unit_id,
                        .holder_id = d->holder_id,
                        .check_due_at = d->check_due_at,
                        .accepted_at = d->accepted_at,
                        .due_at = d->due_at,
                        .stopped_at = d->stopped_at,
                        .finished_at = d->finished_at,
                        .returned_at = d->returned_at,
                        .supplements = d->supplements,
                        .resumes_to = d->resumes_to },
                &changed);

        return r == 0 && changed != 1 ? ERR_STALE : r;
}

/* The re-appointment may be made only once (NĐ 61/2018 điều 19.9); the number is a setting. */
static int extend(struct tx *tx, struct dossier *d, const struct dossier_act *act)
{
        struct step_count done;
        int r = dossier_step_count(tx, d->id, STR("extend"), &done);

        if (r < 0)
                return r;
        if (done.n >= setting_i64(SETTING_DOSSIER_MAX_EXTENSIONS))
                return ERR_STATE;
        return act_extended_due(org_get(tx->arena), d, act->due_day, tx->now, &d->due_at);
}

/* The dossier as the move leaves it, in memory, and what it means for the interval log. */
static int decide(struct tx *tx, struct dossier *d, const struct move *m,
        const struct dossier_act *act, struct clock_log *log)
{
        i64 from = d->state;
        int r;

        d->state = m->to ? m->to : from;
        r = m->to ? apply_clock(tx, d, from, m->action, log) : 0;
        if (r == 0 && m->flags & MOVE_NEW_DUE)
                r = extend(tx, d, act);
        if (r < 0)
                return r;
        d->supplements += m->flags & MOVE_DEFECTS ? 1 : 0;
        if (m->flags & MOVE_RESUMES && d->state == DOSSIER_NEW) {
                const struct org *o = org_get(tx->arena); /* checked anew, in its own time */

                d->check_due_at = dossier_check_due(o, org_unit(o, d->received_unit_id), tx->now);
        }
        if (strcmp(m->action, "start") == 0 && act->who)
                d->holder_id = act->who->account;
        return 0;
}

int dossier__change(
        struct tx *tx, struct dossier_turn *t, const struct move *m, const struct dossier_act *act)
{
        struct dossier *d = &t->d;
        const struct dossier before = *d;
        struct clock_log log = { .reason = NULL };
        struct step_last last;
        int r = decide(tx, d, m, act, &log);

        if (t->to_unit) {
                d->unit_id = t->to_unit;
                d->holder_id = I64_NULL;
                t->to_unit = 0;
        }
        if (t->to_holder) {
                d->holder_id = t->to_holder;
                t->to_holder = 0;
        }
        if (r == 0)
                r = put_dossier(tx, d);
        if (r == 0)
                r = dossier_step_last(tx, d->id, &last);
        if (r == 0)
                r = clock_write(tx, d->id, last.seq + 1, &log);
        if (r == 0 && m->flags & MOVE_DEFECTS)
                r = put_defects(tx, d, act, last.seq + 1);
        if (r == 0 && m->flags & MOVE_RESUMES)
                r = defects_answer(tx, d->id, tx->now, NULL);
        if (r < 0)
                return r;
        d->version++;
        r = record(tx, &before, d, act, t->task, last.seq + 1);
        t->recorded = true;
        t->placed = false;
        return r;
}

int dossier_is_followed(struct tx *tx, const struct dossier *d)
{
        struct mandate m;
        int r = mandate_check(tx, d->mandate_id, d->representative_id, 0, &m);

        return r == ERR_STATE || r == ERR_NOT_FOUND ? ERR_DENIED : r;
}

int dossier_visible(struct tx *tx, const struct who *w, const struct dossier *d)
{
        struct dossier_unit_row_rows units;
        int r;

        if (w->account && w->account == d->account_id)
                return 0;
        if (dossier_is_theirs(w, d))
                return dossier_is_followed(tx, d);
        if (!w->staff)
                return ERR_NOT_FOUND;
        if (who_may(w, PERM_DOSSIER_READ, d->unit_id) ||
                who_may(w, PERM_DOSSIER_READ, d->received_unit_id))
                return 0;
        r = dossier_units_of(tx, d->id, &units);
        for (size_t i = 0; r == 0 && i < units.n; i++)
                if (who_may(w, PERM_DOSSIER_READ, units.rows[i].unit_id))
                        return 0;
        return r < 0 ? r : ERR_NOT_FOUND;
}

int dossier_get(struct tx *tx, const struct who *w, struct str code, struct dossier *ret_d)
{
        struct dossier d;
        int r = dossier_by_code(tx, code, &d);

        if (r < 0)
                return r;
        r = dossier_visible(tx, w, &d);
        if (r == 0)
                *ret_d = d;
        return r;
}

/* How the paper was brought besides its file; STR_NULL: not at all. */
static struct str mark_of(const struct new_dossier *n, i64 paper)
{
        for (size_t i = 0; n->marks && i < n->procedure->papers.n; i++)
                if (n->procedure->papers.rows[i].id == paper && !str_empty(n->marks[i]))
                        return n->marks[i];
        return STR_NULL;
}

static int put_paper(struct tx *tx, i64 id, i64 paper, struct str name, i64 file, struct str mark)
{
        return dossier_paper_insert(tx, &(struct dossier_paper_insert_args){ .id = id_new(),
                                                .dossier_id = id,
                                                .paper_id = paper,
                                                .name = name,
                                                .file_id = file,
                                                .note = STR(""),
                                                .brought = mark });
}

static int put_papers(struct tx *tx, const struct new_dossier *n, i64 id)
{
        int r = 0;

        for (size_t i = 0; i < n->n_papers && r == 0; i++) {
                const struct draft_paper_row *p = &n->papers[i];

                r = put_paper(tx, id, p->paper_id, p->name, p->file_id, mark_of(n, p->paper_id));
                if (r == 0)
                        r = file_attach(tx, p->file_id, STR("dossier"), id, NULL);
                if (r == 0 && p->reused_from > 0)
                        r = dossier_paper_reused(tx, id, p->file_id, p->reused_from, NULL);
        }
        /* Papers without a scan. */
        for (size_t k = 0; k < n->procedure->papers.n && r == 0; k++) {
                const struct procedure_paper *p = &n->procedure->papers.rows[k];
                bool scanned = false;

                for (size_t i = 0; i < n->n_papers; i++)
                        scanned |= n->papers[i].paper_id == p->id;
                if (!scanned && mark_of(n, p->id).ptr)
                        r = put_paper(tx, id, p->id, p->name, I64_NULL, mark_of(n, p->id));
        }
        return r;
}

int dossier_submit(struct tx *tx, const struct new_dossier *n, i64 *ret_id)
{
        const struct dossier_act act = {
                .who = n->actor, .action = STR("submit"), .peer = n->peer
        };
        struct dossier_turn t = { .act = &act };
        i64 id = id_new(), flow = id_new();
        int r;

        r = dossier_insert(
                tx, &(struct dossier_insert_args){ .id = id,
                            .code = n->code,
                            .procedure_id = n->procedure->v.procedure_id,
                            .version_id = n->procedure->v.id,
                            .state = DOSSIER_NEW,
                            .step = STR("check"),
                            .channel = n->channel,
                            .unit_id = n->unit->id,
                            .received_unit_id = n->received->id,
                            .holder_id = I64_NULL,
                            .account_id = n->applicant ? n->applicant->account : I64_NULL,
                            /* whom a guest names has not been seen to be them */
                            .person_id = n->applicant && !n->applicant->guest ? n->applicant->person
                                                                              : I64_NULL,
                            .applicant_kind = n->kind,
                            .applicant_name = n->name,
                            .applicant_identity = n->identity,
                            .applicant_birth_day = n->birth_day,
                            .applicant_phone = n->phone,
                            .applicant_email = n->email,
                            .applicant_address = n->address,
                            .subject = n->subject,
                            .answers = n->answers,
                            .submitted_at = tx->now,
                            .check_due_at = n->check_due_at,
                            .flow_id = flow,
                            .mandate_id = n->mandate ? n->mandate : I64_NULL,
                            .representative_id = n->mandate ? n->representative : I64_NULL });
        if (r < 0)
                return r;
        r = put_papers(tx, n, id);
        if (r == 0)
                r = dossier_by_id(tx, id, &t.d);
        if (r == 0)
                r = record(tx, NULL, &t.d, &act, STR(""), 1);
        if (r == 0)
                r = dossier__begin(tx, &t, &n->procedure->v);
        if (r == 0)
                *ret_id = id;
        return r;
}

int dossier_elapsed(
        struct tx *tx, const struct org *o, const struct dossier *d, i64 now, i64 *ret_ms)
{
        const struct unit *u = org_unit(o, d->unit_id);
        struct interval_row_rows rows;
        i64 ms = 0;
        int r = intervals_of(tx, d->id, &rows);

        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n; i++) {
                const struct interval_row *v = &rows.rows[i];

                if (v->running)
                        ms += workcal_elapsed(org_calendar(o, u, day_of(v->from_at)), v->from_at,
                                v->to_at == I64_NULL ? now : v->to_at);
        }
        *ret_ms = ms;
        return 0;
}
