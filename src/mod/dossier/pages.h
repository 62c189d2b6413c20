/*
 * src/mod/dossier/pages.h: private to the module: what its HTTP files share.
 */
#ifndef MOD_DOSSIER_PAGES_H
#define MOD_DOSSIER_PAGES_H

#include "mod/dossier/dossier.h"
#include "mod/dossier/view.h"

extern const struct route apply_routes[], question_routes[], known_routes[], repeated_routes[],
        kept_routes[], own_routes[], guest_routes[], dossier_api_routes[], supplement_routes[],
        resumed_routes[];
extern const struct job_kind dossier_jobs[];
extern const struct subscription dossier_subscriptions[];

/* "Miễn phí", "75.000 đ", several joined, or that the amount is not known. */
struct str pages_fee_words(struct req *rq, const struct procedure_full *p);
/* Where a step leads: out->json is {"next": what follows /nop/:draft/}, null: to one's own list. */
int pages_to_next(struct req *rq, const struct outcome *out);
/* The draft became this dossier: go there. */
int pages_to_dossier(struct req *rq, i64 dossier);

/* The page of one's own dossier, again with what was typed and what is wrong. */
int pages_dossier_show(struct req *rq);
/* A move that the applicant makes; fields "version". ERR_NOT_FOUND: not theirs. */
int pages_own_move(struct tx *tx, const struct input *in, const char *action, struct str note,
        struct dossier *ret_d);
int pages_own_answer(struct req *rq, const struct outcome *out);
/* supplement.c: what was asked for and answered; what the applicant thought of it. */
int supplement_fill(struct req *rq, const struct dossier *d, struct dossier_view *v);
int rating_fill(struct req *rq, const struct dossier *d, struct dossier_view *v);

/*
 * The words of a step as this person may see them: what officers write to each other stays inside.
 */
struct str dossier_note_for(const struct who *w, const struct dossier_step_row *s);

/* The form that follows a move, STR_NULL when none does, and the number it will bear. */
struct str pages_paper_form(struct str action);
struct str pages_paper_number(struct arena *a, struct str form, struct str code, i64 seq);

#endif
