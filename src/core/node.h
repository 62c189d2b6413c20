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

#endif
