/*
 * src/mod/portal/precheck.h: "am I eligible, which papers?" before applying, answered by the
 * decision of a procedure: the DMN decision named "Kiểm tra trước <code>", of the version that the
 * province has in force (mod/design), else of data/decisions/<code>.dmn. Its inputs are the
 * questions; its value is a context:
 *
 *      eligible    boolean
 *      reason, reason_en    why, in words
 *      papers      list of names or cases of the procedure's papers that this person needs besides
 *                  those that everybody needs
 *      fee, time, time_en   for this case; null or absent: as the procedure says
 *
 * Own attributes of an input (DMN_SPACE): en, hint-en, values-en (divided by "|") are its English
 * words; answer is the path of the form's field that it answers, answers the field's values for the
 * permitted ones in their order (of a boolean: yes, no). Nothing that is answered is kept.
 */
#ifndef MOD_PORTAL_PRECHECK_H
#define MOD_PORTAL_PRECHECK_H

#include "flow/dmn.h"
#include "flow/form.h"
#include "mod/catalogue/catalogue.h"
#include "web/html.h"

struct precheck {
        struct dmn_model *model;
        struct str name; /* of the decision */
        struct feel_run *run;
        struct form *form; /* its inputs as questions; keys are the ids of the inputs */
};

/* Whether there is one, ERR_NOT_FOUND else. Cheaper than to find it. */
int precheck_there(struct tx *tx, struct str procedure, i64 day);
/* ERR_NOT_FOUND: this procedure has none. */
int precheck_find(struct tx *tx, struct str procedure, i64 day, struct str *ret_text);
/* ERR_CORRUPT: a published model that asks nothing, or cannot be read. */
int precheck_load(struct arena *a, struct str procedure, struct str text, struct precheck *ret_p);

struct precheck_answer {
        bool eligible;
        struct str reason, time;
        i64 fee;                         /* I64_NULL: as the procedure says */
        const struct feel_value *papers; /* a list of texts */
};
/* Of answers that are right. ERR_CORRUPT: the decision gives no context. */
int precheck_decide(const struct precheck *p, const struct form_fill *fill, enum lang lang,
        struct precheck_answer *ret_answer);
/* What the application takes over: names of its controls with their values. */
struct precheck_carried {
        struct str control, value;
};
size_t precheck_carry(const struct precheck *p, const struct form_fill *fill,
        const struct precheck_carried **ret_list);

extern const struct route portal_precheck_routes[]; /* precheck_page.c */

#endif
