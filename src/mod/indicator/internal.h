/*
 * src/mod/indicator/internal.h: what the pages of figures share.
 */
#ifndef MOD_INDICATOR_INTERNAL_H
#define MOD_INDICATOR_INTERNAL_H

#include "mod/indicator/read.h"

/* Which period and which place a page is about: fields `ky` and `noi`. */
struct asked {
        struct period period;
        struct place place;
        struct url_query query; /* both, for links */
        struct str place_name;
};
/* ERR_NOT_FOUND when an address names a period or a place that there is not. */
int asked_read(struct req *rq, struct asked *ret_a);

/* May this person see the dossiers behind the figures of that unit? */
bool asked_staff(const struct req *rq, const struct asked *a);

int figures_show(struct req *rq);
int procedures_show(struct req *rq);
int scheme_show(struct req *rq);
int behind_show(struct req *rq);
int report_show(struct req *rq);
int figures_csv(struct req *rq);
int figures_api(struct req *rq);

#endif
