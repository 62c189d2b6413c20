/*
 * src/mod/design/model.h: looking into the bytes of a model, private to mod/design: its tree, its
 * elements by id, and how two versions differ. Nothing here executes or judges a model.
 */
#ifndef MOD_DESIGN_MODEL_H
#define MOD_DESIGN_MODEL_H

#include "flow/bpmn.h"
#include "flow/xml.h"
#include "mod/design/design.h"

#define BPMN_MODEL_SPACE "http://www.omg.org/spec/BPMN/20100524/MODEL"
#define DMN_1_3_SPACE    "https://www.omg.org/spec/DMN/20191111/MODEL/"

/*
 * No network, no DOCTYPE. The tree lives as long as the arena. ERR_INVALID: *ret_line (0 unknown)
 * and *ret_why, English, may be NULL.
 */
int design__xml(
        struct arena *a, struct str text, xmlDoc **ret_doc, int *ret_line, struct str *ret_why);
/* The whole document as UTF-8, as little changed as libxml can. */
struct str design__xml_text(struct arena *a, xmlDoc *doc);

/* The next element in document order below `top`, NULL at the end; begin with top. */
xmlNode *design__walk(xmlNode *top, xmlNode *at);
/* All text below it, trimmed; empty without a node. */
struct str design__text(struct arena *a, const xmlNode *node);

/* What the first process of a BPMN model is called; its id without a name, empty without one. */
struct str design__process_name(struct arena *a, struct str content);

/* An element that has an id (XML), or a component (form). Diagrams are no elements. */
struct design_element {
        struct str id, kind, name;
        struct str own; /* all that is its own, not its children's: equal means unchanged */
};
/* In document order; none of what cannot be read. */
size_t design__elements(struct arena *a, enum design_kind kind, struct str content,
        const struct design_element **ret_list);

enum design_change { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_CHANGED };
struct design_difference {
        enum design_change change;
        struct design_element element; /* as it is in the newer one, or was */
};
/* What happened to elements between two versions, by id. */
size_t design__differences(struct arena *a, enum design_kind kind, struct str old, struct str new,
        const struct design_difference **ret_list);

struct design_line {
        char sign;  /* ' ', '+', '-', or '@' for lines that are left out */
        i64 number; /* in the newer text; of '-' in the older; of '@': how many lines */
        struct str text;
};
/* The two texts line by line, three equal lines around each change. 0: they are equal. */
size_t design__lines(
        struct arena *a, struct str old, struct str new, const struct design_line **ret_list);

/*
 * May the drawing editor open it without losing anything? dmn-js reads and writes DMN 1.3 only, and
 * knows none of the boxed forms of 1.4 and 1.5.
 */
bool design__can_draw(struct arena *a, enum design_kind kind, struct str content);

/* Fills `words` and `detail` from the English text, when the sentence is known (told.c). */
void design__told(struct design_problem *p);
/* What the program says in English, in the reader's language where the sentence is known. */
struct str design__words_of(struct arena *a, enum lang lang, struct str text);
/* One more that was found; its texts live as long as the check's arena. */
void design__found(struct design_check *check, const struct design_problem *p);
/* refers.c: what publishing would come across; adds to a check of a readable model. */
void design__check_world(struct arena *a, struct tx *tx, i64 model, enum design_kind kind,
        struct str content, struct design_check *check);

#endif
