/*
 * src/flow/bpmn_run.h: one instance of a process as a machine without side effects: a state, one
 * input at a time, and what must be done in the world because of it. It reads no clock, no store
 * and no file, so that the same input on the same state always gives the same answer: the journal
 * of inputs is the history, and replaying it gives the state again.
 *
 *      struct bpmn_machine m = { .arena = a, .model = model, .now = now };
 *      m.state = bpmn_state_new(a);
 *      r = bpmn_step(&m, &(struct bpmn_input){ .kind = BPMN_IN_START, .name = STR("permit") });
 *      for (const struct bpmn_effect *e = m.effects; e; e = e->next) …   create tasks, arm timers
 *      r = bpmn_step(&m, &(struct bpmn_input){ .kind = BPMN_IN_DONE, .token = task, .data = v });
 *
 * Semantics: BPMN 2.0.2 chapter 13. A step runs until every token waits for something. A step that
 * fails leaves the state half done: it is thrown away, and the one that was saved stays.
 * Everything lives on the machine's arena, whose maximum is 4 MiB or more.
 */
#ifndef FLOW_BPMN_RUN_H
#define FLOW_BPMN_RUN_H

#include "flow/bpmn.h"
#include "flow/feel.h"

struct bpmn_state;
struct bpmn_node;

enum bpmn_input_kind {
        BPMN_IN_START,   /* name: the process; message: what starts it (name, or event), or empty */
        BPMN_IN_DONE,    /* token's work is done; data: a context of results */
        BPMN_IN_FAILED,  /* token's work throws the error `name`; data: variables for its handler */
        BPMN_IN_STUCK,   /* token's work cannot be done now: an incident; name: why */
        BPMN_IN_RETRY,   /* token, which has an incident, tries again; data: variables set before */
        BPMN_IN_TIMER,   /* the wait `token` is due */
        BPMN_IN_MESSAGE, /* name arrived; data: variables; token: for that wait only, or 0 */
        BPMN_IN_SIGNAL,  /* name was thrown outside */
        BPMN_IN_SET,     /* data: variables of the process that changed outside */
        BPMN_IN_CANCEL,  /* ends the instance as it stands */
        BPMN_IN_ESCALATED, /* what token has called throws the escalation `name`; it goes on */
        BPMN_IN_MAX
};

struct bpmn_input {
        enum bpmn_input_kind kind;
        struct str name, message;
        i64 token;
        const struct feel_value *data; /* context, or NULL */
};

enum bpmn_effect_kind {
        BPMN_DO_TASK,     /* people: role, unit, form, due */
        BPMN_DO_JOB,      /* name: the handler; data: what it sees */
        BPMN_DO_DECISION, /* name: the decision */
        BPMN_DO_SCRIPT,   /* name: a script that is not FEEL */
        BPMN_DROP,        /* what token had to do is withdrawn */
        BPMN_ARM,         /* a timer: token is the wait, due its moment */
        BPMN_DISARM,
        BPMN_SEND,      /* the message `name` leaves; data: what it carries */
        BPMN_SIGNALLED, /* the signal `name` was thrown; inside it is delivered already */
        BPMN_ENTERED,   /* history: token entered a node, or left it */
        BPMN_LEFT,
        BPMN_STUCK,     /* an incident: name says what; the token waits for BPMN_IN_RETRY */
        BPMN_COMPLETED, /* the instance is over */
        BPMN_BROKEN,    /* it ended with the error `name`, which nothing caught */
        BPMN_CANCELLED,
        BPMN_DO_CALL,   /* name: a process of another model; data: its variables */
        BPMN_ESCALATED, /* the escalation `name`, which nothing here caught: the caller's */
        BPMN_EFFECT_MAX
};

struct bpmn_effect {
        enum bpmn_effect_kind kind;
        i64 token;
        const struct bpmn_node *node;
        struct str node_id, node_name;
        struct str name, role, unit, form;
        i64 due;                       /* UTC ms; I64_NULL none */
        const struct feel_value *data; /* the variables it sees, and its data inputs */
        const struct bpmn_effect *next;
};

enum bpmn_status { BPMN_RUNNING, BPMN_DONE, BPMN_FAILED, BPMN_WITHDRAWN, BPMN_STATUS_MAX };

/* What the machine cannot know by itself; NULL members have the plain meaning. */
struct bpmn_host {
        void *self;
        /* The end of a span of working time that begins at `from`; NULL: clock time. */
        i64 (*working_end)(void *self, i64 from, i64 span);
        /* A script that the host runs itself (BPMN_DO_SCRIPT); NULL: those that are no FEEL. */
        bool (*takes_script)(void *self, struct str script);
        /* It runs processes of other models (BPMN_DO_CALL); else calling them is an incident. */
        bool calls;
};

struct bpmn_machine {
        struct arena *arena;
        const struct bpmn_model *model;
        struct bpmn_state *state;
        i64 now;
        const struct bpmn_host *host; /* may be NULL */
        /* of the last step: */
        const struct bpmn_effect *effects;
        struct str why; /* of a failure, in English */
        /* the machine's own: */
        struct bpmn_effect **last_effect;
        struct feel_run *run;
        int steps;
        bool changed; /* variables, since conditions were looked at */
        struct bpmn_thrown *thrown;
        const void *context_of;
        const struct feel_value *context;
};

struct bpmn_state *bpmn_state_new(struct arena *a);
/*
 * ERR_STATE: the instance is over, or the token does not wait for this (a repeated input does no
 * harm). ERR_NOT_FOUND: no such process, start or wait. ERR_LIMIT: more than 20,000 moves or 5,000
 * tokens in one instance: a loop without end.
 */
int bpmn_step(struct bpmn_machine *m, const struct bpmn_input *in);

/* A start event of a process that waits for the clock. */
struct bpmn_timed {
        struct str event; /* its id: `message` of BPMN_IN_START when it is due */
        i64 due, left;    /* left: repetitions after it, -1 without end */
};
/*
 * The i-th of them, when the process is deployed at m->now, or after it was due at `after` (else
 * I64_NULL). ERR_NOT_FOUND past the last, ERR_INVALID: it has no (further) moment.
 */
int bpmn_timed_start(
        struct bpmn_machine *m, struct str process, size_t i, i64 after, struct bpmn_timed *ret_t);

enum bpmn_status bpmn_status(const struct bpmn_state *s);
/* The variables of the process as a context. */
const struct feel_value *bpmn_variables(struct bpmn_machine *m);

/* The state as text (JSON) and back. ERR_CORRUPT: not such a text, or not of this model. */
struct str bpmn_save(struct arena *a, const struct bpmn_state *s);
int bpmn_restore(struct arena *a, const struct bpmn_model *model, struct str text,
        struct bpmn_state **ret_state);

/* What the instance waits for, in order; false past the last. */
struct bpmn_waiting {
        i64 token; /* for inputs */
        struct str node_id;
        enum {
                BPMN_FOR_WORK,
                BPMN_FOR_TIMER,
                BPMN_FOR_MESSAGE,
                BPMN_FOR_SIGNAL,
                BPMN_FOR_RETRY
        } what;
        struct str name; /* of message or signal; of an incident: what is wrong */
        i64 due;
};
bool bpmn_waits(const struct bpmn_state *s, size_t i, struct bpmn_waiting *ret_w);

#endif
