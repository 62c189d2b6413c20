/*
 * src/mod/indicator/scheme.h: indicators whose formulas are data (data/indicators.csv): QĐ
 * 766/QĐ-TTg and what may follow it, each row with the days on which it holds.
 *
 * A formula is "over / under": sums of named numbers ("finished+open_late"). Names are the counters
 * of counts.h and the facts of struct scheme_facts. The score is max × min(1, ratio / threshold).
 */
#ifndef MOD_INDICATOR_SCHEME_H
#define MOD_INDICATOR_SCHEME_H

#include "mod/indicator/counts.h"

/* What is no counter: of the catalogue on a day, and of this moment. I64_NULL: not known here. */
#define FACTS(X)                                                                                   \
        X(procedures)                                                                              \
        X(procedures_complete)                                                                     \
        X(procedures_online)                                                                       \
        X(procedures_used_online)                                                                  \
        X(open_late)

struct scheme_facts {
#define X(name) i64 name;
        FACTS(X)
#undef X
};

struct scheme_row {
        struct str code, name, formula, missing; /* missing: why it is not counted; STR("") */
        i64 part;
        i64 max, threshold;  /* points; percent */
        i64 over, under;     /* I64_NULL: not counted */
        i64 score_hundredth; /* of a point; I64_NULL */
};

/* The rows in force on a day, in their order, counted. ERR_CORRUPT: the data file is wrong. */
int scheme_rows(struct arena *a, enum lang lang, i64 day, const struct counts *c,
        const struct scheme_facts *facts, const struct scheme_row **ret_rows, size_t *ret_n);

#endif
