/*
 * src/flow/form_model.h: what the files of forms share inside this folder: the loader with its
 * list of problems, compiled texts, patterns, and values between JSON and FEEL.
 */
#ifndef FLOW_FORM_MODEL_H
#define FLOW_FORM_MODEL_H

#include "flow/form.h"

enum {
        FORM_TEXT_MAX = 1 << 20, /* bytes of a schema */
        FORM_FIELDS_MAX = 1000,
        FORM_DEPTH_MAX = 10,
        FORM_OPTIONS_MAX = 2000,
        FORM_ROWS_MAX = 100, /* of one dynamic list */
        FORM_ITEMS_MAX = 5000,
        FORM_ANSWER_CHARS = 20000,
        FORM_KEY_BYTES = 100,
};

/* When a paper of the procedure is asked for; name or case_text may be STR_NULL. */
struct form_paper {
        struct str name, case_text;
        const struct feel_expr *when;
};

struct form {
        struct arena *arena;
        struct form_field *root;
        const struct form_field **fields; /* in reading order */
        size_t n_fields, n_computed;
        struct str id, title[FORM_LANGS];
        const struct json *procedures;
        struct form_paper *papers;
        size_t n_papers;
        const struct form_problem *problems;
};

struct form_loader {
        struct arena *arena;
        struct form *form;
        struct feel_names *names;
        struct form_problem **last;
        bool broken; /* a problem that is no warning */
        int depth;
};

/* What a type is; by enum form_type. */
struct form_type_row {
        const char *name;
        bool holds; /* other components */
};
extern const struct form_type_row form__types[FORM_TYPE_MAX];

void form__problem(struct form_loader *l, struct str component, bool warning, const char *fmt, ...)
        PRINTF_LIKE(4, 5);
/* "=…" compiled; NULL with a problem when it is not FEEL. `what` names the property. */
const struct feel_expr *form__expr(struct form_loader *l, const struct form_field *f,
        struct str text, enum feel_goal goal, const char *what);

/* form_template.c */
const struct form_template *form__template(
        struct form_loader *l, const struct form_field *f, struct str text, const char *what);
/* `escaped`: values are escaped as HTML, for text that is parsed as such afterwards. */
struct str form__fill_template(struct feel_run *run, struct arena *a, const struct form_template *t,
        const struct feel_value *scope, bool escaped);
/* The text with every {{ }} left out, for checks of what an author wrote. */
struct str form__template_words(struct arena *a, const struct form_template *t);

/* form_pattern.c: regular expressions as in HTML and form-js, with bounded work. NULL: not one. */
const struct form_pattern *form__pattern(struct arena *a, struct str text);
bool form__matches(const struct form_pattern *p, struct str s);

/* form_paper.c */
void form__papers(struct form_loader *l, const struct json *list);

/* form_component.c */
void form__component(struct form_loader *l, struct form_field *f, const struct json *j);

/* form_check.c: duplicate keys, addresses, labels, html, names that nothing explains. */
void form__check(struct form_loader *l);

/* form_value.c */
const struct feel_value *form__from_json(struct arena *a, const struct json *j);
void form__put_value(
        struct arena *a, struct json_writer *w, const char *key, const struct feel_value *v);
/* {label, value} or a bare value, as form-js takes them; false: neither. */
bool form__option(struct arena *a, const struct feel_value *v, struct form_option *ret_o);
/* Understands what is stored or was typed for an input; sets value and, when wrong, fault. */
void form__understand(struct form_fill *fill, struct form_item *item);
/* A fault with its limit as text. */
void form__fault(struct form_item *item, enum form_fault fault, struct str limit);

/* form_data.c: member of an object by a dotted key, for reading. */
const struct json *form__get(const struct json *object, struct str dotted);

#endif
