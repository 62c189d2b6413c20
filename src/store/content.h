/*
 * src/store/content.h: the bytes of uploaded and made files, by content.
 *
 * Path = DIR/files/ab/cd/<hex of name>, name = HMAC-SHA-256(installation key, SHA-256 of the
 * content); equal content is stored once. When content_put() returns, the file and every folder
 * above it are synced, so that a commit that names the hash can follow. Access is never by hash:
 * core/files holds the rows and permissions and counts references.
 *
 * Deleting: a row may be committed for bytes that were put before and are released just now. So a
 * caller removes only what was last put before a moment that lies further back than any write
 * takes (24 hours): putting equal content again makes it young again.
 */
#ifndef STORE_CONTENT_H
#define STORE_CONTENT_H

#include "base/str.h"

struct content; /* one open store of contents */

/* Makes DIR/files, DIR/tmp and DIR/secret/installation.key (0600) when missing. */
int content_open(const char *dir, struct content **ret_c);
void content_close(struct content *c);
/* A key of 32 bytes for another use, from the installation key; equal for equal purposes. */
void content_derive_key(const struct content *c, const char *purpose, u8 ret_key[32]);

/* An upload under way: bytes go to DIR/tmp while they are hashed. */
struct content_upload;
int content_begin(struct content *c, i64 max, struct content_upload **ret_u);
int content_add(
        struct content_upload *u, const void *p, size_t n); /* ERR_LIMIT, ERR_FULL, ERR_IO */
/* Durable under its name; frees u. ret_hash: 32 bytes. */
int content_finish(struct content_upload *u, u8 ret_hash[32], i64 *ret_size);
void content_abort(struct content_upload *u);

int content_put(struct content *c, struct str bytes, u8 ret_hash[32]);
int content_get(struct content *c, struct arena *a, const u8 hash[32], size_t max,
        struct str *ret_s); /* ERR_NOT_FOUND, ERR_CORRUPT */
int content_fd(struct content *c, const u8 hash[32], int *ret_fd, i64 *ret_size);
/*
 * Deletes unless it was put at or after `before`; 0 also when it was not there. ret_removed may be
 * NULL.
 */
int content_remove(struct content *c, const u8 hash[32], i64 before, bool *ret_removed);
/* What the sweep calls a content; store it beside the hash, indexed. */
void content_name(const struct content *c, const u8 hash[32], u8 ret_name[32]);
/*
 * Calls fn for each content last put before `before`; fn returns true to delete it. Broken-off
 * uploads of that age are deleted without asking.
 */
int content_sweep(
        struct content *c, i64 before, bool (*fn)(const u8 name[32], void *arg), void *arg);

#endif
