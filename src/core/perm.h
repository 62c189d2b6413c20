/*
 * src/core/perm.h: what may be done, and who usually may. Both are constant tables: the route table
 * names a permission, a role holds a set of them, a grant gives a role at a unit for a time.
 * The reference page docs/reference/permissions.md and the test matrix are made from here.
 */
#ifndef CORE_PERM_H
#define CORE_PERM_H

#include "base/base.h"

/* X(name, who may by nature, docstring) */
#define PERMS(X)                                                                                   \
        X(PUBLIC, "anybody, signed in or not")                                                     \
        X(SIGNED_IN, "anybody with an account, for their own things")                              \
        X(APPLY, "make drafts and submit dossiers for oneself")                                    \
        X(FILL, "fill in, send and follow one's own application, with an account or as a guest")   \
        X(FOLLOW, "open the files of a dossier that one may see")                                  \
        X(DOSSIER_READ, "see dossiers of the unit and the units below it")                         \
        X(DOSSIER_INTAKE, "check, accept, refuse, ask for papers, hand over results at a counter") \
        X(DOSSIER_PROCESS, "appraise dossiers and draft their results")                            \
        X(DOSSIER_APPROVE, "approve results, stop and resume dossiers")                            \
        X(COMPLAINT_ANSWER, "read and answer complaints about dossiers of the unit")               \
        X(APPOINTMENT_PLAN, "say when a counter can be booked, and how many at once")              \
        X(INDICATOR_READ, "see the unit's figures in detail")                                      \
        X(CATALOGUE_EDIT, "change procedures, fees, papers")                                       \
        X(UNIT_EDIT, "change units, people, posts, roles")                                         \
        X(SETTING_EDIT, "change settings and texts")                                               \
        X(AUDIT_READ, "read audit records and the health page")                                    \
        X(METRICS, "read /metrics")                                                                \
        X(HAND_ON, "hand one's own roles on for a time, say when one is away")                     \
        X(DESIGN_READ, "see processes, decisions and forms in all their versions")                 \
        X(DESIGN_EDIT, "draw processes, decisions and forms, and submit them")                     \
        X(DESIGN_APPROVE, "approve and publish what somebody else has drawn")                      \
        X(QUALITY_READ, "see controlled documents, audits, non-conformities of the unit; report")  \
        X(QUALITY_MANAGE, "say what corrects a non-conformity and by when; verify that it helped") \
        X(QUALITY_AUDIT, "plan internal audits and carry them out")

enum perm {
        PERM_NONE, /* a route that names none is refused at start */
#define X(name, doc) PERM_##name,
        PERMS(X)
#undef X
                PERM_MAX
};

/* X(name, stored word, permissions as bits, docstring) */
#define P(name)   (1u << PERM_##name)
#define P_OFFICER (P(SIGNED_IN) | P(FOLLOW) | P(DOSSIER_READ) | P(HAND_ON) | P(QUALITY_READ))
#define ROLES(X)                                                                                   \
        X(CITIZEN, "citizen", P(SIGNED_IN) | P(APPLY) | P(FILL) | P(FOLLOW),                       \
                "a person or business")                                                            \
        X(GUEST, "guest", P(FILL) | P(FOLLOW), "somebody without an account, by a code")           \
        X(COUNTER, "counter", P_OFFICER | P(DOSSIER_INTAKE), "officer at a one-stop counter")      \
        X(SPECIALIST, "specialist", P_OFFICER | P(DOSSIER_PROCESS), "officer who appraises")       \
        X(LEADER, "leader",                                                                        \
                P_OFFICER | P(DOSSIER_APPROVE) | P(COMPLAINT_ANSWER) | P(APPOINTMENT_PLAN) |       \
                        P(INDICATOR_READ) | P(QUALITY_MANAGE),                                     \
                "head or deputy head of a unit")                                                   \
        X(RECEPTION, "reception", P_OFFICER | P(COMPLAINT_ANSWER),                                 \
                "officer who receives citizens and answers their complaints")                      \
        X(ADMIN, "admin",                                                                          \
                P(SIGNED_IN) | P(CATALOGUE_EDIT) | P(UNIT_EDIT) | P(SETTING_EDIT) |                \
                        P(AUDIT_READ) | P(METRICS) | P(INDICATOR_READ) | P(DESIGN_READ),           \
                "IT staff of the province")                                                        \
        X(AUDITOR, "auditor",                                                                      \
                P(SIGNED_IN) | P(FOLLOW) | P(AUDIT_READ) | P(INDICATOR_READ) | P(DOSSIER_READ) |   \
                        P(DESIGN_READ) | P(QUALITY_READ),                                          \
                "inspector")                                                                       \
        X(DESIGNER, "designer", P(SIGNED_IN) | P(HAND_ON) | P(DESIGN_READ) | P(DESIGN_EDIT),       \
                "officer who draws processes, decisions and forms")                                \
        X(DESIGN_APPROVER, "design_approver",                                                      \
                P(SIGNED_IN) | P(HAND_ON) | P(DESIGN_READ) | P(DESIGN_APPROVE),                    \
                "officer who approves and publishes them")                                         \
        X(QUALITY, "quality",                                                                      \
                P_OFFICER | P(INDICATOR_READ) | P(DESIGN_READ) | P(QUALITY_MANAGE) |               \
                        P(QUALITY_AUDIT),                                                          \
                "officer who keeps the quality management system and audits it (ISO 9001)")

enum role {
#define X(name, word, perms, doc) ROLE_##name,
        ROLES(X)
#undef X
                ROLE_MAX
};

/*
 * Rights over rights, settings and everybody's records: a role that holds one of them is granted by
 * two administrators together, and is handed on by nobody (neither delegation nor substitution).
 */
#define PERMS_POWERFUL (P(UNIT_EDIT) | P(SETTING_EDIT) | P(AUDIT_READ))

struct role_row {
        const char *name, *word, *doc;
        u32 perms;
};
extern const struct role_row roles[ROLE_MAX];
struct perm_row {
        const char *name, *doc;
};
extern const struct perm_row perms[PERM_MAX];

/* -1 when there is no such role. */
int role_by_word(const char *ptr, size_t len);
bool role_is_powerful(enum role role);

#endif
