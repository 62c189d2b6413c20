/*
 * src/mod/design/design.h: models as controlled documents: processes in BPMN, decisions in DMN,
 * forms in the schema of form-js. A model has a code and versions; a version is written, submitted,
 * approved by a person who wrote none of it, and published from a day on, until a later one takes
 * its place. It executes nothing: that is src/flow's.
 *
 *      r = design_in_force(tx, STR("cap-phep"), day, &p);    p.content: the bytes, as saved
 *
 * Invariants: bytes are kept exactly as they came; only a draft is ever written to; a version with
 * errors is never submitted or approved; on any day at most one version of a model is in force.
 */
#ifndef MOD_DESIGN_DESIGN_H
#define MOD_DESIGN_DESIGN_H

#include "core/version.h"
#include "mod/design/queries.h"
#include "web/texts.h"

extern const struct module design_module;
extern const struct move design_moves[];

#define DESIGN_MAX (2 << 20) /* bytes of a model */

enum design_state {
        DESIGN_DRAFT = 1,
        DESIGN_SUBMITTED,
        DESIGN_APPROVED,
        DESIGN_PUBLISHED,
        DESIGN_DROPPED,
        DESIGN_STATE_MAX
};

/* The stored words of kinds are "process", "decision", "form". */
enum design_kind { DESIGN_PROCESS, DESIGN_DECISION, DESIGN_FORM, DESIGN_KIND_MAX };
extern const char *const design_kinds[DESIGN_KIND_MAX];
int design_kind_of(struct str word); /* -1 unknown */

/* What was found in a model, for its author. */
struct design_problem {
        enum { DESIGN_ERROR, DESIGN_WARNING } severity;
        struct str element; /* id, for marks on the diagram; STR_NULL none */
        struct str name;    /* what it is called; its id when it has no name */
        struct str text;    /* English */
        enum text words;    /* the same with `detail` in the reader's language; T_NONE unknown */
        struct str detail;
        int line; /* 0 unknown */
};
/* In the reader's language; in English when words is T_NONE. */
struct str design_problem_words(struct arena *a, enum lang lang, const struct design_problem *p);
struct design_check {
        struct design_problem *list;
        size_t n;
        i64 errors, warnings;
        bool readable; /* false: not even XML or JSON of its kind, so that no editor opens it */
};
/*
 * Never fails: what cannot be read is a problem of its own. Everything lives on the arena. With a
 * transaction it also tells what publishing would come across: names that another model has, what
 * is referred to and is not there. model: the id of the one it belongs to, 0 a new one.
 */
void design_check(struct arena *a, struct tx *tx, i64 model, enum design_kind kind,
        struct str content, struct design_check *ret_check);

/* The version in force on a civil day. ERR_NOT_FOUND: no such model, or none that day. */
int design_in_force(struct tx *tx, struct str code, i64 day, struct design_published *ret_p);

/*
 * For flow_hooks: a business rule task asks for a decision by its name; the published version in
 * force at that moment answers. ERR_NOT_FOUND: none has a decision of that name.
 */
int design_decide(struct flow_call *call);

struct design_new {
        struct str code, name, reason, content;
        enum design_kind kind;
};
/* A model with its first draft. ERR_EXISTS: the code is taken. */
int design_create(struct tx *tx, const struct who *who, const struct design_new *n,
        const struct design_check *check);

/*
 * A move of the table. ERR_STATE (not from here), ERR_STALE, ERR_DENIED (the second person has
 * written some of it, or lacks the permission), ERR_INVALID (errors in the model, no reason, a day
 * that is past), ERR_EXISTS (publishing: another model holds a process or decision of that name).
 * What is published is put in force in the same write, or by a timer on its first day.
 */
int design_move(struct tx *tx, const struct design_model *m, const struct design_version *v,
        const struct version_act *act);
/* A draft's new bytes. ERR_STATE: no draft any more; ERR_STALE. */
int design_save(struct tx *tx, const struct design_model *m, const struct design_version *v,
        const struct version_act *act, struct str content, const struct design_check *check);
/* A new draft with the bytes of `from`. ERR_STATE: there is an open version already. */
int design_renew(struct tx *tx, const struct design_model *m, const struct design_version *from,
        const struct version_act *act, i64 *ret_number);

/* Its place on a day, for people: a published one may be to come, in force, or superseded. */
enum design_phase {
        PHASE_DRAFT,
        PHASE_SUBMITTED,
        PHASE_APPROVED,
        PHASE_TO_COME,
        PHASE_IN_FORCE,
        PHASE_SUPERSEDED,
        PHASE_DROPPED,
        PHASE_MAX
};
enum design_phase design_phase(i64 state, i64 valid_from, i64 valid_to, i64 day);

#endif
