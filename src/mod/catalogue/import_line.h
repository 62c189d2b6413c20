/*
 * src/mod/catalogue/import_line.h: private to the catalogue: what one line of an import says,
 * before it becomes rows. All texts are clean and in NFC, so that equal contents are equal bytes.
 */
#ifndef MOD_CATALOGUE_IMPORT_LINE_H
#define MOD_CATALOGUE_IMPORT_LINE_H

#include "mod/catalogue/catalogue.h"

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
/* Rows of a version that stands already: its papers, fees and results. */
int import_put_lists(struct tx *tx, const struct draft_procedure *d);
/* Of everything that becomes rows: equal hashes are the same law, however the line is written. */
struct str import_content_hash(struct arena *a, const struct draft_procedure *d);

#endif
