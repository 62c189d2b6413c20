/*
 * src/mod/mandate/internal.h: what the files of this folder share.
 */
#ifndef MOD_MANDATE_INTERNAL_H
#define MOD_MANDATE_INTERNAL_H

#include "mod/mandate/mandate.h"
#include "mod/mandate/view.h"

extern const struct route mandate_own_routes[];

/* As a page shows it: names of both sides, days in words, scope, files. Personal. */
int mandate__fill(struct req *rq, const struct mandate *m, struct mandate_shown *ret_s);

#endif
