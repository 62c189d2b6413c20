/*
 * src/flow/feel_time.c: calendar arithmetic and the ISO 8601 texts of dates, times and durations.
 * No clock is asked here and no value is made: structs in, structs out.
 */
#include "flow/feel_time.h"

i64 feel__day_number(i64 y, int m, int d)
{
        i64 era, yoe, doy;

        y -= m <= 2;
        era = (y >= 0 ? y : y - 399) / 400;
        yoe = y - era * 400;
        doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
        return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void feel__day_split(i64 z, i64 *ret_year, u8 *ret_month, u8 *ret_day)
{
        i64 era, doe, yoe, doy, mp;

        z += 719468;
        era = (z >= 0 ? z : z - 146096) / 146097;
        doe = z - era * 146097;
        yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        mp = (5 * doy + 2) / 153;
        *ret_day = (u8)(doy - (153 * mp + 2) / 5 + 1);
        *ret_month = (u8)(mp < 10 ? mp + 3 : mp - 9);
        *ret_year = yoe + era * 400 + (*ret_month <= 2);
}

int feel__month_length(i64 year, int month)
{
        static const u8 length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        return month == 2 && leap ? 29 : length[month - 1];
}

bool feel__date_valid(i64 year, int month, int day)
{
        return year >= -FEEL_YEAR_MAX && year <= FEEL_YEAR_MAX && month >= 1 && month <= 12 &&
               day >= 1 && day <= feel__month_length(year, month);
}

int feel__weekday(const struct feel_when *w)
{
        i64 n = feel__day_number(w->year, w->month, w->day);

        return (int)(((n + 3) % 7 + 7) % 7) + 1;
}

/* Exactly `n` digits at the front of *s. */
static bool take_digits(struct str *s, size_t n, int *ret_value)
{
        int v = 0;

        if (s->len < n)
                return false;
        for (size_t i = 0; i < n; i++) {
                if (s->ptr[i] < '0' || s->ptr[i] > '9')
                        return false;
                v = v * 10 + (s->ptr[i] - '0');
        }
        *ret_value = v;
        *s = str_sub(*s, n, SIZE_MAX);
        return true;
}

static bool take(struct str *s, char c)
{
        if (s->len == 0 || s->ptr[0] != c)
                return false;
        *s = str_sub(*s, 1, SIZE_MAX);
        return true;
}

static bool take_date(struct str *s, struct feel_when *w)
{
        bool negative = take(s, '-');
        size_t n = 0;
        int year, month, day;

        while (n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9')
                n++;
        if (n < 4 || n > 9 || (n > 4 && s->ptr[0] == '0'))
                return false;
        if (!take_digits(s, n, &year) || !take(s, '-') || !take_digits(s, 2, &month) ||
                !take(s, '-') || !take_digits(s, 2, &day))
                return false;
        if (negative)
                year = -year;
        if (!feel__date_valid(year, month, day))
                return false;
        w->year = year;
        w->month = (u8)month;
        w->day = (u8)day;
        return true;
}

/* "", "Z", "+07:00", "+07:00:30", "@Asia/Ho_Chi_Minh" up to the end. */
static bool take_offset(struct str *s, struct feel_when *w)
{
        int sign, h, m, sec = 0;

        if (s->len == 0)
                return true;
        if (take(s, '@')) {
                w->zone = feel__zone(*s);
                w->offset_kind = FEEL_ZONE;
                return w->zone != NULL;
        }
        w->offset_kind = FEEL_OFFSET;
        if (take(s, 'Z') || take(s, 'z'))
                return s->len == 0;
        sign = take(s, '-') ? -1 : 1;
        if (sign == 1 && !take(s, '+'))
                return false;
        if (!take_digits(s, 2, &h) || !take(s, ':') || !take_digits(s, 2, &m))
                return false;
        if (take(s, ':') && !take_digits(s, 2, &sec))
                return false;
        w->offset = sign * (h * 3600 + m * 60 + sec);
        return s->len == 0 && m < 60 && sec < 60 && h * 3600 + m * 60 + sec <= 18 * 3600;
}

static bool take_time(struct str *s, struct feel_when *w)
{
        int h, m, sec, digit;
        u32 place = 100000000;

        if (!take_digits(s, 2, &h) || !take(s, ':') || !take_digits(s, 2, &m) || !take(s, ':') ||
                !take_digits(s, 2, &sec))
                return false;
        if (take(s, '.')) {
                if (!take_digits(s, 1, &digit))
                        return false;
                do {
                        w->nanos += (u32)digit * place;
                        place /= 10;
                } while (take_digits(s, 1, &digit));
        }
        w->hour = (u8)h;
        w->minute = (u8)m;
        w->second = (u8)sec;
        if (h == 24) /* the end of the day; the caller turns it into the next midnight */
                return m == 0 && sec == 0 && w->nanos == 0;
        return h < 24 && m < 60 && sec < 60;
}

bool feel__parse_date(struct str s, struct feel_when *ret_w)
{
        struct feel_when w = { 0 };

        if (!take_date(&s, &w) || s.len)
                return false;
        *ret_w = w;
        return true;
}

bool feel__parse_time(struct str s, struct feel_when *ret_w)
{
        struct feel_when w = { 0 };

        take(&s, 'T');
        if (!take_time(&s, &w) || !take_offset(&s, &w))
                return false;
        if (w.hour == 24)
                w.hour = 0;
        *ret_w = w;
        return true;
}

bool feel__parse_date_time(struct str s, struct feel_when *ret_w)
{
        struct feel_when w = { 0 };

        if (!take_date(&s, &w))
                return false;
        if (s.len) {
                if (!take(&s, 'T') || !take_time(&s, &w) || !take_offset(&s, &w))
                        return false;
                if (w.hour == 24) {
                        w.hour = 0;
                        if (!feel__add_nanos(&w, NANOS_DAY, &w))
                                return false;
                }
        }
        *ret_w = w;
        return true;
}

/* Digits before a unit letter; *ret_unit is the letter. A fraction is kept in nanoseconds. */
static bool take_part(struct str *s, i64 *ret_n, u32 *ret_nanos, char *ret_unit)
{
        u32 place = 100000000;
        i64 n = 0;
        size_t i = 0;

        *ret_nanos = 0;
        for (; i < s->len && s->ptr[i] >= '0' && s->ptr[i] <= '9'; i++) {
                if (n > 99999999999999)
                        return false;
                n = n * 10 + (s->ptr[i] - '0');
        }
        if (i == 0)
                return false;
        if (i < s->len && s->ptr[i] == '.') {
                for (i++; i < s->len && s->ptr[i] >= '0' && s->ptr[i] <= '9'; i++, place /= 10)
                        *ret_nanos += (u32)(s->ptr[i] - '0') * place;
                if (i >= s->len || s->ptr[i] != 'S')
                        return false;
        }
        if (i >= s->len || s->ptr[i] < 'A' || s->ptr[i] > 'Z')
                return false;
        *ret_unit = s->ptr[i];
        *ret_n = n;
        *s = str_sub(*s, i + 1, SIZE_MAX);
        return true;
}

bool feel__duration_fits(__int128 nanos, i64 months)
{
        const __int128 most = (__int128)4 * FEEL_YEAR_MAX * 366 * NANOS_DAY;
        const i64 most_months = 48 * (i64)FEEL_YEAR_MAX;

        return nanos >= -most && nanos <= most && months >= -most_months && months <= most_months;
}

enum feel_kind feel__parse_duration(struct str s, __int128 *ret_nanos, i64 *ret_months)
{
        static const char order[] = "YMDThms"; /* upper case before the T, lower after it */
        static const i64 seconds[] = { 0, 0, 86400, 0, 3600, 60, 1 };
        bool negative = take(&s, '-'), timed = false, days = false;
        const char *at = order;
        __int128 nanos = 0;
        i64 months = 0, n;
        u32 fraction;
        char unit;

        if (!take(&s, 'P') || s.len == 0)
                return FEEL_NULL;
        while (s.len) {
                if (!timed && take(&s, 'T'))
                        timed = days = true;
                if (!take_part(&s, &n, &fraction, &unit) || unit == 'T')
                        return FEEL_NULL;
                at = strchr(at, timed ? unit + 32 : unit);
                if (!at || (fraction && *at != 's') || (timed && at < order + 4))
                        return FEEL_NULL;
                if (*at == 'Y' || *at == 'M')
                        months += *at == 'Y' ? n * 12 : n;
                else
                        days = true;
                nanos += (__int128)n * seconds[at - order] * NANOS_SECOND + fraction;
                at++;
        }
        if ((days && months) || !feel__duration_fits(nanos, months))
                return FEEL_NULL;
        *ret_nanos = negative ? -nanos : nanos;
        *ret_months = negative ? -months : months;
        return days ? FEEL_DAYS : FEEL_MONTHS;
}

static void put_fraction(struct buf *b, u32 nanos)
{
        int width = 9;

        if (!nanos)
                return;
        for (; nanos % 10 == 0; nanos /= 10)
                width--;
        buf_fmt(b, ".%0*u", width, nanos);
}

static void put_offset(struct buf *b, const struct feel_when *w)
{
        int n = w->offset < 0 ? -w->offset : w->offset;

        if (w->offset_kind == FEEL_ZONE) {
                buf_byte(b, '@');
                buf_add(b, feel__zone_name(w->zone));
        } else if (w->offset_kind == FEEL_OFFSET && n == 0) {
                buf_byte(b, 'Z');
        } else if (w->offset_kind == FEEL_OFFSET) {
                buf_fmt(b, "%c%02d:%02d", w->offset < 0 ? '-' : '+', n / 3600, n / 60 % 60);
                if (n % 60)
                        buf_fmt(b, ":%02d", n % 60);
        }
}

void feel__put_when(struct buf *b, enum feel_kind kind, const struct feel_when *w)
{
        if (kind != FEEL_TIME)
                buf_fmt(b, "%s%04d-%02d-%02d", w->year < 0 ? "-" : "",
                        w->year < 0 ? -w->year : w->year, w->month, w->day);
        if (kind == FEEL_DATE)
                return;
        if (kind == FEEL_DATE_TIME)
                buf_byte(b, 'T');
        buf_fmt(b, "%02d:%02d:%02d", w->hour, w->minute, w->second);
        put_fraction(b, w->nanos);
        put_offset(b, w);
}

void feel__put_days(struct buf *b, __int128 nanos)
{
        u32 fraction;
        i64 s;

        if (nanos < 0) {
                buf_byte(b, '-');
                nanos = -nanos;
        }
        buf_byte(b, 'P');
        fraction = (u32)(nanos % NANOS_SECOND);
        s = (i64)(nanos / NANOS_SECOND);
        if (s >= 86400)
                buf_fmt(b, "%lldD", (long long)(s / 86400));
        if (s % 86400 == 0 && !fraction && s)
                return;
        s %= 86400;
        buf_byte(b, 'T');
        if (s >= 3600)
                buf_fmt(b, "%lldH", (long long)(s / 3600));
        if (s / 60 % 60)
                buf_fmt(b, "%lldM", (long long)(s / 60 % 60));
        if (s % 60 || fraction || s == 0) {
                buf_i64(b, s % 60);
                put_fraction(b, fraction);
                buf_byte(b, 'S');
        }
}

void feel__put_months(struct buf *b, i64 months)
{
        if (months < 0) {
                buf_byte(b, '-');
                months = -months;
        }
        buf_byte(b, 'P');
        if (months >= 12)
                buf_fmt(b, "%lldY", (long long)(months / 12));
        if (months % 12 || months == 0)
                buf_fmt(b, "%lldM", (long long)(months % 12));
}

static i64 local_seconds(const struct feel_when *w)
{
        i64 day = w->month ? feel__day_number(w->year, w->month, w->day) : 0;

        return day * 86400 + w->hour * 3600 + w->minute * 60 + w->second;
}

int feel__offset_of(const struct feel_when *w)
{
        if (w->offset_kind == FEEL_ZONE)
                return feel__zone_offset(w->zone, local_seconds(w));
        return w->offset_kind == FEEL_OFFSET ? w->offset : 0;
}

__int128 feel__instant(const struct feel_when *w)
{
        return (local_seconds(w) - feel__offset_of(w)) * NANOS_SECOND + w->nanos;
}

__int128 feel__time_of_day(const struct feel_when *w)
{
        return (w->hour * 3600 + w->minute * 60 + w->second) * NANOS_SECOND + w->nanos;
}

/* The zone's offset at a UTC second, found from the offset at a local time near it. */
static int offset_at(const struct feel_when *w, i64 utc, int guess)
{
        int first, second;

        if (w->offset_kind != FEEL_ZONE)
                return guess;
        first = feel__zone_offset(w->zone, utc + guess);
        second = feel__zone_offset(w->zone, utc + first);
        return second;
}

bool feel__add_nanos(const struct feel_when *w, __int128 nanos, struct feel_when *ret_w)
{
        const __int128 far = (__int128)FEEL_YEAR_MAX * 366 * NANOS_DAY;
        struct feel_when r = *w;
        __int128 t;
        i64 s, day, year;
        int offset = feel__offset_of(w);

        if (nanos > 2 * far || nanos < -2 * far)
                return false;
        t = feel__instant(w) + nanos;
        if (t > 2 * far || t < -2 * far)
                return false;
        s = (i64)(t >= 0 ? t / NANOS_SECOND : -((-t + NANOS_SECOND - 1) / NANOS_SECOND));
        r.nanos = (u32)(t - s * NANOS_SECOND);
        s += offset_at(w, s, offset);
        day = s >= 0 ? s / 86400 : -((-s + 86399) / 86400);
        s -= day * 86400;
        feel__day_split(day, &year, &r.month, &r.day);
        if (year > FEEL_YEAR_MAX || year < -FEEL_YEAR_MAX)
                return false;
        r.year = (int32_t)year;
        r.hour = (u8)(s / 3600);
        r.minute = (u8)(s / 60 % 60);
        r.second = (u8)(s % 60);
        *ret_w = r;
        return true;
}

bool feel__add_months(const struct feel_when *w, i64 months, struct feel_when *ret_w)
{
        struct feel_when r = *w;
        i64 n, year;
        int month;

        if (months > 24 * (i64)FEEL_YEAR_MAX || months < -24 * (i64)FEEL_YEAR_MAX)
                return false;
        n = (i64)w->year * 12 + w->month - 1 + months;
        year = n >= 0 ? n / 12 : -((-n + 11) / 12);
        month = (int)(n - year * 12) + 1;
        if (year > FEEL_YEAR_MAX || year < -FEEL_YEAR_MAX)
                return false;
        r.year = (int32_t)year;
        r.month = (u8)month;
        r.day = (u8)MIN(w->day, feel__month_length(year, month));
        *ret_w = r;
        return true;
}
