/*
 * A receipt proves what it says to anybody: any changed byte is seen, nothing but ES256 with the
 * key of its own certificate is taken, and what is no receipt is no crash.
 */
#include "crypto/jws.h"
#include "base/base64.h"
#include "test/test.h"

#define NOW  1669100000000
#define TYPE "motcua-test+jws"

static struct arena *arena;

static struct str signed_text(const char *type, const char *payload)
{
        struct sign_key *key;
        struct str certificate, input, der, text;
        u8 digest[HASH_SIZE];

        CHECK(sign_key_new(&key) == 0);
        CHECK(jws_certificate(arena, key, "Motcua", NOW, &certificate) == 0);
        input = jws_input(arena, type, certificate, str_of(payload));
        hash_str(input, digest);
        CHECK(sign_digest(arena, key, digest, &der) == 0);
        CHECK(jws_text(arena, input, der, &text) == 0);
        sign_key_free(key);
        return text;
}

TEST(what_was_signed_is_read_back)
{
        struct jws j;

        EXPECT_INT(jws_verify(arena, signed_text(TYPE, "{\"a\":1}"), TYPE, &j), 0);
        EXPECT_STR(j.payload, "{\"a\":1}");
        EXPECT_STR(j.proof, "null");
        EXPECT_INT(jws_verify(arena, signed_text("another+jws", "{}"), TYPE, &j), ERR_INVALID);
}

TEST(every_changed_character_is_seen)
{
        struct str good = signed_text(TYPE, "{\"code\":\"H56\"}");
        size_t taken = 0;

        for (size_t i = 0; i < good.len; i++) {
                AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
                struct str bad = str_dup(a, good);
                struct jws j;

                ((char *)bad.ptr)[i] ^= 1;
                taken += jws_verify(a, bad, TYPE, &j) == 0;
        }
        /* Only inside the unprotected header ("header", "proof", null), which proves nothing. */
        EXPECT(taken <= strlen("\"header\"\"proof\""));
}

TEST(other_algorithms_and_other_shapes_are_refused)
{
        static const char *const odd[] = { "", "{}", "[]", "null", "{\"payload\":1}",
                "{\"payload\":\"\",\"protected\":\"\",\"signature\":\"\"}",
                "{\"payload\":\"e30\",\"protected\":\"eyJhbGciOiJub25lIn0\",\"signature\":\"\"}",
                "a.b.c" };
        struct jws j;

        for (size_t i = 0; i < ARRAY_LEN(odd); i++)
                EXPECT_INT(jws_verify(arena, str_of(odd[i]), TYPE, &j), ERR_INVALID);
}

int main(int argc, char **argv)
{
        arena = arena_new(64 << 20);
        TESTS(argc, argv, RUN(what_was_signed_is_read_back), RUN(every_changed_character_is_seen),
                RUN(other_algorithms_and_other_shapes_are_refused));
}
