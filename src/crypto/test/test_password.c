/*
 * src/crypto/test/test_password.c: passwords are kept as Argon2id of the promised cost, checked
 * rightly, and a flood of them is turned away instead of filling the memory.
 */
#include "test/test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "crypto/password.h"

TEST(a_password_fits_only_itself)
{
        struct arena *a = arena_new(1 << 16);
        struct str e = STR_NULL, f = STR_NULL;

        REQUIRE(password_hash(a, STR("Mật khẩu dài 2022"), &e) == 0);
        EXPECT(str_starts(e, STR("$argon2id$v=19$m=65536,t=2,p=1$")));
        EXPECT_INT(password_check(STR("Mật khẩu dài 2022"), e), 0);
        EXPECT_INT(password_check(STR("Mật khẩu dài 2023"), e), ERR_DENIED);
        EXPECT_INT(password_check(STR(""), e), ERR_DENIED);
        REQUIRE(password_hash(a, STR("Mật khẩu dài 2022"), &f) == 0);
        EXPECT(!str_eq(e, f)); /* salted */
        arena_free(a);
}

TEST(an_unknown_account_and_a_broken_encoding_are_denied)
{
        EXPECT_INT(password_check(STR("anything"), STR_NULL), ERR_DENIED);
        EXPECT_INT(password_check(STR("anything"), STR("$argon2id$nonsense")), ERR_DENIED);
        EXPECT_INT(password_check(STR(""), STR("")), ERR_DENIED);
}

TEST(empty_and_endless_passwords_are_refused)
{
        static char endless[PASSWORD_MAX + 1];
        struct arena *a = arena_new(1 << 16);
        struct str e = STR("kept");

        EXPECT_INT(password_hash(a, STR(""), &e), ERR_INVALID);
        EXPECT_INT(password_hash(a, str_n(endless, sizeof endless), &e), ERR_INVALID);
        EXPECT_STR(e, "kept");
        EXPECT_INT(password_check(str_n(endless, sizeof endless), STR_NULL), ERR_DENIED);
        arena_free(a);
}

TEST(an_older_cost_is_outdated)
{
        EXPECT(password_outdated(STR("$argon2id$v=19$m=4096,t=3,p=1$"
                                     "c29tZXNhbHRzb21lc2FsdA$"
                                     "iDDXJMoWRvYPQ6PYxRMMdHrAdQ8GqVeUeVXBxPlTgvw")));
        EXPECT(password_outdated(STR("plain")));
}

static atomic_int busy, denied;
static pthread_barrier_t start;

static void *try_in(void *arg)
{
        int r;

        pthread_barrier_wait(&start);
        r = password_check(STR("x"), STR_NULL);
        if (r == ERR_BUSY)
                busy++;
        else if (r == ERR_DENIED)
                denied++;
        return NULL;
}

/* One runs, one waits. The others find the room full; each is answered one way or the other. */
TEST(a_flood_is_turned_away)
{
        pthread_t threads[12];

        password_limits(1, 1);
        pthread_barrier_init(&start, NULL, ARRAY_LEN(threads));
        for (size_t i = 0; i < ARRAY_LEN(threads); i++)
                pthread_create(&threads[i], NULL, try_in, NULL);
        for (size_t i = 0; i < ARRAY_LEN(threads); i++)
                pthread_join(threads[i], NULL);
        pthread_barrier_destroy(&start);
        EXPECT_INT(busy + denied, ARRAY_LEN(threads));
        EXPECT(busy > 0);
        EXPECT(denied >= 1);
        password_limits(2, 64);
        EXPECT_INT(password_check(STR("x"), STR_NULL), ERR_DENIED); /* the room emptied again */
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_password_fits_only_itself),
                RUN(an_unknown_account_and_a_broken_encoding_are_denied),
                RUN(empty_and_endless_passwords_are_refused), RUN(an_older_cost_is_outdated),
                RUN(a_flood_is_turned_away));
}
