/*
 * src/core/org.h: the province's units as a tree in memory: all units of all times, loaded at start
 * and again when the generation "units" moves. Readers take the current tree for a request; a tree
 * stays valid until every reader of it is done (reference counted through the arena).
 *
 * The setting `province.shape_day` says as of which day the province is seen ("2022-06-01" for the
 * demo); without it, today. org_day() answers that day.
 */
#ifndef CORE_ORG_H
#define CORE_ORG_H

#include "base/workcal.h"
#include "store/store.h"

struct unit {
        i64 id, parent_id; /* parent 0: the province itself */
        struct str code, legacy_code, name, short_name, gso_code, kind, sort_key, address, phone;
        i64 level;
        bool provisional;
        i64 valid_from, valid_to; /* days; valid_to I64_NULL while it lasts */
        const struct unit *parent;
        const struct unit *const *children; /* in Vietnamese order */
        size_t n_children;
};

/* Published when a unit ended; object: it; detail: const struct unit *, its (first) successor. */
#define UNIT_SUCCEEDED "unit.succeeded"

struct org; /* one loaded tree */

/* Loads or reloads. Called at start and by the watcher of generations. */
int org_load(struct store *s);
/* The current tree, held until the arena ends. */
const struct org *org_get(struct arena *a);

const struct unit *org_unit(const struct org *o, i64 id); /* NULL when unknown */
const struct unit *org_unit_by_code(const struct org *o, struct str code);
const struct unit *org_root(const struct org *o);
size_t org_all(const struct org *o, const struct unit *const **ret_units);
i64 org_day(const struct org *o);
bool unit_is_valid(const struct unit *u, i64 day);
/* u is `above` or somewhere below it. */
bool unit_is_within(const struct unit *u, const struct unit *above);
/*
 * The unit that carries u's work on that day: itself while valid, else the (first whole, else
 * first) successor, followed on; NULL when none.
 */
const struct unit *org_successor(const struct org *o, const struct unit *u, i64 day);
/* Nearest ancestor (or itself) of kind province, department, district or commune: the agency. */
const struct unit *unit_agency(const struct unit *u);
/* The body: "Uỷ ban nhân dân xã Điền Hạ, huyện Bá Thước". */
struct str unit_full_name(struct arena *a, const struct unit *u);
/* The place: "Xã Điền Hạ, huyện Bá Thước". */
struct str unit_place_name(struct arena *a, const struct unit *u);

/* Working calendar of a unit on that day: province's days, the unit's or its parents' hours. */
const struct workcal *org_calendar(const struct org *o, const struct unit *u, i64 day);
const struct workcal *org_calendar_default(const struct org *o);

#endif
