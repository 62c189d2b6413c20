/*
 * src/flow/bpmn_state.h: the state of an instance, for the files of this folder. Ids count up
 * within the instance and are never used again. Lists are in the order of ids.
 *
 * A token stands at a node. What an activity does inside happens in a scope that its token owns:
 * the content of a sub-process, a called process, or one round of a loop. The root scope is the
 * process. A wait is what can wake a token or start an event sub-process.
 */
#ifndef FLOW_BPMN_STATE_H
#define FLOW_BPMN_STATE_H

#include "flow/bpmn_model.h"
#include "flow/bpmn_run.h"

struct bpmn_var {
        struct str name;
        const struct feel_value *value; /* NULL: not yet read from literal */
        struct str literal;             /* STR_NULL: not yet written */
        struct bpmn_var *next;
};

enum bpmn_token_state {
        TOKEN_READY,        /* moves in this step */
        TOKEN_JOINING,      /* at a gateway, or an activity that wants several */
        TOKEN_WORKING,      /* somebody or something does its work */
        TOKEN_WAITING,      /* for an event */
        TOKEN_INSIDE,       /* owns scopes that run */
        TOKEN_COMPENSATING, /* handlers run; the token goes on after them */
        TOKEN_STUCK,        /* an incident */
        TOKEN_STATE_MAX
};

struct bpmn_token {
        i64 id, turn;
        const struct bpmn_node *node;
        const struct bpmn_flow *via; /* the flow it came by, NULL none */
        struct bpmn_scope *scope;
        enum bpmn_token_state state;
        bool armed;                   /* the boundary events of its activity wait */
        i64 undoes;                   /* a compensation handler's: the token it runs for, or 0 */
        bool cancels;                 /* compensating at a cancel end event */
        bool leaving;                 /* stuck after its work was done */
        const struct bpmn_node *undo; /* compensating: this activity only; NULL all */
        i64 rounds, started, ended;   /* of its loop; rounds -1: not known beforehand */
        struct str why;               /* of an incident */
        struct bpmn_token *next;
};

struct bpmn_scope {
        i64 id;
        const struct bpmn_node *node;
        struct bpmn_scope *parent; /* NULL: root */
        i64 owner;                 /* token, 0 of the root */
        bool round;                /* one round of its node's loop */
        bool isolated;             /* a called process: sees nothing of its caller */
        i64 number;                /* of a round, from 1 */
        struct bpmn_var *vars;
        struct bpmn_fired *fired; /* complex gateways that wait for their late tokens */
        struct bpmn_scope *next;
};

struct bpmn_fired {
        const struct bpmn_node *gateway;
        struct bpmn_fired *next;
};

struct bpmn_wait {
        i64 id;
        i64 token;                /* that waits, or whose activity the boundary event is on; or 0 */
        struct bpmn_scope *scope; /* of an event sub-process's start: the scope it may interrupt */
        const struct bpmn_node *node; /* the event */
        size_t event;                 /* which of its definitions */
        bool seen;                    /* parallel multiple: this part came */
        bool was_true;                /* a condition, when last looked at */
        i64 due, left;                /* timers: moment, repetitions after it (-1 without end) */
        struct bpmn_wait *next;
};

/* A completed activity that can be compensated. */
struct bpmn_undo {
        i64 id;
        struct bpmn_scope *scope;     /* in which it was done */
        const struct bpmn_node *node; /* the activity */
        const struct bpmn_node *handler;
        struct bpmn_undo *next;
};

struct bpmn_state {
        struct arena *arena;
        i64 last_id, last_turn;
        enum bpmn_status status;
        struct str error;
        struct bpmn_scope *scopes; /* the first is the root */
        struct bpmn_token *tokens;
        struct bpmn_wait *waits;
        struct bpmn_undo *undos;
        size_t n_tokens;
};

/* A signal of this step: tokens that were there already may still come to their catching event. */
struct bpmn_thrown {
        struct str name;
        i64 before, by; /* ids up to this one hear it, except the thrower */
        struct bpmn_thrown *next;
};

/* bpmn_step.c: tokens, scopes, effects. */
struct bpmn_effect *bpmn__effect(struct bpmn_machine *m, enum bpmn_effect_kind kind,
        const struct bpmn_token *t, const struct bpmn_node *n);
struct bpmn_token *bpmn__spawn(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *at);
void bpmn__ready(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_node *at);
struct bpmn_token *bpmn__token(const struct bpmn_state *s, i64 id);
void bpmn__remove(struct bpmn_machine *m, struct bpmn_token *t); /* with all that it owns */
struct bpmn_scope *bpmn__open(
        struct bpmn_machine *m, struct bpmn_scope *parent, const struct bpmn_node *node, i64 owner);
void bpmn__close(struct bpmn_machine *m, struct bpmn_scope *scope); /* with its tokens and waits */
void bpmn__stuck(struct bpmn_machine *m, struct bpmn_token *t, const char *fmt, ...)
        PRINTF_LIKE(3, 4);
/* The scope may be done: looks whether anything is left in it. */
void bpmn__settle(struct bpmn_machine *m, struct bpmn_scope *scope);
void bpmn__end(struct bpmn_machine *m, enum bpmn_status status, struct str error);

/* bpmn_gateway.c: how tokens leave nodes and meet at gateways. */
void bpmn__leave(struct bpmn_machine *m, struct bpmn_token *t); /* by all flows whose turn it is */
void bpmn__gateway(struct bpmn_machine *m, struct bpmn_token *t);
bool bpmn__join_at_rest(struct bpmn_machine *m); /* inclusive joins; true: something moves again */

/* bpmn_activity.c */
void bpmn__enter_activity(struct bpmn_machine *m, struct bpmn_token *t);
void bpmn__perform(struct bpmn_machine *m, struct bpmn_token *t);
/* The work of the token, or what it has inside, is done. data may be NULL. */
void bpmn__complete(struct bpmn_machine *m, struct bpmn_token *t, const struct feel_value *data);
/* Something in it starts without an event. */
bool bpmn__begins_itself(const struct bpmn_node *holder);
void bpmn__begin_scope(struct bpmn_machine *m, struct bpmn_scope *scope);
void bpmn__round_done(struct bpmn_machine *m, struct bpmn_scope *round);

/* bpmn_loop.c */
void bpmn__begin_loop(struct bpmn_machine *m, struct bpmn_token *t);

/* bpmn_throw.c, bpmn_wait.c: events. */
void bpmn__enter_event(struct bpmn_machine *m, struct bpmn_token *t);
void bpmn__throw(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_event *e);
/* An error or escalation goes outwards from the scope; true: caught. */
bool bpmn__raise(struct bpmn_machine *m, struct bpmn_scope *from, i64 token,
        enum bpmn_trigger trigger, struct str name, const struct feel_value *data);
void bpmn__signal(struct bpmn_machine *m, struct str name, i64 by, const struct feel_value *data);
/* Compensation is done: the event that threw it goes on. */
void bpmn__thrown(struct bpmn_machine *m, struct bpmn_token *t);
/* Waits for the event, or without one for the starts of all event sub-processes of the scope. */
void bpmn__arm(struct bpmn_machine *m, struct bpmn_token *t, struct bpmn_scope *scope,
        const struct bpmn_node *event);
void bpmn__disarm(struct bpmn_machine *m, i64 token, const struct bpmn_scope *scope);
int bpmn__fire(struct bpmn_machine *m, struct bpmn_wait *w, const struct feel_value *data);
void bpmn__fire_boundary(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_node *b,
        const struct feel_value *data);
void bpmn__fire_start(struct bpmn_machine *m, struct bpmn_scope *scope,
        const struct bpmn_node *start, const struct feel_value *data);
void bpmn__look_at_conditions(struct bpmn_machine *m);
const struct bpmn_event *bpmn__event_of(const struct bpmn_wait *w);

/* bpmn_undo.c: compensation. */
void bpmn__remember(struct bpmn_machine *m, const struct bpmn_token *t);
/* Undos of a scope that ends belong to what it was part of. */
void bpmn__inherit(struct bpmn_machine *m, struct bpmn_scope *from, struct bpmn_scope *to);
void bpmn__compensate(struct bpmn_machine *m, struct bpmn_token *t, const struct bpmn_node *what);
void bpmn__undo_next(struct bpmn_machine *m, struct bpmn_token *t);

/* bpmn_data.c: variables. */
const struct feel_value *bpmn__context(struct bpmn_machine *m, struct bpmn_scope *scope);
const struct feel_value *bpmn__eval(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_expr *e);
/* The same with one more name in sight. */
const struct feel_value *bpmn__eval_with(struct bpmn_machine *m, struct bpmn_scope *scope,
        const struct bpmn_expr *e, struct str name, const struct feel_value *value);
void bpmn__set(struct bpmn_machine *m, struct bpmn_scope *scope, struct str name,
        const struct feel_value *value);
void bpmn__set_here(struct bpmn_machine *m, struct bpmn_scope *scope, struct str name,
        const struct feel_value *value);
void bpmn__set_all(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct feel_value *context);
const struct feel_value *bpmn__get(
        struct bpmn_machine *m, struct bpmn_scope *scope, struct str name); /* NULL: not there */
/* What a node's work sees: all variables, and over them its data inputs. */
const struct feel_value *bpmn__inputs(
        struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *n);
/* Takes results: by data outputs, into its result variable, or entry by entry. */
void bpmn__outputs(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_node *n,
        const struct feel_value *data);
/* The value of a variable as read from its saved text. */
const struct feel_value *bpmn__var_value(struct arena *a, struct bpmn_var *v);

/* bpmn_time.c */
struct bpmn_due {
        i64 at, left; /* left: repetitions after the first, -1 without end */
};
/* ERR_INVALID: the value is no moment, duration or cycle. */
int bpmn__due(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_event *e,
        struct bpmn_due *ret_due);
/* The moment after `at` of a cycle. */
int bpmn__again(struct bpmn_machine *m, struct bpmn_scope *scope, const struct bpmn_event *e,
        i64 at, i64 *ret_next);
/* A deadline: a moment or date as it is, a duration from now. I64_NULL: neither. */
i64 bpmn__deadline(struct bpmn_machine *m, const struct feel_value *v, bool working);

#endif
