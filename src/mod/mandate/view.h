/*
 * src/mod/mandate/view.h: what the pages of mandates show.
 */
#ifndef MOD_MANDATE_VIEW_H
#define MOD_MANDATE_VIEW_H

#include "core/view.h"
#include "mod/mandate/mandate.h"

/* As a line of a page; personal: only for who may see it. */
struct mandate_shown {
        struct str code, kind, principal, representative, scope, from, until, paper;
        struct str state, words, reason, decided, decided_by;
        enum tone tone;
        i64 version;
        const struct mandate_file_row *files;
        size_t n_files;
        bool can_revoke, can_renounce, can_approve, can_refuse;
};

struct mandate_list_view {
        struct req *rq;
        const struct mandate_shown *given, *held;
        size_t n_given, n_held;
};
struct mandate_page_view {
        struct req *rq;
        struct mandate_shown m;
};
struct mandate_form_view {
        struct req *rq;
        const struct input *in; /* what was typed, of one that came back; else NULL */
        struct option_view scopes[2];
        struct str procedures;                         /* codes that the address brings along */
        struct str until_day, until_month, until_year; /* as the law has it when nobody says */
};

#endif
