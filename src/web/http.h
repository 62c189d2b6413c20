/*
 * src/web/http.h: the narrow door to the HTTP library (libmicrohttpd now). Nothing above this file
 * knows which library serves. One epoll thread; the handler answers inline or suspends.
 *
 * Everything an outsider can do with a connection is bounded here: their number, the bytes of a
 * request's head, the time for head, body and reading the answer (a slow sender is cut off by a
 * sweep once a second), ambiguous framing (both lengths, two lengths) is answered 400 and closed.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "base/str.h"

struct http_server;
struct http_exchange; /* one request and its answer */

struct http_handler {
        /*
         * Request line and headers are there. Returns the body's maximum in bytes (0: none taken).
         */
        i64 (*begin)(struct http_exchange *x);
        /* A piece of the body. Non-zero: stop reading, `finish` decides the answer. */
        int (*body)(struct http_exchange *x, const void *p, size_t n);
        /*
         * All is there. Must call http_answer or http_suspend. With http_unread() the body was not
         * read and will not be (refused, or far too large): answer at once, without suspending.
         */
        void (*finish)(struct http_exchange *x);
        /* The connection is done with this exchange, answered or broken off. */
        void (*end)(struct http_exchange *x);
};

struct http_config {
        const char *listen; /* "127.0.0.1:8080", "[::1]:8080"; port 0 picks a free one */
        const struct http_handler *handler;
        void *data; /* for http_server_data */
        int max_connections;
        int idle_seconds;
};

/* ERR_INVALID: not an address; ERR_IO: cannot listen there (one log line says why). */
int http_start(const struct http_config *c, struct http_server **ret_s);
int http_port(const struct http_server *s);
/*
 * Stop taking connections, finish those under way (at most `ms`, but suspended ones always), stop.
 */
void http_stop(struct http_server *s, int ms);
/*
 * Cut off every connection that is too slow at this monotonic moment; the server itself calls it.
 */
void http_sweep(struct http_server *s, i64 now_ns);
i64 http_connections(struct http_server *s);

/* Of a request. Texts live until `end`. */
struct str http_method(struct http_exchange *x);
struct str http_target(struct http_exchange *x); /* raw path, percent-encoded, without query */
struct str http_query(struct http_exchange *x);  /* raw query string */
struct str http_header(struct http_exchange *x, const char *name); /* STR_NULL when absent */
struct str http_peer(struct http_exchange *x);                     /* address text */
bool http_body_over(struct http_exchange *x);
bool http_unread(struct http_exchange *x); /* `finish` came before the body: answer at once */
int http_refused(struct http_exchange *x); /* 0, or the status to answer: 400, 414, 501 */
void *http_server_data(struct http_exchange *x);
void http_set_data(struct http_exchange *x, void *data);
void *http_data(struct http_exchange *x);

/* Suspend before going to another thread; http_answer (any thread) resumes. */
void http_suspend(struct http_exchange *x);

/* An answer kept ready for many requests; counted references. */
struct http_stored;

struct http_answer {
        int status;
        const struct http_name_value {
                const char *name, *value;
        } * headers;
        size_t n_headers;
        struct str body; /* must live until `end`, or as long as the stored answer */
        int fd;          /* >= 0: send this file instead (closed by http) */
        i64 fd_size;
        struct http_stored *stored; /* instead of headers and body */
};
void http_answer(struct http_exchange *x, const struct http_answer *a);

/* Copies headers, not the body, which `free_body(arg)` releases after the last use. Any thread. */
struct http_stored *http_store(const struct http_answer *a, void (*free_body)(void *), void *arg);
void http_stored_ref(struct http_stored *s);
void http_stored_unref(struct http_stored *s); /* http_answer takes its own reference */

/*
 * multipart/form-data and urlencoded bodies in pieces. `part` sees name and file name as sent, and
 * the bytes at offset `at` (0 begins a new part, also with n == 0); non-zero ends the parsing.
 */
struct http_form;
typedef int http_part_fn(
        void *arg, const char *name, const char *file_name, i64 at, const void *p, size_t n);
/* NULL when the Content-Type is not a form with a usable boundary. */
struct http_form *http_form_new(struct http_exchange *x, http_part_fn *part, void *arg);
int http_form_add(struct http_form *f, const void *p, size_t n); /* ERR_INVALID */
/* Frees f. ERR_INVALID when the end of the form was not there. */
int http_form_done(struct http_form *f);

#endif
