/*
 * src/core/frame.c: see frame.h.
 */
#include "core/frame.h"

#include "core/who.h"
#include "web/texts.h"

struct page_view *frame_public(struct req *rq, struct str title)
{
        struct page_view *p = NEW(rq->arena, struct page_view);

        p->title = title;
        p->path = rq->verb == GET ? rq->path : STR_NULL;
        p->noindex = rq->route && rq->route->flags & ROUTE_NOINDEX;
        p->failed = rq->verb != GET;
        if (rq->who && rq->who->account)
                p->person = rq->who->name;
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

struct page_view *frame_officer(struct req *rq, struct str title, struct str unit)
{
        struct page_view *p = frame_public(rq, title);
        struct side_group *side = NEW(rq->arena, struct side_group);
        struct link_view *links = NEW_ARRAY(rq->arena, struct link_view, 3);

        links[0] = (struct link_view){ .text = s_WORK_QUEUE(rq->arena, rq->lang),
                .href = STR("/viec"),
                .current = str_is(rq->path, "/viec") };
        links[1] = (struct link_view){ .text = s_SITE_FIGURES(rq->arena, rq->lang),
                .href = STR("/thong-ke") };
        links[2] = (struct link_view){ .text = s_WORK_ACCOUNT(rq->arena, rq->lang),
                .href = STR("/tai-khoan"),
                .current = str_is(rq->path, "/tai-khoan") };
        *side = (struct side_group){ s_WORK_MENU(rq->arena, rq->lang), links, 3 };
        p->unit = unit;
        p->side = side;
        p->n_side = 1;
        return p;
}
