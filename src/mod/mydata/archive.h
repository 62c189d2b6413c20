/*
 * src/mod/mydata/archive.h: a ZIP archive (PKWARE APPNOTE 6.3) written as it goes into the store of
 * contents. Entries are stored, not deflated: scans and PDF do not get smaller. At most 4 GB and
 * 65,535 entries, the old format, which every computer opens.
 *
 *      r = archive_begin(content, arena, &z);
 *      if (r == 0) r = archive_add(&z, STR("dữ liệu.json"), bytes);
 *      if (r == 0) r = archive_finish(&z, hash, &size);      else archive_abort(&z);
 */
#ifndef MOD_MYDATA_ARCHIVE_H
#define MOD_MYDATA_ARCHIVE_H

#include "store/content.h"

#define ARCHIVE_MAX ((i64)1 << 31)

struct archive {
        struct content_upload *to;
        struct arena *arena;
        struct buf list; /* the central directory, written at the end */
        i64 at, n;
};
int archive_begin(struct content *c, struct arena *a, struct archive *ret_z);
/* name: a path with '/', UTF-8. ERR_LIMIT, ERR_IO, ERR_FULL. */
int archive_add(struct archive *z, struct str name, struct str bytes);
/* Takes the archive, whatever the result. */
int archive_finish(struct archive *z, u8 ret_hash[32], i64 *ret_size);
void archive_abort(struct archive *z);

#endif
