/*
 * src/base/base64.c: see base64.h. libsodium does the work, in a time that does not depend on what
 * is written: keys and tokens pass here too.
 */
#include "base/base64.h"

#include <sodium.h>

static struct str put(struct arena *a, struct str bytes, int variant)
{
        size_t size = sodium_base64_encoded_len(bytes.len, variant);
        char *out = arena_alloc(a, size);

        sodium_bin2base64(out, size, (const u8 *)bytes.ptr, bytes.len, variant);
        return str_n(out, size - 1);
}

static int get(struct arena *a, struct str text, int variant, struct str *ret_bytes)
{
        size_t room = text.len / 4 * 3 + 3, n;
        u8 *out = arena_alloc(a, room + 1);
        const char *end;

        if (sodium_base642bin(
                    out, room, text.len ? text.ptr : "", text.len, NULL, &n, &end, variant) != 0 ||
                (text.len && end != text.ptr + text.len))
                return ERR_INVALID;
        out[n] = 0;
        *ret_bytes = str_n((const char *)out, n);
        return 0;
}

struct str base64(struct arena *a, struct str bytes)
{
        return put(a, bytes, sodium_base64_VARIANT_ORIGINAL);
}

struct str base64url(struct arena *a, struct str bytes)
{
        return put(a, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

int base64_read(struct arena *a, struct str text, struct str *ret_bytes)
{
        return get(a, text, sodium_base64_VARIANT_ORIGINAL, ret_bytes);
}

int base64url_read(struct arena *a, struct str text, struct str *ret_bytes)
{
        return get(a, text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, ret_bytes);
}
