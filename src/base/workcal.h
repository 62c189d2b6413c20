/*
 * src/base/workcal.h: working time (domain.md 3.5). Pure arithmetic over a calendar that the caller
 * loads from data: which days are off, which Saturdays are worked, and a unit's hours.
 *
 * A working day counts as `day_ms` (8 hours) whatever the hours of the unit, as the law counts days.
 * Deadlines in working days: the moment of start is first moved into working time; n days later at
 * the same time of day of the n-th following working day. Limits in calendar days count all days and
 * a due moment that falls on a day off moves forward to the end of the next working day. Hours count
 * only working time and spill over to the next working day.
 */
#ifndef BASE_WORKCAL_H
#define BASE_WORKCAL_H

#include "base/clock.h"

enum day_kind { DAY_WORKING, DAY_WEEKEND, DAY_HOLIDAY, DAY_COMPENSATION_OFF, DAY_COMPENSATION_WORK, DAY_KIND_MAX };
enum limit_unit { LIMIT_WORKING_DAY, LIMIT_DAY, LIMIT_HOUR, LIMIT_UNIT_MAX };

struct work_hours { /* minutes from midnight; lunch between the two spans */
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
bool workcal_is_working(const struct workcal *c, i64 day);
/* The moment itself when in working time, else the next moment that is. */
i64 workcal_next_open(const struct workcal *c, i64 t);
/*
 * When a limit that starts at t is over. `cutoff_minute` (-1 for none): a dossier received after
 * that minute of the day counts from the next working morning ("sau 15 giờ").
 */
i64 workcal_due(const struct workcal *c, i64 t, double value, enum limit_unit unit, int cutoff_minute);
/* Working milliseconds between two moments (0 when to <= from). */
i64 workcal_elapsed(const struct workcal *c, i64 from, i64 to);
/* Working moment `ms` of working time after t: for clocks that were stopped and run again. */
i64 workcal_add(const struct workcal *c, i64 t, i64 ms);
/* Whole working days left until due (negative when late); 0 is due within this working day. */
int workcal_days_left(const struct workcal *c, i64 now, i64 due);

#endif
