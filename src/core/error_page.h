/*
 * src/core/error_page.h: what a person reads when a request failed. Fits web_guard.error_page.
 */
#ifndef CORE_ERROR_PAGE_H
#define CORE_ERROR_PAGE_H

#include "web/req.h"

/*
 * Writes rq->html: title and advice by the kind of error; `text` (T_…, may be 0) replaces the
 * advice.
 */
void core_error_page(struct req *rq, int err, int text);

#endif
