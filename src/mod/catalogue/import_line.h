/*
 * src/mod/catalogue/import_line.h: private to the catalogue: what one line of an import says,
 * before it becomes rows. All texts are clean and in NFC, so that equal contents are equal bytes.
 */
#ifndef MOD_CATALOGUE_IMPORT_LINE_H
#define MOD_CATALOGUE_IMPORT_LINE_H

#include "mod/catalogue/catalogue.h"

struct draft_procedure {
        struct procedure_version_insert_args v; /* ids, number and hash are the importer's */
        struct procedure_paper_insert_args *papers;
        struct procedure_fee_insert_args *fees;
        struct str *results;
        size_t n_papers, n_fees, n_results;
        struct str code;
        struct buf review; /* why a person must look at it; one reason a line */
        bool national;     /* came in the national catalogue's shape */
        bool cutoff_given; /* the line names the cutoff itself */
};

/* Once for each reason. */
void import_flag(struct draft_procedure *d, const char *reason);
/* ERR_INVALID with the reason when the line cannot come in. */
int import_read_line(
        struct arena *a, const struct json *j, struct draft_procedure *ret_d, const char **ret_why);
/*
 * The versions that the line makes from `day` on, earliest first, with their days: those of its
 * list "versions" that are not over, then the line itself until its "valid_to", or for good.
 */
int import_plan(struct arena *a, const struct json *j, struct draft_procedure *base, i64 day,
        struct draft_procedure **ret_list, size_t *ret_n);
void import_set_cutoff(struct arena *a, struct draft_procedure *d);
/* Of everything that becomes rows: equal hashes are the same law, however the line is written. */
struct str import_content_hash(struct arena *a, const struct draft_procedure *d);

#endif
