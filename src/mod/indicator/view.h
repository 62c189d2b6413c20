/*
 * src/mod/indicator/view.h: what the figures page shows.
 */
#ifndef MOD_INDICATOR_VIEW_H
#define MOD_INDICATOR_VIEW_H

#include "core/view.h"

struct figure_row {
        struct str name; /* unit */
        i64 submitted, accepted, finished, on_time, late, online;
        struct str on_time_share; /* "98,4 %", "" without finished dossiers */
};

struct figures_view {
        struct req *rq;
        struct str period;
        struct figure_row all;
        const struct figure_row *rows; /* by unit, worst share first */
        size_t n_rows;
};

#endif
