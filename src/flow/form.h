/*
 * src/flow/form.h: forms in the schema of form-js 1.23: read once, filled in as often as wanted.
 * What is shown, computed and wrong is decided here, with the semantics of form-js's own viewer,
 * so that nothing that a browser says is trusted; how it looks is core/form's business.
 *
 *      form_load(a, schema, &form)                       once; threads may share the form
 *      data = form_data_new(a2, stored)                  what was typed so far, a tree of JSON
 *      form_data_take(a2, data, page, sent)              what a page sent, as typed
 *      form_fill(&setup, data, &fill)                    items: what is shown, what is computed
 *      form_check_answers(&fill)                         errors stand at their items
 *      json = form_answers(a2, &fill)                    clean: hidden ones dropped
 *
 * Stored answers are texts as typed until they are submitted, so that an unfinished or wrong
 * answer is never lost; form_fill understands both those and clean ones.
 */
#ifndef FLOW_FORM_H
#define FLOW_FORM_H

#include "base/json.h"
#include "flow/form_field.h"

struct form;

/* For authors: English, with the component that it is about. */
struct form_problem {
        struct str component; /* its id */
        struct str text;
        bool warning; /* it works, but is hardly meant so */
        const struct form_problem *next;
};

/*
 * ERR_INVALID (no form, or one with problems that are no warnings: form_problems of *ret_form,
 * which is set in any case, tells all), ERR_LIMIT (1 MB, 1,000 components, 10 levels). Keeps
 * `schema`'s text.
 */
int form_load(struct arena *a, struct str schema, struct form **ret_form);
const struct form_problem *form_problems(const struct form *form);
const struct form_field *form_root(const struct form *form);
struct str form_id(const struct form *form);
/* Titles by properties of the whole form: STR_NULL when absent ("title", "title.en"). */
struct str form_title(const struct form *form, enum form_lang lang);
/* Codes of procedures that it serves (top-level "procedures"), STR_NULL past the last. */
struct str form_procedure(const struct form *form, size_t i);
/* The first field of a meaning, NULL none. */
const struct form_field *form_by_meaning(const struct form *form, const char *meaning);

/*
 * Papers beside the answers. The form's top-level "papers" is a list of {"name" or "case" or both,
 * "when": FEEL over the answers}: the first that fits decides. A paper whose content the form
 * itself asks is `when: =false`.
 */
enum form_paper_need { FORM_PAPER_UNSAID, FORM_PAPER_NEEDED, FORM_PAPER_NOT };
struct form_fill;
enum form_paper_need form_paper_need(
        const struct form_fill *fill, struct str name, struct str case_text);

/*
 * ---- Data: a JSON object that can be changed; every function keeps to paths that the form has
 * ----
 */

/* A copy to change; NULL or another kind: an empty object. */
struct json *form_data_new(struct arena *a, const struct json *stored);
/*
 * The name of an item's control: its path with "-" for points ("con-0-ten"), as ids are written,
 * and a tail: "-day", "-month", "-year", "-time" boxes of a date, "-rows" how many rows a list
 * has, "-shown" a choice that was there though nothing was ticked. Keys have no "-", and nothing
 * stands below an input, so that names are one each.
 */
struct str form_control(struct arena *a, struct str path, const char *tail);
/*
 * What a page sent: a JSON object of such names, each with a text or a list of texts. Only inputs
 * below `page` are taken; names that the form does not have, computed, disabled and read-only ones
 * are dropped.
 */
void form_data_take(
        struct arena *a, struct json *data, const struct form_field *page, const struct json *sent);
/*
 * Rows of dynamic lists by the list's path ("children", "houses.0.rooms"). ERR_NOT_FOUND,
 * ERR_LIMIT.
 */
int form_data_add_row(struct arena *a, struct json *data, const struct form *form, struct str path);
int form_data_remove_row(
        struct arena *a, struct json *data, const struct form *form, struct str path, size_t row);
/* The answer to the first field of a meaning is set when there is none yet. */
void form_data_offer(struct arena *a, struct json *data, const struct form *form,
        const char *meaning, struct str value);
/*
 * What both forms ask goes over as it was typed: the answer of the same path, else of the same
 * meaning. Rows of lists are not: whose would they be?
 */
void form_data_share(struct arena *a, const struct form *from, const struct json *said,
        const struct form *to, struct json *data);
/* What stands at a path ("children.0.name"), NULL: nothing. */
const struct json *form_data_at(const struct json *data, struct str path);
/* A copy is put there. ERR_NOT_FOUND: the list has no such row. */
int form_data_set(struct arena *a, struct json *data, struct str path, const struct json *value);

/*
 * ---- Filling in
 * ----------------------------------------------------------------------------------
 */

enum form_fault {
        FORM_RIGHT,
        FORM_REQUIRED,
        FORM_NOT_NUMBER,
        FORM_NOT_WHOLE,
        FORM_DECIMALS, /* limit: how many */
        FORM_STEP,     /* limit: multiples of */
        FORM_MIN,
        FORM_MAX,
        FORM_MIN_LENGTH,
        FORM_MAX_LENGTH,
        FORM_PATTERN, /* words: the author's own, may be empty */
        FORM_OWN_RULE,
        FORM_NOT_DATE,
        FORM_NOT_TIME,
        FORM_PAST,
        FORM_NOT_OPTION,
        FORM_WRONG_KIND, /* of field->kind */
        FORM_NOT_UTF8,
        FORM_TOO_LONG, /* over 20,000 characters */
        FORM_FAULT_MAX
};

/* One component as it is for this data; in a dynamic list one a row. */
struct form_item {
        const struct form_field *field; /* of a row: the list's */
        bool is_row;
        size_t row;                         /* number of a row, from 0 */
        struct str path;                    /* "children.0.name"; names the control */
        bool hidden, was_hidden, read_only; /* was_hidden: while it is being filled in */
        const struct json *typed;           /* as stored; NULL nothing */
        const struct feel_value *value;     /* understood; null when nothing or wrong */
        const struct form_option *options;  /* of choices */
        size_t n_options;
        enum form_fault fault;
        struct str limit, words[FORM_LANGS]; /* of the fault */
        const struct feel_value *scope;      /* names that expressions see here */
        struct form_item *parent, *first, *next;
};

/*
 * What flow cannot know: may this be the value of a field of that kind? NULL: all of
 * FORM_KIND_UNIT are.
 */
struct form_host {
        bool (*known)(const void *arg, const struct form_field *field, struct str value);
        const void *arg;
};

struct form_setup {
        const struct form *form;
        struct arena *arena;            /* with a maximum; the work is bounded */
        const struct feel_value *given; /* context of names that conditions may use, or NULL */
        i64 now;
        struct form_host host;
};

struct form_fill {
        struct form_setup setup;
        struct feel_run *run;
        struct form_item *root;
        const struct feel_value *data; /* visible answers as a context */
        size_t n_items;
};

/* ERR_LIMIT: too many rows, or the expressions take too long. */
int form_fill(const struct form_setup *setup, const struct json *data, struct form_fill *ret_fill);
/* Judges every visible, enabled input. How many are wrong. */
size_t form_check_answers(struct form_fill *fill);
/* Next in reading order below `top`, NULL at the end; begin with top itself. */
struct form_item *form_next(const struct form_item *top, const struct form_item *at);
/* Visible answers only, computed ones included, as JSON text. */
struct str form_answers(struct arena *a, const struct form_fill *fill);
/* Texts with their {{ }} filled. STR_NULL: none. English falls back to Vietnamese. */
struct str form_text(struct form_fill *fill, const struct form_item *item,
        const struct form_template *const texts[FORM_LANGS], enum form_lang lang);
/* Rows of a table: a list of contexts; and its columns. */
const struct feel_value *form_rows(struct form_fill *fill, const struct form_item *item);
size_t form_columns(struct form_fill *fill, const struct form_item *item,
        const struct form_column **ret_columns);

#endif
