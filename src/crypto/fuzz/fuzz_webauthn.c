/*
 * src/crypto/fuzz/fuzz_webauthn.c: an attestation object from anybody: it is refused or gives a key
 * that can be verified with, and nothing else happens.
 */
#include "base/fuzz/fuzz.h"
#include "crypto/webauthn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const struct webauthn_want want = { .origin = STR("https://mc.example"),
                .rp_id = STR("mc.example"),
                .challenge = STR("YQ") };
        struct str client = STR("{\"type\":\"webauthn.create\",\"challenge\":\"YQ\","
                                "\"origin\":\"https://mc.example\"}");
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);
        struct webauthn_key key;

        if (webauthn_register(a, &want, client, str_n((const char *)data, size), &key) == 0)
                CHECK(key.credential.len > 0 && key.spki.len > 0 &&
                        pubkey_verify(key.spki, key.algorithm, STR("x"), STR("y")) == ERR_DENIED);
        return 0;
}
