/*
 * src/core/view.h: what the components of the design system show. Each component is a view in
 * core/views/ (core/views.h declares it); here are the structs that handlers and module views fill.
 * They are built for one page, on the request's arena; zero and STR_NULL mean "not shown".
 *
 *      {{include "core/view.h"}} {{include "core/views.h"}}
 *      {{view receipt_page(const struct page_view *p, struct str code)}}
 *      {{wrap page_public(p)}}
 *        <h1>{{t RECEIPT_TITLE}}</h1>
 *        {{wrap form(STR("/receipts"), false)}}
 *          {{call field(&(struct field_view){ .name = "phone", .label = s_PHONE(h->arena, h->lang),
 *                  .control = CONTROL_TEL })}}
 *          {{call buttons(s_GO_ON(h->arena, h->lang))}}
 *        {{end}}
 *      {{end}}
 *      {{/view}}
 */
#ifndef CORE_VIEW_H
#define CORE_VIEW_H

#include "core/icons.h"
#include "web/req.h"

/* ---- Links and pages ------------------------------------------------------------------------- */

struct link_view {
        struct str text, href;
        enum icon icon;
        bool current; /* this is the page shown */
        i64 count;    /* in a pill; 0 is not shown */
        bool late;    /* the pill is red */
};

struct side_group {
        struct str head;
        const struct link_view *links;
        size_t n;
};

struct search_view {
        const char *action; /* "/tim" */
        struct str q;       /* as typed */
        struct str label;   /* for readers */
        struct str example; /* placeholder, STR_NULL none */
};

/* The band of the home page under the menu: one question, one field. */
struct hero_view {
        struct str title, lead;
        struct search_view search;
        struct str hints_head;
        const struct link_view *hints;
        size_t n_hints;
};

struct page_view {
        struct str title;  /* " – Một cửa Thanh Hoá" is added */
        bool failed;       /* a form came back: the title begins with "Lỗi:" */
        struct str path;   /* of this page, without "/en", with its query; STR_NULL: no switch */
        struct str about;  /* for search engines, a sentence; STR_NULL: what is said of the site */
        struct str site;   /* "https://dichvucong.example"; empty: no whole addresses are given */
        struct str person; /* who is signed in; STR_NULL: nobody, "Đăng nhập" is offered */
        i64 notices;       /* unread */
        const struct link_view
                *crumbs; /* between "Trang chủ" and this page (whose name is `here`) */
        size_t n_crumbs;
        struct str here; /* STR_NULL: no crumbs */
        struct str back; /* address of "Quay lại" above the page */
        const struct hero_view *hero;
        bool noindex;
        const char *script; /* of the few pages that need one: asset_path("x.js") */
        const char *style;  /* one more style sheet, before ours */
        /* officers' pages */
        struct str unit; /* "UBND phường Đông Vệ" */
        const struct side_group *side;
        size_t n_side;
};

/*
 * Addresses that every page links to. `core_site` points to the standard ones (core/site.c); app
 * may point it elsewhere before the server starts.
 */
struct site_link {
        int text; /* T_… */
        const char *path;
        enum icon icon;
};
struct site {
        const struct site_link *menu, *help, *about, *rights;
        size_t n_menu, n_help, n_about, n_rights;
        const char *home, *search, *sign_in, *me, *notices; /* public */
        const char *work_me;                                /* officers */
};
extern const struct site *core_site;

/* ---- Forms ----------------------------------------------------------------------------------- */

enum control_kind {
        CONTROL_TEXT,
        CONTROL_DIGITS, /* text with the digits' keyboard: codes, identity numbers, money */
        CONTROL_TEL,
        CONTROL_EMAIL,
        CONTROL_SECRET,
        CONTROL_LINES,
        CONTROL_SELECT,
        CONTROL_RADIO,
        CONTROL_CHECKS, /* several of `options` */
        CONTROL_CHECK,  /* one box, worded by `label` */
        CONTROL_DATE,   /* name-day, name-month, name-year */
        CONTROL_MAX
};

struct option_view {
        struct str value, text, hint;
        bool chosen;
};

struct field_view {
        const char *name; /* also its id, where the summary of errors points */
        enum control_kind control;
        struct str label, hint, value;
        struct str error;         /* words; STR_NULL: right */
        bool optional;            /* says "(không bắt buộc)" */
        bool heading;             /* the label is the page's h1: one question a page */
        const char *width;        /* "w2", "w4", "w10", "w20"; NULL: whole line */
        const char *autocomplete; /* NULL: off */
        const char *form;         /* id of a form elsewhere on the page */
        int rows;                 /* of CONTROL_LINES; 0: 4 */
        i64 max;                  /* characters; 0: no limit said */
        bool chosen;              /* CONTROL_CHECK */
        bool focus;               /* where typing begins when the page opens */
        const struct option_view *options;
        size_t n_options;
        struct str day, month, year; /* CONTROL_DATE, as typed */
        enum {
                DATE_WRONG_ALL,
                DATE_WRONG_DAY = 1,
                DATE_WRONG_MONTH = 2,
                DATE_WRONG_YEAR = 4
        } wrong;
};

/*
 * Of a form that came back: value as typed and error of the field f->name, which the route
 * declares. A fresh form passes NULL and keeps the values of f. Returns f.
 */
struct field_view *field_typed(struct html *h, struct field_view *f, const struct input *in);

struct form_view {
        struct str action;
        const char *id, *cls; /* cls NULL: "form" */
        bool multipart;
        struct str label; /* for readers */
};

struct upload_file {
        struct str name, about, href; /* href: "Xem" */
        struct str remove;            /* value of the button "Bỏ", STR_NULL none */
        bool picture;
};
struct upload_view {
        const char *name; /* of the file control and id of the block */
        struct str title, why;
        enum { PAPER_MISSING, PAPER_THERE, PAPER_WRONG, PAPER_OPTIONAL } state;
        struct str error;
        const struct upload_file *files;
        size_t n_files;
        bool pick; /* offer to choose a file */
        bool many;
        const char *accept; /* NULL: JPEG, PNG, PDF */
        i64 max_mb;
        struct str store_href; /* "Lấy từ Kho tài liệu điện tử" */
};

struct summary_row {
        struct str label, value;
        struct str href; /* "Sửa" */
};

enum action_kind { ACTION_MAIN, ACTION_SECOND, ACTION_DANGER };
struct action_view {
        const char *value; /* of the button named `action` */
        struct str text;
        enum icon icon;
        enum action_kind kind;
};
struct actbar_view {
        struct str action; /* where the form goes */
        const char *id;    /* controls elsewhere say form="id" */
        const struct action_view *actions;
        size_t n;
        i64 version; /* of the object, against lost updates; 0: none */
};

/* ---- States ---------------------------------------------------------------------------------- */

enum tone { TONE_GREY, TONE_BLUE, TONE_ACT, TONE_RED, TONE_AMBER, TONE_GREEN, TONE_MAX };

enum due_kind { DUE_NONE, DUE_LATE, DUE_TODAY, DUE_SOON, DUE_OK, DUE_PAUSE, DUE_KIND_MAX };
enum pause_kind { PAUSE_PLAIN, PAUSE_PAPERS, PAUSE_FEE, PAUSE_MAX };
struct due_view {
        enum due_kind kind;
        i64 days;        /* LATE, SOON, OK: working days; LATE 0 says since which hour */
        struct str hour; /* TODAY, LATE 0: "17:00" */
        enum pause_kind pause;
};
const char *due_row_class(enum due_kind kind); /* "is-late" … of a queue's row */

enum note_kind { NOTE_INFO, NOTE_DO, NOTE_OK, NOTE_BAD, NOTE_MAX };

struct event_view {
        enum { EVENT_DONE, EVENT_WAIT, EVENT_STOP } kind;
        enum icon icon; /* ICON_NONE: a tick, or an eye while it waits */
        struct str title;
        struct str time_iso, time; /* "2022-07-14T20:16", in words */
        struct str who;            /* unit */
        struct str note;
        struct str link, href;
};

struct queue_item {
        struct str code, href, procedure, applicant, step, channel;
        struct due_view due;
};

struct pair_view {
        struct str name, value;
        enum icon icon;  /* facts only */
        struct str more; /* facts only: a line in small */
};

struct pager_view {
        struct str label;       /* "Trang kết quả" */
        struct str words;       /* "1 đến 40 trong 47 hồ sơ" */
        struct str first, next; /* addresses; pages go by key, so there is no page number */
};

/* Helpers of the views (core/view.c). */
size_t view_count_errors(const struct field_error *first);
struct error_row {
        const char *name;
        struct str words;
};
/* One row a field error, in order. */
const struct error_row *view_error_rows(struct html *h, const struct field_error *first);
/* "is-done", "is-now", "is-next" for each of n steps. */
const char *const *view_step_classes(struct html *h, i64 now, size_t n);
/* "name-h name-e": ids of hint and error for aria-describedby, STR_NULL when there is neither. */
struct str view_described(struct html *h, const struct field_view *f);
/* For <title>: at most 44 letters, cut at a word, so that the whole stays below 70. */
struct str view_title(struct html *h, struct str title);
struct str view_id(struct html *h, const char *name, size_t i); /* "name", "name-2", "name-3" … */
enum icon view_state_icon(int state);
int view_state_text(int state); /* T_… of the ten states, T_NONE for others */
const char *view_tone_class(enum tone tone);
const char *view_input_type(enum control_kind control); /* of <input> */

#endif
