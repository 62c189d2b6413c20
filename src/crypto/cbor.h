/*
 * src/crypto/cbor.h: reading the small part of CBOR (RFC 8949) that authenticators write (CTAP2
 * canonical form): definite lengths in their shortest form, no tags, no floating point. A reader
 * that walks over the bytes: it takes no memory, so a length that somebody claims costs nothing.
 *
 *      struct cbor_item it;
 *      r = cbor_next(&bytes, &it);      a list or map is its head; its items follow
 */
#ifndef CRYPTO_CBOR_H
#define CRYPTO_CBOR_H

#include "base/str.h"

#define CBOR_DEPTH 4

enum cbor_kind { CBOR_INT, CBOR_BYTES, CBOR_TEXT, CBOR_LIST, CBOR_MAP, CBOR_SIMPLE };
struct cbor_item {
        enum cbor_kind kind;
        i64 num;          /* of CBOR_INT; items of a list, pairs of a map */
        struct str bytes; /* of CBOR_BYTES and CBOR_TEXT: a part of what is read */
};
/* ERR_INVALID: not this form, or it ends too early. *left moves past the item's head or value. */
int cbor_next(struct str *left, struct cbor_item *ret_item);
/* Past a whole item with all that is in it. ERR_INVALID, also when deeper than CBOR_DEPTH. */
int cbor_skip(struct str *left);

#endif
