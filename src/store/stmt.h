/*
 * src/store/stmt.h: what generated code (queries.c) calls. Nobody writes against it by hand but the
 * store itself and its tests.
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include "store/store.h"

enum val_kind { VAL_I64, VAL_TEXT, VAL_BLOB, VAL_LIST_I64, VAL_LIST_TEXT };

/* I64_NULL and ptr == NULL bind SQL NULL. Lists: JSON array text on SQLite, array on PostgreSQL. */
struct val {
        enum val_kind kind;
        i64 num;
        struct str text;
        const void *list;
        size_t n;
};

struct stmt {
        const char *name;
        const char *const *sql[DB_KIND_MAX]; /* one text a variant */
        int variants;
        int params;
        const enum val_kind *kinds; /* of the parameters */
        int columns;                /* of the result, 0 for exec */
        const enum val_kind *column_kinds;
        bool writes;
        bool personal;
        int *slot; /* place in a connection's cache; -1 until first used */
};
extern const struct stmt *const stmts[]; /* all, ends with NULL; for the preparation test */

struct cursor {
        struct tx *tx;
        const struct stmt *stmt;
        void *handle; /* sqlite3_stmt, PGresult */
        int row;
        bool once; /* not from the cache: the same statement was already open */
};

/* ERR_EXISTS (unique value taken), ERR_CONSTRAINT, ERR_FULL, ERR_IO, ERR_BUSY (serialisation). */
int stmt_open(struct tx *tx, const struct stmt *s, int variant, const struct val *vals,
        struct cursor *ret_c);
int cursor_next(struct cursor *c);                    /* 1 a row, 0 the end, or as stmt_open */
i64 cursor_i64(struct cursor *c, int column);         /* NULL -> I64_NULL */
struct str cursor_text(struct cursor *c, int column); /* copied to tx->arena; NULL -> STR_NULL */
void cursor_close(struct cursor *c);
/* For statements without result; ret_changes may be NULL. */
int stmt_exec(
        struct tx *tx, const struct stmt *s, int variant, const struct val *vals, i64 *ret_changes);

#endif
