/*
 * src/core/setting.h: settings of an installation: a constant table with kinds, defaults and help;
 * values that administrators changed are in table `setting`. Held in memory; a change bumps the
 * generation "settings" and every server reloads.
 */
#ifndef CORE_SETTING_H
#define CORE_SETTING_H

#include "store/store.h"

enum setting_kind { SETTING_TEXT, SETTING_I64, SETTING_DAY, SETTING_BOOL };

/* X(NAME, "stored.name", kind, "default", "help") */
#define SETTINGS(X)                                                                                \
        X(PROVINCE_SHAPE_DAY, "province.shape_day", SETTING_DAY, "",                               \
                "Show the province as it was on this day (ISO date). Empty: today.")               \
        X(PROVINCE_NAME, "province.name", SETTING_TEXT, "Thanh Hoá", "Name without its kind.")     \
        X(PROVINCE_CODE, "province.code", SETTING_TEXT, "H56", "Identifier code (QĐ 20/2020).")    \
        X(DOSSIER_CODE_DATE, "dossier.code_date", SETTING_TEXT, "yyMMdd",                          \
                "Date part of a dossier code: yyMMdd or yyyyMMdd (TT 01/2018 điều 19).")           \
        X(DOSSIER_CODE_DIGITS, "dossier.code_digits", SETTING_I64, "4",                            \
                "Digits of the order number in a dossier code.")                                   \
        X(DOSSIER_CHECK_HOURS, "dossier.check_hours", SETTING_I64, "8",                            \
                "Working hours in which an online dossier must be checked.")                       \
        X(DOSSIER_AFTER_SUPPLEMENT, "dossier.after_supplement", SETTING_TEXT, "resume",            \
                "After a supplement the limit goes on (resume) or starts again (restart).")        \
        X(DOSSIER_SAME_DAY_HOUR, "dossier.same_day_hour", SETTING_I64, "15",                       \
                "Result \"in the day\": what comes after this hour is due on the next working day.") \
        X(DRAFT_DAYS, "draft.days", SETTING_I64, "30", "Days that a draft is kept.")               \
        X(UPLOAD_MB, "upload.mb", SETTING_I64, "10", "Largest uploaded file, in MB.")              \
        X(SESSION_IDLE_MINUTES, "session.idle_minutes", SETTING_I64, "30",                         \
                "A citizen's session ends after so many minutes without a request.")               \
        X(SESSION_IDLE_STAFF, "session.idle_minutes_staff", SETTING_I64, "15", "The same, staff.") \
        X(SESSION_HOURS, "session.hours", SETTING_I64, "12", "Longest session.")                   \
        X(LOGIN_TRIES, "login.tries", SETTING_I64, "5", "Wrong passwords before a lock.")          \
        X(LOGIN_LOCK_MINUTES, "login.lock_minutes", SETTING_I64, "15", "How long the lock lasts.") \
        X(LOOKUP_TRIES, "lookup.tries", SETTING_I64, "5",                                          \
                "Wrong look-ups of one dossier code before it rests.")                             \
        X(LOOKUP_TRIES_ADDRESS, "lookup.tries_address", SETTING_I64, "30",                         \
                "Wrong look-ups from one network address before it rests.")                        \
        X(LOOKUP_LOCK_MINUTES, "lookup.lock_minutes", SETTING_I64, "60",                           \
                "Wrong look-ups are counted, and rest, for so many minutes.")                      \
        X(DEMO, "demo", SETTING_BOOL, "0", "This installation shows example data.")

enum setting_id {
#define X(name, stored, kind, def, help) SETTING_##name,
        SETTINGS(X)
#undef X
                SETTING_MAX
};

struct setting_def {
        const char *name, *def, *help;
        enum setting_kind kind;
};
extern const struct setting_def settings[SETTING_MAX];

int setting_load(struct store *s);
struct str setting_str(enum setting_id id); /* valid until the program ends */
i64 setting_i64(enum setting_id id);
bool setting_bool(enum setting_id id);
/* In a write transaction: ERR_INVALID when the value is not of its kind. Bumps "settings". */
int setting_put_value(struct tx *tx, enum setting_id id, struct str value, i64 by);

#endif
