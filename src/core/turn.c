/*
 * src/core/turn.c: see turn.h.
 */
#include "core/turn.h"

#include <unistd.h>

#include "core/files.h"

#define PATIENCE_MS 20000
#define PDF_MOST    ((i64)20 << 20) /* as of a PDF made of photos */
#define PIECE       ((size_t)64 << 10)

static int copy(struct content_upload *to, int fd, i64 size, char *space)
{
        for (i64 at = 0; at < size;) {
                ssize_t n = pread(fd, space, PIECE, at);
                int r = n > 0 ? content_add(to, space, (size_t)n) : ERR_IO;

                if (r < 0)
                        return r;
                at += n;
        }
        return 0;
}

static int write_turned(struct arena *a, int fd, i64 size, struct str update, struct upload *pdf)
{
        struct content_upload *to;
        int r = content_begin(files_content(), PDF_MOST, &to);

        if (r < 0)
                return r;
        r = copy(to, fd, size, arena_raw(a, PIECE));
        if (r == 0)
                r = content_add(to, update.ptr, update.len);
        if (r < 0) {
                content_abort(to);
                return r;
        }
        return content_finish(to, pdf->hash, &pdf->size);
}

int turn_pages(struct arena *a, const u8 *hash, struct str name, i64 page, i64 quarters,
        struct upload *ret_pdf)
{
        struct upload pdf = { .name = name,
                .type = STR("application/pdf"),
                .check = UPLOAD_WAITING,
                .pages = I64_NULL };
        struct str update;
        i64 size;
        int fd, r = content_fd(files_content(), hash, &fd, &size);

        if (r < 0)
                return r;
        r = files_turn(a, fd, PATIENCE_MS, page, quarters, &update);
        if (r == 0)
                r = write_turned(a, fd, size, update, &pdf);
        close(fd);
        if (r == 0)
                *ret_pdf = pdf;
        return r;
}
