/*
 * src/mod/indicator/pages.c: the public pages of figures: how well the province keeps its word, by
 * place, field, procedure and month; the scheme of points. No SQL, no HTML.
 */
#include "mod/indicator/internal.h"

#include <stdlib.h>

#include "core/words.h"
#include "mod/indicator/views.h"
#include "web/texts.h"

#define TREND_MONTHS 12

static struct change_view change(struct req *rq, i64 now, i64 before)
{
        i64 points = now == I64_NULL || before == I64_NULL ? 0 : now - before;
        struct str words;

        if (!points)
                return (struct change_view){ .words = STR("") };
        words = str_fmt(rq->arena, "%lld,%lld", llabs(points) / 10, llabs(points) % 10);
        return (struct change_view){ points > 0 ? s_FIGURES_UP(rq->arena, rq->lang, words)
                                                : s_FIGURES_DOWN(rq->arena, rq->lang, words),
                points > 0 };
}

static i64 tenths_online(const struct counts *c)
{
        return c->v[COUNT_received] ? c->v[COUNT_received_online] * 1000 / c->v[COUNT_received]
                                    : I64_NULL;
}

static int fill_changes(struct req *rq, const struct asked *a, struct figures_view *v)
{
        struct period before = period_before(rq->arena, &a->period);
        struct figure_row row = { 0 };
        int r = figures_total(rq->tx, &a->place, &before, &row.c);

        if (r < 0)
                return r;
        figure_finish(rq->arena, &row);
        v->before = period_title(rq->arena, rq->lang, &before);
        v->on_time = change(rq, v->all.tenths, row.tenths);
        v->online = change(rq, tenths_online(&v->all.c), tenths_online(&row.c));
        return 0;
}

/* "7/21", "8", … : the year where it begins and at the first column. */
static struct str month_name(struct arena *a, i64 month, bool first)
{
        int m = (int)(month % 12) + 1;

        return first || m == 1 ? str_fmt(a, "%d/%02d", m, (int)(month / 12 % 100))
                               : str_fmt(a, "%d", m);
}

static int fill_trend(struct req *rq, const struct asked *a, struct figures_view *v)
{
        struct figure_rows months;
        struct str *names = NEW_ARRAY(rq->arena, struct str, TREND_MONTHS);
        i64 *online = NEW_ARRAY(rq->arena, i64, TREND_MONTHS);
        i64 *other = NEW_ARRAY(rq->arena, i64, TREND_MONTHS);
        i64 *share = NEW_ARRAY(rq->arena, i64, TREND_MONTHS);
        struct chart_view *bars, *line;
        int r = figures_months(rq->tx, &a->place, &a->period, TREND_MONTHS, &months);

        if (r < 0)
                return r;
        for (size_t i = 0; i < months.n; i++) {
                struct figure_row *row = &months.rows[i];
                struct period p = period_month(rq->arena, row->key);

                names[i] = month_name(rq->arena, row->key, i == 0);
                row->name = period_title(rq->arena, rq->lang, &p);
                online[i] = row->c.v[COUNT_received_online];
                other[i] = row->c.v[COUNT_received] - online[i];
                share[i] = row->tenths;
        }
        bars = chart_new(rq->arena, s_FIGURES_CHART_RECEIVED(rq->arena, rq->lang), names, months.n);
        chart_bars(bars, (const struct chart_series[]){ { "c1", online }, { "c2", other } }, 2);
        line = chart_new(rq->arena, s_FIGURES_CHART_SHARE(rq->arena, rq->lang), names, months.n);
        v->share_from = chart_percent(line, share);
        v->received_chart = bars;
        v->share_chart = line;
        v->months = months.rows;
        v->n_months = months.n;
        return 0;
}

static int fill_map(struct req *rq, const struct figure_rows *rows, struct figures_view *v)
{
        static const i64 steps[MAP_STEPS] = { 950, 965, 980, 990 };
        struct map_place *places = NEW_ARRAY(rq->arena, struct map_place, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++)
                places[i] = (struct map_place){ .code = rows->rows[i].href,
                        .name = rows->rows[i].name,
                        .words = rows->rows[i].share,
                        .href = str_fmt(rq->arena, "/thong-ke?ky=%.*s&noi=%.*s",
                                STRF(v->period.word), STRF(rows->rows[i].href)),
                        .tenths = rows->rows[i].tenths };
        return map_areas(rq->arena, places, rows->n, steps, &v->areas, &v->n_areas);
}

int figures_show(struct req *rq)
{
        struct figures_view v = { .rq = rq };
        struct figure_rows rows;
        struct asked a;
        int r = asked_read(rq, &a);

        if (r == 0)
                r = figures_units(rq->tx, &a.place, &a.period, &rows, &v.all);
        if (r < 0)
                return r;
        v.period = a.period;
        v.title = period_title(rq->arena, rq->lang, &a.period);
        v.unit_code = a.place.root ? STR("") : a.place.unit->code;
        v.unit_name = a.place_name;
        v.root = a.place.root;
        v.staff = asked_staff(rq, &a);
        v.query = a.query;
        figures_worst_first(&rows);
        v.rows = rows.rows;
        v.n_rows = rows.n;
        v.days_had = figures_days(rq->arena, v.all.c.v[COUNT_allowed], v.all.c.v[COUNT_with_limit]);
        v.measures = figures_measures(rq, &v.all.c, &v.n_measures);
        v.choices = asked_choices(rq, &a, &rows, "/thong-ke");
        r = fill_changes(rq, &a, &v);
        if (r == 0)
                r = fill_trend(rq, &a, &v);
        if (r == 0 && v.all.c.v[COUNT_finished])
                r = fill_map(rq, &rows, &v);
        if (r < 0)
                return r;
        view_figures_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thong-ke/thu-tuc. */

static int most_first(const void *x, const void *y)
{
        const struct figure_row *a = x, *b = y;
        i64 left = a->c.v[COUNT_received], right = b->c.v[COUNT_received];

        return left != right ? (left > right ? -1 : 1) : str_cmp(a->name, b->name);
}

/* Only those of one field; links to the public pages of procedures. */
static struct figure_rows of_field(struct req *rq, const struct figure_rows *rows,
        const struct procedure_name_rows *names, struct str field)
{
        struct figure_rows out = { NEW_ARRAY(rq->arena, struct figure_row, rows->n + 1), 0 };

        for (size_t i = 0; i < rows->n; i++) {
                const struct procedure_name *name = figures_name(names, rows->rows[i].key);

                if (!name || (field.ptr && !str_eq(name->field, field)))
                        continue;
                out.rows[out.n] = rows->rows[i];
                out.rows[out.n++].href = str_fmt(rq->arena, "/thu-tuc/%.*s", STRF(name->code));
        }
        return out;
}

int procedures_show(struct req *rq)
{
        enum { MOST = 50 };
        struct procedures_view v = { .rq = rq, .field = input_str(rq->in, "linh_vuc") };
        struct procedure_name_rows names;
        struct figure_rows rows, fields;
        struct asked a;
        int r = asked_read(rq, &a);

        if (r == 0)
                r = figures_procedures(rq->tx, &a.place, a.period.from, a.period.to, &rows, &names);
        if (r < 0)
                return r;
        fields = figures_fields(rq->arena, &rows, &names);
        for (size_t i = 0; i < fields.n; i++)
                fields.rows[i].href = str_fmt(rq->arena, "/thong-ke/thu-tuc?%.*s&linh_vuc=%.*s",
                        STRF(a.query.text), STRF(words_query(rq->arena, fields.rows[i].name)));
        figures_worst_first(&fields);
        rows = of_field(rq, &rows, &names, v.field);
        if (rows.n)
                qsort(rows.rows, rows.n, sizeof *rows.rows, most_first);
        v.title = period_title(rq->arena, rq->lang, &a.period);
        v.unit_name = a.place_name;
        v.query = a.query;
        v.fields = fields.rows;
        v.n_fields = fields.n;
        v.procedures = rows.rows;
        v.n_procedures = MIN(rows.n, (size_t)MOST);
        view_procedures_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thong-ke/chi-so: the points of a scheme, each with its formula. */

static int read_facts(struct req *rq, const struct asked *a, struct scheme_facts *ret_f)
{
        struct scheme_facts f = { I64_NULL, I64_NULL, I64_NULL, I64_NULL, 0 };
        struct procedure_name_rows names;
        struct open_late_row_rows late;
        struct catalogue_facts cat;
        struct figure_rows rows;
        int r = 0;

        if (asked_now(rq, a) != I64_NULL)
                r = open_late(rq->tx, a->place.units, a->place.n_units, rq->now, &late);
        else
                late = (struct open_late_row_rows){ 0 };
        for (size_t i = 0; r == 0 && i < late.n; i++)
                f.open_late += late.rows[i].n;
        if (r == 0 && a->place.root) {
                r = catalogue_facts(rq->tx, org_day(a->place.org), &cat);
                if (r == 0)
                        r = figures_procedures(
                                rq->tx, &a->place, a->period.from, a->period.to, &rows, &names);
                if (r < 0)
                        return r;
                f.procedures = cat.procedures;
                f.procedures_complete = cat.complete;
                f.procedures_online = cat.online;
                f.procedures_used_online = 0;
                for (size_t i = 0; i < rows.n; i++) {
                        const struct procedure_name *p = figures_name(&names, rows.rows[i].key);

                        f.procedures_used_online += p && !str_is(p->online, "none") &&
                                                    rows.rows[i].c.v[COUNT_received_online] > 0;
                }
        }
        if (r == 0)
                *ret_f = f;
        return r;
}

int scheme_show(struct req *rq)
{
        struct scheme_view v = { .rq = rq };
        struct scheme_facts facts;
        struct counts c;
        struct asked a;
        i64 score = 0, of = 0;
        int r = asked_read(rq, &a);

        if (r == 0)
                r = figures_total(rq->tx, &a.place, &a.period, &c);
        if (r == 0)
                r = read_facts(rq, &a, &facts);
        if (r == 0)
                r = scheme_rows(rq->arena, rq->lang, month_first_day(a.period.to + 1) - 1, &c,
                        &facts, &v.rows, &v.n_rows);
        if (r < 0)
                return r;
        for (size_t i = 0; i < v.n_rows; i++) {
                if (v.rows[i].score_hundredth == I64_NULL)
                        continue;
                score += v.rows[i].score_hundredth;
                of += v.rows[i].max;
        }
        v.title = period_title(rq->arena, rq->lang, &a.period);
        v.unit_name = a.place_name;
        v.query = a.query;
        v.score = figures_hundredth(rq->arena, score);
        v.of = str_fmt(rq->arena, "%lld", (long long)of);
        view_scheme_page(&rq->html, &v);
        return reply_page(rq, 200);
}
