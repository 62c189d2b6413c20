/*
 * src/mod/counter/view.h: what officers' pages show.
 */
#ifndef MOD_COUNTER_VIEW_H
#define MOD_COUNTER_VIEW_H

#include "core/words.h"
#include "mod/dossier/dossier.h"

struct desk_item {
        struct queue_item row; /* as the component shows it */
        i64 state;
        bool mine;
};

struct queue_tab {
        struct str name, step; /* step "" all */
        i64 count;
        bool current;
};

struct queue_view {
        struct req *rq;
        struct str unit_name, step;
        const struct desk_item *items;
        size_t n_items;
        const struct queue_tab *tabs;
        size_t n_tabs;
        struct str next; /* address of the next page, "" none */
        i64 late;
};

/* One button of the action bar, from the state table. */
struct act_button {
        struct str action, label;
        bool main, danger, note, defects, new_due;
};

struct work_view {
        struct req *rq;
        struct dossier_view dossier;
        struct dossier_applicant applicant;
        struct str birth;
        const struct act_button *buttons;
        size_t n_buttons;
        struct str chosen; /* the action whose form is open, "" none */
        bool chosen_note, chosen_defects, chosen_new_due;
        struct str chosen_label;
        struct str note_typed, defects_typed;
        struct str holder;
};

/* Form 07: how many dossiers, and where the paper is. */
struct register_view {
        struct req *rq;
        const char *action;
        const struct field_view *filters;
        size_t n_filters;
        struct str unit_name, period, file;
        i64 n;
};

#endif
