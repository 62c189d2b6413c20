/*
 * src/flow/bpmn_model.h: a loaded process model, for the files of this folder. Names follow the
 * metamodel of BPMN 2.0.2; a process is a node too, the one without a parent, so that all that
 * holds flow nodes looks alike. Everything is on the model's arena and read-only once bpmn_load()
 * returned.
 */
#ifndef FLOW_BPMN_MODEL_H
#define FLOW_BPMN_MODEL_H

#include <libxml/tree.h>

#include "flow/bpmn.h"
#include "flow/feel.h"

enum bpmn_kind {
        BPMN_PROCESS,
        BPMN_SUB_PROCESS, /* embedded */
        BPMN_EVENT_SUB_PROCESS,
        BPMN_TRANSACTION,
        BPMN_AD_HOC, /* read and checked, not executed */
        BPMN_CALL_ACTIVITY,
        BPMN_TASK, /* and manual: nothing to do for the engine */
        BPMN_USER_TASK,
        BPMN_SERVICE_TASK,
        BPMN_SEND_TASK,
        BPMN_RECEIVE_TASK,
        BPMN_RULE_TASK,
        BPMN_SCRIPT_TASK,
        BPMN_EXCLUSIVE,
        BPMN_INCLUSIVE,
        BPMN_PARALLEL,
        BPMN_COMPLEX,
        BPMN_EVENT_BASED,
        BPMN_START,
        BPMN_CATCH, /* intermediate */
        BPMN_THROW, /* intermediate */
        BPMN_BOUNDARY,
        BPMN_END,
        BPMN_KIND_MAX
};

enum bpmn_trigger {
        BPMN_MESSAGE,
        BPMN_TIMER,
        BPMN_SIGNAL,
        BPMN_CONDITIONAL,
        BPMN_FAULT, /* error; the other word is the severity's */
        BPMN_ESCALATION,
        BPMN_COMPENSATION,
        BPMN_CANCEL,
        BPMN_TERMINATE,
        BPMN_LINK,
        BPMN_TRIGGER_MAX
};

enum bpmn_timer { BPMN_NO_TIMER, BPMN_TIME_DATE, BPMN_TIME_DURATION, BPMN_TIME_CYCLE };

struct bpmn_expr {
        struct str text;
        const struct feel_expr *feel; /* NULL: does not parse; it is null then */
};

/* An event definition. */
struct bpmn_event {
        enum bpmn_trigger trigger;
        /*
         * What is matched: name of message, signal or link, code of an error or escalation; empty:
         * any.
         */
        struct str name;
        enum bpmn_timer timer;
        bool working;           /* its duration counts working time */
        struct bpmn_expr *expr; /* of a condition or a timer */
        struct bpmn_node
                *target; /* of a compensation: the activity; of a link: the catching event */
        bool waits;      /* compensation: the thrower goes on when all is done */
};

struct bpmn_flow {
        struct str id, name;
        struct bpmn_node *from, *to;
        struct bpmn_expr *condition;
};

/* One data association, or one assignment of it: `target` becomes value, or what `source` is. */
struct bpmn_data {
        struct str target, source;
        struct bpmn_expr *value;
};

enum bpmn_behavior { BPMN_ALL, BPMN_NONE, BPMN_ONE, BPMN_COMPLEX_BEHAVIOR };

struct bpmn_complex {
        struct bpmn_expr *condition;
        struct bpmn_event event;
};

/* Loop characteristics: standard, or multi-instance. */
struct bpmn_loop {
        bool standard, sequential, before;
        i64 maximum;                 /* of a standard loop; 0: none */
        struct bpmn_expr *condition; /* to go on, or the completion condition */
        struct bpmn_expr *cardinality;
        struct bpmn_expr *collection;
        struct str item, output, output_item; /* names of variables; empty: none */
        enum bpmn_behavior behavior;
        struct bpmn_event *event; /* of BPMN_NONE and BPMN_ONE */
        struct bpmn_complex *complex;
        size_t n_complex;
};

/* What tells people and handlers what to do. */
struct bpmn_work {
        struct str handler; /* service, send: the registered name; rule: the decision */
        struct str
                result; /* the variable that takes the result; empty: its entries are variables */
        struct str form, role;
        struct str actions, queue;         /* words for the host; empty: none */
        struct bpmn_expr *unit, *deadline; /* FEEL */
        struct bpmn_expr *script;
        struct str script_text;
};

struct bpmn_node {
        enum bpmn_kind kind;
        struct str id, name;
        size_t index; /* in the model */
        struct bpmn_node *parent;
        struct bpmn_file *file;
        const xmlNode *xml;

        struct bpmn_flow **in, **out;
        size_t n_in, n_out;
        struct bpmn_flow *otherwise; /* the default flow */

        struct bpmn_node **nodes; /* what it holds, in the order of the file */
        size_t n_nodes;
        bool executable; /* a process */
        struct str
                *variables; /* declared here: data objects and properties; a scope of their own */
        size_t n_variables;

        struct bpmn_event *events;
        size_t n_events;
        bool parallel_multiple, interrupting;
        struct bpmn_node *attached; /* of a boundary event */
        struct bpmn_node **boundary;
        size_t n_boundary;
        struct bpmn_node *handler; /* of a compensation boundary event */

        bool for_compensation, instantiate;
        i64 start_quantity, completion_quantity;
        struct bpmn_loop *loop;
        struct bpmn_work work;
        struct bpmn_data *inputs, *outputs;
        size_t n_inputs, n_outputs;
        struct bpmn_expr *activation;  /* of a complex gateway */
        struct bpmn_node *called;      /* of a call activity: a process or a global task */
        struct str called_id, binding; /* what it calls, here or in another model; which version */
        struct str message;            /* of send and receive tasks */
        struct str lane;
};

struct bpmn_message_flow {
        struct bpmn_node *from, *to; /* NULL: a participant as a whole */
};

struct bpmn_id {
        struct str id;
        const xmlNode *xml;
        struct bpmn_node *node;
};

/* One source. */
struct bpmn_file {
        struct bpmn_model *model;
        struct str name;
        xmlDoc *doc;
        xmlNode *root;
        struct bpmn_id *ids; /* hash table, open addressing; id.ptr NULL is free */
        size_t n_ids, slots;
        bool foreign_language; /* its expressions say that they are no FEEL */
};

struct bpmn_model {
        struct arena *arena;
        struct bpmn_file *files;
        size_t n_files;
        struct bpmn_node **nodes; /* all; index is the place */
        size_t n_nodes, cap_nodes;
        struct bpmn_message_flow *message_flows;
        size_t n_message_flows, cap_message_flows;
        struct feel_names *names;
        struct bpmn_problem *problems, **last_problem;
        size_t n_problems;
};

static inline bool bpmn__is_activity(const struct bpmn_node *n)
{
        return n->kind > BPMN_PROCESS && n->kind < BPMN_EXCLUSIVE;
}
/* Holds flow nodes of its own. */
static inline bool bpmn__is_container(const struct bpmn_node *n)
{
        return n->kind <= BPMN_AD_HOC;
}

/* A boolean attribute. */
bool bpmn__flag(const struct bpmn_node *n, const char *name, bool otherwise);
struct bpmn_node *bpmn__node(const struct bpmn_model *m, struct str id);
struct bpmn_id *bpmn__find(const struct bpmn_file *f, struct str ref); /* a prefix is left out */
/* At most 1,000 are kept. */
void bpmn__problem(struct bpmn_model *m, enum bpmn_severity severity, const struct bpmn_file *f,
        const xmlNode *at, const char *rule, const char *fmt, ...) PRINTF_LIKE(6, 7);

/* bpmn_detail.c: what stands inside a flow node. */
void bpmn__read_detail(struct bpmn_node *n);
/* An expression element; NULL when the element is absent or empty. */
struct bpmn_expr *bpmn__read_expr(struct bpmn_node *n, const xmlNode *x);
struct bpmn_expr *bpmn__compile(
        struct bpmn_node *n, const xmlNode *at, struct str text, bool foreign);
/* The variable that a data element's id means: the name of its data object. */
struct str bpmn__data_name(const struct bpmn_file *f, struct str ref);

/* bpmn_event.c */
void bpmn__read_events(struct bpmn_node *n);
bool bpmn__read_event(struct bpmn_node *n, const xmlNode *x, struct bpmn_event *ret_event);
/* bpmn_time.c: whether a text is what the kind of timer wants in ISO 8601. */
bool bpmn__is_iso(struct arena *a, enum bpmn_timer timer, struct str text);

enum bpmn_trigger bpmn__trigger(const xmlNode *x); /* BPMN_TRIGGER_MAX: no event definition */

/* bpmn_check.c: the rules over the XML of one file, before it is read further. */
void bpmn__check_file(struct bpmn_file *f);
/* bpmn_support.c: what is good but not executed. */
void bpmn__check_support(struct bpmn_model *m);

#endif
