/*
 * src/mod/dossier/application.h: private to the module: what every page of an application needs:
 * the draft, its procedure, its answers filled into the form, its files.
 */
#ifndef MOD_DOSSIER_APPLICATION_H
#define MOD_DOSSIER_APPLICATION_H

#include "mod/dossier/answers.h"
#include "mod/dossier/behalf.h"
#include "mod/dossier/draft.h"
#include "mod/dossier/pages.h"

struct application {
        struct draft draft;
        struct procedure_full procedure;
        struct behalf behalf; /* for whom it is */
        struct answers answers;
        struct draft_paper_row_rows files;
        const struct org *org;
        const struct unit *place; /* where it is handed in: the answer that means "dossier.place" */
        struct form_fill fill;
        struct question_room room;
        const struct question_page *pages;
        size_t n_pages;
        size_t wrong; /* answers that are missing or wrong, on all pages */
};

/* A draft that begins. */
struct draft_start {
        struct procedure_full procedure;
        struct str code, page, known;
        struct behalf behalf;
        struct answers answers;
};
/* For prepare: the procedure of the address and what was sent in "f". ERR_STATE: not online. */
int start_begin(struct req *rq, const struct input *in, struct draft_start *ret_s);
/* Its code, and the page where it goes on. */
int start_page(struct req *rq, struct draft_start *s);
int start_put(struct tx *tx, const struct draft_start *s, i64 account, i64 *ret_draft);
/* Answers that come along, as hidden fields of the page of beginning. */
const struct brought *start_brought(struct req *rq, size_t *ret_n);

/* ERR_NOT_FOUND, ERR_GONE as draft_get; ERR_DENIED as behalf_load. */
int application_load(struct req *rq, struct str code, struct application *ret_a);
/* Those of a draft that was read: procedure, answers, files, pages. */
int application_open(struct req *rq, struct application *a);
/* After answers.values changed: what is visible and right now. ERR_LIMIT. */
int application_fill(struct req *rq, struct application *a);
/*
 * A button of a list, "them:children" or "bo:children:2". Fill again afterwards. *ret_list: which.
 * ERR_NOT_FOUND.
 */
int application_rows(struct req *rq, struct application *a, struct str act, struct str *ret_list);
/* Answers and papers are all there. */
bool application_complete(const struct application *a);
/* The page after which the application goes on: the first with something wrong; NULL: none. */
const struct question_page *application_gap(const struct application *a);
struct apply_view application_view(struct req *rq, const struct application *a);

#endif
