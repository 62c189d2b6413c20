/*
 * src/store/test/disk.h: a disk that forgets. Calls of the program (file_ops and SQLite's VFS) go
 * to the real files of a "live" folder; beside it a shadow keeps only what was synced: the bytes of
 * a file at its last sync, the names of a folder at its last sync. After a kill -9, disk_recover()
 * builds the folder as a machine without power would find it: everything not synced is gone, names
 * included. disk_fault makes the same calls fail.
 *
 * Not simulated: part of what was not synced having reached the disk all the same.
 */
#ifndef STORE_TEST_DISK_H
#define STORE_TEST_DISK_H

#include "base/str.h"

/*
 * Before the first store_open of a process: from now on all goes through the shim. What is in live
 * counts as synced. Both folders exist.
 */
void disk_start(const char *live, const char *shadow);
/* The folder after the power failed: makes `out`. For another process than that of disk_start. */
void disk_recover(const char *shadow, const char *out);
/* Back to the plain file_ops; open databases must have been closed. */
void disk_stop(void);

/* Mistakes of the program to be found: set before disk_start. */
struct disk_blunders {
        bool no_folder_sync; /* as if the program never synced a folder itself */
        bool no_file_sync;   /* nor its content files */
        bool normal;         /* SQLite runs with synchronous=NORMAL whatever was asked for */
};
extern struct disk_blunders disk_blunders;

/* SQLite's calls that fail: the after-th from now on, `times` of them. */
enum disk_call { DISK_NONE, DISK_WAL_WRITE, DISK_WAL_SYNC };
struct disk_fault {
        enum disk_call call;
        int after, times;
        int code; /* SQLITE_FULL, SQLITE_IOERR_WRITE … */
};
void disk_set_fault(struct disk_fault f);

#endif
