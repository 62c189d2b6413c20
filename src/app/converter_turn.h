/*
 * src/app/converter_turn.h: pages of a PDF turned by quarters, by an update that is appended to the
 * file (ISO 32000-1, 7.5.6): not a byte of what was there changes, so pictures stay as they were
 * scanned, and what somebody signed stays as they signed it. Runs in a converter's worker only.
 */
#ifndef APP_CONVERTER_TURN_H
#define APP_CONVERTER_TURN_H

#include "base/str.h"

/*
 * page: from 1; 0: all. quarters: clockwise, 1..3. What is to be appended. ERR_NOT_FOUND: no such
 * page. ERR_DENIED: encrypted, or signed. ERR_INVALID: broken, or known by looking through it only,
 * so that an update could not be found either. ERR_LIMIT: too many pages or values.
 */
int converter_turn_pages(
        struct arena *a, struct str file, i64 page, i64 quarters, struct buf *ret_update);

#endif
