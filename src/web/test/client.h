/*
 * src/web/test/client.h: the tiniest HTTP client for tests: sends bytes as told, reads one answer.
 */
#ifndef WEB_TEST_CLIENT_H
#define WEB_TEST_CLIENT_H

#include "base/str.h"

struct answer {
        int status; /* 0: the connection was closed without one */
        struct str head, body;
};

int client_open(int port); /* a connected socket */
void client_send(int fd, struct str bytes);
/* Reads one answer (no body for HEAD, 204, 304); waits at most 20 s. */
struct answer client_read(struct arena *a, int fd, bool head);
bool client_closed(int fd); /* the other side has closed */
/* One request on its own connection. `request` has everything but the blank line and Host. */
struct answer client_ask(struct arena *a, int port, struct str head_lines, struct str body);
struct answer client_get(struct arena *a, int port, const char *path, const char *more_lines);
struct answer client_post(struct arena *a, int port, const char *path, const char *more_lines,
        const char *type, struct str body);
struct str answer_header(const struct answer *r, const char *name); /* STR_NULL */
bool answer_has(const struct answer *r, const char *part);          /* in the body */

#endif
