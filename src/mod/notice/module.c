/*
 * src/mod/notice/module.c: notices over HTTP: reading them, marking them read, choosing the ways by
 * which they also come; and how many are unread, for the frame of every page.
 */
#include "audit/audit.h"
#include "core/frame.h"
#include "core/who.h"
#include "core/words.h"
#include "mod/notice/internal.h"
#include "mod/notice/view.h"
#include "mod/notice/views.h"
#include "web/texts.h"

#define PAGE 20

static int unread(struct req *rq, i64 *ret_n)
{
        struct notice_total total;
        int r = notices_unread(rq->tx, rq->who->account, &total);

        if (r == 0)
                *ret_n = total.n;
        return r;
}

static int start(struct store *s)
{
        (void)s;
        frame_set_unread(unread);
        return 0;
}

/* GET /thong-bao. */

static const struct field list_fields[] = {
        { "truoc", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static const struct {
        enum delivery_state state;
        int text;
        enum icon icon;
} ends[] = {
        { DELIVERY_WAITS, T_NOTICE_WAY_WAITS, ICON_DONGHO },
        { DELIVERY_SENT, T_NOTICE_WAY_SENT, ICON_DAU },
        { DELIVERY_DEAD, T_NOTICE_WAY_DEAD, ICON_CANHBAO },
        { DELIVERY_NO_ADDRESS, T_NOTICE_WAY_NO_ADDRESS, ICON_CANHBAO },
};

static void fill_way(struct req *rq, const struct delivery_line *d, struct notice_way *w)
{
        *w = (struct notice_way){ .name = text_plain(rq->arena, rq->lang,
                                          notice_channel_text(d->channel), STR_NULL),
                .address = d->address };
        if (d->state == DELIVERY_SENT)
                w->when = words_time(rq->arena, rq->lang, d->ended_at);
        for (size_t i = 0; i < ARRAY_LEN(ends); i++)
                if (ends[i].state == d->state) {
                        w->state = text_plain(rq->arena, rq->lang, ends[i].text, STR_NULL);
                        w->icon = ends[i].icon;
                }
}

static int fill_ways(
        struct req *rq, const struct notice_line_rows *rows, struct notice_item *items, size_t n)
{
        i64 *ids = NEW_ARRAY(rq->arena, i64, MAX(n, 1));
        struct delivery_line_rows sent;
        struct notice_way *ways;
        int r;

        for (size_t i = 0; i < n; i++)
                ids[i] = rows->rows[i].id;
        r = deliveries_of(rq->tx, ids, n, &sent);
        if (r < 0)
                return r;
        ways = NEW_ARRAY(rq->arena, struct notice_way, MAX(sent.n, 1));
        for (size_t i = 0; i < sent.n; i++) {
                fill_way(rq, &sent.rows[i], &ways[i]);
                for (size_t k = 0; k < n; k++)
                        if (ids[k] == sent.rows[i].notice_id && items[k].n_ways++ == 0)
                                items[k].ways = &ways[i];
        }
        return 0;
}

static void fill_item(struct req *rq, const struct notice_line *n, struct notice_item *it)
{
        const struct notice_kind *k = notice_kind_by(n->kind);

        *it = (struct notice_item){ .code = n->code,
                .title = text_plain(rq->arena, rq->lang, k ? k->title : T_NONE, STR_NULL),
                .lead = text_plain(rq->arena, rq->lang, k ? k->lead : T_NONE,
                        words_time(rq->arena, rq->lang, n->due_at)),
                .usual = n->usual,
                .dossier = n->dossier_code,
                .time = words_time(rq->arena, rq->lang, n->at),
                .time_iso = time_iso(rq->arena, n->at),
                .unread = n->read_at == I64_NULL };
        if (k && k->at)
                it->href = str_of(k->at);
        else if (!str_empty(n->dossier_code))
                it->href = str_fmt(rq->arena, "/ho-so/%.*s", STRF(n->dossier_code));
}

static int list_show(struct req *rq)
{
        struct notice_list_view v = { .rq = rq, .work = frame_work(rq) };
        i64 before = input_i64(rq->in, "truoc");
        struct notice_item *items = NEW_ARRAY(rq->arena, struct notice_item, PAGE);
        struct notice_line_rows rows;
        int r = notices_of(
                rq->tx, rq->who->account, before == I64_NULL ? INT64_MAX : before, PAGE + 1, &rows);

        if (r == 0)
                r = unread(rq, &v.unread);
        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n && i < PAGE; i++)
                fill_item(rq, &rows.rows[i], &items[v.n_items++]);
        r = fill_ways(rq, &rows, items, v.n_items);
        if (r < 0)
                return r;
        if (rq->tx->read_personal)
                who_reads_own(rq, rq->who->account);
        v.items = items;
        v.shown_at = rows.n ? rows.rows[0].at : 0;
        if (rows.n > PAGE)
                v.next = str_fmt(
                        rq->arena, "/thong-bao?truoc=%lld", (long long)rows.rows[PAGE - 1].at);
        view_notice_list(&rq->html, &v);
        return reply_page(rq, 200);
}

/* POST /thong-bao/da-doc: one by its code, or all that the page showed. */

static const struct field read_fields[] = {
        { "ma", FIELD_KEY, 0, 40, 0, NULL },
        { "den", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static int read_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        i64 until = input_i64(in, "den");

        (void)out;
        if (until != I64_NULL)
                return notices_read_until(tx, in->who->account, until, tx->now, NULL);
        return notice_read(tx, in->who->account, input_str(in, "ma"), tx->now, NULL);
}

static int read_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/thong-bao");
}

/* GET and POST /thong-bao/cach-nhan. */

static const struct field choice_query[] = {
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static const struct field choice_fields[] = {
        { "mail", FIELD_LIST, 0, NOTICE_TOPIC_MAX, 0, NULL },
        { "sms", FIELD_LIST, 0, NOTICE_TOPIC_MAX, 0, NULL },
        { "chat", FIELD_LIST, 0, NOTICE_TOPIC_MAX, 0, NULL },
        { "ngon-ngu", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, "vi|en" },
        { 0 },
};

static const int topic_texts[] = { [NOTICE_NEEDED] = T_NOTICE_TOPIC_NEEDED,
        [NOTICE_RESULT] = T_NOTICE_TOPIC_RESULT,
        [NOTICE_DECISION] = T_NOTICE_TOPIC_DECISION,
        [NOTICE_PROGRESS] = T_NOTICE_TOPIC_PROGRESS,
        [NOTICE_SAFETY] = T_NOTICE_TOPIC_SAFETY };

static void fill_way_choice(struct req *rq, const struct notice_choice_row_rows *choices,
        const struct notice_channel *c, struct notice_way_choice *w)
{
        struct option_view *o = NEW_ARRAY(rq->arena, struct option_view, NOTICE_TOPIC_MAX);

        for (int t = 0; t < NOTICE_TOPIC_MAX; t++)
                o[t] = (struct option_view){ .value = str_of(notice__topic_word(t)),
                        .text = text_plain(rq->arena, rq->lang, topic_texts[t], STR_NULL),
                        .chosen = notice__wants(choices, t, c) };
        *w = (struct notice_way_choice){ .name = c->name,
                .label = text_plain(rq->arena, rq->lang, c->text, STR_NULL),
                .hint = c->ready() ? STR_NULL : s_NOTICE_WAY_OFF(rq->arena, rq->lang),
                .options = o,
                .n_options = NOTICE_TOPIC_MAX };
}

static int choice_show(struct req *rq)
{
        struct notice_way_choice *ways = NEW_ARRAY(rq->arena, struct notice_way_choice, 3);
        struct notice_choice_view v = { .rq = rq, .in = rq->verb == GET ? NULL : rq->in };
        struct notice_language_row lang = { STR("vi") };
        struct notice_choice_row_rows choices;
        struct notice_contact contact, reached;
        int r = notice_choices(rq->tx, rq->who->account, &choices);

        if (r == 0)
                r = notice_language_of(rq->tx, rq->who->account, &lang);
        if (r == 0 || r == ERR_NOT_FOUND)
                r = notice_contact_of_account(rq->tx, rq->who->account, &contact);
        if (r == 0)
                r = notice_reached(rq->tx, rq->who->account, &reached);
        if (r < 0)
                return r;
        who_reads_own(rq, rq->who->account);
        for (const struct notice_channel *c = notice_channels; c->name; c++)
                fill_way_choice(rq, &choices, c, &ways[v.n_ways++]);
        v.ways = ways;
        v.email = contact.email;
        v.phone = contact.phone;
        v.email_waits = !str_empty(contact.email) && str_empty(reached.email);
        v.phone_waits = !str_empty(contact.phone) && str_empty(reached.phone);
        v.saved = rq->verb == GET && str_is(input_str(rq->in, "bao"), "luu");
        v.langs[0] = (struct option_view){
                .value = STR("vi"), .text = STR("Tiếng Việt"), .chosen = !str_is(lang.lang, "en")
        };
        v.langs[1] = (struct option_view){
                .value = STR("en"), .text = STR("English"), .chosen = str_is(lang.lang, "en")
        };
        view_notice_choices(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static bool is_ticked(const struct input *in, const char *channel, const char *topic)
{
        for (size_t i = 0; i < input_count(in, channel); i++)
                if (str_is(input_item(in, channel, i), topic))
                        return true;
        return false;
}

static int choice_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        int r = notice_language_put(tx, in->who->account, input_str(in, "ngon-ngu"), NULL);

        (void)out;
        for (const struct notice_channel *c = notice_channels; c->name; c++)
                for (int t = 0; t < NOTICE_TOPIC_MAX && r == 0; t++)
                        r = notice_choice_put(tx, in->who->account, str_of(notice__topic_word(t)),
                                str_of(c->name), is_ticked(in, c->name, notice__topic_word(t)),
                                NULL);
        if (r == 0)
                r = audit_add(tx,
                        &(struct audit_entry){ .actor = in->who->account,
                                .action = "notice.choose",
                                .object_kind = "account",
                                .object = in->who->account,
                                .peer = in->peer },
                        NULL);
        return r;
}

static int choice_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/thong-bao/cach-nhan?bao=luu");
}

const struct route notice_routes[] = {
        { GET, "/thong-bao", PERM_SIGNED_IN, ROUTE_NOINDEX, READ(list_fields, list_show),
                .doc = "One's notices" },
        { POST, "/thong-bao/da-doc", PERM_SIGNED_IN, 0,
                WRITE(read_fields, NULL, read_apply, read_answer, NULL),
                .doc = "Mark notices as read" },
        { GET, "/thong-bao/cach-nhan", PERM_SIGNED_IN, ROUTE_NOINDEX,
                READ(choice_query, choice_show), .doc = "By which ways notices come" },
        { POST, "/thong-bao/cach-nhan", PERM_SIGNED_IN, 0,
                WRITE(choice_fields, NULL, choice_apply, choice_answer, choice_show),
                .doc = "Choose the ways by which notices come" },
        { 0 },
};

static const struct route *const tables[] = { notice_routes, notice_confirm_routes, NULL };
static const char *const needs[] = { "dossier", NULL };

const struct module notice_module = {
        .name = "notice",
        .doc = "What people are told, and by which ways",
        .requires = needs,
        .routes = tables,
        .jobs = notice_jobs,
        .subscriptions = notice_subscriptions,
        .start = start,
};
