/*
 * src/mod/catalogue/unpack.c: a file of procedures as it comes, packed by gzip or not, as text.
 */
#include <zlib.h>

#include "mod/catalogue/catalogue.h"

static int inflate_all(z_stream *z, struct buf *out, size_t most)
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
                buf_add(out, str_n(space, piece - z->avail_out));
                if (out->over || out->len > most)
                        return ERR_LIMIT;
        }
        return 0;
}

int catalogue_unpack(struct arena *a, struct str file, size_t most, struct str *ret_text)
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
        buf_init(&b, a, most + 1);
        r = inflate_all(&z, &b, most);
        inflateEnd(&z);
        if (r == 0)
                *ret_text = buf_str(&b);
        return r;
}
