/*
 * src/mod/complaint/rules.c: who may complain and who answers, by when, and who is told. Knows no
 * request.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "core/queries.h"
#include "core/rule.h"
#include "mod/complaint/complaint.h"
#include "mod/notice/notice.h"

#define DAYS_RULE  "complaint.answer_days"
#define DAYS_USUAL 15
#define SENT_MAX   10 /* about one dossier, for ever */

const struct move complaint_moves[] = {
        { COMPLAINT_NEW, "take", COMPLAINT_TAKEN, PERM_COMPLAINT_ANSWER, 0,
                "the unit has seen it and looks into it" },
        { COMPLAINT_NEW, "answer", COMPLAINT_ANSWERED, PERM_COMPLAINT_ANSWER, MOVE_NOTE, "final" },
        { COMPLAINT_TAKEN, "answer", COMPLAINT_ANSWERED, PERM_COMPLAINT_ANSWER, MOVE_NOTE,
                "final" },
        { COMPLAINT_NEW, "decline", COMPLAINT_REFUSED, PERM_COMPLAINT_ANSWER, MOVE_NOTE,
                "final; the reason is told" },
        { COMPLAINT_TAKEN, "decline", COMPLAINT_REFUSED, PERM_COMPLAINT_ANSWER, MOVE_NOTE,
                "final; the reason is told" },
        { COMPLAINT_NEW, "take_back", COMPLAINT_TAKEN_BACK, PERM_FILL, MOVE_BY_APPLICANT, "final" },
        { COMPLAINT_TAKEN, "take_back", COMPLAINT_TAKEN_BACK, PERM_FILL, MOVE_BY_APPLICANT,
                "final" },
        { 0 },
};

bool complaint_is_open(i64 state)
{
        return state == COMPLAINT_NEW || state == COMPLAINT_TAKEN;
}

int complaint_visible(const struct who *w, const struct complaint *c)
{
        bool theirs = w->account && w->account == c->account_id;

        return theirs || who_may(w, PERM_COMPLAINT_ANSWER, c->unit_id) ? 0 : ERR_NOT_FOUND;
}

static int record(
        struct tx *tx, i64 actor, const char *action, const struct complaint *c, struct str peer)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = actor,
                        .action = action,
                        .object_kind = "complaint",
                        .object = c->id,
                        .payload = str_fmt(tx->arena, "{\"code\":\"%.*s\",\"dossier\":\"%.*s\"}",
                                STRF(c->code), STRF(c->dossier_code)),
                        .peer = peer },
                NULL);
}

/* Everybody who answers there by a role of their own. */
static int tell_office(struct tx *tx, i64 unit, const char *kind, i64 due)
{
        int r = 0;

        for (int role = 0; role < ROLE_MAX && r == 0; role++) {
                struct role_holder_rows rows = { 0 };

                if (roles[role].perms & P(COMPLAINT_ANSWER))
                        r = role_holders(tx, unit, str_of(roles[role].word), tx->now, &rows);
                for (size_t i = 0; i < rows.n && r == 0; i++)
                        r = notice_tell(tx, &(struct notice_new){ .kind = kind,
                                                    .account = rows.rows[i].account_id,
                                                    .dossier = I64_NULL,
                                                    .due_at = due });
        }
        return r;
}

/* Whoever sent it: in their account, else where the dossier's applicant is reached. */
static int tell_sender(struct tx *tx, const struct complaint *c, const char *kind, i64 due)
{
        struct account acc = { 0 };
        int r = c->account_id == I64_NULL ? 0 : account_by_id(tx, c->account_id, &acc);

        return r < 0 ? r
                     : notice_tell(
                               tx, &(struct notice_new){ .kind = kind,
                                           .account = str_is(acc.kind, "citizen") ? c->account_id
                                                                                  : I64_NULL,
                                           .dossier = c->dossier_id,
                                           .dossier_code = c->dossier_code,
                                           .due_at = due });
}

int complaint_days(struct tx *tx, i64 now, i64 *ret_days)
{
        return rule_value(tx, DAYS_RULE, day_of(now), DAYS_USUAL, ret_days);
}

/* The end of the last of so many working days. */
static int due_of(struct tx *tx, i64 unit, i64 *ret_due)
{
        const struct org *o = org_get(tx->arena);
        i64 days;
        int r = complaint_days(tx, tx->now, &days);

        if (r == 0)
                *ret_due = workcal_due(org_calendar(o, org_unit(o, unit), day_of(tx->now)), tx->now,
                        (double)days, LIMIT_WORKING_DAY, -1);
        return r;
}

int complaint_send(struct tx *tx, const struct complaint_new *n, i64 *ret_id)
{
        struct complaint_rows before;
        struct complaint c = { .id = id_new(),
                .code = n->code,
                .dossier_id = n->dossier->id,
                .dossier_code = n->dossier->code,
                .account_id = n->account };
        i64 due = 0;
        int r = complaints_of_dossier(tx, n->dossier->id, &before);

        if (r == 0 && before.n >= SENT_MAX)
                return ERR_LIMIT;
        for (size_t i = 0; r == 0 && i < before.n; i++)
                if (complaint_is_open(before.rows[i].state))
                        return ERR_EXISTS;
        if (r == 0)
                r = due_of(tx, n->dossier->unit_id, &due);
        if (r == 0)
                r = complaint_insert(tx, &(struct complaint_insert_args){ .id = c.id,
                                                 .code = n->code,
                                                 .dossier_id = n->dossier->id,
                                                 .dossier_code = n->dossier->code,
                                                 .account_id = n->account,
                                                 .unit_id = n->dossier->unit_id,
                                                 .topic = n->topic,
                                                 .words = n->words,
                                                 .at = tx->now,
                                                 .due_at = due });
        if (r == 0)
                r = record(tx, n->account, "complaint.send", &c, n->peer);
        if (r == 0)
                r = event_publish(tx, DOSSIER_NOTED, n->dossier->id, STR("{}"), NULL);
        if (r == 0)
                r = tell_office(tx, n->dossier->unit_id, "complaint.new", due);
        if (r == 0)
                r = tell_sender(tx, &c, "complaint.sent", due);
        if (r == 0)
                *ret_id = c.id;
        return r;
}

static int tell_end(struct tx *tx, const struct complaint *c, const struct move *m)
{
        switch (m->to) {
        case COMPLAINT_TAKEN:
                return tell_sender(tx, c, "complaint.taken", c->due_at);
        case COMPLAINT_ANSWERED:
                return tell_sender(tx, c, "complaint.answered", I64_NULL);
        case COMPLAINT_REFUSED:
                return tell_sender(tx, c, "complaint.refused", I64_NULL);
        default:
                return tell_office(tx, c->unit_id, "complaint.taken_back", I64_NULL);
        }
}

int complaint_move(struct tx *tx, const struct complaint *c, const struct complaint_act *act)
{
        const struct move *m = move_find(complaint_moves, c->state, act->action);
        bool ends;
        i64 changed = 0;
        int r;

        if (!move_may_ever(complaint_moves, act->action, act->who, c->account_id, c->unit_id))
                return ERR_DENIED;
        if (c->version != act->version)
                return ERR_STALE;
        if (!m)
                return ERR_STATE;
        if (m->flags & MOVE_NOTE && str_empty(str_trim(act->words)))
                return ERR_INVALID;
        ends = !complaint_is_open(m->to);
        r = complaint_put(tx,
                &(struct complaint_put_args){ .id = c->id,
                        .version = c->version,
                        .state = m->to,
                        .taken_at = c->taken_at == I64_NULL && !(m->flags & MOVE_BY_APPLICANT)
                                            ? tx->now
                                            : c->taken_at,
                        .answered_at = ends ? tx->now : I64_NULL,
                        .answered_by = ends ? act->who->account : I64_NULL,
                        .answer = m->flags & MOVE_NOTE ? act->words : STR_NULL },
                &changed);
        if (r == 0 && changed != 1)
                r = ERR_STALE;
        if (r == 0)
                r = record(tx, act->who->account, str_fmt(tx->arena, "complaint.%s", m->action).ptr,
                        c, act->peer);
        return r < 0 ? r : tell_end(tx, c, m);
}
