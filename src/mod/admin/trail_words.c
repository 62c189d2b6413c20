/*
 * src/mod/admin/trail_words.c: see trail_words.h. Two tables: what was done, and what the facts of
 * its payload are called and how their values are read.
 */
#include "mod/admin/trail_words.h"

#include "base/json.h"
#include "core/words.h"
#include "mod/dossier/dossier.h"
#include "web/texts.h"

enum { TRAIL_DOSSIER_ACTIONS = 64 };

struct named {
        const char *name;
        enum text text;
};

static const struct named actions[] = {
        { "account.add", T_ADMIN_DID_ACCOUNT_ADD },
        { "account.change", T_ADMIN_DID_ACCOUNT_CHANGE },
        { "account.contact", T_ADMIN_DID_ACCOUNT_CONTACT },
        { "account.grant", T_ADMIN_DID_ACCOUNT_GRANT },
        { "account.leave", T_ADMIN_DID_ACCOUNT_LEAVE },
        { "account.linked", T_ADMIN_DID_ACCOUNT_LINKED },
        { "account.lock", T_ADMIN_DID_ACCOUNT_LOCK },
        { "account.login", T_ADMIN_DID_ACCOUNT_LOGIN },
        { "account.passkey_off", T_ADMIN_DID_PASSKEY_OFF },
        { "account.passkey_on", T_ADMIN_DID_PASSKEY_ON },
        { "account.password", T_ADMIN_DID_ACCOUNT_PASSWORD },
        { "account.proven", T_ADMIN_DID_ACCOUNT_PROVEN },
        { "account.register", T_ADMIN_DID_ACCOUNT_REGISTER },
        { "account.revoke", T_ADMIN_DID_ACCOUNT_REVOKE },
        { "account.session_end", T_ADMIN_DID_SESSION_END },
        { "account.token", T_ADMIN_DID_ACCOUNT_TOKEN },
        { "account.totp_off", T_ADMIN_DID_TOTP_OFF },
        { "account.totp_on", T_ADMIN_DID_TOTP_ON },
        { "account.unlock", T_ADMIN_DID_ACCOUNT_UNLOCK },
        { "absence.add", T_ADMIN_DID_ABSENCE_ADD },
        { "absence.end", T_ADMIN_DID_ABSENCE_END },
        { "audit.branch", T_ADMIN_DID_AUDIT_BRANCH },
        { "audit.erase", T_ADMIN_DID_AUDIT_ERASE },
        { "delegation.add", T_ADMIN_DID_DELEGATION_ADD },
        { "delegation.end", T_ADMIN_DID_DELEGATION_END },
        { "dossiers.import", T_ADMIN_DID_DOSSIERS_IMPORT },
        { "grant.ask", T_ADMIN_DID_GRANT_ASK },
        { "grant.confirm", T_ADMIN_DID_GRANT_CONFIRM },
        { "grant.refuse", T_ADMIN_DID_GRANT_REFUSE },
        { "internal_audit.begin", T_ADMIN_DID_INTERNAL_AUDIT_BEGIN },
        { "internal_audit.cancel", T_ADMIN_DID_INTERNAL_AUDIT_CANCEL },
        { "internal_audit.plan", T_ADMIN_DID_INTERNAL_AUDIT_PLAN },
        { "internal_audit.replan", T_ADMIN_DID_INTERNAL_AUDIT_REPLAN },
        { "internal_audit.report", T_ADMIN_DID_INTERNAL_AUDIT_REPORT },
        { "internal_audit.succeed", T_ADMIN_DID_INTERNAL_AUDIT_SUCCEED },
        { "nonconformity.done", T_ADMIN_DID_NONCONFORMITY_DONE },
        { "nonconformity.plan", T_ADMIN_DID_NONCONFORMITY_PLAN },
        { "nonconformity.refuse", T_ADMIN_DID_NONCONFORMITY_REFUSE },
        { "nonconformity.report", T_ADMIN_DID_NONCONFORMITY_REPORT },
        { "nonconformity.send_back", T_ADMIN_DID_NONCONFORMITY_SEND_BACK },
        { "nonconformity.succeed", T_ADMIN_DID_NONCONFORMITY_SUCCEED },
        { "nonconformity.verify", T_ADMIN_DID_NONCONFORMITY_VERIFY },
        { "notice.again", T_ADMIN_DID_NOTICE_AGAIN },
        { "notice.choose", T_ADMIN_DID_NOTICE_CHOOSE },
        { "people.import", T_ADMIN_DID_PEOPLE_IMPORT },
        { "phrase.change", T_ADMIN_DID_PHRASE_CHANGE },
        { "phrase.reset", T_ADMIN_DID_PHRASE_RESET },
        { "post.add", T_ADMIN_DID_POST_ADD },
        { "post.end", T_ADMIN_DID_POST_END },
        { "recovery.ask", T_ADMIN_DID_RECOVERY_ASK },
        { "recovery.confirm", T_ADMIN_DID_RECOVERY_CONFIRM },
        { "recovery.use", T_ADMIN_DID_RECOVERY_USE },
        { "request.refused", T_ADMIN_DID_REQUEST_REFUSED },
        { "setting.change", T_ADMIN_DID_SETTING_CHANGE },
        { "setting.reset", T_ADMIN_DID_SETTING_RESET },
        { "text.change", T_ADMIN_DID_TEXT_CHANGE },
        { "text.reset", T_ADMIN_DID_TEXT_RESET },
        { "unit.contact", T_ADMIN_DID_UNIT_CONTACT },
        { "unit.succeed", T_ADMIN_DID_UNIT_SUCCEED },
};

static const struct named design_actions[] = {
        { "design.create", T_DESIGN_DID_CREATE },
        { "design.save", T_DESIGN_DID_SAVE },
        { "design.submit", T_DESIGN_DID_SUBMIT },
        { "design.approve", T_DESIGN_DID_APPROVE },
        { "design.publish", T_DESIGN_DID_PUBLISH },
        { "design.recall", T_DESIGN_DID_RECALL },
        { "design.return", T_DESIGN_DID_RETURN },
        { "design.drop", T_DESIGN_DID_DROP },
};

static const struct named procedure_actions[] = {
        { "procedure.create", T_PROC_DID_CREATE },
        { "procedure.save", T_PROC_DID_SAVE },
        { "procedure.submit", T_PROC_DID_SUBMIT },
        { "procedure.approve", T_PROC_DID_APPROVE },
        { "procedure.publish", T_PROC_DID_PUBLISH },
        { "procedure.recall", T_PROC_DID_RECALL },
        { "procedure.return", T_PROC_DID_RETURN },
        { "procedure.drop", T_PROC_DID_DROP },
        { "procedure.import_ask", T_PROC_DID_IMPORT_ASK },
        { "procedure.import_confirm", T_PROC_DID_IMPORT_CONFIRM },
        { "procedure.import_refuse", T_PROC_DID_IMPORT_REFUSE },
};

/* Why a request was refused, by err_name(). */
static const struct named reasons[] = {
        { "denied", T_WEB_PROBLEM_DENIED },
        { "exists", T_WEB_PROBLEM_EXISTS },
        { "gone", T_WEB_PROBLEM_GONE },
        { "invalid", T_WEB_PROBLEM_INVALID },
        { "login", T_WEB_PROBLEM_LOGIN },
        { "not_found", T_WEB_PROBLEM_NOT_FOUND },
        { "precondition", T_WEB_PROBLEM_PRECONDITION },
        { "rate", T_WEB_PROBLEM_RATE },
        { "stale", T_WEB_PROBLEM_STALE },
        { "state", T_WEB_PROBLEM_STATE },
};

/* FACT_END: of a dossier a state, of a right a moment. */
enum fact_kind {
        FACT_TEXT,
        FACT_MOMENT,
        FACT_DAY,
        FACT_END,
        FACT_ROLE,
        FACT_UNIT,
        FACT_YES,
        FACT_WHY
};

static const struct {
        const char *key;
        enum fact_kind kind;
        enum text text;
} facts[] = {
        { "address", FACT_TEXT, T_ADMIN_FACT_ADDRESS },
        { "was_address", FACT_TEXT, T_ADMIN_FACT_WAS_ADDRESS },
        { "code", FACT_TEXT, T_ADMIN_FACT_CODE },
        { "display", FACT_TEXT, T_ADMIN_FACT_DISPLAY },
        { "due_at", FACT_MOMENT, T_ADMIN_FACT_DUE_AT },
        { "from", FACT_END, T_ADMIN_FACT_FROM },
        { "key", FACT_TEXT, T_ADMIN_FACT_KEY },
        { "lang", FACT_TEXT, T_ADMIN_FACT_LANG },
        { "last_day", FACT_DAY, T_ADMIN_FACT_LAST_DAY },
        { "name", FACT_TEXT, T_ADMIN_FACT_NAME },
        { "was_name", FACT_TEXT, T_ADMIN_FACT_WAS_NAME },
        { "log", FACT_TEXT, T_ADMIN_FACT_LOG },
        { "size", FACT_TEXT, T_ADMIN_FACT_SIZE },
        { "signed", FACT_TEXT, T_ADMIN_FACT_SIGNED },
        { "note", FACT_TEXT, T_ADMIN_FACT_NOTE },
        { "number", FACT_TEXT, T_ADMIN_FACT_NUMBER },
        { "phone", FACT_TEXT, T_ADMIN_FACT_PHONE },
        { "was_phone", FACT_TEXT, T_ADMIN_FACT_WAS_PHONE },
        { "reason", FACT_TEXT, T_ADMIN_FACT_REASON },
        { "role", FACT_ROLE, T_ADMIN_FACT_ROLE },
        { "route", FACT_TEXT, T_ADMIN_FACT_ROUTE },
        { "substitute", FACT_TEXT, T_ADMIN_FACT_SUBSTITUTE },
        { "title", FACT_TEXT, T_ADMIN_FACT_TITLE },
        { "was_title", FACT_TEXT, T_ADMIN_FACT_WAS_TITLE },
        { "to", FACT_END, T_ADMIN_FACT_TO },
        { "tree", FACT_YES, T_ADMIN_FACT_TREE },
        { "unit", FACT_UNIT, T_ADMIN_FACT_UNIT },
        { "until", FACT_MOMENT, T_ADMIN_FACT_UNTIL },
        { "valid_from", FACT_DAY, T_ADMIN_FACT_VALID_FROM },
        { "value", FACT_TEXT, T_ADMIN_FACT_VALUE },
        { "was", FACT_TEXT, T_ADMIN_FACT_WAS },
        { "why", FACT_WHY, T_ADMIN_FACT_WHY },
};

static struct str find(
        struct arena *a, enum lang lang, const struct named *list, size_t n, struct str name)
{
        for (size_t i = 0; i < n; i++)
                if (str_is(name, list[i].name))
                        return text_plain(a, lang, (int)list[i].text, STR_NULL);
        return STR_NULL;
}

struct str trail_action(struct arena *a, enum lang lang, struct str action)
{
        struct str words = find(a, lang, actions, ARRAY_LEN(actions), action);

        if (!words.ptr)
                words = find(a, lang, design_actions, ARRAY_LEN(design_actions), action);
        if (!words.ptr)
                words = find(a, lang, procedure_actions, ARRAY_LEN(procedure_actions), action);
        if (!words.ptr && str_starts(action, STR("dossier.")))
                return dossier_step_title(a, lang, str_sub(action, 8, action.len));
        return words.ptr ? words : action;
}

static struct str day_words(struct req *rq, struct str iso)
{
        i64 day;

        return day_parse_iso(iso, &day) == 0 ? words_day(rq->arena, rq->lang, day) : iso;
}

static struct str moment_words(struct req *rq, const struct json *x, struct str text)
{
        i64 t = x->num;

        if (x->kind == JSON_TEXT && time_parse_iso(text, &t) < 0)
                return text;
        return words_time(rq->arena, rq->lang, t);
}

static struct str unit_words(struct req *rq, struct str code)
{
        const struct unit *u = org_unit_by_code(org_get(rq->arena), code);

        return u ? unit_full_name(rq->arena, u) : code;
}

static struct str value_words(struct req *rq, const struct json *x, enum fact_kind kind)
{
        struct str s = x->kind == JSON_TEXT ? x->text
                                            : str_fmt(rq->arena, "%lld", (long long)x->num),
                   words;
        bool is_state = kind == FACT_END && x->kind != JSON_TEXT;

        switch (kind) {
        case FACT_END:
                if (is_state && view_state_text((int)x->num) != T_NONE)
                        return text_plain(
                                rq->arena, rq->lang, view_state_text((int)x->num), STR_NULL);
                return is_state ? STR_NULL : moment_words(rq, x, s);
        case FACT_MOMENT:
                return moment_words(rq, x, s);
        case FACT_DAY:
                return day_words(rq, s);
        case FACT_ROLE:
                return words_role(rq->arena, rq->lang, s);
        case FACT_UNIT:
                return unit_words(rq, s);
        case FACT_YES:
                return str_is(s, "1") ? s_ADMIN_YES(rq->arena, rq->lang)
                                      : s_ADMIN_NO(rq->arena, rq->lang);
        case FACT_WHY:
                words = find(rq->arena, rq->lang, reasons, ARRAY_LEN(reasons), s);
                return words.ptr ? words : s;
        default:
                return s;
        }
}

/* What the column beside it says already is left out: the action, and its number in the row. */
static bool told_elsewhere(const struct json *x)
{
        return str_is(x->key, "action") || str_is(x->key, "seq") || x->kind == JSON_NULL ||
               x->kind == JSON_LIST || x->kind == JSON_OBJECT;
}

static void put_fact(struct req *rq, struct buf *b, const struct json *x)
{
        struct str name = x->key, value;
        enum fact_kind kind = FACT_TEXT;

        for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
                if (!str_is(x->key, facts[i].key))
                        continue;
                name = text_plain(rq->arena, rq->lang, (int)facts[i].text, STR_NULL);
                kind = facts[i].kind;
        }
        value = value_words(rq, x, kind);
        if (!str_empty(value))
                buf_fmt(b, "%s%.*s: %.*s", b->len ? " · " : "", STRF(name), STRF(value));
}

struct str trail_facts(struct req *rq, struct str action, struct str body)
{
        const struct json *all;
        struct buf b;

        if (str_empty(body) || json_parse(rq->arena, body, &all, NULL) < 0)
                return body;
        buf_init(&b, rq->arena, 16 << 10);
        JSON_EACH(x, all)
        {
                /* The object's column names the dossier. */
                if (!told_elsewhere(x) &&
                        !(str_is(x->key, "code") && str_starts(action, STR("dossier."))))
                        put_fact(rq, &b, x);
        }
        return buf_str(&b);
}

const struct option_view *trail_options(struct req *rq, struct str chosen, size_t *ret_n)
{
        size_t max = 1 + ARRAY_LEN(actions) + ARRAY_LEN(design_actions) +
                     ARRAY_LEN(procedure_actions) + TRAIL_DOSSIER_ACTIONS,
               n = 0;
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, max);
        const char *action;

        list[n++] = (struct option_view){ .value = STR(""),
                .text = s_ADMIN_TRAIL_ALL(rq->arena, rq->lang) };
        for (size_t i = 0; (action = dossier_action(i)) && n < max; i++)
                list[n++].value = str_fmt(rq->arena, "dossier.%s", action);
        for (size_t i = 0; i < ARRAY_LEN(actions); i++)
                list[n++].value = str_of(actions[i].name);
        for (size_t i = 0; i < ARRAY_LEN(design_actions); i++)
                list[n++].value = str_of(design_actions[i].name);
        for (size_t i = 0; i < ARRAY_LEN(procedure_actions); i++)
                list[n++].value = str_of(procedure_actions[i].name);
        for (size_t i = 1; i < n; i++) {
                list[i].text = trail_action(rq->arena, rq->lang, list[i].value);
                list[i].chosen = str_eq(list[i].value, chosen);
        }
        *ret_n = n;
        return list;
}
