/*
 * src/app/test/converter_child.h: a converter behind its wall, for a test: forked before the test
 * has threads, ended by closing its socket.
 */
#ifndef APP_TEST_CONVERTER_CHILD_H
#define APP_TEST_CONVERTER_CHILD_H

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/converter.h"
#include "test/test.h"

struct converter_child {
        int socket;
        pid_t pid;
};

static inline struct converter_child converter_child_begin(const struct converter_work *work)
{
        struct converter_child c;
        int pair[2];

        CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
        c = (struct converter_child){ pair[0], fork() };
        CHECK(c.pid >= 0);
        if (c.pid == 0) {
                close(pair[0]);
                _exit(converter_main(pair[1], false, work));
        }
        close(pair[1]);
        return c;
}

/* Its exit status; -1: it was killed. */
static inline int converter_child_end(struct converter_child *c)
{
        int status;

        close(c->socket);
        CHECK(waitpid(c->pid, &status, 0) == c->pid);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
