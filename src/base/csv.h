/*
 * src/base/csv.h: RFC 4180 CSV, UTF-8, optional BOM, separator ',' . The first row names columns.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/str.h"

struct csv {
        struct arena *arena;
        struct str rest;
        struct str *names, *cells;
        size_t columns;
        int line; /* of the row last read, 1 is the header */
};

/* ERR_INVALID when the header is broken. */
int csv_open(struct csv *c, struct arena *a, struct str text);
/* 1 a row, 0 the end, ERR_INVALID (wrong number of cells, unclosed quote). */
int csv_next(struct csv *c);
/* Cell of the current row by column name; STR_NULL when there is no such column. */
struct str csv_cell(const struct csv *c, const char *name);
/* Writing: quotes when needed; a cell that a spreadsheet would run (= + - @) gets a leading '. */
void csv_put(struct buf *b, struct str cell, bool last);

#endif
