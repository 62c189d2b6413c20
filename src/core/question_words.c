/*
 * src/core/question_words.c: what is wrong with an answer, and what an answer says, in the page's
 * language.
 */
#include "core/question_words.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "base/viet.h"
#include "core/words.h"
#include "web/texts.h"

struct str question__label(struct question_room *room, const struct form_item *item)
{
        struct str s = form_text(
                room->fill, item, item->field->label, room->lang == LANG_EN ? FORM_EN : FORM_VI);

        return s.ptr ? str_trim(s) : STR("");
}

/* "Số nhà" after a verb is "số nhà"; "CCCD" and names of one letter stay. */
static struct str in_sentence(struct arena *a, struct str label)
{
        struct str rest = label, head;
        int32_t first = utf8_next(&rest), second = utf8_next(&rest);
        struct buf b;

        if (first < 0 || second < 0)
                return label;
        buf_init(&b, a, 8);
        utf8_put(&b, second);
        if (second == ' ' || !str_eq(viet_norm(a, buf_str(&b)), buf_str(&b)))
                return label;
        head = utf8_head(label, 1);
        return str_cat(a, viet_norm(a, head), str_sub(label, head.len, label.len));
}

static struct str required_words(struct question_room *room, const struct form_item *item)
{
        struct str label = in_sentence(room->arena, question__label(room, item));

        if (item->field->type == FORM_CHECKBOX)
                return s_FORM_TICK(room->arena, room->lang, label);
        if (form_is_choice(item->field))
                return s_FORM_CHOOSE(room->arena, room->lang, label);
        return s_FORM_ANSWER(room->arena, room->lang, label);
}

static struct str kind_words(struct question_room *room, const struct form_item *item)
{
        static const int texts[FORM_KIND_MAX] = {
                [FORM_KIND_IDENTITY] = T_WEB_FIELD_IDENTITY,
                [FORM_KIND_PHONE] = T_WEB_FIELD_PHONE,
                [FORM_KIND_EMAIL] = T_WEB_FIELD_EMAIL,
                [FORM_KIND_TAX_CODE] = T_FORM_TAX_CODE,
                [FORM_KIND_INSURANCE] = T_FORM_INSURANCE,
                [FORM_KIND_LAND_PLOT] = T_FORM_LAND_PLOT,
                [FORM_KIND_MONEY] = T_WEB_FIELD_MONEY,
        };
        int text = texts[item->field->kind];

        if (!text)
                text = item->field->rules.email ? T_WEB_FIELD_EMAIL : T_WEB_FIELD_PHONE;
        return text_plain(room->arena, room->lang, text, STR_NULL);
}

struct str question_fault_words(struct question_room *room, const struct form_item *item)
{
        static const int texts[FORM_FAULT_MAX] = {
                [FORM_NOT_NUMBER] = T_FORM_NUMBER,
                [FORM_NOT_WHOLE] = T_FORM_WHOLE,
                [FORM_DECIMALS] = T_FORM_DECIMALS,
                [FORM_STEP] = T_FORM_STEP,
                [FORM_MIN] = T_FORM_MIN,
                [FORM_MAX] = T_FORM_MAX,
                [FORM_MIN_LENGTH] = T_FORM_MIN_LENGTH,
                [FORM_MAX_LENGTH] = T_WEB_FIELD_LONG,
                [FORM_PATTERN] = T_FORM_PATTERN,
                [FORM_NOT_DATE] = T_WEB_FIELD_DATE,
                [FORM_NOT_TIME] = T_FORM_TIME,
                [FORM_PAST] = T_FORM_PAST,
                [FORM_NOT_OPTION] = T_WEB_FIELD_CHOICE,
                [FORM_NOT_UTF8] = T_WEB_FIELD_UNREADABLE,
                [FORM_TOO_LONG] = T_WEB_FIELD_LONG,
        };
        struct str own = item->words[room->lang == LANG_EN ? FORM_EN : FORM_VI];

        if (item->fault == FORM_RIGHT || item->hidden || item->is_row)
                return STR_NULL;
        if (own.len)
                return own;
        if (item->fault == FORM_REQUIRED)
                return required_words(room, item);
        if (item->fault == FORM_WRONG_KIND)
                return kind_words(room, item);
        return text_plain(room->arena, room->lang, texts[item->fault], item->limit);
}

static struct str option_words(
        struct question_room *room, const struct form_item *item, const struct feel_value *v)
{
        for (size_t i = 0; i < item->n_options; i++)
                if (item->options[i].value == v || feel_equal(item->options[i].value, v) == 1)
                        return question__option(room, &item->options[i]);
        return feel_text(room->arena, v);
}

struct str question__option(const struct question_room *room, const struct form_option *o)
{
        return room->lang == LANG_EN && o->label[FORM_EN].len ? o->label[FORM_EN]
                                                              : o->label[FORM_VI];
}

/* "1996-09-27T08:30" as "8:30 27/09/1996". */
static struct str moment_words(struct arena *a, const struct form_item *item)
{
        struct str s = feel_to_str(item->value), day;
        i64 n;

        if (item->field->subtype == FORM_TIME)
                return s;
        if (!str_cut(&s, 'T', &day) || day_parse_iso(day, &n) < 0)
                return feel_to_str(item->value);
        return s.len ? str_fmt(a, "%.*s %.*s", STRF(s), STRF(day_vi(a, n))) : day_vi(a, n);
}

static struct str unit_words(struct question_room *room, const struct form_item *item)
{
        const struct unit *u = org_unit_by_code(room->org, feel_to_str(item->value));

        return u ? unit_place_name(room->arena, u) : feel_to_str(item->value);
}

struct str question_words(struct question_room *room, const struct form_item *item)
{
        const struct feel_value *v = item->value;
        struct str *each;
        i64 n;

        if (feel_kind(v) == FEEL_NULL)
                return STR("");
        if (item->field->kind == FORM_KIND_MONEY && feel_to_i64(v, &n))
                return words_money(room->arena, room->lang, n);
        if (item->field->kind == FORM_KIND_UNIT)
                return unit_words(room, item);
        if (item->field->type == FORM_DATETIME)
                return moment_words(room->arena, item);
        if (item->field->type == FORM_CHECKBOX)
                return feel_is_true(v) ? s_FORM_YES(room->arena, room->lang)
                                       : s_FORM_NO(room->arena, room->lang);
        if (feel_kind(v) != FEEL_LIST)
                return form_is_choice(item->field) ? option_words(room, item, v)
                                                   : feel_text(room->arena, v);
        each = NEW_ARRAY(room->arena, struct str, feel_count(v) + 1);
        for (size_t i = 0; i < feel_count(v); i++)
                each[i] = option_words(room, item, feel_item(v, i));
        return str_join(room->arena, each, feel_count(v), STR(", "));
}
