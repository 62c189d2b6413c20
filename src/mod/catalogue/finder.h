/*
 * src/mod/catalogue/finder.h: finds procedures by what people call them. All of them in memory, as
 * short lines: usual names, everyday words, official names, and phrases (catalogue_phrases()).
 * A query is compared with lines rather than with documents: the best procedure is the one whose
 * best line says the same with the fewest words beside it.
 *
 * A word of a query may mean several words of the lines: as written; typed by Telex keys without a
 * driver; sounding alike (xinh, sinh); one or two letters wrong; several run together; and, while
 * somebody still types, the beginning of a word. Each costs a part of its weight, so that what was
 * written right comes first. No database and no clock: the same rows give the same answers.
 *
 * A finder lives on its arena and never changes: any number of threads may ask it.
 */
#ifndef MOD_CATALOGUE_FINDER_H
#define MOD_CATALOGUE_FINDER_H

#include "mod/catalogue/catalogue.h"

struct finder;

/* Rows and phrases must live as long as the finder. */
struct finder *finder_new(struct arena *a, const struct procedure_entry *rows, size_t n,
        const struct catalogue_phrase *phrases, size_t n_phrases);

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
