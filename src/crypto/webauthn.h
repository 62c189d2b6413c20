/*
 * src/crypto/webauthn.h: what a server checks of passkeys (Web Authentication level 2, sections 7.1
 * and 7.2): that the answer of an authenticator was made for this challenge, this address and this
 * site, by a person who was there and was verified, with the key that was registered. Keys of
 * ES256, EdDSA and RS256. Who made the authenticator is not asked (attestation "none").
 *
 * It knows no database: whose challenge it was and that it is used once is the caller's to know.
 */
#ifndef CRYPTO_WEBAUTHN_H
#define CRYPTO_WEBAUTHN_H

#include "crypto/pubkey.h"

#define WEBAUTHN_MAX        8192 /* bytes of any part of an answer */
#define WEBAUTHN_CREDENTIAL 1023 /* bytes of a credential's id */

struct webauthn_want {
        struct str origin;    /* "https://dichvucong.thanhhoa.gov.vn" */
        struct str rp_id;     /* "dichvucong.thanhhoa.gov.vn" */
        struct str challenge; /* base64url, as it was given out */
};

struct webauthn_key {
        struct str credential; /* its id, bytes */
        struct str spki;
        enum pubkey_algorithm algorithm;
        i64 count;
};

/*
 * A new passkey. client_data: JSON as the browser gave it; attestation: CBOR. ERR_INVALID: not of
 * the form; ERR_DENIED: for another challenge, site or address, or nobody was verified;
 * ERR_UNSUPPORTED: a key of another kind.
 */
int webauthn_register(struct arena *a, const struct webauthn_want *want, struct str client_data,
        struct str attestation, struct webauthn_key *ret_key);
/*
 * Signing in. *ret_count: the authenticator's counter; it rises with each use, or stays 0 where
 * there is none: ERR_DENIED when it did not rise (a copy of the key is about). Results as above.
 */
int webauthn_assert(struct arena *a, const struct webauthn_want *want,
        const struct webauthn_key *key, struct str client_data, struct str authenticator_data,
        struct str signature, i64 *ret_count);
/* "https://host:port/path" as origin, its host as rp id. ERR_INVALID: not an http(s) address. */
int webauthn_site(struct arena *a, struct str url, struct str *ret_origin, struct str *ret_rp_id);

#endif
