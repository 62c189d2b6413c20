/*
 * src/mod/indicator/period.h: a month, a quarter or a year, as addresses and pages name it:
 * "2022-06", "2022-q2", "2022".
 */
#ifndef MOD_INDICATOR_PERIOD_H
#define MOD_INDICATOR_PERIOD_H

#include "web/html.h"

struct period {
        struct str word;
        i64 from, to; /* months, both in it; month_of_day() */
};

int period_read(struct arena *a, struct str word, struct period *ret_p); /* ERR_INVALID */
struct period period_month(struct arena *a, i64 month);
struct period period_quarter(struct arena *a, i64 month); /* in which the month lies */
struct period period_year(struct arena *a, i64 month);
/* The one before it, as long. */
struct period period_before(struct arena *a, const struct period *p);
/* "Tháng 6 năm 2022", "Quarter 2 of 2022" */
struct str period_title(struct arena *a, enum lang lang, const struct period *p);

#endif
