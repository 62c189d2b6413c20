/*
 * src/mod/notice/send.c: one delivery: read what it is about, send it, write down how it ended. The
 * job runner tries again with growing pauses; after the last try the delivery is a dead letter,
 * which administrators see and may send again.
 */
#include "base/log.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/notice/internal.h"
#include "web/texts.h"

enum lang notice__lang(struct tx *tx, i64 account)
{
        struct notice_language_row row;

        if (account == I64_NULL || notice_language_of(tx, account, &row) < 0)
                return LANG_VI;
        return str_is(row.lang, "en") ? LANG_EN : LANG_VI;
}

static struct str link_of(
        struct arena *a, const struct delivery_row *d, const struct notice_kind *k)
{
        struct str base = setting_str(SETTING_SITE_URL);

        if (str_empty(base))
                return STR_NULL;
        if (k && k->at)
                return str_cat(a, base, str_of(k->at));
        if (str_empty(d->dossier_code))
                return str_cat(a, base, STR("/thong-bao"));
        /* Who has no account looks the code up. */
        return str_fmt(a, d->account_id == I64_NULL ? "%.*s/tra-cuu?ma=%.*s" : "%.*s/ho-so/%.*s",
                STRF(base), STRF(d->dossier_code));
}

/*
 * Who gets it: the account's person, where they have confirmed it; of a dossier without an account,
 * its contact.
 */
static int contact_of(
        struct tx *tx, const struct delivery_row *d, struct notice_contact *ret_contact)
{
        return d->account_id != I64_NULL
                       ? notice_reached(tx, d->account_id, ret_contact)
                       : notice_contact_of_dossier(tx, d->dossier_id, ret_contact);
}

static int compose(struct tx *tx, const struct delivery_row *d, struct notice_message *m)
{
        const struct notice_kind *k = notice_kind_by(d->kind);
        struct notice_contact contact;
        struct notice_usual usual = { 0 };
        int r = contact_of(tx, d, &contact);

        if (r == 0 && d->dossier_id != I64_NULL)
                r = notice_usual_name(tx, d->dossier_id, &usual);
        if (r < 0)
                return r;
        *m = (struct notice_message){ .delivery = d->id,
                .address = d->send_to.ptr ? d->send_to
                                          : notice__channel(d->channel)->address(&contact),
                .lang = notice__lang(tx, d->account_id),
                .code = d->dossier_code,
                .usual = usual.usual,
                .link = link_of(tx->arena, d, k),
                .at = d->at };
        m->title = text_plain(tx->arena, m->lang, k ? k->title : T_NONE, STR_NULL);
        m->lead = text_plain(tx->arena, m->lang, k ? k->lead : T_NONE,
                words_time(tx->arena, m->lang, d->due_at));
        return 0;
}

struct end {
        i64 delivery, state;
        struct str address, answer;
};

static int put_end(struct tx *tx, void *arg)
{
        const struct end *e = arg;

        return delivery_put(tx, e->delivery, e->state, e->address,
                e->state == DELIVERY_WAITS ? I64_NULL : tx->now, e->answer, NULL);
}

static int deliver(struct job_run *run)
{
        struct notice_message m = { 0 };
        struct delivery_row d;
        struct end end = { .delivery = run->object };
        struct tx *tx;
        int sent = 0, r = store_read_begin(run->store, run->arena, &tx);

        if (r < 0)
                return r;
        r = delivery_get(tx, run->object, &d);
        if (r == 0 && d.state == DELIVERY_WAITS)
                r = compose(tx, &d, &m);
        store_read_end(tx);
        if (r == ERR_NOT_FOUND || (r == 0 && d.state != DELIVERY_WAITS))
                return 0; /* erased, or done by an earlier run */
        if (r < 0)
                return r;
        end.address = m.address;
        end.state = DELIVERY_NO_ADDRESS;
        if (!str_empty(m.address)) {
                sent = notice__channel(d.channel)->send(run->arena, &m, &end.answer);
                end.state = sent == 0                                           ? DELIVERY_SENT
                            : sent == ERR_DENIED || run->tries >= JOB_TRIES_MAX ? DELIVERY_DEAD
                                                                                : DELIVERY_WAITS;
        }
        r = store_write(run->store, run->arena, put_end, &end);
        if (r == 0 && end.state == DELIVERY_DEAD)
                log_warn("notice.dead", "delivery=%lld channel=%.*s", (long long)d.id,
                        STRF(d.channel));
        return r == 0 && end.state == DELIVERY_WAITS ? sent : r;
}

const struct job_kind notice_jobs[] = {
        { .kind = "notice.deliver", .run = deliver },
        { .kind = NOTICE_CODE_JOB, .run = notice__code_send },
        { .kind = "notice.codes_purge", .run = notice__codes_purge, .every_ms = HOUR_MS },
        { 0 },
};
