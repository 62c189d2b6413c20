/*
 * src/core/turn.h: pages of a scan turned by quarters: a new content that begins with the old one,
 * byte for byte, and ends with an update of the converter's (wall/converter_client.h).
 */
#ifndef CORE_TURN_H
#define CORE_TURN_H

#include "web/req.h"

/*
 * page: from 1; 0: all. quarters: clockwise, 1..3. Slow, so without a snapshot; the new file waits
 * for its check (files_inspect). ERR_INVALID, ERR_DENIED: it cannot be turned; ERR_NOT_FOUND: no
 * such page; ERR_LIMIT: it became too large; ERR_BUSY: the converter is away.
 */
int turn_pages(struct arena *a, const u8 *hash, struct str name, i64 page, i64 quarters,
        struct upload *ret_pdf);

#endif
