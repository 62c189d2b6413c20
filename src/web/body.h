/*
 * src/web/body.h: the body of a request, as it comes, into a `struct input`; private to src/web.
 * Urlencoded and JSON bodies are gathered and read at the end; of a multipart form only texts are
 * gathered, files go straight to the content store, and so does a piece of a file (ROUTE_RESUME).
 */
#ifndef WEB_BODY_H
#define WEB_BODY_H

#include "web/http.h"
#include "web/input.h"

enum body_kind { BODY_NONE, BODY_PAIRS, BODY_MULTIPART, BODY_JSON, BODY_PIECE };

struct body_limits {
        i64 form, upload, json; /* bytes */
};

struct body {
        enum body_kind kind;
        struct http_exchange *x;
        struct input *in;
        struct content *content;
        struct body_limits limits;
        struct buf text; /* the body, or the texts of a multipart form so far */
        struct http_form *form;
        struct str key, csrf; /* the dispatcher's own hidden fields */
        int err;
        bool failed;
        /* The part of a multipart form that is coming in: */
        struct str part_name, part_file;
        size_t part_from; /* in `text` */
        i64 part_size;
        bool part_opened; /* its file was announced to the input */
        struct upload_part *upload;
        int parts;
};

/*
 * Decides by Content-Type how to read. Returns the most bytes to take; 0 with b->err ==
 * ERR_UNSUPPORTED when the type is not one the route reads.
 */
i64 body_begin(struct body *b, struct http_exchange *x, struct input *in);
int body_add(struct body *b, const void *p, size_t n);
/* Everything into b->in. ERR_INVALID (broken), ERR_LIMIT (too many), ERR_FULL, ERR_IO. */
int body_end(struct body *b);
/* Frees what is not on the arena. */
void body_done(struct body *b);

#endif
