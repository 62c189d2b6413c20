/*
 * src/flow/engine.h: processes that last: models by version, instances in the database, tasks for
 * people, timers, messages, and a journal from which the state can be made again. It runs the
 * machine of bpmn_run.h and writes its effects beside the caller's own rows: one step, one write.
 *
 *      r = flow_prepare(arena, name, bytes, &dep);                    outside the write
 *      r = flow_deploy(tx, dep, &model);                              in apply, like all below
 *      r = flow_start(tx, &(struct flow_start){ .process = STR("permit"), .object = id }, &i);
 *      r = flow_task_done(tx, task, FLOW_ANY, answers, actor);
 *
 * Invariants: an instance changes by flow_* functions only, each with one number more (`seq`);
 * whoever gives an old number gets ERR_STALE. A repeated input is refused with ERR_STATE and
 * changes nothing. Either all rows of a step are there, or none. Service tasks call handlers by
 * name: `in_tx` in the same write (apply's rules hold: no I/O, no clock), `after` as a durable job,
 * at least once. Reading is done by the statements of flow/queries.h.
 */
#ifndef FLOW_ENGINE_H
#define FLOW_ENGINE_H

#include "flow/bpmn_run.h"
#include "flow/queries.h"
#include "job/job.h"

#define FLOW_ANY ((i64)-1) /* whatever the number of the instance is */

/* A service, send or business rule task calls its handler with this. */
struct flow_call {
        struct arena *arena;
        struct tx *tx;       /* in_tx only */
        struct store *store; /* after only */
        i64 instance, object, now;
        struct str node;
        struct str name;               /* handler or decision, as the model says */
        const struct feel_value *data; /* what the task sees */
        void *caller;                  /* in_tx: of the flow_act that led here, else NULL */
        /* Filled by the handler: */
        const struct feel_value *result; /* a context, or the value of a decision */
        struct str by;                   /* what answered, for the journal; may stay empty */
        struct str error;                /* not empty: the task throws this error */
        struct str stuck;                /* not empty: an incident, for somebody to repair */
};

/* A constant row of a module. Negative results: in_tx undoes the step; after is tried again. */
struct flow_handler {
        const char *name;
        int (*in_tx)(struct flow_call *call);
        int (*after)(struct flow_call *call); /* or */
};

struct flow_place {
        i64 id, object, model;
        i64 root; /* the outermost caller; `id` when nothing called it */
        struct str process;
};

/* How a step left its instance. */
struct flow_settled {
        enum bpmn_status status;
        i64 incidents; /* that this step made */
        void *caller;  /* of the flow_act or flow_start */
};

struct flow_hooks {
        /* Every effect of a step, before its own rows are written; negative undoes the step. */
        int (*effect)(struct tx *tx, const struct flow_place *p, const struct bpmn_effect *e);
        /* Decisions of business rule tasks; NULL or ERR_NOT_FOUND: a handler of that name. */
        int (*decide)(struct flow_call *call);
        /* The end of a span of working time from `from` on, by the calendar of the object. */
        i64 (*working_end)(struct tx *tx, i64 object, i64 from, i64 span);
        /* The end of every step, all its rows are written; negative undoes it. */
        int (*settled)(struct tx *tx, const struct flow_place *p, const struct flow_settled *s);
};

/* Does a module handle service tasks of that name? */
bool flow_handles(struct str name);
/* Once at start; tables end with a zero row, the list with NULL. Both may be NULL. */
void flow_set_handlers(const struct flow_handler *const *tables, const struct flow_hooks *hooks);
extern const struct job_kind flow_jobs[];

/* ------------------------------------------------------------ models */

struct flow_deployment {
        struct str process, name, source;
        const struct bpmn_problem *problems;
};
/* ERR_INVALID: the model is refused, *ret_d says why. Limits as bpmn_load(). */
int flow_prepare(
        struct arena *a, struct str name, struct str source, struct flow_deployment **ret_d);
/* The same bytes as the newest version: that one again. */
int flow_deploy(struct tx *tx, const struct flow_deployment *d, i64 *ret_model);

/* ------------------------------------------------------------ instances */

struct flow_start {
        struct str process;
        i64 id;             /* of the instance to be; 0: a new one */
        i64 version;        /* 0: the newest */
        i64 object;         /* 0: none */
        struct str message; /* that starts it; empty: it starts by itself */
        const struct feel_value *data;
        i64 actor; /* I64_NULL: the program */
        void *caller;
};
int flow_start(struct tx *tx, const struct flow_start *s, i64 *ret_instance);

/*
 * One input for one instance; seq: the number the caller has seen, or FLOW_ANY. ERR_NOT_FOUND,
 * ERR_STALE, ERR_STATE (it does not wait for this), ERR_LIMIT.
 */
int flow_input(struct tx *tx, i64 instance, i64 seq, const struct bpmn_input *in, i64 actor);
/* The same for who wants its handlers of this write to know more than the journal keeps. */
struct flow_act {
        i64 instance, seq;
        struct bpmn_input in;
        i64 actor;
        void *caller;
};
int flow_act(struct tx *tx, const struct flow_act *act);
/* A message for the first that waits for it: the instance, or what it has called. */
int flow_tell(struct tx *tx, const struct flow_act *act);

/* What an instance, and all that it has called, waits for from people and from outside, now. */
struct flow_offers {
        struct flow_task_rows tasks;
        struct str *messages;
        size_t n_messages;
        i64 stuck; /* incidents */
};
int flow_offers(struct tx *tx, i64 instance, struct flow_offers *ret_offers);

/* ERR_NOT_FOUND: no such task now. */
int flow_task_done(struct tx *tx, i64 task, i64 seq, const struct feel_value *answers, i64 actor);
/* To every instance about this object that waits for it; ret_n: how many. */
int flow_message(struct tx *tx, i64 object, struct str name, const struct feel_value *data,
        i64 actor, i64 *ret_n);
/* The same to all instances, by a job after the commit. */
int flow_signal(struct tx *tx, struct str name, const struct feel_value *data);

/* ------------------------------------------------------------ journal */

/* What an instance did: its effects in order, made again from the journal. */
struct flow_event {
        i64 at, seq, actor;
        enum bpmn_effect_kind kind;
        i64 token;
        struct str node, name;
};
struct flow_story {
        struct flow_event *events;
        size_t n;
        struct str state; /* as it comes out at the end: equal to the stored one */
};
/* ERR_CORRUPT: the journal does not lead anywhere. */
int flow_replay(struct tx *tx, i64 instance, struct flow_story *ret_story);

/* ------------------------------------------------------------ migration */

struct flow_obstacle {
        struct str node; /* where a token or a wait is; "": the instance as a whole */
        struct str why;
};
struct flow_migration {
        struct flow_obstacle *obstacles;
        size_t n_obstacles;
        struct flow_obstacle *changes; /* what would be different for tokens that are there now */
        size_t n_changes;
};
/*
 * Moves a running instance to another model. dry: only tells what would change. ERR_STATE: there
 * are obstacles, and nothing was written, or it has ended; *ret_m is filled then too.
 */
int flow_migrate(struct tx *tx, i64 instance, i64 seq, i64 model, bool dry, i64 actor,
        struct flow_migration *ret_m);

#endif
