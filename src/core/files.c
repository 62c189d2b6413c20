/*
 * src/core/files.c: see files.h.
 */
#include "core/files.h"

#include "base/id.h"
#include "core/queries.h"

static struct content *contents;

void files_set_content(struct content *c)
{
        contents = c;
}

struct content *files_content(void)
{
        return contents;
}

int files_add(struct tx *tx, const struct upload *u, struct str code, i64 account,
        struct str object_kind, i64 object, i64 *ret_id)
{
        u8 *name = arena_alloc(tx->arena, 32);
        i64 id = id_new();
        int r;

        content_name(contents, u->hash, name);
        r = file_insert(tx, &(struct file_insert_args){ .id = id,
                                    .content_name = str_n((const char *)name, 32),
                                    .code = code,
                                    .hash = str_n((const char *)u->hash, 32),
                                    .name = u->name,
                                    .type = u->type,
                                    .size = u->size,
                                    .account_id = account,
                                    .object_kind = object_kind,
                                    .object_id = object,
                                    .created_at = tx->now });

        if (r == 0)
                *ret_id = id;
        return r;
}

int files_reply(struct req *rq, struct str code, bool inline_)
{
        struct file f;
        i64 size;
        int fd, r;

        r = file_by_code(rq->tx, code, &f);
        if (r < 0)
                return r;
        if (f.removed_at != I64_NULL)
                return ERR_NOT_FOUND;
        r = content_fd(contents, (const u8 *)f.hash.ptr, &fd, &size);
        if (r < 0)
                return r == ERR_NOT_FOUND ? ERR_CORRUPT : r;
        return reply_fd(rq, fd, size, str_c(rq->arena, f.type), f.name, inline_);
}
