/*
 * src/app/modules.c: which modules there are. A new module is one line here and one in src/order.
 */
#include "app/modules.h"

#include <stdatomic.h>

#include "core/core_jobs.h"
#include "core/files.h"
#include "core/generation.h"
#include "core/org.h"
#include "core/partial.h"
#include "mod/account/account.h"
#include "mod/admin/admin.h"
#include "mod/appointment/appointment.h"
#include "mod/catalogue/catalogue.h"
#include "mod/complaint/complaint.h"
#include "mod/counter/counter.h"
#include "mod/design/design.h"
#include "mod/dossier/dossier.h"
#include "mod/indicator/indicator.h"
#include "mod/mandate/mandate.h"
#include "mod/mydata/mydata.h"
#include "mod/notice/notice.h"
#include "mod/population/population.h"
#include "mod/portal/portal.h"
#include "mod/quality/quality.h"

const struct module *const modules[] = { &catalogue_module, &population_module, &mandate_module,
        &dossier_module, &notice_module, &counter_module, &account_module, &design_module,
        &complaint_module, &appointment_module, &mydata_module, &portal_module, &indicator_module,
        &quality_module, &admin_module, NULL };

#define TABLES_MAX 128

static const struct route *routes[TABLES_MAX];
static const struct job_kind *jobs[TABLES_MAX];
static const struct subscription *subscriptions[TABLES_MAX];
static const struct flow_handler *handlers[TABLES_MAX];
static _Atomic(struct job_runner *) runner;

const struct route *const *modules_routes(void)
{
        size_t n = 0;

        for (const struct module *const *m = modules; *m; m++)
                for (const struct route *const *t = (*m)->routes; t && *t; t++) {
                        CHECK(n + 1 < TABLES_MAX);
                        routes[n++] = *t;
                }
        routes[n] = NULL;
        return routes;
}

static const struct workcal *calendar_of(struct tx *tx, const struct org *o, i64 object)
{
        i64 unit;

        for (const struct module *const *m = modules; object && *m; m++)
                if ((*m)->flow_unit && (*m)->flow_unit(tx, object, &unit) == 0)
                        return org_calendar(o, org_unit(o, unit), day_of(tx->now));
        return org_calendar_default(o);
}

/* Working time of processes: by the calendar of the unit that has the object. */
static i64 working_end(struct tx *tx, i64 object, i64 from, i64 span)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 10);

        return workcal_span_end(calendar_of(tx, org_get(a), object), from, span);
}

static int flow_settled(struct tx *tx, const struct flow_place *p, const struct flow_settled *s)
{
        int r = 0;

        for (const struct module *const *m = modules; *m && r == 0; m++)
                if ((*m)->flow_settled)
                        r = (*m)->flow_settled(tx, p, s);
        return r;
}

static const struct flow_hooks flow_hooks = {
        .working_end = working_end, .decide = design_decide, .settled = flow_settled
};

void modules_set_tables(void)
{
        size_t n_jobs = 0, n_subs = 0, n_handlers = 0;

        jobs[n_jobs++] = core_jobs;
        jobs[n_jobs++] = files_jobs;
        jobs[n_jobs++] = partial_jobs;
        jobs[n_jobs++] = flow_jobs;
        for (const struct module *const *m = modules; *m; m++) {
                CHECK(n_jobs + 1 < TABLES_MAX && n_subs + 1 < TABLES_MAX);
                if ((*m)->jobs)
                        jobs[n_jobs++] = (*m)->jobs;
                if ((*m)->subscriptions)
                        subscriptions[n_subs++] = (*m)->subscriptions;
                CHECK(n_handlers + 1 < TABLES_MAX);
                if ((*m)->handlers)
                        handlers[n_handlers++] = (*m)->handlers;
        }
        flow_set_handlers(handlers, &flow_hooks);
        job_set_tables(jobs, subscriptions);
}

void modules_set_runner(struct job_runner *r)
{
        atomic_store(&runner, r);
}

int modules_start(struct store *s)
{
        int r = 0;

        for (const struct module *const *m = modules; *m && r == 0; m++)
                if ((*m)->start)
                        r = (*m)->start(s);
        return r;
}

void modules_wake(void)
{
        struct job_runner *r = atomic_load(&runner);

        if (r)
                job_runner_wake(r);
}

/*
 * Wakes no worker: a worker's own claim is a commit too, and would wake it for ever. The web wakes
 * them after each write of its own (web_guard.after_commit); what others add is found by polling.
 */
void modules_committed(struct store *s)
{
        (void)s;
        generation_committed();
}
