/*
 * src/mod/admin/view.h: what administrators' pages show. Nearly all of them are a list, a form, or
 * both, so there is one struct for each and few views.
 */
#ifndef MOD_ADMIN_VIEW_H
#define MOD_ADMIN_VIEW_H

#include "core/view.h"

struct hidden_view {
        const char *name;
        struct str value;
};

/* One cell: words, a link, a tag, or a button that posts (text is on it, `about` for readers). */
struct admin_cell {
        struct str text, more; /* more: small, under it */
        struct str href;
        bool tag;
        enum tone tone;
        enum icon icon;
        struct str post; /* where the button goes; STR_NULL: no button */
        struct str about;
        struct hidden_view hidden[3]; /* ends with name NULL */
};

struct admin_table {
        struct str label;
        const struct str *heads;
        size_t n_heads;
        const struct admin_cell *cells; /* n_rows times n_heads */
        size_t n_rows;
        struct str empty_title, empty_words; /* instead, when there are no rows */
};

/* A form of plain fields; the summary of errors stands on top of the page. */
struct admin_form {
        struct str action, id, title, lead, button;
        struct field_view *fields; /* filled by field_typed when the form came back */
        size_t n_fields;
        struct hidden_view hidden[3];
        bool danger;
        bool preview;     /* a second button, named `xem`, to look at it first */
        const char *file; /* name of a control for a file; NULL none */
        struct str file_label, file_hint;
        bool asks; /* changes nothing: its fields stand in the address */
};

/* Rows of inputs: a cell is a text box, or a choice when the column has options. */
struct admin_grid_column {
        struct str head;
        const char *width; /* "w4" …; NULL: as wide as it gets */
        const struct option_view *options;
        size_t n_options;
};
struct admin_grid_cell {
        struct str name, value;
};
struct admin_grid {
        struct str id, title, lead;
        const struct admin_grid_column *columns;
        size_t n_columns;
        const struct admin_grid_cell *cells; /* n_rows times n_columns */
        size_t n_rows;
};

/* Everything that a version of a procedure says, as one form. */
struct admin_fieldset {
        struct str title;
        struct field_view *fields;
        size_t n_fields;
};
struct admin_edit {
        struct str action, revision;
        const struct admin_fieldset *sets;
        size_t n_sets;
        const struct admin_grid *grids;
        size_t n_grids;
};

struct admin_section {
        struct str title, lead;
        const struct pair_view *pairs;
        size_t n_pairs;
        const struct admin_table *table;
        const struct admin_form *form;
        bool folded; /* the form opens from its title */
};

struct admin_page {
        struct req *rq;
        const struct page_view *frame;
        struct str title, lead;
        struct str back, back_text;
        struct str done;                 /* what has just been done; STR_NULL nothing */
        const struct input *in;          /* of a form that came back */
        const struct link_view *actions; /* buttons under the title */
        size_t n_actions;
        const char *filter_action;
        struct field_view *filters;
        size_t n_filters;
        const struct admin_section *sections;
        size_t n_sections;
        const struct admin_edit *edit;  /* above all sections */
        struct str first, next;         /* pages of the (last) table */
        struct str secret_name, secret; /* a password, shown this once */
        struct str secret_note;
};

#endif
