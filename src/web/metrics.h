/*
 * src/web/metrics.h: counters of the web part, written from any thread without locks; private to
 * src/web. Counts by route and status class, a histogram of durations, refusals by reason.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include <stdatomic.h>

#include "web/router.h"

enum { METRIC_BUCKETS = 12 };

enum metric_reason {
        REASON_CSRF,
        REASON_KEY,
        REASON_FIELDS,
        REASON_DENIED,
        REASON_LOGIN,
        REASON_RATE,
        REASON_TOO_LARGE,
        REASON_MALFORMED,
        REASON_QUEUE_FULL,
        REASON_PERSON_DATA, /* a route that read a person's data without saying so */
        REASON_MAX
};

struct metrics {
        _Atomic u64 (*routes)[6]; /* [route][status / 100]; the last row: no route */
        int n_routes;
        _Atomic u64 buckets[METRIC_BUCKETS + 1], total_us;
        _Atomic u64 reasons[REASON_MAX];
        _Atomic u64 cache_hits, cache_misses, replays;
};

void metrics_init(struct metrics *m, struct arena *a, int n_routes);
/* index: of the route's entry, or -1. */
void metrics_request(struct metrics *m, int index, int status, i64 us);
void metrics_refused(struct metrics *m, enum metric_reason reason);
void metrics_text(const struct metrics *m, const struct router *r, struct buf *out);

#endif
