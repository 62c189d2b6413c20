/*
 * src/web/test/client.c: see client.h.
 */
#include "web/test/client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, ANSWER_BYTES = 16 << 20, HEAD_BYTES = 16 << 10 };

int client_open(int port)
{
        struct sockaddr_in at = { .sin_family = AF_INET,
                .sin_port = htons((uint16_t)port),
                .sin_addr = { htonl(INADDR_LOOPBACK) } };
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        CHECK(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0);
        CHECK(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int)) == 0);
        return fd;
}

void client_send(int fd, struct str bytes)
{
        while (bytes.len) {
                ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

                if (n <= 0)
                        return; /* refused early; the answer tells */
                bytes = str_sub(bytes, (size_t)n, bytes.len);
        }
}

static ssize_t receive(int fd, char *p, size_t n)
{
        struct pollfd wait = { fd, POLLIN, 0 };

        CHECK(poll(&wait, 1, PATIENCE_MS) == 1);
        return recv(fd, p, n, 0);
}

bool client_closed(int fd)
{
        char c;

        return receive(fd, &c, 1) <= 0;
}

struct str answer_header(const struct answer *r, const char *name)
{
        struct str rest = r->head, line, key;

        while (str_cut(&rest, '\n', &line)) {
                line = str_trim(line);
                if (str_cut(&line, ':', &key) && line.ptr && str_eq_nocase(key, str_of(name)))
                        return str_trim(line);
        }
        return STR_NULL;
}

bool answer_has(const struct answer *r, const char *part)
{
        return str_find(r->body, str_of(part)) >= 0;
}

/* Looks ahead, so that no byte of the body or of the next answer is taken. */
static bool read_head(struct arena *a, int fd, struct answer *r)
{
        char *p = arena_raw(a, HEAD_BYTES);
        struct pollfd wait = { fd, POLLIN | POLLRDHUP, 0 };

        for (;;) {
                ssize_t n;
                ptrdiff_t end;

                CHECK(poll(&wait, 1, PATIENCE_MS) == 1);
                n = recv(fd, p, HEAD_BYTES, MSG_PEEK);
                if (n <= 0)
                        return false;
                end = str_find(str_n(p, (size_t)n), STR("\r\n\r\n"));
                if (end < 0 && (wait.revents & (POLLRDHUP | POLLHUP | POLLERR)))
                        return false;
                if (end < 0)
                        continue;
                r->head = str_n(p, (size_t)end + 4);
                CHECK(recv(fd, p, r->head.len, 0) == (ssize_t)r->head.len);
                return r->head.len > 12;
        }
}

struct answer client_read(struct arena *a, int fd, bool head)
{
        struct answer r = { 0 };
        i64 status, length;

        do { /* "100 Continue" is no answer yet */
                if (!read_head(a, fd, &r))
                        return (struct answer){ 0 };
                CHECK(str_to_i64(str_sub(r.head, 9, 3), &status) == 0);
        } while (status == 100);
        r.status = (int)status;
        if (head || status == 204 || status == 304)
                return r;
        if (str_to_i64(answer_header(&r, "Content-Length"), &length) < 0)
                length = ANSWER_BYTES; /* up to the end of the connection */
        char *p = arena_raw(a, (size_t)length + 1);
        size_t n = 0;

        while ((i64)n < length) {
                ssize_t got = receive(fd, p + n, (size_t)length - n);

                if (got <= 0)
                        break;
                n += (size_t)got;
        }
        r.body = str_n(p, n);
        return r;
}

struct answer client_ask(struct arena *a, int port, struct str head_lines, struct str body)
{
        int fd = client_open(port);
        struct answer r;

        client_send(fd, str_cat(a, head_lines, STR("Host: toy\r\n\r\n")));
        client_send(fd, body);
        r = client_read(a, fd, str_starts(head_lines, STR("HEAD")));
        close(fd);
        return r;
}

struct answer client_get(struct arena *a, int port, const char *path, const char *more_lines)
{
        return client_ask(a, port, str_fmt(a, "GET %s HTTP/1.1\r\n%s", path, more_lines), STR(""));
}

struct answer client_post(struct arena *a, int port, const char *path, const char *more_lines,
        const char *type, struct str body)
{
        return client_ask(a, port,
                str_fmt(a, "POST %s HTTP/1.1\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s",
                        path, type, body.len, more_lines),
                body);
}
