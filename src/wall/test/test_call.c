/*
 * src/wall/test/test_call.c: a call is answered, many at once are not mixed up, and one over which
 * the other side dies, stays silent or talks nonsense ends in an error and not in a hang.
 */
#include "test/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wall/call.h"

enum { ECHO_BODY = 1, SILENT, NONSENSE, ERROR_OUT, TOO_LONG, DIE, READ_FILE, POSITIVE };

static void answer(const struct wall_request *rq)
{
        static const char big[5000];
        char text[64];
        ssize_t n;

        switch (rq->op) {
        case ECHO_BODY:
                wall_answer(rq->reply, 0, rq->body);
                break;
        case NONSENSE:
                (void)!write(rq->reply, "HTTP/1.1 200 OK\r\n", 17);
                break;
        case ERROR_OUT:
                wall_answer(rq->reply, ERR_DENIED, STR(""));
                break;
        case POSITIVE:
                wall_answer(rq->reply, 5, STR(""));
                break;
        case TOO_LONG:
                wall_answer(rq->reply, 0, str_n(big, sizeof big));
                break;
        case READ_FILE:
                n = pread(rq->fd, text, sizeof text, 0);
                wall_answer(rq->reply, 0, str_n(text, n > 0 ? (size_t)n : 0));
                break;
        case DIE:
                _exit(3);
        }
}

static _Noreturn void serve(int socket)
{
        static char space[WALL_REQUEST_MAX];
        struct wall_request rq;
        int silent = -1, r;

        while ((r = wall_receive(socket, space, &rq)) != 0) {
                if (r < 0)
                        continue;
                answer(&rq);
                if (rq.op == SILENT)
                        silent = rq.reply;
                else
                        close(rq.reply);
                if (rq.fd >= 0)
                        close(rq.fd);
        }
        (void)silent;
        _exit(0);
}

static int pair[2];
static pid_t server;

static void start(void)
{
        server = fork();
        if (server == 0) {
                close(pair[0]);
                serve(pair[1]);
        }
}

static void stop(void)
{
        int status;

        close(pair[0]);
        close(pair[1]);
        waitpid(server, &status, 0);
}

static int call(int op, const char *body, int fd, i64 ms, struct str *ret_reply)
{
        static struct arena *a;

        if (!a)
                a = arena_new(1 << 20);
        arena_clear(a);
        return wall_call(pair[0], op, str_of(body), fd, ms, a, 4096, ret_reply);
}

static void open_pair(void)
{
        CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
        start();
}

TEST(a_call_is_answered_with_its_body_file_or_error)
{
        struct str reply = STR("kept");
        int fd = open("/proc/sys/kernel/ostype", O_RDONLY);

        open_pair();
        EXPECT_INT(call(ECHO_BODY, "xin chào", -1, 5000, &reply), 0);
        EXPECT_STR(reply, "xin chào");
        EXPECT_INT(call(ECHO_BODY, "", -1, 5000, &reply), 0);
        EXPECT_STR(reply, "");
        EXPECT_INT(call(READ_FILE, "", fd, 5000, &reply), 0);
        EXPECT_STR(reply, "Linux\n");
        reply = STR("kept");
        EXPECT_INT(call(ERROR_OUT, "", -1, 5000, &reply), ERR_DENIED);
        EXPECT_STR(reply, "kept");
        close(fd);
        stop();
}

TEST(silence_and_nonsense_end_in_errors)
{
        struct str reply;

        open_pair();
        EXPECT_INT(call(SILENT, "", -1, 50, &reply), ERR_BUSY);
        EXPECT_INT(call(NONSENSE, "", -1, 5000, &reply), ERR_CORRUPT);
        EXPECT_INT(call(TOO_LONG, "", -1, 5000, &reply), ERR_CORRUPT);
        EXPECT_INT(call(POSITIVE, "", -1, 5000, &reply), ERR_CORRUPT);
        EXPECT_INT(call(ECHO_BODY, "still here", -1, 5000, &reply), 0);
        stop();
}

TEST(a_process_that_dies_over_a_call_fails_it_at_once_and_its_successor_goes_on)
{
        struct str reply;

        open_pair();
        EXPECT_INT(call(DIE, "", -1, 600000, &reply), ERR_BUSY);
        waitpid(server, NULL, 0);
        start();
        EXPECT_INT(call(ECHO_BODY, "again", -1, 5000, &reply), 0);
        EXPECT_STR(reply, "again");
        stop();
}

TEST(packets_that_are_no_requests_are_dropped)
{
        struct str reply;

        open_pair();
        EXPECT_INT(send(pair[0], "rubbish", 7, 0), 7);
        EXPECT_INT(send(pair[0], "MR\1\1\0\0\0\0", 8, 0), 8); /* nobody to answer to */
        EXPECT_INT(call(ECHO_BODY, "x", -1, 5000, &reply), 0);
        stop();
}

static void *many(void *arg)
{
        struct arena *a = arena_new(1 << 20);
        i64 bad = 0;

        for (int i = 0; i < 200; i++) {
                struct str want = str_fmt(a, "%d of %p", i, arg), reply;

                if (wall_call(pair[0], ECHO_BODY, want, -1, 20000, a, 4096, &reply) != 0 ||
                        !str_eq(want, reply))
                        bad++;
        }
        arena_free(a);
        return (void *)(intptr_t)bad;
}

TEST(calls_of_many_threads_are_not_mixed_up)
{
        pthread_t t[6];

        open_pair();
        for (size_t i = 0; i < ARRAY_LEN(t); i++)
                pthread_create(&t[i], NULL, many, (void *)(i + 1));
        for (size_t i = 0; i < ARRAY_LEN(t); i++) {
                void *bad;

                pthread_join(t[i], &bad);
                EXPECT_INT((intptr_t)bad, 0);
        }
        stop();
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(a_call_is_answered_with_its_body_file_or_error),
                RUN(silence_and_nonsense_end_in_errors),
                RUN(a_process_that_dies_over_a_call_fails_it_at_once_and_its_successor_goes_on),
                RUN(packets_that_are_no_requests_are_dropped),
                RUN(calls_of_many_threads_are_not_mixed_up));
}
