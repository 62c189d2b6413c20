/*
 * src/core/preview.h: the pages of a paper as pictures, small for a list and large for reading,
 * drawn by the converter (wall/converter_client.h) from the PDF that a content is.
 *
 * The last ones drawn are kept in memory, bounded, by the content's hash: a preview is never
 * written to the disk, so that nothing of a paper outlives its file. Who may see it is asked by
 * the caller, each time, as for the file itself.
 */
#ifndef CORE_PREVIEW_H
#define CORE_PREVIEW_H

#include "base/str.h"

struct file; /* core/queries.h */

enum preview_size { PREVIEW_SMALL, PREVIEW_LARGE, PREVIEW_SIZE_MAX };
#define PREVIEW_FEW 24 /* small ones on one page */

struct preview {
        struct str jpeg; /* on the arena */
        i64 width, height;
        i64 pages;    /* of the whole file */
        bool letters; /* all are in the file; else the picture may lack some */
};

#define PREVIEW_GLANCE 4
extern const i64 preview_first[PREVIEW_GLANCE]; /* 1, 2, … for views */
/* How many of them stand beside such a file: none, when there can be none. pages: or I64_NULL. */
size_t preview_glance(struct str type, i64 check, i64 pages);

/* There can be previews of such a file in its state: a PDF that was looked into and found good. */
bool preview_offered(struct str type, i64 check);

/*
 * Slow when it was not kept, so without a snapshot. page: from 1. ERR_NOT_FOUND: no such page.
 * ERR_BUSY: the converter is away, try again. ERR_INVALID: the file or this page cannot be drawn;
 * ERR_DENIED: it has a password; ERR_UNSUPPORTED: no pages are drawn on this server.
 */
int preview_page(struct arena *a, const u8 *hash, i64 page, enum preview_size size,
        struct preview *ret_preview);
/* Why there is none, as a text (T_…) for people. */
int preview_why(int r);

/* For tests: nothing is kept any more. */
void preview_forget(void);

#endif
