/*
 * src/mod/dossier/draft.h: private to the module: what a person is filling in.
 */
#ifndef MOD_DOSSIER_DRAFT_H
#define MOD_DOSSIER_DRAFT_H

#include "mod/dossier/dossier.h"

/* Answers by meaning; the same names stand in table `answer` once submitted. */
struct draft_answers {
        struct str name, identity, phone, email, address, note;
        i64 birth_day; /* I64_NULL: not given */
};

/* ERR_NOT_FOUND also for another person's, ERR_GONE when it has expired. */
int draft_get(struct tx *tx, const struct who *w, struct str code, struct draft *ret_d);
i64 draft_expiry(i64 now);
int draft_answers_parse(struct arena *a, struct str json, struct draft_answers *ret_answers);
struct str draft_answers_json(struct arena *a, const struct draft_answers *v);
bool draft_paper_needed(const struct procedure_paper *p);
/* Everything that is required is there. */
bool draft_complete(const struct draft_answers *v, const struct procedure_full *p,
        const struct draft_paper_row_rows *files);
int draft_put_meanings(struct tx *tx, i64 dossier, const struct draft_answers *v);

#endif
