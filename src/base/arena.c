/*
 * src/base/arena.c: blocks in a list, bump allocation. Under ASan every piece is its own malloc so
 * that overruns are seen.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define PIECEWISE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PIECEWISE 1
#endif
#endif
#ifndef PIECEWISE
#define PIECEWISE 0
#endif

#define FIRST_BLOCK   4096
#define LARGEST_BLOCK (1 << 20)

struct block {
        struct block *next;
        size_t size; /* payload bytes */
        alignas(16) unsigned char data[];
};

struct defer {
        struct defer *next;
        void (*fn)(void *);
        void *arg;
};

struct arena {
        struct block *blocks; /* newest first */
        size_t fill;          /* bytes used of the newest */
        size_t used, max;
        struct defer *defers;
};

struct arena *arena_new(size_t max)
{
        struct arena *a = calloc(1, sizeof *a);

        CHECK(a != NULL);
        a->max = max;
        return a;
}

static struct block *block_new(struct arena *a, size_t size)
{
        struct block *b = malloc(sizeof *b + size);

        CHECK(b != NULL);
        b->size = size;
        b->next = a->blocks;
        a->blocks = b;
        return b;
}

void *arena_raw(struct arena *a, size_t size)
{
        size_t need = (MAX(size, 1) + 15) & ~(size_t)15;
        struct block *b;

        CHECK(size <= SIZE_MAX / 2);
        a->used += need;
        CHECK(a->used / 4 <= a->max);
        if (PIECEWISE)
                return block_new(a, MAX(size, 1))->data;
        if (!a->blocks || a->blocks->size - a->fill < need) {
                size_t grow = a->blocks ? MIN(a->blocks->size * 2, LARGEST_BLOCK) : FIRST_BLOCK;

                block_new(a, MAX(grow, need));
                a->fill = 0;
        }
        b = a->blocks;
        a->fill += need;
        return b->data + a->fill - need;
}

void *arena_alloc(struct arena *a, size_t size)
{
        return memset(arena_raw(a, size), 0, MAX(size, 1));
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
        size_t all;

        CHECK(!__builtin_mul_overflow(n, size, &all));
        return arena_alloc(a, all);
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
        struct defer *d = arena_alloc(a, sizeof *d);

        *d = (struct defer){ a->defers, fn, arg };
        a->defers = d;
}

static void run_defers(struct arena *a)
{
        while (a->defers) {
                struct defer *d = a->defers;

                a->defers = d->next;
                d->fn(d->arg);
        }
}

void arena_clear(struct arena *a)
{
        run_defers(a);
        while (a->blocks && (PIECEWISE || a->blocks->next)) {
                struct block *b = a->blocks;

                a->blocks = b->next;
                free(b);
        }
        a->fill = 0;
        a->used = 0;
}

void arena_free(struct arena *a)
{
        if (!a)
                return;
        arena_clear(a);
        free(a->blocks);
        free(a);
}

void arena_freep(struct arena **a)
{
        arena_free(*a);
}

bool arena_over(const struct arena *a)
{
        return a->used > a->max;
}

size_t arena_used(const struct arena *a)
{
        return a->used;
}
