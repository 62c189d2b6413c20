/*
 * src/core/partial.c: see partial.h.
 */
#include "core/partial.h"

#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "core/queries.h"
#include "core/setting.h"
#include "web/sniff.h"

#define MB          ((i64)1 << 20)
#define PIECES_MAX  2000 /* of one file: nobody sends it byte by byte */
#define PURGE_BATCH 200
#define COPY_BYTES  65536

i64 partial_expiry(i64 now)
{
        return now + setting_i64(SETTING_UPLOAD_HOURS) * HOUR_MS;
}

int partial_may(struct tx *tx, i64 account, i64 length)
{
        struct partial_total held;
        int r;

        if (length > setting_i64(SETTING_UPLOAD_MB) * MB)
                return ERR_LIMIT;
        r = partial_held(tx, account, tx->now, &held);
        if (r < 0)
                return r;
        if (held.n >= PARTIAL_MOST ||
                held.bytes + length > setting_i64(SETTING_UPLOAD_OPEN_MB) * MB)
                return ERR_RATE;
        return 0;
}

int partial_begin(struct tx *tx, const struct partial_new *n)
{
        int r = partial_may(tx, n->account, n->length);

        return r < 0 ? r
                     : partial_insert(tx, &(struct partial_insert_args){ .id = id_new(),
                                                  .code = n->code,
                                                  .account = n->account,
                                                  .name = n->name,
                                                  .metadata = n->metadata,
                                                  .length = n->length,
                                                  .at = tx->now,
                                                  .expires_at = partial_expiry(tx->now) });
}

int partial_of(struct tx *tx, i64 account, struct str code, struct partial_file *ret_p)
{
        struct partial_file p;
        int r = partial_by_code(tx, code, &p);

        if (r < 0)
                return r;
        if (!account || p.account_id != account)
                return ERR_NOT_FOUND;
        if (p.expires_at <= tx->now)
                return ERR_GONE;
        *ret_p = p;
        return 0;
}

/* ---- joining ---- */

/* One piece behind what is there. It was put, so it must be there and as long as it was. */
static int copy_piece(struct content_upload *to, struct sniff *sniff, const u8 hash[32], i64 size)
{
        char space[COPY_BYTES];
        ssize_t n = 1;
        i64 there;
        int fd, r = content_fd(files_content(), hash, &fd, &there);

        if (r < 0)
                return r == ERR_NOT_FOUND ? ERR_CORRUPT : r;
        if (there != size)
                r = ERR_CORRUPT;
        while (r == 0 && n) {
                n = read(fd, space, sizeof space);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0) {
                        r = ERR_IO;
                } else if (n) {
                        sniff_add(sniff, space, (size_t)n);
                        r = content_add(to, space, (size_t)n);
                }
        }
        close(fd);
        return r;
}

static int copy_all(const struct partial_file *p, const struct partial_piece_rows *pieces,
        const struct upload *last, struct content_upload *to, struct sniff *sniff)
{
        i64 at = 0;
        int r = 0;

        for (size_t i = 0; i < pieces->n && r == 0; i++) {
                const struct partial_piece *x = &pieces->rows[i];

                if (x->at != at || x->hash.len != 32)
                        return ERR_CORRUPT;
                r = copy_piece(to, sniff, (const u8 *)x->hash.ptr, x->size);
                at += x->size;
        }
        if (r == 0)
                r = at == p->received ? copy_piece(to, sniff, last->hash, last->size) : ERR_CORRUPT;
        return r;
}

int partial_join(struct req *rq, const struct partial_file *p, const struct upload *last,
        struct upload *ret_whole)
{
        struct upload whole = { .name = p->name, .pages = I64_NULL };
        struct partial_piece_rows pieces;
        struct content_upload *to;
        struct sniff sniff;
        int r = partial_pieces(rq->tx, p->id, &pieces);

        if (r < 0)
                return r;
        req_leave_snapshot(rq);
        r = content_begin(files_content(), p->length, &to);
        if (r == 0) {
                sniff_init(&sniff, rq->arena);
                r = copy_all(p, &pieces, last, to, &sniff);
                if (r < 0)
                        content_abort(to);
                else
                        r = content_finish(to, whole.hash, &whole.size);
        }
        if (req_take_snapshot(rq) < 0)
                return ERR_BUSY;
        if (r < 0)
                return r;
        whole.type = str_of(sniff_type(&sniff));
        *ret_whole = whole;
        return 0;
}

/* ---- in the write transaction ---- */

static int become_file(struct tx *tx, const struct partial_file *p, const struct upload *whole)
{
        i64 file;
        int r = files_add(tx, whole, p->code, p->account_id, STR_NULL, I64_NULL, &file);

        if (r == 0)
                r = partial_whole(tx, p->id, file, NULL);
        return r < 0 ? r : partial_pieces_delete(tx, p->id, NULL);
}

int partial_add(struct tx *tx, const struct partial_file *p, const struct upload *piece,
        const struct upload *whole)
{
        u8 *name = arena_alloc(tx->arena, 32);
        struct partial_count before;
        i64 changed = 0;
        int r = partial_received(tx, p->id, p->received, p->received + piece->size,
                partial_expiry(tx->now), &changed);

        if (r < 0 || !changed)
                return r < 0 ? r : ERR_STALE;
        r = partial_pieces_count(tx, p->id, &before);
        if (r < 0 || before.n >= PIECES_MAX)
                return r < 0 ? r : ERR_LIMIT;
        if (whole)
                return become_file(tx, p, whole);
        content_name(files_content(), piece->hash, name);
        return partial_piece_insert(tx, p->id, p->received, piece->size,
                str_n((const char *)piece->hash, 32), str_n((const char *)name, 32));
}

int partial_drop(struct tx *tx, i64 id, i64 file)
{
        int r = partial_pieces_delete(tx, id, NULL);

        if (r == 0)
                r = partial_delete(tx, id, NULL);
        return r < 0 || file == I64_NULL ? r : file_remove_loose(tx, file, tx->now, NULL);
}

static int expire_apply(struct tx *tx, void *arg)
{
        struct partial_old_rows rows;
        size_t *ret_n = arg;
        int r = partial_expired(tx, tx->now, PURGE_BATCH, &rows);

        for (size_t i = 0; i < rows.n && r == 0; i++)
                r = partial_drop(tx, rows.rows[i].id, rows.rows[i].file_id);
        *ret_n = rows.n;
        return r;
}

/* The contents themselves go with the sweep (core_jobs.c), once no row names them. */
static int expire(struct job_run *run)
{
        size_t n = PURGE_BATCH;
        int r = 0;

        while (r == 0 && n == PURGE_BATCH) {
                AUTO(arena_freep) struct arena *a = arena_new(4 << 20);

                r = store_write(run->store, a, expire_apply, &n);
        }
        return r;
}

const struct job_kind partial_jobs[] = {
        { .kind = "core.expire_partial", .run = expire, .every_ms = HOUR_MS },
        { 0 },
};
