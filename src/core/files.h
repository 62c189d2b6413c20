/*
 * src/core/files.h: rows over contents: who brought a file, what it belongs to. Permission is asked
 * of the object it belongs to; a hash opens nothing.
 */
#ifndef CORE_FILES_H
#define CORE_FILES_H

#include "core/who.h"
#include "store/content.h"

/* New row for an upload that is in the content store already. The code is for addresses. */
int files_add(struct tx *tx, const struct upload *u, struct str code, i64 account,
        struct str object_kind, i64 object, i64 *ret_id);
/* 404 for one that was removed. Answers the file with its own name. */
int files_reply(struct req *rq, struct str code, bool inline_);
/* For start: where contents live. */
void files_set_content(struct content *c);
struct content *files_content(void);

#endif
