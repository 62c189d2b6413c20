/*
 * test/tables/print_tables.c: the constant tables of the program as JSON on stdout: routes with
 * their fields, roles with their permissions, moves of a dossier. The end-to-end tests ask it what
 * there is to be tried, so that a route that is added is tried without a line being written. It
 * decides nothing: what the answer must be stands in those tests.
 */
#include <stdio.h>

#include "app/modules.h"
#include "base/json.h"
#include "core/perm.h"
#include "mod/dossier/dossier.h"

static const char *const kinds[FIELD_KIND_MAX] = { [FIELD_TEXT] = "text",
        [FIELD_LINES] = "lines",
        [FIELD_I64] = "i64",
        [FIELD_MOMENT] = "moment",
        [FIELD_BOOL] = "bool",
        [FIELD_DATE] = "date",
        [FIELD_MONEY] = "money",
        [FIELD_CHOICE] = "choice",
        [FIELD_LIST] = "list",
        [FIELD_IDENTITY] = "identity",
        [FIELD_PHONE] = "phone",
        [FIELD_EMAIL] = "email",
        [FIELD_SECRET] = "secret",
        [FIELD_FILE] = "file",
        [FIELD_JSON] = "json",
        [FIELD_KEY] = "key",
        [FIELD_FORM] = "form" };

static const struct {
        unsigned bit;
        const char *name;
} flags[] = { { ROUTE_READS_PERSON, "reads_person" }, { ROUTE_CALLBACK, "callback" },
        { ROUTE_CACHED, "cached" }, { ROUTE_SLOW, "slow" }, { ROUTE_REAUTH, "reauth" },
        { ROUTE_NOINDEX, "noindex" }, { ROUTE_API, "api" }, { ROUTE_UPLOAD, "upload" },
        { ROUTE_PUBLIC_FORM, "public_form" }, { ROUTE_FIRST_PASSWORD, "first_password" },
        { ROUTE_EDITOR, "editor" }, { ROUTE_MATCH, "match" }, { ROUTE_RESUME, "resume" },
        { ROUTE_SECOND, "second" } };

static void put_field(struct json_writer *w, const struct field *f)
{
        json_open(w, NULL, '{');
        json_put_str(w, "name", str_of(f->name));
        json_put_str(w, "kind", str_of(kinds[f->kind]));
        json_put_bool(w, "required", f->rule & FIELD_REQUIRED);
        json_put_i64(w, "max", f->max);
        json_put_str(w, "choices", f->choices ? str_of(f->choices) : STR_NULL);
        json_close(w, '}');
}

static void put_route(struct json_writer *w, const struct route *r)
{
        json_open(w, NULL, '{');
        json_put_str(w, "verb", str_of(verb_names[r->verb]));
        json_put_str(w, "path", str_of(r->path));
        json_put_str(w, "permission", str_of(perms[r->permission].name));
        json_open(w, "flags", '[');
        for (size_t i = 0; i < ARRAY_LEN(flags); i++)
                if (r->flags & flags[i].bit)
                        json_put_str(w, NULL, str_of(flags[i].name));
        json_close(w, ']');
        json_open(w, "fields", '[');
        for (const struct field *f = r->fields; f && f->name; f++)
                put_field(w, f);
        json_close(w, ']');
        json_close(w, '}');
}

static void put_roles(struct json_writer *w)
{
        json_open(w, "roles", '{');
        for (int i = 0; i < ROLE_MAX; i++) {
                json_open(w, roles[i].word, '[');
                for (int p = 1; p < PERM_MAX; p++)
                        if (roles[i].perms & 1u << p)
                                json_put_str(w, NULL, str_of(perms[p].name));
                json_close(w, ']');
        }
        json_close(w, '}');
}

static void put_moves(struct json_writer *w)
{
        json_open(w, "moves", '[');
        for (const struct move *m = dossier_moves; m->action; m++) {
                json_open(w, NULL, '{');
                json_put_i64(w, "from", m->from);
                json_put_str(w, "action", str_of(m->action));
                json_put_i64(w, "to", m->to);
                json_put_str(w, "permission", str_of(perms[m->permission].name));
                json_put_bool(w, "note", m->flags & MOVE_NOTE);
                json_put_bool(w, "defects", m->flags & MOVE_DEFECTS);
                json_put_bool(w, "by_applicant", m->flags & MOVE_BY_APPLICANT);
                json_close(w, '}');
        }
        json_close(w, ']');
}

int main(void)
{
        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
        struct json_writer w;
        struct buf b;

        buf_init(&b, a, 8 << 20);
        json_begin(&w, &b);
        json_open(&w, NULL, '{');
        json_open(&w, "routes", '[');
        for (const struct route *const *t = modules_routes(); *t; t++)
                for (const struct route *r = *t; r->path; r++)
                        put_route(&w, r);
        json_close(&w, ']');
        put_roles(&w);
        put_moves(&w);
        json_close(&w, '}');
        printf("%.*s\n", STRF(buf_str(&b)));
        return 0;
}
