/*
 * src/core/move.h: state tables as data, one for each kind of object that has states.
 */
#ifndef CORE_MOVE_H
#define CORE_MOVE_H

#include "core/who.h"

/* A row of a state table (style.md 12): the buttons, the diagram and the reachability test. */
struct move {
        int from;           /* state */
        const char *action; /* word in addresses and the API; NULL ends the table */
        int to;
        int permission; /* enum perm */
        unsigned flags;
        const char *effect; /* what follows, for the manual */
};
enum move_flag {
        MOVE_NOTE = 1,    /* a reason in words is required */
        MOVE_DEFECTS = 2, /* a list of defects is required */
        MOVE_BY_APPLICANT = 4,
        MOVE_NOT_ACCEPTED = 8, /* only a dossier that was never accepted */
        MOVE_WAS_ACCEPTED = 16,
        MOVE_RESUMES = 32,   /* only when `to` is where the dossier came from */
        MOVE_NEW_DUE = 64,   /* a new day for the result is required */
        MOVE_SECOND = 128,   /* of versions: by a person who wrote none of it */
        MOVE_FROM_DAY = 256, /* of versions: a day from today on is required */
};

/* The row of a table that leads away from a state by an action; NULL: there is none. */
const struct move *move_find(const struct move *table, i64 state, struct str action);
/*
 * May this one do such a thing at all, as the account `owner` or for the unit? Whatever state it is
 * in, so that who may not learns nothing of it.
 */
bool move_may_ever(
        const struct move *table, struct str action, const struct who *w, i64 owner, i64 unit);

#endif
