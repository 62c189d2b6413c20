/*
 * src/web/asset_answer.c: embedded files over HTTP. Their addresses contain their hash, so a
 * browser may keep them for ever; the answers are made once, at start, plain and gzip.
 */
#include "web/call.h"

#include "web/zip.h"

struct asset_answers {
        size_t n;
        struct http_stored **plain, **zipped;
};

static struct http_stored *store(const struct asset *a, bool zipped)
{
        struct http_name_value h[REPLY_HEADERS];
        size_t n = reply__fixed_headers(h);
        struct http_answer answer = { .status = 200, .headers = h, .fd = -1 };

        h[n++] = (struct http_name_value){ "Content-Type", a->type };
        h[n++] = (struct http_name_value){ "Cache-Control", "public, max-age=31536000, immutable" };
        h[n++] = (struct http_name_value){ "ETag", a->etag };
        h[n++] = (struct http_name_value){ "Vary", "Accept-Encoding" };
        if (zipped)
                h[n++] = (struct http_name_value){ "Content-Encoding", "gzip" };
        answer.n_headers = n;
        answer.body = zipped ? str_n((const char *)a->gzip, a->n_gzip)
                             : str_n((const char *)a->bytes, a->n);
        return http_store(&answer, NULL, NULL);
}

struct asset_answers *asset_answers_new(struct arena *a)
{
        struct asset_answers *t = NEW(a, struct asset_answers);

        while (assets[t->n].path)
                t->n++;
        t->plain = NEW_ARRAY(a, struct http_stored *, t->n + 1);
        t->zipped = NEW_ARRAY(a, struct http_stored *, t->n + 1);
        for (size_t i = 0; i < t->n; i++) {
                t->plain[i] = store(&assets[i], false);
                t->zipped[i] = assets[i].gzip ? store(&assets[i], true) : NULL;
        }
        return t;
}

void asset_answers_free(struct asset_answers *t)
{
        for (size_t i = 0; i < t->n; i++) {
                http_stored_unref(t->plain[i]);
                http_stored_unref(t->zipped[i]);
        }
}

/* The table is sorted by path. */
static bool find(const struct asset_answers *t, struct str path, size_t *ret_i)
{
        size_t lo = 0, hi = t->n;

        while (lo < hi) {
                size_t mid = (lo + hi) / 2;
                int c = str_cmp(path, str_of(assets[mid].path));

                if (c == 0) {
                        *ret_i = mid;
                        return true;
                }
                if (c < 0)
                        hi = mid;
                else
                        lo = mid + 1;
        }
        return false;
}

bool asset_reply(struct call *c)
{
        struct asset_answers *t = c->web->assets;
        struct reply *r = &c->reply;
        size_t i;

        if (!find(t, c->rq.path, &i))
                return false;
        if (reply__etag_matches(http_header(c->x, "If-None-Match"), str_of(assets[i].etag))) {
                reply_header(&c->rq, "Cache-Control", STR("public, max-age=31536000, immutable"));
                reply_header(&c->rq, "ETag", str_of(assets[i].etag));
                reply_bytes(&c->rq, 304, NULL, STR(""), STR_NULL);
                return true;
        }
        r->made = true;
        r->status = 200;
        r->stored = t->plain[i];
        if (t->zipped[i] && zip_accepted(http_header(c->x, "Accept-Encoding")))
                r->stored = t->zipped[i];
        http_stored_ref(r->stored);
        return true;
}
