/*
 * src/core/node.h: several servers on one database each lease a node number, the middle bits of
 * ids.
 */
#ifndef CORE_NODE_H
#define CORE_NODE_H

#include "store/store.h"

/*
 * Takes a free number for ten minutes and sets id_set_node; called again, it renews. ERR_BUSY:
 * none.
 */
int node_lease(struct store *s);
int node_number(void);
/*
 * Writes our number into DIR/node; returns the one that stood there, of the server that had the
 * folder before, or -1. The caller holds the folder's lock, so that server has ended: what was
 * leased to its number may be taken over at once. Call it after node_lease().
 */
int node_former(struct arena *a, const char *dir);

#endif
