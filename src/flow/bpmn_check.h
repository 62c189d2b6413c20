/*
 * src/flow/bpmn_check.h: what the files with the rules of BPMN share. A rule is a row: its name,
 * the elements that it looks at, whether it holds for executable processes only, and a function
 * that says what is wrong. Rules look at the XML, for some of them are about what the model leaves
 * out.
 */
#ifndef FLOW_BPMN_CHECK_H
#define FLOW_BPMN_CHECK_H

#include "flow/bpmn_model.h"
#include "flow/xml.h"

enum bpmn_holds { HOLDS_ALWAYS, HOLDS_EXECUTABLE };

struct bpmn_check;

struct bpmn_rule {
        const char *name;
        const char *elements; /* names between blanks, or of a group: " *activity " */
        enum bpmn_holds holds;
        void (*check)(struct bpmn_check *c, const xmlNode *x);
};

/* How many flows touch an element. */
struct bpmn_touch {
        unsigned in, out, message_in, message_out;
};

struct bpmn_check {
        struct bpmn_file *file;
        struct arena *arena;
        const struct bpmn_rule *rule; /* the one that looks */
        struct bpmn_touch *touch;     /* beside file->ids */
        bool lists_flows;             /* elements say incoming and outgoing */
        bool executable;              /* some process of the file is */
};

extern const struct bpmn_rule bpmn__rules_flow[], bpmn__rules_event[], bpmn__rules_data[];

void bpmn__wrong(struct bpmn_check *c, const xmlNode *x, const char *fmt, ...) PRINTF_LIKE(3, 4);
void bpmn__doubtful(struct bpmn_check *c, const xmlNode *x, const char *fmt, ...) PRINTF_LIKE(3, 4);

struct str bpmn__attr(struct bpmn_check *c, const xmlNode *x, const char *name);
bool bpmn__says(struct bpmn_check *c, const xmlNode *x, const char *name, const char *value);
const xmlNode *bpmn__ref(struct bpmn_check *c, const xmlNode *x, const char *name); /* NULL: none */
const xmlNode *bpmn__text_ref(struct bpmn_check *c, const xmlNode *x);
struct bpmn_touch bpmn__touch(struct bpmn_check *c, const xmlNode *x);
/* "task", "subProcess" …; groups: *activity *task *gateway *event *node. */
bool bpmn__is_one(const xmlNode *x, const char *elements);
/* Its event definitions, those that it refers to as well; at most max. */
size_t bpmn__definitions(
        struct bpmn_check *c, const xmlNode *event, const xmlNode **ret_list, size_t max);
bool bpmn__is_event_sub(struct bpmn_check *c, const xmlNode *x);

#endif
