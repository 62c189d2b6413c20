/*
 * src/mod/portal/crawl.c: what search engines ask for: what they may look at (all pages; those that
 * are somebody's own say noindex themselves) and the list of all pages worth finding, as plain
 * addresses (sitemaps.org). Without site.url nobody knows our address, and there is no list.
 */
#include "core/frame.h"
#include "core/queries.h"
#include "core/setting.h"
#include "mod/dossier/dossier.h"
#include "mod/portal/lines.h"
#include "mod/portal/portal.h"
#include "web/web.h"

#define PLAIN      "text/plain; charset=utf-8"
#define PROCEDURES 20000 /* in both languages they and the rest stay below a sitemap's 50,000 */

struct page_view *portal__found(struct page_view *p, struct str about)
{
        p->about = about;
        p->site = setting_str(SETTING_SITE_URL);
        return p;
}

static int robots_show(struct req *rq)
{
        struct str site = setting_str(SETTING_SITE_URL);
        struct buf b;

        buf_init(&b, rq->arena, 1000);
        buf_addc(&b, "User-agent: *\nDisallow: /api/\n");
        if (!str_empty(site))
                buf_fmt(&b, "Sitemap: %.*s/sitemap.txt\n", STRF(site));
        return reply_bytes(rq, 200, PLAIN, buf_str(&b), STR_NULL);
}

static void add(struct buf *b, struct arena *a, struct str path)
{
        struct str site = setting_str(SETTING_SITE_URL);

        for (enum lang lang = LANG_VI; lang < LANG_MAX; lang++) {
                buf_add(b, url_absolute(a, site, url_in(lang, path)));
                buf_addc(b, "\n");
        }
}

static int pages_show(struct req *rq)
{
        static const char *const plain[] = { "/", "/thu-tuc", "/thong-ke", "/huong-dan", "/lien-he",
                "/tiep-can" };
        i64 day = org_day(org_get(rq->arena));
        struct procedure_group_rows events;
        struct procedure_brief_rows list;
        struct buf b;
        int r;

        if (str_empty(setting_str(SETTING_SITE_URL)))
                return reply_error(rq, ERR_NOT_FOUND);
        r = procedure_events(rq->tx, day, &events);
        if (r == 0)
                r = procedure_list(rq->tx,
                        &(struct procedure_list_args){
                                .day = day, .after_id = I64_NULL, .limit = PROCEDURES },
                        &list);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 8 << 20);
        for (size_t i = 0; i < ARRAY_LEN(plain); i++)
                add(&b, rq->arena, str_of(plain[i]));
        for (size_t i = 0; i < events.n; i++)
                add(&b, rq->arena,
                        str_cat(rq->arena, STR("/su-kien/"),
                                portal__slug(rq->arena, events.rows[i].name)));
        for (size_t i = 0; i < list.n; i++)
                add(&b, rq->arena, str_cat(rq->arena, STR("/thu-tuc/"), list.rows[i].code));
        return reply_bytes(rq, 200, PLAIN, buf_str(&b), STR_NULL);
}

const struct route portal_crawl_routes[] = {
        { GET, "/robots.txt", PERM_PUBLIC, 0, READ(NULL, robots_show),
                .doc = "What search engines may look at" },
        { GET, "/sitemap.txt", PERM_PUBLIC, ROUTE_SLOW, READ(NULL, pages_show),
                .doc = "Addresses of all public pages, in both languages; 404 without site.url" },
        { 0 },
};
