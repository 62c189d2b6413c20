/*
 * src/mod/design/grid.h: a model as plain tables that can be filled in with a keyboard and without
 * a script; private to mod/design. Controls are named "o-<cell>", which is their id too; the field
 * `o` of the route takes them all.
 */
#ifndef MOD_DESIGN_GRID_H
#define MOD_DESIGN_GRID_H

#include "base/json.h"
#include "core/view.h"
#include "mod/design/model.h"

#define DESIGN_POLICIES    7
#define DESIGN_TASK_FIELDS 5 /* name, role, unit, form, deadline */

struct design_cell {
        struct str name, column, value;
};

struct design_grid_row {
        i64 number;
        struct str remove; /* value of its button */
        const struct design_cell *cells;
        size_t n;
};

/* A decision table. */
struct design_grid {
        size_t index;
        struct str title, policy_name, add;
        const struct option_view *policies;
        const struct link_view *columns; /* current: an output */
        size_t n_columns;
        const struct design_grid_row *rows;
        size_t n_rows;
};

/* A task that people do. */
struct design_task {
        struct str id, names[DESIGN_TASK_FIELDS], values[DESIGN_TASK_FIELDS];
};

struct design_grids {
        struct design_grid *tables;
        size_t n_tables;
        struct design_task *tasks;
        size_t n_tasks;
};

/* ERR_INVALID: not XML. */
int design__grids(struct arena *a, struct str content, struct design_grids *ret_grids);
/*
 * The model with what was typed ("t0-r1-c2", "t0-hit", "u0-role": text) and one change of rows
 * ("add-0", "remove-0-3", or empty). What is not named stays as it is.
 */
int design__grids_write(struct arena *a, struct str content, const struct json *typed,
        struct str what, struct str *ret_content);

#endif
