/*
 * src/web/csrf.h: tokens that prove a form came from our own page in the same session; private to
 * src/web. A token is mask | (HMAC-SHA-256(secret, path) xor mask): another text in every answer,
 * so that compressed pages do not tell it (BREACH), bound to one path, valid with the session.
 */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include "base/str.h"

/* "" when there is no secret. `path`: of the action, without /en and query. */
struct str csrf_make(struct arena *a, struct str secret, struct str path);
/* Constant-time in the comparison. */
bool csrf_right(struct str secret, struct str path, struct str token);

#endif
