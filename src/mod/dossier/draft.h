/*
 * src/mod/dossier/draft.h: private to the module: what a person is filling in.
 */
#ifndef MOD_DOSSIER_DRAFT_H
#define MOD_DOSSIER_DRAFT_H

#include "flow/form.h"
#include "mod/dossier/dossier.h"

/*
 * One's own. ERR_NOT_FOUND also for another person's and for one that an officer fills in at a
 * counter (intake.h); ERR_GONE when it has expired.
 */
int draft_get(struct tx *tx, const struct who *w, struct str code, struct draft *ret_d);
i64 draft_expiry(i64 now);
/* The T_ text of why a file is not taken as a paper; 0: it is. */
int draft_upload_fault(const struct upload *u);
enum paper_need draft_paper_need(const struct procedure_paper *p, const struct form_fill *fill);
/*
 * A file for every paper that is needed, and none that the check refused: an officer would have to
 * ask for it again. One that still waits for its check is no reason to hold anybody up, unless
 * nothing may be sent that the virus scanner has not seen (files_hold_back).
 */
bool draft_papers_complete(const struct procedure_full *p, const struct draft_paper_row_rows *files,
        const struct form_fill *fill);

#endif
