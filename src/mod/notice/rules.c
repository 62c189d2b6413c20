/*
 * src/mod/notice/rules.c: who is told of what, by which ways. In the transaction of the cause: rows
 * only, what leaves the house is the jobs' business (send.c).
 */
#include "base/id.h"
#include "crypto/hash.h"
#include "mod/dossier/dossier.h"
#include "mod/mandate/mandate.h"
#include "mod/notice/internal.h"

/* Addresses carry no ids: a hash of the id names the notice. */
static struct str code_of(struct arena *a, i64 id)
{
        u8 hash[HASH_SIZE];

        hash_bytes(&id, sizeof id, hash);
        return str_hex(a, hash, 8);
}

/* to: STR_NULL: where the person is reached when it is sent. */
static int deliver(struct tx *tx, i64 notice, const struct notice_channel *c, struct str to)
{
        i64 id = id_new();
        int r = delivery_insert(tx, id, notice, str_of(c->name), tx->now);

        if (r == 0 && to.ptr)
                r = delivery_send_to(tx, id, to, NULL);
        return r < 0 ? r : job_add(tx, "notice.deliver", id, STR("{}"), 0);
}

/* Whatever was chosen: who lost an address to somebody else learns it there, or nowhere. */
static int tell_before(struct tx *tx, const struct notice_new *n, i64 notice)
{
        struct notice_contact now;
        int r = notice_contact_of_account(tx, n->account, &now);

        for (const struct notice_channel *c = notice_channels; c->name && r == 0; c++) {
                struct str old = c->address(n->before);

                if (c->ready() && old.len && !str_eq(old, c->address(&now)))
                        r = deliver(tx, notice, c, old);
        }
        return r;
}

int notice_tell(struct tx *tx, const struct notice_new *n)
{
        const struct notice_kind *k = notice_kind_by(str_of(n->kind));
        struct notice_choice_row_rows choices = { 0 };
        i64 id = id_new();
        int r;

        CHECK(k != NULL);
        r = notice_insert(tx, &(struct notice_insert_args){ .id = id,
                                      .code = code_of(tx->arena, id),
                                      .account_id = n->account,
                                      .kind = str_of(n->kind),
                                      .dossier_id = n->dossier,
                                      .dossier_code = n->dossier_code,
                                      .due_at = n->due_at,
                                      .at = tx->now });
        if (r == 0 && n->account != I64_NULL)
                r = notice_choices(tx, n->account, &choices);
        for (const struct notice_channel *c = notice_channels; c->name && r == 0; c++)
                if (c->ready() && notice__wants(&choices, k->topic, c))
                        r = deliver(tx, id, c, STR_NULL);
        if (r == 0 && n->before)
                r = tell_before(tx, n, id);
        return r;
}

int notice_again(struct tx *tx, i64 delivery)
{
        i64 changed;
        int r = delivery_again(tx, delivery, &changed);

        if (r == 0 && changed == 0)
                r = ERR_NOT_FOUND;
        return r < 0 ? r : job_add(tx, "notice.deliver", delivery, STR("{}"), 0);
}

/* Every move that concerns the applicant. */
static int on_moved(struct tx *tx, const struct event *e)
{
        const struct dossier_moved *m = e->detail;
        const struct dossier *d = m->after;
        const char *kind = str_fmt(tx->arena, "dossier.%s", m->action).ptr;

        struct notice_new n = { .kind = kind,
                .account = dossier_is_guests(d) ? I64_NULL : d->account_id,
                .dossier = d->id,
                .dossier_code = d->code,
                .due_at = d->due_at };
        int r = 0;

        if (!notice_kind_by(str_of(kind)))
                return 0;
        /* Sent for somebody: both are told; who has no account, by the other. */
        if (n.account != I64_NULL || d->representative_id == I64_NULL)
                r = notice_tell(tx, &n);
        if (r < 0 || d->representative_id == I64_NULL)
                return r;
        r = dossier_is_followed(tx, d);
        n.account = d->representative_id;
        return r == 0 ? notice_tell(tx, &n) : r == ERR_STATE ? 0 : r;
}

/* Both sides learn of what becomes of a mandate. */
static int on_mandate(struct tx *tx, const struct event *e)
{
        static const struct {
                const char *action, *representative, *principal;
        } kinds[] = { { "grant", "mandate.grant", "mandate.granted" },
                { "approve", "mandate.grant", "mandate.granted" }, { "ask", NULL, "mandate.ask" },
                { "refuse", "mandate.refuse", NULL }, { "revoke", "mandate.over", "mandate.over" },
                { "renounce", "mandate.over", "mandate.over" },
                { "end", "mandate.over", "mandate.over" } };
        const struct mandate_moved *m = e->detail;
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
                if (strcmp(kinds[i].action, m->action) != 0)
                        continue;
                if (kinds[i].representative)
                        r = notice_tell(tx, &(struct notice_new){ .kind = kinds[i].representative,
                                                    .account = m->mandate->account_id,
                                                    .dossier = I64_NULL,
                                                    .due_at = I64_NULL });
                if (r == 0 && kinds[i].principal && m->principal_account != I64_NULL)
                        r = notice_tell(tx, &(struct notice_new){ .kind = kinds[i].principal,
                                                    .account = m->principal_account,
                                                    .dossier = I64_NULL,
                                                    .due_at = I64_NULL });
        }
        return r;
}

const struct subscription notice_subscriptions[] = {
        { .event = MANDATE_MOVED,
                .mode = IN_TX,
                .subscriber = "notice.mandate",
                .in_tx = on_mandate },
        { .event = "dossier.moved",
                .mode = IN_TX,
                .subscriber = "notice.moved",
                .in_tx = on_moved },
        { 0 },
};
