/*
 * src/flow/form_check.c: mistakes that only the whole form shows: answers that overwrite each
 * other, pages of the same address, controls that nobody can name, html outside the allow-list.
 */
#include "flow/form_model.h"
#include "flow/form_rich.h"

struct claim {
        const struct form_field *field;
        struct str path;
};

/* "houses.[].rooms": lists' rows are one place. */
static struct str data_path(struct arena *a, const struct form_field *f)
{
        struct str above, own = f->key;

        if (!f->parent)
                return STR("");
        above = data_path(a, f->parent);
        if (f->parent->type == FORM_DYNAMICLIST)
                above = str_cat(a, above, STR(".[]"));
        if (!above.len || !own.len)
                return above.len ? above : own;
        return str_fmt(a, "%.*s.%.*s", STRF(above), STRF(own));
}

static bool is_below(const struct form_field *f, const struct form_field *above)
{
        while (f && f != above)
                f = f->parent;
        return f != NULL;
}

/* Equal, or `x` ends where another part of `y` begins. */
static bool leads_to(struct str x, struct str y)
{
        return str_starts(y, x) && (y.len == x.len || y.ptr[x.len] == '.');
}

static void check_keys(struct form_loader *l)
{
        struct claim *claims = NEW_ARRAY(l->arena, struct claim, l->form->n_fields + 1);
        size_t n = 0;

        for (size_t i = 0; i < l->form->n_fields; i++) {
                const struct form_field *f = l->form->fields[i];

                if (!form_is_input(f) && f->type != FORM_DYNAMICLIST)
                        continue;
                claims[n] = (struct claim){ f, data_path(l->arena, f) };
                for (size_t k = 0; k < n; k++) {
                        const struct claim *c = &claims[k], *d = &claims[n];

                        if (!leads_to(c->path, d->path) && !leads_to(d->path, c->path))
                                continue;
                        if (c->field->type == FORM_DYNAMICLIST && is_below(f, c->field))
                                continue;
                        form__problem(l, f->id, false, "its answer “%.*s” is that of “%.*s” too",
                                STRF(d->path), STRF(c->field->id));
                        break;
                }
                n++;
        }
}

static void check_labels(struct form_loader *l, const struct form_field *f)
{
        struct str words = form__template_words(l->arena, f->label[FORM_VI]);
        bool computed = f->label[FORM_VI] && !words.len;

        if (f->type == FORM_EXPRESSION || !form_is_input(f) || computed || str_trim(words).len)
                return;
        form__problem(l, f->id, false, "no label: nobody could tell what to answer");
}

/* Top groups are pages with addresses; two of the same could not both be reached. */
static void check_addresses(struct form_loader *l)
{
        for (const struct form_field *f = l->form->root->first; f; f = f->next) {
                if (f->address.ptr && f->type != FORM_GROUP)
                        form__problem(l, f->id, true, "only a group at the top makes a page");
                for (const struct form_field *g = l->form->root->first; f->address.ptr && g != f;
                        g = g->next)
                        if (str_eq(f->address, g->address))
                                form__problem(l, f->id, false, "“%.*s” has the same address",
                                        STRF(g->id));
        }
}

static void check_html(struct form_loader *l, const struct form_field *f)
{
        for (int lang = 0; f->type == FORM_HTML && lang < FORM_LANGS; lang++) {
                struct str words = form__template_words(l->arena, f->text[lang]), bad;

                if (form_rich_refused(l->arena, words, &bad))
                        form__problem(l, f->id, false,
                                "html: <%.*s> is not on the list of what may stand", STRF(bad));
        }
}

void form__check(struct form_loader *l)
{
        check_keys(l);
        check_addresses(l);
        for (size_t i = 0; i < l->form->n_fields; i++) {
                const struct form_field *f = l->form->fields[i];

                check_labels(l, f);
                check_html(l, f);
                if (f->type == FORM_DYNAMICLIST && !f->first)
                        form__problem(l, f->id, false, "a dynamic list without components");
                if (f->type == FORM_IMAGE && !f->alt[FORM_VI])
                        form__problem(l, f->id, false, "an image without alt");
        }
}
