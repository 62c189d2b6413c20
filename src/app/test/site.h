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
/* A form with one file. */
struct answer site_upload(const struct visitor *v, const char *path, const char *field,
        const char *file_name, const char *content);
/* what: "PATCH /x"; more_lines: headers, each with its line end. */
struct answer site_send(
        const struct visitor *v, const char *what, const char *more_lines, struct str body);
/* One column of the first row; empty when there is none. */
const char *site_cell(struct site *s, const char *sql);
struct answer site_json(const struct visitor *v, const char *path, const char *json);

#endif
