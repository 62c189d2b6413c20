/*
 * src/core/frame.h: the frame of a page (struct page_view) from the request: title, language
 * switch, who is signed in, officers' navigation. A cacheable page carries nothing of a person.
 */
#ifndef CORE_FRAME_H
#define CORE_FRAME_H

#include "core/view.h"

/* How many notices somebody signed in has not read; set by the module that keeps them. */
void frame_set_unread(int (*unread)(struct req *rq, i64 *ret_n));

struct page_view *frame_public(struct req *rq, struct str title);
/* crumbs: "Trang chủ" > parent > title. */
struct page_view *frame_crumb(
        struct req *rq, struct str title, struct str parent, struct str parent_href);
/* A step of a form: "Quay lại", title "Lỗi: …" when it came back. */
struct page_view *frame_form(struct req *rq, struct str title, struct str back);
/* With a script of web/ that makes the page easier; its routes say ROUTE_SCRIPT. */
struct page_view *frame_script(struct page_view *p, const char *asset);
/* unit: of the officer, above the navigation. */
struct page_view *frame_officer(struct req *rq, struct str title, struct str unit);
/* The first of the officers' pages that this one may open; NULL for citizens and visitors. */
const struct link_view *frame_work(struct req *rq);

#endif
