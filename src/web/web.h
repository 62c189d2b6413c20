/*
 * src/web/web.h: the dispatcher. It takes every request through the same steps, in this order, so
 * that forgetting is impossible: limits → language → route → session → permission →
 * fields → CSRF → idempotency → the handler's phases → access records → answer → log
 * line and metrics.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "web/req.h"

struct person_note;

/* What core and app give to the dispatcher (floor rule: a table of functions). */
struct web_guard {
        /* Fill rq->who from the session cookie or bearer token; also pre-sessions. ERR_LOGIN for a
         * token that is bad. Reads rq->tx only. */
        int (*identify)(struct req *rq);
        /* May rq->who use this route? 0, ERR_LOGIN, ERR_DENIED. */
        int (*allow)(struct req *rq, const struct route *route);
        /* Secret of the session or pre-session for CSRF; empty when there is none yet. */
        struct str (*csrf_secret)(struct req *rq);
        i64 (*who_id)(const struct who *who); /* account, for idempotency and the log */
        /* Idempotency rows. find: 1 found (ret_out filled), 0 new, ERR_EXISTS when the key was used
         * for another request. */
        int (*key_find)(struct tx *tx, struct str key, i64 who, const u8 request_hash[32],
                struct outcome *ret_out);
        int (*key_store)(struct tx *tx, struct str key, i64 who, const u8 request_hash[32],
                const struct outcome *out);
        /*
         * The refusal record: an audit row and failure counters. Called for every write that did
         * not happen because of who asked, how (CSRF, key) or what prepare and apply said, and for
         * a read denied to a person who is signed in; not for fields that are wrong (those are
         * counted).
         */
        int (*refused)(struct tx *tx, const struct input *in, int err);
        /*
         * The access record of a ROUTE_READS_PERSON route. `notes` were gathered by
         * req_note_person.
         */
        int (*accessed)(struct tx *tx, const struct req *rq, const struct person_note *notes);
        /*
         * Writes rq->html, or answers itself (ERR_LOGIN: reply_see_other to the sign-in page).
         * text: what else there is to say (of req_fail), 0 the usual for err. rq->who is NULL when
         * the request failed before anybody was identified (a path or head that cannot be read,
         * full queues); rq->tx may be NULL, too.
         */
        void (*error_page)(struct req *rq, int err, int text);
        i64 (*generation)(struct store *s, const char *name); /* from memory: event thread */
        void (*after_commit)(void); /* wakes the job runner; any thread; may be NULL */
        /*
         * The cookie of who is signed in: ROUTE_CACHED pages are made for them. NULL: for nobody.
         */
        const char *session_cookie;
};

struct person_note {
        i64 person;         /* 0 when known by identity number only */
        i64 dossier;        /* 0 when none */
        const char *fields; /* "identity,birth_date" */
        const char *why;    /* audit word: "dossier.process" */
        struct person_note *next;
};
/*
 * A READS_PERSON handler says whose data it shows, which and why. Without one the answer is
 * refused.
 */
void req_note_person(struct req *rq, i64 person, i64 dossier, const char *fields, const char *why);

struct web_config {
        const char *listen;
        struct store *store;
        struct content *content;
        const struct route *const *routes; /* one table a module; ends with NULL */
        const struct web_guard *guard;
        /*
         * Looks into an uploaded file that is in `content` already, at most patience_ms long. The
         * T_ text of what is wrong with it, said beside its field, or 0; sets check and pages.
         * NULL: files are taken as they come.
         */
        inspect_fn *inspect;
        int workers;                        /* for prepare, slow reads and PostgreSQL reads */
        bool trust_proxy;                   /* X-Forwarded-For/-Proto from loopback */
        i64 max_form, max_upload, max_json; /* bytes; 0: 1 MB, 50 MB, 1 MB */
        i64 cache_bytes;                    /* of rendered pages; 0: 16 MB */
        int max_connections, idle_seconds;  /* 0: 1000, 30 */
        int max_waiting;                    /* requests that wait for a worker; 0: 200 */
};
struct web;
/*
 * Listens and answers. ERR_INVALID: the route tables are wrong or listen is no address; ERR_IO.
 * What `c` points at must live until web_stop.
 */
int web_start(const struct web_config *c, struct web **ret_w);
int web_port(const struct web *w);
/* Finishes what is under way (at most 10 s for slow clients), then frees all. */
void web_stop(struct web *w);

/*
 * Static assets: generated table (tools/embed), sorted by path. gzip is NULL when it saves
 * nothing.
 */
struct asset {
        const char *path;        /* as asked for: "/assets/motcua.3f9a2c1d.css" */
        const char *type, *etag; /* the etag with its quotes */
        const unsigned char *bytes, *gzip;
        size_t n, n_gzip;
};
extern const struct asset assets[]; /* ends with path NULL */
/* "/assets/motcua.3f9a2c1d.css" for "motcua.css": the address with its hash, cached for ever. */
const char *asset_path(const char *name);
/* The same for what not every build has inside (web/meson.build); NULL when this one has not. */
const char *asset_find(const char *name);
/* Prometheus text of the web part, for /metrics. */
void web_metrics(struct web *w, struct buf *out);

#endif
