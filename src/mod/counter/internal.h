/*
 * src/mod/counter/internal.h: what the files of this module share.
 */
#ifndef MOD_COUNTER_INTERNAL_H
#define MOD_COUNTER_INTERNAL_H

#include "mod/dossier/dossier.h"

extern const struct route counter_register_routes[];

/* The unit that this officer's pages are named after; 0 none. */
i64 counter__unit(struct req *rq);

#endif
