/*
 * src/mod/indicator/read.c: see read.h.
 */
#include "mod/indicator/read.h"

#include <stdlib.h>

int place_read(struct arena *a, struct str code, struct place *ret_p)
{
        struct place p = { .org = org_get(a) };
        const struct unit *const *all;
        size_t n = org_all(p.org, &all);
        i64 *ids = NEW_ARRAY(a, i64, n + 1);

        p.unit = str_empty(code) ? org_root(p.org) : org_unit_by_code(p.org, code);
        if (!p.unit)
                return ERR_NOT_FOUND;
        p.root = p.unit == org_root(p.org);
        for (size_t i = 0; i < n; i++)
                if (place_group(&p, all[i]))
                        ids[p.n_units++] = all[i]->id;
        p.units = ids;
        *ret_p = p;
        return 0;
}

void place_alone(struct place *p)
{
        size_t n = 0;

        for (size_t i = 0; i < p->n_units; i++)
                if (place_group(p, org_unit(p->org, p->units[i])) == p->unit)
                        p->units[n++] = p->units[i];
        p->n_units = n;
        p->root = false;
}

const struct unit *place_group(const struct place *p, const struct unit *u)
{
        const struct unit *now = u ? org_successor(p->org, u, org_day(p->org)) : NULL;

        /* Asked for by its old code, a unit of the past shows its own figures. */
        if (!now || unit_is_within(u, p->unit))
                now = u;
        if (!now || !unit_is_within(now, p->unit))
                return NULL;
        while (now != p->unit && now->parent != p->unit)
                now = now->parent;
        return now;
}

struct str place_name(const struct unit *u)
{
        bool place = str_is(u->kind, "district") || str_is(u->kind, "commune");

        return place ? u->short_name : u->name;
}

static struct figure_row *row_of(struct figure_rows *list, i64 key)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->rows[i].key == key)
                        return &list->rows[i];
        list->rows[list->n] = (struct figure_row){ .key = key };
        return &list->rows[list->n++];
}

static struct figure_row *row_of_unit(const struct place *p, struct figure_rows *list, i64 unit)
{
        const struct unit *g = place_group(p, org_unit(p->org, unit));
        struct figure_row *row = g ? row_of(list, g->id) : NULL;

        if (row && !row->name.ptr) {
                row->name = place_name(g);
                row->href = g->code;
        }
        return row;
}

/* What is open now, and what of it is late. */
static int add_open(struct tx *tx, const struct place *p, struct figure_rows *list)
{
        struct figure_sum_rows sums;
        struct open_late_row_rows late;
        int r = figures_by_unit(tx,
                &(struct figures_by_unit_args){ .delta_to = INT64_MAX, .only = I64_NULL }, &sums);

        if (r == 0)
                r = open_late(tx, p->units, p->n_units, tx->now, &late);
        if (r < 0)
                return r;
        for (size_t i = 0; i < sums.n; i++) {
                struct figure_row *row = row_of_unit(p, list, sums.rows[i].key);

                if (row)
                        row->open += sums.rows[i].received - sums.rows[i].closed;
        }
        for (size_t i = 0; i < late.n; i++) {
                struct figure_row *row = row_of_unit(p, list, late.rows[i].unit_id);

                if (row)
                        row->open_late += late.rows[i].n;
        }
        return 0;
}

int figures_units(struct tx *tx, const struct place *p, const struct period *period,
        struct figure_rows *ret_rows, struct figure_row *ret_all)
{
        struct figure_rows list = { .n = 0 };
        struct figure_row all = { 0 };
        struct figure_sum_rows sums;
        int r = figures_by_unit(tx,
                &(struct figures_by_unit_args){ .from_month = period->from,
                        .to_month = period->to,
                        .delta_from = period->from,
                        .delta_to = period->to,
                        .only = I64_NULL },
                &sums);

        if (r < 0)
                return r;
        list.rows = NEW_ARRAY(tx->arena, struct figure_row, p->n_units + 1);
        for (size_t i = 0; i < sums.n; i++) {
                struct figure_row *row = row_of_unit(p, &list, sums.rows[i].key);
                struct counts c = counts_of_sum(&sums.rows[i]);

                if (row)
                        counts_add(&row->c, &c, 1);
        }
        r = add_open(tx, p, &list);
        if (r < 0)
                return r;
        for (size_t i = 0; i < list.n; i++) {
                struct figure_row *row = &list.rows[i];

                counts_add(&all.c, &row->c, 1);
                all.open += row->open;
                all.open_late += row->open_late;
                figure_finish(tx->arena, row);
        }
        figure_finish(tx->arena, &all);
        *ret_rows = list;
        *ret_all = all;
        return 0;
}

static int by_month(
        struct tx *tx, const struct place *p, i64 from, i64 to, struct figure_sum_rows *ret_sums)
{
        return figures_by_month(tx, 0, I64_NULL, p->root ? NULL : p->units,
                p->root ? 0 : p->n_units, from, to, ret_sums);
}

int figures_months(struct tx *tx, const struct place *p, const struct period *period, i64 n,
        struct figure_rows *ret_rows)
{
        struct figure_rows list = { NEW_ARRAY(tx->arena, struct figure_row, (size_t)n), (size_t)n };
        i64 first = period->to - n + 1;
        struct figure_sum_rows sums;
        int r = by_month(tx, p, first, period->to, &sums);

        if (r < 0)
                return r;
        for (i64 i = 0; i < n; i++)
                list.rows[i].key = first + i;
        for (size_t i = 0; i < sums.n; i++)
                list.rows[sums.rows[i].key - first].c = counts_of_sum(&sums.rows[i]);
        for (i64 i = 0; i < n; i++)
                figure_finish(tx->arena, &list.rows[i]);
        *ret_rows = list;
        return 0;
}

int figures_total(
        struct tx *tx, const struct place *p, const struct period *period, struct counts *ret_c)
{
        struct figure_sum_rows sums;
        struct counts all = { 0 };
        int r = by_month(tx, p, period->from, period->to, &sums);

        if (r < 0)
                return r;
        for (size_t i = 0; i < sums.n; i++) {
                struct counts c = counts_of_sum(&sums.rows[i]);

                counts_add(&all, &c, 1);
        }
        *ret_c = all;
        return 0;
}

const struct procedure_name *figures_name(const struct procedure_name_rows *names, i64 id)
{
        size_t low = 0, high = names->n;

        while (low < high) {
                size_t mid = (low + high) / 2;

                if (names->rows[mid].procedure_id == id)
                        return &names->rows[mid];
                if (names->rows[mid].procedure_id < id)
                        low = mid + 1;
                else
                        high = mid;
        }
        return NULL;
}

int figures_procedures(struct tx *tx, const struct place *p, i64 from, i64 to,
        struct figure_rows *ret_rows, struct procedure_name_rows *ret_names)
{
        struct figure_rows list = { .n = 0 };
        struct figure_sum_rows sums;
        int r = figures_by_procedure(
                tx, p->root ? NULL : p->units, p->root ? 0 : p->n_units, from, to, &sums);

        if (r == 0)
                r = procedure_names(tx, org_day(p->org), ret_names);
        if (r < 0)
                return r;
        list.rows = NEW_ARRAY(tx->arena, struct figure_row, sums.n + 1);
        for (size_t i = 0; i < sums.n; i++) {
                const struct procedure_name *name = figures_name(ret_names, sums.rows[i].key);
                struct figure_row *row = &list.rows[list.n++];

                *row = (struct figure_row){ .key = sums.rows[i].key,
                        .name = name ? name->usual : STR("–"),
                        .c = counts_of_sum(&sums.rows[i]) };
                figure_finish(tx->arena, row);
        }
        *ret_rows = list;
        return 0;
}

struct figure_rows figures_fields(
        struct arena *a, const struct figure_rows *rows, const struct procedure_name_rows *names)
{
        struct figure_rows list = { NEW_ARRAY(a, struct figure_row, rows->n + 1), 0 };

        for (size_t i = 0; i < rows->n; i++) {
                const struct procedure_name *name = figures_name(names, rows->rows[i].key);
                struct str field = name ? name->field : STR("–");
                size_t k = 0;

                while (k < list.n && !str_eq(list.rows[k].name, field))
                        k++;
                if (k == list.n)
                        list.rows[list.n++].name = field;
                counts_add(&list.rows[k].c, &rows->rows[i].c, 1);
                list.rows[k].open_late += rows->rows[i].open_late;
        }
        for (size_t i = 0; i < list.n; i++)
                figure_finish(a, &list.rows[i]);
        return list;
}

struct str figures_tenths(struct arena *a, i64 tenths)
{
        if (tenths == I64_NULL)
                return STR("");
        return str_fmt(a, "%lld,%lld %%", (long long)(tenths / 10), (long long)(tenths % 10));
}

struct str figures_hundredth(struct arena *a, i64 hundredths)
{
        return str_fmt(
                a, "%lld,%02lld", (long long)(hundredths / 100), (long long)(hundredths % 100));
}

/* Working days of eight hours, one decimal. */
struct str figures_days(struct arena *a, i64 minutes, i64 n)
{
        i64 tenths = n ? (minutes * 10 / n + 240) / 480 : 0;

        if (!n)
                return STR("");
        return str_fmt(a, "%lld,%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

void figure_finish(struct arena *a, struct figure_row *row)
{
        const i64 *v = row->c.v;

        row->tenths = I64_NULL;
        if (v[COUNT_finished])
                row->tenths = (v[COUNT_finished] - v[COUNT_late]) * 1000 / v[COUNT_finished];
        row->share = figures_tenths(a, row->tenths);
        row->online = figures_share(a, v[COUNT_received_online], v[COUNT_received]);
        row->satisfied = figures_share(a, v[COUNT_satisfied], v[COUNT_rated]);
        row->median = figures_median(a, &row->c);
        row->days = figures_days(a, v[COUNT_spent], v[COUNT_finished]);
}

static int worst_first(const void *x, const void *y)
{
        const struct figure_row *a = x, *b = y;

        if ((a->tenths == I64_NULL) != (b->tenths == I64_NULL))
                return a->tenths == I64_NULL ? 1 : -1;
        if (a->tenths != b->tenths)
                return a->tenths < b->tenths ? -1 : 1;
        if (a->c.v[COUNT_late] != b->c.v[COUNT_late])
                return a->c.v[COUNT_late] > b->c.v[COUNT_late] ? -1 : 1;
        return str_cmp(a->name, b->name);
}

void figures_worst_first(struct figure_rows *rows)
{
        if (rows->n)
                qsort(rows->rows, rows->n, sizeof *rows->rows, worst_first);
}
