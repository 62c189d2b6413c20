/*
 * src/crypto/jws.h: JSON Web Signatures (RFC 7515) with ES256 and a certificate in the header
 * (x5c), as flattened JSON, so that an unprotected header has room for what comes later (the proof
 * that the audit tree holds it). Reading takes nothing else: no other algorithm, no key from
 * outside, no second signature.
 */
#ifndef CRYPTO_JWS_H
#define CRYPTO_JWS_H

#include "crypto/sign.h"

/* A certificate over the key by itself (X.509 v3, DER): it carries it and vouches for nobody. */
int jws_certificate(struct arena *a, const struct sign_key *key, const char *name, i64 now,
        struct str *ret_der);
/* The key of a certificate as SubjectPublicKeyInfo. ERR_INVALID: no certificate. */
int jws_certificate_key(struct arena *a, struct str der, struct str *ret_spki);

/* What is hashed and signed: protected header and payload in base64url, with a point between. */
struct str jws_input(struct arena *a, const char *type, struct str certificate, struct str payload);
/* The whole, from that and the signature (DER). proof: null, to be filled when there is one. */
int jws_text(struct arena *a, struct str input, struct str signature, struct str *ret_json);

struct jws {
        struct str payload, certificate, spki;
        struct str proof; /* JSON of the member, "null" when there is none yet */
};
/*
 * ERR_INVALID: not such a signature; ERR_DENIED: it is one, and does not fit. On ERR_DENIED *ret_j
 * is set all the same, for a report.
 */
int jws_verify(struct arena *a, struct str json, const char *type, struct jws *ret_j);

#endif
