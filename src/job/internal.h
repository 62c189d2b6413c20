/*
 * src/job/internal.h: what event.c and runner.c share: the tables of kinds and subscriptions.
 */
#ifndef JOB_INTERNAL_H
#define JOB_INTERNAL_H

#include "job/job.h"

#define PERIODIC_NAME STR("every") /* the timer name of a periodic job */

/* What to do for a kind of job, from whichever table. */
struct job__handler {
        const char *kind;
        int (*run)(struct job_run *run);
        i64 every_ms;
};
/* NULL when nobody here does this kind. */
const struct job__handler *job__handler(struct str kind);
/* All kinds this program does; *ret_n is their count. */
const struct job__handler *job__handlers(size_t *ret_n);

#endif
