/*
 * src/base/fuzz/fuzz_viet.c: on any valid text the Vietnamese functions give valid text, and doing
 * them twice changes nothing more.
 */
#include "base/fuzz/fuzz.h"
#include "base/utf8.h"
#include "base/viet.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        struct str s, folded, norm, telex, key;

        if (utf8_clean(a, str_n((const char *)data, size), true, &s) < 0)
                return 0;
        folded = viet_fold(a, s);
        norm = viet_norm(a, s);
        telex = viet_untelex(a, s);
        key = viet_sort_key(a, s);
        CHECK(utf8_valid(folded) && utf8_valid(norm) && utf8_valid(telex) && utf8_valid(key));
        CHECK(!viet_has_marks(folded));
        CHECK(str_eq(viet_fold(a, folded), folded));
        CHECK(utf8_is_nfc(norm) && str_eq(viet_norm(a, norm), norm));
        CHECK(str_eq(viet_untelex(a, telex), telex));
        CHECK(str_eq(viet_sort_key(a, norm), viet_sort_key(a, viet_norm(a, norm))));
        return 0;
}
