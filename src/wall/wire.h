/*
 * src/wall/wire.h: numbers and texts as bytes, for messages between processes and for records that
 * are hashed: big-endian, every text led by its length, so that two different values never give the
 * same bytes. The reader trusts nothing: the first thing that does not fit makes the whole message
 * bad, and everything read after it is empty.
 *
 *      struct wire w = wire_of(message);
 *      size = wire_i64(&w);
 *      name = wire_str(&w, 100);
 *      if (wire_end(&w) < 0)
 *              return ERR_INVALID;
 */
#ifndef WALL_WIRE_H
#define WALL_WIRE_H

#include "base/str.h"

void wire_put_u8(struct buf *b, u8 n);
void wire_put_u32(struct buf *b, u32 n);
void wire_put_i64(struct buf *b, i64 n);
void wire_put_str(struct buf *b, struct str s);            /* keeps STR_NULL apart from empty */
void wire_put_raw(struct buf *b, const void *p, size_t n); /* of a length both sides know */

struct wire {
        const u8 *p;
        size_t left;
        bool bad;
};

struct wire wire_of(struct str bytes);
u8 wire_u8(struct wire *w);
u32 wire_u32(struct wire *w);
i64 wire_i64(struct wire *w);
struct str wire_str(struct wire *w, size_t max); /* points into the message */
void wire_raw(struct wire *w, void *ret_p, size_t n);
/* 0 when all fitted and nothing is left, else ERR_INVALID. */
int wire_end(const struct wire *w);

#endif
