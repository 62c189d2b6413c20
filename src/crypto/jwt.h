/*
 * src/crypto/jwt.h: reading a signed token of somebody else (RFC 7519, JWS compact form of RFC
 * 7515) with the keys that they publish (RFC 7517): RS256, ES256 and EdDSA, never "none", never a
 * key that the token brings along.
 */
#ifndef CRYPTO_JWT_H
#define CRYPTO_JWT_H

#include "base/json.h"
#include "crypto/pubkey.h"

#define JWT_MAX 16384 /* bytes of a token */

/*
 * The claims of a token whose signature fits a key of `keys` (a JWK set). ERR_INVALID: not a token;
 * ERR_NOT_FOUND: signed with a key that is not among them (they may have changed: fetch them anew);
 * ERR_DENIED: the signature does not fit; ERR_UNSUPPORTED: another algorithm. Who made it, for whom
 * and until when is in the claims, and the caller's to check.
 */
int jwt_read(
        struct arena *a, struct str token, const struct json *keys, const struct json **ret_claims);

#endif
