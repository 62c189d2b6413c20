/*
 * src/base/clock.h: moments and civil dates. A moment is UTC milliseconds since 1970 (i64). A day
 * is the count of civil days since 1970-01-01 (i64) in the province's zone, which is UTC+7 all
 * year. Tests may set the clock (clock_set); all code asks clock_now(), never the system.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

#define SECOND_MS ((i64)1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
#define ZONE_MS   (7 * HOUR_MS)

struct civil {
        int year, month, day; /* month 1..12, day 1..31 */
        int hour, minute, second, ms;
        int weekday; /* 1 Monday .. 7 Sunday (ISO 8601) */
};

i64 clock_now(void);
/* From now on clock_now() answers t (and advances with real time when `running`). */
void clock_set(i64 t, bool running);
i64 clock_monotonic_ns(void);

i64 day_of(i64 t);                        /* province's civil day of a moment */
i64 day_start(i64 day);                   /* its first moment */
i64 day_make(int year, int month, int d); /* no validity check */
bool day_valid(int year, int month, int d);
void day_civil(i64 day, struct civil *ret_c);
void time_civil(i64 t, struct civil *ret_c);
i64 time_make(i64 day, int hour, int minute, int second);

/* "2026-11-22", "2026-11-22T08:30:00+07:00", "22/11/2026", "08:30 22/11/2026" */
struct str day_iso(struct arena *a, i64 day);
struct str time_iso(struct arena *a, i64 t);
struct str day_vi(struct arena *a, i64 day);
struct str time_vi(struct arena *a, i64 t);
/* "thứ hai 01/08/2022" / "Monday 1 August 2022" are made by core's text functions, not here. */
int day_parse_iso(struct str s, i64 *ret_day); /* ERR_INVALID */
int day_parse_vi(struct str s, i64 *ret_day);  /* dd/mm/yyyy, d/m/yyyy; ERR_INVALID */
int time_parse_iso(struct str s, i64 *ret_t);  /* RFC 3339 with zone; ERR_INVALID */

#endif
