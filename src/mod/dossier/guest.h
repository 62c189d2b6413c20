/*
 * src/mod/dossier/guest.h: private to the module: applying without an account.
 *
 * A guest is an account of its own kind (core/identity.h) that holds one draft, and later the
 * dossier that came of it. It is opened by a code of 80 random bits, which only the guest keeps,
 * together with four digits that they chose to give: the database has a MAC of both under the
 * installation's key, so neither can be read or guessed there. All pages of an application are the
 * same as for others: what belongs to the account is asked of the session, nothing else.
 *
 * A guest goes with its draft when that expires, and some time after its dossier is over; a person
 * who is signed in may take all of it over with the same code.
 */
#ifndef MOD_DOSSIER_GUEST_H
#define MOD_DOSSIER_GUEST_H

#include "core/identity.h"
#include "mod/dossier/application.h"

#define GUEST_FAILURE "guest" /* kind of the wrong guesses (core/tries.h) */
#define GUEST_DIGITS  4

struct guest_new {
        struct str code; /* "ABCD-EFGH-JKMN-PQRS" */
        struct login login;
};
/*
 * Code and session out of the key of the request: who sends it twice gets the same ones, and
 * nobody's code lies in the database for that.
 */
void guest_make(struct arena *a, struct str key, struct guest_new *ret_g);
/* In a write: the account, its session, its draft. ERR_RATE: too many from this address. */
int guest_begin(struct tx *tx, struct guest_new *g, const struct draft_start *s, struct str digits,
        struct str peer);

/* Of a code as typed: what guesses at it are counted under. */
struct str guest_tried(struct arena *a, struct str code);
/* In a write. ERR_NOT_FOUND: no such code, or other digits; ERR_RATE. */
int guest_find(
        struct tx *tx, struct str code, struct str digits, struct str peer, struct guest *ret_g);
/* Draft, dossier and files become w's. *ret_draft: as it is then. */
int guest_take_over(
        struct tx *tx, const struct guest *g, const struct who *w, struct draft *ret_draft);

/* The draft goes: so does its guest, if it has one. */
int guest_forget_draft(struct tx *tx, i64 draft);
/* Guests whose dossiers have long been over. *ret_n: how many went, at most `limit`. */
int guest_forget_over(struct tx *tx, i64 limit, size_t *ret_n);

#endif
