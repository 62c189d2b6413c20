/*
 * src/mod/dossier/view.h: what the pages of the dossier module show. Plain facts; words are chosen
 * by the views.
 */
#ifndef MOD_DOSSIER_VIEW_H
#define MOD_DOSSIER_VIEW_H

#include "core/question_view.h"
#include "mod/dossier/dossier.h"

struct draft_line {
        struct str code, saved;
};
struct brought { /* an answer that was given before */
        struct str name, value;
};
struct start_view {
        struct req *rq;
        struct str code, name, fee_words;
        bool online;
        const struct option_view *whom; /* one may apply for; 0: only for oneself */
        size_t n_whom;
        struct str chosen, applicant;    /* of them; applicant: "" oneself */
        const struct draft_line *drafts; /* of this procedure, not yet submitted */
        size_t n_drafts;
        const struct brought *brought;
        size_t n_brought;
};

/* Beginning without an account. */
struct guest_view {
        struct req *rq;
        const struct input *in;
        struct str code, name, basis; /* basis: the act that demands an account */
        bool online, demands;
        const struct brought *brought;
        size_t n_brought;
};
struct guest_code_view {
        struct req *rq;
        struct str draft, code, until;
};
struct guest_resume_view {
        struct req *rq;
        const struct input *in;
        bool takes_over; /* somebody with an account asks */
        bool inside;     /* a guest's draft is open on this machine */
};

/* A telephone as the camera: at the desk, and on the telephone. */
struct paper_file;
struct camera_desk_view {
        struct req *rq;
        const struct input *in;
        struct str draft, place, unit_name; /* place: "/tiep-nhan/Q-…" */
        struct str paper, until, link, qr;  /* link, qr: of an open one */
        i64 paper_id, qr_size;
        const struct paper_file *photos;
        size_t n_photos;
        bool at_counter, open;
};
struct camera_phone_view {
        struct req *rq;
        const struct input *in;
        struct str token, paper, unit_name, until;
        const struct paper_file *photos;
        size_t n_photos;
        bool open, full;
};

struct filing_row;
struct apply_view {
        struct req *rq;
        const struct input *in; /* what was typed and what is wrong with it; NULL at first */
        struct str draft_code, procedure_code, procedure_name;
        struct str expires;       /* "22/12/2026" */
        i64 step, n_steps;        /* "Bước 2 trên 5" */
        struct str back;          /* the page before the papers, or before this page */
        struct str title, action; /* of a page of questions */
        struct str known;         /* how the look-up ended, on the first page; else STR_NULL */
        struct str known_at;      /* in words */
        struct questions_view questions;
        const struct answers_view *answers; /* all, for the check page */
        size_t n_answers;
        struct str gap; /* the first page with something missing */
        const struct paper_slot *papers;
        size_t n_papers;
        size_t n_files;
        struct str fee_words;   /* "Miễn phí", "75.000 đ", or words that it is not known */
        struct str due_words;   /* when a result is expected if accepted by the check limit */
        struct str check_words; /* when it will be checked */
        struct str unit_name;
        const struct filing_row *parts; /* of a bundle: the dossiers that come of it */
        size_t n_parts;
        bool waiting;    /* a file is still being checked */
        bool held_back;  /* and until it was, nothing can be sent */
        bool incomplete; /* something required is missing: no submit button */
};

struct repeated_line {
        struct str label, meaning, advice;
        i64 forms, procedures;
        bool done; /* nobody types it any more */
};
struct repeated_view {
        struct req *rq;
        const struct repeated_line *lines;
        size_t n;
        i64 forms; /* that were looked at */
};

/* A paper of one's store. */
struct kept_line {
        struct str kind, dossier, usual, number, code, name, size, day;
};
struct kept_view {
        struct req *rq;
        const struct kept_line *issued, *given;
        size_t n_issued, n_given;
};

struct paper_file {
        struct str code, name, size;
        i64 id, pages, scanned;
        i64 check; /* enum upload_check */
        struct str reason;
        size_t glance;   /* first pages that are shown beside it (core/preview.h) */
        struct str hash; /* SHA-256 in hexadecimal; a counter does not show it */
};
/* The pages of one paper as pictures. */
struct preview_view {
        struct req *rq;
        struct str place, back, unit_name; /* place: "/tiep-nhan/Q-…/tep/CODE" */
        struct str paper, file;
        struct str why;          /* there are none, in words */
        i64 page, width, height; /* of the large one; page 0: the list */
        i64 pages;               /* of the file */
        const i64 *numbers;      /* of the small ones */
        size_t n_numbers;
        struct str next; /* address of the small ones after them */
        bool lacks;      /* some letters */
        bool turns;      /* pages may be turned */
        bool own;        /* an applicant's, else an officer's page */
};
struct paper_slot {
        i64 paper_id;
        struct str name, case_text;
        bool needed;
        const struct paper_file *files;
        size_t n_files;
        bool waiting, refused;        /* some of them */
        const struct kept_line *kept; /* may be given again */
        size_t n_kept;
};

/* What was typed of this point, or of the rating, in a form that came back; NULL: another form. */
const struct input *dossier_point_input(const struct dossier_view *v, const struct defect_view *d);
/* The first thing that is wrong with it, in words. */
struct str dossier_point_error(struct html *h, const struct input *in);
const struct input *dossier_rating_input(const struct dossier_view *v);

struct own_row {
        struct str code, name, submitted, due;
        i64 state;
        bool for_another;
};
/* At a counter: who stands there and what for. */
struct intake_start {
        struct req *rq;
        const struct input *in;
        struct str unit_name, person;     /* person: whom the card names, once it was read */
        const struct option_view *people; /* of several whom the number names */
        size_t n_people;
        bool enterprise;             /* in whose name was typed */
        struct option_view *choices; /* of procedures */
        size_t n_choices;
        bool searched;                /* they answer to words; else this counter's last ones */
        const struct own_row *drafts; /* begun and not finished */
        size_t n_drafts;
};
struct intake_part {
        struct str title;
        bool open; /* something is missing */
        struct questions_view questions;
};
struct intake_paper {
        i64 id;
        struct str name, case_text, mark;
        i64 originals, copies; /* as the catalogue wants them */
        bool needed;
        const struct paper_file *files;
        size_t n_files;
};
struct intake_view {
        struct req *rq;
        const struct input *in;
        struct str draft, procedure_code, procedure_name, counter_name;
        struct str person, identity, birth;
        struct str enterprise, tax_code;            /* "": in their own name */
        struct str unit_name, due_words, fee_words; /* unit_name "": not known yet */
        const struct error_row *errors;
        size_t n_errors;
        struct intake_part *parts;
        size_t n_parts;
        const struct intake_paper *papers;
        size_t n_papers;
        bool all;   /* "everything is there" is ticked */
        bool ready; /* every question is answered: only the papers are left */
};

/* One filing, several dossiers. */
struct filing_row {
        struct str code, name, unit, due;
        i64 state;
};
struct filing_view {
        struct req *rq;
        struct str code, name, sent;
        const struct filing_row *rows;
        size_t n;
        i64 open;
};

struct own_view {
        struct req *rq;
        const struct own_row *rows;
        size_t n_rows;
        const struct own_row *drafts; /* code of the draft, name, last change, expiry */
        size_t n_drafts;
        struct str next;
};

#endif
