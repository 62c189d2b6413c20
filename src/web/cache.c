/*
 * src/web/cache.c: a chained hash table and a list by last use, under one lock.
 */
#include "web/cache.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 4096, ENTRY_BYTES = 1024 }; /* what the library keeps beside the bytes of a page */

struct entry {
        struct entry *chain;
        struct entry *newer, *older;
        u64 hash;
        struct cached_page page;
        size_t n_key, n_etag;
        char text[]; /* key, etag */
};

struct page_cache {
        pthread_mutex_t mutex;
        i64 bytes, max;
        struct entry *newest, *oldest;
        struct entry *slots[SLOTS];
};

struct page_cache *cache_new(i64 max_bytes)
{
        struct page_cache *c = calloc(1, sizeof *c);

        CHECK(c != NULL);
        pthread_mutex_init(&c->mutex, NULL);
        c->max = max_bytes;
        return c;
}

static void list_take(struct page_cache *c, struct entry *e)
{
        *(e->newer ? &e->newer->older : &c->newest) = e->older;
        *(e->older ? &e->older->newer : &c->oldest) = e->newer;
}

static void list_front(struct page_cache *c, struct entry *e)
{
        e->newer = NULL;
        e->older = c->newest;
        *(c->newest ? &c->newest->newer : &c->oldest) = e;
        c->newest = e;
}

static struct entry **place_of(struct page_cache *c, u64 hash, struct str key)
{
        struct entry **place = &c->slots[hash % SLOTS];

        while (*place &&
                ((*place)->hash != hash || !str_eq(str_n((*place)->text, (*place)->n_key), key)))
                place = &(*place)->chain;
        return place;
}

static void drop(struct page_cache *c, struct entry **place)
{
        struct entry *e = *place;

        *place = e->chain;
        list_take(c, e);
        c->bytes -= e->page.bytes;
        http_stored_unref(e->page.plain);
        http_stored_unref(e->page.zipped);
        free(e);
}

void cache_free(struct page_cache *c)
{
        if (!c)
                return;
        for (size_t i = 0; i < SLOTS; i++)
                while (c->slots[i])
                        drop(c, &c->slots[i]);
        pthread_mutex_destroy(&c->mutex);
        free(c);
}

bool cache_find(struct page_cache *c, struct arena *a, struct str key, struct cached_page *ret_page)
{
        u64 hash = str_hash(key);
        struct entry *e;

        pthread_mutex_lock(&c->mutex);
        e = *place_of(c, hash, key);
        if (e) {
                list_take(c, e);
                list_front(c, e);
                *ret_page = e->page;
                ret_page->etag = str_dup(a, str_n(e->text + e->n_key, e->n_etag));
                http_stored_ref(e->page.plain);
                if (e->page.zipped)
                        http_stored_ref(e->page.zipped);
        }
        pthread_mutex_unlock(&c->mutex);
        return e != NULL;
}

void cache_put(struct page_cache *c, struct str key, const struct cached_page *page)
{
        struct entry *e = malloc(sizeof *e + key.len + page->etag.len);
        struct entry **place;

        CHECK(e != NULL);
        *e = (struct entry){
                .hash = str_hash(key), .page = *page, .n_key = key.len, .n_etag = page->etag.len
        };
        e->page.bytes += ENTRY_BYTES + (i64)(sizeof *e + key.len + page->etag.len);
        memcpy(e->text, key.ptr, key.len);
        memcpy(e->text + key.len, page->etag.ptr, page->etag.len);
        pthread_mutex_lock(&c->mutex);
        place = place_of(c, e->hash, key);
        if (*place)
                drop(c, place);
        place = &c->slots[e->hash % SLOTS];
        e->chain = *place;
        *place = e;
        list_front(c, e);
        c->bytes += e->page.bytes;
        while (c->bytes > c->max && c->oldest)
                drop(c, place_of(c, c->oldest->hash, str_n(c->oldest->text, c->oldest->n_key)));
        pthread_mutex_unlock(&c->mutex);
}

i64 cache_bytes(struct page_cache *c)
{
        i64 n;

        pthread_mutex_lock(&c->mutex);
        n = c->bytes;
        pthread_mutex_unlock(&c->mutex);
        return n;
}
