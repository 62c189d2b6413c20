/*
 * src/mod/indicator/counts.c: the vector of counts, and how differences become totals.
 */
#include "mod/indicator/counts.h"

#include <stdlib.h>

#include "base/id.h"

const i64 counts_took[TOOK_COUNTERS - 1] = { 1, 2, 4, 6, 10, 14, 20, 30, 40, 60, 120 };

int counter_by_name(struct str name)
{
        static const char *const names[] = {
#define X(name) #name,
                COUNTERS(X)
#undef X
        };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (str_is(name, names[i]))
                        return (int)i;
        return -1;
}

void counts_add(struct counts *to, const struct counts *c, i64 sign)
{
        for (size_t i = 0; i < COUNT_MAX; i++)
                to->v[i] += sign * c->v[i];
}

bool counts_zero(const struct counts *c)
{
        for (size_t i = 0; i < COUNT_MAX; i++)
                if (c->v[i])
                        return false;
        return true;
}

struct counts counts_of_sum(const struct figure_sum *s)
{
        return (struct counts){ {
#define X(name) [COUNT_##name] = s->name,
                COUNTERS(X)
#undef X
        } };
}

i64 month_of_day(i64 day)
{
        struct civil c;

        day_civil(day, &c);
        return (i64)c.year * 12 + c.month - 1;
}

i64 month_first_day(i64 month)
{
        return day_make((int)(month / 12), (int)(month % 12) + 1, 1);
}

int counts_insert_delta(struct tx *tx, i64 unit, i64 procedure, i64 month, const struct counts *c)
{
        return figure_delta_insert(tx, &(struct figure_delta_insert_args){ .id = id_new(),
                                               .procedure_id = procedure,
                                               .month = month,
                                               .unit_id = unit,
#define X(name) .name = c->v[COUNT_##name],
                                               COUNTERS(X)
#undef X
                                       });
}

int counts_add_total(struct tx *tx, i64 unit, i64 procedure, i64 month, const struct counts *c)
{
        return figure_total_add(tx,
                &(struct figure_total_add_args){ .procedure_id = procedure,
                        .month = month,
                        .unit_id = unit,
#define X(name) .name = c->v[COUNT_##name],
                        COUNTERS(X)
#undef X
                },
                NULL);
}

/* One row of totals that a batch of differences touches. */
struct cell {
        i64 procedure, month, unit;
        struct counts c;
};

static int cell_order(const void *x, const void *y)
{
        const struct cell *a = x, *b = y;

        if (a->procedure != b->procedure)
                return a->procedure < b->procedure ? -1 : 1;
        if (a->month != b->month)
                return a->month < b->month ? -1 : 1;
        return a->unit < b->unit ? -1 : a->unit > b->unit;
}

/* A difference counts for itself and for "all" of unit, procedure and month, in all ways. */
static void put_cells(const struct figure_delta_row *d, struct cell *cells)
{
        const struct counts c = { {
#define X(name) [COUNT_##name] = d->name,
                COUNTERS(X)
#undef X
        } };

        for (int i = 0; i < 8; i++)
                cells[i] = (struct cell){ i & 1 ? 0 : d->procedure_id, i & 2 ? 0 : d->month,
                        i & 4 ? 0 : d->unit_id, c };
}

static int put_totals(struct tx *tx, struct cell *cells, size_t n)
{
        int r = 0;

        qsort(cells, n, sizeof *cells, cell_order);
        for (size_t i = 0, k; i < n && r == 0; i = k) {
                for (k = i + 1; k < n && cell_order(&cells[i], &cells[k]) == 0; k++)
                        counts_add(&cells[i].c, &cells[k].c, 1);
                r = counts_add_total(
                        tx, cells[i].unit, cells[i].procedure, cells[i].month, &cells[i].c);
        }
        return r;
}

int counts_fold(struct tx *tx, i64 limit, i64 *ret_n)
{
        struct figure_delta_row_rows rows;
        struct cell *cells;
        i64 *ids;
        int r = figure_deltas_oldest(tx, limit, &rows);

        if (r < 0)
                return r;
        cells = NEW_ARRAY(tx->arena, struct cell, rows.n * 8 + 1);
        ids = NEW_ARRAY(tx->arena, i64, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                ids[i] = rows.rows[i].id;
                put_cells(&rows.rows[i], cells + i * 8);
        }
        r = put_totals(tx, cells, rows.n * 8);
        if (r == 0 && rows.n)
                r = figure_deltas_delete(tx, ids, rows.n, NULL);
        if (r == 0)
                *ret_n = (i64)rows.n;
        return r;
}
