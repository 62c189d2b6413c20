/*
 * src/core/question.c: from the items of a form to what the views draw: pages, fields with what
 * was typed, rows of lists with their buttons, tables with links to their pages, answers for
 * checking.
 */
#include "core/question_words.h"

#include "web/texts.h"

enum { TABLE_ROWS = 20, GROUPS_MAX = 64, ANSWERS_MAX = 5000 };

bool question_known(const void *org, const struct form_field *field, struct str value)
{
        const struct unit *u = org_unit_by_code(org, value);

        (void)field;
        return u && str_is(u->kind, "commune") && unit_is_valid(u, org_day(org));
}

/* ---- pages ---- */

static bool shows(const struct form_item *item)
{
        const struct form_field *f = item->field;

        if (item->hidden || f->type == FORM_BUTTON || f->type == FORM_EXPRESSION ||
                f->type == FORM_SPACER)
                return false;
        if (f->type != FORM_GROUP)
                return true;
        for (const struct form_item *c = item->first; c; c = c->next)
                if (shows(c))
                        return true;
        return false;
}

static size_t collect(struct question_room *room, struct form_item *first, bool until_group,
        struct form_item *const **ret_items)
{
        struct form_item **items;
        size_t n = 0;

        for (struct form_item *i = first; i; i = i->next)
                n++;
        items = NEW_ARRAY(room->arena, struct form_item *, n + 1);
        n = 0;
        for (struct form_item *i = first; i; i = i->next) {
                if (until_group && i->field->type == FORM_GROUP)
                        break;
                if (shows(i))
                        items[n++] = i;
        }
        *ret_items = items;
        return n;
}

static struct question_page group_page(struct question_room *room, struct form_item *group)
{
        const struct form_field *f = group->field;
        struct question_page p = { .part = f, .title = question__label(room, group) };

        p.address = f->address.ptr ? f->address : f->id;
        p.n = collect(room, group->first, false, &p.items);
        return p;
}

size_t question_pages(struct question_room *room, const struct question_page **ret_pages)
{
        struct form_item *root = room->fill->root, *before = NULL;
        struct question_page *pages, p;
        size_t n = 0, loose = 0;

        for (struct form_item *i = root->first; i; i = i->next)
                n++;
        pages = NEW_ARRAY(room->arena, struct question_page, n + 1);
        n = 0;
        for (struct form_item *i = root->first; i; before = i, i = i->next) {
                if (i->field->type == FORM_GROUP) {
                        p = group_page(room, i);
                } else if (!before || before->field->type == FORM_GROUP) {
                        p = (struct question_page){ .part = root->field,
                                .title = s_FORM_QUESTIONS(room->arena, room->lang),
                                .address = str_fmt(room->arena, "phan-%zu", ++loose) };
                        p.n = collect(room, i, true, &p.items);
                } else {
                        continue;
                }
                if (p.n && !i->hidden)
                        pages[n++] = p;
        }
        *ret_pages = pages;
        return n;
}

/* ---- one question ---- */

static void put_one(
        struct question_room *room, struct form_item *item, struct question *list, size_t *n);

static const struct question *fill_all(
        struct question_room *room, struct form_item *first, size_t *ret_n)
{
        struct question *list;
        size_t n = 0;

        for (struct form_item *i = first; i; i = i->next)
                n++;
        list = NEW_ARRAY(room->arena, struct question, n * 2 + 1);
        n = 0;
        for (struct form_item *i = first; i; i = i->next)
                if (i->is_row || shows(i))
                        put_one(room, i, list, &n);
        *ret_n = n;
        return list;
}

static const char *name_of(
        struct question_room *room, const struct form_item *item, const char *tail)
{
        return str_cat(room->arena, STR("f-"), form_control(room->arena, item->path, tail)).ptr;
}

/* As typed, or as it was understood when it came from elsewhere. */
static struct str shown(struct question_room *room, const struct form_item *item)
{
        struct str s = item->typed ? STR_NULL : feel_text(room->arena, item->value);

        if (item->typed && item->typed->kind == JSON_TEXT)
                return item->typed->text;
        if (item->typed)
                s = feel_kind(item->value) == FEEL_NULL ? STR("")
                                                        : feel_text(room->arena, item->value);
        return s.ptr && feel_kind(item->value) != FEEL_NULL ? s : STR("");
}

/* Boxes from "30/2/1996", "1996-09-27" and these with a time behind. */
static void fill_boxes(struct question_room *room, const struct form_item *item, struct question *q)
{
        struct str s = shown(room, item), date = s, part[3] = { STR(""), STR(""), STR("") };
        char sep = str_find_char(s, '/') >= 0 ? '/' : '-';

        if (str_find_char(s, 'T') >= 0)
                str_cut(&s, 'T', &date);
        else if (str_find_char(s, ' ') >= 0)
                str_cut(&s, ' ', &date);
        for (int i = 0; i < 3 && date.ptr; i++)
                str_cut(&date, sep, &part[i]);
        q->field.day = sep == '/' ? part[0] : part[2];
        q->field.month = part[1];
        q->field.year = sep == '/' ? part[2] : part[0];
        if (sep == '-' && q->field.day.len == 0 && part[0].len && !part[1].len)
                q->field.day = part[0], q->field.year = STR("");
}

static void fill_options(
        struct question_room *room, const struct form_item *item, struct question *q)
{
        const struct form_field *f = item->field;
        struct option_view *o = NEW_ARRAY(room->arena, struct option_view, item->n_options + 2);
        size_t n = 0;

        if (f->type == FORM_SELECT)
                o[n++] = (struct option_view){ STR(""), s_FORM_CHOOSE_ONE(room->arena, room->lang),
                        STR_NULL, false };
        for (size_t i = 0; i < item->n_options; i++) {
                const struct form_option *each = &item->options[i];
                bool chosen = !form_is_many(f) && feel_equal(item->value, each->value) == 1;

                for (size_t k = 0; form_is_many(f) && k < feel_count(item->value); k++)
                        chosen |= feel_equal(feel_item(item->value, k), each->value) == 1;
                o[n++] = (struct option_view){ each->wire, question__option(room, each), STR_NULL,
                        chosen };
        }
        q->field.options = o;
        q->field.n_options = n;
}

size_t question_places(struct arena *a, const struct org *o, const struct place_group **ret_groups)
{
        const struct unit *const *all;
        size_t n = org_all(o, &all), n_groups = 0;
        struct place_group *groups = NEW_ARRAY(a, struct place_group, GROUPS_MAX);
        i64 day = org_day(o);

        for (size_t i = 0; i < n && n_groups < GROUPS_MAX; i++) {
                const struct unit *above = all[i];
                struct place_option *options;
                struct place_group *g = &groups[n_groups];

                if (!unit_is_valid(above, day) ||
                        (!str_is(above->kind, "district") && !str_is(above->kind, "province")))
                        continue;
                options = NEW_ARRAY(a, struct place_option, above->n_children + 1);
                for (size_t k = 0; k < above->n_children; k++) {
                        const struct unit *c = above->children[k];

                        if (str_is(c->kind, "commune") && unit_is_valid(c, day))
                                options[g->n_places++] =
                                        (struct place_option){ c->code, c->short_name };
                }
                g->name = above->short_name;
                g->places = options;
                n_groups += g->n_places > 0;
        }
        *ret_groups = groups;
        return n_groups;
}

static enum control_kind control_of(const struct form_field *f)
{
        static const enum control_kind controls[FORM_TYPE_MAX] = {
                [FORM_TEXTAREA] = CONTROL_LINES,
                [FORM_NUMBER] = CONTROL_DIGITS,
                [FORM_CHECKBOX] = CONTROL_CHECK,
                [FORM_CHECKLIST] = CONTROL_CHECKS,
                [FORM_RADIO] = CONTROL_RADIO,
                [FORM_SELECT] = CONTROL_SELECT,
                [FORM_TAGLIST] = CONTROL_CHECKS,
        };

        if (f->type == FORM_DATETIME)
                return f->subtype == FORM_TIME ? CONTROL_TEXT : CONTROL_DATE;
        if (f->kind == FORM_KIND_IDENTITY || f->kind == FORM_KIND_TAX_CODE)
                return CONTROL_DIGITS;
        if (f->kind == FORM_KIND_PHONE || f->rules.phone)
                return CONTROL_TEL;
        if (f->kind == FORM_KIND_EMAIL || f->rules.email)
                return CONTROL_EMAIL;
        return controls[f->type];
}

static const char *width_of(const struct form_field *f)
{
        if (f->type == FORM_DATETIME)
                return "w4";
        if (f->type == FORM_NUMBER || f->kind == FORM_KIND_IDENTITY || f->kind == FORM_KIND_PHONE ||
                f->kind == FORM_KIND_TAX_CODE || f->kind == FORM_KIND_INSURANCE ||
                f->kind == FORM_KIND_LAND_PLOT)
                return "w10";
        return NULL;
}

/* "Diện tích (m²)": what form-js draws before or behind the box belongs to the question. */
static struct str whole_label(struct question_room *room, const struct form_item *item)
{
        const struct form_field *f = item->field;
        const struct form_template *around[2][FORM_LANGS] = { { f->prefix }, { f->suffix } };
        struct str label = question__label(room, item);

        for (int i = 0; i < 2; i++) {
                struct str s = form_text(room->fill, item, around[i], FORM_VI);

                if (s.len)
                        label = str_fmt(room->arena, "%.*s (%.*s)", STRF(label), STRF(s));
        }
        return label;
}

static void fill_field(struct question_room *room, struct form_item *item, struct question *q)
{
        const struct form_field *f = item->field;

        q->field = (struct field_view){ .name = name_of(room, item, ""),
                .control = control_of(f),
                .label = whole_label(room, item),
                .hint = form_text(room->fill, item, f->description,
                        room->lang == LANG_EN ? FORM_EN : FORM_VI),
                .value = shown(room, item),
                .error = question_fault_words(room, item),
                .optional = !f->rules.required && f->type != FORM_CHECKBOX,
                .width = width_of(f),
                .autocomplete = f->autocomplete.ptr ? str_c(room->arena, f->autocomplete) : NULL };
        if (f->type == FORM_FILEPICKER) {
                q->kind = QUESTION_LATER;
        } else if (item->read_only || f->disabled) {
                q->kind = QUESTION_FIXED;
                q->field.value = question_words(room, item);
        } else if (f->kind == FORM_KIND_UNIT) {
                q->kind = QUESTION_UNIT;
                if (!room->places)
                        room->n_places = question_places(room->arena, room->org, &room->places);
                q->places = room->places;
                q->n_places = room->n_places;
        } else if (form_is_choice(f)) {
                fill_options(room, item, q);
        } else if (q->field.control == CONTROL_DATE) {
                fill_boxes(room, item, q);
        } else if (f->type == FORM_CHECKBOX) {
                q->field.chosen = feel_is_true(item->value);
        }
        if (q->kind == QUESTION_FIELD &&
                (f->type == FORM_CHECKBOX || f->type == FORM_RADIO || form_is_many(f)))
                q->marker = name_of(room, item, "-shown");
}

/* Rows of a list are named by the list's label and their number. */
static void fill_list(struct question_room *room, struct form_item *item, struct question *q)
{
        bool may = item->field->add_remove && !item->field->disabled && !item->read_only;

        q->field.label = question__label(room, item);
        q->field.hint = form_text(room->fill, item, item->field->description,
                room->lang == LANG_EN ? FORM_EN : FORM_VI);
        q->field.name = name_of(room, item, item->is_row ? "-row" : "");
        q->inner = fill_all(room, item->first, &q->n_inner);
        if (item->is_row) {
                q->field.label =
                        str_fmt(room->arena, "%.*s %zu", STRF(q->field.label), item->row + 1);
                if (may)
                        q->remove = str_fmt(
                                room->arena, "bo:%.*s:%zu", STRF(item->parent->path), item->row);
                return;
        }
        for (const struct form_item *r = item->first; r; r = r->next)
                q->n_rows++;
        if (may)
                q->add = str_fmt(room->arena, "them:%.*s", STRF(item->path));
        q->add_words = q->n_rows ? s_FORM_ROW_ADD_MORE(room->arena, room->lang)
                                 : s_FORM_ROW_ADD(room->arena, room->lang);
}

/* Which page of the table is asked for, from 0. */
static size_t table_page(const struct question_room *room, struct str id)
{
        struct str rest = room->table, head;
        i64 n;

        if (!rest.ptr || !str_cut(&rest, ':', &head) || !str_eq(head, id) ||
                str_to_i64(rest, &n) < 0 || n < 1 || n > 100000)
                return 0;
        return (size_t)n - 1;
}

/* One row's cells; row NULL: the head. */
static struct cell_row table_row(struct question_room *room, const struct form_column *columns,
        size_t n, const struct feel_value *row)
{
        struct str *cells = NEW_ARRAY(room->arena, struct str, n + 1);

        for (size_t i = 0; i < n; i++) {
                const struct feel_value *v = row ? feel_get(row, columns[i].key) : NULL;

                cells[i] = row ? STR("") : columns[i].label;
                if (v && feel_kind(v) != FEEL_NULL)
                        cells[i] = feel_text(room->arena, v);
        }
        return (struct cell_row){ cells, n };
}

static void fill_table(struct question_room *room, struct form_item *item, struct question *q)
{
        const struct form_column *columns;
        const struct feel_value *rows = form_rows(room->fill, item);
        size_t n_columns = form_columns(room->fill, item, &columns), total = feel_count(rows);
        size_t size = item->field->rows ? item->field->rows : TABLE_ROWS;
        size_t from = table_page(room, item->field->id) * size;
        struct cell_row *list = NEW_ARRAY(room->arena, struct cell_row, size + 1);

        q->kind = QUESTION_TABLE;
        q->field.label = question__label(room, item);
        q->head = table_row(room, columns, n_columns, NULL);
        for (size_t i = from; i < total && i < from + size; i++)
                list[q->n_cells++] = table_row(room, columns, n_columns, feel_item(rows, i));
        q->rows = list;
        q->pager.label = q->field.label;
        if (from)
                q->pager.first = room->path;
        if (from + size < total)
                q->pager.next = str_fmt(room->arena, "%.*s?bang=%.*s:%zu", STRF(room->path),
                        STRF(item->field->id), from / size + 2);
}

static void fill_one(struct question_room *room, struct form_item *item, struct question *q)
{
        const struct form_field *f = item->field;
        enum form_lang lang = room->lang == LANG_EN ? FORM_EN : FORM_VI;

        switch (f->type) {
        case FORM_TEXT:
                q->kind = QUESTION_RICH;
                q->rich =
                        form_rich_markdown(room->arena, form_text(room->fill, item, f->text, lang));
                break;
        case FORM_HTML:
                q->kind = QUESTION_RICH;
                q->rich = form_rich_html(room->arena, form_text(room->fill, item, f->text, lang));
                break;
        case FORM_GROUP:
                q->kind = QUESTION_GROUP;
                q->field.label = question__label(room, item);
                q->inner = fill_all(room, item->first, &q->n_inner);
                break;
        case FORM_DYNAMICLIST:
                q->kind = item->is_row ? QUESTION_ROW : QUESTION_LIST;
                fill_list(room, item, q);
                break;
        case FORM_TABLE:
                fill_table(room, item, q);
                break;
        case FORM_IMAGE:
                q->kind = QUESTION_IMAGE;
                q->source = form_text(room->fill, item,
                        (const struct form_template *[FORM_LANGS]){ f->source }, FORM_VI);
                q->field.label = form_text(room->fill, item, f->alt, lang);
                break;
        case FORM_SEPARATOR:
                q->kind = QUESTION_RULE;
                break;
        case FORM_DOCUMENT_PREVIEW:
                q->kind = QUESTION_LATER;
                q->field.label = question__label(room, item);
                break;
        default:
                fill_field(room, item, q);
        }
}

/* A moment is a date and, beside it, a box for the time. */
static void put_one(
        struct question_room *room, struct form_item *item, struct question *list, size_t *n)
{
        struct question *q = &list[(*n)++], *time;
        struct str s, date;

        fill_one(room, item, q);
        if (q->kind != QUESTION_FIELD || q->field.control != CONTROL_DATE ||
                item->field->subtype != FORM_DATE_TIME)
                return;
        time = &list[(*n)++];
        s = shown(room, item);
        str_cut(&s, str_find_char(s, 'T') >= 0 ? 'T' : ' ', &date);
        time->field = (struct field_view){ .name = name_of(room, item, "-time"),
                .label = s_FORM_HOUR(room->arena, room->lang),
                .value = s,
                .optional = q->field.optional,
                .width = "w4" };
}

/* ---- a page ---- */

static void add_errors(struct question_room *room, struct form_item *item, struct error_row *rows,
        size_t *n, bool *lists)
{
        *lists |= item->field->type == FORM_DYNAMICLIST;
        for (struct form_item *i = item; i; i = form_next(item, i)) {
                *lists |= i->field->type == FORM_DYNAMICLIST;
                if (!i->hidden && !i->is_row && i->fault != FORM_RIGHT && form_is_input(i->field))
                        rows[(*n)++] = (struct error_row){ name_of(room, i, ""),
                                question_fault_words(room, i) };
        }
}

static void forget_faults(struct form_item *item)
{
        for (struct form_item *i = item; i; i = form_next(item, i))
                i->fault = FORM_RIGHT;
}

void question_page_view(struct question_room *room, const struct question_page *page, bool judged,
        struct questions_view *ret_view)
{
        struct questions_view v = { 0 };
        struct question *list = NEW_ARRAY(room->arena, struct question, 2 * page->n + 1);
        struct error_row *errors =
                NEW_ARRAY(room->arena, struct error_row, room->fill->n_items + 1);

        for (size_t i = 0; i < page->n; i++) {
                if (!judged)
                        forget_faults(page->items[i]);
                add_errors(room, page->items[i], errors, &v.n_errors, &v.has_lists);
                put_one(room, page->items[i], list, &v.n);
        }
        v.list = list;
        v.errors = errors;
        *ret_view = v;
}

size_t question_faults(const struct question_page *page)
{
        size_t n = 0;

        for (size_t k = 0; k < page->n; k++)
                for (struct form_item *i = page->items[k]; i; i = form_next(page->items[k], i))
                        n += !i->hidden && !i->is_row && i->fault != FORM_RIGHT;
        return n;
}

bool question_was_sent(
        struct question_room *room, const struct form_item *item, const struct json *sent)
{
        static const char *const tails[] = { "", "-day", "-shown" };

        for (size_t i = 0; i < ARRAY_LEN(tails); i++)
                if (json_get(sent, form_control(room->arena, item->path, tails[i]).ptr))
                        return true;
        return false;
}

struct str question_unasked(
        struct question_room *room, const struct question_page *page, const struct json *sent)
{
        for (size_t k = 0; k < page->n; k++)
                for (struct form_item *i = page->items[k]; i; i = form_next(page->items[k], i)) {
                        const struct form_field *f = i->field;

                        if (!i->hidden && !i->is_row && form_is_input(f) && !i->read_only &&
                                !f->disabled && f->type != FORM_EXPRESSION &&
                                f->type != FORM_FILEPICKER && !question_was_sent(room, i, sent))
                                return i->path;
                }
        return STR_NULL;
}

/* ---- answers ---- */

/* In rows of lists the label tells which row: "Con 2: Họ tên". */
static struct str answer_label(struct question_room *room, const struct form_item *item)
{
        struct str label = whole_label(room, item);

        for (const struct form_item *up = item->parent; up; up = up->parent)
                if (up->is_row)
                        label = str_fmt(room->arena, "%.*s %zu: %.*s",
                                STRF(question__label(room, up)), up->row + 1, STRF(label));
        return label;
}

size_t question_answers(
        struct question_room *room, struct str edit, const struct answers_view **ret_pages)
{
        const struct question_page *pages;
        size_t n = question_pages(room, &pages);
        struct answers_view *views = NEW_ARRAY(room->arena, struct answers_view, n + 1);

        for (size_t p = 0; p < n; p++) {
                struct summary_row *rows =
                        NEW_ARRAY(room->arena, struct summary_row, room->fill->n_items + 1);

                views[p] = (struct answers_view){ pages[p].title, rows, 0 };
                for (size_t k = 0; k < pages[p].n; k++)
                        for (struct form_item *i = pages[p].items[k]; i;
                                i = form_next(pages[p].items[k], i)) {
                                if (i->hidden || i->is_row || !form_is_input(i->field) ||
                                        i->field->type == FORM_EXPRESSION ||
                                        i->field->type == FORM_FILEPICKER)
                                        continue;
                                if (!edit.ptr && !question_words(room, i).len)
                                        continue;
                                rows[views[p].n++] = (struct summary_row){ answer_label(room, i),
                                        question_words(room, i),
                                        edit.ptr ? str_cat(room->arena, edit, pages[p].address)
                                                 : STR_NULL };
                        }
        }
        *ret_pages = views;
        return n;
}
