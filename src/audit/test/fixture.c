/*
 * src/audit/test/fixture.c: see fixture.h.
 */
#include "audit/test/fixture.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wall/call.h"
#include "wall/signer_client.h"
#include "wall/wire.h"

static void answer(struct fixture *f, const struct wall_request *rq)
{
        struct arena *a = arena_new(1 << 20);
        struct wire w = wire_of(rq->body);
        struct signer_head h;
        struct str der = STR("");
        struct buf out;
        u8 digest[HASH_SIZE];

        buf_init(&out, a, 4096);
        if (rq->op == SIGNER_ABOUT) {
                wire_put_str(&out, f->spki);
                wire_put_i64(&out, 0);
                wire_put_u32(&out, 0);
        } else {
                h.log = wire_str(&w, 100);
                h.size = wire_i64(&w);
                wire_raw(&w, h.root, HASH_SIZE);
                h.at = wire_i64(&w);
                CHECK(rq->op == SIGNER_HEAD && wire_end(&w) == 0);
                hash_str(signer_head_text(a, &h), digest);
                CHECK(sign_digest(a, f->key, digest, &der) == 0);
                buf_add(&out, der);
        }
        wall_answer(rq->reply, 0, buf_str(&out));
        close(rq->reply);
        arena_free(a);
}

static void *sign_main(void *arg)
{
        struct fixture *f = arg;
        char space[WALL_REQUEST_MAX];
        struct wall_request rq;

        while (wall_receive(f->pair[1], space, &rq) > 0)
                answer(f, &rq);
        return NULL;
}

void fixture_open(struct fixture *f, enum db_kind kind)
{
        static const struct store_hooks hooks = { .before_commit = audit_before_commit };
        struct audit_config config;

        CHECK(testdb_open(&f->db, kind) == 0);
        store_set_hooks(f->db.store, &hooks);
        CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, f->pair) == 0);
        CHECK(sign_key_new(&f->key) == 0 && sign_key_public(f->db.arena, f->key, &f->spki) == 0);
        CHECK(pthread_create(&f->thread, NULL, sign_main, f) == 0);
        config = (struct audit_config){
                .store = f->db.store, .signer = f->pair[0], .node = 1, .former = -1
        };
        CHECK(audit_open(&config, &f->audit) == 0);
        snprintf(f->heads, sizeof f->heads, "%s/%s", f->db.dir, AUDIT_HEADS_FILE);
}

void fixture_close(struct fixture *f)
{
        audit_close(f->audit);
        close(f->pair[0]);
        pthread_join(f->thread, NULL);
        close(f->pair[1]);
        sign_key_free(f->key);
        testdb_close(&f->db);
}

static int add_apply(struct tx *tx, void *arg)
{
        const struct audit_entry e = { 7, STR("Nguyễn Thị Mẫu"), "dossier.accept", "dossier",
                *(i64 *)arg, STR("{\"paper\":\"CCCD\"}"), STR("10.0.0.7") };

        return audit_add(tx, &e, NULL);
}

void fixture_add(struct fixture *f, int n)
{
        for (i64 i = 1; i <= n; i++) {
                struct arena *a = arena_new(1 << 20);

                CHECK(store_write(f->db.store, a, add_apply, &i) == 0);
                arena_free(a);
        }
}

void fixture_round(struct fixture *f)
{
        CHECK(audit_round(f->audit) == 0);
}

static void report(void *arg, const struct audit_finding *f)
{
        struct seen *s = arg;

        s->count[f->fault]++;
        s->last = *f;
}

struct seen fixture_verify(struct fixture *f, const char *heads)
{
        struct seen s = { { 0 } };
        const struct audit_check check = { f->db.store, heads, NULL, report, &s };

        CHECK(audit_verify(&check, &s.result) == 0);
        return s;
}

bool only(const struct seen *s, enum audit_fault fault)
{
        bool good = s->count[fault] > 0;

        for (int i = 0; i < AUDIT_FAULT_MAX; i++)
                if (s->count[i] > 0 && i != (int)fault) {
                        printf("    found too: %s (%d)\n", audit_fault_words(i), s->count[i]);
                        good = false;
                }
        return good;
}
