/*
 * src/base/embedded.c: see embedded.h.
 */
#include "base/embedded.h"

#include <zlib.h>

static const struct embedded *find(const char *name)
{
        const struct embedded *f = data_files;

        while (f->name && strcmp(f->name, name) < 0)
                f++;
        return f->name && strcmp(f->name, name) == 0 ? f : NULL;
}

bool embedded_has(const char *name)
{
        return find(name) != NULL;
}

int embedded_read(struct arena *a, const char *name, struct str *ret_s)
{
        const struct embedded *f = find(name);
        char *p;
        uLongf n;

        if (!f)
                return ERR_NOT_FOUND;
        p = arena_raw(a, f->n + 1);
        n = f->n;
        if (uncompress((Bytef *)p, &n, f->packed, f->n_packed) != Z_OK || n != f->n)
                return ERR_CORRUPT;
        p[n] = 0;
        *ret_s = str_n(p, n);
        return 0;
}
