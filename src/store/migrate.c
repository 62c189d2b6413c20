/*
 * src/store/migrate.c: brings a database to this program's schema, and tells at the start whether
 * the two fit. The steps themselves are the generated table `migrations`.
 *
 * Each step runs in one transaction together with its row in store_migration, so it is there whole
 * or not at all. A released step never changes: its hash is compared. A step that this program does
 * not know was made by a newer one, which said in `oldest` which programs still run on it.
 */
#include "store/internal.h"

#include <stdlib.h>

#include "base/log.h"

static const char create_sql[] =
        "create table if not exists store_migration ("
        " module text not null, name text not null, hash text not null, oldest bigint not null,"
        " at bigint not null, primary key (module, name))";

static const enum val_kind kinds[] = { VAL_TEXT, VAL_TEXT, VAL_TEXT, VAL_I64, VAL_I64 };
static const char *const exists_sql[DB_KIND_MAX] = {
        [DB_SQLITE] = "select count(*) from sqlite_master where name = 'store_migration'",
        [DB_POSTGRES] = "select count(*) from pg_class where oid = to_regclass('store_migration')",
};
static const char *const lock_sql[DB_KIND_MAX] = {
        [DB_SQLITE] = "select 1", /* BEGIN IMMEDIATE was the lock */
        [DB_POSTGRES] = "lock table store_migration in share row exclusive mode",
};
static const char list_sql[] = "select module, name, hash, oldest from store_migration";
static const char *const list_sqls[DB_KIND_MAX] = { list_sql, list_sql };
static const char *const insert_sql[DB_KIND_MAX] = {
        [DB_SQLITE] = "insert into store_migration (module, name, hash, oldest, at)"
                      " values (?1, ?2, ?3, ?4, ?5)",
        [DB_POSTGRES] = "insert into store_migration (module, name, hash, oldest, at)"
                        " values ($1, $2, $3, $4, $5)",
};
static int slots[4] = { -1, -1, -1, -1 };

/* clang-format off */
static const struct stmt exists_stmt = { .name = "store_migration_exists",
        .sql = { &exists_sql[DB_SQLITE], &exists_sql[DB_POSTGRES] }, .variants = 1,
        .columns = 1, .column_kinds = kinds + 3, .slot = &slots[0] };
static const struct stmt lock_stmt = { .name = "store_migration_lock",
        .sql = { &lock_sql[DB_SQLITE], &lock_sql[DB_POSTGRES] }, .variants = 1,
        .writes = true, .slot = &slots[1] };
static const struct stmt list_stmt = { .name = "store_migration_list",
        .sql = { &list_sqls[DB_SQLITE], &list_sqls[DB_POSTGRES] }, .variants = 1,
        .columns = 4, .column_kinds = kinds, .slot = &slots[2] };
static const struct stmt insert_stmt = { .name = "store_migration_insert",
        .sql = { &insert_sql[DB_SQLITE], &insert_sql[DB_POSTGRES] }, .variants = 1,
        .params = 5, .kinds = kinds, .writes = true, .slot = &slots[3] };
/* clang-format on */

struct applied {
        struct applied *next;
        struct str module, name, hash;
        i64 oldest;
        bool known;
};

static int read_applied(struct tx *tx, struct applied **ret_list)
{
        struct applied *list = NULL;
        struct cursor c;
        i64 there = 0;
        int r = stmt_open(tx, &exists_stmt, 0, NULL, &c);

        if (r < 0)
                return r;
        if ((r = cursor_next(&c)) > 0)
                there = cursor_i64(&c, 0);
        cursor_close(&c);
        if (r >= 0 && there)
                r = stmt_open(tx, &list_stmt, 0, NULL, &c);
        if (r < 0 || !there) {
                if (r >= 0)
                        *ret_list = NULL;
                return MIN(r, 0);
        }
        while ((r = cursor_next(&c)) > 0) {
                struct applied *a = NEW(tx->arena, struct applied);

                *a = (struct applied){ list, cursor_text(&c, 0), cursor_text(&c, 1),
                        cursor_text(&c, 2), cursor_i64(&c, 3), false };
                list = a;
        }
        cursor_close(&c);
        if (r == 0)
                *ret_list = list;
        return r;
}

static struct applied *find(struct applied *list, const struct migration *m)
{
        for (; list; list = list->next)
                if (str_is(list->module, m->module) && str_is(list->name, m->name))
                        return list;
        return NULL;
}

/* A released step that was edited afterwards: nobody can say what the database looks like. */
static int same_hash(const struct applied *a, const struct migration *m)
{
        if (str_is(a->hash, m->hash))
                return 0;
        log_error("store", "migration %s/%s was changed after it ran", m->module, m->name);
        return ERR_STATE;
}

/* Steps of newer programs must still allow this one. */
static int not_too_new(struct applied *list)
{
        for (; list; list = list->next) {
                if (list->known || list->oldest <= STORE_PROGRAM)
                        continue;
                log_error("store", "the database is newer than this program (%.*s/%.*s needs %d)",
                        STRF(list->module), STRF(list->name), (int)list->oldest);
                return ERR_STATE;
        }
        return 0;
}

static int compare(struct applied *list, bool missing_is_fine)
{
        for (const struct migration *m = migrations; m->module; m++) {
                struct applied *a = find(list, m);
                int r;

                if (!a && missing_is_fine)
                        continue;
                if (!a) {
                        log_error("store", "migration %s/%s is missing: run `motcua migrate`",
                                m->module, m->name);
                        return ERR_STATE;
                }
                a->known = true;
                r = same_hash(a, m);
                if (r < 0)
                        return r;
        }
        return not_too_new(list);
}

static int run_step(struct conn *c, struct tx *tx, const struct migration *m)
{
        struct str texts[] = { str_of(m->module), str_of(m->name), str_of(m->hash) };
        struct val vals[] = { { VAL_TEXT, .text = texts[0] }, { VAL_TEXT, .text = texts[1] },
                { VAL_TEXT, .text = texts[2] }, { VAL_I64, .num = strtol(m->oldest, NULL, 10) },
                { VAL_I64, .num = tx->now } };
        struct applied *list, *a;
        int r = stmt_exec(tx, &lock_stmt, 0, NULL, NULL);

        if (r == 0)
                r = read_applied(tx, &list);
        if (r < 0)
                return r;
        a = find(list, m); /* another server may have been quicker */
        if (a)
                return same_hash(a, m);
        r = stmt_exec(tx, &insert_stmt, 0, vals, NULL);
        if (r == 0)
                r = c->store->backend->script(c, m->sql[c->store->kind]);
        if (r == 0)
                log_info("store", "migrated %s/%s", m->module, m->name);
        return r;
}

/* fn in a transaction of its own on a connection of its own. */
static int in_transaction(struct conn *c, struct arena *a,
        int (*fn)(struct conn *, struct tx *, const struct migration *), const struct migration *m)
{
        const struct backend *b = c->store->backend;
        struct tx tx = {
                .arena = a, .now = clock_now(), .store = c->store, .conn = c, .writable = true
        };
        int r;

        store__conn_clear(c);
        c->begin_sql = "begin isolation level read committed";
        r = b->begin(c);
        if (r < 0)
                return r;
        r = fn(c, &tx, m);
        if (r == 0 && b->commit(c, &r) == COMMIT_DONE)
                return 0;
        b->rollback(c);
        return r;
}

static int check_step(struct conn *c, struct tx *tx, const struct migration *all)
{
        struct applied *list;
        int r = read_applied(tx, &list);

        return r < 0 ? r : compare(list, all == NULL);
}

int store__schema_check(struct store *s, struct conn *c)
{
        AUTO(arena_freep) struct arena *a = arena_new(1 << 20);

        return in_transaction(c, a, check_step, migrations);
}

int store_migrate(struct store *s)
{
        AUTO(arena_freep) struct arena *a = arena_new(16 << 20);
        struct conn c;
        int r = store__conn_open(s, true, &c);

        if (r < 0)
                return r;
        r = s->backend->script(&c, create_sql);
        if (r == 0)
                r = in_transaction(&c, a, check_step, NULL);
        for (const struct migration *m = migrations; r == 0 && m->module; m++)
                r = in_transaction(&c, a, run_step, m);
        store__conn_close(&c);
        return r;
}
