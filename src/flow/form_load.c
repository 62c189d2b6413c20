/*
 * src/flow/form_load.c: from JSON text to a form: names first, so that expressions know them, then
 * the components, then the checks that see the whole. A form with mistakes still loads as far as
 * it can, so that an author sees all of them at once.
 */
#include "flow/form_model.h"

const struct form_type_row form__types[FORM_TYPE_MAX] = {
        [FORM_ROOT] = { "default", true },
        [FORM_TEXTFIELD] = { "textfield", false },
        [FORM_TEXTAREA] = { "textarea", false },
        [FORM_NUMBER] = { "number", false },
        [FORM_DATETIME] = { "datetime", false },
        [FORM_CHECKBOX] = { "checkbox", false },
        [FORM_CHECKLIST] = { "checklist", false },
        [FORM_RADIO] = { "radio", false },
        [FORM_SELECT] = { "select", false },
        [FORM_TAGLIST] = { "taglist", false },
        [FORM_TEXT] = { "text", false },
        [FORM_HTML] = { "html", false },
        [FORM_IMAGE] = { "image", false },
        [FORM_SPACER] = { "spacer", false },
        [FORM_SEPARATOR] = { "separator", false },
        [FORM_GROUP] = { "group", true },
        [FORM_DYNAMICLIST] = { "dynamiclist", true },
        [FORM_TABLE] = { "table", false },
        [FORM_EXPRESSION] = { "expression", false },
        [FORM_BUTTON] = { "button", false },
        [FORM_FILEPICKER] = { "filepicker", false },
        [FORM_DOCUMENT_PREVIEW] = { "documentPreview", false },
};

void form__problem(struct form_loader *l, struct str component, bool warning, const char *fmt, ...)
{
        struct form_problem *p = NEW(l->arena, struct form_problem);
        va_list ap;

        va_start(ap, fmt);
        *p = (struct form_problem){ component, str_vfmt(l->arena, fmt, ap), warning, NULL };
        va_end(ap);
        *l->last = p;
        l->last = (struct form_problem **)&p->next;
        l->broken |= !warning;
}

const struct feel_expr *form__expr(struct form_loader *l, const struct form_field *f,
        struct str text, enum feel_goal goal, const char *what)
{
        struct feel_expr *expr;
        struct feel_note note;

        if (str_starts(text, STR("=")))
                text = str_sub(text, 1, text.len);
        if (feel_compile(l->arena, text, l->names, goal, &expr, &note) < 0) {
                form__problem(l, f->id, false, "%s is not FEEL: %.*s (line %d, column %d)", what,
                        STRF(note.text), note.line, note.column);
                return NULL;
        }
        for (const struct feel_note *n = feel_unknown_names(expr); n; n = n->next)
                form__problem(l, f->id, true, "%s uses “%.*s”, which no component has for a key",
                        what, STRF(n->text));
        return expr;
}

/* Keys of all components, before any expression is read. */
static void collect_names(struct form_loader *l, const struct json *components, int depth)
{
        if (depth > FORM_DEPTH_MAX)
                return;
        JSON_EACH(c, components)
        {
                struct str rest = json_str(json_get(c, "key")), name;

                if (!rest.ptr)
                        rest = json_str(json_get(c, "path"));
                for (bool first = true; rest.len && str_cut(&rest, '.', &name); first = false) {
                        if (first)
                                feel_names_add(l->names, name);
                        feel_names_add_member(l->names, name);
                }
                collect_names(l, json_get(c, "components"), depth + 1);
        }
}

static enum form_type type_of(struct str name)
{
        for (int t = FORM_TEXTFIELD; t < FORM_TYPE_MAX; t++)
                if (str_is(name, form__types[t].name))
                        return (enum form_type)t;
        return FORM_TYPE_MAX;
}

static void read_components(struct form_loader *l, struct form_field *parent, const struct json *j);

/* One component. Those of unknown type are left out, with a problem. */
static struct form_field *read_component(
        struct form_loader *l, struct form_field *parent, const struct json *j)
{
        struct str name = json_str(json_get(j, "type")), id = json_str(json_get(j, "id"));
        struct form_field *f = NEW(l->arena, struct form_field);

        if (str_empty(id))
                id = json_str(json_get(j, "key"));
        if (str_empty(id))
                id = str_fmt(l->arena, "%.*s %zu", STRF(name), l->form->n_fields + 1);
        *f = (struct form_field){ .type = type_of(name), .id = id, .parent = parent };
        if (str_is(name, "iframe")) {
                form__problem(l, id, false, "an iframe shows pages of others and is refused");
                return NULL;
        }
        if (f->type == FORM_TYPE_MAX) {
                form__problem(l, id, false, "unknown type “%.*s”", STRF(name));
                return NULL;
        }
        f->ordinal = l->form->n_fields;
        l->form->fields[l->form->n_fields++] = f;
        l->form->n_computed += f->type == FORM_EXPRESSION;
        form__component(l, f, j);
        if (form__types[f->type].holds)
                read_components(l, f, json_get(j, "components"));
        return f;
}

static void read_components(struct form_loader *l, struct form_field *parent, const struct json *j)
{
        struct form_field **last = &parent->first, *f;

        if (j && j->kind != JSON_LIST) {
                form__problem(l, parent->id, false, "components is not a list");
                return;
        }
        if (++l->depth > FORM_DEPTH_MAX) {
                form__problem(l, parent->id, false, "more than %d levels", FORM_DEPTH_MAX);
                l->depth--;
                return;
        }
        JSON_EACH(c, j)
        {
                if (l->form->n_fields == FORM_FIELDS_MAX) {
                        form__problem(
                                l, parent->id, false, "more than %d components", FORM_FIELDS_MAX);
                        break;
                }
                f = read_component(l, parent, c);
                if (!f)
                        continue;
                *last = f;
                last = &f->next;
        }
        l->depth--;
}

static void add_usual_names(struct feel_names *names)
{
        static const char *const usual[] = { "this", "parent", "i", "_this_", "_parent_", "_i_",
                "procedure", "account" };
        static const char *const members[] = { "code", "place_needed", "name", "value", "label" };

        for (size_t i = 0; i < ARRAY_LEN(usual); i++)
                feel_names_add(names, str_of(usual[i]));
        for (size_t i = 0; i < ARRAY_LEN(members); i++)
                feel_names_add_member(names, str_of(members[i]));
}

static void read_form(struct form_loader *l, const struct json *j)
{
        const struct json *properties = json_get(j, "properties");
        struct form *form = l->form;

        form->id = json_str(json_get(j, "id"));
        form->title[FORM_VI] = json_str(json_get(properties, "title"));
        form->title[FORM_EN] = json_str(json_get(properties, "title.en"));
        form->procedures = json_get(j, "procedures");
        form->root->id = form->id.ptr ? form->id : STR("form");
        if (!str_is(json_str(json_get(j, "type")), "default"))
                form__problem(l, form->root->id, false, "the form's type is not “default”");
        collect_names(l, json_get(j, "components"), 1);
        read_components(l, form->root, json_get(j, "components"));
        form__papers(l, json_get(j, "papers"));
        form__check(l);
}

int form_load(struct arena *a, struct str schema, struct form **ret_form)
{
        struct form *form = NEW(a, struct form);
        struct form_loader l = { .arena = a, .form = form, .names = feel_names_new(a, NULL) };
        struct str where = STR_NULL;
        const struct json *j;
        int r = schema.len > FORM_TEXT_MAX ? ERR_LIMIT : json_parse(a, schema, &j, &where);

        l.last = (struct form_problem **)&form->problems;
        form->arena = a;
        form->root = NEW(a, struct form_field);
        form->root->id = STR("form");
        form->fields = NEW_ARRAY(a, const struct form_field *, FORM_FIELDS_MAX);
        *ret_form = form;
        add_usual_names(l.names);
        if (r < 0 || j->kind != JSON_OBJECT) {
                if (!where.ptr)
                        where = STR("no JSON object, or too large");
                form__problem(&l, form->root->id, false, "not a form: %.*s", STRF(where));
                return r < 0 ? r : ERR_INVALID;
        }
        read_form(&l, j);
        if (arena_over(a))
                return ERR_LIMIT;
        return l.broken ? ERR_INVALID : 0;
}

const struct form_problem *form_problems(const struct form *form)
{
        return form->problems;
}

const struct form_field *form_root(const struct form *form)
{
        return form->root;
}

struct str form_id(const struct form *form)
{
        return form->id;
}

struct str form_title(const struct form *form, enum form_lang lang)
{
        return form->title[lang];
}

struct str form_procedure(const struct form *form, size_t i)
{
        return json_str(json_at(form->procedures, i));
}

const struct form_field *form_by_meaning(const struct form *form, const char *meaning)
{
        for (size_t i = 0; i < form->n_fields; i++)
                if (form->fields[i]->meaning.ptr && str_is(form->fields[i]->meaning, meaning))
                        return form->fields[i];
        return NULL;
}
