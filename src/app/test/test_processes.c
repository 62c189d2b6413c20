/*
 * src/app/test/test_processes.c: the real signer and converter under the real supervisor, as
 * `serve` has them: they answer from behind their walls, come back after being killed, and end
 * with it.
 */
#include "test/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/processes.h"
#include "app/sandbox.h"
#include "wall/converter_client.h"
#include "wall/signer_client.h"

static char dir[] = "/tmp/motcua-processes-XXXXXX";
static bool sandbox_off;

/* The child of `parent` that bears this name; 0 when there is none. */
static pid_t find_child(pid_t parent, const char *name)
{
        DIR *d = opendir("/proc");
        struct dirent *e;
        pid_t found = 0;

        while (!found && (e = readdir(d)) != NULL) {
                char path[300], text[300] = "", want[100];
                int fd;

                snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
                fd = open(path, O_RDONLY);
                if (fd < 0 || read(fd, text, sizeof text - 1) < 0)
                        text[0] = 0;
                if (fd >= 0)
                        close(fd);
                for (const char *s = "RSDZT"; *s && !found; s++) {
                        snprintf(want, sizeof want, "(%s) %c %d ", name, *s, (int)parent);
                        if (strstr(text, want) && *s != 'Z')
                                found = (pid_t)strtol(e->d_name, NULL, 10);
                }
        }
        closedir(d);
        return found;
}

/* A call fails while its process is away; tried until it comes back. */
static int about_signer(int signer, struct signer_about *ret_about)
{
        static struct arena *a;
        int r;

        if (!a)
                a = arena_new(1 << 20);
        do {
                arena_clear(a);
                r = signer_about(signer, a, ret_about);
        } while (r == ERR_BUSY);
        return r;
}

static int inspect(int converter, struct file_facts *ret_facts)
{
        static const char jpeg[] = "\xff\xd8\xff\xc0\0\x0b\10\3\0\4\0\1\1\x11\0"
                                   "\xff\xda\0\2pixels\xff\xd9";
        struct arena *a = arena_new(1 << 16);
        int fd = memfd_create("sample", MFD_CLOEXEC), r;

        CHECK(fd >= 0 && write(fd, jpeg, sizeof jpeg - 1) == sizeof jpeg - 1);
        do
                r = converter_inspect(converter, a, fd, 20000, ret_facts);
        while (r == ERR_BUSY);
        close(fd);
        arena_free(a);
        return r;
}

static int kill_child(const char *name)
{
        pid_t pid = find_child(getppid(), name);

        return pid > 0 ? kill(pid, SIGKILL) : -1;
}

/* Returns 0 when all was as it should be, else the number of the step that was not. */
static int server(int signer, int converter, void *arg)
{
        struct signer_about first = { 0 }, second = { 0 };
        struct file_facts f = { 0 };
        u8 key[HASH_SIZE], again[HASH_SIZE];
        u32 want = sandbox_off ? SANDBOX_OFF : SANDBOX_SECCOMP;

        if (about_signer(signer, &first) != 0 || !(first.wall & want))
                return 1;
        sign_key_id(first.spki, key);
        if (inspect(converter, &f) != 0 || f.kind != FILE_JPEG || f.width != 1024)
                return 2;
        if (kill_child("signer") != 0 || kill_child("converter") != 0)
                return 3;
        if (about_signer(signer, &second) != 0)
                return 4;
        sign_key_id(second.spki, again);
        if (memcmp(key, again, HASH_SIZE) != 0)
                return 5;
        f.width = 0;
        if (inspect(converter, &f) != 0 || f.width != 1024)
                return 6;
        return 0;
}

static int whole(void)
{
        const struct processes p = { dir, sandbox_off, server, NULL };
        int status;
        pid_t pid = fork();

        if (pid == 0)
                _exit(processes_run(&p));
        waitpid(pid, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(signer_and_converter_serve_from_behind_their_walls_and_come_back)
{
        sandbox_off = false;
        EXPECT_INT(whole(), 0);
}

TEST(the_operator_may_switch_the_walls_off)
{
        sandbox_off = true;
        EXPECT_INT(whole(), 0);
}

static void clean(void)
{
        static const char *const names[] = { "secret/signer/keys.log", "secret/signer/list.log",
                "secret/signer", "secret", "" };
        char path[100];

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                snprintf(path, sizeof path, "%s/%s", dir, names[i]);
                remove(path);
        }
}

int main(int argc, char **argv)
{
        static const struct test tests[] = {
                RUN(signer_and_converter_serve_from_behind_their_walls_and_come_back),
                RUN(the_operator_may_switch_the_walls_off),
        };
        int r;

        CHECK(mkdtemp(dir) != NULL);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        clean();
        return r;
}
