/*
 * src/mod/indicator/scheme.c: see scheme.h. No database.
 */
#include "mod/indicator/scheme.h"

#include "base/csv.h"
#include "base/embedded.h"

static int value_of(
        struct str name, const struct counts *c, const struct scheme_facts *facts, i64 *ret_v)
{
        int counter = counter_by_name(name);

        if (counter >= 0) {
                *ret_v = c->v[counter];
                return 0;
        }
#define X(fact)                                                                                    \
        if (str_is(name, #fact)) {                                                                 \
                *ret_v = facts->fact;                                                              \
                return 0;                                                                          \
        }
        FACTS(X)
#undef X
        return ERR_CORRUPT;
}

/* "a+b": I64_NULL when one of them is not known. */
static int sum_of(
        struct str text, const struct counts *c, const struct scheme_facts *facts, i64 *ret_v)
{
        struct str name;
        i64 sum = 0, v;

        while (str_cut(&text, '+', &name)) {
                int r = value_of(name, c, facts, &v);

                if (r < 0)
                        return r;
                sum = sum == I64_NULL || v == I64_NULL ? I64_NULL : sum + v;
        }
        *ret_v = sum;
        return 0;
}

static int read_number(const struct csv *c, const char *name, i64 *ret_n)
{
        return str_to_i64(csv_cell(c, name), ret_n) < 0 ? ERR_CORRUPT : 0;
}

static bool in_force(const struct csv *c, i64 day)
{
        i64 from, to;

        if (day_parse_iso(csv_cell(c, "valid_from"), &from) < 0 || day < from)
                return false;
        return str_empty(csv_cell(c, "valid_to")) ||
               (day_parse_iso(csv_cell(c, "valid_to"), &to) == 0 && day < to);
}

static i64 score(const struct scheme_row *row)
{
        if (row->over == I64_NULL || row->under == I64_NULL)
                return I64_NULL;
        if (row->under <= 0)
                return 0;
        return MIN(row->max * 100, row->max * 100 * 100 * row->over / row->under / row->threshold);
}

static int read_row(struct arena *a, enum lang lang, const struct csv *c,
        const struct counts *counts, const struct scheme_facts *facts, struct scheme_row *row)
{
        bool vi = lang == LANG_VI;
        int r;

        *row = (struct scheme_row){ .code = str_dup(a, csv_cell(c, "code")),
                .name = str_dup(a, csv_cell(c, vi ? "vi" : "en")),
                .formula = str_dup(a, csv_cell(c, vi ? "formula_vi" : "formula_en")),
                .missing = str_dup(a, csv_cell(c, vi ? "missing_vi" : "missing_en")),
                .over = I64_NULL,
                .under = I64_NULL };
        r = read_number(c, "part", &row->part);
        if (r == 0)
                r = read_number(c, "max", &row->max);
        if (r == 0)
                r = read_number(c, "threshold", &row->threshold);
        if (r == 0 && row->threshold <= 0)
                r = ERR_CORRUPT;
        if (r == 0 && !str_empty(csv_cell(c, "over")))
                r = sum_of(csv_cell(c, "over"), counts, facts, &row->over);
        if (r == 0 && !str_empty(csv_cell(c, "under")))
                r = sum_of(csv_cell(c, "under"), counts, facts, &row->under);
        row->score_hundredth = r == 0 ? score(row) : I64_NULL;
        return r;
}

int scheme_rows(struct arena *a, enum lang lang, i64 day, const struct counts *c,
        const struct scheme_facts *facts, const struct scheme_row **ret_rows, size_t *ret_n)
{
        enum { MOST = 64 };
        struct scheme_row *rows = NEW_ARRAY(a, struct scheme_row, MOST);
        struct str text;
        struct csv csv;
        size_t n = 0;
        int r = embedded_read(a, "data/indicators.csv", &text);

        if (r == 0)
                r = csv_open(&csv, a, text);
        while (r == 0 && (r = csv_next(&csv)) == 1) {
                r = n == MOST ? ERR_CORRUPT : 0;
                if (r == 0 && in_force(&csv, day))
                        r = read_row(a, lang, &csv, c, facts, &rows[n++]);
        }
        if (r < 0)
                return r;
        *ret_rows = rows;
        *ret_n = n;
        return 0;
}
