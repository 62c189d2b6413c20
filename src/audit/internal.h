/*
 * src/audit/internal.h: what the files of this folder share.
 */
#ifndef AUDIT_INTERNAL_H
#define AUDIT_INTERNAL_H

#include "audit/audit.h"
#include "audit/queries.h"
#include "crypto/merkle.h"

#define AUDIT_NODE_LEVEL 4 /* inner nodes are stored from this level on */
#define AUDIT_KEY_HEX    64
#define AUDIT_LOG_MAX    100 /* bytes of a log's name */

/* The leaf of an event, from the columns of its row. */
struct audit_row {
        i64 id, at, actor;
        struct str action, object_kind;
        i64 object;
        struct str payload_hash;
};
void audit__leaf(struct arena *a, const struct audit_row *row, u8 ret_leaf[HASH_SIZE]);
void audit__payload_hash(struct arena *a, struct str salt, struct str actor_text, struct str peer,
        struct str body, u8 ret_hash[HASH_SIZE]);

/* Stored nodes of the tree; arg is the transaction. put is not offered. */
int audit__node_get(void *tx, int level, i64 position, u8 ret_hash[HASH_SIZE]);
/* Number of leaves. */
int audit__size(struct tx *tx, i64 *ret_size);
/* Up to limit pending events get leaves; ret_n: how many. ERR_EXISTS, ERR_STALE: another did. */
int audit__seal(struct tx *tx, i64 limit, i64 *ret_n);

/* A head as published. */
struct audit_published {
        struct str log;
        i64 size, at;
        u8 root[HASH_SIZE];
        u8 key[HASH_SIZE];
        struct str signature;
};
struct str audit__head_line(struct arena *a, struct str log, const struct audit_head_row *h);
struct str audit__key_line(struct arena *a, struct str id, struct str spki);
/* One line without its end. 1 a head, 2 a key (its SPKI in ret_h->signature), ERR_INVALID. */
int audit__line_read(struct arena *a, struct str line, struct audit_published *ret_h);

/* branch.c: the logs that this history left, oldest first, and the one at hand. */
struct audit_logs {
        struct audit_left *left;
        size_t n;
        struct str now;
};
int audit__logs(struct tx *tx, struct arena *a, struct audit_logs *ret_logs);
/* Whose log a stored head of this size is of. */
struct str audit__log_at(const struct audit_logs *l, i64 size);
/* LEFT: beyond where its log was left, on record. STRANGE: of a log that is not on record. */
enum audit_head_of { HEAD_OURS, HEAD_LEFT, HEAD_STRANGE };
enum audit_head_of audit__head_of(const struct audit_logs *l, struct str log, i64 size);

/* DIR/heads.log, open for appending. */
struct audit_file {
        int fd;
        i64 size;                /* of the last head in it, 0 when none */
        char log[AUDIT_LOG_MAX]; /* whose that is */
        u8 keys[16][HASH_SIZE];  /* written already; older ones are simply written again */
        int n_keys;
};
int audit__file_open(struct audit_file *f, const char *dir);
void audit__file_close(struct audit_file *f);
/* All stored heads that the file lacks. */
int audit__file_publish(struct audit_file *f, struct store *s);

#endif
