/*
 * src/mod/indicator/module.c: counting, folding, showing. See indicator.h.
 */
#include "mod/indicator/indicator.h"

#include <stdlib.h>

#include "base/id.h"
#include "base/json.h"
#include "core/org.h"
#include "core/perm.h"
#include "core/words.h"
#include "mod/dossier/dossier.h"
#include "mod/indicator/queries.h"
#include "mod/indicator/view.h"
#include "mod/indicator/views.h"
#include "web/texts.h"

#define FOLD_BATCH 500

static int count(struct tx *tx, i64 unit, const char *name)
{
        return delta_insert(tx, id_new(), unit, day_of(tx->now), str_of(name), 1);
}

/* In the transaction of the move: what it means for the counters. */
static int on_moved(struct tx *tx, const struct event *e)
{
        const struct dossier_moved *m = e->detail;
        const struct dossier *d = m->after;
        int r = 0;

        if (!m->before) {
                r = count(tx, d->unit_id, "submitted");
                if (r == 0 && m->channel == 2)
                        r = count(tx, d->unit_id, "online");
                return r;
        }
        if (strcmp(m->action, "accept") == 0)
                return count(tx, d->unit_id, "accepted");
        if (strcmp(m->action, "refuse") == 0)
                return count(tx, d->unit_id, "refused");
        if (strcmp(m->action, "withdraw") == 0)
                return count(tx, d->unit_id, "withdrawn");
        if (strcmp(m->action, "supplement") == 0)
                return count(tx, d->unit_id, "supplement");
        if (strcmp(m->action, "hand_over") == 0)
                return count(tx, d->unit_id, "returned");
        if (strcmp(m->action, "approve") == 0)
                return count(tx, d->unit_id,
                        d->due_at == I64_NULL || d->finished_at <= d->due_at ? "on_time" : "late");
        /* A corrected result is finished again later: what was counted is taken back. */
        if (strcmp(m->action, "correct") == 0)
                return delta_insert(tx, id_new(), d->unit_id, day_of(m->before->finished_at),
                        m->before->due_at == I64_NULL || m->before->finished_at <= m->before->due_at
                                ? STR("on_time")
                                : STR("late"),
                        -1);
        return 0;
}

/* Folding: some of the oldest deltas become totals, in one transaction. */
static int fold_apply(struct tx *tx, void *arg)
{
        struct delta_row_rows rows;
        i64 *ret_n = arg;
        int r = deltas_oldest(tx, FOLD_BATCH, &rows);

        for (size_t i = 0; i < rows.n && r == 0; i++) {
                const struct delta_row *d = &rows.rows[i];

                r = total_add(tx, d->unit_id, d->day, d->name, d->value, NULL);
                if (r == 0)
                        r = delta_delete(tx, d->id, NULL);
        }
        *ret_n = (i64)rows.n;
        return r;
}

int indicator_fold(struct store *s)
{
        i64 n = FOLD_BATCH;
        int r = 0;

        while (r == 0 && n == FOLD_BATCH) {
                AUTO(arena_freep) struct arena *a = arena_new(4 << 20);

                r = store_write(s, a, fold_apply, &n);
        }
        return r;
}

static int fold(struct job_run *run)
{
        return indicator_fold(run->store);
}

/* Figures of a period. */

static i64 *slot(struct figure_row *f, struct str name)
{
        if (str_is(name, "submitted"))
                return &f->submitted;
        if (str_is(name, "online"))
                return &f->online;
        if (str_is(name, "accepted"))
                return &f->accepted;
        if (str_is(name, "on_time"))
                return &f->on_time;
        if (str_is(name, "late"))
                return &f->late;
        return NULL;
}

static void finish_row(struct arena *a, struct figure_row *f)
{
        i64 tenths;

        f->finished = f->on_time + f->late;
        f->on_time_share = STR("");
        if (!f->finished)
                return;
        tenths = f->on_time * 1000 / f->finished;
        f->on_time_share =
                str_fmt(a, "%lld,%lld %%", (long long)(tenths / 10), (long long)(tenths % 10));
}

static int worst_first(const void *x, const void *y)
{
        const struct figure_row *a = x, *b = y;
        i64 left = a->on_time * MAX(b->finished, 1), right = b->on_time * MAX(a->finished, 1);

        if (!a->finished != !b->finished)
                return a->finished ? -1 : 1;
        if (left != right)
                return left < right ? -1 : 1;
        return str_cmp(a->name, b->name);
}

/* Rows by the unit at the level below the province: department or district (2025: commune). */
static const struct unit *group_of(const struct unit *u)
{
        while (u && u->parent && u->parent->parent)
                u = u->parent;
        return u;
}

static int read_figures(struct tx *tx, i64 from, i64 to, struct figures_view *v)
{
        const struct org *o = org_get(tx->arena);
        struct indicator_sum_rows sums;
        struct figure_row *rows;
        const struct unit **units;
        int r = indicator_sums(tx, from, to, &sums);

        if (r < 0)
                return r;
        rows = NEW_ARRAY(tx->arena, struct figure_row, sums.n + 1);
        units = NEW_ARRAY(tx->arena, const struct unit *, sums.n + 1);
        for (size_t i = 0; i < sums.n; i++) {
                const struct unit *u = group_of(org_unit(o, sums.rows[i].unit_id));
                size_t k = 0;
                i64 *p;

                while (k < v->n_rows && units[k] != u)
                        k++;
                if (k == v->n_rows) {
                        units[v->n_rows] = u;
                        rows[v->n_rows++].name = u ? u->name : STR("");
                }
                p = slot(&rows[k], sums.rows[i].name);
                if (p) {
                        *p += sums.rows[i].value;
                        *slot(&v->all, sums.rows[i].name) += sums.rows[i].value;
                }
        }
        for (size_t i = 0; i < v->n_rows; i++)
                finish_row(tx->arena, &rows[i]);
        finish_row(tx->arena, &v->all);
        qsort(rows, v->n_rows, sizeof *rows, worst_first);
        v->rows = rows;
        return 0;
}

static i64 month_start(i64 day)
{
        struct civil c;

        day_civil(day, &c);
        return day_make(c.year, c.month, 1);
}

static int figures_show(struct req *rq)
{
        struct figures_view v = { .rq = rq };
        i64 to = day_of(rq->now), from = month_start(to);
        int r = read_figures(rq->tx, from, to, &v);

        if (r < 0)
                return r;
        v.period = str_fmt(rq->arena, "%.*s – %.*s", STRF(day_vi(rq->arena, from)),
                STRF(day_vi(rq->arena, to)));
        view_figures_page(&rq->html, &v);
        return reply_page(rq, 200);
}

static const struct field api_fields[] = {
        { "from", FIELD_DATE, 0, 0, 0, NULL },
        { "to", FIELD_DATE, 0, 0, 0, NULL },
        { 0 },
};

static int api_show(struct req *rq)
{
        const struct org *o = org_get(rq->arena);
        i64 to = input_i64(rq->in, "to"), from = input_i64(rq->in, "from");
        struct indicator_sum_rows sums;
        struct json_writer w;
        struct buf b;
        int r;

        to = to == I64_NULL ? day_of(rq->now) : to;
        from = from == I64_NULL ? month_start(to) : from;
        r = indicator_sums(rq->tx, from, to, &sums);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 8 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "from", day_iso(rq->arena, from));
        json_put_str(&w, "to", day_iso(rq->arena, to));
        json_open(&w, "items", '[');
        for (size_t i = 0; i < sums.n; i++) {
                const struct unit *u = org_unit(o, sums.rows[i].unit_id);

                json_open(&w, NULL, '{');
                json_put_str(&w, "unit", u ? u->code : STR_NULL);
                json_put_str(&w, "name", sums.rows[i].name);
                json_put_i64(&w, "value", sums.rows[i].value);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        json_put_null(&w, "next");
        json_close(&w, '}');
        return reply_json(rq, 200, buf_str(&b));
}

static const struct route routes[] = {
        { GET, "/thong-ke", PERM_PUBLIC, 0, READ(NULL, figures_show),
                .doc = "Public figures of this month" },
        { GET, "/api/v1/indicators", PERM_PUBLIC, ROUTE_API, READ(api_fields, api_show),
                .doc = "Counters by unit over days" },
        { 0 },
};

static const struct route *const tables[] = { routes, NULL };
static const char *const needs[] = { "dossier", NULL };

static const struct job_kind jobs[] = {
        { .kind = "indicator.fold", .run = fold, .every_ms = MINUTE_MS },
        { 0 },
};

static const struct subscription subscriptions[] = {
        { .event = "dossier.moved",
                .mode = IN_TX,
                .subscriber = "indicator.count",
                .in_tx = on_moved },
        { 0 },
};

const struct module indicator_module = { .name = "indicator",
        .doc = "Live figures",
        .requires = needs,
        .routes = tables,
        .jobs = jobs,
        .subscriptions = subscriptions };
