/*
 * src/mod/admin/trail.c: the audit record on a page: who did what to what, and when. Reading it is
 * itself recorded. That nothing in it was altered is shown by `motcua verify`, not here.
 */
#include "base/id.h"
#include "core/queries.h"
#include "mod/admin/trail_words.h"
#include "mod/dossier/dossier.h"
#include "web/texts.h"
#include "web/web.h"

enum { USUAL_DAYS = 30 };

static const struct field fields[] = {
        { "ai", FIELD_TEXT, 0, 100, 0, NULL },
        { "viec", FIELD_KEY, 0, 60, 0, NULL },
        { "ve", FIELD_TEXT, 0, 100, 0, NULL },
        { "tu", FIELD_DATE, 0, 0, 0, NULL },
        { "den", FIELD_DATE, 0, 0, 0, NULL },
        { "sau", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

/* The rows asked for. `none`: a name that nobody has was asked for. */
struct asked {
        i64 actor, object, since, before;
        struct str kind;
        bool none;
};

static int account_id(struct tx *tx, struct str login, i64 *ret_id)
{
        struct account acc;
        int r = account_by_name(tx, login, &acc);

        if (r == 0)
                *ret_id = acc.id;
        return r;
}

/* `ve`: a dossier's code or a sign-in name. */
static int read_object(struct tx *tx, struct str about, struct asked *a)
{
        struct dossier d;
        int r = dossier_by_code(tx, about, &d);

        a->kind = r == 0 ? STR("dossier") : STR("account");
        if (r == 0)
                a->object = d.id;
        else if (r == ERR_NOT_FOUND)
                r = account_id(tx, about, &a->object);
        a->none = a->none || r == ERR_NOT_FOUND;
        return r == ERR_NOT_FOUND ? 0 : r;
}

static int read_asked(struct req *rq, struct asked *a)
{
        struct str who = input_str(rq->in, "ai"), about = input_str(rq->in, "ve");
        i64 from = input_i64(rq->in, "tu"), to = input_i64(rq->in, "den");
        i64 sau = input_i64(rq->in, "sau");
        int r = 0;

        *a = (struct asked){ .actor = I64_NULL, .object = I64_NULL, .kind = STR_NULL };
        a->since = day_start(from == I64_NULL ? day_of(rq->now) - USUAL_DAYS : from);
        a->before = sau == I64_NULL ? INT64_MAX : sau;
        if (to != I64_NULL)
                a->before = MIN(a->before, id_first(day_start(to + 1)));
        if (!str_empty(who)) {
                r = account_id(rq->tx, who, &a->actor);
                a->none = r == ERR_NOT_FOUND;
                r = r == ERR_NOT_FOUND ? 0 : r;
        }
        if (r == 0 && !str_empty(about))
                r = read_object(rq->tx, about, a);
        return r;
}

static struct str object_words(struct req *rq, const struct trail_row *row)
{
        struct account_brief acc;
        struct dossier d;

        if (str_is(row->object_kind, "account") &&
                account_brief_by_id(rq->tx, row->object, &acc) == 0)
                return acc.name;
        if (str_is(row->object_kind, "dossier") && dossier_by_id(rq->tx, row->object, &d) == 0)
                return d.code;
        return row->object_kind;
}

static struct str actor_words(struct req *rq, const struct trail_row *row)
{
        struct account_brief acc;

        if (row->actor_text.ptr)
                return row->actor_text;
        if (row->actor != I64_NULL && account_brief_by_id(rq->tx, row->actor, &acc) == 0)
                return acc.name;
        return s_ADMIN_NOBODY(rq->arena, rq->lang);
}

static void put_event(struct req *rq, struct admin_table *t, const struct trail_row *row)
{
        struct admin_cell *c = admin_row(t);

        c[0].text = time_vi(rq->arena, row->at);
        c[1].text = actor_words(rq, row);
        c[1].more = row->peer;
        c[2].text = trail_action(rq->arena, rq->lang, row->action);
        c[3].text = object_words(rq, row);
        c[4].text = trail_facts(rq, row->action, row->body);
}

static void put_filters(struct req *rq, struct admin_page *p)
{
        struct field_view *f = NEW_ARRAY(rq->arena, struct field_view, 5);

        f[0] = (struct field_view){ .name = "ai",
                .label = s_ADMIN_TRAIL_WHO(rq->arena, rq->lang),
                .value = input_str(rq->in, "ai") };
        f[1] = (struct field_view){ .name = "viec",
                .control = CONTROL_SELECT,
                .label = s_ADMIN_TRAIL_WHAT(rq->arena, rq->lang) };
        f[1].options = trail_options(rq, input_str(rq->in, "viec"), &f[1].n_options);
        f[2] = (struct field_view){ .name = "ve",
                .label = s_ADMIN_TRAIL_ABOUT(rq->arena, rq->lang),
                .value = input_str(rq->in, "ve") };
        f[3] = (struct field_view){ .name = "tu",
                .label = s_ADMIN_TRAIL_FROM(rq->arena, rq->lang),
                .value = input_typed(rq->in, "tu") };
        f[4] = (struct field_view){ .name = "den",
                .label = s_ADMIN_TRAIL_TO(rq->arena, rq->lang),
                .value = input_typed(rq->in, "den") };
        p->filter_action = rq->lang == LANG_EN ? "/en/quan-tri/nhat-ky" : "/quan-tri/nhat-ky";
        p->filters = f;
        p->n_filters = 5;
}

static struct str page_address(struct req *rq, i64 before)
{
        struct buf b;

        buf_init(&b, rq->arena, 4000);
        buf_addc(&b, "/quan-tri/nhat-ky?");
        for (const struct field *f = fields; f->name; f++) {
                struct str typed = strcmp(f->name, "sau") ? input_typed(rq->in, f->name) : STR_NULL;

                if (!str_empty(typed))
                        buf_fmt(&b, "%s=%.*s&", f->name, STRF(words_query(rq->arena, typed)));
        }
        if (before)
                buf_fmt(&b, "sau=%lld", (long long)before);
        return buf_str(&b);
}

static int show(struct req *rq)
{
        static const int heads[] = { T_ADMIN_COL_AT, T_ADMIN_COL_BY, T_ADMIN_TRAIL_WHAT,
                T_ADMIN_COL_ABOUT, T_ADMIN_TRAIL_DETAILS };
        struct admin_page *p = admin_page(rq, s_ADMIN_TRAIL(rq->arena, rq->lang));
        struct admin_table *t = admin_table(rq, heads, ARRAY_LEN(heads), ADMIN_PAGE);
        struct trail_row_rows rows = { 0 };
        struct asked a;
        int r = read_asked(rq, &a);

        if (r == 0 && !a.none)
                r = trail_page(rq->tx,
                        &(struct trail_page_args){ .before = a.before,
                                .since = a.since,
                                .actor = a.actor,
                                .action = str_empty(input_str(rq->in, "viec"))
                                                  ? STR_NULL
                                                  : input_str(rq->in, "viec"),
                                .kind = a.kind,
                                .object = a.object,
                                .limit = ADMIN_PAGE + 1 },
                        &rows);
        if (r < 0)
                return r;
        for (size_t i = 0; i < rows.n && i < ADMIN_PAGE; i++)
                put_event(rq, t, &rows.rows[i]);
        if (rows.n > ADMIN_PAGE)
                p->next = page_address(rq, rows.rows[ADMIN_PAGE - 1].id);
        if (input_i64(rq->in, "sau") != I64_NULL)
                p->first = page_address(rq, 0);
        put_filters(rq, p);
        p->lead = s_ADMIN_TRAIL_LEAD(rq->arena, rq->lang);
        t->label = p->title;
        t->empty_title = s_ADMIN_TRAIL_EMPTY(rq->arena, rq->lang);
        t->empty_words = s_ADMIN_TRAIL_EMPTY_LEAD(rq->arena, rq->lang);
        admin_section(p)->table = t;
        req_note_person(rq, 0, 0, "audit", "admin.trail");
        return admin_reply(rq, p);
}

const struct route admin_trail_routes[] = {
        { GET, "/quan-tri/nhat-ky", PERM_AUDIT_READ,
                ROUTE_READS_PERSON | ROUTE_NOINDEX | ROUTE_SLOW, READ(fields, show),
                .doc = "What was done, by whom, when" },
        { 0 },
};
