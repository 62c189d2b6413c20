/*
 * src/net/scan.c: see scan.h. One connection a file: "zINSTREAM\0", pieces of four bytes length
 * (network order) and that many bytes, a piece of length 0, then one answer that ends in NUL. The
 * scanner may answer before it has everything (too large) and closes then.
 */
#include "net/scan.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

#define COMMAND   "zINSTREAM" /* with its NUL */
#define PIECE     65536
#define REPLY_MAX 1024

struct talk {
        struct arena *arena;
        int socket;
        i64 until; /* monotonic ns */
        struct str why;
};

static int failed(struct talk *t, const char *what)
{
        t->why = str_fmt(t->arena, "%s: %s", what, errno ? strerror(errno) : "closed");
        return ERR_IO;
}

static void closep(int *fd)
{
        if (*fd >= 0)
                close(*fd);
}

/* ---- where it is ---- */

static bool split_tcp(
        struct arena *a, struct str rest, const char **ret_host, const char **ret_port)
{
        ptrdiff_t colon = str_rfind_char(rest, ':');
        struct str host, port;
        i64 number;

        if (colon <= 0)
                return false;
        host = str_sub(rest, 0, (size_t)colon);
        port = str_sub(rest, (size_t)colon + 1, rest.len);
        if (host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
                host = str_sub(host, 1, host.len - 2);
        else if (str_find_char(host, ':') >= 0)
                return false;
        if (str_to_i64(port, &number) < 0 || number < 1 || number > 65535)
                return false;
        *ret_host = str_c(a, host);
        *ret_port = str_c(a, port);
        return true;
}

static bool unix_path(struct str address, struct sockaddr_un *ret_at)
{
        struct str path = str_sub(address, strlen("unix://"), address.len);
        struct sockaddr_un at = { .sun_family = AF_UNIX };

        if (!str_starts(address, STR("unix:///")) || path.len >= sizeof at.sun_path)
                return false;
        memcpy(at.sun_path, path.ptr, path.len);
        *ret_at = at;
        return true;
}

bool net_scan_address(struct str address)
{
        AUTO(arena_freep) struct arena *a = arena_new(4096);
        const char *host, *port;
        struct sockaddr_un at;

        if (str_starts(address, STR("tcp://")))
                return split_tcp(a, str_sub(address, 6, address.len), &host, &port);
        return unix_path(address, &at);
}

/* Until the socket is ready for `events`; ERR_IO when patience is over. */
static int wait_for(struct talk *t, short events)
{
        struct pollfd p = { t->socket, events, 0 };
        int n;

        do {
                i64 left = (t->until - clock_monotonic_ns()) / 1000000;

                errno = ETIMEDOUT;
                n = left > 0 ? poll(&p, 1, (int)MIN(left, (i64)60000)) : 0;
        } while (n < 0 && errno == EINTR);
        return n > 0 ? 0 : failed(t, "wait");
}

static int connect_to(struct talk *t, const struct sockaddr *at, socklen_t n)
{
        int error = 0, r;
        socklen_t size = sizeof error;

        t->socket = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (t->socket < 0)
                return failed(t, "socket");
        if (connect(t->socket, at, n) == 0)
                return 0;
        if (errno != EINPROGRESS)
                return failed(t, "connect");
        r = wait_for(t, POLLOUT);
        if (r < 0)
                return r;
        if (getsockopt(t->socket, SOL_SOCKET, SO_ERROR, &error, &size) < 0 || error) {
                errno = error ? error : errno;
                return failed(t, "connect");
        }
        return 0;
}

static int open_tcp(struct talk *t, struct str rest)
{
        const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
        const char *host, *port;
        struct addrinfo *ai = NULL;
        int r;

        if (!split_tcp(t->arena, rest, &host, &port))
                return ERR_INVALID;
        r = getaddrinfo(host, port, &hints, &ai);
        if (r != 0) {
                t->why = str_fmt(t->arena, "%s: %s", host, gai_strerror(r));
                return ERR_IO;
        }
        r = connect_to(t, ai->ai_addr, ai->ai_addrlen);
        freeaddrinfo(ai);
        return r;
}

static int open_talk(struct talk *t, struct str address)
{
        struct sockaddr_un at;

        if (str_starts(address, STR("tcp://")))
                return open_tcp(t, str_sub(address, 6, address.len));
        if (!unix_path(address, &at))
                return ERR_INVALID;
        return connect_to(t, (const struct sockaddr *)&at, sizeof at);
}

/* ---- the conversation ---- */

static int put(struct talk *t, const void *p, size_t n)
{
        const char *at = p;

        while (n) {
                ssize_t done = send(t->socket, at, n, MSG_NOSIGNAL);
                int r;

                if (done < 0 && errno != EAGAIN && errno != EINTR)
                        return failed(t, "send");
                r = done < 0 ? wait_for(t, POLLOUT) : 0;
                if (r < 0)
                        return r;
                at += MAX(done, (ssize_t)0);
                n -= (size_t)MAX(done, (ssize_t)0);
        }
        return 0;
}

static int put_piece(struct talk *t, const void *p, size_t n)
{
        u32 length = htonl((u32)n);
        int r = put(t, &length, sizeof length);

        return r < 0 || !n ? r : put(t, p, n);
}

static int put_file(struct talk *t, int fd)
{
        char *space = arena_raw(t->arena, PIECE);
        off_t at = 0;
        int r = put(t, COMMAND, sizeof COMMAND);

        while (r == 0) {
                ssize_t n = pread(fd, space, PIECE, at);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return failed(t, "read");
                r = put_piece(t, space, (size_t)n);
                at += n;
                if (n == 0)
                        break;
        }
        return r;
}

static int take_reply(struct talk *t, struct str *ret_reply)
{
        char *space = arena_raw(t->arena, REPLY_MAX);
        size_t n = 0;

        for (;;) {
                ssize_t got;
                int r = wait_for(t, POLLIN);

                if (r < 0)
                        return r;
                errno = 0;
                got = recv(t->socket, space + n, REPLY_MAX - n, 0);
                if (got < 0 && (errno == EAGAIN || errno == EINTR))
                        continue;
                if (got <= 0)
                        return failed(t, "receive");
                n += (size_t)got;
                if (memchr(space, 0, n))
                        break;
                errno = EMSGSIZE;
                if (n == REPLY_MAX)
                        return failed(t, "receive");
        }
        *ret_reply = str_dup(t->arena, str_of(space));
        return 0;
}

/* "stream: OK", "stream: Eicar-Signature FOUND", "INSTREAM size limit exceeded. ERROR". */
static int read_reply(struct talk *t, struct str reply, struct net_scan_said *ret_said)
{
        if (str_is(reply, "stream: OK")) {
                ret_said->found = STR_NULL;
                return 0;
        }
        if (reply.len >= 8 + 6 && str_starts(reply, STR("stream: ")) &&
                str_ends(reply, STR(" FOUND"))) {
                struct str name = str_sub(reply, 8, reply.len - 8 - 6);

                ret_said->found = name.len ? name : STR("?");
                return 0;
        }
        t->why = reply;
        return str_starts(reply, STR("INSTREAM size limit exceeded")) ? ERR_LIMIT : ERR_IO;
}

int net_scan(struct arena *a, struct str address, int fd, int patience_ms,
        struct net_scan_said *ret_said)
{
        struct talk t = { .arena = a,
                .socket = -1,
                .until = clock_monotonic_ns() + (i64)patience_ms * 1000000,
                .why = STR("not an address") };
        AUTO(closep) int opened = -1;
        struct str reply;
        int r = open_talk(&t, address), sent;

        opened = t.socket;
        if (r == 0) {
                sent = put_file(&t, fd);
                /* What it says although it did not take everything tells why. */
                r = take_reply(&t, &reply);
                if (r == 0)
                        r = read_reply(&t, reply, ret_said);
                if (r == 0 && sent < 0)
                        r = ERR_IO;
        }
        if (r < 0)
                ret_said->why = t.why;
        return r;
}
