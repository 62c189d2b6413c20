/*
 * src/web/values.c: one check a kind of field. Each takes what was sent and leaves the value in its
 * normal form, or says beside the field what is wrong. Nothing here knows a request or a page.
 */
#include "web/input.h"

#include "base/clock.h"
#include "base/typed.h"
#include "base/utf8.h"
#include "web/texts.h"

enum {
        TEXT_CHARS = 1000,
        LINES_CHARS = 20000,
        SECRET_CHARS = 1000,
        KEY_BYTES = 200,
        LIST_ITEMS = 100,
        YEAR_FIRST = 1800,
        YEAR_LAST = 2200,
};

/* The field's own message, or the one given with its detail. */
static void wrong(struct input *in, struct input_value *v, int text, struct str detail)
{
        input_fail(in, v->field->name, v->field->message ? v->field->message : text, detail);
}

static void wrong_max(struct input *in, struct input_value *v, int text, i64 max)
{
        wrong(in, v, text, str_fmt(in->arena, "%lld", (long long)max));
}

static void missing(struct input *in, struct input_value *v, int text)
{
        if (v->field->rule & FIELD_REQUIRED)
                wrong(in, v, text, STR_NULL);
}

/*
 * The one value of the field, cleaned; false when there is none or it was wrong (both said).
 */
static bool one(struct input *in, struct input_value *v, bool lines, struct str *ret_s)
{
        struct str s;

        if (v->n_sent > 1) {
                wrong(in, v, T_WEB_FIELD_TWICE, STR_NULL);
                return false;
        }
        if (v->n_sent && utf8_clean(in->arena, v->sent[0], lines, &s) < 0) {
                wrong(in, v, T_WEB_FIELD_UNREADABLE, STR_NULL);
                return false;
        }
        if (!v->n_sent || !s.len) {
                missing(in, v, T_WEB_FIELD_MISSING);
                return false;
        }
        *ret_s = s;
        return true;
}

static void check_words(struct input *in, struct input_value *v)
{
        bool lines = v->field->kind == FIELD_LINES;
        i64 max = v->field->max ? v->field->max : lines ? LINES_CHARS : TEXT_CHARS;
        struct str s;

        if (!one(in, v, lines, &s))
                return;
        if ((i64)utf8_count(s) > max)
                wrong_max(in, v, T_WEB_FIELD_LONG, max);
        else
                v->text = s;
}

static void put_number(struct input *in, struct input_value *v, i64 n)
{
        if (v->field->max && n > v->field->max)
                wrong_max(in, v, T_WEB_FIELD_LARGE, v->field->max);
        else
                v->num = n;
}

static void check_i64(struct input *in, struct input_value *v)
{
        struct str s;
        i64 n;

        if (!one(in, v, false, &s))
                return;
        if (str_to_i64(s, &n) < 0 || n == I64_NULL)
                wrong(in, v, T_WEB_FIELD_NUMBER, STR_NULL);
        else
                put_number(in, v, n);
}

/* No other moment has a day that can be reckoned with. */
static void check_moment(struct input *in, struct input_value *v)
{
        struct str s;
        i64 t;

        if (!one(in, v, false, &s))
                return;
        if (str_to_i64(s, &t) < 0 || t < 0 || t >= day_start(day_make(10000, 1, 1)))
                wrong(in, v, T_WEB_FIELD_DATE, STR_NULL);
        else
                v->num = t;
}

static void check_bool(struct input *in, struct input_value *v)
{
        struct str s = v->n_sent ? v->sent[0] : STR("0");

        v->num = !(str_is(s, "0") || str_is(s, "false"));
        if (v->n_sent > 1)
                wrong(in, v, T_WEB_FIELD_TWICE, STR_NULL);
        else if (!v->num)
                missing(in, v, T_WEB_FIELD_TICK);
}

static void check_money(struct input *in, struct input_value *v)
{
        struct str s;
        i64 n;

        if (!one(in, v, false, &s))
                return;
        if (typed_money(in->arena, s, &n) < 0)
                wrong(in, v, T_WEB_FIELD_MONEY, STR_NULL);
        else
                put_number(in, v, n);
}

/* Three boxes become one text; false when all are empty. */
static bool join_boxes(struct input *in, struct input_value *v)
{
        struct str part[3];
        bool some = false;

        for (int i = 0; i < 3; i++) {
                part[i] = str_trim(v->boxes[i]);
                some |= part[i].len > 0;
        }
        if (some)
                v->sent[0] = str_fmt(
                        in->arena, "%.*s/%.*s/%.*s", STRF(part[0]), STRF(part[1]), STRF(part[2]));
        return some;
}

static void check_date(struct input *in, struct input_value *v)
{
        struct civil c;
        struct str s;
        i64 day;

        if (!v->n_sent && (v->boxes[0].ptr || v->boxes[1].ptr || v->boxes[2].ptr)) {
                v->sent = NEW_ARRAY(in->arena, struct str, 1);
                v->n_sent = join_boxes(in, v);
        }
        if (!one(in, v, false, &s))
                return;
        if (day_parse_vi(s, &day) < 0 && day_parse_iso(s, &day) < 0) {
                wrong(in, v, T_WEB_FIELD_DATE, STR_NULL);
                return;
        }
        day_civil(day, &c);
        if (c.year < YEAR_FIRST || c.year > YEAR_LAST)
                wrong(in, v, T_WEB_FIELD_DATE, STR_NULL);
        else
                v->num = day;
}

static bool among(struct str choices, struct str s)
{
        struct str choice;

        while (str_cut(&choices, '|', &choice))
                if (str_eq(choice, s))
                        return true;
        return false;
}

static void check_choice(struct input *in, struct input_value *v)
{
        struct str s;

        if (!one(in, v, false, &s))
                return;
        if (among(str_of(v->field->choices), s))
                v->text = s;
        else
                wrong(in, v, T_WEB_FIELD_CHOICE, STR_NULL);
}

static void check_list(struct input *in, struct input_value *v)
{
        i64 max = v->field->max ? v->field->max : LIST_ITEMS;
        struct str s;

        v->items = NEW_ARRAY(in->arena, struct str, v->n_sent + 1);
        for (size_t i = 0; i < v->n_sent; i++) {
                if (utf8_clean(in->arena, v->sent[i], false, &s) < 0) {
                        wrong(in, v, T_WEB_FIELD_UNREADABLE, STR_NULL);
                        return;
                }
                if (utf8_count(s) > TEXT_CHARS) {
                        wrong_max(in, v, T_WEB_FIELD_LONG, TEXT_CHARS);
                        return;
                }
                if (s.len) /* empty boxes at the end of a list are no items */
                        v->items[v->n_items++] = s;
        }
        if ((i64)v->n_items > max)
                wrong_max(in, v, T_WEB_FIELD_MANY, max);
        if (!v->n_items)
                missing(in, v, T_WEB_FIELD_MISSING);
}

static void check_identity(struct input *in, struct input_value *v)
{
        struct str s;

        if (one(in, v, false, &s) && typed_identity(in->arena, s, &v->text) < 0)
                wrong(in, v, T_WEB_FIELD_IDENTITY, STR_NULL);
}

static void check_phone(struct input *in, struct input_value *v)
{
        struct str s;

        if (one(in, v, false, &s) && typed_phone(in->arena, s, &v->text) < 0)
                wrong(in, v, T_WEB_FIELD_PHONE, STR_NULL);
}

static void check_email(struct input *in, struct input_value *v)
{
        struct str s;

        if (one(in, v, false, &s) && typed_email(in->arena, s, &v->text) < 0)
                wrong(in, v, T_WEB_FIELD_EMAIL, STR_NULL);
}

static void check_secret(struct input *in, struct input_value *v)
{
        i64 max = v->field->max ? v->field->max : SECRET_CHARS;
        struct str s = v->n_sent ? v->sent[0] : STR_NULL;

        if (v->n_sent > 1)
                wrong(in, v, T_WEB_FIELD_TWICE, STR_NULL);
        else if (!s.len)
                missing(in, v, T_WEB_FIELD_MISSING);
        else if (!utf8_valid(s))
                wrong(in, v, T_WEB_FIELD_UNREADABLE, STR_NULL);
        else if ((i64)utf8_count(s) > max)
                wrong_max(in, v, T_WEB_FIELD_LONG, max);
        else
                v->text = s;
}

static void check_key(struct input *in, struct input_value *v)
{
        i64 max = v->field->max ? v->field->max : KEY_BYTES;
        struct str s;

        if (!one(in, v, false, &s))
                return;
        if ((i64)s.len > max || !str_only(s, "_.:-"))
                wrong(in, v, T_WEB_FIELD_KEY, STR_NULL);
        else
                v->text = s;
}

/* Types that may be stored unless the field names its own. */
static bool is_usual_type(struct str type)
{
        return !str_is(type, "application/octet-stream") && !str_is(type, "text/html") &&
               !str_is(type, "image/svg+xml") && !str_is(type, "application/zip");
}

int upload_fault(const struct upload *u)
{
        if (u->size == 0)
                return T_WEB_FILE_EMPTY;
        return is_usual_type(u->type) ? 0 : T_WEB_FILE_KIND;
}

static int file_fault(const struct field *f, const struct upload_part *p)
{
        if (p->err == ERR_LIMIT)
                return T_WEB_FILE_LARGE;
        if (p->err < 0)
                return T_WEB_FILE_NOT_STORED;
        if (!f->choices || p->upload.size == 0)
                return upload_fault(&p->upload);
        if (strcmp(f->choices, "*") != 0 && !among(str_of(f->choices), p->upload.type))
                return T_WEB_FILE_KIND;
        return 0;
}

static void check_file(struct input *in, struct input_value *v)
{
        for (struct upload_part *p = v->files; p; p = p->next) {
                int fault;

                p->upload.type = str_of(sniff_type(&p->sniff));
                fault = file_fault(v->field, p);
                if (fault)
                        input_fail(in, v->field->name, fault, p->upload.name);
        }
        if (v->n_sent) /* a text where a file belongs */
                wrong(in, v, T_WEB_FILE_MISSING, STR_NULL);
        else if (!v->n_files)
                missing(in, v, T_WEB_FILE_MISSING);
}

/* What a value of a JSON body measures when written out. */
static size_t json_bytes(struct arena *a, const struct json *j)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, SIZE_MAX / 4);
        json_begin(&w, &b);
        json_put_tree(&w, NULL, j);
        return b.len;
}

static void check_json(struct input *in, struct input_value *v)
{
        struct str where = STR_NULL, s;

        if (!v->by_json && one(in, v, true, &s) && json_parse(in->arena, s, &v->json, &where) < 0)
                wrong(in, v, T_WEB_FIELD_JSON, where);
        if (v->by_json && !v->json)
                missing(in, v, T_WEB_FIELD_MISSING);
        if (v->json && v->field->max && (i64)json_bytes(in->arena, v->json) > v->field->max)
                wrong_max(in, v, T_WEB_FIELD_LONG, v->field->max);
}

static void check_form(struct input *in, struct input_value *v)
{
        if (!v->by_json && v->form.count)
                v->json = &v->form;
        if (!v->json)
                missing(in, v, T_WEB_FIELD_MISSING);
        else if (v->json->kind != JSON_OBJECT)
                wrong(in, v, T_WEB_FIELD_JSON, STR_NULL);
}

static const struct {
        void (*check)(struct input *in, struct input_value *v);
        int bad_kind; /* said when a JSON body had another type there */
} kinds[FIELD_KIND_MAX] = {
        [FIELD_TEXT] = { check_words, T_WEB_FIELD_WORDS },
        [FIELD_LINES] = { check_words, T_WEB_FIELD_WORDS },
        [FIELD_I64] = { check_i64, T_WEB_FIELD_NUMBER },
        [FIELD_MOMENT] = { check_moment, T_WEB_FIELD_DATE },
        [FIELD_BOOL] = { check_bool, T_WEB_FIELD_BOOL },
        [FIELD_DATE] = { check_date, T_WEB_FIELD_DATE },
        [FIELD_MONEY] = { check_money, T_WEB_FIELD_MONEY },
        [FIELD_CHOICE] = { check_choice, T_WEB_FIELD_CHOICE },
        [FIELD_LIST] = { check_list, T_WEB_FIELD_LIST },
        [FIELD_IDENTITY] = { check_identity, T_WEB_FIELD_IDENTITY },
        [FIELD_PHONE] = { check_phone, T_WEB_FIELD_PHONE },
        [FIELD_EMAIL] = { check_email, T_WEB_FIELD_EMAIL },
        [FIELD_SECRET] = { check_secret, T_WEB_FIELD_WORDS },
        [FIELD_FILE] = { check_file, T_WEB_FILE_MISSING },
        [FIELD_JSON] = { check_json, T_WEB_FIELD_JSON },
        [FIELD_KEY] = { check_key, T_WEB_FIELD_KEY },
        [FIELD_FORM] = { check_form, T_WEB_FIELD_UNREADABLE },
};

void input__check_value(struct input *in, struct input_value *v)
{
        if (v->bad_kind)
                wrong(in, v, kinds[v->field->kind].bad_kind, STR_NULL);
        else
                kinds[v->field->kind].check(in, v);
}
