/*
 * src/mod/account/second.c: the second step of signing in: after the password a code of the
 * telephone, or one of the recovery codes. Between the two steps the browser holds a token that
 * opens nothing but this page, for ten minutes. Wrong codes count like wrong passwords.
 */
#include "audit/audit.h"
#include "base/random.h"
#include "core/queries.h"
#include "core/secret.h"
#include "core/words.h"
#include "crypto/hash.h"
#include "crypto/otp.h"
#include "mod/account/internal.h"
#include "mod/account/view.h"
#include "mod/account/views.h"
#include "mod/notice/notice.h"
#include "web/texts.h"

#define STEP_MINUTES 10

int account__wants_code(struct tx *tx, i64 account, bool *ret_wants)
{
        struct totp t;
        int r = totp_of(tx, account, &t);

        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        *ret_wants = r == 0 && t.confirmed_at != I64_NULL;
        return 0;
}

int account__begin_second(struct tx *tx, const struct login *l)
{
        return sign_in_insert(tx, str_n((const char *)l->hash, HASH_SIZE), STR("code"), l->account,
                tx->now + STEP_MINUTES * MINUTE_MS);
}

int account__second_answer(struct req *rq, const struct login *l, struct str next)
{
        reply_cookie(rq, STEP_COOKIE, l->token, STEP_MINUTES * 60);
        return reply_go(
                rq, str_cat(rq->arena, STR("/dang-nhap/ma?tiep="), words_query(rq->arena, next)));
}

int account__open(struct tx *tx, const struct login *l, struct str peer, const char *how)
{
        int r = identity_open_session(tx, l, peer, l->agent);

        return r < 0 ? r
                     : audit_add(tx,
                               &(struct audit_entry){ .actor = l->account,
                                       .action = "account.login",
                                       .object_kind = "account",
                                       .object = l->account,
                                       .peer = peer,
                                       .payload = str_fmt(tx->arena, "{\"by\":\"%s\"}", how) },
                               NULL);
}

int account__signed_in(struct req *rq, const struct login *l, struct str next)
{
        reply_cookie(rq, SESSION_COOKIE, l->token, -1);
        if (l->must_change)
                return reply_see_other(rq, "/tai-khoan/mat-khau");
        if (!str_empty(next))
                return reply_go(rq, next);
        return reply_see_other(rq, l->home);
}

static struct str step_hash(struct req *rq)
{
        struct str token = req_cookie(rq, STEP_COOKIE);
        u8 *hash = arena_alloc(rq->arena, HASH_SIZE);

        hash_str(token, hash);
        return str_n((const char *)hash, HASH_SIZE);
}

static const struct field code_query[] = {
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

static const struct field code_fields[] = {
        { "code", FIELD_TEXT, FIELD_REQUIRED, 40, T_ACCOUNT_CODE_NEEDED, NULL },
        { "tiep", FIELD_TEXT, 0, 1000, 0, NULL },
        { 0 },
};

static int code_show(struct req *rq)
{
        struct code_view v = { .rq = rq,
                .in = rq->verb == GET ? NULL : rq->in,
                .next = account__safe_next(input_str(rq->in, "tiep")) };
        struct sign_in_row row;

        if (rq->verb == GET && sign_in_get(rq->tx, step_hash(rq), STR("code"), rq->now, &row) < 0)
                return reply_see_other(rq, "/dang-nhap");
        view_code_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct second {
        struct login login;
        struct str waiting; /* hash of the browser's token */
        struct code_good code;
};

int account__check_code(struct req *rq, i64 account, struct str code, struct code_good *ret_g)
{
        struct recovery_total good;
        struct totp t;
        struct str secret;
        u8 *hash;
        int r = totp_of(rq->tx, account, &t);

        if (r == 0)
                r = secret_open(
                        rq->arena, account__totp_place(rq->arena, account), t.secret, &secret);
        if (r < 0)
                return r;
        if (t.confirmed_at == I64_NULL)
                return ERR_DENIED;
        code = code_typed(rq->arena, code);
        *ret_g = (struct code_good){ .account = account };
        if (otp_check(secret, code, rq->now, t.used_step, &ret_g->step) == 0)
                return 0;
        hash = arena_alloc(rq->arena, HASH_SIZE);
        hash_str(code, hash);
        ret_g->recovery = str_n((const char *)hash, HASH_SIZE);
        r = recovery_code_good(rq->tx, account, ret_g->recovery, &good);
        return r < 0 ? r : good.n ? 0 : ERR_DENIED;
}

static int code_prepare(struct req *rq, struct input *in)
{
        struct second *s = NEW(rq->arena, struct second);
        struct sign_in_row row;
        struct account acc;
        int r;

        s->waiting = step_hash(rq);
        r = sign_in_get(rq->tx, s->waiting, STR("code"), rq->now, &row);
        if (r == ERR_NOT_FOUND)
                return input_fail(in, NULL, T_ACCOUNT_STEP_OVER, STR_NULL);
        if (r == 0)
                r = account_by_id(rq->tx, row.account_id, &acc);
        if (r < 0)
                return r;
        in->failure_kind = "login";
        in->failure_subject = acc.name;
        if (acc.locked_until != I64_NULL && acc.locked_until > rq->now)
                return input_fail(in, NULL, T_ACCOUNT_LOCKED, STR_NULL);
        r = account__check_code(rq, acc.id, input_str(in, "code"), &s->code);
        if (r == ERR_DENIED)
                return input_fail(in, "code", T_ACCOUNT_CODE_WRONG, STR_NULL);
        if (r == 0)
                r = identity_login_of(rq->tx, rq->arena, acc.id, &s->login);
        if (r < 0)
                return r == ERR_DENIED ? input_fail(in, NULL, T_ACCOUNT_STEP_OVER, STR_NULL) : r;
        s->login.agent = req_header(rq, "User-Agent");
        in->prepared = s;
        return 0;
}

int account__use_code(struct tx *tx, const struct code_good *g)
{
        i64 changed;
        int r;

        if (!g->recovery.ptr)
                r = totp_use(tx, g->account, g->step, &changed);
        else
                r = recovery_code_use(tx, g->account, g->recovery, tx->now, &changed);
        if (r == 0 && changed == 0)
                return ERR_DENIED;
        if (r == 0 && g->recovery.ptr)
                r = notice_tell(tx, &(struct notice_new){ .kind = "account.recovery_used",
                                            .account = g->account,
                                            .dossier = I64_NULL,
                                            .due_at = I64_NULL });
        return r;
}

static int code_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct second *s = in->prepared;
        int r = account__use_code(tx, &s->code);

        if (r == ERR_DENIED)
                return input_fail((struct input *)in, "code", T_ACCOUNT_CODE_WRONG, STR_NULL);
        if (r == 0)
                r = sign_in_delete(tx, s->waiting, NULL);
        out->code = str_hex(tx->arena, s->login.hash, HASH_SIZE);
        return r < 0 ? r
                     : account__open(
                               tx, &s->login, in->peer, s->code.recovery.ptr ? "recovery" : "code");
}

static int code_answer(struct req *rq, const struct outcome *out)
{
        const struct second *s = rq->in->prepared;

        /* Repeated with the same key: that session's token is not known any more. */
        if (!s || !str_eq(out->code, str_hex(rq->arena, s->login.hash, HASH_SIZE)))
                return reply_see_other(rq, "/dang-nhap");
        reply_cookie(rq, STEP_COOKIE, STR(""), 0);
        return account__signed_in(rq, &s->login, account__safe_next(input_str(rq->in, "tiep")));
}

const struct route account_second_routes[] = {
        { GET, "/dang-nhap/ma", PERM_PUBLIC, ROUTE_NOINDEX, READ(code_query, code_show),
                .doc = "Second step of signing in" },
        { POST, "/dang-nhap/ma", PERM_PUBLIC, ROUTE_PUBLIC_FORM,
                WRITE(code_fields, code_prepare, code_apply, code_answer, code_show),
                .doc = "Sign in with a code" },
        { 0 },
};

/* What is under way and never came to an end. */
static int purge_apply(struct tx *tx, void *arg)
{
        int r = sign_ins_purge(tx, tx->now, NULL);

        (void)arg;
        return r < 0 ? r : used_challenges_purge(tx, tx->now, NULL);
}

static int purge(struct job_run *run)
{
        return store_write(run->store, run->arena, purge_apply, NULL);
}

const struct job_kind account_jobs[] = {
        { .kind = "account.purge", .run = purge, .every_ms = HOUR_MS },
        { 0 },
};
