/*
 * src/wall/signer_list.h: the list of what the signer signed, as lines of text: written by the
 * signer before each signature leaves it, read by `verify`.
 *
 *      seq TAB moment TAB kind TAB key TAB digest TAB detail TAB chain
 *
 * chain is SHA-256 of the line before's chain and this line's text before its last TAB, so that no
 * line can be changed, dropped or moved without the rest showing it. The detail of a head is
 * "log size root".
 */
#ifndef WALL_SIGNER_LIST_H
#define WALL_SIGNER_LIST_H

#include "crypto/hash.h"

#define SIGNER_LIST_FILE "secret/signer/list.log" /* in the data folder */
#define SIGNER_LINE_MAX  2048

struct signer_entry {
        i64 seq, at;
        struct str kind; /* "head", "receipt", "person", "key", "drop" */
        u8 key[HASH_SIZE], digest[HASH_SIZE];
        struct str detail; /* no control characters */
};

/* The line with its end; chain is moved on to it. */
struct str signer_entry_line(struct arena *a, const struct signer_entry *e, u8 chain[HASH_SIZE]);
/*
 * One line without its end. ERR_INVALID: not such a line; chain is then as before. ERR_CORRUPT: a
 * line, but it does not follow chain; *ret_e and chain are set from it, so that reading can go on.
 */
int signer_entry_read(struct str line, u8 chain[HASH_SIZE], struct signer_entry *ret_e);
/* The parts of a head's detail. ERR_INVALID. */
int signer_entry_head(
        const struct signer_entry *e, struct str *ret_log, i64 *ret_size, u8 ret_root[HASH_SIZE]);

#endif
