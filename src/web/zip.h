/*
 * src/web/zip.h: gzip of answers, at a level that costs less than the bytes it saves; private to
 * src/web. One compressor a thread is kept.
 */
#ifndef WEB_ZIP_H
#define WEB_ZIP_H

#include "base/str.h"

enum { ZIP_LEAST = 1024 }; /* smaller answers are not worth it */

/* Does the client's Accept-Encoding take gzip? */
bool zip_accepted(struct str header);
bool zip_worth(const char *type, size_t n);
/* STR_NULL when it would not get smaller. */
struct str zip_make(struct arena *a, struct str body);

#endif
