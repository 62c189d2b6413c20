/*
 * src/web/write.c: requests that change something, in the three phases of the design. prepare runs
 * in a worker on a read snapshot, apply in the store's write transaction together with the row of
 * the idempotency key, answer in a worker after the commit. A write that is refused before apply
 * leaves its refusal record through call__deliver, one refused by apply through the store.
 */
#include "web/call.h"

#include "base/log.h"
#include "base/random.h"
#include "web/csrf.h"
#include "web/texts.h"

enum { KEY_BYTES = 100, REPLAYED = 1 };

static int read_body(struct call *c)
{
        if (c->rq.verb == GET) /* ROUTE_CALLBACK */
                return call__query(c);
        if (http_body_over(c->x))
                return c->body.kind == BODY_NONE ? ERR_UNSUPPORTED : ERR_LIMIT;
        return body_end(&c->body);
}

/* The form came from our own page, in the same session. */
static int check_csrf(struct call *c)
{
        struct str site = http_header(c->x, "Sec-Fetch-Site");
        struct str secret;

        if (c->rq.route->flags & (ROUTE_API | ROUTE_CALLBACK))
                return 0;
        secret = c->web->config.guard->csrf_secret(&c->rq);
        if (!str_is(site, "cross-site") && csrf_right(secret, c->rq.path, c->body.csrf))
                return 0;
        metrics_refused(&c->web->metrics, REASON_CSRF);
        return req_fail(&c->rq, ERR_DENIED, T_WEB_CSRF);
}

static int check_fields(struct call *c)
{
        int r = input__check(&c->in);

        if (r < 0)
                metrics_refused(&c->web->metrics, REASON_FIELDS);
        return r;
}

static bool key_ok(struct str key)
{
        for (size_t i = 0; i < key.len; i++) {
                char ch = key.ptr[i];

                if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                            (ch >= '0' && ch <= '9') || (ch && strchr("_.:-", ch))))
                        return false;
        }
        return key.len > 0 && key.len <= KEY_BYTES;
}

static int take_key(struct call *c)
{
        struct str key = c->api ? http_header(c->x, "Idempotency-Key") : c->body.key;

        if (!key.ptr || (!c->api && !key.len))
                key = random_token(c->rq.arena, 18);
        if (!key_ok(key)) {
                metrics_refused(&c->web->metrics, REASON_KEY);
                return req_fail(&c->rq, ERR_INVALID, T_WEB_KEY_BAD);
        }
        c->in.key = str_dup(c->rq.arena, key);
        if (c->rq.route->flags & ROUTE_MATCH)
                c->in.match = str_dup(c->rq.arena, http_header(c->x, "If-Match"));
        return 0;
}

static void hash_request(struct call *c)
{
        struct str salt = c->api ? http_header(c->x, "Authorization")
                                 : c->web->config.guard->csrf_secret(&c->rq);

        input__hash(&c->in, c->rq.path, salt, c->hash);
}

static int find_key(struct call *c, struct tx *tx)
{
        int r = c->web->config.guard->key_find(tx, c->in.key, c->who_id, c->hash, &c->out);

        c->key_clash = r == ERR_EXISTS;
        return r;
}

/* Was the first of the same requests done already, before we prepare anything? */
static int find_first(struct call *c)
{
        int r = find_key(c, c->rq.tx);

        if (r == 1)
                atomic_fetch_add(&c->web->metrics.replays, 1);
        return r;
}

/* Refused for who asked, how, or what the rules said: that leaves its record. */
static int refuse(struct call *c, int r)
{
        if (r < 0 && r != ERR_BUSY && r != ERR_IO && r != ERR_FULL && r != ERR_LIMIT)
                c->record |= RECORD_REFUSAL;
        return r;
}

/* The steps up to the write transaction. REPLAYED: the outcome is known already. */
static int prepare(struct call *c)
{
        const struct route *route = c->rq.route;
        int r = call__identify(c);

        if (r == 0 && route->admit)
                r = route->admit(&c->rq);
        if (r < 0)
                return refuse(c, r);
        r = read_body(c);
        if (r < 0) {
                c->early_status = r == ERR_INVALID ? 400 : 0;
                return r;
        }
        r = check_csrf(c);
        if (r < 0)
                return refuse(c, r);
        r = take_key(c);
        if (r == 0)
                r = check_fields(c);
        if (r == 0)
                r = input__store_files(&c->in, c->web->config.inspect);
        if (r < 0)
                return r;
        hash_request(c);
        r = find_first(c);
        if (r != 0)
                return refuse(c, r);
        r = route->prepare ? route->prepare(&c->rq, &c->in) : 0;
        if (r == 0 && c->in.errors)
                r = ERR_INVALID;
        if (r == 0 && arena_over(c->rq.arena))
                r = ERR_LIMIT;
        return refuse(c, r);
}

/* ---- the write transaction; may run more than once ---- */

static int apply(struct tx *tx, void *arg)
{
        struct call *c = arg;
        const struct web_guard *guard = c->web->config.guard;
        int r;

        c->out = (struct outcome){ 0 };
        c->in.errors = NULL; /* of a run before this one */
        r = find_key(c, tx);
        if (r != 0)
                return r == 1 ? 0 : r;
        r = c->rq.route->apply(tx, &c->in, &c->out);
        if (r == 0 && c->notes)
                r = guard->accessed(tx, &c->rq, c->notes);
        if (r == 0)
                r = guard->key_store(tx, c->in.key, c->who_id, c->hash, &c->out);
        return r;
}

static int refused(struct tx *tx, void *arg, int err)
{
        struct call *c = arg;

        return c->web->config.guard->refused(tx, &c->in, err);
}

/* ---- after it ---- */

/* The form again with what was typed, or the error's page. */
static void show_error(struct call *c, int err)
{
        bool moved = c->rq.route->flags & ROUTE_MOVED_ON && (err == ERR_STALE || err == ERR_STATE);
        bool again =
                (err == ERR_INVALID || moved) && c->rq.route->again && !c->early_status && c->rq.tx;
        int r = ERR_INTERNAL;

        if (c->key_clash) {
                metrics_refused(&c->web->metrics, REASON_KEY);
                c->early_status = 422;
                c->fail_text = T_WEB_KEY_REUSED;
        }
        if (again && !c->api) {
                call__reset_reply(c);
                c->err = err;
                c->rq.refusal = err;
                r = call__page(c, c->rq.route->again);
                if (r == 0)
                        c->reply.status = moved                    ? 409
                                          : c->reply.status >= 400 ? c->reply.status
                                                                   : 422;
                if (r < 0)
                        err = r;
        }
        if (r < 0)
                call__fail(c, err);
}

static void answer(struct pool_task *t)
{
        struct call *c = (struct call *)t;
        answer_fn *fn = c->rq.route->answer;
        int r = c->write.result;

        if (r == 0)
                r = fn ? fn(&c->rq, &c->out)
                       : reply_json(&c->rq, c->out.status ? c->out.status : 200,
                                 c->out.json.ptr ? c->out.json : STR("{}"));
        if (r == 0 && !c->reply.made) {
                log_error("web", "route %s did not answer", c->rq.route->path);
                r = ERR_INTERNAL;
        }
        if (r < 0) {
                call__open(c); /* without a snapshot the plain error page is shown */
                show_error(c, r);
                call__close(c);
        }
        call__deliver(c);
}

/* On the writer's thread, after the commit. */
static void written(struct write *w)
{
        struct call *c = w->arg;

        if (w->result == 0 && c->web->config.guard->after_commit)
                c->web->config.guard->after_commit();
        call__work(c, answer, false);
}

void call__write(struct call *c)
{
        int r = call__open(c);

        if (r == 0)
                r = prepare(c);
        if (r < 0)
                show_error(c, r);
        call__close(c);
        if (r < 0) {
                call__deliver(c);
                return;
        }
        c->write = (struct write){ .apply = apply,
                .refused = refused,
                .done = written,
                .arg = c,
                .arena = c->rq.arena,
                .now = c->rq.now };
        if (r == REPLAYED)
                answer(&c->task);
        else
                store_submit(c->web->config.store, &c->write);
}
