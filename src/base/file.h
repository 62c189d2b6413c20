/*
 * src/base/file.h: whole files and folders, with the syncs that "on disk" needs. All changing calls
 * go through `file_ops`, so that tests can make the disk full, failing or forgetful.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/types.h>

#include "base/str.h"

/*
 * The system's calls with their errno manners. A test copies file_ops_system, replaces some and
 * sets file_ops; nobody else writes it.
 */
struct file_ops {
        int (*open)(const char *path, int flags, mode_t mode);
        ssize_t (*write)(int fd, const void *p, size_t n);
        int (*fsync)(int fd);
        int (*rename)(const char *from, const char *to);
        int (*mkdir)(const char *path, mode_t mode);
        int (*unlink)(const char *path);
};
extern const struct file_ops file_ops_system;
extern const struct file_ops *file_ops;

/* ERR_NOT_FOUND, ERR_LIMIT (over max bytes), ERR_IO. */
int file_read(struct arena *a, const char *path, size_t max, struct str *ret_s);
/*
 * Write to a temporary name in the same folder, fsync, rename, fsync the folder. After 0 the file
 * is there whole, whatever happens to the machine; after a failure or a crash the path holds either
 * all of the old content or all of the new. A crash may leave a file whose name begins with
 * FILE_TMP. ERR_FULL, ERR_IO, ERR_NOT_FOUND (no such folder).
 */
#define FILE_TMP ".tmp-"
int file_write_durable(const char *path, struct str content, mode_t mode);
/* All bytes of s, in as many writes as it takes; nothing is synced. ERR_FULL, ERR_IO. */
int file_write_all(int fd, struct str s);
int file_sync_dir(const char *dir);
/* Each new level is synced in its parent. ERR_EXISTS when something else has the name. */
int file_mkdirs(const char *path, mode_t mode);
bool file_exists(const char *path);
int file_error(int errno_value); /* errno -> ERR_ */

#endif
