/*
 * src/store/backup.h: the whole database as one file, of one moment, while others write; and back.
 *
 * SQLite: VACUUM INTO from a snapshot on a connection of its own; the write-ahead log grows for as
 * long as it takes. PostgreSQL: pg_dump and pg_restore, of the server's version or newer, which
 * know how to take every object in one snapshot; passwords reach them by environment, not by
 * argument.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/store.h"

/*
 * path must not exist; it is 0600 and synced after 0. ret_why: words for the operator when it
 * failed. ERR_UNSUPPORTED: pg_dump is not installed.
 */
int store_backup(struct store *s, struct arena *a, const char *path, struct str *ret_why);
/* A PostgreSQL backup into the empty database at url. SQLite's is a database as it is. */
int store_restore(const char *url, struct arena *a, const char *path, struct str *ret_why);

/*
 * Runs a program of this machine to its end; argv[0] is looked for in PATH. env: NULL is ours.
 * ERR_UNSUPPORTED: there is none of that name. ERR_IO: it failed; ret_why has what it said.
 */
int backup_program(struct arena *a, const char *const *argv, char *const *env, struct str *ret_why);

#endif
