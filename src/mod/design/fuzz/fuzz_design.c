/*
 * src/mod/design/fuzz/fuzz_design.c: any bytes as a model: its elements, its plain tables, what is
 * written back into them, and how that differs. What was typed into every cell stands there
 * afterwards, whatever the model was.
 */
#include "base/fuzz/fuzz.h"
#include "mod/design/grid.h"

/* As a browser sends them: every cell and every field of a task, each with a word of its own. */
static const struct json *typed(struct arena *a, const struct design_grids *g)
{
        const struct json *form;
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 8 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        for (size_t t = 0; t < g->n_tables; t++)
                for (size_t r = 0; r < g->tables[t].n_rows; r++)
                        for (size_t c = 0; c < g->tables[t].rows[r].n; c++)
                                json_put_str(&w,
                                        g->tables[t].rows[r].cells[c].name.ptr + strlen("o-"),
                                        STR("\"<&>\""));
        for (size_t t = 0; t < g->n_tasks; t++)
                for (size_t f = 0; f < DESIGN_TASK_FIELDS; f++)
                        json_put_str(&w, g->tasks[t].names[f].ptr + strlen("o-"), STR("<&>"));
        json_close(&w, '}');
        if (b.over || json_parse(a, buf_str(&b), &form, NULL) < 0)
                return NULL;
        return form;
}

static void check_typed(const struct design_grids *g, bool one_row_more)
{
        for (size_t t = 0; t < g->n_tables; t++)
                for (size_t r = 0; r + (one_row_more && t == 0) < g->tables[t].n_rows; r++)
                        for (size_t c = 0; c < g->tables[t].rows[r].n; c++)
                                CHECK(str_is(g->tables[t].rows[r].cells[c].value, "\"<&>\""));
        for (size_t t = 0; t < g->n_tasks; t++)
                for (size_t f = 0; f < DESIGN_TASK_FIELDS; f++)
                        CHECK(str_is(g->tasks[t].values[f], "<&>"));
}

static void write_tables(struct arena *a, struct str text)
{
        struct design_grids g, again;
        const struct json *form;
        struct str written;

        if (design__grids(a, text, &g) < 0)
                return;
        form = typed(a, &g);
        if (!form || design__grids_write(a, text, form, STR("add-0"), &written) < 0)
                return;
        CHECK(design__grids(a, written, &again) == 0);
        CHECK(again.n_tables == g.n_tables && again.n_tasks == g.n_tasks);
        CHECK(!g.n_tables || again.tables[0].n_rows == g.tables[0].n_rows + 1);
        check_typed(&again, true);
        CHECK(design__grids_write(a, written, form, STR("remove-0-0"), &written) == 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(256 << 20);
        struct str text = str_n((const char *)data, size);
        enum design_kind kind = str_starts(text, STR("{")) ? DESIGN_FORM : DESIGN_DECISION;
        const struct design_difference *changes;
        const struct design_line *lines;

        design__can_draw(a, kind, text);
        CHECK(design__differences(a, kind, text, text, &changes) == 0);
        design__differences(a, kind, text, str_n(text.ptr, size / 2), &changes);
        CHECK(design__lines(a, text, text, &lines) == 0);
        design__lines(a, text, str_n(text.ptr, size / 2), &lines);
        write_tables(a, text);
        return 0;
}
