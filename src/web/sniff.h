/*
 * src/web/sniff.h: what kind of file the bytes are, whatever the sender says. Only the kinds that a
 * dossier may carry are told apart; it validates nothing (the converter does).
 */
#ifndef WEB_SNIFF_H
#define WEB_SNIFF_H

#include "base/str.h"

enum { SNIFF_HEAD = 4096, SNIFF_TAIL = 8192 };

/* The beginning and the end of a file, kept while it streams by. */
struct sniff {
        u8 *head, *tail;
        size_t n_head, n_tail;
};

void sniff_init(struct sniff *s, struct arena *a);
void sniff_add(struct sniff *s, const void *p, size_t n);
/* A constant media type; "application/octet-stream" when it is none of those known. */
const char *sniff_type(const struct sniff *s);

#endif
