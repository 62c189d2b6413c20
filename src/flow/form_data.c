/*
 * src/flow/form_data.c: the tree of answers as it is changed by what a page sends. Paths come from
 * the form, never from the browser: what is sent is looked for under the names that the form has.
 */
#include "flow/form_model.h"

struct json *form_data_new(struct arena *a, const struct json *stored)
{
        struct json *j = NEW(a, struct json), **last;

        if (!stored) {
                j->kind = JSON_OBJECT;
                return j;
        }
        *j = *stored;
        j->first = j->next = NULL;
        last = &j->first;
        JSON_EACH(x, stored)
        {
                *last = form_data_new(a, x);
                last = &(*last)->next;
        }
        return j;
}

/* One member; of a list by its number. */
static struct json *member(const struct json *j, struct str name)
{
        i64 n;

        if (j->kind == JSON_LIST)
                return str_to_i64(name, &n) < 0 || n < 0 ? NULL
                                                         : (struct json *)json_at(j, (size_t)n);
        JSON_EACH(x, j)
        if (str_eq(x->key, name))
                return (struct json *)x;
        return NULL;
}

const struct json *form__get(const struct json *object, struct str dotted)
{
        struct str name;

        while (object && dotted.ptr && str_cut(&dotted, '.', &name))
                object = member(object, name);
        return object;
}

static struct json *append(struct arena *a, struct json *to, struct str key)
{
        struct json **last = &to->first;

        while (*last)
                last = &(*last)->next;
        *last = NEW(a, struct json);
        (*last)->key = to->kind == JSON_OBJECT ? str_dup(a, key) : STR_NULL;
        to->count++;
        return *last;
}

/* The place of a dotted path, made when it is not there. NULL: a list is in the way. */
static struct json *place(struct arena *a, struct json *at, struct str dotted)
{
        struct str name;

        while (dotted.ptr && str_cut(&dotted, '.', &name)) {
                struct json *next;

                if (at->kind != JSON_OBJECT && at->kind != JSON_LIST) {
                        *at = (struct json){
                                .kind = JSON_OBJECT, .key = at->key, .next = at->next
                        };
                }
                next = member(at, name);
                if (!next && at->kind == JSON_LIST)
                        return NULL;
                at = next ? next : append(a, at, name);
        }
        return at;
}

static void put(struct json *at, struct json value)
{
        value.key = at->key;
        value.next = at->next;
        *at = value;
}

static struct json text_json(struct arena *a, struct str s)
{
        return (struct json){ .kind = JSON_TEXT, .text = str_dup(a, s) };
}

static bool make_rows(struct arena *a, struct json *list, size_t n)
{
        if (list->kind != JSON_LIST)
                put(list, (struct json){ .kind = JSON_LIST });
        while (list->count < n)
                append(a, list, STR_NULL)->kind = JSON_OBJECT;
        return true;
}

/* ---- what a page sent ---- */

struct str form_control(struct arena *a, struct str path, const char *tail)
{
        return str_cat(a, str_replace(a, path, STR("."), STR("-")), str_of(tail));
}

struct taker {
        struct arena *arena;
        struct json *data;
        const struct json *sent;
};

static const struct json *sent(const struct taker *t, struct str path, const char *tail)
{
        return json_get(t->sent, form_control(t->arena, path, tail).ptr);
}

static struct str sent_text(const struct taker *t, struct str path, const char *tail)
{
        const struct json *j = sent(t, path, tail);

        return str_trim(json_str(j && j->kind == JSON_LIST ? j->first : j));
}

/* Boxes of a date as one text; false when none was sent. */
static bool take_boxes(
        const struct taker *t, const struct form_field *f, struct str path, struct str *ret_s)
{
        struct str day = sent_text(t, path, "-day"), month = sent_text(t, path, "-month");
        struct str year = sent_text(t, path, "-year"), time = sent_text(t, path, "-time");
        struct str date = STR("");

        if (!sent(t, path, "-day") && !sent(t, path, "-month") && !sent(t, path, "-year"))
                return false;
        if (day.len || month.len || year.len)
                date = str_fmt(t->arena, "%.*s/%.*s/%.*s", STRF(day), STRF(month), STRF(year));
        if (f->subtype == FORM_DATE_TIME && (date.len || time.len))
                date = str_fmt(t->arena, "%.*s %.*s", STRF(date), STRF(time));
        *ret_s = date;
        return true;
}

static void take_value(const struct taker *t, const struct form_field *f, struct str path)
{
        const struct json *j = sent(t, path, "");
        struct json *at;
        struct str s;

        if (f->type == FORM_DATETIME && take_boxes(t, f, path, &s)) {
                at = place(t->arena, t->data, path);
                if (at)
                        put(at, text_json(t->arena, s));
                return;
        }
        if (!j && !sent(t, path, "-shown"))
                return;
        at = place(t->arena, t->data, path);
        if (!at)
                return;
        if (!j)
                put(at, form_is_many(f) ? (struct json){ .kind = JSON_LIST }
                                        : text_json(t->arena, STR("")));
        else if (j->kind == JSON_LIST && form_is_many(f))
                put(at, *form_data_new(t->arena, j));
        else
                put(at, text_json(t->arena, json_str(j->kind == JSON_LIST ? j->first : j)));
}

static void take_below(const struct taker *t, const struct form_field *parent, struct str above);

static void take_list(const struct taker *t, const struct form_field *f, struct str path)
{
        struct json *list = (struct json *)form__get(t->data, path);
        i64 rows;

        if (str_to_i64(sent_text(t, path, "-rows"), &rows) == 0 && rows >= 0) {
                list = place(t->arena, t->data, path);
                if (list)
                        make_rows(t->arena, list, (size_t)MIN(rows, (i64)FORM_ROWS_MAX));
        }
        for (size_t i = 0; list && list->kind == JSON_LIST && i < list->count; i++)
                take_below(t, f, str_fmt(t->arena, "%.*s.%zu", STRF(path), i));
}

static struct str path_of(struct arena *a, struct str above, struct str key)
{
        if (!above.len || !key.len)
                return above.len ? above : key;
        return str_fmt(a, "%.*s.%.*s", STRF(above), STRF(key));
}

static void take_below(const struct taker *t, const struct form_field *parent, struct str above)
{
        for (const struct form_field *f = parent->first; f; f = f->next) {
                struct str path = path_of(t->arena, above, f->key);

                if (f->type == FORM_DYNAMICLIST)
                        take_list(t, f, path);
                else if (f->type == FORM_GROUP)
                        take_below(t, f, path);
                else if (form_is_input(f) && f->type != FORM_EXPRESSION && !f->disabled &&
                         !f->read_only && f->type != FORM_FILEPICKER)
                        take_value(t, f, path);
        }
}

void form_data_take(
        struct arena *a, struct json *data, const struct form_field *page, const struct json *from)
{
        const struct taker t = { a, data, from };
        struct str above = page->parent ? page->key : STR("");

        take_below(&t, page, above);
}

/* ---- rows ---- */

/* The list component of a path with numbers of rows in it; NULL: none. */
static const struct form_field *find_list(
        struct arena *a, const struct form_field *parent, struct str above, struct str path)
{
        for (const struct form_field *f = parent->first; f; f = f->next) {
                const struct form_field *found = NULL;
                struct str own = path_of(a, above, f->key), rest, row;
                i64 n;

                if (f->type == FORM_DYNAMICLIST && str_eq(own, path))
                        return f;
                if (f->type == FORM_GROUP)
                        found = find_list(a, f, own, path);
                if (f->type == FORM_DYNAMICLIST && str_starts(path, str_cat(a, own, STR(".")))) {
                        rest = str_sub(path, own.len + 1, path.len);
                        if (str_cut(&rest, '.', &row) && str_to_i64(row, &n) == 0 && n >= 0)
                                found = find_list(a, f,
                                        str_fmt(a, "%.*s.%lld", STRF(own), (long long)n), path);
                }
                if (found)
                        return found;
        }
        return NULL;
}

int form_data_add_row(struct arena *a, struct json *data, const struct form *form, struct str path)
{
        const struct form_field *f = find_list(a, form->root, STR(""), path);
        struct json *list;

        if (!f || !f->add_remove)
                return ERR_NOT_FOUND;
        list = place(a, data, path);
        if (!list)
                return ERR_NOT_FOUND;
        if (list->kind != JSON_LIST)
                make_rows(a, list, f->rows);
        if (list->count >= FORM_ROWS_MAX)
                return ERR_LIMIT;
        make_rows(a, list, list->count + 1);
        return 0;
}

int form_data_remove_row(
        struct arena *a, struct json *data, const struct form *form, struct str path, size_t row)
{
        const struct form_field *f = find_list(a, form->root, STR(""), path);
        struct json *list = (struct json *)form__get(data, path), **at;

        if (!f || !f->add_remove || !list || list->kind != JSON_LIST || row >= list->count)
                return ERR_NOT_FOUND;
        at = &list->first;
        while (row--)
                at = &(*at)->next;
        *at = (*at)->next;
        list->count--;
        return 0;
}

/* STR_NULL: in a list, whose row would it be? */
static struct str field_path(struct arena *a, const struct form_field *f)
{
        const struct form_field *up;
        struct str path = f->key;

        for (up = f->parent; up && up->type != FORM_DYNAMICLIST; up = up->parent)
                path = path_of(a, up->parent ? up->key : STR(""), path);
        return up ? STR_NULL : path;
}

void form_data_offer(struct arena *a, struct json *data, const struct form *form,
        const char *meaning, struct str value)
{
        const struct form_field *f = form_by_meaning(form, meaning);
        struct str path;
        struct json *at;

        if (!f || str_empty(value) || f->type == FORM_EXPRESSION)
                return;
        path = field_path(a, f);
        if (!path.ptr)
                return;
        at = place(a, data, path);
        if (at && (at->kind == JSON_NULL || (at->kind == JSON_TEXT && !at->text.len)))
                put(at, text_json(a, value));
}

/* ---- one form's answers for another ---- */

const struct json *form_data_at(const struct json *data, struct str path)
{
        return form__get(data, path);
}

int form_data_set(struct arena *a, struct json *data, struct str path, const struct json *value)
{
        struct json *at = place(a, data, path);

        if (!at)
                return ERR_NOT_FOUND;
        put(at, *form_data_new(a, value));
        return 0;
}

static const struct json *said_of(struct arena *a, const struct form *from, const struct json *said,
        const struct form_field *f, struct str path)
{
        const struct json *j = form__get(said, path);
        const struct form_field *same;

        if (j || !f->meaning.ptr)
                return j;
        same = form_by_meaning(from, str_c(a, f->meaning));
        path = same ? field_path(a, same) : STR_NULL;
        return path.ptr ? form__get(said, path) : NULL;
}

static void share_below(struct arena *a, const struct form *from, const struct json *said,
        const struct form_field *parent, struct json *data)
{
        for (const struct form_field *f = parent->first; f; f = f->next) {
                struct str path = field_path(a, f);
                const struct json *j;

                if (f->type == FORM_GROUP)
                        share_below(a, from, said, f, data);
                if (!form_is_input(f) || f->type == FORM_EXPRESSION || !path.ptr)
                        continue;
                j = said_of(a, from, said, f, path);
                if (j)
                        (void)form_data_set(a, data, path, j);
        }
}

void form_data_share(struct arena *a, const struct form *from, const struct json *said,
        const struct form *to, struct json *data)
{
        share_below(a, from, said, to->root, data);
}
