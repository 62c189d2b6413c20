/*
 * src/wall/signer_client.c: see signer_client.h.
 */
#include "wall/signer_client.h"

#include "base/clock.h"
#include "base/json.h"
#include "crypto/jws.h"
#include "wall/call.h"
#include "wall/wire.h"

#define PATIENCE_MS 10000
#define REPLY_MAX   WALL_REQUEST_MAX

struct str signer_head_text(struct arena *a, const struct signer_head *h)
{
        return str_fmt(a, "motcua tree head v1\n%.*s\n%lld\n%.*s\n%lld\n", STRF(h->log),
                (long long)h->size, STRF(str_hex(a, h->root, HASH_SIZE)), (long long)h->at);
}

struct str signer_receipt_json(struct arena *a, const struct signer_receipt *rc)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, WALL_REQUEST_MAX);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "code", rc->code);
        json_put_str(&w, "unit", rc->unit);
        json_put_str(&w, "procedure", rc->procedure);
        json_put_i64(&w, "version", rc->version);
        json_put_str(&w, "received", time_iso(a, rc->received_at));
        json_put_str(&w, "answers", str_hex(a, rc->answers, HASH_SIZE));
        json_open(&w, "files", '[');
        for (size_t i = 0; i < rc->n; i++) {
                json_open(&w, NULL, '{');
                json_put_str(&w, "sha256", str_hex(a, rc->files[i].hash, HASH_SIZE));
                json_put_i64(&w, "size", rc->files[i].size);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        json_close(&w, '}');
        return buf_str(&b);
}

static void begin(struct buf *b, struct arena *a)
{
        buf_init(b, a, WALL_REQUEST_MAX);
}

/* Send what stands in b; the PINs in it are wiped afterwards. */
static int ask(int socket, enum signer_op op, struct buf *b, struct str *ret_reply)
{
        int r = wall_call(socket, op, buf_str(b), -1, PATIENCE_MS, b->arena, REPLY_MAX, ret_reply);

        hash_wipe(b->ptr, b->len);
        return r;
}

int signer_about(int socket, struct arena *a, struct signer_about *ret_about)
{
        struct signer_about about;
        struct str reply;
        struct buf b;
        struct wire w;
        int r;

        begin(&b, a);
        r = ask(socket, SIGNER_ABOUT, &b, &reply);
        if (r < 0)
                return r;
        w = wire_of(reply);
        about.spki = wire_str(&w, REPLY_MAX);
        about.signed_count = wire_i64(&w);
        about.wall = wire_u32(&w);
        if (wire_end(&w) < 0)
                return ERR_CORRUPT;
        *ret_about = about;
        return 0;
}

int signer_head(int socket, struct arena *a, const struct signer_head *h, struct str *ret_der)
{
        struct buf b;

        begin(&b, a);
        wire_put_str(&b, h->log);
        wire_put_i64(&b, h->size);
        wire_put_raw(&b, h->root, HASH_SIZE);
        wire_put_i64(&b, h->at);
        return ask(socket, SIGNER_HEAD, &b, ret_der);
}

int signer_receipt(
        int socket, struct arena *a, const struct signer_receipt *rc, struct str *ret_jws)
{
        struct str reply, input, der;
        struct buf b;
        struct wire w;
        int r;

        if (rc->n > SIGNER_DIGESTS)
                return ERR_LIMIT;
        begin(&b, a);
        wire_put_str(&b, rc->code);
        wire_put_str(&b, rc->unit);
        wire_put_str(&b, rc->procedure);
        wire_put_i64(&b, rc->version);
        wire_put_i64(&b, rc->received_at);
        wire_put_raw(&b, rc->answers, HASH_SIZE);
        wire_put_u32(&b, (u32)rc->n);
        for (size_t i = 0; i < rc->n; i++) {
                wire_put_raw(&b, rc->files[i].hash, HASH_SIZE);
                wire_put_i64(&b, rc->files[i].size);
        }
        r = ask(socket, SIGNER_RECEIPT, &b, &reply);
        if (r < 0)
                return r;
        w = wire_of(reply);
        input = wire_str(&w, REPLY_MAX);
        der = wire_str(&w, 80);
        return wire_end(&w) < 0 ? ERR_CORRUPT : jws_text(a, input, der, ret_jws);
}

int signer_person_new(int socket, struct arena *a, i64 person, struct str pin, struct str *ret_spki)
{
        struct buf b;

        begin(&b, a);
        wire_put_i64(&b, person);
        wire_put_str(&b, pin);
        return ask(socket, SIGNER_PERSON_NEW, &b, ret_spki);
}

int signer_person_sign(
        int socket, struct arena *a, const struct signer_request *rq, struct str *ret_ders)
{
        struct str reply, ders[SIGNER_DIGESTS];
        struct buf b;
        struct wire w;
        int r;

        if (rq->n < 1 || rq->n > SIGNER_DIGESTS)
                return ERR_INVALID;
        begin(&b, a);
        wire_put_i64(&b, rq->person);
        wire_put_str(&b, rq->pin);
        wire_put_str(&b, rq->purpose);
        wire_put_str(&b, rq->authority);
        wire_put_u32(&b, (u32)rq->n);
        wire_put_raw(&b, rq->digests, rq->n * HASH_SIZE);
        if (b.over)
                return ERR_INVALID;
        r = ask(socket, SIGNER_PERSON_SIGN, &b, &reply);
        if (r < 0)
                return r;
        w = wire_of(reply);
        for (size_t i = 0; i < rq->n; i++)
                ders[i] = wire_str(&w, 80);
        if (wire_end(&w) < 0)
                return ERR_CORRUPT;
        memcpy(ret_ders, ders, rq->n * sizeof ders[0]);
        return 0;
}

int signer_person_pin(int socket, struct arena *a, i64 person, struct str old, struct str fresh)
{
        struct str none;
        struct buf b;

        begin(&b, a);
        wire_put_i64(&b, person);
        wire_put_str(&b, old);
        wire_put_str(&b, fresh);
        return b.over ? ERR_INVALID : ask(socket, SIGNER_PERSON_PIN, &b, &none);
}

int signer_person_drop(int socket, struct arena *a, i64 person, struct str reason)
{
        struct str none;
        struct buf b;

        begin(&b, a);
        wire_put_i64(&b, person);
        wire_put_str(&b, reason);
        return b.over ? ERR_INVALID : ask(socket, SIGNER_PERSON_DROP, &b, &none);
}
