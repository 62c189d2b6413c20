/*
 * src/mod/dossier/camera.c: see camera.h. Knows no request.
 */
#include "mod/dossier/camera.h"

#include "audit/audit.h"
#include "base/base64.h"
#include "base/id.h"
#include "core/photos.h"
#include "core/queries.h"
#include "core/setting.h"
#include "crypto/hash.h"
#include "mod/dossier/draft.h"
#include "mod/mandate/mandate.h"

enum { TOKEN_BYTES = 16, MOST_AN_HOUR = 60 };

struct str camera_token(struct arena *a, i64 id)
{
        struct str what = str_fmt(a, "open %lld", (long long)id);
        u8 key[HASH_SIZE], mac[HASH_SIZE];

        content_derive_key(files_content(), "camera", key);
        hash_hmac(key, sizeof key, what.ptr, what.len, mac);
        hash_wipe(key, sizeof key);
        return base64url(a, str_n((const char *)mac, TOKEN_BYTES));
}

static struct str hash_of(struct arena *a, struct str token)
{
        u8 *hash = arena_alloc(a, HASH_SIZE);

        hash_str(token, hash);
        return str_n((const char *)hash, HASH_SIZE);
}

struct str camera_tried(struct arena *a, struct str token)
{
        return str_hex(a, hash_of(a, token).ptr, 16);
}

bool camera_is_open(const struct camera *c, i64 now)
{
        bool stands = c->mandate_state == I64_NULL ||
                      (c->mandate_state == MANDATE_ACTIVE && day_of(now) <= c->mandate_until);

        return c->ended_at == I64_NULL && c->expires_at > now && c->dossier_id == I64_NULL &&
               stands;
}

static int record(struct tx *tx, i64 actor, const char *action, i64 draft, i64 camera, size_t n,
        struct str peer)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = actor,
                        .action = action,
                        .object_kind = "draft",
                        .object = draft,
                        .peer = peer,
                        .payload = str_fmt(tx->arena, "{\"camera\":%lld,\"files\":%zu}",
                                (long long)camera, n) },
                NULL);
}

int camera_begin(struct tx *tx, const struct camera_new *n)
{
        i64 id = id_new();
        struct camera_total lately;
        int r = camera_count(tx, n->account, tx->now - HOUR_MS, &lately);

        if (r == 0 && lately.n >= MOST_AN_HOUR)
                return ERR_RATE;
        if (r == 0)
                r = cameras_end(tx, n->draft, tx->now, NULL);
        if (r == 0)
                r = camera_insert(
                        tx, &(struct camera_insert_args){ .id = id,
                                    .hash = hash_of(tx->arena, camera_token(tx->arena, id)),
                                    .draft_id = n->draft,
                                    .paper_id = n->paper,
                                    .account_id = n->account,
                                    .at = tx->now,
                                    .expires_at = tx->now + setting_i64(SETTING_CAMERA_MINUTES) *
                                                                    MINUTE_MS });
        return r < 0 ? r : record(tx, n->account, "camera.begin", n->draft, id, 0, n->peer);
}

int camera_by_token(struct tx *tx, struct str token, struct camera *ret_c)
{
        return camera_by_hash(tx, hash_of(tx->arena, token), ret_c);
}

/* A file becomes one of the paper's, as come through this link. */
static int put(struct tx *tx, const struct camera *c, const struct given_file *g)
{
        i64 file, row = id_new();
        int r = dossier_file_give(tx, g, c->account_id, STR("draft"), c->draft_id, &file);

        if (r == 0)
                r = draft_paper_insert(tx, &(struct draft_paper_insert_args){ .id = row,
                                                   .draft_id = c->draft_id,
                                                   .paper_id = c->paper_id,
                                                   .name = c->paper,
                                                   .file_id = file,
                                                   .at = tx->now });
        return r < 0 ? r : draft_paper_from_camera(tx, row, c->id, NULL);
}

int camera_take(struct tx *tx, struct str token, const struct given_files *g, struct str peer)
{
        struct camera_photo_rows there;
        struct camera c;
        int r = camera_by_token(tx, token, &c);

        if (r < 0)
                return r;
        if (!camera_is_open(&c, tx->now))
                return ERR_GONE;
        r = camera_photos(tx, c.draft_id, c.id, &there);
        if (r == 0 && there.n + g->n > PHOTOS_MOST)
                return ERR_LIMIT;
        for (size_t i = 0; i < g->n && r == 0; i++)
                r = put(tx, &c, &g->list[i]);
        return r < 0 ? r : record(tx, I64_NULL, "camera.photo", c.draft_id, c.id, g->n, peer);
}

int camera_close(struct tx *tx, const struct camera *c, const struct given_files *pdf,
        const struct camera_photo *photos, size_t n, i64 by, struct str peer)
{
        i64 changed = 0;
        int r = camera_end(tx, c->id, tx->now, &changed);

        if (r < 0 || !changed)
                return r;
        for (size_t i = 0; pdf && i < n && r == 0; i++) {
                r = draft_paper_delete(tx, photos[i].id, c->draft_id, &changed);
                if (r == 0 && !changed)
                        r = ERR_STALE; /* taken away at the desk meanwhile */
                if (r == 0)
                        r = file_remove(tx, photos[i].file_id, tx->now, NULL);
        }
        for (size_t i = 0; pdf && i < pdf->n && r == 0; i++)
                r = put(tx, c, &pdf->list[i]);
        return r < 0 ? r : record(tx, by, "camera.end", c->draft_id, c->id, n, peer);
}
