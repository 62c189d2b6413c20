/*
 * src/mod/dossier/assign.c: who leads a unit gives a dossier to one of its officers. No move of
 * the law and no step of its process: state, clock and promise stay; who has it in hand changes,
 * and the history says by whom.
 */
#include "core/identity.h"
#include "mod/dossier/process.h"

static const struct move assign_move = { .action = "assign" };

/* Somebody who may do its work: where it is resolved, or at the counter while it is checked. */
static bool may_hold(const struct who *w, const struct dossier *d)
{
        if (str_is(d->step, "check") || str_is(d->step, "return"))
                return who_may(w, PERM_DOSSIER_INTAKE, d->unit_id) ||
                       who_may(w, PERM_DOSSIER_INTAKE, d->received_unit_id);
        return who_may(w, PERM_DOSSIER_PROCESS, d->unit_id);
}

int dossier_assign(struct tx *tx, struct dossier *d, const struct who *by, i64 account,
        struct str peer, struct dossier *ret_d)
{
        struct dossier_turn t = { .task = STR("") };
        struct dossier_act act = {
                .who = by, .action = STR("assign"), .version = I64_NULL, .peer = peer
        };
        struct who holder;
        int r;

        if (!who_may(by, PERM_DOSSIER_APPROVE, d->unit_id))
                return ERR_DENIED;
        if (str_is(d->step, "done") || d->holder_id == account)
                return ERR_STATE;
        r = identity_who_of(tx, account, &holder);
        if (r < 0)
                return r;
        if (!may_hold(&holder, d))
                return ERR_DENIED;
        act.note = holder.name;
        act.due_day = I64_NULL;
        t.d = *d;
        t.act = &act;
        t.to_holder = account;
        r = dossier__change(tx, &t, &assign_move, &act);
        if (r == 0)
                *ret_d = t.d;
        return r;
}
