/*
 * src/web/req.h: one request as handlers see it. Everything here lives on rq->arena and ends with
 * the request.
 */
#ifndef WEB_REQ_H
#define WEB_REQ_H

#include "web/html.h"
#include "web/route.h"

struct who; /* who is asking: core/identity fills and reads it */

/* MADE: by the program itself, never inspected. */
enum upload_check { UPLOAD_MADE, UPLOAD_WAITING, UPLOAD_TAKEN, UPLOAD_REFUSED };

struct upload {
        struct str name; /* file name as sent, cleaned, no path */
        struct str type; /* sniffed from the bytes, not as claimed */
        u8 hash[32];
        i64 size;
        enum upload_check check; /* by web_config.inspect */
        i64 pages;               /* of a PDF that was inspected, else I64_NULL */
        bool scanned;            /* a virus scanner looked through it and found nothing */
};

/* A file's name for showing: no folders, no controls, at most 200 letters; "file" for none. */
struct str upload_clean_name(struct arena *a, struct str name);
/* The T_ text of why a file of this type and size is never taken, whatever the field; 0: it is. */
int upload_fault(const struct upload *u);

/* See web_config.inspect. */
typedef int inspect_fn(struct arena *a, struct upload *u, int patience_ms);

/* A field that was not right. */
struct field_error {
        const char *name;
        int text;          /* T_… */
        struct str detail; /* fills {detail} of the text, may be STR_NULL */
        struct field_error *next;
};

/* What the person sent, checked against the route's field table. */
struct input {
        struct arena *arena;
        const struct route *route;
        struct who *who;
        i64 now;
        enum lang lang;
        struct str key;             /* idempotency key */
        struct str match;           /* If-Match, of ROUTE_MATCH; STR_NULL: none */
        void *prepared;             /* whatever prepare hands to apply */
        struct input_value *values; /* private: see the getters */
        struct path_value *paths;
        struct field_error *errors;
        struct str peer;
        /* What lock-outs count when this write is refused: "login", the account name. */
        const char *failure_kind;
        struct str failure_subject;
        bool failure_by_peer; /* and once more for the address it came from, as "<kind>.peer" */
};

/*
 * Getters: the name must be declared by the route (CHECK). Absent optional values: STR_NULL,
 * I64_NULL.
 */
struct str input_str(const struct input *in, const char *name);
i64 input_i64(const struct input *in, const char *name); /* also day, money, bool (0/1) */
bool input_bool(const struct input *in, const char *name);
size_t input_count(const struct input *in, const char *name);
struct str input_item(const struct input *in, const char *name, size_t i);
const struct upload *input_file(const struct input *in, const char *name, size_t i);
const struct json *input_json(const struct input *in, const char *name);
/* The ETag of what stands now fits what the sender's If-Match names; ERR_PRECONDITION. */
int input_match(const struct input *in, struct str etag);
/* As typed, for showing again. */
struct str input_typed(const struct input *in, const char *name);
struct str path_str(const struct input *in, const char *name); /* ":code" of the route's path */
/* Say what is wrong beside a field (name NULL: on top of the form). Returns ERR_INVALID. */
int input_fail(struct input *in, const char *name, int text, struct str detail);
const struct field_error *input_error(const struct input *in, const char *name);

/* What apply decided; stored with the idempotency key, so answer may be called again days later. */
struct outcome {
        int result;      /* 0, or a refusal that is an answer (ERR_STATE, ERR_STALE …) */
        struct str code; /* of the object, for the address */
        struct str json; /* body of an API answer, or more facts for `answer`; JSON object */
        int status;      /* API: HTTP status, 0 means 200 */
};

struct req {
        struct arena *arena;
        struct store *store;
        struct tx *tx; /* the read snapshot; of a write during prepare, NULL after */
        const struct route *route;
        enum verb verb;
        enum lang lang;
        struct str path; /* decoded, without /en */
        struct str peer;
        i64 now;
        struct who *who; /* never NULL; anonymous has account 0 */
        struct input *in;
        struct html html;     /* pages are written here */
        struct str reference; /* shown to the person with an error, logged */
        struct outcome *out;
        int refusal; /* while `again` shows what was refused: ERR_INVALID, ERR_STALE, ERR_STATE */
        void *web;   /* private to web */
};

/*
 * STR_NULL when absent. A ROUTE_CACHED page made for those without a session sees neither headers
 * nor cookies (it is kept for everybody), a ROUTE_API one no cookies (it takes no CSRF token).
 */
struct str req_header(struct req *rq, const char *name);
struct str req_cookie(struct req *rq, const char *name);
/* What stands behind the "?" of the address, encoded as it came; empty: nothing. */
struct str req_query(struct req *rq);
/*
 * "https://dichvucong.example" as whoever asks called this server. For links that are shown to the
 * same person only: what they say of the host is not checked.
 */
struct str req_origin(struct req *rq);

/* Answers. Each returns 0 so that a handler can end with `return reply_…`. */
int reply_page(struct req *rq, int status); /* rq->html, text/html */
/* path: a pattern, then one struct str for each ":part"; gets /en on English pages. */
int reply_see_other(struct req *rq, const char *path, ...);
/* The same to an address as it stands, encoded already: also one that came from outside. */
int reply_go(struct req *rq, struct str address);
int reply_json(struct req *rq, int status, struct str body);
/* download_name: STR_NULL to show it in the page's place. */
int reply_bytes(
        struct req *rq, int status, const char *type, struct str body, struct str download_name);
int reply_fd(
        struct req *rq, int fd, i64 size, const char *type, struct str download_name, bool inline_);
void reply_header(struct req *rq, const char *name, struct str value);
/*
 * HttpOnly, SameSite=Lax, Secure when the request came by TLS. max_age_s: seconds; 0 takes the
 * cookie away; below 0 it lasts until the browser is closed.
 */
void reply_cookie(struct req *rq, const char *name, struct str value, i64 max_age_s);
/* RFC 9457 for the API, the error page for people; the dispatcher calls it for ERR_ results. */
int reply_error(struct req *rq, int err);
/*
 * During prepare, around slow work that reads nothing: a snapshot that is held too long ends by
 * itself. What was read stays, on the request's arena. ERR_BUSY: no connection came free.
 */
void req_leave_snapshot(struct req *rq);
int req_take_snapshot(struct req *rq);
/* Words for the error page: T_… id. Returns err. */
int req_fail(struct req *rq, int err, int text);
/* The same with a status of its own, which no error has. */
int req_fail_as(struct req *rq, int status, int err, int text);

/* Of ROUTE_RESUME: each of its answers says so. */
#define TUS_HEADER  "Tus-Resumable"
#define TUS_VERSION "1.0.0"

/* For forms: hidden fields that views/form_open writes. */
struct str req_csrf(struct req *rq, struct str action);
struct str req_new_key(struct req *rq);

#endif
