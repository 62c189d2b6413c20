/*
 * src/mod/mandate/view.h: what the pages of mandates show.
 */
#ifndef MOD_MANDATE_VIEW_H
#define MOD_MANDATE_VIEW_H

#include "core/question_view.h"
#include "mod/mandate/mandate.h"

/* As a line of a page; personal: only for who may see it. */
struct mandate_shown {
        struct str code, kind, principal, identity, born, scope, from, until, paper;
        struct str representative, representative_identity; /* the number at the counter only */
        struct str unit;                                    /* that decides; STR_NULL: they do */
        struct str state, words, reason, decided, decided_by;
        enum tone tone;
        i64 version;
        const struct mandate_file_row *files;
        size_t n_files;
        bool asked, organisation;
        bool can_revoke, can_renounce, can_approve, can_refuse;
};

struct mandate_list_view {
        struct req *rq;
        const struct mandate_shown *given, *held;
        size_t n_given, n_held;
};
struct mandate_page_view {
        struct req *rq;
        struct str unit; /* of the counter that looks at it */
        struct mandate_shown m;
};
struct mandate_form_view {
        struct req *rq;
        const struct input *in; /* what was typed, of one that came back; else NULL */
        struct option_view scopes[2];
        struct str procedures;                         /* codes that the address brings along */
        struct str until_day, until_month, until_year; /* as the law has it when nobody says */
};
struct mandate_ask_view {
        struct mandate_form_view form;
        struct str kind;
        bool child, organisation;
        const struct place_group *places;
        size_t n_places;
};

struct mandate_row {
        struct str code, kind, principal, representative, unit, asked;
};
struct mandate_desk_view {
        struct req *rq;
        struct str unit, next;
        const struct mandate_row *rows;
        size_t n;
        i64 state;
        struct option_view states[MANDATE_STATE_MAX - 1];
};

#endif
