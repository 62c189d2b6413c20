/*
 * src/mod/dossier/kept.h: private to the module: a person's store of papers: what they gave with
 * dossiers of theirs, and what was issued to them. Nothing is copied into it: it is a look at what
 * is there. A paper is offered again where a form asks for the same kind.
 */
#ifndef MOD_DOSSIER_KEPT_H
#define MOD_DOSSIER_KEPT_H

#include "mod/dossier/application.h"

struct kept {
        struct str kind;    /* what the paper is called: "Giấy chứng sinh" */
        struct str dossier; /* that it came with */
        struct str usual;   /* what that dossier was about */
        struct str number;  /* of a result; STR_NULL: the person gave it */
        struct str file_code, file_name, hash;
        i64 file, at, size;
};
/* Newest first, results before what was given; each content once. */
int kept_of(struct tx *tx, i64 account, const struct kept **ret_list, size_t *ret_n);
/* The same to be offered again: nothing to who does not want that (core/consent.h). */
int kept_offered(struct tx *tx, i64 account, const struct kept **ret_list, size_t *ret_n);
/* Names of papers as procedures write them, the words about copies and cases left out. */
bool kept_same_kind(struct arena *a, struct str x, struct str y);
/* At most `max` of the list that fit this paper of the procedure and are not there yet. */
size_t kept_offers(struct arena *a, const struct application *app,
        const struct procedure_paper *paper, const struct kept *list, size_t n,
        struct kept_line *ret_lines, size_t max);

#endif
