/*
 * src/mod/complaint/module.c: what the complaint module is: one constant.
 */
#include "job/job.h"
#include "mod/complaint/internal.h"

/* The unit that carries on the work answers for it, too. */
static int on_succeeded(struct tx *tx, const struct event *e)
{
        struct complaint_open_rows open;
        struct dossier d;
        int r = dossier_by_id(tx, e->object, &d);

        if (r == 0)
                r = complaints_open_of(tx, d.id, &open);
        for (size_t i = 0; r == 0 && i < open.n; i++)
                r = complaint_unit_put(tx, open.rows[i].id, d.unit_id, NULL);
        return r;
}

static const struct subscription subscriptions[] = {
        { .event = DOSSIER_SUCCEEDED,
                .mode = IN_TX,
                .subscriber = "complaint.succeeded",
                .in_tx = on_succeeded },
        { 0 },
};
static const struct route *const tables[] = { complaint_own_routes, complaint_desk_routes, NULL };
static const char *const needs[] = { "dossier", "notice", NULL };

const struct module complaint_module = {
        .name = "complaint",
        .doc = "Complaints about how a dossier is dealt with",
        .requires = needs,
        .routes = tables,
        .subscriptions = subscriptions,
        .moves = complaint_moves,
};
