/*
 * src/core/words.h: moments, days and sums in the words that people read. Officers' dense tables
 * and papers use base/clock.h's figures instead.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "base/workcal.h"
#include "core/view.h"

/* A moment that is not there (I64_NULL) has no words: STR_NULL; the view says what that means. */

/* "thứ hai 01/08/2022", "Monday 1 August 2022" */
struct str words_day(struct arena *a, enum lang lang, i64 day);
/* "17 giờ", "8 giờ 30"; "17:00", "8:30" */
struct str words_clock(struct arena *a, enum lang lang, i64 t);
/* "17 giờ, thứ hai 01/08/2022"; "17:00, Monday 1 August 2022" */
struct str words_time(struct arena *a, enum lang lang, i64 t);
/* 75000: "75.000 đ", "VND 75,000"; 0: "Miễn phí", "Free" */
struct str words_money(struct arena *a, enum lang lang, i64 dong);
/* 2200000: "2,1 MB", "2.1 MB"; under 100 KB in whole KB, at least 1; from 1 GB in GB */
struct str words_size(struct arena *a, enum lang lang, i64 bytes);

/* "17:00 01/08" for dense tables. */
struct str words_short(struct arena *a, i64 t);
/* Limit x 100 in enum limit_unit: "5 ngày làm việc", "3 ngày", "4 giờ làm việc"; "Trong ngày". */
struct str words_limit(struct arena *a, enum lang lang, i64 hundredths, i64 unit, bool same_day);
/* A role's name from its stored word, which comes back when it is none. */
struct str words_role(struct arena *a, enum lang lang, struct str role);
/* Percent-encoded for a query value. */
struct str words_query(struct arena *a, struct str s);
/*
 * How a due moment stands (LOOK.md, Due). `from`: when the clock began; "soon" when at most 30 % of
 * the limit is left. `pause`: why the clock stands, when `paused`.
 */
struct due_view words_due(const struct workcal *c, struct arena *a, i64 from, i64 due, i64 now,
        bool paused, enum pause_kind pause);

#endif
