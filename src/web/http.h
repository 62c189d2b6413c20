/*
 * src/web/http.h: the narrow door to the HTTP library (libmicrohttpd now). Nothing above this file
 * knows which library serves. One epoll thread; the handler answers inline or suspends.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "base/str.h"

struct http_server;
struct http_exchange; /* one request and its answer */

struct http_handler {
        /* Request line and headers are there. Returns the body's maximum in bytes (0: none taken). */
        i64 (*begin)(struct http_exchange *x);
        /* A piece of the body. Non-zero: stop reading, `finish` decides the answer. */
        int (*body)(struct http_exchange *x, const void *p, size_t n);
        /* All is there (or too large: http_body_over). Must call http_answer or http_suspend. */
        void (*finish)(struct http_exchange *x);
        /* The connection is done with this exchange, answered or broken off. */
        void (*end)(struct http_exchange *x);
};

struct http_config {
        const char *listen; /* "127.0.0.1:8080"; port 0 picks a free one */
        const struct http_handler *handler;
        int max_connections;
        int idle_seconds;
};

int http_start(const struct http_config *c, struct http_server **ret_s);
int http_port(const struct http_server *s);
/* Stop taking connections, finish those under way (at most `ms`), stop. */
void http_stop(struct http_server *s, int ms);

/* Of a request. */
struct str http_method(struct http_exchange *x);
struct str http_target(struct http_exchange *x);  /* raw path, percent-encoded, without query */
struct str http_query(struct http_exchange *x);   /* raw query string */
struct str http_header(struct http_exchange *x, const char *name); /* STR_NULL when absent */
struct str http_peer(struct http_exchange *x);    /* address text */
bool http_body_over(struct http_exchange *x);
void http_set_data(struct http_exchange *x, void *data);
void *http_data(struct http_exchange *x);

/* Suspend before going to another thread; http_answer (any thread) resumes. */
void http_suspend(struct http_exchange *x);

struct http_answer {
        int status;
        const struct http_name_value {
                const char *name, *value;
        } *headers;
        size_t n_headers;
        struct str body;        /* must live until `end`, or for ever when static_body */
        int fd;                 /* >= 0: send this file instead (closed by http) */
        i64 fd_size;
};
void http_answer(struct http_exchange *x, const struct http_answer *a);

#endif
