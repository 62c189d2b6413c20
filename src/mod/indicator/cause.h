/*
 * src/mod/indicator/cause.h: why a dossier was late, as far as its own history tells: at which step
 * the most working time went.
 */
#ifndef MOD_INDICATOR_CAUSE_H
#define MOD_INDICATOR_CAUSE_H

#include "store/store.h"
#include "web/html.h"

enum late_cause {
        CAUSE_NONE,
        CAUSE_NOT_STARTED, /* accepted, and nobody took it */
        CAUSE_APPRAISING,  /* in the hands of a specialist */
        CAUSE_APPROVING,   /* with the leader */
        CAUSE_MAX
};

int late_cause(struct tx *tx, i64 dossier, i64 unit, enum late_cause *ret_cause);
struct str late_cause_words(struct arena *a, enum lang lang, enum late_cause cause);

#endif
