/*
 * src/mod/account/contact.c: where one is told: e-mail and telephone. Changing them takes the
 * password: who finds a browser open does not redirect somebody's messages.
 */
#include "audit/audit.h"
#include "mod/account/internal.h"
#include "mod/account/view.h"
#include "mod/account/views.h"
#include "mod/notice/notice.h"
#include "web/texts.h"

static const struct field contact_fields[] = {
        { "email", FIELD_EMAIL, FIELD_PERSONAL, 0, 0, NULL },
        { "phone", FIELD_PHONE, FIELD_PERSONAL, 0, 0, NULL },
        { "password", FIELD_SECRET, 0, 200, T_ACCOUNT_PASSWORD_NEEDED, NULL },
        { 0 },
};

static int contact_show(struct req *rq)
{
        struct own_contact_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct notice_contact c;
        int r = notice_contact_of_account(rq->tx, rq->who->account, &c);

        if (r == 0)
                r = account__fill_confirm(rq, "password", STR("/tai-khoan/lien-he"), &v.confirm);
        if (r < 0)
                return r;
        who_reads_own(rq, rq->who->account);
        v.email = c.email;
        v.phone = c.phone;
        view_own_contact_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int contact_prepare(struct req *rq, struct input *in)
{
        return account__confirm(rq, in, "password");
}

static int contact_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        i64 account = in->who->account;
        struct notice_contact before;
        int r = notice_reached(tx, account, &before);

        (void)out;
        if (r == 0)
                r = contact_put(tx, account, input_str(in, "email"), input_str(in, "phone"), NULL);
        if (r == 0)
                r = notice_confirmed_forget(
                        tx, account, input_str(in, "email"), input_str(in, "phone"), NULL);
        if (r == 0)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = account,
                                .action = "account.contact",
                                .object_kind = "account",
                                .object = account,
                                .peer = in->peer },
                        NULL);
        if (r == 0)
                r = notice_tell(tx, &(struct notice_new){ .kind = "account.contact",
                                            .account = account,
                                            .dossier = I64_NULL,
                                            .due_at = I64_NULL,
                                            .before = &before });
        return r;
}

static int contact_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/thong-bao/xac-nhan");
}

const struct route account_contact_routes[] = {
        { GET, "/tai-khoan/lien-he", PERM_SIGNED_IN, ROUTE_NOINDEX, READ(NULL, contact_show),
                .doc = "One's e-mail and telephone" },
        { POST, "/tai-khoan/lien-he", PERM_SIGNED_IN, 0,
                WRITE(contact_fields, contact_prepare, contact_apply, contact_answer, contact_show),
                .doc = "Change one's e-mail and telephone" },
        { 0 },
};
