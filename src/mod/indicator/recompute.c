/*
 * src/mod/indicator/recompute.c: counting everything again, from the dossiers, and comparing it
 * with what was counted as it happened: `motcua indicators recompute` and `check`.
 *
 * Three questions, each in many short transactions, so that it can be asked of a province at work:
 * is each dossier's row what its dossier says; are the counts of each unit and procedure the sum of
 * these rows; is each "all" the sum of its parts. To recompute is to add what is found missing.
 */
#include "mod/indicator/indicator.h"

#include <stdlib.h>

#include "mod/indicator/counts.h"

#define BATCH      200
#define MONTHS_MAX 600 /* half a century of one unit and procedure */

/* A transaction may run again, so it says what it found and adds to nothing. */
struct recompute {
        struct store *store;
        bool repair;
        i64 after, unit, procedure; /* where the question is */
        i64 next, n, wrong;         /* what one transaction answers; next I64_NULL: the end */
};

/* One short transaction, of the kind that is needed. */
struct once {
        struct recompute *k;
        int (*fn)(struct tx *tx, struct recompute *k);
};

static int once_apply(struct tx *tx, void *arg)
{
        const struct once *o = arg;

        o->k->n = o->k->wrong = 0;
        o->k->next = I64_NULL;
        return o->fn(tx, o->k);
}

static int once(struct recompute *k, int (*fn)(struct tx *tx, struct recompute *k))
{
        AUTO(arena_freep) struct arena *a = arena_new(32 << 20);
        struct once o = { k, fn };
        struct tx *tx;
        int r;

        if (k->repair)
                return store_write(k->store, a, once_apply, &o);
        r = store_read_begin(k->store, a, &tx);
        if (r == 0) {
                r = once_apply(tx, &o);
                store_read_end(tx);
        }
        return r;
}

static int check_cases(struct tx *tx, struct recompute *k)
{
        struct dossier_rows rows;
        int r = dossiers_after(tx, k->after, BATCH, &rows);

        for (size_t i = 0; i < rows.n && r >= 0; i++) {
                r = indicator_recount(tx, &rows.rows[i]);
                k->wrong += r == 1;
        }
        if (r < 0)
                return r;
        k->n = (i64)rows.n;
        if (rows.n == BATCH)
                k->next = rows.rows[rows.n - 1].id;
        return 0;
}

static struct counts *slot(struct monthly *list, size_t *n, i64 month)
{
        for (size_t i = *n; i-- > 0;)
                if (list[i].month == month)
                        return &list[i].c;
        CHECK(*n < MONTHS_MAX);
        list[*n] = (struct monthly){ .month = month };
        return &list[(*n)++].c;
}

/* What the rows of a pair add up to, minus what is counted of it. */
static int pair_difference(
        struct tx *tx, i64 unit, i64 procedure, struct monthly *ret_list, size_t *ret_n)
{
        struct figure_sum_rows counted;
        struct indicator_case_rows rows;
        i64 after = 0;
        size_t n = 0;
        int r;

        do {
                r = cases_of(tx, unit, procedure, after, BATCH, &rows);
                for (size_t i = 0; r == 0 && i < rows.n; i++) {
                        struct monthly m[CASE_MONTHS];
                        size_t n_m = case_counts(&rows.rows[i], m);

                        for (size_t j = 0; j < n_m; j++)
                                counts_add(slot(ret_list, &n, m[j].month), &m[j].c, 1);
                        after = rows.rows[i].dossier_id;
                }
        } while (r == 0 && rows.n == BATCH);
        if (r == 0)
                r = figures_of_pair(tx, unit, procedure, &counted);
        for (size_t i = 0; r == 0 && i < counted.n; i++) {
                struct counts c = counts_of_sum(&counted.rows[i]);

                counts_add(slot(ret_list, &n, counted.rows[i].key), &c, -1);
        }
        *ret_n = n;
        return r;
}

static int check_pair(struct tx *tx, struct recompute *k)
{
        struct monthly *list = NEW_ARRAY(tx->arena, struct monthly, MONTHS_MAX);
        struct figure_key next;
        size_t n = 0;
        int r = figure_pair_next(tx, k->unit, k->procedure, &next);

        if (r == 0 && next.key != I64_NULL)
                r = pair_difference(tx, k->unit, next.key, list, &n);
        for (size_t i = 0; i < n && r == 0; i++) {
                if (counts_zero(&list[i].c))
                        continue;
                k->wrong++;
                if (k->repair)
                        r = counts_insert_delta(tx, k->unit, next.key, list[i].month, &list[i].c);
        }
        k->n = next.key != I64_NULL;
        k->next = next.key;
        return r;
}

static int next_unit(struct tx *tx, struct recompute *k)
{
        struct figure_key next;
        int r = figure_unit_next(tx, k->unit, &next);

        if (r == 0)
                k->next = next.key;
        return r;
}

/* The "all" of what: units, months, procedures. */
enum cube { CUBE_UNITS, CUBE_MONTHS, CUBE_PROCEDURES };

/* Differences of rows that stand for all of something, by their other key. */
static int check_cube(
        struct tx *tx, struct recompute *k, const struct figure_sum_rows *rows, enum cube cube)
{
        int r = 0;

        for (size_t i = 0; i < rows->n && r == 0; i++) {
                struct counts c = counts_of_sum(&rows->rows[i]);
                i64 key = rows->rows[i].key;

                if (counts_zero(&c))
                        continue;
                k->wrong++;
                if (!k->repair)
                        continue;
                if (cube == CUBE_UNITS)
                        r = counts_add_total(tx, 0, k->next, key, &c);
                else if (cube == CUBE_MONTHS)
                        r = counts_add_total(tx, key, k->next, 0, &c);
                else
                        r = counts_add_total(tx, k->unit, 0, key, &c);
        }
        return r;
}

static int check_procedures(struct tx *tx, struct recompute *k)
{
        struct figure_sum_rows rows;
        int r = cube_of_unit(tx, k->unit, &rows);

        return r < 0 ? r : check_cube(tx, k, &rows, CUBE_PROCEDURES);
}

/* Of the next procedure; the row of all procedures, 0, comes after -1. */
static int check_units_and_months(struct tx *tx, struct recompute *k)
{
        struct figure_sum_rows rows;
        struct figure_key next;
        int r = figure_procedure_next(tx, k->after, &next);

        if (r < 0 || next.key == I64_NULL)
                return r;
        k->next = next.key;
        r = cube_by_month(tx, k->next, &rows);
        if (r == 0)
                r = check_cube(tx, k, &rows, CUBE_UNITS);
        if (r == 0)
                r = cube_by_unit(tx, k->next, &rows);
        return r < 0 ? r : check_cube(tx, k, &rows, CUBE_MONTHS);
}

static int check_unit_pairs(struct recompute *k, struct recompute_report *report)
{
        int r;

        for (k->procedure = 0; k->procedure != I64_NULL; k->procedure = k->next) {
                r = once(k, check_pair);
                if (r < 0)
                        return r;
                report->pairs += k->n;
                report->wrong_counts += k->wrong;
        }
        return 0;
}

/* Units one after the other: their pairs, or their rows of all procedures. */
static int check_units(struct recompute *k, bool cubes, struct recompute_report *report)
{
        int r;

        k->unit = 0;
        for (;;) {
                r = once(k, next_unit);
                if (r < 0 || k->next == I64_NULL)
                        return r;
                k->unit = k->next;
                r = cubes ? once(k, check_procedures) : check_unit_pairs(k, report);
                if (r < 0)
                        return r;
                report->wrong_counts += cubes ? k->wrong : 0;
        }
}

/* Pairs, then what is "all" of something. */
static int check_counts(struct recompute *k, struct recompute_report *report)
{
        int r = check_units(k, false, report);

        if (r == 0 && k->repair)
                r = indicator_fold(k->store);
        if (r == 0)
                r = check_units(k, true, report);
        for (k->after = -1; r == 0 && k->after != I64_NULL; k->after = k->next) {
                r = once(k, check_units_and_months);
                report->wrong_counts += k->wrong;
        }
        return r;
}

int indicator_recompute(struct store *s, bool repair, struct recompute_report *ret_report)
{
        enum { ROUNDS = 3 }; /* a missing "all" can hide the pair that it stands for */
        struct recompute k = { .store = s, .repair = repair };
        struct recompute_report report = { 0 };
        i64 before = -1;
        int r = 0;

        for (k.after = 0; r == 0 && k.after != I64_NULL; k.after = k.next) {
                r = once(&k, check_cases);
                report.dossiers += k.n;
                report.wrong_dossiers += k.wrong;
        }
        for (int i = 0; r == 0 && i < ROUNDS && before != report.wrong_counts; i++) {
                before = report.wrong_counts;
                report.pairs = 0;
                r = check_counts(&k, &report);
                if (!repair)
                        break;
        }
        if (r == 0)
                *ret_report = report;
        return r;
}
