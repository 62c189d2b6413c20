/*
 * src/mod/counter/desk.h: what the files of the officers' desk share.
 */
#ifndef MOD_COUNTER_DESK_H
#define MOD_COUNTER_DESK_H

#include "mod/counter/queries.h"
#include "mod/counter/view.h"
#include "web/web.h"

extern const struct route queue_routes[], counter_register_routes[];

/* The counter at which this officer takes in, takes money and hands out; NULL: none. */
const struct unit *counter__desk(struct req *rq);
struct str counter__desk_name(struct req *rq);
/* May they do a counter's work on this dossier: at its own unit, or where it was taken in? */
bool counter__may_hand(const struct who *w, const struct dossier *d);
/* The unit that this officer's pages are named after; 0 none. */
i64 counter__unit(struct req *rq);

#endif
