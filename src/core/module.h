/*
 * src/core/module.h: what a module is: one constant that names its rooms. app/modules.c lists them
 * all; everything else (router, job runner, matrix, reference pages) is made from that list.
 */
#ifndef CORE_MODULE_H
#define CORE_MODULE_H

#include "core/move.h"
#include "flow/engine.h"
#include "job/job.h"
#include "web/route.h"

struct module {
        const char *name;
        const char *doc;
        const char *const *requires;       /* ends with NULL */
        const struct route *const *routes; /* tables; ends with NULL */
        const struct job_kind *jobs;
        const struct subscription *subscriptions;
        const struct flow_handler *handlers; /* what service tasks of processes call */
        /* The end of every step of a process; other modules' objects are left alone. */
        int (*flow_settled)(
                struct tx *tx, const struct flow_place *p, const struct flow_settled *s);
        /* The unit by whose calendar processes about this object count; ERR_NOT_FOUND: not ours. */
        int (*flow_unit)(struct tx *tx, i64 object, i64 *ret_unit);
        const struct move *moves;
        /* Once, after the store is open and settings and units are loaded. */
        int (*start)(struct store *s);
};

extern const struct module *const modules[]; /* ends with NULL; defined by app */

#endif
