/*
 * src/mod/dossier/pages.h: private to the module: what its HTTP files share.
 */
#ifndef MOD_DOSSIER_PAGES_H
#define MOD_DOSSIER_PAGES_H

#include "mod/dossier/dossier.h"
#include "mod/dossier/view.h"

extern const struct route apply_routes[], question_routes[], known_routes[], repeated_routes[],
        kept_routes[], own_routes[], dossier_api_routes[], supplement_routes[], resumed_routes[];
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
/*
 * What came in the fields "files" and "photo" (of a telephone's camera), and the codes in
 * "uploaded" of what came piece by piece before, one after the other; all are to be declared. With
 * "join" the photos among them become one PDF in the place of the first; "turned" says
 * "CODE:QUARTERS" of those that are to be turned clockwise.
 */
#define PAGES_FILES(message)                                                                       \
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
size_t pages_files(const struct input *in);
/* They may be taken, beside `had` that are there. ERR_INVALID is said beside the field. */
int pages_take_files(struct req *rq, struct input *in, size_t had, struct given_files *ret_g);
/* In apply: what went into a PDF ends. */
int pages_end_spent(struct tx *tx, const struct given_files *g);
/* In apply: a row of the object's. ERR_STALE: it became part of something else meanwhile. */
int pages_give(struct tx *tx, const struct given_file *g, i64 account, struct str object_kind,
        i64 object, i64 *ret_file);
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
