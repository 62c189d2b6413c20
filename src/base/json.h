/*
 * src/base/json.h: JSON in (jansson, strict, bounded) and out (own streaming writer).
 * Reading gives a tree on the arena in the order of the text. Values of texts are brought to NFC.
 * Refused: invalid UTF-8, NUL (raw or \u0000), duplicate keys, keys that are not NFC, integers over
 * 64 bits, numbers that are not finite (ERR_INVALID); depth over 32, over a million values, a tree
 * that does not fit the arena's maximum (ERR_LIMIT).
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/str.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json {
        enum json_kind kind;
        struct str key; /* inside an object */
        struct str text;
        i64 num;     /* JSON_INT, JSON_BOOL */
        double real; /* JSON_REAL, and JSON_INT as double */
        struct json *first, *next;
        size_t count; /* of a list or object */
};

/* ERR_INVALID, ERR_LIMIT: ret_where, may be NULL, then says "line:column: why" in English. */
int json_parse(struct arena *a, struct str text, const struct json **ret_j, struct str *ret_where);
/* Member or NULL; NULL-safe, so that json_get(json_get(j, "a"), "b") needs no checks. */
const struct json *json_get(const struct json *j, const char *key);
const struct json *json_at(const struct json *j, size_t i);
struct str json_str(const struct json *j);         /* STR_NULL unless text */
i64 json_i64(const struct json *j, i64 otherwise); /* unless integer (or integral real) */
bool json_bool(const struct json *j, bool otherwise);
static inline const struct json *json_first(const struct json *j)
{
        return j ? j->first : NULL;
}
#define JSON_EACH(x, j) for (const struct json *x = json_first(j); x; x = x->next)

/*
 * Writer: commas and quotes are its business. Keys are C literals inside an object, NULL in a list.
 *      json_open(&w, NULL, '{'); json_put_str(&w, "code", s); json_close(&w, '}');
 */
struct json_writer {
        struct buf *out;
        u64 has_member; /* one bit a level */
        int depth;
};
void json_begin(struct json_writer *w, struct buf *out);
void json_open(struct json_writer *w, const char *key, char bracket);
void json_close(struct json_writer *w, char bracket);
void json_put_str(struct json_writer *w, const char *key, struct str s); /* STR_NULL -> null */
void json_put_i64(struct json_writer *w, const char *key, i64 n);        /* I64_NULL -> null */
void json_put_bool(struct json_writer *w, const char *key, bool b);
void json_put_real(struct json_writer *w, const char *key, double d); /* not finite -> null */
void json_put_null(struct json_writer *w, const char *key);
/* json_text must be one whole JSON value: it is copied as it is. */
void json_put_raw(struct json_writer *w, const char *key, struct str json_text);
void json_put_tree(struct json_writer *w, const char *key, const struct json *j);
void json_quote(struct buf *out, struct str s); /* with the quotes */

#endif
