/*
 * src/store/test/no_migrations.c: an empty list of schema steps, for tests that make their own tables.
 */
#include "store/store.h"

const struct migration migrations[] = { { 0 } };
