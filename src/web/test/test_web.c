/*
 * src/web/test/test_web.c: the dispatcher as a browser and a program meet it, on a toy server.
 */
#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"
#include "test/test.h"
#include "web/test/toy.h"

static struct arena *a;

static struct answer get(const char *path)
{
        return client_get(a, toy.port, path, "");
}

TEST(a_page_is_answered_with_the_headers_no_page_may_lack)
{
        struct answer r = get("/?q=%E1%BA%A5m");

        EXPECT_INT(r.status, 200);
        EXPECT_STR(r.body, "trang chủ q=ấm");
        EXPECT_STR(answer_header(&r, "Content-Type"), "text/html; charset=utf-8");
        EXPECT(str_starts(answer_header(&r, "Content-Security-Policy"), STR("default-src 'none'")));
        EXPECT_STR(answer_header(&r, "X-Content-Type-Options"), "nosniff");
        EXPECT_STR(answer_header(&r, "Cache-Control"), "no-store");
        EXPECT(!answer_header(&r, "Strict-Transport-Security").ptr);
}

int main(int argc, char **argv)
{
        int r;

        a = arena_new(256 << 20);
        toy_start(NULL);
        static const struct test tests[] = { RUN(a_page_is_answered_with_the_headers_no_page_may_lack) };
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        toy_stop();
        arena_free(a);
        return r;
}
