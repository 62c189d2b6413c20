/*
 * src/app/fuzz/fuzz_inspect.c: whatever the bytes, the answer is facts within their bounds or one
 * of the two errors.
 */
#include "app/converter_inspect.h"
#include "base/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new((size_t)48 << 20);
        struct file_facts f, back;
        struct buf b;
        int r = converter_inspect_file(a, str_n((const char *)data, size), &f);

        CHECK(r == 0 || r == ERR_INVALID || r == ERR_LIMIT);
        if (r < 0)
                return 0;
        buf_init(&b, a, 100);
        file_facts_put(&b, &f);
        CHECK(file_facts_get(buf_str(&b), &back) == 0);
        return 0;
}
