/*
 * src/base/workcal.h: working time (domain.md 3.5). Pure arithmetic over a calendar that the caller
 * loads from data: which days are off, which Saturdays are worked, and a unit's hours.
 *
 * Working time is half-open: 11:30 and 17:00 are over, 07:00 and 13:30 have begun. A working day
 * counts as 8 hours whatever the hours of the unit, as the law counts days.
 *
 * Start: the moment of reception moved into working time (07:00 when earlier, 13:30 from the lunch
 * break, the next working morning after hours or after the cutoff).
 * LIMIT_WORKING_DAY: n days later at the same time of day of the n-th following working day; a
 * fraction of a day is then added as working time (0.5 is 4 hours). One day, or less, with a cutoff
 * is the law's "in the day": it ends when that day closes, for what came after the cutoff when the
 * next working day closes (domain.md 3.5, procedures 2.000635, 2.000908).
 * LIMIT_DAY: all days count, at the same time of day; a due moment on a day off moves forward to
 * the end of the next working day.
 * LIMIT_HOUR: working time only; what does not fit the day goes on at the next opening. A limit
 * that fills a day exactly ends at its closing (17:00), not at the next opening.
 * Saturday mornings of a unit with `saturday` are working time (reception, hours), but no working
 * days in the count: a limit in working days starts when the next one opens, no limit in days ends
 * on them.
 */
#ifndef BASE_WORKCAL_H
#define BASE_WORKCAL_H

#include "base/clock.h"

enum day_kind {
        DAY_WORKING,
        DAY_WEEKEND,
        DAY_HOLIDAY,
        DAY_COMPENSATION_OFF,
        DAY_COMPENSATION_WORK,
        DAY_KIND_MAX
};
enum limit_unit { LIMIT_WORKING_DAY, LIMIT_DAY, LIMIT_HOUR, LIMIT_UNIT_MAX };

/* Minutes from midnight, rising; lunch between the two spans. Not all four equal. */
struct work_hours {
        int am_from, am_to, pm_from, pm_to;
};
extern const struct work_hours work_hours_default; /* 07:00-11:30, 13:30-17:00 */

struct calendar_day {
        i64 day;
        enum day_kind kind;
};

struct workcal {
        const struct calendar_day *days; /* exceptions only, sorted by day */
        size_t n;
        struct work_hours hours;
        bool saturday; /* the unit works on Saturday mornings */
};

enum day_kind workcal_kind(const struct workcal *c, i64 day);
struct work_span {
        i64 from, to; /* moments */
};
/* When the unit is open on a day, earliest first: how many spans; 0: it is closed. */
size_t workcal_spans(const struct workcal *c, i64 day, struct work_span ret_spans[2]);
/* The unit is open at some time of the day. */
bool workcal_is_working(const struct workcal *c, i64 day);
/* The moment itself when in working time, else the next moment that is. */
i64 workcal_next_open(const struct workcal *c, i64 t);
/*
 * When a limit that starts at t is over. `cutoff_minute` (-1 for none): a dossier received after
 * that minute of the day counts from the next working morning ("sau 15 giờ"; 15:00:00 is in time).
 * A value under 0 (or NaN) counts as 0, one over 100 000 as that.
 */
i64 workcal_due(
        const struct workcal *c, i64 t, double value, enum limit_unit unit, int cutoff_minute);
/* Working milliseconds between two moments (0 when to <= from). */
i64 workcal_elapsed(const struct workcal *c, i64 from, i64 to);
/*
 * The first moment by which `ms` (>= 0) of working time have passed since t: for clocks that were
 * stopped and run again. workcal_elapsed(c, t, workcal_add(c, t, ms)) == ms.
 */
i64 workcal_add(const struct workcal *c, i64 t, i64 ms);
/*
 * The end of a duration such as P2DT4H taken as working time: its whole days are working days, what
 * is over is working hours.
 */
i64 workcal_span_end(const struct workcal *c, i64 t, i64 span);
/*
 * Working days after today up to the due day; 0: due today. When late: minus the working days since
 * the due day, at least -1.
 */
int workcal_days_left(const struct workcal *c, i64 now, i64 due);

#endif
