/*
 * src/web/router.h: from a path to a row of the route tables, private to src/web. Built once at
 * start, read by all threads. The tables are checked when it is built: what is wrong in them is
 * our mistake and the program does not start.
 */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "web/req.h"

enum { ROUTE_PARTS = 8 }; /* ":name" parts a path may have */

struct route_entry {
        const struct route *route;
        int index; /* place in router->entries, for counters */
        int n_parts;
        struct str parts[ROUTE_PARTS]; /* names */
};

struct router {
        struct route_entry *entries;
        int n;
        struct route_node *root;
};

struct path_value {
        struct str name, value;
        struct path_value *next;
};

/*
 * ERR_INVALID after one log line for each row that clashes, names no permission or misses a phase.
 */
int router_build(struct arena *a, const struct route *const *tables, struct router *ret_router);

/*
 * The entry for verb and path (decoded, without /en), its parts in *ret_values; NULL when there is
 * none, then *ret_allowed has one bit (1 << verb) for each verb the path does have.
 */
const struct route_entry *router_find(const struct router *r, struct arena *a, enum verb verb,
        struct str path, struct path_value **ret_values, unsigned *ret_allowed);

/*
 * Percent-decoding of a request target's path: ERR_INVALID for a bad or overlong escape, NUL and
 * other control characters, an escaped slash, "." and ".." parts, invalid UTF-8. Text comes in NFC.
 */
int path_decode(struct arena *a, struct str raw, struct str *ret_path);
/* "%41+b" of a query or form; '+' is a space. ERR_INVALID for a bad escape or NUL. */
int query_decode(struct arena *a, struct str raw, struct str *ret_text);
/* One part of a path, or all of it (keeps '/'), for an address. */
void path_encode(struct buf *b, struct str s, bool keep_slash);

#endif
