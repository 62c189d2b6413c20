/*
 * src/crypto/merkle.h: the tree of RFC 9162, section 2.1: SHA-256, leaves hashed after a 0x00 byte,
 * inner nodes after a 0x01 byte. It knows no storage: nodes come and go through two functions.
 *
 * A node (level, position) is the hash of the 2^level leaves from position * 2^level on; only
 * complete ones are ever stored or asked for. Level 0 are the leaf hashes. The tree's right edge is
 * `struct merkle`: one hash for each bit of the size, so that appending reads nothing.
 *
 *      merkle_load(&m, size, &nodes);           log2(size) reads, once
 *      merkle_append(&m, leaf, &nodes);         puts the leaf and every node it completes
 *      merkle_root(&m, root);
 */
#ifndef CRYPTO_MERKLE_H
#define CRYPTO_MERKLE_H

#include "crypto/hash.h"

#define MERKLE_LEVELS 48 /* 2^48 leaves are enough for ever */

struct merkle {
        i64 size;
        u8 peak[MERKLE_LEVELS][HASH_SIZE]; /* [k] is meaningful when bit k of size is set */
};

struct merkle_nodes {
        int (*get)(void *arg, int level, i64 position, u8 ret_hash[HASH_SIZE]);
        int (*put)(void *arg, int level, i64 position, const u8 hash[HASH_SIZE]);
        void *arg;
};

struct merkle_proof {
        int n;
        u8 hash[2 * MERKLE_LEVELS][HASH_SIZE];
};

void merkle_leaf(const void *p, size_t n, u8 ret_hash[HASH_SIZE]);
void merkle_inner(const u8 left[HASH_SIZE], const u8 right[HASH_SIZE], u8 ret_hash[HASH_SIZE]);

void merkle_init(struct merkle *m); /* the empty tree */
int merkle_load(struct merkle *m, i64 size, const struct merkle_nodes *nodes);
/* On failure of a put the tree in memory is as before; what was put is the caller's to undo. */
int merkle_append(struct merkle *m, const u8 leaf[HASH_SIZE], const struct merkle_nodes *nodes);
/* The hash of nothing for the empty tree, as the RFC says. */
void merkle_root(const struct merkle *m, u8 ret_root[HASH_SIZE]);

/* Proofs from stored nodes. ERR_INVALID unless index < size, or 0 < old <= size. */
int merkle_inclusion(
        const struct merkle_nodes *nodes, i64 index, i64 size, struct merkle_proof *ret_proof);
int merkle_consistency(
        const struct merkle_nodes *nodes, i64 old, i64 size, struct merkle_proof *ret_proof);

/* What somebody without the tree checks (sections 2.1.3.2 and 2.1.4.2). */
bool merkle_inclusion_ok(const u8 leaf[HASH_SIZE], i64 index, i64 size,
        const struct merkle_proof *proof, const u8 root[HASH_SIZE]);
bool merkle_consistency_ok(i64 old, const u8 old_root[HASH_SIZE], i64 size,
        const u8 root[HASH_SIZE], const struct merkle_proof *proof);

#endif
