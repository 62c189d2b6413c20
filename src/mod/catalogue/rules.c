/*
 * src/mod/catalogue/rules.c: which version counts, which unit resolves, how long it takes. Knows no
 * request. What is looked for is find.c.
 */
#include "mod/catalogue/catalogue.h"

struct str catalogue_national_code(struct str code)
{
        size_t dots = 0;

        code = str_trim(code);
        for (size_t i = 0; i < code.len; i++)
                if (code.ptr[i] == '.' && ++dots == 2)
                        return str_sub(code, 0, i);
        return code;
}

static int fill(struct tx *tx, struct procedure_full *p)
{
        int r = procedure_papers(tx, p->v.id, &p->papers);

        if (r == 0)
                r = procedure_fees(tx, p->v.id, &p->fees);
        if (r == 0)
                r = procedure_results(tx, p->v.id, &p->results);
        return r;
}

int catalogue_get(struct tx *tx, struct str code, i64 day, struct procedure_full *ret_p)
{
        struct procedure_full p;
        int r = procedure_version_at(tx, catalogue_national_code(code), day, &p.v);

        if (r == 0)
                r = fill(tx, &p);
        if (r == 0)
                *ret_p = p;
        return r;
}

int catalogue_get_version(struct tx *tx, i64 version_id, struct procedure_full *ret_p)
{
        struct procedure_full p;
        int r = procedure_version_by_id(tx, version_id, &p.v);

        if (r == 0)
                r = fill(tx, &p);
        if (r == 0)
                *ret_p = p;
        return r;
}

static const struct unit *above_of_kind(const struct unit *u, const char *kind)
{
        for (; u; u = u->parent)
                if (str_is(u->kind, kind))
                        return u;
        return NULL;
}

int catalogue_unit(const struct org *o, const struct procedure_version *v, const struct unit *place,
        const struct unit **ret_unit)
{
        const struct unit *root = org_root(o), *u = NULL;
        struct str level = v->level, code = v->unit_code;
        i64 day = org_day(o);

        if (!root)
                return ERR_STATE;
        /* No districts any more: the level of the two-tier province. */
        if (day >= day_make(2025, 7, 1)) {
                level = v->level_2025;
                code = str_empty(v->unit_code_2025) ? code : v->unit_code_2025;
        }
        if (str_is(level, "province")) {
                u = str_empty(code) ? NULL : org_unit_by_code(o, code);
                u = u ? org_successor(o, u, day) : NULL;
                *ret_unit = u ? u : root;
                return 0;
        }
        u = above_of_kind(place, str_is(level, "district") ? "district" : "commune");
        if (!u || !unit_is_valid(u, day))
                return ERR_INVALID;
        *ret_unit = u;
        return 0;
}

i64 catalogue_due(
        const struct org *o, const struct procedure_version *v, const struct unit *unit, i64 from)
{
        if (v->limit_hundredths == I64_NULL)
                return I64_NULL;
        return workcal_due(org_calendar(o, unit, day_of(from)), from,
                (double)v->limit_hundredths / 100.0, (enum limit_unit)v->limit_unit,
                v->cutoff_minute == I64_NULL ? -1 : (int)v->cutoff_minute);
}
