/*
 * src/base/fuzz/fuzz_json.c: whatever json_parse accepts is written and read back the same.
 */
#include "base/fuzz/fuzz.h"
#include "base/json.h"
#include "base/utf8.h"

static struct str written(struct arena *a, const struct json *j)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 16 << 20);
        json_begin(&w, &b);
        json_put_tree(&w, NULL, j);
        CHECK(!b.over);
        return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        const struct json *j, *again;
        struct str where = STR_NULL, first;
        int r;

        r = json_parse(a, str_n((const char *)data, size), &j, &where);
        CHECK(r == 0 || r == ERR_LIMIT || (r == ERR_INVALID && where.len && utf8_valid(where)));
        if (r < 0)
                return 0;
        first = written(a, j);
        CHECK(utf8_valid(first));
        CHECK(json_parse(a, first, &again, NULL) == 0);
        CHECK(str_eq(first, written(a, again)));
        return 0;
}
