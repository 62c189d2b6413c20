/*
 * src/mod/indicator/measures.c: what else is said of a place and a period beside the numbers on top
 * of its page: shares and times, each with how it is counted. No SQL, no HTML.
 */
#include "mod/indicator/internal.h"

#include "web/texts.h"

static const struct {
        enum text name, formula;
        enum counter over, under;
} shares[] = {
        { T_FIGURES_SATISFIED, T_FIGURES_FORMULA_SATISFIED, COUNT_satisfied, COUNT_rated },
        { T_FIGURES_DIGITISED, T_FIGURES_FORMULA_DIGITISED, COUNT_digitised, COUNT_received },
        { T_FIGURES_REUSED, T_FIGURES_FORMULA_REUSED, COUNT_reused, COUNT_received },
        { T_FIGURES_PAID, T_FIGURES_FORMULA_PAID, COUNT_paid, COUNT_with_fee },
        { T_FIGURES_RESULTS, T_FIGURES_FORMULA_RESULTS, COUNT_results, COUNT_finished },
};

/*
 * The middle one of the times taken: between the ends of its step of counts_took, as if those in
 * it were spread evenly; of the last step, which has no end, its beginning.
 */
struct str figures_median(struct arena *a, const struct counts *c)
{
        i64 n = 0, before = 0, low = 0, high, half;
        size_t i = 0;

        for (size_t k = 0; k < TOOK_COUNTERS; k++)
                n += c->v[COUNT_took_half + k];
        if (!n)
                return STR("");
        half = (n + 1) / 2;
        while (before + c->v[COUNT_took_half + i] < half)
                before += c->v[COUNT_took_half + i++];
        if (i > 0)
                low = counts_took[i - 1];
        high = i < TOOK_COUNTERS - 1 ? counts_took[i] : low;
        /* Half working days; four hours each. */
        return figures_days(
                a, low * 240 + (high - low) * 240 * (half - before) / c->v[COUNT_took_half + i], 1);
}

struct str figures_share(struct arena *a, i64 part, i64 whole)
{
        return figures_tenths(a, whole ? part * 1000 / whole : I64_NULL);
}

const struct measure *figures_measures(struct req *rq, const struct counts *c, size_t *ret_n)
{
        struct measure *list = NEW_ARRAY(rq->arena, struct measure, ARRAY_LEN(shares) + 2);
        const i64 *v = c->v;
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(shares); i++)
                list[n++] = (struct measure){ .name = text_plain(rq->arena, rq->lang,
                                                      shares[i].name, STR_NULL),
                        .value = figures_share(rq->arena, v[shares[i].over], v[shares[i].under]),
                        .part = v[shares[i].over],
                        .whole = v[shares[i].under],
                        .formula = text_plain(rq->arena, rq->lang, shares[i].formula, STR_NULL) };
        list[n++] = (struct measure){ .name = s_FIGURES_MEDIAN(rq->arena, rq->lang),
                .value = figures_median(rq->arena, c),
                .formula = s_FIGURES_FORMULA_MEDIAN(rq->arena, rq->lang) };
        list[n++] = (struct measure){ .name = s_FIGURES_SAVED(rq->arena, rq->lang),
                .value = figures_days(rq->arena, v[COUNT_saved], v[COUNT_with_limit]),
                .formula = s_FIGURES_FORMULA_SAVED(rq->arena, rq->lang) };
        *ret_n = n;
        return list;
}
