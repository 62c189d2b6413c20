/*
 * src/mod/admin/undelivered.c: messages that could not be sent, with the last answer of the other
 * side, and sending one again. What they say and to whom is not shown: it is not an
 * administrator's business.
 */
#include "mod/admin/internal.h"
#include "mod/notice/notice.h"
#include "web/texts.h"

static const struct field list_fields[] = {
        { "sau", FIELD_I64, 0, 0, 0, NULL },
        { "bao", FIELD_KEY, 0, 20, 0, NULL },
        { 0 },
};

static void put_dead(struct req *rq, struct admin_table *t, const struct delivery_dead *d)
{
        const struct notice_kind *k = notice_kind_by(d->kind);
        struct admin_cell *c = admin_row(t);

        c[0].text = words_time(rq->arena, rq->lang, d->ended_at);
        c[0].more = s_ADMIN_DEAD_TRIES(rq->arena, rq->lang, d->tries);
        c[1].text = text_plain(rq->arena, rq->lang, notice_channel_text(d->channel), STR_NULL);
        c[2].text = text_plain(rq->arena, rq->lang, k ? k->title : T_NONE, STR_NULL);
        c[2].more = d->dossier_code;
        c[3].text = d->answer;
        c[4].text = s_ADMIN_DEAD_AGAIN(rq->arena, rq->lang);
        c[4].post = STR("/quan-tri/thu-chet");
        c[4].about = s_ADMIN_DEAD_ABOUT(rq->arena, rq->lang, c[0].text);
        c[4].hidden[0] =
                (struct hidden_view){ "thu", str_fmt(rq->arena, "%lld", (long long)d->id) };
}

static int show(struct req *rq)
{
        static const int heads[] = { T_ADMIN_COL_AT, T_ADMIN_DEAD_WAY, T_ADMIN_COL_ABOUT,
                T_ADMIN_DEAD_ANSWER, T_ADMIN_DEAD_DO };
        struct admin_page *p = admin_page(rq, s_ADMIN_DEAD(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        i64 after = input_i64(rq->in, "sau");
        struct delivery_dead_rows rows;
        int r = deliveries_dead(rq->tx, after == I64_NULL ? 0 : after, ADMIN_PAGE + 1, &rows);

        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n && i < ADMIN_PAGE; i++)
                put_dead(rq, t, &rows.rows[i]);
        if (rows.n > ADMIN_PAGE)
                p->next = str_fmt(rq->arena, "/quan-tri/thu-chet?sau=%lld",
                        (long long)rows.rows[ADMIN_PAGE - 1].id);
        p->lead = s_ADMIN_DEAD_LEAD(rq->arena, rq->lang);
        p->done = str_empty(input_str(rq->in, "bao")) ? STR_NULL
                                                      : s_ADMIN_DEAD_DONE(rq->arena, rq->lang);
        t->label = p->title;
        t->empty_title = s_ADMIN_DEAD_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_DEAD_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        return admin_reply(rq, p);
}

static const struct field again_fields[] = {
        { "thu", FIELD_I64, FIELD_REQUIRED, 0, 0, NULL },
        { 0 },
};

static int again_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        i64 id = input_i64(in, "thu");
        int r = notice_again(tx, id);

        (void)out;
        return r < 0 ? r : admin_audit(tx, in, "notice.again", "delivery", id, STR_NULL);
}

static int again_answer(struct req *rq, const struct outcome *out)
{
        (void)out;
        return reply_see_other(rq, "/quan-tri/thu-chet?bao=gui");
}

const struct route admin_undelivered_routes[] = {
        { GET, "/quan-tri/thu-chet", PERM_SETTING_EDIT, ROUTE_NOINDEX, READ(list_fields, show),
                .doc = "Messages that could not be sent" },
        { POST, "/quan-tri/thu-chet", PERM_SETTING_EDIT, 0,
                WRITE(again_fields, NULL, again_apply, again_answer, NULL),
                .doc = "Send a message once more" },
        { 0 },
};
