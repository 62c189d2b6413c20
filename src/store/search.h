/*
 * src/store/search.h: full-text search over search_doc, the same on both databases.
 * SQLite: FTS5 external content; PostgreSQL: tsvector of the same folded text with a GIN index.
 * A document is (kind, object): words of title and body with marks, folded beside. Rows touched in
 * a write group are indexed once at its end (search__before_commit, called by the store): a search
 * in the same write does not see them yet.
 *
 * A query: words are folded; all must match as prefixes; when the query has Vietnamese marks,
 * documents that match with marks come first. Ranking reads at most 2,000 candidates and weighs
 * title over body, exact over folded, and the document's own weight (1..1000). Of more than 2,000
 * the newest documents are read. "1.000894" and "000894" both find the code 1.000894.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/store.h"

struct search_doc {
        struct str kind; /* "procedure", "dossier" */
        i64 object;
        struct str title;  /* usual names, code */
        struct str body;   /* other names and words, one a line; a query that is a line means it */
        i64 weight;        /* 1..1000, popular things higher */
        const i64 *scopes; /* who may find it: numbers of the caller's meaning, none of them 0 */
        size_t n_scopes;   /* 0: everybody */
};
int search_put(struct tx *tx, const struct search_doc *doc); /* insert or replace by kind, object */
int search_remove(struct tx *tx, struct str kind, i64 object);

struct search_ask {
        struct str kind, query;
        const i64 *scopes; /* who asks: what has one of these is found, and what is everybody's */
        size_t n_scopes;
        bool scoped; /* scopes are of this kind alone, and nothing of it is everybody's */
        bool any;    /* a word that no document has is left out rather than making it empty */
        bool newest; /* of equal points the newest first, else the one with the smallest number */
        /*
         * Candidates that are ranked, the newest; 0: 2,000, which is the most. A word that more
         * than so many documents have whole is not taken as the beginning of others.
         */
        i64 most;
        i64 offset, limit;
};
struct search_hit {
        i64 object;
        i64 score;
};
struct search_hits {
        struct search_hit *rows;
        size_t n;
        i64 total; /* exact below `most` */
};
int search_find(struct tx *tx, const struct search_ask *ask, struct search_hits *ret_hits);

/* ---- Words, for whoever ranks by other rules ------------------------------------------------- */

/* A word as written (lower case, marks kept) and folded. */
struct search_word {
        struct str norm, fold;
        bool marked;
};
struct search_words {
        struct search_word *rows;
        size_t n;
};

/* At most max words; each at most SEARCH_WORD_MAX bytes, longer ones are cut. */
#define SEARCH_WORD_MAX 64
void search_split(struct arena *a, struct str text, size_t max, struct search_words *ret_words);

#endif
