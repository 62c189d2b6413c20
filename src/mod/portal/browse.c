/*
 * src/mod/portal/browse.c: procedures by words and by what they are: search, lists, suggestions.
 * One page of results for all: what narrows it stands in the address, so that it can be kept and
 * sent. Nothing here is of a person, and what was searched is recorded nowhere.
 */
#include "base/json.h"
#include "core/frame.h"
#include "core/perm.h"
#include "core/queries.h"
#include "mod/portal/lines.h"
#include "mod/portal/portal.h"
#include "mod/portal/views.h"
#include "web/texts.h"
#include "web/web.h"

#define RESULTS     20
#define SUGGESTIONS 6

static const struct field browse_fields[] = {
        { "q", FIELD_TEXT, 0, 200, 0, NULL },
        { "linh-vuc", FIELD_TEXT, 0, 200, 0, NULL },
        { "don-vi", FIELD_TEXT, 0, 40, 0, NULL },
        { "cap", FIELD_TEXT, 0, 20, 0, NULL },
        { "doi-tuong", FIELD_TEXT, 0, 20, 0, NULL },
        { "kenh", FIELD_TEXT, 0, 20, 0, NULL },
        { "tu", FIELD_I64, 0, 100000, 0, NULL },
        { 0 },
};

/* Values that stand in addresses and in the database, and their words. */
struct word_of {
        const char *value;
        int text;
};
static const struct word_of levels[] = { { "province", T_PORTAL_LEVEL_PROVINCE },
        { "district", T_PORTAL_LEVEL_DISTRICT }, { "commune", T_PORTAL_LEVEL_COMMUNE } };
static const struct word_of audiences[] = { { "citizen", T_PORTAL_FOR_CITIZEN },
        { "enterprise", T_PORTAL_FOR_ENTERPRISE }, { "organisation", T_PORTAL_FOR_ORGANISATION },
        { "agency", T_PORTAL_FOR_AGENCY } };
static const struct word_of channels[] = { { "full", T_PORTAL_ONLINE_FULL },
        { "partial", T_PORTAL_ONLINE_PARTIAL }, { "none", T_PORTAL_ONLINE_NONE } };

static struct str chosen(const struct input *in, const char *name)
{
        struct str s = input_str(in, name);

        return str_empty(s) ? STR_NULL : s;
}

/* The choices of a filter, "all" first. */
static struct option_view *options_begin(struct req *rq, size_t n)
{
        struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, n + 1);

        list[0] =
                (struct option_view){ .value = STR(""), .text = s_PORTAL_ANY(rq->arena, rq->lang) };
        return list;
}

static void word_filter(struct req *rq, struct field_view *f, const char *name, struct str label,
        const struct word_of *words, size_t n)
{
        struct option_view *list = options_begin(rq, n);
        struct str now = input_str(rq->in, name);

        for (size_t i = 0; i < n; i++)
                list[i + 1] = (struct option_view){ .value = str_of(words[i].value),
                        .text = text_plain(rq->arena, rq->lang, words[i].text, STR_NULL),
                        .chosen = str_is(now, words[i].value) };
        *f = (struct field_view){ .name = name,
                .control = CONTROL_SELECT,
                .label = label,
                .options = list,
                .n_options = n + 1 };
}

static int field_filter(struct req *rq, struct field_view *f, i64 day)
{
        struct procedure_group_rows rows;
        struct option_view *list;
        struct str now = input_str(rq->in, "linh-vuc");
        int r = procedure_fields(rq->tx, day, &rows);

        if (r < 0)
                return r;
        list = options_begin(rq, rows.n);
        for (size_t i = 0; i < rows.n; i++)
                list[i + 1] = (struct option_view){ .value = rows.rows[i].name,
                        .text = str_fmt(rq->arena, "%.*s (%lld)", STRF(rows.rows[i].name),
                                (long long)rows.rows[i].n),
                        .chosen = str_eq(now, rows.rows[i].name) };
        *f = (struct field_view){ .name = "linh-vuc",
                .control = CONTROL_SELECT,
                .label = s_PORTAL_BY_FIELD(rq->arena, rq->lang),
                .options = list,
                .n_options = rows.n + 1 };
        return 0;
}

static int unit_filter(struct req *rq, struct field_view *f, const struct org *o, i64 day)
{
        const struct catalogue_unit_count *units;
        struct option_view *list;
        struct str now = input_str(rq->in, "don-vi");
        size_t n;
        int r = catalogue_units(rq->tx, o, day, &units, &n);

        if (r < 0)
                return r;
        list = options_begin(rq, n);
        for (size_t i = 0; i < n; i++)
                list[i + 1] = (struct option_view){ .value = units[i].unit->code,
                        .text = str_fmt(rq->arena, "%.*s (%lld)", STRF(units[i].unit->name),
                                (long long)units[i].n),
                        .chosen = str_eq(now, units[i].unit->code) };
        *f = (struct field_view){ .name = "don-vi",
                .control = CONTROL_SELECT,
                .label = s_PORTAL_BY_UNIT(rq->arena, rq->lang),
                .options = list,
                .n_options = n + 1 };
        return 0;
}

/* All filters as fields; the words typed stay in the form. */
static int fill_filters(struct req *rq, struct results_view *v, const struct org *o, i64 day)
{
        struct field_view *f = NEW_ARRAY(rq->arena, struct field_view, 6);
        bool districts = day < day_make(2025, 7, 1);
        int r = field_filter(rq, &f[0], day);

        if (r == 0)
                r = unit_filter(rq, &f[1], o, day);
        if (r < 0)
                return r;
        word_filter(rq, &f[2], "cap", s_PORTAL_BY_LEVEL(rq->arena, rq->lang), levels,
                ARRAY_LEN(levels));
        if (!districts) {
                struct option_view *list = NEW_ARRAY(rq->arena, struct option_view, 3);

                list[0] = f[2].options[0];
                list[1] = f[2].options[1];
                list[2] = f[2].options[3];
                f[2].options = list;
                f[2].n_options = 3;
        }
        word_filter(rq, &f[3], "doi-tuong", s_PORTAL_WHO(rq->arena, rq->lang), audiences,
                ARRAY_LEN(audiences));
        word_filter(rq, &f[4], "kenh", s_PORTAL_BY_CHANNEL(rq->arena, rq->lang), channels,
                ARRAY_LEN(channels));
        v->filters = f;
        v->n_filters = 5;
        return 0;
}

/* The address of this page from another place on. */
static struct str address_from(struct req *rq, i64 from)
{
        static const char *const names[] = { "q", "linh-vuc", "don-vi", "cap", "doi-tuong",
                "kenh" };
        struct buf b;

        buf_init(&b, rq->arena, 8000);
        buf_add(&b, rq->path);
        buf_byte(&b, '?');
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                struct str value = input_str(rq->in, names[i]);

                if (!str_empty(value))
                        buf_fmt(&b, "%s=%.*s&", names[i], STRF(words_query(rq->arena, value)));
        }
        buf_fmt(&b, "tu=%lld", (long long)from);
        return buf_str(&b);
}

/* What the address asks for; event: of /su-kien/, or STR_NULL. */
static int find(struct req *rq, struct results_view *v, struct str event)
{
        const struct org *o = org_get(rq->arena);
        struct str unit = chosen(rq->in, "don-vi");
        struct catalogue_filter f = { .event = event,
                .field = chosen(rq->in, "linh-vuc"),
                .level = chosen(rq->in, "cap"),
                .audience = chosen(rq->in, "doi-tuong"),
                .online = chosen(rq->in, "kenh"),
                .unit = unit.ptr ? org_unit_by_code(o, unit) : NULL };
        i64 from = input_i64(rq->in, "tu");
        struct procedure_brief_rows rows = { 0 };
        int r;

        if (unit.ptr && !f.unit)
                return ERR_NOT_FOUND;
        from = from == I64_NULL ? 0 : MAX(from, 0);
        v->query = input_str(rq->in, "q");
        r = catalogue_search(rq->tx, o,
                &(struct catalogue_query){ .words = v->query,
                        .filter = &f,
                        .day = org_day(o),
                        .offset = from,
                        .limit = RESULTS },
                &rows, &v->total);
        if (r == 0)
                r = fill_filters(rq, v, o, org_day(o));
        if (r < 0)
                return r;
        v->rows = portal__lines(rq, &rows, RESULTS, &v->n_rows);
        v->next = from + RESULTS < v->total ? address_from(rq, from + RESULTS) : STR("");
        v->narrowed = f.field.ptr || f.level.ptr || f.audience.ptr || f.online.ptr || f.unit;
        return 0;
}

struct page_view *search_frame(const struct results_view *v)
{
        struct req *rq = v->rq;
        struct page_view *p = frame_public(rq, s_PORTAL_SEARCH(rq->arena, rq->lang));

        p->script = asset_path("find.js");
        return portal__found(p, STR_NULL);
}

struct page_view *list_frame(struct html *h, const struct results_view *v)
{
        bool part = v->field.len || v->event.len;
        struct str parent = part ? s_SITE_PROCEDURES(h->arena, h->lang) : STR_NULL;

        return portal__found(frame_crumb(v->rq, v->heading, parent, STR("/thu-tuc")), STR_NULL);
}

/* GET /tim?q=. */
static int search_show(struct req *rq)
{
        struct results_view v = { .rq = rq };
        int r = find(rq, &v, STR_NULL);

        if (r < 0)
                return r;
        if (str_empty(str_trim(v.query)) && !v.narrowed)
                v.n_rows = 0; /* nothing was asked yet */
        view_search_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thu-tuc. */
static int list_show(struct req *rq)
{
        struct results_view v = { .rq = rq, .field = input_str(rq->in, "linh-vuc") };
        int r = find(rq, &v, STR_NULL);

        if (r < 0)
                return r;
        v.heading = str_empty(v.field) ? s_PORTAL_ALL_PROCEDURES(rq->arena, rq->lang) : v.field;
        view_list_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /su-kien/:slug. */
static int event_show(struct req *rq)
{
        struct results_view v = { .rq = rq };
        struct procedure_group_rows events;
        struct str slug = path_str(rq->in, "slug");
        int r = procedure_events(rq->tx, org_day(org_get(rq->arena)), &events);

        for (size_t i = 0; r == 0 && i < events.n; i++)
                if (str_eq(portal__slug(rq->arena, events.rows[i].name), slug))
                        v.event = events.rows[i].name;
        if (r == 0 && !v.event.ptr)
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = find(rq, &v, v.event);
        if (r < 0)
                return r;
        v.heading = v.event;
        view_list_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /tim/goi-y?q=: for the script find.js, which the page can do without. */
static int suggest_show(struct req *rq)
{
        const struct org *o = org_get(rq->arena);
        struct procedure_brief_rows rows = { 0 };
        struct json_writer w;
        struct buf b;
        i64 total;
        int r = 0;

        if (!str_empty(str_trim(input_str(rq->in, "q"))))
                r = catalogue_search(rq->tx, o,
                        &(struct catalogue_query){ .words = input_str(rq->in, "q"),
                                .typing = true,
                                .day = org_day(o),
                                .limit = SUGGESTIONS },
                        &rows, &total);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 64 << 10);
        json_begin(&w, &b);
        json_open(&w, NULL, '[');
        for (size_t i = 0; i < rows.n; i++) {
                json_open(&w, NULL, '{');
                json_put_str(&w, "code", rows.rows[i].code);
                json_put_str(&w, "name", rows.rows[i].usual);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        return reply_json(rq, 200, buf_str(&b));
}

const struct route portal_browse_routes[] = {
        { GET, "/tim", PERM_PUBLIC, ROUTE_SCRIPT, READ(browse_fields, search_show),
                .doc = "Search procedures" },
        { GET, "/tim/goi-y", PERM_PUBLIC, ROUTE_NOINDEX, READ(browse_fields, suggest_show),
                .doc = "Procedures that unfinished words may mean, for the search field" },
        { GET, "/thu-tuc", PERM_PUBLIC, 0, READ(browse_fields, list_show),
                .doc = "All procedures, by field, unit, level, audience, channel" },
        { GET, "/su-kien/:slug", PERM_PUBLIC, 0, READ(browse_fields, event_show),
                .doc = "Procedures of a life event" },
        { 0 },
};
