/*
 * src/wall/wire.c: see wire.h.
 */
#include "wall/wire.h"

#define NO_TEXT 0xffffffffu

void wire_put_raw(struct buf *b, const void *p, size_t n)
{
        buf_add(b, str_n(p, n));
}

void wire_put_u8(struct buf *b, u8 n)
{
        buf_byte(b, (char)n);
}

void wire_put_u32(struct buf *b, u32 n)
{
        u8 bytes[4] = { (u8)(n >> 24), (u8)(n >> 16), (u8)(n >> 8), (u8)n };

        wire_put_raw(b, bytes, sizeof bytes);
}

void wire_put_i64(struct buf *b, i64 n)
{
        wire_put_u32(b, (u32)((u64)n >> 32));
        wire_put_u32(b, (u32)(u64)n);
}

void wire_put_str(struct buf *b, struct str s)
{
        CHECK(s.len < NO_TEXT);
        wire_put_u32(b, s.ptr ? (u32)s.len : NO_TEXT);
        wire_put_raw(b, s.ptr, s.len);
}

struct wire wire_of(struct str bytes)
{
        return (struct wire){ (const u8 *)bytes.ptr, bytes.len, false };
}

static const u8 *take(struct wire *w, size_t n)
{
        const u8 *p = w->p;

        if (w->bad || w->left < n) {
                w->bad = true;
                return NULL;
        }
        w->p += n;
        w->left -= n;
        return p;
}

u8 wire_u8(struct wire *w)
{
        const u8 *p = take(w, 1);

        return p ? p[0] : 0;
}

u32 wire_u32(struct wire *w)
{
        const u8 *p = take(w, 4);

        return p ? (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3] : 0;
}

i64 wire_i64(struct wire *w)
{
        u64 high = wire_u32(w);

        return (i64)(high << 32 | wire_u32(w));
}

struct str wire_str(struct wire *w, size_t max)
{
        u32 n = wire_u32(w);
        const u8 *p;

        if (w->bad || n == NO_TEXT)
                return STR_NULL;
        if (n > max)
                w->bad = true;
        p = take(w, n);
        return p ? str_n((const char *)p, n) : STR_NULL;
}

void wire_raw(struct wire *w, void *ret_p, size_t n)
{
        const u8 *p = take(w, n);

        if (p)
                memcpy(ret_p, p, n);
        else
                memset(ret_p, 0, n);
}

int wire_end(const struct wire *w)
{
        return w->bad || w->left ? ERR_INVALID : 0;
}
