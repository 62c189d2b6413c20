/*
 * src/flow/fuzz/fuzz_form.c: any bytes are read as a form; what loads is filled with the data
 * after the line "---", judged, drawn as far as flow goes, and its answers must be JSON that fills
 * it again.
 */
#include "base/fuzz/fuzz.h"
#include "flow/form.h"
#include "flow/form_rich.h"

static void fill(struct arena *a, const struct form *form, const struct json *j)
{
        const struct form_setup setup = { .form = form, .arena = a, .now = 1763780000000 };
        struct json *data = form_data_new(a, j);
        const struct json *again;
        struct form_fill f;
        struct str s;

        form_data_take(a, data, form_root(form), j);
        form_data_add_row(a, data, form, STR("list"));
        form_data_remove_row(a, data, form, STR("list"), 0);
        if (form_fill(&setup, data, &f) < 0)
                return;
        form_check_answers(&f);
        for (struct form_item *i = f.root; i; i = form_next(f.root, i)) {
                form_text(&f, i, i->field->label, FORM_EN);
                s = form_text(&f, i, i->field->text, FORM_VI);
                if (i->field->type == FORM_HTML)
                        form_rich_html(a, s);
                else
                        form_rich_markdown(a, s);
                if (arena_over(a))
                        return;
        }
        s = form_answers(a, &f);
        if (s.ptr && !arena_over(a) && json_parse(a, s, &again, NULL) == 0)
                form_fill(&setup, again, &f);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
        AUTO(arena_freep) struct arena *a = arena_new(128 << 20);
        struct str schema = str_n((const char *)bytes, size), data = STR_NULL;
        ptrdiff_t at = str_find(schema, STR("\n---\n"));
        const struct json *j = NULL;
        struct form *form;

        if (at >= 0) {
                data = str_sub(schema, (size_t)at + 5, size);
                schema = str_sub(schema, 0, (size_t)at);
        }
        if (form_load(a, schema, &form) < 0) {
                CHECK(form_problems(form) != NULL || arena_over(a));
                return 0;
        }
        if (data.ptr)
                json_parse(a, data, &j, NULL);
        fill(a, form, j);
        return 0;
}
