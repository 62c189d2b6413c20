/*
 * src/web/asset.c: the address of an embedded file (tools/embed made the table `assets`).
 */
#include "web/web.h"

/* "/assets/motcua.3f9a2c1d.css" is the file of "motcua.css". */
static bool is_of(const char *path, const char *name)
{
        const char *dot = strrchr(name, '.');
        size_t n = dot ? (size_t)(dot - name) : 0;

        path += strlen("/assets/");
        return n && !strncmp(path, name, n) && path[n] == '.' && strlen(path) == strlen(name) + 9 &&
               !strcmp(path + n + 9, dot);
}

/*
 * The table has some dozens of rows: a walk costs less than the rest of the page that asks.
 */
const char *asset_find(const char *name)
{
        const struct asset *a = assets;

        while (a->path && !is_of(a->path, name))
                a++;
        return a->path;
}

/* viewgen checks the names that views use, so an unknown one is our own mistake in C. */
const char *asset_path(const char *name)
{
        const char *path = asset_find(name);

        CHECK(path != NULL);
        return path;
}
