/*
 * src/mod/counter/cash_paper.h: private to the module: receipts and closing sheets as PDF.
 */
#ifndef MOD_COUNTER_CASH_PAPER_H
#define MOD_COUNTER_CASH_PAPER_H

#include "mod/counter/desk.h"

/* "75.000 đ", also of nothing: "0 đ". */
struct str cash_words(struct arena *a, i64 dong);
int cash_paper_receipt(
        struct req *rq, const struct cash_receipt *c, struct str cashier, struct str *ret_pdf);
int cash_paper_closing(struct req *rq, const struct cash_closing *c,
        const struct cash_receipt_rows *rows, struct str cashier, struct str *ret_pdf);

#endif
