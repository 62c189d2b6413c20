/*
 * src/core/secret.c: see secret.h.
 */
#include "core/secret.h"

#include "crypto/hash.h"
#include "crypto/seal.h"

static u8 key[SEAL_KEY_SIZE];

void secret_set_key(const u8 with[32])
{
        memcpy(key, with, sizeof key);
}

struct str secret_seal(struct arena *a, struct str what, struct str plain)
{
        return seal(a, key, what, plain);
}

int secret_open(struct arena *a, struct str what, struct str sealed, struct str *ret_plain)
{
        return seal_open(a, key, what, sealed, ret_plain);
}

void secret_mac(const char *purpose, struct str data, u8 ret_mac[32])
{
        u8 own[HASH_SIZE];

        hash_hmac(key, sizeof key, purpose, strlen(purpose), own);
        hash_hmac(own, sizeof own, data.ptr, data.len, ret_mac);
        hash_wipe(own, sizeof own);
}
