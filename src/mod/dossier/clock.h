/*
 * src/mod/dossier/clock.h: the arithmetic of a dossier's limit, without a database: when it is due,
 * and how the due moment moves when the clock stood (domain.md 3.5; NĐ 61/2018 điều 19.4). The
 * interval log beside it is written by rules.c.
 */
#ifndef MOD_DOSSIER_CLOCK_H
#define MOD_DOSSIER_CLOCK_H

#include "base/workcal.h"

struct clock_rule {
        const struct workcal *cal; /* of the unit that resolves */
        i64 limit_hundredths;      /* I64_NULL: no limit is known */
        enum limit_unit unit;
        int cutoff_minute; /* -1 none */
        bool restart;      /* after a stop the limit starts again instead of going on */
};

/* Moments; I64_NULL: not yet, or not standing. */
struct dossier_clock {
        i64 accepted_at, due_at, stopped_at;
};

/* Acceptance: the limit begins. */
void clock_start(const struct clock_rule *rule, i64 now, struct dossier_clock *c);
/* The clock stands from now on; false when it stood already or never started. */
bool clock_stop(i64 now, struct dossier_clock *c);
/*
 * It runs again; false when it did not stand. The due moment moves by the working time between (no
 * Saturday mornings for a limit in working days). A limit in calendar days moves by the time
 * between and ends, as it does from the start, never on a day off: at the closing of the next
 * working day.
 */
bool clock_run(const struct clock_rule *rule, i64 now, struct dossier_clock *c);

#endif
