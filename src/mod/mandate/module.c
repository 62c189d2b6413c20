/*
 * src/mod/mandate/module.c: what the mandate module is: one constant; and the job that ends
 * mandates whose last day is over. They are out of force on that day by themselves: the job only
 * says so, to both sides.
 */
#include "job/job.h"
#include "mod/mandate/internal.h"

#define AT_ONCE 200

static int end_some(struct tx *tx, void *arg)
{
        struct mandate_rows rows;
        size_t *n = arg;
        int r = mandates_over(tx, day_of(tx->now), AT_ONCE, &rows);

        *n = r == 0 ? rows.n : 0;
        for (size_t i = 0; i < rows.n && r == 0; i++)
                r = mandate_move(tx, &rows.rows[i],
                        &(struct mandate_act){
                                .action = STR("end"), .version = rows.rows[i].version });
        return r;
}

static int end_run(struct job_run *run)
{
        size_t n = AT_ONCE;
        int r = 0;

        while (r == 0 && n == AT_ONCE)
                r = store_write(run->store, run->arena, end_some, &n);
        return r;
}

static const struct job_kind jobs[] = {
        { .kind = "mandate.end", .run = end_run, .every_ms = HOUR_MS },
        { 0 },
};
static const struct route *const tables[] = { mandate_own_routes, mandate_ask_routes,
        mandate_desk_routes, NULL };
static const char *const needs[] = { "catalogue", NULL };

const struct module mandate_module = {
        .name = "mandate",
        .doc = "Who may act for whom",
        .requires = needs,
        .routes = tables,
        .jobs = jobs,
        .moves = mandate_moves,
};
