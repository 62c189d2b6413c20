/*
 * src/flow/feel_number.h: decimal numbers of 34 digits (IEEE 754 decimal128), FEEL's only kind of
 * number (DMN 1.5, 10.3.2.3.1). Arithmetic is Intel's library; whole numbers that fit a machine
 * word take a short way here, for most numbers in a procedure are counts and đồng.
 *
 * Never mix with gcc's `_Decimal128` operators in one program: libgcc carries the same symbols with
 * other parameters. A result that is not finite is never kept: callers ask dec_finite().
 */
#ifndef FLOW_FEEL_NUMBER_H
#define FLOW_FEEL_NUMBER_H

#include "base/str.h"

struct dec {
        _Alignas(16) u64 w[2];
};

enum dec_round {
        DEC_HALF_EVEN,
        DEC_FLOOR,
        DEC_CEILING,
        DEC_DOWN, /* towards zero */
        DEC_HALF_UP,
        DEC_UP, /* away from zero */
        DEC_HALF_DOWN,
        DEC_ROUND_MAX
};

#define DEC_ONE_HI   0x3040000000000000ULL /* exponent 0, coefficient below 2^64 */
#define DEC_SIGN     0x8000000000000000ULL
#define DEC_SMALL    (1ULL << 62)
#define DEC_TEXT_MAX 6200

/* A whole number below 2^62 with exponent 0: the short way. */
static inline bool dec_small(struct dec d)
{
        return (d.w[1] & ~DEC_SIGN) == DEC_ONE_HI && d.w[0] < DEC_SMALL;
}
static inline i64 dec_small_value(struct dec d)
{
        return d.w[1] & DEC_SIGN ? -(i64)d.w[0] : (i64)d.w[0];
}
static inline struct dec dec_of(i64 n)
{
        return n < 0 ? (struct dec){ { 0 - (u64)n, DEC_ONE_HI | DEC_SIGN } }
                     : (struct dec){ { (u64)n, DEC_ONE_HI } };
}

struct dec dec_add(struct dec a, struct dec b);
struct dec dec_sub(struct dec a, struct dec b);
struct dec dec_mul(struct dec a, struct dec b);
struct dec dec_div(struct dec a, struct dec b);
/* Whole exponents by repeated squaring (exact while the digits fit), others by the library. */
struct dec dec_pow(struct dec a, struct dec b);
struct dec dec_sqrt(struct dec a);
struct dec dec_exp(struct dec a);
struct dec dec_log(struct dec a);
struct dec dec_neg(struct dec a);
struct dec dec_abs(struct dec a);
int dec_cmp(struct dec a, struct dec b); /* -1, 0, 1; both finite */
bool dec_finite(struct dec a);
bool dec_zero(struct dec a);
bool dec_negative(struct dec a);
bool dec_whole(struct dec a);
/* To `scale` digits after the point (negative: before it). */
struct dec dec_round(struct dec a, int scale, enum dec_round mode);
/* The remainder with the sign of the divisor: a - b * floor(a / b). */
struct dec dec_modulo(struct dec a, struct dec b);
/* False unless whole and within the range of i64. */
bool dec_to_i64(struct dec a, i64 *ret_n);
/* Truncated towards zero; false when out of range. */
bool dec_trunc_i64(struct dec a, i64 *ret_n);
double dec_double(struct dec a);
struct dec dec_from_double(double d);
/* Digits, at most one point, optional sign and exponent; false for any other text. */
bool dec_parse(struct str s, struct dec *ret_d);
/* Plain notation without exponent and without trailing zeros after the point. */
void dec_put(struct buf *b, struct dec a);
/* Whole seconds and nanoseconds and back, for durations. */
struct dec dec_from_i128(__int128 n);
bool dec_to_i128(struct dec a, __int128 *ret_n); /* truncated; false when out of range */

#endif
