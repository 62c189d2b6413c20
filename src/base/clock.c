/*
 * src/base/clock.c: civil dates by integer arithmetic (Howard Hinnant's days_from_civil and
 * civil_from_days, proleptic Gregorian), no time zone database: the province has been UTC+7
 * without summer time since 1975 and no date here is older that needs an hour.
 */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic i64 fixed = I64_NULL; /* a standing clock, or I64_NULL */
static _Atomic i64 offset;           /* a running clock is the system's plus this */

static i64 system_now(void)
{
        struct timespec ts;

        CHECK(clock_gettime(CLOCK_REALTIME, &ts) == 0);
        return (i64)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

i64 clock_now(void)
{
        i64 t = fixed;

        return t != I64_NULL ? t : system_now() + offset;
}

void clock_set(i64 t, bool running)
{
        offset = running ? t - system_now() : 0;
        fixed = running ? I64_NULL : t;
}

i64 clock_monotonic_ns(void)
{
        struct timespec ts;

        CHECK(clock_gettime(CLOCK_MONOTONIC, &ts) == 0);
        return (i64)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Floor division and remainder by a positive divisor. */
static i64 div_floor(i64 a, i64 b)
{
        return a / b - (a % b < 0);
}

static i64 mod_floor(i64 a, i64 b)
{
        return a - div_floor(a, b) * b;
}

i64 day_of(i64 t)
{
        return div_floor(t + ZONE_MS, DAY_MS);
}

i64 day_start(i64 day)
{
        return day * DAY_MS - ZONE_MS;
}

i64 day_make(int year, int month, int d)
{
        i64 y = (i64)year - (month <= 2);
        i64 era = div_floor(y, 400);
        i64 yoe = y - era * 400;                                          /* 0..399 */
        i64 doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + d - 1; /* from 1 March */
        i64 doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;                  /* 0..146096 */

        return era * 146097 + doe - 719468;
}

bool day_valid(int year, int month, int d)
{
        static const u8 lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        if (year < 1 || year > 9999 || month < 1 || month > 12 || d < 1)
                return false;
        return d <= lengths[month - 1] + (month == 2 && leap);
}

void day_civil(i64 day, struct civil *ret_c)
{
        i64 z = day + 719468;
        i64 era = div_floor(z, 146097);
        i64 doe = z - era * 146097;
        i64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        i64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        i64 mp = (5 * doy + 2) / 153; /* 0 is March */

        *ret_c = (struct civil){
                .month = (int)(mp < 10 ? mp + 3 : mp - 9),
                .day = (int)(doy - (153 * mp + 2) / 5 + 1),
                .weekday = (int)(mod_floor(day + 3, 7) + 1), /* 1970-01-01 was a Thursday */
        };
        ret_c->year = (int)(yoe + era * 400) + (ret_c->month <= 2);
}

void time_civil(i64 t, struct civil *ret_c)
{
        i64 in_day = mod_floor(t + ZONE_MS, DAY_MS);

        day_civil(day_of(t), ret_c);
        ret_c->hour = (int)(in_day / HOUR_MS);
        ret_c->minute = (int)(in_day / MINUTE_MS % 60);
        ret_c->second = (int)(in_day / SECOND_MS % 60);
        ret_c->ms = (int)(in_day % SECOND_MS);
}

i64 time_make(i64 day, int hour, int minute, int second)
{
        return day_start(day) + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
}

struct str day_iso(struct arena *a, i64 day)
{
        struct civil c;

        day_civil(day, &c);
        return str_fmt(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

struct str time_iso(struct arena *a, i64 t)
{
        struct civil c;

        time_civil(t, &c);
        return str_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", c.year, c.month, c.day, c.hour,
                c.minute, c.second);
}

struct str day_vi(struct arena *a, i64 day)
{
        struct civil c;

        day_civil(day, &c);
        return str_fmt(a, "%02d/%02d/%04d", c.day, c.month, c.year);
}

struct str time_vi(struct arena *a, i64 t)
{
        struct civil c;

        time_civil(t, &c);
        return str_fmt(a, "%02d:%02d %02d/%02d/%04d", c.hour, c.minute, c.day, c.month, c.year);
}

/* Between min and max digits from *s, which advances; -1 when there are fewer. */
static int take_digits(struct str *s, size_t min, size_t max)
{
        size_t n = 0;
        int value = 0;

        while (n < s->len && n < max && s->ptr[n] >= '0' && s->ptr[n] <= '9')
                value = value * 10 + (s->ptr[n++] - '0');
        if (n < min)
                return -1;
        *s = str_sub(*s, n, s->len);
        return value;
}

static bool take_char(struct str *s, char c)
{
        if (!s->len || s->ptr[0] != c)
                return false;
        *s = str_sub(*s, 1, s->len);
        return true;
}

/* yyyy-mm-dd at the start of *s. */
static int take_day(struct str *s, i64 *ret_day)
{
        int y, m, d;

        y = take_digits(s, 4, 4);
        if (!take_char(s, '-'))
                return ERR_INVALID;
        m = take_digits(s, 2, 2);
        if (!take_char(s, '-'))
                return ERR_INVALID;
        d = take_digits(s, 2, 2);
        if (!day_valid(y, m, d))
                return ERR_INVALID;
        *ret_day = day_make(y, m, d);
        return 0;
}

int day_parse_iso(struct str s, i64 *ret_day)
{
        i64 day;

        if (s.len != 10 || take_day(&s, &day) < 0)
                return ERR_INVALID;
        *ret_day = day;
        return 0;
}

int day_parse_vi(struct str s, i64 *ret_day)
{
        int y, m, d;

        d = take_digits(&s, 1, 2);
        if (!take_char(&s, '/'))
                return ERR_INVALID;
        m = take_digits(&s, 1, 2);
        if (!take_char(&s, '/'))
                return ERR_INVALID;
        y = take_digits(&s, 4, 4);
        if (s.len || !day_valid(y, m, d))
                return ERR_INVALID;
        *ret_day = day_make(y, m, d);
        return 0;
}

/* ".123456" at the start of *s, if any, cut to milliseconds; -1 for a point without digits. */
static int take_fraction(struct str *s)
{
        int ms = 0, scale = 100;

        if (!take_char(s, '.'))
                return 0;
        if (!s->len || s->ptr[0] < '0' || s->ptr[0] > '9')
                return -1;
        while (s->len && s->ptr[0] >= '0' && s->ptr[0] <= '9') {
                ms += (s->ptr[0] - '0') * scale;
                scale /= 10;
                *s = str_sub(*s, 1, s->len);
        }
        return ms;
}

/* "Z" or "+07:00", nothing after it; minutes east of UTC. */
static int take_zone(struct str s, int *ret_minutes)
{
        int sign, h, m;

        if (str_is(s, "Z") || str_is(s, "z")) {
                *ret_minutes = 0;
                return 0;
        }
        sign = take_char(&s, '-') ? -1 : 1;
        if (sign > 0 && !take_char(&s, '+'))
                return ERR_INVALID;
        h = take_digits(&s, 2, 2);
        if (!take_char(&s, ':'))
                return ERR_INVALID;
        m = take_digits(&s, 2, 2);
        if (s.len || h < 0 || h > 23 || m < 0 || m > 59)
                return ERR_INVALID;
        *ret_minutes = sign * (h * 60 + m);
        return 0;
}

int time_parse_iso(struct str s, i64 *ret_t)
{
        int hour, minute, second, ms, zone;
        i64 day;

        if (take_day(&s, &day) < 0 || !(take_char(&s, 'T') || take_char(&s, 't')))
                return ERR_INVALID;
        hour = take_digits(&s, 2, 2);
        if (!take_char(&s, ':'))
                return ERR_INVALID;
        minute = take_digits(&s, 2, 2);
        if (!take_char(&s, ':'))
                return ERR_INVALID;
        second = take_digits(&s, 2, 2);
        ms = take_fraction(&s);
        if (take_zone(s, &zone) < 0)
                return ERR_INVALID;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
                ms < 0)
                return ERR_INVALID;
        *ret_t = day * DAY_MS + hour * HOUR_MS + (minute - zone) * MINUTE_MS + second * SECOND_MS +
                 ms;
        return 0;
}
