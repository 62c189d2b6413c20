/*
 * src/mod/indicator/read.h: figures of a period and a place, read for pages, reports and the API.
 *
 * A place is a unit with all that is below it, and all whose work it carries on: a commune that
 * was merged counts for its successor, on every day that is shown.
 */
#ifndef MOD_INDICATOR_READ_H
#define MOD_INDICATOR_READ_H

#include "core/org.h"
#include "mod/indicator/view.h"

struct place {
        const struct org *org;
        const struct unit *unit;
        bool root;
        i64 *units; /* all that count for it */
        size_t n_units;
};

/* code STR_NULL or empty: the province. ERR_NOT_FOUND. */
int place_read(struct arena *a, struct str code, struct place *ret_p);
/* From now on it is the unit itself, without those below it. */
void place_alone(struct place *p);
/* The unit directly below the place for which u counts; the place itself; NULL elsewhere. */
const struct unit *place_group(const struct place *p, const struct unit *u);

/* "Huyện Ngọc Lặc", "Sở Tư pháp": how a table names it. */
struct str place_name(const struct unit *u);

struct figure_rows {
        struct figure_row *rows;
        size_t n;
};

/* By the units directly below; *ret_all is their sum. With what is open now, and late. */
int figures_units(struct tx *tx, const struct place *p, const struct period *period,
        struct figure_rows *ret_rows, struct figure_row *ret_all);
/* Month by month, `n` months that end with period->to; months without figures are there too. */
int figures_months(struct tx *tx, const struct place *p, const struct period *period, i64 n,
        struct figure_rows *ret_rows);
/* The sum of a period. */
int figures_total(
        struct tx *tx, const struct place *p, const struct period *period, struct counts *ret_c);
/* By procedure; name is its usual name, `href` empty. ret_names: all in force on that day. */
int figures_procedures(struct tx *tx, const struct place *p, i64 from, i64 to,
        struct figure_rows *ret_rows, struct procedure_name_rows *ret_names);
/* Rows added up by field of law. */
struct figure_rows figures_fields(
        struct arena *a, const struct figure_rows *rows, const struct procedure_name_rows *names);
const struct procedure_name *figures_name(const struct procedure_name_rows *names, i64 id);

/* Minutes as working days of eight hours, for one of n: "3,1"; "" when n is 0. */
struct str figures_days(struct arena *a, i64 minutes, i64 n);
/* The middle of the times taken, in working days, to within the steps of counts_took; or "". */
struct str figures_median(struct arena *a, const struct counts *c);
struct str figures_share(struct arena *a, i64 part, i64 whole); /* "98,4 %"; "" of nothing */
/* Shares and averages of its counts. */
void figure_finish(struct arena *a, struct figure_row *row);
/* Least share of dossiers in time first; those without any last; then by name. */
void figures_worst_first(struct figure_rows *rows);

#endif
