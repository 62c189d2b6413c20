/*
 * src/audit/event.c: events into their tables, and events as the bytes that are hashed.
 */
#include "audit/internal.h"

#include "base/id.h"
#include "base/random.h"
#include "wall/wire.h"

#define SALT 16

void audit__leaf(struct arena *a, const struct audit_row *row, u8 ret_leaf[HASH_SIZE])
{
        struct buf b;

        buf_init(&b, a, 4096);
        wire_put_str(&b, STR("motcua audit event v1"));
        wire_put_i64(&b, row->id);
        wire_put_i64(&b, row->at);
        wire_put_i64(&b, row->actor);
        wire_put_str(&b, row->action);
        wire_put_str(&b, row->object_kind);
        wire_put_i64(&b, row->object);
        wire_put_str(&b, row->payload_hash);
        CHECK(!b.over);
        merkle_leaf(b.ptr, b.len, ret_leaf);
}

void audit__payload_hash(struct arena *a, struct str salt, struct str actor_text, struct str peer,
        struct str body, u8 ret_hash[HASH_SIZE])
{
        struct buf b;

        buf_init(&b, a, salt.len + actor_text.len + peer.len + body.len + 100);
        wire_put_str(&b, STR("motcua audit payload v1"));
        wire_put_str(&b, salt);
        wire_put_str(&b, actor_text);
        wire_put_str(&b, peer);
        wire_put_str(&b, body);
        hash_str(buf_str(&b), ret_hash);
}

/*
 * The salt is random although apply functions otherwise are not: it decides nothing, and a repeated
 * apply may well have another one.
 */
int audit_add(struct tx *tx, const struct audit_entry *e, i64 *ret_event)
{
        u8 salt[SALT], hash[HASH_SIZE];
        struct str salt_str = str_n((char *)salt, sizeof salt);
        struct audit_event_insert_args args = { .id = id_new(),
                .at = tx->now,
                .actor = e->actor,
                .action = str_of(e->action),
                .object_kind = str_of(e->object_kind),
                .object = e->object,
                .payload_hash = str_n((char *)hash, sizeof hash) };
        int r;

        CHECK(args.action.len > 0 && args.action.len <= 200 && args.object_kind.len <= 200);
        random_bytes(salt, sizeof salt);
        audit__payload_hash(tx->arena, salt_str, e->actor_text, e->peer, e->payload, hash);
        r = audit_event_insert(tx, &args);
        if (r == 0)
                r = audit_payload_insert(tx, args.id, salt_str, e->actor_text, e->peer, e->payload);
        if (r == 0)
                r = audit_pending_insert(tx, args.id);
        if (r == 0 && ret_event)
                *ret_event = args.id;
        return r;
}

int audit_erase(struct tx *tx, i64 event, const struct audit_entry *e)
{
        struct audit_entry record = *e;
        i64 changes;
        int r = audit_payload_delete(tx, event, &changes);

        if (r < 0)
                return r;
        if (changes == 0)
                return ERR_NOT_FOUND;
        record.action = "audit.erase";
        record.object_kind = "audit";
        record.object = event;
        return audit_add(tx, &record, NULL);
}
