/*
 * src/web/reply.c: what handlers answer with, and how it leaves: headers that no answer may lack,
 * ETag, gzip, and the records that must be durable before a byte of it is sent.
 */
#include "web/call.h"

#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "web/csrf.h"
#include "web/zip.h"
#include "base/random.h"

#define POLICY_ALL "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/* The first of the fixed headers on the pages of the drawing editors (ROUTE_EDITOR). */
static const struct http_name_value editor_policy = { "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; " POLICY_ALL };

/* The same on pages that a script makes easier (ROUTE_SCRIPT). No other page may run any. */
static const struct http_name_value script_policy = { "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self' data:; " POLICY_ALL };

static const struct http_name_value fixed_headers[] = {
        /* Nothing runs there that could connect; what audits a page from outside asks by it. */
        { "Content-Security-Policy", "default-src 'none'; connect-src 'self'; style-src 'self'; "
                                     "img-src 'self' data:; font-src 'self'; " POLICY_ALL },
        { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "same-origin" },
        { "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
};

size_t reply__fixed_headers(struct http_name_value *headers)
{
        memcpy(headers, fixed_headers, sizeof fixed_headers);
        return ARRAY_LEN(fixed_headers);
}

static void add_header(struct call *c, const char *name, const char *value)
{
        CHECK(c->reply.n_headers < REPLY_HEADERS);
        c->reply.headers[c->reply.n_headers++] = (struct http_name_value){ name, value };
}

static const char *header_of(const struct reply *r, const char *name)
{
        for (size_t i = 0; i < r->n_headers; i++)
                if (!strcasecmp(r->headers[i].name, name))
                        return r->headers[i].value;
        return NULL;
}

/* Cookies and other headers stay: an error page may still end a session. */
void call__reset_reply(struct call *c)
{
        struct reply *r = &c->reply;

        if (r->fd >= 0)
                close(r->fd);
        http_stored_unref(r->stored);
        r->made = false;
        r->status = 0;
        r->type = NULL;
        r->body = STR_NULL;
        r->fd = -1;
        r->stored = NULL;
        html_init(&c->rq.html, c->rq.arena, c->rq.lang, c->rq.now, &c->rq);
}

static int reply_with(struct req *rq, int status, const char *type, struct str body)
{
        struct reply *r = &call__of(rq)->reply;

        r->made = true;
        r->status = status;
        r->type = type;
        r->body = body;
        return 0;
}

int reply_page(struct req *rq, int status)
{
        if (rq->html.out.over) {
                log_error("web", "a page of %s is longer than %d bytes", rq->route->path,
                        (int)rq->html.out.max);
                return ERR_INTERNAL;
        }
        return reply_with(rq, status, "text/html; charset=utf-8", html_text(&rq->html));
}

int reply_json(struct req *rq, int status, struct str body)
{
        return reply_with(rq, status, "application/json", body);
}

int reply_see_other(struct req *rq, const char *path, ...)
{
        struct call *c = call__of(rq);
        struct str rest = str_of(path), part;
        struct buf b;
        va_list ap;
        bool first = true;

        buf_init(&b, rq->arena, 16 * 1024);
        if (rq->lang == LANG_EN && path[0] == '/' && !c->api)
                buf_addc(&b, "/en");
        va_start(ap, path);
        while (str_cut(&rest, '/', &part)) {
                if (!first)
                        buf_byte(&b, '/');
                first = false;
                if (str_starts(part, STR(":")))
                        path_encode(&b, va_arg(ap, struct str), false);
                else
                        buf_add(&b, part);
        }
        va_end(ap);
        reply_header(rq, "Location", buf_str(&b));
        return reply_with(rq, 303, NULL, STR(""));
}

int reply_go(struct req *rq, struct str address)
{
        bool english = rq->lang == LANG_EN && str_starts(address, STR("/")) && !call__of(rq)->api;

        reply_header(rq, "Location", str_cat(rq->arena, english ? STR("/en") : STR(""), address));
        return reply_with(rq, 303, NULL, STR(""));
}

/* RFC 6266: an ASCII name for old programs and the real one beside it. */
static void disposition(struct req *rq, const char *how, struct str name)
{
        struct buf b;

        buf_init(&b, rq->arena, 8 * 1024);
        buf_addc(&b, how);
        buf_addc(&b, "; filename=\"");
        for (size_t i = 0; i < name.len; i++) {
                char ch = name.ptr[i];

                buf_byte(&b, ch < 0x20 || ch > 0x7e || ch == '"' || ch == '\\' ? '_' : ch);
        }
        buf_addc(&b, "\"; filename*=UTF-8''");
        path_encode(&b, name, false);
        reply_header(rq, "Content-Disposition", buf_str(&b));
}

int reply_bytes(
        struct req *rq, int status, const char *type, struct str body, struct str download_name)
{
        if (download_name.ptr)
                disposition(rq, "attachment", download_name);
        return reply_with(rq, status, type, body);
}

int reply_fd(
        struct req *rq, int fd, i64 size, const char *type, struct str download_name, bool inline_)
{
        struct reply *r = &call__of(rq)->reply;

        disposition(rq, inline_ ? "inline" : "attachment", download_name);
        reply_with(rq, 200, type, STR(""));
        r->fd = fd;
        r->fd_size = size;
        return 0;
}

/* Without control characters: a header's value never begins a new line. */
void reply_header(struct req *rq, const char *name, struct str value)
{
        char *p = arena_raw(rq->arena, value.len + 1);
        size_t n = 0;

        for (size_t i = 0; i < value.len; i++)
                if ((u8)value.ptr[i] >= 0x20 && value.ptr[i] != 0x7f)
                        p[n++] = value.ptr[i];
        p[n] = 0;
        add_header(call__of(rq), name, p);
}

void reply_cookie(struct req *rq, const char *name, struct str value, i64 max_age_s)
{
        struct call *c = call__of(rq);
        struct buf b;

        buf_init(&b, rq->arena, 4096);
        buf_fmt(&b, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax", name, STRF(value));
        if (c->secure)
                buf_addc(&b, "; Secure");
        if (max_age_s >= 0)
                buf_fmt(&b, "; Max-Age=%lld", (long long)max_age_s);
        reply_header(rq, "Set-Cookie", buf_str(&b));
}

int req_fail(struct req *rq, int err, int text)
{
        call__of(rq)->fail_text = text;
        return err;
}

int req_fail_as(struct req *rq, int status, int err, int text)
{
        call__of(rq)->early_status = status;
        return req_fail(rq, err, text);
}

void req_note_person(struct req *rq, i64 person, i64 dossier, const char *fields, const char *why)
{
        struct call *c = call__of(rq);
        struct person_note *n = NEW(rq->arena, struct person_note);

        *n = (struct person_note){ person, dossier, fields, why, c->notes };
        c->notes = n;
}

struct str req_csrf(struct req *rq, struct str action)
{
        struct str path;

        str_cut(&action, '?', &path);
        if (str_starts(path, STR("/en/")))
                path = str_sub(path, 3, path.len);
        return csrf_make(rq->arena, call__of(rq)->web->config.guard->csrf_secret(rq), path);
}

struct str req_new_key(struct req *rq)
{
        return random_token(rq->arena, 18);
}

int reply_error(struct req *rq, int err)
{
        problem__make(call__of(rq), err);
        return 0;
}

void call__fail(struct call *c, int err)
{
        static const int reasons[] = { [-ERR_INVALID] = REASON_MALFORMED,
                [-ERR_DENIED] = REASON_DENIED,
                [-ERR_LOGIN] = REASON_LOGIN,
                [-ERR_LIMIT] = REASON_TOO_LARGE,
                [-ERR_RATE] = REASON_RATE };
        size_t i = (size_t)-err;

        c->err = err;
        if (i < ARRAY_LEN(reasons) && reasons[i] && !c->in.errors)
                metrics_refused(&c->web->metrics, (enum metric_reason)reasons[i]);
        problem__make(c, err);
}

/* ---- leaving ---- */

static struct str without_weak(struct str etag)
{
        return str_starts(etag, STR("W/")) ? str_sub(etag, 2, etag.len) : etag;
}

/* RFC 9110, 13.1.1: strong comparison, so that a weak tag never fits. */
int input_match(const struct input *in, struct str etag)
{
        struct str rest = in->match, item;

        while (str_cut(&rest, ',', &item))
                if (str_is(str_trim(item), "*") || str_eq(str_trim(item), etag))
                        return 0;
        return in->match.ptr ? ERR_PRECONDITION : 0;
}

bool reply__etag_matches(struct str header, struct str etag)
{
        struct str item;

        while (str_cut(&header, ',', &item)) {
                item = str_trim(item);
                if (str_is(item, "*") || str_eq(without_weak(item), without_weak(etag)))
                        return true;
        }
        return false;
}

/*
 * Answers of API reads carry a tag of their bytes, unless the handler gave the state's own; who has
 * them already gets 304.
 */
static void tag_answer(struct call *c)
{
        struct reply *r = &c->reply;
        const char *given = header_of(r, "ETag");
        u8 hash[16];
        struct str etag;

        if (!c->api || c->rq.verb != GET || r->status != 200 || r->fd >= 0)
                return;
        crypto_generichash(hash, sizeof hash, (const u8 *)r->body.ptr, r->body.len, NULL, 0);
        etag = given ? str_of(given)
                     : str_fmt(c->rq.arena, "W/\"%.*s\"",
                               STRF(str_hex(c->rq.arena, hash, sizeof hash)));
        if (!given)
                reply_header(&c->rq, "ETag", etag);
        if (!reply__etag_matches(http_header(c->x, "If-None-Match"), etag))
                return;
        r->status = 304;
        r->type = NULL;
        r->body = STR("");
}

static void compress_answer(struct call *c)
{
        struct reply *r = &c->reply;
        struct str zipped;

        const char *tag = header_of(r, "ETag");

        /* A strong tag is of these very bytes: another coding would need another (8.8.3.3). */
        if (r->fd >= 0 || !r->type || !zip_worth(r->type, r->body.len) || (tag && tag[0] == '"'))
                return;
        add_header(c, "Vary", c->api ? "Accept-Encoding, Accept-Language" : "Accept-Encoding");
        if (!zip_accepted(http_header(c->x, "Accept-Encoding")))
                return;
        zipped = zip_make(c->rq.arena, r->body);
        if (!zipped.ptr)
                return;
        r->body = zipped;
        add_header(c, "Content-Encoding", "gzip");
}

static void finish_headers(struct call *c)
{
        struct reply *r = &c->reply;

        tag_answer(c);
        compress_answer(c);
        if (r->type)
                add_header(c, "Content-Type", r->type);
        if (!header_of(r, "Cache-Control"))
                add_header(c, "Cache-Control", c->api ? "private, no-cache" : "no-store");
        if (c->secure)
                add_header(c, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        if (c->rq.route && (c->rq.route->flags & ROUTE_NOINDEX))
                add_header(c, "X-Robots-Tag", "noindex");
        if (c->rq.route && (c->rq.route->flags & ROUTE_RESUME))
                add_header(c, TUS_HEADER, TUS_VERSION);
        CHECK(r->n_headers + ARRAY_LEN(fixed_headers) <= REPLY_HEADERS);
        reply__fixed_headers(r->headers + r->n_headers);
        if (c->rq.route && (c->rq.route->flags & ROUTE_EDITOR))
                r->headers[r->n_headers] = editor_policy;
        else if (c->rq.route && (c->rq.route->flags & ROUTE_SCRIPT))
                r->headers[r->n_headers] = script_policy;
        r->n_headers += ARRAY_LEN(fixed_headers);
}

void call__send(struct call *c)
{
        struct reply *r = &c->reply;
        struct http_stored *stored = r->stored;
        struct http_answer a = { .status = r->status,
                .headers = r->headers,
                .n_headers = r->n_headers,
                .body = r->body,
                .fd = r->fd,
                .fd_size = r->fd_size,
                .stored = stored };

        r->fd = -1;
        r->stored = NULL;
        http_answer(c->x, &a); /* from here on c may be gone */
        http_stored_unref(stored);
}

/* The record could not be written: then nothing of the page may leave. Runs in a worker. */
static void record_failed(struct pool_task *t)
{
        struct call *c = (struct call *)t;

        log_error("web", "no access or refusal record for %s: %s", c->rq.reference.ptr,
                err_name(c->write.result));
        c->record = 0;
        c->reply.n_headers = 0;
        call__fail(c, ERR_BUSY);
        finish_headers(c);
        call__send(c);
}

static int record_apply(struct tx *tx, void *arg)
{
        struct call *c = arg;

        if (c->record & RECORD_REFUSAL)
                return c->err; /* so that the store writes record_refused instead */
        return c->web->config.guard->accessed(tx, &c->rq, c->notes);
}

static int record_refused(struct tx *tx, void *arg, int err)
{
        struct call *c = arg;
        int r = c->web->config.guard->refused(tx, &c->in, err);

        if (r == 0 && (c->record & RECORD_ACCESS))
                r = c->web->config.guard->accessed(tx, &c->rq, c->notes);
        return r;
}

/* On the writer's thread. */
static void record_done(struct write *w)
{
        struct call *c = w->arg;
        int expected = c->record & RECORD_REFUSAL ? c->err : 0;

        if (w->result == expected)
                call__send(c);
        else
                call__work(c, record_failed, false);
}

void call__deliver(struct call *c)
{
        finish_headers(c);
        if (!c->record) {
                call__send(c);
                return;
        }
        if (!c->suspended) {
                http_suspend(c->x);
                c->suspended = true;
        }
        c->write = (struct write){ .apply = record_apply,
                .refused = c->record & RECORD_REFUSAL ? record_refused : NULL,
                .done = record_done,
                .arg = c,
                .arena = c->rq.arena,
                .now = c->rq.now };
        store_submit(c->web->config.store, &c->write);
}
