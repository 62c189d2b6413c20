/*
 * src/mod/appointment/rules.c: who may book, move and end an appointment, how a counter is planned,
 * who is told and reminded. Knows no request.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/appointment/internal.h"
#include "mod/notice/notice.h"

#define REMIND "appointment.remind"

const struct move appointment_moves[] = {
        { APPOINTMENT_BOOKED, "move", APPOINTMENT_BOOKED, PERM_FILL, MOVE_BY_APPLICANT,
                "another time; the old place is free" },
        { APPOINTMENT_BOOKED, "cancel", APPOINTMENT_CANCELLED, PERM_FILL, MOVE_BY_APPLICANT,
                "final; the place is free" },
        { APPOINTMENT_BOOKED, "came", APPOINTMENT_CAME, PERM_DOSSIER_INTAKE, 0, "" },
        { APPOINTMENT_BOOKED, "missed", APPOINTMENT_MISSED, PERM_DOSSIER_INTAKE, 0,
                "once its time has begun" },
        { APPOINTMENT_MISSED, "came", APPOINTMENT_CAME, PERM_DOSSIER_INTAKE, 0, "came late" },
        { APPOINTMENT_CAME, "missed", APPOINTMENT_MISSED, PERM_DOSSIER_INTAKE, 0,
                "was marked by mistake" },
        { APPOINTMENT_BOOKED, "call_off", APPOINTMENT_CALLED_OFF, PERM_DOSSIER_INTAKE, MOVE_NOTE,
                "final; the reason is told" },
        { 0 },
};

static int record(struct tx *tx, const struct who *w, const char *action, const char *kind, i64 id,
        struct str payload, struct str peer)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = w->account,
                        .action = action,
                        .object_kind = kind,
                        .object = id,
                        .payload = payload,
                        .peer = peer },
                NULL);
}

static struct str payload_of(struct tx *tx, struct str code, i64 starts_at)
{
        return str_fmt(tx->arena, "{\"code\":\"%.*s\",\"at\":\"%.*s\"}", STRF(code),
                STRF(time_iso(tx->arena, starts_at)));
}

/* Whose it is: in the account, or, of a guest, where the dossier's applicant is reached. */
static int tell(struct tx *tx, const struct appointment *a, const char *kind, i64 at)
{
        struct account acc;
        int r = account_by_id(tx, a->owner, &acc);

        return r < 0 ? r
                     : notice_tell(tx,
                               &(struct notice_new){ .kind = kind,
                                       .account = str_is(acc.kind, "guest") ? I64_NULL : a->owner,
                                       .dossier = a->dossier_id,
                                       .dossier_code = a->dossier_code,
                                       .due_at = at });
}

/* Some hours before, unless that has passed: who books late has just been told. */
static int remind_at(struct tx *tx, i64 id, i64 starts_at)
{
        i64 at = starts_at - setting_i64(SETTING_APPOINTMENT_REMIND_HOURS) * HOUR_MS;

        return at > tx->now ? timer_set(tx, REMIND, id, STR("remind"), STR("{}"), at)
                            : timer_clear(tx, REMIND, id, STR("remind"));
}

static int reminded(struct tx *tx, void *arg)
{
        struct appointment a;
        i64 changed = 0;
        int r = appointment_by_id(tx, *(const i64 *)arg, &a);

        if (r == ERR_NOT_FOUND)
                return 0;
        if (r < 0 || a.state != APPOINTMENT_BOOKED || a.starts_at <= tx->now)
                return r;
        r = appointment_reminded(tx, a.id, tx->now, &changed);
        return r < 0 || !changed ? r : tell(tx, &a, "appointment.soon", a.starts_at);
}

static int remind(struct job_run *run)
{
        return store_write(run->store, run->arena, reminded, &run->object);
}

const struct job_kind appointment_jobs[] = {
        { .kind = REMIND, .run = remind },
        { 0 },
};

/* May this one wait for one more? */
static int check_waiting(struct tx *tx, const struct appointment_new *n)
{
        struct appointment_next next;
        struct appointment_total total;
        int r;

        if (n->dossier) {
                r = appointment_about(tx, n->dossier->id, tx->now, &next);
                return r == 0 ? ERR_LIMIT : r == ERR_NOT_FOUND ? 0 : r;
        }
        r = appointments_waiting(tx, n->who->account, tx->now, &total);
        return r == 0 && total.n >= setting_i64(SETTING_APPOINTMENT_MOST) ? ERR_LIMIT : r;
}

int appointment_book(struct tx *tx, const struct appointment_new *n)
{
        struct appointment a = { .id = id_new(),
                .code = n->code,
                .dossier_id = n->dossier ? n->dossier->id : I64_NULL,
                .dossier_code = n->dossier ? n->dossier->code : STR_NULL,
                .owner = n->who->account };
        struct slot slot;
        int r = check_waiting(tx, n);

        if (r == 0)
                r = appointment__slot(tx, n->unit, n->starts_at, 0, &slot);
        if (r == 0)
                r = appointment_insert(tx, &(struct appointment_insert_args){ .id = a.id,
                                                   .code = a.code,
                                                   .unit_id = n->unit->id,
                                                   .starts_at = slot.from,
                                                   .ends_at = slot.to,
                                                   .account_id = n->who->account,
                                                   .dossier_id = a.dossier_id,
                                                   .dossier_code = a.dossier_code,
                                                   .version_id = n->version,
                                                   .at = tx->now });
        if (r == 0)
                r = record(tx, n->who, "appointment.book", "appointment", a.id,
                        payload_of(tx, a.code, slot.from), n->peer);
        if (r == 0)
                r = remind_at(tx, a.id, slot.from);
        return r < 0 ? r : tell(tx, &a, "appointment.booked", slot.from);
}

/* Applicants act before its time, the counter says who came on the day itself. */
static bool is_time(const struct tx *tx, const struct appointment *a, const struct move *m)
{
        if (m->to == APPOINTMENT_CAME)
                return day_of(tx->now) == day_of(a->starts_at);
        if (m->to == APPOINTMENT_MISSED)
                return tx->now >= a->starts_at;
        return tx->now < a->starts_at;
}

static int put_time(struct tx *tx, const struct appointment *a, const struct appointment_act *act,
        i64 *ret_changed)
{
        const struct unit *u = org_unit(org_get(tx->arena), a->unit_id);
        struct slot slot;
        int r = u ? appointment__slot(tx, u, act->starts_at, a->id, &slot) : ERR_EXISTS;

        return r < 0 ? r
                     : appointment_put_time(tx, a->id, a->version, slot.from, slot.to, ret_changed);
}

static int tell_end(struct tx *tx, const struct appointment *a, const struct move *m, i64 at)
{
        int r = 0;

        if (m->to == APPOINTMENT_BOOKED)
                r = remind_at(tx, a->id, at);
        else
                r = timer_clear(tx, REMIND, a->id, STR("remind"));
        if (r < 0)
                return r;
        switch (m->to) {
        case APPOINTMENT_BOOKED:
                return tell(tx, a, "appointment.moved", at);
        case APPOINTMENT_CANCELLED:
                return tell(tx, a, "appointment.cancelled", at);
        case APPOINTMENT_CALLED_OFF:
                return tell(tx, a, "appointment.called_off", at);
        default:
                return 0;
        }
}

static int put_end(struct tx *tx, const struct appointment *a, const struct move *m,
        const struct appointment_act *act, i64 *ret_changed)
{
        return appointment_put(tx,
                &(struct appointment_put_args){ .id = a->id,
                        .version = a->version,
                        .state = m->to,
                        .reason = m->flags & MOVE_NOTE ? act->reason : STR(""),
                        .ended_at = tx->now,
                        .ended_by = act->who->account },
                ret_changed);
}

/* Who acts may do it. */
static int do_move(struct tx *tx, const struct appointment *a, const struct appointment_act *act)
{
        const struct move *m = move_find(appointment_moves, a->state, act->action);
        i64 changed = 0, at;
        int r;

        if (a->version != act->version)
                return ERR_STALE;
        if (!m || !is_time(tx, a, m))
                return ERR_STATE;
        if (m->flags & MOVE_NOTE && str_empty(str_trim(act->reason)))
                return ERR_INVALID;
        at = m->to == APPOINTMENT_BOOKED ? act->starts_at : a->starts_at;
        r = m->to == APPOINTMENT_BOOKED ? put_time(tx, a, act, &changed)
                                        : put_end(tx, a, m, act, &changed);
        if (r == 0 && changed != 1)
                r = ERR_STALE;
        if (r == 0)
                r = record(tx, act->who, str_fmt(tx->arena, "appointment.%s", m->action).ptr,
                        "appointment", a->id, payload_of(tx, a->code, at), act->peer);
        return r < 0 ? r : tell_end(tx, a, m, at);
}

int appointment_move(struct tx *tx, const struct appointment *a, const struct appointment_act *act)
{
        return move_may_ever(appointment_moves, act->action, act->who, a->owner, a->unit_id)
                       ? do_move(tx, a, act)
                       : ERR_DENIED;
}

/* Those who are booked on days on which nobody is taken. */
static int call_off(struct tx *tx, const struct booking_new *n, i64 *ret_n)
{
        struct appointment_taken_rows taken;
        i64 count = 0;
        int r = appointments_taken(
                tx, n->unit->id, day_start(n->from_day), day_start(n->to_day + 1), &taken);

        for (size_t i = 0; r == 0 && i < taken.n; i++) {
                struct appointment a;

                r = appointment_by_id(tx, taken.rows[i].id, &a);
                if (r == 0 && (a.state != APPOINTMENT_BOOKED || a.starts_at <= tx->now))
                        continue;
                if (r == 0)
                        r = do_move(tx, &a,
                                &(struct appointment_act){ .who = n->who,
                                        .action = STR("call_off"),
                                        .version = a.version,
                                        .reason = n->reason,
                                        .peer = n->peer });
                count++;
        }
        *ret_n = count;
        return r;
}

int appointment_plan(struct tx *tx, const struct booking_new *n, i64 *ret_called_off)
{
        i64 id = id_new();
        int r = booking_plan_insert(tx, &(struct booking_plan_insert_args){ .id = id,
                                                .unit_id = n->unit->id,
                                                .from_day = n->from_day,
                                                .to_day = n->to_day,
                                                .minutes = n->minutes,
                                                .places = n->places,
                                                .reason = n->reason,
                                                .by = n->who->account,
                                                .at = tx->now });

        *ret_called_off = 0;
        if (r == 0)
                r = record(tx, n->who, "appointment.plan", "unit", n->unit->id,
                        str_fmt(tx->arena, "{\"from\":\"%.*s\",\"minutes\":%lld,\"places\":%lld}",
                                STRF(day_iso(tx->arena, n->from_day)), (long long)n->minutes,
                                (long long)n->places),
                        n->peer);
        return r < 0 || n->places > 0 ? r : call_off(tx, n, ret_called_off);
}
