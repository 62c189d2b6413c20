/*
 * src/mod/indicator/late.c: where dossiers are late and why: a map and a table by place, with the
 * step at which the time went, and which unit was waited for. No SQL, no HTML.
 *
 * The idea: late_places() counts every late dossier once, by unit and cause; the map, the table and
 * the CSV are sums of its rows, and each number leads to dossiers_late(), which has the same rule.
 */
#include "mod/indicator/internal.h"

#include <stdlib.h>

#include "base/csv.h"
#include "core/who.h"
#include "mod/indicator/cause.h"
#include "mod/indicator/views.h"
#include "web/texts.h"

/* Late dossiers of the units of one row with one cause. */
struct sum {
        i64 group; /* unit of the row */
        struct late_why why;
        i64 n;
};

struct sums {
        struct sum *list;
        size_t n;
};

static void add(struct sums *s, i64 group, const struct late_place *p)
{
        size_t i = 0;

        while (i < s->n && (s->list[i].group != group || s->list[i].why.cause != p->cause ||
                                   s->list[i].why.unit != p->waited_id))
                i++;
        if (i == s->n)
                s->list[s->n++] =
                        (struct sum){ group, { (enum late_cause)p->cause, p->waited_id }, 0 };
        s->list[i].n += p->n;
}

static int most_first(const void *x, const void *y)
{
        const struct sum *a = x, *b = y;

        if (a->n != b->n)
                return a->n > b->n ? -1 : 1;
        if (a->why.cause != b->why.cause)
                return a->why.cause < b->why.cause ? -1 : 1;
        return a->why.unit < b->why.unit ? -1 : a->why.unit > b->why.unit;
}

/* By the units directly below, and (group 0) of all. */
static int read_sums(struct req *rq, const struct asked *a, struct sums *ret_s)
{
        struct late_place_rows rows;
        int r = late_places(rq->tx, asked_now(rq, a), a->place.units, a->place.n_units,
                a->period.from, a->period.to, &rows);

        if (r < 0)
                return r;
        *ret_s = (struct sums){ NEW_ARRAY(rq->arena, struct sum, 2 * rows.n + 1), 0 };
        for (size_t i = 0; i < rows.n; i++) {
                const struct unit *g =
                        place_group(&a->place, org_unit(a->place.org, rows.rows[i].unit_id));

                CHECK(g); /* only units of the place were asked for */
                add(ret_s, g->id, &rows.rows[i]);
                add(ret_s, 0, &rows.rows[i]);
        }
        if (ret_s->n)
                qsort(ret_s->list, ret_s->n, sizeof *ret_s->list, most_first);
        return 0;
}

/* The list behind a number. own: the row is the place itself, without what is below it. */
static struct url_query behind(struct req *rq, const struct asked *a, struct str code, bool own,
        const struct late_why *why)
{
        const struct unit *waited = why->unit ? org_unit(a->place.org, why->unit) : NULL;
        struct str cause = str_of(late_cause_key(why->cause));

        return (struct url_query){ str_fmt(rq->arena, "ky=%.*s%s%.*s%s&loc=qua-han%s%.*s%s%.*s",
                STRF(a->period.word), code.len ? "&noi=" : "", STRF(code), own ? "&rieng=1" : "",
                cause.len ? "&vi=" : "", STRF(cause), waited ? "&ai=" : "",
                STRF(waited ? waited->code : STR(""))) };
}

static void fill_parts(struct req *rq, const struct asked *a, const struct sums *s, i64 group,
        struct late_row *row)
{
        struct late_part *parts = NEW_ARRAY(rq->arena, struct late_part, s->n + 1);
        static const struct late_why any = { CAUSE_NONE, 0 };

        for (size_t i = 0; i < s->n; i++) {
                const struct sum *p = &s->list[i];

                if (p->group != group)
                        continue;
                row->late += p->n;
                if (p->why.cause != CAUSE_NONE) /* of before, not looked into yet */
                        parts[row->n_parts++] =
                                (struct late_part){ late_cause_words(rq->arena, rq->lang, &p->why),
                                        p->n, behind(rq, a, row->code, row->own, &p->why) };
        }
        row->parts = parts;
        row->behind = behind(rq, a, row->code, row->own, &any);
        row->tenths = row->of ? (row->of - row->late) * 1000 / row->of : I64_NULL;
        row->share =
                figures_tenths(rq->arena, row->tenths == I64_NULL ? I64_NULL : 1000 - row->tenths);
}

static int most_late(const void *x, const void *y)
{
        const struct late_row *a = x, *b = y;

        return a->late != b->late ? (a->late > b->late ? -1 : 1) : str_cmp(a->name, b->name);
}

static int fill_map(struct req *rq, struct late_view *v)
{
        static const i64 steps[MAP_STEPS] = { 800, 900, 950, 980 };
        struct map_place *places = NEW_ARRAY(rq->arena, struct map_place, v->n_rows + 1);

        for (size_t i = 0; i < v->n_rows; i++)
                places[i] = (struct map_place){ .code = v->rows[i].code,
                        .name = v->rows[i].name,
                        .words = s_FIGURES_LATE_AREA(
                                rq->arena, rq->lang, v->rows[i].late, v->rows[i].share),
                        .href = str_fmt(rq->arena, "/thong-ke/qua-han?ky=%.*s&noi=%.*s",
                                STRF(v->period.word), STRF(v->rows[i].code)),
                        .tenths = v->rows[i].tenths };
        return map_areas(rq->arena, places, v->n_rows, steps, &v->areas, &v->n_areas);
}

/* The rows by place, the most late first, those that have dossiers to count. */
static int fill_rows(struct req *rq, const struct asked *a, const struct figure_rows *units,
        const struct sums *s, struct late_view *v)
{
        struct late_row *rows = NEW_ARRAY(rq->arena, struct late_row, units->n + 1);

        for (size_t i = 0; i < units->n; i++) {
                const struct figure_row *u = &units->rows[i];
                struct late_row row = { .name = u->name,
                        .code = u->href,
                        .of = u->c.v[COUNT_finished] + (v->now ? u->open_late : 0),
                        .own = str_eq(u->href, a->place.unit->code) };

                fill_parts(rq, a, s, u->key, &row);
                if (row.of)
                        rows[v->n_rows++] = row;
        }
        if (v->n_rows)
                qsort(rows, v->n_rows, sizeof *rows, most_late);
        v->rows = rows;
        return fill_map(rq, v);
}

int late_show(struct req *rq)
{
        struct late_view v = { .rq = rq };
        struct figure_rows units;
        struct figure_row all;
        struct sums sums;
        struct asked a;
        int r = asked_read(rq, &a);

        if (r < 0)
                return r;
        if (!asked_staff(rq, &a))
                return ERR_DENIED;
        r = figures_units(rq->tx, &a.place, &a.period, &units, &all);
        if (r == 0)
                r = read_sums(rq, &a, &sums);
        if (r < 0)
                return r;
        v.period = a.period;
        v.title = period_title(rq->arena, rq->lang, &a.period);
        v.unit_name = a.place_name;
        v.query = a.query;
        v.now = asked_now(rq, &a) != I64_NULL;
        v.open = v.now ? all.open_late : 0;
        v.all = (struct late_row){ .code = a.place.root ? STR("") : a.place.unit->code,
                .of = all.c.v[COUNT_finished] + v.open };
        fill_parts(rq, &a, &sums, 0, &v.all);
        v.choices = asked_choices(rq, &a, &units, "/thong-ke/qua-han");
        r = fill_rows(rq, &a, &units, &sums, &v);
        if (r < 0)
                return r;
        view_late_page(&rq->html, &v);
        return reply_page(rq, 200);
}

int late_csv(struct req *rq)
{
        static const char *const heads[] = { "code", "name", "cause", "waited_code", "waited",
                "late" };
        struct sums sums;
        struct asked a;
        struct buf b;
        int r = asked_read(rq, &a);

        if (r < 0)
                return r;
        if (!asked_staff(rq, &a))
                return ERR_DENIED;
        r = read_sums(rq, &a, &sums);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 4 << 20);
        buf_addc(&b, "\xEF\xBB\xBF"); /* so that spreadsheets read it as UTF-8 */
        for (size_t i = 0; i < ARRAY_LEN(heads); i++)
                csv_put(&b, str_of(heads[i]), i + 1 == ARRAY_LEN(heads));
        for (size_t i = 0; i < sums.n; i++) {
                const struct sum *s = &sums.list[i];
                const struct unit *u = s->group ? org_unit(a.place.org, s->group) : NULL;
                const struct unit *waited = org_unit(a.place.org, s->why.unit);

                if (!u)
                        continue;
                csv_put(&b, u->code, false);
                csv_put(&b, place_name(u), false);
                csv_put(&b, late_cause_words(rq->arena, rq->lang, &s->why), false);
                csv_put(&b, waited ? waited->code : STR(""), false);
                csv_put(&b, waited ? place_name(waited) : STR(""), false);
                csv_put(&b, str_fmt(rq->arena, "%lld", (long long)s->n), true);
        }
        return reply_bytes(rq, 200, "text/csv; charset=utf-8", buf_str(&b),
                str_fmt(rq->arena, "qua-han-%.*s.csv", STRF(a.period.word)));
}
