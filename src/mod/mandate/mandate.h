/*
 * src/mod/mandate/mandate.h: who may act for whom (uỷ quyền, đại diện): an adult by a power of
 * attorney, a child by a parent, an organisation by its representative. A mandate names whom it is
 * for (the principal), who acts (the representative, an account), for which procedures, from when
 * until when. It says nothing about dossiers: mod/dossier asks it before each write.
 *
 * Invariants: it is in force only while its state is active and today is one of its days, whoever
 * asks and whatever was begun before (mandate_check); only whom it represents or, where they have
 * no account, a counter grants it, and either ends it at any time; nobody acts through two of them
 * at once (no handing on).
 */
#ifndef MOD_MANDATE_MANDATE_H
#define MOD_MANDATE_MANDATE_H

#include "core/module.h"
#include "core/view.h"
#include "mod/catalogue/catalogue.h"
#include "mod/mandate/queries.h"

/* X(NAME, number) */
#define MANDATE_STATES(X)                                                                          \
        X(ASKED, 1)                                                                                \
        X(ACTIVE, 2)                                                                               \
        X(REVOKED, 3)                                                                              \
        X(ENDED, 4)                                                                                \
        X(REFUSED, 5)
enum mandate_state {
#define X(name, n) MANDATE_##name = n,
        MANDATE_STATES(X)
#undef X
                MANDATE_STATE_MAX
};

/*
 * "approve", "refuse", "revoke", "renounce", "end". MOVE_BY_APPLICANT: by whom it represents.
 * Ends with action NULL.
 */
extern const struct move mandate_moves[];
/* Flags of a move, beside those of enum move_flag. */
#define MANDATE_BY_REPRESENTATIVE 65536u
#define MANDATE_BY_PLATFORM       131072u /* nobody's to do */

/* In force at that moment? */
bool mandate_stands(const struct mandate *m, i64 now);
/* Is w whom it represents? */
bool mandate_is_principal(const struct who *w, const struct mandate *m);

/*
 * May this account act through it now, for this procedure (0: whichever)? ERR_NOT_FOUND: it is not
 * theirs; ERR_STATE: not in force; ERR_DENIED: not for this procedure.
 */
int mandate_check(struct tx *tx, i64 id, i64 account, i64 procedure, struct mandate *ret_m);
/* The T_… text of why not, for these errors. */
int mandate_fault(int err);
/* Those through which the account may act for this procedure now. ret: at most max. */
int mandates_for(struct tx *tx, i64 account, i64 procedure, struct mandate *ret_list, size_t max,
        size_t *ret_n);
/* The account of whom it represents; I64_NULL: they have none. */
int mandate_principal_account(struct tx *tx, const struct mandate *m, i64 *ret_account);

#define MANDATE_KINDS    "child|organisation|power"
#define MANDATE_FILES    5    /* papers at most */
#define MANDATE_DAYS_MAX 3660 /* none is for ever */
struct mandate_new {
        struct str code; /* random, for addresses */
        struct str kind; /* one of MANDATE_KINDS */
        i64 person;      /* whom it represents; I64_NULL: unknown here */
        struct str name, identity;
        i64 birth_day;
        i64 account; /* who acts */
        const i64 *procedures;
        size_t n_procedures; /* 0: all */
        i64 from_day, until_day;
        struct str paper, words;
        i64 unit;    /* that decides; I64_NULL: whom it represents */
        bool active; /* granted by who may; else only asked for */
        const struct who *by;
        struct str peer;
};
/* In a write. ERR_LIMIT: the representative has too many; ERR_INVALID: the days cannot be. */
int mandate_make(struct tx *tx, const struct mandate_new *n, i64 *ret_id);

struct mandate_act {
        const struct who *who; /* NULL: the system */
        struct str action;
        i64 version;
        struct str words;
        struct str peer;
};
/*
 * ERR_STATE, ERR_DENIED, ERR_STALE; ERR_INVALID: without the reason that it asks for; ERR_EXISTS: a
 * counter grants it, and the number of whom it is for is somebody else's.
 */
int mandate_move(struct tx *tx, const struct mandate *m, const struct mandate_act *act);
/* Whose counter decides today: the unit that was asked, or who carries on its work. NULL: none. */
const struct unit *mandate_counter(struct arena *a, const struct mandate *m);
bool mandate_may(
        struct arena *a, const struct who *w, const struct mandate *m, const struct move *move);
/* Principal, representative, or the counter that decides. ERR_NOT_FOUND. */
int mandate_visible(struct arena *a, const struct who *w, const struct mandate *m);

/* Detail of the event MANDATE_MOVED, for IN_TX subscribers: what became of it. */
#define MANDATE_MOVED "mandate.moved"
struct mandate_moved {
        const struct mandate *mandate; /* as it is now */
        i64 principal_account;         /* I64_NULL: none */
        i64 actor;                     /* I64_NULL: the system */
        const char *action;            /* "ask", "grant", or the move's */
};

/*
 * Whom the platform knows by that number; I64_NULL: nobody. ERR_EXISTS: they have another name.
 */
int mandate_known_person(struct tx *tx, struct str identity, struct str name, i64 *ret_person);
/* The day on which who was born then is of age, by law (core/rule.h). */
int mandate_of_age(struct tx *tx, i64 now, i64 birth_day, i64 *ret_day);
/* How many days a power of attorney counts when it names none, by law (core/rule.h). */
int mandate_usual_days(struct tx *tx, i64 now, i64 *ret_days);

struct str mandate_state_words(struct arena *a, enum lang lang, i64 state, enum tone *ret_tone);
struct str mandate_kind_words(struct arena *a, enum lang lang, struct str kind);

extern const struct module mandate_module;

#endif
