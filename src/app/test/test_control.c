/*
 * src/app/test/test_control.c: a command runs in the server and its output, errors, input and exit
 * code are those of a command that ran here.
 */
#include "test/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/control.h"

static char dir[] = "/tmp/motcua-control-XXXXXX";
static pthread_barrier_t meeting;

static int run(struct control_call *c)
{
        char text[64];
        ssize_t n;

        if (str_is(c->argv[0], "echo")) {
                for (int i = 1; i < c->argc; i++)
                        control_printf(c, "%s%s", c->argv[i].ptr, i + 1 < c->argc ? " " : "\n");
                return 0;
        }
        if (str_is(c->argv[0], "fail")) {
                control_error(c, STR("không được\n"));
                return 3;
        }
        if (str_is(c->argv[0], "folder")) {
                control_print(c, c->folder);
                return 0;
        }
        if (str_is(c->argv[0], "cat")) {
                n = read(c->input, text, sizeof text);
                control_print(c, str_n(text, n > 0 ? (size_t)n : 0));
                return 0;
        }
        if (str_is(c->argv[0], "meet")) {
                pthread_barrier_wait(&meeting);
                return 0;
        }
        if (str_is(c->argv[0], "much")) {
                for (int i = 0; i < 20000; i++)
                        control_printf(c, "line %d of a long answer\n", i);
                return 0;
        }
        return *(int *)c->arg;
}

/* The client in a process of its own, its input from `in`, its output and errors into one text. */
static int client(struct arena *a, const char *in, struct str *ret_out, char **argv)
{
        int out[2], input[2], status, argc = 0;
        struct buf b;
        char chunk[4096];
        ssize_t n;
        pid_t pid;

        while (argv[argc])
                argc++;
        CHECK(pipe(out) == 0 && pipe(input) == 0);
        CHECK(write(input[1], in, strlen(in)) == (ssize_t)strlen(in));
        close(input[1]);
        pid = fork();
        if (pid == 0) {
                int code, r;

                dup2(input[0], 0);
                dup2(out[1], 1);
                dup2(out[1], 2);
                close(out[0]);
                r = control_send(dir, argc, argv, &code);
                _exit(r < 0 ? 100 - r : code);
        }
        close(out[1]);
        close(input[0]);
        buf_init(&b, a, (size_t)8 << 20);
        while ((n = read(out[0], chunk, sizeof chunk)) > 0)
                buf_add(&b, str_n(chunk, (size_t)n));
        close(out[0]);
        waitpid(pid, &status, 0);
        *ret_out = buf_str(&b);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define CLIENT(a, in, out, ...) client(a, in, out, (char *[]){ __VA_ARGS__, NULL })

TEST(output_errors_input_and_code_come_through)
{
        struct arena *a = arena_new((size_t)16 << 20);
        struct control *c = NULL;
        struct str out;
        int other = 42;
        char here[4096];

        REQUIRE(control_start(dir, run, &other, &c) == 0);
        EXPECT_INT(CLIENT(a, "", &out, "echo", "xin", "chào \"bạn\"", ""), 0);
        EXPECT_STR(out, "xin chào \"bạn\" \n");
        EXPECT_INT(CLIENT(a, "", &out, "fail"), 3);
        EXPECT_STR(out, "không được\n");
        EXPECT_INT(CLIENT(a, "", &out, "something"), 42);
        EXPECT_INT(CLIENT(a, "mật khẩu\n", &out, "cat"), 0);
        EXPECT_STR(out, "mật khẩu\n");
        EXPECT_INT(CLIENT(a, "", &out, "folder"), 0);
        EXPECT_STR(out, getcwd(here, sizeof here));
        EXPECT_INT(CLIENT(a, "", &out, "much"), 0);
        EXPECT(str_ends(out, STR("line 19999 of a long answer\n")));
        control_stop(c);
        EXPECT_INT(CLIENT(a, "", &out, "echo"), 100 - ERR_NOT_FOUND);
        arena_free(a);
}

TEST(the_socket_is_the_users_alone)
{
        struct control *c = NULL;
        char path[100];
        struct stat st;
        int n = 0;

        REQUIRE(control_start(dir, run, &n, &c) == 0);
        snprintf(path, sizeof path, "%s/motcua.sock", dir);
        REQUIRE(stat(path, &st) == 0);
        EXPECT_INT(st.st_mode & 0777, 0600);
        control_stop(c);
        /* a second server replaces what a dead one left */
        REQUIRE(control_start(dir, run, &n, &c) == 0);
        control_stop(c);
}

static void *meet(void *arg)
{
        char *argv[] = { "meet" };
        int code = -1, r = control_send(dir, 1, argv, &code);

        return (void *)(intptr_t)(r == 0 && code == 0);
}

/* Each waits for the other: one after the other they would never end. */
TEST(commands_run_beside_each_other)
{
        struct control *c = NULL;
        pthread_t t[3];
        void *ok;
        int n = 0;

        pthread_barrier_init(&meeting, NULL, ARRAY_LEN(t));
        REQUIRE(control_start(dir, run, &n, &c) == 0);
        for (size_t i = 0; i < ARRAY_LEN(t); i++)
                pthread_create(&t[i], NULL, meet, NULL);
        for (size_t i = 0; i < ARRAY_LEN(t); i++) {
                pthread_join(t[i], &ok);
                EXPECT(ok != NULL);
        }
        control_stop(c);
        pthread_barrier_destroy(&meeting);
}

TEST(rubbish_on_the_socket_is_answered_and_survived)
{
        struct arena *a = arena_new((size_t)16 << 20);
        struct sockaddr_un addr = { .sun_family = AF_UNIX };
        static const char *const rubbish[] = { "GET / HTTP/1.1\r\n\r\n", "A\xff\xff\xff\xff",
                "A\0\0" };
        struct control *c = NULL;
        struct str out;
        int n = 0;

        REQUIRE(control_start(dir, run, &n, &c) == 0);
        snprintf(addr.sun_path, sizeof addr.sun_path, "%s/motcua.sock", dir);
        for (size_t i = 0; i < ARRAY_LEN(rubbish); i++) {
                int fd = socket(AF_UNIX, SOCK_STREAM, 0);

                REQUIRE(connect(fd, (struct sockaddr *)&addr, sizeof addr) == 0);
                EXPECT(write(fd, rubbish[i], strlen(rubbish[i])) > 0);
                close(fd);
        }
        EXPECT_INT(CLIENT(a, "", &out, "echo", "still here"), 0);
        EXPECT_STR(out, "still here\n");
        control_stop(c);
        arena_free(a);
}

int main(int argc, char **argv)
{
        static const struct test tests[] = { RUN(output_errors_input_and_code_come_through),
                RUN(the_socket_is_the_users_alone), RUN(commands_run_beside_each_other),
                RUN(rubbish_on_the_socket_is_answered_and_survived) };
        char path[100];
        int r;

        CHECK(mkdtemp(dir) != NULL);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        snprintf(path, sizeof path, "%s/motcua.sock", dir);
        unlink(path);
        rmdir(dir);
        return r;
}
