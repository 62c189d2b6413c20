/*
 * src/core/generation.h: numbers that move when something changes that caches depend on:
 * "units", "catalogue", "texts", "settings", "calendar". The change and the new number are in one
 * transaction; this server learns at its commit, other nodes within a second.
 */
#ifndef CORE_GENERATION_H
#define CORE_GENERATION_H

#include "store/store.h"

int generation_move(struct tx *tx, const char *name);
i64 generation_value(struct store *s, const char *name);
/* After a commit: what moved in it shows from now on. */
void generation_committed(void);
/* Loads settings, units, texts, and starts the watcher that loads them again when they move. */
int generation_start(struct store *s);
void generation_stop(void);

#endif
