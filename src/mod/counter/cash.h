/*
 * src/mod/counter/cash.h: private to the module: money taken at a counter, in whole đồng. Every
 * receipt has a number of its counter's year; the book has no gaps.
 */
#ifndef MOD_COUNTER_CASH_H
#define MOD_COUNTER_CASH_H

#include "mod/counter/desk.h"

struct cash_take {
        const struct unit *unit; /* the counter */
        struct str code;         /* random, made in prepare */
        struct str kind;         /* "cash", "transfer", "exempt" */
        i64 dossier;             /* I64_NULL: certified copies */
        struct str subject, payer, reason;
        i64 amount;
};
/* In a write: the receipt, its number, the audit record. ret_id may be NULL. */
int cash_take(struct tx *tx, const struct input *in, const struct cash_take *t, i64 *ret_id);

/* The next number of a book ("receipt", "closing", "copy") of this moment's year. */
int counter__number(struct tx *tx, i64 unit, const char *book, i64 *ret_year, i64 *ret_number);
/* "0000123/2022" */
struct str counter__number_words(struct arena *a, i64 number, i64 year);
i64 counter__year(i64 now);

extern const struct route cash_routes[], certified_routes[], return_routes[], handover_routes[];

#endif
