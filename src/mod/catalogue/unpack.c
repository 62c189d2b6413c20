/*
 * src/mod/catalogue/unpack.c: a file of procedures as it comes, packed by gzip or not, as text.
 */
#include <zlib.h>

#include "mod/catalogue/catalogue.h"

#define LONGEST_TEXT (256 << 20)

static int inflate_all(z_stream *z, struct buf *out)
{
        static const size_t piece = 64 << 10;
        char *space = arena_alloc(out->arena, piece);
        int state = Z_OK;

        while (state == Z_OK) {
                z->next_out = (Bytef *)space;
                z->avail_out = (uInt)piece;
                state = inflate(z, Z_NO_FLUSH);
                if (state != Z_OK && state != Z_STREAM_END)
                        return ERR_CORRUPT;
                if (out->len + piece > LONGEST_TEXT)
                        return ERR_LIMIT;
                buf_add(out, str_n(space, piece - z->avail_out));
        }
        return 0;
}

int catalogue_unpack(struct arena *a, struct str file, struct str *ret_text)
{
        z_stream z = { .next_in = (Bytef *)(uintptr_t)file.ptr, .avail_in = (uInt)file.len };
        struct buf b;
        int r;

        if (file.len < 2 || (u8)file.ptr[0] != 0x1f || (u8)file.ptr[1] != 0x8b) {
                *ret_text = file;
                return 0;
        }
        if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
                return ERR_INTERNAL;
        buf_init(&b, a, LONGEST_TEXT);
        r = inflate_all(&z, &b);
        inflateEnd(&z);
        if (r == 0)
                *ret_text = buf_str(&b);
        return r;
}
