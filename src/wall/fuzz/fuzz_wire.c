/*
 * src/wall/fuzz/fuzz_wire.c: what comes over a wall or out of the signer's list. What is accepted
 * is written again as the same bytes.
 */
#include "base/fuzz/fuzz.h"
#include "wall/converter_client.h"
#include "wall/signer_list.h"
#include "wall/wire.h"

/* The first byte of each step says what is read. */
static void read_steps(struct str s)
{
        struct wire w = wire_of(s);
        char raw[16];

        while (!w.bad && w.left > 0) {
                size_t before = w.left;

                switch (wire_u8(&w) % 5) {
                case 0:
                        wire_u32(&w);
                        break;
                case 1:
                        wire_i64(&w);
                        break;
                case 2:
                        CHECK(wire_str(&w, 100).len <= 100);
                        break;
                case 3:
                        wire_raw(&w, raw, sizeof raw);
                        break;
                }
                CHECK(w.left < before);
        }
        CHECK(w.bad == (wire_end(&w) < 0));
}

static void read_facts(struct arena *a, struct str s)
{
        struct file_facts f;
        struct buf b;

        if (file_facts_get(s, &f) < 0)
                return;
        buf_init(&b, a, 100);
        file_facts_put(&b, &f);
        CHECK(b.len == s.len);
}

static void read_entry(struct arena *a, struct str s)
{
        u8 chain[HASH_SIZE] = { 0 }, root[HASH_SIZE], start[HASH_SIZE] = { 0 };
        struct signer_entry e;
        struct str log, line;
        i64 size;

        if (signer_entry_read(s, chain, &e) == ERR_INVALID)
                return;
        if (signer_entry_head(&e, &log, &size, root) == 0)
                CHECK(size >= 0);
        line = signer_entry_line(a, &e, start);
        CHECK(signer_entry_read(str_sub(line, 0, line.len - 1), (u8[HASH_SIZE]){ 0 }, &e) == 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
        struct str s = str_n((const char *)data, size);

        read_steps(s);
        read_facts(a, s);
        read_entry(a, s);
        return 0;
}
