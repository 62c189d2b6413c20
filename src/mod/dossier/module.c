/*
 * src/mod/dossier/module.c: what the dossier module is: one constant.
 */
#include "core/rule.h"
#include "mod/dossier/bundle.h"
#include "mod/dossier/camera.h"
#include "mod/dossier/form_store.h"
#include "mod/dossier/intake.h"
#include "mod/dossier/pages.h"
#include "mod/dossier/process.h"

static const struct route *const tables[] = { apply_routes, bundle_routes, question_routes,
        intake_routes, known_routes, kept_routes, own_routes, guest_routes, supplement_routes,
        repeated_routes, dossier_api_routes, resumed_routes, camera_routes, preview_routes, NULL };
static const char *const needs[] = { "catalogue", "population", NULL };

static int start(struct store *s)
{
        int r = rule_install(s);

        if (r == 0)
                r = form_store_install(s);
        return r < 0 ? r : dossier__install_processes(s);
}

const struct module dossier_module = {
        .name = "dossier",
        .doc = "Drafts, dossiers and their moves",
        .requires = needs,
        .routes = tables,
        .jobs = dossier_jobs,
        .subscriptions = dossier_subscriptions,
        .moves = dossier_moves,
        .handlers = dossier_handlers,
        .flow_settled = dossier__settled,
        .flow_unit = dossier__unit_of,
        .start = start,
};
