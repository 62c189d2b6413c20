/*
 * src/app/test/site.h: the whole program in the test's own process: a small demo province on the
 * database asked for, all routes with the real guard on a port, and people who are signed in. The
 * clock is the test's (clock_set), so that time passes when a test says so.
 *
 *      struct site s;
 *      REQUIRE(site_begin(&s, kind));
 *      struct visitor admin = site_visitor(&s, "quantri");
 *      struct answer a = site_get(&admin, "/quan-tri");
 *      site_end(&s);
 */
#ifndef APP_TEST_SITE_H
#define APP_TEST_SITE_H

#include "app/app.h"
#include "store/test/testdb.h"
#include "web/test/client.h"
#include "web/web.h"

struct site {
        struct testdb db;
        struct app app;
        struct web *web;
        struct arena *arena; /* of answers too; ends with the site */
};

/* The demo of 2022 with a few dossiers; the clock stands at SITE_NOW. */
#define SITE_NOW time_make(day_make(2022, 7, 20), 9, 0, 0)
/* Set before: looks into uploads as serve does (files_inspect); NULL: they are taken unseen. */
extern inspect_fn *site_inspect;
bool site_begin(struct site *s, enum db_kind kind);
void site_end(struct site *s);

struct visitor {
        struct site *site;
        struct str session;   /* cookie; empty: nobody */
        struct str secret;    /* for CSRF */
        struct str bearer;    /* API token; empty: none */
        struct str more;      /* another cookie, "name=value"; empty: none */
        struct str forwarded; /* address behind the proxy; empty: our own */
        struct str match;     /* If-Match; empty: none */
};
/* With a session of the account of this name, or of nobody (NULL). */
struct visitor site_visitor(struct site *s, const char *name);
/* A program with an API token of that account. */
struct visitor site_program(struct site *s, const char *name);

struct answer site_get(const struct visitor *v, const char *path);
/* form: "a=1&b=2", percent-encoded; token and a new key are added. */
struct answer site_post(const struct visitor *v, const char *path, const char *form);
/* The same with the key of a request that was sent before. */
struct answer site_post_key(
        const struct visitor *v, const char *path, const char *form, const char *key);
/* A form with one file. */
struct answer site_upload(const struct visitor *v, const char *path, const char *field,
        const char *file_name, const char *content);
/* what: "PATCH /x"; more_lines: headers, each with its line end. */
struct answer site_send(
        const struct visitor *v, const char *what, const char *more_lines, struct str body);
/* And with one more field. */
struct answer site_upload_with(const struct visitor *v, const char *path, const char *name,
        const char *value, const char *field, const char *file_name, const char *content);
/* The same with any bytes. */
struct answer site_upload_bytes(const struct visitor *v, const char *path, const char *name,
        const char *value, const char *field, const char *file_name, struct str content);
/* form: "a=1&b=2", as it stands, and a file; field NULL: none. */
struct answer site_upload_form(const struct visitor *v, const char *path, const char *form,
        const char *field, const char *file_name, struct str content);
/* One column of the first row; empty when there is none. */
const char *site_cell(struct site *s, const char *sql);
/* How many rows: what: "notice where kind = 'x'". */
i64 site_count(struct site *s, const char *what);
struct answer site_json(const struct visitor *v, const char *path, const char *json);
/* Does it lead to an address that begins so? */
bool site_leads_to(const struct answer *a, const char *address);
/* Where an answer leads to; "" when it does not. */
const char *site_next(struct site *s, const struct answer *a);
/* The code of a dossier that this counter has just taken in for Lê Văn Hùng; NULL: it was not. */
const char *site_taken_in(const struct visitor *counter);
/* Answers all questions of the usual form; false: a page did not go on. `name` is encoded. */
bool site_fill_usual(
        const struct visitor *v, const char *draft, const char *name, const char *identity);
const char *site_fmt(struct site *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
