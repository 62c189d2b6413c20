/*
 * src/base/arena.h: memory with one lifetime (a request, a job run, the boot). Nothing is freed
 * one by one; arena_free() releases all and runs the registered clean-ups, last first.
 *
 * An arena has a maximum. Going past it does not return NULL: the arena is marked "over" and still
 * serves up to four times the maximum, so that code needs no NULL checks; the dispatcher (or any
 * loop whose length an outsider decides) asks arena_over() and answers ERR_LIMIT. Past the fourfold
 * it is our mistake and CHECK ends the process. Not thread-safe: one arena, one thread at a time.
 *
 *      struct arena *a = arena_new(1 << 20);
 *      char *p = arena_alloc(a, 100);          zeroed, aligned to 16
 *      arena_defer(a, close_fn, handle);
 *      arena_free(a);
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

struct arena;

struct arena *arena_new(size_t max);
void arena_free(struct arena *a);
void arena_freep(struct arena **a);
/* Forget all content and run clean-ups, keep the first block for reuse. */
void arena_clear(struct arena *a);
void *arena_alloc(struct arena *a, size_t size);
/* Like arena_alloc but not zeroed: for buffers that are filled at once. */
void *arena_raw(struct arena *a, size_t size);
/* Array of n elements, overflow checked. */
void *arena_array(struct arena *a, size_t n, size_t size);
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);
bool arena_over(const struct arena *a);
size_t arena_used(const struct arena *a);

#define NEW(a, type)          ((type *)arena_alloc((a), sizeof(type)))
#define NEW_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

#endif
