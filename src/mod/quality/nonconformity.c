/*
 * src/mod/quality/nonconformity.c: how a non-conformity is put right: who says how and by when, who
 * does it, who verifies that it helped, and who is told. Knows no request.
 */
#include "base/id.h"
#include "core/identity.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/quality/internal.h"

#define AT_ONCE 200

const struct move nonconformity_moves[] = {
        { NONCONFORMITY_REPORTED, "plan", NONCONFORMITY_PLANNED, PERM_QUALITY_MANAGE, 0,
                "cause, correction, corrective action; who does it, by when" },
        { NONCONFORMITY_PLANNED, "plan", NONCONFORMITY_PLANNED, PERM_QUALITY_MANAGE, 0,
                "another plan, person or day" },
        { NONCONFORMITY_PLANNED, "done", NONCONFORMITY_DONE, PERM_QUALITY_READ,
                MOVE_NOTE | NONCONFORMITY_BY_RESPONSIBLE, "with what shows it" },
        { NONCONFORMITY_DONE, "verify", NONCONFORMITY_CLOSED, PERM_QUALITY_MANAGE,
                MOVE_NOTE | MOVE_SECOND, "final: it helped" },
        { NONCONFORMITY_DONE, "send_back", NONCONFORMITY_PLANNED, PERM_QUALITY_MANAGE,
                MOVE_NOTE | MOVE_SECOND, "it did not help, or not yet" },
        { NONCONFORMITY_REPORTED, "refuse", NONCONFORMITY_REFUSED, PERM_QUALITY_AUDIT, MOVE_NOTE,
                "final: it is none; the reason stays" },
        { 0 },
};

bool nonconformity_is_open(i64 state)
{
        return state >= 1 && state <= NONCONFORMITY_OPEN_STATES;
}

bool nonconformity_is_late(i64 state, i64 due_day, i64 today)
{
        return state == NONCONFORMITY_PLANNED && due_day != I64_NULL && due_day < today;
}

int nonconformity_visible(const struct who *w, const struct nonconformity *c)
{
        bool theirs = w->account && w->account == c->responsible_id;

        return theirs || who_may(w, PERM_QUALITY_READ, c->unit_id) ? 0 : ERR_NOT_FOUND;
}

bool nonconformity_may(const struct who *w, const struct nonconformity *c, const struct move *move)
{
        if (move->flags & NONCONFORMITY_BY_RESPONSIBLE)
                return w->account && w->account == c->responsible_id;
        if (!who_may(w, (enum perm)move->permission, c->unit_id))
                return false;
        return !(move->flags & MOVE_SECOND) || w->person != c->done_person;
}

bool nonconformity_may_ever(const struct who *w, const struct nonconformity *c, struct str action)
{
        for (const struct move *m = nonconformity_moves; m->action; m++)
                if (str_is(action, m->action))
                        return nonconformity_may(w, c, m);
        return false;
}

/* The event that people read, and the sealed one. who NULL: the platform. */
static int record(struct tx *tx, const struct who *who, const char *action,
        const struct nonconformity *c, struct str note, struct str peer)
{
        int r = nonconformity_event_insert(
                tx, &(struct nonconformity_event_insert_args){ .id = id_new(),
                            .nonconformity_id = c->id,
                            .at = tx->now,
                            .account_id = who ? who->account : 0,
                            .who = who ? who_words(tx->arena, who) : STR(""),
                            .action = str_of(action),
                            .note = note });

        return r < 0 ? r
                     : quality__seal(tx, who,
                               &(struct quality_deed){ .kind = "nonconformity",
                                       .action = action,
                                       .object = c->id,
                                       .code = c->code,
                                       .unit = c->unit_id,
                                       .peer = peer });
}

int nonconformity_report(struct tx *tx, const struct nonconformity_new *n, i64 *ret_id)
{
        struct nonconformity c = { .id = id_new(), .code = n->code, .unit_id = n->unit };
        bool audited = str_is(n->source, NONCONFORMITY_FROM_AUDIT); /* the report tells of it */
        int r;

        CHECK(n->grade >= NONCONFORMITY_MINOR && n->grade < NONCONFORMITY_GRADE_MAX);
        if (!who_may(n->who, PERM_QUALITY_READ, n->unit) && !who_has(n->who, PERM_QUALITY_AUDIT))
                return ERR_DENIED;
        r = nonconformity_insert(tx, &(struct nonconformity_insert_args){ .id = c.id,
                                             .code = c.code,
                                             .unit_id = c.unit_id,
                                             .grade = n->grade,
                                             .source = n->source,
                                             .source_code = n->source_code,
                                             .clause = n->clause,
                                             .words = n->words,
                                             .at = tx->now,
                                             .by = n->who->account,
                                             .finder = who_words(tx->arena, n->who) });
        if (r == 0)
                r = record(tx, n->who, "report", &c, STR(""), n->peer);
        if (r == 0)
                r = audited ? 0
                            : quality__tell_office(tx, c.unit_id, n->who->account, 0,
                                      "quality.reported", I64_NULL);
        if (r == 0)
                *ret_id = c.id;
        return r;
}

/* What the move makes of it; everything else stays. */
static int change(struct tx *tx, const struct nonconformity *c, const struct move *m,
        const struct nonconformity_act *act, struct nonconformity *ret_c)
{
        struct nonconformity now = *c;
        struct who responsible;
        int r = 0;

        now.state = m->to;
        if (str_is(act->action, "plan")) {
                if (str_empty(act->correction) || str_empty(act->cause) || str_empty(act->remedy) ||
                        act->due_day == I64_NULL || act->due_day < day_of(tx->now))
                        return ERR_INVALID;
                r = identity_who_of(tx, act->responsible, &responsible);
                if (r < 0)
                        return r;
                if (!who_may(&responsible, PERM_QUALITY_READ, c->unit_id))
                        return ERR_EXISTS;
                now.correction = act->correction;
                now.cause = act->cause;
                now.remedy = act->remedy;
                now.responsible_id = act->responsible;
                now.responsible = who_words(tx->arena, &responsible);
                now.due_day = act->due_day;
                now.warned = WARNED_NOT;
        } else if (m->to == NONCONFORMITY_DONE) {
                now.evidence = act->words;
                now.done_at = tx->now;
                now.done_by = act->who->account;
                now.done_person = act->who->person;
        } else {
                now.verdict = act->words;
                now.closed_at = nonconformity_is_open(m->to) ? I64_NULL : tx->now;
        }
        *ret_c = now;
        return 0;
}

static int put(struct tx *tx, const struct nonconformity *c)
{
        i64 changed = 0;
        int r = nonconformity_put(tx,
                &(struct nonconformity_put_args){ .id = c->id,
                        .version = c->version,
                        .state = c->state,
                        .correction = c->correction,
                        .cause = c->cause,
                        .remedy = c->remedy,
                        .responsible_id = c->responsible_id,
                        .responsible = c->responsible,
                        .due_day = c->due_day,
                        .done_at = c->done_at,
                        .done_by = c->done_by,
                        .done_person = c->done_person,
                        .evidence = c->evidence,
                        .closed_at = c->closed_at,
                        .verdict = c->verdict,
                        .warned = c->warned },
                &changed);

        return r == 0 && changed != 1 ? ERR_STALE : r;
}

static int tell_move(struct tx *tx, const struct nonconformity *c, const struct move *m,
        const struct nonconformity_act *act)
{
        if (str_is(act->action, "plan"))
                return quality__tell(tx, c->responsible_id, "quality.planned", c->due_day);
        if (str_is(act->action, "send_back"))
                return quality__tell(tx, c->responsible_id, "quality.sent_back", c->due_day);
        if (m->to == NONCONFORMITY_DONE)
                return quality__tell_office(
                        tx, c->unit_id, act->who->account, 0, "quality.done", I64_NULL);
        return quality__tell(tx, m->to == NONCONFORMITY_CLOSED ? c->responsible_id : c->found_by,
                "quality.closed", I64_NULL);
}

int nonconformity_move(
        struct tx *tx, const struct nonconformity *c, const struct nonconformity_act *act)
{
        const struct move *m = move_find(nonconformity_moves, c->state, act->action);
        struct nonconformity now;
        int r;

        if (!nonconformity_may_ever(act->who, c, act->action))
                return ERR_DENIED;
        if (c->version != act->version)
                return ERR_STALE;
        if (!m)
                return ERR_STATE;
        if (m->flags & MOVE_NOTE && str_empty(str_trim(act->words)))
                return ERR_INVALID;
        r = change(tx, c, m, act, &now);
        if (r == 0)
                r = put(tx, &now);
        if (r == 0)
                r = record(tx, act->who, m->action, &now,
                        m->flags & MOVE_NOTE ? act->words : now.responsible, act->peer);
        return r < 0 ? r : tell_move(tx, &now, m, act);
}

/* ---- The day comes near, or is over ---------------------------------------------------------- */

struct warning {
        i64 before_day; /* of those that are due before it */
        enum nonconformity_warning warning;
        const char *kind;
        size_t n; /* how many were found */
};

static int warn_some(struct tx *tx, void *arg)
{
        struct nonconformity_warn_rows rows;
        struct warning *w = arg;
        int r = nonconformities_to_warn(tx, w->before_day, w->warning, AT_ONCE, &rows);

        w->n = r == 0 ? rows.n : 0;
        for (size_t i = 0; i < rows.n && r == 0; i++) {
                r = nonconformity_warned(tx, rows.rows[i].id, w->warning, NULL);
                if (r == 0)
                        r = quality__tell(
                                tx, rows.rows[i].responsible_id, w->kind, rows.rows[i].due_day);
        }
        return r;
}

/* Late ones first: who is told that a day is over is not told that it comes. */
static int warn_run(struct job_run *run)
{
        i64 today = day_of(clock_now());
        struct warning list[] = { { today, WARNED_LATE, "quality.late", AT_ONCE },
                { today + setting_i64(SETTING_QUALITY_WARN_DAYS) + 1, WARNED_SOON, "quality.soon",
                        AT_ONCE } };
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(list); i++)
                while (r == 0 && list[i].n == AT_ONCE)
                        r = store_write(run->store, run->arena, warn_some, &list[i]);
        return r;
}

const struct job_kind quality__jobs[] = {
        { .kind = "quality.warn", .run = warn_run, .every_ms = HOUR_MS },
        { 0 },
};

/* ---- A unit is no more ----------------------------------------------------------------------- */

int nonconformity__succeed(struct tx *tx, i64 from, const struct unit *to)
{
        struct nonconformity_open_rows open;
        int r = nonconformities_open_of(tx, from, &open);

        for (size_t i = 0; r == 0 && i < open.n; i++) {
                struct nonconformity c;

                r = nonconformity_unit_put(tx, open.rows[i].id, to->id, NULL);
                if (r == 0)
                        r = nonconformity_by_id(tx, open.rows[i].id, &c);
                if (r == 0)
                        r = record(tx, NULL, "succeed", &c, to->name, STR_NULL);
        }
        return r;
}
