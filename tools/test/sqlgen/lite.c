/*
 * tools/test/sqlgen/lite.c: see lite.h.
 */
#include "lite.h"

#include <sqlite3.h>

struct conn {
        sqlite3 *db;
};

int lite_variant;

void lite_open(struct tx *ret_tx, struct arena *a)
{
        *ret_tx = (struct tx){ .arena = a, .conn = NEW(a, struct conn), .writable = true };
        CHECK(sqlite3_open(":memory:", &ret_tx->conn->db) == SQLITE_OK);
        sqlite3_exec(ret_tx->conn->db, "pragma foreign_keys = on", NULL, NULL, NULL);
        for (const struct migration *m = migrations; m->module; m++)
                CHECK(sqlite3_exec(ret_tx->conn->db, m->sql[DB_SQLITE], NULL, NULL, NULL) ==
                        SQLITE_OK);
}

void lite_close(struct tx *tx)
{
        CHECK(sqlite3_close(tx->conn->db) == SQLITE_OK);
}

static struct str list_json(struct arena *a, const struct val *v)
{
        struct buf b;

        buf_init(&b, a, 1 << 16);
        buf_byte(&b, '[');
        for (size_t i = 0; i < v->n; i++) {
                if (i)
                        buf_byte(&b, ',');
                if (v->kind == VAL_LIST_I64)
                        buf_i64(&b, ((const i64 *)v->list)[i]);
                else
                        buf_fmt(&b, "\"%.*s\"", STRF(((const struct str *)v->list)[i]));
        }
        buf_byte(&b, ']');
        return buf_str(&b);
}

static void bind(sqlite3_stmt *st, int at, const struct val *v, struct arena *a)
{
        struct str s = v->text;

        if (v->kind == VAL_I64 && v->num != I64_NULL)
                sqlite3_bind_int64(st, at, v->num);
        if (v->kind == VAL_BLOB && s.ptr)
                sqlite3_bind_blob(st, at, s.ptr, (int)s.len, SQLITE_TRANSIENT);
        if (v->kind >= VAL_LIST_I64 && v->list)
                s = list_json(a, v);
        if (v->kind != VAL_I64 && v->kind != VAL_BLOB && s.ptr)
                sqlite3_bind_text(st, at, s.ptr, (int)s.len, SQLITE_TRANSIENT);
}

int stmt_open(struct tx *tx, const struct stmt *s, int variant, const struct val *vals,
        struct cursor *ret_c)
{
        sqlite3_stmt *st;

        CHECK(variant >= 0 && variant < s->variants);
        lite_variant = variant;
        if (sqlite3_prepare_v2(tx->conn->db, s->sql[DB_SQLITE][variant], -1, &st, NULL))
                return ERR_INTERNAL;
        for (int i = 0; i < s->params; i++)
                bind(st, i + 1, &vals[i], tx->arena);
        tx->read_personal = tx->read_personal || s->personal;
        *ret_c = (struct cursor){ .tx = tx, .stmt = s, .handle = st };
        return 0;
}

int cursor_next(struct cursor *c)
{
        switch (sqlite3_step(c->handle)) {
        case SQLITE_ROW:
                return 1;
        case SQLITE_DONE:
                return 0;
        default:
                return sqlite3_extended_errcode(c->tx->conn->db) == SQLITE_CONSTRAINT_UNIQUE
                               ? ERR_EXISTS
                               : ERR_CONSTRAINT;
        }
}

i64 cursor_i64(struct cursor *c, int column)
{
        return sqlite3_column_type(c->handle, column) == SQLITE_NULL
                       ? I64_NULL
                       : sqlite3_column_int64(c->handle, column);
}

struct str cursor_text(struct cursor *c, int column)
{
        const char *p = sqlite3_column_blob(c->handle, column);
        int n = sqlite3_column_bytes(c->handle, column);

        if (sqlite3_column_type(c->handle, column) == SQLITE_NULL)
                return STR_NULL;
        return str_dup(c->tx->arena, n ? str_n(p, (size_t)n) : STR(""));
}

void cursor_close(struct cursor *c)
{
        sqlite3_finalize(c->handle);
}

int stmt_exec(
        struct tx *tx, const struct stmt *s, int variant, const struct val *vals, i64 *ret_changes)
{
        struct cursor c;
        int r = stmt_open(tx, s, variant, vals, &c);

        if (r < 0)
                return r;
        r = cursor_next(&c);
        cursor_close(&c);
        if (r < 0)
                return r;
        CHECK(r == 0);
        if (ret_changes)
                *ret_changes = sqlite3_changes64(tx->conn->db);
        return 0;
}
