/*
 * src/web/call.h: one request on its way through the dispatcher; private to src/web. The public
 * part is its `struct req`. A call is used by one thread at a time: the event thread, then a
 * worker, then the store's writer, then a worker again; each hands it on and does not touch it
 * afterwards.
 */
#ifndef WEB_CALL_H
#define WEB_CALL_H

#include "web/body.h"
#include "web/cache.h"
#include "web/metrics.h"
#include "web/pool.h"
#include "web/web.h"

struct web {
        struct web_config config;
        struct arena *arena;
        struct router router;
        struct http_server *http;
        struct pool *pool;
        struct page_cache *cache;
        struct metrics metrics;
        struct asset_answers *assets;
        bool inline_reads; /* SQLite: quick reads on the event thread */
        u64 seed;          /* of request references */
        _Atomic u64 references;
};

enum { REPLY_HEADERS = 40 };

/* ROUTE_RESUME: what this server speaks of tus (https://tus.io/protocols/resumable-upload). */
#define TUS_EXTENSIONS "creation,expiration,checksum,termination"

struct reply {
        bool made;
        int status;
        const char *type;
        struct str body;
        int fd; /* -1: none */
        i64 fd_size;
        struct http_name_value headers[REPLY_HEADERS];
        size_t n_headers;
        struct http_stored *stored; /* one reference, given back when sent */
};

enum call_record { RECORD_ACCESS = 1, RECORD_REFUSAL = 2 };

struct call {
        struct pool_task task; /* first */
        struct req rq;
        struct input in;
        struct body body;
        struct outcome out;
        struct write write;
        struct reply reply;
        struct web *web;
        struct http_exchange *x;
        const struct route_entry *entry;
        i64 started_ns, who_id;
        unsigned allowed; /* verbs of the path, for 405 and OPTIONS */
        bool api, english, secure, suspended, key_clash, query_read;
        bool shared;      /* the same for everybody: sees nothing of who asks, and is kept */
        int body_refused; /* not taken: the ERR_ of why its sender may not use the route */
        int early;        /* ERR_ found before any route runs */
        int early_status; /* its HTTP status when not the usual one */
        int err, fail_text;
        struct person_note *notes;
        unsigned record; /* what must be durable before the answer leaves */
        struct str cache_key;
        u8 hash[32];
};

/* dispatch.c */
struct call *call__of(struct req *rq);
/*
 * The value of a cookie in a Cookie header; STR_NULL when absent or not made of plain characters.
 */
struct str cookie_find(struct str header, struct str name);
/* Makes the worker pool go on with the call; answers 503 when `fresh` work finds it full. */
void call__work(struct call *c, void (*run)(struct pool_task *t), bool fresh);

/* read.c */
int call__open(struct call *c); /* rq->tx: a snapshot, or why not */
void call__close(struct call *c);
int call__identify(struct call *c);
/* Runs fn, which shows a page, and holds it to what its route says about personal data. */
int call__page(struct call *c, read_fn *fn);
/* What the address says after '?', once. ERR_INVALID: cannot be read, ERR_LIMIT. */
int call__query(struct call *c);
void call__read(struct call *c);
/* The page cache: true when it answered. Sets c->cache_key for what is not in it yet. */
bool call__from_cache(struct call *c);
/* Answers early errors and redirects of routing. */
void call__early(struct call *c);

/* write.c */
void call__write(struct call *c);

/* reply.c */
void call__reset_reply(struct call *c);
/* An error's page or problem as the reply; counts it. */
void call__fail(struct call *c, int err);
/* Sends the reply, after c->record is durable. */
void call__deliver(struct call *c);
void call__send(struct call *c);
/* Headers that every answer has, for answers made in advance. Returns how many. */
size_t reply__fixed_headers(struct http_name_value *headers);
/* Weak comparison of an If-None-Match header. */
bool reply__etag_matches(struct str header, struct str etag);

/* problem.c */
void problem__make(struct call *c, int err);

/* asset_answer.c */
struct asset_answers *asset_answers_new(struct arena *a);
void asset_answers_free(struct asset_answers *t);
/* Makes the reply for the path, a file under /assets. False: no such file. */
bool asset_reply(struct call *c);

#endif
