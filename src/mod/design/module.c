/*
 * src/mod/design/module.c: what the design module is: one constant.
 */
#include "mod/design/force.h"
#include "mod/design/pages.h"

static const struct route *const tables[] = { design_page_routes, design_write_routes,
        design_editor_routes, design_table_routes, design_try_routes, design_running_routes, NULL };
static const char *const needs[] = { NULL };

const struct module design_module = {
        .name = "design",
        .doc = "Processes, decisions and forms as controlled documents",
        .requires = needs,
        .routes = tables,
        .jobs = design_jobs,
        .moves = design_moves,
};
