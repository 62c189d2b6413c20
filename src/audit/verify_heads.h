/*
 * src/audit/verify_heads.h: the three sources of heads that audit_verify compares with the tree
 * while that grows: stored, published, and signed according to the signer. Each is read once, in
 * order.
 */
#ifndef AUDIT_VERIFY_HEADS_H
#define AUDIT_VERIFY_HEADS_H

#include <stdio.h>

#include "audit/internal.h"

struct head_source {
        struct audit_published head; /* the next one */
        bool have;
        i64 line;    /* of the file */
        i64 checked; /* how many fitted into the order and were compared */
        FILE *file;
        char *text; /* getline's */
        size_t text_cap;
        struct arena *arena; /* of the next head */
        enum audit_fault wrong, broken, strange;
        bool told; /* that a log is strange */
};

struct head_key {
        u8 id[HASH_SIZE];
        struct str spki;
};

struct verify_heads {
        struct head_source stored, published, signed_list;
        struct tx *tx; /* of the running page */
        struct arena *arena;
        struct audit_logs logs;
        struct head_key *keys;
        size_t n_keys;
        struct audit_head_row_rows page; /* of stored heads */
        size_t at;                       /* in it */
        i64 last_stored;                 /* size */
        u8 chain[HASH_SIZE];             /* of the signer's list */
        u8 good[HASH_SIZE];              /* the signature last found right, hashed */
        void (*find)(void *arg, enum audit_fault fault, i64 at);
        void *arg;
};

/* ERR_NOT_FOUND, ERR_IO: a file that was named cannot be read. */
int verify_heads_open(struct verify_heads *h, const struct audit_check *check,
        void (*find)(void *, enum audit_fault, i64), void *arg);
void verify_heads_close(struct verify_heads *h);
/* Does any source speak of the tree at this size? */
bool verify_heads_due(const struct verify_heads *h, i64 size);
int verify_heads_check(struct verify_heads *h, i64 size, const u8 root[HASH_SIZE]);
/* The tree ends at size: what is left and larger speaks of more than there is. */
void verify_heads_finish(struct verify_heads *h, i64 size);

#endif
