/*
 * src/web/zip.c: see zip.h.
 */
#include "web/zip.h"

#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

enum { LEVEL = 1, GZIP_WINDOW = 15 + 16 };

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void compressor_free(void *z)
{
        deflateEnd(z);
        free(z);
}

static void make_key(void)
{
        CHECK(pthread_key_create(&key, compressor_free) == 0);
}

static z_stream *compressor(void)
{
        z_stream *z;

        pthread_once(&once, make_key);
        z = pthread_getspecific(key);
        if (z) {
                deflateReset(z);
                return z;
        }
        z = calloc(1, sizeof *z);
        CHECK(z != NULL);
        CHECK(deflateInit2(z, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        pthread_setspecific(key, z);
        return z;
}

/* "gzip;q=0" is a no. */
static bool refuses(struct str parameters)
{
        struct str p;

        while (str_cut(&parameters, ';', &p)) {
                p = str_trim(p);
                if (str_is(p, "q=0") || str_is(p, "q=0.0") || str_is(p, "q=0.00") ||
                        str_is(p, "q=0.000"))
                        return true;
        }
        return false;
}

bool zip_accepted(struct str header)
{
        struct str item, name;

        while (str_cut(&header, ',', &item)) {
                str_cut(&item, ';', &name);
                if (str_eq_nocase(str_trim(name), STR("gzip")))
                        return !refuses(item);
        }
        return false;
}

bool zip_worth(const char *type, size_t n)
{
        struct str t = str_of(type);

        return n > ZIP_LEAST &&
               (str_starts(t, STR("text/")) || str_find(t, STR("json")) >= 0 ||
                       str_find(t, STR("xml")) >= 0 || str_find(t, STR("javascript")) >= 0);
}

struct str zip_make(struct arena *a, struct str body)
{
        z_stream *z = compressor();
        char *out = arena_raw(a, body.len);

        z->next_in = (Bytef *)(uintptr_t)body.ptr;
        z->avail_in = (uInt)body.len;
        z->next_out = (Bytef *)out;
        z->avail_out = (uInt)body.len;
        if (deflate(z, Z_FINISH) != Z_STREAM_END)
                return STR_NULL;
        return str_n(out, z->total_out);
}
