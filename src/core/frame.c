/*
 * src/core/frame.c: see frame.h.
 */
#include "core/frame.h"

#include "core/who.h"
#include "web/texts.h"
#include "web/web.h"

static int (*unread_of)(struct req *rq, i64 *ret_n);

void frame_set_unread(int (*unread)(struct req *rq, i64 *ret_n))
{
        unread_of = unread;
}

struct page_view *frame_public(struct req *rq, struct str title)
{
        struct page_view *p = NEW(rq->arena, struct page_view);

        p->title = title;
        p->path = rq->verb == GET ? rq->path : STR_NULL;
        p->noindex = rq->route && rq->route->flags & ROUTE_NOINDEX;
        p->failed = rq->verb != GET;
        if (rq->who && rq->who->account)
                p->person = rq->who->name;
        /* A form that comes back after its snapshot has ended goes without the number. */
        if (!str_empty(p->person) && rq->tx && unread_of)
                (void)unread_of(rq, &p->notices);
        return p;
}

struct page_view *frame_crumb(
        struct req *rq, struct str title, struct str parent, struct str parent_href)
{
        struct page_view *p = frame_public(rq, title);
        struct link_view *crumb = NEW(rq->arena, struct link_view);

        p->here = title;
        if (!str_empty(parent)) {
                crumb->text = parent;
                crumb->href = parent_href;
                p->crumbs = crumb;
                p->n_crumbs = 1;
        }
        return p;
}

struct page_view *frame_form(struct req *rq, struct str title, struct str back)
{
        struct page_view *p = frame_public(rq, title);

        p->back = back;
        return p;
}

/* What stands at the side of officers' pages: only what the one who asks may open. */
static const struct {
        enum perm perm;
        int text;
        const char *href;
} officer_links[] = {
        { PERM_DOSSIER_INTAKE, T_WORK_INTAKE, "/tiep-nhan" },
        { PERM_DOSSIER_APPROVE, T_WORK_SIGN, "/duyet" },
        { PERM_DOSSIER_READ, T_WORK_QUEUE, "/viec" },
        { PERM_DESIGN_READ, T_WORK_DESIGNS, "/thiet-ke" },
        { PERM_DOSSIER_READ, T_WORK_HANDOVER, "/ban-giao" },
        { PERM_DOSSIER_INTAKE, T_WORK_APPOINTMENTS, "/lich-quay" },
        { PERM_DOSSIER_INTAKE, T_WORK_MANDATES, "/dai-dien" },
        { PERM_DOSSIER_INTAKE, T_WORK_TILL, "/thu-tien" },
        { PERM_DOSSIER_INTAKE, T_WORK_COPIES, "/chung-thuc" },
        { PERM_COMPLAINT_ANSWER, T_WORK_COMPLAINTS, "/kien-nghi" },
        { PERM_QUALITY_READ, T_WORK_QUALITY, "/chat-luong" },
        { PERM_PUBLIC, T_SITE_FIGURES, "/thong-ke" },
        { PERM_DOSSIER_INTAKE, T_WORK_RECOVERY, "/khoi-phuc-tai-khoan" },
        { PERM_DOSSIER_INTAKE, T_WORK_CORRECTIONS, "/sua-du-lieu" },
        { PERM_HAND_ON, T_WORK_STANDINS, "/uy-quyen" },
        { PERM_AUDIT_READ, T_WORK_ADMIN, "/quan-tri" },
        { PERM_PUBLIC, T_WORK_ACCOUNT, "/tai-khoan" },
};

static struct link_view officer_link(struct req *rq, size_t i)
{
        return (struct link_view){ .text = text_plain(
                                           rq->arena, rq->lang, officer_links[i].text, STR_NULL),
                .href = str_of(officer_links[i].href),
                .current = str_is(rq->path, officer_links[i].href) };
}

const struct link_view *frame_work(struct req *rq)
{
        for (size_t i = 0; rq->who && i < ARRAY_LEN(officer_links); i++)
                if (officer_links[i].perm != PERM_PUBLIC &&
                        who_has(rq->who, officer_links[i].perm)) {
                        struct link_view *link = NEW(rq->arena, struct link_view);

                        *link = officer_link(rq, i);
                        return link;
                }
        return NULL;
}

struct page_view *frame_script(struct page_view *p, const char *asset)
{
        p->script = asset_path(asset);
        return p;
}

struct page_view *frame_officer(struct req *rq, struct str title, struct str unit)
{
        struct page_view *p = frame_public(rq, title);
        struct side_group *side = NEW(rq->arena, struct side_group);
        struct link_view *links = NEW_ARRAY(rq->arena, struct link_view, ARRAY_LEN(officer_links));
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(officer_links); i++)
                if (who_has(rq->who, officer_links[i].perm))
                        links[n++] = officer_link(rq, i);
        *side = (struct side_group){ s_WORK_MENU(rq->arena, rq->lang), links, n };
        p->unit = unit;
        p->side = side;
        p->n_side = 1;
        return p;
}
