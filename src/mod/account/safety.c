/*
 * src/mod/account/safety.c: what opens one's account, in one place: password, codes, passkeys, and
 * where it is open now. Each browser can be signed out from here.
 */
#include "audit/audit.h"
#include "core/queries.h"
#include "core/words.h"
#include "mod/account/internal.h"
#include "mod/account/view.h"
#include "mod/account/views.h"
#include "web/texts.h"

/* Parts of what browsers say of themselves; the first that fits counts (Edge says Chrome too). */
static const struct {
        const char *part, *name;
} browsers[] = { { "Edg/", "Edge" }, { "OPR/", "Opera" }, { "coc_coc", "Cốc Cốc" },
        { "Firefox/", "Firefox" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" } },
  systems[] = { { "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" },
          { "Windows", "Windows" }, { "Mac OS X", "macOS" }, { "Linux", "Linux" } };

static struct str device_words(struct req *rq, struct str agent)
{
        const char *browser = NULL, *system = NULL;

        for (size_t i = 0; i < ARRAY_LEN(browsers) && !browser; i++)
                if (str_find(agent, str_of(browsers[i].part)) >= 0)
                        browser = browsers[i].name;
        for (size_t i = 0; i < ARRAY_LEN(systems) && !system; i++)
                if (str_find(agent, str_of(systems[i].part)) >= 0)
                        system = systems[i].name;
        if (!browser || !system)
                return s_ACCOUNT_DEVICE_UNKNOWN(rq->arena, rq->lang);
        return s_ACCOUNT_DEVICE(rq->arena, rq->lang, str_of(browser), str_of(system));
}

static struct str error_words(struct html *h, const struct input *in, const char *name)
{
        for (const struct field_error *e = in ? in->errors : NULL; e; e = e->next)
                if (e->name && strcmp(e->name, name) == 0)
                        return text_plain(h->arena, h->lang, e->text, e->detail);
        return STR_NULL;
}

struct str login_error(struct html *h, const struct login_view *v, const char *name)
{
        return error_words(h, v->in, name);
}

/* A form of another route that comes back may not have the field: then nothing is wrong with it. */
struct str recovery_error(struct html *h, const struct recovery_view *v, const char *name)
{
        return error_words(h, v->in, name);
}

struct str confirm_error(struct html *h, const struct confirm_page_view *v, const char *name)
{
        return error_words(h, v->in, name);
}

struct str totp_error(struct html *h, const struct totp_view *v, const char *name)
{
        return error_words(h, v->in, name);
}

static int fill_sessions(struct req *rq, struct safety_view *v)
{
        struct session_brief_rows rows;
        struct session_line *list;
        int r = sessions_of(rq->tx, rq->who->account, rq->now, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct session_line, MAX(rows.n, 1));
        for (size_t i = 0; i < rows.n; i++)
                list[i] = (struct session_line){ .id = rows.rows[i].id,
                        .since = words_time(rq->arena, rq->lang, rows.rows[i].created_at),
                        .seen = words_time(rq->arena, rq->lang, rows.rows[i].seen_at),
                        .peer = rows.rows[i].peer,
                        .device = device_words(rq, rows.rows[i].agent),
                        .current = rows.rows[i].id == rq->who->session };
        v->sessions = list;
        v->n_sessions = rows.n;
        return 0;
}

static int fill_passkeys(struct req *rq, struct safety_view *v)
{
        struct passkey_rows rows;
        struct passkey_line *list;
        int r = passkeys_of(rq->tx, rq->who->account, &rows);

        if (r < 0)
                return r;
        list = NEW_ARRAY(rq->arena, struct passkey_line, MAX(rows.n, 1));
        for (size_t i = 0; i < rows.n; i++)
                list[i] = (struct passkey_line){ .code = rows.rows[i].code,
                        .label = rows.rows[i].label,
                        .since = words_time(rq->arena, rq->lang, rows.rows[i].created_at),
                        .used = words_time(rq->arena, rq->lang, rows.rows[i].used_at) };
        v->passkeys = list;
        v->n_passkeys = rows.n;
        return 0;
}

static int safety_show(struct req *rq)
{
        struct safety_view v = { .rq = rq };
        struct recovery_total left;
        int r = account__wants_code(rq->tx, rq->who->account, &v.codes_on);

        if (r == 0)
                r = recovery_codes_left(rq->tx, rq->who->account, &left);
        if (r == 0)
                r = fill_sessions(rq, &v);
        if (r == 0)
                r = fill_passkeys(rq, &v);
        if (r < 0)
                return r;
        v.codes_left = left.n;
        if (rq->who->second_due)
                v.second_due = words_day(rq->arena, rq->lang, day_of(rq->who->second_due));
        v.second_over = rq->who->second_due && rq->now >= rq->who->second_due;
        view_safety_page(&rq->html, &v);
        return reply_page(rq, 200);
}

static const struct field end_fields[] = {
        { "phien", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int end_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        i64 changed;
        int r = session_end_own(tx, in->who->account, input_i64(in, "phien"), tx->now, &changed);

        (void)out;
        if (r == 0 && changed == 0)
                return ERR_NOT_FOUND;
        return r < 0 ? r
                     : audit_add(tx,
                               &(struct audit_entry){ .actor = in->who->account,
                                       .action = "account.session_end",
                                       .object_kind = "account",
                                       .object = in->who->account,
                                       .peer = in->peer },
                               NULL);
}

static int end_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/tai-khoan/bao-mat");
}

const struct route account_safety_routes[] = {
        { GET, "/tai-khoan/bao-mat", PERM_SIGNED_IN, ROUTE_NOINDEX | ROUTE_SECOND,
                READ(NULL, safety_show), .doc = "What opens one's account, and where it is open" },
        { POST, "/tai-khoan/bao-mat/phien", PERM_SIGNED_IN, 0,
                WRITE(end_fields, NULL, end_apply, end_answer, NULL),
                .doc = "Sign one browser out" },
        { 0 },
};
