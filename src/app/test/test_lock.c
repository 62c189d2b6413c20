/*
 * src/app/test/test_lock.c: a data folder has one holder at a time, for as long as that lives.
 */
#include "test/test.h"

#include <sys/wait.h>
#include <unistd.h>

#include "app/lock.h"

static char dir[] = "/tmp/motcua-lock-XXXXXX";

TEST(a_folder_has_one_holder)
{
        int fd = -1, second = -1;

        EXPECT(!lock_held(dir));
        REQUIRE(lock_take(dir, &fd) == 0);
        EXPECT(lock_held(dir));
        EXPECT_INT(lock_take(dir, &second), ERR_BUSY);
        EXPECT_INT(second, -1);
        close(fd);
        EXPECT(!lock_held(dir));
        REQUIRE(lock_take(dir, &fd) == 0);
        close(fd);
}

TEST(a_child_holds_the_lock_on_and_its_death_frees_it)
{
        int fd = -1, pipes[2];
        pid_t pid;
        char c;

        REQUIRE(lock_take(dir, &fd) == 0 && pipe(pipes) == 0);
        pid = fork();
        if (pid == 0) {
                close(pipes[1]);
                (void)!read(pipes[0], &c, 1);
                abort(); /* however it ends */
        }
        close(fd);
        EXPECT(lock_held(dir));
        EXPECT_INT(lock_take(dir, &fd), ERR_BUSY);
        close(pipes[0]);
        close(pipes[1]);
        waitpid(pid, NULL, 0);
        EXPECT(!lock_held(dir));
        EXPECT_INT(lock_take(dir, &fd), 0);
        close(fd);
}

TEST(a_folder_that_is_not_there_is_told_apart)
{
        int fd;

        EXPECT_INT(lock_take("/nonexistent", &fd), ERR_NOT_FOUND);
        EXPECT(!lock_held("/nonexistent"));
}

int main(int argc, char **argv)
{
        char path[100];
        int r;

        CHECK(mkdtemp(dir) != NULL);
        {
                static const struct test tests[] = { RUN(a_folder_has_one_holder),
                        RUN(a_child_holds_the_lock_on_and_its_death_frees_it),
                        RUN(a_folder_that_is_not_there_is_told_apart) };

                r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        }
        snprintf(path, sizeof path, "%s/lock", dir);
        unlink(path);
        rmdir(dir);
        return r;
}
