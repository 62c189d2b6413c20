/*
 * src/core/chart.h: charts as plain SVG, computed on the server: bars that stand on each other, and
 * a line. Geometry only; the view `chart` (core/views/chart.html) writes it. Every chart is given
 * a name for readers, and stands beside a table that has its numbers.
 *
 *      struct chart_view *c = chart_new(arena, label, months, n);
 *      chart_bars(c, series, 2, n);
 */
#ifndef CORE_CHART_H
#define CORE_CHART_H

#include "base/str.h"

enum { CHART_WIDTH = 640, CHART_HEIGHT = 250 };

struct chart_bar {
        const char *cls; /* "c1", "c2" … of the style sheet */
        i64 x, y, width, height;
};
struct chart_mark {
        i64 x, y;
        struct str text;
};
struct chart_view {
        struct arena *arena;
        struct str label;
        const struct chart_bar *bars;
        size_t n_bars;
        struct chart_mark *ticks, *names; /* of the upright axis; under each column */
        size_t n_ticks, n_names;
        struct str line;               /* path of a line; STR_NULL none */
        const struct chart_mark *dots; /* its first and last value */
        size_t n_dots;
};

/* One kind of bar: a value for each column, on top of the series before it. */
struct chart_series {
        const char *cls;
        const i64 *values; /* >= 0 */
};

struct chart_view *chart_new(
        struct arena *a, struct str label, const struct str *names, size_t n_names);
/* From 0 upwards, with three or four round ticks. */
void chart_bars(struct chart_view *c, const struct chart_series *series, size_t n_series);
/*
 * A line of tenths of a percent (I64_NULL: a gap). The axis is cut below the least value, at a
 * whole five percent, which is returned so that the page can say so.
 */
i64 chart_percent(struct chart_view *c, const i64 *tenths);

#endif
