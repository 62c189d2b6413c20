/*
 * src/audit/fuzz/fuzz_heads.c: lines of published heads, from anywhere. What is accepted is written
 * again so that it reads the same.
 */
#include "audit/internal.h"
#include "base/fuzz/fuzz.h"

static void again(struct arena *a, const struct audit_published *h)
{
        const struct audit_head_row row = { .size = h->size,
                .at = h->at,
                .root = str_n((const char *)h->root, HASH_SIZE),
                .key_id = str_hex(a, h->key, HASH_SIZE),
                .signature = h->signature };
        struct audit_published back;
        struct str line = audit__head_line(a, h->log, &row);

        CHECK(audit__line_read(a, str_sub(line, 0, line.len - 1), &back) == 1);
        CHECK(back.size == h->size && back.at == h->at && str_eq(back.log, h->log));
        CHECK(str_eq(back.signature, h->signature));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
        struct audit_published h;
        int kind = audit__line_read(a, str_n((const char *)data, size), &h);

        CHECK(kind == 1 || kind == 2 || kind == ERR_INVALID);
        if (kind == 1)
                again(a, &h);
        return 0;
}
