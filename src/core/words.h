/*
 * src/core/words.h: moments, days and sums in the words that people read. Officers' dense tables and papers
 * use base/clock.h's figures instead.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "web/html.h"

/* "thứ hai 01/08/2022", "Monday 1 August 2022" */
struct str words_day(struct arena *a, enum lang lang, i64 day);
/* "17 giờ", "8 giờ 30"; "17:00", "8:30" */
struct str words_clock(struct arena *a, enum lang lang, i64 t);
/* "17 giờ, thứ hai 01/08/2022"; "17:00, Monday 1 August 2022" */
struct str words_time(struct arena *a, enum lang lang, i64 t);
/* 75000: "75.000 đ", "VND 75,000"; 0: "Miễn phí", "Free" */
struct str words_money(struct arena *a, enum lang lang, i64 dong);
/* 2200000: "2,1 MB", "2.1 MB"; under 100 KB in whole KB, at least 1 */
struct str words_size(struct arena *a, enum lang lang, i64 bytes);

#endif
