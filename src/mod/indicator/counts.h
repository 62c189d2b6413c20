/*
 * src/mod/indicator/counts.h: what is counted, as a vector, and a dossier's part in it. Private to
 * the module.
 *
 * The idea: a dossier's part is a pure function of its row in indicator_case. Whatever happens to a
 * dossier, its row is made anew from what is stored, and the difference between the two parts is
 * inserted. So the live figures are, at every moment, the sum over all rows: no event is counted
 * by its name, none can be counted twice, and what was counted can be counted again.
 */
#ifndef MOD_INDICATOR_COUNTS_H
#define MOD_INDICATOR_COUNTS_H

#include "mod/dossier/dossier.h"
#include "mod/indicator/queries.h"

/* Columns of figure_total and figure_delta, in their order; what each counts: schema/0002, 0004. */
#define COUNTERS(X)                                                                                \
        X(submitted)                                                                               \
        X(submitted_online)                                                                        \
        X(received)                                                                                \
        X(received_online)                                                                         \
        X(received_post)                                                                           \
        X(elsewhere)                                                                               \
        X(digitised)                                                                               \
        X(with_fee)                                                                                \
        X(finished)                                                                                \
        X(early)                                                                                   \
        X(on_time)                                                                                 \
        X(late)                                                                                    \
        X(kept)                                                                                    \
        X(with_limit)                                                                              \
        X(spent)                                                                                   \
        X(allowed)                                                                                 \
        X(saved)                                                                                   \
        X(results)                                                                                 \
        X(supplemented)                                                                            \
        X(supplemented_twice)                                                                      \
        X(extended)                                                                                \
        X(closed)                                                                                  \
        X(refused)                                                                                 \
        X(withdrawn)                                                                               \
        X(returned)                                                                                \
        X(reused)                                                                                  \
        X(paid)                                                                                    \
        X(rated)                                                                                   \
        X(satisfied)                                                                               \
        X(pleased)                                                                                 \
        X(took_half)                                                                               \
        X(took_1)                                                                                  \
        X(took_2)                                                                                  \
        X(took_3)                                                                                  \
        X(took_5)                                                                                  \
        X(took_7)                                                                                  \
        X(took_10)                                                                                 \
        X(took_15)                                                                                 \
        X(took_20)                                                                                 \
        X(took_30)                                                                                 \
        X(took_60)                                                                                 \
        X(took_more)

enum counter {
#define X(name) COUNT_##name,
        COUNTERS(X)
#undef X
                COUNT_MAX
};

struct counts {
        i64 v[COUNT_MAX];
};

/* What rows are counted by; a row with less is counted anew after an upgrade. */
#define CASE_RULE 1

/* Half working days up to which each counter from COUNT_took_half on goes; the last has no end. */
#define TOOK_COUNTERS 12
extern const i64 counts_took[TOOK_COUNTERS - 1];

int counter_by_name(struct str name); /* enum counter, or -1 */
void counts_add(struct counts *to, const struct counts *c, i64 sign);
bool counts_zero(const struct counts *c);
struct counts counts_of_sum(const struct figure_sum *s);

/* Months are counted as year * 12 + month - 1. */
i64 month_of_day(i64 day);
i64 month_first_day(i64 month);

/* Counts by month: what one dossier adds to its unit and procedure. */
struct monthly {
        i64 month;
        struct counts c;
};
enum { CASE_MONTHS = 6 };
/* Returns how many months; their order and number depend on the row only. */
size_t case_counts(const struct indicator_case *row, struct monthly ret_m[CASE_MONTHS]);

/* In the transaction of whatever happened to the dossier; 1 when something changed, 0 not. */
int indicator_recount(struct tx *tx, const struct dossier *d);

int counts_insert_delta(struct tx *tx, i64 unit, i64 procedure, i64 month, const struct counts *c);
int counts_add_total(struct tx *tx, i64 unit, i64 procedure, i64 month, const struct counts *c);
/* Folds up to `limit` of the oldest differences into the totals; how many there were. */
int counts_fold(struct tx *tx, i64 limit, i64 *ret_n);

#endif
