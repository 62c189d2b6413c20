/*
 * src/base/id.h: 64-bit ids: 41 bits of milliseconds since 2020-01-01 UTC, 10 of node, 12 of
 * sequence. Never backwards within a process even when the clock is. Never shown to people.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/base.h"

void id_set_node(int node); /* 0..1023, leased in the database by the server */
i64 id_new(void);           /* thread-safe */
i64 id_time(i64 id);        /* UTC ms */
i64 id_first(i64 t);        /* all ids made before this moment are smaller */

#endif
