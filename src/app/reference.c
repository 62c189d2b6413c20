/*
 * src/app/reference.c: the reference pages of the manual, made from the tables that the program
 * runs by, so that they cannot drift: routes with their permissions and fields, permissions and
 * roles, settings, moves of each state table. `motcua reference --out DIR` writes them as Markdown.
 */
#include "app/app.h"
#include "app/modules.h"
#include "base/file.h"
#include "core/perm.h"
#include "core/setting.h"

static const struct {
        unsigned flag;
        const char *word;
} flags[] = {
        { ROUTE_READS_PERSON, "reads personal data (recorded)" },
        { ROUTE_CACHED, "cached" },
        { ROUTE_UPLOAD, "takes files" },
        { ROUTE_PUBLIC_FORM, "also without an account" },
        { ROUTE_REAUTH, "asks for the password again" },
        { ROUTE_FIRST_PASSWORD, "open before the first password is changed" },
        { ROUTE_SECOND, "open before a second factor is set up" },
        { ROUTE_EDITOR, "runs scripts" },
        { ROUTE_MATCH, "takes If-Match" },
        { ROUTE_SCRIPT, "has a script that it can do without" },
        { ROUTE_RESUME, "tus 1.0" },
        { ROUTE_API, "API" },
        { ROUTE_NOINDEX, "not for search engines" },
};

static void put_fields(struct buf *b, const struct field *f)
{
        for (bool first = true; f && f->name; f++, first = false)
                buf_fmt(b, "%s`%s`%s", first ? "" : ", ", f->name,
                        f->rule & FIELD_REQUIRED ? "" : "?");
}

static void put_flags(struct buf *b, unsigned set)
{
        bool first = true;

        for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
                if (!(set & flags[i].flag))
                        continue;
                buf_fmt(b, "%s%s", first ? "" : ", ", flags[i].word);
                first = false;
        }
}

static void put_routes(struct buf *b)
{
        buf_addc(b, "# Routes\n\nMade by `motcua reference`; `?` marks what may be left out.\n");
        for (const struct module *const *m = modules; *m; m++) {
                buf_fmt(b,
                        "\n## %s: %s\n\n| verb | address | permission | fields | | what |\n"
                        "| --- | --- | --- | --- | --- | --- |\n",
                        (*m)->name, (*m)->doc);
                for (const struct route *const *t = (*m)->routes; t && *t; t++)
                        for (const struct route *r = *t; r->path; r++) {
                                buf_fmt(b, "| %s | `%s` | %s | ", verb_names[r->verb], r->path,
                                        perms[r->permission].name);
                                put_fields(b, r->fields);
                                buf_addc(b, " | ");
                                put_flags(b, r->flags);
                                buf_fmt(b, " | %s |\n", r->doc ? r->doc : "");
                        }
        }
}

static void put_permissions(struct buf *b)
{
        buf_addc(b, "# Permissions and roles\n\n| permission | what it allows |\n| --- | --- |\n");
        for (int p = PERM_NONE + 1; p < PERM_MAX; p++)
                buf_fmt(b, "| %s | %s |\n", perms[p].name, perms[p].doc);
        buf_addc(b, "\n| role | who | permissions |\n| --- | --- | --- |\n");
        for (int r = 0; r < ROLE_MAX; r++) {
                bool first = true;

                buf_fmt(b, "| `%s` | %s | ", roles[r].word, roles[r].doc);
                for (int p = PERM_NONE + 1; p < PERM_MAX; p++) {
                        if (!(roles[r].perms & 1u << p))
                                continue;
                        buf_fmt(b, "%s%s", first ? "" : ", ", perms[p].name);
                        first = false;
                }
                buf_addc(b, " |\n");
        }
}

static void put_settings(struct buf *b)
{
        buf_addc(b, "# Settings\n\n| name | default | help |\n| --- | --- | --- |\n");
        for (int i = 0; i < SETTING_MAX; i++)
                buf_fmt(b, "| `%s` | %s | %s |\n", settings[i].name,
                        settings[i].def[0] ? settings[i].def : "(empty)",
                        text_plain(b->arena, LANG_EN, settings[i].help, STR_NULL).ptr);
}

static void put_moves(struct buf *b)
{
        buf_addc(b, "# State tables\n");
        for (const struct module *const *m = modules; *m; m++) {
                if (!(*m)->moves)
                        continue;
                buf_fmt(b,
                        "\n## %s\n\n| from | action | to | permission | effect |\n"
                        "| --- | --- | --- | --- | --- |\n",
                        (*m)->name);
                for (const struct move *x = (*m)->moves; x->action; x++)
                        buf_fmt(b, "| %d | `%s` | %d | %s%s | %s |\n", x->from, x->action, x->to,
                                perms[x->permission].name,
                                x->flags & MOVE_BY_APPLICANT ? " (the applicant)" : "", x->effect);
        }
}

static const struct {
        const char *file;
        void (*put)(struct buf *b);
} pages[] = {
        { "routes.md", put_routes },
        { "permissions.md", put_permissions },
        { "settings.md", put_settings },
        { "states.md", put_moves },
};

int reference_write(struct arena *a, const char *dir)
{
        int r = file_mkdirs(dir, 0755);

        for (size_t i = 0; i < ARRAY_LEN(pages) && r == 0; i++) {
                struct buf b;

                buf_init(&b, a, 4 << 20);
                pages[i].put(&b);
                r = file_write_durable(
                        str_fmt(a, "%s/%s", dir, pages[i].file).ptr, buf_str(&b), 0644);
        }
        return r;
}
