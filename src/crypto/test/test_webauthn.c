/*
 * src/crypto/test/test_webauthn.c: an authenticator of our own makes answers; whatever is bent on
 * them opens nothing. And CBOR is read in its one canonical writing only (vectors of RFC 8949,
 * appendix A).
 */
#include "base/base64.h"
#include "crypto/cbor.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "crypto/webauthn.h"
#include "test/test.h"

static struct arena *a;

static struct str hex(const char *digits)
{
        size_t n = strlen(digits) / 2;
        u8 *p = arena_alloc(a, n + 1);

        CHECK(str_unhex(str_of(digits), p, n) == 0);
        return str_n((const char *)p, n);
}

TEST(cbor_is_read_in_its_shortest_form_only)
{
        static const struct {
                const char *hex;
                enum cbor_kind kind;
                i64 num;
        } good[] = { { "00", CBOR_INT, 0 }, { "17", CBOR_INT, 23 }, { "1818", CBOR_INT, 24 },
                { "1903e8", CBOR_INT, 1000 }, { "1a000f4240", CBOR_INT, 1000000 },
                { "1b000000e8d4a51000", CBOR_INT, 1000000000000 }, { "20", CBOR_INT, -1 },
                { "3903e7", CBOR_INT, -1000 }, { "40", CBOR_BYTES, 0 },
                { "4401020304", CBOR_BYTES, 4 }, { "6161", CBOR_TEXT, 1 }, { "80", CBOR_LIST, 0 },
                { "a0", CBOR_MAP, 0 }, { "f4", CBOR_SIMPLE, 20 } };
        static const char *const bad[] = { "", "1817", "190017", "1a00000017", "1900ff", "18",
                "1bffffffffffffffff", "1c", "1f", "5f", "9f", "bf", "ff", "c0", "d8", "f8ff", "f0",
                "f97c00", "fb7ff0000000000000", "42aa", "5bffffffffffffffff", "5b7fffffffffffffff",
                "9b7fffffffffffffff00" };
        struct cbor_item it;

        a = arena_new(1 << 20);
        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                struct str left = hex(good[i].hex), whole = left;

                EXPECT_INT(cbor_next(&left, &it), 0);
                EXPECT_INT(it.kind, good[i].kind);
                EXPECT_INT(it.num, good[i].num);
                EXPECT(str_empty(left));
                EXPECT_INT(cbor_skip(&whole), 0);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct str left = hex(bad[i]);

                EXPECT(cbor_skip(&left) == ERR_INVALID);
        }
        struct str deep = hex("818181818100"), fits = hex("8181818100");

        EXPECT_INT(cbor_skip(&deep), ERR_INVALID);
        EXPECT_INT(cbor_skip(&fits), 0);
        arena_free(a);
}

/* ---- an authenticator ---- */

static struct sign_key *key;
static const struct webauthn_want want = { .origin = { "https://mc.example:8443", 23 },
        .rp_id = { "mc.example", 10 },
        .challenge = { "dGh1LXRoYWNo", 12 } };

static struct str client(const char *type, const char *challenge, const char *origin)
{
        return str_fmt(a,
                "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}",
                type, challenge, origin);
}

static struct str usual_client(const char *type)
{
        return client(type, want.challenge.ptr, want.origin.ptr);
}

static struct str auth_head(const char *rp_id, u8 flags, u32 count)
{
        u8 *p = arena_alloc(a, 37);

        hash_str(str_of(rp_id), p);
        p[32] = flags;
        for (int i = 0; i < 4; i++)
                p[33 + i] = (u8)(count >> (24 - 8 * i));
        return str_n((const char *)p, 37);
}

/* The last 64 bytes of a P-256 SPKI are x and y. */
static struct str cose_key(void)
{
        struct str spki, xy;

        CHECK(sign_key_public(a, key, &spki) == 0);
        xy = str_sub(spki, spki.len - 64, 64);
        return str_cat(a, str_cat(a, hex("a5010203262001215820"), str_sub(xy, 0, 32)),
                str_cat(a, hex("225820"), str_sub(xy, 32, 32)));
}

static struct str auth_data(u8 flags, struct str cose)
{
        struct str head = auth_head("mc.example", flags, 0);
        struct str maker = hex("00000000000000000000000000000000"
                               "0004"
                               "c0ffee01");

        return str_cat(a, str_cat(a, head, maker), cose);
}

static struct str attestation(struct str auth)
{
        struct str size = str_fmt(a, "58%02x", (unsigned)auth.len);

        return str_cat(a,
                str_cat(a, hex("a363666d74646e6f6e656761747453746d74a0686175746844617461"),
                        hex(size.ptr)),
                auth);
}

static int enrol(struct str client_data, struct str att, struct webauthn_key *ret_key)
{
        return webauthn_register(a, &want, client_data, att, ret_key);
}

static struct str signature_of(struct str auth, struct str client_data)
{
        u8 hash[HASH_SIZE], digest[HASH_SIZE];
        struct str der;

        hash_str(client_data, hash);
        hash_str(str_cat(a, auth, str_n((const char *)hash, HASH_SIZE)), digest);
        CHECK(sign_digest(a, key, digest, &der) == 0);
        return der;
}

static void begin(struct webauthn_key *ret_key)
{
        a = arena_new(8 << 20);
        CHECK(sign_key_new(&key) == 0);
        CHECK(enrol(usual_client("webauthn.create"), attestation(auth_data(0x45, cose_key())),
                      ret_key) == 0);
}

static void end(void)
{
        sign_key_free(key);
        arena_free(a);
}

TEST(a_passkey_is_registered_and_opens)
{
        struct webauthn_key k;
        struct str auth, data;
        i64 count = -1;

        begin(&k);
        EXPECT_INT(k.algorithm, PUBKEY_ES256);
        EXPECT(str_eq(k.credential, hex("c0ffee01")));
        auth = auth_head("mc.example", 5, 7);
        data = usual_client("webauthn.get");
        EXPECT_INT(webauthn_assert(a, &want, &k, data, auth, signature_of(auth, data), &count), 0);
        EXPECT_INT(count, 7);
        end();
}

TEST(an_answer_for_another_challenge_site_or_time_opens_nothing)
{
        struct webauthn_key k, other;
        struct str usual, auth, sig;
        i64 count;

        begin(&k);
        const struct {
                struct str client, auth;
        } bent[] = {
                { client("webauthn.get", "a2hhYw", want.origin.ptr),
                        auth_head("mc.example", 5, 9) },
                { client("webauthn.get", want.challenge.ptr, "https://xau.example"),
                        auth_head("mc.example", 5, 9) },
                { usual_client("webauthn.create"), auth_head("mc.example", 5, 9) },
                { usual_client("webauthn.get"), auth_head("xau.example", 5, 9) },
                { usual_client("webauthn.get"), auth_head("mc.example", 4, 9) }, /* nobody there */
                { usual_client("webauthn.get"), auth_head("mc.example", 1, 9) }, /* not verified */
        };
        usual = usual_client("webauthn.get");
        for (size_t i = 0; i < ARRAY_LEN(bent); i++)
                EXPECT_INT(webauthn_assert(a, &want, &k, bent[i].client, bent[i].auth,
                                   signature_of(bent[i].auth, bent[i].client), &count),
                        ERR_DENIED);
        auth = auth_head("mc.example", 5, 9);
        sig = signature_of(auth, usual);
        k.count = 9; /* a copy of the key has been used meanwhile */
        EXPECT_INT(webauthn_assert(a, &want, &k, usual, auth, sig, &count), ERR_DENIED);
        k.count = 8;
        EXPECT_INT(webauthn_assert(a, &want, &k, usual, auth, sig, &count), 0);
        ((char *)sig.ptr)[sig.len - 1] ^= 1;
        EXPECT_INT(webauthn_assert(a, &want, &k, usual, auth, sig, &count), ERR_DENIED);
        EXPECT_INT(webauthn_assert(a, &want, &k, usual, auth, STR(""), &count), ERR_DENIED);
        other = k;
        other.algorithm = PUBKEY_RS256;
        EXPECT_INT(
                webauthn_assert(a, &want, &other, usual, auth, signature_of(auth, usual), &count),
                ERR_INVALID);
        end();
}

TEST(registration_takes_nothing_that_is_cut_bent_or_longer)
{
        struct webauthn_key k;
        struct str usual, good, cose;

        begin(&k);
        usual = usual_client("webauthn.create");
        good = attestation(auth_data(0x45, cose_key()));
        for (size_t n = 0; n < good.len; n++)
                EXPECT(enrol(usual, str_sub(good, 0, n), &k) < 0);
        EXPECT_INT(enrol(usual, str_cat(a, good, STR("x")), &k), ERR_INVALID);
        EXPECT_INT(enrol(usual, attestation(auth_data(0x41, cose_key())), &k), ERR_DENIED);
        EXPECT_INT(enrol(usual, attestation(auth_data(0x05, cose_key())), &k), ERR_INVALID);
        cose = str_dup(a, cose_key());
        ((char *)cose.ptr)[20] ^= 1; /* no longer on the curve */
        EXPECT_INT(enrol(usual, attestation(auth_data(0x45, cose)), &k), ERR_INVALID);
        /* ES384, and a key whose labels come twice. */
        EXPECT_INT(enrol(usual, attestation(auth_data(0x45, hex("a401020338222002214100"))), &k),
                ERR_UNSUPPORTED);
        EXPECT_INT(
                enrol(usual, attestation(auth_data(0x45, hex("a3010201020326"))), &k), ERR_INVALID);
        EXPECT_INT(enrol(STR("{}"), good, &k), ERR_DENIED);
        EXPECT_INT(enrol(STR("[1"), good, &k), ERR_INVALID);
        end();
}

TEST(other_kinds_of_keys_are_taken_and_weak_ones_are_not)
{
        /* RFC 8032, 7.1, test 2; and the smallest RSA numbers. */
        struct str spki, x, sig, weak;

        a = arena_new(1 << 20);
        x = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        sig = hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                  "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        REQUIRE(pubkey_ed25519(a, x, &spki) == 0);
        EXPECT_INT(pubkey_verify(spki, PUBKEY_EDDSA, hex("72"), sig), 0);
        EXPECT_INT(pubkey_verify(spki, PUBKEY_EDDSA, hex("73"), sig), ERR_DENIED);
        EXPECT_INT(pubkey_verify(spki, PUBKEY_ES256, hex("72"), sig), ERR_INVALID);
        EXPECT_INT(pubkey_ed25519(a, hex("3d40"), &spki), ERR_INVALID);
        weak = str_n(arena_alloc(a, 128), 128); /* 1024 bits */
        memset((char *)weak.ptr, 0xff, 128);
        EXPECT_INT(pubkey_rsa(a, weak, hex("010001"), &spki), ERR_INVALID);
        arena_free(a);
}

TEST(a_site_is_known_by_its_address)
{
        struct str origin, rp_id;

        a = arena_new(1 << 16);
        REQUIRE(webauthn_site(a, STR("https://DVC.example:8443/x"), &origin, &rp_id) == 0);
        EXPECT_STR(origin, "https://dvc.example:8443");
        EXPECT_STR(rp_id, "dvc.example");
        REQUIRE(webauthn_site(a, STR("http://localhost"), &origin, &rp_id) == 0);
        EXPECT_STR(origin, "http://localhost");
        EXPECT_INT(webauthn_site(a, STR(""), &origin, &rp_id), ERR_INVALID);
        EXPECT_INT(webauthn_site(a, STR("ftp://x"), &origin, &rp_id), ERR_INVALID);
        EXPECT_INT(webauthn_site(a, STR("https:///x"), &origin, &rp_id), ERR_INVALID);
        arena_free(a);
}

int main(int argc, char **argv)
{
        TESTS(argc, argv, RUN(cbor_is_read_in_its_shortest_form_only),
                RUN(a_passkey_is_registered_and_opens),
                RUN(an_answer_for_another_challenge_site_or_time_opens_nothing),
                RUN(registration_takes_nothing_that_is_cut_bent_or_longer),
                RUN(other_kinds_of_keys_are_taken_and_weak_ones_are_not),
                RUN(a_site_is_known_by_its_address));
}
