/*
 * src/base/fuzz/fuzz_utf8.c: cleaned text is valid, NFC, without controls, and cleaning it again
 * changes nothing.
 */
#include "base/fuzz/fuzz.h"
#include "base/utf8.h"

static void clean_is_clean(struct arena *a, struct str in, bool lines)
{
        struct str once = STR_NULL, twice = STR_NULL;
        int r = utf8_clean(a, in, lines, &once);

        CHECK(r == 0 || r == ERR_INVALID);
        CHECK(r == 0 || !once.ptr);
        if (r < 0)
                return;
        CHECK(utf8_valid(once) && utf8_is_nfc(once));
        CHECK(lines || str_find_char(once, '\n') < 0);
        CHECK(str_find_char(once, '\r') < 0 && str_find_char(once, 0x1b) < 0);
        CHECK(utf8_clean(a, once, lines, &twice) == 0 && str_eq(once, twice));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct str s = str_n((const char *)data, size);

        clean_is_clean(a, s, true);
        clean_is_clean(a, s, false);
        if (utf8_valid(s))
                CHECK(utf8_head(s, utf8_count(s)).len == s.len);
        return 0;
}
