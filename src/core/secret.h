/*
 * src/core/secret.h: secrets that stand in the database and must be read again (crypto/seal.h),
 * under a key that the installation key gives. Several servers on one database have equal
 * installation keys (docs/operations.md), or each would read only its own.
 */
#ifndef CORE_SECRET_H
#define CORE_SECRET_H

#include "base/str.h"

/* For start (files_set_content): the key of this installation. */
void secret_set_key(const u8 with[32]);

/* what: the place it is for, as "setting mail.password". Random: not in a transaction's apply. */
struct str secret_seal(struct arena *a, struct str what, struct str plain);
/* ERR_CORRUPT: not sealed for this place by this installation. */
int secret_open(struct arena *a, struct str what, struct str sealed, struct str *ret_plain);

/* A MAC that only this installation makes; purposes do not mix. */
void secret_mac(const char *purpose, struct str data, u8 ret_mac[32]);

#endif
