/*
 * src/crypto/otp.c: see otp.h.
 */
#include "crypto/otp.h"

#include "crypto/hash.h"
#include "crypto/openssl.h"
#include <openssl/hmac.h>

void otp_code(struct str secret, i64 counter, char ret_code[OTP_DIGITS + 1])
{
        u8 message[8], mac[EVP_MAX_MD_SIZE];
        unsigned n = 0;
        u32 cut;

        for (int i = 0; i < 8; i++)
                message[i] = (u8)((u64)counter >> (56 - 8 * i));
        CHECK(HMAC(EVP_sha1(), secret.ptr, (int)secret.len, message, sizeof message, mac, &n));
        cut = (u32)mac[n - 1] & 15; /* RFC 4226, 5.3: dynamic truncation */
        cut = ((u32)mac[cut] & 0x7f) << 24 | (u32)mac[cut + 1] << 16 | (u32)mac[cut + 2] << 8 |
              mac[cut + 3];
        snprintf(ret_code, OTP_DIGITS + 1, "%06u", cut % 1000000);
        hash_wipe(mac, sizeof mac);
}

int otp_check(struct str secret, struct str code, i64 now, i64 used, i64 *ret_step)
{
        i64 step = now / OTP_STEP_MS, found = 0;
        char want[OTP_DIGITS + 1];

        if (code.len != OTP_DIGITS)
                return ERR_DENIED;
        for (i64 s = step - 1; s <= step + 1; s++) {
                otp_code(secret, s, want);
                if (hash_equal(want, code.ptr, OTP_DIGITS) && s > used)
                        found = s;
        }
        if (!found)
                return ERR_DENIED;
        *ret_step = found;
        return 0;
}

struct str otp_base32(struct arena *a, struct str bytes)
{
        static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        struct buf b;
        u32 bits = 0;
        int n = 0;

        buf_init(&b, a, bytes.len * 2 + 8);
        for (size_t i = 0; i < bytes.len; i++) {
                bits = bits << 8 | (u8)bytes.ptr[i];
                for (n += 8; n >= 5; n -= 5)
                        buf_byte(&b, letters[bits >> (n - 5) & 31]);
        }
        if (n)
                buf_byte(&b, letters[bits << (5 - n) & 31]);
        return buf_str(&b);
}
