/*
 * src/crypto/seal.c: see seal.h. "s1." and nonce and ciphertext as base64url.
 */
#include "crypto/seal.h"

#include <sodium.h>

#include "base/base64.h"
#include "base/random.h"

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define MARK  STR("s1.")

struct str seal(struct arena *a, const u8 key[SEAL_KEY_SIZE], struct str what, struct str plain)
{
        u8 *box = arena_alloc(a, NONCE + plain.len + TAG);

        random_bytes(box, NONCE);
        crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE, NULL, (const u8 *)plain.ptr,
                plain.len, (const u8 *)what.ptr, what.len, NULL, box, key);
        return str_cat(a, MARK, base64url(a, str_n((const char *)box, NONCE + plain.len + TAG)));
}

int seal_open(struct arena *a, const u8 key[SEAL_KEY_SIZE], struct str what, struct str sealed,
        struct str *ret_plain)
{
        struct str box;
        u8 *plain;

        if (!str_starts(sealed, MARK) ||
                base64url_read(a, str_sub(sealed, MARK.len, sealed.len), &box) < 0 ||
                box.len < NONCE + TAG)
                return ERR_CORRUPT;
        plain = arena_alloc(a, box.len - NONCE - TAG + 1);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
                    (const u8 *)box.ptr + NONCE, box.len - NONCE, (const u8 *)what.ptr, what.len,
                    (const u8 *)box.ptr, key) != 0)
                return ERR_CORRUPT;
        plain[box.len - NONCE - TAG] = 0;
        *ret_plain = str_n((const char *)plain, box.len - NONCE - TAG);
        return 0;
}
