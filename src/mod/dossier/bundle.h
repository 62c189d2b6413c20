/*
 * src/mod/dossier/bundle.h: private to the module: one filing, several dossiers (liên thông).
 *
 * A bundle is data: data/bundles/<code>.json names a procedure whose form asks everything once, the
 * procedures whose dossiers come of it, and how each of them gets its answers and papers:
 *
 *      procedure    what people apply for; its form and papers are the bundle's
 *      basis, valid_from, valid_to     the act, and from when to when it counts
 *      members      a list, in the order of their numbers:
 *        procedure  of the catalogue
 *        rows       [{list, count}]: rows that its form's lists begin with
 *        answers    [{to, from | value, words}]: paths of both forms; words: values by values
 *        later      paths that nobody can know yet, which an earlier member brings
 *        papers     [{from, to}]: names of papers, the bundle's and its own
 *
 * What both forms ask by the same path or meaning goes over by itself (form_data_share). Members
 * are submitted together in one write, with one key; each goes to its own unit.
 */
#ifndef MOD_DOSSIER_BUNDLE_H
#define MOD_DOSSIER_BUNDLE_H

#include "mod/dossier/application.h"

#define BUNDLE_MEMBERS 6

struct bundle_member {
        struct procedure_full procedure;
        struct answers answers;
        struct form_fill fill;
        struct new_dossier n;
        const struct unit *unit;
        struct draft_paper_row *papers; /* files of the draft, under this member's papers */
        struct str *copies;             /* codes of files that an earlier member has too */
        size_t n_papers;
};
struct bundle {
        struct str code; /* of the filing: "LT-4KTM9QX2" */
        struct bundle_member members[BUNDLE_MEMBERS];
        size_t n;
};

/* Is what is applied for a bundle on that day? */
bool bundle_is(struct str procedure, i64 day);
/*
 * For prepare: the dossiers that come of an application whose form is complete. ERR_NOT_FOUND: it
 * is no bundle; ERR_STATE: a member cannot be filed (no unit, no procedure); ERR_CORRUPT.
 */
int bundle_make(struct req *rq, const struct application *app, const struct person *known,
        struct bundle *ret_b);
/* What would come of it, before anything is made; ERR_NOT_FOUND: it is no bundle. */
int bundle_procedures(struct tx *tx, const struct application *app,
        const struct procedure_full **ret_list, size_t *ret_n);
/* In the write: all or none. *ret_first: the first dossier. */
int bundle_submit(struct tx *tx, const struct bundle *b, const struct draft *draft, i64 *ret_first);

extern const struct route bundle_routes[];

#endif
