/*
 * src/flow/form_rule.c: is an answer right? The rules of form-js's Validator, with its idea of
 * what is empty, then the author's own rule. One fault a field: the first that a person would
 * mend.
 */
#include "flow/feel_value.h"
#include "flow/form_model.h"

#include "base/typed.h"
#include "base/utf8.h"

/* false of a checkbox, no text, no choice. */
static bool is_empty(const struct feel_value *v)
{
        switch (feel_kind(v)) {
        case FEEL_NULL:
                return true;
        case FEEL_BOOLEAN:
                return !feel_is_true(v);
        case FEEL_STRING:
                return !feel_to_str(v).len;
        case FEEL_LIST:
                return !feel_count(v);
        default:
                return false;
        }
}

static bool number_of(const struct feel_value *v, struct dec *ret_d)
{
        if (feel_kind(v) == FEEL_NUMBER) {
                *ret_d = v->number;
                return true;
        }
        return feel_to_str(v).len && dec_parse(feel_to_str(v), ret_d);
}

/* A rule's number; false when it is not set, or is no number for this data. */
static bool limit_of(struct form_fill *fill, const struct form_item *item,
        const struct form_formula *f, struct dec *ret_d)
{
        const struct feel_value *v = f->constant;

        if (f->expr)
                v = feel_eval(fill->run, f->expr, item->scope);
        return v && number_of(v, ret_d);
}

static struct str number_text(struct form_fill *fill, struct dec d)
{
        return feel_text(fill->setup.arena, feel__number(fill->setup.arena, d));
}

static int decimals_of(struct form_fill *fill, struct dec d)
{
        struct str s = number_text(fill, d);
        ptrdiff_t point = str_find_char(s, '.');

        return point < 0 ? 0 : (int)(s.len - (size_t)point - 1);
}

static void check_number(struct form_fill *fill, struct form_item *item)
{
        const struct form_field *f = item->field;
        struct dec d;

        if (!number_of(item->value, &d))
                return;
        if (f->decimals == 0 && !dec_whole(d))
                form__fault(item, FORM_NOT_WHOLE, STR_NULL);
        else if (f->decimals > 0 && decimals_of(fill, d) > f->decimals)
                form__fault(item, FORM_DECIMALS, str_fmt(fill->setup.arena, "%d", f->decimals));
        else if (f->step && !dec_zero(dec_modulo(d, dec_abs(f->step->number))))
                form__fault(item, FORM_STEP, number_text(fill, f->step->number));
}

static void check_range(struct form_fill *fill, struct form_item *item)
{
        const struct form_rules *r = &item->field->rules;
        struct dec d, limit;

        if (!number_of(item->value, &d))
                return;
        if (limit_of(fill, item, &r->min, &limit) && dec_cmp(d, limit) < 0)
                form__fault(item, FORM_MIN, number_text(fill, limit));
        if (limit_of(fill, item, &r->max, &limit) && dec_cmp(d, limit) > 0)
                form__fault(item, FORM_MAX, number_text(fill, limit));
}

static void check_length(struct form_fill *fill, struct form_item *item, struct str s)
{
        const struct form_rules *r = &item->field->rules;
        struct dec length = dec_of((i64)utf8_count(str_trim(s))), limit;

        if (limit_of(fill, item, &r->min_length, &limit) && dec_cmp(length, limit) < 0)
                form__fault(item, FORM_MIN_LENGTH, number_text(fill, limit));
        if (limit_of(fill, item, &r->max_length, &limit) && dec_cmp(length, limit) > 0)
                form__fault(item, FORM_MAX_LENGTH, number_text(fill, limit));
}

/* A number as Vietnam dials it, or "+" (or 00) and 7 to 15 digits (ITU-T E.164). */
static bool is_phone(struct arena *a, struct str s)
{
        size_t digits = 0;

        if (typed_phone(a, s, &s) == 0)
                return true;
        s = str_replace(a, s, STR(" "), STR(""));
        if (str_starts(s, STR("+")))
                s = str_sub(s, 1, s.len);
        else if (str_starts(s, STR("00")))
                s = str_sub(s, 2, s.len);
        else
                return false;
        while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
                digits++;
        return digits == s.len && digits >= 7 && digits <= 15;
}

static void check_text(struct form_fill *fill, struct form_item *item)
{
        const struct form_rules *r = &item->field->rules;
        struct str s = feel_to_str(item->value), mail;

        if (!s.len)
                return;
        if (r->pattern && !form__matches(r->pattern, s)) {
                form__fault(item, FORM_PATTERN, STR_NULL);
                item->words[FORM_VI] = item->words[FORM_EN] = r->pattern_words;
        }
        check_length(fill, item, s);
        if (r->email && typed_email(fill->setup.arena, s, &mail) < 0)
                form__fault(item, FORM_WRONG_KIND, STR_NULL);
        if (r->phone && !is_phone(fill->setup.arena, s))
                form__fault(item, FORM_WRONG_KIND, STR_NULL);
}

static void check_own(struct form_fill *fill, struct form_item *item)
{
        const struct form_rules *r = &item->field->rules;

        if (!r->own || item->fault != FORM_RIGHT ||
                feel_is_true(feel_eval(fill->run, r->own, item->scope)))
                return;
        form__fault(item, FORM_OWN_RULE, STR_NULL);
        item->words[FORM_VI] = r->own_words[FORM_VI];
        item->words[FORM_EN] =
                r->own_words[FORM_EN].len ? r->own_words[FORM_EN] : r->own_words[FORM_VI];
}

static void check_item(struct form_fill *fill, struct form_item *item)
{
        const struct form_field *f = item->field;

        if (item->fault != FORM_RIGHT)
                return;
        if (is_empty(item->value)) {
                if (f->rules.required)
                        form__fault(item, FORM_REQUIRED, STR_NULL);
                return;
        }
        if (f->type == FORM_NUMBER)
                check_number(fill, item);
        if (f->type == FORM_NUMBER || f->type == FORM_TEXTFIELD)
                check_range(fill, item);
        if (f->type == FORM_TEXTFIELD || f->type == FORM_TEXTAREA)
                check_text(fill, item);
        check_own(fill, item);
}

size_t form_check_answers(struct form_fill *fill)
{
        size_t wrong = 0;

        for (struct form_item *i = fill->root; i; i = form_next(fill->root, i)) {
                const struct form_field *f = i->field;

                if (i->hidden || i->is_row || f->disabled || !form_is_input(f) ||
                        f->type == FORM_EXPRESSION || f->type == FORM_FILEPICKER) {
                        i->fault = FORM_RIGHT;
                        continue;
                }
                check_item(fill, i);
                wrong += i->fault != FORM_RIGHT;
        }
        return wrong;
}
