/*
 * src/mod/dossier/dossier.h: a dossier's life: draft, submission, the moves of domain.md 3.2, the
 * clock.
 *
 * Invariants: a dossier goes through its process (process.h), and a state changes only in a service
 * task of it, in one transaction with its step, clock interval, audit event and published event
 * "dossier.moved"; the row's version guards against two officers at once; a closed dossier's times
 * are never recomputed.
 */
#ifndef MOD_DOSSIER_DOSSIER_H
#define MOD_DOSSIER_DOSSIER_H

#include "core/module.h"
#include "core/question_view.h"
#include "core/who.h"
#include "mod/catalogue/catalogue.h"
#include "mod/dossier/queries.h"

/* National codes (domain.md 3.2). X(NAME, number, clock) */
#define DOSSIER_STATES(X)                                                                          \
        X(NEW, 1)                                                                                  \
        X(ACCEPTED, 2)                                                                             \
        X(REFUSED, 3)                                                                              \
        X(PROCESSING, 4)                                                                           \
        X(SUPPLEMENT, 5)                                                                           \
        X(PAYMENT, 6)                                                                              \
        X(WITHDRAWN, 7)                                                                            \
        X(STOPPED, 8)                                                                              \
        X(FINISHED, 9)                                                                             \
        X(RETURNED, 10)
enum dossier_state {
#define X(name, n) DOSSIER_##name = n,
        DOSSIER_STATES(X)
#undef X
                DOSSIER_STATE_MAX
};

#define DOSSIER_DONE          "done" /* the outcome of a user task that names none */
#define DOSSIER_PROCESS_USUAL "single_unit"

/* The frame of the law. */
extern const struct move dossier_moves[]; /* ends with action NULL */
/* The row that fits the dossier as it is now, or NULL. */
const struct move *dossier_move_find(const struct dossier *d, struct str action);
bool dossier_may(const struct who *w, const struct dossier *d, const struct move *m);
/* The law has a word for it. Others are outcomes of tasks that change no state. */
bool dossier_is_lawful(struct str action);
/* In some state of this dossier: who may not learns nothing of the state it is in. */
bool dossier_may_ever(const struct who *w, const struct dossier *d, struct str action);

/* What a move needs to know besides the dossier. */
struct dossier_act {
        const struct who *who; /* officer or applicant; NULL: the system */
        struct str action;
        i64 version;     /* the page was made from; I64_NULL: not checked */
        struct str note; /* reason or words; required where the move says so */
        const struct str *defects;
        size_t n_defects;
        i64 due_day; /* of an extension; I64_NULL: none was given */
        i64 task;    /* of several that offer the action, this one; 0: any that is theirs */
        struct str peer;
};

/*
 * One move. ERR_STATE (the law knows none, or the process offers none), ERR_DENIED (not theirs),
 * ERR_STALE (somebody was first), ERR_INVALID (reason or defects missing). On success *ret_d is the
 * dossier as it is now.
 */
int dossier_move(
        struct tx *tx, struct dossier *d, const struct dossier_act *act, struct dossier *ret_d);

/*
 * From now on this officer has it in hand; a step of its history that changes no state. `by` leads
 * its unit (PERM_DOSSIER_APPROVE) and the officer may do its work, or ERR_DENIED; ERR_STATE: it is
 * over, or in their hands already.
 */
int dossier_assign(struct tx *tx, struct dossier *d, const struct who *by, i64 account,
        struct str peer, struct dossier *ret_d);
/* A step that leaves it at the work where it was: putting off, giving it to somebody. */
bool dossier_step_stays(struct str action);

/*
 * May this person see it? Applicant, who sent it for them, or staff of a unit that resolves it,
 * received it, is asked or had it before. ERR_NOT_FOUND: no; ERR_DENIED: who sent it may no longer
 * act for the applicant.
 */
int dossier_visible(struct tx *tx, const struct who *w, const struct dossier *d);
/* Whose it is: the applicant's, or of who sent it for them. */
static inline bool dossier_is_theirs(const struct who *w, const struct dossier *d)
{
        return w->account && (w->account == d->account_id || w->account == d->representative_id);
}
/* One of them reads it; of who acts for the applicant that is recorded. */
void dossier_reads_own(struct req *rq, const struct dossier *d);
/* May who sent it for another still follow it? ERR_DENIED: their mandate is over. */
int dossier_is_followed(struct tx *tx, const struct dossier *d);
/*
 * In prepare, for who may make this move: what it asks for is said beside the fields note, defects
 * and due_day. n_defects: as the caller counts them.
 */
int dossier_check_fields(struct req *rq, struct input *in, const struct dossier *d,
        struct str action, size_t n_defects);

/* By code, or ERR_NOT_FOUND also when it may not be seen. */
int dossier_get(struct tx *tx, const struct who *w, struct str code, struct dossier *ret_d);
#define DOSSIER_LOOKUP "lookup" /* kind of the wrong guesses (core/tries.h) */
/*
 * In a write, so that guesses in parallel are counted one by one. ERR_NOT_FOUND: no such code, or
 * not the applicant's last four digits; which of them is told by nothing. ERR_RATE.
 */
int dossier_look_up(
        struct tx *tx, struct str code, struct str digits, struct str peer, struct dossier *ret_d);

/* Something that the process offers and the law allows, now. */
struct dossier_offer {
        struct str action;
        const struct move *move; /* what it asks for */
        struct flow_task task;   /* that it finishes; id 0: a message */
};
#define DOSSIER_OFFERS_MAX 32
int dossier_offers(struct tx *tx, const struct dossier *d, struct dossier_offer *ret_offers,
        size_t max, size_t *ret_n);
bool dossier_may_take(const struct who *w, const struct dossier *d, const struct dossier_offer *o);
/* Those of them that this person may take: the buttons of a page. */
int dossier_actions(struct tx *tx, const struct who *w, const struct dossier *d,
        struct dossier_offer *ret_offers, size_t max, size_t *ret_n);

/*
 * Dossiers that have all the words (code, name with or without marks, numbers, procedure, what was
 * written when they went on), of those that w may see, best first. ret_total: at most 400. What
 * changed is found some seconds later.
 */
int dossier_find(struct tx *tx, const struct who *w, struct str query, i64 offset, i64 limit,
        struct dossier_brief_rows *ret_rows, i64 *ret_total);
/*
 * The job that puts into the index what has changed; also for the command line and tests. at_once:
 * changes in one write: few while others wait behind it, many where nobody does (each write makes
 * a piece of the index that is merged with others later).
 */
#define DOSSIER_INDEX_FEW  50
#define DOSSIER_INDEX_MANY 2000
int dossier_index(struct store *s, i64 at_once);

/* An order number for a code, from a leased block; may write (prepare phase). */
int dossier_take_code(struct store *s, const struct unit *received, i64 now, struct arena *a,
        struct str *ret_code);
/* The same in the write of the dossier itself, for whoever makes many: two of one day meet. */
int dossier_take_code_in(struct tx *tx, const struct unit *received, i64 now, struct str *ret_code);

/*
 * Which papers of a procedure an application with these answers asks for: one a paper, in order.
 * sent: as a page of the procedure's form sends them; NULL: none yet. PERHAPS: only the words of
 * its condition are known, which the person reads.
 */
enum paper_need { PAPER_NOT_NEEDED, PAPER_PERHAPS, PAPER_NEEDED };
int dossier_papers_needed(struct tx *tx, const struct procedure_full *p, const struct json *sent,
        i64 now, const enum paper_need **ret_needs);
/* Does the law want people who apply for this to have shown who they are? Then by which act. */
int dossier_demands_identity(
        struct tx *tx, struct str procedure, i64 day, bool *ret_demands, struct str *ret_basis);
/* It was sent by a guest: nobody has an account to be told in. */
static inline bool dossier_is_guests(const struct dossier *d)
{
        return d->account_id != I64_NULL && d->person_id == I64_NULL;
}
/* A draft that was not handed in goes, with its files; by: who wished it, I64_NULL: its time. */
int dossier_erase_draft(struct tx *tx, i64 draft, i64 by);

struct new_dossier {
        struct str code; /* from dossier_take_code */
        const struct procedure_full *procedure;
        const struct unit *unit, *received;
        i64 channel;                 /* 1, 2, 3 */
        const struct who *applicant; /* account of the applicant, or NULL at a counter */
        struct str kind, name, identity, phone, email, address, subject, answers;
        i64 birth_day;
        i64 check_due_at;
        struct draft_paper_row *papers; /* files */
        size_t n_papers;
        const struct str *marks;     /* at a counter: how each paper of the procedure was brought */
        const struct who *actor;     /* who files: not the applicant when an officer helps */
        i64 mandate, representative; /* through which who acts for the applicant; 0: nobody does */
        struct str peer;
};
int dossier_submit(struct tx *tx, const struct new_dossier *n, i64 *ret_id);

/* Working milliseconds used so far, from the interval log. */
int dossier_elapsed(
        struct tx *tx, const struct org *o, const struct dossier *d, i64 now, i64 *ret_ms);

/*
 * Dossiers of this procedure that are submitted from now on go through that process; its first
 * variables are the context `parameters` (FEEL), or none. ERR_NOT_FOUND: no such procedure, or
 * process; ERR_INVALID: not a context.
 */
int dossier_process_use(
        struct tx *tx, struct str procedure, struct str process, struct str parameters);
/* That of the version's own data, else as above, else the usual one. */
int dossier_process_of(
        struct tx *tx, const struct procedure_version *v, struct process_use_row *ret_use);

/* What a version of a procedure may name, by code; a process also as its drawing calls it. */
struct dossier_choice {
        struct str code, name;
};
int dossier_processes(struct tx *tx, const struct dossier_choice **ret_list, size_t *ret_n);
int dossier_forms(struct tx *tx, const struct dossier_choice **ret_list, size_t *ret_n);

/* Do dossiers and the instances of their processes say the same? One line of `say` a finding. */
struct process_report {
        i64 dossiers, wrong, stuck; /* stuck: waits for somebody to repair its process */
};
int dossier_process_check(struct store *s, struct buf *say, struct process_report *ret_report);

/* The subscriber that makes the papers of a move: receipt, requests, decisions, result. */
#define DOSSIER_PAPERS "dossier.papers"

/* Detail of the event "dossier.moved", for IN_TX subscribers. */
struct dossier_moved {
        const struct dossier *before; /* NULL at submission */
        const struct dossier *after;
        const char *action;
        i64 channel;
};

/*
 * A unit is no more: what of the dossier was its business is its successor's from now on. It keeps
 * its state, its clock and its promise; the history says what happened. ERR_STALE: somebody moved
 * it at that moment. Publishes DOSSIER_SUCCEEDED.
 */
int dossier_succeed(struct tx *tx, i64 id, const struct unit *from, const struct unit *to);
#define DOSSIER_SUCCEEDED "dossier.succeeded"

/*
 * A dossier that lived in another system. Moments that are not there are I64_NULL; texts STR_NULL.
 */
struct dossier_past {
        struct str code;
        i64 procedure, version; /* of the catalogue: that in force when it was submitted */
        const struct unit *unit, *received;
        i64 state, channel, supplements;
        struct str kind, name, identity, phone, email, address, subject;
        struct str note; /* words of its last step */
        i64 birth_day;
        i64 submitted_at, accepted_at, due_at;
        i64 stopped_at;  /* since when the clock stands: states 5, 6, 8 */
        i64 finished_at; /* 9, 10 */
        i64 returned_at; /* 10 */
        i64 ended_at;    /* 3, 7 */
};

/* The first field that cannot be so, and why, in English; NULL: nothing is wrong. */
const char *dossier_past_wrong(const struct dossier_past *p, i64 now, const char **ret_why);

/*
 * In a write; p is not wrong and its code is new. Of what is over the history is made from its
 * moments; what is open comes to where it stands in the process of its procedure and goes on there.
 * ERR_STATE: that has no place for it; nothing of the write may stay.
 */
int dossier_take_over(struct tx *tx, const struct dossier_past *p, i64 *ret_id);
/* Event without detail: a dossier (the object) was taken over. */
#define DOSSIER_TAKEN_OVER "dossier.taken_over"

/*
 * Event without detail: papers of a dossier (the object) came or were made, in no move or after it.
 */
#define DOSSIER_PAPERS_CHANGED "dossier.papers_changed"
/* Event without detail: a dossier (the object) was rated, paid for, or complained about. */
#define DOSSIER_NOTED "dossier.noted"

/* One point of a request for papers, with what was answered so far. */
struct defect_view {
        i64 id, ordinal;
        struct str text, answer;
        bool open;     /* not sent yet */
        bool answered; /* in words or by a file */
        const struct dossier_paper_row *papers;
        size_t n_papers;
};

/*
 * What came in the fields "files" and "photo" (of a telephone's camera), and the codes in
 * "uploaded" of what came piece by piece before, one after the other; all are to be declared. With
 * "join" the photos among them become one PDF in the place of the first; "turned" says
 * "CODE:QUARTERS" of those that are to be turned clockwise.
 */
#define DOSSIER_FILES(message)                                                                     \
        { "files", FIELD_FILE, 0, 10 << 20, message, NULL },                                       \
                { "photo", FIELD_FILE, 0, 10 << 20, message, NULL },                               \
                { "uploaded", FIELD_LIST, 0, 20, 0, NULL },                                        \
                { "turned", FIELD_LIST, 0, 20, 0, NULL },                                          \
        {                                                                                          \
                "join", FIELD_BOOL, 0, 0, 0, NULL                                                  \
        }
struct given_file {
        const struct upload *upload; /* NULL: came before, and is a file already */
        i64 file;
        struct str code, name, type;
        const u8 *hash;
        int turns; /* of a photo */
};
struct given_files {
        struct given_file *list;
        size_t n;
        i64 *spent; /* files of before that went into a PDF and end with it */
        size_t n_spent;
};
size_t dossier_files_sent(const struct input *in);
/* They may be taken, beside `had` that are there. ERR_INVALID is said beside the field. */
int dossier_files_take(struct req *rq, struct input *in, size_t had, struct given_files *ret_g);
/* The photos among them become one PDF, in the place of the first. As dossier_files_take. */
int dossier_files_join(struct req *rq, struct input *in, struct given_files *g);
/* In apply: what went into a PDF ends. */
int dossier_files_end_spent(struct tx *tx, const struct given_files *g);
/* In apply: a row of the object's. ERR_STALE: it became part of something else meanwhile. */
int dossier_file_give(struct tx *tx, const struct given_file *g, i64 account,
        struct str object_kind, i64 object, i64 *ret_file);

/* Everything that a dossier's page shows (personal: the caller notes the access). */
struct dossier_view {
        struct req *rq;
        const struct dossier *d;
        struct str code, procedure_code, procedure_name, applicant;
        struct str submitted, check_due, due, unit_name, received_name;
        struct str waiting; /* who waits for whom, in words */
        const struct event_view *steps;
        size_t n_steps;
        const struct defect_view *defects; /* of all requests, in order */
        size_t n_defects, n_open;
        struct str behalf; /* who sent it for the applicant, in words; STR_NULL: nobody did */
        struct str representative, mandate; /* who; by which mandate and paper */
        struct str filing;                  /* of which it is a part; STR_NULL: none */
        i64 stars;                          /* 0: not rated */
        struct str rating_words;
        bool can_rate;
        const struct dossier_paper_row *papers;
        size_t n_papers;
        const struct answers_view *answers; /* page by page, without empty ones */
        size_t n_answers;
        const struct issued_row *issued;
        size_t n_issued;
        struct str coming; /* the paper that is being made after the last move, its title */
        bool can_withdraw, can_resubmit;
        struct due_view due_state;
};

/* "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" of form "01". */
struct str dossier_paper_title(struct arena *a, enum lang lang, struct str form);

/* How a paper was brought (dossier_paper.brought): "Bản chính" …; of none "Bản điện tử". */
struct str dossier_brought_words(struct arena *a, enum lang lang, struct str brought);
/* The control sheet (form 06) as it is now, on A5, as a PDF. */
int dossier_control_sheet(struct tx *tx, const struct dossier *d, struct str *ret_pdf);
/* The result as it would be issued if this person signed it now, marked as a draft, as a PDF. */
int dossier_draft_result(struct tx *tx, const struct dossier *d, const struct who *signer_to_be,
        struct str *ret_pdf);

/* Every action that a history can name, in order; NULL after the last. */
const char *dossier_action(size_t i);
struct str dossier_step_title(struct arena *a, enum lang lang, struct str action);
/* The same of a step in the history: work that has no word of its own is called as its task is. */
struct str dossier_step_words(struct arena *a, enum lang lang, const struct dossier_step_row *s);
int dossier_fill_view(struct req *rq, const struct dossier *d, struct dossier_view *ret_v);
/* The clock stands, and why. */
bool dossier_paused(const struct dossier *d);
enum pause_kind dossier_pause(const struct dossier *d);
/* When an online dossier must have been checked. */
i64 dossier_check_due(const struct org *o, const struct unit *received, i64 now);

/* The socket of the signer, which signs receipts; -1 (before any call): none are made. */
void dossier_set_signer(int socket);

extern const struct module dossier_module;

#endif
