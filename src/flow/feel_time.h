/*
 * src/flow/feel_time.h: civil dates, times of day, zones and durations of FEEL (DMN 1.5, 10.3.2.3.4
 * to 10.3.2.3.9), ISO 8601 in and out. Years run from -999,999,999 to 999,999,999 as in XML Schema;
 * arithmetic is on the proleptic Gregorian calendar. It knows no expression.
 */
#ifndef FLOW_FEEL_TIME_H
#define FLOW_FEEL_TIME_H

#include "flow/feel_value.h"

#define NANOS_SECOND  ((__int128)1000000000)
#define NANOS_DAY     (86400 * NANOS_SECOND)
#define FEEL_YEAR_MAX 999999999

i64 feel__day_number(i64 year, int month, int day); /* since 1970-01-01 */
void feel__day_split(i64 number, i64 *ret_year, u8 *ret_month, u8 *ret_day);
int feel__month_length(i64 year, int month);
bool feel__date_valid(i64 year, int month, int day);
int feel__weekday(const struct feel_when *w); /* 1 Monday … 7 Sunday */

bool feel__parse_date(struct str s, struct feel_when *ret_w);
bool feel__parse_time(struct str s, struct feel_when *ret_w);
bool feel__parse_date_time(struct str s, struct feel_when *ret_w);
/*
 * Durations are bounded by four times the years there are: well inside 128 bits, so that sums of
 * them cannot overflow, and seconds inside 64.
 */
bool feel__duration_fits(__int128 nanos, i64 months);
/* FEEL_DAYS or FEEL_MONTHS; FEEL_NULL when it is no duration, or too long. */
enum feel_kind feel__parse_duration(struct str s, __int128 *ret_nanos, i64 *ret_months);

void feel__put_when(struct buf *b, enum feel_kind kind, const struct feel_when *w);
void feel__put_days(struct buf *b, __int128 nanos);
void feel__put_months(struct buf *b, i64 months);

/* Offset in seconds; for a zone the one in force at that local time (times of day: in 1970). */
int feel__offset_of(const struct feel_when *w);
static inline bool feel__has_offset(const struct feel_when *w)
{
        return w->offset_kind != FEEL_LOCAL;
}
/* Seconds and nanoseconds as one number: UTC when there is an offset, else local. */
__int128 feel__instant(const struct feel_when *w);
__int128 feel__time_of_day(const struct feel_when *w); /* nanoseconds from midnight, local */
/* Local moment plus nanoseconds with the offset or zone kept; false: past the last year. */
bool feel__add_nanos(const struct feel_when *w, __int128 nanos, struct feel_when *ret_w);
/* Day of month is cut to the length of the month (10.3.2.3.6). */
bool feel__add_months(const struct feel_when *w, i64 months, struct feel_when *ret_w);

/* NULL when the system has no such zone. Zones are read once and never freed. */
const struct feel_zone *feel__zone(struct str name);
struct str feel__zone_name(const struct feel_zone *zone);
int feel__zone_offset(const struct feel_zone *zone, i64 local_seconds);

#endif
