/*
 * src/app/lock.h: one data folder, one server. DIR/lock is held for the life of a server, or of a
 * command that runs without one. The lock belongs to the open file, so children that inherit it
 * hold it too, and it is gone when the last of them is, however they end.
 */
#ifndef APP_LOCK_H
#define APP_LOCK_H

#include "base/base.h"

/*
 * Waits wait_ms at most for whoever holds it. ERR_BUSY: somebody still does. ERR_NOT_FOUND: there
 * is no such folder. ERR_IO, ERR_FULL.
 */
int lock_take(const char *dir, int wait_ms, int *ret_fd);
bool lock_held(const char *dir); /* by anybody, this process included */

#endif
