/*
 * src/web/dispatch.c: the fixed steps of web.h up to the handler's phases (read.c, write.c), and
 * what comes after: one log line and the counters. It decides nothing about people; the guard
 * does.
 */
#include "web/call.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"

enum { MB = 1024 * 1024, ARENA_BYTES = 32 * MB };

struct call *call__of(struct req *rq)
{
        return rq->web;
}

void call__work(struct call *c, void (*run)(struct pool_task *t), bool fresh)
{
        if (!c->suspended) {
                http_suspend(c->x);
                c->suspended = true;
        }
        c->task.run = run;
        if (pool_add(c->web->pool, &c->task, fresh))
                return;
        metrics_refused(&c->web->metrics, REASON_QUEUE_FULL);
        call__fail(c, ERR_BUSY);
        call__deliver(c);
}

/* ---- of a request ---- */

struct str req_header(struct req *rq, const char *name)
{
        return call__of(rq)->shared ? STR_NULL : http_header(call__of(rq)->x, name);
}

struct str req_query(struct req *rq)
{
        return http_query(call__of(rq)->x);
}

struct str req_origin(struct req *rq)
{
        return str_cat(rq->arena, call__of(rq)->secure ? STR("https://") : STR("http://"),
                req_header(rq, "Host"));
}

struct str cookie_find(struct str header, struct str name)
{
        struct str pair, key;

        while (str_cut(&header, ';', &pair)) {
                key = STR_NULL;
                str_cut(&pair, '=', &key);
                if (!pair.ptr || !str_eq(str_trim(key), name))
                        continue;
                pair = str_trim(pair);
                for (size_t i = 0; i < pair.len; i++)
                        if (pair.ptr[i] <= ' ' || pair.ptr[i] > '~' || strchr("\",\\", pair.ptr[i]))
                                return STR_NULL;
                return pair;
        }
        return STR_NULL;
}

/* A script of our own that sends a file (ROUTE_RESUME): the one kind of API call with a session. */
static bool from_our_page(struct call *c)
{
        struct str site = http_header(c->x, "Sec-Fetch-Site");

        return c->rq.route && (c->rq.route->flags & ROUTE_RESUME) &&
               http_header(c->x, TUS_HEADER).ptr && (!site.ptr || str_is(site, "same-origin"));
}

struct str req_cookie(struct req *rq, const char *name)
{
        struct call *c = call__of(rq);

        if ((c->api && !from_our_page(c)) || c->shared)
                return STR_NULL;
        return cookie_find(http_header(c->x, "Cookie"), str_of(name));
}

/* ---- the first steps ---- */

/* Eight letters that name this request, to the person who calls and in the log. */
static struct str new_reference(struct web *w, struct arena *a)
{
        static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        u64 n = w->seed + atomic_fetch_add_explicit(&w->references, 1, memory_order_relaxed);
        char *p = arena_raw(a, 9);

        n *= 0x9E3779B97F4A7C15ULL; /* odd, so different numbers stay different */
        n ^= n >> 32;
        for (int i = 0; i < 8; i++, n >>= 5)
                p[i] = letters[n & 31];
        p[8] = 0;
        return str_n(p, 8);
}

static bool is_loopback(struct str peer)
{
        return str_starts(peer, STR("127.")) || str_is(peer, "::1");
}

/* Behind our own proxy: who really asks, and was it by TLS? */
static void take_peer(struct call *c)
{
        struct str forwarded, proto;
        ptrdiff_t comma;

        c->rq.peer = http_peer(c->x);
        if (!c->web->config.trust_proxy || !is_loopback(c->rq.peer))
                return;
        forwarded = http_header(c->x, "X-Forwarded-For");
        comma = str_rfind_char(forwarded, ',');
        forwarded = str_trim(str_sub(forwarded, (size_t)(comma + 1), forwarded.len));
        if (forwarded.len && forwarded.len < 64)
                c->rq.peer = forwarded;
        proto = http_header(c->x, "X-Forwarded-Proto");
        c->secure = str_is(proto, "https");
}

static bool under(struct str path, const char *folder)
{
        struct str f = str_of(folder);

        return str_starts(path, f) && (path.len == f.len || path.ptr[f.len] == '/');
}

/* "vi" or "en", whichever comes first in the header; weights are rare and not needed to choose. */
static enum lang accepted_lang(struct str header)
{
        struct str item;

        while (str_cut(&header, ',', &item)) {
                item = str_trim(item);
                if (str_eq_nocase(str_sub(item, 0, 2), STR("en")))
                        return LANG_EN;
                if (str_eq_nocase(str_sub(item, 0, 2), STR("vi")))
                        return LANG_VI;
        }
        return LANG_VI;
}

static enum verb verb_of(struct str method)
{
        if (str_is(method, "GET") || str_is(method, "HEAD"))
                return GET;
        if (str_is(method, "POST"))
                return POST;
        for (int v = PUT; v < VERB_MAX; v++)
                if (str_is(method, verb_names[v]))
                        return (enum verb)v;
        return VERB_NONE;
}

/*
 * What a POST really means on a route of tus (X-HTTP-Method-Override, for networks that let no
 * PATCH through). Nowhere else is that header looked at.
 */
static void take_override(struct call *c)
{
        enum verb meant = verb_of(http_header(c->x, "X-HTTP-Method-Override"));
        const struct route_entry *e;
        struct path_value *parts;
        unsigned allowed;

        if (c->rq.verb != POST || (meant != PATCH && meant != DELETE))
                return;
        e = router_find(&c->web->router, c->rq.arena, meant, c->rq.path, &parts, &allowed);
        if (e && (e->route->flags & ROUTE_RESUME))
                c->rq.verb = meant;
}

/* The same address without the slash at its end, if there is a route. */
static bool slash_redirect(struct call *c)
{
        struct str path = c->rq.path;
        struct path_value *parts;
        unsigned allowed = 0;
        struct buf b;

        if (path.len < 2 || !str_ends(path, STR("/")))
                return false;
        path.len--;
        router_find(&c->web->router, c->rq.arena, VERB_NONE, path, &parts, &allowed);
        if (!allowed)
                return false;
        buf_init(&b, c->rq.arena, 64 * 1024);
        buf_addc(&b, c->english ? "/en" : "");
        path_encode(&b, path, true);
        if (http_query(c->x).len) {
                buf_byte(&b, '?');
                buf_add(&b, http_query(c->x));
        }
        reply_header(&c->rq, "Location", buf_str(&b));
        reply_bytes(&c->rq, 308, NULL, STR(""), STR_NULL);
        return true;
}

/* Path to route; sets c->early when there is none. */
static void find_route(struct call *c)
{
        struct path_value *parts = NULL;
        bool head = str_is(http_method(c->x), "HEAD");

        c->rq.verb = verb_of(http_method(c->x));
        take_override(c);
        c->entry = router_find(
                &c->web->router, c->rq.arena, c->rq.verb, c->rq.path, &parts, &c->allowed);
        if (c->entry && head && (c->entry->route->flags & ROUTE_CALLBACK))
                c->entry = NULL;
        if (c->entry) {
                c->rq.route = c->in.route = c->entry->route;
                c->in.paths = parts;
                c->api = c->rq.route->flags & ROUTE_API;
        } else if (c->allowed) {
                c->early = ERR_UNSUPPORTED;
                c->early_status = 405;
        } else if (!slash_redirect(c)) {
                c->early = ERR_NOT_FOUND;
        }
}

static void find_address(struct call *c)
{
        struct str path;

        c->early = path_decode(c->rq.arena, http_target(c->x), &path);
        c->early_status = c->early ? 400 : 0;
        if (http_refused(c->x)) {
                c->early = ERR_INVALID;
                c->early_status = http_refused(c->x);
        }
        if (c->early)
                return;
        c->english = under(path, "/en");
        if (c->english)
                path = path.len == 3 ? STR("/") : str_sub(path, 3, path.len);
        c->api = under(path, "/api");
        c->rq.path = path;
        c->rq.lang = c->english ? LANG_EN : LANG_VI;
        if (c->english && (c->api || under(path, "/assets")))
                c->early = ERR_NOT_FOUND;
        else if (!under(path, "/assets"))
                find_route(c);
        if (c->api)
                c->rq.lang = accepted_lang(http_header(c->x, "Accept-Language"));
}

static struct call *call_new(struct web *w, struct http_exchange *x)
{
        const struct web_config *config = &w->config;
        struct arena *a =
                arena_new((size_t)(ARENA_BYTES + 4 * config->max_form + 16 * config->max_json));
        struct call *c = NEW(a, struct call);

        c->web = w;
        c->x = x;
        c->started_ns = clock_monotonic_ns();
        c->reply.fd = -1;
        c->rq = (struct req){ .arena = a,
                .store = config->store,
                .now = clock_now(),
                .path = STR(""),
                .in = &c->in,
                .out = &c->out,
                .web = c };
        c->rq.reference = new_reference(w, a);
        return c;
}

/*
 * A large body is read only for those who may send it. On PostgreSQL, where asking would hold up
 * the event thread, the worker asks after the body has come.
 */
static int may_upload(struct call *c)
{
        int r;

        if (!(c->rq.route->flags & ROUTE_UPLOAD) || !c->web->inline_reads)
                return 0;
        r = call__open(c);
        if (r == 0)
                r = call__identify(c) < 0 ? ERR_DENIED : 0;
        if (r == 0 && c->rq.route->admit)
                r = c->rq.route->admit(&c->rq);
        call__close(c);
        return r;
}

static i64 begin(struct http_exchange *x)
{
        struct web *w = http_server_data(x);
        struct call *c = call_new(w, x);

        http_set_data(x, c);
        take_peer(c);
        find_address(c);
        c->in.arena = c->rq.arena;
        c->in.now = c->rq.now;
        c->in.lang = c->rq.lang;
        c->in.peer = c->rq.peer;
        html_init(&c->rq.html, c->rq.arena, c->rq.lang, c->rq.now, &c->rq);
        if (!c->rq.route)
                return 0;
        input__init(&c->in);
        if (c->rq.verb == GET)
                return 0;
        c->body.content = w->config.content;
        c->body.limits = (struct body_limits){ w->config.max_form, w->config.max_upload,
                w->config.max_json };
        c->body_refused = may_upload(c);
        return c->body_refused ? 0 : body_begin(&c->body, x, &c->in);
}

static int body(struct http_exchange *x, const void *p, size_t n)
{
        return body_add(&((struct call *)http_data(x))->body, p, n);
}

static void work_read(struct pool_task *t)
{
        call__read((struct call *)t);
}

static void work_write(struct pool_task *t)
{
        call__write((struct call *)t);
}

static void answer_options(struct call *c)
{
        struct path_value *parts;
        const struct route_entry *e;
        unsigned allowed;

        c->early_status = 405;
        problem__make(c, ERR_UNSUPPORTED); /* for its Allow header */
        for (int v = POST; v < VERB_MAX; v++) {
                e = router_find(
                        &c->web->router, c->rq.arena, (enum verb)v, c->rq.path, &parts, &allowed);
                if (!e || !(e->route->flags & ROUTE_RESUME))
                        continue;
                reply_header(&c->rq, TUS_HEADER, STR(TUS_VERSION));
                reply_header(&c->rq, "Tus-Version", STR(TUS_VERSION));
                reply_header(&c->rq, "Tus-Extension", STR(TUS_EXTENSIONS));
                reply_header(&c->rq, "Tus-Checksum-Algorithm", STR("sha256"));
                break;
        }
        reply_bytes(&c->rq, 204, NULL, STR(""), STR_NULL);
        call__deliver(c);
}

/* Body unread or refused, address unreadable: said at once, without asking who it is. */
static bool finish_unread(struct call *c)
{
        if (!c->early && http_unread(c->x))
                c->early = c->body_refused ? c->body_refused : ERR_LIMIT;
        if (!c->early)
                return false;
        if (!http_unread(c->x) && !c->api && c->early_status != 400)
                return false; /* a page for people knows who they are */
        call__early(c);
        return true;
}

/* A page that is kept is for those who come without a session; others get one of their own. */
static bool is_shared(struct call *c)
{
        const struct route *route = c->rq.route;
        const char *session = c->web->config.guard->session_cookie;

        if (!route || !(route->flags & ROUTE_CACHED))
                return false;
        return !session || !req_cookie(&c->rq, session).ptr;
}

static void finish(struct http_exchange *x)
{
        struct call *c = http_data(x);
        const struct route *route = c->rq.route;
        bool writes = route && (route->verb != GET || (route->flags & ROUTE_CALLBACK));
        bool slow = !c->web->inline_reads || (route && (route->flags & ROUTE_SLOW));

        if (c->reply.made) { /* the redirect of a slash */
                call__deliver(c);
                return;
        }
        if (str_is(http_method(x), "OPTIONS") && (!c->early || c->allowed)) {
                answer_options(c);
                return;
        }
        if (!c->early && under(c->rq.path, "/assets")) {
                if (str_is(http_method(x), "GET") || str_is(http_method(x), "HEAD"))
                        if (asset_reply(c)) {
                                call__send(c);
                                return;
                        }
                c->early = ERR_NOT_FOUND;
        }
        if (finish_unread(c))
                return;
        c->shared = is_shared(c);
        if (writes)
                call__work(c, work_write, true);
        else if (c->shared && call__from_cache(c))
                return;
        else if (slow)
                call__work(c, work_read, true);
        else
                call__read(c);
}

/*
 * One line for each request that failed or was not answered; of the others the counters tell. Never
 * values of the query: they may be personal.
 */
static void end(struct http_exchange *x)
{
        struct call *c = http_data(x);
        i64 us = (clock_monotonic_ns() - c->started_ns) / 1000;
        int status = c->reply.made ? c->reply.status : 0;
        bool good = status >= 200 && status < 400;

        metrics_request(&c->web->metrics, c->entry ? c->entry->index : -1, status, us);
        log_line(good ? LOG_DEBUG : LOG_INFO, "web", "%s %s %d %lld.%03lldms who=%lld ref=%s",
                http_method(x).ptr, c->rq.route ? c->rq.route->path : "-", status,
                (long long)(us / 1000), (long long)(us % 1000), (long long)c->who_id,
                c->rq.reference.ptr);
        call__reset_reply(c);
        body_done(&c->body);
        arena_free(c->rq.arena);
}

/* ---- life ---- */

static const struct http_handler handler = { begin, body, finish, end };

static i64 or_default(i64 n, i64 otherwise)
{
        return n > 0 ? n : otherwise;
}

static void web_free(struct web *w)
{
        pool_free(w->pool);
        cache_free(w->cache);
        if (w->assets)
                asset_answers_free(w->assets);
        arena_free(w->arena);
        free(w);
}

int web_start(const struct web_config *c, struct web **ret_w)
{
        struct web *w = calloc(1, sizeof *w);
        struct http_config http = { .listen = c->listen, .handler = &handler, .data = w };
        int r;

        CHECK(w != NULL && sodium_init() >= 0);
        w->config = *c;
        w->config.max_form = or_default(c->max_form, MB);
        w->config.max_upload = or_default(c->max_upload, 50 * MB);
        w->config.max_json = or_default(c->max_json, MB);
        w->inline_reads = store_kind(c->store) == DB_SQLITE;
        w->arena = arena_new(64 * MB);
        random_bytes(&w->seed, sizeof w->seed);
        r = router_build(w->arena, c->routes, &w->router);
        if (r == 0) {
                metrics_init(&w->metrics, w->arena, w->router.n);
                w->cache = cache_new(or_default(c->cache_bytes, 16 * MB));
                w->assets = asset_answers_new(w->arena);
                w->pool = pool_new(
                        (int)or_default(c->workers, 4), (int)or_default(c->max_waiting, 200));
                http.max_connections = (int)or_default(c->max_connections, 1000);
                http.idle_seconds = (int)or_default(c->idle_seconds, 30);
                r = http_start(&http, &w->http);
        }
        if (r < 0)
                web_free(w);
        else
                *ret_w = w;
        return r;
}

int web_port(const struct web *w)
{
        return http_port(w->http);
}

void web_stop(struct web *w)
{
        http_stop(w->http, 10000);
        web_free(w);
}

void web_metrics(struct web *w, struct buf *out)
{
        metrics_text(&w->metrics, &w->router, out);
        buf_fmt(out,
                "# TYPE motcua_http_connections gauge\nmotcua_http_connections %lld\n"
                "# TYPE motcua_http_waiting gauge\nmotcua_http_waiting %d\n"
                "# TYPE motcua_page_cache_bytes gauge\nmotcua_page_cache_bytes %lld\n",
                (long long)http_connections(w->http), pool_waiting(w->pool),
                (long long)cache_bytes(w->cache));
}
