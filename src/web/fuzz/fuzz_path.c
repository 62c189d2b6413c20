/*
 * src/web/fuzz/fuzz_path.c: a path that path_decode takes is valid UTF-8 without controls, dots or
 * hidden slashes, means the same when written and read again, and finds at most one route.
 */
#include "base/fuzz/fuzz.h"
#include "base/utf8.h"
#include "web/router.h"

static int page(struct req *rq)
{
        return 0;
}

#define PAGE(path_)                                                                                \
        {                                                                                          \
                GET, path_, 1, 0, READ(NULL, page)                                                 \
        }
static const struct route routes[] = { PAGE("/"), PAGE("/a"), PAGE("/a/b"), PAGE("/a/:x"),
        PAGE("/a/:x/c"), PAGE("/:x/:y/:z"), PAGE("/r/:rest*"), { 0 } };

static void find(struct arena *a, const struct router *r, struct str path)
{
        const struct route_entry *e;
        struct path_value *parts;
        unsigned allowed;

        e = router_find(r, a, GET, path, &parts, &allowed);
        CHECK((e != NULL) == ((allowed & 1u << GET) != 0));
        for (; parts; parts = parts->next)
                CHECK(parts->value.len > 0 && str_find(path, parts->value) >= 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        static const struct route *const tables[] = { routes, NULL };
        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
        struct str path, again;
        struct router r;
        struct buf b;

        if (path_decode(a, str_n((const char *)data, size), &path) < 0)
                return 0;
        CHECK(str_starts(path, STR("/")) && utf8_valid(path) && utf8_is_nfc(path));
        CHECK(str_find(path, STR("/../")) < 0 && !str_ends(path, STR("/..")));
        for (size_t i = 0; i < path.len; i++)
                CHECK((u8)path.ptr[i] >= 0x20 && path.ptr[i] != 0x7f);
        buf_init(&b, a, 8 << 20);
        path_encode(&b, path, true);
        CHECK(path_decode(a, buf_str(&b), &again) == 0 && str_eq(path, again));
        CHECK(router_build(a, tables, &r) == 0);
        find(a, &r, path);
        return 0;
}
