/*
 * src/web/test/toy.h: a server with a few routes and a guard of one page, for the tests of the
 * dispatcher. Sessions are cookies "session=NAME": "alice" (account 7, may all), "bob" (8, may not
 * use PERM_STAFF routes), "guest" (0, a pre-session).
 */
#ifndef WEB_TEST_TOY_H
#define WEB_TEST_TOY_H

#include "web/test/client.h"
#include "web/test/memory_store.h"
#include "web/web.h"

enum toy_perm { PERM_PUBLIC = 1, PERM_SIGNED_IN, PERM_STAFF };

/* What the transactions left behind; read and set between requests. */
struct toy {
        struct web *web;
        struct store *store;
        int port;
        int applied; /* notes kept */
        int refused, refused_err;
        int accessed; /* access records */
        int prepared, rendered;
        bool hold_slow; /* GET /slow waits; under memory_store_lock */
        int in_slow;
        i64 generation;
        char peer[64];  /* who asked for /cookie */
        char last[256]; /* text of the last note */
};
extern struct toy toy;
extern enum db_kind toy_kind; /* what the next toy_start pretends to have */

void toy_start(const struct web_config *changes); /* may be NULL */
void toy_stop(void);
/* Waits until this many writes stand in the store's queue. */
void toy_wait_queued(int n);
void toy_hold_writer(bool hold);
/* A token for a form of this session that posts to `path`, taken from its page. */
struct str toy_csrf(struct arena *a, const char *session, const char *path);
/* POST of an urlencoded form with a right token, as this session. */
struct answer toy_post(struct arena *a, const char *session, const char *path, const char *fields);

#endif
