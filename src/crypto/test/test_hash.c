/*
 * src/crypto/test/test_hash.c: SHA-256 against FIPS 180-4 vectors, HMAC against RFC 4231.
 */
#include "test/test.h"

#include "crypto/hash.h"

static bool is_hex(const u8 hash[HASH_SIZE], const char *want)
{
        u8 bytes[HASH_SIZE];

        return str_unhex(str_of(want), bytes, sizeof bytes) == 0 &&
               memcmp(hash, bytes, sizeof bytes) == 0;
}

TEST(sha256_gives_the_standard_vectors)
{
        static char million[1000000];
        u8 h[HASH_SIZE];

        hash_str(STR(""), h);
        EXPECT(is_hex(h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        hash_str(STR("abc"), h);
        EXPECT(is_hex(h, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        hash_str(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), h);
        EXPECT(is_hex(h, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
        memset(million, 'a', sizeof million);
        hash_bytes(million, sizeof million, h);
        EXPECT(is_hex(h, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

TEST(hashing_in_parts_equals_hashing_at_once)
{
        u8 text[300], whole[HASH_SIZE], parts[HASH_SIZE];

        for (size_t i = 0; i < sizeof text; i++)
                text[i] = (u8)(i * 7);
        for (size_t step = 1; step < 140; step++) {
                struct hash h;

                hash_begin(&h);
                for (size_t at = 0; at < sizeof text; at += step)
                        hash_add(&h, text + at, MIN(step, sizeof text - at));
                hash_end(&h, parts);
                hash_bytes(text, sizeof text, whole);
                EXPECT(memcmp(whole, parts, HASH_SIZE) == 0);
        }
}

TEST(hmac_gives_the_vectors_of_rfc_4231)
{
        u8 key[131], data[50], mac[HASH_SIZE];
        const char *text = "Test Using Larger Than Block-Size Key - Hash Key First";

        memset(key, 0x0b, 20);
        hash_hmac(key, 20, "Hi There", 8, mac);
        EXPECT(is_hex(mac, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
        hash_hmac("Jefe", 4, "what do ya want for nothing?", 28, mac);
        EXPECT(is_hex(mac, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
        memset(key, 0xaa, sizeof key);
        memset(data, 0xdd, sizeof data);
        hash_hmac(key, 20, data, sizeof data, mac);
        EXPECT(is_hex(mac, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"));
        hash_hmac(key, sizeof key, text, strlen(text), mac);
        EXPECT(is_hex(mac, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

TEST(comparison_sees_every_byte)
{
        u8 a[HASH_SIZE] = { 0 }, b[HASH_SIZE] = { 0 };

        EXPECT(hash_equal(a, b, sizeof a));
        for (size_t i = 0; i < sizeof a; i++) {
                b[i] ^= 0x10;
                EXPECT(!hash_equal(a, b, sizeof a));
                b[i] ^= 0x10;
        }
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(sha256_gives_the_standard_vectors),
                RUN(hashing_in_parts_equals_hashing_at_once),
                RUN(hmac_gives_the_vectors_of_rfc_4231), RUN(comparison_sees_every_byte));
}
