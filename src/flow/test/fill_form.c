/*
 * src/flow/test/fill_form.c: one form a line, {"schema": {…}, "data": {…}}, filled in and judged;
 * a line {"answers": {…}, "wrong": ["id", "id.row"]} comes back. What test/forms/differential.mjs
 * compares with form-js's own viewer.
 */
#include <stdio.h>
#include <stdlib.h>

#include "flow/form.h"

static void put_wrong(struct arena *a, struct json_writer *w, const struct form_item *i)
{
        struct str rows = STR("");

        for (const struct form_item *up = i->parent; up; up = up->parent)
                if (up->is_row)
                        rows = str_fmt(a, ".%zu%.*s", up->row, STRF(rows));
        json_put_str(w, NULL, str_cat(a, i->field->id, rows));
}

static void put_filled(
        struct arena *a, struct json_writer *w, const struct json *data, const struct form *form)
{
        const struct form_setup setup = { .form = form, .arena = a, .now = 1763780000000 };
        struct form_fill f;

        if (form_fill(&setup, data, &f) < 0) {
                json_put_str(w, "problem", STR("cannot be filled"));
                return;
        }
        form_check_answers(&f);
        json_put_raw(w, "answers", form_answers(a, &f));
        json_open(w, "wrong", '[');
        for (struct form_item *i = f.root; i; i = form_next(f.root, i))
                if (i->fault != FORM_RIGHT)
                        put_wrong(a, w, i);
        json_close(w, ']');
}

static void one(struct arena *a, struct str line)
{
        const struct json *j;
        struct json_writer w;
        struct form *form;
        struct buf schema, out;

        buf_init(&schema, a, 1 << 20);
        buf_init(&out, a, 1 << 20);
        json_begin(&w, &schema);
        CHECK(json_parse(a, line, &j, NULL) == 0);
        json_put_tree(&w, NULL, json_get(j, "schema"));
        json_begin(&w, &out);
        json_open(&w, NULL, '{');
        if (form_load(a, buf_str(&schema), &form) < 0)
                json_put_str(&w, "problem", form_problems(form)->text);
        else
                put_filled(a, &w, json_get(j, "data"), form);
        json_close(&w, '}');
        puts(buf_str(&out).ptr);
}

int main(void)
{
        char *line = NULL;
        size_t cap = 0;
        ssize_t n;

        while ((n = getline(&line, &cap, stdin)) > 0) {
                AUTO(arena_freep) struct arena *a = arena_new(64 << 20);

                one(a, str_n(line, (size_t)n));
        }
        free(line);
        return 0;
}
