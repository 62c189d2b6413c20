/*
 * src/crypto/test/test_merkle.c: the tree against the reference roots and proofs of Certificate
 * Transparency, against the RFC's own recursive definition, and against every kind of forgery for
 * all small sizes.
 */
#include "test/test.h"

#include "crypto/merkle.h"

#define MANY 70

/* Nodes in memory; a get of what was never put fails, as a missing row does. */
static u8 kept[8][2 * MANY][HASH_SIZE];
static bool has[8][2 * MANY];
static int puts_left;

static int get(void *arg, int level, i64 position, u8 ret_hash[HASH_SIZE])
{
        if (level >= 8 || position >= 2 * MANY || !has[level][position])
                return ERR_NOT_FOUND;
        memcpy(ret_hash, kept[level][position], HASH_SIZE);
        return 0;
}

static int put(void *arg, int level, i64 position, const u8 hash[HASH_SIZE])
{
        if (puts_left-- <= 0)
                return ERR_IO;
        memcpy(kept[level][position], hash, HASH_SIZE);
        has[level][position] = true;
        return 0;
}

static const struct merkle_nodes nodes = { get, put, NULL };
static u8 leaves[MANY][HASH_SIZE], roots[MANY + 1][HASH_SIZE];

/* MTH as the RFC writes it, simplest possible. */
static void oracle(int lo, int hi, u8 ret_hash[HASH_SIZE])
{
        u8 left[HASH_SIZE], right[HASH_SIZE];
        int k = 1;

        if (hi - lo == 1) {
                memcpy(ret_hash, leaves[lo], HASH_SIZE);
                return;
        }
        while (k * 2 < hi - lo)
                k *= 2;
        oracle(lo, lo + k, left);
        oracle(lo + k, hi, right);
        merkle_inner(left, right, ret_hash);
}

static void plant(struct merkle *m)
{
        merkle_init(m);
        memset(has, 0, sizeof has);
        puts_left = 1 << 20;
        merkle_root(m, roots[0]);
        for (int i = 0; i < MANY; i++) {
                merkle_leaf(&i, sizeof i, leaves[i]);
                CHECK(merkle_append(m, leaves[i], &nodes) == 0);
                merkle_root(m, roots[i + 1]);
        }
}

static bool is_hex(const u8 hash[HASH_SIZE], const char *want)
{
        u8 bytes[HASH_SIZE];

        return str_unhex(str_of(want), bytes, sizeof bytes) == 0 &&
               memcmp(hash, bytes, sizeof bytes) == 0;
}

static const char *const ct_inputs[] = { "", "00", "10", "2021", "3031", "40414243",
        "5051525354555657", "606162636465666768696a6b6c6d6e6f" };
static const char *const ct_roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void plant_ct(struct merkle *m)
{
        merkle_init(m);
        memset(has, 0, sizeof has);
        puts_left = 1 << 20;
        for (size_t i = 0; i < ARRAY_LEN(ct_inputs); i++) {
                u8 bytes[16], leaf[HASH_SIZE];
                size_t n = strlen(ct_inputs[i]) / 2;

                CHECK(str_unhex(str_of(ct_inputs[i]), bytes, n) == 0);
                merkle_leaf(bytes, n, leaf);
                CHECK(merkle_append(m, leaf, &nodes) == 0);
                merkle_root(m, roots[i + 1]);
        }
}

TEST(roots_are_those_of_certificate_transparency)
{
        struct merkle m;

        merkle_init(&m);
        merkle_root(&m, roots[0]);
        plant_ct(&m);
        for (size_t i = 0; i < ARRAY_LEN(ct_roots); i++)
                EXPECT(is_hex(roots[i], ct_roots[i]));
}

TEST(proofs_are_those_of_certificate_transparency)
{
        struct merkle m;
        struct merkle_proof p;

        plant_ct(&m);
        REQUIRE(merkle_inclusion(&nodes, 5, 8, &p) == 0 && p.n == 3);
        EXPECT(is_hex(
                p.hash[0], "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
        EXPECT(is_hex(
                p.hash[1], "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"));
        EXPECT(is_hex(
                p.hash[2], "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
        REQUIRE(merkle_consistency(&nodes, 6, 8, &p) == 0 && p.n == 3);
        EXPECT(is_hex(
                p.hash[0], "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"));
        EXPECT(is_hex(
                p.hash[1], "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"));
        EXPECT(is_hex(
                p.hash[2], "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
        REQUIRE(merkle_consistency(&nodes, 1, 8, &p) == 0 && p.n == 3);
        EXPECT(is_hex(
                p.hash[0], "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"));
}

TEST(every_root_equals_the_recursive_definition)
{
        struct merkle m;
        u8 want[HASH_SIZE];

        plant(&m);
        for (int n = 1; n <= MANY; n++) {
                oracle(0, n, want);
                EXPECT(memcmp(want, roots[n], HASH_SIZE) == 0);
        }
}

TEST(a_tree_loaded_from_its_nodes_goes_on_as_the_old_one)
{
        struct merkle m, loaded;
        u8 root[HASH_SIZE];

        plant(&m);
        for (int n = 0; n < MANY; n++) {
                REQUIRE(merkle_load(&loaded, n, &nodes) == 0);
                merkle_root(&loaded, root);
                EXPECT(memcmp(root, roots[n], HASH_SIZE) == 0);
                REQUIRE(merkle_append(&loaded, leaves[n], &nodes) == 0);
                merkle_root(&loaded, root);
                EXPECT(memcmp(root, roots[n + 1], HASH_SIZE) == 0);
        }
        has[0][MANY - 1] = has[1][MANY / 2 - 1] = false;
        EXPECT_INT(merkle_load(&loaded, MANY, &nodes), ERR_NOT_FOUND);
}

TEST(a_failed_put_leaves_the_tree_as_it_was)
{
        struct merkle m;
        u8 root[HASH_SIZE], leaf[HASH_SIZE] = { 1 };

        plant(&m);
        REQUIRE(merkle_load(&m, 63, &nodes) == 0);
        for (int ok = 0; ok < 7; ok++) { /* leaf 63 completes six levels: seven puts */
                puts_left = ok;
                EXPECT_INT(merkle_append(&m, leaf, &nodes), ERR_IO);
                merkle_root(&m, root);
                EXPECT(m.size == 63 && memcmp(root, roots[63], HASH_SIZE) == 0);
        }
}

/* All the ways in which one proof can be bent must be refused. */
static void bend_inclusion(int i, int n, const struct merkle_proof *good)
{
        struct merkle_proof p;

        for (int k = 0; k < good->n; k++) {
                p = *good;
                p.hash[k][k % HASH_SIZE] ^= 1;
                EXPECT(!merkle_inclusion_ok(leaves[i], i, n, &p, roots[n]));
        }
        p = *good;
        p.n++;
        EXPECT(!merkle_inclusion_ok(leaves[i], i, n, &p, roots[n]));
        if (good->n > 0) {
                p.n = good->n - 1;
                EXPECT(!merkle_inclusion_ok(leaves[i], i, n, &p, roots[n]));
        }
        EXPECT(!merkle_inclusion_ok(leaves[(i + 1) % MANY], i, n, good, roots[n]));
        EXPECT(!merkle_inclusion_ok(leaves[i], n, n, good, roots[n]));
        EXPECT(!merkle_inclusion_ok(leaves[i], -1, n, good, roots[n]));
}

TEST(inclusion_is_proved_for_every_leaf_and_nothing_else)
{
        struct merkle m;
        struct merkle_proof p;

        plant(&m);
        for (int n = 1; n <= MANY; n++)
                for (int i = 0; i < n; i++) {
                        REQUIRE(merkle_inclusion(&nodes, i, n, &p) == 0);
                        EXPECT(merkle_inclusion_ok(leaves[i], i, n, &p, roots[n]));
                        bend_inclusion(i, n, &p);
                        for (int j = 0; j < n; j++)
                                EXPECT(j == i ||
                                        !merkle_inclusion_ok(leaves[i], j, n, &p, roots[n]));
                }
        EXPECT_INT(merkle_inclusion(&nodes, 3, 3, &p), ERR_INVALID);
        EXPECT_INT(merkle_inclusion(&nodes, -1, 3, &p), ERR_INVALID);
}

TEST(consistency_is_proved_for_every_pair_and_refused_for_a_rewritten_history)
{
        struct merkle m;
        struct merkle_proof p, bent;
        u8 other[HASH_SIZE];

        plant(&m);
        for (int n = 1; n <= MANY; n++)
                for (int old = 1; old <= n; old++) {
                        REQUIRE(merkle_consistency(&nodes, old, n, &p) == 0);
                        EXPECT(merkle_consistency_ok(old, roots[old], n, roots[n], &p));
                        memcpy(other, roots[old], HASH_SIZE);
                        other[31] ^= 1;
                        EXPECT(!merkle_consistency_ok(old, other, n, roots[n], &p));
                        memcpy(other, roots[n], HASH_SIZE);
                        other[0] ^= 1;
                        EXPECT(!merkle_consistency_ok(old, roots[old], n, other, &p));
                        for (int k = 0; k < p.n; k++) {
                                bent = p;
                                bent.hash[k][5] ^= 4;
                                EXPECT(!merkle_consistency_ok(old, roots[old], n, roots[n], &bent));
                        }
                }
        EXPECT_INT(merkle_consistency(&nodes, 0, 5, &p), ERR_INVALID);
        EXPECT_INT(merkle_consistency(&nodes, 6, 5, &p), ERR_INVALID);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(roots_are_those_of_certificate_transparency),
                RUN(proofs_are_those_of_certificate_transparency),
                RUN(every_root_equals_the_recursive_definition),
                RUN(a_tree_loaded_from_its_nodes_goes_on_as_the_old_one),
                RUN(a_failed_put_leaves_the_tree_as_it_was),
                RUN(inclusion_is_proved_for_every_leaf_and_nothing_else),
                RUN(consistency_is_proved_for_every_pair_and_refused_for_a_rewritten_history));
}
