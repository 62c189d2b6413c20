/*
 * src/mod/dossier/answers.h: private to the module: the answers of a draft or dossier, with the
 * form they belong to. Kept as JSON {"form": code, "version": n, "values": {…}}; in a draft the
 * values are texts as typed, in a dossier they are clean. What was kept before forms were data
 * ({"applicant.name": …}) is read as answers to the procedure's form of today, by meaning.
 */
#ifndef MOD_DOSSIER_ANSWERS_H
#define MOD_DOSSIER_ANSWERS_H

#include "core/queries.h"
#include "core/question.h"
#include "mod/dossier/dossier.h"
#include "mod/dossier/form_store.h"

struct answers {
        struct stored_form stored;
        struct json *values; /* may be changed by form_data_… */
};

/* No answers yet, to the form that a procedure has now. */
int answers_begin(struct tx *tx, struct str procedure, struct answers *ret_answers);
/* What was sent, of all pages of the form at once; NULL: nothing. */
void answers_take(struct arena *a, struct answers *v, const struct json *sent);
/* ERR_CORRUPT when the text is not what was written here. */
int answers_read(struct tx *tx, struct str json, struct str procedure, struct answers *ret_answers);
/* As they are, unfinished ones too. */
struct str answers_json(struct arena *a, const struct answers *v);
/* Clean, for a dossier. */
struct str answers_clean_json(
        struct arena *a, const struct answers *v, const struct form_fill *fill);

/* Fills the form: conditions see `procedure` {code, name, place_needed}. ERR_LIMIT. */
int answers_fill(struct arena *a, const struct org *o, const struct procedure_version *p,
        const struct answers *v, i64 now, struct form_fill *ret_fill);
/* The visible answer of a meaning as text; STR_NULL when there is none. */
struct str answers_meaning(const struct form_fill *fill, const char *meaning);
i64 answers_meaning_day(const struct form_fill *fill, const char *meaning); /* I64_NULL: none */
/* What is known of a person is never asked again. */
void answers_offer_person(struct arena *a, struct answers *v, const struct person *p);
/* Rows of table `answer`: every visible answer with a declared meaning that stands in no list. */
int answers_put_meanings(struct tx *tx, i64 dossier, const struct form_fill *fill);
/* The applicant's columns of a dossier from meanings; what no field asks comes from `p`. */
void answers_applicant(
        const struct form_fill *fill, const struct person *p, struct new_dossier *ret_n);

#endif
