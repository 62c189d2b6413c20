/*
 * src/mod/indicator/reports.c: figures for whoever works with them: the dossiers behind a number,
 * the periodic reports 06a and 07a, CSV and the API. No SQL, no HTML.
 */
#include "mod/indicator/internal.h"

#include "base/csv.h"
#include "base/json.h"
#include "core/who.h"
#include "mod/indicator/cause.h"
#include "mod/indicator/views.h"
#include "web/texts.h"

#define BEHIND_PAGE 40

/* GET /thong-ke/ho-so: the dossiers that a number counts. */

static const struct {
        const char *word;
        enum text name;
        bool finished; /* else by acceptance */
        i64 outcome, channel;
} behind_kinds[] = {
        { "xong", T_FIGURES_FINISHED, true, I64_NULL, I64_NULL },
        { "som", T_FIGURES_EARLY, true, 1, I64_NULL },
        { "dung", T_FIGURES_ON_DAY, true, 2, I64_NULL },
        { "tre", T_FIGURES_LATE, true, 3, I64_NULL },
        { "nhan", T_FIGURES_RECEIVED, false, I64_NULL, I64_NULL },
        { "online", T_FIGURES_ONLINE, false, I64_NULL, 2 },
};
#define KIND_LATE "qua-han" /* finished in the period or open now: what late.c counts */

static int read_behind(
        struct req *rq, const struct asked *a, size_t kind, struct dossier_behind_rows *ret_rows)
{
        bool finished = behind_kinds[kind].finished;
        i64 before = input_i64(rq->in, "sau");

        return dossiers_behind(rq->tx,
                &(struct dossiers_behind_args){ .units = a->place.units,
                        .n_units = a->place.n_units,
                        .received_from = finished ? I64_NULL : a->period.from,
                        .received_to = finished ? I64_NULL : a->period.to,
                        .finished_from = finished ? a->period.from : I64_NULL,
                        .finished_to = finished ? a->period.to : I64_NULL,
                        .outcome = behind_kinds[kind].outcome,
                        .channel = behind_kinds[kind].channel,
                        .before_id = before == I64_NULL ? INT64_MAX : before,
                        .limit = BEHIND_PAGE + 1 },
                ret_rows);
}

/* ERR_NOT_FOUND: the unit that is said to be waited for is none. */
static int read_late(struct req *rq, const struct asked *a, struct dossier_behind_rows *ret_rows)
{
        enum late_cause cause = late_cause_by_key(input_str(rq->in, "vi"));
        struct str code = input_str(rq->in, "ai");
        const struct unit *waited = code.ptr ? org_unit_by_code(a->place.org, code) : NULL;
        i64 before = input_i64(rq->in, "sau");

        if (code.ptr && !waited)
                return ERR_NOT_FOUND;
        return dossiers_late(rq->tx,
                &(struct dossiers_late_args){ .units = a->place.units,
                        .n_units = a->place.n_units,
                        .from_month = a->period.from,
                        .to_month = a->period.to,
                        .now = asked_now(rq, a),
                        .cause = cause == CAUSE_NONE ? I64_NULL : cause,
                        .waited_id = waited ? waited->id : I64_NULL,
                        .before_id = before == I64_NULL ? INT64_MAX : before,
                        .limit = BEHIND_PAGE + 1 },
                ret_rows);
}

static struct str short_day(struct arena *a, i64 t)
{
        return t == I64_NULL ? STR("") : day_vi(a, day_of(t));
}

static int fill_behind(struct req *rq, const struct asked *a,
        const struct dossier_behind_rows *rows, struct behind_view *v)
{
        struct behind_row *list = NEW_ARRAY(rq->arena, struct behind_row, BEHIND_PAGE + 1);
        struct procedure_name_rows names;
        int r = procedure_names(rq->tx, org_day(a->place.org), &names);

        for (size_t i = 0; r == 0 && i < rows->n && i < BEHIND_PAGE; i++) {
                const struct dossier_behind *d = &rows->rows[i];
                const struct procedure_name *name = figures_name(&names, d->procedure_id);
                const struct unit *u = org_unit(a->place.org, d->unit_id);
                const struct late_why why = { (enum late_cause)d->cause, d->waited_id };

                list[v->n_rows++] = (struct behind_row){ .code = d->code,
                        .procedure = name ? name->usual : STR(""),
                        .unit = u ? u->name : STR(""),
                        .accepted = short_day(rq->arena, d->accepted_at),
                        .due = short_day(rq->arena, d->due_at),
                        .finished = short_day(rq->arena, d->finished_at),
                        .cause = late_cause_words(rq->arena, rq->lang, &why),
                        .state = d->state,
                        .opens = who_may(rq->who, PERM_DOSSIER_READ, d->unit_id) };
        }
        v->rows = list;
        return r;
}

/* The same list from the next dossier on. */
static struct str next_behind(struct req *rq, const struct asked *a, const char *word, i64 last)
{
        static const char *const kept[] = { "vi", "ai", "rieng" };
        struct str more = STR("");

        for (size_t i = 0; i < ARRAY_LEN(kept); i++)
                if (input_str(rq->in, kept[i]).ptr)
                        more = str_fmt(rq->arena, "%.*s&%s=%.*s", STRF(more), kept[i],
                                STRF(input_str(rq->in, kept[i])));
        return str_fmt(rq->arena, "/thong-ke/ho-so?%.*s&loc=%s%.*s&sau=%lld", STRF(a->query.text),
                word, STRF(more), (long long)last);
}

int behind_show(struct req *rq)
{
        struct behind_view v = { .rq = rq };
        bool late = str_is(input_str(rq->in, "loc"), KIND_LATE);
        struct dossier_behind_rows rows;
        struct asked a;
        size_t kind = 0;
        int r = asked_read(rq, &a);

        if (r < 0)
                return r;
        if (!asked_staff(rq, &a))
                return ERR_DENIED;
        if (input_str(rq->in, "rieng").ptr)
                place_alone(&a.place);
        while (kind + 1 < ARRAY_LEN(behind_kinds) &&
                !str_is(input_str(rq->in, "loc"), behind_kinds[kind].word))
                kind++;
        r = late ? read_late(rq, &a, &rows) : read_behind(rq, &a, kind, &rows);
        if (r == 0)
                r = fill_behind(rq, &a, &rows, &v);
        if (r < 0)
                return r;
        v.title = period_title(rq->arena, rq->lang, &a.period);
        v.what = text_plain(rq->arena, rq->lang,
                late ? T_FIGURES_LATE_TITLE : behind_kinds[kind].name, STR_NULL);
        v.back = late ? STR("/thong-ke/qua-han") : STR("/thong-ke");
        v.unit_name = a.place_name;
        v.query = a.query;
        if (rows.n > BEHIND_PAGE)
                v.next = next_behind(rq, &a, late ? KIND_LATE : behind_kinds[kind].word,
                        rows.rows[BEHIND_PAGE - 1].id);
        view_behind_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thong-ke/bao-cao: what each unit sends every quarter (biểu 06a, 07a). */

/* Dossiers that were late and open when the period ended, or now while it lasts; by procedure. */
static int add_late(struct req *rq, const struct asked *a, struct figure_rows *rows)
{
        i64 end = day_start(month_first_day(a->period.to + 1)), at = MIN(end, rq->now);
        struct open_late_row_rows lists[2] = { { 0 }, { 0 } };
        int r = open_late(rq->tx, a->place.units, a->place.n_units, at, &lists[0]);

        if (r == 0 && end < rq->now)
                r = late_then(
                        rq->tx, a->place.units, a->place.n_units, a->period.to, at, &lists[1]);
        for (size_t k = 0; r == 0 && k < ARRAY_LEN(lists); k++)
                for (size_t i = 0; i < lists[k].n; i++)
                        for (size_t j = 0; j < rows->n; j++)
                                if (rows->rows[j].key == lists[k].rows[i].procedure_id)
                                        rows->rows[j].open_late += lists[k].rows[i].n;
        return r;
}

static struct report_row *report_row_of(struct report_row *rows, size_t *n, struct str name)
{
        for (size_t i = 0; i < *n; i++)
                if (str_eq(rows[i].name, name))
                        return &rows[i];
        rows[*n].name = name;
        return &rows[(*n)++];
}

static void sum_report(struct report_row *all, const struct report_row *row)
{
        all->received += row->received;
        all->online += row->online;
        all->direct += row->direct;
        all->before += row->before;
        all->finished += row->finished;
        all->early += row->early;
        all->on_time += row->on_time;
        all->late += row->late;
        all->open += row->open;
        all->open_in_time += row->open_in_time;
        all->open_late += row->open_late;
        all->n += row->n;
}

/* 06a: taken in, resolved, open, by field of law. */
static int fill_06a(struct req *rq, const struct asked *a, struct report_view *v)
{
        struct procedure_name_rows names;
        struct figure_rows now, upto, before;
        struct report_row *rows;
        int r = figures_procedures(rq->tx, &a->place, a->period.from, a->period.to, &now, &names);

        if (r == 0)
                r = figures_procedures(rq->tx, &a->place, 1, a->period.to, &upto, &names);
        if (r == 0)
                r = add_late(rq, a, &upto);
        if (r == 0)
                r = figures_procedures(rq->tx, &a->place, 1, a->period.from - 1, &before, &names);
        if (r < 0)
                return r;
        now = figures_fields(rq->arena, &now, &names);
        upto = figures_fields(rq->arena, &upto, &names);
        before = figures_fields(rq->arena, &before, &names);
        rows = NEW_ARRAY(rq->arena, struct report_row, now.n + upto.n + before.n + 1);
        for (size_t i = 0; i < now.n; i++) {
                struct report_row *row = report_row_of(rows, &v->n_rows, now.rows[i].name);
                const i64 *c = now.rows[i].c.v;

                row->online = c[COUNT_received_online];
                row->direct = c[COUNT_received] - c[COUNT_received_online];
                row->finished = c[COUNT_closed];
                row->early = c[COUNT_early];
                row->late = c[COUNT_late];
                row->on_time = row->finished - row->early - row->late;
        }
        for (size_t i = 0; i < before.n; i++)
                report_row_of(rows, &v->n_rows, before.rows[i].name)->before =
                        before.rows[i].c.v[COUNT_received] - before.rows[i].c.v[COUNT_closed];
        for (size_t i = 0; i < upto.n; i++)
                report_row_of(rows, &v->n_rows, upto.rows[i].name)->open_late =
                        upto.rows[i].open_late;
        for (size_t i = 0; i < v->n_rows; i++) {
                rows[i].received = rows[i].online + rows[i].direct + rows[i].before;
                rows[i].open = rows[i].received - rows[i].finished;
                rows[i].open_in_time = rows[i].open - rows[i].open_late;
                sum_report(&v->all, &rows[i]);
        }
        v->rows = rows;
        return 0;
}

/* 07a: why dossiers were late, by field of law and measured cause. */
static int fill_07a(struct req *rq, const struct asked *a, struct report_view *v)
{
        struct procedure_name_rows names;
        struct late_procedure_rows late;
        struct report_row *rows;
        int r = procedure_names(rq->tx, org_day(a->place.org), &names);

        if (r == 0)
                r = late_by_procedure(rq->tx, a->place.units, a->place.n_units, a->period.from,
                        a->period.to, &late);
        if (r < 0)
                return r;
        rows = NEW_ARRAY(rq->arena, struct report_row, late.n + 1);
        for (size_t i = 0; i < late.n; i++) {
                const struct procedure_name *name = figures_name(&names, late.rows[i].procedure_id);
                const struct late_why why = { (enum late_cause)late.rows[i].cause, 0 };
                struct str field = name ? name->field : STR("–");
                struct str note = late_cause_words(rq->arena, rq->lang, &why);
                size_t k = 0;

                while (k < v->n_rows &&
                        (!str_eq(rows[k].note, note) || !str_eq(rows[k].name, field)))
                        k++;
                if (k == v->n_rows)
                        rows[v->n_rows++] = (struct report_row){ .name = field, .note = note };
                rows[k].n += late.rows[i].n;
                v->all.n += late.rows[i].n;
        }
        v->rows = rows;
        return 0;
}

int report_show(struct req *rq)
{
        struct report_view v = { .rq = rq, .form = input_str(rq->in, "mau") };
        struct asked a;
        int r = asked_read(rq, &a);

        if (r < 0)
                return r;
        if (!asked_staff(rq, &a))
                return ERR_DENIED;
        if (!v.form.ptr)
                v.form = STR("06a");
        v.title = period_title(rq->arena, rq->lang, &a.period);
        v.unit_name = a.place_name;
        v.query = a.query;
        r = str_is(v.form, "06a") ? fill_06a(rq, &a, &v) : fill_07a(rq, &a, &v);
        if (r < 0)
                return r;
        view_report_page(&rq->html, &v);
        return reply_page(rq, 200);
}

/* GET /thong-ke/csv and /api/v1/indicators: every counter, by unit, procedure, field or month. */

static const char *const counter_names[] = {
#define X(name) #name,
        COUNTERS(X)
#undef X
};

static int read_rows(
        struct req *rq, const struct asked *a, struct str by, struct figure_rows *ret_rows)
{
        struct procedure_name_rows names;
        struct figure_row all;
        int r;

        if (str_is(by, "month")) {
                r = figures_months(
                        rq->tx, &a->place, &a->period, a->period.to - a->period.from + 1, ret_rows);
                for (size_t i = 0; r == 0 && i < ret_rows->n; i++)
                        ret_rows->rows[i].name =
                                period_month(rq->arena, ret_rows->rows[i].key).word;
                return r;
        }
        if (str_is(by, "unit"))
                return figures_units(rq->tx, &a->place, &a->period, ret_rows, &all);
        r = figures_procedures(rq->tx, &a->place, a->period.from, a->period.to, ret_rows, &names);
        for (size_t i = 0; r == 0 && i < ret_rows->n; i++) {
                const struct procedure_name *name = figures_name(&names, ret_rows->rows[i].key);

                ret_rows->rows[i].href = name ? name->code : STR("");
        }
        if (r == 0 && str_is(by, "field"))
                *ret_rows = figures_fields(rq->arena, ret_rows, &names);
        return r;
}

int figures_csv(struct req *rq)
{
        struct str by = input_str(rq->in, "theo");
        struct figure_rows rows;
        struct asked a;
        struct buf b;
        int r = asked_read(rq, &a);

        if (r == 0)
                r = read_rows(rq, &a, by.ptr ? by : STR("unit"), &rows);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 4 << 20);
        buf_addc(&b, "\xEF\xBB\xBF"); /* so that spreadsheets read it as UTF-8 */
        csv_put(&b, STR("code"), false);
        csv_put(&b, STR("name"), false);
        for (size_t i = 0; i < COUNT_MAX; i++)
                csv_put(&b, str_of(counter_names[i]), i + 1 == COUNT_MAX);
        for (size_t i = 0; i < rows.n; i++) {
                csv_put(&b, rows.rows[i].href.ptr ? rows.rows[i].href : STR(""), false);
                csv_put(&b, rows.rows[i].name, false);
                for (size_t k = 0; k < COUNT_MAX; k++)
                        csv_put(&b, str_fmt(rq->arena, "%lld", (long long)rows.rows[i].c.v[k]),
                                k + 1 == COUNT_MAX);
        }
        return reply_bytes(rq, 200, "text/csv; charset=utf-8", buf_str(&b),
                str_fmt(rq->arena, "thong-ke-%.*s.csv", STRF(a.period.word)));
}

int figures_api(struct req *rq)
{
        struct str by = input_str(rq->in, "by");
        struct figure_rows rows;
        struct asked a;
        struct json_writer w;
        struct buf b;
        int r = asked_read(rq, &a);

        if (r == 0)
                r = read_rows(rq, &a, by.ptr ? by : STR("unit"), &rows);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, 8 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "period", a.period.word);
        json_put_str(&w, "unit", a.place.unit->code);
        json_open(&w, "items", '[');
        for (size_t i = 0; i < rows.n; i++) {
                json_open(&w, NULL, '{');
                if (rows.rows[i].href.ptr)
                        json_put_str(&w, "code", rows.rows[i].href);
                json_put_str(&w, "name", rows.rows[i].name);
                for (size_t k = 0; k < COUNT_MAX; k++)
                        json_put_i64(&w, counter_names[k], rows.rows[i].c.v[k]);
                json_close(&w, '}');
        }
        json_close(&w, ']');
        json_put_null(&w, "next");
        json_close(&w, '}');
        return reply_json(rq, 200, buf_str(&b));
}
