/*
 * src/flow/form_field.h: a compiled form as its readers see it: components in a tree, texts and
 * rules ready to be evaluated. It follows the schema of form-js 1.23 (bpmn.io); what Vietnam needs
 * beyond it stands in `properties` of a component, which every form-js editor keeps.
 */
#ifndef FLOW_FORM_FIELD_H
#define FLOW_FORM_FIELD_H

#include "flow/feel.h"

struct form_template;
struct form_pattern;

enum form_type {
        FORM_ROOT,
        FORM_TEXTFIELD,
        FORM_TEXTAREA,
        FORM_NUMBER,
        FORM_DATETIME,
        FORM_CHECKBOX,
        FORM_CHECKLIST,
        FORM_RADIO,
        FORM_SELECT,
        FORM_TAGLIST,
        FORM_TEXT,
        FORM_HTML,
        FORM_IMAGE,
        FORM_SPACER,
        FORM_SEPARATOR,
        FORM_GROUP,
        FORM_DYNAMICLIST,
        FORM_TABLE,
        FORM_EXPRESSION,
        FORM_BUTTON,
        FORM_FILEPICKER,
        FORM_DOCUMENT_PREVIEW,
        FORM_TYPE_MAX
};

/* `properties.kind`: what the text or choice means in Vietnam. */
enum form_kind {
        FORM_KIND_NONE,
        FORM_KIND_IDENTITY,
        FORM_KIND_PHONE,
        FORM_KIND_EMAIL,
        FORM_KIND_TAX_CODE,
        FORM_KIND_INSURANCE,
        FORM_KIND_LAND_PLOT,
        FORM_KIND_MONEY, /* a number: đồng */
        FORM_KIND_DATE,  /* a date: dd/mm/yyyy for people, ISO 8601 in the data */
        FORM_KIND_UNIT,  /* a commune or ward of the province; the host knows them */
        FORM_KIND_MAX
};

enum form_subtype { FORM_DATE, FORM_TIME, FORM_DATE_TIME };
enum form_lang { FORM_VI, FORM_EN, FORM_LANGS };

/* A constant, or an expression ("=…"). Both NULL: not set. */
struct form_formula {
        const struct feel_value *constant;
        const struct feel_expr *expr;
};

struct form_option {
        const struct feel_value *value;
        struct str label[FORM_LANGS];
        struct str wire; /* the value as a page sends it */
};

/* Column of a table. */
struct form_column {
        struct str key, label;
};

struct form_rules {
        bool required;
        struct form_formula min, max, min_length, max_length;
        const struct form_pattern *pattern;
        struct str pattern_words; /* patternErrorMessage */
        bool email, phone;        /* validationType */
        /* properties "rule", "rule.message", "rule.message.en": FEEL that must be true. */
        const struct feel_expr *own;
        struct str own_words[FORM_LANGS];
};

struct form_field {
        enum form_type type;
        enum form_kind kind;
        struct str id, key; /* key: of inputs; of groups and lists their `path`, may be empty */
        struct str meaning; /* "applicant.birth_date": the same datum in every form */
        struct str address; /* properties "address": of the page that a top group makes */
        struct str autocomplete;
        const struct form_template *label[FORM_LANGS], *description[FORM_LANGS];
        const struct form_template *prefix, *suffix;  /* appearance */
        const struct form_template *text[FORM_LANGS]; /* text, html */
        const struct form_template *source, *alt[FORM_LANGS];
        const struct feel_expr *hide; /* unary tests */
        const struct feel_expr *read_only_when, *expression;
        const struct feel_expr *options_from, *rows_from, *columns_from;
        bool read_only, disabled;
        struct form_rules rules;
        const struct form_option *options;
        size_t n_options;
        struct str options_key;             /* valuesKey */
        const struct feel_value *otherwise; /* defaultValue; NULL none */
        /* number */
        int decimals; /* -1: any */
        const struct feel_value *step;
        bool as_text; /* serializeToString */
        /* datetime */
        enum form_subtype subtype;
        bool not_past;
        /* dynamiclist, table */
        size_t rows; /* defaultRepetitions; rowCount, 0: all */
        bool add_remove;
        const struct form_column *columns;
        size_t n_columns;
        int width; /* layout.columns of 16; 0: whole line */
        struct form_field *parent, *first, *next;
        size_t ordinal; /* in reading order, from 0 */
};

static inline bool form_is_input(const struct form_field *f)
{
        return (f->type >= FORM_TEXTFIELD && f->type <= FORM_TAGLIST) ||
               f->type == FORM_EXPRESSION || f->type == FORM_FILEPICKER;
}
/* Holds several of its options. */
static inline bool form_is_many(const struct form_field *f)
{
        return f->type == FORM_CHECKLIST || f->type == FORM_TAGLIST;
}
static inline bool form_is_choice(const struct form_field *f)
{
        return f->type >= FORM_CHECKLIST && f->type <= FORM_TAGLIST;
}

#endif
