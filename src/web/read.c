/*
 * src/web/read.c: requests that show something: on the event thread for quick routes on SQLite, in
 * a worker otherwise. Holds every page to what its route says of personal data.
 */
#include "web/call.h"

#include <sodium.h>

#include "base/log.h"
#include "web/zip.h"

enum { PAGE_BYTES = 24 * 1024 };

int call__open(struct call *c)
{
        int r = store_read_begin(c->web->config.store, c->rq.arena, &c->rq.tx);

        if (r < 0)
                c->rq.tx = NULL;
        else
                c->rq.tx->now = c->rq.now;
        return r;
}

void call__close(struct call *c)
{
        if (c->rq.tx)
                store_read_end(c->rq.tx);
        c->rq.tx = NULL;
}

void req_leave_snapshot(struct req *rq)
{
        call__close(call__of(rq));
}

int req_take_snapshot(struct req *rq)
{
        return call__open(call__of(rq));
}

/* Who asks, and may they use the route (none: only who)? */
int call__identify(struct call *c)
{
        const struct web_guard *guard = c->web->config.guard;
        int r = guard->identify(&c->rq);

        c->in.who = c->rq.who;
        if (r == 0) {
                c->who_id = guard->who_id(c->rq.who);
                if (c->rq.route)
                        r = guard->allow(&c->rq, c->rq.route);
        }
        c->rq.tx->read_personal = false; /* what the guard itself read is not shown */
        return r;
}

/* A page that read a person's data says so in its route and names the person. */
static int check_person(struct call *c)
{
        bool flagged = c->rq.route->flags & ROUTE_READS_PERSON;

        if (c->rq.tx->read_personal && (!flagged || !c->notes)) {
                log_error("web", "route %s reads a person's data %s: not answered",
                        c->rq.route->path, flagged ? "without a note" : "without the flag");
                metrics_refused(&c->web->metrics, REASON_PERSON_DATA);
                return ERR_INTERNAL;
        }
        if (flagged && c->notes)
                c->record |= RECORD_ACCESS;
        return 0;
}

/* Room for a usual page from the start, rather than by six times doubling and copying. */
static void make_room(struct call *c)
{
        struct buf *b = &c->rq.html.out;

        if (b->ptr || c->api)
                return;
        b->cap = MIN((size_t)PAGE_BYTES, b->max);
        b->ptr = arena_raw(c->rq.arena, b->cap);
}

int call__page(struct call *c, read_fn *fn)
{
        int r;

        make_room(c);
        r = fn(&c->rq);
        if (r == 0 && arena_over(c->rq.arena))
                r = ERR_LIMIT;
        if (r == 0 && !c->reply.made) {
                log_error("web", "route %s did not answer", c->rq.route->path);
                r = ERR_INTERNAL;
        }
        return r == 0 ? check_person(c) : r;
}

static int add_query(void *arg, struct str name, struct str value)
{
        return input__add(arg, name, value);
}

int call__query(struct call *c)
{
        if (c->query_read)
                return 0;
        c->query_read = true;
        return input__add_query(&c->in, http_query(c->x), add_query, &c->in);
}

static int run(struct call *c)
{
        int r = call__identify(c);

        if (r < 0 || c->early)
                return r < 0 ? r : c->early;
        r = call__query(c);
        if (r == 0)
                r = input__check(&c->in);
        if (r == ERR_INVALID && c->in.errors) {
                metrics_refused(&c->web->metrics, REASON_FIELDS);
                if (c->rq.route->again)
                        return call__page(c, c->rq.route->again);
        }
        return r < 0 ? r : call__page(c, c->rq.route->read);
}

static void keep_page(struct call *c);

void call__read(struct call *c)
{
        int r = call__open(c);

        if (r == 0)
                r = run(c);
        if (r < 0) {
                call__fail(c, r);
                if (r == ERR_DENIED && c->who_id && !c->early)
                        c->record |= RECORD_REFUSAL;
        }
        call__close(c);
        if (r == 0 && c->cache_key.ptr)
                keep_page(c);
        call__deliver(c);
}

void call__early(struct call *c)
{
        call__fail(c, c->early);
        call__deliver(c);
}

/* ---- pages that are the same for everybody ---- */

static void free_page(void *arg)
{
        arena_free(arg);
}

/*
 * Everything the page may depend on; what the route does not declare is no part of it. The day is:
 * validity begins and ends at midnight, of the page's own subject and of all that it names.
 */
static struct str page_key(struct call *c)
{
        const struct web_guard *guard = c->web->config.guard;
        struct str names = str_of(c->rq.route->generations), name;
        struct buf b;

        buf_init(&b, c->rq.arena, 64 * 1024);
        buf_i64(&b, c->entry->index);
        buf_byte(&b, c->rq.lang == LANG_EN ? 'e' : 'v');
        buf_i64(&b, day_of(c->rq.now));
        buf_byte(&b, ' ');
        while (str_cut(&names, ',', &name)) {
                buf_i64(&b, guard->generation(c->web->config.store, str_c(c->rq.arena, name)));
                buf_byte(&b, ' ');
        }
        buf_add(&b, c->rq.path);
        for (const struct input_value *v = c->in.values; v->field; v++)
                for (size_t i = 0; i < v->n_sent; i++) {
                        buf_fmt(&b, "&%s=%zu:", v->field->name, v->sent[i].len);
                        buf_add(&b, v->sent[i]);
                }
        return b.over ? STR_NULL : buf_str(&b);
}

static const char *vary(const struct call *c)
{
        return c->api ? "Accept-Encoding, Accept-Language" : "Accept-Encoding, Cookie";
}

static struct http_stored *store_page(
        const struct call *c, const char *etag, struct str body, bool zipped)
{
        const struct reply *r = &c->reply;
        struct http_name_value h[REPLY_HEADERS];
        size_t n = reply__fixed_headers(h);
        struct arena *a = arena_new(body.len + 64);
        struct http_answer answer = { .status = r->status, .headers = h, .fd = -1 };

        h[n++] = (struct http_name_value){ "Content-Type", r->type };
        h[n++] = (struct http_name_value){ "ETag", etag };
        h[n++] = (struct http_name_value){ "Cache-Control", "public, no-cache" };
        h[n++] = (struct http_name_value){ "Vary", vary(c) };
        if (zipped)
                h[n++] = (struct http_name_value){ "Content-Encoding", "gzip" };
        answer.n_headers = n;
        answer.body = str_dup(a, body);
        return http_store(&answer, free_page, a);
}

static void answer_page(struct call *c, struct cached_page *page)
{
        struct reply *r = &c->reply;
        bool zip = page->zipped && zip_accepted(http_header(c->x, "Accept-Encoding"));
        struct str had = http_header(c->x, "If-None-Match");

        if (had.ptr && reply__etag_matches(had, page->etag)) {
                reply_bytes(&c->rq, 304, NULL, STR(""), STR_NULL);
                reply_header(&c->rq, "ETag", page->etag);
                reply_header(&c->rq, "Cache-Control", STR("public, no-cache"));
                reply_header(&c->rq, "Vary", str_of(vary(c)));
                return;
        }
        r->made = true;
        r->status = 200;
        r->stored = zip ? page->zipped : page->plain;
        http_stored_ref(r->stored);
}

static void page_unref(struct cached_page *page)
{
        http_stored_unref(page->plain);
        http_stored_unref(page->zipped);
}

/* A page just made goes into the cache and is answered from there. */
static void keep_page(struct call *c)
{
        struct reply *r = &c->reply;
        struct cached_page page = { 0 };
        struct str zipped = STR_NULL;
        u8 hash[16];

        if (r->status != 200 || r->fd >= 0 || r->n_headers)
                return; /* what is not plain is not kept */
        crypto_generichash(hash, sizeof hash, (const u8 *)r->body.ptr, r->body.len, NULL, 0);
        page.etag =
                str_fmt(c->rq.arena, "W/\"%.*s\"", STRF(str_hex(c->rq.arena, hash, sizeof hash)));
        if (zip_worth(r->type, r->body.len))
                zipped = zip_make(c->rq.arena, r->body);
        page.plain = store_page(c, page.etag.ptr, r->body, false);
        if (zipped.ptr)
                page.zipped = store_page(c, page.etag.ptr, zipped, true);
        page.bytes = (i64)(r->body.len + zipped.len);
        answer_page(c, &page);
        cache_put(c->web->cache, c->cache_key, &page);
}

bool call__from_cache(struct call *c)
{
        struct cached_page page;
        struct str key;

        c->early = call__query(c);
        if (c->early) {
                call__early(c);
                return true;
        }
        key = page_key(c);
        if (!key.ptr)
                return false;
        if (!cache_find(c->web->cache, c->rq.arena, key, &page)) {
                atomic_fetch_add(&c->web->metrics.cache_misses, 1);
                c->cache_key = key;
                return false;
        }
        atomic_fetch_add(&c->web->metrics.cache_hits, 1);
        answer_page(c, &page);
        page_unref(&page);
        call__deliver(c);
        return true;
}
