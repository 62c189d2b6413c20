/*
 * src/mod/portal/module.c: the public pages over HTTP. Nothing here is of a person.
 */
#include "mod/portal/portal.h"

#include "core/frame.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/dossier/dossier.h"
#include "mod/portal/view.h"
#include "mod/portal/views.h"
#include "base/viet.h"
#include "web/texts.h"

#define RESULTS 20

/* A life event's address: its name folded, spaces to hyphens. */
static struct str slug_of(struct arena *a, struct str name)
{
        return str_replace(a, viet_fold(a, name), STR(" "), STR("-"));
}

static struct str online_words(struct req *rq, struct str online)
{
        if (str_is(online, "full"))
                return s_PORTAL_ONLINE_FULL(rq->arena, rq->lang);
        if (str_is(online, "partial"))
                return s_PORTAL_ONLINE_PARTIAL(rq->arena, rq->lang);
        return s_PORTAL_ONLINE_NONE(rq->arena, rq->lang);
}

static struct procedure_line line_of(struct req *rq, const struct procedure_brief *b)
{
        return (struct procedure_line){ .code = b->code,
                .usual = b->usual,
                .name = b->name,
                .field = b->field,
                .agency = b->agency,
                .online_words = online_words(rq, b->online),
                .limit = words_limit(rq->arena, rq->lang, b->limit_hundredths, b->limit_unit,
                        b->cutoff_minute != I64_NULL) };
}

static const struct procedure_line *lines_of(
        struct req *rq, const struct procedure_brief_rows *rows, size_t max, size_t *ret_n)
{
        struct procedure_line *list =
                NEW_ARRAY(rq->arena, struct procedure_line, MIN(rows->n, max) + 1);

        for (*ret_n = 0; *ret_n < rows->n && *ret_n < max; ++*ret_n)
                list[*ret_n] = line_of(rq, &rows->rows[*ret_n]);
        return list;
}

static struct str audience_words(struct req *rq, struct str audience)
{
        struct str rest = audience, one;
        struct buf b;

        buf_init(&b, rq->arena, 400);
        while (str_cut(&rest, ',', &one)) {
                if (b.len)
                        buf_addc(&b, ", ");
                buf_add(&b,
                        str_is(one, "citizen")      ? s_PORTAL_FOR_CITIZEN(rq->arena, rq->lang)
                        : str_is(one, "enterprise") ? s_PORTAL_FOR_ENTERPRISE(rq->arena, rq->lang)
                        : str_is(one, "agency")     ? s_PORTAL_FOR_AGENCY(rq->arena, rq->lang)
                                                : s_PORTAL_FOR_ORGANISATION(rq->arena, rq->lang));
        }
        return buf_str(&b);
}

/* The life events in the order of a person's life, with their icons; others follow by name. */
static const struct {
        const char *name;
        enum icon icon;
} event_order[] = {
        { "Có con nhỏ", ICON_BE },
        { "Học tập", ICON_HOC },
        { "Giấy tờ cá nhân", ICON_CCCD },
        { "Cư trú", ICON_NHA },
        { "Hôn nhân và gia đình", ICON_NGUOITA },
        { "Việc làm, lao động", ICON_VIECLAM },
        { "Nhà đất", ICON_NOI },
        { "Sức khoẻ và y tế", ICON_SUCKHOE },
        { "Phương tiện, giao thông", ICON_XE },
        { "Khởi sự kinh doanh", ICON_CUAHANG },
        { "Nhà ở và xây dựng", ICON_COQUAN },
        { "Người thân qua đời", ICON_NGUOIMAT },
};

static size_t event_rank(struct str name)
{
        for (size_t i = 0; i < ARRAY_LEN(event_order); i++)
                if (str_is(name, event_order[i].name))
                        return i;
        return ARRAY_LEN(event_order);
}

static const struct event_tile *tiles_of(
        struct req *rq, const struct procedure_group_rows *rows, bool events, size_t *ret_n)
{
        struct event_tile *list = NEW_ARRAY(rq->arena, struct event_tile, rows->n + 1);
        size_t n = 0;

        for (size_t rank = 0; rank <= ARRAY_LEN(event_order); rank++) {
                for (size_t i = 0; i < rows->n; i++) {
                        size_t at =
                                events ? event_rank(rows->rows[i].name) : ARRAY_LEN(event_order);

                        if (at != rank || str_empty(rows->rows[i].name))
                                continue;
                        list[n++] = (struct event_tile){ .name = rows->rows[i].name,
                                .slug = slug_of(rq->arena, rows->rows[i].name),
                                .n = rows->rows[i].n,
                                .icon = at < ARRAY_LEN(event_order) ? event_order[at].icon
                                                                    : ICON_NONE };
                }
        }
        *ret_n = n;
        return list;
}

/* The home page's band: one question, one field. */
struct page_view *home_frame(struct html *h, const struct home_view *v)
{
        struct page_view *p = frame_public(v->rq, s_SITE_HOME(h->arena, h->lang));
        struct hero_view *hero = NEW(h->arena, struct hero_view);
        struct link_view *hints = NEW_ARRAY(h->arena, struct link_view, 3);
        static const struct {
                const char *text, *href;
        } words[] = {
                { "sổ đỏ", "/tim?q=s%E1%BB%95+%C4%91%E1%BB%8F" },
                { "giấy độc thân", "/tim?q=gi%E1%BA%A5y+%C4%91%E1%BB%99c+th%C3%A2n" },
                { "mở quán", "/tim?q=m%E1%BB%9F+qu%C3%A1n" },
        };

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                hints[i] = (struct link_view){ .text = str_of(words[i].text),
                        .href = str_of(words[i].href) };
        *hero = (struct hero_view){ .title = s_PORTAL_HERO(h->arena, h->lang),
                .lead = s_PORTAL_HERO_LEAD(h->arena, h->lang),
                .search = { .action = h->lang == LANG_EN ? "/en/tim" : "/tim",
                        .label = s_PORTAL_SEARCH(h->arena, h->lang),
                        .example = s_PORTAL_EXAMPLE(h->arena, h->lang) },
                .hints_head = s_PORTAL_HINTS(h->arena, h->lang),
                .hints = hints,
                .n_hints = ARRAY_LEN(words) };
        p->hero = hero;
        return p;
}

/* GET /. */

static int home_show(struct req *rq)
{
        static const char *const popular[] = { "1.001193", "1.000894", "1.004873", "2.000815",
                "1.001612", "1.004222" };
        struct home_view v = { .rq = rq };
        i64 day = org_day(org_get(rq->arena));
        struct procedure_group_rows events;
        struct procedure_line *list =
                NEW_ARRAY(rq->arena, struct procedure_line, ARRAY_LEN(popular));
        struct procedure_total total;
        int r = procedure_events(rq->tx, day, &events);

        if (r == 0)
                r = procedure_count(rq->tx, day, &total);
        if (r < 0)
                return r;
        for (size_t i = 0; i < ARRAY_LEN(popular); i++) {
                struct procedure_full p;

                if (catalogue_get(rq->tx, str_of(popular[i]), day, &p) == 0)
                        list[v.n_popular++] =
                                (struct procedure_line){ .code = p.v.code, .usual = p.v.usual };
        }
        v.popular = list;
        v.procedures = total.n;
        v.events = tiles_of(rq, &events, true, &v.n_events);
        if (v.n_events > 12)
                v.n_events = 12;
        view_home_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /tim?q=. */

static const struct field search_fields[] = {
        { "q", FIELD_TEXT, 0, 200, 0, NULL },
        { "tu", FIELD_I64, 0, 1980, 0, NULL },
        { 0 },
};

static int search_show(struct req *rq)
{
        struct results_view v = { .rq = rq, .query = input_str(rq->in, "q") };
        const struct org *o = org_get(rq->arena);
        i64 day = org_day(o), from = input_i64(rq->in, "tu");
        struct procedure_brief_rows rows = { 0 };
        int r;

        from = from == I64_NULL ? 0 : from;
        if (!str_empty(v.query)) {
                r = catalogue_search(rq->tx, o,
                        &(struct catalogue_query){
                                .words = v.query, .day = day, .offset = from, .limit = RESULTS },
                        &rows, &v.total);
                if (r < 0)
                        return r;
        }
        v.rows = lines_of(rq, &rows, RESULTS, &v.n_rows);
        v.next = STR("");
        if (from + RESULTS < v.total)
                v.next = str_fmt(rq->arena, "/tim?q=%.*s&tu=%lld",
                        STRF(words_query(rq->arena, v.query)), (long long)(from + RESULTS));
        view_search_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thu-tuc: all, by field; GET /thu-tuc?linh-vuc=; GET /su-kien/:slug. */

static const struct field list_fields[] = {
        { "linh-vuc", FIELD_TEXT, 0, 200, 0, NULL },
        { "sau", FIELD_TEXT, 0, 400, 0, NULL },
        { "so", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static int show_list(struct req *rq, struct results_view *v, struct str event, struct str field)
{
        struct procedure_brief_rows rows;
        i64 day = org_day(org_get(rq->arena));
        int r = procedure_list(rq->tx,
                &(struct procedure_list_args){ .day = day,
                        .event = event,
                        .field = field,
                        .after_usual = input_str(rq->in, "sau"),
                        .after_id = input_i64(rq->in, "so"),
                        .limit = RESULTS + 1 },
                &rows);

        if (r < 0)
                return r;
        v->rows = lines_of(rq, &rows, RESULTS, &v->n_rows);
        v->next = STR("");
        if (rows.n > RESULTS) {
                const struct procedure_brief *last = &rows.rows[RESULTS - 1];
                struct str base = event.ptr   ? str_fmt(rq->arena, "/su-kien/%.*s?",
                                                        STRF(slug_of(rq->arena, event)))
                                  : field.ptr ? str_fmt(rq->arena, "/thu-tuc?linh-vuc=%.*s&",
                                                        STRF(words_query(rq->arena, field)))
                                              : STR("/thu-tuc?");

                v->next = str_fmt(rq->arena, "%.*ssau=%.*s&so=%lld", STRF(base),
                        STRF(words_query(rq->arena, last->usual)), (long long)last->id);
        }
        return 0;
}

static int list_show(struct req *rq)
{
        struct results_view v = { .rq = rq, .field = input_str(rq->in, "linh-vuc") };
        struct procedure_group_rows fields;
        int r = procedure_fields(rq->tx, org_day(org_get(rq->arena)), &fields);

        if (r == 0)
                r = show_list(rq, &v, STR_NULL, str_empty(v.field) ? STR_NULL : v.field);
        if (r < 0)
                return r;
        v.fields = tiles_of(rq, &fields, false, &v.n_fields);
        v.heading = str_empty(v.field) ? s_PORTAL_ALL_PROCEDURES(rq->arena, rq->lang) : v.field;
        view_list_page(&rq->html, &v);
        return reply_page(rq, 200);
}

static int event_show(struct req *rq)
{
        struct results_view v = { .rq = rq };
        struct procedure_group_rows events;
        struct str slug = path_str(rq->in, "slug");
        int r = procedure_events(rq->tx, org_day(org_get(rq->arena)), &events);

        for (size_t i = 0; r == 0 && i < events.n; i++)
                if (str_eq(slug_of(rq->arena, events.rows[i].name), slug))
                        v.event = events.rows[i].name;
        if (r == 0 && !v.event.ptr)
                r = ERR_NOT_FOUND;
        if (r == 0)
                r = show_list(rq, &v, v.event, STR_NULL);
        if (r < 0)
                return r;
        v.heading = v.event;
        view_list_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thu-tuc/:code. */

static const struct str *split_lines(struct arena *a, struct str text, size_t *ret_n)
{
        struct str *list = NEW_ARRAY(a, struct str, text.len + 1), rest = text, line;

        *ret_n = 0;
        while (str_cut(&rest, '\n', &line))
                if (!str_empty(line))
                        list[(*ret_n)++] = line;
        return list;
}

static void fill_papers(
        struct arena *a, const struct procedure_paper_rows *papers, struct procedure_view *v)
{
        struct str *always = NEW_ARRAY(a, struct str, papers->n + 1);
        struct paper_case *cases = NEW_ARRAY(a, struct paper_case, papers->n + 1);

        for (size_t i = 0; i < papers->n; i++) {
                const struct procedure_paper *p = &papers->rows[i];
                size_t k = 0;

                if (str_empty(p->case_text)) {
                        always[v->n_always++] = p->name;
                        continue;
                }
                while (k < v->n_cases && !str_eq(cases[k].when, p->case_text))
                        k++;
                if (k == v->n_cases)
                        cases[v->n_cases++] = (struct paper_case){ .when = p->case_text,
                                .papers = NEW_ARRAY(a, struct str, papers->n) };
                ((struct str *)cases[k].papers)[cases[k].n++] = p->name;
        }
        v->always = always;
        v->cases = cases;
}

static struct str where_words(
        struct req *rq, const struct org *o, const struct procedure_version *p)
{
        const struct unit *u = str_empty(p->unit_code) ? NULL : org_unit_by_code(o, p->unit_code);
        bool two_tiers = org_day(o) >= day_make(2025, 7, 1);
        struct str level = two_tiers ? p->level_2025 : p->level;

        if (str_is(level, "commune"))
                return s_PORTAL_AT_COMMUNE(rq->arena, rq->lang);
        if (str_is(level, "district"))
                return s_PORTAL_AT_DISTRICT(rq->arena, rq->lang);
        u = u ? org_successor(o, u, org_day(o)) : NULL;
        return u ? u->name : s_PORTAL_AT_PROVINCE(rq->arena, rq->lang);
}

static struct str fee_words(struct req *rq, const struct procedure_fee_rows *fees, bool *ret_free)
{
        i64 sum = 0;

        *ret_free = false;
        if (!fees->n)
                return s_PORTAL_FEE_UNKNOWN(rq->arena, rq->lang);
        for (size_t i = 0; i < fees->n; i++) {
                if (fees->rows[i].amount == I64_NULL)
                        return s_PORTAL_FEE_VARIES(rq->arena, rq->lang);
                sum += fees->rows[i].amount;
        }
        *ret_free = sum == 0;
        return fees->n == 1 || sum == 0 ? words_money(rq->arena, rq->lang, sum)
                                        : s_PORTAL_FEE_VARIES(rq->arena, rq->lang);
}

static int procedure_show(struct req *rq)
{
        const struct org *o = org_get(rq->arena);
        struct procedure_view v = { .rq = rq };
        struct procedure_brief_rows related = { 0 };
        struct procedure_full p;
        i64 day = org_day(o);
        int r = catalogue_get(rq->tx, path_str(rq->in, "code"), day, &p);

        if (r < 0)
                return r;
        if (!str_eq(p.v.code, path_str(rq->in, "code")))
                return reply_see_other(rq, "/thu-tuc/:code", p.v.code);
        if (!str_empty(p.v.event))
                r = procedure_list(rq->tx,
                        &(struct procedure_list_args){ .day = day,
                                .event = p.v.event,
                                .field = STR_NULL,
                                .level = STR_NULL,
                                .level_2025 = STR_NULL,
                                .after_usual = STR_NULL,
                                .after_id = I64_NULL,
                                .limit = 5 },
                        &related);
        if (r < 0)
                return r;
        v.code = p.v.code;
        v.usual = p.v.usual;
        v.name = p.v.name;
        v.field = p.v.field;
        v.agency = p.v.agency;
        v.event = p.v.event;
        v.event_slug = slug_of(rq->arena, p.v.event);
        v.limit = words_limit(rq->arena, rq->lang, p.v.limit_hundredths, p.v.limit_unit,
                p.v.cutoff_minute != I64_NULL);
        v.limit_note = p.v.limit_note;
        v.fee = fee_words(rq, &p.fees, &v.free);
        v.fees = p.fees.rows;
        v.n_fees = p.fees.n;
        v.where = where_words(rq, o, &p.v);
        v.result =
                p.results.n ? p.results.rows[0].name : s_PORTAL_RESULT_UNKNOWN(rq->arena, rq->lang);
        v.audience = audience_words(rq, p.v.audience);
        v.online = !str_is(p.v.online, "none");
        v.online_words = online_words(rq, p.v.online);
        v.flagged = !str_empty(p.v.review);
        v.english_missing = rq->lang == LANG_EN && str_empty(p.v.name_en);
        v.basis = split_lines(rq->arena, p.v.legal_basis, &v.n_basis);
        fill_papers(rq->arena, &p.papers, &v);
        v.related = lines_of(rq, &related, 5, &v.n_related);
        view_procedure_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* Plain pages. */

static int guide_show(struct req *rq)
{
        struct plain_view v = { .rq = rq };

        view_guide_page(&rq->html, &v);
        return reply_page(rq, 200);
}

static int contact_show(struct req *rq)
{
        struct plain_view v = { .rq = rq };

        view_contact_page(&rq->html, &v);
        return reply_page(rq, 200);
}

static int access_show(struct req *rq)
{
        struct plain_view v = { .rq = rq };

        view_access_page(&rq->html, &v);
        return reply_page(rq, 200);
}

static const struct route routes[] = {
        { GET, "/", PERM_PUBLIC, 0, READ(NULL, home_show), .doc = "Home" },
        { GET, "/tim", PERM_PUBLIC, ROUTE_NOINDEX, READ(search_fields, search_show),
                .doc = "Search procedures" },
        { GET, "/thu-tuc", PERM_PUBLIC, 0, READ(list_fields, list_show),
                .doc = "All procedures, by field" },
        { GET, "/su-kien/:slug", PERM_PUBLIC, 0, READ(list_fields, event_show),
                .doc = "Procedures of a life event" },
        { GET, "/thu-tuc/:code", PERM_PUBLIC, ROUTE_CACHED, READ(NULL, procedure_show),
                .generations = "catalogue,units,texts,settings", .doc = "A procedure" },
        { GET, "/huong-dan", PERM_PUBLIC, 0, READ(NULL, guide_show), .doc = "How to apply" },
        { GET, "/lien-he", PERM_PUBLIC, 0, READ(NULL, contact_show), .doc = "Contact" },
        { GET, "/tiep-can", PERM_PUBLIC, 0, READ(NULL, access_show), .doc = "Accessibility" },
        { 0 },
};

static const struct route *const tables[] = { routes, portal_lookup_routes, NULL };
static const char *const needs[] = { "catalogue", "dossier", NULL };

const struct module portal_module = {
        .name = "portal", .doc = "Public pages", .requires = needs, .routes = tables
};
