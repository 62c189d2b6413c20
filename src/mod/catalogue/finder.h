/*
 * src/mod/catalogue/finder.h: finds procedures by what people call them. All of them in memory, as
 * short lines: usual names, everyday words, official names, and the phrases of data/synonyms.csv.
 * A query is compared with lines rather than with documents: the best procedure is the one whose
 * best line says the same with the fewest words beside it.
 *
 * A word of a query may mean several words of the lines: as written; typed by Telex keys without a
 * driver; sounding alike (xinh, sinh); one or two letters wrong; several run together; and, while
 * somebody still types, the beginning of a word. Each costs a part of its weight, so that what was
 * written right comes first. No database and no clock: the same rows give the same answers.
 *
 * synonyms.csv: phrase, means. `means` is a list of codes ("1.001193 2.000528": the phrase is one
 * more name of these), or words used instead of the phrase (several wordings between '|'), or
 * nothing (the phrase says nothing: "tôi muốn").
 *
 * A finder lives on its arena and never changes: any number of threads may ask it.
 */
#ifndef MOD_CATALOGUE_FINDER_H
#define MOD_CATALOGUE_FINDER_H

#include "mod/catalogue/queries.h"

struct finder;

/* rows must live as long as the finder. ERR_INVALID: the synonyms are no CSV. */
int finder_new(struct arena *a, const struct procedure_entry *rows, size_t n, struct str synonyms,
        struct finder **ret_f);

struct finder_hit {
        size_t row;   /* of the rows it was made from */
        double score; /* 1 and above: the same words */
};
struct finder_hits {
        struct finder_hit *rows;
        size_t n;
};
/* Best first; `typing`: the last word may be unfinished. */
void finder_find(const struct finder *f, struct arena *a, struct str query, bool typing,
        struct finder_hits *ret_hits);

#endif
