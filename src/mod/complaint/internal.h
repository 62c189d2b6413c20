/*
 * src/mod/complaint/internal.h: what the files of this folder share.
 */
#ifndef MOD_COMPLAINT_INTERNAL_H
#define MOD_COMPLAINT_INTERNAL_H

#include "mod/complaint/complaint.h"
#include "mod/complaint/view.h"

extern const struct route complaint_own_routes[], complaint_desk_routes[];

struct str complaint__topic(struct arena *a, enum lang lang, struct str topic);
/* What was sent along is kept with this complaint. */
int complaint__put_files(struct tx *tx, const struct input *in, const struct given_files *given,
        i64 complaint, bool answer);
int complaint__fill(struct req *rq, const struct complaint *c, struct complaint_shown *ret_s);

#endif
