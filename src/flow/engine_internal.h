/*
 * src/flow/engine_internal.h: what the files of the durable engine share; nobody else includes it.
 */
#ifndef FLOW_ENGINE_INTERNAL_H
#define FLOW_ENGINE_INTERNAL_H

#include "flow/engine.h"
#include "flow/queries.h"

#define FLOW_MOVED ((i64)100) /* in the journal: to another model, whose id is `token` */

#define FLOW_WAIT_SIGNAL 2 /* of flow_wait.kind; messages find their instance by its object */

/* Models in memory: loaded once, given back after use, dropped when many others are used. */
int flow__model_get(struct tx *tx, i64 id, const struct bpmn_model **ret_model);
void flow__model_put(const struct bpmn_model *model);

/* The timer of a start event, the i-th by the clock of its process. */
int flow__set_start(struct tx *tx, i64 model, size_t i, const struct bpmn_timed *t);

const struct flow_handler *flow__handler(struct str name);
const struct flow_hooks *flow__hooks(void);
/* What the machine asks while it works for this object. */
struct flow_world {
        struct tx *tx;
        i64 object;
};
void flow__host(struct flow_world *world, struct bpmn_host *ret_host);

/* A FEEL context as text and back; NULL is STR_NULL. */
struct str flow__literal(struct arena *a, const struct feel_value *v);
const struct feel_value *flow__value(struct arena *a, struct str literal);

/* Inputs of one step, in order: the first, and what handlers and called instances answer. */
struct flow_queue {
        struct arena *arena;
        struct bpmn_input *inputs;
        size_t first, n, cap;
};
void flow__ask(struct flow_queue *q, const struct bpmn_input *in);

/* What an instance that was called tells its caller, once its own rows are written. */
struct flow_notice {
        struct bpmn_input in;
        struct flow_notice *next;
};

/* One instance in hand during a write. */
struct flow_step {
        struct tx *tx;
        struct flow_instance row;
        bool fresh; /* not in the database yet */
        const struct bpmn_model *model;
        struct bpmn_machine machine;
        i64 old_seq, actor, incidents;
        void *caller;               /* of this write, for its handlers */
        struct flow_entry *journal; /* inputs taken, in order; rows at the end of the step */
        struct flow_entry **last;
        struct flow_queue *queue; /* of flow__take */
        /* calls across models (engine_call.c): */
        struct flow_step *within; /* its caller, whose own step goes on after this one, or NULL */
        i64 *calls;               /* instances begun in this write */
        bool dropped;             /* its caller ends it: it tells nothing back */
        struct flow_notice *notices, **last_notice;
};
/* Adds a row to the step's journal; s->row.seq is its number already. */
void flow__journal(struct flow_step *s, const struct flow_journal_insert_args *row);
/* The caller puts the model back. */
int flow__begin(struct tx *tx, i64 instance, i64 seq, struct flow_step *ret_s);
int flow__take(struct flow_step *s, const struct bpmn_input *in);
int flow__finish(struct flow_step *s);

/* engine.c: flow_start() of that model, for a caller in hand (or NULL); flow_act() as a part of a
 * write that has begun calls already. */
int flow__start(struct tx *tx, const struct flow_start *start, const struct flow_model_head *model,
        struct flow_step *by, i64 token, i64 *ret_instance);
struct flow_chain {
        i64 *calls;
        bool dropped;
};
int flow__act(struct tx *tx, const struct flow_act *act, const struct flow_chain *chain);
/* Does it wait for that now? name: of a message; token: whose work it is, or 0 for any. */
int flow__waits(struct tx *tx, i64 instance, int what, struct str name, i64 token, bool *ret_does);

/* engine_call.c */
i64 flow__root(const struct flow_instance *row);
int flow__call(struct flow_step *s, const struct bpmn_effect *e);
int flow__drop(struct flow_step *s, i64 token); /* what that call began ends */
void flow__called_by(struct flow_step *s, struct flow_step *by, i64 token);
void flow__notice(struct flow_step *s, const struct bpmn_effect *e);
int flow__report(struct flow_step *s);

#endif
