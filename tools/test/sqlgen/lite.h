/*
 * tools/test/sqlgen/lite.h: just enough of src/store/stmt.h on one SQLite connection to run
 * generated statements: no cache, no write groups, no recovery. The generator's tests stand below
 * the store and must not need it.
 */
#ifndef SQLGEN_TEST_LITE_H
#define SQLGEN_TEST_LITE_H

#include "store/stmt.h"

/* A new database in memory with all migrations[] run. */
void lite_open(struct tx *ret_tx, struct arena *a);
void lite_close(struct tx *tx);
/* The variant that the last statement asked for, to see that conditions choose the right text. */
extern int lite_variant;

#endif
