/*
 * src/web/cache.h: rendered pages that are the same for everybody, kept as ready answers; private
 * to src/web. The key holds all a page depends on: route, path, query, language, day
 * and the generations of the data (which change with it), so nothing is ever deleted by hand.
 * Bounded; the least recently used goes first.
 */
#ifndef WEB_CACHE_H
#define WEB_CACHE_H

#include "web/http.h"

struct cached_page {
        struct http_stored *plain, *zipped; /* zipped may be NULL */
        struct str etag;
        i64 bytes;
};

struct page_cache;
struct page_cache *cache_new(i64 max_bytes);
void cache_free(struct page_cache *c);
/*
 * A hit has one reference more on both answers and ret_page->etag on arena a; the caller gives them
 * back. False when there is none.
 */
bool cache_find(
        struct page_cache *c, struct arena *a, struct str key, struct cached_page *ret_page);
/* Takes over the caller's references, copies the key and the etag. */
void cache_put(struct page_cache *c, struct str key, const struct cached_page *page);
i64 cache_bytes(struct page_cache *c);

#endif
