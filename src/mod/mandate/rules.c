/*
 * src/mod/mandate/rules.c: how a mandate comes to be, when it is in force, who ends it. Knows no
 * request.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "base/viet.h"
#include "core/queries.h"
#include "core/rule.h"
#include "mod/mandate/mandate.h"
#include "web/texts.h"

#define HELD_MAX 100 /* asked for and in force, of one representative */
#define ALL_MAX  1000

const struct move mandate_moves[] = {
        { MANDATE_ASKED, "approve", MANDATE_ACTIVE, PERM_APPLY, MOVE_BY_APPLICANT,
                "the representative may act from its first day on" },
        { MANDATE_ASKED, "approve", MANDATE_ACTIVE, PERM_DOSSIER_INTAKE, 0,
                "a counter saw the papers" },
        { MANDATE_ASKED, "refuse", MANDATE_REFUSED, PERM_APPLY, MOVE_BY_APPLICANT, "final" },
        { MANDATE_ASKED, "refuse", MANDATE_REFUSED, PERM_DOSSIER_INTAKE, MOVE_NOTE,
                "final; the reason is told" },
        { MANDATE_ASKED, "renounce", MANDATE_REVOKED, PERM_APPLY, MANDATE_BY_REPRESENTATIVE,
                "final" },
        { MANDATE_ACTIVE, "revoke", MANDATE_REVOKED, PERM_APPLY, MOVE_BY_APPLICANT,
                "final, at once; what was sent stays, drafts cannot be sent any more" },
        { MANDATE_ACTIVE, "revoke", MANDATE_REVOKED, PERM_DOSSIER_INTAKE, MOVE_NOTE,
                "final, at once; the reason is told" },
        { MANDATE_ACTIVE, "renounce", MANDATE_REVOKED, PERM_APPLY, MANDATE_BY_REPRESENTATIVE,
                "final, at once" },
        { MANDATE_ACTIVE, "end", MANDATE_ENDED, PERM_APPLY, MANDATE_BY_PLATFORM,
                "its last day is over; the platform does this by itself" },
        { 0 },
};

bool mandate_stands(const struct mandate *m, i64 now)
{
        i64 today = day_of(now);

        return m->state == MANDATE_ACTIVE && m->from_day <= today && today <= m->until_day;
}

bool mandate_is_principal(const struct who *w, const struct mandate *m)
{
        return w->account && !w->staff && !w->guest && m->person_id != I64_NULL &&
               w->person == m->person_id;
}

static bool is_representative(const struct who *w, const struct mandate *m)
{
        return w->account && w->account == m->account_id;
}

const struct unit *mandate_counter(struct arena *a, const struct mandate *m)
{
        const struct org *o = org_get(a);
        const struct unit *u = m->unit_id == I64_NULL ? NULL : org_unit(o, m->unit_id);

        return u ? org_successor(o, u, org_day(o)) : NULL;
}

static bool is_at_counter(
        struct arena *a, const struct who *w, enum perm permission, const struct mandate *m)
{
        const struct unit *u = mandate_counter(a, m);

        return u && who_may(w, permission, u->id);
}

bool mandate_may(
        struct arena *a, const struct who *w, const struct mandate *m, const struct move *move)
{
        if (move->flags & MANDATE_BY_PLATFORM)
                return false;
        if (move->flags & MOVE_BY_APPLICANT)
                return mandate_is_principal(w, m);
        if (move->flags & MANDATE_BY_REPRESENTATIVE)
                return is_representative(w, m);
        return is_at_counter(a, w, (enum perm)move->permission, m);
}

int mandate_visible(struct arena *a, const struct who *w, const struct mandate *m)
{
        return mandate_is_principal(w, m) || is_representative(w, m) ||
                               is_at_counter(a, w, PERM_DOSSIER_INTAKE, m)
                       ? 0
                       : ERR_NOT_FOUND;
}

static int check_scope(struct tx *tx, const struct mandate *m, i64 procedure)
{
        struct mandate_in_scope in;
        int r = m->whole || !procedure ? 0 : mandate_scope_has(tx, m->id, procedure, &in);

        return r == ERR_NOT_FOUND ? ERR_DENIED : r;
}

int mandate_check(struct tx *tx, i64 id, i64 account, i64 procedure, struct mandate *ret_m)
{
        struct mandate m;
        int r = mandate_by_id(tx, id, &m);

        if (r == 0 && (!account || m.account_id != account))
                r = ERR_NOT_FOUND;
        if (r == 0 && !mandate_stands(&m, tx->now))
                r = ERR_STATE;
        if (r == 0)
                r = check_scope(tx, &m, procedure);
        if (r == 0)
                *ret_m = m;
        return r;
}

int mandate_fault(int err)
{
        return err == ERR_DENIED ? T_MANDATE_NOT_THIS : T_MANDATE_OVER;
}

int mandates_for(struct tx *tx, i64 account, i64 procedure, struct mandate *ret_list, size_t max,
        size_t *ret_n)
{
        struct mandate_rows rows;
        size_t n = 0;
        int r = mandates_of_account(tx, account, ALL_MAX, &rows);

        for (size_t i = 0; r == 0 && i < rows.n && n < max; i++) {
                if (!mandate_stands(&rows.rows[i], tx->now))
                        continue;
                r = check_scope(tx, &rows.rows[i], procedure);
                if (r == 0)
                        ret_list[n++] = rows.rows[i];
                r = r == ERR_DENIED ? 0 : r;
        }
        *ret_n = n;
        return r;
}

int mandate_principal_account(struct tx *tx, const struct mandate *m, i64 *ret_account)
{
        struct mandate_account_row row;
        int r = m->person_id == I64_NULL ? ERR_NOT_FOUND
                                         : mandate_account_of(tx, m->person_id, &row);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        *ret_account = r == 0 ? row.id : I64_NULL;
        return 0;
}

int mandate_usual_days(struct tx *tx, i64 now, i64 *ret_days)
{
        return rule_value(tx, "mandate.usual_days", day_of(now), 365, ret_days);
}

int mandate_of_age(struct tx *tx, i64 now, i64 birth_day, i64 *ret_day)
{
        struct civil born;
        i64 years;
        int r = rule_value(tx, "mandate.child_age", day_of(now), 18, &years);

        if (r < 0)
                return r;
        day_civil(birth_day, &born);
        *ret_day = day_make(born.year + (int)years, born.month, born.day); /* 29/02: 01/03 */
        return 0;
}

int mandate_known_person(struct tx *tx, struct str identity, struct str name, i64 *ret_person)
{
        struct person p;
        int r = person_by_identity(tx, identity, &p);

        *ret_person = I64_NULL;
        if (r < 0)
                return r == ERR_NOT_FOUND ? 0 : r;
        if (!str_eq(viet_fold(tx->arena, p.name), viet_fold(tx->arena, str_trim(name))))
                return ERR_EXISTS;
        *ret_person = p.id;
        return 0;
}

/*
 * A counter has seen who it is for: from now on the platform knows them, so that they see it when
 * they open an account.
 */
static int know_principal(struct tx *tx, struct mandate *m)
{
        struct mandate_principal p;
        int r = mandate_principal_of(tx, m->id, &p);

        if (r == 0 && (str_is(m->kind, "organisation") || str_empty(p.principal_identity)))
                return 0;
        if (r == 0)
                r = mandate_known_person(tx, p.principal_identity, p.principal_name, &m->person_id);
        if (r == 0 && m->person_id == I64_NULL) {
                m->person_id = id_new();
                r = person_insert(
                        tx, &(struct person_insert_args){ .id = m->person_id,
                                    .name = p.principal_name,
                                    .sort_key = viet_sort_key(tx->arena, p.principal_name),
                                    .identity = p.principal_identity,
                                    .birth_day = p.principal_birth_day,
                                    .created_at = tx->now });
        }
        return r < 0 ? r : mandate_person_put(tx, m->id, m->person_id, NULL);
}

/* What was done is recorded and told, whoever did it. */
static int record(
        struct tx *tx, const struct mandate *m, const char *action, i64 actor, struct str peer)
{
        struct mandate_moved moved = { .mandate = m, .actor = actor, .action = action };
        struct str payload = str_fmt(tx->arena, "{\"code\":\"%.*s\"}", STRF(m->code));
        int r = mandate_principal_account(tx, m, &moved.principal_account);

        if (r == 0)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = actor,
                                .action = str_fmt(tx->arena, "mandate.%s", action).ptr,
                                .object_kind = "mandate",
                                .object = m->id,
                                .payload = payload,
                                .peer = peer },
                        NULL);
        return r < 0 ? r : event_publish(tx, MANDATE_MOVED, m->id, payload, &moved);
}

static int put(struct tx *tx, const struct mandate_new *n, i64 id)
{
        return mandate_insert(
                tx, &(struct mandate_insert_args){ .id = id,
                            .code = n->code,
                            .kind = n->kind,
                            .person_id = n->person,
                            .principal_name = n->name,
                            .principal_identity = str_empty(n->identity) ? STR_NULL : n->identity,
                            .principal_birth_day = n->birth_day,
                            .account_id = n->account,
                            .whole = n->n_procedures == 0,
                            .from_day = n->from_day,
                            .until_day = n->until_day,
                            .paper = str_empty(n->paper) ? STR_NULL : n->paper,
                            .unit_id = n->unit,
                            .state = n->active ? MANDATE_ACTIVE : MANDATE_ASKED,
                            .words = n->words.ptr ? n->words : STR(""),
                            .at = tx->now,
                            .by = n->by->account,
                            .decided_at = n->active ? tx->now : I64_NULL,
                            .decided_by = n->active ? n->by->account : I64_NULL });
}

int mandate_make(struct tx *tx, const struct mandate_new *n, i64 *ret_id)
{
        i64 id = id_new(), today = day_of(tx->now);
        struct mandate_count held;
        struct mandate m;
        int r = mandates_open_of(tx, n->account, &held);

        if (r == 0 && held.n >= HELD_MAX)
                return ERR_LIMIT;
        if (n->until_day < n->from_day || n->until_day < today ||
                n->until_day > today + MANDATE_DAYS_MAX ||
                (n->person != I64_NULL && n->by->account == n->account && n->active))
                return ERR_INVALID;
        if (r == 0)
                r = put(tx, n, id);
        for (size_t i = 0; i < n->n_procedures && r == 0; i++)
                r = mandate_scope_put(tx, id, n->procedures[i], NULL);
        if (r == 0)
                r = mandate_by_id(tx, id, &m);
        if (r == 0)
                r = record(tx, &m, n->active ? "grant" : "ask", n->by->account, n->peer);
        if (r == 0)
                *ret_id = id;
        return r;
}

/* The row that fits, of those that this one may take. ERR_DENIED: they never may. */
static int find_move(struct tx *tx, const struct mandate *m, const struct mandate_act *act,
        const struct move **ret_move)
{
        bool ever = false;

        for (const struct move *x = mandate_moves; x->action; x++) {
                if (!str_is(act->action, x->action) ||
                        (act->who && !mandate_may(tx->arena, act->who, m, x)))
                        continue;
                ever = true;
                if (x->from == m->state) {
                        *ret_move = x;
                        return 0;
                }
        }
        return ever ? ERR_STATE : ERR_DENIED;
}

int mandate_move(struct tx *tx, const struct mandate *m, const struct mandate_act *act)
{
        i64 actor = act->who ? act->who->account : I64_NULL, changed = 0;
        const struct move *move = NULL;
        struct mandate now = *m;
        int r = find_move(tx, m, act, &move);

        if (r < 0)
                return r;
        if (act->version != m->version)
                return ERR_STALE;
        if (move->flags & MOVE_NOTE && str_empty(str_trim(act->words)))
                return ERR_INVALID;
        r = mandate_put(tx,
                &(struct mandate_put_args){ .id = m->id,
                        .version = m->version,
                        .state = move->to,
                        .decided_at = tx->now,
                        .decided_by = actor,
                        .reason = str_empty(act->words) ? STR_NULL : act->words },
                &changed);
        if (r == 0 && changed != 1)
                r = ERR_STALE;
        now.state = move->to;
        now.version++;
        if (r == 0 && move->to == MANDATE_ACTIVE && m->person_id == I64_NULL)
                r = know_principal(tx, &now);
        return r < 0 ? r : record(tx, &now, move->action, actor, act->peer);
}
