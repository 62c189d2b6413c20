/*
 * src/mod/catalogue/rules.c: which version counts, which unit resolves, how long it takes. Knows no
 * request.
 */
#include "mod/catalogue/catalogue.h"

#include "store/search.h"

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
        struct procedure proc;
        int r;

        r = procedure_by_code(tx, catalogue_national_code(code), &proc);
        if (r < 0)
                return r;
        r = procedure_version_at(tx, proc.id, day, &p.v);
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

int catalogue_search(struct tx *tx, struct str query, i64 day, i64 offset, i64 limit,
        struct procedure_brief_rows *ret_rows, i64 *ret_total)
{
        struct procedure_brief_rows found;
        struct procedure_brief *sorted;
        struct search_hits hits;
        i64 *ids;
        size_t n = 0;
        int r;

        r = search_find(tx, STR("procedure"), query, 0, true, offset, limit, &hits);
        if (r < 0)
                return r;
        ids = NEW_ARRAY(tx->arena, i64, MAX(hits.n, 1));
        for (size_t i = 0; i < hits.n; i++)
                ids[i] = hits.rows[i].object;
        r = procedure_briefs(tx, ids, hits.n, day, &found);
        if (r < 0)
                return r;
        /* The database answers in order of names; people want the best hit first. */
        sorted = NEW_ARRAY(tx->arena, struct procedure_brief, MAX(found.n, 1));
        for (size_t i = 0; i < hits.n; i++)
                for (size_t k = 0; k < found.n; k++)
                        if (found.rows[k].procedure_id == ids[i])
                                sorted[n++] = found.rows[k];
        *ret_rows = (struct procedure_brief_rows){ sorted, n };
        *ret_total = hits.total;
        return 0;
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
