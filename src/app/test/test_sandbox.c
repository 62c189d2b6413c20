/*
 * src/app/test/test_sandbox.c: inside each wall the way out is closed. Every attempt is made in a
 * process of its own; how it ended is what is looked at.
 */
#include "test/test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/sandbox.h"

enum { GOT_OUT = 10, REFUSED = 11, NO_WALL = 12 };

static int try_open(void)
{
        return open("/etc/passwd", O_RDONLY) >= 0 ? GOT_OUT : REFUSED;
}

static int try_create(void)
{
        return open("/tmp/motcua-got-out", O_CREAT | O_WRONLY, 0600) >= 0 ? GOT_OUT : REFUSED;
}

static int try_openat2(void)
{
        u64 how[3] = { O_RDONLY, 0, 0 };

        return syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof how) >= 0 ? GOT_OUT
                                                                                   : REFUSED;
}

static int try_stat(void)
{
        return access("/etc/passwd", F_OK) == 0 ? GOT_OUT : REFUSED;
}

static int try_internet(void)
{
        return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? GOT_OUT : REFUSED;
}

static int try_unix_socket(void)
{
        return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? GOT_OUT : REFUSED;
}

static int try_execve(void)
{
        char *argv[] = { "/bin/true", NULL };

        execve(argv[0], argv, argv + 1);
        return REFUSED;
}

static int try_ptrace(void)
{
        return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0 ? GOT_OUT : REFUSED;
}

static int try_kill(void)
{
        return kill(getppid(), 0) == 0 ? GOT_OUT : REFUSED;
}

static int try_fork(void)
{
        pid_t pid = fork();

        if (pid == 0)
                _exit(0);
        return pid > 0 ? GOT_OUT : REFUSED;
}

static int try_namespace(void)
{
        return unshare(CLONE_NEWUSER) == 0 ? GOT_OUT : REFUSED;
}

static int try_code(void)
{
        void *p = mmap(
                NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        return p != MAP_FAILED ? GOT_OUT : REFUSED;
}

static int (*const attempts[])(void) = { try_open, try_create, try_openat2, try_stat, try_internet,
        try_unix_socket, try_execve, try_ptrace, try_kill, try_fork, try_namespace, try_code };

static _Noreturn void inside(enum sandbox_kind kind, int (*attempt)(void))
{
        struct sandbox_filter *filter = NULL;
        u32 level;

        if (kind == SANDBOX_WORKER) {
                if (sandbox_worker_prepare(&filter) < 0 ||
                        sandbox_enter(SANDBOX_CONVERTER, false, &level) < 0)
                        _exit(NO_WALL);
                sandbox_worker_enter(filter);
        } else if (sandbox_enter(kind, false, &level) < 0) {
                _exit(NO_WALL);
        }
        _exit(attempt());
}

/* Refused by an error, or ended by SIGSYS: both are a wall. */
static bool held(enum sandbox_kind kind, int (*attempt)(void))
{
        int status;
        pid_t pid = fork();

        if (pid == 0)
                inside(kind, attempt);
        waitpid(pid, &status, 0);
        return (WIFEXITED(status) && WEXITSTATUS(status) == REFUSED) ||
               (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

/* Were the attempts broken in themselves, every wall would seem to hold. */
TEST(without_a_wall_the_ways_out_are_open)
{
        EXPECT_INT(try_open(), GOT_OUT);
        EXPECT_INT(try_openat2(), GOT_OUT);
        EXPECT_INT(try_stat(), GOT_OUT);
        EXPECT_INT(try_internet(), GOT_OUT);
        EXPECT_INT(try_unix_socket(), GOT_OUT);
        EXPECT_INT(try_kill(), GOT_OUT);
        EXPECT_INT(try_fork(), GOT_OUT);
        EXPECT_INT(try_code(), GOT_OUT);
        EXPECT_INT(try_create(), GOT_OUT);
        unlink("/tmp/motcua-got-out");
}

TEST(no_way_leads_out_of_the_signer)
{
        for (size_t i = 0; i < ARRAY_LEN(attempts); i++)
                EXPECT(held(SANDBOX_SIGNER, attempts[i]));
}

TEST(no_way_leads_out_of_the_converter)
{
        for (size_t i = 0; i < ARRAY_LEN(attempts); i++)
                EXPECT(held(SANDBOX_CONVERTER, attempts[i]));
}

TEST(no_way_leads_out_of_a_worker)
{
        for (size_t i = 0; i < ARRAY_LEN(attempts); i++)
                EXPECT(held(SANDBOX_WORKER, attempts[i]));
}

/* What each needs must work: memory, time, its descriptors. */
static int ordinary_work(void)
{
        char *p = malloc((size_t)8 << 20);
        u64 random;

        if (!p)
                return GOT_OUT;
        memset(p, 1, (size_t)8 << 20);
        free(p);
        if (syscall(SYS_getrandom, &random, sizeof random, 0) != sizeof random)
                return GOT_OUT;
        return REFUSED;
}

TEST(ordinary_work_goes_on_inside)
{
        EXPECT(held(SANDBOX_SIGNER, ordinary_work));
        EXPECT(held(SANDBOX_CONVERTER, ordinary_work));
        EXPECT(held(SANDBOX_WORKER, ordinary_work));
}

static int level_code(void)
{
        u32 level;

        if (sandbox_enter(SANDBOX_SIGNER, false, &level) < 0)
                return 255;
        return (int)(level & 0xf);
}

TEST(the_level_reached_is_told)
{
        struct arena *a = arena_new(1 << 16);
        int status;
        pid_t pid = fork();
        u32 level;

        if (pid == 0)
                _exit(level_code());
        waitpid(pid, &status, 0);
        REQUIRE(WIFEXITED(status));
        EXPECT(WEXITSTATUS(status) & SANDBOX_SECCOMP);
        EXPECT(!(WEXITSTATUS(status) & SANDBOX_OFF));
        EXPECT_STR(sandbox_words(a, SANDBOX_SECCOMP | SANDBOX_LANDLOCK | SANDBOX_NET | 7 << 8),
                "seccomp, landlock 7, net");
        EXPECT_STR(sandbox_words(a, SANDBOX_OFF), "off");
        EXPECT_INT(sandbox_enter(SANDBOX_SIGNER, true, &level), 0);
        EXPECT_INT(level, SANDBOX_OFF);
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(without_a_wall_the_ways_out_are_open),
                RUN(no_way_leads_out_of_the_signer), RUN(no_way_leads_out_of_the_converter),
                RUN(no_way_leads_out_of_a_worker), RUN(ordinary_work_goes_on_inside),
                RUN(the_level_reached_is_told));
}
