/*
 * src/mod/quality/quality.h: the quality management system of the province's agencies (TCVN ISO
 * 9001:2015): internal audits, non-conformities with what is done about them. Processes, records
 * and figures are kept elsewhere (mod/design, mod/catalogue, mod/dossier, mod/indicator).
 *
 * Invariants: a non-conformity ends verified by another person than who did the work, or refused by
 * an auditor with the reason; all that was done with one stays as it was written (10.2.2); it is
 * always some unit's: when that is no more, its successor's. Nobody audits a unit whose dossiers
 * they handle (9.2.2 c); what an audit asked and found never changes once it is reported.
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

#define NONCONFORMITY_FROM_AUDIT "audit" /* as source; its code is the audit's */

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

/* ---- Internal audits (9.2) ------------------------------------------------------------------- */

enum internal_audit_state {
        INTERNAL_AUDIT_PLANNED = 1,
        INTERNAL_AUDIT_UNDER_WAY,
        INTERNAL_AUDIT_REPORTED,
        INTERNAL_AUDIT_CANCELLED,
        INTERNAL_AUDIT_STATE_MAX
};
enum internal_audit_finding {
        FINDING_NONE, /* not answered yet */
        FINDING_CONFORMS,
        FINDING_OBSERVATION,
        FINDING_MINOR,
        FINDING_MAJOR,
        FINDING_NOT_APPLICABLE,
        FINDING_MAX
};
#define INTERNAL_AUDIT_QUESTIONS 60 /* at most in one audit */

struct internal_audit_new {
        struct str code; /* random, for addresses */
        i64 unit, planned_day, lead;
        struct str scope;
        struct str besides; /* questions beside those of data/audit_checklist.csv, one a line */
        const struct who *who;
        struct str peer;
};
/*
 * Who leads an audit of a unit audits there and handles none of its dossiers: ERR_EXISTS.
 * *ret_words: name and post.
 */
int internal_audit_lead(struct tx *tx, i64 account, i64 unit, struct str *ret_words);
/*
 * In a write. ERR_DENIED; ERR_EXISTS: the lead does not audit there, or handles dossiers of the
 * unit; ERR_LIMIT: too many questions.
 */
int internal_audit_plan(struct tx *tx, const struct internal_audit_new *n);

/* "replan", "begin", "report", "cancel"; ends with action NULL. */
extern const struct move internal_audit_moves[];
#define INTERNAL_AUDIT_BY_LEAD 65536u

struct internal_audit_act {
        const struct who *who;
        struct str action;
        i64 version;
        struct str words; /* the conclusion, or the reason */
        struct str peer;
        i64 planned_day, lead; /* of "replan" */
};
/*
 * ERR_DENIED, ERR_STALE, ERR_STATE; ERR_INVALID: without words that the move asks for, or a report
 * while questions are open; ERR_EXISTS as above. A report makes every finding of its unit a
 * non-conformity in the same write.
 */
int internal_audit_move(
        struct tx *tx, const struct internal_audit *c, const struct internal_audit_act *act);
/* By the table, and whoever leads it. */
bool internal_audit_may(
        const struct who *w, const struct internal_audit *c, const struct move *move);
bool internal_audit_may_ever(
        const struct who *w, const struct internal_audit *c, struct str action);
/* Officers of the unit, who leads it, and who plans audits there. ERR_NOT_FOUND. */
int internal_audit_visible(const struct who *w, const struct internal_audit *c);
/* What was found is told to the unit by the report, not before. */
bool internal_audit_shows_findings(const struct who *w, const struct internal_audit *c);

struct internal_audit_reply {
        i64 ordinal, version, finding;
        struct str evidence;
};
/*
 * By the lead while it is under way; ERR_DENIED, ERR_STATE, ERR_STALE, ERR_NOT_FOUND; ERR_INVALID:
 * no evidence of what does not simply conform.
 */
int internal_audit_answer_give(struct tx *tx, const struct internal_audit *c, const struct who *who,
        const struct internal_audit_reply *reply);

extern const struct module quality_module;

#endif
