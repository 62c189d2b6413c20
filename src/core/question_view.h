/*
 * src/core/question_view.h: what the views of a form's questions show (views/questions.html):
 * fields as the design system knows them, explaining texts, rows of lists, tables. Made by
 * core/question.c.
 */
#ifndef CORE_QUESTION_VIEW_H
#define CORE_QUESTION_VIEW_H

#include "core/view.h"
#include "flow/form_rich.h"

enum question_kind {
        QUESTION_FIELD,
        QUESTION_UNIT,  /* a commune, by its district */
        QUESTION_FIXED, /* an answer that cannot be changed here */
        QUESTION_RICH,
        QUESTION_GROUP,
        QUESTION_LIST,
        QUESTION_ROW,
        QUESTION_TABLE,
        QUESTION_IMAGE,
        QUESTION_RULE,
        QUESTION_LATER, /* files: asked for with the papers */
        QUESTION_KIND_MAX
};

struct place_option {
        struct str code, name;
};
struct place_group {
        struct str name; /* district, or in the two-tier province the province */
        const struct place_option *places;
        size_t n_places;
};

struct cell_row {
        const struct str *cells;
        size_t n;
};

struct question {
        enum question_kind kind;
        struct field_view field; /* name also of lists; label of groups, rows, tables, images */
        const char *marker;      /* hidden: the choice was there; NULL none */
        const struct form_rich *rich;
        const struct question *inner; /* of groups, lists, rows */
        size_t n_inner;
        struct str add, remove; /* what the buttons send; STR_NULL: no button */
        struct str add_words;
        size_t n_rows; /* of a list */
        const struct place_group *places;
        size_t n_places;
        struct cell_row head; /* of a table */
        const struct cell_row *rows;
        size_t n_cells;
        struct pager_view pager;
        struct str source; /* of an image */
};

/* A page of questions as it stands inside its form. */
struct questions_view {
        const struct question *list;
        size_t n;
        const struct error_row *errors;
        size_t n_errors;
        bool has_lists; /* Enter must not press "remove" */
};

/* Answers of one page for the check page and for officers. */
struct answers_view {
        struct str title;
        const struct summary_row *rows;
        size_t n;
};

/* A chain of texts as an array, for the loops of views. */
const struct form_rich *const *question_rich(struct html *h, const struct form_rich *first);
size_t question_rich_count(const struct form_rich *first);

#endif
