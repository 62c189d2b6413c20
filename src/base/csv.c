/*
 * src/base/csv.c: RFC 4180 read in place; only cells with doubled quotes are copied.
 */
#include "base/csv.h"

#include "base/utf8.h"

#define COLUMNS_MAX 1000

static int fail(struct csv *c, const char *why)
{
        c->why = why;
        return ERR_INVALID;
}

/* No way to know where the next row begins: the rest is given up. */
static int fail_for_good(struct csv *c, const char *why)
{
        c->rest = STR_NULL;
        return fail(c, why);
}

/* After a cell: 1 a comma was taken, 0 the row (or the text) ended, ERR_INVALID anything else. */
static int take_separator(struct csv *c)
{
        struct str *s = &c->rest;
        size_t n;

        if (!s->len)
                return 0;
        if (s->ptr[0] == ',') {
                *s = str_sub(*s, 1, s->len);
                return 1;
        }
        n = s->ptr[0] == '\n' ? 1 : str_starts(*s, STR("\r\n")) ? 2 : 0;
        if (!n)
                return ERR_INVALID;
        *s = str_sub(*s, n, s->len);
        c->next_line++;
        return 0;
}

static int take_quoted(struct csv *c, struct str *ret_cell)
{
        struct str s = str_sub(c->rest, 1, c->rest.len);
        size_t i = 0, lines = 0;
        bool doubled = false;

        for (; i < s.len; i++) {
                lines += s.ptr[i] == '\n';
                if (s.ptr[i] != '"')
                        continue;
                if (i + 1 == s.len || s.ptr[i + 1] != '"')
                        break;
                doubled = true;
                i++;
        }
        if (i == s.len)
                return fail_for_good(c, "a quote is not closed");
        *ret_cell = str_n(s.ptr, i);
        if (doubled)
                *ret_cell = str_replace(c->arena, *ret_cell, STR("\"\""), STR("\""));
        c->rest = str_sub(s, i + 1, s.len);
        c->next_line += (int)lines;
        return 0;
}

static int take_cell(struct csv *c, struct str *ret_cell)
{
        size_t n = 0;

        if (c->rest.len && c->rest.ptr[0] == '"')
                return take_quoted(c, ret_cell);
        while (n < c->rest.len && !strchr(",\"\r\n", c->rest.ptr[n]))
                n++;
        *ret_cell = str_n(c->rest.ptr, n);
        c->rest = str_sub(c->rest, n, c->rest.len);
        return 0;
}

/* One row of at most max cells; more are counted but not kept. */
static int take_row(struct csv *c, struct str *cells, size_t max, size_t *ret_n)
{
        size_t n = 0;
        int r;

        c->line = c->next_line;
        do {
                struct str cell;

                r = take_cell(c, &cell);
                if (r < 0)
                        return r;
                if (n < max)
                        cells[n] = cell;
                n++;
                r = take_separator(c);
                if (r < 0)
                        return fail_for_good(c, "a quote or a lone CR in the middle of a cell");
        } while (r == 1);
        *ret_n = n;
        return 0;
}

int csv_open(struct csv *c, struct arena *a, struct str text)
{
        struct str *names = NEW_ARRAY(a, struct str, COLUMNS_MAX);
        size_t n;
        int r;

        *c = (struct csv){ .arena = a, .line = 1, .next_line = 1 };
        if (!utf8_valid(text))
                return fail(c, "the text is not UTF-8");
        r = utf8_nfc(a, text, &c->rest);
        if (r < 0)
                return fail(c, "too many combining marks in a row");
        if (str_starts(c->rest, STR("\xef\xbb\xbf")))
                c->rest = str_sub(c->rest, 3, c->rest.len);
        r = take_row(c, names, COLUMNS_MAX, &n);
        if (r < 0)
                return r;
        if (n > COLUMNS_MAX)
                return fail_for_good(c, "too many columns");
        for (size_t i = 0; i < n; i++) {
                names[i] = str_trim(names[i]);
                if (str_empty(names[i]))
                        return fail_for_good(c, "a column has no name");
                for (size_t k = 0; k < i; k++)
                        if (str_eq(names[i], names[k]))
                                return fail_for_good(c, "two columns have the same name");
        }
        c->names = names;
        c->columns = n;
        c->cells = NEW_ARRAY(a, struct str, n);
        return 0;
}

int csv_next(struct csv *c)
{
        size_t n;
        int r;

        do {
                if (!c->rest.len)
                        return 0;
                if (arena_over(c->arena))
                        return ERR_LIMIT;
                r = take_row(c, c->cells, c->columns, &n);
                if (r < 0)
                        return r;
        } while (c->columns > 1 && n == 1 && str_empty(c->cells[0]));
        if (n != c->columns)
                return fail(c, n < c->columns ? "too few cells" : "too many cells");
        return 1;
}

struct str csv_cell(const struct csv *c, const char *name)
{
        for (size_t i = 0; i < c->columns; i++)
                if (str_is(c->names[i], name))
                        return c->cells[i];
        return STR_NULL;
}

/* "-12.5": a minus that no spreadsheet runs as a formula. */
static bool is_negative_number(struct str s)
{
        if (s.len < 2 || s.ptr[0] != '-')
                return false;
        for (size_t i = 1; i < s.len; i++)
                if (!strchr("0123456789.,", s.ptr[i]))
                        return false;
        return true;
}

void csv_put(struct buf *b, struct str cell, bool last)
{
        bool runs = cell.len && strchr("=+-@\t\r", cell.ptr[0]) && !is_negative_number(cell);
        bool quotes = cell.len && (cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ');

        for (size_t i = 0; i < cell.len && !quotes; i++)
                quotes = strchr(",\"\r\n", cell.ptr[i]) != NULL;
        if (quotes)
                buf_byte(b, '"');
        if (runs)
                buf_byte(b, '\'');
        for (size_t i = 0; i < cell.len; i++) {
                if (cell.ptr[i] == '"')
                        buf_byte(b, '"');
                buf_byte(b, cell.ptr[i]);
        }
        if (quotes)
                buf_byte(b, '"');
        buf_addc(b, last ? "\r\n" : ",");
}
