/*
 * src/mod/indicator/view.h: what the pages of figures show. Shares are in words ("98,4 %"), STR("")
 * when there is nothing to divide by.
 */
#ifndef MOD_INDICATOR_VIEW_H
#define MOD_INDICATOR_VIEW_H

#include "core/chart.h"
#include "core/view.h"
#include "mod/indicator/counts.h"
#include "mod/indicator/period.h"
#include "mod/indicator/scheme.h"

/* One line of a table: a unit, a field, a procedure, a month. */
struct figure_row {
        i64 key; /* of a unit or procedure; 0 none */
        struct str name, href;
        struct counts c;
        i64 open, open_late;     /* now */
        i64 tenths;              /* in time, of what was finished; I64_NULL */
        struct str share;        /* the same in words */
        struct str online, days; /* "61,7 %"; "3,1" working days a dossier on average */
        struct str median;       /* the same of the middle one */
        struct str satisfied;    /* "92,0 %" of the ratings */
        struct str late_href;    /* the late ones, for whom may see them */
};

struct map_area {
        struct str path, name, words, href;
        const char *cls; /* "m1" worst … "m5" best; "c0" nothing yet */
        i64 x, y;
};

struct change_view {
        struct str words; /* "tăng 0,3 điểm"; "" no period before */
        bool better;
};

/* Something that is said of a place and a period, and how it is counted. */
struct measure {
        struct str name, value, formula; /* value "": nothing to divide by */
        i64 part, whole;                 /* of a share; whole 0: it is none, or of nothing */
};

struct choices_view {
        struct str action; /* address of the form */
        const struct option_view *periods, *places;
        size_t n_periods, n_places;
};

struct figures_view {
        struct req *rq;
        struct period period;
        struct str title, before;        /* of the period, and of the one before */
        struct str unit_code, unit_name; /* "" the province */
        bool root, staff;                /* staff: may see the dossiers behind */
        struct choices_view choices;
        struct figure_row all;
        struct change_view on_time, online;
        struct str days_had;           /* average limit in working days */
        const struct figure_row *rows; /* by unit, worst share first */
        size_t n_rows;
        const struct map_area *areas;
        size_t n_areas;
        const struct measure *measures;
        size_t n_measures;
        const struct figure_row *months;
        size_t n_months;
        const struct chart_view *received_chart, *share_chart;
        i64 share_from;         /* where the axis of the second begins, percent */
        struct url_query query; /* "ky=2022-06&noi=H56.41", for links */
};

struct procedures_view {
        struct req *rq;
        struct str title, unit_name, field;
        struct url_query query;
        const struct figure_row *fields, *procedures;
        size_t n_fields, n_procedures;
};

struct scheme_view {
        struct req *rq;
        struct str title, unit_name;
        struct url_query query;
        const struct scheme_row *rows;
        size_t n_rows;
        struct str score, of; /* "61,20", "72" */
};

struct behind_row {
        struct str code, procedure, unit, accepted, due, finished, cause;
        i64 state;
        bool opens; /* to the one who asks */
};
struct behind_view {
        struct req *rq;
        struct str title, what, unit_name, next;
        struct str back; /* page of the number */
        struct url_query query;
        const struct behind_row *rows;
        size_t n_rows;
};

/* Late dossiers with one cause. */
struct late_part {
        struct str words;
        i64 n;
        struct url_query behind; /* the very dossiers */
};
struct late_row {
        struct str name, code;
        i64 late, of; /* of: finished in the period, or late now */
        i64 tenths;   /* in time */
        struct str share;
        struct url_query behind;
        bool own;                      /* of the place itself */
        const struct late_part *parts; /* the most first */
        size_t n_parts;
};
struct late_view {
        struct req *rq;
        struct period period;
        struct str title, unit_name;
        struct choices_view choices;
        struct url_query query;
        bool now; /* with those that are open */
        struct late_row all;
        i64 open; /* of all.late */
        const struct late_row *rows;
        size_t n_rows;
        const struct map_area *areas;
        size_t n_areas;
};

struct report_row {
        struct str name;
        i64 received, online, direct, before; /* received: with those from before the period */
        i64 finished, early, on_time, late;
        i64 open, open_in_time, open_late;
        i64 n; /* 07a: late dossiers with one cause */
        struct str note;
};
struct report_view {
        struct req *rq;
        struct str form, title, unit_name;
        struct url_query query;
        const struct report_row *rows;
        size_t n_rows;
        struct report_row all;
};

struct str figures_tenths(struct arena *a, i64 tenths);        /* 984: "98,4 %" */
struct str figures_hundredth(struct arena *a, i64 hundredths); /* 6120: "61,20" */

#endif
