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

#define QUEUE_COUNT_MOST 999 /* a list of more shows "999+" */

struct queue_tab {
        struct str name, step; /* step "" all */
        i64 count;             /* of the whole province at most one more than that */
        bool current;
};

struct saved_filter {
        i64 id;
        struct str name, href;
};

struct queue_view {
        struct req *rq;
        struct str due, channel, procedure; /* of the filter, "" any */
        bool mine;
        struct url_query query; /* the filter as an address has it */
        const struct option_view *dues, *channels;
        size_t n_dues, n_channels;
        const struct saved_filter *filters;
        size_t n_filters;
        const struct action_view *actions; /* for several dossiers at once */
        size_t n_actions;
        bool words;                         /* some of them want words */
        const struct option_view *officers; /* to whom they may be given */
        size_t n_officers;
        struct str unit_name, step;
        const struct desk_item *items;
        size_t n_items;
        const struct queue_tab *tabs;
        size_t n_tabs;
        struct str next; /* address of the next page, "" none */
        i64 late;
};

/* What was looked for, in all units and states that one may see. */
struct find_row {
        struct desk_item item;
        struct str unit, sent;
};
struct find_view {
        struct req *rq;
        struct str q, why; /* why: what is wrong with a scanned card, "" nothing */
        const struct find_row *rows;
        size_t n_rows;
        i64 total;
        bool more; /* total is the most that are counted */
        struct str first, next;
};

/* What became of each dossier that was chosen. */
struct bulk_row {
        struct str code, words;
        bool done;
};
struct bulk_view {
        struct req *rq;
        struct str list, back; /* where they were chosen, and its address */
        const struct bulk_row *rows;
        size_t n_rows;
        i64 done;
};

/* One button of the action bar, from the state table. */
struct act_button {
        struct str action, label;
        bool main, danger, note, defects, new_due;
        bool decides; /* it is an outcome of a leader's task */
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
        bool at_desk;     /* papers and money of it are this officer's business */
        struct str shelf; /* where its papers stand, "" not said */
        struct str holder;
        bool other_holds; /* the holder is somebody else */
        bool moved_on;    /* somebody was quicker: who did what, when */
        struct str quicker, quicker_did, quicker_at;
};

/* What waits for a signature. */
struct sign_card {
        struct str code, title, procedure; /* title: the result; procedure "" when it is that */
        struct str applicant, task;        /* task: when it is not the usual one, else "" */
        struct str proposed, words;        /* who handed it on, when; what they wrote */
        struct due_view due;
        const char *action; /* that may be done with several; NULL: it has to be opened */
};
struct sign_list_view {
        struct req *rq;
        struct str done; /* what was decided a moment ago, "" nothing */
        i64 count;       /* of all pages */
        const struct sign_card *cards;
        size_t n_cards;
        const struct action_view *actions;
        size_t n_actions;
        struct str next; /* address of the next page, "" none */
};
struct sign_view {
        struct work_view work;
        struct str result, task, proposed, words, done;
        struct str skip; /* address of the one after it */
};

/* A receipt as the cashier sees it. */
struct cash_row {
        struct str code, number, at, subject, payer, kind, amount, reason;
        bool cancelled, open; /* open: may be cancelled by who sees it */
};
struct cash_view {
        struct req *rq;
        const struct input *in;
        struct str unit_name, dossier, procedure_name, payer;
        const struct pair_view *fees;
        size_t n_fees;
        i64 sum; /* of the fees that are known, đồng */
        const struct cash_row *rows;
        size_t n_rows;
};
struct closing_row {
        struct str code, number, at, cash, transfer;
};
struct till_view {
        struct req *rq;
        const struct input *in;
        const struct input *close; /* of the form of the closing */
        struct str unit_name, cash, transfer;
        i64 cash_sum;
        const struct cash_row *rows;
        size_t n_rows;
        const struct closing_row *closings;
        size_t n_closings;
};

struct return_view {
        struct req *rq;
        const struct input *in;
        struct str unit_name, dossier, receiver, identity, address, shelf;
        i64 version;
        bool ready; /* there is a result to give */
};

/* Papers that wait to be handed over to one unit. */
struct handover_group {
        i64 unit;
        struct str code, name;
        const struct option_view *items;
        size_t n_items;
};
struct sheet_row {
        struct str code, number, unit_name, at, taken;
        bool mine; /* who made it does not take it */
};
struct handover_view {
        struct req *rq;
        const struct input *in;
        struct str unit_name;
        const struct handover_group *groups;
        size_t n_groups;
        const struct sheet_row *coming, *sent;
        size_t n_coming, n_sent;
};

/* The book of certified copies. */
struct copy_row {
        struct str number, day, requester, identity, paper, signer, fee;
        i64 pages, copies;
};
struct copies_view {
        struct req *rq;
        const struct input *in;
        struct str unit_name, file, next, rule; /* rule: the fee in words */
        i64 year;
        const struct copy_row *rows;
        size_t n_rows;
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
