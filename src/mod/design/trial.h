/*
 * src/mod/design/trial.h: a process tried by its author: run in memory from its start by what the
 * author says that people did, on a clock that moves only when they let it. Nothing is stored and
 * nobody is told. Private to mod/design.
 *
 *      acts: "D 12 {action: \"accept\"}"   the work of token 12 is done, with these answers
 *            "M paid"                      the message arrives
 *            "T 14"                        time goes on until the timer of token 14 is due
 *
 * The same acts on the same model lead to the same place: a page is made from the list alone.
 */
#ifndef MOD_DESIGN_TRIAL_H
#define MOD_DESIGN_TRIAL_H

#include "base/workcal.h"
#include "flow/bpmn_run.h"
#include "mod/design/design.h"

#define TRIAL_STEPS_MAX 500
#define TRIAL_ACTS_MAX  60

enum trial_kind {
        TRIAL_PASSED, /* a gateway, an event */
        TRIAL_TASK,   /* people have to do something */
        TRIAL_CALLED, /* a process of another model: the author says how it ends */
        TRIAL_WORK,   /* a machine's work: done at once */
        TRIAL_DECIDED,
        TRIAL_SENT,
        TRIAL_STUCK,
        TRIAL_ENDED,
        TRIAL_BROKEN
};

struct trial_step {
        enum trial_kind kind;
        i64 at, token, due;
        struct str node, name; /* id; what it is called, else its id */
        struct str role, unit, form, actions;
        struct str detail; /* handler, decision with its version, message, what is wrong */
        bool done;         /* of a task or a call: by an act */
};

struct trial {
        struct trial_step *steps;
        size_t n_steps;
        struct bpmn_waiting *waiting;
        size_t n_waiting;
        i64 now;
        struct str variables; /* a FEEL context, at the end */
        struct str why;       /* English: what could not be done, at act number n_taken */
        size_t n_taken;
};

struct trial_world {
        struct tx *tx; /* for published decisions */
        i64 start;
        const struct workcal *calendar; /* NULL: clock time */
};

/*
 * ERR_INVALID: the model cannot be run, or the sample data or an act cannot be read; ret->why then
 * says it, and what came before it is there.
 */
int design__try(struct arena *a, const struct trial_world *world, struct str content,
        struct str data, const struct str *acts, size_t n_acts, struct trial *ret);

#endif
