/*
 * src/base/id.c: time and sequence are kept as one number, so that the next id is
 * max(now, last + 1): a full sequence borrows from the next millisecond and a clock that goes back
 * changes nothing. No lock, no waiting.
 */
#include "base/id.h"

#include <stdatomic.h>

#include "base/clock.h"

#define EPOCH_MS  ((i64)1577836800000) /* 2020-01-01T00:00:00Z */
#define NODE_BITS 10
#define SEQ_BITS  12
#define SEQ_MASK  (((i64)1 << SEQ_BITS) - 1)

static _Atomic i64 last; /* milliseconds << SEQ_BITS | sequence */
static _Atomic i64 node_bits;

void id_set_node(int node)
{
        CHECK(node >= 0 && node < 1 << NODE_BITS);
        node_bits = (i64)node << SEQ_BITS;
}

i64 id_new(void)
{
        i64 now = MAX(clock_now() - EPOCH_MS, 0) << SEQ_BITS;
        i64 before = last, next;

        do
                next = MAX(now, before + 1);
        while (!atomic_compare_exchange_weak(&last, &before, next));
        CHECK(next >> SEQ_BITS < (i64)1 << 41);
        return (next >> SEQ_BITS) << (NODE_BITS + SEQ_BITS) | node_bits | (next & SEQ_MASK);
}

i64 id_time(i64 id)
{
        return (id >> (NODE_BITS + SEQ_BITS)) + EPOCH_MS;
}

i64 id_first(i64 t)
{
        return MAX(t - EPOCH_MS, 0) << (NODE_BITS + SEQ_BITS);
}
