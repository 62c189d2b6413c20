/*
 * src/mod/catalogue/finder_room.h: what the files of the finder share. See finder.h.
 */
#ifndef MOD_CATALOGUE_FINDER_ROOM_H
#define MOD_CATALOGUE_FINDER_ROOM_H

#include "mod/catalogue/finder.h"
#include "store/search.h"

#define FINDER_WORDS_MAX    16 /* of a query */
#define FINDER_MEANINGS_MAX 48 /* of a word */
#define FINDER_VARIANTS_MAX 4  /* of a query, by synonyms */

/* A word of a line: its folded form and the one with marks, by number. */
struct finder_token {
        u32 term, norm;
};

struct finder_line {
        u32 row, first, n; /* tokens */
        double worth;      /* what kind of line */
        double sum;        /* of its words' weights, with those of neighbours */
};

/* A phrase and what stands for it: no wordings at all when it says nothing. */
struct finder_rule {
        struct search_words phrase;
        u32 *terms;
        struct search_words *wordings;
        size_t n_wordings;
};

struct finder {
        const struct procedure_entry *rows;
        size_t n_rows;
        struct str *terms, *norms; /* each sorted */
        struct str *sounds;        /* of each term */
        double *weights;           /* of each term: rare words weigh more */
        size_t n_terms, n_norms;
        struct finder_token *tokens;
        struct finder_line *lines;
        size_t n_lines;
        struct finder_rule *rules;
        size_t n_rules;
};

struct finder_meaning {
        u32 term;
        double share; /* of the term's weight */
};

struct finder_word {
        struct search_word word;
        struct finder_meaning meanings[FINDER_MEANINGS_MAX];
        size_t n;
};

struct finder_query {
        struct finder_word words[FINDER_WORDS_MAX];
        size_t n;
};

#define FINDER_NONE UINT32_MAX
/* The number of a text in a sorted list, or FINDER_NONE. */
u32 finder__number(const struct str *list, size_t n, struct str s);
/* How a folded word sounds: ch for tr, s for x, l for n, d for gi and r, i for y, c for k and q. */
struct str finder__sound(struct arena *a, struct str fold);
/* The words of a query and what they may mean; silent phrases are left out. */
void finder__understand(const struct finder *f, struct arena *a, struct str query, bool typing,
        struct finder_query *ret_q);
/* The i-th way to say it by synonyms; false: there is none. */
bool finder__variant(const struct finder *f, struct arena *a, const struct finder_query *q,
        size_t i, struct finder_query *ret_v);

#endif
