/*
 * src/mod/admin/staff.c: finding people and units: whom an administrator may touch, and what was
 * meant by a name that was typed.
 */
#include "base/viet.h"
#include "mod/admin/internal.h"
#include "web/texts.h"

enum { SCAN = 500 };

bool admin_covers_all(const struct who *who)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 16);
        const struct unit *root = org_root(org_get(a));

        for (size_t i = 0; root && i < who->n_grants; i++) {
                const struct grant *g = &who->grants[i];

                if (g->unit == root->id && g->tree && roles[g->role].perms & P(UNIT_EDIT))
                        return true;
        }
        return false;
}

static bool any_of(const struct who *who, const struct staff_unit_rows *units)
{
        for (size_t i = 0; i < units->n; i++)
                if (who_may(who, PERM_UNIT_EDIT, units->rows[i].unit_id))
                        return true;
        return false;
}

int admin_staff(struct tx *tx, const struct who *who, struct str login, struct staff_row *ret_s)
{
        struct staff_unit_rows units;
        struct staff_row s;
        int r = staff_by_login(tx, login, &s);
        bool covers = admin_covers_all(who);

        if (r == 0 && !covers) {
                r = staff_grant_units(tx, s.id, &units);
                covers = r == 0 && any_of(who, &units);
        }
        if (r == 0 && !covers) {
                r = staff_post_units(tx, s.id, &units);
                covers = r == 0 && any_of(who, &units);
        }
        if (r == 0 && !covers)
                r = ERR_NOT_FOUND;
        if (r == 0)
                *ret_s = s;
        return r;
}

int admin_stale(const struct input *in)
{
        if (in->route->flags & ROUTE_API)
                return ERR_STALE;
        return input_fail((struct input *)in, NULL, T_ADMIN_STALE, STR_NULL);
}

int admin_touch(struct tx *tx, const struct input *in, const struct staff_row *s)
{
        i64 changes;
        int r = staff_touch(tx, s->person_id, input_i64(in, "version"), &changes);

        if (r == 0 && changes == 0)
                r = admin_stale(in);
        return r;
}

/* Units whose code or folded name is what was typed; exact names before those that contain it. */
static size_t find_units(struct req *rq, struct str typed, const struct unit **list, size_t max)
{
        const struct org *o = org_get(rq->arena);
        struct str folded = viet_fold(rq->arena, typed);
        const struct unit *const *all, *u = org_unit_by_code(o, typed);
        size_t n_all = org_all(o, &all), n = 0;

        if (u) {
                list[0] = u;
                return 1;
        }
        for (int exact = 1; exact >= 0 && n == 0; exact--)
                for (size_t i = 0; i < n_all && n < max; i++) {
                        struct str name = viet_fold(rq->arena, all[i]->name);
                        struct str brief = viet_fold(rq->arena, all[i]->short_name);
                        bool is = str_eq(name, folded) || str_eq(brief, folded);

                        if (unit_is_valid(all[i], org_day(o)) &&
                                (exact ? is : str_find(name, folded) >= 0))
                                list[n++] = all[i];
                }
        return n;
}

const struct unit *admin_unit(struct req *rq, struct input *in, const char *field)
{
        struct str typed = input_str(in, field);
        const struct unit *found[5];
        size_t n = str_empty(typed) ? 0 : find_units(rq, typed, found, ARRAY_LEN(found));
        struct buf b;

        if (n == 1 && who_may(rq->who, PERM_UNIT_EDIT, found[0]->id))
                return found[0];
        if (n == 0) {
                input_fail(in, field, T_ADMIN_UNIT_NONE, STR_NULL);
                return NULL;
        }
        if (n == 1) {
                input_fail(in, field, T_ADMIN_UNIT_NOT_YOURS, STR_NULL);
                return NULL;
        }
        buf_init(&b, rq->arena, 4000);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%s%.*s %.*s", i ? "; " : "", STRF(found[i]->code),
                        STRF(unit_full_name(rq->arena, found[i])));
        input_fail(in, field, T_ADMIN_UNIT_SEVERAL, buf_str(&b));
        return NULL;
}

int admin_colleague(struct req *rq, struct input *in, const char *field, struct staff_row *ret_s)
{
        struct str typed = input_str(in, field), after = STR(""), folded;
        struct staff_row_rows page;
        struct staff_row found;
        size_t n = 0;
        int r = staff_by_login(rq->tx, typed, &found);

        if (r != ERR_NOT_FOUND) {
                if (r == 0)
                        *ret_s = found;
                return r;
        }
        folded = viet_fold(rq->arena, typed);
        do {
                r = staff_page(rq->tx, after, SCAN, &page);
                for (size_t i = 0; r == 0 && i < page.n; i++)
                        if (str_eq(viet_fold(rq->arena, page.rows[i].display), folded)) {
                                found = page.rows[i];
                                n++;
                        }
                if (r == 0 && page.n)
                        after = page.rows[page.n - 1].login;
        } while (r == 0 && page.n == SCAN);
        if (r < 0)
                return r;
        if (n != 1)
                return input_fail(
                        in, field, n ? T_ADMIN_PERSON_SEVERAL : T_ADMIN_PERSON_NONE, STR_NULL);
        *ret_s = found;
        return 0;
}
