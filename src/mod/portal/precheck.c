/*
 * src/mod/portal/precheck.c: from a decision to questions and back to an answer. Knows no request.
 */
#include "mod/portal/precheck.h"

#include "base/embedded.h"
#include "flow/form.h"
#include "mod/design/design.h"

#define QUESTIONS_MAX 20

static struct str name_of(struct arena *a, struct str procedure)
{
        return str_fmt(a, "Kiểm tra trước %.*s", STRF(procedure));
}

static const char *file_of(struct arena *a, struct str procedure)
{
        return str_fmt(a, "data/decisions/%.*s.dmn", STRF(procedure)).ptr;
}

int precheck_there(struct tx *tx, struct str procedure, i64 day)
{
        struct design_offered o;

        if (embedded_has(file_of(tx->arena, procedure)))
                return 0;
        return design_offered(tx, STR("decision"), name_of(tx->arena, procedure), day, &o);
}

int precheck_find(struct tx *tx, struct str procedure, i64 day, struct str *ret_text)
{
        struct design_offered o;
        int r = design_offered(tx, STR("decision"), name_of(tx->arena, procedure), day, &o);

        if (r == 0)
                *ret_text = o.content;
        if (r != ERR_NOT_FOUND)
                return r;
        return embedded_read(tx->arena, file_of(tx->arena, procedure), ret_text);
}

/* ---- inputs as questions ---- */

/* One of several texts divided by "|"; STR_NULL past the last. */
static struct str nth_of(struct str list, size_t i)
{
        struct str one = STR_NULL;

        do {
                if (!str_cut(&list, '|', &one))
                        return STR_NULL;
        } while (i--);
        return str_trim(one);
}

static void put_choice(struct json_writer *w, struct str value, struct str label, struct str en)
{
        json_open(w, NULL, '{');
        json_put_str(w, "value", value);
        json_put_str(w, "label", label);
        if (en.len)
                json_put_str(w, "label.en", en);
        json_close(w, '}');
}

static void put_choices(struct json_writer *w, const struct dmn_input *in, struct str english)
{
        json_open(w, "values", '[');
        if (in->kind == FEEL_BOOLEAN) {
                put_choice(w, STR("co"), STR("Có"), STR("Yes"));
                put_choice(w, STR("khong"), STR("Không"), STR("No"));
        }
        for (size_t i = 0; in->kind != FEEL_BOOLEAN && i < feel_count(in->allowed); i++) {
                struct str value = feel_to_str(feel_item(in->allowed, i));

                put_choice(w, value, value, nth_of(english, i));
        }
        json_close(w, ']');
}

static void put_question(
        struct json_writer *w, const struct dmn_model *m, size_t i, const struct dmn_input *in)
{
        bool choice = in->kind == FEEL_BOOLEAN || feel_count(in->allowed);

        json_open(w, NULL, '{');
        json_put_str(w, "type",
                choice                    ? STR("radio")
                : in->kind == FEEL_NUMBER ? STR("number")
                                          : STR("textfield"));
        json_put_str(w, "id", in->id);
        json_put_str(w, "key", in->id);
        json_put_str(w, "label", in->name);
        if (in->description.len)
                json_put_str(w, "description", in->description);
        json_open(w, "validate", '{');
        json_put_bool(w, "required", true);
        json_close(w, '}');
        if (choice)
                put_choices(w, in, dmn_own(m, DMN_INPUT, i, "values-en"));
        json_open(w, "properties", '{');
        json_put_str(w, "label.en", dmn_own(m, DMN_INPUT, i, "en"));
        json_put_str(w, "description.en", dmn_own(m, DMN_INPUT, i, "hint-en"));
        json_close(w, '}');
        json_close(w, '}');
}

static int make_form(struct arena *a, struct precheck *p)
{
        struct dmn_input in;
        struct json_writer w;
        struct buf b;
        size_t n = 0;

        buf_init(&b, a, 256 << 10);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "type", STR("default"));
        json_put_str(&w, "id", STR("kiem-tra-truoc"));
        json_open(&w, "components", '[');
        while (n < QUESTIONS_MAX && dmn_input(p->run, p->model, n, &in)) {
                put_question(&w, p->model, n, &in);
                n++;
        }
        json_close(&w, ']');
        json_close(&w, '}');
        if (n == 0 || b.over)
                return ERR_CORRUPT;
        return form_load(a, buf_str(&b), &p->form) < 0 ? ERR_CORRUPT : 0;
}

int precheck_load(struct arena *a, struct str procedure, struct str text, struct precheck *ret_p)
{
        const struct dmn_source source = { STR("model.dmn"), text };
        struct precheck p = { .name = name_of(a, procedure) };
        int r = dmn_load(a, &source, 1, &p.model);

        if (r < 0)
                return ERR_CORRUPT; /* it loaded when it was published */
        p.run = feel_run_new(a, NULL);
        r = make_form(a, &p);
        if (r == 0)
                *ret_p = p;
        return r;
}

/* ---- answers ---- */

static const struct form_item *item_of(const struct form_fill *fill, struct str key)
{
        for (const struct form_item *i = fill->root; i; i = form_next(fill->root, i))
                if (str_eq(i->path, key))
                        return i;
        return NULL;
}

static const struct feel_value *value_of(const struct dmn_input *in, const struct form_item *item)
{
        if (!item || feel_kind(item->value) == FEEL_NULL)
                return feel_null();
        if (in->kind == FEEL_BOOLEAN)
                return feel_bool(str_is(feel_to_str(item->value), "co"));
        return item->value;
}

static struct str text_of(const struct feel_value *context, const char *key)
{
        const struct feel_value *v = feel_get(context, str_of(key));

        return v ? feel_to_str(v) : STR_NULL;
}

/* English where there is some. */
static struct str words_of(
        struct arena *a, const struct feel_value *context, const char *key, enum lang lang)
{
        struct str s = STR_NULL;

        if (lang == LANG_EN)
                s = text_of(context, str_fmt(a, "%s_en", key).ptr);
        return s.len ? s : text_of(context, key);
}

int precheck_decide(const struct precheck *p, const struct form_fill *fill, enum lang lang,
        struct precheck_answer *ret_answer)
{
        struct arena *a = fill->setup.arena;
        struct str keys[QUESTIONS_MAX];
        const struct feel_value *values[QUESTIONS_MAX], *v, *fee;
        struct precheck_answer answer = { .fee = I64_NULL };
        struct dmn_input in;
        size_t n = 0;

        while (n < QUESTIONS_MAX && dmn_input(p->run, p->model, n, &in)) {
                keys[n] = in.name;
                values[n] = value_of(&in, item_of(fill, in.id));
                n++;
        }
        feel_run_set_now(p->run, fill->setup.now);
        v = dmn_decide(p->run, p->model, p->name, feel_context(a, keys, values, n));
        if (feel_kind(v) != FEEL_CONTEXT || !feel_get(v, STR("eligible")))
                return ERR_CORRUPT;
        answer.eligible = feel_is_true(feel_get(v, STR("eligible")));
        answer.reason = words_of(a, v, "reason", lang);
        answer.time = words_of(a, v, "time", lang);
        answer.papers = feel_get(v, STR("papers"));
        if (!answer.papers || feel_kind(answer.papers) != FEEL_LIST)
                answer.papers = feel_list(a, NULL, 0);
        fee = feel_get(v, STR("fee"));
        if (fee && !feel_to_i64(fee, &answer.fee))
                answer.fee = I64_NULL;
        *ret_answer = answer;
        return 0;
}

/* ---- what the application takes over ---- */

/* The field's own value for a permitted one: of a boolean yes and no. */
static struct str mapped(
        struct arena *a, const struct dmn_input *in, struct str list, const struct form_item *item)
{
        struct str given = feel_text(a, item->value);
        size_t i = 0;

        if (!list.len)
                return given;
        if (in->kind == FEEL_BOOLEAN)
                return nth_of(list, str_is(given, "co") ? 0 : 1);
        while (i < feel_count(in->allowed) &&
                !str_eq(feel_to_str(feel_item(in->allowed, i)), given))
                i++;
        return nth_of(list, i);
}

size_t precheck_carry(const struct precheck *p, const struct form_fill *fill,
        const struct precheck_carried **ret_list)
{
        struct arena *a = fill->setup.arena;
        struct precheck_carried *list = NEW_ARRAY(a, struct precheck_carried, QUESTIONS_MAX);
        struct dmn_input in;
        size_t n = 0;

        for (size_t i = 0; i < QUESTIONS_MAX && dmn_input(p->run, p->model, i, &in); i++) {
                const struct form_item *item = item_of(fill, in.id);
                struct str path = dmn_own(p->model, DMN_INPUT, i, "answer"), value;

                if (!path.len || !item || feel_kind(item->value) == FEEL_NULL)
                        continue;
                value = mapped(a, &in, dmn_own(p->model, DMN_INPUT, i, "answers"), item);
                if (value.len)
                        list[n++] = (struct precheck_carried){ form_control(a, path, ""), value };
        }
        *ret_list = list;
        return n;
}
