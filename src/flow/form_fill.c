/*
 * src/flow/form_fill.c: a form with somebody's data: one item a component (and a row), what is
 * hidden, what is computed. As form-js does it: conditions are judged on all data, what they hide
 * is taken out, and on what is left conditions, expressions and options are judged again; repeated
 * until nothing changes, a bounded number of times.
 */
#include "flow/form_model.h"

enum { ROUNDS_MAX = 20 };

static const struct feel_limits limits = { 1000000, 300, 8 << 20 };

/* ---- items ---- */

struct builder {
        struct form_fill *fill;
        const struct json *data;
        bool over;
};

static struct str join(struct arena *a, struct str above, struct str key)
{
        if (!above.len || !key.len)
                return above.len ? above : key;
        return str_fmt(a, "%.*s.%.*s", STRF(above), STRF(key));
}

static struct form_item *new_item(
        struct builder *b, const struct form_field *f, struct form_item *parent, struct str path)
{
        struct form_item *item = NEW(b->fill->setup.arena, struct form_item);

        *item = (struct form_item){ .field = f, .parent = parent, .path = path };
        item->value = feel_null();
        b->over |= ++b->fill->n_items > FORM_ITEMS_MAX || arena_over(b->fill->setup.arena);
        return item;
}

static void build_below(struct builder *b, struct form_item *parent);

static void build_rows(struct builder *b, struct form_item *list)
{
        const struct json *j = form__get(b->data, list->path);
        size_t n = j && j->kind == JSON_LIST ? MIN(j->count, (size_t)FORM_ROWS_MAX)
                                             : list->field->rows;
        struct form_item **last = &list->first;

        for (size_t i = 0; i < n && !b->over; i++) {
                struct form_item *row = new_item(b, list->field, list,
                        str_fmt(b->fill->setup.arena, "%.*s.%zu", STRF(list->path), i));

                row->is_row = true;
                row->row = i;
                build_below(b, row);
                *last = row;
                last = &row->next;
        }
}

static void build_below(struct builder *b, struct form_item *parent)
{
        struct form_item **last = &parent->first;

        for (const struct form_field *f = parent->field->first; f && !b->over; f = f->next) {
                struct form_item *item =
                        new_item(b, f, parent, join(b->fill->setup.arena, parent->path, f->key));

                if (f->type == FORM_GROUP)
                        build_below(b, item);
                else if (f->type == FORM_DYNAMICLIST)
                        build_rows(b, item);
                else if (form_is_input(f)) {
                        item->typed = form__get(b->data, item->path);
                        item->options = f->options;
                        item->n_options = f->n_options;
                } else
                        item->path = parent->path;
                *last = item;
                last = &item->next;
        }
}

struct form_item *form_next(const struct form_item *top, const struct form_item *at)
{
        if (at->first)
                return at->first;
        while (at != top && !at->next)
                at = at->parent;
        return at == top ? NULL : at->next;
}

/* ---- data as FEEL ---- */

/* A context or list while it grows. */
struct node {
        struct str name;
        const struct feel_value *value;
        struct node *first, *next;
        size_t n;
        bool is_list;
};

static struct node *child(struct arena *a, struct node *at, struct str name)
{
        struct node **last = &at->first;

        while (*last && !str_eq((*last)->name, name))
                last = &(*last)->next;
        if (!*last) {
                *last = NEW(a, struct node);
                (*last)->name = name;
                at->n++;
        }
        return *last;
}

static struct node *place(struct arena *a, struct node *at, struct str key)
{
        struct str name;

        while (key.len && str_cut(&key, '.', &name))
                at = child(a, at, name);
        return at;
}

static const struct feel_value *node_value(struct arena *a, const struct node *at)
{
        const struct feel_value **values;
        struct str *keys;
        size_t n = 0;

        if (at->value)
                return at->value;
        values = arena_array(a, at->n + 1, sizeof *values);
        keys = NEW_ARRAY(a, struct str, at->n + 1);
        for (const struct node *c = at->first; c; c = c->next) {
                keys[n] = c->name;
                values[n++] = node_value(a, c);
        }
        return at->is_list ? feel_list(a, values, n) : feel_context(a, keys, values, n);
}

enum take { TAKE_ALL, TAKE_VISIBLE, TAKE_ANSWERS };

static void gather(struct arena *a, struct node *at, const struct form_item *parent, enum take take)
{
        for (const struct form_item *item = parent->first; item; item = item->next) {
                const struct form_field *f = item->field;
                struct node *n;

                if (take != TAKE_ALL && item->hidden)
                        continue;
                if (item->is_row) {
                        gather(a, child(a, at, item->path), item, take);
                } else if (f->type == FORM_GROUP) {
                        gather(a, place(a, at, f->key), item, take);
                } else if (f->type == FORM_DYNAMICLIST) {
                        n = place(a, at, f->key);
                        n->is_list = true;
                        gather(a, n, item, take);
                } else if (form_is_input(f) && !(take == TAKE_ANSWERS && f->disabled)) {
                        place(a, at, f->key)->value = item->value;
                }
        }
}

static const struct feel_value *data_of(const struct form_fill *fill, enum take take)
{
        struct node root = { .n = 0 };

        gather(fill->setup.arena, &root, fill->root, take);
        return node_value(fill->setup.arena, &root);
}

/* ---- scopes ---- */

struct scope_parts {
        const struct feel_value *data, *here, *parent, *numbers;
};

/* The names that expressions see: data, then what the host gave, then this, parent, i. */
static const struct feel_value *make_scope(
        const struct form_fill *fill, const struct scope_parts *p)
{
        static const char *const names[] = { "this", "parent", "i", "_this_", "_parent_", "_i_" };
        const struct feel_value *own[] = { p->here, p->parent, p->numbers };
        const struct feel_value *given = fill->setup.given;
        struct arena *a = fill->setup.arena;
        size_t n_data = feel_count(p->data), n_given = given ? feel_count(given) : 0, n = 0;
        const struct feel_value **values = arena_array(a, n_data + n_given + 6, sizeof *values);
        struct str *keys = NEW_ARRAY(a, struct str, n_data + n_given + 6);

        for (size_t i = 0; i < n_data; i++, n++)
                keys[n] = feel_key(p->data, i, &values[n]);
        for (size_t i = 0; i < n_given; i++) {
                keys[n] = feel_key(given, i, &values[n]);
                if (!feel_get(p->data, keys[n]))
                        n++;
        }
        for (size_t i = 0; i < 6; i++) {
                struct str name = str_of(names[i]);

                if (i < 3 && feel_get(p->data, name))
                        continue;
                keys[n] = name;
                values[n++] = own[i % 3];
        }
        return feel_context(a, keys, values, n);
}

static const struct feel_value *with_number(
        struct arena *a, const struct feel_value *numbers, size_t row)
{
        size_t n = feel_count(numbers);
        const struct feel_value **values = arena_array(a, n + 1, sizeof *values);

        for (size_t i = 0; i < n; i++)
                values[i] = feel_item(numbers, i);
        values[n] = feel_number(a, (i64)row + 1);
        return feel_list(a, values, n + 1);
}

/* What stands at an item's own part of a path in a context; null when nothing. */
static const struct feel_value *part_of(const struct feel_value *v, struct str key)
{
        struct str name;

        while (v && key.len && str_cut(&key, '.', &name))
                v = feel_get(v, name);
        return v ? v : feel_null();
}

static void set_scopes(struct form_fill *fill, struct form_item *parent,
        const struct scope_parts *p, const struct feel_value *at)
{
        for (struct form_item *item = parent->first; item; item = item->next) {
                struct scope_parts row = *p;
                const struct feel_value *v = feel_null();

                item->scope = parent->scope;
                if (item->is_row) {
                        v = feel_item(at, item->row);
                        row.here = v ? v : feel_null();
                        row.parent = p->here;
                        row.numbers = with_number(fill->setup.arena, p->numbers, item->row);
                        item->scope = make_scope(fill, &row);
                        v = row.here;
                } else if (item->first) {
                        v = part_of(at, item->field->key);
                }
                set_scopes(fill, item, &row, v);
        }
}

/* `data` is what names mean; rows (`this`) are seen whole. */
static void set_all_scopes(
        struct form_fill *fill, const struct feel_value *data, const struct feel_value *whole)
{
        const struct scope_parts top = { data, data, feel_null(),
                feel_list(fill->setup.arena, NULL, 0) };

        fill->root->scope = make_scope(fill, &top);
        set_scopes(fill, fill->root, &top, whole);
}

/* ---- rounds ---- */

static bool is_hidden(struct form_fill *fill, const struct form_item *item)
{
        const struct form_field *f = item->field;

        if (item->parent && item->parent->hidden)
                return true;
        if (!f->hide || item->is_row)
                return false;
        return feel_is_true(feel_test(fill->run, f->hide, feel_null(), item->scope));
}

static void read_dynamic_options(struct form_fill *fill, struct form_item *item)
{
        const struct form_field *f = item->field;
        struct arena *a = fill->setup.arena;
        const struct feel_value *list = NULL;
        struct form_option *options;
        size_t n;

        if (f->options_key.len)
                list = feel_get(fill->root->scope, f->options_key);
        else if (f->options_from)
                list = feel_eval(fill->run, f->options_from, item->scope);
        else
                return;
        n = list && feel_kind(list) == FEEL_LIST ? MIN(feel_count(list), (size_t)FORM_OPTIONS_MAX)
                                                 : 0;
        options = NEW_ARRAY(a, struct form_option, n + 1);
        item->n_options = 0;
        for (size_t i = 0; i < n; i++)
                item->n_options += form__option(a, feel_item(list, i), &options[item->n_options]);
        item->options = options;
}

static bool is_dynamic(const struct form_field *f)
{
        return form_is_choice(f) && (f->options_from || f->options_key.len);
}

static void set_value(struct form_fill *fill, struct form_item *item)
{
        const struct form_field *f = item->field;

        if (f->type == FORM_EXPRESSION) {
                item->value = item->hidden || !f->expression
                                      ? feel_null()
                                      : feel_eval(fill->run, f->expression, item->scope);
        } else if (!item->typed && f->otherwise) {
                item->fault = FORM_RIGHT;
                item->value = f->otherwise;
        } else {
                form__understand(fill, item);
        }
}

static bool same(const struct feel_value *x, const struct feel_value *y)
{
        return x == y || feel_equal(x, y) == 1 ||
               (feel_kind(x) == FEEL_NULL && feel_kind(y) == FEEL_NULL);
}

/* Conditions on everything, then on what is left. True when something is not as it was. */
static bool turn(struct form_fill *fill)
{
        const struct feel_value *all = data_of(fill, TAKE_ALL);
        bool changed = false;

        set_all_scopes(fill, all, all);
        for (struct form_item *i = fill->root; i; i = form_next(fill->root, i)) {
                i->was_hidden = i->hidden;
                i->hidden = is_hidden(fill, i);
        }
        set_all_scopes(fill, data_of(fill, TAKE_VISIBLE), all);
        for (struct form_item *i = fill->root; i; i = form_next(fill->root, i)) {
                const struct feel_value *before = i->value;

                i->hidden = is_hidden(fill, i);
                changed |= i->hidden != i->was_hidden;
                if (i->hidden || i->is_row)
                        continue;
                read_dynamic_options(fill, i);
                if (is_dynamic(i->field) || i->field->type == FORM_EXPRESSION)
                        set_value(fill, i);
                changed |= !same(before, i->value);
        }
        return changed;
}

int form_fill(const struct form_setup *setup, const struct json *data, struct form_fill *ret_fill)
{
        struct form_fill fill = { .setup = *setup };
        struct builder b = { &fill, data, false };
        size_t rounds = MIN(setup->form->n_computed + 3, (size_t)ROUNDS_MAX);

        fill.run = feel_run_new(setup->arena, &limits);
        feel_run_set_now(fill.run, setup->now);
        fill.root = new_item(&b, setup->form->root, NULL, STR(""));
        build_below(&b, fill.root);
        if (b.over)
                return ERR_LIMIT;
        for (struct form_item *i = fill.root; i; i = form_next(fill.root, i))
                if (form_is_input(i->field) && !i->is_row)
                        set_value(&fill, i);
        while (rounds-- && turn(&fill))
                if (feel_run_stopped(fill.run) || arena_over(setup->arena))
                        return ERR_LIMIT;
        for (struct form_item *i = fill.root; i; i = form_next(fill.root, i))
                i->read_only =
                        i->field->read_only ||
                        (i->field->read_only_when && feel_is_true(feel_eval(fill.run,
                                                             i->field->read_only_when, i->scope)));
        fill.data = data_of(&fill, TAKE_ANSWERS);
        if (feel_run_stopped(fill.run) || arena_over(setup->arena))
                return ERR_LIMIT;
        *ret_fill = fill;
        return 0;
}

struct str form_answers(struct arena *a, const struct form_fill *fill)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 4 << 20);
        json_begin(&w, &b);
        form__put_value(a, &w, NULL, fill->data);
        return b.over ? STR_NULL : buf_str(&b);
}

struct str form_text(struct form_fill *fill, const struct form_item *item,
        const struct form_template *const texts[FORM_LANGS], enum form_lang lang)
{
        const struct form_template *t = texts[lang] ? texts[lang] : texts[FORM_VI];

        return form__fill_template(fill->run, fill->setup.arena, t, item->scope,
                item->field->type == FORM_HTML && texts == item->field->text);
}

const struct feel_value *form_rows(struct form_fill *fill, const struct form_item *item)
{
        const struct feel_value *v =
                item->field->rows_from ? feel_eval(fill->run, item->field->rows_from, item->scope)
                                       : feel_null();

        return feel_kind(v) == FEEL_LIST ? v : feel_list(fill->setup.arena, NULL, 0);
}

size_t form_columns(struct form_fill *fill, const struct form_item *item,
        const struct form_column **ret_columns)
{
        const struct form_field *f = item->field;
        const struct feel_value *list;
        struct form_column *columns;
        size_t n = 0;

        *ret_columns = f->columns;
        if (!f->columns_from)
                return f->n_columns;
        list = feel_eval(fill->run, f->columns_from, item->scope);
        if (feel_kind(list) != FEEL_LIST)
                return 0;
        columns = NEW_ARRAY(fill->setup.arena, struct form_column, feel_count(list) + 1);
        for (size_t i = 0; i < feel_count(list) && i < 50; i++) {
                const struct feel_value *key = feel_get(feel_item(list, i), STR("key"));
                const struct feel_value *label = feel_get(feel_item(list, i), STR("label"));

                if (!key || !feel_to_str(key).len)
                        continue;
                columns[n++] = (struct form_column){ feel_to_str(key),
                        label && feel_to_str(label).len ? feel_to_str(label) : feel_to_str(key) };
        }
        *ret_columns = columns;
        return n;
}
