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
        struct str date;
        struct civil c;

        if (day == I64_NULL)
                return STR_NULL;
        date = day_vi(a, day);
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

        if (t == I64_NULL)
                return STR_NULL;
        time_civil(t, &c);
        hour = str_fmt(a, "%d", c.hour);
        if (c.minute == 0)
                return s_WORDS_HOUR(a, lang, hour);
        return s_WORDS_HOUR_MINUTE(a, lang, hour, str_fmt(a, "%02d", c.minute));
}

struct str words_time(struct arena *a, enum lang lang, i64 t)
{
        if (t == I64_NULL)
                return STR_NULL;
        return s_WORDS_TIME(a, lang, words_clock(a, lang, t), words_day(a, lang, day_of(t)));
}

struct str words_money(struct arena *a, enum lang lang, i64 dong)
{
        return dong == 0 ? s_WORDS_FREE(a, lang) : s_WORDS_MONEY(a, lang, dong);
}

struct str words_size(struct arena *a, enum lang lang, i64 bytes)
{
        bool large = bytes >= 1 << 30;
        i64 unit = large ? 1 << 30 : 1 << 20;
        i64 tenths = bytes / unit * 10 + (bytes % unit * 10 + unit / 2) / unit;

        if (bytes < 100 << 10)
                return str_fmt(a, "%lld KB", (long long)MAX((bytes + 512) >> 10, 1));
        return str_fmt(a, "%lld%c%lld %s", (long long)tenths / 10, lang == LANG_EN ? '.' : ',',
                (long long)tenths % 10, large ? "GB" : "MB");
}

struct str words_short(struct arena *a, i64 t)
{
        struct civil c;

        if (t == I64_NULL)
                return STR_NULL;
        time_civil(t, &c);
        return str_fmt(a, "%02d:%02d %02d/%02d", c.hour, c.minute, c.day, c.month);
}

struct str words_limit(struct arena *a, enum lang lang, i64 hundredths, i64 unit, bool same_day)
{
        i64 whole = hundredths / 100;
        struct str n;

        if (hundredths == I64_NULL)
                return s_LIMIT_UNKNOWN(a, lang);
        if (same_day && unit == LIMIT_WORKING_DAY && hundredths <= 100)
                return s_LIMIT_SAME_DAY(a, lang);
        if (hundredths % 100 == 0)
                return unit == LIMIT_HOUR  ? s_LIMIT_HOURS(a, lang, whole)
                       : unit == LIMIT_DAY ? s_LIMIT_DAYS(a, lang, whole)
                                           : s_LIMIT_WORKING_DAYS(a, lang, whole);
        n = str_fmt(a, lang == LANG_EN ? "%lld.%lld" : "%lld,%lld", (long long)whole,
                (long long)(hundredths % 100 / 10));
        return unit == LIMIT_HOUR  ? s_LIMIT_PART_HOURS(a, lang, n)
               : unit == LIMIT_DAY ? s_LIMIT_PART_DAYS(a, lang, n)
                                   : s_LIMIT_PART_WORKING_DAYS(a, lang, n);
}

struct str words_query(struct arena *a, struct str s)
{
        struct buf b;

        buf_init(&b, a, s.len * 3 + 1);
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        c == '-' || c == '.' || c == '_')
                        buf_byte(&b, c);
                else
                        buf_fmt(&b, "%%%02X", (u8)c);
        }
        return buf_str(&b);
}

struct due_view words_due(const struct workcal *c, struct arena *a, i64 from, i64 due, i64 now,
        bool paused, enum pause_kind pause)
{
        struct due_view v = { .kind = DUE_NONE, .pause = pause };
        i64 whole, left;
        struct civil m;

        if (paused) {
                v.kind = DUE_PAUSE;
                return v;
        }
        if (due == I64_NULL)
                return v;
        v.days = workcal_days_left(c, now, due);
        time_civil(due, &m);
        v.hour = str_fmt(a, "%02d:%02d", m.hour, m.minute);
        if (now > due) {
                v.kind = DUE_LATE;
                v.days = v.days < 0 ? -v.days : 0;
                return v;
        }
        if (v.days == 0) {
                v.kind = DUE_TODAY;
                return v;
        }
        whole = from == I64_NULL ? 0 : workcal_elapsed(c, from, due);
        left = workcal_elapsed(c, now, due);
        v.kind = whole > 0 && left * 100 <= whole * 30 ? DUE_SOON : DUE_OK;
        return v;
}

struct str words_role(struct arena *a, enum lang lang, struct str role)
{
        static const struct {
                const char *role; /* as in core/perm.h, which is not linked wherever words are */
                enum text words;
        } names[] = {
                { "counter", T_WORDS_ROLE_COUNTER },
                { "specialist", T_WORDS_ROLE_SPECIALIST },
                { "leader", T_WORDS_ROLE_LEADER },
                { "reception", T_WORDS_ROLE_RECEPTION },
                { "admin", T_WORDS_ROLE_ADMIN },
                { "auditor", T_WORDS_ROLE_AUDITOR },
                { "designer", T_WORDS_ROLE_DESIGNER },
                { "design_approver", T_WORDS_ROLE_DESIGN_APPROVER },
                { "quality", T_WORDS_ROLE_QUALITY },
        };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (str_is(role, names[i].role))
                        return text_plain(a, lang, names[i].words, STR_NULL);
        return role;
}
