/*
 * src/core/setting.h: settings of an installation: a constant table with kinds, defaults and help;
 * values that administrators changed are in table `setting`. Held in memory; a change bumps the
 * generation "settings" and every server reloads.
 */
#ifndef CORE_SETTING_H
#define CORE_SETTING_H

#include "store/store.h"
#include "web/texts.h"

/* SETTING_SECRET: stored sealed (core/secret.h), never shown again. */
enum setting_kind { SETTING_TEXT, SETTING_I64, SETTING_DAY, SETTING_BOOL, SETTING_SECRET };

/* X(NAME, "stored.name", kind, "default", least, most, choices, help) */
#define SETTINGS(X)                                                                                \
        X(PROVINCE_SHAPE_DAY, "province.shape_day", SETTING_DAY, "", 0, 0, NULL,                   \
                T_SETTING_PROVINCE_SHAPE_DAY)                                                      \
        X(PROVINCE_NAME, "province.name", SETTING_TEXT, "Thanh Hoá", 1, 100, NULL,                 \
                T_SETTING_PROVINCE_NAME)                                                           \
        X(PROVINCE_CODE, "province.code", SETTING_TEXT, "H56", 1, 13, NULL,                        \
                T_SETTING_PROVINCE_CODE)                                                           \
        X(DOSSIER_CODE_DATE, "dossier.code_date", SETTING_TEXT, "yyMMdd", 0, 0, "yyMMdd|yyyyMMdd", \
                T_SETTING_DOSSIER_CODE_DATE)                                                       \
        X(DOSSIER_CODE_DIGITS, "dossier.code_digits", SETTING_I64, "4", 4, 8, NULL,                \
                T_SETTING_DOSSIER_CODE_DIGITS)                                                     \
        X(DOSSIER_CHECK_HOURS, "dossier.check_hours", SETTING_I64, "8", 1, 80, NULL,               \
                T_SETTING_DOSSIER_CHECK_HOURS)                                                     \
        X(DOSSIER_AFTER_SUPPLEMENT, "dossier.after_supplement", SETTING_TEXT, "resume", 0, 0,      \
                "resume|restart", T_SETTING_DOSSIER_AFTER_SUPPLEMENT)                              \
        X(DOSSIER_SAME_DAY_HOUR, "dossier.same_day_hour", SETTING_I64, "15", 8, 17, NULL,          \
                T_SETTING_DOSSIER_SAME_DAY_HOUR)                                                   \
        X(DOSSIER_MAX_EXTENSIONS, "dossier.max_extensions", SETTING_I64, "1", 0, 5, NULL,          \
                T_SETTING_DOSSIER_MAX_EXTENSIONS)                                                  \
        X(DOSSIER_APOLOGY_LEAD, "dossier.apology_lead_days", SETTING_I64, "1", 0, 30, NULL,        \
                T_SETTING_DOSSIER_APOLOGY_LEAD)                                                    \
        X(CERTIFIED_FEE_PAGE, "certified.fee_page", SETTING_I64, "2000", 0, 1000000, NULL,         \
                T_SETTING_CERTIFIED_FEE_PAGE)                                                      \
        X(CERTIFIED_FEE_NEXT, "certified.fee_next", SETTING_I64, "1000", 0, 1000000, NULL,         \
                T_SETTING_CERTIFIED_FEE_NEXT)                                                      \
        X(CERTIFIED_FEE_MOST, "certified.fee_most", SETTING_I64, "200000", 0, 10000000, NULL,      \
                T_SETTING_CERTIFIED_FEE_MOST)                                                      \
        X(DRAFT_DAYS, "draft.days", SETTING_I64, "30", 1, 365, NULL, T_SETTING_DRAFT_DAYS)         \
        X(UPLOAD_MB, "upload.mb", SETTING_I64, "10", 1, 100, NULL, T_SETTING_UPLOAD_MB)            \
        X(UPLOAD_HOURS, "upload.hours", SETTING_I64, "24", 1, 168, NULL, T_SETTING_UPLOAD_HOURS)   \
        X(CAMERA_MINUTES, "camera.minutes", SETTING_I64, "15", 2, 120, NULL,                       \
                T_SETTING_CAMERA_MINUTES)                                                          \
        X(UPLOAD_OPEN_MB, "upload.open_mb", SETTING_I64, "200", 10, 5000, NULL,                    \
                T_SETTING_UPLOAD_OPEN_MB)                                                          \
        X(UPLOAD_ACTIVE, "upload.active", SETTING_BOOL, "0", 0, 0, NULL, T_SETTING_UPLOAD_ACTIVE)  \
        X(CLAMAV_ADDRESS, "clamav.address", SETTING_TEXT, "", 0, 200, NULL,                        \
                T_SETTING_CLAMAV_ADDRESS)                                                          \
        X(CLAMAV_TIMEOUT, "clamav.timeout_ms", SETTING_I64, "20000", 500, 120000, NULL,            \
                T_SETTING_CLAMAV_TIMEOUT)                                                          \
        X(CLAMAV_SEND_UNSCANNED, "clamav.send_unscanned", SETTING_BOOL, "1", 0, 0, NULL,           \
                T_SETTING_CLAMAV_SEND_UNSCANNED)                                                   \
        X(SESSION_IDLE_MINUTES, "session.idle_minutes", SETTING_I64, "30", 5, 720, NULL,           \
                T_SETTING_SESSION_IDLE_MINUTES)                                                    \
        X(SESSION_IDLE_STAFF, "session.idle_minutes_staff", SETTING_I64, "15", 5, 720, NULL,       \
                T_SETTING_SESSION_IDLE_STAFF)                                                      \
        X(SESSION_HOURS, "session.hours", SETTING_I64, "12", 1, 72, NULL, T_SETTING_SESSION_HOURS) \
        X(LOGIN_TRIES, "login.tries", SETTING_I64, "5", 3, 50, NULL, T_SETTING_LOGIN_TRIES)        \
        X(LOGIN_LOCK_MINUTES, "login.lock_minutes", SETTING_I64, "15", 1, 1440, NULL,              \
                T_SETTING_LOGIN_LOCK_MINUTES)                                                      \
        X(SECOND_REQUIRED, "second.required", SETTING_BOOL, "1", 0, 0, NULL,                       \
                T_SETTING_SECOND_REQUIRED)                                                         \
        X(SECOND_GRACE_DAYS, "second.grace_days", SETTING_I64, "7", 0, 90, NULL,                   \
                T_SETTING_SECOND_GRACE_DAYS)                                                       \
        X(LOOKUP_TRIES, "lookup.tries", SETTING_I64, "5", 3, 100, NULL, T_SETTING_LOOKUP_TRIES)    \
        X(LOOKUP_TRIES_ADDRESS, "lookup.tries_address", SETTING_I64, "30", 5, 1000, NULL,          \
                T_SETTING_LOOKUP_TRIES_ADDRESS)                                                    \
        X(LOOKUP_LOCK_MINUTES, "lookup.lock_minutes", SETTING_I64, "60", 5, 1440, NULL,            \
                T_SETTING_LOOKUP_LOCK_MINUTES)                                                     \
        X(GUEST_BEGINS, "guest.begins_address", SETTING_I64, "30", 1, 10000, NULL,                 \
                T_SETTING_GUEST_BEGINS)                                                            \
        X(APPOINTMENT_AHEAD_DAYS, "appointment.ahead_days", SETTING_I64, "30", 1, 90, NULL,        \
                T_SETTING_APPOINTMENT_AHEAD_DAYS)                                                  \
        X(APPOINTMENT_LEAD_MINUTES, "appointment.lead_minutes", SETTING_I64, "60", 0, 10080, NULL, \
                T_SETTING_APPOINTMENT_LEAD_MINUTES)                                                \
        X(APPOINTMENT_REMIND_HOURS, "appointment.remind_hours", SETTING_I64, "24", 1, 168, NULL,   \
                T_SETTING_APPOINTMENT_REMIND_HOURS)                                                \
        X(APPOINTMENT_MOST, "appointment.most", SETTING_I64, "3", 1, 20, NULL,                     \
                T_SETTING_APPOINTMENT_MOST)                                                        \
        X(SITE_URL, "site.url", SETTING_TEXT, "", 0, 200, NULL, T_SETTING_SITE_URL)                \
        X(NET_CA_FILE, "net.ca_file", SETTING_TEXT, "", 0, 300, NULL, T_SETTING_NET_CA_FILE)       \
        X(MAIL_URL, "mail.url", SETTING_TEXT, "", 0, 200, NULL, T_SETTING_MAIL_URL)                \
        X(MAIL_FROM, "mail.from", SETTING_TEXT, "", 0, 200, NULL, T_SETTING_MAIL_FROM)             \
        X(MAIL_USER, "mail.user", SETTING_TEXT, "", 0, 200, NULL, T_SETTING_MAIL_USER)             \
        X(MAIL_PASSWORD, "mail.password", SETTING_SECRET, "", 0, 200, NULL,                        \
                T_SETTING_MAIL_PASSWORD)                                                           \
        X(MAIL_PLAIN, "mail.plain", SETTING_BOOL, "0", 0, 0, NULL, T_SETTING_MAIL_PLAIN)           \
        X(SMS_URL, "sms.url", SETTING_TEXT, "", 0, 300, NULL, T_SETTING_SMS_URL)                   \
        X(SMS_KEY, "sms.key", SETTING_TEXT, "", 0, 200, NULL, T_SETTING_SMS_KEY)                   \
        X(SMS_SECRET, "sms.secret", SETTING_SECRET, "", 0, 200, NULL, T_SETTING_SMS_SECRET)        \
        X(SMS_BRAND, "sms.brand", SETTING_TEXT, "", 0, 30, NULL, T_SETTING_SMS_BRAND)              \
        X(CHAT_URL, "chat.url", SETTING_TEXT, "", 0, 300, NULL, T_SETTING_CHAT_URL)                \
        X(CHAT_TOKEN, "chat.token", SETTING_SECRET, "", 0, 2000, NULL, T_SETTING_CHAT_TOKEN)       \
        X(CHAT_TEMPLATE, "chat.template", SETTING_TEXT, "", 0, 60, NULL, T_SETTING_CHAT_TEMPLATE)  \
        X(OIDC_ISSUER, "oidc.issuer", SETTING_TEXT, "", 0, 300, NULL, T_SETTING_OIDC_ISSUER)       \
        X(OIDC_NAME, "oidc.name", SETTING_TEXT, "VNeID", 1, 40, NULL, T_SETTING_OIDC_NAME)         \
        X(OIDC_CLIENT, "oidc.client", SETTING_TEXT, "", 0, 200, NULL, T_SETTING_OIDC_CLIENT)       \
        X(OIDC_SECRET, "oidc.secret", SETTING_SECRET, "", 0, 300, NULL, T_SETTING_OIDC_SECRET)     \
        X(OIDC_SCOPE, "oidc.scope", SETTING_TEXT, "openid", 6, 200, NULL, T_SETTING_OIDC_SCOPE)    \
        X(OIDC_IDENTITY, "oidc.claim_identity", SETTING_TEXT, "SoDinhDanh", 1, 60, NULL,           \
                T_SETTING_OIDC_IDENTITY)                                                           \
        X(OIDC_FULL_NAME, "oidc.claim_name", SETTING_TEXT, "HoVaTen", 1, 60, NULL,                 \
                T_SETTING_OIDC_FULL_NAME)                                                          \
        X(OIDC_BIRTH, "oidc.claim_birth", SETTING_TEXT, "NgaySinh", 1, 60, NULL,                   \
                T_SETTING_OIDC_BIRTH)                                                              \
        X(OIDC_PHONE, "oidc.claim_phone", SETTING_TEXT, "SoDienThoai", 1, 60, NULL,                \
                T_SETTING_OIDC_PHONE)                                                              \
        X(OIDC_EMAIL, "oidc.claim_email", SETTING_TEXT, "Email", 1, 60, NULL,                      \
                T_SETTING_OIDC_EMAIL)                                                              \
        X(POPULATION_URL, "population.url", SETTING_TEXT, "", 0, 300, NULL,                        \
                T_SETTING_POPULATION_URL)                                                          \
        X(POPULATION_USER, "population.user", SETTING_TEXT, "", 0, 100, NULL,                      \
                T_SETTING_POPULATION_USER)                                                         \
        X(POPULATION_SECRET, "population.secret", SETTING_SECRET, "", 0, 300, NULL,                \
                T_SETTING_POPULATION_SECRET)                                                       \
        X(POPULATION_CLIENT, "population.client", SETTING_TEXT, "", 0, 200, NULL,                  \
                T_SETTING_POPULATION_CLIENT)                                                       \
        X(POPULATION_KEY, "population.api_key", SETTING_SECRET, "", 0, 300, NULL,                  \
                T_SETTING_POPULATION_KEY)                                                          \
        X(POPULATION_UNIT, "population.unit", SETTING_TEXT, "H56", 1, 35, NULL,                    \
                T_SETTING_POPULATION_UNIT)                                                         \
        X(POPULATION_ACCOUNT, "population.account", SETTING_TEXT, "", 0, 100, NULL,                \
                T_SETTING_POPULATION_ACCOUNT)                                                      \
        X(POPULATION_TIMEOUT, "population.timeout_ms", SETTING_I64, "2500", 200, 10000, NULL,      \
                T_SETTING_POPULATION_TIMEOUT)                                                      \
        X(EXPORT_DAYS, "export.days", SETTING_I64, "7", 1, 90, NULL, T_SETTING_EXPORT_DAYS)        \
        X(QUALITY_WARN_DAYS, "quality.warn_days", SETTING_I64, "3", 0, 30, NULL,                   \
                T_SETTING_QUALITY_WARN_DAYS)                                                       \
        X(RETENTION_SESSION, "retention.session_days", SETTING_I64, "90", 7, 3650, NULL,           \
                T_SETTING_RETENTION_SESSION)                                                       \
        X(RETENTION_FAILURE, "retention.failure_days", SETTING_I64, "90", 7, 3650, NULL,           \
                T_SETTING_RETENTION_FAILURE)                                                       \
        X(DEMO, "demo", SETTING_BOOL, "0", 0, 0, NULL, T_SETTING_DEMO)

enum setting_id {
#define X(name, stored, kind, def, least, most, choices, help) SETTING_##name,
        SETTINGS(X)
#undef X
                SETTING_MAX
};

struct setting_def {
        const char *name, *def;
        enum setting_kind kind;
        i64 least, most;     /* of a number; letters of a text; most 0: no limit */
        const char *choices; /* "a|b": these only, or NULL */
        int help;            /* T_…, one sentence */
};
extern const struct setting_def settings[SETTING_MAX];

int setting_load(struct store *s);
struct str setting_str(enum setting_id id); /* valid until the program ends */
i64 setting_i64(enum setting_id id);
bool setting_bool(enum setting_id id);
/* A SETTING_SECRET as it was given; empty when none was, or when another key sealed it. */
struct str setting_secret(struct arena *a, enum setting_id id);
bool setting_valid(enum setting_id id, struct str value);
/* As it is stored: a secret sealed. Random, so in prepare. */
struct str setting_stored(struct arena *a, enum setting_id id, struct str value);
/*
 * In a write transaction, with setting_stored(): ERR_INVALID when the value is not valid. Moves
 * "settings".
 */
int setting_put_value(struct tx *tx, enum setting_id id, struct str value, i64 by);
/* The default again; ERR_NOT_FOUND: it was. */
int setting_reset(struct tx *tx, enum setting_id id);
int setting_by_name(struct str name); /* enum setting_id, or -1 */

#endif
