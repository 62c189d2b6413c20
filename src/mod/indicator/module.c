/*
 * src/mod/indicator/module.c: what the figures hear, what runs for them, and where they answer. See
 * indicator.h.
 */
#include "mod/indicator/indicator.h"

#include "core/perm.h"
#include "mod/indicator/cause.h"
#include "mod/indicator/internal.h"

#define FOLD_BATCH 500

/* In the transaction of the move. */
static int on_moved(struct tx *tx, const struct event *e)
{
        const struct dossier_moved *m = e->detail;
        int r = indicator_recount(tx, m->after);

        return r < 0 ? r : 0;
}

/* Something that no move did: a paper came or was made, it was rated, another unit has it. */
static int on_changed(struct tx *tx, const struct event *e)
{
        struct dossier d;
        int r = dossier_by_id(tx, e->object, &d);

        if (r == 0)
                r = indicator_recount(tx, &d);
        return r < 0 ? r : 0;
}

static int fold_apply(struct tx *tx, void *arg)
{
        return counts_fold(tx, FOLD_BATCH, arg);
}

int indicator_fold(struct store *s)
{
        i64 n = FOLD_BATCH;
        int r = 0;

        while (r == 0 && n == FOLD_BATCH) {
                AUTO(arena_freep) struct arena *a = arena_new(16 << 20);

                r = store_write(s, a, fold_apply, &n);
        }
        return r;
}

static int fold(struct job_run *run)
{
        return indicator_fold(run->store);
}

/* Once, for dossiers that are older than these figures. */
static int fill(struct job_run *run)
{
        struct recompute_report report;

        return indicator_recompute(run->store, true, &report);
}

/* Nothing is counted yet, or by a program of before that knew fewer counters. */
static int start_apply(struct tx *tx, void *arg)
{
        struct case_before before;
        struct dossier_rows rows;
        struct figure_key key;
        int r = dossiers_after(tx, 0, 1, &rows);

        (void)arg;
        if (r == 0)
                r = figure_unit_next(tx, 0, &key);
        if (r < 0 || rows.n == 0)
                return r;
        if (key.key != I64_NULL && (r = case_before(tx, &before)) < 0)
                return r == ERR_NOT_FOUND ? 0 : r;
        return timer_set(tx, "indicator.fill", 1, STR(""), STR("{}"), tx->now);
}

static int start(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);

        return store_write(s, a, start_apply, NULL);
}

#define ASKED                                                                                      \
        { "ky", FIELD_KEY, 0, 7, 0, NULL },                                                        \
        {                                                                                          \
                "noi", FIELD_KEY, 0, 40, 0, NULL                                                   \
        }

static const struct field page_fields[] = { ASKED, { 0 } };

static const struct field procedures_fields[] = {
        ASKED,
        { "linh_vuc", FIELD_TEXT, 0, 200, 0, NULL },
        { 0 },
};

static const struct field behind_fields[] = {
        ASKED,
        { "loc", FIELD_CHOICE, 0, 0, 0, "xong|som|dung|tre|nhan|online|qua-han" },
        { "vi", FIELD_CHOICE, 0, 0, 0, LATE_CAUSE_WORDS },
        { "ai", FIELD_KEY, 0, 40, 0, NULL },
        { "rieng", FIELD_CHOICE, 0, 0, 0, "1" },
        { "sau", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static const struct field report_fields[] = {
        ASKED,
        { "mau", FIELD_CHOICE, 0, 0, 0, "06a|07a" },
        { 0 },
};

static const struct field csv_fields[] = {
        ASKED,
        { "theo", FIELD_CHOICE, 0, 0, 0, "unit|procedure|field|month" },
        { 0 },
};

static const struct field api_fields[] = {
        ASKED,
        { "by", FIELD_CHOICE, 0, 0, 0, "unit|procedure|field|month" },
        { 0 },
};

static const struct route routes[] = {
        { GET, "/thong-ke", PERM_PUBLIC, 0, READ(page_fields, figures_show),
                .doc = "Public figures of a month, quarter or year, of the province or a unit" },
        { GET, "/thong-ke/thu-tuc", PERM_PUBLIC, 0, READ(procedures_fields, procedures_show),
                .doc = "Public figures by field and procedure" },
        { GET, "/thong-ke/chi-so", PERM_PUBLIC, 0, READ(page_fields, scheme_show),
                .doc = "The points of QĐ 766, with their formulas" },
        { GET, "/thong-ke/csv", PERM_PUBLIC, 0, READ(csv_fields, figures_csv),
                .doc = "All counters as CSV" },
        { GET, "/thong-ke/ho-so", PERM_INDICATOR_READ, ROUTE_NOINDEX,
                READ(behind_fields, behind_show), .doc = "The dossiers that a number counts" },
        { GET, "/thong-ke/qua-han", PERM_INDICATOR_READ, ROUTE_NOINDEX,
                READ(page_fields, late_show), .doc = "Where dossiers are late, and why" },
        { GET, "/thong-ke/qua-han/csv", PERM_INDICATOR_READ, ROUTE_NOINDEX,
                READ(page_fields, late_csv), .doc = "The same by place and cause, as CSV" },
        { GET, "/thong-ke/bao-cao", PERM_INDICATOR_READ, ROUTE_NOINDEX,
                READ(report_fields, report_show), .doc = "Periodic reports 06a and 07a" },
        { GET, "/api/v1/indicators", PERM_PUBLIC, ROUTE_API, READ(api_fields, figures_api),
                .doc = "All counters of a period, by unit, procedure, field or month" },
        { 0 },
};

static const struct route *const tables[] = { routes, NULL };
static const char *const needs[] = { "dossier", NULL };

static const struct job_kind jobs[] = {
        { .kind = "indicator.fold", .run = fold, .every_ms = MINUTE_MS },
        { .kind = "indicator.fill", .run = fill },
        { 0 },
};

static const struct subscription subscriptions[] = {
        { .event = "dossier.moved",
                .mode = IN_TX,
                .subscriber = "indicator.moved",
                .in_tx = on_moved },
        { .event = DOSSIER_PAPERS_CHANGED,
                .mode = IN_TX,
                .subscriber = "indicator.papers",
                .in_tx = on_changed },
        { .event = DOSSIER_NOTED,
                .mode = IN_TX,
                .subscriber = "indicator.noted",
                .in_tx = on_changed },
        { .event = DOSSIER_TAKEN_OVER,
                .mode = IN_TX,
                .subscriber = "indicator.taken_over",
                .in_tx = on_changed },
        { .event = DOSSIER_SUCCEEDED,
                .mode = IN_TX,
                .subscriber = "indicator.succeeded",
                .in_tx = on_changed },
        { 0 },
};

const struct module indicator_module = { .name = "indicator",
        .doc = "Live figures",
        .requires = needs,
        .routes = tables,
        .jobs = jobs,
        .subscriptions = subscriptions,
        .start = start };
