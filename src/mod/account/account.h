/*
 * src/mod/account/account.h: signing in and out, registering, one's own account: sessions,
 * password, who looked at one's data.
 */
#ifndef MOD_ACCOUNT_ACCOUNT_H
#define MOD_ACCOUNT_ACCOUNT_H

#include "core/module.h"

extern const struct module account_module;

#endif
