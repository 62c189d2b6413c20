/*
 * src/core/module.h: what a module is: one constant that names its rooms. app/modules.c lists them
 * all; everything else (router, job runner, matrix, reference pages) is made from that list.
 */
#ifndef CORE_MODULE_H
#define CORE_MODULE_H

#include "flow/engine.h"
#include "job/job.h"
#include "web/route.h"

/* A row of a state table (style.md 12): the buttons, the diagram and the reachability test. */
struct move {
        int from;           /* state */
        const char *action; /* word in addresses and the API; NULL ends the table */
        int to;
        int permission; /* enum perm */
        unsigned flags;
        const char *effect; /* what follows, for the manual */
};
enum move_flag {
        MOVE_NOTE = 1,    /* a reason in words is required */
        MOVE_DEFECTS = 2, /* a list of defects is required */
        MOVE_BY_APPLICANT = 4,
        MOVE_NOT_ACCEPTED = 8, /* only a dossier that was never accepted */
        MOVE_WAS_ACCEPTED = 16,
        MOVE_RESUMES = 32,   /* only when `to` is where the dossier came from */
        MOVE_NEW_DUE = 64,   /* a new day for the result is required */
        MOVE_SECOND = 128,   /* of versions: by a person who wrote none of it */
        MOVE_FROM_DAY = 256, /* of versions: a day from today on is required */
};

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
