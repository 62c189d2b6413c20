/*
 * src/core/move.c: see move.h.
 */
#include "core/move.h"

const struct move *move_find(const struct move *table, i64 state, struct str action)
{
        for (const struct move *m = table; m->action; m++)
                if (m->from == state && str_is(action, m->action))
                        return m;
        return NULL;
}

bool move_may_ever(
        const struct move *table, struct str action, const struct who *w, i64 owner, i64 unit)
{
        for (const struct move *m = table; m->action; m++) {
                if (!str_is(action, m->action))
                        continue;
                return m->flags & MOVE_BY_APPLICANT ? w->account && w->account == owner
                                                    : who_may(w, (enum perm)m->permission, unit);
        }
        return false;
}
