/*
 * src/base/fuzz/fuzz_csv.c: every row read has the header's cells, and reading always ends; rows
 * written by csv_put are read back the same.
 */
#include "base/csv.h"
#include "base/fuzz/fuzz.h"
#include "base/utf8.h"

/* The rows that could be read, written again under the header a0,a1,… */
static struct str rewrite(struct arena *a, struct str text, size_t *ret_rows)
{
        struct csv c;
        struct buf b;
        int r;

        *ret_rows = 0;
        buf_init(&b, a, 16 << 20);
        if (csv_open(&c, a, text) < 0) {
                CHECK(c.why);
                return STR_NULL;
        }
        for (size_t i = 0; i < c.columns; i++)
                csv_put(&b, str_fmt(a, "a%zu", i), i + 1 == c.columns);
        while ((r = csv_next(&c)) != 0) {
                CHECK(r == 1 || (r == ERR_INVALID && c.why));
                if (r == 1 && c.columns > 1)
                        ++*ret_rows;
                for (size_t i = 0; r == 1 && i < c.columns; i++) {
                        CHECK(utf8_valid(c.cells[i]));
                        csv_put(&b, c.cells[i], i + 1 == c.columns);
                }
        }
        CHECK(!b.over);
        return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(64 << 20);
        size_t rows, again;
        struct str once = rewrite(a, str_n((const char *)data, size), &rows);
        struct str twice = once.ptr ? rewrite(a, once, &again) : STR_NULL;

        if (rows)
                CHECK(again == rows);
        /* the guard against formulas is put once: a guarded cell needs none */
        CHECK(str_eq(once, twice));
        return 0;
}
