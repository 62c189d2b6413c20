/*
 * src/mod/complaint/complaint.h: complaints about how a dossier is dealt with (kiến nghị, phản ánh;
 * NĐ 20/2008, domain.md 10.3). Its applicant sends one from the dossier's page, or without an
 * account from the look-up, by code and digits; the head of the unit that has the dossier answers,
 * or whoever holds that right there, in words and with files, within a limit of working days that
 * is law (core/rule.h). Both sides are told. The dossier goes on as if nothing had been said.
 *
 * Invariants: who is complained about by way of their unit cannot make it vanish: it ends answered,
 * refused with the reason, or taken back by who sent it; one is open at a time about a dossier.
 */
#ifndef MOD_COMPLAINT_COMPLAINT_H
#define MOD_COMPLAINT_COMPLAINT_H

#include "core/module.h"
#include "core/view.h"
#include "mod/complaint/queries.h"
#include "mod/dossier/dossier.h"

/* X(NAME, number, open) */
#define COMPLAINT_STATES(X)                                                                        \
        X(NEW, 1, true)                                                                            \
        X(TAKEN, 2, true)                                                                          \
        X(ANSWERED, 3, false)                                                                      \
        X(REFUSED, 4, false)                                                                       \
        X(TAKEN_BACK, 5, false)
enum complaint_state {
#define X(name, n, open) COMPLAINT_##name = n,
        COMPLAINT_STATES(X)
#undef X
                COMPLAINT_STATE_MAX
};
bool complaint_is_open(i64 state);

struct str complaint_state_words(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone);

/* What it is about. */
#define COMPLAINT_TOPICS   "late|asked_more|conduct|money|other"
#define COMPLAINT_TOPICS_N 5
void complaint_topics(struct arena *a, enum lang lang, struct option_view *ret_list);

/* How many working days the law gives for the answer. */
int complaint_days(struct tx *tx, i64 now, i64 *ret_days);

struct complaint_new {
        struct str code; /* random, for addresses */
        const struct dossier *dossier;
        i64 account; /* I64_NULL: by code and digits */
        struct str topic, words;
        struct str peer;
};
/* In a write. ERR_EXISTS: one is open; ERR_LIMIT: that many were sent about this dossier. */
int complaint_send(struct tx *tx, const struct complaint_new *n, i64 *ret_id);

/* "take", "answer", "decline", "take_back": from the states in which they may be made. */
extern const struct move complaint_moves[]; /* ends with action NULL */
struct complaint_act {
        const struct who *who;
        struct str action;
        i64 version;
        struct str words; /* of an answer or refusal */
        struct str peer;
};
/* ERR_STATE, ERR_DENIED, ERR_STALE; ERR_INVALID: an answer without words. */
int complaint_move(struct tx *tx, const struct complaint *c, const struct complaint_act *act);
/* May this person see it? Who sent it, or who answers at the unit. ERR_NOT_FOUND. */
int complaint_visible(const struct who *w, const struct complaint *c);

/* As a line of a page; personal: only for who may see it. */
struct complaint_shown {
        struct str code, topic, words, state, sent, due, answered, answer;
        i64 version;
        enum tone tone; /* of the state's tag */
        bool open, can_take_back;
        const struct complaint_file_row *files;
        size_t n_files;
};
/*
 * Those about a dossier that w sent; account 0: those that were sent by code and digits. *ret_open:
 * one of them, or of anybody, is open, so no other can be sent.
 */
int complaint_list(struct req *rq, const struct dossier *d, i64 account,
        const struct complaint_shown **ret_list, size_t *ret_n, bool *ret_open);

extern const struct module complaint_module;

#endif
