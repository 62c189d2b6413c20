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
        int line; /* where the row last read begins, 1 is the header */
        int next_line;
        const char *why; /* after ERR_INVALID: the reason in English, for reports */
};

/*
 * ERR_INVALID when the text is not UTF-8 or the header is broken (a name empty or twice, over 1000
 * columns). The text is brought to NFC; cells without quotes point into it.
 */
int csv_open(struct csv *c, struct arena *a, struct str text);
/*
 * 1 a row, 0 the end, ERR_INVALID. After a wrong number of cells the next call reads the next row,
 * so that an import can name each bad row; after a broken quote nothing more can be trusted and the
 * next call answers 0. Empty lines are skipped unless there is just one column. ERR_LIMIT: the
 * arena is over its maximum.
 */
int csv_next(struct csv *c);
/* Cell of the current row by column name; STR_NULL when there is no such column. */
struct str csv_cell(const struct csv *c, const char *name);
/*
 * Writing: quotes when needed, CRLF after the last cell of a row. A cell that a spreadsheet would
 * run (begins with = + - @ TAB CR and is no negative number) gets a leading '.
 */
void csv_put(struct buf *b, struct str cell, bool last);

#endif
