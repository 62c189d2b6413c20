/*
 * src/base/random.h: random bytes from the kernel (getrandom), for secrets, codes and salts.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/str.h"

void random_bytes(void *p, size_t n);
/* n characters out of 32 that are not mistaken for each other (no I L O U). */
struct str random_code(struct arena *a, size_t n);
/* The same letters out of n bytes that are random already, one a byte. */
struct str code_of_bytes(struct arena *a, const u8 *bytes, size_t n);
/* A code as somebody typed it: in capitals, without spaces and dashes, O I L U as 0 1 1 V. */
struct str code_typed(struct arena *a, struct str typed);
/* base64url without padding of n random bytes. */
struct str random_token(struct arena *a, size_t n);

#endif
