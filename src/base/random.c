/*
 * src/base/random.c: the kernel's randomness in three shapes. Not for simulations: those want a
 * seed and bring their own generator.
 */
#include "base/random.h"

#include <errno.h>
#include <sodium.h>
#include <sys/random.h>

#include "base/base64.h"

void random_bytes(void *p, size_t n)
{
        u8 *out = p;

        while (n) {
                ssize_t got = getrandom(out, n, 0);

                if (got < 0 && errno == EINTR)
                        continue;
                CHECK(got > 0);
                out += got;
                n -= (size_t)got;
        }
}

struct str code_of_bytes(struct arena *a, const u8 *bytes, size_t n)
{
        static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        char *p = arena_raw(a, n + 1);

        for (size_t i = 0; i < n; i++)
                p[i] = letters[bytes[i] % 32]; /* 256 is a multiple of 32: no bias */
        p[n] = 0;
        return str_n(p, n);
}

struct str random_code(struct arena *a, size_t n)
{
        u8 *bytes = arena_raw(a, n);

        random_bytes(bytes, n);
        return code_of_bytes(a, bytes, n);
}

struct str code_typed(struct arena *a, struct str typed)
{
        struct buf b;

        buf_init(&b, a, typed.len + 1);
        for (size_t i = 0; i < typed.len; i++) {
                char c = typed.ptr[i];

                if (c >= 'a' && c <= 'z')
                        c = (char)(c - 'a' + 'A');
                if (c == 'O')
                        c = '0';
                if (c == 'I' || c == 'L')
                        c = '1';
                if (c == 'U')
                        c = 'V';
                if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
                        buf_byte(&b, c);
        }
        return buf_str(&b);
}

struct str random_token(struct arena *a, size_t n)
{
        u8 *bytes = arena_raw(a, n);
        struct str out;

        random_bytes(bytes, n);
        out = base64url(a, str_n((const char *)bytes, n));
        sodium_memzero(bytes, n);
        return out;
}
