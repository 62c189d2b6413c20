/*
 * src/core/tries.h: codes that are guessed at. Who types a code and its proof may be wrong so often
 * at one code, and so often from one address, within lookup.lock_minutes; then neither is looked
 * at. A code that does not exist is counted like one that does, so the count tells nothing.
 */
#ifndef CORE_TRIES_H
#define CORE_TRIES_H

#include "web/req.h"

/* In a write, so that guesses in parallel are counted one by one. ERR_RATE: too often. */
int tries_left(struct tx *tx, const char *kind, struct str subject, struct str peer);
/*
 * The write is refused and counted. r: ERR_NOT_FOUND counts once more and says `none` beside the
 * field; ERR_RATE says `locked` and counts nothing, so that nobody is locked for ever.
 */
int tries_refuse(struct input *in, const char *kind, struct str subject, int r, const char *field,
        int none, int locked);

#endif
