/*
 * src/store/lite.h: what sqlite.c shares with the write group and the checkpointer: the connection
 * itself and the few statements that steer transactions. Private to the store.
 */
#ifndef STORE_LITE_H
#define STORE_LITE_H

#include <sqlite3.h>

#include "store/internal.h"

enum control_kind {
        CONTROL_BEGIN_READ,
        CONTROL_BEGIN_WRITE,
        CONTROL_COMMIT,
        CONTROL_ROLLBACK,
        CONTROL_SAVEPOINT,
        CONTROL_RELEASE,
        CONTROL_ROLLBACK_TO,
        CONTROL_MAX
};

struct lite {
        sqlite3 *db;
        sqlite3_stmt *control[CONTROL_MAX];
};

/* SQLite's own code: SQLITE_OK or an extended error. */
int store__sqlite_run(struct conn *c, enum control_kind what);
int store__sqlite_error(struct conn *c, int rc, const char *what); /* logs; -> ERR_ */
bool store__sqlite_lost(struct conn *c); /* the whole transaction is gone */

#endif
