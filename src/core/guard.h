/*
 * src/core/guard.h: the table of functions that core gives to the dispatcher (web_guard): who is
 * it, may they, idempotency, refusal and access records, error pages.
 */
#ifndef CORE_GUARD_H
#define CORE_GUARD_H

#include "web/web.h"

/* after_commit: what app wants called after every commit (wake the job runner). */
const struct web_guard *guard_table(void (*after_commit)(void));

#endif
