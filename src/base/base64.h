/*
 * src/base/base64.h: bytes as letters (RFC 4648): the usual alphabet with padding for mail and
 * HTTP, the URL-safe one without padding for tokens, JOSE and WebAuthn.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/str.h"

struct str base64(struct arena *a, struct str bytes);
struct str base64url(struct arena *a, struct str bytes);
/*
 * Strict: no white space, no other alphabet, padding exactly as above, no stray bits behind the
 * last byte. ERR_INVALID.
 */
int base64_read(struct arena *a, struct str text, struct str *ret_bytes);
int base64url_read(struct arena *a, struct str text, struct str *ret_bytes);

#endif
