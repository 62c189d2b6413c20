/*
 * src/web/test/test_http.c: what a hostile or clumsy client can do on the wire: framing, sizes,
 * order, slowness. Time is given to http_sweep, never waited for.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "test/test.h"
#include "web/call.h"
#include "web/test/toy.h"

static struct arena *a;

static struct answer send_raw(const char *bytes)
{
        int fd = client_open(toy.port);
        struct answer r;

        client_send(fd, str_of(bytes));
        r = client_read(a, fd, false);
        close(fd);
        return r;
}

static bool alive(void)
{
        return client_get(a, toy.port, "/", "").status == 200;
}

static struct str repeated(const char *head, char c, size_t n, const char *tail)
{
        char *p = arena_alloc(a, n + 1);

        memset(p, c, n);
        return str_fmt(a, "%s%s%s", head, p, tail);
}

TEST(framing_that_two_programs_read_differently_is_refused)
{
        static const struct {
                const char *lines;
                int status;
        } bad[] = { { "Content-Length: 3\r\nContent-Length: 4\r\n", 400 },
                { "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400 },
                { "Content-Length: -3\r\n", 400 }, { "Content-Length: 3x\r\n", 400 },
                { "Content-Length: 99999999999999999999\r\n", 413 },
                { "Transfer-Encoding: gzip, chunked\r\n", 501 } };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct answer r = send_raw(
                        str_fmt(a, "POST /notes HTTP/1.1\r\nHost: toy\r\n%s\r\na=b", bad[i].lines)
                                .ptr);

                /* The library answers some of these itself, always by refusing. */
                if (r.status != bad[i].status && r.status != 400)
                        printf("    %s: %d\n", bad[i].lines, r.status);
                EXPECT(r.status == bad[i].status || r.status == 400);
        }
        EXPECT(alive());
        EXPECT_INT(toy.applied, 0);
}

TEST(a_request_without_sense_or_host_is_refused)
{
        static const char *const bad[] = { "GET / HTTP/1.1\r\n\r\n", "NONSENSE\r\n\r\n",
                "GET\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n", "GET / HTTP/9.9\r\nHost: toy\r\n\r\n" };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                int status = send_raw(bad[i]).status;

                EXPECT(status == 0 || status >= 400);
        }
        EXPECT(alive());
}

TEST(heads_and_targets_have_an_end)
{
        struct answer r = send_raw(
                repeated("GET / HTTP/1.1\r\nHost: toy\r\nX: ", 'a', 100000, "\r\n\r\n").ptr);
        struct buf b;

        EXPECT(r.status == 431 || r.status == 413 || r.status == 0);
        buf_init(&b, a, 1 << 20);
        buf_addc(&b, "GET / HTTP/1.1\r\nHost: toy\r\n");
        for (int i = 0; i < 20000; i++)
                buf_fmt(&b, "X-%d: y\r\n", i);
        buf_addc(&b, "\r\n");
        r = send_raw(buf_str(&b).ptr);
        EXPECT(r.status == 431 || r.status == 413 || r.status == 0);
        r = send_raw(repeated("GET /", 'a', 9000, " HTTP/1.1\r\nHost: toy\r\n\r\n").ptr);
        EXPECT_INT(r.status, 414);
        r = send_raw(repeated("GET /", 'a', 200000, " HTTP/1.1\r\nHost: toy\r\n\r\n").ptr);
        EXPECT(r.status == 414 || r.status == 0);
        EXPECT(alive());
}

TEST(a_body_over_its_limit_is_answered_413_and_not_kept)
{
        struct str body = repeated("text=", 'a', 1100000, "");
        struct answer r =
                client_post(a, toy.port, "/notes", "", "application/x-www-form-urlencoded", body);

        EXPECT_INT(r.status, 413);
        /* Far too large: answered from the head, before any of it. */
        r = send_raw("POST /notes HTTP/1.1\r\nHost: toy\r\nContent-Length: 900000000000\r\n"
                     "Content-Type: application/x-www-form-urlencoded\r\n\r\n");
        EXPECT_INT(r.status, 413);
        EXPECT_STR(answer_header(&r, "Connection"), "close");
        /* A GET has no body, and one that is not the form's kind is 415. */
        r = send_raw("GET / HTTP/1.1\r\nHost: toy\r\nContent-Length: 3\r\n\r\nabc");
        EXPECT(r.status == 200 || r.status == 413);
        EXPECT_INT(toy.applied, 0);
}

/* Of a chunked POST: its head, and 13 MB. */
static int post_chunks(void)
{
        int fd = client_open(toy.port);
        struct str chunk = repeated("10000\r\n", 'a', 65536, "\r\n");

        client_send(fd, STR("POST /notes HTTP/1.1\r\nHost: toy\r\nTransfer-Encoding: chunked\r\n"
                            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"));
        for (int i = 0; i < 200; i++)
                client_send(fd, chunk);
        return fd;
}

TEST(a_chunked_body_over_its_limit_is_answered_413_at_its_end)
{
        int fd = post_chunks();
        struct answer r;

        client_send(fd, STR("0\r\n\r\n"));
        r = client_read(a, fd, false);
        EXPECT_INT(r.status, 413);
        EXPECT_INT(toy.applied, 0);
        close(fd);
}

TEST(an_endless_chunked_body_is_cut_off)
{
        int fd = post_chunks();

        http_sweep(toy.web->http, clock_monotonic_ns() + 3600LL * 1000000000);
        EXPECT(client_closed(fd));
        close(fd);
        EXPECT(alive());
}

TEST(expect_100_continue_is_answered_before_a_body_too_large)
{
        struct answer r = send_raw("POST /notes HTTP/1.1\r\nHost: toy\r\nExpect: 100-continue\r\n"
                                   "Content-Type: application/x-www-form-urlencoded\r\n"
                                   "Content-Length: 2000000\r\n\r\n");
        int fd = client_open(toy.port);
        struct str token = toy_csrf(a, "guest", "/notes");
        struct str body = str_fmt(a, "_csrf=%.*s&text=continued", STRF(token));
        struct buf b;
        char c;

        EXPECT_INT(r.status, 413);
        client_send(fd, str_fmt(a,
                                "POST /notes HTTP/1.1\r\nHost: toy\r\nExpect: 100-continue\r\n"
                                "Cookie: session=guest\r\nContent-Length: %zu\r\n"
                                "Content-Type: application/x-www-form-urlencoded\r\n\r\n",
                                body.len));
        buf_init(&b, a, 1000);
        while (!str_ends(buf_str(&b), STR("\r\n\r\n")) && recv(fd, &c, 1, 0) == 1)
                buf_byte(&b, c);
        EXPECT(str_starts(buf_str(&b), STR("HTTP/1.1 100")));
        client_send(fd, body);
        EXPECT_INT(client_read(a, fd, false).status, 303);
        close(fd);
}

TEST(pipelined_requests_are_answered_in_order)
{
        int fd = client_open(toy.port);
        struct buf b;

        buf_init(&b, a, 1 << 16);
        for (int i = 0; i < 50; i++)
                buf_fmt(&b, "GET /things/%d%s HTTP/1.1\r\nHost: toy\r\n\r\n", i,
                        i % 7 == 3 ? "?x=%" : "");
        buf_addc(&b, "GET /slow?q=last HTTP/1.1\r\nHost: toy\r\n\r\n"
                     "GET /things/after HTTP/1.1\r\nHost: toy\r\n\r\n");
        client_send(fd, buf_str(&b));
        for (int i = 0; i < 50; i++) {
                struct answer r = client_read(a, fd, false);

                EXPECT_INT(r.status, i % 7 == 3 ? 400 : 200);
                if (r.status == 200)
                        EXPECT_STR(r.body, str_fmt(a, "%d", i).ptr);
        }
        struct answer r = client_read(a, fd, false);

        EXPECT_STR(r.body, "trang chủ q=last");
        r = client_read(a, fd, false);
        EXPECT_STR(r.body, "after");
        close(fd);
}

TEST(old_clients_are_answered_too)
{
        struct answer r = send_raw("GET /things/x HTTP/1.0\r\n\r\n");

        EXPECT_INT(r.status, 200);
        EXPECT_STR(r.body, "x");
}

TEST(a_slow_head_or_body_is_cut_off_and_our_own_slowness_is_not)
{
        int head = client_open(toy.port), body = client_open(toy.port),
            work = client_open(toy.port);
        i64 now = clock_monotonic_ns(), hour = (i64)3600 * 1000000000;
        struct answer r;

        memory_store_lock();
        toy.hold_slow = true;
        toy.in_slow = 0;
        memory_store_unlock();
        client_send(head, STR("GET / HTTP/1.1\r\nHo"));
        client_send(body, STR("POST /notes HTTP/1.1\r\nHost: toy\r\nContent-Length: 100\r\n"
                              "Content-Type: application/x-www-form-urlencoded\r\n\r\ntext="));
        client_send(work, STR("GET /slow HTTP/1.1\r\nHost: toy\r\n\r\n"));
        memory_store_lock();
        while (!toy.in_slow)
                memory_store_wait();
        memory_store_unlock();
        http_sweep(toy.web->http, now);
        EXPECT(alive());
        while (http_connections(toy.web->http) < 3)
                usleep(1000);
        http_sweep(toy.web->http, now + hour);
        EXPECT(client_closed(head));
        EXPECT(client_closed(body));
        memory_store_lock();
        toy.hold_slow = false;
        memory_store_unlock();
        r = client_read(a, work, false);
        EXPECT_INT(r.status, 200);
        close(head);
        close(body);
        close(work);
}

TEST(duplicates_of_a_single_field_are_refused)
{
        struct str token = toy_csrf(a, "guest", "/notes");
        struct answer r = client_post(a, toy.port, "/notes", "Cookie: session=guest\r\n",
                "application/x-www-form-urlencoded",
                str_fmt(a, "_csrf=%.*s&text=a&text=b", STRF(token)));
        struct buf b;

        EXPECT_INT(r.status, 422);
        EXPECT(answer_has(&r, "wrong:text=Mục này được gửi nhiều lần"));
        buf_init(&b, a, 1 << 20);
        for (int i = 0; i < 5000; i++)
                buf_fmt(&b, "f%d=&", i);
        r = client_post(a, toy.port, "/notes", "Cookie: session=guest\r\n",
                "application/x-www-form-urlencoded", buf_str(&b));
        EXPECT_INT(r.status, 413);
}

TEST(addresses_to_listen_on_are_read_strictly)
{
        static const char *const bad[] = { "", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000",
                "127.0.0.1:-1", "::1:80", "127.0.0.1:80x", "no such host!:0" };
        static const struct http_handler none = { 0 };
        struct http_server *s;

        log_set_level((enum log_level) - 1);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT_INT(
                        http_start(&(struct http_config){ .listen = bad[i], .handler = &none }, &s),
                        ERR_INVALID);
        EXPECT_INT(
                http_start(
                        &(struct http_config){ .listen = str_fmt(a, "127.0.0.1:%d", toy.port).ptr,
                                .handler = &none },
                        &s),
                ERR_IO);
        log_set_level(LOG_ERROR);
        if (http_start(&(struct http_config){ .listen = "[::1]:0",
                               .handler = &none,
                               .max_connections = 10,
                               .idle_seconds = 5 },
                    &s) == 0) { /* where there is IPv6 */
                EXPECT(http_port(s) > 0);
                http_stop(s, 0);
        }
}

int main(int argc, char **argv)
{
        static const struct test tests[] = {
                RUN(framing_that_two_programs_read_differently_is_refused),
                RUN(a_request_without_sense_or_host_is_refused), RUN(heads_and_targets_have_an_end),
                RUN(a_body_over_its_limit_is_answered_413_and_not_kept),
                RUN(a_chunked_body_over_its_limit_is_answered_413_at_its_end),
                RUN(an_endless_chunked_body_is_cut_off),
                RUN(expect_100_continue_is_answered_before_a_body_too_large),
                RUN(pipelined_requests_are_answered_in_order), RUN(old_clients_are_answered_too),
                RUN(a_slow_head_or_body_is_cut_off_and_our_own_slowness_is_not),
                RUN(duplicates_of_a_single_field_are_refused),
                RUN(addresses_to_listen_on_are_read_strictly)
        };
        int r;

        a = arena_new(256 << 20);
        toy_start(NULL);
        r = test_main(argc, argv, tests, ARRAY_LEN(tests));
        toy_stop();
        arena_free(a);
        return r;
}
