/*
 * src/app/import_lines.h: a file of rows from another system, CSV with a header or JSON lines, read
 * line by line, and the report that names what is wrong with which; private to app.
 */
#ifndef APP_IMPORT_LINES_H
#define APP_IMPORT_LINES_H

#include "base/csv.h"
#include "base/json.h"

struct import_lines {
        struct csv csv;
        bool is_csv;
        struct str rest;
        i64 line; /* where the row last read begins */
        const struct json *object;
};

/* Text that begins with '{' is JSON lines, all other CSV. ERR_INVALID: neither. */
int import_open(struct import_lines *l, struct arena *a, struct str text);
/* 1 a row, 0 the end, ERR_INVALID with *ret_why: this row cannot be read, others may follow. */
int import_next(struct import_lines *l, struct arena *a, const char **ret_why);
/* What stands under that name; STR_NULL nothing. Numbers of JSON as they are written. */
struct str import_cell(const struct import_lines *l, struct arena *a, const char *name);
/* The same as a text of one line, NULL when empty; false when it is too long or no text. */
bool import_text(const struct import_lines *l, struct arena *a, const char *name, size_t most,
        struct str *ret_s);
/* A day, dd/mm/yyyy or yyyy-mm-dd; I64_NULL when empty; false when it is none. */
bool import_day(const struct import_lines *l, struct arena *a, const char *name, i64 *ret_day);
/* {"line": …, "field": …, "reason": …} into the report, which is a list without its brackets. */
void import_tell(struct buf *report, i64 line, const char *field, const char *reason);

#endif
