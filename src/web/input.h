/*
 * src/web/input.h: how what was sent becomes a checked `struct input`; private to src/web. Three
 * steps: body.c and dispatch.c give every name and value (input__add…), input__check looks at
 * each declared field once, input__store_files makes uploads durable. The getters are in req.h.
 */
#ifndef WEB_INPUT_H
#define WEB_INPUT_H

#include "base/json.h"
#include "store/content.h"
#include "web/req.h"
#include "web/sniff.h"

enum {
        INPUT_FILES = 20,   /* uploads in one request */
        INPUT_PAIRS = 2000, /* names and values in one request */
        INPUT_NAME_BYTES = 200,
};

/* One upload, while it comes in and after. */
struct upload_part {
        struct upload upload;
        struct content_upload *content; /* NULL once finished or given up */
        struct sniff sniff;
        int err; /* of the content store: ERR_LIMIT, ERR_FULL … */
        struct upload_part *next;
};

struct input_value {
        const struct field *field;
        bool by_json, bad_kind; /* of a JSON body; a value of another JSON type */
        struct str *sent;       /* decoded, not yet checked */
        size_t n_sent, cap_sent;
        struct str boxes[3]; /* FIELD_DATE: day, month, year */
        struct upload_part *files, **last_file;
        size_t n_files;
        struct json form; /* FIELD_FORM: members as they come */
        struct json *form_last;
        /* What the getters give: */
        struct str text;
        i64 num;
        struct str *items;
        size_t n_items;
        const struct json *json;
};

/* Values for the fields of in->route; in->arena is set. */
void input__init(struct input *in);
/* A name and its value, decoded. Names that the route does not declare are dropped. ERR_LIMIT. */
int input__add(struct input *in, struct str name, struct str value);
/* Name and value pairs of a query or urlencoded form. ERR_INVALID for a bad escape, ERR_LIMIT. */
int input__add_query(struct input *in, struct str query,
        int (*add)(void *arg, struct str name, struct str value), void *arg);
void input__add_json(struct input *in, const struct json *object);
/* A file begins; NULL when the route declares no such field. ERR_LIMIT: too many. */
int input__add_file(struct input *in, struct content *c, struct str name, struct str file_name,
        i64 max, struct upload_part **ret_part);
/* ERR_INVALID when a field is not right; in->errors says which. */
int input__check(struct input *in);
/* One field, already among the values; see values.c. */
void input__check_value(struct input *in, struct input_value *v);
/*
 * Makes the uploads durable, then their hashes are known and `inspect` (or NULL) looks into each.
 * ERR_INVALID: it refused one.
 */
int input__store_files(struct input *in, inspect_fn *inspect);
/*
 * SHA-256 of route, path and every declared value, for the idempotency row. Secrets are mixed with
 * `salt` (the session's secret), so that the stored hash tells nothing about a password.
 */
void input__hash(const struct input *in, struct str path, struct str salt, u8 ret_hash[32]);

#endif
