/*
 * src/core/perm.c: the two constant tables of perm.h and the questions asked of them.
 */
#include "core/perm.h"

#include <string.h>

#include "core/org.h"
#include "core/who.h"

const struct role_row roles[ROLE_MAX] = {
#define X(name_, word_, perms_, doc_) [ROLE_##name_] = { #name_, word_, doc_, perms_ },
        ROLES(X)
#undef X
};

const struct perm_row perms[PERM_MAX] = {
#define X(name_, doc_) [PERM_##name_] = { #name_, doc_ },
        PERMS(X)
#undef X
};

const struct who who_nobody = { 0 };

int role_by_word(const char *ptr, size_t len)
{
        for (int i = 0; i < ROLE_MAX; i++)
                if (str_is(str_n(ptr, len), roles[i].word))
                        return i;
        return -1;
}

bool role_is_powerful(enum role role)
{
        return roles[role].perms & PERMS_POWERFUL;
}

bool who_may(const struct who *w, enum perm p, i64 unit)
{
        AUTO(arena_freep) struct arena *a = NULL;
        const struct org *o = NULL;

        if (p == PERM_PUBLIC)
                return true;
        for (size_t i = 0; i < w->n_grants; i++) {
                const struct grant *g = &w->grants[i];
                const struct unit *u, *above;

                if (!(roles[g->role].perms & 1u << p))
                        continue;
                if (g->unit == unit)
                        return true;
                if (!g->tree)
                        continue;
                if (!a) {
                        a = arena_new(1 << 16);
                        o = org_get(a);
                }
                u = org_unit(o, unit);
                above = org_unit(o, g->unit);
                if (u && above && unit_is_within(u, above))
                        return true;
        }
        return false;
}

struct str who_words(struct arena *a, const struct who *w)
{
        return str_empty(w->title) ? w->name
                                   : str_fmt(a, "%.*s, %.*s", STRF(w->name), STRF(w->title));
}

i64 who_unit(const struct who *w, enum perm p)
{
        for (size_t i = 0; i < w->n_grants; i++)
                if (roles[w->grants[i].role].perms & 1u << p)
                        return w->grants[i].unit;
        return 0;
}

size_t who_units(const struct who *w, enum perm p, struct arena *a, const i64 **ret_units)
{
        const struct org *o = org_get(a);
        const struct unit *const *all;
        size_t n_all = org_all(o, &all), n = 0;
        i64 *list = NEW_ARRAY(a, i64, n_all + w->n_grants + 1);

        for (size_t i = 0; i < w->n_grants; i++) {
                const struct grant *g = &w->grants[i];
                const struct unit *above = org_unit(o, g->unit);

                if (!(roles[g->role].perms & 1u << p))
                        continue;
                if (!g->tree)
                        list[n++] = g->unit;
                for (size_t k = 0; g->tree && above && k < n_all && n < n_all; k++)
                        if (unit_is_within(all[k], above))
                                list[n++] = all[k]->id;
        }
        *ret_units = list;
        return n;
}

bool who_everywhere(const struct who *w, enum perm p)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);
        const struct unit *root = org_root(org_get(a));

        for (size_t i = 0; root && i < w->n_grants; i++) {
                const struct grant *g = &w->grants[i];

                if (g->tree && g->unit == root->id && (roles[g->role].perms & 1u << p))
                        return true;
        }
        return false;
}

void who_reads_own(struct req *rq, i64 account)
{
        CHECK(account && rq->who->account == account);
        rq->tx->read_personal = false;
}
