/*
 * src/mod/dossier/intake.h: private to the module: an application that an officer fills in at a
 * counter, in the applicant's presence. Its draft names the counter (counter_unit_id), whom the
 * card or the number names (applicant) and how each paper was brought (marks); the applicant's own
 * pages do not know it.
 */
#ifndef MOD_DOSSIER_INTAKE_H
#define MOD_DOSSIER_INTAKE_H

#include "mod/dossier/application.h"

/* In whose name somebody stands at the counter; code "": in their own. */
struct intake_enterprise {
        struct str code, name; /* tax code, which is its registration number */
};

struct intake {
        struct application app;
        struct person person; /* id 0: nobody whom the platform knew */
        struct intake_enterprise enterprise;
        struct str *marks; /* of each paper of the procedure: a word of paper_brought, or "" */
};

/* How a paper may be brought, as it is stored; ends with NULL. */
extern const char *const intake_brought[];

/* People whom one number has named so far. */
enum { INTAKE_PEOPLE = 8 };
struct intake_people {
        struct applicant_known list[INTAKE_PEOPLE];
        size_t n;
};
#define INTAKE_ANOTHER "-" /* none of them */

/*
 * Whom a scanned card or a typed number names, with what earlier dossiers know of them. chosen: of
 * several whom a number names, that name, or INTAKE_ANOTHER. ERR_INVALID with *ret_why, the text to
 * show: T_DOSSIER_INTAKE_WHO while one of *ret_people has to be chosen.
 */
int intake_person(struct tx *tx, struct str typed, struct str chosen, struct person *ret_p,
        struct intake_people *ret_people, int *ret_why);
/*
 * An enterprise by its tax code; its name as typed, else as its last dossier had it. ERR_INVALID
 * with *ret_why: no such code can be, or nobody knows the name.
 */
int intake_enterprise(struct tx *tx, struct str code, struct str name,
        struct intake_enterprise *ret_e, int *ret_why);
/* Nothing that is known is asked again: of the person, of their last dossier, of the counter. */
int intake_offer(
        struct tx *tx, const struct person *p, const struct unit *counter, struct answers *answers);
struct str intake_who_json(
        struct arena *a, const struct person *p, const struct intake_enterprise *e);

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
extern const struct route preview_routes[]; /* of papers, there and elsewhere */

#endif
