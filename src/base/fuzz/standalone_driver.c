/*
 * src/base/fuzz/standalone_driver.c: replays every file of the folders given, and every prefix and
 * a few seeded mutations of each, through a fuzz driver, so that a corpus is an ordinary test.
 * A fuzz build (test/fuzz.py) leaves it empty: libFuzzer brings its own main.
 */
#ifndef MOTCUA_FUZZ
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/fuzz/fuzz.h"

#define MUTATIONS 64

static u64 seed = 20261122;

static u64 next_random(void)
{
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        return seed;
}

/* A copy of exactly n bytes, so that ASan sees a read past the end. */
static void try_bytes(const char *p, size_t n)
{
        u8 *copy = malloc(n ? n : 1);

        CHECK(copy != NULL);
        memcpy(copy, p, n);
        LLVMFuzzerTestOneInput(copy, n);
        free(copy);
}

static void try_content(struct arena *a, struct str s)
{
        char *p = arena_raw(a, s.len + 1);

        try_bytes(s.ptr, s.len);
        for (size_t n = 0; n < s.len && n < 2000; n++)
                try_bytes(s.ptr, n);
        for (int i = 0; i < MUTATIONS && s.len; i++) {
                memcpy(p, s.ptr, s.len);
                for (u64 k = next_random() % 4 + 1; k; k--)
                        p[next_random() % s.len] = (char)next_random();
                try_bytes(p, s.len);
        }
}

int main(int argc, char **argv)
{
        int files = 0;

        for (int i = 1; i < argc; i++) {
                DIR *d = opendir(argv[i]);
                struct dirent *e;

                if (!d) {
                        printf("%s: no such folder\n", argv[i]);
                        return 1;
                }
                while ((e = readdir(d))) {
                        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
                        struct str s;

                        if (e->d_name[0] == '.')
                                continue;
                        if (file_read(a, str_fmt(a, "%s/%s", argv[i], e->d_name).ptr, 1 << 20, &s) <
                                0)
                                return 1;
                        try_content(a, s);
                        files++;
                }
                closedir(d);
        }
        printf("%d files replayed\n", files);
        return files == 0;
}
#endif
