/*
 * src/core/partial.h: a file that arrives piece by piece, so that a line that is lost costs one
 * piece and no more (mod/dossier/resumed.c speaks tus 1.0 over it). Each piece is a content of its
 * own, durable before the row that counts it is committed: an offset that somebody was told is on
 * the disk, whatever happens then. When the last one is there they are joined, looked into like
 * every upload, and become a file of the sender that belongs to nothing yet, under the same code.
 * What is not whole, or was never made part of anything, ends some hours after its last piece.
 * Pieces lie in the data folder of the server that took them.
 */
#ifndef CORE_PARTIAL_H
#define CORE_PARTIAL_H

#include "core/files.h"

struct partial_file; /* core/queries.h */

struct partial_new {
        struct str code, name, metadata;
        i64 account, length;
};
/*
 * ERR_LIMIT: larger than a file may be (setting upload.mb). ERR_RATE: this person has too much
 * under way (upload.open_mb, and PARTIAL_MOST files).
 */
#define PARTIAL_MOST 50
int partial_may(struct tx *tx, i64 account, i64 length);
int partial_begin(struct tx *tx, const struct partial_new *n);
i64 partial_expiry(i64 now);

/* One's own; ERR_NOT_FOUND also for another person's, ERR_GONE when its time is over. */
int partial_of(struct tx *tx, i64 account, struct str code, struct partial_file *ret_p);

/*
 * In prepare: all pieces and the last one as one content: its hash, size and type. Reads rq->tx
 * and leaves it while it copies. ERR_CORRUPT: a piece is not what it was.
 */
int partial_join(struct req *rq, const struct partial_file *p, const struct upload *last,
        struct upload *ret_whole);
/*
 * The piece that begins where the ones before it end; `whole` when it was the last, else NULL.
 * ERR_STALE: another one came first. ERR_LIMIT: too many pieces.
 */
int partial_add(struct tx *tx, const struct partial_file *p, const struct upload *piece,
        const struct upload *whole);
/* Given up, with the file that it became unless that is part of something. */
int partial_drop(struct tx *tx, i64 id, i64 file);

extern const struct job_kind partial_jobs[];

#endif
