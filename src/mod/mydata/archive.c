/*
 * src/mod/mydata/archive.c: see archive.h.
 */
#include "mod/mydata/archive.h"

#include <zlib.h>

#define LIST_MAX ((size_t)8 << 20)
#define N_MAX    65535
#define UTF8     (1 << 11) /* names are UTF-8 */
#define VERSION  20
#define EPOCH    0x21 /* 1 January 1980: the copy says itself of when it is */

static void put16(struct buf *b, u32 n)
{
        buf_byte(b, (char)(n & 0xff));
        buf_byte(b, (char)(n >> 8 & 0xff));
}

static void put32(struct buf *b, u32 n)
{
        put16(b, n & 0xffff);
        put16(b, n >> 16);
}

/* What head and list have in common: version, flags, method, time, checksum, sizes, name. */
static void put_facts(struct buf *b, u32 sum, size_t size, struct str name)
{
        put16(b, VERSION);
        put16(b, UTF8);
        put16(b, 0); /* stored */
        put16(b, 0);
        put16(b, EPOCH);
        put32(b, sum);
        put32(b, (u32)size);
        put32(b, (u32)size);
        put16(b, (u32)name.len);
        put16(b, 0);
}

static int add(struct archive *z, struct str bytes)
{
        z->at += (i64)bytes.len;
        return z->at > ARCHIVE_MAX ? ERR_LIMIT : content_add(z->to, bytes.ptr, bytes.len);
}

int archive_begin(struct content *c, struct arena *a, struct archive *ret_z)
{
        struct archive z = { .arena = a };
        int r = content_begin(c, ARCHIVE_MAX, &z.to);

        buf_init(&z.list, a, LIST_MAX);
        if (r == 0)
                *ret_z = z;
        return r;
}

int archive_add(struct archive *z, struct str name, struct str bytes)
{
        u32 sum = (u32)crc32_z(0, (const u8 *)bytes.ptr, bytes.len);
        struct buf head;
        i64 at = z->at;
        int r;

        if (z->n == N_MAX || name.len == 0 || name.len > 500)
                return ERR_LIMIT;
        buf_init(&head, z->arena, 1000);
        put32(&head, 0x04034b50);
        put_facts(&head, sum, bytes.len, name);
        buf_add(&head, name);
        put32(&z->list, 0x02014b50);
        put16(&z->list, VERSION);
        put_facts(&z->list, sum, bytes.len, name);
        put16(&z->list, 0); /* comment */
        put16(&z->list, 0); /* disk */
        put16(&z->list, 0);
        put32(&z->list, 0);
        put32(&z->list, (u32)at);
        buf_add(&z->list, name);
        if (z->list.over)
                return ERR_LIMIT;
        z->n++;
        r = add(z, buf_str(&head));
        return r < 0 || bytes.len == 0 ? r : add(z, bytes);
}

int archive_finish(struct archive *z, u8 ret_hash[32], i64 *ret_size)
{
        i64 at = z->at;
        struct buf end;
        int r = z->list.len ? add(z, buf_str(&z->list)) : 0;

        buf_init(&end, z->arena, 100);
        put32(&end, 0x06054b50);
        put32(&end, 0); /* disks */
        put16(&end, (u32)z->n);
        put16(&end, (u32)z->n);
        put32(&end, (u32)z->list.len);
        put32(&end, (u32)at);
        put16(&end, 0);
        if (r == 0)
                r = add(z, buf_str(&end));
        if (r == 0)
                return content_finish(z->to, ret_hash, ret_size);
        archive_abort(z);
        return r;
}

void archive_abort(struct archive *z)
{
        content_abort(z->to);
}
