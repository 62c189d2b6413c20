/*
 * src/mod/account/recovery.c: into an account again without e-mail or telephone: at a counter an
 * officer compares the person with the identity card, a second officer confirms it, and the person
 * gets a code that is good once, for half an hour. It sets a new password and takes off whatever
 * else opened the account: who has lost a telephone has lost it all.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "base/random.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/words.h"
#include "crypto/hash.h"
#include "mod/account/internal.h"
#include "mod/account/view.h"
#include "mod/account/views.h"
#include "mod/notice/notice.h"
#include "web/texts.h"
#include "web/web.h"

#define CODE_LETTERS 10
#define CODE_MINUTES 30
#define ASK_HOURS    2 /* so long a request waits for the second officer */
#define TRIES        5

/* GET and POST /khoi-phuc-tai-khoan: at the counter. */

static const struct field ask_fields[] = {
        { "identity", FIELD_IDENTITY, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_ACCOUNT_IDENTITY_NEEDED,
                NULL },
        { "seen", FIELD_BOOL, FIELD_REQUIRED, 0, T_ACCOUNT_REC_SEEN_NEEDED, NULL },
        { 0 },
};

static int fill_waiting(struct req *rq, struct recovery_view *v)
{
        struct recovery_line *list;
        struct recovery_open_rows rows;
        int r = recoveries_open(rq->tx, rq->now - ASK_HOURS * HOUR_MS, 50, &rows);

        if (r < 0)
                return r;
        if (!rows.n)
                req_note_person(rq, 0, 0, "name", "admin.recovery");
        list = NEW_ARRAY(rq->arena, struct recovery_line, MAX(rows.n, 1));
        for (size_t i = 0; i < rows.n; i++) {
                const struct recovery_open *o = &rows.rows[i];

                list[i] = (struct recovery_line){ .code = o->code,
                        .person = o->person,
                        .officer = o->officer,
                        .when = words_time(rq->arena, rq->lang, o->asked_at),
                        .mine = o->asked_by == rq->who->account };
                req_note_person(rq, o->person_id, 0, "name", "admin.recovery");
        }
        v->waiting = list;
        v->n_waiting = rows.n;
        return 0;
}

static int desk_show(struct req *rq)
{
        struct recovery_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        int r = fill_waiting(rq, &v);

        if (r < 0)
                return r;
        view_recovery_desk(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int ask_prepare(struct req *rq, struct input *in)
{
        struct str *code = NEW(rq->arena, struct str);
        struct citizen_row row;
        int r = citizen_by_identity(rq->tx, input_str(in, "identity"), &row);

        if (r == ERR_NOT_FOUND)
                return input_fail(in, "identity", T_ACCOUNT_REC_NONE, STR_NULL);
        *code = random_code(rq->arena, 12);
        in->prepared = code;
        return r;
}

static int record(struct tx *tx, const struct input *in, const char *action, i64 account)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = in->who->account ? in->who->account : account,
                        .action = action,
                        .object_kind = "account",
                        .object = account,
                        .peer = in->peer },
                NULL);
}

static int ask_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct str *code = in->prepared;
        struct citizen_row row;
        int r = citizen_by_identity(tx, input_str(in, "identity"), &row);

        (void)out;
        if (r == 0)
                r = recovery_insert(tx, id_new(), *code, row.account_id, in->who->account, tx->now);
        return r < 0 ? r : record(tx, in, "recovery.ask", row.account_id);
}

static int desk_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/khoi-phuc-tai-khoan");
}

/* POST /khoi-phuc-tai-khoan/xac-nhan: the second officer; the code is shown once. */

static const struct field confirm_fields[] = {
        { "ma", FIELD_KEY, FIELD_REQUIRED, 40, 0, NULL },
        { "seen", FIELD_BOOL, FIELD_REQUIRED, 0, T_ACCOUNT_REC_SEEN_NEEDED, NULL },
        { 0 },
};

static int confirm_prepare(struct req *rq, struct input *in)
{
        struct str *code = NEW(rq->arena, struct str);

        *code = random_code(rq->arena, CODE_LETTERS);
        in->prepared = code;
        return 0;
}

static int confirm_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct str *code = in->prepared;
        struct recovery_row row;
        i64 changed;
        u8 hash[HASH_SIZE];
        int r = recovery_by_code(tx, input_str(in, "ma"), &row);

        (void)out;
        if (r < 0)
                return r;
        if (row.asked_by == in->who->account)
                return ERR_DENIED; /* two persons, not one twice */
        if (row.asked_at < tx->now - ASK_HOURS * HOUR_MS)
                return ERR_STATE;
        hash_str(*code, hash);
        r = recovery_confirm(tx, row.id, in->who->account, tx->now,
                str_n((const char *)hash, HASH_SIZE), tx->now + CODE_MINUTES * MINUTE_MS, &changed);
        if (r == 0 && changed == 0)
                return ERR_STATE;
        if (r == 0)
                r = record(tx, in, "recovery.confirm", row.account_id);
        return r < 0 ? r
                     : notice_tell(tx, &(struct notice_new){ .kind = "account.recovery",
                                               .account = row.account_id,
                                               .dossier = I64_NULL,
                                               .due_at = I64_NULL });
}

static int confirm_answer(struct req *rq, const struct outcome *out)
{
        const struct str *code = rq->in->prepared;
        struct recovery_view v = { .rq = rq };

        if (!code) /* repeated with the same key: the code is gone */
                return desk_answer(rq, out);
        v.code = *code;
        view_recovery_code(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET and POST /dang-nhap/khoi-phuc: the person, with the code. */

static const struct field use_fields[] = {
        { "identity", FIELD_IDENTITY, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_ACCOUNT_IDENTITY_NEEDED,
                NULL },
        { "code", FIELD_TEXT, FIELD_REQUIRED, 40, T_ACCOUNT_CODE_NEEDED, NULL },
        { "password", FIELD_SECRET, FIELD_REQUIRED, 200, T_ACCOUNT_NEW_PASSWORD_NEEDED, NULL },
        { 0 },
};

static int use_show(struct req *rq)
{
        struct recovery_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };

        view_recovery_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

struct recovering {
        i64 id, account, person, officer;
        struct str encoded;
};

static int find_good(struct req *rq, struct input *in, struct recovering *x)
{
        struct str code = code_typed(rq->arena, input_str(in, "code"));
        struct failure_total failed;
        struct recovery_good row;
        u8 hash[HASH_SIZE];
        int r;

        in->failure_kind = "recovery";
        in->failure_subject = input_str(in, "identity");
        r = failure_count(rq->tx, STR("recovery"), in->failure_subject,
                rq->now - CODE_MINUTES * MINUTE_MS, &failed);
        if (r < 0)
                return r;
        if (failed.n >= TRIES)
                return input_fail(in, NULL, T_ACCOUNT_LOCKED, STR_NULL);
        hash_str(code, hash);
        r = recovery_find_good(rq->tx, input_str(in, "identity"),
                str_n((const char *)hash, HASH_SIZE), rq->now, &row);
        if (r == ERR_NOT_FOUND)
                return input_fail(in, "code", T_ACCOUNT_REC_WRONG, STR_NULL);
        x->id = row.id;
        x->account = row.account_id;
        x->person = row.person_id;
        x->officer = row.confirmed_by;
        return r;
}

static int use_prepare(struct req *rq, struct input *in)
{
        struct recovering *x = NEW(rq->arena, struct recovering);
        struct str password = input_str(in, "password");
        int problem = identity_password_problem(password, input_str(in, "identity")), r;

        if (problem)
                return input_fail(in, "password", problem, STR_NULL);
        r = find_good(rq, in, x);
        if (r < 0)
                return r;
        in->prepared = x;
        return identity_hash_password(rq->arena, password, &x->encoded);
}

int account_forget_factors(struct tx *tx, i64 account)
{
        int r = totp_delete(tx, account, NULL);

        if (r == 0)
                r = recovery_codes_delete(tx, account, NULL);
        if (r == 0)
                r = passkeys_delete(tx, account, NULL);
        return r < 0 ? r : second_note(tx, account, tx->now, NULL);
}

int account__close_all(struct tx *tx, i64 account)
{
        int r = account_forget_factors(tx, account);

        if (r == 0)
                r = identity_links_end_of(tx, account, NULL);
        if (r == 0)
                r = api_tokens_end_of(tx, account, tx->now, NULL);
        if (r == 0)
                r = sign_ins_end_of(tx, account, NULL);
        return r < 0 ? r : sessions_end_of(tx, account, 0, tx->now, NULL);
}

static int use_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct recovering *x = in->prepared;
        i64 changed;
        int r = recovery_use(tx, x->id, tx->now, &changed);

        (void)out;
        if (r == 0 && changed == 0)
                return input_fail((struct input *)in, "code", T_ACCOUNT_REC_WRONG, STR_NULL);
        if (r == 0)
                r = account_set_password(tx, x->account, x->encoded, false, NULL);
        if (r == 0)
                r = account__close_all(tx, x->account);
        if (r == 0) /* two officers have seen the card */
                r = identity_assure(tx, x->person, "counter", x->officer);
        return r < 0 ? r : record(tx, in, "recovery.use", x->account);
}

static int use_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/dang-nhap");
}

const struct route account_recovery_routes[] = {
        { GET, "/khoi-phuc-tai-khoan", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON | ROUTE_NOINDEX,
                READ(NULL, desk_show), .doc = "Accounts whose persons stand at the counter" },
        { POST, "/khoi-phuc-tai-khoan", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(ask_fields, ask_prepare, ask_apply, desk_answer, desk_show),
                .doc = "Say that a person was compared with the identity card" },
        { POST, "/khoi-phuc-tai-khoan/xac-nhan", PERM_DOSSIER_INTAKE, ROUTE_READS_PERSON,
                WRITE(confirm_fields, confirm_prepare, confirm_apply, confirm_answer, desk_show),
                .doc = "Confirm it as a second officer; shows the person's code" },
        { GET, "/dang-nhap/khoi-phuc", PERM_PUBLIC, ROUTE_NOINDEX, READ(NULL, use_show),
                .doc = "A new password with a code of the counter" },
        { POST, "/dang-nhap/khoi-phuc", PERM_PUBLIC, ROUTE_PUBLIC_FORM,
                WRITE(use_fields, use_prepare, use_apply, use_answer, use_show),
                .doc = "A new password with a code of the counter" },
        { 0 },
};
