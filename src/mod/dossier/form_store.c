/*
 * src/mod/dossier/form_store.c: forms in the database, compiled once in this process. Compiled
 * forms are never thrown away: a dossier of years ago may be looked at, and an installation has
 * few hundred versions.
 */
#include "mod/dossier/form_store.h"

#include <pthread.h>

#include "base/embedded.h"
#include "base/id.h"
#include "base/log.h"
#include "core/org.h"
#include "crypto/hash.h"
#include "mod/dossier/queries.h"

#define FORM_ARENA ((size_t)64 << 20)

struct compiled {
        struct stored_form stored;
        struct arena *arena;
        struct compiled *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct compiled *all;

static const struct form *find(struct str code, i64 version)
{
        const struct form *form = NULL;

        pthread_mutex_lock(&lock);
        for (const struct compiled *c = all; c && !form; c = c->next)
                if (c->stored.version == version && str_eq(c->stored.code, code))
                        form = c->stored.form;
        pthread_mutex_unlock(&lock);
        return form;
}

static void log_problems(struct str code, const struct form *form)
{
        for (const struct form_problem *p = form_problems(form); p; p = p->next)
                if (!p->warning)
                        log_error("form", "%.*s: %.*s: %.*s", STRF(code), STRF(p->component),
                                STRF(p->text));
}

/* Compiles and keeps. Two threads at once make two; the first found stays in use. */
static int compile(struct str code, i64 version, struct str schema, const struct form **ret_form)
{
        struct arena *a = arena_new(FORM_ARENA);
        struct form *form;
        struct compiled *c;

        if (form_load(a, str_dup(a, schema), &form) < 0) {
                log_problems(code, form);
                arena_free(a);
                return ERR_CORRUPT;
        }
        c = NEW(a, struct compiled);
        c->arena = a;
        c->stored = (struct stored_form){ str_dup(a, code), version, form };
        pthread_mutex_lock(&lock);
        c->next = all;
        all = c;
        pthread_mutex_unlock(&lock);
        *ret_form = form;
        return 0;
}

int form_store_get(struct tx *tx, struct str code, i64 version, struct stored_form *ret_f)
{
        struct stored_form f = { code, version, find(code, version) };
        struct form_version_row row;
        int r = 0;

        if (!f.form) {
                r = form_version_get(tx, code, version, &row);
                if (r == 0)
                        r = compile(code, version, row.schema_text, &f.form);
        }
        if (r == 0)
                *ret_f = f;
        return r;
}

int form_store_of(struct tx *tx, struct str procedure, struct stored_form *ret_f)
{
        struct form_name named = { .form = STR_NULL };
        struct form_use_row use = { .form_code = STR(FORM_USUAL) };
        struct form_version_brief last;
        int r = form_named(tx, procedure, org_day(org_get(tx->arena)), &named);

        if ((r == 0 && str_empty(named.form)) || r == ERR_NOT_FOUND)
                r = form_use_of(tx, procedure, &use);
        if (r == 0 || r == ERR_NOT_FOUND)
                r = form_version_last(
                        tx, str_empty(named.form) ? use.form_code : named.form, &last);
        return r < 0 ? r : form_store_get(tx, last.code, last.version, ret_f);
}

/* ---- what is in the program ---- */

struct embedded_form {
        struct str code, schema, hash;
        struct form *form;
};
struct installation {
        struct embedded_form *forms;
        size_t n;
};

static int read_one(struct arena *a, const char *name, struct embedded_form *ret_f)
{
        struct embedded_form f = { .code = str_of(name + strlen("data/forms/")) };
        u8 hash[32];
        int r = embedded_read(a, name, &f.schema);

        if (r < 0)
                return r;
        f.code = str_sub(f.code, 0, f.code.len - strlen(".json"));
        hash_str(f.schema, hash);
        f.hash = str_hex(a, hash, sizeof hash);
        if (form_load(a, f.schema, &f.form) < 0) {
                log_problems(f.code, f.form);
                return ERR_CORRUPT;
        }
        *ret_f = f;
        return 0;
}

static int read_embedded(struct arena *a, struct installation *in)
{
        size_t n = 0;
        int r = 0;

        for (const struct embedded *e = data_files; e->name; e++)
                n++;
        in->forms = NEW_ARRAY(a, struct embedded_form, n + 1);
        for (const struct embedded *e = data_files; e->name && r == 0; e++)
                if (str_starts(str_of(e->name), STR("data/forms/")))
                        r = read_one(a, e->name, &in->forms[in->n++]);
        return r;
}

static int install_one(struct tx *tx, const struct embedded_form *f)
{
        struct form_version_brief last = { .version = 0 }, same;
        struct form_use_row use;
        struct str procedure;
        int r = form_version_last(tx, f->code, &last);

        if (r == 0)
                r = form_version_by_hash(tx, f->code, f->hash, &same);
        if (r == ERR_NOT_FOUND)
                r = form_version_insert(tx, &(struct form_version_insert_args){ .id = id_new(),
                                                    .code = f->code,
                                                    .version = last.version + 1,
                                                    .hash = f->hash,
                                                    .schema_text = f->schema,
                                                    .at = tx->now });
        for (size_t i = 0; r == 0 && (procedure = form_procedure(f->form, i)).ptr; i++) {
                r = form_use_of(tx, procedure, &use);
                if (r == ERR_NOT_FOUND)
                        r = form_use_put(tx, procedure, f->code, NULL);
        }
        return r;
}

static int install(struct tx *tx, void *arg)
{
        const struct installation *in = arg;
        int r = 0;

        for (size_t i = 0; i < in->n && r == 0; i++)
                r = install_one(tx, &in->forms[i]);
        return r;
}

int form_store_install(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(FORM_ARENA);
        struct installation in = { .n = 0 };
        int r = read_embedded(a, &in);

        return r < 0 ? r : store_write(s, a, install, &in);
}
