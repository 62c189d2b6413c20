/*
 * src/mod/account/oidc.c: signing in with an account of an identity provider, VNeID for one:
 * authorization code with PKCE, state and nonce. All three come from one random token that only the
 * browser has (its hash is stored, once, for ten minutes), so that an answer counts only in the
 * browser that asked, and once. Accounts are found by link, else by identity number, else made.
 */
#include "audit/audit.h"
#include "base/base64.h"
#include "base/random.h"
#include "base/viet.h"
#include "core/queries.h"
#include "core/secret.h"
#include "core/setting.h"
#include "core/words.h"
#include "crypto/hash.h"
#include "mod/account/internal.h"
#include "mod/account/oidc_provider.h"
#include "mod/notice/notice.h"
#include "web/texts.h"

#define ASK_MINUTES 10
#define LATE_MS     MINUTE_MS /* clocks differ */
#define BACK        "/dang-nhap/dinh-danh/ve"

/* What the token stands for in one place of the protocol. */
static struct str derive(struct arena *a, const char *purpose, struct str token, struct str more)
{
        u8 mac[HASH_SIZE];

        secret_mac(purpose, str_cat(a, token, more), mac);
        return base64url(a, str_n((const char *)mac, sizeof mac));
}

static struct str hash_of(struct arena *a, struct str s)
{
        u8 *hash = arena_alloc(a, HASH_SIZE);

        hash_str(s, hash);
        return str_n((const char *)hash, HASH_SIZE);
}

static struct str redirect_of(struct arena *a)
{
        return str_cat(a, setting_str(SETTING_SITE_URL), STR(BACK));
}

/* GET /dang-nhap/dinh-danh: off to the provider. */

static const struct field start_fields[] = {
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

struct asking {
        struct str token, to;
        i64 account; /* who is to show that it is them; I64_NULL: somebody signs in */
};

static struct str state_of(struct arena *a, struct str token, struct str next)
{
        struct str path = base64url(a, next);

        return str_fmt(a, "%.*s.%.*s", STRF(derive(a, "oidc state", token, path)), STRF(path));
}

static struct str address_of(struct req *rq, struct str url, struct str token)
{
        struct arena *a = rq->arena;
        struct str next = account__safe_next(input_str(rq->in, "tiep"));
        struct str verifier = derive(a, "oidc verifier", token, STR(""));

        return str_fmt(a,
                "%.*s%cresponse_type=code&client_id=%.*s&redirect_uri=%.*s&scope=%.*s&state=%.*s"
                "&nonce=%.*s&code_challenge=%.*s&code_challenge_method=S256",
                STRF(url), str_find_char(url, '?') < 0 ? '?' : '&',
                STRF(words_query(a, setting_str(SETTING_OIDC_CLIENT))),
                STRF(words_query(a, redirect_of(a))),
                STRF(words_query(a, setting_str(SETTING_OIDC_SCOPE))),
                STRF(state_of(a, token, next)), STRF(derive(a, "oidc nonce", token, STR(""))),
                STRF(base64url(a, hash_of(a, verifier))));
}

bool account__provider_offered(void)
{
        return !str_empty(setting_str(SETTING_OIDC_ISSUER)) &&
               !str_empty(setting_str(SETTING_OIDC_CLIENT)) &&
               !str_empty(setting_str(SETTING_SITE_URL));
}

static int start_prepare(struct req *rq, struct input *in)
{
        struct asking *x = NEW(rq->arena, struct asking);
        struct str url;
        int r;

        if (!account__provider_offered())
                return ERR_NOT_FOUND;
        req_leave_snapshot(rq);
        r = oidc_authorization(rq->arena, rq->now, &url);
        if (req_take_snapshot(rq) < 0)
                return ERR_BUSY;
        if (r < 0)
                return input_fail(in, NULL, T_ACCOUNT_OIDC_AWAY, STR_NULL);
        x->token = random_token(rq->arena, 32);
        x->account = I64_NULL;
        x->to = address_of(rq, url, x->token);
        in->prepared = x;
        return 0;
}

/* For who is signed in: the provider asks them whatever it knows already (Core 3.1.2.1). */
static int prove_prepare(struct req *rq, struct input *in)
{
        int r = start_prepare(rq, in);
        struct asking *x = in->prepared;

        if (r < 0)
                return r;
        x->account = rq->who->account;
        x->to = str_cat(rq->arena, x->to, STR("&prompt=login&max_age=0"));
        return 0;
}

static int start_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct asking *x = in->prepared;

        (void)out;
        return sign_in_insert(tx, hash_of(tx->arena, x->token), STR("oidc"), x->account,
                tx->now + ASK_MINUTES * MINUTE_MS);
}

static int start_answer(struct req *rq, const struct outcome *out)
{
        const struct asking *x = rq->in->prepared;

        (void)out;
        reply_cookie(rq, STEP_COOKIE, x->token, ASK_MINUTES * 60);
        return reply_go(rq, x->to);
}

/* GET /dang-nhap/dinh-danh/ve: back with a code. */

static const struct field back_fields[] = {
        { "code", FIELD_TEXT, 0, 4000, 0, NULL },
        { "state", FIELD_KEY, 0, 800, 0, NULL },
        { "iss", FIELD_TEXT, 0, 300, 0, NULL },
        { "error", FIELD_TEXT, 0, 200, 0, NULL },
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL }, /* for the page that is shown again */
        { 0 },
};

struct coming_back {
        struct login login;
        struct oidc_said said;
        struct new_account account; /* name empty: there is one already */
        struct str waiting, next;
        bool link;
        i64 person;    /* whose account is linked, I64_NULL: a new one's */
        bool replaces; /* who registered it never showed who they are */
        i64 proves;    /* whose account shows that it is them; I64_NULL: somebody signs in */
        i64 asked_at;
};

/* In a time that tells nothing of how much of it was right. */
static bool same(struct str a, struct str b)
{
        return a.len == b.len && hash_equal(a.ptr, b.ptr, a.len);
}

/* The path to go on to is in the state, under its MAC. ERR_DENIED. */
static int check_state(struct req *rq, struct str token, struct coming_back *x)
{
        struct str state = input_str(rq->in, "state"), rest = state, mac;
        struct sign_in_row row;

        if (str_empty(token) || !str_cut(&rest, '.', &mac) ||
                !same(mac, derive(rq->arena, "oidc state", token, rest)) ||
                base64url_read(rq->arena, rest, &x->next) < 0)
                return ERR_DENIED;
        x->next = account__safe_next(x->next);
        if (sign_in_get(rq->tx, hash_of(rq->arena, token), STR("oidc"), rq->now, &row) < 0)
                return ERR_DENIED;
        x->proves = row.account_id;
        x->asked_at = row.expires_at - ASK_MINUTES * MINUTE_MS;
        return 0;
}

static bool is_identity(struct str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (s.ptr[i] < '0' || s.ptr[i] > '9')
                        return false;
        return s.len == 12;
}

/* Whose account it opens: by link, by identity number, or a new one. */
static int find_account(struct req *rq, struct coming_back *x)
{
        struct identity_link_row link;
        struct citizen_row citizen;
        bool assured = false;
        int r = identity_link_of(rq->tx, x->said.issuer, x->said.subject, &link);

        if (r == 0)
                return identity_login_of(rq->tx, rq->arena, link.account_id, &x->login);
        if (r != ERR_NOT_FOUND)
                return r;
        x->link = true;
        x->person = I64_NULL;
        r = citizen_by_identity(rq->tx, x->said.identity, &citizen);
        if (r == 0) {
                x->person = citizen.person_id;
                r = identity_assured(rq->tx, citizen.person_id, &assured);
                x->replaces = !assured;
                return r < 0 ? r
                             : identity_login_of(rq->tx, rq->arena, citizen.account_id, &x->login);
        }
        if (r != ERR_NOT_FOUND)
                return r;
        identity_new_login(rq->arena, &x->login);
        x->login.home = "/ho-so";
        x->account = (struct new_account){ .name = x->said.identity,
                .display = x->said.name,
                .kind = STR("citizen"),
                .title = STR_NULL,
                .identity = x->said.identity,
                .phone = x->said.phone,
                .email = x->said.email,
                .birth_day = x->said.birth_day };
        return 0;
}

/* The provider's word, asked for with no snapshot held; a password that nobody knows with it. */
static int ask_provider(struct req *rq, struct coming_back *x, struct str token)
{
        const struct oidc_ask asked = { .code = input_str(rq->in, "code"),
                .verifier = derive(rq->arena, "oidc verifier", token, STR("")),
                .nonce = derive(rq->arena, "oidc nonce", token, STR("")),
                .redirect = redirect_of(rq->arena),
                .now = rq->now };
        int r;

        req_leave_snapshot(rq);
        r = oidc_exchange(rq->arena, &asked, &x->said);
        return req_take_snapshot(rq) < 0 ? ERR_BUSY : r;
}

/*
 * It is still who has signed in here, and the provider asked them just now: an old sign-in there
 * would be no more than the open browser that this is to tell from its owner.
 */
static int check_same(struct req *rq, struct input *in, const struct coming_back *x)
{
        struct identity_link_row link;
        int r = identity_link_of(rq->tx, x->said.issuer, x->said.subject, &link);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        if (r == ERR_NOT_FOUND || x->proves != rq->who->account || link.account_id != x->proves)
                return input_fail(in, NULL, T_ACCOUNT_PROVE_OTHER, STR_NULL);
        if (x->said.signed_in_at < x->asked_at - LATE_MS)
                return input_fail(in, NULL, T_ACCOUNT_PROVE_OLD, STR_NULL);
        return 0;
}

static int back_prepare(struct req *rq, struct input *in)
{
        struct coming_back *x = NEW(rq->arena, struct coming_back);
        struct str token = req_cookie(rq, STEP_COOKIE), encoded = STR_NULL;
        struct str iss = input_str(in, "iss");
        int r = account__provider_offered() ? check_state(rq, token, x) : ERR_NOT_FOUND;

        in->failure_kind = "oidc";
        in->failure_subject = in->peer;
        if (r == 0 && (str_empty(input_str(in, "code")) ||
                              (iss.ptr && !str_eq(iss, setting_str(SETTING_OIDC_ISSUER)))))
                r = ERR_DENIED; /* RFC 9207: another provider's answer */
        if (r == 0)
                r = ask_provider(rq, x, token);
        if (r == ERR_IO)
                return input_fail(in, NULL, T_ACCOUNT_OIDC_AWAY, STR_NULL);
        if (r == ERR_DENIED || r == ERR_INVALID || r == ERR_LIMIT)
                return input_fail(in, NULL, T_ACCOUNT_OIDC_FAILED, STR_NULL);
        x->waiting = hash_of(rq->arena, token);
        in->prepared = x;
        if (r < 0 || x->proves != I64_NULL)
                return r < 0 ? r : check_same(rq, in, x);
        if (!is_identity(x->said.identity) || str_empty(x->said.name))
                return input_fail(in, NULL, T_ACCOUNT_OIDC_NO_IDENTITY, STR_NULL);
        r = find_account(rq, x);
        if (r == ERR_DENIED || r == ERR_RATE)
                return input_fail(in, NULL, T_ACCOUNT_OIDC_CLOSED, STR_NULL);
        if (r == 0 && (x->account.name.ptr || x->replaces))
                r = identity_hash_password(rq->arena, random_token(rq->arena, 32), &encoded);
        x->account.password = encoded;
        x->login.agent = req_header(rq, "User-Agent");
        return r;
}

/*
 * Anybody can register under any number. Who did, and never showed who they are, is shut out when
 * the provider brings the owner, and what they said of the owner goes.
 */
static int take_over(struct tx *tx, const struct coming_back *x)
{
        int r = account__close_all(tx, x->login.account);

        if (r == 0)
                r = account_set_password(tx, x->login.account, x->account.password, false, NULL);
        return r < 0 ? r
                     : person_replace(tx,
                               &(struct person_replace_args){ .person = x->person,
                                       .name = x->said.name,
                                       .sort_key = viet_sort_key(tx->arena, x->said.name),
                                       .birth_day = x->said.birth_day,
                                       .phone = x->said.phone,
                                       .email = x->said.email },
                               NULL);
}

static int link_account(struct tx *tx, const struct input *in, struct coming_back *x)
{
        i64 account = x->login.account;
        struct account acc;
        int r = identity_link_insert(tx, x->said.issuer, x->said.subject, account, tx->now);

        if (r == 0)
                r = account_by_id(tx, account, &acc);
        if (r == 0)
                r = identity_assure(tx, acc.person_id, "oidc", account);
        if (r == 0)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = account,
                                .action = "account.linked",
                                .object_kind = "account",
                                .object = account,
                                .peer = in->peer },
                        NULL);
        return r < 0 ? r
                     : notice_tell(tx, &(struct notice_new){ .kind = "account.linked",
                                               .account = account,
                                               .dossier = I64_NULL,
                                               .due_at = I64_NULL });
}

static int back_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct coming_back *x = in->prepared;
        i64 changed = 0;
        int r = sign_in_delete(tx, x->waiting, &changed);

        if (r == 0 && changed == 0) /* the same answer came twice at once */
                return input_fail((struct input *)in, NULL, T_ACCOUNT_OIDC_FAILED, STR_NULL);
        if (r == 0 && x->proves != I64_NULL)
                return account__proven(tx, in, "oidc");
        if (r == 0 && x->account.name.ptr)
                r = identity_create(tx, &x->account, &x->login.account);
        if (r == ERR_EXISTS) /* the person is known by an officer's account only */
                return input_fail((struct input *)in, NULL, T_ACCOUNT_OIDC_CLOSED, STR_NULL);
        if (r == 0 && x->link && x->replaces)
                r = take_over(tx, x);
        if (r == 0 && x->link)
                r = link_account(tx, in, x);
        out->code = str_hex(tx->arena, x->login.hash, HASH_SIZE);
        return r < 0 ? r : account__open(tx, &x->login, in->peer, "oidc");
}

static int back_answer(struct req *rq, const struct outcome *out)
{
        const struct coming_back *x = rq->in->prepared;

        (void)out;
        reply_cookie(rq, STEP_COOKIE, STR(""), 0);
        if (x->proves != I64_NULL)
                return reply_go(rq, str_empty(x->next) ? STR("/tai-khoan/bao-mat") : x->next);
        return account__signed_in(rq, &x->login, x->next);
}

static int back_again(struct req *rq)
{
        return who_has(rq->who, PERM_SIGNED_IN) ? account__confirm_page(rq)
                                                : account__login_again(rq);
}

const struct route account_oidc_routes[] = {
        { GET, "/dang-nhap/dinh-danh", PERM_PUBLIC, ROUTE_CALLBACK | ROUTE_NOINDEX | ROUTE_SCRIPT,
                WRITE(start_fields, start_prepare, start_apply, start_answer, account__login_again),
                .doc = "Sign in with an identity provider" },
        { GET, "/tai-khoan/xac-nhan/dinh-danh", PERM_SIGNED_IN,
                ROUTE_CALLBACK | ROUTE_NOINDEX | ROUTE_SCRIPT,
                WRITE(start_fields, prove_prepare, start_apply, start_answer,
                        account__confirm_page),
                .doc = "Show with an identity provider that it is you" },
        { GET, BACK, PERM_PUBLIC, ROUTE_CALLBACK | ROUTE_NOINDEX | ROUTE_SCRIPT,
                WRITE(back_fields, back_prepare, back_apply, back_answer, back_again),
                .doc = "Back from the identity provider" },
        { 0 },
};
