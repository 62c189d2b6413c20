/*
 * src/mod/dossier/intake.h: private to the module: an application that an officer fills in at a
 * counter, in the applicant's presence. Its draft names the counter (counter_unit_id), whom the
 * card or the number names (applicant) and how each paper was brought (marks); the applicant's own
 * pages do not know it.
 */
#ifndef MOD_DOSSIER_INTAKE_H
#define MOD_DOSSIER_INTAKE_H

#include "mod/dossier/application.h"

struct intake {
        struct application app;
        struct person person; /* id 0: nobody whom the platform knew */
        struct str *marks;    /* of each paper of the procedure: a word of paper_brought, or "" */
};

/* How a paper may be brought, as it is stored; ends with NULL. */
extern const char *const intake_brought[];

/*
 * Whom a scanned card or a typed number names, with what earlier dossiers know of them. ERR_INVALID
 * with *ret_why, the text to show.
 */
int intake_person(struct tx *tx, struct str typed, struct person *ret_p, int *ret_why);
/* Nothing that is known is asked again: of the person, of their last dossier, of the counter. */
int intake_offer(
        struct tx *tx, const struct person *p, const struct unit *counter, struct answers *answers);
struct str intake_person_json(struct arena *a, const struct person *p);

/* ERR_NOT_FOUND also when it is another counter's; ERR_GONE when it has expired. */
int intake_load(struct req *rq, struct str code, struct intake *ret_i);
/* The paper as the catalogue wants it brought. */
const char *intake_mark_usual(const struct procedure_paper *p);
/* What a page sent, by the paper's id; all: every paper that is needed, as the catalogue wants. */
void intake_take_marks(struct intake *i, const struct json *sent, bool all);
struct str intake_marks_json(struct arena *a, const struct intake *i);
/* Every needed paper is there on paper or as a file; `files` are on their way. */
bool intake_papers_there(const struct intake *i, i64 files_for);
/* The account of the applicant, when name and number are those of a citizen's; else zeros. */
int intake_applicant(struct tx *tx, const struct new_dossier *n, struct who *ret_who);

extern const struct route intake_routes[];

#endif
