/*
 * src/core/who.h: who is asking, and what they may do. Filled once a request by the guard; never
 * changed afterwards. Anonymous has account 0 and no grants.
 */
#ifndef CORE_WHO_H
#define CORE_WHO_H

#include "core/perm.h"
#include "web/req.h"

struct grant {
        enum role role;
        i64 unit;
        bool tree;        /* and for all units below */
        i64 on_behalf_of; /* account whose role this is by delegation or absence; 0 own */
};

struct who {
        i64 account, person, session;
        struct str name; /* of the person */
        struct str login;
        struct str title;
        bool staff, system;
        bool guest;       /* no account of their own: one draft, by a code */
        bool by_token;    /* API bearer token */
        i64 confirmed_at; /* password last given */
        i64 expires_at;
        struct str csrf_secret;
        struct str kind;
        const struct grant *grants;
        size_t n_grants;
        u32 perms; /* union over all grants */
        bool must_change;
        i64 proven_at;  /* provider, passkey or code asked again in this session; 0 never */
        i64 second_due; /* from then on they need a second factor, which they lack; 0 never */
};

extern const struct who who_nobody;

/* May they do this anywhere? (the route's question) */
static inline bool who_has(const struct who *w, enum perm p)
{
        return p == PERM_PUBLIC || (w->perms & 1u << p);
}
/* May they do this at this unit? (the object's question) */
bool who_may(const struct who *w, enum perm p, i64 unit);
/* "name, title", as records of what they did say it. */
struct str who_words(struct arena *a, const struct who *w);
/* The first unit at which they hold the permission, or 0: a staff member's own unit. */
i64 who_unit(const struct who *w, enum perm p);
/* Unit ids at which they hold it, those below included; for queue queries. */
size_t who_units(const struct who *w, enum perm p, struct arena *a, const i64 **ret_units);

/* Do they hold it at the province itself and all below? Then no list of units is needed. */
bool who_everywhere(const struct who *w, enum perm p);

/* What was read in this request is the asker's own: no access record is due. CHECKs that it is. */
void who_reads_own(struct req *rq, i64 account);

#endif
