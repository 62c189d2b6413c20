/*
 * src/flow/form_component.c: the properties of one component: what form-js knows, and what stands
 * in `properties` for Vietnam: kind, meaning, address, autocomplete, rule, and English texts
 * ("label.en").
 */
#include "flow/form_model.h"

struct reader {
        struct form_loader *l;
        struct form_field *f;
        const struct json *j;
};

static struct str text_of(const struct reader *r, const char *name)
{
        return json_str(json_get(r->j, name));
}

static struct str own_of(const struct reader *r, const char *name)
{
        return json_str(json_get(json_get(r->j, "properties"), name));
}

static void read_text(const struct reader *r, const char *name, const char *english,
        const struct form_template *ret_texts[FORM_LANGS])
{
        ret_texts[FORM_VI] = form__template(r->l, r->f, text_of(r, name), name);
        ret_texts[FORM_EN] = form__template(r->l, r->f, own_of(r, english), english);
}

/* A number, or "=…". */
static void read_formula(
        const struct reader *r, const struct json *j, const char *what, struct form_formula *ret_f)
{
        struct str s = json_str(j);

        if (!j || j->kind == JSON_NULL || (s.ptr && !s.len))
                return;
        if (str_starts(s, STR("=")))
                ret_f->expr = form__expr(r->l, r->f, s, FEEL_EXPRESSION, what);
        else
                ret_f->constant =
                        s.ptr ? feel_number_text(r->l->arena, s) : form__from_json(r->l->arena, j);
        if (ret_f->constant && feel_kind(ret_f->constant) != FEEL_NUMBER) {
                form__problem(r->l, r->f->id, false, "validate.%s is not a number", what);
                ret_f->constant = NULL;
        }
}

static void read_validation(const struct reader *r)
{
        const struct json *v = json_get(r->j, "validate");
        struct form_rules *rules = &r->f->rules;
        struct str pattern = json_str(json_get(v, "pattern"));
        struct str type = json_str(json_get(v, "validationType"));
        struct str rule = own_of(r, "rule");

        rules->required = json_bool(json_get(v, "required"), false);
        read_formula(r, json_get(v, "min"), "min", &rules->min);
        read_formula(r, json_get(v, "max"), "max", &rules->max);
        read_formula(r, json_get(v, "minLength"), "minLength", &rules->min_length);
        read_formula(r, json_get(v, "maxLength"), "maxLength", &rules->max_length);
        if (pattern.len && (!type.len || str_is(type, "custom"))) {
                rules->pattern = form__pattern(r->l->arena, pattern);
                if (!rules->pattern)
                        form__problem(r->l, r->f->id, false, "validate.pattern is no pattern");
        }
        rules->pattern_words = json_str(json_get(v, "patternErrorMessage"));
        rules->email = str_is(type, "email");
        rules->phone = str_is(type, "phone");
        if (type.len && !rules->email && !rules->phone && !str_is(type, "custom"))
                form__problem(
                        r->l, r->f->id, false, "validationType “%.*s” is unknown", STRF(type));
        if (rule.len)
                rules->own = form__expr(r->l, r->f, rule, FEEL_EXPRESSION, "rule");
        rules->own_words[FORM_VI] = own_of(r, "rule.message");
        rules->own_words[FORM_EN] = own_of(r, "rule.message.en");
        if (rule.len && str_empty(rules->own_words[FORM_VI]))
                form__problem(r->l, r->f->id, false, "a rule needs a rule.message");
}

static void read_kind(const struct reader *r)
{
        static const char *const names[FORM_KIND_MAX] = { "", "identity", "phone", "email",
                "tax_code", "insurance", "land_plot", "money", "date", "unit" };
        struct str name = own_of(r, "kind");
        struct form_field *f = r->f;
        bool fits;

        if (!name.ptr)
                return;
        for (int k = 1; k < FORM_KIND_MAX; k++)
                if (str_is(name, names[k]))
                        f->kind = (enum form_kind)k;
        if (f->kind == FORM_KIND_NONE) {
                form__problem(r->l, f->id, false, "kind “%.*s” is unknown", STRF(name));
                return;
        }
        if (f->kind == FORM_KIND_MONEY)
                fits = f->type == FORM_NUMBER;
        else if (f->kind == FORM_KIND_DATE)
                fits = f->type == FORM_TEXTFIELD || f->type == FORM_DATETIME;
        else if (f->kind == FORM_KIND_UNIT)
                fits = f->type == FORM_SELECT;
        else
                fits = f->type == FORM_TEXTFIELD;
        if (!fits)
                form__problem(r->l, f->id, false, "kind “%.*s” does not go with type %s",
                        STRF(name), form__types[f->type].name);
        if (f->kind == FORM_KIND_DATE)
                f->type = FORM_DATETIME;
}

static bool is_word(struct str s, const char *more)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.ptr[i];

                if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            (c && strchr(more, c))))
                        return false;
        }
        return s.len > 0;
}

/* Words joined by points; none begins with a digit, so that rows of lists can be told from keys. */
static bool is_key(struct str s)
{
        struct str word;

        if (!s.len || s.len > FORM_KEY_BYTES)
                return false;
        while (str_cut(&s, '.', &word))
                if (!is_word(word, "_") || (word.ptr[0] >= '0' && word.ptr[0] <= '9'))
                        return false;
        return true;
}

static void read_key(const struct reader *r)
{
        struct form_field *f = r->f;
        bool input = form_is_input(f);

        f->key = text_of(r, input ? "key" : "path");
        f->meaning = own_of(r, "meaning");
        f->address = own_of(r, "address");
        f->autocomplete = own_of(r, "autocomplete");
        if (input || f->type == FORM_DYNAMICLIST ? !is_key(f->key)
                                                 : !str_empty(f->key) && !is_key(f->key)) {
                form__problem(r->l, f->id, false,
                        "%s “%.*s” is not made of letters, digits and _ joined by points",
                        input ? "key" : "path", STRF(f->key));
                f->key = f->id.len && is_key(f->id) ? f->id
                                                    : str_fmt(r->l->arena, "f%zu", f->ordinal);
        }
        if (f->meaning.ptr && (!input || !is_key(f->meaning)))
                form__problem(r->l, f->id, false, "meaning “%.*s” is no name of an answer",
                        STRF(f->meaning));
        if (f->address.ptr && !is_word(f->address, "-"))
                form__problem(r->l, f->id, false, "address “%.*s” does not fit an address",
                        STRF(f->address));
        if (f->autocomplete.ptr && !is_word(f->autocomplete, "- "))
                f->autocomplete = STR_NULL;
}

static void read_options(const struct reader *r)
{
        const struct json *values = json_get(r->j, "values");
        struct form_field *f = r->f;
        struct form_option *options;
        struct str from = text_of(r, "valuesExpression");

        f->options_key = text_of(r, "valuesKey");
        if (from.len)
                f->options_from = form__expr(r->l, f, from, FEEL_EXPRESSION, "valuesExpression");
        if (!values && !from.len && !f->options_key.len && f->kind != FORM_KIND_UNIT)
                form__problem(r->l, f->id, false, "no values, valuesKey or valuesExpression");
        if (!values || values->kind != JSON_LIST)
                return;
        if (values->count > FORM_OPTIONS_MAX) {
                form__problem(r->l, f->id, false, "more than %d values", FORM_OPTIONS_MAX);
                return;
        }
        options = NEW_ARRAY(r->l->arena, struct form_option, values->count + 1);
        JSON_EACH(j, values)
        {
                struct form_option *o = &options[f->n_options];

                if (!form__option(r->l->arena, form__from_json(r->l->arena, j), o)) {
                        form__problem(r->l, f->id, true, "value %zu has neither label nor value",
                                f->n_options + 1);
                        continue;
                }
                for (size_t k = 0; k < f->n_options; k++)
                        if (str_eq(options[k].wire, o->wire))
                                form__problem(r->l, f->id, false, "value “%.*s” is there twice",
                                        STRF(o->wire));
                f->n_options++;
        }
        f->options = options;
}

static void read_columns(const struct reader *r)
{
        const struct json *columns = json_get(r->j, "columns");
        struct str rows = text_of(r, "dataSource"), from = text_of(r, "columnsExpression");
        struct form_field *f = r->f;
        struct form_column *c =
                NEW_ARRAY(r->l->arena, struct form_column, columns ? columns->count + 1 : 1);

        f->rows = (size_t)MAX(json_i64(json_get(r->j, "rowCount"), 0), (i64)0);
        if (rows.len)
                f->rows_from = form__expr(r->l, f, rows, FEEL_EXPRESSION, "dataSource");
        else
                form__problem(r->l, f->id, false, "a table without dataSource");
        if (from.len)
                f->columns_from = form__expr(r->l, f, from, FEEL_EXPRESSION, "columnsExpression");
        JSON_EACH(j, columns)
        {
                struct str key = json_str(json_get(j, "key")),
                           label = json_str(json_get(j, "label"));

                if (key.len)
                        c[f->n_columns++] = (struct form_column){ key, label.len ? label : key };
        }
        f->columns = c;
        if (!from.len && !f->n_columns)
                form__problem(r->l, f->id, false, "a table without columns");
}

static void read_list(const struct reader *r)
{
        i64 rows = json_i64(json_get(r->j, "defaultRepetitions"), 1);

        r->f->add_remove = json_bool(json_get(r->j, "allowAddRemove"), true);
        r->f->rows = (size_t)MIN(MAX(rows, (i64)0), (i64)FORM_ROWS_MAX);
        if (rows < 0 || rows > FORM_ROWS_MAX)
                form__problem(
                        r->l, r->f->id, false, "defaultRepetitions is not 0 to %d", FORM_ROWS_MAX);
        if (!json_bool(json_get(r->j, "isRepeating"), true))
                form__problem(r->l, r->f->id, false, "a dynamic list that does not repeat");
}

static void read_datetime(const struct reader *r)
{
        struct str subtype = text_of(r, "subtype");

        r->f->not_past = json_bool(json_get(r->j, "disallowPassedDates"), false);
        if (str_is(subtype, "time"))
                r->f->subtype = FORM_TIME;
        else if (str_is(subtype, "datetime"))
                r->f->subtype = FORM_DATE_TIME;
        else if (subtype.len && !str_is(subtype, "date"))
                form__problem(r->l, r->f->id, false, "subtype “%.*s” is unknown", STRF(subtype));
        if (!r->f->label[FORM_VI])
                read_text(r, r->f->subtype == FORM_TIME ? "timeLabel" : "dateLabel", "label.en",
                        r->f->label);
}

static void read_number(const struct reader *r)
{
        const struct json *step = json_get(r->j, "increment");
        struct form_field *f = r->f;

        f->decimals = (int)MIN(json_i64(json_get(r->j, "decimalDigits"), -1), (i64)30);
        if (f->kind == FORM_KIND_MONEY)
                f->decimals = 0;
        f->as_text = json_bool(json_get(r->j, "serializeToString"), false);
        if (step && step->kind != JSON_NULL && !(json_str(step).ptr && !json_str(step).len)) {
                f->step = json_str(step).ptr ? feel_number_text(r->l->arena, json_str(step))
                                             : form__from_json(r->l->arena, step);
                if (feel_kind(f->step) != FEEL_NUMBER ||
                        feel_equal(f->step, feel_number(r->l->arena, 0)) == 1) {
                        form__problem(r->l, f->id, false, "increment is not a number above 0");
                        f->step = NULL;
                }
        }
}

/* What only one type has. */
static void read_type(const struct reader *r)
{
        struct form_field *f = r->f;
        struct str expression = text_of(r, "expression");

        if (form_is_choice(f))
                read_options(r);
        switch (f->type) {
        case FORM_NUMBER:
                read_number(r);
                break;
        case FORM_DATETIME:
                read_datetime(r);
                break;
        case FORM_DYNAMICLIST:
                read_list(r);
                break;
        case FORM_TABLE:
                read_columns(r);
                break;
        case FORM_TEXT:
                read_text(r, "text", "text.en", f->text);
                break;
        case FORM_HTML:
                read_text(r, "content", "content.en", f->text);
                break;
        case FORM_IMAGE:
                f->source = form__template(r->l, f, text_of(r, "source"), "source");
                read_text(r, "alt", "alt.en", f->alt);
                break;
        case FORM_EXPRESSION:
                if (expression.len)
                        f->expression =
                                form__expr(r->l, f, expression, FEEL_EXPRESSION, "expression");
                else
                        form__problem(r->l, f->id, false, "an expression field without expression");
                break;
        default:
                break;
        }
}

/*
 * form-js reads `hide` in the grammar of unary tests with no input value, and so does this: what is
 * null (a comparison with an answer that is not there yet) hides.
 */
static void read_condition(const struct reader *r)
{
        struct str hide = json_str(json_get(json_get(r->j, "conditional"), "hide"));

        if (!hide.len)
                return;
        if (!str_starts(hide, STR("=")))
                form__problem(r->l, r->f->id, true, "conditional.hide without “=” never hides");
        else
                r->f->hide = form__expr(r->l, r->f, hide, FEEL_UNARY_TESTS, "conditional.hide");
}

void form__component(struct form_loader *l, struct form_field *f, const struct json *j)
{
        const struct reader r = { l, f, j };
        const struct json *look = json_get(j, "appearance"), *only = json_get(j, "readonly");
        const struct json *otherwise = json_get(j, "defaultValue");

        f->decimals = -1;
        read_kind(&r);
        read_key(&r);
        read_text(&r, "label", "label.en", f->label);
        read_text(&r, "description", "description.en", f->description);
        f->prefix = form__template(l, f, json_str(json_get(look, "prefixAdorner")), "prefix");
        f->suffix = form__template(l, f, json_str(json_get(look, "suffixAdorner")), "suffix");
        read_condition(&r);
        if (json_str(only).len)
                f->read_only_when = form__expr(l, f, json_str(only), FEEL_EXPRESSION, "readonly");
        f->read_only = json_bool(only, false);
        f->disabled = json_bool(json_get(j, "disabled"), false);
        f->width = (int)json_i64(json_get(json_get(j, "layout"), "columns"), 0);
        if (otherwise && otherwise->kind != JSON_NULL)
                f->otherwise = form__from_json(l->arena, otherwise);
        if (form_is_input(f))
                read_validation(&r);
        read_type(&r);
}
