/*
 * src/mod/indicator/internal.h: what the pages of figures share.
 */
#ifndef MOD_INDICATOR_INTERNAL_H
#define MOD_INDICATOR_INTERNAL_H

#include "mod/indicator/read.h"

/* Which period and which place a page is about: fields `ky` and `noi`. */
struct asked {
        struct period period;
        struct place place;
        struct url_query query; /* both, for links */
        struct str place_name;
};
/* ERR_NOT_FOUND when an address names a period or a place that there is not. */
int asked_read(struct req *rq, struct asked *ret_a);

/* May this person see the dossiers behind the figures of that unit? */
bool asked_staff(const struct req *rq, const struct asked *a);

/* This moment, while the period lasts: what is open now says nothing about one that is over. */
i64 asked_now(const struct req *rq, const struct asked *a);

/* The form above a page of figures: `rows` are the units directly below the place. */
struct choices_view asked_choices(
        struct req *rq, const struct asked *a, const struct figure_rows *rows, const char *action);

/* measures.c: what is said besides, each with its formula. */
const struct measure *figures_measures(struct req *rq, const struct counts *c, size_t *ret_n);

/* A place of a table that the map may show. */
struct map_place {
        struct str code, name, words, href;
        i64 tenths; /* in time, of a thousand; I64_NULL */
};
#define MAP_STEPS 4
/*
 * Those of them that the map knows; steps: where the next better shade begins, of a thousand.
 * ERR_CORRUPT: data/map.csv is wrong.
 */
int map_areas(struct arena *a, const struct map_place *places, size_t n, const i64 steps[MAP_STEPS],
        const struct map_area **ret_areas, size_t *ret_n);

int figures_show(struct req *rq);
int procedures_show(struct req *rq);
int scheme_show(struct req *rq);
int behind_show(struct req *rq);
int late_show(struct req *rq);
int late_csv(struct req *rq);
int report_show(struct req *rq);
int figures_csv(struct req *rq);
int figures_api(struct req *rq);

#endif
