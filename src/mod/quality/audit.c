/*
 * src/mod/quality/audit.c: how an internal audit goes: planned with the questions of the day,
 * carried out by who has no part in the work, reported; what was found becomes non-conformities.
 * Knows no request.
 */
#include "base/csv.h"
#include "base/embedded.h"
#include "base/id.h"
#include "base/random.h"
#include "core/identity.h"
#include "mod/quality/internal.h"

const struct move internal_audit_moves[] = {
        { INTERNAL_AUDIT_PLANNED, "replan", INTERNAL_AUDIT_PLANNED, PERM_QUALITY_AUDIT, 0,
                "another day or lead" },
        { INTERNAL_AUDIT_PLANNED, "begin", INTERNAL_AUDIT_UNDER_WAY, PERM_QUALITY_AUDIT,
                INTERNAL_AUDIT_BY_LEAD, "questions can be answered" },
        { INTERNAL_AUDIT_UNDER_WAY, "report", INTERNAL_AUDIT_REPORTED, PERM_QUALITY_AUDIT,
                MOVE_NOTE | INTERNAL_AUDIT_BY_LEAD, "final: findings become non-conformities" },
        { INTERNAL_AUDIT_PLANNED, "cancel", INTERNAL_AUDIT_CANCELLED, PERM_QUALITY_AUDIT, MOVE_NOTE,
                "final: it does not take place; the reason stays" },
        { INTERNAL_AUDIT_UNDER_WAY, "cancel", INTERNAL_AUDIT_CANCELLED, PERM_QUALITY_AUDIT,
                MOVE_NOTE, "final: it is broken off; the reason stays" },
        { 0 },
};

int internal_audit_visible(const struct who *w, const struct internal_audit *c)
{
        bool theirs = w->account && w->account == c->lead_id;

        return theirs || who_may(w, PERM_QUALITY_READ, c->unit_id) ? 0 : ERR_NOT_FOUND;
}

bool internal_audit_shows_findings(const struct who *w, const struct internal_audit *c)
{
        return c->state == INTERNAL_AUDIT_REPORTED || (w->account && w->account == c->lead_id) ||
               who_may(w, PERM_QUALITY_AUDIT, c->unit_id);
}

bool internal_audit_may(
        const struct who *w, const struct internal_audit *c, const struct move *move)
{
        if (move->flags & INTERNAL_AUDIT_BY_LEAD)
                return w->account && w->account == c->lead_id;
        return who_may(w, (enum perm)move->permission, c->unit_id);
}

bool internal_audit_may_ever(const struct who *w, const struct internal_audit *c, struct str action)
{
        for (const struct move *m = internal_audit_moves; m->action; m++)
                if (str_is(action, m->action))
                        return internal_audit_may(w, c, m);
        return false;
}

/* The event that people read, and the sealed one. who NULL: the platform. */
static int record(struct tx *tx, const struct who *who, const char *action,
        const struct internal_audit *c, struct str note, struct str peer)
{
        int r = internal_audit_event_insert(
                tx, &(struct internal_audit_event_insert_args){ .id = id_new(),
                            .audit_id = c->id,
                            .at = tx->now,
                            .account_id = who ? who->account : 0,
                            .who = who ? who_words(tx->arena, who) : STR(""),
                            .action = str_of(action),
                            .note = note });

        return r < 0 ? r
                     : quality__seal(tx, who,
                               &(struct quality_deed){ .kind = "internal_audit",
                                       .action = action,
                                       .object = c->id,
                                       .code = c->code,
                                       .unit = c->unit_id,
                                       .peer = peer });
}

int internal_audit_lead(struct tx *tx, i64 account, i64 unit, struct str *ret_words)
{
        static const enum perm work[] = { PERM_DOSSIER_INTAKE, PERM_DOSSIER_PROCESS,
                PERM_DOSSIER_APPROVE };
        struct who lead;
        int r = identity_who_of(tx, account, &lead);

        if (r < 0)
                return r;
        if (!who_may(&lead, PERM_QUALITY_AUDIT, unit))
                return ERR_EXISTS;
        for (size_t i = 0; i < ARRAY_LEN(work); i++)
                if (who_may(&lead, work[i], unit))
                        return ERR_EXISTS;
        *ret_words = who_words(tx->arena, &lead);
        return 0;
}

/* ---- Planning -------------------------------------------------------------------------------- */

static int ask(struct tx *tx, i64 audit, i64 ordinal, struct str clause, struct str question)
{
        if (ordinal > INTERNAL_AUDIT_QUESTIONS)
                return ERR_LIMIT;
        return internal_audit_answer_insert(tx, id_new(), audit, ordinal, clause, question);
}

static int ask_all(struct tx *tx, i64 audit, struct str besides)
{
        struct str text, rest = besides, line;
        struct csv c;
        i64 n = 0;
        int r = embedded_read(tx->arena, "data/audit_checklist.csv", &text);

        if (r == 0)
                r = csv_open(&c, tx->arena, text);
        while (r == 0 && (r = csv_next(&c)) == 1)
                r = ask(tx, audit, ++n, csv_cell(&c, "clause"), csv_cell(&c, "question"));
        while (r == 0 && str_cut(&rest, '\n', &line)) {
                line = str_trim(line);
                if (line.len)
                        r = ask(tx, audit, ++n, STR(""), line);
        }
        return r;
}

static int tell_both(struct tx *tx, const struct internal_audit *c, const struct who *by,
        const char *lead, const char *office)
{
        int r = lead && c->lead_id != by->account
                        ? quality__tell(tx, c->lead_id, lead, c->planned_day)
                        : 0;

        return r < 0 ? r
                     : quality__tell_office(
                               tx, c->unit_id, by->account, c->lead_id, office, c->planned_day);
}

int internal_audit_plan(struct tx *tx, const struct internal_audit_new *n)
{
        struct internal_audit c = { .id = id_new(),
                .code = n->code,
                .unit_id = n->unit,
                .planned_day = n->planned_day,
                .lead_id = n->lead };
        int r;

        if (!who_may(n->who, PERM_QUALITY_AUDIT, n->unit))
                return ERR_DENIED;
        r = internal_audit_lead(tx, n->lead, n->unit, &c.lead);
        if (r == 0)
                r = internal_audit_insert(tx, &(struct internal_audit_insert_args){ .id = c.id,
                                                      .code = c.code,
                                                      .unit_id = c.unit_id,
                                                      .planned_day = c.planned_day,
                                                      .scope = n->scope,
                                                      .lead_id = c.lead_id,
                                                      .lead = c.lead,
                                                      .planner = who_words(tx->arena, n->who) });
        if (r == 0)
                r = ask_all(tx, c.id, n->besides);
        if (r == 0)
                r = record(tx, n->who, "plan", &c, c.lead, n->peer);
        return r < 0 ? r : tell_both(tx, &c, n->who, "quality.audit_lead", "quality.audit_planned");
}

/* ---- Carrying out, reporting ----------------------------------------------------------------- */

static bool needs_evidence(i64 finding)
{
        return finding != FINDING_CONFORMS;
}

int internal_audit_answer_give(struct tx *tx, const struct internal_audit *c, const struct who *who,
        const struct internal_audit_reply *reply)
{
        struct internal_audit_answer_rows rows;
        int r;

        if (!who->account || who->account != c->lead_id)
                return ERR_DENIED;
        if (c->state != INTERNAL_AUDIT_UNDER_WAY)
                return ERR_STATE;
        if (reply->finding <= FINDING_NONE || reply->finding >= FINDING_MAX ||
                (needs_evidence(reply->finding) && str_empty(str_trim(reply->evidence))))
                return ERR_INVALID;
        r = internal_audit_answers(tx, c->id, &rows);
        for (size_t i = 0; r == 0 && i < rows.n; i++) {
                i64 changed = 0;

                if (rows.rows[i].ordinal != reply->ordinal)
                        continue;
                r = internal_audit_answer_put(tx, rows.rows[i].id, reply->version, reply->finding,
                        reply->evidence, &changed);
                return r == 0 && changed != 1 ? ERR_STALE : r;
        }
        return r < 0 ? r : ERR_NOT_FOUND;
}

static int becomes_nonconformity(struct tx *tx, const struct internal_audit *c,
        const struct internal_audit_answer *a, const struct internal_audit_act *act)
{
        struct nonconformity_new n = { .code = str_cat(
                                               tx->arena, STR("KPH-"), random_code(tx->arena, 8)),
                .unit = c->unit_id,
                .grade = a->finding == FINDING_MAJOR ? NONCONFORMITY_MAJOR : NONCONFORMITY_MINOR,
                .source = STR(NONCONFORMITY_FROM_AUDIT),
                .source_code = c->code,
                .clause = a->clause,
                .words = str_fmt(tx->arena, "%.*s\n%.*s", STRF(a->evidence), STRF(a->question)),
                .who = act->who,
                .peer = act->peer };
        i64 id;
        int r = nonconformity_report(tx, &n, &id);

        return r < 0 ? r : internal_audit_answer_became(tx, a->id, n.code, NULL);
}

static int report_findings(
        struct tx *tx, const struct internal_audit *c, const struct internal_audit_act *act)
{
        struct internal_audit_answer_rows rows;
        int r = internal_audit_answers(tx, c->id, &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++)
                if (rows.rows[i].finding == FINDING_NONE)
                        return ERR_INVALID;
        for (size_t i = 0; r == 0 && i < rows.n; i++)
                if (rows.rows[i].finding == FINDING_MINOR || rows.rows[i].finding == FINDING_MAJOR)
                        r = becomes_nonconformity(tx, c, &rows.rows[i], act);
        return r;
}

static int put(struct tx *tx, const struct internal_audit *c)
{
        i64 changed = 0;
        int r = internal_audit_put(tx,
                &(struct internal_audit_put_args){ .id = c->id,
                        .version = c->version,
                        .state = c->state,
                        .planned_day = c->planned_day,
                        .lead_id = c->lead_id,
                        .lead = c->lead,
                        .begun_at = c->begun_at,
                        .conclusion = c->conclusion,
                        .ended_at = c->ended_at },
                &changed);

        return r == 0 && changed != 1 ? ERR_STALE : r;
}

static int tell_move(
        struct tx *tx, const struct internal_audit *c, const struct internal_audit_act *act)
{
        switch (c->state) {
        case INTERNAL_AUDIT_PLANNED:
                return tell_both(tx, c, act->who, "quality.audit_lead", "quality.audit_planned");
        case INTERNAL_AUDIT_REPORTED:
                return tell_both(tx, c, act->who, NULL, "quality.audit_reported");
        case INTERNAL_AUDIT_CANCELLED:
                return tell_both(
                        tx, c, act->who, "quality.audit_cancelled", "quality.audit_cancelled");
        default:
                return 0;
        }
}

int internal_audit_move(
        struct tx *tx, const struct internal_audit *c, const struct internal_audit_act *act)
{
        const struct move *m = move_find(internal_audit_moves, c->state, act->action);
        struct internal_audit now = *c;
        int r = 0;

        if (!internal_audit_may_ever(act->who, c, act->action))
                return ERR_DENIED;
        if (c->version != act->version)
                return ERR_STALE;
        if (!m)
                return ERR_STATE;
        if (m->flags & MOVE_NOTE && str_empty(str_trim(act->words)))
                return ERR_INVALID;
        now.state = m->to;
        if (str_is(act->action, "replan")) {
                now.planned_day = act->planned_day;
                now.lead_id = act->lead;
                r = internal_audit_lead(tx, act->lead, c->unit_id, &now.lead);
        } else if (m->to == INTERNAL_AUDIT_UNDER_WAY) {
                now.begun_at = tx->now;
        } else {
                now.ended_at = tx->now;
        }
        if (m->to == INTERNAL_AUDIT_REPORTED) {
                now.conclusion = act->words;
                r = report_findings(tx, c, act);
        }
        if (r == 0)
                r = put(tx, &now);
        if (r == 0)
                r = record(tx, act->who, m->action, &now,
                        m->flags & MOVE_NOTE              ? act->words
                        : m->to == INTERNAL_AUDIT_PLANNED ? now.lead
                                                          : STR(""),
                        act->peer);
        return r < 0 ? r : tell_move(tx, &now, act);
}

int internal_audit__succeed(struct tx *tx, i64 from, const struct unit *to)
{
        struct internal_audit_open_rows open;
        int r = internal_audits_open_of(tx, from, &open);

        for (size_t i = 0; r == 0 && i < open.n; i++) {
                struct internal_audit c;

                r = internal_audit_unit_put(tx, open.rows[i].id, to->id, NULL);
                if (r == 0)
                        r = internal_audit_by_id(tx, open.rows[i].id, &c);
                if (r == 0)
                        r = record(tx, NULL, "succeed", &c, to->name, STR_NULL);
        }
        return r;
}
