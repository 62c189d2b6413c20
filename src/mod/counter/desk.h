/*
 * src/mod/counter/desk.h: what the files of the officers' desk share.
 */
#ifndef MOD_COUNTER_DESK_H
#define MOD_COUNTER_DESK_H

#include "mod/counter/queries.h"
#include "mod/counter/view.h"
#include "web/web.h"

extern const struct route queue_routes[], counter_register_routes[];

/* The unit that this officer's pages are named after; 0 none. */
i64 counter__unit(struct req *rq);

#endif
