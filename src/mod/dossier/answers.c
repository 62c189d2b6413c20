/*
 * src/mod/dossier/answers.c: answers between the database and the form. What an answer means
 * ("meaning" of a field) is how the applicant's columns, the table `answer` and answers of before
 * find each other.
 */
#include "mod/dossier/answers.h"

#include "base/clock.h"

#define ANSWERS_MAX ((size_t)1 << 20)

int answers_begin(struct tx *tx, struct str procedure, struct answers *ret_answers)
{
        struct answers v = { .values = form_data_new(tx->arena, NULL) };
        int r = form_store_of(tx, procedure, &v.stored);

        if (r == 0)
                *ret_answers = v;
        return r;
}

void answers_take(struct arena *a, struct answers *v, const struct json *sent)
{
        if (sent)
                form_data_take(a, v->values, form_root(v->stored.form), sent);
}

/* Of before: a flat object by meaning. "applicant.birth_day" was a count of days. */
static void take_old(struct arena *a, struct answers *v, const struct json *j)
{
        JSON_EACH(x, j)
        {
                struct str s = json_str(x);
                const char *meaning = str_c(a, x->key);

                if (str_is(x->key, "note"))
                        meaning = "dossier.note";
                if (str_is(x->key, "applicant.birth_day") && x->kind == JSON_INT) {
                        s = day_iso(a, x->num);
                        meaning = "applicant.birth_date";
                }
                form_data_offer(a, v->values, v->stored.form, meaning, s);
        }
}

int answers_read(struct tx *tx, struct str json, struct str procedure, struct answers *ret_answers)
{
        struct answers v;
        const struct json *j;
        struct str code;
        int r = json_parse(tx->arena, json, &j, NULL);

        if (r < 0)
                return ERR_CORRUPT;
        code = json_str(json_get(j, "form"));
        if (!code.ptr) {
                r = answers_begin(tx, procedure, &v);
                if (r == 0)
                        take_old(tx->arena, &v, j);
        } else {
                v.values = form_data_new(tx->arena, json_get(j, "values"));
                r = form_store_get(tx, code, json_i64(json_get(j, "version"), 0), &v.stored);
        }
        if (r == 0)
                *ret_answers = v;
        return r;
}

static void put_head(struct json_writer *w, const struct answers *v)
{
        json_open(w, NULL, '{');
        json_put_str(w, "form", v->stored.code);
        json_put_i64(w, "version", v->stored.version);
}

struct str answers_json(struct arena *a, const struct answers *v)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, ANSWERS_MAX);
        json_begin(&w, &b);
        put_head(&w, v);
        json_put_tree(&w, "values", v->values);
        json_close(&w, '}');
        return b.over ? STR_NULL : buf_str(&b);
}

struct str answers_clean_json(
        struct arena *a, const struct answers *v, const struct form_fill *fill)
{
        struct str clean = form_answers(a, fill);
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, ANSWERS_MAX);
        json_begin(&w, &b);
        put_head(&w, v);
        json_put_raw(&w, "values", clean.ptr ? clean : STR("{}"));
        json_close(&w, '}');
        return b.over || !clean.ptr ? STR_NULL : buf_str(&b);
}

int answers_fill(struct arena *a, const struct org *o, const struct procedure_version *p,
        const struct answers *v, i64 now, struct form_fill *ret_fill)
{
        const struct unit *unit;
        const struct str keys[] = { STR("code"), STR("name"), STR("place_needed") };
        const struct feel_value *values[] = { feel_string(a, p->code), feel_string(a, p->usual),
                feel_bool(catalogue_unit(o, p, NULL, &unit) < 0) };
        const struct feel_value *procedure = feel_context(a, keys, values, 3);
        const struct str name = STR("procedure");
        const struct form_setup setup = { .form = v->stored.form,
                .arena = a,
                .given = feel_context(a, &name, &procedure, 1),
                .now = now,
                .host = { question_known, o } };

        return form_fill(&setup, v->values, ret_fill);
}

static const struct form_item *find(const struct form_fill *fill, const char *meaning)
{
        for (const struct form_item *i = fill->root; i; i = form_next(fill->root, i))
                if (!i->hidden && !i->is_row && i->field->meaning.ptr &&
                        str_is(i->field->meaning, meaning))
                        return i;
        return NULL;
}

struct str answers_meaning(const struct form_fill *fill, const char *meaning)
{
        const struct form_item *i = find(fill, meaning);
        struct str s = STR_NULL;

        if (i && feel_kind(i->value) != FEEL_NULL)
                s = feel_text(fill->setup.arena, i->value);
        return s.len ? s : STR_NULL;
}

i64 answers_meaning_day(const struct form_fill *fill, const char *meaning)
{
        i64 day;

        return day_parse_iso(answers_meaning(fill, meaning), &day) < 0 ? I64_NULL : day;
}

void answers_offer_person(struct arena *a, struct answers *v, const struct person *p)
{
        const struct {
                const char *meaning;
                struct str text;
        } known[] = {
                { "applicant.name", p->name },
                { "applicant.identity", p->identity },
                { "applicant.phone", p->phone },
                { "applicant.email", p->email },
                { "applicant.address", p->address },
                { "applicant.birth_date",
                        p->birth_day == I64_NULL ? STR_NULL : day_iso(a, p->birth_day) },
        };

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                form_data_offer(a, v->values, v->stored.form, known[i].meaning, known[i].text);
}

static bool in_list(const struct form_item *item)
{
        while (item && !item->is_row)
                item = item->parent;
        return item != NULL;
}

int answers_put_meanings(struct tx *tx, i64 dossier, const struct form_fill *fill)
{
        int r = 0;

        for (const struct form_item *i = fill->root; i && r == 0; i = form_next(fill->root, i)) {
                struct str meaning = i->field->meaning, text;
                i64 number = I64_NULL, day = I64_NULL;

                if (i->hidden || i->is_row || !meaning.ptr || in_list(i) ||
                        feel_kind(i->value) == FEEL_NULL)
                        continue;
                text = feel_text(tx->arena, i->value);
                if (i->field->type == FORM_DATETIME && day_parse_iso(text, &day) == 0)
                        text = STR_NULL;
                else if (feel_to_i64(i->value, &number))
                        text = STR_NULL;
                if (text.len || number != I64_NULL || day != I64_NULL)
                        r = answer_put(tx, dossier, meaning, text.len ? text : STR_NULL, number,
                                day, NULL);
        }
        return r;
}

void answers_applicant(
        const struct form_fill *fill, const struct person *p, struct new_dossier *ret_n)
{
        const struct {
                const char *meaning;
                struct str known, *at;
        } parts[] = {
                { "applicant.name", p->name, &ret_n->name },
                { "applicant.identity", p->identity, &ret_n->identity },
                { "applicant.phone", p->phone, &ret_n->phone },
                { "applicant.email", p->email, &ret_n->email },
                { "applicant.address", p->address, &ret_n->address },
        };

        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                struct str s = answers_meaning(fill, parts[i].meaning);

                *parts[i].at = s.ptr ? s : parts[i].known;
        }
        ret_n->birth_day = answers_meaning_day(fill, "applicant.birth_date");
        if (ret_n->birth_day == I64_NULL)
                ret_n->birth_day = p->birth_day;
}
