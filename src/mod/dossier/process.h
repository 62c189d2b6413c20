/*
 * src/mod/dossier/process.h: private to the module: a dossier inside the process that it goes
 * through. A process is a published BPMN model; its user tasks and messages are what people may do
 * now, its service tasks `dossier.accept`, `dossier.supplement` … are the only ones that change a
 * state, each within the law's frame (moves.c).
 */
#ifndef MOD_DOSSIER_PROCESS_H
#define MOD_DOSSIER_PROCESS_H

#include "mod/dossier/dossier.h"

/* One person's act, or one timer, and what it did to the dossier so far. In one write. */
struct dossier_turn {
        struct dossier d; /* as it is now */
        const struct dossier_act *act;
        struct str task; /* name of the user task that the act finished, or empty */
        bool recorded;   /* a step stands in the history already */
        bool placed;     /* d.step differs from the row */
        bool history;    /* what was done long ago is told to a new instance: nothing is changed */
        i64 to_unit;     /* the next change hands it on to this unit; 0: it stays */
        i64 to_holder;   /* the next change gives it to this account; 0: who has it keeps it */
        i64 history_state; /* the state that the act of long ago led to */
};

/* rules.c: what a move does to dossier, clock, history, audit and subscribers. */
int dossier__change(
        struct tx *tx, struct dossier_turn *t, const struct move *m, const struct dossier_act *act);
/* The clock of a move asks for these; ERR_INVALID. */
int dossier__check_act(
        const struct dossier *d, const struct move *m, const struct dossier_act *act);

/* search.c: something changed that one looks for: the index follows. */
int dossier__touch(struct tx *tx, i64 dossier);
/* From now on a unit takes part: it may see the dossier, and find it. */
int dossier__take_part(struct tx *tx, i64 dossier, i64 unit);

/* process.c */
extern const struct flow_handler dossier_handlers[];
int dossier__settled(struct tx *tx, const struct flow_place *p, const struct flow_settled *s);
int dossier__unit_of(struct tx *tx, i64 object, i64 *ret_unit);
/* The instance of a dossier that was just inserted; t->d.flow_id is its id to be. */
int dossier__begin(struct tx *tx, struct dossier_turn *t, const struct procedure_version *v);
/* One act told to the instance: by a task that offers it, else as a message. ERR_STATE. */
int dossier__tell(struct tx *tx, struct dossier_turn *t, struct str action, i64 actor);

/* The list in which the office finds it while its instance is like that. */
int dossier__step_of(struct tx *tx, const struct flow_place *p, const struct dossier *d,
        enum bpmn_status status, struct str *ret_step);

/* library.c: the processes inside the program, and which procedure has which. */
int dossier__install_processes(struct store *s);
/* An open dossier of before there were processes gets the instance that it would have now. */
int dossier__adopt(struct tx *tx, struct dossier *d);

#endif
