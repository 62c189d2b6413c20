/*
 * src/core/view_input.c: a control shows again what the person typed and what was wrong with it.
 * Apart from view.c because it needs the dispatcher's input; the components themselves do not.
 */
#include "core/view.h"
#include "web/text.h"

/* One box of a date: name-day, name-month, name-year; the default stays when nothing was sent. */
static void date_box(struct html *h, const struct input *in, const char *name, const char *part,
        struct str *value)
{
        struct str typed = input_typed(in, str_fmt(h->arena, "%s-%s", name, part).ptr);

        if (typed.ptr)
                *value = typed;
}

static void choose(struct html *h, struct field_view *f, const struct input *in)
{
        struct option_view *options = NEW_ARRAY(h->arena, struct option_view, f->n_options + 1);
        size_t sent = f->control == CONTROL_CHECKS ? input_count(in, f->name) : 0;
        struct str typed = input_typed(in, f->name);

        for (size_t i = 0; i < f->n_options; i++) {
                options[i] = f->options[i];
                options[i].chosen = typed.ptr && str_eq(options[i].value, typed);
                for (size_t k = 0; k < sent && !options[i].chosen; k++)
                        options[i].chosen = str_eq(options[i].value, input_item(in, f->name, k));
        }
        f->options = options;
}

struct field_view *field_typed(struct html *h, struct field_view *f, const struct input *in)
{
        const struct field_error *e;

        if (!in)
                return f;
        e = input_error(in, f->name);
        if (f->control == CONTROL_DATE) {
                date_box(h, in, f->name, "day", &f->day);
                date_box(h, in, f->name, "month", &f->month);
                date_box(h, in, f->name, "year", &f->year);
        } else if (f->n_options) {
                choose(h, f, in);
        } else if (f->control == CONTROL_CHECK) {
                f->chosen = input_typed(in, f->name).ptr != NULL;
        } else if (f->control != CONTROL_SECRET && input_typed(in, f->name).ptr) {
                f->value = input_typed(in, f->name);
        }
        if (e)
                f->error = text_plain(h->arena, h->lang, e->text, e->detail);
        return f;
}
