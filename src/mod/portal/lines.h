/*
 * src/mod/portal/lines.h: procedures and life events as the lists of several pages show them.
 */
#ifndef MOD_PORTAL_LINES_H
#define MOD_PORTAL_LINES_H

#include "mod/portal/view.h"

/* A page that search engines should find: whole addresses, and what it is about. */
struct page_view *portal__found(struct page_view *p, struct str about);
/* An address of a name: folded, spaces to hyphens. */
struct str portal__slug(struct arena *a, struct str name);
struct str portal__online(struct req *rq, struct str online);
/* What it costs, in words. */
struct str portal__fee(struct req *rq, const struct procedure_fee_rows *fees, bool *ret_free);
const struct procedure_line *portal__lines(
        struct req *rq, const struct procedure_brief_rows *rows, size_t max, size_t *ret_n);
/* events: in the order of a life, with icons; else as they come. */
const struct event_tile *portal__tiles(
        struct req *rq, const struct procedure_group_rows *rows, bool events, size_t *ret_n);

extern const struct route portal_browse_routes[];

#endif
