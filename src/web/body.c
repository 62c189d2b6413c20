/*
 * src/web/body.c: see body.h. A body that is broken as a whole (escape, multipart frame, JSON) is
 * ERR_INVALID for the request; a value that is wrong is left to values.c and its field.
 */
#include "web/body.h"

#include "web/router.h"

enum { MULTIPART_FRAME = 64 * 1024 }; /* boundaries and part heads, beside texts and files */

static const struct field *file_field(const struct route *r)
{
        for (const struct field *f = r->fields; f && f->name; f++)
                if (f->kind == FIELD_FILE)
                        return f;
        return NULL;
}

/* The media type in lower case without parameters. */
static struct str media_type(struct arena *a, struct str header)
{
        struct str type;

        if (!str_cut(&header, ';', &type))
                return STR_NULL;
        return str_lower_ascii(a, str_trim(type));
}

static bool is_json_type(struct str type)
{
        return str_is(type, "application/json") ||
               (str_starts(type, STR("application/")) && str_ends(type, STR("+json")));
}

/* Any other charset than UTF-8 is refused rather than misread. */
static bool charset_ok(struct arena *a, struct str header)
{
        ptrdiff_t at = str_find(str_lower_ascii(a, header), STR("charset="));
        struct str name, value;

        if (at < 0)
                return true;
        value = str_sub(header, (size_t)at + 8, header.len);
        str_cut(&value, ';', &name);
        name = str_trim(name);
        if (name.len >= 2 && name.ptr[0] == '"')
                name = str_sub(name, 1, name.len - 2);
        return str_eq_nocase(name, STR("utf-8")) || str_eq_nocase(name, STR("utf8"));
}

/* A file's part begins, or the next text. */
static void part_begin(struct body *b, const char *name, const char *file_name)
{
        struct arena *a = b->in->arena;

        b->part_name = str_dup(a, str_of(name));
        b->part_file = str_dup(a, str_of(file_name));
        b->part_from = b->text.len;
        b->part_size = 0;
        b->part_opened = false;
        b->upload = NULL;
        if (++b->parts > INPUT_PAIRS)
                b->err = ERR_LIMIT;
}

static int add_pair(void *arg, struct str name, struct str value)
{
        struct body *b = arg;

        if (str_is(name, "_key"))
                b->key = value;
        else if (str_is(name, "_csrf"))
                b->csrf = value;
        else
                return input__add(b->in, name, value);
        return 0;
}

/* A text's part is whole. A file without name and bytes is an empty <input type=file>. */
static void part_end(struct body *b)
{
        int r;

        if (!b->part_name.ptr || b->part_file.ptr)
                return;
        r = add_pair(b, b->part_name,
                str_dup(b->in->arena, str_n(b->text.ptr ? b->text.ptr + b->part_from : "",
                                              b->text.len - b->part_from)));
        if (r < 0)
                b->err = r;
        b->part_name = STR_NULL;
}

static void file_begin(struct body *b)
{
        int r = input__add_file(
                b->in, b->content, b->part_name, b->part_file, b->limits.upload, &b->upload);

        b->part_opened = true;
        if (r < 0)
                b->err = r;
}

static void file_bytes(struct body *b, const void *p, size_t n)
{
        int r;

        if (!b->part_opened)
                file_begin(b);
        if (!b->upload)
                return;
        b->upload->upload.size += (i64)n;
        sniff_add(&b->upload->sniff, p, n);
        if (!b->upload->content)
                return;
        r = content_add(b->upload->content, p, n);
        if (r < 0) {
                b->upload->err = r;
                content_abort(b->upload->content);
                b->upload->content = NULL;
        }
}

/*
 * The library may announce a part with no bytes and then again with its first ones: that is the
 * same part, for `at` is 0, nothing has come yet and the names are equal.
 */
static int part_bytes(
        void *arg, const char *name, const char *file_name, i64 at, const void *p, size_t n)
{
        struct body *b = arg;

        if (at == 0 && !(b->part_name.ptr && b->part_size == 0 && str_is(b->part_name, name) &&
                               str_eq(b->part_file, str_of(file_name)))) {
                part_end(b);
                part_begin(b, name, file_name);
        }
        if (b->part_file.ptr) {
                /* Named but empty is an error of the field; neither is no file at all. */
                if (n || b->part_file.len)
                        file_bytes(b, p, n);
        } else if ((i64)(b->text.len + n) > b->limits.form) {
                b->err = ERR_LIMIT;
        } else {
                buf_add(&b->text, str_n(p, n));
        }
        b->part_size += (i64)n;
        return b->err;
}

static i64 begin_multipart(struct body *b)
{
        bool files = file_field(b->in->route) != NULL;
        bool uploads = b->in->route->flags & ROUTE_UPLOAD;

        b->form = http_form_new(b->x, part_bytes, b);
        if (!b->form) {
                b->err = ERR_UNSUPPORTED;
                return 0;
        }
        b->kind = BODY_MULTIPART;
        return b->limits.form + MULTIPART_FRAME + (files && uploads ? b->limits.upload : 0);
}

static bool is_piece(const struct route *r)
{
        return (r->flags & ROUTE_RESUME) && r->verb == PATCH;
}

/* The whole body is one file without a name. */
static i64 begin_piece(struct body *b)
{
        const struct field *f = file_field(b->in->route);

        b->kind = BODY_PIECE;
        b->part_name = str_of(f->name);
        b->part_file = STR("");
        file_begin(b);
        return f->max ? f->max : b->limits.upload;
}

i64 body_begin(struct body *b, struct http_exchange *x, struct input *in)
{
        struct str header = http_header(x, "Content-Type");
        struct str type = media_type(in->arena, header);
        bool api = in->route->flags & ROUTE_API;

        b->x = x;
        b->in = in;
        buf_init(&b->text, in->arena, (size_t)MAX(b->limits.form, b->limits.json));
        if (!type.len)
                return 0;
        if (!charset_ok(in->arena, header)) {
                b->err = ERR_UNSUPPORTED;
        } else if (is_json_type(type) && api) {
                b->kind = BODY_JSON;
                return b->limits.json;
        } else if (str_is(type, "application/x-www-form-urlencoded") && !api) {
                b->kind = BODY_PAIRS;
                return b->limits.form;
        } else if (str_is(type, "application/offset+octet-stream") && is_piece(in->route)) {
                return begin_piece(b);
        } else if (str_is(type, "multipart/form-data") && !is_piece(in->route)) {
                return begin_multipart(b);
        } else {
                b->err = ERR_UNSUPPORTED;
        }
        return 0;
}

int body_add(struct body *b, const void *p, size_t n)
{
        if (b->kind == BODY_MULTIPART) {
                if (http_form_add(b->form, p, n) < 0 && !b->err)
                        b->err = ERR_INVALID;
        } else if (b->kind == BODY_PIECE) {
                file_bytes(b, p, n);
        } else {
                buf_add(&b->text, str_n(p, n));
                if (b->text.over)
                        b->err = ERR_LIMIT;
        }
        return b->err;
}

static int end_json(struct body *b)
{
        const struct json *j;
        struct str where;
        int r;

        if (!b->text.len)
                return 0;
        r = json_parse(b->in->arena, buf_str(&b->text), &j, &where);
        if (r < 0)
                return r;
        if (j->kind != JSON_OBJECT)
                return ERR_INVALID;
        input__add_json(b->in, j);
        return 0;
}

static int end_multipart(struct body *b)
{
        int r = http_form_done(b->form);

        b->form = NULL;
        if (b->err)
                return b->err;
        if (r == 0)
                part_end(b);
        return r < 0 ? r : b->err;
}

int body_end(struct body *b)
{
        if (b->err)
                return b->err;
        switch (b->kind) {
        case BODY_PAIRS:
                return input__add_query(b->in, buf_str(&b->text), add_pair, b);
        case BODY_MULTIPART:
                return end_multipart(b);
        case BODY_JSON:
                return end_json(b);
        default:
                return 0;
        }
}

void body_done(struct body *b)
{
        if (b->form)
                http_form_done(b->form);
        b->form = NULL;
}
