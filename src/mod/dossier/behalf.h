/*
 * src/mod/dossier/behalf.h: private to the module: an application that somebody sends for another,
 * through a mandate (mod/mandate). The draft belongs to who fills it in; the dossier to whom it is
 * for. The mandate is asked again at every write: it may have been taken back a moment ago.
 */
#ifndef MOD_DOSSIER_BEHALF_H
#define MOD_DOSSIER_BEHALF_H

#include "core/queries.h"
#include "mod/dossier/dossier.h"
#include "mod/mandate/mandate.h"

struct behalf {
        bool on; /* false: for oneself, and nothing else is filled */
        struct mandate m;
        i64 procedure;
        struct person person;      /* what is known of the applicant */
        struct who who;            /* the applicant: account and person, or I64_NULL */
        struct str name, identity; /* whom it is for, as the mandate says */
};

/* mandate I64_NULL: for oneself. ERR_DENIED with its words: not in force, or not for this. */
int behalf_load(struct req *rq, i64 mandate, i64 procedure, struct behalf *ret_b);
/* By the code that an address names, "" or "toi": for oneself. */
int behalf_of(struct req *rq, struct str code, i64 procedure, struct behalf *ret_b);
/* In apply. ERR_INVALID, said above the form. */
int behalf_again(struct tx *tx, const struct input *in, const struct behalf *b);
/* What is known of who applies. */
int behalf_applicant(struct req *rq, const struct behalf *b, struct person *ret_p);
/* Whose dossier it becomes, whatever was typed. */
void behalf_put(const struct behalf *b, struct new_dossier *n);

#endif
