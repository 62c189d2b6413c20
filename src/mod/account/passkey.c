/*
 * src/mod/account/passkey.c: passkeys: registering one, taking one off, signing in with one. What
 * is checked of an answer is crypto/webauthn's; here are challenges: a time, random bytes and a MAC
 * that binds both to the browser, so that giving one out stores nothing; answering one stores it,
 * and it is good no more.
 */
#include "audit/audit.h"
#include "base/base64.h"
#include "base/id.h"
#include "base/random.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/secret.h"
#include "core/setting.h"
#include "crypto/hash.h"
#include "crypto/webauthn.h"
#include "mod/account/internal.h"
#include "mod/account/view.h"
#include "mod/account/views.h"
#include "web/texts.h"
#include "web/web.h"

#define CHALLENGE_MINUTES 10
#define CHALLENGE_HEAD    24 /* moment at which it ends (8), random (16) */
#define PASSKEYS_MAX      20

static void challenge_mac(struct req *rq, const u8 *head, u8 ret_mac[HASH_SIZE])
{
        struct str of = str_cat(
                rq->arena, str_n((const char *)head, CHALLENGE_HEAD), identity_csrf_secret(rq));

        secret_mac("passkey challenge", of, ret_mac);
}

static struct str make_challenge(struct req *rq)
{
        u8 all[CHALLENGE_HEAD + HASH_SIZE];
        u64 ends = (u64)(rq->now + CHALLENGE_MINUTES * MINUTE_MS);

        for (int i = 0; i < 8; i++)
                all[i] = (u8)(ends >> (56 - 8 * i));
        random_bytes(all + 8, 16);
        challenge_mac(rq, all, all + CHALLENGE_HEAD);
        return base64url(rq->arena, str_n((const char *)all, sizeof all));
}

/* Given to this browser, not long ago. ERR_DENIED. */
static int challenge_ours(struct req *rq, struct str challenge)
{
        u8 mac[HASH_SIZE];
        struct str all;
        u64 ends = 0;

        if (base64url_read(rq->arena, challenge, &all) < 0 || all.len != CHALLENGE_HEAD + HASH_SIZE)
                return ERR_DENIED;
        challenge_mac(rq, (const u8 *)all.ptr, mac);
        if (!hash_equal(mac, all.ptr + CHALLENGE_HEAD, HASH_SIZE))
                return ERR_DENIED;
        for (int i = 0; i < 8; i++)
                ends = ends << 8 | (u8)all.ptr[i];
        return (i64)ends > rq->now ? 0 : ERR_DENIED;
}

/* ERR_EXISTS: it was answered before. */
static int challenge_use(struct tx *tx, struct str challenge)
{
        u8 hash[HASH_SIZE];

        hash_str(challenge, hash);
        return used_challenge_insert(
                tx, str_n((const char *)hash, HASH_SIZE), tx->now + CHALLENGE_MINUTES * MINUTE_MS);
}

static int want_of(struct req *rq, struct str challenge, struct webauthn_want *want)
{
        want->challenge = challenge;
        return webauthn_site(rq->arena, setting_str(SETTING_SITE_URL), &want->origin, &want->rp_id);
}

int account__passkey_offer(struct req *rq, struct passkey_offer *o)
{
        struct webauthn_want want;
        u8 hash[HASH_SIZE];
        i64 account = rq->who->account;

        if (want_of(rq, STR(""), &want) < 0)
                return ERR_UNSUPPORTED; /* no public address: no site that a key could be for */
        secret_mac("passkey account", str_n((const char *)&account, sizeof account), hash);
        *o = (struct passkey_offer){ .challenge = make_challenge(rq),
                .rp_id = want.rp_id,
                .user = base64url(rq->arena, str_n((const char *)hash, 16)) };
        return 0;
}

/* GET and POST /tai-khoan/bao-mat/khoa. */

#define PART 12000 /* base64url of WEBAUTHN_MAX */
static const struct field add_fields[] = {
        { "label", FIELD_TEXT, FIELD_REQUIRED, 60, T_ACCOUNT_KEY_LABEL_NEEDED, NULL },
        { "password", FIELD_SECRET, 0, 200, T_ACCOUNT_PASSWORD_NEEDED, NULL },
        { "challenge", FIELD_KEY, 0, 200, 0, NULL },
        { "client", FIELD_KEY, 0, PART, 0, NULL },
        { "attestation", FIELD_KEY, 0, PART, 0, NULL },
        { 0 },
};

static int add_show(struct req *rq)
{
        struct passkey_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        int r = account__fill_confirm(rq, "password", STR("/tai-khoan/bao-mat/khoa"), &v.confirm);

        if (r < 0)
                return r;
        v.page = frame_form(rq, s_ACCOUNT_KEY_ADD(rq->arena, rq->lang), STR("/tai-khoan/bao-mat"));
        v.page->script = asset_path("passkey.js");
        v.user_name = rq->who->name;
        v.possible = account__passkey_offer(rq, &v.offer) == 0;
        view_passkey_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct adding {
        struct webauthn_key key;
        struct str code;
};

static int add_prepare(struct req *rq, struct input *in)
{
        struct adding *x = NEW(rq->arena, struct adding);
        struct webauthn_want want;
        struct str client, attestation, challenge = input_str(in, "challenge");
        int r = account__confirm(rq, in, "password");

        if (r == 0)
                r = want_of(rq, challenge, &want);
        if (r < 0)
                return r;
        if (challenge_ours(rq, challenge) < 0 ||
                base64url_read(rq->arena, input_str(in, "client"), &client) < 0 ||
                base64url_read(rq->arena, input_str(in, "attestation"), &attestation) < 0)
                return input_fail(in, NULL, T_ACCOUNT_KEY_WRONG, STR_NULL);
        r = webauthn_register(rq->arena, &want, client, attestation, &x->key);
        if (r == ERR_DENIED || r == ERR_INVALID || r == ERR_UNSUPPORTED)
                return input_fail(in, NULL, T_ACCOUNT_KEY_WRONG, STR_NULL);
        x->code = random_code(rq->arena, 12);
        in->prepared = x;
        return r;
}

static int add_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct adding *x = in->prepared;
        struct passkey_rows mine;
        int r = challenge_use(tx, input_str(in, "challenge"));

        (void)out;
        if (r == 0)
                r = passkeys_of(tx, in->who->account, &mine);
        if (r == 0 && mine.n >= PASSKEYS_MAX)
                return input_fail((struct input *)in, NULL, T_ACCOUNT_KEYS_MANY, STR_NULL);
        if (r == 0)
                r = passkey_insert(tx, &(struct passkey_insert_args){ .id = id_new(),
                                               .code = x->code,
                                               .account = in->who->account,
                                               .credential = x->key.credential,
                                               .spki = x->key.spki,
                                               .algorithm = x->key.algorithm,
                                               .sign_count = x->key.count,
                                               .label = input_str(in, "label"),
                                               .at = tx->now });
        if (r == ERR_EXISTS)
                return input_fail((struct input *)in, NULL, T_ACCOUNT_KEY_WRONG, STR_NULL);
        if (r == 0)
                r = account__second_changed(tx, in);
        return r < 0 ? r : account__tell(tx, in, "account.passkey_on");
}

static int safety_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/tai-khoan/bao-mat");
}

/* GET and POST /tai-khoan/bao-mat/khoa/bo. */

static const struct field drop_query[] = {
        { "khoa", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { 0 },
};

static const struct field drop_fields[] = {
        { "khoa", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { "password", FIELD_SECRET, 0, 200, T_ACCOUNT_PASSWORD_NEEDED, NULL },
        { 0 },
};

static int drop_show(struct req *rq)
{
        struct passkey_drop_view v = {
                .rq = rq, .in = rq->verb == GET ? NULL : rq->in, .code = input_str(rq->in, "khoa")
        };
        struct str here = str_cat(rq->arena, STR("/tai-khoan/bao-mat/khoa/bo?khoa="), v.code);
        struct passkey_rows rows;
        int r = passkeys_of(rq->tx, rq->who->account, &rows);

        for (size_t i = 0; r == 0 && i < rows.n; i++)
                if (str_eq(rows.rows[i].code, v.code))
                        v.label = rows.rows[i].label;
        if (r == 0 && !v.label.ptr)
                return ERR_NOT_FOUND;
        if (r == 0)
                r = account__fill_confirm(rq, "password", here, &v.confirm);
        if (r < 0)
                return r;
        view_passkey_drop_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int drop_prepare(struct req *rq, struct input *in)
{
        return account__confirm(rq, in, "password");
}

static int drop_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        i64 changed;
        int r = passkey_delete(tx, in->who->account, input_str(in, "khoa"), &changed);

        (void)out;
        if (r == 0 && changed == 0)
                return ERR_NOT_FOUND;
        if (r == 0)
                r = account__second_changed(tx, in);
        return r < 0 ? r : account__tell(tx, in, "account.passkey_off");
}

/* POST /dang-nhap/khoa: signing in. */

static const struct field use_fields[] = {
        { "challenge", FIELD_KEY, FIELD_REQUIRED, 200, 0, NULL },
        { "credential", FIELD_KEY, FIELD_REQUIRED, 1400, 0, NULL },
        { "client", FIELD_KEY, FIELD_REQUIRED, PART, 0, NULL },
        { "data", FIELD_KEY, FIELD_REQUIRED, PART, 0, NULL },
        { "signature", FIELD_KEY, FIELD_REQUIRED, PART, 0, NULL },
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

struct using
{
        struct login login;
        i64 passkey, was, count;
};

static int read_part(struct req *rq, const char *name, struct str *ret_bytes)
{
        return base64url_read(rq->arena, input_str(rq->in, name), ret_bytes);
}

/* Everything that the answer has to fit. ERR_DENIED, ERR_NOT_FOUND, ERR_INVALID. */
static int check_use(struct req *rq, struct using *u)
{
        struct str credential, client, data, signature, challenge = input_str(rq->in, "challenge");
        struct webauthn_want want;
        struct passkey p;
        int r = challenge_ours(rq, challenge);

        if (r == 0)
                r = want_of(rq, challenge, &want);
        if (r < 0)
                return r;
        if (read_part(rq, "credential", &credential) < 0 || read_part(rq, "client", &client) < 0 ||
                read_part(rq, "data", &data) < 0 || read_part(rq, "signature", &signature) < 0)
                return ERR_INVALID;
        r = passkey_by_credential(rq->tx, credential, &p);
        if (r < 0)
                return r;
        r = webauthn_assert(rq->arena, &want,
                &(struct webauthn_key){
                        p.credential, p.spki, (enum pubkey_algorithm)p.algorithm, p.sign_count },
                client, data, signature, &u->count);
        u->passkey = p.id;
        u->was = p.sign_count;
        return r < 0 ? r : identity_login_of(rq->tx, rq->arena, p.account_id, &u->login);
}

static int use_prepare(struct req *rq, struct input *in)
{
        struct using *u = NEW(rq->arena, struct using);
        int r = check_use(rq, u);

        in->failure_kind = "passkey";
        in->failure_subject = in->peer;
        if (r == ERR_DENIED || r == ERR_NOT_FOUND || r == ERR_INVALID || r == ERR_RATE)
                return input_fail(in, NULL, T_ACCOUNT_KEY_REFUSED, STR_NULL);
        u->login.agent = req_header(rq, "User-Agent");
        in->prepared = u;
        return r;
}

/* A challenge is answered once, and the counter of a passkey goes on from where it was. */
static int use_key(struct tx *tx, const struct input *in)
{
        const struct using *u = in->prepared;
        i64 changed = 0;
        int r = challenge_use(tx, input_str(in, "challenge"));

        if (r == 0)
                r = passkey_used(tx, u->passkey, u->was, u->count, tx->now, &changed);
        if (r == ERR_EXISTS || (r == 0 && changed == 0))
                return input_fail((struct input *)in, NULL, T_ACCOUNT_KEY_REFUSED, STR_NULL);
        return r;
}

static int use_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct using *u = in->prepared;
        int r = use_key(tx, in);

        out->code = str_hex(tx->arena, u->login.hash, HASH_SIZE);
        return r < 0 ? r : account__open(tx, &u->login, in->peer, "passkey");
}

static int use_answer(struct req *rq, const struct outcome *out)
{
        const struct using *u = rq->in->prepared;

        if (!u || !str_eq(out->code, str_hex(rq->arena, u->login.hash, HASH_SIZE)))
                return reply_see_other(rq, "/dang-nhap");
        return account__signed_in(rq, &u->login, account__safe_next(input_str(rq->in, "tiep")));
}

/* POST /tai-khoan/xac-nhan/khoa: it is still them, who have signed in. */

static int prove_prepare(struct req *rq, struct input *in)
{
        int r = use_prepare(rq, in);
        const struct using *u = in->prepared;

        if (r == 0 && u->login.account != rq->who->account)
                return input_fail(in, NULL, T_ACCOUNT_KEY_REFUSED, STR_NULL);
        return r;
}

static int prove_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        int r = use_key(tx, in);

        (void)out;
        return r < 0 ? r : account__proven(tx, in, "passkey");
}

const struct route account_passkey_routes[] = {
        { GET, "/tai-khoan/bao-mat/khoa", PERM_SIGNED_IN,
                ROUTE_NOINDEX | ROUTE_SCRIPT | ROUTE_SECOND, READ(NULL, add_show),
                .doc = "Register a passkey" },
        { POST, "/tai-khoan/bao-mat/khoa", PERM_SIGNED_IN, ROUTE_SCRIPT | ROUTE_SECOND,
                WRITE(add_fields, add_prepare, add_apply, safety_answer, add_show),
                .doc = "Register a passkey" },
        { GET, "/tai-khoan/bao-mat/khoa/bo", PERM_SIGNED_IN, ROUTE_NOINDEX,
                READ(drop_query, drop_show), .doc = "Take a passkey off" },
        { POST, "/tai-khoan/bao-mat/khoa/bo", PERM_SIGNED_IN, 0,
                WRITE(drop_fields, drop_prepare, drop_apply, safety_answer, drop_show),
                .doc = "Take a passkey off" },
        { POST, "/tai-khoan/xac-nhan/khoa", PERM_SIGNED_IN, ROUTE_SCRIPT | ROUTE_SECOND,
                WRITE(use_fields, prove_prepare, prove_apply, account__proven_answer,
                        account__confirm_page),
                .doc = "Show with a passkey that it is you" },
        { POST, "/dang-nhap/khoa", PERM_PUBLIC, ROUTE_PUBLIC_FORM | ROUTE_SCRIPT,
                WRITE(use_fields, use_prepare, use_apply, use_answer, account__login_again),
                .doc = "Sign in with a passkey" },
        { 0 },
};
