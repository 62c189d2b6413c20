/*
 * src/mod/account/totp.c: setting up codes of the telephone: a secret as a square to photograph,
 * one code to show that it works, ten recovery codes shown once. The password is asked before and
 * when it is taken off.
 */
#include "audit/audit.h"
#include "base/random.h"
#include "core/qr.h"
#include "core/secret.h"
#include "core/setting.h"
#include "core/words.h"
#include "crypto/hash.h"
#include "crypto/otp.h"
#include "mod/account/internal.h"
#include "mod/account/view.h"
#include "mod/account/views.h"
#include "mod/notice/notice.h"
#include "web/texts.h"

#define RECOVERY_CODES   10
#define RECOVERY_LETTERS 12

struct str account__totp_place(struct arena *a, i64 account)
{
        return str_fmt(a, "totp %lld", (long long)account);
}

int account__tell(struct tx *tx, const struct input *in, const char *kind)
{
        i64 account = in->who->account;
        int r = audit_add(tx,
                &(struct audit_entry){ .actor = account,
                        .action = kind,
                        .object_kind = "account",
                        .object = account,
                        .peer = in->peer },
                NULL);

        return r < 0 ? r
                     : notice_tell(tx, &(struct notice_new){ .kind = kind,
                                               .account = account,
                                               .dossier = I64_NULL,
                                               .due_at = I64_NULL });
}

/* Groups of four, for who types it. */
static struct str in_groups(struct arena *a, struct str s)
{
        struct buf b;

        buf_init(&b, a, s.len * 2);
        for (size_t i = 0; i < s.len; i++)
                buf_fmt(&b, "%s%c", i && i % 4 == 0 ? " " : "", s.ptr[i]);
        return buf_str(&b);
}

static int fill_square(struct req *rq, const struct totp *t, struct totp_view *v)
{
        struct str secret, letters, uri;
        int r = secret_open(
                rq->arena, account__totp_place(rq->arena, rq->who->account), t->secret, &secret);

        if (r < 0)
                return r;
        letters = otp_base32(rq->arena, secret);
        uri = str_fmt(rq->arena, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s",
                STRF(words_query(rq->arena, s_ACCOUNT_TOTP_ISSUER(rq->arena, rq->lang))),
                STRF(words_query(rq->arena, rq->who->login)), STRF(letters),
                STRF(words_query(rq->arena, s_ACCOUNT_TOTP_ISSUER(rq->arena, rq->lang))));
        v->qr = qr_path(rq->arena, uri, &v->qr_size);
        v->secret = in_groups(rq->arena, letters);
        return 0;
}

static int totp_show(struct req *rq)
{
        struct totp_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct recovery_total left;
        struct totp t;
        int r = totp_of(rq->tx, rq->who->account, &t);

        if (r == 0 && t.confirmed_at != I64_NULL) {
                v.on = true;
                r = recovery_codes_left(rq->tx, rq->who->account, &left);
                v.codes_left = left.n;
        } else if (r == 0) {
                r = fill_square(rq, &t, &v);
        }
        if (r == 0 || r == ERR_NOT_FOUND)
                r = account__fill_confirm(rq, "password", STR("/tai-khoan/bao-mat/ma"), &v.confirm);
        if (r < 0)
                return r;
        view_totp_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

/* On, first half: a secret. */

static const struct field password_fields[] = {
        { "password", FIELD_SECRET, 0, 200, T_ACCOUNT_PASSWORD_NEEDED, NULL },
        { 0 },
};

static int begin_prepare(struct req *rq, struct input *in)
{
        struct str *sealed = NEW(rq->arena, struct str);
        u8 secret[OTP_SECRET_SIZE];
        int r = account__confirm(rq, in, "password");

        random_bytes(secret, sizeof secret);
        *sealed = secret_seal(rq->arena, account__totp_place(rq->arena, rq->who->account),
                str_n((const char *)secret, sizeof secret));
        hash_wipe(secret, sizeof secret);
        in->prepared = sealed;
        return r;
}

static int begin_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct str *sealed = in->prepared;
        struct totp t;
        int r = totp_of(tx, in->who->account, &t);

        (void)out;
        if (r == 0 && t.confirmed_at != I64_NULL)
                return ERR_STATE; /* it is on: first off, then on again */
        return r < 0 && r != ERR_NOT_FOUND ? r
                                           : totp_put(tx, in->who->account, *sealed, tx->now, NULL);
}

static int totp_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/tai-khoan/bao-mat/ma");
}

/* On, second half: a code of it; then recovery codes, shown once. */

static const struct field confirm_fields[] = {
        { "code", FIELD_TEXT, FIELD_REQUIRED, 40, T_ACCOUNT_CODE_NEEDED, NULL },
        { 0 },
};

struct enrolment {
        struct str sealed; /* the secret that the code was of */
        i64 step;
        struct str codes[RECOVERY_CODES];
        struct str hashes[RECOVERY_CODES];
};

static void make_codes(struct arena *a, struct enrolment *e)
{
        for (int i = 0; i < RECOVERY_CODES; i++) {
                struct str code = random_code(a, RECOVERY_LETTERS);
                u8 *hash = arena_alloc(a, HASH_SIZE);

                hash_str(code, hash);
                e->hashes[i] = str_n((const char *)hash, HASH_SIZE);
                e->codes[i] = in_groups(a, code);
        }
}

static int confirm_prepare(struct req *rq, struct input *in)
{
        struct enrolment *e = NEW(rq->arena, struct enrolment);
        struct totp t;
        struct str secret;
        int r = totp_of(rq->tx, rq->who->account, &t);

        if (r == 0)
                r = secret_open(rq->arena, account__totp_place(rq->arena, rq->who->account),
                        t.secret, &secret);
        if (r < 0)
                return r;
        in->failure_kind = "login";
        in->failure_subject = rq->who->login;
        if (otp_check(secret, code_typed(rq->arena, input_str(in, "code")), rq->now, t.used_step,
                    &e->step) < 0)
                return input_fail(in, "code", T_ACCOUNT_CODE_WRONG, STR_NULL);
        e->sealed = t.secret;
        make_codes(rq->arena, e);
        in->prepared = e;
        return 0;
}

static int confirm_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct enrolment *e = in->prepared;
        i64 account = in->who->account, changed;
        int r = totp_confirm(tx, account, e->sealed, e->step, tx->now, &changed);

        (void)out;
        if (r == 0 && changed == 0)
                return ERR_STATE;
        if (r == 0)
                r = recovery_codes_delete(tx, account, NULL);
        for (int i = 0; i < RECOVERY_CODES && r == 0; i++)
                r = recovery_code_insert(tx, account, e->hashes[i]);
        if (r == 0)
                r = account__second_changed(tx, in);
        return r < 0 ? r : account__tell(tx, in, "account.totp_on");
}

static int confirm_answer(struct req *rq, const struct outcome *out)
{
        const struct enrolment *e = rq->in->prepared;
        struct totp_view v = { .rq = rq, .on = true };

        if (!e) /* repeated with the same key: the codes are gone */
                return totp_answer(rq, out);
        v.codes = e->codes;
        v.n_codes = RECOVERY_CODES;
        view_codes_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* Off. */

static int off_prepare(struct req *rq, struct input *in)
{
        return account__confirm(rq, in, "password");
}

static int off_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        int r = totp_delete(tx, in->who->account, NULL);

        (void)out;
        if (r == 0)
                r = recovery_codes_delete(tx, in->who->account, NULL);
        if (r == 0)
                r = account__second_changed(tx, in);
        return r < 0 ? r : account__tell(tx, in, "account.totp_off");
}

const struct route account_totp_routes[] = {
        { GET, "/tai-khoan/bao-mat/ma", PERM_SIGNED_IN, ROUTE_NOINDEX | ROUTE_SECOND,
                READ(NULL, totp_show), .doc = "Codes of the telephone" },
        { POST, "/tai-khoan/bao-mat/ma/bat", PERM_SIGNED_IN, ROUTE_SECOND,
                WRITE(password_fields, begin_prepare, begin_apply, totp_answer, totp_show),
                .doc = "Begin to use codes of the telephone" },
        { POST, "/tai-khoan/bao-mat/ma/xac-nhan", PERM_SIGNED_IN, ROUTE_SECOND,
                WRITE(confirm_fields, confirm_prepare, confirm_apply, confirm_answer, totp_show),
                .doc = "Show that the telephone makes the right codes" },
        { POST, "/tai-khoan/bao-mat/ma/tat", PERM_SIGNED_IN, ROUTE_SECOND,
                WRITE(password_fields, off_prepare, off_apply, totp_answer, totp_show),
                .doc = "Use codes of the telephone no more" },
        { 0 },
};
