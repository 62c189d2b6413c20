/*
 * src/mod/account/oidc_provider.h: the identity provider as this server speaks to it (OpenID
 * Connect Core and Discovery 1.0): what it offers, its keys, and the exchange of a code for what it
 * says of a person. Everything that it says is checked before it is given on. It waits for the
 * other side: call it with no snapshot held.
 */
#ifndef MOD_ACCOUNT_OIDC_PROVIDER_H
#define MOD_ACCOUNT_OIDC_PROVIDER_H

#include "base/str.h"

/* Where people are sent. ERR_IO: the provider is away; ERR_INVALID: it says nonsense. */
int oidc_authorization(struct arena *a, i64 now, struct str *ret_url);

struct oidc_ask {
        struct str code, verifier, nonce, redirect;
        i64 now;
};
struct oidc_said {
        struct str issuer, subject;
        struct str identity, name, phone, email; /* STR_NULL: not said */
        i64 birth_day;                           /* I64_NULL */
        i64 signed_in_at; /* when they showed the provider who they are (auth_time); 0: not said */
};
/* ERR_DENIED: the code or the token is not good; ERR_IO, ERR_INVALID as above. */
int oidc_exchange(struct arena *a, const struct oidc_ask *ask, struct oidc_said *ret_said);

#endif
