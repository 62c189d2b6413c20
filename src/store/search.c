/*
 * src/store/search.c: what can be found is put, removed, indexed. Finding is search_find.c.
 *
 * SQLite's index keeps no texts of its own and must be told the old words to forget them. So the
 * first touch of a row in a group notes what the index holds; at the group's end each touched row
 * is forgotten and indexed as it then stands. A member that was rolled back leaves a note that is
 * still true: the index itself does not change before the end. (Flushing in each savepoint halves
 * the rate of writes.) On PostgreSQL the index follows by itself.
 */
#include "base/id.h"
#include "store/internal.h"
#include "store/queries.h"
#include "store/search_text.h"

#define TITLE_WORDS_MAX 200
#define BODY_WORDS_MAX  2000

static const enum val_kind kinds[] = { VAL_I64, VAL_TEXT, VAL_TEXT, VAL_TEXT };
static const char *const forget_sql[] = {
        "insert into search_index (search_index, rowid, fold_title, fold_body, terms)"
        " values ('delete', ?1, ?2, ?3, ?4)"
};
static const char *const index_sql[] = {
        "insert into search_index (rowid, fold_title, fold_body, terms)"
        " select id, fold_title, fold_body, terms from search_doc where id = ?1"
};
static int forget_slot = -1, index_slot = -1;
/* clang-format off */
static const struct stmt forget_stmt = { .name = "search_forget", .sql = { forget_sql, NULL },
        .variants = 1, .params = 4, .kinds = kinds, .writes = true, .slot = &forget_slot };
static const struct stmt index_stmt = { .name = "search_index", .sql = { index_sql, NULL },
        .variants = 1, .params = 1, .kinds = kinds, .writes = true, .slot = &index_slot };
/* clang-format on */

/* old: NULL when the row is new. */
static void touch(struct tx *tx, i64 id, const struct search_doc_indexed *old)
{
        struct arena *a = tx->group_arena;
        struct touched **bucket = &tx->conn->touched[(u64)id % ARRAY_LEN(tx->conn->touched)];
        struct touched *t;

        for (t = *bucket; t; t = t->next)
                if (t->id == id)
                        return;
        t = NEW(a, struct touched);
        *t = (struct touched){ .next = *bucket, .id = id, .indexed = old != NULL };
        if (old) {
                t->title = str_dup(a, old->fold_title);
                t->body = str_dup(a, old->fold_body);
                t->terms = str_dup(a, old->terms);
        }
        *bucket = t;
}

/* Notes the row of (kind, object), whose id will be new_id unless it is there. */
static int touch_object(struct tx *tx, struct str kind, i64 object, i64 new_id)
{
        struct search_doc_indexed old;
        int r;

        if (store_kind(tx->store) != DB_SQLITE)
                return 0;
        r = search_doc_by_object(tx, kind, object, &old);
        if (r == ERR_NOT_FOUND) {
                if (new_id)
                        touch(tx, new_id, NULL);
                return 0;
        }
        if (r == 0)
                touch(tx, old.id, &old);
        return r;
}

int search_put(struct tx *tx, const struct search_doc *doc)
{
        struct arena *a = tx->arena;
        struct search_words title, body;
        i64 id = id_new();
        int r = touch_object(tx, doc->kind, doc->object, id);

        if (r < 0)
                return r;
        search_split(a, doc->title, TITLE_WORDS_MAX, &title);
        search_split(a, doc->body, BODY_WORDS_MAX, &body);
        return search_doc_put(tx,
                &(struct search_doc_put_args){ .id = id,
                        .kind = doc->kind,
                        .object = doc->object,
                        .scope = doc->n_scopes ? doc->scopes[0] : 0,
                        .weight = doc->weight,
                        .norm_title = search__join_norm(a, &title),
                        .norm_body = search__join_lines(a, doc->body, BODY_WORDS_MAX, false),
                        .fold_title = search__join_fold(a, &title),
                        .fold_body = search__join_lines(a, doc->body, BODY_WORDS_MAX, true),
                        .terms = search__terms(a, store_kind(tx->store), doc, &title, &body) },
                NULL);
}

int search_remove(struct tx *tx, struct str kind, i64 object)
{
        int r = touch_object(tx, kind, object, 0);

        return r < 0 ? r : search_doc_drop(tx, kind, object, NULL);
}

static int reindex(struct tx *tx, const struct touched *t)
{
        struct val vals[] = { { VAL_I64, .num = t->id }, { VAL_TEXT, .text = t->title },
                { VAL_TEXT, .text = t->body }, { VAL_TEXT, .text = t->terms } };
        int r = t->indexed ? stmt_exec(tx, &forget_stmt, 0, vals, NULL) : 0;

        return r < 0 ? r : stmt_exec(tx, &index_stmt, 0, vals, NULL);
}

int search__before_commit(struct tx *tx)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(tx->conn->touched); i++)
                for (struct touched *t = tx->conn->touched[i]; r == 0 && t; t = t->next)
                        r = reindex(tx, t);
        return r;
}
