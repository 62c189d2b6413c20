/*
 * src/store/search_text.h: from texts to words and to the query languages of the two databases.
 * Private to the store's search.
 */
#ifndef STORE_SEARCH_TEXT_H
#define STORE_SEARCH_TEXT_H

#include "store/search.h"

/* A word as written (lower case, marks kept) and folded. */
struct search__word {
        struct str norm, fold;
        bool marked;
};
struct search__words {
        struct search__word *rows;
        size_t n;
};

/* At most max words; each at most SEARCH__WORD_MAX bytes, longer ones are cut. */
#define SEARCH__WORD_MAX 64
void search__split(struct arena *a, struct str text, size_t max, struct search__words *ret_words);
/* Joined by one space. */
struct str search__join_norm(struct arena *a, const struct search__words *w);
struct str search__join_fold(struct arena *a, const struct search__words *w);
/* The same line by line: a line feed before, between and after lines that have words. */
struct str search__join_lines(struct arena *a, struct str text, size_t max, bool fold);
/* What goes into search_doc.terms: kind and scope; on PostgreSQL all words too. */
struct str search__terms(struct arena *a, enum db_kind db, const struct search_doc *doc,
        const struct search__words *title, const struct search__words *body);
/* All words as prefixes, in this kind, in scope 0 or the given one. */
struct str search__query(struct arena *a, enum db_kind db, struct str kind, i64 scope,
        const struct search__words *w);

#endif
