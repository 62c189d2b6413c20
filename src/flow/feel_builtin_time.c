/*
 * src/flow/feel_builtin_time.c: conversion to dates, times and durations, the calendar functions
 * and the clock (DMN 1.5, 10.3.4.1, 10.3.4.7, 10.3.4.11).
 */
#include "flow/feel_builtin.h"
#include "flow/feel_eval.h"
#include "flow/feel_time.h"
#include "base/clock.h"

#define ARGS struct feel_run *run, const struct feel_value *const *a
typedef const struct feel_value *result;

static result fn_date_from(ARGS)
{
        struct feel_when w = { 0 };

        if (a[0]->kind == FEEL_STRING) {
                if (!feel__parse_date(a[0]->string, &w))
                        return feel__fail(run, "date: \"%.*s\" is no date", STRF(a[0]->string));
        } else {
                w.year = a[0]->when.year;
                w.month = a[0]->when.month;
                w.day = a[0]->when.day;
        }
        return feel__when(run->arena, FEEL_DATE, &w);
}

/* A whole number in range, or false. */
static bool whole(result v, i64 least, i64 most, i64 *ret_n)
{
        return dec_to_i64(v->number, ret_n) && *ret_n >= least && *ret_n <= most;
}

static bool date_parts(const struct feel_value *const *a, struct feel_when *w)
{
        i64 y, m, d;

        if (!whole(a[0], -FEEL_YEAR_MAX, FEEL_YEAR_MAX, &y) || !whole(a[1], 1, 12, &m) ||
                !whole(a[2], 1, 31, &d) || !feel__date_valid(y, (int)m, (int)d))
                return false;
        w->year = (int32_t)y;
        w->month = (u8)m;
        w->day = (u8)d;
        return true;
}

/* Hour, minute and second, which may have a fraction. */
static bool time_parts(const struct feel_value *const *a, struct feel_when *w)
{
        struct dec whole_second = dec_round(a[2]->number, 0, DEC_DOWN);
        i64 h, m, s, nanos;

        if (!whole(a[0], 0, 23, &h) || !whole(a[1], 0, 59, &m) || dec_negative(a[2]->number) ||
                !dec_to_i64(whole_second, &s) || s > 59)
                return false;
        if (!dec_trunc_i64(
                    dec_mul(dec_sub(a[2]->number, whole_second), dec_of(1000000000)), &nanos))
                return false;
        w->hour = (u8)h;
        w->minute = (u8)m;
        w->second = (u8)s;
        w->nanos = (u32)nanos;
        return true;
}

/* An offset given as a duration (null: none) or a zone's name. */
static bool offset_part(result v, struct feel_when *w)
{
        __int128 limit = 18 * 3600 * NANOS_SECOND;

        if (v->kind == FEEL_NULL)
                return true;
        if (v->kind == FEEL_STRING) {
                w->zone = feel__zone(v->string);
                w->offset_kind = FEEL_ZONE;
                return w->zone != NULL;
        }
        if (v->nanos > limit || v->nanos < -limit)
                return false;
        w->offset_kind = FEEL_OFFSET;
        w->offset = (int32_t)(v->nanos / NANOS_SECOND);
        return true;
}

static result fn_date_parts(ARGS)
{
        struct feel_when w = { 0 };

        if (!date_parts(a, &w))
                return feel__fail(run, "date: there is no such day");
        return feel__when(run->arena, FEEL_DATE, &w);
}

static result fn_time_from(ARGS)
{
        struct feel_when w = { 0 };

        if (a[0]->kind == FEEL_STRING) {
                if (!feel__parse_time(a[0]->string, &w))
                        return feel__fail(run, "time: \"%.*s\" is no time", STRF(a[0]->string));
                return feel__when(run->arena, FEEL_TIME, &w);
        }
        w = a[0]->when;
        w.year = w.month = w.day = 0;
        if (a[0]->kind == FEEL_DATE)
                w.offset_kind = FEEL_OFFSET; /* midnight UTC */
        return feel__when(run->arena, FEEL_TIME, &w);
}

static result fn_time_parts(ARGS)
{
        struct feel_when w = { 0 };

        if (!time_parts(a, &w) || !offset_part(a[3], &w))
                return feel__fail(run, "time: there is no such time");
        return feel__when(run->arena, FEEL_TIME, &w);
}

static result fn_date_time_from(ARGS)
{
        struct feel_when w = { 0 };

        if (a[0]->kind == FEEL_DATE_TIME)
                return a[0];
        if (a[0]->kind == FEEL_DATE) {
                w = a[0]->when;
                w.offset_kind = FEEL_OFFSET;
                return feel__when(run->arena, FEEL_DATE_TIME, &w);
        }
        if (!feel__parse_date_time(a[0]->string, &w))
                return feel__fail(
                        run, "date and time: \"%.*s\" is no date and time", STRF(a[0]->string));
        return feel__when(run->arena, FEEL_DATE_TIME, &w);
}

static result fn_date_time_of(ARGS)
{
        struct feel_when w = a[1]->when;

        w.year = a[0]->when.year;
        w.month = a[0]->when.month;
        w.day = a[0]->when.day;
        return feel__when(run->arena, FEEL_DATE_TIME, &w);
}

static result fn_date_time_parts(ARGS)
{
        struct feel_when w = { 0 };

        if (!date_parts(a, &w) || !time_parts(a + 3, &w) || !offset_part(a[6], &w))
                return feel__fail(run, "date and time: there is no such moment");
        return feel__when(run->arena, FEEL_DATE_TIME, &w);
}

static result fn_duration(ARGS)
{
        __int128 nanos;
        i64 months;

        if (a[0]->kind != FEEL_STRING)
                return a[0];
        switch (feel__parse_duration(a[0]->string, &nanos, &months)) {
        case FEEL_DAYS:
                return feel__days(run->arena, nanos);
        case FEEL_MONTHS:
                return feel__months(run->arena, months);
        default:
                return feel__fail(run, "duration: \"%.*s\" is no duration", STRF(a[0]->string));
        }
}

/* Whole months from one day to the other, towards zero; times of day do not count. */
static result fn_months_between(ARGS)
{
        const struct feel_when *x = &a[0]->when, *y = &a[1]->when;
        i64 n = ((i64)y->year - x->year) * 12 + y->month - x->month;
        int days = y->day - x->day;

        if (n > 0 && days < 0)
                n--;
        else if (n < 0 && days > 0)
                n++;
        return feel__months(run->arena, n);
}

static i64 day_of_year(const struct feel_when *w)
{
        return feel__day_number(w->year, w->month, w->day) - feel__day_number(w->year, 1, 1) + 1;
}

static result fn_day_of_year(ARGS)
{
        return feel_number(run->arena, day_of_year(&a[0]->when));
}

static result fn_day_of_week(ARGS)
{
        static const char *const names[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                "Saturday", "Sunday" };

        return feel_string(run->arena, str_of(names[feel__weekday(&a[0]->when) - 1]));
}

static result fn_month_of_year(ARGS)
{
        static const char *const names[] = { "January", "February", "March", "April", "May", "June",
                "July", "August", "September", "October", "November", "December" };

        return feel_string(run->arena, str_of(names[a[0]->when.month - 1]));
}

/* ISO 8601: the week of the year's Thursday. */
static result fn_week_of_year(ARGS)
{
        const struct feel_when *w = &a[0]->when;
        i64 thursday = feel__day_number(w->year, w->month, w->day) - feel__weekday(w) + 4, year;
        u8 month, day;

        feel__day_split(thursday, &year, &month, &day);
        return feel_number(run->arena, (thursday - feel__day_number(year, 1, 1)) / 7 + 1);
}

static i64 now(struct feel_run *run)
{
        if (run->now == I64_NULL)
                run->now = clock_now();
        return run->now;
}

static result fn_now(ARGS)
{
        (void)a;
        return feel_moment(run->arena, now(run));
}

static result fn_today(ARGS)
{
        i64 t = now(run) + ZONE_MS;

        (void)a;
        return feel_date(run->arena, t >= 0 ? t / DAY_MS : -((-t + DAY_MS - 1) / DAY_MS));
}

const struct feel_builtin_row feel__rows_time[] = {
        { "date", "from:sdm", fn_date_from },
        { "date", "year:n month:n day:n", fn_date_parts },
        { "time", "from:stmd", fn_time_from },
        { "time", "hour:n minute:n second:n offset:D?", fn_time_parts },
        { "date and time", "from:sdm", fn_date_time_from },
        { "date and time", "date:dm time:t", fn_date_time_of },
        { "date and time", "year:n month:n day:n hour:n minute:n second:n offset:D?",
                fn_date_time_parts },
        { "date and time", "year:n month:n day:n hour:n minute:n second:n timezone:s",
                fn_date_time_parts },
        { "duration", "from:sDM", fn_duration },
        { "years and months duration", "from:dm to:dm", fn_months_between },
        { "day of year", "date:dm", fn_day_of_year },
        { "day of week", "date:dm", fn_day_of_week },
        { "month of year", "date:dm", fn_month_of_year },
        { "week of year", "date:dm", fn_week_of_year },
        { "now", "", fn_now },
        { "today", "", fn_today },
        { 0 },
};
