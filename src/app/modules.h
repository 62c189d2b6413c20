/*
 * src/app/modules.h: the list of modules, and the tables that are made from it at start.
 */
#ifndef APP_MODULES_H
#define APP_MODULES_H

#include "core/module.h"

/* All route tables, for the dispatcher; ends with NULL. */
const struct route *const *modules_routes(void);
/* Gives jobs and subscriptions to the job room. */
void modules_set_tables(void);
/* After every commit: caches learn, jobs run. */
void modules_committed(struct store *s);
/* What each module does once when a server starts. */
int modules_start(struct store *s);
void modules_wake(void);
/* The runner that modules_wake wakes; NULL none. */
void modules_set_runner(struct job_runner *r);

#endif
