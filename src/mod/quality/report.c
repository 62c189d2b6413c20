/*
 * src/mod/quality/report.c: what a year brought by unit, for the management review (TCVN ISO
 * 9001:2015, 9.3.2): non-conformities, what became of them, audits. No SQL, no HTML.
 */
#include "base/csv.h"
#include "mod/quality/internal.h"
#include "mod/quality/views.h"
#include "web/texts.h"
#include "web/web.h"

#define FIRST_YEAR 2020
#define CLAUSES    10
#define CSV_MAX    (4 << 20)

static const struct field fields[] = {
        { "nam", FIELD_I64, 0, 0, 0, NULL },
        { 0 },
};

static const struct {
        const char *name;
        int text;
} columns[QUALITY_COLUMNS] = {
#define X(name, text) { #name, text },
        QUALITY_REPORT(X)
#undef X
};

/* That of the address, else this one. ERR_NOT_FOUND: there is no report of it. */
static int read_year(struct req *rq, i64 *ret_year, i64 *ret_this)
{
        i64 year = input_i64(rq->in, "nam");
        struct civil today;

        day_civil(day_of(rq->now), &today);
        *ret_this = today.year;
        *ret_year = year == I64_NULL ? today.year : year;
        return *ret_year < FIRST_YEAR || *ret_year > today.year ? ERR_NOT_FOUND : 0;
}

static i64 *values_of(struct quality_report_row *rows, const i64 *units, size_t n, i64 unit)
{
        for (size_t i = 0; i < n; i++)
                if (units[i] == unit)
                        return rows[i].v;
        return rows[n].v; /* asked for by none: cannot be */
}

/* Units with nothing to tell are left out; the last row is the sum. */
static size_t finish(const struct org *org, const i64 *units, size_t n,
        struct quality_report_row *rows, struct quality_report_row *sum)
{
        size_t made = 0;

        for (size_t i = 0; i < n; i++) {
                const struct unit *u = org_unit(org, units[i]);
                i64 any = 0;

                for (int k = 0; k < QUALITY_COLUMNS; k++) {
                        any += rows[i].v[k];
                        sum->v[k] += rows[i].v[k];
                }
                if (!any || !u)
                        continue;
                rows[made] = rows[i];
                rows[made].code = u->code;
                rows[made++].unit = u->name;
        }
        return made;
}

static int fill(struct req *rq, i64 year, struct quality_report_view *v)
{
        i64 from = day_make((int)year, 1, 1), to = day_make((int)year + 1, 1, 1);
        i64 from_at = time_make(from, 0, 0, 0), to_at = time_make(to, 0, 0, 0);
        struct nonconformity_sum_rows found;
        struct internal_audit_sum_rows audits;
        struct quality_report_row *rows;
        const i64 *units;
        size_t n = who_units(rq->who, PERM_QUALITY_READ, rq->arena, &units);
        int r = nonconformity_sums(rq->tx, units, n, from_at, to_at, day_of(rq->now), &found);

        if (r == 0)
                r = internal_audit_sums(rq->tx, units, n, from, to, &audits);
        if (r == 0)
                r = nonconformity_clauses(rq->tx, units, n, from_at, to_at, CLAUSES, &v->clauses);
        if (r < 0)
                return r;
        rows = NEW_ARRAY(rq->arena, struct quality_report_row, n + 1);
        for (size_t i = 0; i < found.n; i++) {
                i64 *to_v = values_of(rows, units, n, found.rows[i].unit_id);

                to_v[QUALITY_COLUMN_minor] = found.rows[i].minor;
                to_v[QUALITY_COLUMN_major] = found.rows[i].major;
                to_v[QUALITY_COLUMN_open] = found.rows[i].open;
                to_v[QUALITY_COLUMN_overdue] = found.rows[i].overdue;
                to_v[QUALITY_COLUMN_closed] = found.rows[i].closed;
        }
        for (size_t i = 0; i < audits.n; i++) {
                i64 *to_v = values_of(rows, units, n, audits.rows[i].unit_id);

                to_v[QUALITY_COLUMN_audits_open] = audits.rows[i].open;
                to_v[QUALITY_COLUMN_audits] = audits.rows[i].reported;
        }
        v->n = finish(org_get(rq->arena), units, n, rows, &v->sum);
        v->rows = rows;
        return 0;
}

static int report_show(struct req *rq)
{
        const struct unit *u = org_unit(org_get(rq->arena), who_unit(rq->who, PERM_QUALITY_READ));
        struct quality_report_view v = { .rq = rq, .unit = u ? u->name : STR("") };
        i64 year, now;
        struct option_view *years;
        int r = read_year(rq, &year, &now);

        if (r == 0)
                r = fill(rq, year, &v);
        if (r < 0)
                return r;
        years = NEW_ARRAY(rq->arena, struct option_view, (size_t)(now - FIRST_YEAR + 1));
        for (i64 y = now; y >= FIRST_YEAR; y--) {
                struct str word = str_fmt(rq->arena, "%lld", (long long)y);

                years[now - y] =
                        (struct option_view){ .value = word, .text = word, .chosen = y == year };
        }
        v.filters[0] = (struct field_view){ .name = "nam",
                .control = CONTROL_SELECT,
                .label = text_plain(rq->arena, rq->lang, T_QUALITY_YEAR, STR_NULL),
                .options = years,
                .n_options = (size_t)(now - FIRST_YEAR + 1) };
        for (int k = 0; k < QUALITY_COLUMNS; k++)
                v.heads[k] = text_plain(rq->arena, rq->lang, columns[k].text, STR_NULL);
        v.csv = str_fmt(rq->arena, "/bao-cao-chat-luong/csv?nam=%lld", (long long)year);
        view_quality_report(&rq->html, &v);
        return reply_page(rq, 200);
}

static int report_csv(struct req *rq)
{
        struct quality_report_view v = { .rq = rq };
        struct buf b;
        i64 year, now;
        int r = read_year(rq, &year, &now);

        if (r == 0)
                r = fill(rq, year, &v);
        if (r < 0)
                return r;
        buf_init(&b, rq->arena, CSV_MAX);
        buf_addc(&b, "\xEF\xBB\xBF"); /* so that spreadsheets read it as UTF-8 */
        csv_put(&b, STR("code"), false);
        csv_put(&b, STR("name"), false);
        for (int k = 0; k < QUALITY_COLUMNS; k++)
                csv_put(&b, str_of(columns[k].name), k + 1 == QUALITY_COLUMNS);
        for (size_t i = 0; i < v.n; i++) {
                csv_put(&b, v.rows[i].code, false);
                csv_put(&b, v.rows[i].unit, false);
                for (int k = 0; k < QUALITY_COLUMNS; k++)
                        csv_put(&b, str_fmt(rq->arena, "%lld", (long long)v.rows[i].v[k]),
                                k + 1 == QUALITY_COLUMNS);
        }
        return reply_bytes(rq, 200, "text/csv; charset=utf-8", buf_str(&b),
                str_fmt(rq->arena, "chat-luong-%lld.csv", (long long)year));
}

const struct route quality__report_routes[] = {
        { GET, "/bao-cao-chat-luong", PERM_QUALITY_READ, ROUTE_NOINDEX, READ(fields, report_show),
                .doc = "Non-conformities and audits of a year by unit" },
        { GET, "/bao-cao-chat-luong/csv", PERM_QUALITY_READ, ROUTE_NOINDEX,
                READ(fields, report_csv), .doc = "The same as CSV" },
        { 0 },
};
