/*
 * src/web/fuzz/fuzz_cookie.c: headers that browsers and proxies write: Cookie, Accept-Encoding,
 * If-None-Match, and a CSRF token. A cookie's value found is plain and stands in the header.
 */
#include "base/fuzz/fuzz.h"
#include "web/call.h"
#include "web/csrf.h"
#include "web/zip.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct str header = str_n((const char *)data, size), token;
        struct str value = cookie_find(header, STR("session"));

        CHECK(!value.len || str_find(header, value) >= 0);
        for (size_t i = 0; i < value.len; i++)
                CHECK(value.ptr[i] > ' ' && value.ptr[i] <= '~' && value.ptr[i] != ';');
        if (value.ptr)
                CHECK(str_find(header, STR("session")) >= 0);
        if (zip_accepted(header))
                CHECK(header.len >= 4);
        if (reply__etag_matches(header, STR("\"tag\"")))
                CHECK(str_find(header, STR("\"tag\"")) >= 0 || str_find_char(header, '*') >= 0);
        CHECK(!csrf_right(STR("secret"), STR("/a"), header) || size == 64);
        token = csrf_make(a, STR("secret"), header);
        CHECK(csrf_right(STR("secret"), header, token));
        CHECK(!csrf_right(STR("other"), header, token));
        return 0;
}
