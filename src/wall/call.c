/*
 * src/wall/call.c: see call.h. An answer is "MA", version, 0, status (i32), length (u32), body; a
 * request "MR", version, operation, length (u32), body.
 */
#include "wall/call.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "wall/wire.h"

#define REQUEST_HEAD 8
#define ANSWER_HEAD  12

static void close_fd(int fd)
{
        if (fd >= 0)
                close(fd);
}

/* 0, or ERR_BUSY when it does not fit in time. */
static int send_request(int socket, struct str packet, int reply, int fd, i64 deadline)
{
        union {
                char space[CMSG_SPACE(2 * sizeof(int))];
                struct cmsghdr align;
        } control = { 0 };
        struct iovec iov = { (void *)packet.ptr, packet.len };
        struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control };
        int fds[2] = { reply, fd };
        size_t n = (fd >= 0 ? 2 : 1) * sizeof(int);

        m.msg_controllen = CMSG_SPACE(n);
        CMSG_FIRSTHDR(&m)->cmsg_level = SOL_SOCKET;
        CMSG_FIRSTHDR(&m)->cmsg_type = SCM_RIGHTS;
        CMSG_FIRSTHDR(&m)->cmsg_len = CMSG_LEN(n);
        memcpy(CMSG_DATA(CMSG_FIRSTHDR(&m)), fds, n);
        for (;;) {
                struct pollfd p = { socket, POLLOUT, 0 };
                i64 left = (deadline - clock_monotonic_ns()) / 1000000;

                if (sendmsg(socket, &m, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
                        return 0;
                if (errno != EAGAIN && errno != EINTR)
                        return ERR_BUSY;
                if (left <= 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR))
                        return ERR_BUSY;
        }
}

/* Exactly n bytes before the deadline, else ERR_BUSY. */
static int read_all(int fd, char *p, size_t n, i64 deadline)
{
        while (n > 0) {
                struct pollfd pfd = { fd, POLLIN, 0 };
                i64 left = (deadline - clock_monotonic_ns()) / 1000000;
                ssize_t got;

                if (left <= 0)
                        return ERR_BUSY;
                if (poll(&pfd, 1, (int)MIN(left, 60000)) <= 0)
                        continue;
                got = read(fd, p, n);
                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0)
                        return ERR_BUSY;
                p += got;
                n -= (size_t)got;
        }
        return 0;
}

static int read_answer(
        int fd, i64 deadline, struct arena *a, size_t max_reply, struct str *ret_reply)
{
        char head[ANSWER_HEAD], *body;
        struct wire w = wire_of(str_n(head, sizeof head));
        int r = read_all(fd, head, sizeof head, deadline), status;
        u32 magic, n;

        if (r < 0)
                return r;
        magic = wire_u32(&w);
        status = (int)wire_u32(&w);
        n = wire_u32(&w);
        if (magic != ('M' << 24 | 'A' << 16 | WALL_VERSION << 8) || n > max_reply || status > 0 ||
                status <= ERR_MAX)
                return ERR_CORRUPT;
        body = arena_raw(a, (size_t)n + 1);
        r = read_all(fd, body, n, deadline);
        if (r < 0)
                return r;
        body[n] = 0;
        if (status == 0)
                *ret_reply = str_n(body, n);
        return status;
}

int wall_call(int socket, int op, struct str body, int fd, i64 timeout_ms, struct arena *a,
        size_t max_reply, struct str *ret_reply)
{
        i64 deadline = clock_monotonic_ns() + timeout_ms * 1000000;
        struct buf b;
        int pair[2], r;

        CHECK(op > 0 && op < 256 && body.len <= WALL_REQUEST_MAX - REQUEST_HEAD);
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
                return ERR_BUSY;
        buf_init(&b, a, WALL_REQUEST_MAX);
        wire_put_u32(&b, 'M' << 24 | 'R' << 16 | WALL_VERSION << 8 | (u32)op);
        wire_put_str(&b, str_n(body.ptr ? body.ptr : "", body.len));
        r = send_request(socket, buf_str(&b), pair[1], fd, deadline);
        close(pair[1]);
        if (r == 0)
                r = read_answer(pair[0], deadline, a, max_reply, ret_reply);
        close(pair[0]);
        return r;
}

/* What came beside a packet: at most two descriptors; more are closed and make it malformed. */
static int take_fds(struct msghdr *m, int ret_fds[2])
{
        int n = 0;

        ret_fds[0] = ret_fds[1] = -1;
        for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
                size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
                int fds[4];

                if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
                        continue;
                CHECK(count <= ARRAY_LEN(fds));
                memcpy(fds, CMSG_DATA(c), count * sizeof(int));
                for (size_t i = 0; i < count; i++) {
                        if (n < 2)
                                ret_fds[n] = fds[i];
                        else
                                close(fds[i]);
                        n++;
                }
        }
        return n;
}

int wall_receive(int socket, char *space, struct wall_request *ret_request)
{
        union {
                char space[CMSG_SPACE(4 * sizeof(int))];
                struct cmsghdr align;
        } control;
        struct iovec iov = { space, WALL_REQUEST_MAX };
        struct msghdr m = { .msg_iov = &iov,
                .msg_iovlen = 1,
                .msg_control = &control,
                .msg_controllen = sizeof control.space };
        ssize_t got = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
        struct wire w = wire_of(str_n(space, got > 0 ? (size_t)got : 0));
        struct str body;
        u32 magic;
        int fds[2], n;

        if (got < 0)
                return errno == EINTR ? ERR_INVALID : 0;
        if (got == 0)
                return 0;
        n = take_fds(&m, fds);
        magic = wire_u32(&w);
        body = wire_str(&w, WALL_REQUEST_MAX);
        if (n < 1 || n > 2 || (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || wire_end(&w) < 0 ||
                magic >> 8 != ('M' << 16 | 'R' << 8 | WALL_VERSION) || !body.ptr) {
                if (n > 0)
                        wall_answer(fds[0], ERR_INVALID, STR(""));
                close_fd(fds[0]);
                close_fd(fds[1]);
                return ERR_INVALID;
        }
        *ret_request = (struct wall_request){ (int)(magic & 0xff), body, fds[0], fds[1] };
        return 1;
}

static void send_all(int fd, const char *p, size_t n)
{
        while (n > 0) {
                ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

                if (sent < 0 && errno == EINTR)
                        continue;
                if (sent <= 0)
                        return;
                p += sent;
                n -= (size_t)sent;
        }
}

void wall_answer(int reply, int status, struct str body)
{
        u32 n = (u32)body.len, s = (u32)status;
        char head[ANSWER_HEAD] = { 'M', 'A', WALL_VERSION, 0, (char)(s >> 24), (char)(s >> 16),
                (char)(s >> 8), (char)s, (char)(n >> 24), (char)(n >> 16), (char)(n >> 8),
                (char)n };

        send_all(reply, head, sizeof head);
        send_all(reply, body.ptr, body.len);
}
