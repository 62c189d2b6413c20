/*
 * src/mod/appointment/module.c: what the appointment module is: one constant.
 */
#include "mod/appointment/internal.h"

/* The unit that carries on the work is where people come. */
static int on_succeeded(struct tx *tx, const struct event *e)
{
        struct dossier d;
        int r = dossier_by_id(tx, e->object, &d);

        return r < 0 ? r : appointments_hand_on(tx, d.id, d.received_unit_id, tx->now, NULL);
}

static const struct subscription subscriptions[] = {
        { .event = DOSSIER_SUCCEEDED,
                .mode = IN_TX,
                .subscriber = "appointment.succeeded",
                .in_tx = on_succeeded },
        { 0 },
};
static const struct route *const tables[] = { appointment_own_routes, appointment_desk_routes,
        NULL };
static const char *const needs[] = { "dossier", "notice", NULL };

const struct module appointment_module = {
        .name = "appointment",
        .doc = "Times at a counter that applicants book",
        .requires = needs,
        .routes = tables,
        .jobs = appointment_jobs,
        .subscriptions = subscriptions,
        .moves = appointment_moves,
};
