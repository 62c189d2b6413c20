/*
 * src/app/signer.c: see signer.h. One request at a time, one arena a request. Every operation
 * first checks its fields, then lists what it is about to sign, then signs: a signature without
 * its line in the list cannot leave this process.
 */
#include "app/signer.h"

#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include "app/sandbox.h"
#include "app/signer_store.h"
#include "app/supervisor.h"
#include "base/log.h"
#include "base/utf8.h"
#include "crypto/jws.h"
#include "wall/call.h"
#include "wall/wire.h"

#define REQUEST_ARENA ((size_t)256 << 10)

static struct signer_store store;
static u32 wall_level;

/* A text that may stand in a signed structure or in the list: one line of valid UTF-8. */
static bool line_ok(struct str s, bool spaces)
{
        if (!s.ptr || s.len > SIGNER_TEXT || !utf8_valid(s))
                return false;
        for (size_t i = 0; i < s.len; i++)
                if ((u8)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f || (!spaces && s.ptr[i] == ' '))
                        return false;
        return true;
}

static bool pin_ok(struct str pin)
{
        return pin.ptr && pin.len >= SIGNER_PIN_MIN && pin.len <= SIGNER_PIN_MAX;
}

static int about(struct arena *a, struct wire *w, struct buf *out)
{
        if (wire_end(w) < 0)
                return ERR_INVALID;
        wire_put_str(out, store.service_spki);
        wire_put_i64(out, store.seq);
        wire_put_u32(out, wall_level);
        return 0;
}

/* The service key signs a text built here, never a digest from outside. */
static int service_sign(
        struct arena *a, const char *kind, struct str text, struct str detail, struct str *ret_der)
{
        struct signer_entry e = { .kind = str_of(kind), .detail = detail };
        int r;

        hash_str(text, e.digest);
        memcpy(e.key, store.service_id, HASH_SIZE);
        r = signer_store_list(&store, a, &e, 1);
        return r < 0 ? r : sign_digest(a, store.service, e.digest, ret_der);
}

static int head(struct arena *a, struct wire *w, struct buf *out)
{
        struct signer_head h;
        struct str detail, der;
        int r;

        h.log = wire_str(w, SIGNER_TEXT);
        h.size = wire_i64(w);
        wire_raw(w, h.root, HASH_SIZE);
        h.at = wire_i64(w);
        if (wire_end(w) < 0 || h.size < 0 || h.log.len == 0 || !line_ok(h.log, false))
                return ERR_INVALID;
        r = signer_store_log(&store, a, h.log);
        if (r < 0)
                return r;
        /* A log only grows. The same head may be asked for again: its answer was lost. */
        if (h.size < store.head_size ||
                (h.size == store.head_size && !hash_equal(h.root, store.head_root, HASH_SIZE)))
                return ERR_STATE;
        detail = str_fmt(a, "%.*s %lld %.*s", STRF(h.log), (long long)h.size,
                STRF(str_hex(a, h.root, HASH_SIZE)));
        r = service_sign(a, "head", signer_head_text(a, &h), detail, &der);
        if (r < 0)
                return r;
        buf_add(out, der);
        store.head_size = h.size;
        memcpy(store.head_root, h.root, HASH_SIZE);
        return 0;
}

static int receipt(struct arena *a, struct wire *w, struct buf *out)
{
        struct signer_file files[SIGNER_DIGESTS];
        struct signer_receipt rc = { .files = files };
        struct str input, der;
        u32 n;
        int r;

        rc.code = wire_str(w, SIGNER_TEXT);
        rc.unit = wire_str(w, SIGNER_TEXT);
        rc.procedure = wire_str(w, SIGNER_TEXT);
        rc.version = wire_i64(w);
        rc.received_at = wire_i64(w);
        wire_raw(w, rc.answers, HASH_SIZE);
        n = wire_u32(w);
        if (w->bad || n > SIGNER_DIGESTS)
                return ERR_INVALID;
        for (rc.n = 0; rc.n < n; rc.n++) {
                wire_raw(w, files[rc.n].hash, HASH_SIZE);
                files[rc.n].size = wire_i64(w);
        }
        if (wire_end(w) < 0 || rc.code.len == 0 || !line_ok(rc.code, false) ||
                !line_ok(rc.unit, false) || !line_ok(rc.procedure, false))
                return ERR_INVALID;
        input = jws_input(a, SIGNER_RECEIPT_TYPE, store.certificate, signer_receipt_json(a, &rc));
        r = service_sign(a, "receipt", input, rc.code, &der);
        if (r < 0)
                return r;
        wire_put_str(out, input);
        wire_put_str(out, der);
        return out->over ? ERR_LIMIT : 0;
}

/* What happened to a key is listed too, under the key's own name. */
static int list_key(struct arena *a, const char *kind, struct str spki, i64 person, struct str why)
{
        struct signer_entry e = { .kind = str_of(kind),
                .detail = str_fmt(a, "person %lld %.*s", (long long)person, STRF(why)) };

        sign_key_id(spki, e.key);
        hash_str(spki, e.digest);
        return signer_store_list(&store, a, &e, 1);
}

static int person_new(struct arena *a, struct wire *w, struct buf *out)
{
        i64 person = wire_i64(w);
        struct str pin = wire_str(w, SIGNER_PIN_MAX), pem, spki;
        const struct signer_person *p = signer_store_person(&store, person);
        struct sign_key *key;
        int r;

        if (wire_end(w) < 0 || !pin_ok(pin))
                return ERR_INVALID;
        if (p && p->at != 0)
                return ERR_EXISTS;
        r = sign_key_new(&key);
        if (r < 0)
                return r;
        r = sign_key_pem(a, key, pin, &pem);
        if (r == 0)
                r = sign_key_public(a, key, &spki);
        if (r == 0)
                r = list_key(a, "key", spki, person, STR("made"));
        if (r == 0)
                r = signer_store_put_key(&store, a, person, pem);
        if (r == 0)
                buf_add(out, spki);
        sign_key_free(key);
        return r;
}

/*
 * Opens a person's key. A wrong PIN is on disk before it is answered; a right one forgives the
 * wrong ones before it.
 */
static int person_open(struct arena *a, i64 person, struct str pin, struct sign_key **ret_key)
{
        struct signer_person *p = signer_store_person(&store, person);
        struct sign_key *key;
        struct str pem;
        int r, put;

        if (!p)
                return ERR_NOT_FOUND;
        r = signer_store_pem(&store, a, p, &pem);
        if (r < 0)
                return r;
        if (p->tries >= SIGNER_TRIES)
                return ERR_RATE;
        r = sign_key_load(pem, str_n(pin.ptr ? pin.ptr : "", pin.len), &key);
        if (r == ERR_DENIED) {
                put = signer_store_put_tries(&store, a, person, p->tries + 1);
                return put < 0 ? put : ERR_DENIED;
        }
        if (r < 0)
                return r;
        r = p->tries ? signer_store_put_tries(&store, a, person, 0) : 0;
        if (r < 0)
                sign_key_free(key);
        else
                *ret_key = key;
        return r;
}

static int sign_each(struct arena *a, const struct sign_key *key, struct signer_entry *entries,
        size_t n, struct buf *out)
{
        struct str spki, der;
        u8 id[HASH_SIZE];
        int r = sign_key_public(a, key, &spki);

        if (r < 0)
                return r;
        sign_key_id(spki, id);
        for (size_t i = 0; i < n; i++)
                memcpy(entries[i].key, id, HASH_SIZE);
        r = signer_store_list(&store, a, entries, n);
        for (size_t i = 0; i < n && r == 0; i++) {
                r = sign_digest(a, key, entries[i].digest, &der);
                if (r == 0)
                        wire_put_str(out, der);
        }
        return r;
}

static int person_sign(struct arena *a, struct wire *w, struct buf *out)
{
        struct signer_entry entries[SIGNER_DIGESTS];
        i64 person = wire_i64(w);
        struct str pin = wire_str(w, SIGNER_PIN_MAX);
        struct str purpose = wire_str(w, SIGNER_TEXT), authority = wire_str(w, SIGNER_TEXT);
        struct str detail = str_fmt(
                a, "person %lld %.*s | %.*s", (long long)person, STRF(purpose), STRF(authority));
        u32 n = wire_u32(w);
        struct sign_key *key;
        int r;

        if (w->bad || n < 1 || n > SIGNER_DIGESTS || !line_ok(purpose, true) || purpose.len == 0 ||
                !line_ok(authority, true))
                return ERR_INVALID;
        for (u32 i = 0; i < n; i++) {
                entries[i] = (struct signer_entry){ .kind = STR("person"), .detail = detail };
                wire_raw(w, entries[i].digest, HASH_SIZE);
        }
        if (wire_end(w) < 0)
                return ERR_INVALID;
        r = person_open(a, person, pin, &key);
        if (r < 0)
                return r;
        r = sign_each(a, key, entries, n, out);
        sign_key_free(key);
        return r;
}

static int person_pin(struct arena *a, struct wire *w, struct buf *out)
{
        i64 person = wire_i64(w);
        struct str old = wire_str(w, SIGNER_PIN_MAX), fresh = wire_str(w, SIGNER_PIN_MAX), pem;
        struct sign_key *key;
        int r;

        if (wire_end(w) < 0 || !pin_ok(fresh))
                return ERR_INVALID;
        r = person_open(a, person, old, &key);
        if (r < 0)
                return r;
        r = sign_key_pem(a, key, fresh, &pem);
        if (r == 0)
                r = signer_store_put_key(&store, a, person, pem);
        sign_key_free(key);
        return r;
}

static int person_drop(struct arena *a, struct wire *w, struct buf *out)
{
        i64 person = wire_i64(w);
        struct str reason = wire_str(w, SIGNER_TEXT);
        const struct signer_person *p = signer_store_person(&store, person);
        int r;

        if (wire_end(w) < 0 || !line_ok(reason, true))
                return ERR_INVALID;
        if (!p || p->at == 0)
                return ERR_NOT_FOUND;
        r = list_key(a, "drop", STR(""), person, reason);
        return r < 0 ? r : signer_store_drop(&store, a, person);
}

static int (*const operations[])(struct arena *, struct wire *, struct buf *) = {
        [SIGNER_ABOUT] = about,
        [SIGNER_HEAD] = head,
        [SIGNER_RECEIPT] = receipt,
        [SIGNER_PERSON_NEW] = person_new,
        [SIGNER_PERSON_SIGN] = person_sign,
        [SIGNER_PERSON_PIN] = person_pin,
        [SIGNER_PERSON_DROP] = person_drop,
};

static void handle(struct arena *a, const struct wall_request *rq)
{
        struct wire w = wire_of(rq->body);
        struct buf out;
        int r = ERR_INVALID;

        buf_init(&out, a, WALL_REQUEST_MAX);
        if ((size_t)rq->op < ARRAY_LEN(operations) && operations[rq->op])
                r = operations[rq->op](a, &w, &out);
        wall_answer(rq->reply, r, r == 0 ? buf_str(&out) : STR(""));
        close(rq->reply);
        if (rq->fd >= 0)
                close(rq->fd);
}

int signer_main(const char *dir, int socket, bool sandbox_off)
{
        static char space[WALL_REQUEST_MAX];
        struct arena *a = arena_new(REQUEST_ARENA);
        struct wall_request rq;
        int r;

        log_set_name("signer");
        signal(SIGPIPE, SIG_IGN);
        /* Opening a key takes 16 MiB for a moment: given back at once, not kept for the next. */
        mallopt(M_MMAP_THRESHOLD, 128 << 10);
        mallopt(M_TRIM_THRESHOLD, 128 << 10);
        r = signer_store_open(&store, dir);
        if (r == 0)
                r = sign_warm_up(a);
        if (r < 0) {
                log_error("signer", "cannot open its keys dir=%s error=%s", dir, err_name(r));
                return r == ERR_CORRUPT ? SUPERVISOR_EXIT_CONFIG : SUPERVISOR_EXIT_AGAIN;
        }
        if (sandbox_enter(SANDBOX_SIGNER, sandbox_off, &wall_level) < 0)
                return SUPERVISOR_EXIT_NO_WALL;
        while ((r = wall_receive(socket, space, &rq)) != 0) {
                if (r < 0)
                        continue;
                handle(a, &rq);
                arena_clear(a);
                hash_wipe(space, rq.body.len + 8);
        }
        arena_free(a);
        signer_store_close(&store);
        return 0;
}
