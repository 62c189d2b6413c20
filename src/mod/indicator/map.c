/*
 * src/mod/indicator/map.c: places as areas of the map: districts of 2022 or communes of 2025,
 * whichever of the outlines (data/map.csv) are among them.
 */
#include "mod/indicator/internal.h"

#include "base/csv.h"
#include "base/embedded.h"

/* Five shades, the darkest best. */
static const char *shade(i64 tenths, const i64 steps[MAP_STEPS])
{
        static const char *const names[MAP_STEPS + 1] = { "m1", "m2", "m3", "m4", "m5" };
        size_t i = 0;

        if (tenths == I64_NULL)
                return "c0";
        while (i < MAP_STEPS && tenths >= steps[i])
                i++;
        return names[i];
}

int map_areas(struct arena *a, const struct map_place *places, size_t n, const i64 steps[MAP_STEPS],
        const struct map_area **ret_areas, size_t *ret_n)
{
        struct map_area *areas = NEW_ARRAY(a, struct map_area, n + 1);
        struct str text;
        struct csv csv;
        size_t k = 0;
        int r = embedded_read(a, "data/map.csv", &text);

        if (r == 0)
                r = csv_open(&csv, a, text);
        while (r == 0 && (r = csv_next(&csv)) == 1) {
                struct str unit = csv_cell(&csv, "unit");
                i64 x, y;

                r = str_to_i64(csv_cell(&csv, "x"), &x) < 0 ||
                                    str_to_i64(csv_cell(&csv, "y"), &y) < 0
                            ? ERR_CORRUPT
                            : 0;
                for (size_t i = 0; r == 0 && i < n && k < n; i++)
                        if (str_eq(places[i].code, unit))
                                areas[k++] = (struct map_area){ .path = str_dup(
                                                                        a, csv_cell(&csv, "path")),
                                        .name = places[i].name,
                                        .words = places[i].words,
                                        .href = places[i].href,
                                        .cls = shade(places[i].tenths, steps),
                                        .x = x,
                                        .y = y };
        }
        if (r < 0)
                return r;
        *ret_areas = areas;
        *ret_n = k;
        return 0;
}
