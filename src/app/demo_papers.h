/*
 * src/app/demo_papers.h: sample files for the papers of demo dossiers. Few contents serve all: a
 * paper's file is a row of its own for each dossier, its bytes are shared.
 */
#ifndef APP_DEMO_PAPERS_H
#define APP_DEMO_PAPERS_H

#include "mod/dossier/dossier.h"

struct demo_samples;

struct demo_samples *demo_samples_new(struct arena *a);
struct demo_paper {
        i64 paper;
        struct str name, code; /* of the file, for addresses */
        const struct upload *file;
};
/*
 * What a dossier of this procedure brings along: papers that everybody needs and those of the first
 * case, three at the most. A sample is drawn when it is first needed. ERR_… of the paper or the
 * content store.
 */
int demo_papers_of(struct demo_samples *s, struct arena *a, const struct procedure_full *p,
        const struct demo_paper **ret_list, size_t *ret_n);
/* In the dossier's own write: rows for the files; *ret_rows fits new_dossier.papers. */
int demo_papers_add(struct tx *tx, const struct demo_paper *list, size_t n, i64 account,
        struct draft_paper_row **ret_rows);

#endif
