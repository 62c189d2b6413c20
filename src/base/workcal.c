/*
 * src/base/workcal.c: see workcal.h. Everything walks day by day over the open spans of a day: a
 * limit is some days long, and the walk is what a person with a calendar does.
 */
#include "base/workcal.h"

#define VALUE_MAX      100000
#define WORKING_DAY_MS (8 * HOUR_MS)

const struct work_hours work_hours_default = { 7 * 60, 11 * 60 + 30, 13 * 60 + 30, 17 * 60 };

enum day_kind workcal_kind(const struct workcal *c, i64 day)
{
        size_t low = 0, high = c->n;
        struct civil civil;

        while (low < high) {
                size_t mid = low + (high - low) / 2;

                if (c->days[mid].day < day)
                        low = mid + 1;
                else
                        high = mid;
        }
        if (low < c->n && c->days[low].day == day)
                return c->days[low].kind;
        day_civil(day, &civil);
        return civil.weekday >= 6 ? DAY_WEEKEND : DAY_WORKING;
}

/* A working day as the law counts them: no Saturday morning. */
static bool is_counted(const struct workcal *c, i64 day)
{
        enum day_kind kind = workcal_kind(c, day);

        return kind == DAY_WORKING || kind == DAY_COMPENSATION_WORK;
}

static bool is_saturday_morning(const struct workcal *c, i64 day)
{
        struct civil civil;

        day_civil(day, &civil);
        return c->saturday && civil.weekday == 6 && workcal_kind(c, day) == DAY_WEEKEND;
}

size_t workcal_spans(const struct workcal *c, i64 day, struct work_span ret_spans[2])
{
        const struct work_hours *h = &c->hours;
        bool counted = is_counted(c, day);
        i64 start = day_start(day);
        size_t n = 0;

        CHECK(h->am_from >= 0 && h->am_from <= h->am_to && h->am_to <= h->pm_from);
        CHECK(h->pm_from <= h->pm_to && h->pm_to <= 24 * 60);
        CHECK(h->am_from < h->am_to || h->pm_from < h->pm_to);
        if (h->am_from < h->am_to && (counted || is_saturday_morning(c, day)))
                ret_spans[n++] = (struct work_span){ start + h->am_from * MINUTE_MS,
                        start + h->am_to * MINUTE_MS };
        if (h->pm_from < h->pm_to && counted)
                ret_spans[n++] = (struct work_span){ start + h->pm_from * MINUTE_MS,
                        start + h->pm_to * MINUTE_MS };
        return n;
}

bool workcal_is_working(const struct workcal *c, i64 day)
{
        struct work_span spans[2];

        return workcal_spans(c, day, spans) > 0;
}

i64 workcal_next_open(const struct workcal *c, i64 t)
{
        for (i64 day = day_of(t);; day++) {
                struct work_span spans[2];
                size_t n = workcal_spans(c, day, spans);

                for (size_t i = 0; i < n; i++)
                        if (t < spans[i].to)
                                return MAX(t, spans[i].from);
        }
}

i64 workcal_add(const struct workcal *c, i64 t, i64 ms)
{
        CHECK(ms >= 0);
        if (ms == 0)
                return workcal_next_open(c, t);
        for (i64 day = day_of(t);; day++) {
                struct work_span spans[2];
                size_t n = workcal_spans(c, day, spans);

                for (size_t i = 0; i < n; i++) {
                        i64 from = MAX(t, spans[i].from), room = spans[i].to - from;

                        if (room >= ms)
                                return from + ms;
                        ms -= MAX(room, 0);
                }
        }
}

i64 workcal_elapsed(const struct workcal *c, i64 from, i64 to)
{
        i64 sum = 0;

        if (to <= from)
                return 0;
        for (i64 day = day_of(from); day <= day_of(to); day++) {
                struct work_span spans[2];
                size_t n = workcal_spans(c, day, spans);

                for (size_t i = 0; i < n; i++)
                        sum += MAX(MIN(to, spans[i].to) - MAX(from, spans[i].from), 0);
        }
        return sum;
}

/* The n-th counted day after `day`. */
static i64 day_after(const struct workcal *c, i64 day, i64 n)
{
        while (n > 0)
                n -= is_counted(c, ++day);
        return day;
}

static i64 due_working_days(const struct workcal *c, i64 start, double value)
{
        i64 whole = (i64)value, rest = (i64)((value - (double)whole) * WORKING_DAY_MS + 0.5);
        i64 day = day_of(start), in_day, due;

        if (!is_counted(c, day)) { /* a Saturday morning: as if received when Monday opens */
                day = day_after(c, day, 1);
                start = workcal_next_open(c, day_start(day));
        }
        in_day = start - day_start(day);
        due = day_start(day_after(c, day, whole)) + in_day;
        return rest ? workcal_add(c, due, rest) : due;
}

/* When the unit closes on the first counted day that is not before `start`. */
static i64 closing(const struct workcal *c, i64 start)
{
        struct work_span spans[2];
        i64 day = day_of(start);
        size_t n = workcal_spans(c, is_counted(c, day) ? day : day_after(c, day, 1), spans);

        return spans[n - 1].to;
}

static i64 due_days(const struct workcal *c, i64 start, double value)
{
        i64 due = start + (i64)(value * DAY_MS + 0.5);

        return is_counted(c, day_of(due)) ? workcal_next_open(c, due) : closing(c, due);
}

i64 workcal_due(
        const struct workcal *c, i64 t, double value, enum limit_unit unit, int cutoff_minute)
{
        struct workcal weekdays = *c; /* no limit in days ends on a Saturday morning */
        i64 day = day_of(t), start = t;

        weekdays.saturday = false;
        value = value > 0 ? MIN(value, VALUE_MAX) : 0;
        if (cutoff_minute >= 0 && t > day_start(day) + cutoff_minute * MINUTE_MS)
                start = day_start(day + 1);
        start = workcal_next_open(c, start);
        switch (unit) {
        case LIMIT_WORKING_DAY:
                if (cutoff_minute >= 0 && value > 0 && value <= 1)
                        return closing(&weekdays, start);
                return due_working_days(&weekdays, start, value);
        case LIMIT_DAY:
                return due_days(&weekdays, start, value);
        case LIMIT_HOUR:
                return workcal_add(c, start, (i64)(value * HOUR_MS + 0.5));
        case LIMIT_UNIT_MAX:
                break;
        }
        CHECK(unit < LIMIT_UNIT_MAX);
        return start;
}

int workcal_days_left(const struct workcal *c, i64 now, i64 due)
{
        i64 first = day_of(MIN(now, due)), last = day_of(MAX(now, due));
        int days = 0;

        for (i64 day = first + 1; day <= last; day++)
                days += is_counted(c, day);
        return due >= now ? days : -MAX(days, 1);
}

i64 workcal_span_end(const struct workcal *c, i64 t, i64 span)
{
        i64 days = span / DAY_MS;

        if (days)
                t = workcal_due(c, t, (double)days, LIMIT_WORKING_DAY, -1);
        return workcal_add(c, t, span % DAY_MS);
}
