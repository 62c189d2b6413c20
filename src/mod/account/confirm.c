/*
 * src/mod/account/confirm.c: showing again that it is you, before something that opens the account
 * is changed: with the password, in the form itself, or (who has none, or does not know it) on a
 * page of its own with the identity provider, a passkey, or a code. What was shown there counts for
 * five minutes, in that browser only.
 */
#include "audit/audit.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/account/internal.h"
#include "mod/account/views.h"
#include "web/texts.h"
#include "web/web.h"

#define PROVEN_MS (5 * MINUTE_MS)

static bool is_proven(struct req *rq)
{
        return rq->who->proven_at && rq->now - rq->who->proven_at < PROVEN_MS;
}

int account__confirm(struct req *rq, struct input *in, const char *field)
{
        struct login l;
        int r;

        if (str_empty(input_str(in, field)))
                return is_proven(rq) ? 0 : input_fail(in, field, T_ACCOUNT_OLD_NEEDED, STR_NULL);
        r = account__check_password(rq, rq->who->login, input_str(in, field), &l);
        if (r < 0 && r != ERR_DENIED && r != ERR_RATE)
                return r;
        if (r == 0)
                return 0; /* whatever else is wrong with the form is no wrong password */
        in->failure_kind = "login";
        in->failure_subject = rq->who->login;
        if (r == ERR_DENIED)
                return input_fail(in, field, T_ACCOUNT_OLD_WRONG, STR_NULL);
        return input_fail(in, NULL, T_ACCOUNT_LOCKED, STR_NULL);
}

int account__proven(struct tx *tx, const struct input *in, const char *how)
{
        int r = session_proven(tx, in->who->session, tx->now, NULL);

        return r < 0 ? r
                     : audit_add(tx,
                               &(struct audit_entry){ .actor = in->who->account,
                                       .action = "account.proven",
                                       .object_kind = "account",
                                       .object = in->who->account,
                                       .peer = in->peer,
                                       .payload = str_fmt(tx->arena, "{\"by\":\"%s\"}", how) },
                               NULL);
}

int account__proven_answer(struct req *rq, const struct outcome *out)
{
        struct str next = account__safe_next(input_str(rq->in, "tiep"));

        (void)out;
        return reply_go(rq, str_empty(next) ? STR("/tai-khoan/bao-mat") : next);
}

/* Which of them this account has. */
static int ways_of(struct req *rq, struct confirm_ways *w)
{
        struct passkey_rows keys;
        struct link_total links;
        int r = account__wants_code(rq->tx, rq->who->account, &w->code);

        if (r == 0)
                r = passkeys_of(rq->tx, rq->who->account, &keys);
        if (r == 0)
                r = identity_links_count(
                        rq->tx, rq->who->account, setting_str(SETTING_OIDC_ISSUER), &links);
        if (r < 0)
                return r;
        w->passkey = keys.n > 0 && account__passkey_offer(rq, &w->offer) == 0;
        if (links.n && account__provider_offered())
                w->provider = setting_str(SETTING_OIDC_NAME);
        return 0;
}

int account__fill_confirm(struct req *rq, const char *name, struct str back, struct confirm_view *c)
{
        struct confirm_ways w = { 0 };
        int r = ways_of(rq, &w);

        *c = (struct confirm_view){ .name = name, .proven = is_proven(rq) };
        if (r == 0 && (w.code || w.passkey || w.provider.len))
                c->other = str_cat(
                        rq->arena, STR("/tai-khoan/xac-nhan?tiep="), words_query(rq->arena, back));
        for (const struct field_error *e = rq->verb == GET ? NULL : rq->in->errors; e; e = e->next)
                if (e->name && strcmp(e->name, name) == 0)
                        c->error = text_plain(rq->arena, rq->lang, e->text, e->detail);
        return r;
}

/* GET /tai-khoan/xac-nhan, and again after one of its ways was refused. */

static const struct field page_query[] = {
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

int account__confirm_page(struct req *rq)
{
        struct confirm_page_view v = { .rq = rq,
                .in = rq->in->errors ? rq->in : NULL,
                .next = account__safe_next(input_str(rq->in, "tiep")) };
        int r = ways_of(rq, &v.ways);

        if (r < 0)
                return r;
        v.page = frame_form(rq, s_ACCOUNT_PROVE(rq->arena, rq->lang), STR("/tai-khoan/bao-mat"));
        v.page->script = asset_path("passkey.js");
        v.page->failed = rq->in->errors;
        view_confirm_page(&rq->html, &v);
        return reply_page(rq, rq->in->errors ? 422 : 200);
}

/* POST /tai-khoan/xac-nhan/ma: a code of the telephone, or a recovery code. */

static const struct field code_fields[] = {
        { "code", FIELD_TEXT, FIELD_REQUIRED, 40, T_ACCOUNT_CODE_NEEDED, NULL },
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

static int code_prepare(struct req *rq, struct input *in)
{
        struct code_good *g = NEW(rq->arena, struct code_good);
        struct account acc;
        int r = account_by_id(rq->tx, rq->who->account, &acc);

        if (r < 0)
                return r;
        in->failure_kind = "login";
        in->failure_subject = acc.name;
        if (acc.locked_until != I64_NULL && acc.locked_until > rq->now)
                return input_fail(in, NULL, T_ACCOUNT_LOCKED, STR_NULL);
        r = account__check_code(rq, acc.id, input_str(in, "code"), g);
        if (r == ERR_DENIED || r == ERR_NOT_FOUND)
                return input_fail(in, "code", T_ACCOUNT_CODE_WRONG, STR_NULL);
        in->prepared = g;
        return r;
}

static int code_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct code_good *g = in->prepared;
        int r = account__use_code(tx, g);

        (void)out;
        if (r == ERR_DENIED)
                return input_fail((struct input *)in, "code", T_ACCOUNT_CODE_WRONG, STR_NULL);
        return r < 0 ? r : account__proven(tx, in, g->recovery.ptr ? "recovery" : "code");
}

/*
 * What an account has besides its password changed. Who must have a second factor keeps one.
 */
int account__second_changed(struct tx *tx, const struct input *in)
{
        struct second_row now;
        int r = second_note(tx, in->who->account, tx->now, NULL);

        if (r < 0 || !identity_needs_second(in->who))
                return r;
        r = second_of(tx, in->who->account, &now);
        if (r == 0 && now.second_at == I64_NULL)
                return input_fail((struct input *)in, NULL, T_ACCOUNT_SECOND_LAST, STR_NULL);
        return r;
}

const struct route account_confirm_routes[] = {
        { GET, "/tai-khoan/xac-nhan", PERM_SIGNED_IN, ROUTE_NOINDEX | ROUTE_SCRIPT | ROUTE_SECOND,
                READ(page_query, account__confirm_page),
                .doc = "Show again that it is you, without the password" },
        { POST, "/tai-khoan/xac-nhan/ma", PERM_SIGNED_IN, ROUTE_SCRIPT | ROUTE_SECOND,
                WRITE(code_fields, code_prepare, code_apply, account__proven_answer,
                        account__confirm_page),
                .doc = "Show it with a code" },
        { 0 },
};
