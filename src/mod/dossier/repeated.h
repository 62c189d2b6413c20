/*
 * src/mod/dossier/repeated.h: private to the module: which questions several forms ask, and what
 * could be done so that people answer them once: for administrators. Two fields are the same
 * question when they declare the same meaning, or, without one, bear the same words and kind.
 */
#ifndef MOD_DOSSIER_REPEATED_H
#define MOD_DOSSIER_REPEATED_H

#include "store/store.h"

enum repeated_advice {
        REPEATED_FILLED,  /* the account or the population database fills it in */
        REPEATED_MEANT,   /* it has a meaning: what was answered before could be offered */
        REPEATED_SAME_AS, /* another field of these words has a meaning: declare it here too */
        REPEATED_UNMEANT, /* declare one meaning for all of them */
};
struct repeated {
        struct str label, meaning; /* of SAME_AS: the one to declare */
        enum repeated_advice advice;
        i64 forms, procedures; /* that ask it */
};
/* Asked by two forms or more, the most asked first. */
int repeated_questions(
        struct tx *tx, const struct repeated **ret_list, size_t *ret_n, i64 *ret_forms);

#endif
