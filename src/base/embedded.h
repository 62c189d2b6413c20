/*
 * src/base/embedded.h: files of the folder data/ that are part of the program (tools/embed), so
 * that a first start needs nothing beside it. They are not served.
 *
 *      struct str units;
 *      embedded_read(arena, "data/units.csv", &units);
 *
 * The table is in the library `data_room`, which a user of this header links.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/str.h"

struct embedded {
        const char *name;
        const unsigned char *packed; /* zlib format */
        size_t n_packed, n;
};
extern const struct embedded data_files[]; /* sorted; ends with name NULL */

/* The whole file, unpacked. ERR_NOT_FOUND; ERR_CORRUPT cannot happen to a program that is whole. */
int embedded_read(struct arena *a, const char *name, struct str *ret_s);
bool embedded_has(const char *name);

#endif
