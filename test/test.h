/*
 * test/test.h: the smallest harness. A test file lists its tests in main:
 *      int main(int argc, char **argv) { TESTS(argc, argv, RUN(arena_grows), RUN(str_cuts)); }
 * A name says what is protected. EXPECT goes on after a failure, REQUIRE ends the test. The last
 * line is "N passed, N failed"; the exit code is 1 when something failed. An argument runs only
 * tests whose name contains it.
 */
#ifndef TEST_TEST_H
#define TEST_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

struct test {
        const char *name;
        void (*fn)(void);
};
static int test_bad;
#define TEST(name) static void test_##name(void)
#define RUN(name)                                                                                  \
        {                                                                                          \
#name, test_##name                                                                 \
        }
#define EXPECT(x)                                                                                  \
        ((x) ? (void)0                                                                             \
             : (void)(test_bad = 1, printf("    %s:%d: expected %s\n", __FILE__, __LINE__, #x)))
#define REQUIRE(x)                                                                                 \
        do {                                                                                       \
                if (!(x)) {                                                                        \
                        test_bad = 1;                                                              \
                        printf("    %s:%d: required %s\n", __FILE__, __LINE__, #x);                \
                        return;                                                                    \
                }                                                                                  \
        } while (0)
#define EXPECT_STR(s, want)                                                                        \
        do {                                                                                       \
                struct str got_ = (s);                                                             \
                if (!str_is(got_, want)) {                                                         \
                        test_bad = 1;                                                              \
                        printf("    %s:%d: %s is \"%.*s\", expected \"%s\"\n", __FILE__, __LINE__, \
                                #s, STRF(got_), want);                                             \
                }                                                                                  \
        } while (0)
#define EXPECT_INT(x, want)                                                                        \
        do {                                                                                       \
                long long got_ = (x), want_ = (want);                                              \
                if (got_ != want_) {                                                               \
                        test_bad = 1;                                                              \
                        printf("    %s:%d: %s is %lld, expected %lld\n", __FILE__, __LINE__, #x,   \
                                got_, want_);                                                      \
                }                                                                                  \
        } while (0)

static inline int test_main(int argc, char **argv, const struct test *t, size_t n)
{
        int passed = 0, failed = 0;

        setvbuf(stdout, NULL, _IOLBF, 0);
        for (size_t i = 0; i < n; i++) {
                if (argc > 1 && !strstr(t[i].name, argv[1]))
                        continue;
                test_bad = 0;
                t[i].fn();
                printf("%s %s\n", test_bad ? "FAIL" : "ok  ", t[i].name);
                test_bad ? failed++ : passed++;
        }
        printf("%d passed, %d failed\n", passed, failed);
        return failed != 0;
}
#define TESTS(argc, argv, ...)                                                                     \
        static const struct test tests_[] = { __VA_ARGS__ };                                       \
        return test_main(argc, argv, tests_, ARRAY_LEN(tests_))

#endif
