/*
 * src/base/random.h: random bytes from the kernel (getrandom), for secrets, codes and salts.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/str.h"

void random_bytes(void *p, size_t n);
/* n characters out of 32 that are not mistaken for each other (no I L O U). */
struct str random_code(struct arena *a, size_t n);
/* base64url without padding of n random bytes. */
struct str random_token(struct arena *a, size_t n);

#endif
