/*
 * src/mod/quality/quality.h: the quality management system of the province's agencies (TCVN ISO
 * 9001:2015): non-conformities with what is done about them. Processes, records and figures are
 * kept elsewhere (mod/design, mod/catalogue, mod/dossier, mod/indicator): here they are read.
 *
 * Invariants: a non-conformity ends verified by another person than who did the work, or refused by
 * an auditor with the reason; all that was done with one stays as it was written (10.2.2); it is
 * always some unit's: when that is no more, its successor's.
 */
#ifndef MOD_QUALITY_QUALITY_H
#define MOD_QUALITY_QUALITY_H

#include "core/module.h"
#include "core/org.h"
#include "mod/quality/queries.h"

/* X(NAME, number, open) */
#define NONCONFORMITY_STATES(X)                                                                    \
        X(REPORTED, 1, true)                                                                       \
        X(PLANNED, 2, true)                                                                        \
        X(DONE, 3, true)                                                                           \
        X(CLOSED, 4, false)                                                                        \
        X(REFUSED, 5, false)
enum nonconformity_state {
#define X(name, n, open) NONCONFORMITY_##name = n,
        NONCONFORMITY_STATES(X)
#undef X
                NONCONFORMITY_STATE_MAX
};
enum { NONCONFORMITY_OPEN_STATES = 3 }; /* the first ones */
bool nonconformity_is_open(i64 state);
/* Given to somebody, and not done on the day. */
bool nonconformity_is_late(i64 state, i64 due_day, i64 today);

enum nonconformity_grade { NONCONFORMITY_MINOR = 1, NONCONFORMITY_MAJOR, NONCONFORMITY_GRADE_MAX };
/* What the one responsible was told about the day. */
enum nonconformity_warning { WARNED_NOT, WARNED_SOON, WARNED_LATE };

struct nonconformity_new {
        struct str code; /* random, for addresses */
        i64 unit;        /* that answers for it */
        i64 grade;
        struct str source, source_code, clause, words;
        const struct who *who;
        struct str peer;
};
/* In a write. ERR_DENIED: who reports neither works for that unit nor audits. */
int nonconformity_report(struct tx *tx, const struct nonconformity_new *n, i64 *ret_id);

/*
 * "plan", "done", "verify", "send_back", "refuse"; ends with action NULL. MOVE_SECOND: by another
 * person than who did it.
 */
extern const struct move nonconformity_moves[];
#define NONCONFORMITY_BY_RESPONSIBLE 65536u

struct nonconformity_act {
        const struct who *who;
        struct str action;
        i64 version;
        struct str words; /* of the evidence, the verdict or the reason */
        struct str peer;
        /* of "plan" */
        struct str correction, cause, remedy;
        i64 responsible; /* account */
        i64 due_day;
};
/*
 * ERR_DENIED, ERR_STALE, ERR_STATE; ERR_INVALID: without words that the move asks for, or a plan
 * that is not whole; ERR_EXISTS: the one responsible does not work for the unit.
 */
int nonconformity_move(
        struct tx *tx, const struct nonconformity *c, const struct nonconformity_act *act);
/* By the table, and whoever's it is; nothing is asked of what the act brings. */
bool nonconformity_may(const struct who *w, const struct nonconformity *c, const struct move *move);
/* Whatever state it is in, so that who may not learns nothing of it. */
bool nonconformity_may_ever(const struct who *w, const struct nonconformity *c, struct str action);
/* Officers of the unit, whoever is responsible, and auditors. ERR_NOT_FOUND. */
int nonconformity_visible(const struct who *w, const struct nonconformity *c);

extern const struct module quality_module;

#endif
