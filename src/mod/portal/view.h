/*
 * src/mod/portal/view.h: what the public pages show.
 */
#ifndef MOD_PORTAL_VIEW_H
#define MOD_PORTAL_VIEW_H

#include "core/question_view.h"
#include "core/view.h"
#include "core/words.h"
#include "mod/catalogue/catalogue.h"
#include "mod/complaint/complaint.h"

struct procedure_line {
        struct str code, usual, name, field, agency, limit, online_words;
};

struct event_tile {
        struct str name, slug;
        i64 n;
        enum icon icon;
};

struct home_view {
        struct req *rq;
        const struct event_tile *events;
        size_t n_events;
        const struct procedure_line *popular;
        size_t n_popular;
        i64 procedures;
        const struct link_view *work; /* of an officer, else NULL */
};

struct page_view *home_frame(struct html *h, const struct home_view *v);

struct results_view {
        struct req *rq;
        struct str query, event, field; /* what narrows it, as shown */
        const struct procedure_line *rows;
        size_t n_rows;
        i64 total;
        struct str next, heading;
        const struct field_view *filters;
        size_t n_filters;
        bool narrowed; /* by one of them */
};

struct page_view *search_frame(const struct results_view *v);
struct page_view *list_frame(struct html *h, const struct results_view *v);

struct paper_case {
        struct str when;
        const struct str *papers;
        size_t n;
};

struct procedure_view {
        struct req *rq;
        struct str code, usual, name, field, agency, limit, limit_note, fee, where, result,
                online_words, audience, event, event_slug;
        bool online, free, flagged, english_missing, precheck, staff;
        bool demands;             /* that who applies has shown who they are */
        struct str demanded;      /* by this act */
        const struct str *always; /* papers everybody needs */
        size_t n_always;
        const struct paper_case *cases;
        size_t n_cases;
        const struct procedure_fee *fees;
        size_t n_fees;
        const struct str *basis;
        size_t n_basis;
        const struct procedure_link *related; /* of its event, itself among them */
        size_t n_related;
};
struct page_view *procedure_frame(struct html *h, const struct procedure_view *v);

struct lookup_complaint {
        struct str sent, state, answer;
        enum tone tone;
};
struct lookup_view {
        struct req *rq;
        const struct input *in;
        struct str code;
        bool found;
        i64 state;
        struct str procedure, unit, submitted, due;
        struct str digits;
        const struct lookup_complaint *complaints; /* sent from here, by whoever has both */
        size_t n_complaints;
        bool open; /* one waits for its answer */
        struct option_view topics[COMPLAINT_TOPICS_N];
};

struct check_view {
        struct req *rq;
        struct str code;
        bool found;
        struct str paper, number, dossier, procedure, unit, issued, hash;
};

struct precheck_paper {
        struct str name, when; /* when: the case it is for; STR_NULL everybody */
};
struct precheck_view {
        struct req *rq;
        struct str code, usual, self; /* self: address of the page */
        struct questions_view questions;
        bool answered, eligible, online;
        struct str reason, fee, limit, apply;
        const struct precheck_paper *papers;
        size_t n_papers;
        const struct answers_view *answers;
        size_t n_answers;
};

struct page_view *precheck_frame(const struct precheck_view *v);
struct page_view *lookup_frame(const struct lookup_view *v);

struct plain_view {
        struct req *rq;
};

#endif
