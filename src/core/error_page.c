/*
 * src/core/error_page.c: see error_page.h. One row for each HTTP status that people meet.
 */
#include "core/error_page.h"

#include "core/frame.h"
#include "core/views.h"
#include "web/texts.h"

static const struct {
        int status, title, lead;
} pages[] = {
        { 401, T_ERROR_LOGIN, T_ERROR_LOGIN_LEAD },
        { 403, T_ERROR_DENIED, T_ERROR_DENIED_LEAD },
        { 404, T_ERROR_NOT_FOUND, T_ERROR_NOT_FOUND_LEAD },
        { 409, T_ERROR_CONFLICT, T_ERROR_CONFLICT_LEAD },
        { 410, T_ERROR_GONE, T_ERROR_GONE_LEAD },
        { 413, T_ERROR_LIMIT, T_ERROR_LIMIT_LEAD },
        { 415, T_ERROR_UNSUPPORTED, T_ERROR_UNSUPPORTED_LEAD },
        { 422, T_ERROR_INVALID, T_ERROR_INVALID_LEAD },
        { 429, T_ERROR_RATE, T_ERROR_RATE_LEAD },
        { 503, T_ERROR_BUSY, T_ERROR_BUSY_LEAD },
};

void core_error_page(struct req *rq, int err, int text)
{
        int title = T_ERROR_INTERNAL, lead = T_ERROR_INTERNAL_LEAD;
        struct page_view *p;

        for (size_t i = 0; i < ARRAY_LEN(pages); i++)
                if (pages[i].status == err_http_status(err)) {
                        title = pages[i].title;
                        lead = pages[i].lead;
                }
        p = frame_public(rq, text_plain(rq->arena, rq->lang, title, STR_NULL));
        p->noindex = true;
        p->failed = false; /* the title says it */
        html_init(&rq->html, rq->arena, rq->lang, rq->now, rq);
        view_error_page(&rq->html, p, text_plain(rq->arena, rq->lang, text ? text : lead, STR_NULL),
                rq->reference);
}
