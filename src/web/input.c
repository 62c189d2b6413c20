/*
 * src/web/input.c: gathers what was sent under the names that the route declares, and gives it out
 * again through the getters of req.h. Whether a value is right is decided in values.c.
 */
#include "web/input.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "web/router.h"

static const char *const box_names[3] = { "-day", "-month", "-year" };

static size_t field_count(const struct route *r)
{
        size_t n = 0;

        while (r && r->fields && r->fields[n].name)
                n++;
        return n;
}

void input__init(struct input *in)
{
        size_t n = field_count(in->route);

        in->values = NEW_ARRAY(in->arena, struct input_value, n + 1);
        for (size_t i = 0; i < n; i++) {
                struct input_value *v = &in->values[i];

                v->field = &in->route->fields[i];
                v->num = I64_NULL;
                v->last_file = &v->files;
                v->form = (struct json){ .kind = JSON_OBJECT };
        }
}

static struct input_value *find(const struct input *in, struct str name)
{
        for (struct input_value *v = in->values; v->field; v++)
                if (str_is(name, v->field->name))
                        return v;
        return NULL;
}

static void add_sent(struct arena *a, struct input_value *v, struct str value)
{
        if (v->n_sent == v->cap_sent) {
                size_t cap = MAX(v->cap_sent * 2, (size_t)1);
                struct str *grown = NEW_ARRAY(a, struct str, cap);

                if (v->n_sent)
                        memcpy(grown, v->sent, v->n_sent * sizeof *grown);
                v->sent = grown;
                v->cap_sent = cap;
        }
        v->sent[v->n_sent++] = value;
}

static struct json *json_new(struct arena *a, enum json_kind kind, struct str key, struct str text)
{
        struct json *j = NEW(a, struct json);

        *j = (struct json){ .kind = kind, .key = key, .text = text };
        return j;
}

/*
 * "<name>.<key>" or "<name>-<key>" of a FIELD_FORM: a text, or a list of texts once the key comes
 * again.
 */
static void add_member(struct arena *a, struct input_value *v, struct str key, struct str value)
{
        struct json *j, *old;

        if (!key.len || !utf8_valid(key) || utf8_clean(a, value, true, &value) < 0) {
                v->bad_kind = true;
                return;
        }
        JSON_EACH(m, &v->form)
        {
                if (!str_eq(m->key, key))
                        continue;
                j = (struct json *)m;
                if (j->kind == JSON_TEXT) {
                        old = json_new(a, JSON_TEXT, STR_NULL, j->text);
                        *j = (struct json){ .kind = JSON_LIST,
                                .key = key,
                                .first = old,
                                .next = j->next,
                                .count = 1 };
                }
                for (old = j->first; old->next;)
                        old = old->next;
                old->next = json_new(a, JSON_TEXT, STR_NULL, value);
                j->count++;
                return;
        }
        j = json_new(a, JSON_TEXT, key, value);
        if (v->form_last)
                v->form_last->next = j;
        else
                v->form.first = j;
        v->form_last = j;
        v->form.count++;
}

/* Is `name` a part of this field: a date's box or a form's member? */
static bool add_part(struct input *in, struct input_value *v, struct str name, struct str value)
{
        struct str own = str_of(v->field->name);
        struct str tail;

        if (name.len <= own.len || !str_starts(name, own))
                return false;
        tail = str_sub(name, own.len, name.len);
        for (int i = 0; v->field->kind == FIELD_DATE && i < 3; i++)
                if (str_is(tail, box_names[i])) {
                        v->boxes[i] = value;
                        return true;
                }
        if (v->field->kind != FIELD_FORM || (tail.ptr[0] != '.' && tail.ptr[0] != '-'))
                return false;
        add_member(in->arena, v, str_dup(in->arena, str_sub(tail, 1, tail.len)), value);
        return true;
}

int input__add(struct input *in, struct str name, struct str value)
{
        struct input_value *v = find(in, name);

        if (name.len > INPUT_NAME_BYTES)
                return ERR_LIMIT;
        if (v) {
                add_sent(in->arena, v, value);
                return 0;
        }
        for (v = in->values; v->field; v++)
                if (add_part(in, v, name, value))
                        break;
        return 0;
}

int input__add_query(struct input *in, struct str query,
        int (*add)(void *arg, struct str name, struct str value), void *arg)
{
        struct str pair, name, value;
        int pairs = 0, r;

        while (query.len && str_cut(&query, '&', &pair)) {
                if (!pair.len)
                        continue;
                if (++pairs > INPUT_PAIRS)
                        return ERR_LIMIT;
                value = pair;
                str_cut(&value, '=', &name);
                r = query_decode(in->arena, name, &name);
                if (r == 0)
                        r = query_decode(in->arena, value, &value);
                if (r == 0)
                        r = add(arg, name, value);
                if (r < 0)
                        return r;
        }
        return 0;
}

static bool is_number(enum field_kind kind)
{
        return kind == FIELD_I64 || kind == FIELD_MONEY || kind == FIELD_MOMENT;
}

static void add_json_value(struct arena *a, struct input_value *v, const struct json *j)
{
        switch (j->kind) {
        case JSON_TEXT:
                v->bad_kind = is_number(v->field->kind) || v->field->kind == FIELD_BOOL;
                add_sent(a, v, j->text);
                break;
        case JSON_INT:
                v->bad_kind = !is_number(v->field->kind);
                add_sent(a, v, str_fmt(a, "%lld", (long long)j->num));
                break;
        case JSON_BOOL:
                v->bad_kind = v->field->kind != FIELD_BOOL;
                add_sent(a, v, j->num ? STR("1") : STR("0"));
                break;
        case JSON_LIST:
                v->bad_kind = v->field->kind != FIELD_LIST;
                JSON_EACH(item, j)
                {
                        v->bad_kind |= item->kind != JSON_TEXT;
                        add_sent(a, v, item->text);
                }
                break;
        case JSON_NULL:
                break;
        default:
                v->bad_kind = true;
        }
}

void input__add_json(struct input *in, const struct json *object)
{
        for (struct input_value *v = in->values; v->field; v++) {
                const struct json *j = json_get(object, v->field->name);

                v->by_json = true;
                if (!j || j->kind == JSON_NULL)
                        continue;
                if (v->field->kind == FIELD_JSON || v->field->kind == FIELD_FORM)
                        v->json = j;
                else
                        add_json_value(in->arena, v, j);
        }
}

struct str upload_clean_name(struct arena *a, struct str s)
{
        ptrdiff_t cut = MAX(str_rfind_char(s, '/'), str_rfind_char(s, '\\'));

        s = str_sub(s, (size_t)(cut + 1), s.len);
        if (utf8_clean(a, s, false, &s) < 0 || !s.len)
                return STR("file");
        return str_dup(a, utf8_head(s, 200));
}

static void give_up(void *arg)
{
        struct upload_part *p = arg;

        if (p->content)
                content_abort(p->content);
        p->content = NULL;
}

int input__add_file(struct input *in, struct content *c, struct str name, struct str file_name,
        i64 max, struct upload_part **ret_part)
{
        struct input_value *v = find(in, name);
        struct upload_part *p;

        *ret_part = NULL;
        if (!v || v->field->kind != FIELD_FILE)
                return 0;
        if (v->n_files == INPUT_FILES)
                return ERR_LIMIT;
        p = NEW(in->arena, struct upload_part);
        p->upload.name = upload_clean_name(in->arena, file_name);
        sniff_init(&p->sniff, in->arena);
        p->err = content_begin(c, v->field->max ? v->field->max : max, &p->content);
        if (p->err < 0)
                p->content = NULL;
        arena_defer(in->arena, give_up, p);
        *v->last_file = p;
        v->last_file = &p->next;
        v->n_files++;
        *ret_part = p;
        return 0;
}

/* All files of a request together: what takes longer is inspected by a job afterwards. */
#define INSPECT_MS 1000

static void inspect(
        struct input *in, const struct field *f, struct upload *u, inspect_fn *fn, i64 since)
{
        i64 left = INSPECT_MS - (clock_monotonic_ns() - since) / 1000000;
        int text = fn(in->arena, u, (int)MAX(left, 1));

        if (text)
                input_fail(in, f->name, text, u->name);
}

int input__store_files(struct input *in, inspect_fn *fn)
{
        i64 since = clock_monotonic_ns();
        int r;

        for (struct input_value *v = in->values; v->field; v++)
                for (struct upload_part *p = v->files; p; p = p->next) {
                        struct content_upload *content = p->content;

                        if (!content)
                                continue;
                        p->content = NULL;
                        r = content_finish(content, p->upload.hash, &p->upload.size);
                        if (r < 0)
                                return r;
                        if (fn && !(in->route->flags & ROUTE_RESUME)) /* a piece tells nothing */
                                inspect(in, v->field, &p->upload, fn, since);
                }
        return in->errors ? ERR_INVALID : 0;
}

int input__check(struct input *in)
{
        for (struct input_value *v = in->values; v->field; v++)
                input__check_value(in, v);
        return in->errors ? ERR_INVALID : 0;
}

static void hash_text(crypto_hash_sha256_state *h, struct str s)
{
        u64 n = s.ptr ? s.len : UINT64_MAX;

        crypto_hash_sha256_update(h, (const u8 *)&n, sizeof n);
        if (s.len)
                crypto_hash_sha256_update(h, (const u8 *)s.ptr, s.len);
}

static void hash_json(crypto_hash_sha256_state *h, struct arena *a, const struct json *j)
{
        struct buf b;
        struct json_writer w;

        if (!j)
                return;
        buf_init(&b, a, SIZE_MAX / 4);
        json_begin(&w, &b);
        json_put_tree(&w, NULL, j);
        hash_text(h, buf_str(&b));
}

void input__hash(const struct input *in, struct str path, struct str salt, u8 ret_hash[32])
{
        crypto_hash_sha256_state h;

        crypto_hash_sha256_init(&h);
        hash_text(&h, str_of(in->route->path));
        hash_text(&h, path);
        for (const struct input_value *v = in->values; v->field; v++) {
                hash_text(&h, str_of(v->field->name));
                if (v->field->kind == FIELD_SECRET && v->n_sent)
                        hash_text(&h, salt);
                for (size_t i = 0; i < v->n_sent; i++)
                        hash_text(&h, v->sent[i]);
                for (int i = 0; i < 3; i++)
                        hash_text(&h, v->boxes[i]);
                for (const struct upload_part *p = v->files; p; p = p->next)
                        crypto_hash_sha256_update(&h, p->upload.hash, 32);
                hash_json(&h, in->arena, v->json);
        }
        crypto_hash_sha256_final(&h, ret_hash);
}

/* ---- getters ---- */

static struct input_value *declared(const struct input *in, const char *name)
{
        struct input_value *v = find(in, str_of(name));

        CHECK(v != NULL);
        return v;
}

struct str input_str(const struct input *in, const char *name)
{
        return declared(in, name)->text;
}

i64 input_i64(const struct input *in, const char *name)
{
        return declared(in, name)->num;
}

bool input_bool(const struct input *in, const char *name)
{
        return declared(in, name)->num == 1;
}

size_t input_count(const struct input *in, const char *name)
{
        const struct input_value *v = declared(in, name);

        return v->field->kind == FIELD_FILE ? v->n_files : v->n_items;
}

struct str input_item(const struct input *in, const char *name, size_t i)
{
        const struct input_value *v = declared(in, name);

        return i < v->n_items ? v->items[i] : STR_NULL;
}

const struct upload *input_file(const struct input *in, const char *name, size_t i)
{
        const struct upload_part *p = declared(in, name)->files;

        while (p && i--)
                p = p->next;
        return p ? &p->upload : NULL;
}

const struct json *input_json(const struct input *in, const char *name)
{
        return declared(in, name)->json;
}

/* The box of a date field that `name` ("birth-day") stands for, or NULL. */
static const struct str *find_box(const struct input *in, struct str name)
{
        for (const struct input_value *v = in->values; v->field; v++) {
                struct str own = str_of(v->field->name);

                if (v->field->kind != FIELD_DATE || !str_starts(name, own))
                        continue;
                for (int i = 0; i < 3; i++)
                        if (str_is(str_sub(name, own.len, name.len), box_names[i]))
                                return &v->boxes[i];
        }
        return NULL;
}

struct str input_typed(const struct input *in, const char *name)
{
        const struct input_value *v = find(in, str_of(name));
        const struct str *box = v ? NULL : find_box(in, str_of(name));
        struct str s = STR_NULL;

        CHECK(v != NULL || box != NULL);
        if (v && v->field->kind == FIELD_SECRET)
                return STR_NULL;
        if (v && v->n_sent)
                s = v->sent[0];
        if (box)
                s = *box;
        return s.ptr && utf8_valid(s) ? s : STR_NULL;
}

struct str path_str(const struct input *in, const char *name)
{
        for (const struct path_value *p = in->paths; p; p = p->next)
                if (str_is(p->name, name))
                        return p->value;
        check_failed("the route's path has this part", name, __LINE__);
}

int input_fail(struct input *in, const char *name, int text, struct str detail)
{
        struct field_error **last = &in->errors;
        struct field_error *e = NEW(in->arena, struct field_error);

        while (*last)
                last = &(*last)->next;
        *e = (struct field_error){ name, text, detail, NULL };
        *last = e;
        return ERR_INVALID;
}

const struct field_error *input_error(const struct input *in, const char *name)
{
        for (const struct field_error *e = in->errors; e; e = e->next)
                if (name ? e->name && !strcmp(e->name, name) : !e->name)
                        return e;
        return NULL;
}
