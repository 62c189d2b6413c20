/*
 * src/flow/feel_number.c: the decimal arithmetic of FEEL over Intel's decimal library. It knows no
 * FEEL value and no error text. The library is called with explicit rounding and a flag word that
 * nobody reads (variant "000"), so it keeps no state between threads.
 */
#include "flow/feel_number.h"

#include <stdlib.h>

#define DECIMAL_CALL_BY_REFERENCE      0
#define DECIMAL_GLOBAL_ROUNDING        0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

static inline BID_UINT128 bid(struct dec d)
{
        return (BID_UINT128){ { d.w[0], d.w[1] } };
}
static inline struct dec dec(BID_UINT128 b)
{
        return (struct dec){ { b.w[0], b.w[1] } };
}

struct dec dec_add(struct dec a, struct dec b)
{
        _IDEC_flags f = 0;

        if (dec_small(a) && dec_small(b))
                return dec_of(dec_small_value(a) + dec_small_value(b));
        return dec(bid128_add(bid(a), bid(b), 0, &f));
}

struct dec dec_sub(struct dec a, struct dec b)
{
        _IDEC_flags f = 0;

        if (dec_small(a) && dec_small(b))
                return dec_of(dec_small_value(a) - dec_small_value(b));
        return dec(bid128_sub(bid(a), bid(b), 0, &f));
}

struct dec dec_mul(struct dec a, struct dec b)
{
        _IDEC_flags f = 0;
        i64 n;

        if (dec_small(a) && dec_small(b) &&
                !__builtin_mul_overflow(dec_small_value(a), dec_small_value(b), &n) &&
                n != I64_NULL)
                return dec_of(n);
        return dec(bid128_mul(bid(a), bid(b), 0, &f));
}

struct dec dec_div(struct dec a, struct dec b)
{
        _IDEC_flags f = 0;

        if (dec_small(a) && dec_small(b) && b.w[0] && a.w[0] % b.w[0] == 0)
                return dec_of(dec_small_value(a) / dec_small_value(b));
        return dec(bid128_div(bid(a), bid(b), 0, &f));
}

static struct dec pow_whole(struct dec a, u64 n)
{
        struct dec r = dec_of(1);

        for (; n; n >>= 1) {
                if (n & 1)
                        r = dec_mul(r, a);
                if (n > 1)
                        a = dec_mul(a, a);
        }
        return r;
}

struct dec dec_pow(struct dec a, struct dec b)
{
        _IDEC_flags f = 0;
        i64 n;

        if (dec_to_i64(b, &n) && n > -100000 && n < 100000) {
                struct dec p = pow_whole(a, n < 0 ? (u64)-n : (u64)n);

                return n < 0 ? dec_div(dec_of(1), p) : p;
        }
        return dec(bid128_pow(bid(a), bid(b), 0, &f));
}

struct dec dec_sqrt(struct dec a)
{
        _IDEC_flags f = 0;

        return dec(bid128_sqrt(bid(a), 0, &f));
}

struct dec dec_exp(struct dec a)
{
        _IDEC_flags f = 0;

        return dec(bid128_exp(bid(a), 0, &f));
}

struct dec dec_log(struct dec a)
{
        _IDEC_flags f = 0;

        return dec(bid128_log(bid(a), 0, &f));
}

struct dec dec_neg(struct dec a)
{
        return dec_zero(a) ? a : (struct dec){ { a.w[0], a.w[1] ^ DEC_SIGN } };
}

struct dec dec_abs(struct dec a)
{
        return (struct dec){ { a.w[0], a.w[1] & ~DEC_SIGN } };
}

int dec_cmp(struct dec a, struct dec b)
{
        _IDEC_flags f = 0;

        if (dec_small(a) && dec_small(b)) {
                i64 x = dec_small_value(a), y = dec_small_value(b);

                return (x > y) - (x < y);
        }
        if (bid128_quiet_less(bid(a), bid(b), &f))
                return -1;
        return bid128_quiet_equal(bid(a), bid(b), &f) ? 0 : 1;
}

bool dec_finite(struct dec a)
{
        return dec_small(a) || bid128_isFinite(bid(a));
}

bool dec_zero(struct dec a)
{
        return dec_small(a) ? a.w[0] == 0 : bid128_isZero(bid(a)) != 0;
}

bool dec_negative(struct dec a)
{
        return (a.w[1] & DEC_SIGN) && !dec_zero(a);
}

bool dec_whole(struct dec a)
{
        return dec_small(a) || dec_cmp(dec_round(a, 0, DEC_DOWN), a) == 0;
}

/* 10 to the power of -scale with one digit: the pattern that quantize follows. */
static BID_UINT128 unit(int scale)
{
        _IDEC_flags f = 0;

        return bid128_scalbn(bid(dec_of(1)), -scale, 0, &f);
}

struct dec dec_round(struct dec a, int scale, enum dec_round mode)
{
        static const unsigned library_mode[DEC_ROUND_MAX] = { 0, 1, 2, 3, 4, 3, 4 };
        _IDEC_flags f = 0;
        struct dec r, half, step;

        if (!dec_finite(a) || (scale >= 0 && dec_small(a)))
                return a;
        if ((int)(((a.w[1] & ~DEC_SIGN) >> 49) & 0x3fff) - 6176 >= -scale)
                return a; /* has no digits past the place */
        r = dec(bid128_quantize(bid(a), unit(scale), library_mode[mode], &f));
        if (mode != DEC_UP && mode != DEC_HALF_DOWN)
                return r;
        step = dec(unit(scale));
        if (a.w[1] & DEC_SIGN)
                step = dec_neg(step);
        if (mode == DEC_UP)
                return dec_cmp(r, a) == 0 ? r : dec_add(r, step);
        half = dec_mul(dec_sub(r, a), dec_of(2));
        return dec_cmp(half, step) == 0 ? dec_sub(r, step) : r; /* a tie went away from zero */
}

struct dec dec_modulo(struct dec a, struct dec b)
{
        _IDEC_flags f = 0;
        struct dec r;

        if (dec_small(a) && dec_small(b)) {
                i64 x = dec_small_value(a), y = dec_small_value(b), m = x % y;

                return dec_of(m && (m < 0) != (y < 0) ? m + y : m);
        }
        r = dec(bid128_fmod(bid(a), bid(b), &f));
        return !dec_zero(r) && dec_negative(r) != dec_negative(b) ? dec_add(r, b) : r;
}

bool dec_trunc_i64(struct dec a, i64 *ret_n)
{
        _IDEC_flags f = 0;
        i64 n;

        if (dec_small(a)) {
                *ret_n = dec_small_value(a);
                return true;
        }
        if (!dec_finite(a))
                return false;
        n = bid128_to_int64_int(bid(a), &f);
        if (f & BID_INVALID_EXCEPTION)
                return false;
        *ret_n = n;
        return true;
}

bool dec_to_i64(struct dec a, i64 *ret_n)
{
        i64 n;

        if (!dec_trunc_i64(a, &n) || dec_cmp(dec_of(n), a) != 0)
                return false;
        *ret_n = n;
        return true;
}

double dec_double(struct dec a)
{
        _IDEC_flags f = 0;

        return bid128_to_binary64(bid(a), 0, &f);
}

struct dec dec_from_double(double d)
{
        _IDEC_flags f = 0;

        return dec(binary64_to_bid128(d, 0, &f));
}

bool dec_parse(struct str s, struct dec *ret_d)
{
        _IDEC_flags f = 0;
        char text[DEC_TEXT_MAX + 1];
        size_t i = 0, digits = 0, points = 0;
        struct dec d;

        if (s.len == 0 || s.len >= sizeof text)
                return false;
        if (s.ptr[0] == '-' || s.ptr[0] == '+')
                i++;
        for (; i < s.len && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '.'); i++)
                s.ptr[i] == '.' ? points++ : digits++;
        if (!digits || points > 1)
                return false;
        if (i < s.len) {
                if (s.ptr[i] != 'e' && s.ptr[i] != 'E')
                        return false;
                if (++i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+'))
                        i++;
                for (digits = 0; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
                        digits++;
                if (!digits || digits > 6 || i < s.len)
                        return false;
        }
        memcpy(text, s.ptr, s.len);
        text[s.len] = 0;
        d = dec(bid128_from_string(text, 0, &f));
        if (!dec_finite(d))
                return false;
        *ret_d = d;
        return true;
}

void dec_put(struct buf *b, struct dec a)
{
        _IDEC_flags f = 0;
        char text[64], *digits = text + 1, *e;
        int exponent, n;

        if (dec_small(a)) {
                buf_i64(b, dec_small_value(a));
                return;
        }
        bid128_to_string(text, bid(a), &f);
        e = strchr(text, 'E');
        if (!e || dec_zero(a)) {
                buf_byte(b, '0');
                return;
        }
        exponent = (int)strtol(e + 1, NULL, 10);
        n = (int)(e - digits);
        for (; n > 1 && exponent < 0 && digits[n - 1] == '0'; n--)
                exponent++;
        if (dec_negative(a))
                buf_byte(b, '-');
        if (exponent >= 0) {
                buf_add(b, str_n(digits, (size_t)n));
                for (; exponent > 0; exponent--)
                        buf_byte(b, '0');
        } else if (-exponent < n) {
                buf_add(b, str_n(digits, (size_t)(n + exponent)));
                buf_byte(b, '.');
                buf_add(b, str_n(digits + n + exponent, (size_t)-exponent));
        } else {
                buf_addc(b, "0.");
                for (int i = n; i < -exponent; i++)
                        buf_byte(b, '0');
                buf_add(b, str_n(digits, (size_t)n));
        }
}

struct dec dec_from_i128(__int128 n)
{
        const i64 base = 1000000000000000000;

        if (n > -base && n < base)
                return dec_of((i64)n);
        return dec_add(dec_mul(dec_from_i128(n / base), dec_of(base)), dec_of((i64)(n % base)));
}

bool dec_to_i128(struct dec a, __int128 *ret_n)
{
        const i64 base = 1000000000000000000;
        struct dec hi = dec_round(dec_div(a, dec_of(base)), 0, DEC_DOWN);
        i64 h, l;

        if (!dec_trunc_i64(hi, &h) || !dec_trunc_i64(dec_sub(a, dec_mul(hi, dec_of(base))), &l))
                return false;
        if (h > 90000000000000000 || h < -90000000000000000)
                return false;
        *ret_n = (__int128)h * base + l;
        return true;
}
