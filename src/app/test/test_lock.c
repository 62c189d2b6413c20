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
        REQUIRE(lock_take(dir, 0, &fd) == 0);
        EXPECT(lock_held(dir));
        EXPECT_INT(lock_take(dir, 0, &second), ERR_BUSY);
        EXPECT_INT(second, -1);
        close(fd);
        EXPECT(!lock_held(dir));
        REQUIRE(lock_take(dir, 0, &fd) == 0);
        close(fd);
}

TEST(a_child_holds_the_lock_on_and_its_death_frees_it)
{
        int fd = -1, pipes[2];
        pid_t pid;
        char c;

        REQUIRE(lock_take(dir, 0, &fd) == 0 && pipe(pipes) == 0);
        pid = fork();
        if (pid == 0) {
                close(pipes[1]);
                (void)!read(pipes[0], &c, 1);
                abort(); /* however it ends */
        }
        close(fd);
        EXPECT(lock_held(dir));
        EXPECT_INT(lock_take(dir, 0, &fd), ERR_BUSY);
        close(pipes[0]);
        close(pipes[1]);
        waitpid(pid, NULL, 0);
        EXPECT(!lock_held(dir));
        EXPECT_INT(lock_take(dir, 0, &fd), 0);
        close(fd);
}

TEST(who_waits_takes_the_lock_of_a_holder_that_dies)
{
        int fd = -1;
        pid_t pid;

        REQUIRE(lock_take(dir, 0, &fd) == 0);
        pid = fork();
        if (pid == 0) {
                usleep(100000);
                abort();
        }
        close(fd);
        EXPECT_INT(lock_take(dir, 60000, &fd), 0);
        close(fd);
        waitpid(pid, NULL, 0);
}

TEST(a_folder_that_is_not_there_is_told_apart)
{
        int fd;

        EXPECT_INT(lock_take("/nonexistent", 0, &fd), ERR_NOT_FOUND);
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
                        RUN(who_waits_takes_the_lock_of_a_holder_that_dies),
                        RUN(a_folder_that_is_not_there_is_told_apart) };

                r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        }
        snprintf(path, sizeof path, "%s/lock", dir);
        unlink(path);
        rmdir(dir);
        return r;
}
