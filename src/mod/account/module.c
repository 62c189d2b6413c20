/*
 * src/mod/account/module.c: accounts over HTTP. The rules of passwords and sessions are
 * core/identity's.
 */
#include "mod/account/internal.h"

#include "audit/audit.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "crypto/password.h"
#include "mod/account/view.h"
#include "mod/account/views.h"
#include "web/texts.h"
#include "web/web.h"

struct str account__safe_next(struct str next)
{
        if (next.len < 2 || next.len > 1000 || next.ptr[0] != '/' || next.ptr[1] == '/' ||
                next.ptr[1] == '\\')
                return STR("");
        for (size_t i = 0; i < next.len; i++)
                if ((u8)next.ptr[i] <= ' ' || next.ptr[i] == '\\')
                        return STR("");
        return next;
}

/* Sign-in: GET and POST /dang-nhap. */

static const struct field login_query[] = {
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

static const struct field login_fields[] = {
        { "name", FIELD_TEXT, FIELD_REQUIRED, 100, T_ACCOUNT_NAME_NEEDED, NULL },
        { "password", FIELD_SECRET, FIELD_REQUIRED, 200, T_ACCOUNT_PASSWORD_NEEDED, NULL },
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

/*
 * Who wants to apply may do so without an account: the same address, with another ending and all
 * that was answered before. STR_NULL: that is not where one is going.
 */
static struct str guest_way(struct arena *a, struct str next)
{
        struct str rest = next, path;

        str_cut(&rest, '?', &path);
        if (!str_ends(path, STR("/nop")) || str_find(path, STR("/thu-tuc/")) < 0)
                return STR_NULL;
        return str_fmt(a, "%.*s/khach%s%.*s", (int)(path.len - strlen("/nop")), path.ptr,
                rest.len ? "?" : "", STRF(rest));
}

/* The page of signing in: fresh, or again after what was sent to it or to the passkeys' route. */
static int login_page(struct req *rq, struct str name)
{
        struct login_view v = { .rq = rq,
                .in = rq->in->errors ? rq->in : NULL,
                .name = name,
                .next = account__safe_next(input_str(rq->in, "tiep")) };

        v.guest = guest_way(rq->arena, v.next);
        if (!str_empty(setting_str(SETTING_OIDC_ISSUER)))
                v.provider = setting_str(SETTING_OIDC_NAME);
        v.page = frame_form(rq, s_ACCOUNT_SIGN_IN(rq->arena, rq->lang), STR_NULL);
        v.page->script = asset_path("passkey.js");
        v.passkeys = account__passkey_offer(rq, &v.offer) == 0;
        v.page->failed = rq->in->errors;
        view_login_page(&rq->html, &v);
        return reply_page(rq, rq->in->errors ? 422 : 200);
}

static int login_show(struct req *rq)
{
        if (rq->verb == GET && who_has(rq->who, PERM_SIGNED_IN))
                return reply_see_other(rq, identity_home(rq->who));
        return login_page(rq, rq->verb == GET ? STR("") : input_typed(rq->in, "name"));
}

int account__login_again(struct req *rq)
{
        return login_page(rq, STR(""));
}

int account__check_password(
        struct req *rq, struct str name, struct str password, struct login *ret_l)
{
        struct str encoded;
        int r = identity_password_of(rq->tx, name, &encoded), good;

        if (r < 0)
                return r;
        req_leave_snapshot(rq);
        good = password_check(password, encoded);
        r = req_take_snapshot(rq);
        return r < 0 ? r : identity_check_password(rq->tx, rq->arena, name, encoded, good, ret_l);
}

struct signing_in {
        struct login login;
        bool second; /* a code is asked next */
};

/* One that this site can ask for. */
static int has_passkey(struct req *rq, i64 account, bool *ret_has)
{
        struct passkey_offer offer;
        struct passkey_rows rows;
        int r = passkeys_of(rq->tx, account, &rows);

        *ret_has = r == 0 && rows.n > 0 && account__passkey_offer(rq, &offer) == 0;
        return r;
}

static int login_prepare(struct req *rq, struct input *in)
{
        struct signing_in *x = NEW(rq->arena, struct signing_in);
        struct login *l = &x->login;
        struct str name = input_str(in, "name");
        bool passkey = false;
        int r;

        r = account__check_password(rq, name, input_str(in, "password"), l);
        if (r == ERR_DENIED || r == ERR_RATE) {
                in->failure_kind = "login";
                in->failure_subject = name;
        }
        if (r == ERR_DENIED)
                return input_fail(in, "password", T_ACCOUNT_WRONG, STR_NULL);
        if (r == ERR_RATE)
                return input_fail(in, NULL, T_ACCOUNT_LOCKED, STR_NULL);
        if (r < 0)
                return r;
        l->agent = req_header(rq, "User-Agent");
        in->prepared = x;
        r = account__wants_code(rq->tx, l->account, &x->second);
        if (r == 0 && l->needs_second && !x->second)
                r = has_passkey(rq, l->account, &passkey);
        /* A password alone does not open what a second factor has to. */
        return r == 0 && passkey ? input_fail(in, NULL, T_ACCOUNT_KEY_ONLY, STR_NULL) : r;
}

static int login_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct signing_in *x = in->prepared;

        out->code = str_hex(tx->arena, x->login.hash, 32);
        return x->second ? account__begin_second(tx, &x->login)
                         : account__open(tx, &x->login, in->peer, "password");
}

static int login_answer(struct req *rq, const struct outcome *out)
{
        const struct signing_in *x = rq->in->prepared;
        struct str next = account__safe_next(input_str(rq->in, "tiep"));

        /* Repeated with the same key: that session's token is not known any more. */
        if (!x || !str_eq(out->code, str_hex(rq->arena, x->login.hash, 32)))
                return reply_see_other(rq, "/dang-nhap");
        return x->second ? account__second_answer(rq, &x->login, next)
                         : account__signed_in(rq, &x->login, next);
}

/* Sign-out: POST /dang-xuat. */

static int logout_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return in->who->session ? session_end(tx, in->who->session, tx->now, NULL) : 0;
}

static int logout_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        reply_cookie(rq, SESSION_COOKIE, STR(""), 0);
        return reply_see_other(rq, "/");
}

/* Registration: GET and POST /dang-ky. */

static const struct field register_fields[] = {
        { "name", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 100, T_ACCOUNT_FULL_NAME_NEEDED,
                NULL },
        { "identity", FIELD_IDENTITY, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_ACCOUNT_IDENTITY_NEEDED,
                NULL },
        { "birth_day", FIELD_DATE, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_ACCOUNT_BIRTH_NEEDED,
                NULL },
        { "phone", FIELD_PHONE, FIELD_PERSONAL, 0, 0, NULL },
        { "email", FIELD_EMAIL, FIELD_PERSONAL, 0, 0, NULL },
        { "password", FIELD_SECRET, FIELD_REQUIRED, 200, T_ACCOUNT_NEW_PASSWORD_NEEDED, NULL },
        { 0 },
};

static int register_show(struct req *rq)
{
        struct register_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };

        if (rq->verb != GET) {
                v.name = input_typed(rq->in, "name");
                v.identity = input_typed(rq->in, "identity");
                v.birth_d = input_typed(rq->in, "birth_day-day");
                v.birth_m = input_typed(rq->in, "birth_day-month");
                v.birth_y = input_typed(rq->in, "birth_day-year");
                v.phone = input_typed(rq->in, "phone");
                v.email = input_typed(rq->in, "email");
        }
        view_register_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct registration {
        struct login login;
        struct new_account account;
};

static int register_prepare(struct req *rq, struct input *in)
{
        struct registration *g = NEW(rq->arena, struct registration);
        struct str identity = input_str(in, "identity"), password = input_str(in, "password");
        int problem = identity_password_problem(password, identity), r;

        if (problem)
                return input_fail(in, "password", problem, STR_NULL);
        if (input_i64(in, "birth_day") > day_of(rq->now))
                return input_fail(in, "birth_day", T_ACCOUNT_BIRTH_FUTURE, STR_NULL);
        g->account = (struct new_account){ .name = identity,
                .display = input_str(in, "name"),
                .kind = STR("citizen"),
                .title = STR_NULL,
                .identity = identity,
                .phone = input_str(in, "phone"),
                .email = input_str(in, "email"),
                .birth_day = input_i64(in, "birth_day") };
        r = identity_hash_password(rq->arena, password, &g->account.password);
        if (r < 0)
                return r;
        identity_new_login(rq->arena, &g->login);
        in->failure_kind = "register";
        in->failure_subject = identity;
        in->prepared = g;
        return 0;
}

static int register_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct registration *g = in->prepared;
        int r = identity_create(tx, &g->account, &g->login.account);

        if (r == ERR_EXISTS)
                return input_fail((struct input *)in, "identity", T_ACCOUNT_EXISTS, STR_NULL);
        if (r == 0)
                r = identity_open_session(tx, &g->login, in->peer, STR(""));
        if (r == 0)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = g->login.account,
                                .action = "account.register",
                                .object_kind = "account",
                                .object = g->login.account,
                                .peer = in->peer },
                        NULL);
        out->code = str_hex(tx->arena, g->login.hash, 32);
        return r;
}

static int register_answer(struct req *rq, const struct outcome *out)
{
        const struct registration *g = rq->in->prepared;

        if (!g || !str_eq(out->code, str_hex(rq->arena, g->login.hash, 32)))
                return reply_see_other(rq, "/dang-nhap");
        reply_cookie(rq, SESSION_COOKIE, g->login.token, -1);
        return reply_see_other(rq, "/ho-so");
}

/* One's account: GET /tai-khoan. */

#define NEWEST 5

static int account_show(struct req *rq)
{
        struct account_view v = { .rq = rq, .who = rq->who };
        struct looked l;
        int r = account__looked(rq, INT64_MAX, INT64_MAX, NEWEST, &l);

        if (r < 0)
                return r;
        v.accesses = l.lines;
        v.n_accesses = l.n;
        v.more = l.next.ptr != NULL;
        view_account_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* The password: GET and POST /tai-khoan/mat-khau, all that is open before the first is changed. */

static const struct field password_query[] = {
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

static const struct field password_fields[] = {
        { "old", FIELD_SECRET, 0, 200, T_ACCOUNT_OLD_NEEDED, NULL },
        { "password", FIELD_SECRET, FIELD_REQUIRED, 200, T_ACCOUNT_NEW_PASSWORD_NEEDED, NULL },
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

static int password_show(struct req *rq)
{
        struct password_view v = { .rq = rq,
                .in = rq->verb == GET ? NULL : rq->in,
                .next = account__safe_next(input_str(rq->in, "tiep")),
                .must_change = rq->who->must_change };
        int r = account__fill_confirm(rq, "old", STR("/tai-khoan/mat-khau"), &v.confirm);

        if (r < 0)
                return r;
        view_password_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int password_prepare(struct req *rq, struct input *in)
{
        struct str *encoded = NEW(rq->arena, struct str);
        int problem = identity_password_problem(input_str(in, "password"), rq->who->login), r;

        r = account__confirm(rq, in, "old");
        if (r < 0)
                return r;
        if (!problem && str_eq(input_str(in, "old"), input_str(in, "password")))
                problem = T_ACCOUNT_PASSWORD_SAME;
        if (problem)
                return input_fail(in, "password", problem, STR_NULL);
        r = identity_hash_password(rq->arena, input_str(in, "password"), encoded);
        in->prepared = encoded;
        return r;
}

/* A new password ends all other sessions, and what the old one had begun. */
static int password_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct str *encoded = in->prepared;
        int r = account_set_password(tx, in->who->account, *encoded, 0, NULL);

        (void)out;
        if (r == 0)
                r = sessions_end_of(tx, in->who->account, in->who->session, tx->now, NULL);
        if (r == 0)
                r = sign_ins_end_of(tx, in->who->account, NULL);
        if (r == 0)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = in->who->account,
                                .action = "account.password",
                                .object_kind = "account",
                                .object = in->who->account,
                                .peer = in->peer },
                        NULL);
        return r;
}

static int end_others_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        (void)out;
        return sessions_end_of(tx, in->who->account, in->who->session, tx->now, NULL);
}

static int account_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/tai-khoan");
}

/* Who was kept from a page by the guard goes on to it. */
static int password_answer(struct req *rq, const struct outcome *out)
{
        struct str next = account__safe_next(input_str(rq->in, "tiep"));

        (void)out;
        return reply_go(rq, str_empty(next) ? STR("/tai-khoan") : next);
}

static const struct route routes[] = {
        { GET, "/dang-nhap", PERM_PUBLIC, ROUTE_NOINDEX | ROUTE_SCRIPT,
                READ(login_query, login_show), .doc = "Sign in" },
        { POST, "/dang-nhap", PERM_PUBLIC, ROUTE_PUBLIC_FORM | ROUTE_SCRIPT,
                WRITE(login_fields, login_prepare, login_apply, login_answer, login_show),
                .doc = "Sign in" },
        { POST, "/dang-xuat", PERM_SIGNED_IN, ROUTE_FIRST_PASSWORD,
                WRITE(NULL, NULL, logout_apply, logout_answer, NULL), .doc = "Sign out" },
        { GET, "/dang-ky", PERM_PUBLIC, ROUTE_NOINDEX, READ(NULL, register_show),
                .doc = "Make an account" },
        { POST, "/dang-ky", PERM_PUBLIC, ROUTE_PUBLIC_FORM,
                WRITE(register_fields, register_prepare, register_apply, register_answer,
                        register_show),
                .doc = "Make an account" },
        { GET, "/tai-khoan", PERM_SIGNED_IN, ROUTE_NOINDEX, READ(NULL, account_show),
                .doc = "One's account, sessions, who looked" },
        { GET, "/tai-khoan/mat-khau", PERM_SIGNED_IN, ROUTE_NOINDEX | ROUTE_FIRST_PASSWORD,
                READ(password_query, password_show), .doc = "Change the password" },
        { POST, "/tai-khoan/mat-khau", PERM_SIGNED_IN, ROUTE_FIRST_PASSWORD,
                WRITE(password_fields, password_prepare, password_apply, password_answer,
                        password_show),
                .doc = "Change the password" },
        { POST, "/tai-khoan/dang-xuat-noi-khac", PERM_SIGNED_IN, 0,
                WRITE(NULL, NULL, end_others_apply, account_answer, NULL),
                .doc = "End all other sessions" },
        { 0 },
};

static const struct route *const tables[] = { routes, account_contact_routes, account_safety_routes,
        account_second_routes, account_totp_routes, account_passkey_routes, account_oidc_routes,
        account_recovery_routes, account_looked_routes, account_confirm_routes, NULL };
static const char *const needs[] = { "notice", "population", NULL };

const struct module account_module = {
        .name = "account",
        .doc = "Signing in, one's account",
        .requires = needs,
        .routes = tables,
        .jobs = account_jobs,
};
