/*
 * src/web/csrf.c: see csrf.h.
 */
#include "web/csrf.h"

#include <sodium.h>

#include "base/random.h"

enum { MAC_BYTES = 16, TOKEN_BYTES = 2 * MAC_BYTES };

static void mac(struct str secret, struct str path, u8 ret_mac[MAC_BYTES])
{
        static const char purpose[] = "motcua csrf 1";
        crypto_auth_hmacsha256_state h;
        u8 all[crypto_auth_hmacsha256_BYTES];

        crypto_auth_hmacsha256_init(&h, (const u8 *)secret.ptr, secret.len);
        crypto_auth_hmacsha256_update(&h, (const u8 *)purpose, sizeof purpose);
        crypto_auth_hmacsha256_update(&h, (const u8 *)path.ptr, path.len);
        crypto_auth_hmacsha256_final(&h, all);
        memcpy(ret_mac, all, MAC_BYTES);
}

struct str csrf_make(struct arena *a, struct str secret, struct str path)
{
        u8 token[TOKEN_BYTES], m[MAC_BYTES];

        if (!secret.len)
                return STR("");
        mac(secret, path, m);
        random_bytes(token, MAC_BYTES);
        for (int i = 0; i < MAC_BYTES; i++)
                token[MAC_BYTES + i] = token[i] ^ m[i];
        return str_hex(a, token, TOKEN_BYTES);
}

bool csrf_right(struct str secret, struct str path, struct str token)
{
        u8 bytes[TOKEN_BYTES], m[MAC_BYTES];

        if (!secret.len || str_unhex(token, bytes, TOKEN_BYTES) < 0)
                return false;
        mac(secret, path, m);
        for (int i = 0; i < MAC_BYTES; i++)
                bytes[i] ^= bytes[MAC_BYTES + i];
        return sodium_memcmp(bytes, m, MAC_BYTES) == 0;
}
