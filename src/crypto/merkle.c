/*
 * src/crypto/merkle.c: see merkle.h. The recursions of the RFC are written as descents from the
 * root that collect hashes on the way down and turn them round at the end.
 */
#include "crypto/merkle.h"

void merkle_leaf(const void *p, size_t n, u8 ret_hash[HASH_SIZE])
{
        struct hash h;

        hash_begin(&h);
        hash_add(&h, "\0", 1);
        hash_add(&h, p, n);
        hash_end(&h, ret_hash);
}

void merkle_inner(const u8 left[HASH_SIZE], const u8 right[HASH_SIZE], u8 ret_hash[HASH_SIZE])
{
        struct hash h;

        hash_begin(&h);
        hash_add(&h, "\1", 1);
        hash_add(&h, left, HASH_SIZE);
        hash_add(&h, right, HASH_SIZE);
        hash_end(&h, ret_hash);
}

void merkle_init(struct merkle *m)
{
        m->size = 0;
}

int merkle_load(struct merkle *m, i64 size, const struct merkle_nodes *nodes)
{
        struct merkle fresh;
        int r;

        CHECK(size >= 0 && size >> (MERKLE_LEVELS - 1) == 0);
        fresh.size = size;
        for (int k = 0; k < MERKLE_LEVELS; k++) {
                if (!(size >> k & 1))
                        continue;
                r = nodes->get(nodes->arg, k, (size >> k) - 1, fresh.peak[k]);
                if (r < 0)
                        return r;
        }
        *m = fresh;
        return 0;
}

int merkle_append(struct merkle *m, const u8 leaf[HASH_SIZE], const struct merkle_nodes *nodes)
{
        u8 h[HASH_SIZE];
        i64 position = m->size;
        int level = 0, r;

        CHECK(m->size >> (MERKLE_LEVELS - 2) == 0);
        memcpy(h, leaf, HASH_SIZE);
        r = nodes->put(nodes->arg, 0, position, h);
        while (r >= 0 && (position & 1)) {
                merkle_inner(m->peak[level], h, h);
                level++;
                position >>= 1;
                r = nodes->put(nodes->arg, level, position, h);
        }
        if (r < 0)
                return r;
        /* Peaks below `level` are dead now (their bits become 0); the one at `level` is born. */
        memcpy(m->peak[level], h, HASH_SIZE);
        m->size++;
        return 0;
}

void merkle_root(const struct merkle *m, u8 ret_root[HASH_SIZE])
{
        bool any = false;

        if (m->size == 0)
                hash_bytes("", 0, ret_root);
        for (int k = 0; k < MERKLE_LEVELS; k++) {
                if (!(m->size >> k & 1))
                        continue;
                if (any)
                        merkle_inner(m->peak[k], ret_root, ret_root);
                else
                        memcpy(ret_root, m->peak[k], HASH_SIZE);
                any = true;
        }
}

/* Level of the largest power of two below n (n >= 2). */
static int split_level(i64 n)
{
        return 63 - __builtin_clzll((unsigned long long)(n - 1));
}

/* MTH(D[lo:hi]); lo is a multiple of the power of two that is not below hi - lo. */
static int range_hash(const struct merkle_nodes *nodes, i64 lo, i64 hi, u8 ret_hash[HASH_SIZE])
{
        u8 parts[MERKLE_LEVELS][HASH_SIZE];
        int n = 0, r;

        while (lo < hi) {
                int k = 63 - __builtin_clzll((unsigned long long)(hi - lo));

                r = nodes->get(nodes->arg, k, lo >> k, parts[n++]);
                if (r < 0)
                        return r;
                lo += (i64)1 << k;
        }
        CHECK(n > 0);
        memcpy(ret_hash, parts[n - 1], HASH_SIZE);
        for (int i = n - 2; i >= 0; i--)
                merkle_inner(parts[i], ret_hash, ret_hash);
        return 0;
}

static int proof_add(const struct merkle_nodes *nodes, i64 lo, i64 hi, struct merkle_proof *proof)
{
        return range_hash(nodes, lo, hi, proof->hash[proof->n++]);
}

static void proof_turn(struct merkle_proof *proof)
{
        u8 h[HASH_SIZE];

        for (int i = 0, j = proof->n - 1; i < j; i++, j--) {
                memcpy(h, proof->hash[i], HASH_SIZE);
                memcpy(proof->hash[i], proof->hash[j], HASH_SIZE);
                memcpy(proof->hash[j], h, HASH_SIZE);
        }
}

int merkle_inclusion(
        const struct merkle_nodes *nodes, i64 index, i64 size, struct merkle_proof *ret_proof)
{
        struct merkle_proof p = { 0 };
        i64 lo = 0, hi = size;
        int r = 0;

        if (index < 0 || index >= size)
                return ERR_INVALID;
        while (r >= 0 && hi - lo > 1) {
                i64 middle = lo + ((i64)1 << split_level(hi - lo));

                if (index < middle) {
                        r = proof_add(nodes, middle, hi, &p);
                        hi = middle;
                } else {
                        r = proof_add(nodes, lo, middle, &p);
                        lo = middle;
                }
        }
        if (r < 0)
                return r;
        proof_turn(&p);
        *ret_proof = p;
        return 0;
}

int merkle_consistency(
        const struct merkle_nodes *nodes, i64 old, i64 size, struct merkle_proof *ret_proof)
{
        struct merkle_proof p = { 0 };
        i64 lo = 0, hi = size;
        int r = 0;

        if (old <= 0 || old > size)
                return ERR_INVALID;
        while (r >= 0 && old != hi) {
                i64 middle = lo + ((i64)1 << split_level(hi - lo));

                if (old <= middle) {
                        r = proof_add(nodes, middle, hi, &p);
                        hi = middle;
                } else {
                        r = proof_add(nodes, lo, middle, &p);
                        lo = middle;
                }
        }
        /* A part that the old tree had whole needs no hash: its root is known to who asks. */
        if (r >= 0 && lo > 0)
                r = proof_add(nodes, lo, hi, &p);
        if (r < 0)
                return r;
        proof_turn(&p);
        *ret_proof = p;
        return 0;
}

bool merkle_inclusion_ok(const u8 leaf[HASH_SIZE], i64 index, i64 size,
        const struct merkle_proof *proof, const u8 root[HASH_SIZE])
{
        i64 fn = index, sn = size - 1;
        u8 r[HASH_SIZE];

        if (index < 0 || index >= size || proof->n < 0 || proof->n > 2 * MERKLE_LEVELS)
                return false;
        memcpy(r, leaf, HASH_SIZE);
        for (int i = 0; i < proof->n; i++) {
                if (sn == 0)
                        return false;
                if ((fn & 1) || fn == sn) {
                        merkle_inner(proof->hash[i], r, r);
                        while (!(fn & 1) && fn != 0) {
                                fn >>= 1;
                                sn >>= 1;
                        }
                } else {
                        merkle_inner(r, proof->hash[i], r);
                }
                fn >>= 1;
                sn >>= 1;
        }
        return sn == 0 && hash_equal(r, root, HASH_SIZE);
}

bool merkle_consistency_ok(i64 old, const u8 old_root[HASH_SIZE], i64 size,
        const u8 root[HASH_SIZE], const struct merkle_proof *proof)
{
        i64 fn = old - 1, sn = size - 1;
        u8 fr[HASH_SIZE], sr[HASH_SIZE];
        int i = 0;

        if (old <= 0 || old > size || proof->n < 0 || proof->n > 2 * MERKLE_LEVELS)
                return false;
        if (old == size)
                return proof->n == 0 && hash_equal(old_root, root, HASH_SIZE);
        while (fn & 1) {
                fn >>= 1;
                sn >>= 1;
        }
        /* When the old size is a power of two its root is itself the first hash of the path. */
        if (fn == 0) {
                memcpy(fr, old_root, HASH_SIZE);
        } else {
                if (proof->n == 0)
                        return false;
                memcpy(fr, proof->hash[i++], HASH_SIZE);
        }
        memcpy(sr, fr, HASH_SIZE);
        for (; i < proof->n; i++) {
                if (sn == 0)
                        return false;
                if ((fn & 1) || fn == sn) {
                        merkle_inner(proof->hash[i], fr, fr);
                        merkle_inner(proof->hash[i], sr, sr);
                        while (!(fn & 1) && fn != 0) {
                                fn >>= 1;
                                sn >>= 1;
                        }
                } else {
                        merkle_inner(sr, proof->hash[i], sr);
                }
                fn >>= 1;
                sn >>= 1;
        }
        return sn == 0 && hash_equal(fr, old_root, HASH_SIZE) && hash_equal(sr, root, HASH_SIZE);
}
