/*
 * src/base/file.h: whole files and folders, with the syncs that "on disk" needs. All calls go
 * through `file_ops`, so that tests can make the disk full, failing or forgetful.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/types.h>

#include "base/str.h"

int file_read(struct arena *a, const char *path, size_t max, struct str *ret_s); /* ERR_NOT_FOUND, ERR_LIMIT, ERR_IO */
/*
 * Write to a temporary name in the same folder, fsync, rename, fsync the folder. The file is there
 * whole after 0, or not at all. ERR_FULL, ERR_IO.
 */
int file_write_durable(const char *path, struct str content, mode_t mode);
int file_sync_dir(const char *dir);
int file_mkdirs(const char *path, mode_t mode); /* each new level synced in its parent */
bool file_exists(const char *path);
int file_error(int errno_value); /* errno -> ERR_ */

#endif
