/*
 * src/mod/portal/module.c: the public pages over HTTP. Nothing here is of a person.
 */
#include "mod/portal/portal.h"

#include "core/frame.h"
#include "core/queries.h"
#include "core/setting.h"
#include "core/words.h"
#include "mod/dossier/dossier.h"
#include "mod/portal/lines.h"
#include "mod/portal/precheck.h"
#include "mod/portal/view.h"
#include "mod/portal/views.h"
#include "web/texts.h"
#include "web/web.h"

#define RELATED 5

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
        p->script = asset_path("find.js");
        *hero = (struct hero_view){ .title = s_PORTAL_HERO(h->arena, h->lang),
                .lead = s_PORTAL_HERO_LEAD(h->arena, h->lang),
                .search = { .action = h->lang == LANG_EN ? "/en/tim" : "/tim",
                        .label = s_PORTAL_SEARCH(h->arena, h->lang),
                        .example = s_PORTAL_EXAMPLE(h->arena, h->lang) },
                .hints_head = s_PORTAL_HINTS(h->arena, h->lang),
                .hints = hints,
                .n_hints = ARRAY_LEN(words) };
        p->hero = hero;
        return portal__found(p, STR_NULL);
}

/* GET /. */

static int home_show(struct req *rq)
{
        static const char *const popular[] = { "1.001193", "1.000894", "1.004873", "2.000815",
                "1.001612", "1.004222" };
        struct home_view v = { .rq = rq, .work = frame_work(rq) };
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
        v.events = portal__tiles(rq, &events, true, &v.n_events);
        if (v.n_events > 12)
                v.n_events = 12;
        view_home_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thu-tuc/:code. */

struct page_view *procedure_frame(struct html *h, const struct procedure_view *v)
{
        struct str event = str_fmt(h->arena, "/su-kien/%.*s", STRF(v->event_slug));
        struct page_view *p = frame_crumb(v->rq, v->usual, v->event, event);

        return portal__found(p,
                s_PORTAL_ABOUT_PROCEDURE(h->arena, h->lang, v->usual, v->where, v->limit, v->fee));
}

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

struct str portal__fee(struct req *rq, const struct procedure_fee_rows *fees, bool *ret_free)
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
        struct procedure_view v = { .rq = rq, .staff = frame_work(rq) != NULL };
        struct procedure_link_rows related = { 0 };
        struct procedure_full p;
        i64 day = org_day(o);
        int r = catalogue_get(rq->tx, path_str(rq->in, "code"), day, &p);

        if (r < 0)
                return r;
        if (!str_eq(p.v.code, path_str(rq->in, "code")))
                return reply_see_other(rq, "/thu-tuc/:code", p.v.code);
        if (!str_empty(p.v.event))
                r = procedure_related(rq->tx, p.v.event, day, RELATED, &related);
        if (r < 0)
                return r;
        v.code = p.v.code;
        v.usual = p.v.usual;
        v.name = p.v.name;
        v.field = p.v.field;
        v.agency = p.v.agency;
        v.event = p.v.event;
        v.event_slug = portal__slug(rq->arena, p.v.event);
        v.limit = words_limit(rq->arena, rq->lang, p.v.limit_hundredths, p.v.limit_unit,
                p.v.cutoff_minute != I64_NULL);
        v.limit_note = p.v.limit_note;
        v.fee = portal__fee(rq, &p.fees, &v.free);
        v.fees = p.fees.rows;
        v.n_fees = p.fees.n;
        v.where = where_words(rq, o, &p.v);
        v.result =
                p.results.n ? p.results.rows[0].name : s_PORTAL_RESULT_UNKNOWN(rq->arena, rq->lang);
        v.audience = audience_words(rq, p.v.audience);
        v.online = !str_is(p.v.online, "none");
        v.online_words = portal__online(rq, p.v.online);
        v.flagged = !str_empty(p.v.review);
        v.english_missing = rq->lang == LANG_EN && str_empty(p.v.name_en);
        v.basis = split_lines(rq->arena, p.v.legal_basis, &v.n_basis);
        fill_papers(rq->arena, &p.papers, &v);
        r = precheck_there(rq->tx, p.v.code, day);
        v.precheck = r == 0;
        if (r < 0 && r != ERR_NOT_FOUND)
                return r;
        r = dossier_demands_identity(rq->tx, p.v.code, day, &v.demands, &v.demanded);
        if (r < 0)
                return r;
        v.related = related.rows;
        v.n_related = related.n;
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
        { GET, "/", PERM_PUBLIC, ROUTE_SCRIPT, READ(NULL, home_show), .doc = "Home" },
        { GET, "/thu-tuc/:code", PERM_PUBLIC, ROUTE_CACHED, READ(NULL, procedure_show),
                .generations = "catalogue,units,texts,settings", .doc = "A procedure" },
        { GET, "/huong-dan", PERM_PUBLIC, 0, READ(NULL, guide_show), .doc = "How to apply" },
        { GET, "/lien-he", PERM_PUBLIC, 0, READ(NULL, contact_show), .doc = "Contact" },
        { GET, "/tiep-can", PERM_PUBLIC, 0, READ(NULL, access_show), .doc = "Accessibility" },
        { 0 },
};

static const struct route *const tables[] = { routes, portal_browse_routes, portal_lookup_routes,
        portal_check_routes, portal_precheck_routes, portal_crawl_routes, NULL };
static const char *const needs[] = { "catalogue", "complaint", "dossier", "design", NULL };

const struct module portal_module = {
        .name = "portal", .doc = "Public pages", .requires = needs, .routes = tables
};
