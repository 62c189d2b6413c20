/*
 * src/mod/indicator/cause.h: why a dossier was late, as far as its own history tells: at which step
 * the most working time went, and which unit was waited for.
 */
#ifndef MOD_INDICATOR_CAUSE_H
#define MOD_INDICATOR_CAUSE_H

#include "store/store.h"
#include "web/html.h"

/* Stored (indicator_case.late_cause), and in statements: numbers stay. */
enum late_cause {
        CAUSE_NONE,
        CAUSE_NOT_STARTED, /* accepted, and nobody took it */
        CAUSE_APPRAISING,  /* in the hands of a specialist */
        CAUSE_APPROVING,   /* with the leader */
        CAUSE_ELSEWHERE,   /* another unit: asked, or it had the dossier before */
        CAUSE_MAX
};

/* The words of addresses, in the order of the enum from 1. */
#define LATE_CAUSE_WORDS "phan-cong|tham-dinh|duyet|cho"

struct late_why {
        enum late_cause cause;
        i64 unit; /* of CAUSE_ELSEWHERE; else 0 */
};

/* Of a finished dossier of that unit. */
int late_why(struct tx *tx, i64 dossier, i64 unit, struct late_why *ret_why);

/* "Chờ lãnh đạo duyệt", "Chờ Sở Tư pháp"; CAUSE_NONE: "". */
struct str late_cause_words(struct arena *a, enum lang lang, const struct late_why *why);
/* As addresses say it: "duyet"; CAUSE_NONE: "". */
const char *late_cause_key(enum late_cause cause);
enum late_cause late_cause_by_key(struct str key); /* CAUSE_NONE: there is none */

#endif
