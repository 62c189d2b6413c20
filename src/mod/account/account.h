/*
 * src/mod/account/account.h: signing in and out, registering, one's own account: sessions,
 * password, who looked at one's data.
 */
#ifndef MOD_ACCOUNT_ACCOUNT_H
#define MOD_ACCOUNT_ACCOUNT_H

#include "core/module.h"

extern const struct module account_module;

/* In a write: codes of the telephone, recovery codes and passkeys open this account no more. */
int account_forget_factors(struct tx *tx, i64 account);

#endif
