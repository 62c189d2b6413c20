/*
 * src/core/words.c: see words.h.
 */
#include "core/words.h"

#include "base/clock.h"
#include "web/texts.h"

static const int weekdays[] = { T_WEEKDAY_1, T_WEEKDAY_2, T_WEEKDAY_3, T_WEEKDAY_4, T_WEEKDAY_5,
        T_WEEKDAY_6, T_WEEKDAY_7 };
static const int months[] = { T_MONTH_1, T_MONTH_2, T_MONTH_3, T_MONTH_4, T_MONTH_5, T_MONTH_6,
        T_MONTH_7, T_MONTH_8, T_MONTH_9, T_MONTH_10, T_MONTH_11, T_MONTH_12 };

struct str words_day(struct arena *a, enum lang lang, i64 day)
{
        struct str date = day_vi(a, day);
        struct civil c;

        day_civil(day, &c);
        if (lang == LANG_EN) {
                struct str month = text_plain(a, lang, months[c.month - 1], STR_NULL);

                date = str_fmt(a, "%d %.*s %d", c.day, STRF(month), c.year);
        }
        return s_WORDS_DAY(a, lang, text_plain(a, lang, weekdays[c.weekday - 1], STR_NULL), date);
}

struct str words_clock(struct arena *a, enum lang lang, i64 t)
{
        struct civil c;
        struct str hour;

        time_civil(t, &c);
        hour = str_fmt(a, "%d", c.hour);
        if (c.minute == 0)
                return s_WORDS_HOUR(a, lang, hour);
        return s_WORDS_HOUR_MINUTE(a, lang, hour, str_fmt(a, "%02d", c.minute));
}

struct str words_time(struct arena *a, enum lang lang, i64 t)
{
        return s_WORDS_TIME(a, lang, words_clock(a, lang, t), words_day(a, lang, day_of(t)));
}

struct str words_money(struct arena *a, enum lang lang, i64 dong)
{
        return dong == 0 ? s_WORDS_FREE(a, lang) : s_WORDS_MONEY(a, lang, dong);
}

struct str words_size(struct arena *a, enum lang lang, i64 bytes)
{
        i64 tenths = (bytes * 10 + (1 << 19)) >> 20;

        if (bytes < 100 << 10)
                return str_fmt(a, "%lld KB", (long long)MAX((bytes + 512) >> 10, 1));
        return str_fmt(a, "%lld%c%lld MB", (long long)tenths / 10, lang == LANG_EN ? '.' : ',',
                (long long)tenths % 10);
}
