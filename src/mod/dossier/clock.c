/*
 * src/mod/dossier/clock.c: see clock.h. No database, no request, no clock of its own.
 */
#include "mod/dossier/clock.h"

static i64 due_from(const struct clock_rule *rule, i64 from)
{
        if (rule->limit_hundredths == I64_NULL)
                return I64_NULL;
        return workcal_due(rule->cal, from, (double)rule->limit_hundredths / 100.0, rule->unit,
                rule->cutoff_minute);
}

/* Moved by calendar time; what falls on a day off ends with the next working day. */
static i64 resume_days(const struct workcal *cal, i64 due)
{
        struct workcal weekdays = *cal;
        i64 day = day_of(due);

        weekdays.saturday = false;
        if (workcal_is_working(&weekdays, day))
                return workcal_next_open(&weekdays, due);
        while (!workcal_is_working(&weekdays, day))
                day++;
        return day_start(day) + MINUTE_MS * (cal->hours.pm_from < cal->hours.pm_to
                                                            ? cal->hours.pm_to
                                                            : cal->hours.am_to);
}

static i64 due_resumed(const struct clock_rule *rule, const struct dossier_clock *c, i64 now)
{
        struct workcal cal = *rule->cal;

        if (c->due_at == I64_NULL)
                return I64_NULL;
        if (rule->restart)
                return due_from(rule, now);
        if (rule->unit == LIMIT_DAY)
                return resume_days(&cal, c->due_at + (now - c->stopped_at));
        if (rule->unit == LIMIT_WORKING_DAY)
                cal.saturday = false;
        return workcal_add(&cal, c->due_at, workcal_elapsed(&cal, c->stopped_at, now));
}

void clock_start(const struct clock_rule *rule, i64 now, struct dossier_clock *c)
{
        c->accepted_at = now;
        c->due_at = due_from(rule, now);
}

bool clock_stop(i64 now, struct dossier_clock *c)
{
        if (c->accepted_at == I64_NULL || c->stopped_at != I64_NULL)
                return false;
        c->stopped_at = now;
        return true;
}

bool clock_run(const struct clock_rule *rule, i64 now, struct dossier_clock *c)
{
        if (c->stopped_at == I64_NULL)
                return false;
        c->due_at = due_resumed(rule, c, now);
        c->stopped_at = I64_NULL;
        return true;
}
