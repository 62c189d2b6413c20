/*
 * src/store/search_text.h: from texts to words and to the query languages of the two databases.
 * Private to the store's search.
 */
#ifndef STORE_SEARCH_TEXT_H
#define STORE_SEARCH_TEXT_H

#include "store/search.h"

/* Joined by one space. */
struct str search__join_norm(struct arena *a, const struct search_words *w);
struct str search__join_fold(struct arena *a, const struct search_words *w);
/* The same line by line: a line feed before, between and after lines that have words. */
struct str search__join_lines(struct arena *a, struct str text, size_t max, bool fold);
/* What goes into search_doc.terms: kind and scopes; on PostgreSQL all words too. */
struct str search__terms(struct arena *a, enum db_kind db, const struct search_doc *doc,
        const struct search_words *title, const struct search_words *body);
/* All words, as prefixes unless whole, in this kind, in scope 0 or one of those given. */
struct str search__query(struct arena *a, enum db_kind db, const struct search_ask *ask,
        const struct search_words *w, bool whole);

#endif
