/*
 * src/crypto/otp.h: one-time codes of telephones (TOTP, RFC 6238, over HOTP, RFC 4226): SHA-1, six
 * digits, steps of 30 seconds, as every authenticator program has them.
 */
#ifndef CRYPTO_OTP_H
#define CRYPTO_OTP_H

#include "base/str.h"

#define OTP_SECRET_SIZE 20
#define OTP_DIGITS      6
#define OTP_STEP_MS     30000

/* The code of a counter. */
void otp_code(struct str secret, i64 counter, char ret_code[OTP_DIGITS + 1]);
/*
 * Does the code belong to this moment, the step before or the one after (clocks of telephones
 * differ)? Steps up to `used` are over: a code is good once. ERR_DENIED. *ret_step: to be stored as
 * `used`.
 */
int otp_check(struct str secret, struct str code, i64 now, i64 used, i64 *ret_step);
/* RFC 4648 without padding, as authenticator programs take it. */
struct str otp_base32(struct arena *a, struct str bytes);

#endif
