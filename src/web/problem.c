/*
 * src/web/problem.c: how an error is said: to programs as RFC 9457 problem details, to people by
 * the guard's error page. The words are in the language of the address, for the API of
 * Accept-Language.
 */
#include "web/call.h"

#include "web/texts.h"

static int title_of(int err)
{
        static const int titles[] = { [-ERR_NOT_FOUND] = T_WEB_PROBLEM_NOT_FOUND,
                [-ERR_EXISTS] = T_WEB_PROBLEM_EXISTS,
                [-ERR_INVALID] = T_WEB_PROBLEM_INVALID,
                [-ERR_DENIED] = T_WEB_PROBLEM_DENIED,
                [-ERR_LOGIN] = T_WEB_PROBLEM_LOGIN,
                [-ERR_STATE] = T_WEB_PROBLEM_STATE,
                [-ERR_STALE] = T_WEB_PROBLEM_STALE,
                [-ERR_LIMIT] = T_WEB_PROBLEM_LIMIT,
                [-ERR_BUSY] = T_WEB_PROBLEM_BUSY,
                [-ERR_IO] = T_WEB_PROBLEM_BUSY,
                [-ERR_UNSUPPORTED] = T_WEB_PROBLEM_UNSUPPORTED,
                [-ERR_CONSTRAINT] = T_WEB_PROBLEM_STATE,
                [-ERR_UNKNOWN] = T_WEB_PROBLEM_UNKNOWN,
                [-ERR_FULL] = T_WEB_PROBLEM_BUSY,
                [-ERR_RATE] = T_WEB_PROBLEM_RATE,
                [-ERR_GONE] = T_WEB_PROBLEM_GONE,
                [-ERR_PRECONDITION] = T_WEB_PROBLEM_PRECONDITION };
        size_t i = (size_t)-err;

        return i < ARRAY_LEN(titles) && titles[i] ? titles[i] : T_WEB_PROBLEM_INTERNAL;
}

static int status_of(const struct call *c, int err)
{
        if (c->early_status)
                return c->early_status;
        if (err == ERR_INVALID && c->rq.verb == GET)
                return 400;
        return err_http_status(err);
}

/* What no error says: the request itself is wrong. 0: it is not. */
static int title_of_request(const struct call *c, int status)
{
        if (status == 405)
                return T_WEB_PROBLEM_METHOD;
        return status == 400 && !c->in.errors ? T_WEB_PROBLEM_REQUEST : 0;
}

static void put_fields(struct call *c, struct json_writer *w)
{
        json_open(w, "errors", '[');
        for (const struct field_error *e = c->in.errors; e; e = e->next) {
                json_open(w, NULL, '{');
                json_put_str(w, "field", e->name ? str_of(e->name) : STR_NULL);
                json_put_str(w, "detail", text_plain(c->rq.arena, c->rq.lang, e->text, e->detail));
                json_close(w, '}');
        }
        json_close(w, ']');
}

static void problem_json(struct call *c, int err, int status)
{
        int title = title_of_request(c, status);
        struct arena *a = c->rq.arena;
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 1024 * 1024);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "type", str_fmt(a, "urn:motcua:problem:%s", err_name(err)));
        json_put_str(
                &w, "title", text_plain(a, c->rq.lang, title ? title : title_of(err), STR_NULL));
        json_put_i64(&w, "status", status);
        if (c->fail_text)
                json_put_str(&w, "detail", text_plain(a, c->rq.lang, c->fail_text, STR_NULL));
        json_put_str(&w, "reference", c->rq.reference);
        if (c->in.errors)
                put_fields(c, &w);
        json_close(&w, '}');
        c->reply.made = true;
        c->reply.status = status;
        c->reply.type = "application/problem+json";
        c->reply.body = buf_str(&b);
}

static void allow_header(struct call *c)
{
        struct buf b;

        buf_init(&b, c->rq.arena, 100);
        buf_addc(&b, "OPTIONS");
        buf_addc(&b, c->allowed & 1u << GET ? ", GET, HEAD" : "");
        buf_addc(&b, c->allowed & 1u << POST ? ", POST" : "");
        buf_addc(&b, c->allowed & 1u << PUT ? ", PUT" : "");
        buf_addc(&b, c->allowed & 1u << DELETE ? ", DELETE" : "");
        buf_addc(&b, c->allowed & 1u << PATCH ? ", PATCH" : "");
        reply_header(&c->rq, "Allow", buf_str(&b));
}

void problem__make(struct call *c, int err)
{
        int status = status_of(c, err);

        call__reset_reply(c);
        if (status == 405)
                allow_header(c);
        if (status == 401 && c->api)
                reply_header(&c->rq, "WWW-Authenticate", STR("Bearer"));
        if (status == 503)
                reply_header(&c->rq, "Retry-After", STR("2"));
        if (status == 429)
                reply_header(&c->rq, "Retry-After", STR("60"));
        if (http_unread(c->x))
                reply_header(&c->rq, "Connection", STR("close"));
        if (c->api) {
                problem_json(c, err, status);
                return;
        }
        c->web->config.guard->error_page(
                &c->rq, err, c->fail_text ? c->fail_text : title_of_request(c, status));
        if (!c->reply.made)
                reply_page(&c->rq, status);
        if (c->reply.status == 200)
                c->reply.status = status;
}
