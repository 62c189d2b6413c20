/*
 * src/app/openapi.c: the API as OpenAPI 3.1, made from the route tables: what is not in a table is
 * not in the description, and nothing in a table can be left out of it.
 */
#include "app/app.h"
#include "app/modules.h"
#include "base/json.h"
#include "core/perm.h"
#include "web/req.h"

static const char *json_type(enum field_kind kind)
{
        switch (kind) {
        case FIELD_I64:
        case FIELD_MOMENT:
        case FIELD_MONEY:
                return "integer";
        case FIELD_BOOL:
                return "boolean";
        case FIELD_LIST:
                return "array";
        case FIELD_FORM:
                return "object";
        default:
                return "string";
        }
}

static void put_schema(struct json_writer *w, const char *key, const struct field *f)
{
        json_open(w, key, '{');
        if (f->kind != FIELD_JSON)
                json_put_str(w, "type", str_of(json_type(f->kind)));
        if (f->kind == FIELD_DATE)
                json_put_str(w, "format", STR("date"));
        if (f->kind == FIELD_EMAIL)
                json_put_str(w, "format", STR("email"));
        if (f->kind == FIELD_FILE)
                json_put_str(w, "format", STR("binary"));
        if (f->kind == FIELD_LIST) {
                json_open(w, "items", '{');
                json_put_str(w, "type", STR("string"));
                json_close(w, '}');
        }
        if (f->kind == FIELD_CHOICE) {
                struct str rest = str_of(f->choices), one;

                json_open(w, "enum", '[');
                while (str_cut(&rest, '|', &one))
                        json_put_str(w, NULL, one);
                json_close(w, ']');
        }
        if (f->max && (f->kind == FIELD_TEXT || f->kind == FIELD_LINES))
                json_put_i64(w, "maxLength", f->max);
        if (f->max && f->kind == FIELD_I64)
                json_put_i64(w, "maximum", f->max);
        if (f->max && f->kind == FIELD_LIST)
                json_put_i64(w, "maxItems", f->max);
        json_close(w, '}');
}

static void put_parameter(struct json_writer *w, const char *name, const char *in, bool required,
        const struct field *f)
{
        json_open(w, NULL, '{');
        json_put_str(w, "name", str_of(name));
        json_put_str(w, "in", str_of(in));
        json_put_bool(w, "required", required);
        if (f) {
                put_schema(w, "schema", f);
        } else {
                json_open(w, "schema", '{');
                json_put_str(w, "type", STR("string"));
                json_close(w, '}');
        }
        json_close(w, '}');
}

/* The headers that a request of tus must or may have (mod/dossier/resumed.c). */
static void put_tus(struct json_writer *w, const struct route *r)
{
        put_parameter(w, TUS_HEADER, "header", true, NULL);
        if (r->verb == POST) {
                put_parameter(w, "Upload-Length", "header", true, NULL);
                put_parameter(w, "Upload-Metadata", "header", false, NULL);
        }
        if (r->verb == PATCH) {
                put_parameter(w, "Upload-Offset", "header", true, NULL);
                put_parameter(w, "Upload-Checksum", "header", false, NULL);
        }
}

static void put_parameters(struct json_writer *w, struct arena *a, const struct route *r)
{
        struct str rest = str_of(r->path), part;

        json_open(w, "parameters", '[');
        while (str_cut(&rest, '/', &part))
                if (part.len > 1 && part.ptr[0] == ':')
                        put_parameter(w, str_c(a, str_sub(part, 1, part.len)), "path", true, NULL);
        for (const struct field *f = r->fields; r->verb == GET && f && f->name; f++)
                put_parameter(w, f->name, "query", f->rule & FIELD_REQUIRED, f);
        if (r->verb != GET)
                put_parameter(w, "Idempotency-Key", "header", false, NULL);
        if (r->flags & ROUTE_MATCH)
                put_parameter(w, "If-Match", "header", false, NULL);
        if (r->flags & ROUTE_RESUME)
                put_tus(w, r);
        json_close(w, ']');
}

/* Of ROUTE_RESUME: the bytes themselves. */
static void put_piece(struct json_writer *w)
{
        json_open(w, "requestBody", '{');
        json_put_bool(w, "required", true);
        json_open(w, "content", '{');
        json_open(w, "application/offset+octet-stream", '{');
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
}

static void put_body(struct json_writer *w, const struct route *r)
{
        bool file = r->flags & ROUTE_UPLOAD;

        if (r->verb == GET || !r->fields)
                return;
        if (r->verb == PATCH) {
                put_piece(w);
                return;
        }
        json_open(w, "requestBody", '{');
        json_put_bool(w, "required", true);
        json_open(w, "content", '{');
        json_open(w, file ? "multipart/form-data" : "application/json", '{');
        json_open(w, "schema", '{');
        json_put_str(w, "type", STR("object"));
        json_open(w, "properties", '{');
        for (const struct field *f = r->fields; f->name; f++)
                put_schema(w, f->name, f);
        json_close(w, '}');
        json_open(w, "required", '[');
        for (const struct field *f = r->fields; f->name; f++)
                if (f->rule & FIELD_REQUIRED)
                        json_put_str(w, NULL, str_of(f->name));
        json_close(w, ']');
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
}

static void put_answer(
        struct json_writer *w, const char *status, const char *what, const char *type)
{
        json_open(w, status, '{');
        json_put_str(w, "description", str_of(what));
        json_open(w, "content", '{');
        json_open(w, type, '{');
        json_open(w, "schema", '{');
        if (strcmp(type, "application/problem+json") == 0)
                json_put_str(w, "$ref", STR("#/components/schemas/Problem"));
        else
                json_put_str(w, "type", STR("object"));
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
}

/* Everything that there is to say stands in headers. */
static void put_done(struct json_writer *w, const char *status)
{
        json_open(w, status, '{');
        json_put_str(w, "description", STR("Done; the headers say what there is"));
        json_close(w, '}');
}

/* "get", "post": what OpenAPI calls the operations of a path. */
static struct str verb_word(struct arena *a, const struct route *r)
{
        return str_lower_ascii(a, str_of(verb_names[r->verb]));
}

/* "getApiV1DossiersCode" */
static struct str operation_id(struct arena *a, const struct route *r)
{
        bool up = true;
        struct buf b;

        buf_init(&b, a, 400);
        buf_add(&b, verb_word(a, r));
        for (const char *p = r->path; *p; p++) {
                bool letter = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');

                if (letter)
                        buf_byte(&b, up && *p >= 'a' ? (char)(*p - 32) : *p);
                up = !letter;
        }
        return buf_str(&b);
}

static void put_operation(struct json_writer *w, struct arena *a, const struct route *r)
{
        json_open(w, verb_word(a, r).ptr, '{');
        json_put_str(w, "operationId", operation_id(a, r));
        json_put_str(w, "summary", str_of(r->doc ? r->doc : ""));
        json_put_str(w, "description",
                str_fmt(a, "Permission: %s (%s).", perms[r->permission].name,
                        perms[r->permission].doc));
        put_parameters(w, a, r);
        put_body(w, r);
        json_open(w, "responses", '{');
        if (r->flags & ROUTE_RESUME && r->verb != GET)
                put_done(w, r->verb == POST ? "201" : "204");
        else
                put_answer(w, r->verb == GET ? "200" : "201", "Done", "application/json");
        if (r->flags & ROUTE_MATCH)
                put_answer(w, "412", "If-Match names another state than there is",
                        "application/problem+json");
        put_answer(w, "default", "What was wrong (RFC 9457)", "application/problem+json");
        json_close(w, '}');
        json_open(w, "security", '[');
        json_open(w, NULL, '{');
        if (r->permission != PERM_PUBLIC) {
                json_open(w, "bearer", '[');
                json_close(w, ']');
        }
        json_close(w, '}');
        json_close(w, ']');
        json_close(w, '}');
}

static struct str openapi_path(struct arena *a, const char *path)
{
        struct str rest = str_of(path + 1), part;
        struct buf b;

        buf_init(&b, a, 400);
        while (str_cut(&rest, '/', &part)) {
                buf_byte(&b, '/');
                if (part.len > 1 && part.ptr[0] == ':')
                        buf_fmt(&b, "{%.*s}", STRF(str_sub(part, 1, part.len)));
                else
                        buf_add(&b, part);
        }
        return buf_str(&b);
}

static bool is_api(const struct route *r)
{
        return r->path && str_starts(str_of(r->path), STR("/api/v1/"));
}

/* All verbs of one path stand together; the first route of a path writes them. */
static void put_paths(struct json_writer *w, struct arena *a)
{
        const struct route *const *tables = modules_routes();

        for (const struct route *const *t = tables; *t; t++) {
                for (const struct route *r = *t; r->path; r++) {
                        bool first = true;

                        for (const struct route *x = *t; x < r; x++)
                                first = first && strcmp(x->path, r->path) != 0;
                        if (!is_api(r) || !first)
                                continue;
                        json_open(w, openapi_path(a, r->path).ptr, '{');
                        for (const struct route *x = r; x->path; x++)
                                if (strcmp(x->path, r->path) == 0)
                                        put_operation(w, a, x);
                        json_close(w, '}');
                }
        }
}

static void put_components(struct json_writer *w)
{
        static const char *const texts[] = { "type", "title", "detail", "reference" };

        json_open(w, "components", '{');
        json_open(w, "securitySchemes", '{');
        json_open(w, "bearer", '{');
        json_put_str(w, "type", STR("http"));
        json_put_str(w, "scheme", STR("bearer"));
        json_close(w, '}');
        json_close(w, '}');
        json_open(w, "schemas", '{');
        json_open(w, "Problem", '{');
        json_put_str(w, "type", STR("object"));
        json_open(w, "properties", '{');
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                json_open(w, texts[i], '{');
                json_put_str(w, "type", STR("string"));
                json_close(w, '}');
        }
        json_open(w, "status", '{');
        json_put_str(w, "type", STR("integer"));
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
}

struct str openapi_json(struct arena *a)
{
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 4 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_put_str(&w, "openapi", STR("3.1.0"));
        json_open(&w, "info", '{');
        json_put_str(&w, "title", STR("Motcua"));
        json_put_str(&w, "version", STR(MOTCUA_VERSION));
        json_open(&w, "license", '{');
        json_put_str(&w, "name", STR("EUPL-1.2"));
        json_put_str(&w, "identifier", STR("EUPL-1.2"));
        json_close(&w, '}');
        json_close(&w, '}');
        json_open(&w, "servers", '[');
        json_open(&w, NULL, '{');
        json_put_str(&w, "url", STR("/"));
        json_close(&w, '}');
        json_close(&w, ']');
        json_open(&w, "paths", '{');
        put_paths(&w, a);
        json_close(&w, '}');
        put_components(&w);
        json_close(&w, '}');
        return buf_str(&b);
}
