/*
 * src/flow/form_value.c: one answer between the three shapes it has: text as typed, a FEEL value
 * that conditions see, and JSON that is kept. What cannot be understood is a fault, never an error
 * of ours.
 */
#include "flow/feel_value.h"
#include "flow/form_model.h"

#include "base/clock.h"
#include "base/typed.h"
#include "base/utf8.h"

enum { YEAR_FIRST = 1800, YEAR_LAST = 2200, NUMBER_CHARS = 40 };

/* ---- JSON and FEEL ---- */

const struct feel_value *form__from_json(struct arena *a, const struct json *j)
{
        const struct feel_value **values;
        struct str *keys;
        size_t n = 0;

        switch (j ? j->kind : JSON_NULL) {
        case JSON_BOOL:
                return feel_bool(j->num);
        case JSON_INT:
                return feel_number(a, j->num);
        case JSON_REAL:
                return feel__number(a, dec_from_double(j->real));
        case JSON_TEXT:
                return feel_string(a, j->text);
        case JSON_NULL:
                return feel_null();
        default:
                break;
        }
        values = arena_array(a, j->count + 1, sizeof *values);
        keys = NEW_ARRAY(a, struct str, j->count + 1);
        JSON_EACH(x, j)
        {
                keys[n] = x->key;
                values[n++] = form__from_json(a, x);
        }
        return j->kind == JSON_LIST ? feel_list(a, values, n) : feel_context(a, keys, values, n);
}

static void put_number(struct arena *a, struct json_writer *w, const char *key, struct dec d)
{
        struct str s;
        struct buf b;
        i64 n;

        buf_init(&b, a, DEC_TEXT_MAX);
        dec_put(&b, d);
        s = buf_str(&b);
        /* JSON here holds whole numbers of 64 bits; a larger one is kept as text. */
        if (dec_to_i64(d, &n))
                json_put_i64(w, key, n);
        else if (dec_whole(d) || s.len > NUMBER_CHARS)
                json_put_str(w, key, s);
        else
                json_put_raw(w, key, s);
}

void form__put_value(
        struct arena *a, struct json_writer *w, const char *key, const struct feel_value *v)
{
        const struct feel_value *item;
        struct str name;

        switch (feel_kind(v)) {
        case FEEL_NULL:
        case FEEL_RANGE:
        case FEEL_FUNCTION:
                json_put_null(w, key);
                break;
        case FEEL_BOOLEAN:
                json_put_bool(w, key, feel_is_true(v));
                break;
        case FEEL_NUMBER:
                put_number(a, w, key, v->number);
                break;
        case FEEL_LIST:
                json_open(w, key, '[');
                for (size_t i = 0; i < feel_count(v); i++)
                        form__put_value(a, w, NULL, feel_item(v, i));
                json_close(w, ']');
                break;
        case FEEL_CONTEXT:
                json_open(w, key, '{');
                for (size_t i = 0; i < feel_count(v); i++) {
                        name = feel_key(v, i, &item);
                        form__put_value(a, w, str_c(a, name), item);
                }
                json_close(w, '}');
                break;
        default:
                json_put_str(w, key, feel_text(a, v));
        }
}

/* ---- options ---- */

/* Null, empty texts, lists and empty contexts are no values of options. */
static bool is_value(const struct feel_value *v)
{
        return v && (feel_kind(v) == FEEL_BOOLEAN || feel_kind(v) == FEEL_NUMBER ||
                            feel_to_str(v).len || (feel_kind(v) == FEEL_CONTEXT && feel_count(v)));
}

bool form__option(struct arena *a, const struct feel_value *v, struct form_option *ret_o)
{
        const struct feel_value *value = v, *label = NULL, *english = NULL;
        struct buf b;

        if (feel_kind(v) == FEEL_CONTEXT) {
                value = feel_get(v, STR("value"));
                label = feel_get(v, STR("label"));
                english = feel_get(v, STR("label.en"));
        }
        if (!is_value(value))
                return false;
        if (!label || str_empty(feel_to_str(label))) {
                if (feel_kind(value) == FEEL_CONTEXT)
                        return false;
                label = feel_string(a, feel_text(a, value));
        }
        buf_init(&b, a, 4000);
        if (feel_kind(value) == FEEL_CONTEXT)
                feel_put_literal(&b, value);
        else
                buf_add(&b, feel_text(a, value));
        *ret_o = (struct form_option){ .value = value, .wire = buf_str(&b) };
        ret_o->label[FORM_VI] = feel_to_str(label);
        ret_o->label[FORM_EN] = english ? feel_to_str(english) : STR_NULL;
        return !b.over;
}

static const struct form_option *find_option(
        const struct form_item *item, struct arena *a, const struct json *j)
{
        struct str text = json_str(j);
        const struct feel_value *v = form__from_json(a, j);

        for (size_t i = 0; i < item->n_options; i++)
                if ((text.ptr && str_eq(text, item->options[i].wire)) ||
                        feel_equal(item->options[i].value, v) == 1)
                        return &item->options[i];
        return NULL;
}

/* ---- understanding ---- */

void form__fault(struct form_item *item, enum form_fault fault, struct str limit)
{
        if (item->fault != FORM_RIGHT)
                return;
        item->fault = fault;
        item->limit = limit;
}

/* What was typed as one clean text, STR_NULL when nothing. */
static struct str typed_text(struct arena *a, struct form_item *item, bool lines)
{
        struct str s = json_str(item->typed);

        if (item->typed && item->typed->kind == JSON_LIST)
                s = json_str(json_at(item->typed, 0));
        if (item->typed && (item->typed->kind == JSON_INT || item->typed->kind == JSON_REAL))
                s = feel_text(a, form__from_json(a, item->typed));
        if (!s.ptr)
                return STR_NULL;
        if (utf8_clean(a, s, lines, &s) < 0) {
                form__fault(item, FORM_NOT_UTF8, STR_NULL);
                return STR_NULL;
        }
        if (utf8_count(s) > FORM_ANSWER_CHARS) {
                form__fault(item, FORM_TOO_LONG, str_fmt(a, "%d", FORM_ANSWER_CHARS));
                s = utf8_head(s, FORM_ANSWER_CHARS);
        }
        return s.len ? s : STR_NULL;
}

static void understand_text(struct form_fill *fill, struct form_item *item)
{
        static int (*const kinds[FORM_KIND_MAX])(struct arena *, struct str, struct str *) = {
                [FORM_KIND_IDENTITY] = typed_identity,
                [FORM_KIND_PHONE] = typed_phone,
                [FORM_KIND_EMAIL] = typed_email,
                [FORM_KIND_TAX_CODE] = typed_tax_code,
                [FORM_KIND_INSURANCE] = typed_insurance,
                [FORM_KIND_LAND_PLOT] = typed_land_plot,
        };
        struct arena *a = fill->setup.arena;
        struct str s = typed_text(a, item, item->field->type == FORM_TEXTAREA);

        if (s.ptr && kinds[item->field->kind] && kinds[item->field->kind](a, s, &s) < 0)
                form__fault(item, FORM_WRONG_KIND, STR_NULL);
        item->value = feel_string(a, s.ptr ? s : STR(""));
}

/* "1.250,5" and "1250.5": a comma is the point of Vietnamese numbers, dots are then groups. */
static struct str plain_number(struct arena *a, struct str s)
{
        s = str_replace(a, s, STR(" "), STR(""));
        if (str_find_char(s, ',') < 0)
                return s;
        return str_replace(a, str_replace(a, s, STR("."), STR("")), STR(","), STR("."));
}

static void understand_number(struct form_fill *fill, struct form_item *item)
{
        struct arena *a = fill->setup.arena;
        struct str s = typed_text(a, item, false);
        const struct dec largest = dec_of(1000000000000000);
        struct dec d;
        i64 n;

        if (!s.ptr)
                return;
        if (item->field->kind == FORM_KIND_MONEY && item->typed->kind == JSON_TEXT) {
                if (typed_money(a, s, &n) < 0) {
                        form__fault(item, FORM_WRONG_KIND, STR_NULL);
                        return;
                }
                d = dec_of(n);
        } else if (s.len > NUMBER_CHARS || strpbrk(str_c(a, s), "eE") ||
                   !dec_parse(plain_number(a, s), &d)) {
                form__fault(item, FORM_NOT_NUMBER, STR_NULL);
                return;
        }
        if (!dec_finite(d) || dec_cmp(dec_abs(d), largest) > 0) {
                form__fault(item, FORM_NOT_NUMBER, STR_NULL);
                return;
        }
        item->value = feel__number(a, d);
        if (item->field->as_text)
                item->value = feel_string(a, feel_text(a, item->value));
}

/* "7:30", "07:30", "7 giờ 30" is not asked for: hours and minutes with a colon. */
static bool parse_time(struct str s, int *ret_minutes)
{
        struct str hour;
        i64 h, m;

        if (!str_cut(&s, ':', &hour))
                return false;
        s = str_sub(s, 0, 2); /* seconds and zones of clean answers */
        if (str_to_i64(hour, &h) < 0 || str_to_i64(s, &m) < 0 || h < 0 || h > 23 || m < 0 || m > 59)
                return false;
        *ret_minutes = (int)(h * 60 + m);
        return true;
}

static bool parse_day(struct str s, i64 *ret_day)
{
        struct civil c;

        if (day_parse_vi(s, ret_day) < 0 && day_parse_iso(s, ret_day) < 0)
                return false;
        day_civil(*ret_day, &c);
        return c.year >= YEAR_FIRST && c.year <= YEAR_LAST;
}

static void understand_date(struct form_fill *fill, struct form_item *item)
{
        struct arena *a = fill->setup.arena;
        enum form_subtype kind = item->field->subtype;
        struct str s = typed_text(a, item, false), rest, date = STR_NULL;
        int minutes = 0;
        i64 day = 0;

        if (!s.ptr)
                return;
        rest = s;
        if (kind == FORM_DATE)
                date = s;
        else if (kind == FORM_DATE_TIME &&
                 !str_cut(&rest, str_find_char(s, 'T') < 0 ? ' ' : 'T', &date))
                date = STR("");
        if (date.ptr && !parse_day(date, &day)) {
                form__fault(item, FORM_NOT_DATE, STR_NULL);
                return;
        }
        if (kind != FORM_DATE && !parse_time(rest, &minutes)) {
                form__fault(item, FORM_NOT_TIME, STR_NULL);
                return;
        }
        if (item->field->not_past && date.ptr && day < day_of(fill->setup.now))
                form__fault(item, FORM_PAST, STR_NULL);
        s = str_fmt(a, "%02d:%02d", minutes / 60, minutes % 60);
        if (kind == FORM_DATE)
                s = day_iso(a, day);
        else if (kind == FORM_DATE_TIME)
                s = str_fmt(a, "%.*sT%.*s", STRF(day_iso(a, day)), STRF(s));
        item->value = feel_string(a, s);
}

static void understand_unit(struct form_fill *fill, struct form_item *item)
{
        const struct form_host *host = &fill->setup.host;
        struct str s = typed_text(fill->setup.arena, item, false);

        if (!s.ptr)
                return;
        if (host->known && !host->known(host->arg, item->field, s))
                form__fault(item, FORM_NOT_OPTION, STR_NULL);
        else
                item->value = feel_string(fill->setup.arena, s);
}

static void understand_choice(struct form_fill *fill, struct form_item *item)
{
        const struct form_option *o;
        struct str s = json_str(item->typed);

        if (!item->typed || item->typed->kind == JSON_NULL || (s.ptr && !s.len))
                return;
        o = find_option(item, fill->setup.arena, item->typed);
        if (o)
                item->value = o->value;
        else
                form__fault(item, FORM_NOT_OPTION, STR_NULL);
}

static void understand_choices(struct form_fill *fill, struct form_item *item)
{
        const struct json *j = item->typed, one = j ? *j : (struct json){ .kind = JSON_NULL };
        struct json only = { .kind = JSON_LIST, .first = (struct json *)&one, .count = 1 };
        const struct feel_value **values;
        size_t n = 0;

        if (j && j->kind != JSON_LIST) {
                only.first->next = NULL;
                j = json_str(j).len ? &only : NULL;
        }
        values = arena_array(fill->setup.arena, item->n_options + 1, sizeof *values);
        JSON_EACH(x, j)
        {
                const struct form_option *o = find_option(item, fill->setup.arena, x);
                bool again = false;

                for (size_t i = 0; o && i < n; i++)
                        again |= values[i] == o->value;
                if (o && !again)
                        values[n++] = o->value;
                else if (!o && json_str(x).len)
                        form__fault(item, FORM_NOT_OPTION, STR_NULL);
        }
        item->value = feel_list(fill->setup.arena, values, n);
}

void form__understand(struct form_fill *fill, struct form_item *item)
{
        const struct form_field *f = item->field;
        struct str s = json_str(item->typed);

        item->value = feel_null();
        item->fault = FORM_RIGHT;
        switch (f->type) {
        case FORM_TEXTFIELD:
        case FORM_TEXTAREA:
                understand_text(fill, item);
                break;
        case FORM_NUMBER:
                understand_number(fill, item);
                break;
        case FORM_DATETIME:
                understand_date(fill, item);
                break;
        case FORM_CHECKBOX:
                item->value = feel_bool(s.len ? !str_is(s, "0") && !str_is(s, "false")
                                              : json_bool(item->typed, false));
                break;
        case FORM_CHECKLIST:
        case FORM_TAGLIST:
                understand_choices(fill, item);
                break;
        case FORM_RADIO:
        case FORM_SELECT:
                if (f->kind == FORM_KIND_UNIT)
                        understand_unit(fill, item);
                else
                        understand_choice(fill, item);
                break;
        default:
                break;
        }
}
