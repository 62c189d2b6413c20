/*
 * src/web/http.c: libmicrohttpd behind http.h. It is no router and knows no page.
 *
 * The idea: one `struct http_exchange` a connection (HTTP/1.1 answers in order, so a connection has
 * one request at a time), found again through the socket context. libmicrohttpd calls handle()
 * first with the head, then for each piece of the body, then once more to be answered, and again
 * after a resume; `stage` says which of these it is.
 */
#include "web/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

enum {
        HEAD_BYTES = 16 * 1024,          /* a connection's memory: request head and answer head */
        TARGET_BYTES = 8 * 1024,         /* request target; longer is 414 */
        DISCARD_BYTES = 8 * 1024 * 1024, /* a body that is this much too long is answered unread */
        HEAD_SECONDS = 10,               /* beyond the idle time, for a whole head */
        TRANSFER_SECONDS = 60,           /* for a body or an answer, plus one a SLOWEST bytes */
        SLOWEST = 1024,
        BACKLOG = 1024,
};

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_WORK, STAGE_SEND };

struct http_exchange {
        struct http_server *server;
        struct MHD_Connection *con;
        struct http_exchange *next, **link; /* all connections, for the sweep */
        int fd;
        _Atomic int stage;
        _Atomic i64 since, bytes; /* of the stage: when it began, how much of use went by */
        char peer[INET6_ADDRSTRLEN];
        /* Of the request under way: */
        bool begun, over, unread, stopped, suspended;
        _Atomic bool answered; /* by any thread */
        int refused;
        i64 max, content_length;
        const char *method;
        char *target;
        size_t target_cap;
        struct str path, query;
        void *data;
        struct http_answer answer;
};

struct http_server {
        struct MHD_Daemon *daemon;
        const struct http_handler *handler;
        void *data;
        int port, idle_seconds;
        pthread_mutex_t mutex;
        pthread_cond_t wake;
        pthread_t sweeper;
        bool stopping;
        struct http_exchange *all;
        i64 n_all;
};

struct http_stored {
        struct MHD_Response *response;
        int status;
        i64 size;
        _Atomic int refs;
        void (*free_body)(void *);
        void *arg;
};

/* Good to some milliseconds and five times cheaper than the exact clock. */
static i64 about_now(void)
{
        struct timespec t;

        clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
        return (i64)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void stage_set(struct http_exchange *x, enum stage stage, i64 bytes)
{
        atomic_store_explicit(&x->since, about_now(), memory_order_relaxed);
        atomic_store_explicit(&x->bytes, bytes, memory_order_relaxed);
        atomic_store_explicit(&x->stage, stage, memory_order_relaxed);
}

/* ---- connections ---- */

static void peer_text(struct MHD_Connection *con, char *p, size_t n)
{
        const union MHD_ConnectionInfo *i =
                MHD_get_connection_info(con, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
        const struct sockaddr *a = i ? i->client_addr : NULL;
        const void *bytes = NULL;

        p[0] = 0;
        if (a && a->sa_family == AF_INET)
                bytes = &((const struct sockaddr_in *)a)->sin_addr;
        if (a && a->sa_family == AF_INET6)
                bytes = &((const struct sockaddr_in6 *)a)->sin6_addr;
        if (bytes)
                inet_ntop(a->sa_family, bytes, p, (socklen_t)n);
        if (!strncmp(p, "::ffff:", 7) && strchr(p, '.')) /* IPv4 on a socket for both */
                memmove(p, p + 7, strlen(p + 7) + 1);
}

static void connection_changed(void *cls, struct MHD_Connection *con, void **context,
        enum MHD_ConnectionNotificationCode code)
{
        struct http_server *s = cls;
        struct http_exchange *x = *context;

        if (code == MHD_CONNECTION_NOTIFY_STARTED) {
                x = calloc(1, sizeof *x);
                CHECK(x != NULL);
                x->server = s;
                x->con = con;
                x->fd = MHD_get_connection_info(con, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
                peer_text(con, x->peer, sizeof x->peer);
                stage_set(x, STAGE_HEAD, 0);
                *context = x;
                pthread_mutex_lock(&s->mutex);
                x->next = s->all;
                x->link = &s->all;
                if (x->next)
                        x->next->link = &x->next;
                s->all = x;
                s->n_all++;
                pthread_mutex_unlock(&s->mutex);
                return;
        }
        pthread_mutex_lock(&s->mutex);
        *x->link = x->next;
        if (x->next)
                x->next->link = x->link;
        s->n_all--;
        pthread_cond_broadcast(&s->wake);
        pthread_mutex_unlock(&s->mutex);
        free(x->target);
        free(x);
}

static bool too_slow(struct http_server *s, struct http_exchange *x, i64 now_ns)
{
        i64 seconds = (now_ns - atomic_load_explicit(&x->since, memory_order_relaxed)) / 1000000000;
        i64 bytes = atomic_load_explicit(&x->bytes, memory_order_relaxed);

        switch (atomic_load_explicit(&x->stage, memory_order_relaxed)) {
        case STAGE_HEAD:
                return seconds > s->idle_seconds + HEAD_SECONDS;
        case STAGE_BODY:
        case STAGE_SEND:
                return seconds > TRANSFER_SECONDS + bytes / SLOWEST;
        default: /* our own work is not the sender's fault */
                return false;
        }
}

void http_sweep(struct http_server *s, i64 now_ns)
{
        pthread_mutex_lock(&s->mutex);
        for (struct http_exchange *x = s->all; x; x = x->next)
                if (too_slow(s, x, now_ns))
                        shutdown(x->fd, SHUT_RDWR);
        pthread_mutex_unlock(&s->mutex);
}

static void *sweep_main(void *arg)
{
        struct http_server *s = arg;
        struct timespec t;

        pthread_mutex_lock(&s->mutex);
        while (!s->stopping) {
                clock_gettime(CLOCK_MONOTONIC, &t);
                t.tv_sec++;
                pthread_cond_timedwait(&s->wake, &s->mutex, &t);
                pthread_mutex_unlock(&s->mutex);
                http_sweep(s, clock_monotonic_ns());
                pthread_mutex_lock(&s->mutex);
        }
        pthread_mutex_unlock(&s->mutex);
        return NULL;
}

i64 http_connections(struct http_server *s)
{
        i64 n;

        pthread_mutex_lock(&s->mutex);
        n = s->n_all;
        pthread_mutex_unlock(&s->mutex);
        return n;
}

/* ---- one request ---- */

/*
 * The request line is there: keep the target as it was sent, for the library decodes it in place.
 */
static void *request_line(void *cls, const char *uri, struct MHD_Connection *con)
{
        struct http_exchange *x =
                MHD_get_connection_info(con, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
        size_t n = strlen(uri);
        struct str rest;

        x->begun = x->over = x->unread = x->stopped = x->suspended = false;
        x->answered = false;
        x->refused = n > TARGET_BYTES ? 414 : 0;
        x->data = NULL;
        n = MIN(n, (size_t)TARGET_BYTES);
        if (n + 1 > x->target_cap) {
                x->target_cap = MAX(n + 1, (size_t)256);
                x->target = realloc(x->target, x->target_cap);
                CHECK(x->target != NULL);
        }
        memcpy(x->target, uri, n);
        x->target[n] = 0;
        rest = str_n(x->target, n);
        str_cut(&rest, '?', &x->path);
        x->query = rest.ptr ? rest : STR("");
        return x;
}

static enum MHD_Result count_lengths(
        void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
        int *n = cls;

        if (!strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH))
                n[0]++;
        if (!strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING))
                n[1]++;
        if (!strcasecmp(name, MHD_HTTP_HEADER_HOST))
                n[2]++;
        return MHD_YES;
}

/* Framing that two programs could read differently (request smuggling) is refused. */
static int bad_framing(struct http_exchange *x)
{
        struct str coding = http_header(x, MHD_HTTP_HEADER_TRANSFER_ENCODING);
        struct str length = http_header(x, MHD_HTTP_HEADER_CONTENT_LENGTH);
        int n[3] = { 0, 0, 0 };

        x->content_length = 0;
        if (!coding.ptr && !length.ptr)
                return 0;
        MHD_get_connection_values(x->con, MHD_HEADER_KIND, count_lengths, n);
        if (n[0] + n[1] != 1 || n[2] > 1)
                return 400;
        if (coding.ptr) {
                x->content_length = -1;
                return str_eq_nocase(coding, STR("chunked")) ? 0 : 501;
        }
        if (str_starts(length, STR("-")) || str_to_i64(length, &x->content_length) < 0)
                return 400;
        return 0;
}

static enum MHD_Result finish(struct http_exchange *x);

static enum MHD_Result head(struct http_exchange *x, const char *method)
{
        bool waits;

        x->begun = true;
        x->method = method;
        if (!x->refused)
                x->refused = bad_framing(x);
        x->max = x->server->handler->begin(x);
        x->over = x->content_length > x->max;
        waits = http_header(x, MHD_HTTP_HEADER_EXPECT).ptr != NULL;
        x->unread =
                x->refused || (x->over && (waits || x->content_length - x->max > DISCARD_BYTES));
        if (x->unread)
                return finish(x); /* answered before the body: the library then closes */
        stage_set(x, STAGE_BODY, 0);
        return MHD_YES;
}

static enum MHD_Result piece(struct http_exchange *x, const char *p, size_t n)
{
        i64 got = atomic_load_explicit(&x->bytes, memory_order_relaxed) + (i64)n;

        /*
         * Too much is read on, for nothing, to its end: the library answers before a body or
         * behind it, not within. No more time is earned by it, so one without an end is cut off.
         */
        if (got > x->max)
                x->over = true;
        if (!x->over)
                atomic_store_explicit(&x->bytes, got, memory_order_relaxed);
        if (!x->over && !x->stopped)
                x->stopped = x->server->handler->body(x, p, n) != 0;
        return MHD_YES;
}

static struct MHD_Response *response_new(const struct http_answer *a)
{
        struct MHD_Response *r;

        if (a->fd >= 0)
                r = MHD_create_response_from_fd64((u64)a->fd_size, a->fd);
        else
                r = MHD_create_response_from_buffer(
                        a->body.len, (void *)(uintptr_t)a->body.ptr, MHD_RESPMEM_PERSISTENT);
        CHECK(r != NULL);
        for (size_t i = 0; i < a->n_headers; i++)
                CHECK(MHD_add_response_header(r, a->headers[i].name, a->headers[i].value));
        return r;
}

static enum MHD_Result send_answer(struct http_exchange *x)
{
        const struct http_answer *a = &x->answer;
        struct MHD_Response *r = a->stored ? a->stored->response : response_new(a);
        int status = a->stored ? a->stored->status : a->status;
        enum MHD_Result ok;

        stage_set(x, STAGE_SEND,
                a->stored    ? a->stored->size
                : a->fd >= 0 ? a->fd_size
                             : (i64)a->body.len);
        ok = MHD_queue_response(x->con, (unsigned)status, r);
        if (!a->stored)
                MHD_destroy_response(r);
        return ok;
}

static enum MHD_Result finish(struct http_exchange *x)
{
        stage_set(x, STAGE_WORK, 0);
        x->server->handler->finish(x);
        CHECK(x->suspended || x->answered);
        return x->suspended ? MHD_YES : send_answer(x);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *con, const char *url,
        const char *method, const char *version, const char *data, size_t *n, void **context)
{
        struct http_exchange *x = *context;

        if (!x->begun)
                return head(x, method);
        if (*n) {
                size_t size = *n;

                *n = 0;
                return piece(x, data, size);
        }
        if (atomic_load_explicit(&x->stage, memory_order_relaxed) == STAGE_BODY)
                return finish(x);
        x->suspended = false; /* resumed by http_answer */
        CHECK(x->answered);
        return send_answer(x);
}

static void completed(
        void *cls, struct MHD_Connection *con, void **context, enum MHD_RequestTerminationCode code)
{
        struct http_exchange *x = *context;

        if (!x)
                return;
        if (x->begun) {
                x->server->handler->end(x);
                if (x->answered && x->answer.stored)
                        http_stored_unref(x->answer.stored);
        }
        x->begun = false;
        x->answered = false;
        *context = NULL;
        stage_set(x, STAGE_HEAD, 0);
}

struct str http_method(struct http_exchange *x)
{
        return str_of(x->method);
}

struct str http_target(struct http_exchange *x)
{
        return x->path;
}

struct str http_query(struct http_exchange *x)
{
        return x->query;
}

struct str http_header(struct http_exchange *x, const char *name)
{
        const char *p;
        size_t n;

        if (!MHD_lookup_connection_value_n(x->con, MHD_HEADER_KIND, name, strlen(name), &p, &n))
                return STR_NULL;
        return p ? str_trim(str_n(p, n)) : STR("");
}

struct str http_peer(struct http_exchange *x)
{
        return str_of(x->peer);
}

bool http_body_over(struct http_exchange *x)
{
        return x->over;
}

bool http_unread(struct http_exchange *x)
{
        return x->unread;
}

int http_refused(struct http_exchange *x)
{
        return x->refused;
}

void *http_server_data(struct http_exchange *x)
{
        return x->server->data;
}

void http_set_data(struct http_exchange *x, void *data)
{
        x->data = data;
}

void *http_data(struct http_exchange *x)
{
        return x->data;
}

void http_suspend(struct http_exchange *x)
{
        CHECK(!x->suspended && !x->answered && !x->unread);
        x->suspended = true;
        MHD_suspend_connection(x->con);
}

void http_answer(struct http_exchange *x, const struct http_answer *a)
{
        CHECK(!x->answered);
        x->answer = *a;
        if (a->stored)
                http_stored_ref(a->stored);
        x->answered = true;
        if (x->suspended)
                MHD_resume_connection(x->con);
}

struct http_stored *http_store(const struct http_answer *a, void (*free_body)(void *), void *arg)
{
        struct http_stored *s = calloc(1, sizeof *s);

        CHECK(s != NULL && a->fd < 0);
        *s = (struct http_stored){ .response = response_new(a),
                .status = a->status,
                .size = (i64)a->body.len,
                .free_body = free_body,
                .arg = arg };
        atomic_init(&s->refs, 1);
        return s;
}

void http_stored_ref(struct http_stored *s)
{
        atomic_fetch_add(&s->refs, 1);
}

void http_stored_unref(struct http_stored *s)
{
        if (!s || atomic_fetch_sub(&s->refs, 1) != 1)
                return;
        MHD_destroy_response(s->response);
        if (s->free_body)
                s->free_body(s->arg);
        free(s);
}

/* ---- forms ---- */

struct http_form {
        struct MHD_PostProcessor *pp;
        http_part_fn *part;
        void *arg;
        bool stopped;
};

static enum MHD_Result form_part(void *cls, enum MHD_ValueKind kind, const char *name,
        const char *file_name, const char *type, const char *coding, const char *p, u64 at,
        size_t n)
{
        struct http_form *f = cls;

        if (f->part(f->arg, name ? name : "", file_name, (i64)at, p, n) != 0)
                f->stopped = true;
        return f->stopped ? MHD_NO : MHD_YES;
}

struct http_form *http_form_new(struct http_exchange *x, http_part_fn *part, void *arg)
{
        struct http_form *f = calloc(1, sizeof *f);

        CHECK(f != NULL);
        f->part = part;
        f->arg = arg;
        f->pp = MHD_create_post_processor(x->con, 16 * 1024, form_part, f);
        if (f->pp)
                return f;
        free(f);
        return NULL;
}

int http_form_add(struct http_form *f, const void *p, size_t n)
{
        if (f->stopped || !MHD_post_process(f->pp, p, n))
                return ERR_INVALID;
        return 0;
}

int http_form_done(struct http_form *f)
{
        enum MHD_Result whole = MHD_destroy_post_processor(f->pp);
        bool stopped = f->stopped;

        free(f);
        return whole && !stopped ? 0 : ERR_INVALID;
}

/* ---- listening ---- */

/* "host:port" and "[v6]:port"; an empty host is every address. */
static int split_listen(const char *listen, char host[256], char port[8])
{
        const char *colon = strrchr(listen, ':');
        size_t n;
        i64 number;

        if (!colon || str_to_i64(str_of(colon + 1), &number) < 0 || number < 0 || number > 65535)
                return ERR_INVALID;
        n = (size_t)(colon - listen);
        if (n >= 2 && listen[0] == '[' && listen[n - 1] == ']')
                listen++, n -= 2;
        else if (memchr(listen, ':', n))
                return ERR_INVALID;
        if (n >= 256)
                return ERR_INVALID;
        memcpy(host, listen, n);
        host[n] = 0;
        snprintf(port, 8, "%d", (int)number);
        return 0;
}

static int bound_port(int fd)
{
        struct sockaddr_storage a;
        socklen_t n = sizeof a;

        if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
                return 0;
        return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port
                                             : ((struct sockaddr_in *)&a)->sin_port);
}

static int open_socket(const char *listen_at, int *ret_fd)
{
        const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
        struct addrinfo *ai = NULL;
        char host[256], port[8];
        int fd, one = 1, r;

        r = split_listen(listen_at, host, port);
        if (r == 0 && getaddrinfo(host[0] ? host : NULL, port, &hints, &ai) != 0)
                r = ERR_INVALID;
        if (r < 0) {
                log_error("web", "not an address to listen on: %s", listen_at);
                return r;
        }
        fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0 ||
                bind(fd, ai->ai_addr, ai->ai_addrlen) < 0 || listen(fd, BACKLOG) < 0) {
                log_error("web", "cannot listen on %s: %s", listen_at, strerror(errno));
                if (fd >= 0)
                        close(fd);
                r = ERR_IO;
        } else {
                *ret_fd = fd;
        }
        freeaddrinfo(ai);
        return r;
}

static size_t keep_encoded(void *cls, struct MHD_Connection *con, char *s)
{
        return strlen(s); /* paths are decoded by web__path_decode, strictly */
}

static struct MHD_Daemon *daemon_start(struct http_server *s, const struct http_config *c, int fd)
{
        return MHD_start_daemon(
                MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL,
                NULL, handle, s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
                (unsigned)c->max_connections, MHD_OPTION_CONNECTION_TIMEOUT,
                (unsigned)c->idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES,
                MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded, NULL,
                MHD_OPTION_URI_LOG_CALLBACK, request_line, s, MHD_OPTION_NOTIFY_COMPLETED,
                completed, s, MHD_OPTION_NOTIFY_CONNECTION, connection_changed, s, MHD_OPTION_END);
}

static void server_free(struct http_server *s)
{
        pthread_cond_destroy(&s->wake);
        pthread_mutex_destroy(&s->mutex);
        free(s);
}

int http_start(const struct http_config *c, struct http_server **ret_s)
{
        struct http_server *s;
        pthread_condattr_t attr;
        int fd, r;

        r = open_socket(c->listen, &fd);
        if (r < 0)
                return r;
        s = calloc(1, sizeof *s);
        CHECK(s != NULL);
        s->handler = c->handler;
        s->data = c->data;
        s->idle_seconds = c->idle_seconds;
        s->port = bound_port(fd);
        pthread_mutex_init(&s->mutex, NULL);
        pthread_condattr_init(&attr);
        pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
        pthread_cond_init(&s->wake, &attr);
        pthread_condattr_destroy(&attr);
        s->daemon = daemon_start(s, c, fd);
        if (!s->daemon) {
                log_error("web", "the HTTP library does not start");
                close(fd);
                server_free(s);
                return ERR_IO;
        }
        CHECK(pthread_create(&s->sweeper, NULL, sweep_main, s) == 0);
        *ret_s = s;
        return 0;
}

int http_port(const struct http_server *s)
{
        return s->port;
}

/* Connections that are neither idle nor waiting for their next request's head. */
static bool under_way(struct http_server *s, bool only_suspended)
{
        for (struct http_exchange *x = s->all; x; x = x->next) {
                int stage = atomic_load_explicit(&x->stage, memory_order_relaxed);

                if (stage == STAGE_WORK || (stage != STAGE_HEAD && !only_suspended))
                        return true;
        }
        return false;
}

void http_stop(struct http_server *s, int ms)
{
        i64 until = clock_monotonic_ns() + (i64)ms * 1000000;
        int fd = MHD_quiesce_daemon(s->daemon);
        struct timespec pause = { 0, 2000000 };

        pthread_mutex_lock(&s->mutex);
        s->stopping = true;
        pthread_cond_broadcast(&s->wake);
        while (under_way(s, clock_monotonic_ns() > until)) {
                pthread_mutex_unlock(&s->mutex);
                nanosleep(&pause, NULL);
                pthread_mutex_lock(&s->mutex);
        }
        pthread_mutex_unlock(&s->mutex);
        pthread_join(s->sweeper, NULL);
        MHD_stop_daemon(s->daemon);
        if (fd >= 0)
                close(fd);
        server_free(s);
}
