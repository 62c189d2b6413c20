/*
 * src/mod/quality/view.h: what the pages of this folder show.
 */
#ifndef MOD_QUALITY_VIEW_H
#define MOD_QUALITY_VIEW_H

#include "core/view.h"
#include "mod/quality/quality.h"

struct nonconformity_row {
        struct str code, words, unit, grade, state, responsible, due;
        enum tone tone;
        bool overdue;
};
struct nonconformity_list_view {
        struct req *rq;
        struct str unit, next;
        const struct nonconformity_row *rows;
        size_t n;
        struct field_view filters[2];
        struct option_view states[NONCONFORMITY_STATE_MAX]; /* all open ones, then each */
        struct option_view grades[NONCONFORMITY_GRADE_MAX]; /* any, then each */
};

struct nonconformity_new_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str unit;
        const struct option_view *units;
        size_t n_units;
        struct option_view grades[NONCONFORMITY_GRADE_MAX - 1];
};

struct nonconformity_page_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        const struct nonconformity *c;
        struct str unit, grade, state, found, due;
        struct str audit;                   /* that found it; "" none */
        const struct option_view *officers; /* whom it can be given to */
        size_t n_officers;
        struct str due_d, due_m, due_y; /* of the plan that is in force */
        enum tone tone;
        bool overdue;
        bool can_plan, can_do, can_verify, can_refuse;
        const struct event_view *events;
        size_t n_events;
};

/* The ways between the registers, above each of them. */
enum quality_tab {
        QUALITY_TAB_NONCONFORMITIES,
        QUALITY_TAB_AUDITS,
        QUALITY_TAB_DOCUMENTS,
        QUALITY_TAB_REPORT,
        QUALITY_TABS
};
const struct link_view *quality__tabs(struct req *rq, enum quality_tab now);

/* X(name in the CSV, words): what a year's report counts. */
#define QUALITY_REPORT(X)                                                                          \
        X(minor, T_QUALITY_MINOR)                                                                  \
        X(major, T_QUALITY_MAJOR)                                                                  \
        X(open, T_QUALITY_REPORT_OPEN)                                                             \
        X(overdue, T_QUALITY_REPORT_OVERDUE)                                                       \
        X(closed, T_QUALITY_STATE_CLOSED)                                                          \
        X(audits_open, T_QUALITY_REPORT_AUDITS_OPEN)                                               \
        X(audits, T_QUALITY_REPORT_AUDITS)
enum quality_column {
#define X(name, text) QUALITY_COLUMN_##name,
        QUALITY_REPORT(X)
#undef X
                QUALITY_COLUMNS
};
struct quality_report_row {
        struct str code, unit;
        i64 v[QUALITY_COLUMNS];
};
struct quality_report_view {
        struct req *rq;
        struct str unit, csv;
        struct str heads[QUALITY_COLUMNS];
        const struct quality_report_row *rows;
        size_t n;
        struct quality_report_row sum;
        struct nonconformity_clause_rows clauses;
        struct field_view filters[1];
};

struct controlled_row {
        struct str process, name, since;
        struct str approver, approved; /* "" came with the platform */
        struct str href;               /* "" not theirs to see */
        i64 version, uses;
};
struct controlled_view {
        struct req *rq;
        struct str unit;
        const struct controlled_row *rows;
        size_t n;
};

struct internal_audit_row {
        struct str code, scope, unit, day, state, lead;
        enum tone tone;
};
struct internal_audit_list_view {
        struct req *rq;
        struct str unit, next;
        const struct internal_audit_row *rows;
        size_t n;
        bool can_plan;
        struct field_view filters[1];
        struct option_view states[INTERNAL_AUDIT_STATE_MAX]; /* all open ones, then each */
};

struct internal_audit_new_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        struct str unit;
        const struct option_view *units, *leads;
        size_t n_units, n_leads;
};

struct internal_audit_answer_row {
        i64 ordinal;
        struct str clause, question, finding, evidence, nonconformity;
        enum tone tone;
        bool answered;
};
struct internal_audit_page_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        const struct internal_audit *c;
        struct str unit, day, state, begun, ended;
        struct str day_d, day_m, day_y;
        enum tone tone;
        bool can_replan, can_begin, can_answer, can_report, can_cancel;
        bool shows; /* what was found */
        i64 open;   /* questions without an answer */
        i64 first;  /* of them; 0 none */
        const struct internal_audit_answer_row *answers;
        size_t n_answers;
        struct pair_view sums[5]; /* how many of each finding */
        const struct option_view *leads;
        size_t n_leads;
        const struct event_view *events;
        size_t n_events;
};

struct internal_audit_question_view {
        struct req *rq;
        const struct input *in; /* NULL at first */
        const struct internal_audit *c;
        const struct internal_audit_answer *a;
        struct str unit;
        i64 of;     /* how many questions there are */
        i64 former; /* 0 none */
        struct option_view findings[FINDING_MAX - 1];
};

#endif
