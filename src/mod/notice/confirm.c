/*
 * src/mod/notice/confirm.c: an address is somebody's once they have typed a code that was sent to
 * it. Notices of an account go to no other address, so nobody is written to because another typed
 * their number, and nobody reads another's notices for a slip of the finger.
 *
 * The code is made of the row's id and a key of the installation: the database holds no code. It is
 * sent by a job, counts for some minutes, and only the newest of an address counts.
 */
#include "audit/audit.h"
#include "base/id.h"
#include "base/log.h"
#include "core/files.h"
#include "core/setting.h"
#include "core/tries.h"
#include "core/who.h"
#include "crypto/hash.h"
#include "mod/notice/internal.h"
#include "mod/notice/view.h"
#include "mod/notice/views.h"
#include "web/texts.h"
#include "web/web.h"

#define CODE_TRIES    "contact"
#define CODE_LIFE     (15 * MINUTE_MS)
#define CODE_PAUSE    MINUTE_MS /* between two to one account */
#define CODES_AN_HOUR 5         /* to one account */
#define CODES_A_DAY   10        /* to one address, by whomever */
#define CODES_KEPT    (2 * DAY_MS)
#define WAYS_MAX      2

static struct str code_of(struct arena *a, i64 id)
{
        u8 key[HASH_SIZE], mac[HASH_SIZE];
        u32 n = 0;

        content_derive_key(files_content(), "contact", key);
        hash_hmac(key, sizeof key, &id, sizeof id, mac);
        hash_wipe(key, sizeof key);
        for (int i = 0; i < 4; i++)
                n = n << 8 | mac[i];
        return str_fmt(a, "%06u", n % 1000000);
}

static bool is_code(struct arena *a, i64 id, struct str typed)
{
        struct str code = code_of(a, id);

        return typed.len == code.len && hash_equal(typed.ptr, code.ptr, code.len);
}

/* By which way a code reaches this kind of address now; NULL: by none. */
static const struct notice_channel *way_to(bool phone)
{
        const struct notice_contact probe = { .email = phone ? STR("") : STR("x"),
                .phone = phone ? STR("x") : STR("") };

        for (const struct notice_channel *c = notice_channels; c->name; c++)
                if (c->ready() && !str_empty(c->address(&probe)))
                        return c;
        return NULL;
}

/* ---- GET /thong-bao/xac-nhan ---- */

static int fill_way(struct req *rq, const char *name, int label, struct str address,
        struct str confirmed, struct confirm_way *w)
{
        const struct notice_channel *c = way_to(strcmp(name, "phone") == 0);
        struct contact_code code;
        int r = ERR_NOT_FOUND;

        *w = (struct confirm_way){ .name = name,
                .label = text_plain(rq->arena, rq->lang, label, STR_NULL),
                .address = address,
                .confirmed = !str_empty(confirmed),
                .ready = c != NULL };
        if (!str_empty(address) && !w->confirmed)
                r = contact_code_newest(rq->tx, rq->who->account, address, rq->now, &code);
        w->sent = r == 0;
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int confirm_show(struct req *rq)
{
        struct confirm_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct confirm_way *ways = NEW_ARRAY(rq->arena, struct confirm_way, WAYS_MAX);
        struct notice_contact all, reached;
        int r = notice_contact_of_account(rq->tx, rq->who->account, &all);

        if (r == 0)
                r = notice_reached(rq->tx, rq->who->account, &reached);
        if (r == 0)
                r = fill_way(rq, "email", T_NOTICE_EMAIL, all.email, reached.email, &ways[0]);
        if (r == 0)
                r = fill_way(rq, "phone", T_NOTICE_PHONE, all.phone, reached.phone, &ways[1]);
        if (r < 0)
                return r;
        who_reads_own(rq, rq->who->account);
        v.ways = ways;
        v.n_ways = WAYS_MAX;
        view_notice_confirm(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int confirm_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/thong-bao/xac-nhan");
}

/* Of the account itself: a code is sent to no other address. */
static int address_of(struct tx *tx, const struct input *in, struct str *ret_address)
{
        struct notice_contact c;
        int r = notice_contact_of_account(tx, in->who->account, &c);

        if (r == 0)
                *ret_address = str_is(input_str(in, "dia_chi"), "phone") ? c.phone : c.email;
        return r == 0 && str_empty(*ret_address) ? ERR_NOT_FOUND : r;
}

static int record(struct tx *tx, const struct input *in, const char *action)
{
        return audit_add(tx,
                &(struct audit_entry){ .actor = in->who->account,
                        .action = action,
                        .object_kind = "account",
                        .object = in->who->account,
                        .peer = in->peer },
                NULL);
}

/* ---- POST /thong-bao/xac-nhan/gui ---- */

static const struct field send_fields[] = {
        { "dia_chi", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "email|phone" },
        { 0 },
};

/* Codes cost money and bother people: some an hour for one account, some a day to one address. */
static int count_sent(struct tx *tx, i64 account, struct str address)
{
        struct notice_total last, hour, day;
        int r = contact_codes_of(tx, account, tx->now - CODE_PAUSE, &last);

        if (r == 0)
                r = contact_codes_of(tx, account, tx->now - HOUR_MS, &hour);
        if (r == 0)
                r = contact_codes_to(tx, address, tx->now - DAY_MS, &day);
        if (r < 0)
                return r;
        return last.n > 0 || hour.n >= CODES_AN_HOUR || day.n >= CODES_A_DAY ? ERR_RATE : 0;
}

static int send_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct notice_channel *c = way_to(str_is(input_str(in, "dia_chi"), "phone"));
        struct str address;
        i64 id = id_new();
        int r = address_of(tx, in, &address);

        (void)out;
        if (r == 0 && !c)
                return input_fail((struct input *)in, NULL, T_NOTICE_CODE_NO_WAY, STR_NULL);
        if (r == 0)
                r = count_sent(tx, in->who->account, address);
        if (r == ERR_RATE)
                return input_fail((struct input *)in, NULL, T_NOTICE_CODE_OFTEN, STR_NULL);
        if (r == 0)
                r = contact_code_insert(tx, &(struct contact_code_insert_args){ .id = id,
                                                    .account = in->who->account,
                                                    .address = address,
                                                    .channel = str_of(c->name),
                                                    .at = tx->now,
                                                    .expires_at = tx->now + CODE_LIFE });
        if (r == 0)
                r = job_add(tx, NOTICE_CODE_JOB, id, STR("{}"), 0);
        return r < 0 ? r : record(tx, in, "notice.code_sent");
}

/* ---- POST /thong-bao/xac-nhan ---- */

static const struct field confirm_fields[] = {
        { "dia_chi", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "email|phone" },
        { "ma", FIELD_KEY, FIELD_REQUIRED, 12, T_NOTICE_CODE_NEEDED, NULL },
        { 0 },
};

static int confirm_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct contact_code code = { 0 };
        struct str address;
        i64 changed = 0;
        int r = tries_left(tx, CODE_TRIES, in->who->login, in->peer);

        (void)out;
        if (r == 0)
                r = address_of(tx, in, &address);
        if (r == 0)
                r = contact_code_newest(tx, in->who->account, address, tx->now, &code);
        if (r == 0 && !is_code(tx->arena, code.id, input_str(in, "ma")))
                r = ERR_NOT_FOUND;
        if (r < 0)
                return tries_refuse((struct input *)in, CODE_TRIES, in->who->login, r, "ma",
                        T_NOTICE_CODE_WRONG, T_NOTICE_CODE_LOCKED);
        r = contact_code_used(tx, code.id, tx->now, &changed);
        if (r == 0 && changed == 1)
                r = notice_confirmed_put(tx, in->who->account, address, tx->now, NULL);
        return r < 0 ? r : record(tx, in, "notice.confirmed");
}

/* ---- Jobs ---- */

struct sent {
        i64 id, at;
        struct str answer;
};

static int sent_put(struct tx *tx, void *arg)
{
        const struct sent *s = arg;

        return contact_code_sent(tx, s->id, s->at, s->answer, NULL);
}

static int code_read(struct job_run *run, struct contact_code *ret_c, enum lang *ret_lang)
{
        struct tx *tx;
        int r = store_read_begin(run->store, run->arena, &tx);

        if (r < 0)
                return r;
        r = contact_code_by_id(tx, run->object, ret_c);
        if (r == 0)
                *ret_lang = notice__lang(tx, ret_c->account_id);
        store_read_end(tx);
        return r;
}

int notice__code_send(struct job_run *run)
{
        struct sent s = { .id = run->object, .at = I64_NULL };
        struct contact_code c;
        enum lang lang = LANG_VI;
        int sent, r = code_read(run, &c, &lang);

        if (r == ERR_NOT_FOUND)
                return 0;
        if (r < 0 || c.sent_at != I64_NULL || c.used_at != I64_NULL || c.expires_at <= clock_now())
                return r;
        sent = notice__channel(c.channel)->send(run->arena,
                &(struct notice_message){ .delivery = c.id,
                        .address = c.address,
                        .title = s_NOTICE_CODE(run->arena, lang, code_of(run->arena, c.id)),
                        .lead = s_NOTICE_CODE_LEAD(run->arena, lang),
                        .code = STR(""),
                        .link = STR(""),
                        .lang = lang,
                        .at = clock_now() },
                &s.answer);
        if (sent == 0)
                s.at = clock_now();
        r = store_write(run->store, run->arena, sent_put, &s);
        return r == 0 && sent < 0 && sent != ERR_DENIED ? sent : r;
}

static int purge(struct tx *tx, void *arg)
{
        (void)arg;
        return contact_codes_purge(tx, tx->now - CODES_KEPT, NULL);
}

int notice__codes_purge(struct job_run *run)
{
        return store_write(run->store, run->arena, purge, NULL);
}

const struct route notice_confirm_routes[] = {
        { GET, "/thong-bao/xac-nhan", PERM_SIGNED_IN, ROUTE_NOINDEX, READ(NULL, confirm_show),
                .doc = "Which of one's addresses are confirmed" },
        { POST, "/thong-bao/xac-nhan/gui", PERM_SIGNED_IN, 0,
                WRITE(send_fields, NULL, send_apply, confirm_answer, confirm_show),
                .doc = "Have a code sent to one's own address" },
        { POST, "/thong-bao/xac-nhan", PERM_SIGNED_IN, 0,
                WRITE(confirm_fields, NULL, confirm_apply, confirm_answer, confirm_show),
                .doc = "Confirm an address by the code that was sent to it" },
        { 0 },
};
