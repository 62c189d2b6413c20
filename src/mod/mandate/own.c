/*
 * src/mod/mandate/own.c: one's mandates over HTTP: whom one lets act, for whom one may act;
 * granting one, and ending it. No SQL, no HTML.
 */
#include "base/viet.h"
#include "core/files.h"
#include "core/frame.h"
#include "core/queries.h"
#include "core/tries.h"
#include "mod/mandate/internal.h"
#include "mod/mandate/views.h"
#include "web/texts.h"
#include "web/web.h"

#define SHOWN_MAX 100
#define FAILURE   "mandate" /* kind of the wrong guesses at who has an account */

/* ---- GET /lam-thay ---- */

static int fill_list(struct req *rq, const struct mandate_rows *rows,
        const struct mandate_shown **ret_list, size_t *ret_n)
{
        struct mandate_shown *list = NEW_ARRAY(rq->arena, struct mandate_shown, rows->n + 1);
        int r = 0;

        for (size_t i = 0; i < rows->n && r == 0; i++)
                r = mandate__fill(rq, &rows->rows[i], &list[i]);
        *ret_list = list;
        *ret_n = rows->n;
        return r;
}

static int list_show(struct req *rq)
{
        struct mandate_list_view v = { .rq = rq };
        struct mandate_rows given, held;
        int r = mandates_of_person(rq->tx, rq->who->person, SHOWN_MAX, &given);

        if (r == 0)
                r = mandates_of_account(rq->tx, rq->who->account, SHOWN_MAX, &held);
        if (r == 0)
                r = fill_list(rq, &given, &v.given, &v.n_given);
        if (r == 0)
                r = fill_list(rq, &held, &v.held, &v.n_held);
        if (r < 0)
                return r;
        who_reads_own(rq, rq->who->account);
        view_mandate_list(&rq->html, &v);
        return reply_page(rq, 200);
}

/* ---- GET and POST /lam-thay-moi: let somebody act for oneself ---- */

static const struct field new_query[] = {
        { "thu_tuc", FIELD_KEY, 0, 40, 0, NULL },
        { 0 },
};

static const struct field new_fields[] = {
        { "so", FIELD_IDENTITY, FIELD_REQUIRED | FIELD_PERSONAL, 0, T_MANDATE_WHO_NEEDED, NULL },
        { "ten", FIELD_TEXT, FIELD_REQUIRED | FIELD_PERSONAL, 100, T_MANDATE_NAME_NEEDED, NULL },
        { "pham_vi", FIELD_CHOICE, FIELD_REQUIRED, 0, T_MANDATE_SCOPE_NEEDED, "tat-ca|chon" },
        { "thu_tuc", FIELD_LINES, 0, 2000, 0, NULL },
        { "tu", FIELD_DATE, 0, 0, 0, NULL },
        { "den", FIELD_DATE, FIELD_REQUIRED, 0, T_MANDATE_UNTIL_NEEDED, NULL },
        { "giay", FIELD_TEXT, FIELD_PERSONAL, 200, 0, NULL },
        MANDATE_PAPERS,
        { "vi_sao", FIELD_LINES, FIELD_PERSONAL, 500, 0, NULL },
        { 0 },
};

static int new_show(struct req *rq)
{
        bool again = rq->verb != GET;
        struct mandate_form_view v = { .rq = rq, .in = again ? rq->in : NULL };
        int r;

        v.procedures = again ? STR("") : input_str(rq->in, "thu_tuc");
        r = mandate__usual(rq, &v);
        if (r < 0)
                return r;
        who_reads_own(rq, rq->who->account); /* prepare has read who they are */
        view_mandate_new(&rq->html, &v);
        return reply_page(rq, again ? 422 : 200);
}

static int take_days(struct req *rq, struct input *in, struct mandate_new *n)
{
        i64 today = day_of(rq->now), from = input_i64(in, "tu");

        n->from_day = from == I64_NULL ? today : from;
        n->until_day = input_i64(in, "den");
        if (n->from_day < today)
                return input_fail(in, "tu", T_MANDATE_FROM_PAST, STR_NULL);
        return n->until_day < n->from_day || n->until_day > today + MANDATE_DAYS_MAX
                       ? input_fail(in, "den", T_MANDATE_UNTIL_BAD, STR_NULL)
                       : 0;
}

static int new_prepare(struct req *rq, struct input *in)
{
        struct mandate_sent *g = NEW(rq->arena, struct mandate_sent);
        struct person me;
        int r = person_by_id(rq->tx, rq->who->person, &me);

        if (r < 0)
                return r;
        mandate__new_codes(rq->arena, g);
        g->n = (struct mandate_new){ .code = g->n.code,
                .kind = STR("power"),
                .person = me.id,
                .name = me.name,
                .identity = me.identity,
                .birth_day = me.birth_day,
                .paper = input_str(in, "giay"),
                .words = input_str(in, "vi_sao"),
                .unit = I64_NULL,
                .active = true,
                .by = rq->who,
                .peer = rq->peer };
        in->prepared = g;
        r = mandate__check_files(in);
        if (r == 0)
                r = mandate__take_procedures(rq, in, &g->n);
        if (r == 0 || r == ERR_INVALID)
                r = MIN(take_days(rq, in, &g->n), r);
        return r;
}

/*
 * The account that number and name are of. Wrong guesses are counted: nobody finds out by trying
 * whose number has an account.
 */
static int find_representative(struct tx *tx, const struct input *in, i64 *ret_account)
{
        struct input *say = (struct input *)in;
        struct mandate_citizen_row c;
        int r = tries_left(tx, FAILURE, in->who->login, in->peer);

        if (r == 0)
                r = mandate_citizen(tx, input_str(in, "so"), &c);
        if (r == 0 && !str_eq(viet_fold(tx->arena, c.name),
                              viet_fold(tx->arena, str_trim(input_str(in, "ten")))))
                r = ERR_NOT_FOUND;
        if (r == ERR_NOT_FOUND || r == ERR_RATE)
                return tries_refuse(
                        say, FAILURE, in->who->login, r, "so", T_MANDATE_NOBODY, T_MANDATE_LOCKED);
        if (r < 0)
                return r;
        if (c.id == in->who->account)
                return input_fail(say, "so", T_MANDATE_SELF, STR_NULL);
        *ret_account = c.id;
        return 0;
}

static int new_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        const struct mandate_sent *g = in->prepared;
        struct mandate_new n = g->n;
        int r = find_representative(tx, in, &n.account);

        if (r == 0)
                r = mandate__put(tx, in, g, &n);
        out->code = n.code;
        return r;
}

static int one_answer(struct req *rq, const struct outcome *out)
{
        return reply_see_other(rq, "/lam-thay/:mandate", out->code);
}

/* ---- GET /lam-thay/:mandate, and what either side does with it ---- */

static int load(struct req *rq, struct mandate *ret_m)
{
        struct mandate m;
        int r = mandate_by_code(rq->tx, path_str(rq->in, "mandate"), &m);

        if (r == 0)
                r = mandate_visible(rq->arena, rq->who, &m);
        if (r == 0)
                *ret_m = m;
        return r;
}

static int one_show(struct req *rq)
{
        struct mandate_page_view v = { .rq = rq };
        struct mandate m;
        int r = load(rq, &m);

        if (r == 0)
                r = mandate__fill(rq, &m, &v.m);
        if (r < 0)
                return r;
        who_reads_own(rq, rq->who->account);
        view_mandate_page(&rq->html, &v);
        return reply_page(rq, rq->verb == GET ? 200 : 422);
}

static int act_apply(struct tx *tx, const struct input *in, struct outcome *out)
{
        struct mandate m;
        int r = mandate_by_code(tx, path_str(in, "mandate"), &m);

        out->code = path_str(in, "mandate");
        if (r == 0)
                r = mandate_visible(tx->arena, in->who, &m);
        return r < 0 ? r : mandate__act(tx, in, &m);
}

/* ---- GET /lam-thay/:mandate/tep/:file ---- */

int mandate__file_show(struct req *rq)
{
        struct mandate m;
        struct file f;
        int r = load(rq, &m);

        if (r == 0)
                r = file_by_code(rq->tx, path_str(rq->in, "file"), &f);
        if (r == 0 && (!str_is(f.object_kind, "mandate") || f.object_id != m.id))
                r = ERR_NOT_FOUND;
        if (r < 0)
                return r;
        req_note_person(rq, m.person_id == I64_NULL ? 0 : m.person_id, 0, "file", "mandate.file");
        return files_reply(rq, f.code, str_is(f.type, "application/pdf"));
}

const struct route mandate_own_routes[] = {
        { GET, "/lam-thay", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, list_show),
                .doc = "Whom one lets act, and for whom one may act" },
        { GET, "/lam-thay-moi", PERM_APPLY, ROUTE_NOINDEX, READ(new_query, new_show),
                .doc = "Let somebody act for oneself" },
        { POST, "/lam-thay-moi", PERM_APPLY, ROUTE_UPLOAD,
                WRITE(new_fields, new_prepare, new_apply, one_answer, new_show),
                .doc = "Let somebody act for oneself" },
        { GET, "/lam-thay/:mandate", PERM_APPLY, ROUTE_NOINDEX, READ(NULL, one_show),
                .doc = "A mandate, for either side" },
        { POST, "/lam-thay/:mandate/:action", PERM_APPLY, 0,
                WRITE(mandate__act_fields, NULL, act_apply, one_answer, one_show),
                .doc = "Grant, refuse, revoke or renounce a mandate" },
        { GET, "/lam-thay/:mandate/tep/:file", PERM_FOLLOW, ROUTE_NOINDEX | ROUTE_READS_PERSON,
                READ(NULL, mandate__file_show), .doc = "A paper of a mandate" },
        { 0 },
};
