/*
 * src/mod/quality/module.c: what the quality module is: one constant.
 */
#include "job/job.h"
#include "mod/quality/internal.h"

static int on_unit_succeeded(struct tx *tx, const struct event *e)
{
        int r = nonconformity__succeed(tx, e->object, e->detail);

        return r < 0 ? r : internal_audit__succeed(tx, e->object, e->detail);
}

static const struct subscription subscriptions[] = {
        { .event = UNIT_SUCCEEDED,
                .mode = IN_TX,
                .subscriber = "quality.succeeded",
                .in_tx = on_unit_succeeded },
        { 0 },
};
static const struct route *const tables[] = { nonconformity__routes, internal_audit__routes,
        quality__document_routes, quality__report_routes, NULL };
static const char *const needs[] = { "design", "dossier", "notice", NULL };

const struct module quality_module = {
        .name = "quality",
        .doc = "Internal audits, non-conformities, corrective actions (ISO 9001)",
        .requires = needs,
        .routes = tables,
        .jobs = quality__jobs,
        .subscriptions = subscriptions,
        .moves = nonconformity_moves,
};
