/*
 * src/core/paper.h: papers as PDF: receipts, requests, results. Cairo and Pango lay out; Liberation
 * Serif (Times' metric, all Vietnamese letters). A paper is a list of blocks from top to bottom; a
 * page is broken between blocks or lines. Slow (about 8 ms): in jobs and prepare, never in apply.
 */
#ifndef CORE_PAPER_H
#define CORE_PAPER_H

#include "base/str.h"

enum paper_size { PAPER_A5, PAPER_A4, PAPER_A4_WIDE, PAPER_SIZE_MAX };

struct paper;

struct paper_head {
        struct str agency_above, agency; /* left, in capitals, however written here */
        struct str number;               /* left, below: "Mã hồ sơ: …" */
        struct str place_date;           /* right, below the motto, in italics */
        struct str qr;                   /* text of the QR code, empty none */
};

struct paper *paper_new(struct arena *a, enum paper_size size, const struct paper_head *head);
void paper_title(struct paper *p, struct str title, struct str under);
void paper_line(struct paper *p, struct str label,
        struct str value); /* "Họ tên: …", label bold empty: plain */
void paper_text(struct paper *p, struct str text);
void paper_item(struct paper *p, int number, struct str text);
/* Columns by weight; rows of n_columns cells. */
void paper_table(struct paper *p, const struct str *heads, const int *weights, size_t n_columns,
        const struct str *cells, size_t n_rows);
void paper_sign(struct paper *p, struct str left_role, struct str left_name, struct str right_role,
        struct str right_note, struct str right_name);
/* A mark over the first page's corner: "CHƯA KÝ SỐ". */
void paper_mark(struct paper *p, struct str text);
/* The bytes, on the arena. ERR_IO when the library fails. */
int paper_finish(struct paper *p, struct str title, struct str *ret_pdf);

#endif
