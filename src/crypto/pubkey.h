/*
 * src/crypto/pubkey.h: public keys of others as numbers (COSE, JWK) and signatures made with them.
 * A key is kept as SubjectPublicKeyInfo (DER), so that one column holds every kind. By OpenSSL.
 */
#ifndef CRYPTO_PUBKEY_H
#define CRYPTO_PUBKEY_H

#include "base/str.h"

/* As numbered by COSE (RFC 9053, 8812) and WebAuthn. */
enum pubkey_algorithm { PUBKEY_ES256 = -7, PUBKEY_EDDSA = -8, PUBKEY_RS256 = -257 };

/* ERR_INVALID: no such point, another length, or an RSA modulus of other than 2048 to 4096 bits. */
int pubkey_p256(struct arena *a, struct str x, struct str y, struct str *ret_spki);
int pubkey_ed25519(struct arena *a, struct str x, struct str *ret_spki);
int pubkey_rsa(struct arena *a, struct str n, struct str e, struct str *ret_spki);
/*
 * ES256 signatures are DER here (sign_raw_to_der for those of JOSE). 0, ERR_DENIED (does not fit),
 * ERR_INVALID (not a key of that algorithm).
 */
int pubkey_verify(struct str spki, enum pubkey_algorithm alg, struct str data, struct str sig);

#endif
